"""The cases that are kept in files, and the session's store: what is in it of them, and whether it is what they say."""

from __future__ import annotations

from datetime import datetime

import streamlit as st

from graph.case.load import LoadReport
from graph.case.load import load as load_cases
from graph.case.words import moment
from graph.errors import StoreNotFoundError
from graph.review.cases import KeptCase, KeptCases, changed_outside
from graph.ui import data, state

_AGAIN = "loaded_again"
"""Session key: of each case whose file something else changed, when that was, and when it was loaded."""


def kept_cases() -> KeptCases:
    """Return the cases that are kept, by the settings of this process."""
    return KeptCases(data.settings())


def load(kept: KeptCase) -> LoadReport:
    """Make the session's store hold what a case file says now.

    Raises
    ------
    CaseFileError
        The file cannot be read, or is not valid; the store stays as it is.
    StoreError
        The store cannot be written.
    """
    outside = changed_outside(kept.path, data.settings())
    [report] = load_cases(data.store(), kept_cases().read(kept))
    if outside and report.changed:
        again = st.session_state.setdefault(_AGAIN, {})
        again[kept.id] = outside, datetime.now().astimezone()
        state.add_note(f"The case file of {kept.title} was {outside_in_words(kept)}.")
    return report


def outside_in_words(kept: KeptCase) -> str:
    """Return that something else than the app changed a case file since the app last did; empty where nothing did.

    With when the session loaded what was written: ``changed outside the app, 2021-05-04 12:30 UTC, loaded again at
    14:32``.
    """
    outside = changed_outside(kept.path, data.settings())
    if not outside:
        return ""
    then, loaded = st.session_state.get(_AGAIN, {}).get(kept.id, ("", None))
    again = f", loaded again at {loaded:%H:%M}" if loaded and then == outside else ""
    return f"changed outside the app, {moment(outside)}{again}"


def follow(kept: KeptCase) -> LoadReport | None:
    """Do as :func:`load`, where the session's store holds the case; None where it does not."""
    return load(kept) if is_loaded(kept) else None


def is_loaded(kept: KeptCase) -> bool:
    """Whether the session's store holds a case, be it as it was."""
    try:
        return any(case.id == kept.id for case in data.store().cases())
    except StoreNotFoundError:
        return False
