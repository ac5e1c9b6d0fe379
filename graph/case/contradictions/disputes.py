"""What disputes a statement without denying it: a decision, a piece of evidence, or what was left out of a work."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterator

from graph.case.contradictions.findings import Finding, Told, Verdict
from graph.case.contradictions.index import Index, asserting, between, ends, told
from graph.case.logic import Dispute, End
from graph.case.model import Statement

LEFT_OUT = "left-out-and-shown"


def disputed(index: Index, dispute: Dispute) -> Iterator[Finding]:
    """Yield what is stated of something beside all that disputes it."""
    stated: dict[str, list[Told]] = defaultdict(list)
    for statement in index.of(dispute.stated):
        stated[_end(statement, dispute.stated[statement.predicate])].append((statement, asserting(statement)))
    against: dict[str, list[Told]] = defaultdict(list)
    for statement in index.statements if stated else ():
        if end := dispute.disputed.get(statement.predicate):
            # an accusation disputes where it is asserted; that something is authentic, where it is not
            accuses = statement.predicate in index.accusatory
            claims = [claim for claim in statement.claims if (claim.stance == "asserts") == accuses]
            if claims:
                against[_end(statement, end)].append((statement, claims))
    for id in sorted(stated.keys() & against.keys()):
        if id and index.wants([id]):
            yield told(dispute.rule, "compatible", dispute.reason, stated[id], against[id], id)


def _end(statement: Statement, end: End) -> str:
    return statement.subject if end == "subject" else statement.object or ""


def left_out(index: Index) -> Iterator[Finding]:
    """Yield what somebody is accused of leaving out of a work beside what is said to be in it.

    Of one thing both cannot be true; of two that are said to be against one person it is not told whether they are one.
    """
    logic = index.logic
    accusations = [statement for statement in index.of(logic.left_out) if statement.object]
    if not accusations:
        return
    contents: dict[str, list[Statement]] = defaultdict(list)
    for statement in index.of(logic.shown):
        contents[statement.subject].append(statement)
    works: dict[str, set[str]] = defaultdict(set)
    for statement in index.of(logic.makers):
        works[statement.subject].add(statement.object or "")
    for statement in index.of(logic.members):
        works[statement.object or ""] |= works.get(statement.subject, set())
    against: dict[str, dict[str, Statement]] = defaultdict(dict)
    for statement in index.of(logic.against):
        against[statement.subject].setdefault(statement.object or "", statement)
    shares: dict[str, list[Statement]] = defaultdict(list)
    for statement in index.of(logic.shares):
        shares[statement.subject].append(statement)
    for accusation in accusations:
        missing = accusation.object or ""
        by_them = sorted(works[accusation.subject] | {accusation.subject})
        for shown in (statement for work in by_them for statement in contents.get(work, ()) if statement.object):
            there = shown.object or ""
            persons = sorted(against[missing].keys() & against[there].keys())
            one, other = [accusation, *shares[missing]], [shown]
            if missing != there:
                if not persons:
                    continue
                one.append(against[missing][persons[0]])
                other.append(against[there][persons[0]])
            if index.wants((*ends([*one, *other]), *persons)):
                exact = missing == there and not shares[missing]
                reason = (
                    "left out: of one thing it is said that it is not there, and that it is"
                    if exact
                    else "scope: it is not told whether what was left out is what was shown"
                )
                name = f"{accusation.id}+{shown.id}"
                verdict: Verdict = "conflict" if exact else "compatible"
                yield between(LEFT_OUT, verdict, reason, one, other, name)
