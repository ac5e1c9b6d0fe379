"""The case's own questions, asked in Cypher: what is said of something, who says so, where, by what chain."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from graph.case.captions import as_printed, clause, end_of, name_of, relationship_words
from graph.case.dates import EdtfDate
from graph.case.model import Locator
from graph.case.schema import Schema
from graph.case.statuses import CONTESTED
from graph.case.words import agreeing, joined_with_and, within_sentence
from graph.elements import Key, Node, Relationship
from graph.questions.parts import condition_on, index_label, nodes_by_key
from graph.stores import Store

_PAST = {"asserts": "asserted", "denies": "denied", "questions": "questioned"}
_DECIDED = {"asserts": "found", "denies": "found not so", "questions": "found doubtful"}
"""The same of a deciding body's finding: what a court decides is no word of one party more."""
_LEADS = {"asserts": "asserts that", "denies": "denies that", "questions": "questions whether"}
_DECIDING_LEADS = {
    "asserts": "finds that",
    "denies": "finds it not so that",
    "questions": "finds it doubtful whether",
}
_STANCES_IN_ORDER = ("found", "found not so", "found doubtful", "asserted", "denied", "questioned", "inferred")
"""What deciding bodies find comes first."""
SPEAKERS = ("Source", "Entity")
"""Labels of those who make a claim, or pass it on."""
EDITOR = "the case's editor"
"""Who infers what no source says."""


@dataclass(frozen=True, slots=True)
class Claim:
    """One speaker's stance on one statement, as a store tells it; or the case's own inference.

    Parameters
    ----------
    id, case : str
    statement, predicate : str
        Id and relationship type of what it is about.
    stance : str
        ``asserts``, ``denies`` or ``questions``.
    finding : bool
        A deciding body decides.
    verb : str
        The verb that the passage uses; empty where none is given.
    says : str
        What is claimed, in our own words; empty where nothing is given.
    because : str
        Of an inference: what it rests on; empty where it is a speaker's claim.
    by, by_name : str
        The speaker's id, and what the speaker is called; without an id where it is inferred.
    via, via_names : tuple of str
        Ids and names of those it passed through on its way into the source, nearest to the speaker first.
    at : str
        The locator of the passage that carries it.
    context : tuple of str
        Locators of further passages that it takes to read that one.
    source_name : str
        What its source is called: title and publisher.
    published, url : str
        When its source was published, in words, and where it can be read; empty where that is not known.
    hands : tuple of str
        Ids of those among ``via`` who stand between the speaker and the source: neither the source itself, or who
        publishes it, nor who speaks for the speaker.
    mouths : tuple of str
        Ids of those among ``via`` who speak for the speaker, as the case has it: a spokesman, a lawyer.
    """

    id: str
    case: str
    statement: str
    predicate: str
    stance: str
    finding: bool
    verb: str
    says: str
    because: str
    by: str
    by_name: str
    via: tuple[str, ...]
    via_names: tuple[str, ...]
    at: str
    context: tuple[str, ...]
    source_name: str
    published: str
    url: str
    hands: tuple[str, ...] = ()
    mouths: tuple[str, ...] = ()

    @property
    def inferred(self) -> bool:
        """Whether it is the case's own inference, and nobody's claim."""
        return not self.by

    @property
    def by_key(self) -> Key | None:
        """The key of the speaker; None where it is inferred."""
        return Key.of(self.case, self.by) if self.by else None

    @property
    def locator(self) -> Locator:
        """Its passage."""
        return Locator.parse(self.at)

    @property
    def source(self) -> str:
        """The id of the source that it is written in."""
        return self.at.partition("#")[0]

    @property
    def past(self) -> str:
        """What was done to the statement: "asserted", "denied", "questioned", "found", "found not so" or "inferred"."""
        return "inferred" if self.inferred else (_DECIDED if self.finding else _PAST)[self.stance]

    @property
    def contested(self) -> bool:
        """Whether it denies or questions its statement."""
        return self.stance != "asserts"

    @property
    def lead(self) -> str:
        """What the speaker does, in front of what the statement states: "denies that", "finds it not so that"."""
        return "infers that" if self.inferred else (_DECIDING_LEADS if self.finding else _LEADS)[self.stance]

    @property
    def addition(self) -> str:
        """What follows what the statement states: ", saying: She was at home.", or why it is inferred; or nothing."""
        if self.inferred:
            return f", because {within_sentence(self.because)}"
        return f", saying: {self.says}" if self.says else ""

    @property
    def hearsay(self) -> bool:
        """Whether its source has it at second hand: from somebody else than the speaker, and who speaks for them."""
        return bool(self.hands)

    @property
    def origins(self) -> frozenset[str]:
        """Ids of the speaker and of those whose word it takes that the speaker says so."""
        return frozenset((self.by, *self.hands))

    @property
    def chain(self) -> str:
        """Those it passed through, as "A → B"; empty where the source has it from the speaker."""
        return " → ".join(self.via_names)

    @property
    def place(self) -> str:
        """Its passage in words: "Fire at pier nine (Harbour Gazette), paragraph 3, sentence 2"."""
        return place_of(self.locator, self.source_name)

    @property
    def citation(self) -> str:
        """Its passage as it is cited: source, publisher, date, paragraph and link, as far as they are known."""
        return ", ".join(filter(None, [self.source_name, self.published, place_in(self.locator), self.url]))

    @property
    def short_place(self) -> str:
        """Its passage where there is little room: "gazette ¶3"."""
        return f"{self.source} ¶{self.locator.paragraph}"


