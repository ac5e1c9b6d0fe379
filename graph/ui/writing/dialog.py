"""The panel in which something is written: the form, what it does, the difference of the file, and Save."""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from html import escape

import streamlit as st

from graph.case.changes import consequences
from graph.case.choices import statement_in_words
from graph.case.diff import Difference
from graph.case.file.stated_crimes import stated_crimes
from graph.case.journal import undone
from graph.case.meanwhile import taken_back
from graph.case.model import Case
from graph.case.words import joined_with_and, number_of
from graph.elements import Key
from graph.errors import CaseFileError, CaseGraphError, FileChangedError, NotFoundError, StoreError
from graph.review.cases import KeptCase
from graph.ui import data, frame, state
from graph.ui.kept import follow, kept_cases, outside_in_words
from graph.ui.parts.text import plain
from graph.ui.writing import desk, entity_forms, question_forms, statement_forms
from graph.ui.writing.desk import Desk, Draft, as_sentence
from graph.ui.writing.difference import difference_html

_WIDTH = 640
_MOST_REASONS = 5
_MOST_STATEMENTS = 5
_PROBLEM = re.compile(
    r"(?P<file>.*?):\d+: (?:(?P<section>\w+)\[(?P<row>[^\]]*)\])?(?P<field>[\w.\[\]#]*): (?P<reason>.*)", re.DOTALL
)
"""A problem of a case file: the file and the line, as it would be written, the row and the field, and the reason."""


@dataclass(frozen=True, slots=True)
class Form:
    """A form.

    Parameters
    ----------
    title : str
    draw : callable
        Draws the fields, and returns what they come to; or a sentence on what is still to be given.
    typed : bool
        Something is typed into it: it closes by its buttons alone, so that neither Escape nor a click beside it loses
        that.
    """

    title: str
    draw: Callable[[Desk], Draft | str]
    typed: bool = True


def _undo(desk_: Desk) -> Draft | str:
    entry = next((entry for entry in desk_.file.history() if entry.change.id == desk_.task.of), None)
    if entry is None:
        raise NotFoundError("This change is not in the list any more. Close this, and look at the list again.")
    taken, doing = entry.next, "Done again" if entry.undo else "Undone"
    frame.note(f"{'Does again' if entry.undo else 'Takes back'}: {entry.change.what}.")
    return Draft(
        f"{doing}: {entry.change.what}",
        lambda case: undone(case, taken.rows),
        undoes=taken.id,
        button="Do again" if entry.undo else "Undo",
    )


FORMS: Mapping[str, Form] = {
    "entity": Form("Edit", entity_forms.entity),
    "new_entity": Form("Add an entity", entity_forms.entity),
    "merge": Form("Merge two entities", entity_forms.merge, typed=False),
    "remove_entity": Form("Remove an entity", entity_forms.remove_entity, typed=False),
    "statement": Form("Add a statement", statement_forms.statement),
    "correct_statement": Form("Correct a statement", statement_forms.statement),
    "remove_statement": Form("Remove a statement", statement_forms.remove_statement, typed=False),
    "claim": Form("Add a claim", statement_forms.claim),
    "correct_claim": Form("Correct a claim", statement_forms.claim),
    "remove_claim": Form("Remove a claim", statement_forms.remove_claim, typed=False),
    "question": Form("A question of the case", question_forms.question),
    "remove_question": Form("Remove a question", question_forms.remove_question, typed=False),
    "put_under": Form("Put under a question", question_forms.put_under),
    "undo": Form("Take back a change", _undo, typed=False),
}


def show() -> None:
    """Show what is being written, if anything is; to be called last by a page on which something can be written."""
    task = desk.task()
    if task is None or task.form not in FORMS:
        return
    form = FORMS[task.form]
    st.dialog(plain(form.title), width=_WIDTH, position="right", dismissible=not form.typed, on_dismiss=desk.end)(
        _show
    )(task)


