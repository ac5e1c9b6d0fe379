"""A case as the rows of a graph, and into a store; doing it again changes nothing.

The shape is: entities and sources; values (dates, quantities, texts) as nodes of their own; every statement
a relationship with its id, status and claims; and behind it its claims with speaker, chain and passage.
"""

from __future__ import annotations

import hashlib
import json
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from typing import Any

from graph.dates import EdtfDate
from graph.model import Case, Claim, Entity, Locator, Source, Statement, Text
from graph.quantities import Quantity
from graph.schema import Schema, load_schema
from graph.stores.base import CaseRows, LoadedCase, NodeRow, Progress, RelationshipRow, Store

SHAPE = 1
"""Version of the rows' shape: a graph of another shape is loaded anew though its case did not change."""


@dataclass(frozen=True, slots=True)
class LoadReport:
    """What a load did with one case; ``changed`` is False where the store held this very case already."""

    case_id: str
    changed: bool
    entities: int
    statements: int
    claims: int
    mentions: int


def load(cases: Iterable[Case], store: Store, *, progress: Progress | None = None) -> list[LoadReport]:
    """Make a store hold exactly what each case says of itself.

    Parameters
    ----------
    cases : iterable of Case
    store : Store
    progress : callable, optional
        Called with the rows written so far and their number.

    Returns
    -------
    list of LoadReport

    Raises
    ------
    StoreError
        The store cannot be written; what it held is still there.
    """
    return [
        LoadReport(
            case.id,
            store.replace_case(rows(case), progress=progress),
            len(case.entities),
            len(case.statements),
            sum(len(statement.claims) for statement in case.statements),
            sum(len(entity.mentions) for entity in case.entities),
        )
        for case in cases
    ]


def rows(case: Case, *, schema: Schema | None = None) -> CaseRows:
    """Return a case as rows, made as they are asked for."""
    return _Rows(case, schema or load_schema())


class _Rows(CaseRows):
    def __init__(self, case: Case, schema: Schema) -> None:
        self._case = case
        self._schema = schema
        self._dates = _date_nodes(case)
        digest = 0
        self.node_count = self.relationship_count = 0
        for node in self.nodes():
            self.node_count += 1
            digest += _digest([node.labels, dict(node.properties)])
        for r in self.relationships():
            self.relationship_count += 1
            digest += _digest([r.type, r.start, r.end, dict(r.properties)])
        head = _digest([SHAPE, case.id, case.title, case.as_of.edtf])
        # A sum does not depend on the order of its rows: the lists of a case file may be shuffled.
        sha256 = hashlib.sha256(f"{digest} {head}".encode()).hexdigest()
        self.case = LoadedCase(case.id, case.title, case.as_of.edtf, sha256, loading=False)

    def nodes(self) -> Iterator[NodeRow]:
        for entity in self._case.entities:
            yield self._row(self._schema.entity_types[entity.type].labels, **_entity(entity))
        for source in self._case.sources:
            yield self._row(("Source",), **_source(source))
        for id, properties in self._dates.items():
            yield self._row(("Date", "Value"), id=id, **properties)
        texts = set()
        for statement in self._case.statements:
            value = statement.value
            if isinstance(value, Quantity):
                yield self._row(("Quantity", "Value"), id=f"quantity:{statement.id}", **_quantity(value))
            elif isinstance(value, Text) and value.text not in texts:
                texts.add(value.text)
                yield self._row(("Text", "Value"), id=_text_id(value), text=value.text)
            for claim in statement.claims:
                yield self._row(("Claim",), **_claim(statement, claim))
        for locator in self._locators():
            yield self._row(("Passage",), **_passage(locator))
        for entity, mention, id in self._mentions():
            yield self._row(("Mention",), id=id, text=entity.mentions[mention].text)

    def relationships(self) -> Iterator[RelationshipRow]:
        for statement in self._case.statements:
            end = _end(statement)
            yield self._tie(statement.predicate, statement.subject, end, statement.id, **self._statement(statement))
            for claim in statement.claims:
                yield self._tie("MADE", claim.by, claim.id, f"made:{claim.id}")
                yield self._tie("ABOUT", claim.id, statement.subject, f"about:{claim.id}:subject", role="subject")
                yield self._tie("ABOUT", claim.id, end, f"about:{claim.id}:object", role="object")
                for order, through in enumerate(claim.via, 1):
                    yield self._tie("VIA", claim.id, through, f"via:{claim.id}:{order}", order=order)
                yield self._tie("CITES", claim.id, str(claim.at), f"cites:{claim.id}")
        for locator in self._locators():
            yield self._tie("PART_OF", str(locator), locator.source, f"part-of:{locator}")
        for entity, mention, id in self._mentions():
            yield self._tie("REFERS_TO", id, entity.id, f"refers-to:{id}")
            yield self._tie("PRINTED_IN", id, str(entity.mentions[mention].at), f"printed-in:{id}")

    def _row(self, labels: tuple[str, ...], **properties: Any) -> NodeRow:
        kept = {name: value for name, value in properties.items() if value is not None}
        return NodeRow(tuple(sorted(labels)), {"case_id": self._case.id, **kept})

    def _tie(self, type_: str, start: str, end: str, id: str, **properties: Any) -> RelationshipRow:
        kept = {name: value for name, value in properties.items() if value is not None}
        return RelationshipRow(type_, start, end, {"id": id, "case_id": self._case.id, **kept})

    def _statement(self, statement: Statement) -> dict[str, Any]:
        value = statement.value if isinstance(statement.value, EdtfDate) else None
        return {
            "status": self._case.status(statement),
            "claims": sorted(claim.id for claim in statement.claims),
            # A date's node is shared; how this statement has it stays here.
            "text": value.text if value else None,
            "inferred": True if value and value.inferred else None,
            "basis": value.basis if value else None,
        }

    def _locators(self) -> Iterator[Locator]:
        seen = set()
        for statement in self._case.statements:
            for claim in statement.claims:
                if claim.at not in seen:
                    seen.add(claim.at)
                    yield claim.at
        for entity in self._case.entities:
            for mention in entity.mentions:
                if mention.at not in seen:
                    seen.add(mention.at)
                    yield mention.at

    def _mentions(self) -> Iterator[tuple[Entity, int, str]]:
        seen = set()
        for entity in self._case.entities:
            for number, mention in enumerate(entity.mentions):
                # Without a position the sentence alone does not tell two mentions apart.
                exact = mention.at.start is not None
                id = (
                    f"mention:{mention.at}"
                    if exact
                    else f"mention:{mention.at}:{entity.id}:{_short_hash(mention.text)}"
                )
                if id not in seen:
                    seen.add(id)
                    yield entity, number, id


