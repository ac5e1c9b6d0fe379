"""The ledger: every claim of a case, who makes it, of what, and where it is written."""

from __future__ import annotations

from collections.abc import Callable, Collection, Mapping, Sequence
from concurrent.futures import Future, ThreadPoolExecutor, wait
from contextlib import suppress
from dataclasses import fields, replace
from datetime import date
from typing import Any

import streamlit as st

from graph.case.captions import predicate_words
from graph.case.choices import told_apart
from graph.case.statuses import STATUSES
from graph.case.words import shorten
from graph.elements import Key, Relationship
from graph.errors import CaseGraphError, NotFoundError, QueryError
from graph.explore.report import report_of
from graph.explore.view import View
from graph.formats import LEDGER_FILES
from graph.formats.ledger import (
    Ledger,
    described,
    grouped,
    heading_of,
    ledger_file,
    names_in,
    quotable_texts,
    said_by,
)
from graph.formats.report import Report
from graph.questions.explain import find_statement
from graph.questions.ledger import (
    GROUPINGS,
    PAGE,
    Choices,
    Grouping,
    LedgerPage,
    Row,
    choices,
    count_claims,
    every_row,
    ledger,
    statement_ids,
)
from graph.questions.ledger_filter import LEDGER_STANCES, LedgerFilter
from graph.questions.ledger_words import TextOf
from graph.questions.parts import nodes_by_key
from graph.stores import LoadedCase
from graph.ui import addressed, data, frame, state
from graph.ui.explore import actions
from graph.ui.explore.export import file_stem
from graph.ui.explore.tables import show_table
from graph.ui.kept import kept_cases
from graph.ui.pages import CLAIMS, EXPLORE
from graph.ui.parts.inspector import inspector
from graph.ui.parts.inspector.claims import Content, claim_key, told
from graph.ui.parts.inspector.content import of_nothing, of_relationship
from graph.ui.parts.report import report_buttons
from graph.ui.parts.text import plain

_FILTERS = tuple(field.name for field in fields(LedgerFilter))
"""Parameters of the address, each a filter."""
_BY, _AFTER, _BEFORE, _AT = "by", "after", "before", "at"
"""Parameters of the address: what the claims are in order of, where the page begins or ends, and its first number."""
_PLACE = (_AFTER, _BEFORE, _AT)
_AS = "as"
"""Parameter of the address: whether they are a table."""
_CLAIM, _STATEMENT = "claim", "statement"
"""Parameters of the address: the row that is chosen, and the statement that is explained."""
_MAX_WAIT_S = 0.4
"""Seconds to wait for what can be chosen before the page is drawn without it."""
_FIRST_DAY, _LAST_DAY = date(1000, 1, 1), date(2999, 12, 31)
"""What the calendars offer."""
_MAX_CHOICES = 500
"""Speakers and subjects that a list offers; the others are found by the search of Explore."""
_TALL = 560
_GRAPH = "graph"
"""What the inspector sends when the statement is to be shown in the graph."""
_ANY = {
    "speaker": "Anybody",
    "stance": "Any stance",
    "status": "Any status",
    "predicate": "Any relation",
    "subject": "Anything",
    "source": "Any source",
}
_WORDS = {"asserts": "asserts", "denies": "denies", "questions": "questions", "infers": "inferred by the editor"}


def draw(version: str, view: View, case: LoadedCase) -> None:
    """Draw the tab for a case."""
    asked = addressed.current(CLAIMS)
    wanted = _wanted(version, case, asked)
    choices_ = _choices_in_preparation(version, case.id)
    key = _key(wanted)
    count = _count_in_preparation(version, case.id, key, wanted, data.texts().get)
    offered = _ready(choices_, lambda: _choices_in_preparation.clear(version, case.id))
    _show_filters(version, case, wanted, offered or Choices({}, {}, {}, ()))
    by: Grouping = "speaker" if asked.get(_BY) == "speaker" else "statement"
    page = None
    if asked.get(_AFTER) or asked.get(_BEFORE):
        with suppress(NotFoundError):  # the address begins at a claim that is gone
            page = _page(version, case.id, key, by, asked.get(_AFTER, ""), asked.get(_BEFORE, ""), wanted)
    if not page or not page.rows:
        asked = _without_place(asked)
        page = _page(version, case.id, key, by, "", "", wanted)
    total = _ready(count, lambda: _count_in_preparation.clear(version, case.id, key))
    _show_bar(version, case, wanted, by, page, total)
    left, right = st.columns([1.9, 1], gap="small")
    with left, st.container(key="ledger-rows"):
        if not page.rows:
            _say_nothing(wanted)
        elif asked.get(_AS) == "table":
            _show_rows_as_table(version, page, asked)
        else:
            _show_rows_in_groups(version, page, by, asked)
        _show_steps(page, asked, total)
    with right:
        show_explanation(version, case, asked)
    if pending := [each for each in (choices_, count) if not each.done()]:
        _rerun_when_ready(pending)


