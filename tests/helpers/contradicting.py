"""Small cases in which statements contradict each other, or only look as if they did."""

from collections.abc import Iterable

from graph.case.contradictions import Finding, find
from graph.case.dates import EdtfDate
from graph.case.model import Case, Claim, Entity, Locator, Mention, Source, Stance, Statement, Value, number_claims
from graph.case.quantities import Quantity

TYPES = {
    "ana": "Person", "ben": "Person", "cleo": "Person", "fire": "Event", "trial": "Event", "march": "Event",
    "quay": "Place", "town": "Place", "crew": "Organization", "firm": "Organization", "court": "Agency",
    "list-a": "Petition", "list-b": "Petition", "signers": "Organization", "letter": "Evidence", "film": "Work",
}  # fmt: skip
"""Entities that every case has, and their types."""


def entity(id: str, *printed: str, name: str = "", aliases: Iterable[str] = (), type_: str = "") -> Entity:
    """Return an entity that is printed in sentences of its own, the first in one paper and the others in the other."""
    mentions = [Mention(text, Locator("paper-a" if n == 0 else "paper-b", 9, n + 1)) for n, text in enumerate(printed)]
    of_type = type_ or TYPES.get(id, "Person")
    return Entity(id=id, type=of_type, name=name or id.capitalize(), aliases=tuple(aliases), mentions=tuple(mentions))


def said(
    id: str, subject: str, predicate: str, what: str | Value, *by: str | tuple[str, Stance], at: int = 0
) -> Statement:
    """Return a statement that everybody of ``by`` asserts, but who is given with another stance; paper A by default."""
    claims = []
    for n, who in enumerate(by or ("paper-a",)):
        speaker, stance = who if isinstance(who, tuple) else (who, "asserts")
        source = speaker if speaker.startswith("paper") else "paper-a"
        place = Locator(source, at or sum(map(ord, id)) % 50 + 1, n + 1)
        claims.append(Claim(id=id, by=speaker, stance=stance, at=place))
    numbered = number_claims(id, claims, ())
    if isinstance(what, str):
        return Statement(id=id, subject=subject, predicate=predicate, object=what, claims=numbered)
    return Statement(id=id, subject=subject, predicate=predicate, value=what, claims=numbered)


def day(edtf: str) -> EdtfDate:
    """Return a date."""
    return EdtfDate.parse(edtf)


def number(text: str, as_of: str = "", scope: str | None = None, unit: str | None = None) -> Quantity:
    """Return a quantity as it is printed."""
    return Quantity.parse(text, unit=unit, scope=scope, as_of=day(as_of) if as_of else None)


def case_of(*statements: Statement, entities: Iterable[Entity] = ()) -> Case:
    """Return a case of two papers."""
    given = {row.id: row for row in entities}
    every = [*given.values(), *(entity(id) for id in TYPES if id not in given)]
    papers = (Source(id="paper-a", title="Paper A"), Source(id="paper-b", title="Paper B"))
    return Case(id="c", title="C", as_of=day("2020"), sources=papers, entities=tuple(every), statements=statements)


def found_in(*statements: Statement, entities: Iterable[Entity] = ()) -> list[tuple[str, str, str]]:
    """Return rule, verdict and the first word of the reason of all that is found, what is undecided last."""
    found = find(case_of(*statements, entities=entities))
    return [short(finding) for finding in (*found.findings, *found.undecided)]


def short(finding: Finding) -> tuple[str, str, str]:
    """Return rule, verdict and the first word of the reason of a finding."""
    return finding.rule, finding.verdict, finding.reason.partition(":")[0]
