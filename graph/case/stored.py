"""A case as a store holds it, read back: what a load would change is the difference to that.

A store does not keep all of a case file: the order of its rows, what the case is about, paths of texts and which bounds
of a quantity were typed in are not there. :func:`as_stored` takes these from a case too, so that the two compare.
"""

from __future__ import annotations

from collections.abc import Callable, Collection, Iterable, Iterator, Mapping, Sequence
from itertools import batched
from sys import intern
from typing import Any

from graph.case.collecting import uncollected
from graph.case.dates import EdtfDate
from graph.case.model import Case, Claim, Entity, Locator, Mention, Source, Statement, Text, Value
from graph.case.quantities import Quantity
from graph.case.rows import ModelRows
from graph.errors import ModelError, StoreNotFoundError
from graph.stores import LoadedCase, Store

Row = tuple[Any, ...]
"""Properties of a node, in the order of ``_COLUMNS``; behind those of a claim the passage that carries it."""
Tie = tuple[str, str, int | None]
"""Ids of the two ends of a relationship that is no statement, and its place among those of its start."""
StatementRow = tuple[Any, ...]
"""Id, type, ids of start and end, and how a date is printed, of a statement's relationship."""

_COLUMNS = {
    "Source": (
        *("id", "title", "publisher", "published", "published_text", "published_basis"),
        *("language", "url", "text_sha256"),
    ),
    "Entity": ("id", "type", "name", "aliases", "kind", "decides", "about"),
    "Value": ("id", "text", "edtf", "comparator", "low", "high", "unit", "scope", "as_of", "as_of_text"),
    "Claim": ("id", "statement", "stance", "verb", "says", "kind", "because"),
    "Mention": ("id", "text"),
}
"""What is read of nodes, by their labels: properties one by one, for whole nodes take several times the memory."""
_PRINTED = ("text", "inferred", "basis")
"""What a statement's relationship has of its date."""
_TIES = {
    "MADE": "MATCH (n:Claim)<-[r:MADE]-(x)",
    "VIA": "MATCH (n:Claim)-[r:VIA]->(x)",
    "CITES": "MATCH (n:Claim)-[r:CITES]->(x:Passage)",
    "REFERS_TO": "MATCH (n:Mention)-[r:REFERS_TO]->(x:Entity)",
    "PRINTED_IN": "MATCH (n:Mention)-[r:PRINTED_IN]->(x:Passage)",
}
"""How the relationships of each type are found; always from the claim, or the mention, that they belong to."""
_TIE = "n.id, x.id, r.`order`"
_STATEMENTS = "MATCH (n:Entity)-[r]->(m) WHERE n.case_id = $case AND r.status IS NOT NULL"
_STATEMENT = f"r.id, type(r), n.id, m.id, {', '.join(f'r.{name}' for name in _PRINTED)}"
_OF_CASE = "WHERE n.case_id = $case"
_PAGES = 20
"""Queries by which all claims are read."""
_AT_ONCE = 1_000
"""Rows that come in one list: a server gives as many by themselves in several times the time."""


def stored_case(store: Store, case_id: str) -> Case | None:
    """Return what a store holds of a case; None where it holds nothing of it, or only a part since a load broke off.

    Raises
    ------
    StoreError
        The store does not answer.
    """
    head = _head(store, case_id)
    if head is None:
        return None

    def read(pattern: str, columns: str) -> Iterator[Row]:
        return _rows(store, pattern, columns, case_id)

    nodes: dict[str, Iterable[Row]] = {
        label: read(f"MATCH (n:{label}) {_OF_CASE}", _columns(label)) for label in _COLUMNS
    }
    nodes["Source"] = list(nodes["Source"])
    nodes["Claim"] = _claim_rows(store, case_id, [id for id, *_ in nodes["Source"]])
    ties = {type_: read(f"{pattern} {_OF_CASE}", _TIE) for type_, pattern in _TIES.items()}
    ties["CITES"] = read(f"{_TIES['CITES']} {_OF_CASE} AND r.`order` > 1", _TIE)
    [(claims,)] = store.query(f"MATCH (n:Claim) {_OF_CASE} RETURN count(n) AS claims", {"case": case_id}).rows
    return _case_or_none(head, nodes, ties, read(_STATEMENTS, _STATEMENT), claims)


