"""The drawing of timelines and the list beside it, as components: what they are handed, and what is pressed in them."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from functools import cache
from importlib.resources import files
from typing import Any

import streamlit as st

from graph.case.days import Range
from graph.formats.timeline import draw, legend
from graph.picture.looks import STATUS_STYLES, THEMES, Theme
from graph.picture.timeline import Placed
from graph.questions.timeline import Event, Lane, Timeline
from graph.ui.parts.sent import sent_by

OnEvent = Callable[[Mapping[str, Any]], None]

NARROWEST, WIDEST = 640, 1_800
"""Pixels of a drawing; on a narrower screen it is moved sideways."""
MOST_LISTED = 1_000


def _both(light: str, dark: str) -> str:
    return light if light == dark else f"light-dark({light}, {dark})"


_LIGHT, _DARK = THEMES["light"], THEMES["dark"]
PAGE = Theme(
    # the page's own, which is what the background of a label is
    "var(--st-background-color, #fff)",
    _both(_LIGHT.ink, _DARK.ink),
    _both(_LIGHT.soft, _DARK.soft),
    _both(_LIGHT.line, _DARK.line),
    _both(_LIGHT.accent, _DARK.accent),
    {role: _both(colour, _DARK.roles[role]) for role, colour in _LIGHT.roles.items()},
    {},
)
"""The colours of a drawing in a page, which is light or dark."""


def drawing(
    placed: Placed,
    *,
    title: str,
    chosen: str,
    brush: Range | None,
    zoomed: bool,
    height: int,
    key: str,
    on_event: OnEvent,
) -> None:
    """Show placed timelines.

    Parameters
    ----------
    placed : Placed
    title : str
        What it shows, for those who do not see it.
    chosen : str
        The id of the event that stands out.
    brush : Range or None
        The days that are chosen.
    zoomed : bool
        Whether it shows a part of the axis.
    height : int
        Pixels of the pane, in which a higher drawing is moved.
    key : str
    on_event : callable
        Called with what was done: ``select`` an ``id``, ``brush`` or ``zoom`` to the days of the numbers ``first`` and
        ``last``, or back where there are none; ``width`` with the room that there is.
    """
    svg, _, high = draw(placed, title=title, theme=PAGE, bare=True)
    data = {
        "svg": svg,
        "title": title,
        "width": placed.width,
        "high": high,
        "scale": placed.scale,
        "chosen": chosen,
        "brush": [brush.first, brush.last] if brush else None,
        "zoomed": zoomed,
        "height": height,
        "legend": [
            (f'<svg xmlns="http://www.w3.org/2000/svg" width="34" height="16">{icon}</svg>', words)
            for icon, words in legend(placed, PAGE)
        ],
    }
    _show(0, key, data, on_event)


def chronology(timelines: Sequence[Timeline], *, chosen: str, height: int, key: str, on_event: OnEvent) -> int:
    """Show timelines as a list, dates as they are printed; return how many events it has no room for.

    ``on_event`` is called with the ``id`` that was chosen.
    """
    names = {event.id: event.when for line in timelines for event in line.events}
    sections, room = [], MOST_LISTED
    for line in timelines:
        dated, undated = line.events[:room], line.undated[: max(0, room - len(line.events))]
        room -= len(dated) + len(undated)
        if dated or undated:
            rows = _without_repeated_dates([_row(event, names) for event in dated], line.lane)
            name = line.name[:1].upper() + line.name[1:]
            sections.append({"name": name, "events": rows, "undated": [_row(event, names) for event in undated]})
    data = {
        "sections": sections,
        "chosen": chosen,
        "borders": {status: style.border for status, style in STATUS_STYLES.items()},
        "height": height,
    }
    _show(1, key, data, on_event)
    return sum(len(line.events) + len(line.undated) for line in timelines) - (MOST_LISTED - room)


def _without_repeated_dates(rows: list[dict[str, Any]], lane: Lane) -> list[dict[str, Any]]:
    """Return what was said with the date of a source above the first of its claims alone."""
    told = ("when", "words", "inferred")
    return [
        {**row, "when": ""} if lane == "said" and n and all(row[name] == rows[n - 1][name] for name in told) else row
        for n, row in enumerate(rows)
    ]


def _row(event: Event, names: Mapping[str, str]) -> dict[str, Any]:
    return {
        "id": event.id,
        "when": event.printed,
        "words": event.date.reading if event.date else "",
        "inferred": event.inferred,
        "basis": (event.date and event.date.basis) or "",
        "name": event.name,
        "status": event.status,
        "tag": event.status if f"({event.status})" not in event.name else "",
        "says": event.text if event.lane == "happened" else "",
        "place": event.passages[0][1] if event.passages else "",
        "other": [names[id] for id in event.disputed_by if id in names],
    }


def _show(component: int, key: str, data: Mapping[str, Any], on_event: OnEvent) -> None:
    def on_event_change() -> None:
        event = sent_by(key, "event")
        if event:
            on_event(event)

    _components()[component](key=key, data=dict(data), on_event_change=on_event_change, height="content")


@cache
def _components() -> tuple[Any, Any]:
    """Register the drawing and the list; once a process."""
    here = files("graph.ui.timeline")
    source = here.joinpath("timeline.js").read_text(encoding="utf-8")
    css = here.joinpath("timeline.css").read_text(encoding="utf-8")
    component = st.components.v2.component
    return (
        component(
            "casegraph_timeline", html='<div class="drawing"></div>', css=css, js=f"{source}\nexport default draw;\n"
        ),
        component(
            "casegraph_chronology", html='<div class="list"></div>', css=css, js=f"{source}\nexport default list;\n"
        ),
    )
