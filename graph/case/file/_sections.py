"""Read the sections of a case file, row by row, into sources, entities, statements and questions."""

from __future__ import annotations

from collections.abc import Callable, Collection, Iterable, Mapping
from dataclasses import replace
from hashlib import sha256
from typing import Any, Literal, cast

from graph.case.dates import EdtfDate
from graph.case.file._fields import Fields, Problems, did_you_mean, one_line
from graph.case.file._source_texts import Library, SourceText, TextChangedError
from graph.case.file._yaml import Document, Tree
from graph.case.model import (
    SIDES,
    STANCES,
    Case,
    Claim,
    Entity,
    Locator,
    Mention,
    Question,
    Source,
    Stance,
    Statement,
    Text,
    Value,
    check_id,
    check_sha256,
    check_url,
    number_claims,
    status_of,
)
from graph.case.quantities import Quantity
from graph.case.schema import Predicate, load_schema
from graph.case.words import unlike_in_form
from graph.errors import ModelError

SECTIONS = ("case", "sources", "entities", "statements", "questions")

_VALUE_TYPES: Mapping[type[Value], str] = {EdtfDate: "Date", Quantity: "Quantity", Text: "Text"}
_PERSONS = ("Person", "Organization", "Agency")
"""Types of those who can have done something."""
_MAX_IDS_COMPARED = 20_000
_MAX_PROBLEMS_COMPARED = 100


