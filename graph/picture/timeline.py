"""Where the events of timelines are drawn: an axis of dates, a mark or a bar each, and labels that never overlap."""

from __future__ import annotations

import re
from bisect import bisect_right
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from itertools import pairwise
from math import log2
from typing import Literal

from graph.case.days import Range, civil, day_number
from graph.case.words import clean, number_of, shorten
from graph.picture.text import text_width
from graph.questions.timeline import Event, Timeline

End = Literal["sharp", "soft", "open", "unknown", "cut"]
"""How a bar ends: at a day; somewhere there; never; nobody knows where; beyond what is drawn."""

Scale = Sequence[tuple[float, int]]
"""Places and the numbers of their days, from left to right."""

WIDTH = 1_100.0
MOST_DRAWN = 500
"""Events in one picture."""
FONT_SIZE = 12.5
ROW = 25.0
BAR = 17.0
DOT = 5.5
"""Radius of the mark of a single day."""
FADE = 15.0
"""How far a soft end fades, on both sides of it."""
ARROW = 64.0
"""How long a bar is that has no end on one side: a longer one would say that it began, or ended, with the picture."""
HEAD = 34.0
"""Height of the name of one timeline among several, and of the axis."""
_MARGIN = 20.0
_LEAST_LABEL = 90.0
_MOST_LABEL = 560.0
_TICK_ROOM = 64.0
_GAP = 12.0
_BESIDE: dict[End, float] = {"soft": FADE + 4, "unknown": 2 * FADE, "open": 10.0}
"""Room between the end of a bar and its label."""
_LONGEST = 160
"""Characters of a label."""
_MONTHS = ["Jan", "Feb", "Mar", "Apr", "May", "Jun", "Jul", "Aug", "Sep", "Oct", "Nov", "Dec"]


@dataclass(frozen=True, slots=True)
class Mark:
    """One thing on a timeline: an event, or what one source says on one day.

    Parameters
    ----------
    ids : tuple of str
        Of the events that it stands for.
    status : str
        Of its event; empty where it stands for several.
    left, right : float
        Where it begins and ends, in pixels.
    left_end, right_end : str
        How; see :data:`End`.
    y : float
        Its middle.
    single : bool
        It is one day, drawn as a dot.
    inferred : bool
        No source prints its date.
    when, label : str
        Its date and its name, as far as there is room.
    label_x : float
        Where the label begins.
    told : str
        All of it, for pointing at it.
    """

    ids: tuple[str, ...]
    status: str
    left: float
    right: float
    left_end: End
    right_end: End
    y: float
    single: bool
    inferred: bool
    when: str
    label: str
    label_x: float
    told: str

    @property
    def id(self) -> str:
        """The id of the first event that it stands for."""
        return self.ids[0]

    @property
    def middle(self) -> float:
        """Half way from where it begins to where it ends."""
        return (self.left + self.right) / 2


@dataclass(frozen=True, slots=True)
class Placed:
    """Timelines as they are drawn.

    Parameters
    ----------
    marks : tuple of Mark
    joins : tuple of (float, float, float, float)
        Lines between two dates of one thing that exclude each other: from and to, as x, y, x, y.
    heads : tuple of (float, str)
        Where the name of each timeline stands.
    ticks : tuple of (float, str)
        Where days, months or years begin.
    scale : tuple of (float, int)
        Places and the numbers of their days; between them a day is as wide as the next.
    undated : tuple of str
        Names of what has no date.
    left_out : int
        Events that are not drawn, because there are too many.
    """

    marks: tuple[Mark, ...]
    joins: tuple[tuple[float, float, float, float], ...]
    heads: tuple[tuple[float, str], ...]
    ticks: tuple[tuple[float, str], ...]
    scale: tuple[tuple[float, int], ...]
    undated: tuple[str, ...]
    width: float
    height: float
    left_out: int = 0

    @property
    def statuses(self) -> tuple[str, ...]:
        """Those of the marks."""
        return tuple(dict.fromkeys(mark.status for mark in self.marks if mark.status))


@dataclass(slots=True)
class _Item:
    events: list[Event]
    name: str
    days: Range
    ends: tuple[End, End]
    row: int = 0
    spot: tuple[float, float] = (0.0, 0.0)
    label: tuple[float, str, str] = (0.0, "", "")

    @property
    def single(self) -> bool:
        return self.days.first is not None and self.days.first == self.days.last


