"""How each proposal of a text stands after the decisions on it, and on others."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Mapping
from dataclasses import dataclass, field, replace
from typing import Any, Literal, Self

from graph.case.model import Case
from graph.extract.found import Span
from graph.extract.proposals import Proposal, Proposals
from graph.review.decisions import Decision
from graph.review.places import Places
from graph.review.take import STATES

State = Literal["open", "accepted", "rejected"]

_OUTCOME = frozenset(["id", "mentions", "with"])
"""What the value of an accepted proposal tells of the case; the rest is corrections."""
_VALUES = {"date": ("EdtfDate",), "quantity": ("Quantity",), "claim": ("Text", "NoneType")}
"""By kind the types of values that a statement of it has; one with an object has none."""


@dataclass(frozen=True, slots=True)
class Proposed:
    """What is proposed of one text, looked up by ids.

    Parameters
    ----------
    proposals : Proposals
    text : str
    places : Places
        Of the text.
    by_id : dict of str to Proposal
    owner : dict of str to str
        Of a mention's id the id of the entity that it names.
    in_sentence : dict of int to list of str
        By where a sentence begins, the ids of the mentions and claims that reach into it.
    """

    proposals: Proposals
    text: str
    places: Places
    by_id: dict[str, Proposal]
    owner: dict[str, str]
    in_sentence: dict[int, list[str]]

    @classmethod
    def of(cls, proposals: Proposals, text: str) -> Self:
        """Return the proposals of a text, to look them up."""
        places = Places(proposals.source, text)
        in_sentence: dict[int, list[str]] = {}
        for row in proposals.rows:
            for span in row.spans if row.kind in ("mention", "claim") else ():
                for sentence in places.sentences_of(span):
                    in_sentence.setdefault(sentence.start, []).append(row.id)
        return cls(
            proposals,
            text,
            places,
            {row.id: row for row in proposals.rows},
            {id: row.id for row in proposals.rows if row.kind == "entity" for id in row.value["mentions"]},
            in_sentence,
        )

    @property
    def source(self) -> str:
        """Id of the source."""
        return self.proposals.source

    def words(self, span: Span) -> str:
        """Return the words of a span on one line."""
        return " ".join(self.text[slice(*span)].split())


@dataclass(slots=True)
class Standing:
    """How each proposal stands after some decisions.

    Parameters
    ----------
    proposed : Proposed
    names : frozenset of str
        Names that are rejected in the whole case.
    states, rows, values, into, added, split : dict
        By the ids of proposals: their states; the entity or statement of the case; fields that were corrected; the
        entity that one was merged into; the spans of what a person added; mentions that are no longer of an entity.
    """

    proposed: Proposed
    names: frozenset[str] = frozenset()
    states: dict[str, State] = field(default_factory=dict)
    rows: dict[str, str] = field(default_factory=dict)
    values: dict[str, Mapping[str, Any]] = field(default_factory=dict)
    into: dict[str, str] = field(default_factory=dict)
    added: dict[str, tuple[Span, ...]] = field(default_factory=dict)
    split: dict[str, frozenset[str]] = field(default_factory=dict)

    def copy(self) -> Standing:
        """Return one that is changed on its own."""
        return replace(
            self,
            states=dict(self.states),
            rows=dict(self.rows),
            values=dict(self.values),
            into=dict(self.into),
            added=dict(self.added),
            split=dict(self.split),
        )

    def decide(self, decision: Decision, place: Span | None = None) -> None:
        """Let a decision take effect.

        Parameters
        ----------
        decision : Decision
            With the ids of what it brought into the case.
        place : tuple of int, optional
            Where that what it added stands now, in a text that changed.
        """
        id, value = decision.proposal, decision.value
        proposal = self.proposed.by_id.get(id)
        match decision.decision:
            case "accept":
                self.states[id] = "accepted"
                rows = {id: value["id"]} if "id" in value else {}
                self.take(rows | dict.fromkeys(value.get("mentions", ()), value.get("id", "")) | value.get("with", {}))
                self._correct(id, value)
                if proposal and proposal.kind == "merge":
                    kept, *others = merging(proposal)
                    self.into |= dict.fromkeys(others, kept)
            case "reject":
                for each in (id, *(proposal.value["mentions"] if proposal and proposal.kind == "entity" else ())):
                    self.states[each] = "rejected"
                    self.rows.pop(each, None)
            case "correct":
                self._correct(id, value)
                if "id" in value:
                    self.rows[id] = value["id"]
            case "merge":
                self.into[id] = value["into"]
            case "split":
                self.split[id] = self.split.get(id, frozenset()) | set(value["mentions"])
                self.take(dict.fromkeys(value["mentions"], value["id"]))
            case "add":
                spans = value["spans"] if place is None or len(value["spans"]) > 1 else [place]
                self.added[id] = tuple((int(start), int(end)) for start, end in spans)
                self.take({id: value["id"]} | value.get("with", {}))
                self._correct(id, {name: each for name, each in value.items() if name != "spans"})

    def take(self, rows: Mapping[str, str]) -> None:
        """Let proposals be accepted, each as a row of the case."""
        self.states |= dict.fromkeys(rows, "accepted")
        self.rows |= rows

    def _correct(self, id: str, value: Mapping[str, Any]) -> None:
        fields = {name: each for name, each in value.items() if name not in _OUTCOME}
        if fields:
            self.values[id] = {**self.values.get(id, {}), **fields}

    def kind(self, id: str) -> str:
        """Return the kind of a proposal, or of what was added."""
        proposal = self.proposed.by_id.get(id)
        return proposal.kind if proposal else str(self.values.get(id, {}).get("kind", ""))

    def value(self, id: str) -> dict[str, Any]:
        """Return the value of a proposal, with all corrections."""
        proposal = self.proposed.by_id.get(id)
        corrected = self.values.get(id, {})
        value = {**(proposal.value if proposal else {}), **corrected}
        if value.get("denial") and "stance" not in corrected and value.get("predicate", STATES) == STATES:
            # "said that there was no fire": these words are stated, whatever they deny
            value["stance"] = "asserts"
        return value

    def spans(self, id: str) -> tuple[Span, ...]:
        """Return where a proposal stands, with a correction of that."""
        if given := self.values.get(id, {}).get("spans"):
            return tuple((int(start), int(end)) for start, end in given)
        proposal = self.proposed.by_id.get(id)
        return proposal.spans if proposal else self.added[id]

    def state(self, id: str) -> State:
        """Return whether a proposal is decided: an entity is when all its mentions are."""
        proposal = self.proposed.by_id.get(id)
        if proposal is None or (id in self.states and proposal.kind != "entity"):
            return self.states.get(id, "open")
        match proposal.kind:
            case "mention":
                owner = self.proposed.owner.get(id)
                return "rejected" if owner and self.value(owner)["name"] in self.names else "open"
            case "entity":
                states = {self.state(mention) for mention in proposal.value["mentions"]}
                return "open" if "open" in states else "accepted" if "accepted" in states else "rejected"
            case "merge":
                kept, *others = (self.root(each) for each in merging(proposal))
                return "accepted" if set(others) == {kept} else "open"
        return "open"

    def root(self, id: str) -> str:
        """Return what an entity was merged into, at the end."""
        seen = {id}
        while (into := self.into.get(id)) and into not in seen:
            seen.add(into)
            id = into
        return id

    def entity_in(self, ids: Collection[str], id: str) -> str:
        """Return which of the entities of a case a proposed one is; empty where the case has none of it yet."""
        root = self.root(id)
        if root in ids:
            return root
        for entity in (root, *(each for each in self.into if self.root(each) == root)):
            proposal = self.proposed.by_id.get(entity)
            split = self.split.get(entity, frozenset())
            # an event has no mentions
            mentions = [m for m in proposal.value.get("mentions", ()) if m not in split] if proposal else []
            for each in (entity, *mentions):
                if self.rows.get(each) in ids:
                    return self.rows[each]
        return ""

    def claim_around(self, span: Span) -> str:
        """Return the shortest claim in whose words a span stands; empty where the text itself says it."""
        around = [
            (end - start, id)
            for id in self._near(span)
            if self.kind(id) == "claim" and self.state(id) != "rejected"
            for start, end in self.spans(id)
            if start <= span[0] and span[1] <= end and (start, end) != span
        ]
        return min(around)[1] if around else ""

    def nearest(self, case: Case, span: Span, kind: str) -> str:
        """Return the entity that is named nearest to a span in its sentence: a proposed one, or one of the case.

        A date is that of an event, where the case has one that is named there.
        """
        sentence = self.proposed.places.sentence_at(span[0])
        if sentence is None:
            return ""
        named = [
            (self.spans(id)[0], self.proposed.owner[id])
            for id in self._near(span)
            if id in self.proposed.owner and self.state(id) != "rejected"
        ]
        named += [
            ((mention.at.start, mention.at.end), entity.id)
            for entity in case.entities
            for mention in entity.mentions
            if mention.at.source == self.proposed.source and mention.at.start is not None and mention.at.end is not None
        ]
        inside = [
            (max(start - span[1], span[0] - end), start, id)
            for (start, end), id in named
            if sentence.start <= start < sentence.end
        ]
        events = {entity.id for entity in case.entities if entity.type == "Event"} if kind == "date" else set()
        inside = [each for each in inside if each[2] in events] or inside
        return min(inside)[2] if inside else ""

    def _near(self, span: Span) -> Iterable[str]:
        """Return the mentions and claims of a span's sentence, and all that a person added or put elsewhere."""
        sentence = self.proposed.places.sentence_at(span[0])
        here = self.proposed.in_sentence.get(sentence.start, ()) if sentence else ()
        moved = [id for id, value in self.values.items() if "spans" in value]
        return dict.fromkeys((*here, *moved, *self.added))