class Reader:
    """Builds a case row by row, and remembers of each row what later rows refer to."""

    def __init__(self, problems: Problems, library: Library) -> None:
        self._problems = problems
        self._library = library
        self._schema = load_schema()
        self._lines: dict[str, int] = {}
        self._texts: dict[str, SourceText | None] = {}
        self._types: dict[str, str] = {}
        self._deciders: set[str] = set()
        self._crimes: dict[str, str] = {}
        self._statements: set[str] = set()
        self._printed: dict[tuple[Locator, str], str] = {}
        # one copy of each id, however often it is referred to
        self._shared: dict[str, str] = {}

    def case(self, document: Document) -> Case | None:
        """Read the sections; None where a problem keeps the case from being built."""
        head: dict[str, Any] | None = None
        sections: dict[str, tuple[Any, ...]] = {}
        waiting: dict[str, list[Tree]] = {}
        for line, name in document.sections():
            if name == "case":
                head = self._head(document.value(line))
                sections[name] = ()
            elif name not in SECTIONS:
                document.value(line)
                alike = "" if self._problems.full else did_you_mean(name, SECTIONS)
                self._problems.add(line, name, f"no such section{alike}: there are {', '.join(SECTIONS)}")
            elif sections.keys() >= set(SECTIONS[: SECTIONS.index(name)]):
                sections[name] = self._section(name, document.rows(name, line))
            else:
                # its rows refer to a section that comes later in the file, or not at all
                waiting[name] = list(document.rows(name, line))
        if "case" not in sections:
            self._problems.add(1, "case", "is missing: case: {id: …, title: …, as_of: …}")
        for name in SECTIONS[1:]:
            if name in waiting:
                sections[name] = self._section(name, waiting.pop(name))
        if head is None or self._problems:
            return None
        head.update((name, sections.get(name, ())) for name in SECTIONS[1:])
        return Case(**head)

    def _section(self, name: str, rows: Iterable[Tree]) -> tuple[Any, ...]:
        read_row: Callable[[Fields], Any] = {
            "sources": self._source,
            "entities": self._entity,
            "statements": self._statement,
            "questions": self._question,
        }[name]
        items = (read_row(Fields(row, f"{name}[#{n}]", self._problems)) for n, row in enumerate(rows, 1))
        return tuple(item for item in items if item is not None)

    def _head(self, tree: Tree) -> dict[str, Any] | None:
        fields, before = Fields(tree, "case", self._problems), len(self._problems)
        head: dict[str, Any] = {
            "id": self._new_id(fields),
            "title": fields.text("title", required="what the case is called"),
            "as_of": fields.date("as_of", required="the date of what the file knows, in EDTF"),
            "about": fields.text("about"),
            "order": fields.number("order"),
        }
        fields.finish("id", "title", "as_of", "about", "order")
        return head if len(self._problems) == before else None

    def _source(self, fields: Fields) -> Source | None:
        before = len(self._problems)
        id = self._new_id(fields, "sources")
        text_line, sha256_line = fields.line_of("text"), fields.line_of("text_sha256")
        row: dict[str, Any] = {
            "title": fields.text("title", required="what the document is called"),
            "publisher": fields.text("publisher"),
            "published": fields.date("published"),
            "language": fields.text("language"),
            "url": fields.read("url", check_url),
            "text": fields.text("text"),
            "text_sha256": fields.read("text_sha256", check_sha256),
        }
        fields.finish("id", *row)
        if id is not None:
            # locators of a source that has problems of its own are checked no further
            self._texts[id] = None
        if id is None or len(self._problems) > before:
            return None
        source = Source(id=id, **row)
        try:
            found = self._texts[id] = self._library.find(source)
            if found and source.text_sha256 is None:
                return replace(source, found_sha256=sha256(found.text.encode()).hexdigest())
        except TextChangedError as error:
            fields.problem("text_sha256", str(error), sha256_line)
        except ModelError as error:
            fields.problem("text", str(error), text_line)
        return source

    def _entity(self, fields: Fields) -> Entity | None:
        before = len(self._problems)
        id = self._new_id(fields, "entities")
        kind_line = fields.line_of("kind")
        row: dict[str, Any] = {
            "type": fields.choice("type", self._schema.entity_types, required="what kind of thing it is"),
            "name": fields.text("name", required="what it is called"),
            "aliases": fields.texts("aliases"),
            "kind": fields.text("kind"),
            "decides": fields.flag("decides"),
            "about": fields.text("about"),
        }
        mentions = tuple(self._mention(mention, id or "") for mention in fields.items("mentions"))
        fields.finish("id", *row, "mentions")
        if id is None:
            return None
        # A type that does not exist is reported once, and not again wherever the entity is referred to.
        self._types[id] = self._one_copy(row["type"] or "")
        if row["decides"]:
            self._deciders.add(id)
        self._check_crime(fields, id, row, kind_line)
        if len(self._problems) > before:
            return None
        return Entity(id=id, **row, mentions=cast(tuple[Mention, ...], mentions))

    def _check_crime(self, fields: Fields, id: str, row: Mapping[str, Any], line: int) -> None:
        """Remember of an entity that it is a crime; nobody's kind is one, for no claim stands behind a kind."""
        crimes, type_, name, kind = self._schema.crimes, row["type"] or "", row["name"] or "", row["kind"]
        words = crimes.in_entity(type_, name, kind)
        if words and (type_ != "Person" or crimes.is_nobody(name, kind)):
            self._crimes[id] = words
        elif type_ in _PERSONS and (words := crimes.in_person(kind)):
            reason = f"says as a fact that {id} is {words!r}, and no claim stands behind a kind"
            fields.problem("kind", f"{reason}: leave it out, and accuse by {crimes.accused_by} ({kind})", line)

    def _mention(self, fields: Fields, entity: str) -> Mention | None:
        line = fields.line_of("at")
        text = fields.text("text", required="the name as it is printed")
        at = fields.locator("at", required="where it is printed: source#p1s1@start-end")
        fields.finish("text", "at")
        if text is None or at is None:
            return None
        self._check_locator(fields, at, line, text)
        other = self._printed.setdefault((at, "" if at.start is not None else text), entity)
        if other != entity:
            fields.problem("at", f"what is printed here is a mention of {other} already ({at})", line)
        return Mention(text, at)

    def _statement(self, fields: Fields) -> Statement | None:
        before = len(self._problems)
        id = self._new_id(fields, "statements")
        # one that has problems of its own is there all the same for the questions that name it
        self._statements.update([id] if id else [])
        lines = {name: fields.line_of(name) for name in ("subject", "object", "value", "claims")}
        predicate_line = fields.line_of("predicate")
        subject = fields.read("subject", self._entity_id, required="what the statement is about: the id of an entity")
        predicate = fields.read("predicate", self._predicate, required="what is said of the subject")
        if ("object" in fields) == ("value" in fields):
            fields.problem("object", "a statement has an object or a value, one of the two", lines["object"])
        object_ = fields.read("object", self._entity_id)
        value = self._value(fields.mapping("value")) if "value" in fields else None
        if predicate is not None:
            self._check_ends(fields, lines, predicate, subject, object_, value)
        claims, named = [], set()
        for row in fields.items("claims"):
            has_id, claim = "id" in row, self._claim(row, id)
            if claim is not None:
                claims.append(claim)
                named.update([claim.id] if has_id else [])
        if not claims and len(self._problems) == before:
            fields.problem("claims", "is missing: who says so, and where", lines["claims"])
        fields.finish("id", "predicate", *lines)
        if id is None or subject is None or predicate is None or len(self._problems) > before:
            return None
        if predicate.implicating and status_of(claims, frozenset()) != "found":
            self._check_guilt(fields, predicate, subject, object_, value, predicate_line)
        try:
            numbered = number_claims(id, claims, named)
        except ModelError as error:
            fields.problem("claims", f"give the claims ids of their own: {error}", lines["claims"])
            return None
        if value is not None and len(self._problems) == before:
            self._check_printed(fields, value, numbered, lines["value"])
        for claim in numbered:
            if claim.id not in named:
                self._register(fields, "claims", claim.id, lines["claims"])
        return Statement(id=id, subject=subject, predicate=predicate.name, object=object_, value=value, claims=numbered)

    def _question(self, fields: Fields) -> Question | None:
        before = len(self._problems)
        id = self._new_id(fields, "questions")
        lines = {side: fields.line_of(side) for side in SIDES}
        text = fields.text("text", required="what is asked")
        sides = {
            side: tuple(
                self._referred(fields, side, known, lines[side], self._statement_id) for known in fields.texts(side)
            )
            for side in SIDES
        }
        conclusion, by = fields.text("conclusion"), fields.text("by")
        fields.finish("id", "text", *SIDES, "conclusion", "by")
        if id is None or text is None or len(self._problems) > before:
            return None
        try:
            return Question(
                id=id,
                text=text,
                for_=sides["for"],
                against=sides["against"],
                open=sides["open"],
                conclusion=conclusion,
                by=by,
            )
        except ModelError as error:
            fields.problem("", str(error))
            return None

    def _check_guilt(
        self,
        fields: Fields,
        predicate: Predicate,
        subject: str,
        object_: str | None,
        value: Value | None,
        line: int,
    ) -> None:
        """Report a statement that states what only a deciding body's finding may: that somebody did a crime."""
        crimes, of = self._schema.crimes, ""
        if isinstance(value, Text) and self._types[subject] in _PERSONS and (words := crimes.in_person(value.text)):
            of = f"{subject} is {words!r}"
        for who, what in ((subject, object_), (object_, subject)) if object_ else ():
            # who is known by a crime alone, as an unknown robber, is nobody of whom it could be said
            if what in self._crimes and self._types[who] in _PERSONS and who not in self._crimes:
                of = f"{who} had part in a crime: {what} is {self._crimes[what]!r}"
        if of:
            accuse = f"accuse by {crimes.accused_by}, whose claims say who does"
            fields.problem(
                "predicate", f"states that {of}, and no finding carries it: {accuse} ({predicate.name})", line
            )

    def _check_ends(
        self,
        fields: Fields,
        lines: Mapping[str, int],
        predicate: Predicate,
        subject: str | None,
        object_: str | None,
        value: Value | None,
    ) -> None:
        # an entity whose own type is wrong has been reported
        type_ = self._types.get(subject or "")
        if type_ and type_ not in predicate.domain:
            starts = ", ".join(sorted(predicate.domain))
            fields.problem(
                "subject", f"{predicate.name} starts at {starts}; this is {type_} ({subject})", lines["subject"]
            )
        field, shown = ("object", object_) if value is None else ("value", str(value))
        end = self._types.get(object_ or "") if value is None else _VALUE_TYPES[type(value)]
        if end and end not in predicate.range:
            ends = ", ".join(sorted(predicate.range))
            fields.problem(field, f"{predicate.name} ends at {ends}; this is {end} ({shown})", lines[field])
        elif isinstance(value, Quantity) and not predicate.signed and min(value.low or 0, value.high or 0) < 0:
            signed = ", ".join(name for name, each in self._schema.predicates.items() if each.signed)
            bound = next(bound for bound in (value.low, value.high) if bound is not None and bound < 0)
            fields.problem(
                field, f"{predicate.name} is never below zero, as what {signed} may be ({bound})", lines[field]
            )

    def _check_printed(self, fields: Fields, value: Value, claims: Iterable[Claim], line: int) -> None:
        """Check that the words of a date or a quantity are printed in a passage, where the texts are at hand."""
        words = None if isinstance(value, Text) or (isinstance(value, EdtfDate) and value.inferred) else value.text
        texts = [(self._texts.get(at.source), at) for claim in claims for at in claim.places]
        if not words or any(text is None for text, _ in texts):
            return
        printed = [_plain(text.passage(at)) for text, at in texts if text is not None]
        if not any(_plain(words) in passage for passage in printed):
            places = ", ".join(dict.fromkeys(str(at) for _, at in texts))
            reasons = (unlike_in_form(_plain(words), passage) for passage in printed)
            why = next((f": {reason}" for reason in reasons if reason), "")
            fields.problem("value", f"{words!r} is printed in no passage of its claims{why} ({places})", line)

    def _value(self, fields: Fields) -> Value | None:
        value: Value | None = None
        if "date" in fields:
            value = fields.as_date()
            fields.finish("text", "inferred", "basis")
        elif "quantity" in fields:
            line = fields.line_of("low")
            text = fields.text("quantity")
            low, high = fields.number("low"), fields.number("high")
            unit, scope, as_of = fields.text("unit"), fields.text("scope"), fields.date("as_of")
            fields.finish("low", "high", "unit", "scope", "as_of")
            if text is not None:
                try:
                    value = Quantity.parse(text, low, high, unit=unit, scope=scope, as_of=as_of)
                except ModelError as error:
                    fields.problem("low", str(error), line)
        elif "text" in fields:
            text = fields.text("text")
            value = None if text is None else Text(text)
            fields.finish()
        else:
            fields.problem("", "a value is {date: …}, {quantity: …} or {text: …}")
        return value

    def _claim(self, fields: Fields, statement: str | None) -> Claim | None:
        before = len(self._problems)
        # numbered when all claims of the statement are read
        id = self._new_id(fields) if "id" in fields else statement
        lines = {name: fields.line_of(name) for name in ("kind", "via", "at", "inferred")}
        inferred, because = fields.flag("inferred"), fields.text("because")
        speaker = "" if inferred else "who says so: the id of an entity or a source"
        by = fields.read("by", self._speaker, required=speaker)
        stance = fields.choice("stance", STANCES, required="" if inferred else "asserts, denies or questions")
        places = fields.locators("at", required="where it is written: source#p1s1, with @start-end where it is known")
        kind = fields.choice("kind", ("finding",))
        verb, says = fields.text("verb"), fields.text("says")
        via = [self._referred(fields, "via", speaker, lines["via"], self._speaker) for speaker in fields.texts("via")]
        fields.finish("id", "by", "stance", "at", "verb", "says", "via", "kind", "inferred", "because")
        if inferred and by is not None:
            fields.problem("inferred", f"an inference of the case's own has no speaker ({by})", lines["inferred"])
        if kind and by is not None and by not in self._deciders:
            fields.problem("kind", f"a finding is made by an entity with decides: true ({by})", lines["kind"])
        for at in places:
            self._check_locator(fields, at, lines["at"])
        if id is None or not places or len(self._problems) > before:
            return None
        try:
            return Claim(
                id=id,
                by=by,
                stance=cast(Stance, stance or "asserts"),
                at=places[0],
                context=places[1:],
                verb=None if verb is None else self._one_copy(verb),
                says=says,
                via=tuple(via),
                kind=cast(Literal["finding"] | None, kind),
                because=because,
            )
        except ModelError as error:
            fields.problem("via" if via else "", str(error), lines["via"])
            return None

    def _check_locator(self, fields: Fields, at: Locator, line: int, printed: str | None = None) -> None:
        if at.source not in self._texts:
            fields.problem(
                "at", f"there is no source of this id{self._similar(at.source, self._texts)} ({at.source})", line
            )
            return
        text = self._texts[at.source]
        try:
            if text is not None:
                text.check(at, printed)
        except ModelError as error:
            fields.problem("at", str(error), line)

    def _new_id(self, fields: Fields, section: str = "") -> str | None:
        line = fields.line_of("id")
        id = fields.read("id", check_id, required="lower-case letters and digits joined by - or .")
        if id is None:
            return None
        if section:
            fields.rename(f"{section}[{id}]")
        return self._register(fields, "id", id, line)

    def _register(self, fields: Fields, field: str, id: str, line: int) -> str:
        first = self._lines.setdefault(id, line)
        if id in self._shared:
            fields.problem(field, f"this id is in use already, on line {first} ({id})", line)
        return self._one_copy(id)

    def _entity_id(self, text: str) -> str:
        if text in self._texts:
            raise ModelError(f"this is a source; statements are about entities ({text})")
        if text not in self._types:
            raise ModelError(f"there is no entity of this id{self._similar(text, self._types)} ({text})")
        return self._one_copy(text)

    def _speaker(self, text: str) -> str:
        if text not in self._types and text not in self._texts:
            near = self._similar(text, self._types) or self._similar(text, self._texts)
            raise ModelError(f"there is no entity or source of this id{near} ({text})")
        return self._one_copy(text)

    def _statement_id(self, text: str) -> str:
        if text not in self._statements:
            raise ModelError(f"there is no statement of this id{self._similar(text, self._statements)} ({text})")
        return self._one_copy(text)

    @staticmethod
    def _referred(fields: Fields, field: str, text: str, line: int, look_up: Callable[[str], str]) -> str:
        """Return what one of a list of ids refers to; where there is nothing, that is a problem."""
        try:
            return look_up(text)
        except ModelError as error:
            fields.problem(field, str(error), line)
            return text

    def _predicate(self, text: str) -> Predicate:
        if text not in self._schema.predicates:
            raise ModelError(f"there is no such predicate{did_you_mean(text, self._schema.predicates)} ({text})")
        return self._schema.predicates[text]

    def _similar(self, text: str, ids: Collection[str]) -> str:
        # comparing takes time: not in a large file, and not for the hundredth problem
        return (
            did_you_mean(text, ids)
            if len(ids) <= _MAX_IDS_COMPARED and len(self._problems) < _MAX_PROBLEMS_COMPARED
            else ""
        )

    def _one_copy(self, text: str) -> str:
        return self._shared.setdefault(text, text)


def _plain(text: str) -> str:
    return one_line(text).casefold()
