"""Words of a picture: captions of nodes and relationships, and the plain text shown on pointing at them."""

from __future__ import annotations

from graph.case.schema import NodeType, Predicate, Schema
from graph.case.statuses import STATUSES
from graph.case.words import clean, shorten
from graph.elements import NO_LABEL, Node, Relationship

_LONGEST = 200
"""Characters of a caption; a claim's are fewer."""
_CLAIM = 60
_SOURCE = ("Source", "title")
"""Type of a source, and the property that it is called by unless another was chosen."""
_TOOLTIP_VALUE = 240
_TOOLTIP_LINES = 12
NAMES = ("name", "title", "label", "caption", "text")
"""Properties that name a thing in graphs we know nothing of, best first."""
# What the store adds for itself says nothing to a reader.
_UNTOLD = frozenset({"id", "case_id", "name"})


def name_of(node: Node, schema: Schema) -> str:
    """Return what a thing is called, in every picture, table, sentence and file: see :func:`node_caption`."""
    return node_caption(node, schema.type_of(node.labels))


def node_caption(node: Node, type_: NodeType) -> str:
    """Return what a node is called: by the property chosen for its type, else its name, title or text, else its id.

    A source is called by its title, with its publisher where one is known: two articles of one paper are told apart.
    A foreign node that has none of these goes by any other value, and last by its labels: the number that it has
    within one result would be another one in the next.
    """
    longest = _CLAIM if type_.name == "Claim" else _LONGEST
    if type_.caption and (text := _told(node.properties.get(type_.caption))):
        publisher = _told(node.properties.get("publisher")) if (type_.name, type_.caption) == _SOURCE else ""
        return shorten(f"{text} ({publisher})" if publisher and publisher != text else text, longest)
    for name in (*NAMES, "id"):
        value = node.properties.get(name)
        if isinstance(value, str | int | float) and not isinstance(value, bool):
            text = clean(str(value)[: 4 * _LONGEST])
            if text:
                return shorten(text, longest)
    for name in sorted(node.properties):
        value = node.properties[name]
        if isinstance(value, str) and (text := clean(value[: 4 * _LONGEST])):
            return shorten(text, _CLAIM)
    if not node.key.is_foreign:
        return shorten(clean(node.id), _LONGEST)
    told = (f"{clean(name)}: {text}" for name in sorted(node.properties) if (text := _told(node.properties[name])))
    return shorten(next(told, ", ".join(map(clean, node.labels)) or NO_LABEL), _CLAIM)


def predicate_words(type_: str, predicate: Predicate | None) -> str:
    """Return a relationship type in words: ``ACTED_IN`` is "acted in"."""
    if predicate is not None:
        return predicate.caption
    words = clean(type_.replace("_", " "))
    return shorten(words.lower() if words.isupper() else words, _CLAIM)


def status_of(relationship: Relationship) -> str | None:
    """Return the status of a statement's relationship; None where the relationship is not a statement."""
    status = relationship.properties.get("status")
    if "Entity" in relationship.start_node.labels and isinstance(status, str) and status in STATUSES:
        return status
    return None


def edge_caption(relationship: Relationship, predicate: Predicate | None) -> str:
    """Return the words on a relationship, its status among them unless it is plain.

    An accusation always carries its status; so does all that is alleged, disputed or denied.
    """
    words = predicate_words(relationship.type, predicate)
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
        if not foreign and (name in _UNTOLD or name.startswith("_")):
            continue
        value = _told(node.properties[name])
        if value and value != caption:
            lines.append(f"{clean(name)}: {value}")
    if len(lines) > _TOOLTIP_LINES:
        more = len(lines) - _TOOLTIP_LINES + 1
        lines[_TOOLTIP_LINES - 1 :] = [f"… and {more} more properties"]
    return "\n".join(lines)


def edge_tooltip(relationship: Relationship, schema: Schema) -> str:
    """Return what a relationship says, with its status and the number of claims behind it."""
    predicate = schema.predicates.get(relationship.type)
    start, end = (shorten(name_of(node, schema), _CLAIM) for node in (relationship.start_node, relationship.end_node))
    words = predicate_words(relationship.type, predicate)
    lines = [f"{start} — {words} → {end}"]
    status = status_of(relationship)
    claims = relationship.properties.get("claims")
    if status is not None:
        count = len(claims) if isinstance(claims, list | tuple) else 0
        said = f" · {count} claim{'' if count == 1 else 's'}" if count else ""
        lines.append(f"{status}{said}")
    return "\n".join(lines)


def _told(value: object) -> str:
    if isinstance(value, list | tuple):
        return shorten(", ".join(filter(None, (_told(item) for item in value[:20]))), _TOOLTIP_VALUE)
    if isinstance(value, dict):
        told = (f"{clean(str(name))}: {_told(item)}" for name, item in list(value.items())[:20])
        return shorten(", ".join(told), _TOOLTIP_VALUE)
    if isinstance(value, bytes):
        return f"{len(value):,} bytes"
    if value is None:
        return ""
    if isinstance(value, bool):
        return "yes" if value else "no"
    return shorten(clean(str(value)[: 4 * _TOOLTIP_VALUE]), _TOOLTIP_VALUE)
