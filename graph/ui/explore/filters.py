"""Filters: the legend of the canvas, and what the legend has no room for."""

from __future__ import annotations

import datetime
from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import replace

import streamlit as st

from graph.case.model import STANCES
from graph.elements import Key, Subgraph
from graph.explore.drawing import DrawnView, PlacedGraph
from graph.explore.filter import is_value
from graph.explore.view import VALUES_OFF, View
from graph.picture.looks import SPEAKER_WORDS
from graph.picture.parts import LegendEntry
from graph.picture.scene import foreign_types
from graph.questions.claims import Claim
from graph.ui import frame, state
from graph.ui.parts.text import plain

_SPEAKERS = "speakers"
"""The kind of the legend's entries that are lines of speakers: they are off at first, and asked for by name."""
_MARKS = {"status": "~", "relationship": ":", "type": "", "label": ""}
"""What precedes the name of each kind of legend entry in a view's ``off``."""


def to_legend(view: View, legend: Iterable[LegendEntry]) -> list[str]:
    """Return what a view leaves away of the canvas's legend, by the names that the canvas uses."""
    legend = list(legend)
    silent = [
        f"{_SPEAKERS}:{entry.name}" for entry in legend if entry.kind == _SPEAKERS and entry.name not in view.speakers
    ]
    names = {_entry_of_view(entry): f"{entry.kind}:{entry.name}" for entry in legend if entry.kind in _MARKS}
    return [*(names[entry] for entry in sorted(view.off) if entry in names), *silent]


def from_legend(view: View, hidden: Iterable[str], legend: Iterable[LegendEntry]) -> View:
    """Return a view that leaves away what the canvas hides; entries that are not in its legend stay as they are."""
    legend = list(legend)
    in_legend = {_entry_of_view(entry) for entry in legend if entry.kind in _MARKS}
    names = [(kind, name) for kind, _, name in (entry.partition(":") for entry in hidden)]
    chosen = {_MARKS.get(kind, "") + name for kind, name in names if kind != _SPEAKERS}
    spoken = {entry.name for entry in legend if entry.kind == _SPEAKERS}
    silent = {name for kind, name in names if kind == _SPEAKERS}
    return replace(
        view,
        off=frozenset(chosen | (view.off - in_legend)),
        speakers=frozenset((spoken - silent) | (view.speakers - spoken)),
    )


def _entry_of_view(entry: LegendEntry) -> str:
    return _MARKS[entry.kind] + entry.name


def without_legend_filters(view: View, graph: Subgraph) -> View:
    """Return the view as it is drawn for the canvas, which applies its legend itself so that a click acts at once.

    Values, such as dates, that are left out by default stay left out even where filtered nodes are drawn faintly.

    Parameters
    ----------
    view : View
    graph : Subgraph
        What there is before the filters: relationship types of another graph are in the legend, as far as it has room.
    """
    in_legend = {f":{type_}" for type_ in foreign_types(graph)}
    drawn_off = VALUES_OFF if view.dim else frozenset()
    off = frozenset(entry for entry in view.off if entry.startswith(":") or entry in drawn_off)
    return replace(view, off=off - in_legend, selection=())


def show_summary(view: View, drawn: DrawnView) -> None:
    """Say what is left out, so that nobody takes the picture for all, and offer to bring it back."""
    if not drawn.left_out:
        return
    with st.container(key="filtered", horizontal=True, vertical_alignment="center"):
        frame.note(f"Filtered: {'; '.join(drawn.left_out)}.")
        if without_filters(view) != view and st.button("Show all again", type="tertiary"):
            state.change_view(without_filters(view))
            st.rerun()
        related = {key for r in drawn.graph.relationships for key in (r.start_node.key, r.end_node.key)}
        alone = sum(node.key not in related for node in drawn.graph.nodes)
        if alone and not view.degree and st.button(plain(f"Hide what stands alone ({alone:,})"), type="tertiary"):
            state.change_view(replace(view, degree=1))
            st.rerun()


def statements_left_out(view: View, placed: PlacedGraph, drawn: DrawnView) -> set[Key]:
    """Return the keys of the statements that filters, or a hand, leave out, but for values that nobody asked for."""
    quiet = view.off >= VALUES_OFF
    there = {r.key for r in placed.graph.relationships if not (quiet and is_value(r.end_node))}
    return there - {r.key for r in drawn.graph.relationships}


def without_filters(view: View) -> View:
    """Return the view without filters and with nothing hidden; dates and other values stay as they are."""
    plain = View()
    names = ("speaker", "stance", "source", "since", "until", "dated", "degree")
    return replace(view.show_all(), off=view.off & VALUES_OFF, **{name: getattr(plain, name) for name in names})


