"""What a court decides, and claims that say it the wrong way: an acquittal that would read as a conviction."""

from __future__ import annotations

import re
from collections.abc import Iterator

from graph.case.model import Case, Claim, Statement, Text
from graph.case.schema import Predicate

_ACQUITS = re.compile(
    r"\b(?:acquit(?:s|ted|ting|tal)?|exonerat(?:e|es|ed|ing)|clear(?:s|ed|ing)? (?:\w+ ){0,3}of|not (?:been )?"
    r"(?:guilty|proven|proved|convicted|sentenced|to blame|responsible)|no case to answer|no part in|innocent of|"
    r"quash(?:es|ed|ing)?|overturn(?:s|ed|ing)?|dismiss(?:es|ed|ing)? the (?:case|charges?|claim|action))\b",
    re.IGNORECASE,
)
"""How a finding says that somebody is not guilty."""
_NOT_SO = re.compile(
    r"(?:^|\b(?:f[io]u?nds?|rul(?:es?|ed|ing)|h[eo]lds?|decid(?:es?|ed)|conclud(?:es?|ed)) that )[^.,;]{0,40}?"
    r"\b(?:did|had|has|was|were|is) (?:not|never)\b",
    re.IGNORECASE,
)
"""How it says that something was not so: "found that she did not"."""
_CONVICTS = re.compile(r"(?<!not )\b(?:convict(?:s|ed|ing)\b|guilty of\b|to blame\b)", re.IGNORECASE)
"""How a sentence that clears one of something convicts another."""


def of_decision(statement: Statement, predicate: Predicate, case: Case) -> Iterator[str]:
    """Find that what only a court decides rests on the word of people who decide nothing.

    What a source reports in its own voice is a report of the decision.
    """
    asserts = [claim for claim in statement.claims if claim.stance == "asserts" and not claim.inferred]
    if not predicate.decided or not asserts:
        return
    if not any(claim.kind or claim.by in case.source_ids for claim in asserts):
        deciders = {entity.id for entity in case.entities if entity.decides}
        if who := next((claim.by for claim in asserts if claim.by in deciders), ""):
            yield f"{statement.predicate} rests on no finding: where {who} decides it, write kind: finding"
        else:
            says = ", ".join(dict.fromkeys(str(claim.by) for claim in asserts))
            yield (
                f"{statement.predicate} rests on no finding and no source's own report, but on the word of {says}: "
                "cite the decision, or state it under ACCUSED_OF"
            )


def of_finding(
    claim: Claim, statement: Statement, predicate: Predicate | None, span: str, *, states_crime: bool
) -> Iterator[str]:
    """Find a finding that says no, under a predicate that says yes.

    Parameters
    ----------
    claim : Claim
    statement : Statement
    predicate : Predicate or None
    span : str
        The words that carry the claim; empty where no text is at hand.
    states_crime : bool
        Whether the statement says of somebody that they did a crime.
    """
    if predicate is None or not claim.kind or not (predicate.accusatory or states_crime):
        return
    if predicate.decided and claim.stance != "asserts":
        yield (
            f"its finding {claim.stance} what {predicate.name} says was decided, and an acquittal would read as a "
            "conviction: state under CLEARED_OF what it clears somebody of"
        )
    elif claim.stance == "asserts":
        # what somebody is to blame for may be that they did not do something
        certain = predicate.decided or states_crime
        value = statement.value.text if isinstance(statement.value, Text) else ""
        for what, text in (
            ("value", value),
            ("paraphrase", claim.says or ""),
            ("span", "" if _CONVICTS.search(span) else span),
        ):
            if no := _ACQUITS.search(text) or (_NOT_SO.search(text) if certain else None):
                yield (
                    f"its finding asserts {predicate.name}, and the {what} says that it was not so ({no[0][-40:]!r}): "
                    "state under CLEARED_OF what it clears somebody of"
                )
                return