def place(timelines: Sequence[Timeline], *, width: float = WIDTH, window: Range | None = None) -> Placed:
    """Place timelines one below the other, along one axis.

    Parameters
    ----------
    timelines : sequence of Timeline
    width : float
        Pixels.
    window : Range, optional
        Only what may be of these days is drawn, as wide as there is room for.
    """
    lines = [(line, _items(line, window)) for line in timelines]
    lines, left_out = _cut(lines)
    items = [item for _, of_line in lines for item in of_line]
    scale = _scale([item.days for item in items], width, window)
    marks: list[Mark] = []
    heads: list[tuple[float, str]] = []
    y = HEAD
    for line, of_line in lines:
        if len(lines) > 1:
            heads.append((y + HEAD - 10, shorten(clean(line.name), _LONGEST)))
            y += HEAD + 4
        rows = _pack(of_line, line.disputes, scale, width)
        marks += [_mark(item, y + ROW * (item.row + 0.5), scale, width) for item in of_line]
        y += ROW * rows + 6
    undated = dict.fromkeys(
        shorten(clean(event.name if event.lane == "happened" else event.text), _LONGEST)
        for line in timelines
        for event in line.undated
        if window is None
    )
    return Placed(
        tuple(marks),
        _joins(timelines, marks),
        tuple(heads),
        _ticks(scale),
        tuple(scale),
        tuple(undated),
        width,
        y,
        left_out,
    )


def _items(line: Timeline, window: Range | None) -> list[_Item]:
    """Return what is drawn of a timeline: each event, or what each source says."""
    shown = [event for event in line.events if event.days is not None and _is_in(event.days, window)]
    if line.lane == "happened":
        return [_Item([event], event.name, event.days, ends_of(event)) for event in shown if event.days]
    by_source: dict[str, list[Event]] = {}
    for event in shown:
        by_source.setdefault(min(event.sources), []).append(event)
    return [
        _Item(events, f"{_source_name(events[0])}: {number_of(len(events), 'claim')}", days, ends_of(events[0]))
        for events in by_source.values()
        if (days := events[0].days)
    ]


def _source_name(event: Event) -> str:
    return event.passages[0][1].rpartition(", paragraph")[0]


def _cut(lines: list[tuple[Timeline, list[_Item]]]) -> tuple[list[tuple[Timeline, list[_Item]]], int]:
    kept, room, left_out = [], MOST_DRAWN, 0
    for line, items in lines:
        left_out += max(0, len(items) - room)
        if items[:room]:
            kept.append((line, items[:room]))
        room = max(0, room - len(items))
    return kept, left_out


def _is_in(days: Range, window: Range | None) -> bool:
    if window is None:
        return True
    too_early = window.first is not None and days.last is not None and days.last < window.first
    too_late = window.last is not None and days.first is not None and days.first > window.last
    return not (too_early or too_late)


# -- how a date ends ---------------------------------------------------------------------------------------------------


def ends_of(event: Event) -> tuple[End, End]:
    """Return how the bar of an event begins and ends.

    An end is soft where it is marked as approximate or uncertain, where it is a season's, or where it is the end of an
    interval that its source does not print: "late December" has none of its own.
    """
    date = event.date
    assert date is not None
    start, slash, end = date.edtf.partition("/")
    if not slash:
        if date.edtf[0] in "[{":
            members = date.edtf[1:-1]
            return "open" if members.startswith("..") else "sharp", "open" if members.endswith("..") else "sharp"
        kind: End = "soft" if date.approximate or date.uncertain or date.precision == "season" else "sharp"
        return kind, kind
    return _end(start, event), _end(end, event)


def _end(text: str, event: Event) -> End:
    if text in ("", ".."):
        return "open" if text else "unknown"
    if re.search(r"[~?%X]", text) or (re.search(r"-(2[1-9]|3\d|4[01])$", text) and text.count("-") == 1):
        return "soft"
    assert event.date is not None
    printed = event.date.text
    if printed is None:
        return "soft" if event.inferred else "sharp"
    year, *rest = re.findall(r"\d+", text)
    if len(rest) == 2:
        named = [str(int(rest[1])), rest[1]]
    elif rest and 1 <= int(rest[0]) <= 12:
        named = [_MONTHS[int(rest[0]) - 1].lower()]
    else:
        named = [year]
    words = re.findall(r"\w+", printed.lower())
    return (
        "sharp"
        if any(word == name or (word.startswith(name) and name.isalpha()) for name in named for word in words)
        else "soft"
    )


# -- the axis ----------------------------------------------------------------------------------------------------------


