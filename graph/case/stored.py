"""A case as a store holds it, read back: what a load would change is the difference to that.

A store does not keep all of a case file: the order of its rows, what the case is about, paths of texts and which bounds
of a quantity were typed in are not there. :func:`as_stored` takes these from a case too, so that the two compare.
"""

from __future__ import annotations

from collections.abc import Collection, Iterable, Iterator, Mapping
from typing import Any

from graph.case.collecting import uncollected
from graph.case.dates import EdtfDate
from graph.case.model import Case, Claim, Entity, Locator, Mention, Source, Statement, Text, Value
from graph.case.quantities import Quantity
from graph.case.rows import ModelRows
from graph.errors import ModelError, StoreNotFoundError
from graph.stores import LoadedCase, Store

Properties = Mapping[str, Any]
Tie = tuple[str, str, int]
"""Ids of the two ends of a relationship that is no statement, and its place among those of its start."""
StatementRow = tuple[str, str, str, Properties]
"""Type, ids of start and end, and properties of a statement's relationship."""

_NODES = ("Source", "Entity", "Value", "Claim", "Mention")
_TIES = {
    "MADE": "MATCH (c:Claim)<-[r:MADE]-(x)",
    "VIA": "MATCH (c:Claim)-[r:VIA]->(x)",
    "CITES": "MATCH (c:Claim)-[r:CITES]->(x:Passage)",
    "REFERS_TO": "MATCH (c:Mention)-[r:REFERS_TO]->(x:Entity)",
    "PRINTED_IN": "MATCH (c:Mention)-[r:PRINTED_IN]->(x:Passage)",
}
"""How the relationships of each type are found; always from the claim, or the mention, that they belong to."""
_STATEMENTS = "MATCH (n:Entity)-[r]->(m) WHERE n.case_id = $case AND r.status IS NOT NULL"


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
    with uncollected():
        nodes = {
            label: [
                row[0].properties
                for row in _rows(store, f"MATCH (n:{label}) WHERE n.case_id = $case RETURN n", case_id)
            ]
            for label in _NODES
        }
        ties: dict[str, list[Tie]] = {
            type_: [
                (start, end, place or 1)
                for start, end, place in _rows(
                    store, f"{pattern} WHERE c.case_id = $case RETURN c.id AS a, x.id AS b, r.`order` AS place", case_id
                )
            ]
            for type_, pattern in _TIES.items()
        }
        statements = [
            (row[0].type, row[0].start, row[0].end, row[0].properties)
            for row in _rows(store, f"{_STATEMENTS} RETURN r", case_id)
        ]
        try:
            return _case(head, nodes, ties, statements)
        except (ModelError, KeyError, TypeError):
            # somebody else wrote in it
            return None


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

    def nodes_of(pattern: str, ids: Iterable[str] = ()) -> list[Properties]:
        rows = _rows(store, f"MATCH {pattern} RETURN DISTINCT n", case_id, ids=sorted(ids))
        return [row[0].properties for row in rows]

    def ties_of(type_: str, ids: Iterable[str], end: str = "c") -> list[Tie]:
        where = f"WHERE {end}.case_id = $case AND {end}.id IN $ids"
        returned = "RETURN c.id AS a, x.id AS b, r.`order` AS place"
        rows = _rows(store, f"{_TIES[type_]} {where} {returned}", case_id, ids=sorted(ids))
        return [(start, end, place or 1) for start, end, place in rows]

    claims = nodes_of("(n:Claim) WHERE n.case_id = $case AND n.statement IN $ids", statements)
    claim_ids = [row["id"] for row in claims]
    ties = {type_: ties_of(type_, claim_ids) for type_ in ("MADE", "VIA", "CITES")}
    # by way of a claim each: a relationship's own properties are not indexed
    one_of_each = {row["statement"]: row["id"] for row in claims}
    found = [
        (row[0].type, row[0].start, row[0].end, row[0].properties)
        for row in _rows(
            store,
            "MATCH (c:Claim)-[a:ABOUT]->(n:Entity) WHERE c.case_id = $case AND c.id IN $ids AND a.role = 'subject' "
            "MATCH (n)-[r]->(m) WHERE r.id = c.statement AND r.status IS NOT NULL RETURN DISTINCT r",
            case_id,
            ids=sorted(one_of_each.values()),
        )
    ]
    named = {id for _, start, end, _ in found for id in (start, end)}
    named |= {by for _, by, _ in (*ties["MADE"], *ties["VIA"])}
    ties["REFERS_TO"] = ties_of("REFERS_TO", named, "x")
    mentions = [mention for mention, _, _ in ties["REFERS_TO"]]
    ties["PRINTED_IN"] = ties_of("PRINTED_IN", mentions)
    nodes = {
        "Source": nodes_of("(n:Source) WHERE n.case_id = $case"),
        "Entity": nodes_of("(n:Entity) WHERE n.case_id = $case AND n.id IN $ids", named),
        "Value": nodes_of("(n:Value) WHERE n.case_id = $case AND n.id IN $ids", named),
        "Claim": claims,
        "Mention": nodes_of("(n:Mention) WHERE n.case_id = $case AND n.id IN $ids", mentions),
    }
    try:
        return _case(head, nodes, ties, found)
    except (ModelError, KeyError, TypeError):
        # somebody else wrote in it
        return None


def _head(store: Store, case_id: str) -> LoadedCase | None:
    """Return a case that a store holds all of; None for any other."""
    try:
        head = next((case for case in store.cases() if case.id == case_id), None)
    except StoreNotFoundError:
        return None
    return None if head is None or head.loading else head


