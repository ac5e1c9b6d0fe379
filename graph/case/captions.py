"""What nodes and relationships are called in a picture, and the tooltips that tell more."""

from __future__ import annotations

import re

from graph.case.dates import says_as_much
from graph.case.schema import NodeType, Predicate, Schema
from graph.case.statuses import STATUSES
from graph.case.words import agreeing, clean, names_several, number_of, shorten
from graph.elements import NO_LABEL, Key, Node, Relationship

_MAX_CAPTION = 200
_MAX_CLAIM_CAPTION = 60
"""Characters of a caption."""
_NARROWED_BY = {("Source", "title"): "publisher", ("Quantity", "text"): "scope"}
"""By a type and the property that is its caption by default, another one that follows it in parentheses."""
_MAX_TOOLTIP_VALUE = 240
_MAX_TOOLTIP_LINES = 12
NAMING_PROPERTIES = ("name", "title", "label", "caption", "text")
"""Properties that are likely to name a node of a foreign graph, best first."""
# Properties that a store adds for itself, and the name, which the caption shows.
_NOT_IN_TOOLTIPS = frozenset({"id", "case_id", "name"})


def name_of(node: Node, schema: Schema) -> str:
    """Return what a node is called in every picture, table, sentence and file; see :func:`node_caption`."""
    return node_caption(node, schema.type_of(node.labels))


def node_caption(node: Node, type_: NodeType) -> str:
    """Return what a node is called: by the property chosen for its type, else its name, title or text, else its id.

    A source is called by its title, with its publisher where one is known, and a quantity with its scope. A foreign
    node that has none of these is called by any other value, or else by its labels: its number in one result would be
    another one in the next.
    """
    longest = _MAX_CLAIM_CAPTION if type_.name == "Claim" else _MAX_CAPTION
    if type_.name == "Claim" and not node.key.is_foreign and type_.caption == "says":
        return shorten(_claim_caption(node), longest)
    if type_.caption and (text := _value_in_words(node.properties.get(type_.caption))):
        other = _value_in_words(node.properties.get(_NARROWED_BY.get((type_.name, type_.caption), "")))
        return shorten(f"{text} ({other})" if other and other != text else text, longest)
    for name in (*NAMING_PROPERTIES, "id"):
        value = node.properties.get(name)
        if isinstance(value, str | int | float) and not isinstance(value, bool):
            text = clean(str(value)[: 4 * _MAX_CAPTION])
            if text:
                return shorten(text, longest)
    for name in sorted(node.properties):
        value = node.properties[name]
        if isinstance(value, str) and (text := clean(value[: 4 * _MAX_CAPTION])):
            return shorten(text, _MAX_CLAIM_CAPTION)
    if not node.key.is_foreign:
        return shorten(clean(node.id), _MAX_CAPTION)
    values = (
        f"{clean(name)}: {text}" for name in sorted(node.properties) if (text := _value_in_words(node.properties[name]))
    )
    return shorten(next(values, ", ".join(map(clean, node.labels)) or NO_LABEL), _MAX_CLAIM_CAPTION)


def _claim_caption(node: Node) -> str:
    """Return what a claim does and says: a paraphrase alone would read as if a denial asserted what it denies."""
    stance, predicate, says, because = (
        _value_in_words(node.properties.get(name)) for name in ("stance", "predicate", "says", "because")
    )
    reason = because or says
    doing = "infers" if because else stance
    if not predicate:
        return says or doing or node.id
    words = f"{doing} “{predicate_words(predicate, None)}”"
    return f"{words}, {'because' if because else 'saying'}: {reason}" if reason else words


def predicate_words(type_: str, predicate: Predicate | None) -> str:
    """Return a relationship type in words: ``ACTED_IN`` is "acted in"."""
    if predicate is not None:
        return predicate.caption
    words = clean(type_.replace("_", " "))
    return shorten(words.lower() if words.isupper() else words, _MAX_CLAIM_CAPTION)