def place_of(passage: Locator, source: str = "") -> str:
    """Return a passage's place in words: the source by its name, or else its id, paragraph and sentence."""
    return f"{source or passage.source}, {place_in(passage)}"


def place_in(passage: Locator) -> str:
    """Return where a passage is in its source: "paragraph 3, sentence 2"."""
    return f"paragraph {passage.paragraph}, sentence {passage.sentence}"


def claims_of(store: Store, relationships: Iterable[Relationship], schema: Schema) -> dict[str, tuple[Claim, ...]]:
    """Return the claims on statements, by the key of the relationship, in the order of the sources.

    A relationship that is no statement has none, and is left out.
    """
    claims: dict[str, list[Claim]] = {}
    for case, (keys, ids) in _claim_ids(relationships).items():
        claims |= {key: [] for key in keys.values()}
        where, parameters = "c.case_id = $case AND c.id IN $ids", {"case": case, "ids": ids}
        for claim in read_claims(store, case, "(c:Claim)", where, parameters, schema):
            if claim.statement in keys:
                claims[keys[claim.statement]].append(claim)
    return {key: tuple(found) for key, found in claims.items()}


def read_claims(
    store: Store, case: str, pattern: str, condition: str, parameters: Mapping[str, Any], schema: Schema
) -> list[Claim]:
    """Return the claims ``c`` that a pattern and a condition of Cypher leave, in the order of the sources."""
    # All in one query: to look up thousands of claims by their ids takes most of its time. Nobody makes an inference.
    rows = store.query(
        f"MATCH {pattern}-[r:CITES]->(p:Passage) WHERE {condition} RETURN c.id AS id, c.statement AS statement, "
        "c.predicate AS predicate, c.stance AS stance, c.kind AS kind, c.verb AS verb, c.says AS says, "
        "c.because AS because, [(c)<-[:MADE]-(s) | s.id] AS by, p.id AS at, p.source AS source, p.start AS start, "
        "coalesce(r.order, 1) AS place, [(c)-[v:VIA]->(t) | [v.order, t.id]] AS via, p.paragraph AS paragraph, "
        "p.sentence AS sentence ORDER BY place, source, paragraph, sentence, start, id",
        parameters,
    ).rows
    context: dict[str, tuple[str, ...]] = {}
    for row in rows:
        if row[12] > 1:
            context[row[0]] = (*context.get(row[0], ()), row[9])
    chains = {row[0]: tuple(through for _, through in sorted(row[13])) for row in rows}
    named = {id for row in rows for id in (*row[8], row[10])}.union(*chains.values())
    nodes = {node.id: node for node in nodes_by_key(store, (Key.of(case, id) for id in named), labels=SPEAKERS)}
    names = {id: name_of(node, schema) for id, node in nodes.items()}
    speaking = _speaking_for(
        store, case, {id for chain in chains.values() for id in chain if "Entity" in nodes[id].labels}
    )
    found = []
    for id, statement, predicate, stance, kind, verb, says, because, by, at, source, _, place, *_ in rows:
        if place > 1:
            break
        chain, speaker = chains[id], "".join(by)
        mouths = tuple(hand for hand in chain if (hand, speaker) in speaking)
        claim = Claim(
            id=id,
            case=case,
            statement=statement,
            predicate=predicate,
            stance=stance,
            finding=kind == "finding",
            verb=verb or "",
            says=says or "",
            because=because or "",
            by=speaker,
            by_name=names[speaker] if speaker else EDITOR,
            via=chain,
            via_names=tuple(names[id] for id in chain),
            at=at,
            context=context.get(id, ()),
            source_name=names[source],
            published=published(nodes[source]),
            url=str(nodes[source].properties.get("url") or ""),
            hands=tuple(hand for hand in chain if hand not in mouths and not prints(nodes[source], nodes[hand])),
            mouths=mouths,
        )
        found.append(claim)
    return found