# -- what is asked ---------------------------------------------------------------------------------


def _wanted(version: str, case: LoadedCase, asked: Mapping[str, str]) -> LedgerFilter:
    """Return the filters of the address; what in it cannot be is left out, and said."""
    wanted, store, schema = LedgerFilter(), data.store_at(version), data.schema_at(version)
    for name in _FILTERS:
        if asked.get(name):
            try:
                wanted = replace(wanted, **{name: asked[name][:200]}).checked_in(store, case.id, schema)
            except (QueryError, NotFoundError) as error:
                frame.note(f"{name} in the address was left out. {error}", loud=True)
    return wanted


def _without_place(asked: Mapping[str, str]) -> dict[str, str]:
    return {name: text for name, text in asked.items() if name not in _PLACE}


def _change(changed: Mapping[str, str]) -> None:
    """Change parameters of the address; what is empty goes."""
    parameters = {**addressed.current(CLAIMS), **changed}
    addressed.change(CLAIMS, {name: text for name, text in parameters.items() if text})


def _field(name: str, value: Any, read: Callable[[Any], str] = str) -> dict[str, Any]:
    """Return key and callback of a field that shows a parameter, and changes it; the first page then is shown."""
    key = f"ledger-{name}"
    st.session_state[key] = value

    def changed() -> None:
        given = st.session_state[key]
        _change({name: read(given) if given else "", **dict.fromkeys(_PLACE, "")})

    return {"key": key, "on_change": changed}


def _show_filters(version: str, case: LoadedCase, wanted: LedgerFilter, offered: Choices) -> None:
    schema = data.schema_at(version)
    with st.container(key="ledger-filters", horizontal=True, vertical_alignment="bottom", gap="small"):
        st.text_input(
            "Search words, names and passages",
            placeholder="Words, or “a phrase” in quotation marks",
            max_chars=200,
            help="Words are looked for in paraphrases and reasons, in the names of who says so and of what it is "
            "about, and in the passages of texts that are at hand.",
            **_field("text", wanted.text, str.strip),
        )
        _choose("speaker", "Who says so", wanted.speaker, offered.speakers)
        _choose("stance", "Stance", wanted.stance, {name: _WORDS[name] for name in LEDGER_STANCES})
        _choose("status", "Status", wanted.status, {name: name for name in STATUSES})
        more = [name for name in ("subject", "predicate", "source", "since", "until") if getattr(wanted, name)]
        with st.popover(plain(f"More filters ({len(more)})") if more else "More filters", key="ledger-more"):
            _choose("subject", "About", wanted.subject, offered.subjects)
            words = {name: predicate_words(name, schema.predicates.get(name)) for name in offered.predicates}
            _choose("predicate", "Relation", wanted.predicate, words)
            _choose("source", "Written in", wanted.source, offered.sources)
            since, until = st.columns(2)
            with since:
                _choose_day("since", "Published since", wanted.since)
            with until:
                _choose_day("until", "Published until", wanted.until)


def _choose(name: str, label: str, value: str, options: Mapping[str, str]) -> None:
    names = {"": _ANY[name], **told_apart(dict(options))}
    names.setdefault(value, value)  # of an address, or of more than are offered
    st.selectbox(
        plain(label),
        list(names),
        format_func=lambda id: shorten(names[id], 60),
        help=f"The {_MAX_CHOICES:,} with most claims are listed." if len(options) >= _MAX_CHOICES else None,
        **_field(name, value),
    )


def _choose_day(name: str, label: str, value: str) -> None:
    day = date.fromisoformat(value) if value else None
    if day and not _FIRST_DAY <= day <= _LAST_DAY:
        frame.note(f"{value} is filtered by, though no calendar here reaches that day.", loud=True)
        day = None
    st.date_input(
        plain(label),
        min_value=_FIRST_DAY,
        max_value=_LAST_DAY,
        format="YYYY-MM-DD",
        **_field(name, day, lambda given: given.isoformat()),
    )


