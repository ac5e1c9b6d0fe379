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
    """Return the entries of a view's ``off`` that are in the canvas's legend, by the names that the canvas uses."""
    in_legend = {_entry_of_view(entry) for entry in legend}
    return [
        f"status:{entry[1:]}" if entry.startswith("~") else f"type:{entry}"
        for entry in sorted(off)
        if entry in in_legend
    ]


def from_legend(off: frozenset[str], hidden: Iterable[str], legend: Iterable[LegendEntry]) -> frozenset[str]:
    """Return a view's ``off`` for what the canvas hides; entries that are not in its legend stay."""
    in_legend = {_entry_of_view(entry) for entry in legend}
    chosen = {f"~{entry[7:]}" if entry.startswith("status:") else entry.removeprefix("type:") for entry in hidden}
    return frozenset(chosen | (off - in_legend))


def _entry_of_view(entry: LegendEntry) -> str:
    return f"~{entry.name}" if entry.kind == "status" else entry.name


def without_legend_filters(view: View) -> View:
    """Return the view as it is drawn for the canvas, which applies its legend itself so that a click acts at once.

    Values, such as dates, that are left out by default stay left out even where filtered nodes are drawn faintly.
    """
    drawn_off = VALUES_OFF if view.dim else frozenset()
    return replace(
        view, off=frozenset(entry for entry in view.off if entry.startswith(":") or entry in drawn_off), selection=()
    )


def show_summary(view: View, placed: PlacedGraph) -> None:
    """Say which filters of the panel are set, so that nobody takes the picture for all, and offer to clear them."""
    speakers = _speakers(placed)
    parts = [
        f"claimed by {speakers.get(view.speaker, view.speaker)}" if view.speaker else "",
        f"cited to {view.source}" if view.source else "",
        f"from {view.since}" if view.since else "",
        f"until {view.until}" if view.until else "",
        f"at least {frame.number_of(view.degree, 'relationship')} each" if view.degree else "",
        f"without {frame.number_of(len(_types_off(view)), 'relationship type')}" if _types_off(view) else "",
        f"{frame.number_of(len(view.hidden), 'node')} hidden" if view.hidden else "",
        f"only {frame.number_of(len(view.only), 'chosen node')}" if view.only else "",
    ]
    words = "; ".join(filter(None, parts))
    if words:
        with st.container(key="filtered", horizontal=True, vertical_alignment="center"):
            frame.note(f"Filtered: {words}.")
            if st.button("Show all again", type="tertiary"):
                state.change_view(without_panel_filters(view))
                st.rerun()


def without_panel_filters(view: View) -> View:
    """Return the view without the panel's filters and with nothing hidden."""
    off = frozenset(entry for entry in view.off if not entry.startswith(":"))
    return replace(view.show_all(), speaker="", source="", since="", until="", degree=0, off=off)


def panel(view: View, placed: PlacedGraph, drawn: DrawnView) -> None:
    """Show the filters, each choice with the number of statements that it leaves."""
    claims = [claim for rows in placed.claims.values() for claim in rows]
    speakers, sources = _speakers(placed), sorted({claim.source for claim in claims})
    one, two, three = st.columns(3)
    speaker = one.selectbox(
        "Claimed by",
        ["", *speakers],
        index=_index_of(["", *speakers], view.speaker),
        format_func=lambda id: f"{speakers[id]} ({_statements(claims, by=id)})" if id else "Anybody",
        key=f"speaker-{view.speaker}",
    )
    source = two.selectbox(
        "Cited to",
        ["", *sources],
        index=_index_of(["", *sources], view.source),
        format_func=lambda id: f"{id} ({_statements(claims, source=id)})" if id else "Any source",
        key=f"source-{view.source}",
    )
    max_degree = max([node.degree for node in drawn.scene.nodes], default=0)
    degree = three.number_input(
        "Least relationships of a node", 0, max(max_degree, view.degree), view.degree, key=f"degree-{view.degree}"
    )
    days = [day for pair in placed.dates.values() for day in pair if day]
    since, until = one, two
    low, high = _date(min(days, default="")), _date(max(days, default=""))
    first = since.date_input("Dated from", _date(view.since), min_value=low, max_value=high, key=f"since-{view.since}")
    last = until.date_input("Dated until", _date(view.until), min_value=low, max_value=high, key=f"until-{view.until}")
    counts = dict(sorted(drawn.relationship_types.items(), key=lambda item: (-item[1], item[0])))
    off = three.multiselect(
        "Leave out relationships",
        sorted({*counts, *_types_off(view)}),
        _types_off(view),
        format_func=lambda name: f"{name.replace('_', ' ').lower()} ({counts.get(name, 0)})",
        key=f"types-{','.join(_types_off(view))}",
    )
    dim = st.toggle("Draw what is filtered out faintly, instead of leaving it away", view.dim, key=f"dim-{view.dim}")
    changed = replace(
        view,
        speaker=speaker or "",
        source=source or "",
        since=first.isoformat() if first else "",
        until=last.isoformat() if last else "",
        degree=int(degree),
        dim=dim,
        off=frozenset({entry for entry in view.off if not entry.startswith(":")} | {f":{name}" for name in off}),
    )
    if changed != view:
        state.change_view(changed)
        st.rerun()


def _types_off(view: View) -> list[str]:
    return sorted(entry[1:] for entry in view.off if entry.startswith(":"))


def _speakers(placed: PlacedGraph) -> dict[str, str]:
    named = {claim.by: claim.by_name for rows in placed.claims.values() for claim in rows}
    return dict(sorted(named.items(), key=lambda item: (item[1].casefold(), item[0])))


def _statements(claims: Iterable[Claim], *, by: str = "", source: str = "") -> int:
    return len({c.statement for c in claims if (not by or c.by == by) and (not source or c.source == source)})


def _index_of(options: list[str], value: str) -> int:
    return options.index(value) if value in options else 0


def _date(text: str) -> datetime.date | None:
    return datetime.date.fromisoformat(text) if text else None