def stored_part(store: Store, case_id: str, statements: Collection[str]) -> Case | None:
    """Return some statements of a case as :func:`stored_case` does, with all sources and the entities these need.

    Those are whom a statement is about, who makes its claims, and whom these passed through. How long it takes goes
    with the part, and not with the case.

    Raises
    ------
    StoreError
        The store does not answer.
    """
    head = _head(store, case_id)
    if head is None:
        return None

    def nodes_of(label: str, where: str = "", ids: Iterable[str] = ()) -> list[Row]:
        return list(_rows(store, f"MATCH (n:{label}) {_OF_CASE} {where}", _columns(label), case_id, ids=sorted(ids)))

    def ties_of(type_: str, ids: Iterable[str], end: str = "n") -> list[Tie]:
        where = f"WHERE {end}.case_id = $case AND {end}.id IN $ids"
        return list(_rows(store, f"{_TIES[type_]} {where}", _TIE, case_id, ids=sorted(ids)))

    claims = nodes_of("Claim", "AND n.statement IN $ids", statements)
    claim_ids = [id for id, *_ in claims]
    ties = {type_: ties_of(type_, claim_ids) for type_ in ("MADE", "VIA", "CITES")}
    # by way of a claim each: a relationship's own properties are not indexed
    one_of_each = {statement: id for id, statement, *_ in claims}
    found = list(
        _rows(
            store,
            "MATCH (c:Claim)-[a:ABOUT]->(n:Entity) WHERE c.case_id = $case AND c.id IN $ids AND a.role = 'subject' "
            "MATCH (n)-[r]->(m) WHERE r.id = c.statement AND r.status IS NOT NULL",
            _STATEMENT,
            case_id,
            ids=sorted(one_of_each.values()),
        )
    )
    named = {id for _, _, start, end, *_ in found for id in (start, end)}
    named |= {by for _, by, _ in (*ties["MADE"], *ties["VIA"])}
    ties["REFERS_TO"] = ties_of("REFERS_TO", named, "x")
    mentions = [mention for mention, _, _ in ties["REFERS_TO"]]
    ties["PRINTED_IN"] = ties_of("PRINTED_IN", mentions)
    nodes = {
        "Source": nodes_of("Source"),
        "Entity": nodes_of("Entity", "AND n.id IN $ids", named),
        "Value": nodes_of("Value", "AND n.id IN $ids", named),
        "Claim": _with_passages(claims, ties),
        "Mention": nodes_of("Mention", "AND n.id IN $ids", mentions),
    }
    return _case_or_none(head, nodes, ties, found, len(claims))


def _head(store: Store, case_id: str) -> LoadedCase | None:
    """Return a case that a store holds all of; None for any other."""
    try:
        head = next((case for case in store.cases() if case.id == case_id), None)
    except StoreNotFoundError:
        return None
    return None if head is None or head.loading else head


def _rows(store: Store, pattern: str, columns: str, case_id: str, **parameters: Any) -> Iterator[Row]:
    """Yield what a pattern finds as it comes: of a large case it takes far more memory than what is kept of it."""
    cypher = (
        f"{pattern} WITH collect([{columns}]) AS found "
        f"UNWIND range(0, size(found) - 1, {_AT_ONCE}) AS i RETURN found[i..i + {_AT_ONCE}] AS rows"
    )
    with store.stream(cypher, {"case": case_id, **parameters}) as lists:
        for (rows,) in lists:
            yield from map(tuple, rows)


def stored_statuses(store: Store, case_id: str) -> dict[str, str]:
    """Return the statuses that a store keeps of a case's statements, by their ids."""
    rows = _rows(store, _STATEMENTS, "r.id, r.status", case_id)
    return {str(id): str(status) for id, status in rows}


