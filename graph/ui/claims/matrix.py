"""Who stands where: the stance matrix, speakers beside each other, and who accuses whom of what."""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Mapping
from itertools import islice
from typing import Any

import streamlit as st

from graph.case.captions import end_of, name_of
from graph.case.choices import told_apart
from graph.case.dates import EdtfDate
from graph.case.schema import Schema
from graph.case.statuses import STATUSES
from graph.case.words import number_of
from graph.explore.view import VALUES_OFF, View
from graph.formats.accusations import COLUMNS, ENDINGS, STANDS
from graph.formats.accusations import table as accusations_table
from graph.formats.accusations import write as accusations_file
from graph.formats.matrix import MATRIX_FILES, table, write
from graph.picture.looks import THEMES
from graph.picture.matrix import described
from graph.questions.accusations import Accusations, accusations
from graph.questions.agreement import (
    MOST_CLAIMS,
    RELATIONS,
    Agreement,
    Beside,
    agreements,
    beside,
    conflicts_in,
    speaker_names,
    stances_in,
)
from graph.questions.claims import Claim
from graph.questions.opposed import Opposed
from graph.questions.stances import Row, StanceMatrix, stance_matrix
from graph.stores import LoadedCase
from graph.ui import addressed, data, frame, state
from graph.ui.claims import ledger
from graph.ui.claims.stances import show_matrix
from graph.ui.explore.export import file_stem
from graph.ui.explore.tables import show_table
from graph.ui.pages import CLAIMS, EXPLORE
from graph.ui.parts.inspector import inspector
from graph.ui.parts.inspector.claims import Content, claim_key, told
from graph.ui.parts.text import plain

_SHOW, _FIRST, _SECOND, _MOST = "show", "first", "second", "most"
"""Parameters of the address: which of the three is shown, two speakers, and how many statements."""
_STATEMENT, _CLAIM = "statement", "claim"
_SHOWN = {"": "Stances", "speakers": "Speakers", "accusations": "Accusations"}
_SIZES = (15, 50, 150)
_TALL = 620
_MAX_CHOICES = 500
"""Speakers that a list offers: those who speak of most statements."""
_SIGNED = ("agree", "contradict", "differ")


def draw(version: str, view: View, case: LoadedCase) -> None:
    """Draw the tab for a case."""
    asked = addressed.current(CLAIMS)
    st.session_state["stances-shown"] = asked.get(_SHOW, "") if asked.get(_SHOW) in _SHOWN else ""
    st.segmented_control(
        "Show",
        list(_SHOWN),
        format_func=lambda name: plain(_SHOWN[name]),
        required=True,
        label_visibility="collapsed",
        key="stances-shown",
        on_change=lambda: _change({_SHOW: st.session_state["stances-shown"]}),
    )
    match st.session_state["stances-shown"]:
        case "speakers":
            _show_speakers(version, case, asked)
        case "accusations":
            _show_accusations(version, case, asked)
        case _:
            _show_stances(version, case, asked)


def _change(changed: Mapping[str, str]) -> None:
    """Change parameters of the address; what is empty goes."""
    parameters = {**addressed.current(CLAIMS), **changed}
    addressed.change(CLAIMS, {name: text for name, text in parameters.items() if text})


def _on_event(event: Mapping[str, Any]) -> None:
    """Explain the statement that was pressed, or set a speaker beside another; what the browser sends is looked up."""
    if event.get("kind") == "select":
        _change({_STATEMENT: str(event.get("statement", "")), _CLAIM: str(event.get("claim", ""))})
    elif event.get("kind") == "speaker":
        _change({_SHOW: "speakers", _FIRST: str(event.get("id", "")), _SECOND: ""})


# -- stances -----------------------------------------------------------------------------------------


@st.cache_resource(max_entries=8, show_spinner="Reading who says what …")
def _matrix(version: str, case: str, most: int) -> StanceMatrix:
    return stance_matrix(data.store_at(version), case, limit=most, schema=data.schema_at(version))


