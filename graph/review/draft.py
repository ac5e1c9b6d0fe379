"""A draft: all that is likely enough of what is proposed, taken without a person's decision, and marked as such."""

from __future__ import annotations

from graph.case.model import Case
from graph.errors import CaseGraphError
from graph.extract.proposals import BY_ENDPOINT, Proposal
from graph.extract.reported import LEFT_OPEN
from graph.review.carry_out import carry_out
from graph.review.decisions import Decision
from graph.review.standing import Standing

LEAST_SCORE = 0.7
"""How often the rule of a claim is right, at the least, for it to be in a draft: rules that guess the speaker from what
stands near, or take wishes and orders for statements, are below."""
LEAST_OF_NAMES = 0.5
"""The same for names: one of which only capital letters tell has a type that is mostly wrong."""


def draft(case: Case, now: Standing) -> tuple[Case, int]:
    """Return a case with names, dates, quantities and likely claims of a text, and how many proposals were taken.

    Only of what nobody decided on. Never in it: merges, events, relations, what an endpoint proposes, claims without a
    speaker, or passed on by somebody who is not taken, what somebody asks or leaves open, dates without a value.

    Parameters
    ----------
    case : Case
    now : Standing
        Of the proposals.
    """
    now = now.copy()
    rows = [row for row in now.proposed.by_id.values() if now.state(row.id) == "open"]
    likely = {row.id for row in rows if row.kind == "entity" and row.score >= LEAST_OF_NAMES and not _by_endpoint(row)}
    for mention, entity in now.proposed.owner.items():
        if now.state(mention) == "open" and entity not in likely:
            # who is not taken says nothing, and nothing is said of them
            now.states[mention] = "rejected"
    chosen = [row for row in rows if row.id in likely] + [row for row in rows if _is_likely(row)]
    taken = 0
    for row in chosen:
        try:
            done = carry_out(Decision(time="", proposal=row.id, decision="accept"), case, now)
        except CaseGraphError:
            continue
        if done.case != case:
            taken += len(done.decision.value.get("mentions", [row.id]))
        case = done.case
        now.decide(done.decision)
    return case, taken


def _is_likely(row: Proposal) -> bool:
    if row.kind == "claim":
        return row.score >= LEAST_SCORE and row.rule != LEFT_OPEN and not _by_endpoint(row)
    return row.kind in ("date", "quantity") and not _by_endpoint(row)


def _by_endpoint(row: Proposal) -> bool:
    return row.rule.startswith(BY_ENDPOINT)