_AUXILIARIES = ("is", "was", "has been")
_SAID_TO = re.compile(r"(?:is|was) (?:said|alleged) to (?P<verb>\w+)")
_THIRD_PERSONS = {"be": "is", "have": "has"}
_DAY = re.compile(
    r"\d{1,2} [^\W\d]|(?:the )?(?:Mon|Tues|Wednes|Thurs|Fri|Satur|Sun)day|the (?:\w+ )?day\b"
    r"|(?:Jan|Feb|Mar|Apr|May|Jun|Jul|Aug|Sep|Oct|Nov|Dec)[a-z]*\.? \d{1,2}\b"
)
_MONTH_OR_YEAR = re.compile(
    r"[^a-z]|(?:an?|the|early|mid|late|possibly|spring|summer|autumn|winter|northern|southern)\b"
)
"""How begins what is "on" a day and "in" a month, season or year; "two days later" and "before Easter" need neither."""


_COUNTED_IN = re.compile(r", in (?P<unit>\w+),$")
_NEEDS_A_DAY = (" for", " from", " since", " up to")
"""Ends of words that a day follows: what begins as a span of days does needs another word in front."""
_SPAN = re.compile(r"(?:after|before|between|from|no earlier|no later|since|until) ")
_NUMBER_WORD = re.compile(r"[A-Z][a-z]{2,} ")
"""How a number begins that a source prints at the head of a sentence: "Nearly 200 people"."""


def clause(
    start: Node, type_: str, end: Node, schema: Schema, *, contested: bool = False, by: Key | None = None
) -> str:
    """Return what a statement states as a clause: "Priya Raghunathan is accused of Warehouse fire".

    Parameters
    ----------
    start, end : Node
        Subject, and object or value.
    type_ : str
        The predicate.
    schema : Schema
    contested : bool
        Whether it is told of somebody who denies or questions it: what such a speaker doubts of an accusation is not
        that it was made, so it reads "is rightly accused of", and of what is said to be so, that it is so.
    by : Key, optional
        Whoever says so and is named just before: a body that speaks of itself is "it", and several are "they". Whether
        a person is a she or a he, no case says: people keep their names.
    """
    words = clause_words(start, type_, end, schema, contested=contested)
    subject, object_ = name_of(start, schema), clause_end(end, schema)
    several, person = names_several(subject), "Person" in start.labels
    if end.key == start.key and not person:
        object_ = "themselves" if several else "itself"
    if by == start.key and not person:
        subject = "they" if several else "it"
    return f"{subject} {words} {object_}"


def end_of(statement: Relationship) -> Node:
    """Return the object or value of a statement as its sentences name it: a date as the source prints it."""
    return as_printed(statement.end_node, statement.properties.get("text"))


def as_printed(end: Node, printed: object) -> Node:
    """Return the end of a statement, a date with the words that its source prints.

    The node of a date is shared by all statements of that date. How it is read stands behind the printed words where
    these do not say as much: "early March 2018 (between 1 March 2018 and 10 March 2018)".
    """
    if "Date" not in end.labels or not isinstance(printed, str) or not (words := clean(printed)):
        return end
    words, reading = shorten(words, _MAX_CLAIM_CAPTION), str(end.properties.get("text", ""))
    text = words if says_as_much(words, reading) else f"{words} ({reading})"
    return Node(end.key, end.id, end.labels, {**end.properties, "text": text})


def clause_end(end: Node, schema: Schema) -> str:
    """Return what the object or value of a statement is called within a sentence: a text without its full stop."""
    name = name_of(end, schema)
    if "Quantity" in end.labels and _NUMBER_WORD.match(name):
        name = f"{name[0].lower()}{name[1:]}"
    return name.removesuffix(".") if "Value" in end.labels else name


def clause_words(start: Node, type_: str, end: Node, schema: Schema, *, contested: bool = False) -> str:
    """Return what stands between subject and object in :func:`clause`: "is accused of"."""
    predicate = schema.predicates.get(type_)
    if predicate is None:
        return f"— {predicate_words(type_, None)} —"
    words = predicate.clause
    if contested:
        words = _doubted(words, predicate)
    name = name_of(end, schema)
    if "Date" in end.labels:
        words = _dated(words, name)
    elif (counted := _COUNTED_IN.search(words)) and counted["unit"] in name.split():
        words = words[: counted.start()]
    return agreeing(words, name_of(start, schema))


def _doubted(words: str, predicate: Predicate) -> str:
    """Return what somebody doubts of it: of an accusation, or of what is said, not that it was made or said."""
    said = _SAID_TO.match(words)
    if said is not None:
        verb = said["verb"]
        return f"{_THIRD_PERSONS.get(verb, f'{verb}s')}{words[said.end() :]}"
    if not predicate.accusatory:
        return words
    auxiliary = next((word for word in _AUXILIARIES if words.startswith(f"{word} ")), "")
    return f"{auxiliary} rightly {words.removeprefix(auxiliary).strip()}".strip()