SPEAKS_FOR = "REPRESENTS"
"""The predicate by which somebody speaks for another."""


def _speaking_for(store: Store, case: str, hands: Collection[str]) -> set[tuple[str, str]]:
    """Return who of some entities speaks for whom, as far as nobody contests it."""
    if not hands:
        return set()
    rows = store.query(
        f"MATCH (h:Entity)-[r:{SPEAKS_FOR}]->(b:Entity) WHERE h.case_id = $case AND h.id IN $hands "
        "RETURN h.id AS hand, b.id AS body, r.status AS status",
        {"case": case, "hands": sorted(hands)},
    ).rows
    return {(hand, body) for hand, body, status in rows if status not in CONTESTED}


def prints(source: Node, other: Node) -> bool:
    """Whether somebody that a claim came by is its source itself, or who publishes it."""
    publisher = source.properties.get("publisher")
    return other.key == source.key or bool(publisher and other.properties.get("name") == publisher)


def published(source: Node) -> str:
    """Return when a source was published, as it prints that, or else in words."""
    text, edtf = (source.properties.get(name) for name in ("published_text", "published"))
    return str(text or (EdtfDate.parse(str(edtf)) if edtf else ""))


def _claim_ids(relationships: Iterable[Relationship]) -> dict[str, tuple[dict[str, str], list[str]]]:
    """Return, by case, the key of each statement's relationship by its id, and the ids of all their claims.

    A claim is looked up by its own id, which has an index; by its statement it would take a walk over all claims.
    """
    found: dict[str, tuple[dict[str, str], list[str]]] = {}
    for r in relationships:
        # a foreign relationship may have a status, or a case_id, of its own
        if "status" in r.properties and "case_id" in r.properties and isinstance(r.properties.get("claims"), list):
            keys, claims = found.setdefault(str(r.properties["case_id"]), ({}, []))
            keys[r.id] = r.key
            claims += r.properties["claims"]
    return dict(sorted(found.items()))


def find_claim(store: Store, node: Node, schema: Schema) -> tuple[Claim, Node, Node] | None:
    """Return the claim that a node stands for, with its subject and its object; None where the rest of it is gone."""
    scope = {"case": node.key.case, "id": node.id}
    found = claims_with_ends(store, node.key.case, "(c:Claim)", "c.case_id = $case AND c.id = $id", scope, schema)
    return found[0] if found else None


def claims_by(store: Store, speaker: Node, schema: Schema) -> list[tuple[Claim, Node, Node]]:
    """Return the claims that a speaker makes, in the order of the sources, each with its subject and its object."""
    condition, parameters = condition_on([speaker])
    pattern = f"(n{index_label(speaker)})-[:MADE]->(c:Claim)"
    return claims_with_ends(store, speaker.key.case, pattern, condition, parameters, schema)


def claims_with_ends(
    store: Store, case: str, pattern: str, condition: str, parameters: Mapping[str, Any], schema: Schema
) -> list[tuple[Claim, Node, Node]]:
    """Return claims as :func:`read_claims`, each with its subject and its object; none where these are gone."""
    about = store.query(
        f"MATCH {pattern} WHERE {condition} MATCH (c)-[a:ABOUT]->(s) WHERE a.role = 'subject' "
        "MATCH (c)-[b:ABOUT]->(o) WHERE b.role = 'object' RETURN c.id AS id, s, o",
        parameters,
    )
    ends = {id: (subject, object_) for id, subject, object_ in about.rows}
    claims = [claim for claim in read_claims(store, case, pattern, condition, parameters, schema) if claim.id in ends]
    dated = {claim.statement: ends[claim.id][1] for claim in claims if "Date" in ends[claim.id][1].labels}
    printed: dict[str, object] = {}
    if dated:
        found = store.query(
            "MATCH (d:Date)<-[r]-() WHERE d.case_id = $case AND d.id IN $dates AND r.id IN $ids "
            "RETURN r.id AS id, r.text AS printed",
            {"case": case, "dates": sorted({date.id for date in dated.values()}), "ids": sorted(dated)},
        )
        printed = dict(found.rows)
    return [(claim, ends[claim.id][0], as_printed(ends[claim.id][1], printed.get(claim.statement))) for claim in claims]


def statements_of(store: Store, node: Node, *, limit: int) -> list[Relationship]:
    """Return the first ``limit`` statements with a node as subject, object or value, by predicate and id.

    Those with the node as their subject come first.
    """
    condition, parameters = condition_on([node])
    found: list[Relationship] = []
    for arrow in ("-[r]->", "<-[r]-"):
        rows = store.query(
            f"MATCH (n{index_label(node)}){arrow}(m) WHERE {condition} AND r.status IS NOT NULL "
            f"RETURN n, r, m ORDER BY type(r), r.id LIMIT {limit}",
            parameters,
        ).rows
        found += [row[1] for row in rows]
    return list(dict.fromkeys(found))[:limit]  # a loop is found twice


