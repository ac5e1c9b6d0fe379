"""Ages of one person, and the date of birth: whether one birthday fits them."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterator
from dataclasses import dataclass
from itertools import combinations

from graph.case.contradictions.counting import in_words, is_told
from graph.case.contradictions.findings import Finding, Verdict
from graph.case.contradictions.index import MOST_COMPARED, Index, asserting, between
from graph.case.dates import EdtfDate
from graph.case.days import civil, day_number
from graph.case.model import Statement
from graph.case.quantities import Quantity
from graph.case.spans import span

RULE = "ages-of-one-person"
_YEARS = frozenset(("years", "year", "years old", "year old", "years of age"))


@dataclass(frozen=True, slots=True)
class _Told:
    """An age or a date of birth, and the first and last day of birth that it leaves; None where that side is open."""

    statement: Statement
    value: Quantity | EdtfDate
    first: int | None
    last: int | None


def ages(index: Index) -> Iterator[Finding]:
    """Yield ages of one person, and ages and dates of birth, that differ."""
    told: dict[str, list[_Told]] = defaultdict(list)
    for statement, quantity in index.counts(index.logic.ages):
        if is_told(quantity) and (quantity.unit is None or quantity.unit.casefold() in _YEARS):
            told[statement.subject].append(_of_age(statement, quantity))
    for statement, date in index.dates(index.logic.births):
        days = span(date)
        told[statement.subject].append(_Told(statement, date, *((days.first, days.last) if days else (None, None))))
    for person, rows in told.items():
        if len(rows) < 2 or not index.wants([person]):
            continue
        for one, other in combinations(rows[:MOST_COMPARED], 2):
            # two dates of birth are dates of one event
            if (found := _judge(one, other)) and not (
                isinstance(one.value, EdtfDate) and isinstance(other.value, EdtfDate)
            ):
                yield between(RULE, *found, [one.statement], [other.statement])


def _of_age(statement: Statement, age: Quantity) -> _Told:
    # a day more on either side: who is born on a 29 February has a birthday on the 28th in most years, or on the 1st
    days = span(age.as_of) if age.as_of else None
    first = last = None
    if days and days.first is not None and age.high is not None:
        first = _years_before(days.first, int(age.high) + 1)
    if days and days.last is not None and age.low is not None:
        last = _years_before(days.last, int(age.low)) + 1
    return _Told(statement, age, first, last)


def _years_before(day: int, years: int) -> int:
    year, month, of_month = civil(day)
    return day_number(year - years, month, of_month)


def _judge(one: _Told, other: _Told) -> tuple[Verdict, str] | None:
    a, b = one.value, other.value
    words = f"{_words(a)} and {_words(b)}"
    if isinstance(a, Quantity) and isinstance(b, Quantity):
        if (a.as_of is None or b.as_of is None) or (a.scope or "") != (b.scope or ""):
            return _without_dates(one, other, a, b, words)
        if (a.low, a.high, a.as_of.edtf) == (b.low, b.high, b.as_of.edtf):
            return "same", f"the same age: {words}"
    elif any(isinstance(value, Quantity) and value.as_of is None for value in (a, b)):
        return "undecided", f"time: it is not told when one was, of {words}"
    if _meet(one, other):
        changed = isinstance(a, Quantity) and isinstance(b, Quantity) and (a.low, a.high) != (b.low, b.high)
        return "compatible", f"{'growth' if changed else 'vagueness'}: one birthday fits {words}"
    if any(map(_is_doubtful, (a, b))):
        return "undecided", f"doubt: how far the days reach of {words} is not told"
    return "conflict", f"ages: no birthday fits {words}"


def _is_doubtful(value: Quantity | EdtfDate) -> bool:
    """Whether a date may be of other days than it is written as: approximate, uncertain, or a season of somewhere."""
    date = value if isinstance(value, EdtfDate) else value.as_of
    return date is not None and (date.approximate or date.uncertain or date.precision == "season")


def _without_dates(one: _Told, other: _Told, a: Quantity, b: Quantity, words: str) -> tuple[Verdict, str] | None:
    """Return what two ages are of which one at least is not said to be of a day, or of another time in a life."""
    if (a.low, a.high) == (b.low, b.high):
        return "same", f"the same age: {words}"
    sources = {claim.at.source for told in (one, other) for claim in asserting(told.statement)}
    if a.as_of is b.as_of is None and a.scope == b.scope and len(sources) == 1:
        return ("conflict", f"ages: one source gives {words}") if not _ages_meet(a, b) else None
    return "undecided", f"time: {words} are not both of a day that is told"


def _ages_meet(a: Quantity, b: Quantity) -> bool:
    return not (
        (a.low is not None and b.high is not None and a.low > b.high)
        or (b.low is not None and a.high is not None and b.low > a.high)
    )


def _meet(one: _Told, other: _Told) -> bool:
    return not (
        (one.first is not None and other.last is not None and one.first > other.last)
        or (other.first is not None and one.last is not None and other.first > one.last)
    )


def _words(value: Quantity | EdtfDate) -> str:
    if isinstance(value, EdtfDate):
        return f"born {value}"
    return f"{in_words(value)} ({value.as_of})" if value.as_of else in_words(value)
