"""Forms about the questions of a case: what is asked, what stands on which side, and what somebody concludes."""

from __future__ import annotations

from dataclasses import replace

import streamlit as st

from graph.case.changes import with_question, without_question
from graph.case.choices import statement_in_words, told_apart
from graph.case.model import SIDES, Case, Question, Side
from graph.case.words import clean, shorten
from graph.errors import ModelError, NotFoundError
from graph.review.take import ids_of, new_id
from graph.ui import frame
from graph.ui.parts.text import plain
from graph.ui.writing.desk import Desk, Draft, as_sentence, typed
from graph.ui.writing.statement_forms import statement_of

SIDE_WORDS: dict[Side, str] = {"for": "For", "against": "Against", "open": "Still open"}
"""What the sides of a question are called."""
_MOST_OFFERED = 1_000
"""Statements that a list offers; of more, those that hold some words."""
_NEW = ""
"""In place of a question: one that is asked anew."""


def question(desk: Desk) -> Draft | str:
    """Ask a question, or correct one: its words, what stands on each side, and a conclusion."""
    known = question_of(desk.case, desk.task.of) if desk.task.of else None
    text = typed(st.text_input("Question", known.text if known else "", key=desk.key("question-text")))
    labels = _labels(desk, known)
    chosen = {
        side: tuple(
            st.multiselect(
                plain(SIDE_WORDS[side]),
                list(labels),
                default=list(known.sides[side]) if known else [],
                format_func=lambda id: labels[id],
                placeholder="Choose statements",
                filter_mode="contains",
                key=desk.key(f"question-{side}"),
            )
        )
        for side in SIDES
    }
    conclusion = typed(
        st.text_area(
            "Conclusion, in your own words",
            (known.conclusion or "") if known else "",
            help="It is shown as yours: nobody in the case says it, and it changes no status.",
            key=desk.key("question-conclusion"),
        )
    )
    signed = (known.by or "") if known else ""
    by = typed(
        st.text_input(
            "Who concludes it",
            placeholder=f"{signed}, as long as the words stay the same" if signed else "A name",
            help="Whoever signs a conclusion signs its words and those of the question: other words are signed anew.",
            key=desk.key("question-by"),
        )
    )
    if not text:
        return "Type the question."
    if known and (text, conclusion) == (typed(known.text), typed(known.conclusion or "")):
        text, conclusion, by = known.text, known.conclusion or "", by or signed
    if conclusion and not by:
        if signed:
            return f"{signed} signed other words than these. Type the name of the person who concludes it now."
        return "Type the name of the person who concludes it."
    try:
        asked = Question(
            id=known.id if known else new_id(text, ids_of(desk.now)),
            text=text,
            for_=chosen["for"],
            against=chosen["against"],
            open=chosen["open"],
            conclusion=conclusion or None,
            by=by if conclusion else None,
        )
    except ModelError as error:
        return as_sentence(str(error))
    doing = "Corrected the question" if known else "Asked"
    return Draft(f"{doing} {_quoted(asked)}", lambda case: with_question(case, asked))


def remove_question(desk: Desk) -> Draft | str:
    """Remove a question; what stands under it stays in the case."""
    known = question_of(desk.case, desk.task.of)
    frame.note(f"This question goes: {known.text} Its statements stay in the case.")
    return Draft(
        f"Removed the question {_quoted(known)}", lambda case: without_question(case, known.id), button="Remove"
    )


def put_under(desk: Desk) -> Draft | str:
    """Put a statement under a question, on one of its sides."""
    about = statement_of(desk.case, desk.task.of)
    frame.note(statement_in_words(desk.case, about))
    labels = told_apart({q.id: shorten(clean(q.text), 90) for q in desk.case.questions}) | {_NEW: "A new question …"}
    ids = list(labels)
    id = st.selectbox("Question", ids, format_func=lambda id: labels[id], key=desk.key("put-question"))
    text = ""
    if id == _NEW:
        text = typed(st.text_input("What is asked", key=desk.key("put-text")))
    side = st.segmented_control(
        "It speaks",
        SIDES,
        default="for",
        format_func=lambda side: plain(SIDE_WORDS[side]),
        required=True,
        key=desk.key("put-side"),
    )
    if id == _NEW and not text:
        return "Type the question."
    new = Question(id=new_id(text, ids_of(desk.now)), text=text) if id == _NEW else None

    def change(case: Case) -> Case:
        asked = new or question_of(case, str(id))
        sides = {name: tuple(other for other in asked.sides[name] if other != about.id) for name in SIDES}
        if side is not None:
            sides[side] = (*sides[side], about.id)
        return with_question(case, replace(asked, for_=sides["for"], against=sides["against"], open=sides["open"]))

    asked = new or question_of(desk.case, str(id))
    if side is not None and about.id in asked.sides[side]:
        return f"It stands there already: {asked.text}"
    where = SIDE_WORDS[side or "open"].lower()
    return Draft(f"Put {statement_in_words(desk.case, about)} under {_quoted(asked)}: {where}", change)


def question_of(case: Case, id: str) -> Question:
    """Return the question of an id.

    Raises
    ------
    NotFoundError
        The case file has none.
    """
    found = next((question for question in case.questions if question.id == id), None)
    if found is None:
        raise NotFoundError(f"The case file has no question {id!r} any more. Open the list of questions again.")
    return found


def _labels(desk: Desk, known: Question | None) -> dict[str, str]:
    """Return the statements that can be chosen, by id: all of them, or of many those that hold some words."""
    statements = desk.case.statements
    chosen = set(known.statements) if known else set()
    for side in SIDES:
        chosen |= set(st.session_state.get(desk.key(f"question-{side}"), ()))
    words: list[str] = []
    if len(statements) > _MOST_OFFERED:
        words = st.text_input(
            "Statements to choose from: those that hold",
            help=plain(f"Of {len(statements):,} statements the first {_MOST_OFFERED:,} that fit are offered."),
            key=desk.key("question-words"),
        ).casefold().split()  # fmt: skip
    labels: dict[str, str] = {}
    offered = 0
    for statement in statements:
        if statement.id not in chosen and offered == _MOST_OFFERED:
            continue
        label = shorten(clean(statement_in_words(desk.case, statement)), 200)
        if statement.id in chosen or all(word in label.casefold() for word in words):
            labels[statement.id] = label
            offered += statement.id not in chosen
    return told_apart(labels)


def _quoted(question: Question) -> str:
    return f"“{shorten(clean(question.text), 80)}”"
