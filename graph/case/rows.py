"""A case as rows for a store: the nodes and relationships of its graph.

================================================  ==============================  ======================
node                                              id                              shared
================================================  ==============================  ======================
Source, Entity, Claim                             their own
Date                                              ``date:<edtf>``                 one for each value
Text                                              ``text:<start of its SHA-256>`` one for each value
Quantity                                          ``quantity:<statement>``        never
Passage                                           its locator                     one for each locator
Mention                                           ``mention:<locator>``           one for each locator
================================================  ==============================  ======================

Rows come in the order of their ids, whatever the order of the lists in the file.
"""

from __future__ import annotations

import hashlib
from collections.abc import Iterable, Iterator, Mapping
from functools import cached_property
from itertools import chain, product
from typing import Any

from graph.case.contradictions import Finding
from graph.case.contradictions.again import find_again
from graph.case.dates import EdtfDate
from graph.case.model import Case, Claim, Entity, Locator, Mention, Source, Statement, Text, Value
from graph.case.quantities import Quantity
from graph.case.schema import load_schema
from graph.stores import CaseRows, LoadedCase, NodeRow, RelationshipRow

ROWS_VERSION = 6
"""Increased when this module, or a rule on contradictions, makes other rows of the same case, so that cases in a store
are loaded again."""
_MOST_TIES = 1_000
"""Relationships of one finding."""