# -- what is read ----------------------------------------------------------------------------------


_beside = ThreadPoolExecutor(max_workers=2, thread_name_prefix="ledger")
"""What a large case is gone through for, and nobody should wait for: who says most, and how many claims fit."""


@st.cache_resource(max_entries=8, show_spinner=False)
def _choices_in_preparation(version: str, case: str) -> Future[Choices]:
    return _beside.submit(lambda: choices(data.store_at(version), case, data.schema_at(version), limit=_MAX_CHOICES))


@st.cache_resource(max_entries=64, show_spinner=False)
def _count_in_preparation(version: str, case: str, key: str, _wanted: LedgerFilter, _texts: TextOf) -> Future[int]:
    return _beside.submit(lambda: count_claims(data.store_at(version), case, _wanted, texts=_texts))


def _ready[T](preparation: Future[T], forget: Callable[[], None]) -> T | None:
    """Return what a thread reads; None as long as it does: then the page is drawn again."""
    if not wait([preparation], _MAX_WAIT_S).done:
        return None
    try:
        return preparation.result()
    except Exception:
        forget()  # so that the next time it is tried again
        raise


@st.fragment(run_every=0.5)
def _rerun_when_ready(pending: Sequence[Future[Any]]) -> None:
    if any(each.done() for each in pending):
        st.rerun()


def _key(wanted: LedgerFilter) -> str:
    """Return by what a page is kept: its filter, and where words are looked for, the texts that are at hand."""
    return repr((wanted, data.texts_stamp() if wanted.text else ()))


@st.cache_resource(max_entries=32, show_spinner="Reading the ledger …")
def _page(version: str, case: str, key: str, by: Grouping, after: str, before: str, _wanted: Any) -> LedgerPage:
    store, schema = data.store_at(version), data.schema_at(version)
    texts = data.texts().get
    return ledger(store, case, _wanted, schema=schema, by=by, after=after, before=before, texts=texts)


@st.cache_resource(max_entries=8, show_spinner=False)
def _statement_ids(version: str, case: str, key: str, _wanted: Any) -> list[str]:
    return statement_ids(data.store_at(version), case, _wanted, texts=data.texts().get)


# -- what it came to -------------------------------------------------------------------------------


def _show_bar(
    version: str, case: LoadedCase, wanted: LedgerFilter, by: Grouping, page: LedgerPage, total: int | None
) -> None:
    """Say which claims these are, once they are counted; offer another order, the table, and files."""
    asked = addressed.current(CLAIMS)
    note = "Counting the claims …"
    if total is not None:
        note = described(case, wanted, total, total, names_in(data.store_at(version), case.id, wanted, data.schema()))
    with st.container(key="ledger-bar", horizontal=True, vertical_alignment="center", gap="small"):
        frame.note(note)
        if wanted != LedgerFilter():
            st.button("Show all", type="tertiary", on_click=lambda: _change(dict.fromkeys((*_FILTERS, *_PLACE), "")))
        st.space("stretch")
        shown = "table" if asked.get(_AS) == "table" else by
        words = {"statement": "By statement", "speaker": "By speaker", "table": "Table"}

        def on_shown() -> None:
            chosen = st.session_state["ledger-shown"]
            order = {_BY: ""} if chosen == "statement" else {_BY: "speaker"} if chosen == "speaker" else {}
            moved = dict.fromkeys(_PLACE, "") if order else {}
            _change({_AS: "table" if chosen == "table" else "", **order, **moved})

        st.session_state["ledger-shown"] = shown
        st.segmented_control(
            "Show",
            [*GROUPINGS, "table"],
            format_func=lambda name: plain(words[name]),
            required=True,
            label_visibility="collapsed",
            key="ledger-shown",
            on_change=on_shown,
        )
        with st.popover("Save", key="ledger-save", disabled=not page.rows):
            for ending, (label, mime, use) in LEDGER_FILES.items():
                st.download_button(
                    plain(label),
                    lambda ending=ending: _file(version, case, wanted, by, ending),  # type: ignore[misc]
                    f"{file_stem(f'{case.id}-claims') or 'claims'}{ending}",
                    mime,
                    help=plain(use),
                    on_click="ignore",
                    width="stretch",
                    key=f"ledger-save-{ending}",
                )
            if total and total > (most := data.settings().max_rows):
                st.caption(plain(f"The first {most:,} claims are saved (setting max_rows)."))
        # lazily: of a large case this reads the statements of all claims that fit
        with st.popover("Report", key="ledger-report", disabled=not page.rows, on_change="rerun") as memo:
            if memo.open:
                _offer_report(version, case, wanted)