def _show(task: desk.Task) -> None:
    try:
        kept = kept_cases().find(task.case)
        if kept is None:
            frame.note(NOT_KEPT)
        elif kept.problem:
            frame.note(f"The case file of {kept.title} cannot be read, so nothing can be written into it:")
            st.code(kept.problem, language=None, wrap_lines=True)
        elif kept.seed:
            _offer_copy(kept)
        else:
            if outside := outside_in_words(kept):
                frame.note(f"The case file was {outside}.")
            _write(Desk.of(kept, task))
            return
    except CaseGraphError as error:
        _show_reasons(error)
    # no form is there that has a button of its own to close it
    if st.button("Close", key=f"writing-close-{task.number}"):
        desk.end()
        st.rerun()


NOT_KEPT = (
    "The file of this case is not among the cases that are kept here, so it cannot be changed in the app. Put it into "
    "the folder of your cases, or change the file where it is and load it again."
)
"""Why a case cannot be written."""


def _offer_copy(kept: KeptCase) -> None:
    frame.note(
        f"{kept.title} came with Case Graph and is only read. Make it yours: it is copied, with its texts, into the "
        "folder of your cases, and what you write goes into the copy."
    )
    if st.button("Make it mine", type="primary"):
        mine = kept_cases().make_mine(kept.id)
        follow(mine)
        st.rerun(scope="fragment")


def _write(here: Desk) -> None:
    """Draw the form and what it comes to; save it where Save was pressed on just this."""
    draft = FORMS[here.task.form].draw(here)
    said = st.container(gap=None)
    if isinstance(draft, str):
        frame.note(draft)
        _show_buttons("Save", here, disabled=True)
        desk.see(None)
        return
    try:
        before, after, found = here.file.preview(draft.change, undoes=draft.undoes)
    except CaseGraphError as error:
        _show_reasons(error, here.now, besides=here.task.of)
        _show_buttons(draft.button, here, disabled=True)
        desk.see(None)
        return
    if before == after:
        frame.note("Nothing is changed yet.")
        _show_buttons(draft.button, here, disabled=True)
        desk.see(None)
        return
    lost = taken_back(here.known, here.now, draft.change(here.now))
    if lost:
        frame.note(
            f"Somebody else changed this since you opened it: {joined_with_and(lost)}. Nothing is saved, and what you "
            "typed stays here. − is what the file says now, + what yours would put in its place.",
            loud=True,
        )
    _show_change(here, draft, found, before, after)
    if lost:
        desk.see(None)
        _show_buttons("Put mine in its place", here, name="over", on_click=here.take_note)
        return
    seen = desk.seen()
    desk.see((before, after))
    if not _show_buttons(draft.button, here):
        return
    if seen == (before, after):
        outside = outside_in_words(here.kept)
        try:
            here.file.change(draft.what, draft.change, undoes=draft.undoes, seen=before)
        except FileChangedError:
            desk.see(None)  # the next run shows what the change does to what the file says now
            st.rerun(scope="fragment")
        _saved(here, draft, outside)
    with said:
        changed = seen is not None and seen[0] != before
        why = "The case file was changed by somebody else meanwhile. " if changed else ""
        frame.note(f"{why}This is what is written now: look at it, then press {draft.button} again.", loud=True)


def _saved(here: Desk, draft: Draft, outside: str) -> None:
    """Make the graph follow the file, select what was written, and close."""
    desk.end()
    rest = " What was changed in it outside the app is loaded, too." if outside else ""
    sentence = f"{as_sentence(draft.what)} It is in the case file; Changes, in Explore, lists it.{rest}"
    try:
        followed = follow(here.kept) is not None
    except StoreError as error:
        followed, sentence = False, f"{sentence} The graph does not follow: {error}"
    state.add_note(sentence)
    if followed and state.has_view():
        # the version of the case in the address is that of the changed one from now on
        view = state.session_view(data.cases(data.version()), read_url=False)
        keys = view.selection if draft.select is None else tuple(Key.of(here.kept.id, id) for id in draft.select)
        state.select(keys)
    st.rerun()