def _dated(words: str, date: str) -> str:
    """Return words in front of a date: "occurred on" a day, "occurred in" a month, "occurred" between two days."""
    preposition = _preposition(date)
    if words.endswith(" on"):
        return f"{words.removesuffix(' on')} {preposition}".rstrip()
    return f"{words} some time" if words.endswith(_NEEDS_A_DAY) and _SPAN.match(date) else words


def _preposition(date: str) -> str:
    """Return the word in front of a date: on a day, in a month; "between …" and "two days later" need none."""
    date = date.removeprefix("about ")
    if _DAY.match(date):
        return "on"
    return "in" if _MONTH_OR_YEAR.match(date) else ""


def status_of(relationship: Relationship) -> str | None:
    """Return the status of a relationship that is a statement; None for any other relationship."""
    status = relationship.properties.get("status")
    if "Entity" in relationship.start_node.labels and isinstance(status, str) and status in STATUSES:
        return status
    return None


def relationship_words(relationship: Relationship, schema: Schema) -> str:
    """Return the type of a relationship in words: in a case those of the schema, else its own."""
    predicate = None if relationship.key.is_foreign else schema.predicates.get(relationship.type)
    words = predicate_words(relationship.type, predicate)
    is_date = predicate is not None and "Date" in relationship.end_node.labels
    return _dated(words, name_of(end_of(relationship), schema)) if is_date else words


def edge_caption(relationship: Relationship, schema: Schema) -> str:
    """Return the words on a relationship, with its status where somebody contests it.

    An accusation always has its status, and so has everything that is alleged, disputed or denied.
    """
    words, predicate = relationship_words(relationship, schema), schema.predicates.get(relationship.type)
    status = status_of(relationship)
    accusatory = predicate is not None and predicate.accusatory
    if status is None:
        return f"{words} (status unknown)" if accusatory else words
    return f"{words} ({status})" if accusatory or not STATUSES[status].plain else words


def node_tooltip(node: Node, caption: str, type_: NodeType) -> str:
    """Return type, name and properties as lines of plain text."""
    foreign = node.key.is_foreign
    labels = clean(", ".join(node.labels) or NO_LABEL) if foreign else type_.name
    # what tells a foreign node apart is one of its properties, or a number that says nothing
    lines = [caption, labels if foreign else f"{labels} · {clean(node.id)}"]
    for name in sorted(node.properties):
        if not foreign and (name in _NOT_IN_TOOLTIPS or name.startswith("_")):
            continue
        value = _value_in_words(node.properties[name])
        if value and value != caption:
            lines.append(f"{clean(name)}: {value}")
    if len(lines) > _MAX_TOOLTIP_LINES:
        more = len(lines) - _MAX_TOOLTIP_LINES + 1
        lines[_MAX_TOOLTIP_LINES - 1 :] = [f"… and {more} more properties"]
    return "\n".join(lines)


def edge_tooltip(relationship: Relationship, start: str, end: str, schema: Schema) -> str:
    """Return what a relationship between nodes of these names says, with its status and the number of its claims."""
    # whoever reads the first line alone reads the status too
    lines = [f"{start} — {edge_caption(relationship, schema)} → {end}"]
    status = status_of(relationship)
    claims = relationship.properties.get("claims")
    if status is not None:
        count = len(claims) if isinstance(claims, list | tuple) else 0
        lines.append(f"{status} · {number_of(count, 'claim')}" if count else status)
    return "\n".join(lines)


def _value_in_words(value: object) -> str:
    if isinstance(value, list | tuple):
        return shorten(", ".join(filter(None, (_value_in_words(item) for item in value[:20]))), _MAX_TOOLTIP_VALUE)
    if isinstance(value, dict):
        items = (f"{clean(str(name))}: {_value_in_words(item)}" for name, item in list(value.items())[:20])
        return shorten(", ".join(items), _MAX_TOOLTIP_VALUE)
    if isinstance(value, bytes):
        return f"{len(value):,} bytes"
    if value is None:
        return ""
    if isinstance(value, bool):
        return "yes" if value else "no"
    return shorten(clean(str(value)[: 4 * _MAX_TOOLTIP_VALUE]), _MAX_TOOLTIP_VALUE)