def _offer_report(version: str, case: LoadedCase, wanted: LedgerFilter) -> None:
    ids = _statement_ids(version, case.id, _key(wanted), wanted)
    st.caption("A memo on the statements that these claims are on: who says what, and each passage by number.")
    report_buttons(
        lambda: _report(version, case, ids if wanted != LedgerFilter() else None),
        file_stem(case.id) or "case",
        statements=len(ids),
        key="ledger",
        width="stretch",
    )


def _report(version: str, case: LoadedCase, statements: Collection[str] | None) -> Report:
    store, schema, settings = data.store_at(version), data.schema_at(version), data.settings()
    return report_of(store, case.id, settings=settings, statements=statements, schema=schema, texts=data.texts())


def _file(version: str, case: LoadedCase, wanted: LedgerFilter, by: Grouping, ending: str) -> bytes:
    store, schema, settings = data.store_at(version), data.schema_at(version), data.settings()
    texts = data.texts().get
    rows = list(every_row(store, case.id, wanted, schema=schema, by=by, limit=settings.max_rows, texts=texts))
    total = len(rows) if len(rows) < settings.max_rows else count_claims(store, case.id, wanted, texts=texts)
    note = described(case, wanted, total, len(rows), names_in(store, case.id, wanted, schema))
    return ledger_file(
        Ledger(case, rows, by, note, kept_cases().marks(case.id)), ending, store, schema, quotable_texts(settings)
    )


def _say_nothing(wanted: LedgerFilter) -> None:
    if wanted == LedgerFilter():
        frame.note("Nothing is claimed in this case yet. Add a document to it on the page Cases.", loud=True)
    else:
        frame.note("No claim fits. Look for fewer words, or leave out a filter.", loud=True)


def _show_rows_as_table(version: str, page: LedgerPage, asked: Mapping[str, str]) -> None:
    schema = data.schema_at(version)
    rows = []
    for row in page.rows:
        near, words, far = said_by(row, schema)
        claim = row.claim
        cells = {
            "Statement": f"{near} — {words} → {far}",
            "Status": row.status,
            "Stance": claim.past,
            "By": claim.by_name,
            "Says": claim.says or claim.because,
            "By way of": claim.chain,
            "Where": claim.short_place,
            "Published": claim.published,
        }
        rows.append(cells)
    keys = [row.claim.id for row in page.rows]
    statements = {row.claim.id: row.statement.id for row in page.rows}
    marks = kept_cases().marks(page.rows[0].claim.case)
    if not marks.keys().isdisjoint(keys):
        for claim_id, cells in zip(keys, rows, strict=True):
            cells["Second reader"] = "; ".join(mark.told for mark in marks.get(claim_id, ()))

    def chosen(ids: list[str]) -> None:
        claim = ids[-1] if ids else ""
        _change({_CLAIM: claim, _STATEMENT: statements.get(claim, "")})

    show_table("ledger", keys, rows, [asked.get(_CLAIM, "")], chosen, mode="single-row")


def _show_rows_in_groups(version: str, page: LedgerPage, by: Grouping, asked: Mapping[str, str]) -> None:
    """Show the claims under their statements, or their speakers, each a line that opens its explanation."""
    schema = data.schema_at(version)
    sections = []
    for group in grouped(page.rows, by):
        row = group[0]
        heading, rows = heading_of(row, by, schema), [_line(each, by, asked) for each in group]
        told_there = by == "speaker" or f"({row.status})" in heading
        of = row.claim.by_key if by == "speaker" else row.statement.key
        sections.append({"heading": heading, "of": of, "status": "" if told_there else row.status, "rows": rows})
    listed = {"key": "ledger", "title": "Ledger", "untitled": True, "sections": sections}
    inspector(listed, height=_TALL, on_event=on_event, key="ledger-list", label="Ledger")