def _show_change(here: Desk, draft: Draft, found: Difference, before: str, after: str) -> None:
    phrases = consequences(found)
    if phrases:
        st.html(f'<p class="consequences" role="status">{as_sentence("; ".join(phrases))}</p>')
    lines = "".join(f"<li>{escape(line)}</li>" for line in _affected(here.now, draft.change(here.now), found))
    if lines:
        st.html(f'<ul class="affected">{lines}</ul>')
    for line in _stated(here.now, draft.change(here.now), found):
        st.warning(plain(f"Look again: {line}"))
    st.html(difference_html(before, after))


def _stated(before: Case, after: Case, found: Difference) -> list[str]:
    """Return what a change would say as a fact of somebody, in a name, a kind, a description or a text."""
    changed = {*found.entities.added, *(row.id for row in found.entities.changed), *found.statements.added}
    changed |= {row.id for row in found.statements.changed}
    known = set(stated_crimes(before, changed))
    return [line for line in stated_crimes(after, changed) if line not in known]


def _affected(before: Case, after: Case, found: Difference) -> list[str]:
    """Return a line for each statement that a change touches, as far as there is room."""
    old = {statement.id: statement_in_words(before, statement) for statement in before.statements}
    new = {statement.id: statement_in_words(after, statement) for statement in after.statements}
    lines = {c.id: f"{new[c.id]}: {c.before} → {c.after}" for c in found.statuses if c.id in new}
    lines |= {id: f"{old[id]}: removed" for id in found.statements.removed}
    lines |= {id: f"{new[id]}: added" for id in found.statements.added}
    changed = [row.id for row in found.statements.changed if row.id not in lines]
    lines |= {id: f"{new[id]}: changed" if new[id] == old[id] else f"{old[id]}: now {new[id]}" for id in changed}
    of = {claim.id: s.id for case in (before, after) for s in case.statements for claim in s.claims}
    claims = found.claims
    for doing, ids in (
        ("a claim added", claims.added),
        ("a claim removed", claims.removed),
        ("a claim changed", [row.id for row in claims.changed]),
    ):
        for id in ids:
            lines.setdefault(of[id], f"{new.get(of[id]) or old[of[id]]}: {doing}")
    more = len(lines) - _MOST_STATEMENTS
    rest = [f"… and {number_of(more, 'more statement')}"] if more > 0 else []
    return [*list(lines.values())[:_MOST_STATEMENTS], *rest]


def _show_buttons(
    label: str, here: Desk, *, disabled: bool = False, name: str = "save", on_click: Callable[[], None] | None = None
) -> bool:
    with st.container(horizontal=True, key="writing-buttons"):
        pressed = st.button(plain(label), type="primary", disabled=disabled, key=here.key(name), on_click=on_click)
        if st.button("Cancel", key=here.key("cancel")):
            desk.end()
            st.rerun()
    return pressed


def _show_reasons(error: CaseGraphError, case: Case | None = None, *, besides: str = "") -> None:
    """Show why something is refused, as the case file itself would be."""
    problems = error.problems if isinstance(error, CaseFileError) else (str(error),)
    lines = list(dict.fromkeys(reason(problem, case, besides=besides) for problem in problems))
    more = len(lines) - _MOST_REASONS
    st.error(plain("\n\n".join([*lines[:_MOST_REASONS], *([f"… and {more:,} more"] if more > 0 else [])])))


def reason(problem: str, case: Case | None = None, *, besides: str = "") -> str:
    """Return a problem of a case file as a sentence, without the place in the file as it would be written.

    Parameters
    ----------
    problem : str
    case : Case, optional
        Its statements are told in words where they are what the problem is about.
    besides : str
        Id of the row that is written: it needs no name.
    """
    match = _PROBLEM.fullmatch(problem)
    if match is None:
        return as_sentence(problem)
    row = match["row"] or ""
    said = match["reason"]
    if said.startswith("is "):
        said = f"{match['field'].rpartition('.')[2] or row} {said}"
    known = next((s for s in case.statements if s.id == row), None) if case and row != besides else None
    return as_sentence(f"{statement_in_words(case, known)}: {said}" if case and known else said)