def panel(view: View, placed: PlacedGraph, drawn: DrawnView) -> None:
    """Show the filters, each choice with the number of statements that it leaves."""
    claims = [claim for rows in placed.claims.values() for claim in rows]
    speakers, sources = _speakers(claims, view), _sources(claims)
    speakers.setdefault((view.speaker, view.stance), f"{view.speaker}: {view.stance or 'whatever it is'} (0)")
    if view.source:
        sources.setdefault(view.source, f"{view.source} (0)")
    one, two, three = st.columns(3)
    chosen = one.selectbox(
        "Who says so",
        list(speakers),
        index=_index_of(list(speakers), (view.speaker, view.stance)),
        format_func=lambda entry: speakers[entry],
        key=f"speaker-{view.speaker}-{view.stance}",
    )
    source = two.selectbox(
        "Cited to",
        ["", *sources],
        index=_index_of(["", *sources], view.source),
        format_func=lambda id: sources.get(id, "Any source"),
        key=f"source-{view.source}",
    )
    max_degree = max([node.degree for node in drawn.scene.nodes], default=0)
    degree = three.number_input(
        "Least relationships of a node", 0, max(max_degree, view.degree), view.degree, key=f"degree-{view.degree}"
    )
    days = [day for pair in (*placed.dates.values(), (view.since, view.until)) for day in pair if day]
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
    undated = sum(not any(placed.dates.get(node.key, ())) for node in placed.graph.nodes)
    dated = two.toggle(
        plain(f"Leave out what has no date ({undated:,})"),
        view.dated,
        key=f"dated-{view.dated}",
        disabled=not (first or last),
        help="What has no date is kept by a filter by date, unless you switch this on.",
    )
    lines = st.multiselect(
        "Lines of speakers",
        list(SPEAKER_WORDS),
        [says for says in SPEAKER_WORDS if says in view.speakers],
        format_func=lambda says: plain(f"who {says}"),
        key=f"speakers-{','.join(sorted(view.speakers))}",
        help="From who says something to what it is about; and between two speakers, over all statements of the view.",
    )
    dim = st.toggle("Draw what is filtered out faintly, instead of leaving it away", view.dim, key=f"dim-{view.dim}")
    changed = replace(
        view,
        speaker=chosen[0],
        stance=chosen[1],
        source=source or "",
        since=first.isoformat() if first else "",
        until=last.isoformat() if last else "",
        dated=dated,
        degree=int(degree),
        dim=dim,
        speakers=frozenset(lines),
        off=frozenset({entry for entry in view.off if not entry.startswith(":")} | {f":{name}" for name in off}),
    )
    if changed != view:
        state.change_view(changed)
        st.rerun()


def _types_off(view: View) -> list[str]:
    return sorted(entry[1:] for entry in view.off if entry.startswith(":"))


def _speakers(claims: Iterable[Claim], view: View) -> dict[tuple[str, str], str]:
    """Return who says something, by id and stance, with the number of statements: what is denied stands apart."""
    claims = [claim for claim in claims if not claim.inferred]
    entries: dict[tuple[str, str], str] = {("", ""): "Anybody"}
    made: dict[str, dict[str, set[str]]] = {}
    for claim in claims:
        made.setdefault(claim.by, {}).setdefault(claim.stance, set()).add(claim.statement)
    for id, name in _named({claim.by: claim.by_name for claim in claims}):
        stances = [stance for stance in STANCES if stance in made[id]]
        every = set().union(*made[id].values())
        entries[id, ""] = f"{name}: {' or '.join(stances)} ({len(every):,})"
        if len(stances) > 1 or (id, view.stance) == (view.speaker, *stances):
            entries |= {(id, stance): f"{name}: {stance} ({len(made[id][stance]):,})" for stance in stances}
    return entries


def _sources(claims: Iterable[Claim]) -> dict[str, str]:
    """Return titles and numbers of statements by the ids of sources."""
    claims = list(claims)
    cited: dict[str, set[str]] = {}
    for claim in claims:
        cited.setdefault(claim.source, set()).add(claim.statement)
    return {
        id: f"{name} ({len(cited[id]):,})" for id, name in _named({claim.source: claim.source_name for claim in claims})
    }


def _named(names: Mapping[str, str]) -> list[tuple[str, str]]:
    """Return ids with names, by name; two that are called alike are told apart by their ids."""
    of_name = Counter(names.values())
    told = {id: f"{name} ({id})" if of_name[name] > 1 else name for id, name in names.items()}
    return sorted(told.items(), key=lambda item: (item[1].casefold(), item[0]))


def _index_of(options: Sequence[object], value: object) -> int:
    return options.index(value) if value in options else 0


def _date(text: str) -> datetime.date | None:
    return datetime.date.fromisoformat(text) if text else None
