"""What a session's Query page holds: the query, its parameters, and the last run.

The session key and the URL parameters of the page are here: ``q`` the query, ``p_NAME`` and ``d_NAME`` its parameters
(:func:`graph.explore.parameters.to_url`), or ``saved``, the id of a query that is too long for a URL.
"""

from __future__ import annotations

from collections.abc import Mapping
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
from graph.ui.query import running
from graph.ui.query.running import Run

CONSOLE = "console"
QUERY, SAVED = "q", "saved"


@dataclass(slots=True)
class Console:
    """The Query page of one session.

    Parameters
    ----------
    text : str
        What stands in the editor.
    revision : int
        Raised when ``text`` was put there by the page.
    typed_values : dict of str to (Kind, str)
        Parameters as they are typed, those of earlier queries among them.
    run : Run or None
        What runs, or ran last.
    waiting : bool
        The query is to run as soon as the page is drawn.
    asked : bool
        Somebody wanted it run: parameters without a value are then told of.
    said : str
        Why it did not run.
    view : View
        How the graph of the result is shown.
    drawn : tuple or None
        What was drawn last: what tells it from others, how it is placed, and the picture.
    """

    text: str = ""
    revision: int = 1
    typed_values: dict[str, tuple[Kind, str]] = field(default_factory=dict)
    run: Run | None = None
    waiting: bool = False
    asked: bool = False
    said: str = ""
    view: View = field(default_factory=lambda: View(off=frozenset()))
    drawn: tuple[Any, PlacedGraph, DrawnView] | None = None

    def put(self, text: str, parameters: Mapping[str, Any]) -> None:
        """Put a query into the editor, with values for its parameters."""
        self.text, self.revision, self.asked, self.said = text, self.revision + 1, False, ""
        for name, value in parameters.items():
            self.typed_values[name] = typed(value)

    def names(self) -> list[str]:
        """Return the names of the query's parameters."""
        return parameter_names(self.text, dialect=data.store().dialect)

    def value(self, name: str) -> Any:
        """Return the value of a parameter; ValueError holds a sentence where it has none."""
        kind, text = self.typed_values.get(name, ("text", ""))
        if not text:
            raise ValueError(f"Type a value for ${name}.")
        return read(kind, text)

    def parameters(self) -> dict[str, Any] | None:
        """Return the values of the query's parameters; None where one has no value."""
        try:
            return {name: self.value(name) for name in self.names()}
        except ValueError:
            return None


def console() -> Console:
    """Return the session's page; the first time it is read from the URL, and what the URL asks for is to run.

    A URL stands for a result here as on every page: what it names only reads, and is bounded in time and size.
    """
    if CONSOLE not in st.session_state:
        new = st.session_state[CONSOLE] = Console()
        asked = st.query_params.to_dict()
        try:
            if SAVED in asked:
                saved = data.saved_queries().get(asked[SAVED])
                new.put(saved.query, saved.parameters)
            elif QUERY in asked:
                new.put(asked[QUERY], from_url(asked))
        except CaseGraphError as error:
            new.said = str(error)
        new.waiting = bool(new.text.strip())
    page: Console = st.session_state[CONSOLE]
    if page.run is not None and page.run.version.partition("|")[0] != data.connection().name:
        page.run.stop()  # of a store that the session no longer looks at
        page.run = None
    return page


def begin(version: str) -> None:
    """Run the query, where its parameters have values and the session runs no more than it may."""
    now = console()
    now.waiting, now.said = False, ""
    values = now.parameters()
    if not now.text.strip():
        now.said = "There is no query yet. Type one, or press an example."
    elif values is not None:
        run = running.start(version, now.text, values)
        if isinstance(run, str):
            now.said = run
            return
        now.run, now.view, now.drawn = run, View(off=frozenset()), None
        data.saved_queries().record(now.text, values)
        show_address()


def show_address() -> None:
    """Make the URL that of the query that ran last."""
    run = console().run
    if run is None:
        return
    parameters = {QUERY: run.query, **to_url(run.parameters)}
    if len(urlencode(parameters)) > MAX_URL:
        parameters = {SAVED: data.saved_queries().share(run.query, run.parameters).id}
    state.put_address(parameters)