class ModelRows(CaseRows):
    """The rows of a case, made as they are read, so that they take little more memory than the case."""

    def __init__(self, case: Case) -> None:
        self._case = case
        self._statements = sorted(case.statements, key=lambda statement: statement.id)
        self._entities = sorted(case.entities, key=lambda entity: entity.id)
        self._mentions = _mentions(self._entities)
        self._passages = _passages(self._statements, self._mentions)
        self._dates, self._texts = _dates_and_texts(self._statements)
        self._labels = {name: type_.labels for name, type_ in load_schema().entity_types.items()}
        self.mention_count = len(self._mentions)
        every_claim = [claim for statement in self._statements for claim in statement.claims]
        claims, made = len(every_claim), sum(not claim.inferred for claim in every_claim)
        via, cited = sum(len(claim.via) for claim in every_claim), sum(len(claim.places) for claim in every_claim)
        quantities = sum(1 for statement in self._statements if isinstance(statement.value, Quantity))
        values = len(self._dates) + len(self._texts) + quantities
        places = len(self._passages) + self.mention_count
        self.node_count = len(case.sources) + len(case.entities) + values + places + claims
        # of a claim: MADE, ABOUT twice, VIA, CITES; of a mention: REFERS_TO, PRINTED_IN; of a passage: PART_OF
        self._told = len(self._statements) + made + 2 * claims + via + cited + places + self.mention_count
        sha256 = self._sha256()
        self.case = LoadedCase(case.id, case.title, case.as_of.edtf, sha256, loading=False, order=case.order)

    @cached_property
    def relationship_count(self) -> int:  # type: ignore[override]
        """How many relationships there are; what contradicts what is looked for when it is first asked."""
        return self._told + len(self._contradictions)

    @cached_property
    def _contradictions(self) -> list[RelationshipRow]:
        found = find_again(self._case).conflicts
        return [row for finding in found for row in _contradiction_rows(finding, self._case.id)]

    @cached_property
    def contradicting(self) -> Mapping[str, Mapping[str, RelationshipRow]]:
        """By the id of a claim, the claims on other statements that contradict it, each with what ties the two.

        What the case infers is nobody's, and not among them.
        """
        said = {c.id: statement.id for statement in self._statements for c in statement.claims if not c.inferred}
        found: dict[str, dict[str, RelationshipRow]] = {}
        for row in sorted(self._contradictions, key=lambda row: str(row.properties["finding"])):
            if row.start in said and row.end in said and said[row.start] != said[row.end]:
                for one, other in ((row.start, row.end), (row.end, row.start)):
                    found.setdefault(one, {}).setdefault(other, row)
        return found

    def nodes(self) -> Iterator[NodeRow]:
        """Yield sources, entities, values, passages, claims and mentions."""
        case_id = self._case.id
        for source in sorted(self._case.sources, key=lambda source: source.id):
            yield NodeRow(("Source",), _source_properties(source, case_id))
        for entity in self._entities:
            yield NodeRow(self._labels[entity.type], _entity_properties(entity, case_id))
        for edtf in sorted(self._dates):
            yield NodeRow(("Date", "Value"), _date_properties(edtf, self._dates[edtf], case_id))
        for id in sorted(self._texts):
            yield NodeRow(("Text", "Value"), {"id": id, "case_id": case_id, "text": self._texts[id]})
        for statement in self._statements:
            if isinstance(statement.value, Quantity):
                yield NodeRow(("Quantity", "Value"), _quantity_properties(statement.id, statement.value, case_id))
        for id, at in self._passages.items():
            yield NodeRow(("Passage",), _passage_properties(id, at, case_id))
        for statement in self._statements:
            sides = self._sides(statement)
            for claim in _sorted_claims(statement):
                yield NodeRow(("Claim",), _claim_properties(claim, statement, case_id) | sides.get(claim.id, {}))
        for id, (mention, _) in self._mentions.items():
            yield NodeRow(("Mention",), {"id": id, "case_id": case_id, "text": mention.text})

    def _sides(self, statement: Statement) -> dict[str, dict[str, int]]:
        """Return, for the first claim of a statement, how many are for it and against it, by other statements too.

        By these the most disputed statements of a large case are found without counting its claims.
        """
        said = [claim for claim in statement.claims if not claim.inferred]
        if not said:
            return {}
        behind, against = ([claim.id for claim in said if (claim.stance == "asserts") is so] for so in (True, False))
        pro = len(behind) + max((len(self.contradicting.get(id, ())) for id in against), default=0)
        con = len(against) + max((len(self.contradicting.get(id, ())) for id in behind), default=0)
        return {min(claim.id for claim in statement.claims): {"claims_for": pro, "claims_against": con}}

    def relationships(self) -> Iterator[RelationshipRow]:
        """Yield statements, then what ties claims, passages and mentions to the rest, then what contradicts what."""
        case_id = self._case.id
        for statement in self._statements:
            end = statement.object or value_id(statement)
            yield RelationshipRow(statement.predicate, statement.subject, end, self._statement_properties(statement))
        for statement in self._statements:
            end = statement.object or value_id(statement)
            for claim in _sorted_claims(statement):
                id = claim.id
                if claim.by is not None:
                    yield RelationshipRow("MADE", claim.by, id, {"id": f"made:{id}", "case_id": case_id})
                for role, about in (("subject", statement.subject), ("object", end)):
                    properties = {"id": f"about:{id}:{role}", "case_id": case_id, "role": role}
                    yield RelationshipRow("ABOUT", id, about, properties)
                for order, through in enumerate(claim.via, 1):
                    properties_ = {"id": f"via:{id}:{order}", "case_id": case_id, "order": order}
                    yield RelationshipRow("VIA", id, through, properties_)
                for order, place in enumerate(claim.places, 1):
                    # the first carries the claim
                    properties_ = {"id": f"cites:{id}:{order}", "case_id": case_id, "order": order}
                    yield RelationshipRow("CITES", id, str(place), properties_)
        for id, at in self._passages.items():
            yield RelationshipRow("PART_OF", id, at.source, {"id": f"part-of:{id}", "case_id": case_id})
        for id, (mention, entity) in self._mentions.items():
            yield RelationshipRow("REFERS_TO", id, entity, {"id": f"refers-to:{id}", "case_id": case_id})
            yield RelationshipRow("PRINTED_IN", id, str(mention.at), {"id": f"printed-in:{id}", "case_id": case_id})
        yield from self._contradictions

    def _statement_properties(self, statement: Statement) -> dict[str, Any]:
        properties: dict[str, Any] = {
            "id": statement.id,
            "case_id": self._case.id,
            "status": self._case.status(statement),
            "claims": [claim.id for claim in _sorted_claims(statement)],
        }
        if isinstance(statement.value, EdtfDate):
            # The date's node is shared: how this statement's source prints it stands here.
            _with(properties, text=statement.value.text, inferred=statement.value.inferred or None)
            _with(properties, basis=statement.value.basis)
        return properties

    def _sha256(self) -> str:
        case = self._case
        head = (ROWS_VERSION, case.id, case.title, case.as_of.edtf, case.order, sorted(self._labels.items()))
        digest = hashlib.sha256(repr(head).encode())
        for source in sorted(case.sources, key=lambda source: source.id):
            digest.update(repr(sorted(_source_properties(source, case.id).items())).encode())
        for entity in self._entities:
            mentions = sorted((str(mention.at), mention.text) for mention in entity.mentions)
            row = (entity.id, entity.type, entity.name, sorted(entity.aliases), entity.kind, entity.decides)
            digest.update(repr((row, entity.about, mentions)).encode())
        for statement in self._statements:
            ends = (
                statement.id,
                statement.subject,
                statement.predicate,
                statement.object,
                value_content(statement.value),
            )
            claims = [
                (c.id, c.by, c.stance, c.verb, c.says, c.via, c.kind, c.because, [*map(str, c.places)])
                for c in _sorted_claims(statement)
            ]
            digest.update(repr((ends, claims)).encode())
        return digest.hexdigest()


def _contradiction_rows(finding: Finding, case_id: str) -> Iterator[RelationshipRow]:
    """Yield what ties each claim of one side of a conflict to each of the other; of very many, to the first of them."""
    one, other = (side.claims for side in finding.sides)
    pairs: Iterable[tuple[str, str]] = product(one, other)
    if len(one) * len(other) > _MOST_TIES:
        pairs = chain(product(one, other[:1]), product(one[:1], other[1:]))
    for number, (a, b) in enumerate(pairs, 1):
        if a != b:
            properties = {
                "id": f"contradicts:{finding.id}:{number}",
                "case_id": case_id,
                "rule": finding.rule,
                "basis": finding.reason,
                "finding": finding.id,
            }
            yield RelationshipRow("CONTRADICTS", a, b, properties)