def _rows(store: Store, cypher: str, case_id: str, **parameters: Any) -> Iterator[tuple[Any, ...]]:
    """Yield the rows of a query as they come: of a large case they take far more memory than what is kept of them."""
    with store.stream(cypher, {"case": case_id, **parameters}) as rows:
        yield from rows


def stored_statuses(store: Store, case_id: str) -> dict[str, str]:
    """Return the statuses that a store keeps of a case's statements, by their ids."""
    rows = _rows(store, f"{_STATEMENTS} RETURN r.id AS id, r.status AS status", case_id)
    return {str(id): str(status) for id, status in rows}


def as_stored(case: Case) -> Case:
    """Return a case as a store gives it back once it is loaded."""
    rows = ModelRows(case)
    nodes: dict[str, list[Properties]] = {label: [] for label in _NODES}
    for node in rows.nodes():
        for label in nodes.keys() & set(node.labels):
            nodes[label].append(node.properties)
    ties: dict[str, list[Tie]] = {type_: [] for type_ in _TIES}
    statements: list[StatementRow] = []
    for r in rows.relationships():
        if "status" in r.properties:
            statements.append((r.type, r.start, r.end, r.properties))
        elif r.type in ties:
            ends = (r.end, r.start) if r.type == "MADE" else (r.start, r.end)
            ties[r.type].append((*ends, r.properties.get("order", 1)))
    return _case(rows.case, nodes, ties, statements)


def _case(
    head: LoadedCase,
    nodes: Mapping[str, Iterable[Properties]],
    ties: Mapping[str, Iterable[Tie]],
    statements: Iterable[StatementRow],
) -> Case:
    leads = {type_: _by_start(rows) for type_, rows in ties.items()}
    mentions: dict[str, list[Mention]] = {}
    for row in nodes["Mention"]:
        [entity], [at] = leads["REFERS_TO"][row["id"]], leads["PRINTED_IN"][row["id"]]
        mentions.setdefault(entity, []).append(Mention(row["text"], Locator.parse(at)))
    values = {row["id"]: row for row in nodes["Value"]}
    claims: dict[str, list[Claim]] = {}
    for row in nodes["Claim"]:
        claims.setdefault(row["statement"], []).append(_claim(row, leads))
    return Case(
        id=head.id,
        title=head.title,
        as_of=EdtfDate.parse(head.as_of),
        order=head.order,
        sources=_sorted(map(_source, nodes["Source"])),
        entities=_sorted(_entity(row, mentions.get(row["id"], ())) for row in nodes["Entity"]),
        statements=_sorted(_statement(row, values, claims[row[3]["id"]]) for row in statements),
    )


def _by_start(ties: Iterable[Tie]) -> dict[str, list[str]]:
    found: dict[str, list[str]] = {}
    for start, end, _ in sorted(ties, key=lambda tie: (tie[0], tie[2], tie[1])):
        found.setdefault(start, []).append(end)
    return found


def _sorted[Row: (Source, Entity, Statement)](rows: Iterable[Row]) -> tuple[Row, ...]:
    return tuple(sorted(rows, key=lambda row: row.id))


def _source(row: Properties) -> Source:
    basis = row.get("published_basis")
    published = row.get("published")
    date = published and EdtfDate.parse(
        published, text=row.get("published_text"), inferred=basis is not None, basis=basis
    )
    return Source(
        id=row["id"],
        title=row["title"],
        publisher=row.get("publisher"),
        published=date or None,
        language=row.get("language"),
        url=row.get("url"),
        text_sha256=row.get("text_sha256"),
    )


def _entity(row: Properties, mentions: Iterable[Mention]) -> Entity:
    return Entity(
        id=row["id"],
        type=row["type"],
        name=row["name"],
        aliases=tuple(row.get("aliases") or ()),
        kind=row.get("kind"),
        decides=bool(row.get("decides")),
        about=row.get("about"),
        mentions=tuple(sorted(mentions, key=lambda mention: (mention.at.order, mention.text))),
    )


def _claim(row: Properties, leads: Mapping[str, Mapping[str, list[str]]]) -> Claim:
    at, *context = map(Locator.parse, leads["CITES"][row["id"]])
    return Claim(
        id=row["id"],
        by=next(iter(leads["MADE"].get(row["id"], ())), None),
        stance=row["stance"],
        at=at,
        context=tuple(context),
        verb=row.get("verb"),
        says=row.get("says"),
        via=tuple(leads["VIA"].get(row["id"], ())),
        kind=row.get("kind"),
        because=row.get("because"),
    )


def _statement(row: StatementRow, values: Mapping[str, Properties], claims: Iterable[Claim]) -> Statement:
    type_, start, end, properties = row
    value = _value(values[end], properties) if end in values else None
    return Statement(
        id=properties["id"],
        subject=start,
        predicate=type_,
        object=None if value else end,
        value=value,
        claims=tuple(sorted(claims, key=lambda claim: claim.order)),
    )


def _value(row: Properties, said: Properties) -> Value:
    """Return a value from its node; how a date is printed stands with the statement that ``said`` is of."""
    if "edtf" in row:
        return EdtfDate.parse(
            row["edtf"], text=said.get("text"), inferred=bool(said.get("inferred")), basis=said.get("basis")
        )
    if "comparator" in row:
        as_of = row.get("as_of")
        return Quantity(
            row["text"],
            row.get("low"),
            row.get("high"),
            row["comparator"],
            row.get("unit"),
            row.get("scope"),
            EdtfDate.parse(as_of, text=row.get("as_of_text")) if as_of else None,
        )
    return Text(row["text"])
