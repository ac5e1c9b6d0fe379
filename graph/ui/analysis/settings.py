"""Which statements are counted: presets, and filters by status, type, speaker and stance."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import replace

import streamlit as st

from graph.case.captions import name_of, predicate_words
from graph.case.choices import told_apart
from graph.case.model import STANCES
from graph.case.statuses import STATUSES
from graph.case.statuses import WITHOUT_ALLEGATIONS as KEPT
from graph.case.words import joined_with_and, shorten
from graph.explore.view import View
from graph.ui import data
from graph.ui.analysis.asked import EVERYTHING, WITHOUT_ALLEGATIONS
from graph.ui.parts.text import plain

_NOTHING = "Nothing: do not compare"
_HELP = f"Without allegations: only what is {' or '.join(KEPT)}."
_NAMED = 2
"""The most types that are named in words; of more only the number is told."""


@st.cache_resource(max_entries=8, show_spinner=False)
def speakers(version: str, case: str) -> dict[str, str]:
    """Return the names of all who say something in a case, by id; those who say most first."""
    if not case:
        return {}
    rows = (
        data.store_at(version)
        .query(
            "MATCH (s)-[:MADE]->(c:Claim) WHERE c.case_id = $case "
            "RETURN s, count(DISTINCT c.statement) AS n ORDER BY n DESC, s.id",
            {"case": case},
        )
        .rows
    )
    schema = data.schema_at(version)
    return told_apart({speaker.id: name_of(speaker, schema) for speaker, _ in rows})


def in_words(setting: View, names: Mapping[str, str]) -> str:
    """Return what is counted, as a phrase that stands alone: "Everything", "What Ken Kratz asserts"."""
    if setting == EVERYTHING:
        return "Everything"
    if setting == WITHOUT_ALLEGATIONS:
        return "Without allegations"
    statuses = [status for status in STATUSES if f"~{status}" in setting.off]
    types = sorted(entry[1:] for entry in setting.off if entry.startswith(":"))
    named = [predicate_words(type_, None) for type_ in types] if len(types) <= _NAMED else [f"{len(types)} types"]
    said = f"what {names.get(setting.speaker, setting.speaker)} {setting.stance or 'says'}" if setting.speaker else ""
    if replace(setting, off=frozenset()) == replace(EVERYTHING, off=frozenset()) and not types:
        kept = [status for status in STATUSES if status not in statuses]
        if not kept:
            return "No statement at all"
        words = f"only {joined_with_and(kept)}" if len(kept) < len(statuses) else f"without {joined_with_and(statuses)}"
    elif setting.off >= WITHOUT_ALLEGATIONS.off:
        words = ", ".join(filter(None, [said, "without allegations", _without(named if types else [])]))
    else:
        words = ", ".join(filter(None, [said, _without([*statuses, *named])]))
    return words[:1].upper() + words[1:]


def _without(what: list[str]) -> str:
    return f"without {joined_with_and(what)}" if what else ""


def choose(
    version: str, case: str, setting: View | None, *, label: str, key: str, optional: bool, has_statuses: bool
) -> View | None:
    """Show a choice of presets with the filters behind it, and return the setting that is chosen.

    Parameters
    ----------
    version, case : str
    setting : View or None
        The one that is in use; None where nothing is compared.
    label : str
        What the choice is called.
    key : str
        Of its widgets.
    optional : bool
        Whether there may be none.
    has_statuses : bool
        Whether statements can be alleged in this graph.
    """
    names = speakers(version, case)
    presets: dict[str, View | None] = {_NOTHING: None} if optional else {}
    presets["Everything"] = EVERYTHING
    if has_statuses:
        presets["Without allegations"] = WITHOUT_ALLEGATIONS
    for id in names:
        world = View(off=frozenset(), speaker=id, stance="asserts")
        presets[in_words(world, names)] = world
    now = _NOTHING if setting is None else in_words(setting, names)
    presets.setdefault(now, setting)
    with st.container(key=f"setting-{key}", horizontal=True, vertical_alignment="bottom", gap="small"):
        chosen = st.selectbox(
            plain(label),
            list(presets),
            index=list(presets).index(now),
            key=f"preset-{key}-{now}",
            help=_HELP if has_statuses else None,
        )
        if chosen != now:
            return presets[chosen or now]
        if setting is None:
            return None
        with st.popover("Filters", on_change="rerun", key=f"filters-{key}") as more:
            if more.open:
                return _filters(version, setting, names, key=key, has_statuses=has_statuses)
    return setting


def _filters(version: str, setting: View, names: Mapping[str, str], *, key: str, has_statuses: bool) -> View:
    changed = setting
    off = set(setting.off)
    if has_statuses:
        off = _leave_out("Leave out statements that are", list(STATUSES), "~", off, key=key, words=str)
    predicates = data.schema_at(version).predicates
    types = [name for name in data.store_schema(version).relationship_types if not has_statuses or name in predicates]
    off = _leave_out(
        "Leave out relationships",
        types,
        ":",
        off,
        key=key,
        words=lambda name: predicate_words(name, predicates.get(name)),
    )
    if names:
        speaker = st.selectbox(
            "Who says so",
            ["", *names],
            index=["", *names].index(setting.speaker) if setting.speaker in names else 0,
            format_func=lambda id: names.get(id, "Anybody"),
            key=f"speaker-{key}-{setting.speaker}",
        )
        changed = replace(changed, speaker=speaker or "", stance=setting.stance if speaker else "")
        if speaker:
            stance = st.segmented_control(
                "and how",
                ["", *STANCES],
                default=setting.stance,
                format_func=lambda name: plain(name or "says anything of it"),
                required=True,
                key=f"stance-{key}-{setting.speaker}-{setting.stance}",
            )
            changed = replace(changed, stance=str(stance))
    return replace(changed, off=frozenset(off))


def _leave_out(
    label: str, names: list[str], mark: str, off: set[str], *, key: str, words: Callable[[str], str]
) -> set[str]:
    now = [name for name in names if f"{mark}{name}" in off]
    chosen = st.multiselect(
        plain(label),
        names,
        now,
        format_func=lambda name: shorten(words(name), 40),
        key=f"off-{mark}-{key}-{','.join(now)}",
    )
    return {entry for entry in off if not entry.startswith(mark)} | {f"{mark}{name}" for name in chosen}