def _scale(spans: Iterable[Range], width: float, window: Range | None) -> list[tuple[float, int]]:
    """Return places and days: a long stretch in which nothing begins or ends takes less room than it is long."""
    days = {
        day for span in spans for day in (span.first, None if span.last is None else span.last + 1) if day is not None
    }
    if window is not None:
        days = {
            day
            for day in days
            if (window.first is None or day >= window.first) and (window.last is None or day <= window.last + 1)
        }
        days |= {day for day in (window.first, None if window.last is None else window.last + 1) if day is not None}
    if not days:
        return []
    distinct = sorted(days)
    if len(distinct) == 1:
        distinct.append(distinct[0] + 1)
    measure = max(1.0, (distinct[-1] - distinct[0]) / 600)
    sizes = [min(7.0, 0.5 + log2(1 + (b - a) / measure)) for a, b in pairwise(distinct)]
    per_size = (width - 2 * _MARGIN) / sum(sizes)
    scale, x = [(_MARGIN, distinct[0])], _MARGIN
    for size, day in zip(sizes, distinct[1:], strict=True):
        x += size * per_size
        scale.append((x, day))
    return scale


def x_of(scale: Scale, day: float) -> float:
    """Return where a day begins."""
    at = min(max(bisect_right(scale, day, key=lambda place: place[1]), 1), len(scale) - 1)
    (x0, day0), (x1, day1) = scale[at - 1], scale[at]
    return x0 + (day - day0) * (x1 - x0) / (day1 - day0)


def _ticks(scale: Scale) -> tuple[tuple[float, str], ...]:
    """Return where years, months or days begin: the coarse ones first, finer ones where there is room left."""
    candidates: list[tuple[int, float, str]] = []
    for (x0, first), (x1, last) in pairwise(scale):
        per_day = (x1 - x0) / (last - first)
        for rank, days in enumerate([*(366 * 10**power for power in range(9, -1, -1)), 28, 1]):
            if days * per_day >= _TICK_ROOM / 2:
                found = _begin(rank, first, last)
                candidates += [(rank, x0 + (day - first) * per_day, text) for day, text in found]
    taken: list[float] = []
    ticks: list[tuple[float, str]] = []
    for _, x, text in sorted(candidates):
        at = bisect_right(taken, x)
        if all(abs(other - x) >= _TICK_ROOM for other in taken[max(0, at - 1) : at + 1]):
            taken.insert(at, x)
            ticks.append((x, text))
    return tuple(sorted(ticks))


