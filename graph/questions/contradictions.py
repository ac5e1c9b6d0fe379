"""What contradicts what in a case, and what only looks as if it did, told in words that state no allegation."""

from __future__ import annotations

from collections.abc import Callable, Collection, Iterator
from dataclasses import dataclass
from functools import cached_property
from typing import Any

from graph.case import model
from graph.case.contradictions import RULES, VERDICTS, Finding, Findings, Side, in_order
from graph.case.contradictions.again import find_again
from graph.case.contradictions.findings import WORDS
from graph.case.contradictions.index import Index
from graph.case.contradictions.statuses import statuses
from graph.case.schema import Schema, load_schema
from graph.case.stored import stored_case, stored_statuses
from graph.case.words import number_of
from graph.elements import Node
from graph.errors import NotFoundError, StoreError
from graph.questions.case_graph import CaseGraph
from graph.questions.claims import Claim, place_of
from graph.stores import Store

_MOST_TOLD = 8
"""Claims, or passages of a name, of one side that are told; how many more there are is told too."""


@dataclass(frozen=True, slots=True)
class ToldClaim:
    """A claim of a side, or a name as it is printed: what it tells, and where it is written.

    Parameters
    ----------
    text, place : str
    statement, claim : str
        Ids; empty where it is a name.
    at : str
        The locator of its passage.
    """

    text: str
    place: str
    statement: str
    claim: str
    at: str


@dataclass(frozen=True, slots=True)
class ToldSide:
    """One side of a finding: what is told of it, and how many claims or passages more it has."""

    told: tuple[ToldClaim, ...]
    more: int

    @property
    def text(self) -> str:
        """All of it as one phrase."""
        told = "; ".join(each.text.removesuffix(".") for each in self.told)
        return f"{told}; and {number_of(self.more, 'more')[:-1] if self.more > 1 else '1 more'}" if self.more else told


class Contradictions:
    """What the rules say of a case, in words.

    Parameters
    ----------
    case : Case
    schema : Schema, optional
        The schema that ships with the package where it is not given.
    found : Findings, optional
        What was found in it already.
    """

    def __init__(self, case: model.Case, schema: Schema | None = None, *, found: Findings | None = None) -> None:
        self.case = case
        self._schema = schema or load_schema()
        self.found = find_again(case) if found is None else found

    @cached_property
    def _graph(self) -> CaseGraph:
        return CaseGraph(self.case, self._schema)

    def chosen(self, verdicts: Collection[str] = (), rules: Collection[str] = ()) -> list[Finding]:
        """Return the findings of some verdicts and rules, or of all; what is undecided only where it is asked for."""
        among = [*self.found.findings, *(self.found.undecided if "undecided" in verdicts else ())]
        return [f for f in among if (not verdicts or f.verdict in verdicts) and (not rules or f.rule in rules)]

    def sides(self, finding: Finding) -> tuple[ToldSide, ToldSide]:
        """Return both sides of a finding in words."""
        one, other = finding.sides
        return self._side(one), self._side(other)

    def text(self, finding: Finding) -> str:
        """Return a finding as a sentence: its verdict and why, and what each side tells."""
        one, other = self.sides(finding)
        name, because = finding.why
        why = f"{name.lower()}: {because}" if name else because
        return f"{WORDS[finding.verdict]} ({why}). On one side: {one.text}. On the other: {other.text}."

    def claim(self, id: str) -> tuple[Claim, Node, Node]:
        """Return a claim with the subject and the object of its statement."""
        claim = self._graph.claim(id)
        statement = self._graph.statements[claim.statement]
        return claim, statement.start_node, statement.end_node

    def _side(self, side: Side) -> ToldSide:
        told = list(self._claims(side) if side.claims else self._printed(side))
        return ToldSide(tuple(told), max(len(side.claims), len(side.passages)) - len(told) if told else 0)

    def _claims(self, side: Side) -> Iterator[ToldClaim]:
        for id in side.claims[:_MOST_TOLD]:
            claim = self._graph.claim(id)
            yield ToldClaim(self._graph.telling(claim), claim.place, claim.statement, id, claim.at)

    def _printed(self, side: Side) -> Iterator[ToldClaim]:
        for at, words in zip(side.passages[:_MOST_TOLD], side.words, strict=False):
            locator = model.Locator.parse(at)
            place = place_of(locator, self._graph.name(locator.source))
            yield ToldClaim(f"“{words}” is printed in {place}", place, "", "", at)

    def to_json(self, finding: Finding) -> dict[str, Any]:
        """Return a finding as JSON."""
        return {
            "id": finding.id,
            "case": self.case.id,
            "rule": finding.rule,
            "verdict": finding.verdict,
            "reason": finding.reason,
            "statements": list(finding.statements),
            "claims": list(finding.claims),
            "passages": list(finding.passages),
            "sides": [
                {"statements": list(side.statements), "claims": list(side.claims), "passages": list(side.passages)}
                for side in finding.sides
            ],
            "text": self.text(finding),
        }


def contradictions(
    store: Store,
    case: str,
    schema: Schema | None = None,
    *,
    progress: Callable[[int, int], object] | None = None,
) -> Contradictions:
    """Return what the rules say of a case as a store holds it, the statuses that it keeps included.

    Parameters
    ----------
    store : Store
    case : str
        Its id.
    schema : Schema, optional
        The schema that ships with the package where it is not given.
    progress : callable, optional
        Called as ``progress(done, total)`` with the rules that are done.

    Raises
    ------
    NotFoundError
        The store holds no such case.
    StoreError
        It holds a part of it only, or somebody else wrote in it so that it cannot be read back.
    """
    schema = schema or load_schema()
    held = stored_case(store, case)
    if held is None:
        known = [loaded.id for loaded in store.cases()]
        if case not in known:
            here = f"Cases here: {', '.join(known)}." if known else "It holds none."
            raise NotFoundError(f"The case {case!r} is not in this store. {here}")
        raise StoreError(
            f"The case {case!r} cannot be read back from this store: a load broke off, or another program wrote in it. "
            "Take it out on the page Cases, and load it again."
        )
    found = find_again(held, progress=progress)
    unsupported = statuses(Index(held, schema, kept=stored_statuses(store, case)))
    return Contradictions(held, schema, found=in_order([*found.findings, *found.undecided, *unsupported]))


def to_json(
    told: Collection[Contradictions], verdicts: Collection[str] = (), rules: Collection[str] = ()
) -> dict[str, Any]:
    """Return what was found in cases as JSON, with what cannot be told beside it."""
    undecided = [
        each.to_json(finding)
        for each in told
        for finding in each.found.undecided
        if (not rules or finding.rule in rules) and (not verdicts or "undecided" in verdicts)
    ]
    decided = [verdict for verdict in verdicts if verdict in VERDICTS] or ([] if verdicts else list(VERDICTS))
    found = [each.to_json(f) for each in told for f in each.chosen(decided, rules)] if decided else []
    return {"findings": found, "undecided": undecided}


def sentence_of(rule: str) -> str:
    """Return what a rule looks for, as a sentence."""
    return RULES[rule].sentence
