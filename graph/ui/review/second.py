"""The second reader's part of the page Review: one claim at a time with the words it cites, and a key a verdict."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass, replace
from datetime import UTC, datetime
from html import escape

import streamlit as st

from graph.case.choices import case_labels
from graph.case.model import Locator, Statement
from graph.case.words import number_of
from graph.elements import Key
from graph.errors import CaseGraphError
from graph.formats.second_read import SheetRow, row_of, rows_of, take, told, write_csv, write_html
from graph.questions.case_graph import CaseGraph
from graph.review.cases import KeptCase
from graph.review.second_read import (
    MAX_READER,
    MAX_REASON,
    VERDICTS,
    Reading,
    SecondRead,
    Verdict,
    give,
    moments,
    overrule,
    read_counting,
    reader_name,
    record,
    second_read_path,
)
from graph.ui import data, frame, kept, state
from graph.ui.pages import REVIEW
from graph.ui.parts.text import plain
from graph.ui.review.one_press import one_press

PARAMETER = "read"
"""URL parameter of the page Review: ``second`` shows this part of it."""
_READER = "second-reader-name"
"""Session key: who reads."""
_AT = "second-at"
"""Session key: the claim that is shown, and the verdict on it that still lacks a reason."""
_TAB = "second-tab"
"""Session key: which tab is open."""
_SAID = "second-said"
"""Session key: a sentence on what was done last."""
_TAKEN = "second-taken"
"""Session key: which sheet was taken last, so that it is taken once, and what came of it."""
_GRAPH = "second-graph"
"""Session key: the graph of the case that was shown last, and of which version of its file it is."""
_MAX_LISTED = 50


@dataclass(frozen=True, slots=True)
class _At:
    """Which claim is shown; once a verdict is chosen that lacks its reason, what the claim said then."""

    claim: str
    verdict: Verdict | None = None
    seen: str = ""


@dataclass(frozen=True, slots=True)
class _Desk:
    """A case as a second reader sees it."""

    kept: KeptCase
    graph: CaseGraph
    read: SecondRead
    readings: Sequence[Reading]
    quote: Callable[[Locator], str | None]


def open_second_read(case: str) -> None:
    """Go to the second reader's part of the page Review."""
    parameters = {"case": case, PARAMETER: "second", **state.common_parameters()}
    st.switch_page(frame.streamlit_page(REVIEW), query_params=parameters)


def page(cases: Sequence[KeptCase], case_id: str) -> None:
    """Show the next claim that somebody has not read, and what is open.

    Parameters
    ----------
    cases : sequence of KeptCase
        One's own that can be read.
    case_id : str
        Of the one that is shown; where it is none of them, the first.
    """
    by_id = {case.id: case for case in cases}
    shown = case_id if case_id in by_id else next(iter(by_id))
    if st.query_params.get("case") != shown or st.query_params.get(PARAMETER) != "second":
        state.set_url({"case": shown, PARAMETER: "second"})
    titles = case_labels({case.id: case.title for case in cases})
    with st.container(key="second-head", horizontal=True, vertical_alignment="bottom"):
        chosen = st.selectbox(
            "Case", list(by_id), index=list(by_id).index(shown), format_func=lambda id: titles[id], width=320
        )
        reader = st.text_input(
            "Who reads",
            st.session_state.get(_READER, ""),
            key="second-reader",
            max_chars=MAX_READER,
            placeholder="Your name",
            width=220,
        )
        st.session_state[_READER] = reader  # what is typed into a field is forgotten with its page
        if st.button("Back to the proposals", type="tertiary"):
            state.set_url({"case": shown})
            st.rerun()
    if chosen != shown:
        st.session_state.pop(_AT, None)
        state.set_url({"case": chosen, PARAMETER: "second"})
        st.rerun()
    desk, damaged = _desk(by_id[shown])
    with st.container(key="second-page"):
        frame.note_damaged(damaged, second_read_path(desk.kept.path))
        # who reads a claim sees that, and nothing else: no verdict of somebody else; and keys are verdicts there alone
        tabs = st.tabs(list(_TABS), key=_TAB, on_change="rerun")
        for draw, tab in zip(_TABS.values(), tabs, strict=True):
            if tab.open:
                with tab:
                    draw(desk, reader)


