"""What falls if something falls: what rests on a source, a speaker, a passage or a claim, and what it would be without.

A claim falls with whom it was made by, with everybody it passed through, and with every passage that it cites, for it
takes all of them to read it. So three papers that have something from one person fall with that person.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from itertools import batched
from typing import Any, Literal

from graph.case import model
from graph.case.captions import name_of
from graph.case.model import Locator, status_of
from graph.case.schema import Schema, load_schema
from graph.case.statuses import Status
from graph.case.words import clean, joined_with_and, number_of
from graph.elements import Node, Relationship
from graph.errors import AmbiguousIdError, ModelError, NotFoundError
from graph.questions.case_graph import CaseGraph
from graph.questions.claims import SPEAKERS, Claim, claims_of, find_claim, guarded, place_of, telling
from graph.questions.near import hint, near_ids
from graph.questions.parts import check_case, check_id
from graph.stores import Store

Kind = Literal["source", "speaker", "passage", "claim"]
Cause = Literal["made", "passed on", "cited", "itself"]
"""Why a claim falls: by whom it was made, through whom it passed, where it is written, or it is the one that falls."""
_CAUSES: tuple[Cause, ...] = ("made", "passed on", "cited", "itself")

_KINDS: Mapping[str, Kind] = {"Source": "source", "Entity": "speaker", "Claim": "claim"}
"""What falls, by the label of its node; a passage is named by its locator."""
_BATCH = 500
"""Statements whose claims one query asks for: a longer list of ids takes longer for each."""


@dataclass(frozen=True, slots=True)
class Falling:
    """Something that is taken to fall.

    Parameters
    ----------
    kind : {"source", "speaker", "passage", "claim"}
    id : str
        A locator without positions is a whole sentence, with all passages in it.
    case : str
    name : str
        What it is called; of a claim, what it says.
    """

    kind: Kind
    id: str
    case: str
    name: str

    def cause(self, claim: Claim) -> Cause | None:
        """Return why a claim falls with it; None where it does not."""
        if self.kind == "claim":
            return "itself" if claim.id == self.id else None
        if self.kind == "passage":
            whole = Locator.parse(self.id)
            return "cited" if any(_lies_in(Locator.parse(at), whole) for at in _places(claim)) else None
        if claim.by == self.id:
            return "made"
        if self.id in claim.via:
            return "passed on"
        return "cited" if self.kind == "source" and any(_source(at) == self.id for at in _places(claim)) else None


@dataclass(frozen=True, slots=True)
class Shaken:
    """A statement that loses claims.

    Parameters
    ----------
    statement : Relationship
    status : str
    without : str or None
        Its status without them; None where nobody is left who says anything of it.
    fallen, left : tuple of Claim
        Its claims that fall, and those that are left.
    """

    statement: Relationship
    status: Status
    without: Status | None
    fallen: tuple[Claim, ...]
    left: tuple[Claim, ...]

    @property
    def changes(self) -> bool:
        """Whether its status is another one without them, or nothing is left of it."""
        return self.without != self.status

    def text(self, schema: Schema) -> str:
        """Return it as it stands, in guarded words."""
        return guarded(self.statement, (*self.fallen, *self.left), schema)

    def text_without(self, schema: Schema) -> str | None:
        """Return it as it would stand, in guarded words; None where nothing is left of it."""
        if self.without is None:
            return None
        r = self.statement
        properties = {**r.properties, "status": self.without}
        return guarded(Relationship(r.key, r.id, r.type, r.start_node, r.end_node, properties), self.left, schema)

    @property
    def origins(self) -> str:
        """Say that several sources carry what has one origin: "3 sources, one origin"; empty where that is not so."""
        sources = {claim.source for claim in self.fallen}
        return f"{len(sources)} sources, one origin" if self.without is None and len(sources) > 1 else ""


@dataclass(frozen=True, slots=True)
class RestsOn:
    """What follows if something falls.

    Parameters
    ----------
    falling : Falling
    shaken : tuple of Shaken
        The statements that lose claims, by their ids.
    """

    falling: Falling
    shaken: tuple[Shaken, ...]

    @property
    def alone(self) -> tuple[Shaken, ...]:
        """The statements of which nothing is left: they rest on it alone."""
        return tuple(row for row in self.shaken if row.without is None)

    @property
    def changed(self) -> tuple[Shaken, ...]:
        """The statements that are left with another status."""
        return tuple(row for row in self.shaken if row.without is not None and row.changes)

    @property
    def weakened(self) -> tuple[Shaken, ...]:
        """The statements that lose claims and keep their status."""
        return tuple(row for row in self.shaken if not row.changes)

    @property
    def causes(self) -> dict[str, Cause]:
        """Why each claim falls, by its id."""
        found = {claim.id: self.falling.cause(claim) for row in self.shaken for claim in row.fallen}
        return {id: cause for id, cause in sorted(found.items()) if cause}

    @property
    def summary(self) -> str:
        """What falls, and what follows, in one sentence."""
        falls, words = Counter(self.causes.values()), _CLAIMS[self.falling.kind]
        without = f"W{self.condition[1:]}"
        if not falls:
            return f"{without}, nothing changes: no claim {words['none'].format(self.falling.name)}."
        parts = [words[cause].format(number_of(n, "claim")) for cause in _CAUSES if (n := falls[cause])]
        counted = [
            (len(self.alone), "nothing is left of"),
            (len(self.changed), "the status changes of"),
            (len(self.weakened), "the status stays, with fewer claims, of"),
        ]
        then = "; ".join(f"{words} {number_of(n, 'statement')}" for n, words in counted if n)
        fall = "falls" if falls.total() == 1 else "fall"
        return f"{without}, {joined_with_and(parts)} {fall}: {then}."

    @property
    def condition(self) -> str:
        """What is taken to fall, as a part of a sentence: "without the source Court clears engineer"."""
        name = self.falling.name
        match self.falling.kind:
            case "speaker":
                return f"without what {name} says or passes on"
            case "claim":
                return f"without the claim that {name.removesuffix('.')}"
            case kind:
                return f"without the {kind} {name}"


_CLAIMS: Mapping[Kind, Mapping[str, str]] = {
    "source": {
        "made": "{} in its own voice",
        "passed on": "{} by way of it",
        "cited": "{} by others that it prints",
        "none": "is made in it",
    },
    "speaker": {"made": "{} of theirs", "passed on": "{} by way of them", "none": "is made or passed on by {}"},
    "passage": {"cited": "{} that cannot be read without it", "none": "cites it"},
    "claim": {"itself": "{}", "none": "is there"},
}
"""How many claims fall with something of each kind, by their causes; and that none does."""


def rests_on(store: Store, id: str, *, case: str | None = None, schema: Schema | None = None) -> RestsOn:
    """Say what changes if a source, a speaker, a passage or a claim falls.

    Parameters
    ----------
    store : Store
    id : str
        Of a source, an entity or a claim; or a locator, of a passage or of a whole sentence.
    case : str, optional
        The case to look in.
    schema : Schema, optional
        The schema that ships with the package where it is not given.

    Raises
    ------
    NotFoundError, AmbiguousIdError
        Nothing that can fall has the id, or two cases use it.
    """
    schema = schema or load_schema()
    falling = find(store, id, case=case, schema=schema)
    statements = _statements(store, falling)
    claims: dict[str, tuple[Claim, ...]] = {}
    for some in batched(statements, _BATCH):
        claims |= claims_of(store, some, schema)
    sources = store.query("MATCH (s:Source) WHERE s.case_id = $case RETURN s.id AS id", {"case": falling.case}).rows
    return _reckoned(falling, ((r, claims[r.key]) for r in statements), frozenset(str(row[0]) for row in sources))


def rests_on_in(graph: CaseGraph, id: str) -> RestsOn:
    """Say of a case that is in no store what :func:`rests_on` says of one that is.

    Raises
    ------
    NotFoundError
        Nothing that can fall has the id.
    """
    case, falling = graph.case, None
    on = {claim.id: statement for statement in case.statements for claim in statement.claims}
    if "#" in id:
        passage = _passage(id)
        if any(_lies_in(at, passage) for s in case.statements for claim in s.claims for at in claim.places):
            falling = Falling("passage", id, case.id, place_of(passage, graph.name(passage.source)))
    elif id in on:
        [claim] = (claim for claim in graph.claims(on[id].id) if claim.id == id)
        falling = Falling("claim", id, case.id, graph.telling(claim))
    elif id in graph.nodes and (kind := _kind(graph.nodes[id])):
        falling = Falling(kind, id, case.id, graph.name(id))
    if falling is None:
        raise NotFoundError(f"The case {case.id} has no source, speaker, passage or claim {id!r}.")
    rows = ((r, graph.claims(statement)) for statement, r in graph.statements.items())
    return _reckoned(falling, rows, case.source_ids)


def find(store: Store, id: str, *, case: str | None = None, schema: Schema | None = None) -> Falling:
    """Return the source, the speaker, the passage or the claim that has an id.

    Raises
    ------
    NotFoundError, AmbiguousIdError
        There is none, or two cases have one.
    """
    check_id(id)
    check_case(store, case)
    schema = schema or load_schema()
    cases = [case] if case else [loaded.id for loaded in store.cases()]
    if "#" in id:
        found = list(_passages(store, id, cases, schema))
    else:
        found = []
        for label, kind in _KINDS.items():
            rows = store.query(
                f"MATCH (n:{label}) WHERE n.case_id IN $cases AND n.id = $id RETURN n", {"cases": cases, "id": id}
            ).rows
            found += [Falling(kind, id, row[0].key.case, _name(store, row[0], schema)) for row in rows]
    if len(found) > 1:
        named = ", ".join(sorted(falling.case for falling in found))
        raise AmbiguousIdError(f"{id} is in {len(found)} cases: {named}. Name one with --case.")
    if not found:
        raise NotFoundError(_not_found(store, id, cases, case))
    return found[0]


def single_supports(claims: Sequence[Claim]) -> list[tuple[Kind, str, str]]:
    """Return what all claims on a statement need, so that nothing is left of it without: kind, id and name.

    Examples
    --------
    Of a statement that three papers have from one agency: ``[("speaker", "agency", "The agency")]``.
    """
    names: dict[tuple[Kind, str], str] = {}
    for claim in claims:
        names |= {("speaker", id): name for id, name in zip(claim.via, claim.via_names, strict=True)}
        names |= {("source", claim.source): claim.source_name}
        names |= {("speaker", claim.by): claim.by_name} if claim.by and claim.by != claim.source else {}
    needed = []
    for (kind, id), name in names.items():
        falling = Falling(kind, id, claims[0].case, name)
        # a source that passes on what others say is met twice
        if all(map(falling.cause, claims)) and (kind == "source" or ("source", id) not in names):
            needed.append((kind, id, name))
    return sorted(needed, key=lambda row: (row[0] != "speaker", row[1]))


def to_json(found: RestsOn, schema: Schema | None = None) -> dict[str, Any]:
    """Return what follows as JSON: statements that change by their ids, as ``casegraph rests-on`` prints it."""
    schema = schema or load_schema()
    return {
        "id": found.falling.id,
        "kind": found.falling.kind,
        "case": found.falling.case,
        "name": found.falling.name,
        "text": found.summary,
        "statements": [
            {
                "id": row.statement.id,
                "status": row.status,
                "without": row.without,
                "claims": [claim.id for claim in row.fallen],
                "left": [claim.id for claim in row.left],
                "text": row.text(schema),
                "text_without": row.text_without(schema),
            }
            for row in found.shaken
            if row.changes
        ],
        "weakened": [
            {
                "id": row.statement.id,
                "status": row.status,
                "claims": [claim.id for claim in row.fallen],
                "left": [claim.id for claim in row.left],
            }
            for row in found.weakened
        ],
        "claims": [{"id": id, "cause": cause} for id, cause in found.causes.items()],
    }


def to_lines(found: RestsOn, schema: Schema | None = None) -> list[str]:
    """Return what follows as lines of plain text."""
    schema = schema or load_schema()
    lines = [clean(found.summary)]
    if found.alone:
        lines += ["", "Nothing is left of"]
        for row in found.alone:
            lines.append(f"  {clean(row.text(schema))} [{row.statement.id}]")
            lines += [f"      {row.origins}"] if row.origins else []
    if found.changed:
        lines += ["", "The status changes of"]
        for row in found.changed:
            lines.append(f"  {clean(row.text(schema))} [{row.statement.id}]")
            lines.append(f"      {row.status} → {row.without}: {clean(row.text_without(schema) or '')}")
    if found.weakened:
        lines += ["", "The status stays, with fewer claims, of"]
        for row in found.weakened:
            many = f"{len(row.fallen)} of {number_of(len(row.fallen) + len(row.left), 'claim')}"
            lines.append(f"  {clean(row.text(schema))} [{row.statement.id}: without {many}]")
    return lines


def _reckoned(
    falling: Falling, rows: Iterable[tuple[Relationship, Sequence[Claim]]], source_ids: frozenset[str]
) -> RestsOn:
    shaken = []
    for statement, claims in rows:
        fallen = tuple(claim for claim in claims if falling.cause(claim))
        if fallen:
            left = tuple(claim for claim in claims if not falling.cause(claim))
            without = status_of(map(_as_model, left), source_ids) if left else None
            shaken.append(Shaken(statement, statement.properties["status"], without, fallen, left))
    return RestsOn(falling, tuple(sorted(shaken, key=lambda row: row.statement.id)))


def _as_model(claim: Claim) -> model.Claim:
    return model.Claim(
        id=claim.id,
        by=claim.by or None,
        stance=claim.stance,  # type: ignore[arg-type]
        at=claim.locator,
        kind="finding" if claim.finding else None,
        because=claim.because or None,
    )


def _claims_that_fall(falling: Falling) -> tuple[list[str], dict[str, Any]]:
    """Return patterns that find the claims ``c`` that fall, all of them and of a passage some more; with parameters."""
    passage = Locator.parse(falling.id) if falling.kind == "passage" else None
    scope: dict[str, Any] = {"case": falling.case, "id": passage.source if passage else falling.id}
    if falling.kind == "claim":
        return ["MATCH (c:Claim) WHERE c.case_id = $case AND c.id = $id"], scope
    of = f"MATCH (n:{'Entity' if falling.kind == 'speaker' else 'Source'}) WHERE n.case_id = $case AND n.id = $id"
    printed = f"{of} MATCH (n)<-[:PART_OF]-(p:Passage) MATCH (p)<-[:CITES]-(c:Claim)"
    if passage:
        there = "WHERE p.paragraph = $paragraph AND p.sentence = $sentence"
        scope |= {"paragraph": passage.paragraph, "sentence": passage.sentence}
        return [printed.replace("(p:Passage)", f"(p:Passage) {there}")], scope
    carried = [f"{of} MATCH (n)-[:MADE]->(c:Claim)", f"{of} MATCH (n)<-[:VIA]-(c:Claim)"]
    return [*carried, printed] if falling.kind == "source" else carried, scope


def _statements(store: Store, falling: Falling) -> list[Relationship]:
    """Return the relationships of the statements that claims that fall are on."""
    found: dict[str, Relationship] = {}
    patterns, scope = _claims_that_fall(falling)
    for pattern in patterns:
        # from what falls on: a list of the ids of its claims would be searched for each of them
        rows = store.query(
            f"{pattern} MATCH (c)-[a:ABOUT]->(s:Entity) WHERE a.role = 'subject' "
            "MATCH (c)-[b:ABOUT]->(o) WHERE b.role = 'object' "
            "MATCH (s)-[r]->(o) WHERE r.id = c.statement RETURN DISTINCT s, r, o",
            scope,
        ).rows
        found |= {row[1].key: row[1] for row in rows}
    return [found[key] for key in sorted(found)]


def _passages(store: Store, id: str, cases: Sequence[str], schema: Schema) -> Iterator[Falling]:
    """Yield a passage, or a sentence, of every case in which a claim cites it."""
    passage = _passage(id)
    sources = store.query(
        "MATCH (s:Source) WHERE s.case_id IN $cases AND s.id = $id RETURN s", {"cases": cases, "id": passage.source}
    ).rows
    for (source,) in sources:
        falling = Falling("passage", id, source.key.case, place_of(passage, name_of(source, schema)))
        [pattern], scope = _claims_that_fall(falling)
        cited = store.query(f"{pattern} RETURN DISTINCT p.id AS at", scope).rows
        if any(_lies_in(Locator.parse(at), passage) for (at,) in cited):
            yield falling


def _passage(id: str) -> Locator:
    try:
        return Locator.parse(id)
    except ModelError as error:
        raise NotFoundError(f"{id!r} names no passage: {error}.") from error


def _name(store: Store, node: Node, schema: Schema) -> str:
    """Return what is said of something that falls: its name, and of a claim what it says."""
    found = find_claim(store, node, schema) if "Claim" in node.labels else None
    return telling(*found, schema) if found else name_of(node, schema)


def _not_found(store: Store, id: str, cases: Sequence[str], case: str | None) -> str:
    where = f" of the case {case}" if case else ""
    if "#" in id:
        return f"No claim{where} cites a passage {id!r}. A locator is source#p1s1, with @start-end for a part of it."
    on_it = store.query(
        "MATCH (c:Claim) WHERE c.statement = $id AND c.case_id IN $cases RETURN c.id AS id ORDER BY id LIMIT 3",
        {"id": id, "cases": cases},
    ).rows
    if on_it:
        return f"{id} is a statement. What it rests on are its claims: {', '.join(str(row[0]) for row in on_it)}."
    meant = hint(near_ids(store, case, id, SPEAKERS)) if case else ""
    found_by = f"`casegraph search {id!r}` may find it by its name."
    return f"No source, speaker or claim{where} has the id {id!r}.{meant} {found_by}"


def _kind(node: Node) -> Kind | None:
    return next((kind for label, kind in _KINDS.items() if label in node.labels), None)


def _places(claim: Claim) -> tuple[str, ...]:
    return (claim.at, *claim.context)


def _source(locator: str) -> str:
    return locator.partition("#")[0]


def _lies_in(at: Locator, whole: Locator) -> bool:
    """Tell whether a passage is another one, or a part of it; one without positions is its whole sentence."""
    if (at.source, at.paragraph, at.sentence) != (whole.source, whole.paragraph, whole.sentence):
        return False
    if whole.start is None or whole.end is None:
        return True
    return at.start is not None and at.end is not None and whole.start <= at.start and at.end <= whole.end