def _show_stances(version: str, case: LoadedCase, asked: Mapping[str, str]) -> None:
    most = next((size for size in _SIZES if str(size) == asked.get(_MOST)), _SIZES[1])
    matrix = _matrix(version, case.id, most)
    if not matrix.rows:
        frame.note("Nobody says anything in this case yet. Add a document to it on the page Cases.", loud=True)
        return
    with st.container(key="stances-bar", horizontal=True, vertical_alignment="center", gap="small"):
        frame.note(f"{described(matrix)}.")
        st.space("stretch")
        if matrix.total > _SIZES[0]:
            st.session_state["stances-most"] = most
            st.segmented_control(
                "How many statements",
                list(_SIZES),
                required=True,
                label_visibility="collapsed",
                key="stances-most",
                on_change=lambda: _change({_MOST: str(st.session_state["stances-most"])}),
            )
        with st.popover("Save", key="stances-save"):
            _offer_files(version, case, matrix)
    left, right = st.columns([1.9, 1], gap="small")
    with left:
        show_matrix(
            matrix,
            data.schema_at(version),
            chosen=asked.get(_STATEMENT, ""),
            height=_TALL,
            passages=data.passage_text,
            on_event=_on_event,
        )
    with right:
        ledger.show_explanation(version, case, asked)
    with st.expander("The same as a table"):
        columns, rows = table(matrix, data.schema_at(version))
        ids = [row.statement.id for row in matrix.rows]
        _table("stances", ids, [dict(zip(columns[:-1], row[:-1], strict=True)) for row in rows], asked)


def _offer_files(version: str, case: LoadedCase, matrix: StanceMatrix) -> None:
    here = st.context.theme.type or "light"
    theme = st.segmented_control(
        "Colours of pictures",
        list(THEMES),
        default=here,
        format_func=lambda name: plain(name.capitalize()),
        required=True,
        key="stances-theme",
    )
    title, source_line = f"{case.title}: who stands where", f"As of {EdtfDate.parse(case.as_of)}"

    def maker(ending: str) -> Callable[[], bytes]:
        schema = data.schema_at(version)
        return lambda: write(matrix, ending, schema, title=title, source_line=source_line, theme=str(theme))

    for ending, (label, mime, use) in MATRIX_FILES.items():
        _offer(label, maker(ending), f"{case.id}-stances{ending}", mime, use)


def _offer(label: str, make: Callable[[], bytes], name: str, mime: str, use: str) -> None:
    stem, _, ending = name.rpartition(".")
    st.download_button(
        plain(label),
        make,
        f"{file_stem(stem) or 'stances'}.{ending}",
        mime,
        help=plain(use),
        on_click="ignore",
        width="stretch",
        key=f"save-{name}",
    )


def _table(name: str, ids: list[str], rows: list[dict[str, Any]], asked: Mapping[str, str]) -> None:
    """Show statements as a table, of which a chosen row is explained."""
    filled = {column for row in rows for column, cell in row.items() if cell not in ("", None)}
    shown = [{column: cell for column, cell in row.items() if column in filled} for row in rows]
    show_table(
        name,
        ids,
        shown,
        [asked.get(_STATEMENT, "")],
        lambda chosen: _change({_STATEMENT: chosen[-1] if chosen else "", _CLAIM: ""}),
        mode="single-row",
    )


# -- speakers ----------------------------------------------------------------------------------------


@st.cache_resource(max_entries=8, show_spinner="Reading who says what …")
def _pairs(version: str, case: str) -> tuple[list[Agreement], dict[str, str], bool]:
    """Return which speakers agree or not, their names, most talkative first, and whether claims are left out."""
    store = data.store_at(version)
    said, cut = stances_in(store, case, data.schema_at(version))
    conflicts, more = conflicts_in(store, case)
    spoken = Counter(id for of in said.values() for id in of)
    names = told_apart(speaker_names(store, case, spoken, data.schema_at(version)))
    return (
        agreements(said, conflicts),
        {id: names[id] for id, _ in sorted(spoken.items(), key=lambda item: (-item[1], item[0]))},
        cut or more,
    )


@st.cache_resource(max_entries=16, show_spinner="Reading who says what …")
def _beside(version: str, case: str, first: str, second: str) -> Beside:
    return beside(data.store_at(version), case, first, second, schema=data.schema_at(version))