def _desk(case: KeptCase) -> tuple[_Desk, int]:
    of = kept.kept_cases().read(case)
    known: tuple[object, CaseGraph] | None = st.session_state.get(_GRAPH)
    if known is None or known[0] is not of:
        known = of, CaseGraph(of)
        st.session_state[_GRAPH] = known
    readings, damaged = read_counting(case.path)
    hashes = {source.id: source.sha256 for source in of.sources}
    texts = data.texts()

    def quote(at: Locator) -> str | None:
        sha256 = hashes.get(at.source)
        return texts.quote(at, sha256) if sha256 else None

    return _Desk(case, known[1], SecondRead(of, readings), readings, quote), damaged


# -- one claim -------------------------------------------------------------------------------------


def _show_claim(desk: _Desk, reader: str) -> None:
    said = st.session_state.pop(_SAID, "")
    if not reader.strip():
        frame.note("Give your name, or initials: every verdict says whose it is.", loud=True)
        return
    order = [claim.id for _, claim in SecondRead(desk.graph.case, ()).unread()]
    left = {claim.id for _, claim in desk.read.unread(reader_name(reader))}
    at: _At | None = st.session_state.get(_AT)
    if at is None or at.claim not in order:
        at = _At(next((id for id in order if id in left), ""))
        st.session_state[_AT] = at
    if not at.claim:
        done = f"{reader} has read every claim of this case." if order else "No claim is in this case yet."
        frame.note(f"{said} {done}".strip(), loud=True)
        return
    _show_steps(order, left, at, said)
    row = row_of(desk.graph, desk.read.claims[at.claim][1], desk.quote)
    if row is None:
        frame.note(
            "The text of a source of this claim is not at hand. Put the file into a folder, and name that folder in "
            "the setting CASEGRAPH_TEXTS to read it here.",
            loud=True,
        )
        return
    with st.container(key="second-claim"):
        st.html(_as_html(row))
    given = next((line for line in desk.read.verdicts(at.claim) if line.reader == reader_name(reader)), None)
    _offer_verdicts(desk, reader, at, row, given, order)


def _show_steps(order: Sequence[str], left: set[str], at: _At, said: str) -> None:
    number = order.index(at.claim)
    with st.container(horizontal=True, vertical_alignment="center", key="second-steps"):
        if st.button("Back", disabled=number == 0, shortcut="Left", key="second-back"):
            _go(order[number - 1])
        if st.button("On", disabled=number == len(order) - 1, shortcut="Right", key="second-on"):
            _go(order[number + 1])
        frame.note(f"Claim {number + 1:,} of {len(order):,}, {len(order) - len(left):,} read by you. {said}")


def _go(claim: str) -> None:
    st.session_state[_AT] = _At(claim)
    st.rerun()


def _as_html(row: SheetRow) -> str:
    quotes = "".join(
        f'<blockquote dir="auto">{escape(each.words)}<cite>{escape(each.place)}</cite></blockquote>'
        for each in row.passages
    )
    return f'<p class="told" dir="auto" aria-live="polite">{escape(row.text)}</p>{quotes}'