def merging(proposal: Proposal) -> list[str]:
    """Return what a proposed merge makes one: first what is kept."""
    known = proposal.value.get("known")
    return [*([known] if known else []), *proposal.value["entities"]]


def rows_of(case: Case, proposed: Proposed) -> dict[str, str]:
    """Return what a case has of proposals that nobody decided on: of a draft, or written by hand; told by the places.

    Parameters
    ----------
    case : Case
    proposed : Proposed

    Returns
    -------
    dict of str to str
        By the ids of mentions, dates, quantities and claims: the entity or the statement.
    """
    source = proposed.source
    named = {
        (mention.at.start, mention.at.end): entity.id
        for entity in case.entities
        for mention in entity.mentions
        if mention.at.source == source
    }
    told: dict[tuple[str, int | None, int | None], str] = {}
    for statement in case.statements:
        kind = type(statement.value).__name__
        for claim in statement.claims:
            if claim.at.source == source:
                told[kind, claim.at.start, claim.at.end] = statement.id
    found = {}
    for id, row in proposed.by_id.items():
        if row.kind == "mention":
            found[id] = named.get(row.spans[0])
        elif row.kind in _VALUES:
            at = proposed.places.locator(row.spans[0])
            found[id] = next(
                (told[k, at.start, at.end] for k in _VALUES[row.kind] if (k, at.start, at.end) in told), None
            )
    return {id: row for id, row in found.items() if row}
