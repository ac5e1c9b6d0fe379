"""One text of a case under review: what is proposed of it, what people decided, and what the case file has of that.

A decision is first written into the list of decisions and then carried out in the case file, as one change that can be
undone. What a crash left out between the two is carried out when the review is opened again.
"""

from __future__ import annotations

from collections.abc import Collection, Iterable, Mapping, Sequence
from contextlib import suppress
from dataclasses import dataclass, replace
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any, Literal

from graph.case.file.case_file import CaseFile, Changing
from graph.case.journal import still_there, undone
from graph.case.model import Case, Source
from graph.errors import CaseFileError, CaseGraphError, ExtractError, ModelError, NotFoundError
from graph.extract.found import Span
from graph.extract.proposals import CONTEXT, Proposals
from graph.review.beside import read_proposals, review_folder
from graph.review.carry_out import CarriedOut, carry_out
from graph.review.decisions import Decision, append, carry, in_force, read_counting
from graph.review.draft import draft
from graph.review.draft_mark import remark
from graph.review.standing import Proposed, Standing, State, rows_of
from graph.settings import Settings

Cover = Literal["cited", "proposed", "untouched"]

_NAMES = frozenset(["mention", "entity", "merge", "pronoun"])
"""Kinds that say nothing about the case yet: they do not make a sentence one that something is proposed of."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Item:
    """A proposal, or what a person added, as it stands after all decisions.

    Parameters
    ----------
    id : str
        Of the proposal, or of what was added.
    kind, spans, exact, rule, score, evidence
        As :class:`~graph.extract.proposals.Proposal` has them; the rule of what a person added is ``added``.
    value : mapping of str to Any
        With all corrections; ``into`` where an entity was merged into another one.
    state : str
        ``open``, ``accepted`` or ``rejected``.
    row : str
        Id of the entity or the statement that the case has of it; empty where it has none.
    """

    id: str
    kind: str
    spans: tuple[Span, ...]
    exact: str
    rule: str
    score: float
    evidence: tuple[Span, ...]
    value: Mapping[str, Any]
    state: State
    row: str


@dataclass(frozen=True, slots=True)
class Refused:
    """A decision that could not be carried out, and was not written.

    Parameters
    ----------
    decision : Decision
    reason : str
        A sentence.
    """

    decision: Decision
    reason: str


@dataclass(frozen=True, slots=True)
class CoveredSentence:
    """A sentence, and whether a claim cites it, something is proposed of it, or neither."""

    start: int
    end: int
    cover: Cover


class Review:
    """One source of one case file under review.

    Parameters
    ----------
    path : Path
        The case file.
    source : str
        Id of the source.
    settings : Settings

    Raises
    ------
    CaseFileError
        The case file cannot be read, or is not valid.
    ExtractError
        The source's text is not at hand, or is not the one that the proposals are of.
    NotFoundError
        The case has no such source.
    """

    def __init__(self, path: Path, source: str, settings: Settings) -> None:
        self._file = CaseFile(path, settings)
        self.source_id = source
        case = self._file.read()
        self.text = self._text_of(case)
        self._proposed = Proposed.of(self._proposals_of(case), self.text)
        self._catch_up()

    def _text_of(self, case: Case) -> str:
        source = next((source for source in case.sources if source.id == self.source_id), None)
        if source is None:
            raise NotFoundError(f"The case has no source {self.source_id!r}.")
        try:
            text = self._file.text_of(source)
        except ModelError as error:
            raise ExtractError(f"{error} Put that text back, or extract the changed one as a new source.") from error
        if text is None:
            raise ExtractError(f"The text of {self.source_id} is not here. Add its file as a source again.")
        return text

    def _proposals_of(self, case: Case) -> Proposals:
        sha256 = next(source.sha256 for source in case.sources if source.id == self.source_id) or ""
        found = next((each for each in read_proposals(self._file.path) if each.source == self.source_id), None)
        if found is None:
            return Proposals(source=self.source_id, sha256=sha256, published="", rows=())
        if found.sha256 != sha256:
            raise ExtractError(f"What is proposed of {self.source_id} is of another text. Extract it again.")
        return found

    @property
    def source(self) -> Source:
        """The source as the case file has it."""
        return next(source for source in self.case.sources if source.id == self.source_id)

    @property
    def decisions_path(self) -> Path:
        """Where the decisions on all sources of the case are listed."""
        return review_folder(self._file.path) / "decisions.jsonl"

    def refresh(self) -> None:
        """Read again what the case file says, and what was decided, by anybody."""
        self.case: Case = self._file.read()
        self._read_decisions()

    def _read_decisions(self) -> None:
        decisions, self.damaged = read_counting(self.decisions_path)
        mine = [decision for decision in decisions if decision.source in ("", self.source_id)]
        carried = carry(mine, self._proposed.proposals, self.text)
        self.look: tuple[Decision, ...] = tuple(row for row in carried.look if row.source == self.source_id)
        changes = self._file.all_changes()
        # what was undone in the list of changes is not decided any more
        undone_there = {row.decides for row in changes} - {row.decides for row in still_there(changes)}
        held = [decision for decision in carried.decisions if decision.time not in undone_there]
        self._held = sorted(held, key=lambda decision: decision.time)
        self._places = carried.places
        others = in_force(row for row in decisions if row.source not in ("", self.source_id))
        self._names = frozenset(
            name
            for rows in (*others.values(), self._held)
            for row in rows
            if row.decision == "reject" and (name := row.value.get("name"))
        )
        self._now = self._standing(self._held)

    def _standing(self, decisions: Iterable[Decision]) -> Standing:
        now = Standing(self._proposed, self._names, rows=rows_of(self.case, self._proposed))
        for decision in decisions:
            now.decide(decision, self._places.get(decision.proposal))
        return now

    @property
    def items(self) -> tuple[Item, ...]:
        """All proposals but pronouns, and what was added, in the order of the text."""
        entities = {entity.id for entity in self.case.entities}
        ids = entities | {statement.id for statement in self.case.statements}
        proposed = [id for id, row in self._proposed.by_id.items() if row.kind != "pronoun"]
        added = [id for id in self._now.added if self._now.state(id) == "accepted"]
        found = [self._item(id, entities, ids) for id in (*proposed, *added)]
        return tuple(sorted(found, key=lambda item: (item.spans, item.kind, item.id)))

    def _item(self, id: str, entities: Collection[str], ids: Collection[str]) -> Item:
        now, proposal = self._now, self._proposed.by_id.get(id)
        kind, value, spans = now.kind(id), now.value(id), now.spans(id)
        if kind in ("date", "quantity") and not value.get("subject"):
            value["subject"] = now.nearest(self.case, spans[0], kind)
        if id in now.into:
            value["into"] = now.into[id]
        row = now.entity_in(entities, id) if kind == "entity" else now.rows.get(id, "")
        return Item(
            id=id,
            kind=kind,
            spans=spans,
            exact=" … ".join(self.text[start:end] for start, end in spans),
            rule=proposal.rule if proposal else "added",
            score=proposal.score if proposal else 1.0,
            evidence=proposal.evidence if proposal else (),
            value=value,
            state=now.state(id),
            row=row if row in ids else "",
        )

    def coverage(self) -> list[CoveredSentence]:
        """Return each sentence with whether a claim cites it, something is proposed of it, or neither."""
        cited = {
            (at.paragraph, at.sentence)
            for statement in self.case.statements
            for claim in statement.claims
            for at in claim.places
            if at.source == self.source_id
        }
        proposed = set()
        for item in self.items:
            if item.state == "open" and item.kind not in _NAMES:
                proposed |= {(at.paragraph, at.sentence) for at in self._proposed.places.locators(item.spans)}

        def cover(place: tuple[int, int]) -> Cover:
            return "cited" if place in cited else "proposed" if place in proposed else "untouched"

        return [
            CoveredSentence(s.start, s.end, cover((s.paragraph, s.sentence))) for s in self._proposed.places.sentences
        ]

    def decide(self, decisions: Sequence[Decision]) -> list[Refused]:
        """Write decisions, and carry them out in the case file; those that cannot be are refused, the others are kept.

        Times, words and sources are filled in; ids of what comes into the case are too.

        Parameters
        ----------
        decisions : sequence of Decision
            With ``proposal``, ``decision`` and ``value``; undo takes back the last one on its proposal.

        Raises
        ------
        CaseFileError
            The case file is not valid: nothing was written.
        FileError
            It cannot be written.
        """
        refused: list[Refused] = []
        # what is undone has to be in the list of changes
        for batch in _up_to_each_undo(decisions):
            refused += self._decide(batch)
        return refused

    def _decide(self, decisions: Sequence[Decision]) -> list[Refused]:
        with self._file.changing() as changing:
            self.case = changing.case
            self._read_decisions()
            kept, refused = self._carry_out_all(changing, decisions, check_each=False)
            try:
                changing.check()
            except CaseGraphError:
                # which decision it is that makes the file invalid is only told one by one
                changing.take_back_all()
                kept, refused = self._carry_out_all(changing, decisions, check_each=True)
            unreviewed = self._unreviewed()
            append(self.decisions_path, kept)
            changing.write()
            self.case = changing.case
            self._read_decisions()
            remark(self._file.path, self._unreviewed() - unreviewed)
        return refused

    def draft(self) -> int:
        """Take what is likely enough of what nobody decided on, mark the file as a draft, and return how much it was.

        Raises
        ------
        CaseFileError, FileError
            As :meth:`decide`.
        """
        with self._file.changing() as changing:
            self.case = changing.case
            self._read_decisions()
            case, taken = draft(self.case, self._now)
            changing.make(f"Draft of “{self.source.title}”", lambda _: case)
            changing.write()
            self.case = case
            self._read_decisions()
            remark(self._file.path, taken, begin=True)
        return taken

    def _unreviewed(self) -> int:
        """Return how much of a draft nobody has decided on: what the case has of proposals that are open."""
        ids = {row.id for rows in (self.case.entities, self.case.statements) for row in rows}
        rows = self._now.rows
        return sum(rows.get(id) in ids and self._now.state(id) == "open" for id in self._proposed.by_id)

    def _carry_out_all(
        self, changing: Changing, decisions: Iterable[Decision], *, check_each: bool
    ) -> tuple[list[Decision], list[Refused]]:
        now, kept, refused = self._now.copy(), list[Decision](), list[Refused]()
        time = datetime.now(UTC)
        if self._held:
            # two decisions never have one time, even where a clock was set back
            time = max(time, datetime.fromisoformat(self._held[-1].time) + timedelta(microseconds=1))
        for number, decision in enumerate(decisions):
            stamp = (time + timedelta(microseconds=number)).isoformat(timespec="microseconds").replace("+00:00", "Z")
            try:
                full = self._complete(replace(decision, time=stamp, source=self.source_id))
                if full.decision == "undo":
                    # stands alone: nothing comes after it in what is carried out at once
                    full = self._undo(changing, full)
                else:
                    done = carry_out(full, changing.case, now)
                    full = done.decision
                    if done.case != changing.case:
                        self._make(changing, done)
                if check_each:
                    self._check_last(changing)
                now.decide(full)
            except (CaseGraphError, KeyError, TypeError, ValueError) as error:
                reason = str(error) if isinstance(error, CaseGraphError) else "This decision cannot be read."
                refused.append(Refused(decision, reason))
            else:
                kept.append(full)
        return kept, refused

    @staticmethod
    def _make(changing: Changing, done: CarriedOut) -> None:
        changing.make(done.what, lambda _: done.case, decides=done.decision.time)

    @staticmethod
    def _check_last(changing: Changing) -> None:
        try:
            changing.check()
        except CaseGraphError:
            changing.take_back()
            raise

    def _complete(self, decision: Decision) -> Decision:
        """Return a decision with the words that it is about."""
        if proposal := self._proposed.by_id.get(decision.proposal):
            exact, prefix, suffix, kind = proposal.exact, proposal.prefix, proposal.suffix, proposal.kind
            return replace(decision, exact=exact, prefix=prefix, suffix=suffix, kind=kind)
        if decision.decision == "add":
            spans = [(int(start), int(end)) for start, end in decision.value["spans"]]
            if not spans or any(not 0 <= start < end <= len(self.text) for start, end in spans):
                raise ModelError("Select words of the text first.")
        elif decision.proposal in self._now.added:
            spans = list(self._now.added[decision.proposal])
        elif decision.decision == "undo":
            return decision
        else:
            raise NotFoundError("What this is about is no longer proposed. Load the page again.")
        start, end = spans[0][0], spans[0][1]
        return replace(
            decision,
            exact=self.text[start:end],
            prefix=self.text[max(0, start - CONTEXT) : start],
            suffix=self.text[end : end + CONTEXT],
        )

    def _undo(self, changing: Changing, decision: Decision) -> Decision:
        """Take back the last decision on a proposal, and return the undo with which one that is."""
        last = next((row for row in reversed(self._held) if row.proposal == decision.proposal), None)
        if last is None:
            raise NotFoundError("There is nothing to undo.")
        change = next((change for change in self._file.changes() if change.decides == last.time), None)
        if change:
            try:
                changing.make(f"Undone: {change.what}", lambda case: undone(case, change.rows), undoes=change.id)
            except CaseFileError as error:
                raise ModelError("What was taken later needs this: take that back first.") from error
        return replace(decision, value={"of": last.time})

    def _catch_up(self) -> None:
        """Carry out decisions that a crash left out; where the list of changes is gone, that is not known."""
        self.refresh()
        ids = {row.id for rows in (self.case.entities, self.case.statements) for row in rows}
        if ids and not self._file.changes_path.exists():
            return
        last = max((change.decides for change in self._file.all_changes()), default="")
        left = [row for row in self._held if row.time > last and row.value.get("id") not in ids]
        if not left:
            return
        with self._file.changing() as changing:
            for decision in left:
                before = self._standing(row for row in self._held if row.time < decision.time)
                with suppress(CaseGraphError):
                    done = carry_out(decision, changing.case, before)
                    if done.case != changing.case:
                        self._make(changing, done)
                        self._check_last(changing)
            changing.write()
        self.refresh()


def _up_to_each_undo(decisions: Sequence[Decision]) -> list[Sequence[Decision]]:
    """Return decisions in parts, each undo in one of its own."""
    starts = [0]
    for place, decision in enumerate(decisions):
        if decision.decision == "undo":
            starts += [place, place + 1]
    ends = [*starts[1:], len(decisions)]
    return [decisions[start:end] for start, end in zip(starts, ends, strict=True) if start < end]