def _offer_verdicts(
    desk: _Desk, reader: str, at: _At, row: SheetRow, given: Reading | None, order: Sequence[str]
) -> None:
    pressed = at.verdict or (given.verdict if given else None)
    # what is pressed on a page that shows something else, as while the next claim comes, is no verdict on this
    shown = f"{row.claim}-{row.content}-{'-'.join(row.places)}"
    one_press(key="second-one-press")
    with st.container(key="second-verdicts", gap="xsmall"):
        for number, (name, words) in enumerate(VERDICTS.items(), 1):
            if st.button(
                f"**{plain(name)}**: {plain(words.words[:1].lower() + words.words[1:-1])}",
                key=f"second-{number}-{shown}",
                shortcut=str(number),
                type="primary" if name == pressed else "secondary",
                width="stretch",
            ):
                if name == "supported":
                    _record(desk, reader, at.claim, name, "", row, order)
                st.session_state[_AT] = _At(at.claim, name, shown)
                st.rerun()
    if at.verdict is None:
        if given and given.reason:
            frame.note(f"Your reason: {given.reason}")
        return
    with st.form("second-why", border=False):
        reason = st.text_input(
            plain(f"Why “{at.verdict}”, in a few words"),
            max_chars=MAX_REASON,
            key="second-reason",
        )
        given_now = st.form_submit_button("Give the verdict", type="primary")
    if at.seen != shown:
        st.session_state[_AT] = replace(at, seen=shown)
        frame.note("The claim was changed meanwhile: read it as it stands now, then give the verdict again.", loud=True)
    elif given_now:
        _record(desk, reader, at.claim, at.verdict, reason, row, order)


def _record(
    desk: _Desk, reader: str, claim: str, verdict: Verdict, reason: str, row: SheetRow, order: Sequence[str]
) -> None:
    """Keep a verdict, and go on to the next claim that the reader has not read."""
    statement, of = desk.read.claims[claim]
    try:
        line = give(statement, of, verdict, reader=reader, reason=reason, text=row.text, time=_now())
        record(desk.kept.path, [line])
    except CaseGraphError as error:
        st.error(plain(_capitalized(f"{error}.".replace("..", "."))))
        return
    left = {each.id for _, each in desk.read.unread(line.reader)} - {claim}
    behind = order[order.index(claim) + 1 :]
    onward = next((id for id in (*behind, *order) if id in left), "")
    st.session_state[_AT] = _At(onward)
    st.session_state[_SAID] = f"Kept: {verdict}."
    st.rerun()


def _now() -> str:
    return next(moments(datetime.now(UTC)))


# -- what is open ----------------------------------------------------------------------------------


def _show_open(desk: _Desk, reader: str) -> None:
    """List the verdicts that wait for somebody to mend the claim, to overrule them, or to read it again."""
    if said := st.session_state.pop(_SAID, ""):
        frame.note(said, loud=True)
    open_ = desk.read.open
    frame.note(_capitalized(f"{desk.read.counts.in_words or 'nobody has read a claim of this case yet'}."))
    if desk.read.counts.read and not open_:
        frame.note("No verdict is open.")
    is_loaded = kept.is_loaded(desk.kept)
    for claim, lines in list(open_.items())[:_MAX_LISTED]:
        with st.container(border=True, key=f"open-{claim}"):
            verdicts = "".join(f'<p class="note loud" dir="auto">{escape(line.told)}</p>' for line in lines)
            st.html(f'<p dir="auto">{escape(told(desk.graph, claim))}</p>{verdicts}')
            with st.container(horizontal=True, key=f"open-actions-{claim}"):
                if is_loaded and st.button("Show in Explore", key=f"open-show-{claim}"):
                    _show_in_explore(desk.kept.id, desk.read.claims[claim][0])
                with st.popover("Overrule"):
                    _offer_overruling(desk, reader, claim, lines)
    for claim, marks in list(desk.read.marks.items())[:_MAX_LISTED]:
        changed = [mark for mark in marks if mark.changed]
        if changed:
            with st.container(border=True, key=f"changed-{claim}"):
                verdicts = "".join(f'<p class="note loud" dir="auto">{escape(mark.told)}</p>' for mark in changed)
                st.html(f'<p dir="auto">{escape(told(desk.graph, claim))}</p>{verdicts}')
                st.button("Read it again", key=f"read-again-{claim}", on_click=_read, args=(claim,))
    if len(open_) > _MAX_LISTED or len(desk.read.changed) > _MAX_LISTED:
        frame.note(f"The first {_MAX_LISTED} are shown; “casegraph second-read CASE.yaml” lists them all.")