def _begin(rank: int, first: int, last: int) -> list[tuple[int, str]]:
    """Return the first days of the years of a kind, of months or the days from one day to another, with their names."""
    (first_year, first_month, _), (last_year, last_month, _) = civil(first), civil(last)
    if rank <= 9:
        step = 10 ** (9 - rank)
        years = range(-(-first_year // step) * step, last_year + 1, step)
        return [(day, _year(year)) for year in years if first <= (day := day_number(year, 1, 1)) <= last]
    if rank == 10:
        months = range(12 * first_year + first_month - 1, 12 * last_year + last_month)
        names = ((day_number(m // 12, m % 12 + 1, 1), f"{_MONTHS[m % 12]} {_year(m // 12)}") for m in months)
        return [(day, name) for day, name in names if first <= day <= last]
    return [(day, f"{civil(day)[2]} {_MONTHS[civil(day)[1] - 1]} {_year(civil(day)[0])}") for day in range(first, last)]


def _year(year: int) -> str:
    return str(year).replace("-", "−")


# -- rows and labels ---------------------------------------------------------------------------------------------------


def _spot(item: _Item, scale: Scale, width: float) -> tuple[float, float]:
    """Return where an item begins and ends; of a single day, its dot."""
    first, last = item.days.first, item.days.last
    begins = -1.0 if first is None else x_of(scale, first)
    ends = width + 1.0 if last is None else x_of(scale, last + 1)
    if first is None and last is not None and ends <= width + 0.01:
        begins = ends - ARROW
    if last is None and first is not None and begins >= 0:
        ends = begins + ARROW
    left = max(0.0, begins)
    right = max(left, min(width, ends))
    if item.single:
        middle = min((left + right) / 2, left + DOT)
        return middle - DOT, middle + DOT
    return left, max(right, left + 3)


def _pack(items: Sequence[_Item], disputes: Iterable[tuple[Event, Event]], scale: Scale, width: float) -> int:
    """Give each item a row and a label that meets nothing else in it; return how many rows there are.

    Two dates of one thing that exclude each other come into rows that follow one another.
    """
    joined: dict[str, set[str]] = {}
    for a, b in disputes:
        together = {a.id, b.id} | joined.get(a.id, set()) | joined.get(b.id, set())
        joined |= dict.fromkeys(together, together)
    rows: list[list[tuple[float, float]]] = []
    placed: set[str] = set()
    for item in items:
        if item.events[0].id in placed:
            continue
        ids = joined.get(item.events[0].id, set())
        group = [item, *(other for other in items if other is not item and other.events[0].id in ids)]
        taken = [_taken(one, scale, width) for one in group]
        row = next(row for row in range(len(rows) + 1) if all(_is_free(rows, row + n, *t) for n, t in enumerate(taken)))
        rows += [[] for _ in range(row + len(group) - len(rows))]
        for n, one in enumerate(group):
            one.row = row + n
            rows[row + n].append(taken[n])
            placed.add(one.events[0].id)
    return len(rows)


def _is_free(rows: Sequence[Sequence[tuple[float, float]]], row: int, begins: float, stops: float) -> bool:
    return row >= len(rows) or all(stops <= first or last <= begins for first, last in rows[row])


def _taken(item: _Item, scale: Scale, width: float) -> tuple[float, float]:
    """Give an item its place and its label, and return from where to where it takes its row."""
    item.spot = left, right = _spot(item, scale, width)
    item.label = _label(item, left, right, width)
    at, when, name = item.label
    before, after = (FADE if end == "soft" else 2 * FADE if end == "unknown" else 0.0 for end in item.ends)
    return min(left - before, at), max(right + after, at + _size(when, name)) + _GAP


def _size(when: str, label: str) -> float:
    return text_width(f"{when} {label}", FONT_SIZE)


def _label(item: _Item, left: float, right: float, width: float) -> tuple[float, str, str]:
    """Return where the label begins, its date and its name: in the bar, else where there is most room beside it."""
    when, name = shorten(clean(item.events[0].printed), 48), shortened(item, _LONGEST)
    before, after = (_BESIDE.get(end, 6.0) for end in item.ends)
    inside_left = left + (18 if item.ends[0] == "open" else 8)
    size = _size(when, name)
    room_after, room_before, room_inside = width - right - after, left - before, right - 8 - inside_left
    if size <= room_inside:
        return inside_left, when, name
    if size <= min(room_after, _MOST_LABEL):
        return right + after, when, name
    if size <= min(room_before, _MOST_LABEL):
        return left - before - size, when, name
    most = max(room_after, room_before, room_inside)
    room, length = max(_LEAST_LABEL, min(most, _MOST_LABEL)), len(name)
    while length > 8 and _size(when, name) > room:
        length -= 2
        name = shortened(item, length)
    if most == room_inside:
        return inside_left, when, name
    return (right + after if most == room_after else max(0.0, left - before - _size(when, name))), when, name


def shortened(item: _Item, length: int) -> str:
    """Return the name of an item in about so many characters; its status always stays in it."""
    name, event = clean(item.name), item.events[0]
    status = f" ({event.status})"
    if not name.endswith(status):
        return shorten(name, length)
    return shorten(name.removesuffix(status), max(1, length - len(status))) + status


def _mark(item: _Item, y: float, scale: Scale, width: float) -> Mark:
    left, right = item.spot
    first, last = item.days.first, item.days.last
    left_end: End = "cut" if first is not None and x_of(scale, first) < 0 else item.ends[0]
    right_end: End = "cut" if last is not None and x_of(scale, last + 1) > width + 0.01 else item.ends[1]
    events = item.events
    told = [events[0].when, item.name, events[0].text if len(events) == 1 else ""]
    x, when, label = item.label
    return Mark(
        tuple(event.id for event in events),
        events[0].status if len(events) == 1 else "",
        left,
        right,
        left_end,
        right_end,
        y,
        item.single,
        events[0].inferred,
        when,
        label,
        x,
        "\n".join(map(clean, filter(None, told))),
    )


def _joins(timelines: Iterable[Timeline], marks: Iterable[Mark]) -> tuple[tuple[float, float, float, float], ...]:
    joins = []
    by_id: dict[str, list[Mark]] = {}
    for mark in marks:
        by_id.setdefault(mark.id, []).append(mark)
    for a, b in sorted({(a.id, b.id) for line in timelines for a, b in line.disputes}):
        # one of several timelines may hold both, another one alone
        for one, other in zip(by_id.get(a, ()), by_id.get(b, ()), strict=False):
            upper, lower = sorted((one, other), key=lambda mark: mark.y)
            joins.append((upper.middle, upper.y, lower.middle, lower.y))
    return tuple(joins)