def _entity(entity: Entity) -> dict[str, Any]:
    return {
        "id": entity.id,
        "type": entity.type,
        "name": entity.name,
        "aliases": sorted(entity.aliases) or None,
        "kind": entity.kind,
        "decides": True if entity.decides else None,
        "about": entity.about,
    }


def _source(source: Source) -> dict[str, Any]:
    return {
        "id": source.id,
        "title": source.title,
        "publisher": source.publisher,
        "published": source.published.edtf if source.published else None,
        "language": source.language,
        "url": source.url,
        "text_sha256": source.text_sha256,
    }


def _date_nodes(case: Case) -> dict[str, dict[str, Any]]:
    """One node for each date: its printed text where all agree on it, and inferred only where all infer it."""
    found: dict[str, list[EdtfDate]] = {}
    for statement in case.statements:
        if isinstance(statement.value, EdtfDate):
            found.setdefault(_date_id(statement.value), []).append(statement.value)
    nodes = {}
    for id, dates in found.items():
        date, texts = dates[0], {date.text for date in dates}
        nodes[id] = {
            "edtf": date.edtf,
            "text": (date.text if len(texts) == 1 else None) or str(date),
            "start": date.earliest.isoformat() if date.earliest else None,
            "end": date.latest.isoformat() if date.latest else None,
            "precision": date.precision,
            "inferred": all(date.inferred for date in dates),
        }
    return nodes


def _quantity(quantity: Quantity) -> dict[str, Any]:
    return {
        "text": quantity.text,
        "low": quantity.low,
        "high": quantity.high,
        "comparator": quantity.comparator,
        "unit": quantity.unit,
        "scope": quantity.scope,
        "as_of": quantity.as_of.edtf if quantity.as_of else None,
    }


def _claim(statement: Statement, claim: Claim) -> dict[str, Any]:
    return {
        "id": claim.id,
        "statement": statement.id,
        "predicate": statement.predicate,
        "stance": claim.stance,
        "verb": claim.verb,
        "says": claim.says,
        "kind": claim.kind,
    }


def _passage(locator: Locator) -> dict[str, Any]:
    return {
        "id": str(locator),
        "source": locator.source,
        "paragraph": locator.paragraph,
        "sentence": locator.sentence,
        "start": locator.start,
        "end": locator.end,
    }


def _end(statement: Statement) -> str:
    match statement.value:
        case None:
            assert statement.object is not None
            return statement.object
        case EdtfDate():
            return _date_id(statement.value)
        case Quantity():
            return f"quantity:{statement.id}"
        case Text():
            return _text_id(statement.value)


def _date_id(date: EdtfDate) -> str:
    return f"date:{date.edtf}"


def _text_id(text: Text) -> str:
    return f"text:{_short_hash(text.text)}"


def _short_hash(text: str) -> str:
    return hashlib.sha256(text.encode()).hexdigest()[:16]


def _digest(row: Any) -> int:
    text = json.dumps(row, ensure_ascii=False, sort_keys=True)
    return int.from_bytes(hashlib.sha256(text.encode("utf-8", "surrogatepass")).digest())