def _read(claim: str) -> None:
    """Turn to a claim, to read it."""
    st.session_state[_AT] = _At(claim)
    st.session_state[_TAB] = next(iter(_TABS))


def _show_in_explore(case: str, statement: Statement) -> None:
    view = replace(state.first_view(case), selection=(Key.of(case, statement.id),))
    if statement.object is None:  # what is said of a value is only seen with the values
        view = replace(view, off=frozenset())
    frame.open_in_explore(case, view)


def _offer_overruling(desk: _Desk, reader: str, claim: str, lines: Sequence[Reading]) -> None:
    with st.form(f"overrule-{claim}", border=False):
        reason = st.text_input("Why the claim is right as it is", max_chars=MAX_REASON)
        pressed = st.form_submit_button("Overrule the verdict", type="primary")
        # verdicts that came in meanwhile were not read yet
        key, times = f"second-open-{claim}", [line.time for line in lines]
        seen = st.session_state.get(key, times)
        st.session_state[key] = times
        if not pressed:
            return
        if seen != times:
            st.error("A verdict came in meanwhile: read it, then press again.")
            return
        try:
            record(desk.kept.path, [overrule(line, reader=reader, reason=reason, time=_now()) for line in lines])
        except CaseGraphError as error:
            st.error(plain(_capitalized(f"{error}.")))
            return
    st.session_state[_SAID] = f"Overruled: {lines[0].told}"
    st.rerun()


# -- for somebody elsewhere ------------------------------------------------------------------------


def _show_sheets(desk: _Desk, reader: str) -> None:
    frame.note(
        "A sheet holds every claim with the words that it cites. As a page it opens in any browser, offline, and "
        "saves the verdicts as CSV; as CSV it is filled in with a spreadsheet. Take the CSV back here."
    )

    def sheet(write: Callable[..., bytes]) -> Callable[[], bytes]:
        case = desk.graph.case
        return lambda: write(case, rows_of(case, desk.quote)[0])

    with st.container(horizontal=True, key="second-sheets"):
        for label, write, ending, mime in (
            ("Save as a page", write_html, ".html", "text/html"),
            ("Save as CSV", write_csv, ".csv", "text/csv"),
        ):
            name = f"{desk.kept.id}-second-read{ending}"
            st.download_button(plain(label), sheet(write), name, mime, on_click="ignore")
    given = st.file_uploader("A sheet that came back", type="csv", key="second-sheet")
    if given is None:
        return
    last, sentence = st.session_state.get(_TAKEN, ("", ""))
    if last != given.file_id:
        try:
            sentence = _take(desk, reader, given.name, given.getvalue())
        except CaseGraphError as error:
            st.error(plain(error))
            return
        st.session_state[_TAKEN] = given.file_id, sentence
    frame.note(sentence, loud=True)


def _take(desk: _Desk, reader: str, name: str, content: bytes) -> str:
    """Keep the verdicts of a sheet, and say what was taken."""
    taken = take(
        content,
        desk.graph.case,
        name=name,
        readings=desk.readings,
        reader=reader,
        now=datetime.now(UTC),
    )
    record(desk.kept.path, taken.readings)
    gone = f"; {number_of(len(taken.gone), 'claim')} no more in the case" if taken.gone else ""
    known = f"; {taken.known:,} there already" if taken.known else ""
    return f"{number_of(len(taken.readings), 'verdict')} taken of {name}{known}{gone}."


_TABS = {"Read": _show_claim, "Mend or overrule": _show_open, "For somebody elsewhere": _show_sheets}
"""What draws each tab, by its title."""


def _capitalized(text: str) -> str:
    return text[:1].upper() + text[1:]
