"""What is asked on the page Analysis: a measure, of some statements, and of others beside them; the address has it."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, replace
from urllib.parse import parse_qsl, urlencode

import streamlit as st

from graph.case.statuses import STATUSES
from graph.case.statuses import WITHOUT_ALLEGATIONS as KEPT
from graph.explore.analysis import ANALYSES
from graph.explore.view import View
from graph.ui import state

EVERYTHING = View(off=frozenset())
"""A setting is a view of which only the filters by status, type, speaker and stance count."""
WITHOUT_ALLEGATIONS = View(off=frozenset(f"~{status}" for status in STATUSES if status not in KEPT))
FIRST = "pagerank"
"""What is asked where nothing else was."""


@dataclass(frozen=True, slots=True)
class Asked:
    """What is asked of a case.

    Parameters
    ----------
    case : str
    measure : str
        One of :data:`graph.explore.analysis.ANALYSES`.
    first : View
        Of which statements.
    second : View or None
        Of which others beside them; None where nothing is compared.
    """

    case: str
    measure: str = FIRST
    first: View = EVERYTHING
    second: View | None = WITHOUT_ALLEGATIONS

    @property
    def settings(self) -> tuple[View, ...]:
        """The settings, each with the case and the measure: their ``analysis`` is what is to run."""
        chosen = (self.first,) if self.second in (None, self.first) else (self.first, self.second)
        return tuple(replace(each, case=self.case, measure=self.measure) for each in chosen if each is not None)


def setting_of(view: View) -> View:
    """Return only what counts of a view."""
    off = frozenset(entry for entry in view.off if entry.startswith(("~", ":")))
    return View(off=off, speaker=view.speaker, stance=view.stance)


def of_view(view: View) -> Asked:
    """Return what is asked by a view: its measure, of what its filters leave."""
    setting = setting_of(view)
    return Asked(view.case, view.measure, setting, None if setting != EVERYTHING else WITHOUT_ALLEGATIONS)


def is_new(address: Mapping[str, str]) -> bool:
    """Whether an address says something else than what is asked: it was opened, or gone back to."""
    asked: Asked | None = st.session_state.get(state.ASKED)
    if asked is None:
        return not _PARAMETERS.isdisjoint(address)
    return any(address.get(name, text) != text for name, text in _in_address(asked).items())


def current(case: str, address: Mapping[str, str], *, has_statuses: bool) -> tuple[Asked, list[str]]:
    """Return what is asked now, from the address where that says something new, with a sentence for what made no sense.

    Parameters
    ----------
    case : str
        The case of the session's view.
    address : mapping of str to str
        The parameters that the page was opened with.
    has_statuses : bool
        Whether statements can be alleged in this graph: what is known without allegations is then asked beside it.
    """
    if is_new(address):
        return _read(case, address, has_statuses=has_statuses)
    asked: Asked | None = st.session_state.get(state.ASKED)
    if asked is None or asked.case != case:
        plain = Asked(case, second=WITHOUT_ALLEGATIONS if has_statuses else None)
        asked = replace(plain, measure=asked.measure) if asked else plain
    return asked, []


def keep(asked: Asked) -> None:
    """Make it what is asked."""
    st.session_state[state.ASKED] = asked


def parameters() -> dict[str, str]:
    """Return what is asked as the parameters of the page's address."""
    asked: Asked = st.session_state[state.ASKED]
    return _in_address(asked)


_PARAMETERS = {"case", state.MEASURE, state.FIRST, state.SECOND}


def _in_address(asked: Asked) -> dict[str, str]:
    second = "none" if asked.second is None else _text(asked.second)
    return {"case": asked.case, state.MEASURE: asked.measure, state.FIRST: _text(asked.first), state.SECOND: second}


def _text(setting: View) -> str:
    told = setting.to_parameters()
    return urlencode([(name, told[name]) for name in ("off", "speaker", "stance") if name in told], safe="~:,")


def _read(case: str, address: Mapping[str, str], *, has_statuses: bool) -> tuple[Asked, list[str]]:
    notes = []
    measure = address.get(state.MEASURE, FIRST)
    if measure not in ANALYSES:
        notes.append(f"measure in the address was left out: it is one of {', '.join(ANALYSES)}, not {measure!r}.")
        measure = FIRST
    settings = []
    for name in (state.FIRST, state.SECOND):
        read, more = View.from_parameters(dict(parse_qsl(address.get(name, "off=none"))))
        notes += more
        settings.append(setting_of(read))
    second = None if address.get(state.SECOND) == "none" else settings[1]
    if state.SECOND not in address:
        second = WITHOUT_ALLEGATIONS if has_statuses else None
    return Asked(case, measure, settings[0], second), notes