def _show_speakers(version: str, case: LoadedCase, asked: Mapping[str, str]) -> None:
    pairs, names, cut = _pairs(version, case.id)
    if len(names) < 2:
        frame.note("Fewer than two speakers say anything here, so there is nobody to set beside another.", loud=True)
        return
    if cut:
        frame.note(f"Counted over the first {MOST_CLAIMS:,} claims; there are more.", loud=True)
    first, second = (asked.get(name, "") if asked.get(name) in names else "" for name in (_FIRST, _SECOND))
    with st.container(key="speakers-bar", horizontal=True, vertical_alignment="bottom", gap="small"):
        _choose(_FIRST, "A speaker", first, names, without=second)
        _choose(_SECOND, "Beside", second, names, without=first)
        if pairs:
            st.button("Show on the canvas", on_click=lambda: _show_signed(case), help="Lines between all speakers")
    if first and second:
        _show_beside(version, case, first, second, asked)
        return
    those = [pair for pair in pairs if not first or first in (pair.first, pair.second)]
    if not those:
        frame.note("No two of them speak of the same statement." if not first else f"{names[first]} speaks alone.")
        return
    frame.note(
        f"{number_of(len(those), 'pair')} of speakers who speak of the same things. Choose one to read of which."
    )
    rows = [
        {
            "Speaker": names[pair.first],
            "And": names[pair.second],
            "Contradict": pair.contradictions,
            "Differ": len(pair.differ),
            "Agree": len(pair.agree),
            "Say the same by one origin": len(pair.one_origin),
            "Agreements less contradictions": pair.sign,
        }
        for pair in those
    ]
    keys = [f"{pair.first} {pair.second}" for pair in those]

    def chosen(of: list[str]) -> None:
        if of:
            _change(dict(zip((_FIRST, _SECOND), of[-1].split(" "), strict=True)))

    show_table("pairs", keys, rows, [], chosen, mode="single-row")


def _choose(name: str, label: str, value: str, names: Mapping[str, str], *, without: str) -> None:
    offered = dict.fromkeys([*islice(names, _MAX_CHOICES), *filter(None, [value])])
    options = ["", *sorted((id for id in offered if id != without), key=lambda id: names[id].casefold())]
    key = f"speakers-{name}"
    st.session_state[key] = value
    st.selectbox(
        plain(label),
        options,
        format_func=lambda id: names.get(id, "Anybody"),
        key=key,
        on_change=lambda: _change({name: st.session_state[key]}),
        help=f"The {_MAX_CHOICES:,} who speak of most statements are listed." if len(names) > _MAX_CHOICES else None,
    )


def _show_signed(case: LoadedCase) -> None:
    """Show the speakers of a case on the canvas, with the lines between them and nothing else."""
    statuses = {f"~{status}" for status in STATUSES}
    signed = View(case=case.id, off=VALUES_OFF | statuses, speakers=frozenset(_SIGNED), degree=1)
    state.change_view(signed)
    frame.go_to(EXPLORE, signed.to_parameters())


def _show_beside(version: str, case: LoadedCase, first: str, second: str, asked: Mapping[str, str]) -> None:
    found, schema = _beside(version, case.id, first, second), data.schema_at(version)
    names = {"first": name_of(found.first, schema), "second": name_of(found.second, schema)}
    counts = found.counts
    by_one = f", and say the same of {counts['one_origin']:,} more by one origin" if counts["one_origin"] else ""
    frame.note(
        f"They contradict each other on {number_of(counts['contradict'], 'statement')}, differ on {counts['differ']:,} "
        f"and agree on {counts['agree']:,}{by_one}; on {counts['first']:,} only {names['first']} speaks, on "
        f"{counts['second']:,} only {names['second']}."
    )
    sections = []
    for relation, words in RELATIONS.items():
        kind = relation.replace("_", " ").capitalize()
        heading = f"Only {names[relation]}" if relation in names else f"{kind}: {words}"
        lines = [_said(row, claim, schema, asked) for row in found.rows[relation] for claim in row.claims]
        lines += [_said(row, each.claim, schema, asked, each) for row in found.rows[relation] for each in row.opposed]
        more = counts[relation] - len(found.rows[relation])
        sections.append(
            {
                "heading": f"{heading} ({counts[relation]:,}{', of which the first are listed' if more else ''})",
                "rows": lines,
            }
        )
    listed = {"key": f"beside-{first}-{second}", "title": f"{names['first']} and {names['second']}", "untitled": True}
    left, right = st.columns([1.9, 1], gap="small")
    with left:
        there = [section for section in sections if section["rows"]]
        inspector(
            {**listed, "sections": there}, height=_TALL, on_event=ledger.on_event, key="beside", label="Two speakers"
        )
    with right:
        ledger.show_explanation(version, case, asked)


