"""What one decision makes of a case: the rows that come into it, change in it, or leave it."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from typing import Any

from graph.case.changes import merged, with_claim, with_entity, without_claim, without_entity, without_statement
from graph.case.model import Case, Claim, Entity
from graph.errors import ModelError, NotFoundError
from graph.extract.found import Span
from graph.review.decisions import Decision
from graph.review.standing import Standing, merging
from graph.review.take import STATES, drop_mentions, ids_of, new_id, take_claim, take_entity, take_value

_OF_CLAIM = frozenset(["stance", "verb", "says", "via", "finding"])
"""Fields of a claim that can be corrected without a change of its statement."""


@dataclass(frozen=True, slots=True)
class CarriedOut:
    """A decision that was carried out.

    Parameters
    ----------
    decision : Decision
        With the ids of what it brought into the case.
    case : Case
        After it.
    what : str
        What was done, as a sentence; empty where nothing changed.
    """

    decision: Decision
    case: Case
    what: str


def carry_out(decision: Decision, case: Case, now: Standing) -> CarriedOut:
    """Carry out a decision, other than an undo, in a case.

    Parameters
    ----------
    decision : Decision
    case : Case
    now : Standing
        Of the proposals, before it.

    Raises
    ------
    ModelError, NotFoundError
        It cannot be carried out.
    """
    task = _Task(case, now)
    value = task.done(decision)
    return CarriedOut(replace(decision, value=value), task.case, task.what)


class _Task:
    """What one decision makes of a case."""

    def __init__(self, case: Case, now: Standing) -> None:
        self.case = case
        self._now = now
        self._proposed = now.proposed
        self._with: dict[str, str] = {}
        self.what = ""

    def done(self, decision: Decision) -> dict[str, Any]:
        """Return the decision's value, with the ids of what came into the case."""
        id, value = decision.proposal, dict(decision.value)
        kind = self._now.kind(id)
        match decision.decision:
            case "accept":
                value |= self._accept(id, kind, value)
            case "reject":
                self._reject(id, kind)
            case "correct":
                value |= self._correct(id, kind, value)
            case "merge":
                self._merge(value["into"], id)
            case "split":
                value["id"] = self._split(id, value)
            case "add":
                value |= self._add(value)
        if self._with:
            value["with"] = self._with
        return value

    # what comes into the case

    def _accept(self, id: str, kind: str, corrections: Mapping[str, Any]) -> dict[str, Any]:
        value, spans = {**self._now.value(id), **corrections}, self._now.spans(id)
        match kind:
            case "entity":
                open_ = [m for m in value["mentions"] if self._now.state(m) == "open"]
                row = self._take_entity(id, [self._now.spans(m)[0] for m in open_])
                return {"id": row, "mentions": open_}
            case "mention":
                return {"id": self._take_entity(self._proposed.owner[id], spans)}
            case "event":
                return {"id": self._new_entity(value, spans)}
            case "merge":
                kept, *others = merging(self._proposed.by_id[id])
                for other in others:
                    self._merge(kept, other)
                return {}
        if (row := self._now.rows.get(id, "")) in {
            statement.id for statement in self.case.statements
        } and not corrections:
            # a draft has it, or somebody wrote it: it is confirmed
            return {"id": row}
        return {"id": self._take_statement(kind, value, spans)}

    def _take_entity(self, id: str, spans: Sequence[Span]) -> str:
        """Take a proposed entity, printed at some places; return its id in the case."""
        value = self._now.value(id)
        name = " ".join(str(value["name"]).split())
        row = self._row_of(id) or new_id(name, ids_of(self.case))
        places, text = self._proposed.places, self._proposed.text
        self.case = take_entity(self.case, places, text, id=row, type=value["type"], name=name, mentions=spans)
        self.what = f"Took {name}, named at {len(spans):,} {'place' if len(spans) == 1 else 'places'}"
        return row

    def _new_entity(self, value: Mapping[str, Any], spans: Sequence[Span]) -> str:
        name = " ".join(str(value.get("name") or self._proposed.words(spans[0])).split())
        row = new_id(name, ids_of(self.case))
        places, text = self._proposed.places, self._proposed.text
        self.case = take_entity(self.case, places, text, id=row, type=value["type"], name=name, mentions=spans)
        self.what = f"Took {name}"
        return row

    def _take_statement(self, kind: str, value: Mapping[str, Any], spans: Sequence[Span]) -> str:
        before = {statement.id: statement for statement in self.case.statements}
        places, text = self._proposed.places, self._proposed.text
        words = self._proposed.words(spans[0])
        if kind in ("date", "quantity"):
            subject = value.get("subject") or self._now.nearest(self.case, spans[0], kind)
            if not subject:
                raise ModelError(f"Choose what {words!r} is said of: nothing is named in its sentence.")
            row = self._entity(subject, spans[0])
            predicate = value.get("predicate") or ""
            said = self._voice_at(spans[0])
            self.case = take_value(
                self.case, places, text, span=spans[0], subject=row, value=value, predicate=predicate, said=said
            )
            self.what = f"Took {words!r}, of {self._name_of(row)}"
        else:
            claim = self._claim_value(kind, value, spans)
            self.case = take_claim(self.case, places, spans=spans, value=claim)
            at = places.locator(spans[0])
            self.what = f"Took what {self._name_of(claim['speaker'])} says (¶{at.paragraph}, sentence {at.sentence})"
        changed = [s.id for s in self.case.statements if before.get(s.id) != s and s.id not in self._with.values()]
        if not changed:
            raise ModelError(f"The case says this of {words!r} already.")
        return changed[-1]

    def _voice_at(self, span: Span) -> dict[str, Any] | None:
        """Return who says what stands at a span, after taking them; None where the text itself does."""
        claim = self._now.claim_around(span)
        if not claim:
            return None
        value = self._now.value(claim)
        if not value.get("speaker"):
            words = self._proposed.words(span)
            raise ModelError(f"{words!r} is in what somebody says: choose first who, or leave that claim out.")
        names = "speaker", "via", "stance", "verb", "evidence"
        named: dict[str, Any] = {name: value[name] for name in names if name in value}
        return self._claim_value("claim", named, [span])

    def _claim_value(self, kind: str, value: Mapping[str, Any], spans: Sequence[Span]) -> dict[str, Any]:
        """Return the value of a claim with ids of the case, after taking those that it names."""
        near = next(iter(self._spans("evidence", value)), spans[0])
        found = dict(value)
        speaker = value.get("speaker")
        if not speaker and kind == "relation" and not value.get("named"):
            # what a text says in its own voice is the source's claim; what somebody says whom nobody knows is not
            speaker = self._proposed.source
        if not speaker:
            raise ModelError("A claim needs a speaker: choose who says it.")
        found["speaker"] = self._entity(speaker, near)
        through = [self._entity(each, near) for each in value.get("via", ())]
        if found["speaker"] != self._proposed.source:
            through.append(self._proposed.source)
        found["via"] = [id for id in dict.fromkeys(through) if id != found["speaker"]]
        if value.get("event") and not value.get("object"):
            found["object"] = value["event"]
        for end in ("subject", "object"):
            if found.get(end):
                found[end] = self._entity(found[end], near)
        return found

    @staticmethod
    def _spans(name: str, value: Mapping[str, Any]) -> list[Span]:
        return [(int(start), int(end)) for start, end in value.get(name, ())]

    def _entity(self, ref: str, near: Span) -> str:
        """Return the id in the case of an entity or source; one that is only proposed is taken where it is nearest."""
        if ref in {row.id for rows in (self.case.entities, self.case.sources) for row in rows}:
            return ref
        if row := self._row_of(ref):
            return row
        proposal = self._proposed.by_id.get(ref)
        if proposal is None:
            raise NotFoundError(f"Nobody in the case has the id {ref!r}.")
        value = self._now.value(ref)
        if proposal.kind == "event":
            self._with[ref] = self._new_entity(value, proposal.spans)
            return self._with[ref]
        left = [m for m in value["mentions"] if self._now.state(m) != "rejected"]
        if not left:
            raise ModelError(f"{value['name']} was rejected: accept that name first.")
        mention = min(left, key=lambda m: abs(self._now.spans(m)[0][0] - near[0]))
        row = self._take_entity(ref, self._now.spans(mention)[:1])
        self._with[mention] = row
        # so that the next look finds it too
        self._now = self._now.copy()
        self._now.take({mention: row})
        return row

    def _add(self, value: dict[str, Any]) -> dict[str, Any]:
        spans = self._spans("spans", value)
        kind = value.get("kind", "")
        if kind not in ("mention", "event"):
            if kind not in ("claim", "date", "quantity", "relation"):
                raise ModelError(f"A name, a date, a quantity, a claim or an event can be added, not {kind!r}.")
            return {"id": self._take_statement(kind, value, spans)}
        if not value.get("entity"):
            return {"id": self._new_entity(value, spans)}
        row = self._entity(value["entity"], spans[0])
        known = next(entity for entity in self.case.entities if entity.id == row)
        places, text = self._proposed.places, self._proposed.text
        self.case = take_entity(self.case, places, text, id=row, type=known.type, name=known.name, mentions=spans)
        self.what = f"Took a place where {known.name} is named"
        return {"id": row}

    # what changes in the case, or leaves it

    def _reject(self, id: str, kind: str) -> None:
        row = self._row_of(id) if kind == "entity" else self._now.rows.get(id, "")
        if kind in ("entity", "mention", "event"):
            mentions = self._now.value(id)["mentions"] if kind == "entity" else [id]
            spans = [self._now.spans(m)[0] for m in mentions if kind == "entity" or self._now.rows.get(m)]
            entity = next((entity for entity in self.case.entities if entity.id == row), None)
            if entity and spans:
                self._drop(entity, spans)
        elif any(statement.id == row for statement in self.case.statements):
            if kind in ("date", "quantity"):
                self.case = without_statement(self.case, row)
            else:
                self.case = without_claim(self.case, row, self._claim_of(row, self._now.spans(id)).id)
            self.what = f"Took back {self._words(id)!r}"

    def _drop(self, entity: Entity, spans: Sequence[Span]) -> None:
        case = drop_mentions(self.case, self._proposed.places, entity.id, spans)
        left = next(each for each in case.entities if each.id == entity.id)
        self.what = f"Took back {entity.name}"
        if not left.mentions and entity.mentions:
            used = [s.id for s in case.statements if self._needs(s.subject, s.object, s.claims, entity.id)]
            if used:
                raise ModelError(
                    f"{entity.name} is needed by {', '.join(used[:3])}{' and more' if used[3:] else ''}: "
                    "take that back first."
                )
            case = without_entity(case, entity.id)
        self.case = case

    @staticmethod
    def _needs(subject: str, object_: str | None, claims: Iterable[Claim], id: str) -> bool:
        return id in (subject, object_) or any(id == claim.by or id in claim.via for claim in claims)

    def _correct(self, id: str, kind: str, change: Mapping[str, Any]) -> dict[str, Any]:
        value = {**self._now.value(id), **change}
        row = self._row_of(id) if kind == "entity" else self._now.rows.get(id, "")
        entity = next((entity for entity in self.case.entities if entity.id == row), None)
        if kind == "entity" or (kind == "event" and entity):
            if entity:
                self.case = with_entity(self.case, _renamed(entity, value["name"], value["type"]))
                self.what = f"Corrected {entity.name}"
            return {}
        if not row:
            return {}
        spans = self._spans("spans", value) or list(self._now.spans(id))
        self.what = f"Corrected {self._words(id)!r}"
        if kind == "mention" and entity:
            self.case = drop_mentions(self.case, self._proposed.places, row, self._now.spans(id))
            places, text = self._proposed.places, self._proposed.text
            self.case = take_entity(self.case, places, text, id=row, type=entity.type, name=entity.name, mentions=spans)
            return {}
        if kind in ("date", "quantity"):
            self.case = without_statement(self.case, row)
            return {"id": self._take_statement(kind, value, spans)}
        claim = self._claim_of(row, self._now.spans(id))
        # what somebody states is told in a person's words, once there are some
        is_told = "says" in change and value.get("predicate", STATES) == STATES
        if set(change) <= _OF_CLAIM and not is_told:
            new = self._claim_value(kind, value, spans)
            self.case = with_claim(
                self.case,
                row,
                replace(
                    claim,
                    stance=new.get("stance", claim.stance),
                    verb=new.get("verb") or None,
                    says=new.get("says") or None,
                    via=tuple(new["via"]),
                    kind="finding" if new.get("finding") else None,
                ),
            )
            return {}
        self.case = without_claim(self.case, row, claim.id)
        return {"id": self._take_statement(kind, value, spans)}

    def _merge(self, into: str, id: str) -> None:
        kept, gone = self._row_of(into) or into, self._row_of(id)
        if self._now.root(into) == id:
            raise ModelError("These are one already, the other way round.")
        known = {entity.id for entity in self.case.entities}
        if kept not in known and into not in self._proposed.by_id:
            raise NotFoundError(f"The case has no entity {into!r}.")
        if kept in known and gone and kept != gone:
            names = [self._name_of(row) for row in (gone, kept)]
            self.case = merged(self.case, kept, gone)
            self.what = f"Merged {names[0]} into {names[1]}"

    def _split(self, id: str, value: Mapping[str, Any]) -> str:
        spans = [self._now.spans(mention)[0] for mention in value["mentions"]]
        row = self._row_of(id)
        if row:
            self.case = drop_mentions(self.case, self._proposed.places, row, spans)
        new = self._new_entity({"type": self._now.value(id)["type"], **value}, spans)
        self.what = f"Split {self._name_of(new)} off"
        return new

    # what is looked up

    def _row_of(self, id: str) -> str:
        return self._now.entity_in({entity.id for entity in self.case.entities}, id)

    def _words(self, id: str) -> str:
        return self._proposed.words(self._now.spans(id)[0])

    def _name_of(self, row: str) -> str:
        entity = next((entity for entity in self.case.entities if entity.id == row), None)
        source = next((source for source in self.case.sources if source.id == row), None)
        return entity.name if entity else f"“{source.title}”" if source else row

    def _claim_of(self, row: str, spans: Sequence[Span]) -> Claim:
        """Return the claim on a statement that cites the words of a proposal."""
        statement = next((statement for statement in self.case.statements if statement.id == row), None)
        at = self._proposed.places.locators(spans)[0]
        found = next((claim for claim in statement.claims if claim.at == at), None) if statement else None
        if found is None:
            raise ModelError(f"What was taken of {self._proposed.words(spans[0])!r} is no longer in the case.")
        return found


def _renamed(entity: Entity, name: str, type: str) -> Entity:
    """Return an entity under another name; the one that it had stays as an alias, since it is printed so."""
    plain = " ".join(name.split())
    aliases = [alias for alias in (*entity.aliases, *([entity.name] if plain != entity.name else [])) if alias != plain]
    return replace(entity, name=plain, type=type, aliases=tuple(dict.fromkeys(aliases)))
