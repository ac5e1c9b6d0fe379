"""The app's pages without a browser: what Python draws, and what its widgets change.

The inside of a component (the canvas, the inspector, the editor) is not drawn here; what Python hands it is told.
"""

import json
import re
import time
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from typing import Any

import streamlit as st
from streamlit.testing.v1 import AppTest

from graph.errors import CaseGraphError
from graph.explore.view import View
from graph.stores.connections import DEFAULT
from graph.ui import data, state
from tests.helpers import ROOT

PATIENCE_S = 60


class Page:
    """A session on the app, at the address of a view."""

    def __init__(self, query: dict[str, str]) -> None:
        self.app = AppTest.from_file(ROOT / "graph" / "ui" / "app.py", default_timeout=PATIENCE_S)
        for name, value in query.items():
            self.app.query_params[name] = value
        self.run()

    def run(self) -> None:
        """Draw the page, and again until the graph that it shows is read and placed."""
        deadline = time.monotonic() + PATIENCE_S
        self.app.run()
        while self.control.get("graph_id") == "placing":
            assert time.monotonic() < deadline, "the graph is not there yet"
            self.app.run()
        assert not self.app.exception, self.app.exception

    def turn_to(self, name: str) -> None:
        """Open another page, by the name of its folder."""
        self.app.switch_page(f"{name}/page.py")
        self.run()

    def show(self, panel: str) -> None:
        """Open a tab below the canvas."""
        self.app.session_state["below"] = panel
        self.run()

    def press(self, label: str) -> None:
        next(button for button in self.app.button if button.label == label).click()
        self.run()

    # -- what Python hands the components ----------------------------------------------------------

    def _parts(self, name: str) -> list[Any]:
        parts = [element.proto for element in self.app.get("bidi_component")]
        return [part for part in parts if part.component_name == name]

    @property
    def control(self) -> dict[str, Any]:
        """What the canvas is told in this run; empty where there is none."""
        found = self._parts("casegraph_canvas")
        control: dict[str, Any] = json.loads(found[0].json) if found else {}
        return control

    @property
    def scene(self) -> dict[str, Any]:
        """The scene that the canvas draws, with what was changed of it since it was sent whole."""
        bodies = [json.loads(part.bytes) for part in self._parts("casegraph_canvas_part") if part.bytes]
        base = next(part["body"] for part in bodies if part["hash"] == self.control["scene"])
        change = next((part["body"] for part in bodies if part["hash"] == self.control["change"]), None)
        if change is None:
            return base
        anew = {node[0]: node for node in change["nodes"]}
        kept = [anew.pop(node[0], node) for node in base["nodes"] if node[0] not in change["gone_nodes"]]
        return {**base, "legend": change["legend"], "nodes": [*kept, *anew.values()]}

    @property
    def places(self) -> dict[str, tuple[float, float]]:
        """Where the nodes of the scene are, by their keys."""
        return {node[0]: (node[7], node[8]) for node in self.scene["nodes"]}

    @property
    def shown(self) -> set[str]:
        """The nodes of the scene that the legend lets be seen."""
        hidden = {entry.removeprefix("type:") for entry in self.control["hidden"]}
        away = set(self.control["away"])
        return {node[0] for node in self.scene["nodes"] if node[3] not in hidden and node[0] not in away}

    @property
    def view(self) -> View:
        """The session's view."""
        view: View = self.app.session_state[state.VIEW]
        return view

    @property
    def text(self) -> str:
        """All that is said on the page outside of components, and by the canvas where it has nothing to draw."""
        said = [element.proto.body for element in self.app.get("html")]
        for kind in (self.app.error, self.app.warning, self.app.info, self.app.caption, self.app.markdown):
            said += [as_read(element.value) for element in kind]
        said += [element.value for kind in (self.app.text, self.app.code) for element in kind]
        if self.control and not self.scene["nodes"]:
            said.append(self.control["empty"])
        return "\n".join(said)


def as_read(markdown: str) -> str:
    """Return what is read where Streamlit is given this, without what keeps its signs from meaning something."""
    return re.sub(r"\\([^\w\s]|_)", r"\1", markdown.replace(":small[]", "").replace("&#32;", " "))


@contextmanager
def own_settings() -> Iterator[None]:
    """Take the settings from the environment anew, for pages of a store of their own; its connections end with it."""
    st.cache_resource.clear()
    yield
    with suppress(CaseGraphError):  # a store that is not there has nothing to be closed
        data.store_of(DEFAULT).close()
    st.cache_resource.clear()