def mentions_of(store: Store, node: Node) -> list[tuple[str, str]]:
    """Return ``(text, locator)`` of every mention of an entity, in the order of the sources."""
    condition, parameters = condition_on([node])
    rows = store.query(
        f"MATCH (m:Mention)-[:REFERS_TO]->(n{index_label(node)}) WHERE {condition} "
        "MATCH (m)-[:PRINTED_IN]->(p:Passage) "
        "RETURN m.text AS text, p.id AS at, p.source AS source, p.start AS start, m.id AS id "
        "ORDER BY source, start, id",
        parameters,
    ).rows
    return [(text, at) for text, at, _, _, _ in rows]


def guarded(relationship: Relationship, claims: Sequence[Claim], schema: Schema) -> str:
    """Return a statement as a sentence that says first who stands behind it.

    Parameters
    ----------
    relationship : Relationship
    claims : sequence of Claim
        Those on it, as :func:`claims_of` gives them.
    schema : Schema
    """
    by = _names_by_stance(claims)
    told = [f"{past} by {_and(names)}" for past, names in by.items() if past != "inferred"]
    against = [each for each in told if not each.startswith(("found by ", "asserted by "))]
    match relationship.properties["status"]:
        case "found":
            lead = ", ".join([f"Found by {_and(by.get('found', ()))}", *against])
        case "disputed":
            lead = ", ".join(["Disputed", *told])
        case "denied" | "questioned":
            lead = _capitalized(", ".join(against))
        case "inferred":
            reasons = "; ".join(dict.fromkeys(within_sentence(claim.because) for claim in claims if claim.inferred))
            lead = f"Inferred by {EDITOR}, because {reasons}"
        case "reported":
            lead = f"Reported by {_and(by.get('asserted', ()))}"
        case _ if "asserted" in by:
            lead = f"Alleged by {_and(by['asserted'])}"
        case _:  # of a store that was loaded before there was a word for it
            lead = _capitalized(", ".join(against))
    words = relationship_words(relationship, schema)
    start, end = (name_of(node, schema) for node in (relationship.start_node, end_of(relationship)))
    return f"{lead}: {start} — {words} — {_within(end)}."


def speakers(claims: Iterable[Claim]) -> str:
    """Return who says what of a statement: "asserted by A and B; denied by C; questioned by D".

    A finding comes first, then who asserts it, who finds it not so, denies and questions it, and the case's own
    inference last; each is named once for what it does and the chain it came by.
    """
    by = _names_by_stance(claims)
    return "; ".join(f"{past} by {_and(names)}" for past, names in by.items())


def telling(claim: Claim, start: Node, end: Node, schema: Schema) -> str:
    """Return a claim with who makes it, the statement it is about, its paraphrase and the chain it came by.

    "Harbour court denies that Priya Raghunathan is rightly accused of Warehouse fire, saying: She was at home."

    Parameters
    ----------
    claim : Claim
    start, end : Node
        Subject, and object or value, of the statement, as :func:`graph.case.captions.end_of` gives it.
    schema : Schema
    """
    who = _capitalized(claim.by_name) if claim.inferred else claim.by_name
    statement = clause(start, claim.predicate, end, schema, contested=claim.contested, by=claim.by_key)
    chain = f" (by way of {claim.chain})" if claim.via else ""
    addition = _within(claim.addition) if chain else claim.addition
    return f"{who} {agreeing(claim.lead, who)} {statement}{addition}{chain}"


def _names_by_stance(claims: Iterable[Claim]) -> dict[str, list[str]]:
    """Return who found, asserted, denied, questioned and inferred a statement, findings first, and by way of whom.

    Hearsay is told as such: somebody whose words two others carried on may seem to contradict himself.
    """
    by: dict[str, list[str]] = {past: [] for past in _STANCES_IN_ORDER}
    for claim in claims:
        by[claim.past].append(f"{claim.by_name} (by way of {claim.chain})" if claim.via else claim.by_name)
    return {past: names for past, names in by.items() if names}


def _within(sentence: str) -> str:
    """Return a sentence as a part of another one: without its full stop."""
    return sentence.removesuffix(".")


def _capitalized(text: str) -> str:
    return text[:1].upper() + text[1:]


def _and(names: Iterable[str]) -> str:
    return joined_with_and(list(dict.fromkeys(names)))
