"""The questions of the case: what a reader asks of it, what speaks on which side, and what the reader concludes."""

from __future__ import annotations

from collections.abc import Sequence
from html import escape
from pathlib import Path

import streamlit as st

from graph.case.choices import statement_in_words
from graph.case.file.case_file import CaseFile
from graph.case.model import SIDES, Question, Side
from graph.case.words import clean, number_of
from graph.errors import CaseFileError
from graph.explore.report import report_of
from graph.explore.view import View
from graph.formats.report import Report
from graph.questions.case_graph import CaseGraph
from graph.questions.claims import Claim
from graph.review.cases import KeptCase
from graph.review.second_read import Mark
from graph.stores import LoadedCase
from graph.ui import addressed, data, frame
from graph.ui.claims.ledger import show_explanation
from graph.ui.kept import kept_cases
from graph.ui.pages import CLAIMS
from graph.ui.parts.inspector.claims import claim_line
from graph.ui.parts.report import report_buttons
from graph.ui.parts.text import plain
from graph.ui.writing import desk, dialog
from graph.ui.writing.question_forms import SIDE_WORDS

_MOST = 40
"""Statements of a side that are shown."""
_MOST_CLAIMS = 8
"""Claims on a statement that are shown; its explanation has them all."""
_STATEMENT = "statement"
"""Parameter of the address: the statement that is explained."""
_EMPTY = (
    "No question yet. Ask one, as lawyers list the issues of a case: put statements under it that speak for an answer, "
    "against it, or of which that is still open, and write what you conclude. It is yours and no claim: no status "
    "changes by it."
)
_MEANT = "A question is its reader's and no claim: no status changes by it, and nothing is scored."


def draw(version: str, view: View, case: LoadedCase) -> None:
    """Draw the tab for a case."""
    kept = kept_cases().find(case.id)
    if kept is None:
        frame.note(dialog.NOT_KEPT)
        return
    try:
        graph = _graph(*_stamp(kept))
    except CaseFileError as error:
        frame.note(f"The case file of {kept.title} cannot be read, so its questions are not known:")
        st.code("\n".join(error.problems), language=None, wrap_lines=True)
        return
    questions = graph.case.questions
    with st.container(key="questions-page"):
        with st.container(key="questions-bar", horizontal=True, vertical_alignment="center"):
            frame.note(f"{number_of(len(questions), 'question')}. {_MEANT}" if questions else _EMPTY)
            st.space("stretch")
            if st.button("Ask a question", type="primary" if not questions else "secondary"):
                desk.begin(desk.Task(case.id, "question"))
        if questions:
            left, right = st.columns([1.9, 1], gap="medium")
            with left:
                for question in questions:
                    _show(graph, question, kept)
            with right:
                show_explanation(version, case, addressed.current(CLAIMS))
    dialog.show()


def _stamp(kept: KeptCase) -> tuple[str, int, int]:
    status = kept.path.stat()
    return kept.path.as_posix(), status.st_mtime_ns, status.st_size


@st.cache_resource(max_entries=4, show_spinner=False)
def _graph(path: str, changed: int, size: int) -> CaseGraph:
    """Return the graph of a case file as it was at a moment."""
    return CaseGraph(CaseFile(Path(path), data.settings()).read())


def _show(graph: CaseGraph, question: Question, kept: KeptCase) -> None:
    """Show a question: what speaks for it, against it and what is open, each with its passages, and the conclusion."""
    with st.container(key=f"question-{question.id}"):
        with st.container(horizontal=True, vertical_alignment="center", gap="small"):
            st.html(f'<h3 class="question" dir="auto">{escape(clean(question.text))}</h3>', width="stretch")
            for label, form in (("Edit", "question"), ("Remove", "remove_question")):
                name = f"{label} the question: {clean(question.text)}"
                if st.button(plain(label), type="tertiary", key=f"begin-{form}-{question.id}", help=plain(name)):
                    desk.begin(desk.Task(kept.id, form, question.id))
            with st.popover("Report", type="tertiary", key=f"report-of-{question.id}"):
                report_buttons(
                    lambda: _report(kept.id, question.id),
                    f"{kept.id}-{question.id}",
                    statements=len(question.statements),
                    key=f"question-{question.id}",
                    width="stretch",
                )
        st.html(_conclusion(question))
        for side, column in zip(SIDES, st.columns(len(SIDES), gap="medium"), strict=True):
            with column:
                _show_side(graph, question, side)


def _report(case: str, question: str) -> Report:
    return report_of(
        data.store(), case, settings=data.settings(), question=question, schema=data.schema(), texts=data.texts()
    )


def _show_side(graph: CaseGraph, question: Question, side: Side) -> None:
    ids = question.sides[side]
    st.html(f'<h4 class="side">{SIDE_WORDS[side]} <span>({len(ids):,})</span></h4>')
    chosen, marks = addressed.current(CLAIMS).get(_STATEMENT), kept_cases().marks(graph.case.id)
    for id in ids[:_MOST]:
        kind = "chosen-statement" if id == chosen else "statement"
        with st.container(key=f"{kind}-{question.id}-{side}-{id}", gap=None):
            st.button(
                plain(clean(statement_in_words(graph.case, graph.statement(id)))),
                type="tertiary",
                key=f"explain-{question.id}-{id}",
                on_click=_explain,
                args=(id,),
                help="Say why it has its status",
            )
            claims = graph.claims(id)
            more = f"<li>And {number_of(len(claims) - _MOST_CLAIMS, 'more claim')}.</li>"
            rest = more if len(claims) > _MOST_CLAIMS else ""
            shown = "".join(_passage(claim, marks.get(claim.id, ())) for claim in claims[:_MOST_CLAIMS])
            st.html(f'<ul class="passages">{shown}{rest}</ul>')
    if len(ids) > _MOST:
        frame.note(f"And {len(ids) - _MOST:,} more; the case file has them all.")
    if not ids:
        frame.note("Nothing yet.")


def _explain(statement: str) -> None:
    addressed.change(CLAIMS, {**addressed.current(CLAIMS), _STATEMENT: statement, "claim": ""})


def _passage(claim: Claim, marks: Sequence[Mark]) -> str:
    """Return a claim as a line: who makes it, where it is written, the words there, and the verdicts on it."""
    quote = data.passage_text(claim.case, claim.locator)
    within = clean(quote or "").replace("“", "‘").replace("”", "’")
    words = f"“{escape(within)}”" if quote else escape(clean(claim.says or claim.because))
    read = "".join(f'<b class="verdict">Second reader: {escape(mark.told)}</b>' for mark in marks)
    return f'<li dir="auto"><span>{escape(clean(claim_line(claim)))}</span>{words}{read}</li>'


def _conclusion(question: Question) -> str:
    if not question.conclusion:
        return '<p class="note">No conclusion yet.</p>'
    paragraphs = "".join(f"<p>{escape(clean(line))}</p>" for line in question.conclusion.splitlines() if line.strip())
    return (
        f'<blockquote class="conclusion" dir="auto">{paragraphs}'
        f"<cite>{escape(clean(question.by or ''))} concludes this; no source of the case says it.</cite></blockquote>"
    )
