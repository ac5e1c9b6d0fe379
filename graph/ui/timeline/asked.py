"""What an address of the page Timeline asks for: which events, in which lane, between which days."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Self

from graph.case.dates import EdtfDate
from graph.case.days import Range, iso
from graph.case.spans import span
from graph.errors import ModelError
from graph.questions.timeline import GROUPINGS, LANES, Kept, Lane, check_days

LANE, BY, SINCE, UNTIL, AT = "lane", "by", "since", "until", "at"
FROM, TO = "from", "to"
"""Parameters of the address: what is drawn of the axis."""
LISTS = ("about", "types", "sources", "statuses")
"""Parameters of the address that hold ids, or names, with commas between."""


@dataclass(frozen=True, slots=True)
class Asked:
    """What is shown.

    Parameters
    ----------
    lane : {"happened", "said"}
    by : str
        One of :data:`graph.questions.timeline.GROUPINGS`; empty: one timeline of all.
    about, types, sources, statuses : tuple of str
        As in :class:`graph.questions.timeline.Kept`.
    since, until : str
        Dates in EDTF; empty for none.
    window : Range or None
        The days that are drawn; all where it is not given.
    at : str
        The event that is chosen.
    """

    lane: Lane = "happened"
    by: str = ""
    about: tuple[str, ...] = ()
    types: tuple[str, ...] = ()
    sources: tuple[str, ...] = ()
    statuses: tuple[str, ...] = ()
    since: str = ""
    until: str = ""
    window: Range | None = None
    at: str = ""
    notes: tuple[str, ...] = field(default=(), compare=False)

    @classmethod
    def of(cls, parameters: Mapping[str, str]) -> Self:
        """Read an address, as far as it makes sense; ``notes`` say what was left out."""
        notes = []
        lane, by = parameters.get(LANE, "happened"), parameters.get(BY, "")
        if lane not in LANES:
            notes.append(f"A timeline is of {' or '.join(LANES)}, not {lane!r}.")
        if by and by not in GROUPINGS:
            notes.append(f"There can be a timeline for each {', '.join(GROUPINGS)}, not {by!r}.")
        texts = {name: parameters.get(name, "") for name in (SINCE, UNTIL, FROM, TO)}
        for name in texts:
            try:
                check_days(_date(texts[name]), None, names=(name, ""))
            except ModelError as error:
                texts[name] = ""
                notes.append(f"{name} in the address was left out: {error}.")
        try:
            check_days(_date(texts[SINCE]), _date(texts[UNTIL]))
        except ModelError as error:
            texts[SINCE] = texts[UNTIL] = ""
            notes.append(f"The days in the address were left out: {error}.")
        window = Range(_days(texts[FROM]).first, _days(texts[TO]).last)
        return cls(
            lane="said" if lane == "said" else "happened",
            by=by if by in GROUPINGS else "",
            **{name: tuple(filter(None, parameters.get(name, "").split(","))) for name in LISTS},
            since=texts[SINCE],
            until=texts[UNTIL],
            window=window if window != _NO_DAYS else None,
            at=parameters.get(AT, ""),
            notes=tuple(notes),
        )

    def to_parameters(self) -> dict[str, str]:
        """Return it as parameters of an address: what differs from all that happened."""
        window = self.window or _NO_DAYS
        texts = {
            LANE: self.lane if self.lane != "happened" else "",
            BY: self.by,
            **{name: ",".join(getattr(self, name)) for name in LISTS},
            SINCE: self.since,
            UNTIL: self.until,
            FROM: edtf_of(window.first),
            TO: edtf_of(window.last),
            AT: self.at,
        }
        return {name: text for name, text in texts.items() if text}

    @property
    def kept(self) -> Kept:
        """What the timeline keeps."""
        return Kept(
            about=self.about,
            types=frozenset(self.types),
            sources=frozenset(self.sources),
            statuses=frozenset(self.statuses),
            since=_date(self.since),
            until=_date(self.until),
        )

    @property
    def brush(self) -> Range | None:
        """The days that are chosen; None where none are."""
        days = Range(_days(self.since).first, _days(self.until).last)
        return None if days == _NO_DAYS else days


_NO_DAYS = Range(None, None)


def _date(text: str) -> EdtfDate | None:
    return EdtfDate.parse(text) if text else None


def _days(text: str) -> Range:
    date = _date(text)
    return (span(date) if date else None) or _NO_DAYS


def edtf_of(day: int | None) -> str:
    """Return a day's number in EDTF; a far year alone, for EDTF knows no days of it.

    Examples
    --------
    >>> from graph.case.days import day_number
    >>> edtf_of(day_number(2019, 3, 2)), edtf_of(day_number(-44, 3, 15)), edtf_of(day_number(12_000, 1, 1))
    ('2019-03-02', '-0044-03-15', 'Y12000')
    """
    text = iso(day) or ""
    year = text[:-6]
    return text if len(year.lstrip("-")) == 4 else f"Y{year.lstrip('+')}" if text else ""
