"""Filters: the legend of the canvas, and what the legend has no room for."""

from __future__ import annotations

import datetime
from collections.abc import Iterable
from dataclasses import replace

import streamlit as st

from graph.explore.drawing import DrawnView, PlacedGraph
from graph.explore.view import VALUES_OFF, View
from graph.picture.scene import LegendEntry
from graph.questions.claims import Claim
from graph.ui import frame, state


def to_legend(off: Iterable[str], legend: Iterable[LegendEntry]) -> list[str]:
    """Return those of a view's ``off`` that the canvas has in its legend, as it names them."""
    there = {_in_view(entry) for entry in legend}
    return [
        f"status:{entry[1:]}" if entry.startswith("~") else f"type:{entry}" for entry in sorted(off) if entry in there
    ]


def from_legend(off: frozenset[str], hidden: Iterable[str], legend: Iterable[LegendEntry]) -> frozenset[str]:
    """Return what a view leaves out when the canvas hides ``hidden``; what its legend does not have stays as it was."""
    there = {_in_view(entry) for entry in legend}
    chosen = {f"~{entry[7:]}" if entry.startswith("status:") else entry.removeprefix("type:") for entry in hidden}
    return frozenset(chosen | (off - there))


def _in_view(entry: LegendEntry) -> str:
    return f"~{entry.name}" if entry.kind == "status" else entry.name


def without_legend(view: View) -> View:
    """Return the view as the canvas gets it: the canvas filters by its legend itself, so that a chip acts at once.

    Where what is filtered out is drawn faintly, values that nobody asked for are left away even so.
    """
    kept = VALUES_OFF if view.dim else frozenset()
    return replace(
        view, off=frozenset(entry for entry in view.off if entry.startswith(":") or entry in kept), selection=()
    )


def summary(view: View, gathered: PlacedGraph) -> None:
    """Say which filters of the panel hold, and offer to clear them: a picture must not hide its own gaps."""
    speakers = _speakers(gathered)
    parts = [
        f"claimed by {speakers.get(view.speaker, view.speaker)}" if view.speaker else "",
        f"cited to {view.source}" if view.source else "",
        f"from {view.since}" if view.since else "",
        f"until {view.until}" if view.until else "",
        f"at least {frame.count(view.degree, 'relationship')} each" if view.degree else "",
        f"without {frame.count(len(_types_off(view)), 'relationship type')}" if _types_off(view) else "",
        f"{frame.count(len(view.hidden), 'node')} hidden" if view.hidden else "",
        f"only {frame.count(len(view.only), 'chosen node')}" if view.only else "",
    ]
    words = "; ".join(filter(None, parts))
    if words:
        with st.container(key="filtered", horizontal=True, vertical_alignment="center"):
            frame.note(f"Filtered: {words}.")
            if st.button("Show all again", type="tertiary"):
                state.go(cleared(view))
                st.rerun()


def cleared(view: View) -> View:
    """Return the view without the panel's filters and with nothing hidden."""
    off = frozenset(entry for entry in view.off if not entry.startswith(":"))
    return replace(view.show_all(), speaker="", source="", since="", until="", degree=0, off=off)


def panel(view: View, gathered: PlacedGraph, shown: DrawnView) -> None:
    """Offer the filters, each with how much it would leave."""
    claims = [claim for rows in gathered.claims.values() for claim in rows]
    speakers, sources = _speakers(gathered), sorted({claim.source for claim in claims})
    one, two, three = st.columns(3)
    speaker = one.selectbox(
        "Claimed by",
        ["", *speakers],
        index=_place(["", *speakers], view.speaker),
        format_func=lambda id: f"{speakers[id]} ({_statements(claims, by=id)})" if id else "Anybody",
        key=f"speaker-{view.speaker}",
    )
    source = two.selectbox(
        "Cited to",
        ["", *sources],
        index=_place(["", *sources], view.source),
        format_func=lambda id: f"{id} ({_statements(claims, source=id)})" if id else "Any source",
        key=f"source-{view.source}",
    )
    most = max([node.degree for node in shown.scene.nodes], default=0)
    degree = three.number_input(
        "Least relationships of a node", 0, max(most, view.degree), view.degree, key=f"degree-{view.degree}"
    )
    days = [day for pair in gathered.dates.values() for day in pair if day]
    since, until = one, two
    low, high = _day(min(days, default="")), _day(max(days, default=""))
    first = since.date_input("Dated from", _day(view.since), min_value=low, max_value=high, key=f"since-{view.since}")
    last = until.date_input("Dated until", _day(view.until), min_value=low, max_value=high, key=f"until-{view.until}")
    counts = dict(sorted(shown.relationship_types.items(), key=lambda item: (-item[1], item[0])))
    off = three.multiselect(
        "Leave out relationships",
        sorted({*counts, *_types_off(view)}),
        _types_off(view),
        format_func=lambda name: f"{name.replace('_', ' ').lower()} ({counts.get(name, 0)})",
        key=f"types-{','.join(_types_off(view))}",
    )
    dim = st.toggle("Draw what is filtered out faintly, instead of leaving it away", view.dim, key=f"dim-{view.dim}")
    wanted = replace(
        view,
        speaker=speaker or "",
        source=source or "",
        since=first.isoformat() if first else "",
        until=last.isoformat() if last else "",
        degree=int(degree),
        dim=dim,
        off=frozenset({entry for entry in view.off if not entry.startswith(":")} | {f":{name}" for name in off}),
    )
    if wanted != view:
        state.go(wanted)
        st.rerun()


def _types_off(view: View) -> list[str]:
    return sorted(entry[1:] for entry in view.off if entry.startswith(":"))


def _speakers(gathered: PlacedGraph) -> dict[str, str]:
    named = {claim.by: claim.by_name for rows in gathered.claims.values() for claim in rows}
    return dict(sorted(named.items(), key=lambda item: (item[1].casefold(), item[0])))


def _statements(claims: Iterable[Claim], *, by: str = "", source: str = "") -> int:
    return len({c.statement for c in claims if (not by or c.by == by) and (not source or c.source == source)})


def _place(options: list[str], value: str) -> int:
    return options.index(value) if value in options else 0


def _day(text: str) -> datetime.date | None:
    return datetime.date.fromisoformat(text) if text else None