def _line(row: Row, by: Grouping, asked: Mapping[str, str]) -> Content:
    """Return a claim as a line of the list: who says what, by which way, and where."""
    claim, r, schema = row.claim, row.statement, data.schema()
    if by == "speaker":
        words = told(claim, r.start_node, r.end_node, schema)
    else:
        words = [{"text": f"{claim.past} by {claim.by_name}", "key": claim_key(claim)}]
        words += [f" — {claim.says or claim.because}"] if claim.says or claim.because else []
    way = [f"by way of {claim.chain}"] if claim.via else []
    return {
        "claims": [claim_key(claim)],
        "words": words,
        "lines": [[" · ".join([*way, claim.place])]],
        "passages": [],
        "status": row.status if by == "speaker" else "",
        "chosen": claim.id == asked.get(_CLAIM),
        "buttons": [{"label": "Explain", "kind": "select", "detail": {"key": claim_key(claim)}}]
        if by == "speaker"
        else [],
    }


def _show_steps(page: LedgerPage, asked: Mapping[str, str], total: int | None) -> None:
    """Offer the pages before and after, and say which claims these are of how many."""
    if not (page.before or page.after):
        return
    first = _first(asked)

    def step(name: str, claim: str, number: int) -> None:
        _change({_AFTER: "", _BEFORE: "", name: claim, _AT: str(number)})

    with st.container(key="ledger-steps", horizontal=True, vertical_alignment="center", gap="small"):
        st.button(
            "Earlier page",
            disabled=not page.before,
            on_click=lambda: step(_BEFORE, page.before, max(1, first - PAGE)),
        )
        st.button(
            "Next page", disabled=not page.after, on_click=lambda: step(_AFTER, page.after, first + len(page.rows))
        )
        last = first + len(page.rows) - 1
        if total is None:
            frame.note(f"{first:,} to {last:,}")
        elif last <= total:  # an address that somebody edited may count otherwise
            frame.note(f"{first:,} to {last:,} of {total:,}")


def _first(asked: Mapping[str, str]) -> int:
    """Return the number of the page's first claim, as the steps that led to it counted."""
    number = asked.get(_AT, "") if asked.get(_AFTER) or asked.get(_BEFORE) else ""
    return int(number) if number.isascii() and number.isdigit() and 0 < len(number) < 10 else 1


# -- the explanation -------------------------------------------------------------------------------


def show_explanation(version: str, case: LoadedCase, asked: Mapping[str, str]) -> None:
    """Show what stands behind the statement that is chosen."""
    content = of_nothing(
        "Nothing selected",
        "Choose a claim to read why its statement has its status: who says so, by which way it came, the passage, "
        "what contradicts it, and the query behind it.",
    )
    if id := asked.get(_STATEMENT):
        try:
            statement = find_statement(data.store(), id, case=case.id)
            content = of_relationship(data.store(), statement, data.schema(), passages=data.passage_text)
            rows = content["sections"][0]["rows"]
            chosen = Key.of(case.id, asked.get(_CLAIM, ""))
            content["sections"][0]["rows"] = [{**row, "chosen": chosen in row["claims"]} for row in rows]
            content["actions"] = [{"label": "Show in the graph", "kind": _GRAPH, "primary": True}, *content["actions"]]
        except NotFoundError as error:
            content = of_nothing("Not there", str(error))
    inspector(content, height=_TALL, on_event=on_event)


def on_event(event: Mapping[str, Any]) -> None:
    """Open what was pressed in the list or the explanation: claims and statements here, all else on the canvas."""
    case, asked = state.current_view().case, addressed.current(CLAIMS)
    try:
        if event.get("kind") == _GRAPH:
            _show_in_graph(find_statement(data.store(), asked.get(_STATEMENT, ""), case=case))
        elif event.get("kind") == "select":
            key = Key(str(event.get("key", "")))
            if nodes := [node for node in nodes_by_key(data.store(), [key]) if "Claim" not in node.labels]:
                actions.add_and_select(state.current_view(), [nodes[0].key])
                frame.go_to(EXPLORE, state.current_view().to_parameters())
            elif key.case == case:
                statement = find_statement(data.store(), key.local_id, case=case)
                _change({_STATEMENT: statement.id, _CLAIM: key.local_id if key.local_id != statement.id else ""})
    except CaseGraphError as error:
        state.add_note(str(error))


def _show_in_graph(statement: Relationship) -> None:
    actions.add_and_select(state.current_view(), [statement.start_node.key, statement.end_node.key])
    state.select((statement.key,))
    frame.go_to(EXPLORE, state.current_view().to_parameters())