def as_stored(case: Case) -> Case:
    """Return a case as a store gives it back once it is loaded."""
    rows = ModelRows(case)
    nodes: dict[str, list[Row]] = {label: [] for label in _COLUMNS}
    for node in rows.nodes():
        for label in nodes.keys() & set(node.labels):
            nodes[label].append(tuple(map(node.properties.get, _COLUMNS[label])))
    ties: dict[str, list[Tie]] = {type_: [] for type_ in _TIES}
    statements: list[StatementRow] = []
    for r in rows.relationships():
        if "status" in r.properties:
            printed = map(r.properties.get, _PRINTED)
            statements.append((r.properties["id"], r.type, r.start, r.end, *printed))
        elif r.type in ties:
            ends = (r.end, r.start) if r.type == "MADE" else (r.start, r.end)
            ties[r.type].append((*ends, r.properties.get("order")))
    nodes["Claim"] = _with_passages(nodes["Claim"], ties)
    return _case(rows.case, nodes, ties, statements, len(nodes["Claim"]))


def _claim_rows(store: Store, case_id: str, sources: Sequence[str]) -> Iterator[Row]:
    """Yield all claims, those of some sources after those of others: of a query's rows the engine holds all at once."""
    for ids in batched(sources, max(1, -(-len(sources) // _PAGES))):
        yield from _rows(
            store,
            "MATCH (s:Source)<-[:PART_OF]-(x:Passage)<-[r:CITES]-(n:Claim) WHERE s.case_id = $case AND s.id IN $ids "
            "AND r.`order` = 1",
            f"{_columns('Claim')}, x.id",
            case_id,
            ids=list(ids),
        )


def _with_passages(claims: Iterable[Row], ties: dict[str, list[Tie]]) -> list[Row]:
    """Return claims each with the passage that carries it, and leave but the others in what is cited."""
    at = {claim: passage for claim, passage, place in ties["CITES"] if place == 1}
    ties["CITES"] = [tie for tie in ties["CITES"] if tie[2] != 1]
    return [(*row, at.get(row[0])) for row in claims]


def _case_or_none(
    head: LoadedCase,
    nodes: Mapping[str, Iterable[Row]],
    ties: Mapping[str, Iterable[Tie]],
    statements: Iterable[StatementRow],
    claims: int,
) -> Case | None:
    try:
        with uncollected():
            return _case(head, nodes, ties, statements, claims)
    except (ModelError, KeyError, TypeError, ValueError):
        # somebody else wrote in it
        return None


def _case(
    head: LoadedCase,
    nodes: Mapping[str, Iterable[Row]],
    ties: Mapping[str, Iterable[Tie]],
    statements: Iterable[StatementRow],
    count: int,
) -> Case:
    """Make a case of rows, which are read one kind after the other; ``count`` is how many claims there are."""
    entity_of, printed_in = _ends(ties["REFERS_TO"]), _ends(ties["PRINTED_IN"])
    mentions: dict[str, list[Mention]] = {}
    for id, text in nodes["Mention"]:
        [entity], [at] = entity_of(id), printed_in(id)
        mentions.setdefault(entity, []).append(Mention(_there(text), Locator.parse(at)))
    values = {row[0]: row for row in nodes["Value"]}
    claims = _claims(nodes["Claim"], ties)
    if sum(map(len, claims.values())) != count:
        raise ValueError("a claim has no passage that carries it, or several")
    return Case(
        id=head.id,
        title=head.title,
        as_of=EdtfDate.parse(head.as_of),
        order=head.order,
        sources=_sorted(_source(*row) for row in nodes["Source"]),
        entities=_sorted(_entity(mentions.get(row[0], ()), *row) for row in nodes["Entity"]),
        statements=_sorted(_statement(values, claims, *row) for row in statements),
    )


def _columns(label: str) -> str:
    return ", ".join(f"n.{name}" for name in _COLUMNS[label])


def _ends(ties: Iterable[Tie]) -> Callable[[str], tuple[str, ...]]:
    """Return what gives the ends of all relationships of one start, in the order of their places."""
    found: dict[str, list[tuple[int, str]]] = {}
    for start, end, place in ties:
        found.setdefault(start, []).append((place or 1, intern(end)))
    return lambda start: tuple(end for _, end in sorted(found.get(start, ())))


def _there[Given](given: Given | None) -> Given:
    """Return a property that every row of ours has.

    Raises
    ------
    KeyError
        This one has none.
    """
    if given is None:
        raise KeyError
    return given


def _sorted[Of: (Source, Entity, Statement)](rows: Iterable[Of]) -> tuple[Of, ...]:
    return tuple(sorted(rows, key=lambda row: row.id))


def _source(
    id: str,
    title: str | None,
    publisher: str | None,
    published: str | None,
    published_text: str | None,
    basis: str | None,
    language: str | None,
    url: str | None,
    text_sha256: str | None,
) -> Source:
    date = published and EdtfDate.parse(published, text=published_text, inferred=basis is not None, basis=basis)
    return Source(
        id=id,
        title=_there(title),
        publisher=publisher,
        published=date or None,
        language=language,
        url=url,
        text_sha256=text_sha256,
    )


def _entity(
    mentions: Iterable[Mention],
    id: str,
    type_: str | None,
    name: str | None,
    aliases: list[str] | None,
    kind: str | None,
    decides: bool | None,
    about: str | None,
) -> Entity:
    return Entity(
        id=intern(id),
        type=intern(_there(type_)),
        name=_there(name),
        aliases=tuple(aliases or ()),
        kind=kind,
        decides=bool(decides),
        about=about,
        mentions=tuple(sorted(mentions, key=lambda mention: (mention.at.order, mention.text))),
    )


def _claims(rows: Iterable[Row], ties: Mapping[str, Iterable[Tie]]) -> dict[str, list[Claim]]:
    """Return claims by their statements."""
    speakers: dict[str, str] = {}
    for claim, speaker, _ in ties["MADE"]:
        if speakers.setdefault(claim, intern(speaker)) != speaker:
            raise ValueError("a claim has several speakers")
    context, via = _ends(ties["CITES"]), _ends(ties["VIA"])
    found: dict[str, list[Claim]] = {}
    for id, statement, stance, verb, says, kind, because, at in rows:
        made = Claim(
            id=id,
            by=speakers.get(id),
            stance=intern(stance),  # type: ignore[arg-type]  # which the claim itself looks at
            at=Locator.parse(at),
            context=tuple(map(Locator.parse, context(id))),
            verb=verb and intern(verb),
            says=says,
            via=via(id),
            kind=kind,
            because=because,
        )
        found.setdefault(_there(statement), []).append(made)
    return found


def _statement(
    values: Mapping[str, Row],
    claims: Mapping[str, list[Claim]],
    id: str,
    type_: str,
    start: str,
    end: str,
    text: str | None,
    inferred: bool | None,
    basis: str | None,
) -> Statement:
    value = _value(text, bool(inferred), basis, *values[end]) if end in values else None
    return Statement(
        id=id,
        subject=intern(start),
        predicate=intern(type_),
        object=None if value else intern(end),
        value=value,
        claims=tuple(sorted(claims[id], key=lambda claim: claim.order)),
    )


def _value(
    printed: str | None,
    inferred: bool,
    basis: str | None,
    id: str,
    text: str | None,
    edtf: str | None,
    comparator: Any,
    low: float | None,
    high: float | None,
    unit: str | None,
    scope: str | None,
    as_of: str | None,
    as_of_text: str | None,
) -> Value:
    """Return a value from its node; how a date is printed stands with the statement it is of."""
    if edtf is not None:
        return EdtfDate.parse(edtf, text=printed, inferred=inferred, basis=basis)
    if comparator is not None:
        date = EdtfDate.parse(as_of, text=as_of_text) if as_of else None
        return Quantity(_there(text), low, high, comparator, unit, scope, date)
    return Text(_there(text))
