"""The state of the Query page in one session: the query, its parameters and the last run.

The session key and the URL parameters of the page are here: ``q`` the query, ``p_NAME`` and ``d_NAME`` its parameters
(:func:`graph.explore.parameters.to_url`), or ``saved``, the id of a query that is too long for a URL.
"""

from __future__ import annotations

from collections.abc import Mapping
from contextlib import suppress
from dataclasses import dataclass, field
from typing import Any
from urllib.parse import urlencode

import streamlit as st

from graph.cypher import parameter_names
from graph.errors import CaseGraphError
from graph.explore.drawing import DrawnView, PlacedGraph
from graph.explore.parameters import Kind, from_url, read, to_url, typed
from graph.explore.view import MAX_URL, View
from graph.ui import data, state
from graph.ui.query import runs
from graph.ui.query.runs import QueryRun

CONSOLE = "console"
QUERY_PARAMETER, SAVED_PARAMETER = "q", "saved"


@dataclass(slots=True)
class Console:
    """The Query page of one session.

    Parameters
    ----------
    text : str
        The text in the editor.
    revision : int
        Raised each time the page itself puts ``text`` into the editor.
    typed_values : dict of str to (Kind, str)
        The typed values of parameters by name, also those of earlier queries.
    run : QueryRun or None
        The run on the page, or the last one.
    run_requested : bool
        The query runs when the page is next drawn.
    check_values : bool
        Say which parameters have no value, because somebody tried to run the query.
    message : str
        Why it did not run; empty where it did.
    view : View
        How the graph of the result is shown.
    last_drawn : tuple or None
        The graph drawn last: its identity, the placed graph and the picture.
    """

    text: str = ""
    revision: int = 1
    typed_values: dict[str, tuple[Kind, str]] = field(default_factory=dict)
    run: QueryRun | None = None
    run_requested: bool = False
    check_values: bool = False
    message: str = ""
    view: View = field(default_factory=lambda: View(off=frozenset()))
    last_drawn: tuple[Any, PlacedGraph, DrawnView] | None = None

    def set_query(self, text: str, parameters: Mapping[str, Any]) -> None:
        """Put a query into the editor, with values for its parameters."""
        self.text, self.revision, self.check_values, self.message = text, self.revision + 1, False, ""
        for name, value in parameters.items():
            self.typed_values[name] = typed(value)

    def names(self) -> list[str]:
        """Return the names of the query's parameters."""
        return parameter_names(self.text, dialect=data.store().dialect)

    def value(self, name: str) -> Any:
        """Return the value of a parameter; where it has none, raise ValueError with a sentence that says so."""
        kind, text = self.typed_values.get(name, ("text", ""))
        if not text:
            raise ValueError(f"Type a value for ${name}.")
        return read(kind, text)

    def value_or_none(self, name: str) -> Any:
        """Return the value of a parameter; None where it has none."""
        try:
            return self.value(name)
        except ValueError:
            return None

    def parameters(self) -> dict[str, Any] | None:
        """Return the values of the query's parameters; None where one has no value."""
        try:
            return {name: self.value(name) for name in self.names()}
        except ValueError:
            return None


def current_console() -> Console:
    """Return the console of this session; the first time, take its query from the URL and have it run.

    Running a query from a URL is safe: it can only read, and its time and size are limited.
    """
    console: Console | None = st.session_state.get(CONSOLE)
    if console is None:
        console = st.session_state[CONSOLE] = Console()
        url_parameters = st.query_params.to_dict()
        try:
            if SAVED_PARAMETER in url_parameters:
                saved = data.saved_queries().get(url_parameters[SAVED_PARAMETER])
                console.set_query(saved.query, saved.parameters)
            elif QUERY_PARAMETER in url_parameters:
                console.set_query(url_parameters[QUERY_PARAMETER], from_url(url_parameters))
        except CaseGraphError as error:
            console.message = str(error)
        console.run_requested = bool(console.text.strip())
    if console.run is not None and console.run.version.partition("|")[0] != data.connection().name:
        console.run.stop()  # its store is no longer the session's
        console.run = None
    return console


def run_query(version: str) -> None:
    """Run the query if all its parameters have values and the session may run one more."""
    console = current_console()
    console.run_requested, console.message = False, ""
    values = console.parameters()
    if not console.text.strip():
        console.message = "There is no query yet. Type one, or press an example."
    elif values is not None:
        run = runs.start(version, console.text, values)
        if isinstance(run, str):
            console.message = run
            return
        console.run, console.view, console.last_drawn = run, View(off=frozenset()), None
        with suppress(CaseGraphError):  # a file that cannot be read or written; the list of queries says so
            data.saved_queries().record(console.text, values)
        set_url_to_query()


def set_url_to_query() -> None:
    """Make the URL name the query that ran last."""
    run = current_console().run
    if run is None:
        return
    parameters = {QUERY_PARAMETER: run.query, **to_url(run.parameters)}
    if len(urlencode(parameters)) > MAX_URL:
        try:
            parameters = {SAVED_PARAMETER: data.saved_queries().share(run.query, run.parameters).id}
        except CaseGraphError:  # the list of queries says why; the address stays as it is
            return
    state.set_url(parameters)
