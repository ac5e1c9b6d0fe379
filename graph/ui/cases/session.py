"""What a session keeps of the page Cases: the form that is open, what is being taken apart, and what is to be said."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from itertools import count

import streamlit as st

from graph.errors import CaseGraphError
from graph.ui.cases.extracting import Extraction

TOP = ""
"""Where something is said that belongs to no case."""
_FORM = "cases_form"
_EXTRACTION = "cases_extraction"
_SAID = "cases_said"
_ASKED = "cases_asked"
_numbers = count(1)


@dataclass(frozen=True, slots=True)
class Form:
    """The form that takes documents.

    Parameters
    ----------
    into : str
        Id of the case that they are added to; empty for a new one.
    number : int
        Tells it from every other one: its fields begin empty.
    """

    into: str
    number: int


@dataclass(frozen=True, slots=True)
class Said:
    """What came of an action.

    Parameters
    ----------
    where : str
        The card at which it was asked for; :data:`TOP` for none.
    sentence : str
    is_error : bool
    """

    where: str
    sentence: str
    is_error: bool = False


def form() -> Form | None:
    """Return the form that is open."""
    found: Form | None = st.session_state.get(_FORM)
    return found


def open_form(into: str) -> None:
    """Open a form, and take away what was said before."""
    st.session_state[_FORM] = Form(into, next(_numbers))
    st.session_state.pop(_SAID, None)
    extraction = last_extraction()
    if extraction and extraction.ready():
        forget_extraction()


def close_form() -> None:
    """Close the form; what was given in it is forgotten."""
    st.session_state.pop(_FORM, None)


def last_extraction() -> Extraction | None:
    """Return what is being taken apart, or was last and is still told."""
    found: Extraction | None = st.session_state.get(_EXTRACTION)
    return found


def is_extracting() -> bool:
    """Whether something is being taken apart."""
    extraction = last_extraction()
    return extraction is not None and not extraction.ready()


def begin_extraction(extraction: Extraction) -> None:
    """Show something as being taken apart, in place of the form."""
    st.session_state[_EXTRACTION] = extraction
    close_form()


def forget_extraction() -> None:
    """Tell no more what was taken apart last."""
    st.session_state.pop(_EXTRACTION, None)


def act(where: str, action: Callable[[], str]) -> bool:
    """Do something, and have said what comes of it where it was asked for; return whether it succeeded."""
    try:
        st.session_state[_SAID] = Said(where, action())
        return True
    except CaseGraphError as error:
        st.session_state[_SAID] = Said(where, str(error), True)
        return False


def take_said(where: str) -> Said | None:
    """Return what is to be said at a place, once."""
    said: Said | None = st.session_state.get(_SAID)
    if said is None or said.where != where:
        return None
    st.session_state.pop(_SAID)
    return said


def ask(where: str) -> None:
    """Ask at a place whether it is meant; with an empty place, ask no more."""
    st.session_state[_ASKED] = where


def is_asked(where: str) -> bool:
    """Whether it is being asked at a place whether it is meant."""
    return bool(where) and st.session_state.get(_ASKED) == where