def _said(row: Row, claim: Claim, schema: Schema, asked: Mapping[str, str], opposed: Opposed | None = None) -> Content:
    """Return a claim of one of two speakers, maybe on another statement, as a line that opens its explanation."""
    start, end = (opposed.start, opposed.end) if opposed else (row.statement.start_node, end_of(row.statement))
    lead = f"{opposed.words}: " if opposed else ""
    return {
        "claims": [claim_key(claim)],
        "words": [lead, {"text": claim.by_name, "strong": True}, " ", *told(claim, start, end, schema)],
        "lines": [[" · ".join([*([f"by way of {claim.chain}"] if claim.via else []), claim.place])]],
        "passages": [],
        "status": "" if opposed else row.status,  # which is that of the statement itself
        "chosen": claim.id == asked.get(_CLAIM),
    }


# -- accusations -------------------------------------------------------------------------------------


@st.cache_resource(max_entries=8, show_spinner="Reading who accuses whom …")
def _accusations(version: str, case: str) -> Accusations:
    return accusations(data.store_at(version), case, schema=data.schema_at(version))


def _show_accusations(version: str, case: LoadedCase, asked: Mapping[str, str]) -> None:
    found, schema = _accusations(version, case.id), data.schema_at(version)
    if not found.rows:
        frame.note("Nobody is accused of anything in this case.", loud=True)
        return
    with st.container(key="accusations-bar", horizontal=True, vertical_alignment="center", gap="small"):
        frame.note(
            f"{number_of(len(found.rows), 'accusation')}{', cut there' if found.cut else ''}: what somebody says, or a "
            "body finds, with who denies it. None is a fact by being listed."
        )
        st.space("stretch")
        with st.popover("Save", key="accusations-save"):
            for ending, mime in ENDINGS.items():
                _offer(
                    ending.removeprefix(".").upper(),
                    lambda ending=ending: accusations_file(found, ending, schema),  # type: ignore[misc]
                    f"{case.id}-accusations{ending}",
                    mime,
                    "Every column, the ids of passages and statements among them",
                )
    rows = [dict(zip(COLUMNS, row, strict=True)) for row in accusations_table(found, schema)]
    left, right = st.columns([1.9, 1], gap="small")
    with left:
        listed = {"key": "accusations", "title": "Accusations", "untitled": True}
        inspector(
            {**listed, "sections": _by_accused(found, rows, asked)},
            height=_TALL,
            on_event=ledger.on_event,
            key="accusations",
            label="Accusations",
        )
    with right:
        ledger.show_explanation(version, case, asked)
    with st.expander("The same as a table"):
        hidden = ("Where", "Id", "In words")
        shown = [{column: cell for column, cell in row.items() if column not in hidden} for row in rows]
        _table("accusations", [row.statement.id for row in found.rows], shown, asked)


def _by_accused(found: Accusations, rows: list[dict[str, Any]], asked: Mapping[str, str]) -> list[Content]:
    """Return accusations by whom they accuse, each whole, with its status: nothing in it is cut at any width."""
    sections: dict[str, list[Content]] = {}
    for accusation, row in zip(found.rows, rows, strict=True):
        line = {
            "claims": [claim_key(accusation.claims[0])] if accusation.claims else [],
            "words": [{"text": row["Of what"], "key": accusation.statement.key}],
            "lines": [[{"text": f"{column}: ", "strong": True}, row[column]] for column in STANDS if row[column]],
            "passages": [],
            "status": row["Status"],
            "chosen": accusation.statement.id == asked.get(_STATEMENT),
        }
        sections.setdefault(row["Accused"], []).append(line)
    return [{"heading": f"{name} ({len(lines):,})", "rows": lines} for name, lines in sections.items()]
