"""What is being written: one task of the session, from the button that began it to Save or Cancel."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, field
from itertools import count

import streamlit as st

from graph.case.file.case_file import CaseFile
from graph.case.model import Case
from graph.case.words import is_blank
from graph.review.cases import KeptCase
from graph.ui import data

_TASK = "writing"
"""Session key: what is being written."""
_OPENED = "writing_opened"
"""Session key: the number of the task, the case as its form was opened, and as it was when it was looked at last."""
_SEEN = "writing_seen"
"""Session key: the file's text before and after the change, as it was shown last."""
_numbers = count(1)


@dataclass(frozen=True, slots=True)
class Task:
    """Something to write.

    Parameters
    ----------
    case : str
        Id of the case.
    form : str
        Name of a form, see :data:`graph.ui.writing.forms.FORMS`.
    of : str
        Id of the entity, the statement or the change that it is about; empty for something new.
    claim : str
        Id of a claim on the statement; empty for a new one.
    other : str
        Id of a second entity.
    words : tuple of str, int and int, or None
        Words that were selected: the id of their source, start and end in code points.
    number : int
        Tells it from every other task: its fields begin empty.
    """

    case: str
    form: str
    of: str = ""
    claim: str = ""
    other: str = ""
    words: tuple[str, int, int] | None = None
    number: int = field(default_factory=lambda: next(_numbers))


@dataclass(frozen=True, slots=True)
class Draft:
    """What a form comes to.

    Parameters
    ----------
    what : str
        What is done, as a sentence for the list of changes.
    change : callable
        From the case that the file holds to the changed one.
    select : tuple of str or None
        Ids of what is selected afterwards; None leaves the selection as it is.
    undoes : str
        Id of the change that it takes back.
    button : str
        What its button says.
    """

    what: str
    change: Callable[[Case], Case]
    select: tuple[str, ...] | None = None
    undoes: str = ""
    button: str = "Save"


@dataclass(frozen=True, slots=True)
class Desk:
    """A case that is written, and what is being written.

    Parameters
    ----------
    kept : KeptCase
    file : CaseFile
    case : Case
        As the form was opened: what its fields begin with, however long somebody types.
    known : Case
        As whoever fills in the form knows that it is: as it was opened, or what others wrote since and was shown.
    now : Case
        As the file says now.
    task : Task
    """

    kept: KeptCase
    file: CaseFile
    case: Case
    known: Case
    now: Case
    task: Task

    @classmethod
    def of(cls, kept: KeptCase, task: Task) -> Desk:
        """Open a case.

        Raises
        ------
        CaseFileError
            Its file is not valid.
        """
        file = CaseFile(kept.path, data.settings())
        now = file.read()
        opened: tuple[int, Case, Case] | None = st.session_state.get(_OPENED)
        if opened is None or opened[0] != task.number:
            opened = task.number, now, now
            st.session_state[_OPENED] = opened
        return cls(kept, file, opened[1], opened[2], now, task)

    def take_note(self) -> None:
        """Have what others wrote meanwhile known, so that a change may be written over it."""
        st.session_state[_OPENED] = self.task.number, self.case, self.now

    def key(self, name: str) -> str:
        """Return the key of a widget of this task."""
        return f"writing-{self.task.number}-{name}"


def begin(task: Task) -> None:
    """Begin to write something; what was begun before is left."""
    st.session_state[_TASK] = task
    st.session_state.pop(_SEEN, None)


def task() -> Task | None:
    """Return what is being written, None where nothing is."""
    found: Task | None = st.session_state.get(_TASK)
    return found


def end() -> None:
    """End what is being written."""
    for key in (_TASK, _OPENED, _SEEN):
        st.session_state.pop(key, None)


def seen() -> tuple[str, str] | None:
    """Return the file's text before and after the change as they were shown last."""
    found: tuple[str, str] | None = st.session_state.get(_SEEN)
    return found


def see(texts: tuple[str, str] | None) -> None:
    """Remember what is shown of a change."""
    st.session_state[_SEEN] = texts


def typed(text: str) -> str:
    """Return what was typed, without blanks around it; empty where nobody would see anything of it."""
    return "" if is_blank(text) else text.strip()


def as_sentence(reason: str) -> str:
    """Return a reason that is part of a line as a sentence of its own."""
    return f"{reason[:1].upper()}{reason[1:]}{'' if reason.endswith(('.', '?', '!')) else '.'}"