def value_id(statement: Statement) -> str:
    """Return the id of the node of a statement's value.

    Raises
    ------
    TypeError
        The statement has an object and no value.
    """
    match statement.value:
        case EdtfDate() as date:
            return f"date:{date.edtf}"
        case Text() as text:
            return _text_id(text.text)
        case Quantity():
            return f"quantity:{statement.id}"
        case None:
            raise TypeError(f"statement {statement.id} has no value")


def _text_id(text: str) -> str:
    return f"text:{hashlib.sha256(text.encode()).hexdigest()[:16]}"


def _sorted_claims(statement: Statement) -> Iterable[Claim]:
    return sorted(statement.claims, key=lambda claim: claim.order) if len(statement.claims) > 1 else statement.claims


def _mentions(entities: Iterable[Entity]) -> dict[str, tuple[Mention, str]]:
    by_id: dict[str, tuple[Mention, str]] = {}
    for entity in entities:
        for mention in entity.mentions:
            id = f"mention:{mention.at}"
            if mention.at.start is None:
                # one sentence may print several names
                id += f":{_text_id(mention.text)}"
            by_id.setdefault(id, (mention, entity.id))
    return dict(sorted(by_id.items()))


def _passages(statements: Iterable[Statement], mentions: Mapping[str, tuple[Mention, str]]) -> dict[str, Locator]:
    places = {str(at): at for statement in statements for claim in statement.claims for at in claim.places}
    places |= {str(mention.at): mention.at for mention, _ in mentions.values()}
    return dict(sorted(places.items()))


def _dates_and_texts(statements: Iterable[Statement]) -> tuple[dict[str, EdtfDate], dict[str, str]]:
    dates: dict[str, EdtfDate] = {}
    texts: dict[str, str] = {}
    for statement in statements:
        if isinstance(statement.value, EdtfDate):
            # a date that some source prints is not an inferred one
            earlier = dates.setdefault(statement.value.edtf, statement.value)
            if earlier.inferred and not statement.value.inferred:
                dates[earlier.edtf] = statement.value
        elif isinstance(statement.value, Text):
            texts[_text_id(statement.value.text)] = statement.value.text
    return dates, texts


def _with(properties: dict[str, Any], **optional: Any) -> dict[str, Any]:
    properties.update((name, value) for name, value in optional.items() if value is not None)
    return properties


def _source_properties(source: Source, case_id: str) -> dict[str, Any]:
    published = source.published
    return _with(
        {"id": source.id, "case_id": case_id, "title": source.title},
        publisher=source.publisher,
        published=published and published.edtf,
        published_text=published and published.text,
        published_basis=published and published.basis,
        language=source.language,
        url=source.url,
        text_sha256=source.sha256,
    )


def _entity_properties(entity: Entity, case_id: str) -> dict[str, Any]:
    return _with(
        {"id": entity.id, "case_id": case_id, "type": entity.type, "name": entity.name},
        aliases=sorted(entity.aliases) or None,
        kind=entity.kind,
        decides=entity.decides or None,
        about=entity.about,
    )


def _date_properties(edtf: str, date: EdtfDate, case_id: str) -> dict[str, Any]:
    return _with(
        {"id": f"date:{edtf}", "case_id": case_id, "edtf": edtf, "text": str(date), "precision": date.precision},
        start=date.earliest and date.earliest.isoformat(),
        end=date.latest and date.latest.isoformat(),
        inferred=date.inferred,
    )


def _quantity_properties(statement: str, quantity: Quantity, case_id: str) -> dict[str, Any]:
    return _with(
        {"id": f"quantity:{statement}", "case_id": case_id, "text": quantity.text, "comparator": quantity.comparator},
        low=quantity.low,
        high=quantity.high,
        unit=quantity.unit,
        scope=quantity.scope,
        as_of=quantity.as_of and quantity.as_of.edtf,
        as_of_text=quantity.as_of and quantity.as_of.text,
    )


def _passage_properties(id: str, at: Locator, case_id: str) -> dict[str, Any]:
    place = {"id": id, "case_id": case_id, "source": at.source, "paragraph": at.paragraph, "sentence": at.sentence}
    return _with(place, start=at.start, end=at.end)


def _claim_properties(claim: Claim, statement: Statement, case_id: str) -> dict[str, Any]:
    return _with(
        {
            "id": claim.id,
            "case_id": case_id,
            "statement": statement.id,
            "predicate": statement.predicate,
            "stance": claim.stance,
        },
        verb=claim.verb,
        says=claim.says,
        kind=claim.kind,
        inferred=claim.inferred or None,
        because=claim.because,
    )


def value_content(value: Value | None) -> object:
    """Return all that a value says, as texts and numbers."""
    match value:
        case EdtfDate():
            return value.edtf, value.text, value.inferred, value.basis
        case Quantity():
            as_of = value.as_of and (value.as_of.edtf, value.as_of.text)
            return value.text, value.low, value.high, value.comparator, value.unit, value.scope, as_of
        case Text():
            return value.text
        case None:
            return None
