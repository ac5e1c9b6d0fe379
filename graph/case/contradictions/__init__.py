"""Contradictions in a case: declared rules, what they find, and what they cannot tell (docs/contradictions.md)."""

from __future__ import annotations

from collections.abc import Callable, Collection, Iterator, Mapping
from dataclasses import dataclass
from types import MappingProxyType

from graph.case.collecting import uncollected
from graph.case.contradictions import ages, counts, dates, disputes, names, relations, stances, statuses, sums
from graph.case.contradictions.findings import VERDICTS, Finding, Findings, Side, Verdict
from graph.case.contradictions.index import Index
from graph.case.model import Case
from graph.case.schema import Schema, load_schema

__all__ = ["RULES", "VERDICTS", "Finding", "Findings", "Rule", "Side", "Verdict", "find"]


@dataclass(frozen=True, slots=True)
class Rule:
    """A rule: its id, what it looks for as a sentence, and the function that does."""

    id: str
    sentence: str
    look: Callable[[Index], Iterator[Finding]]


def _dispute(rule: str) -> Callable[[Index], Iterator[Finding]]:
    def look(index: Index) -> Iterator[Finding]:
        for dispute in index.logic.disputes:
            if dispute.rule == rule:
                yield from disputes.disputed(index, dispute)

    return look


RULES: Mapping[str, Rule] = MappingProxyType(
    {
        rule.id: rule
        for rule in (
            Rule("asserted-and-denied", "One asserts what another denies.", stances.denied),
            Rule("asserted-and-questioned", "One asserts what another questions.", stances.questioned),
            Rule(dates.RULE, "One event has two dates.", dates.dates),
            Rule(counts.RULE, "One thing has two counts.", counts.counts),
            Rule(sums.RULE, "The counts of parts make, or miss, that of their whole.", sums.sums),
            Rule(ages.RULE, "One person has two ages, or an age and a date of birth.", ages.ages),
            Rule(names.RULE, "A name is spelt two ways.", names.names),
            Rule(relations.RULE, "A relation is stated both ways round.", relations.turned),
            Rule("decision-disputed", "A decision stands, and is disputed.", _dispute("decision-disputed")),
            Rule("evidence-disputed", "Evidence was used, and is disputed.", _dispute("evidence-disputed")),
            Rule(disputes.LEFT_OUT, "Something is said to be left out, and to be there.", disputes.left_out),
            Rule(statuses.RULE, "A statement's status is not what its claims make it.", statuses.statuses),
        )
    }
)
"""Every rule, in the order in which findings of one verdict come."""


def find(
    case: Case,
    schema: Schema | None = None,
    *,
    only: Collection[str] | None = None,
    progress: Callable[[int, int], object] | None = None,
) -> Findings:
    """Return what the rules say of a case.

    Parameters
    ----------
    case : Case
    schema : Schema, optional
        The schema that ships with the package where it is not given.
    only : collection of str, optional
        Ids of entities: findings that rest on what is said of others are left out, and most of them not looked for.
    progress : callable, optional
        Called as ``progress(done, total)`` with the rules that are done.

    Returns
    -------
    Findings
        In an order that does not depend on that of the case's lists.
    """
    found: list[Finding] = []
    with uncollected():
        index = Index(case, schema or load_schema(), only=only)
        for done, rule in enumerate(RULES.values()):
            if progress:
                progress(done, len(RULES))
            found += rule.look(index)
        if progress:
            progress(len(RULES), len(RULES))
        return in_order(found)


def in_order(found: Collection[Finding]) -> Findings:
    """Return findings in their order: by verdict, rule and id."""
    places = {rule: place for place, rule in enumerate(RULES)}
    ordered = sorted(found, key=lambda each: (places[each.rule], each.id))
    decided = (each for verdict in VERDICTS for each in ordered if each.verdict == verdict)
    return Findings(tuple(decided), tuple(each for each in ordered if each.verdict == "undecided"))
