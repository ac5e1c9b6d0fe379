"""A query that runs in a thread of its own, so that the page stays alive and can end it."""

from __future__ import annotations

import itertools
import threading
import time
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

import streamlit as st
from streamlit.runtime import get_instance
from streamlit.runtime.scriptrunner import get_script_run_ctx

from graph.errors import CaseGraphError, StoppedError
from graph.explore.drawing import PlacedGraph, place_graph
from graph.stopping import stoppable
from graph.stores import Result
from graph.ui import data

RUNS = "runs"
"""Session key: the runs that may not have ended yet, the one on the page last."""

_GONE_S = 5.0  # seconds that a session may be away before what it runs ends: a page that is reloaded is back sooner
_numbers = itertools.count(1)


@dataclass(frozen=True, slots=True)
class Outcome:
    """How a run ended: with a result, and its graph placed where it has one, or with an error."""

    result: Result | None = None
    gathered: PlacedGraph | None = None
    error: CaseGraphError | None = None
    took: float = 0.0


class Run:
    """A query on its way.

    Parameters
    ----------
    version : str
        The store's, as :func:`graph.ui.data.version` gives it.
    query : str
    parameters : mapping
    """

    def __init__(self, version: str, query: str, parameters: Mapping[str, Any]) -> None:
        self.id = str(next(_numbers))
        self.version, self.query, self.parameters = version, query, dict(parameters)
        self.words = "Running …"
        self._began = time.monotonic()
        self._stop = threading.Event()
        self._done = threading.Event()
        self._outcome = Outcome()
        threading.Thread(target=self._work, name=f"query-{self.id}", daemon=True).start()
        context = get_script_run_ctx()
        if context is not None:
            threading.Thread(target=self._watch, args=(context.session_id,), daemon=True).start()

    @property
    def elapsed(self) -> float:
        """Seconds since it began."""
        return time.monotonic() - self._began

    def ready(self, within: float = 0.0) -> bool:
        """Wait for at most so many seconds; True when there is an outcome."""
        return self._done.wait(within)

    def stop(self) -> None:
        """End it, in the engine too; nothing happens where it has ended."""
        self._stop.set()

    @property
    def outcome(self) -> Outcome:
        """How it ended; only when it is ready."""
        return self._outcome

    def _work(self) -> None:
        result = gathered = None
        try:
            with stoppable(self._stop):
                settings, store = data.settings(), data.store_at(self.version)
                result = store.query(
                    self.query, self.parameters, limit=settings.query_rows, timeout=settings.query_timeout_s
                )
                graph = result.subgraph()
                if graph.nodes:
                    self.words = "Placing the graph …"
                    labels = data.store_schema(self.version).labels
                    gathered = place_graph(
                        store, graph, schema=data.schema_at(self.version), settings=settings, labels=labels
                    )
            self._outcome = Outcome(result, gathered, took=self.elapsed)
        except CaseGraphError as error:
            # A result whose graph nobody wanted to wait for is a result all the same.
            rows = result if isinstance(error, StoppedError) else None
            self._outcome = Outcome(rows, error=None if rows else error, took=self.elapsed)
        except Exception:
            self._outcome = Outcome(
                error=CaseGraphError("The query failed for a reason of the app's own; see its log.")
            )
            raise
        finally:
            self._done.set()

    def _watch(self, session: str) -> None:
        """End the run when its session has ended: nobody would see its result."""
        gone = 0.0
        while not self._done.wait(1.0):
            gone = 0.0 if get_instance().is_active_session(session) else gone + 1.0
            if gone >= _GONE_S:
                self._stop.set()


def start(version: str, query: str, parameters: Mapping[str, Any]) -> Run | str:
    """Run a query in place of the one that this session runs, or say why it has to wait."""
    most = data.settings().max_queries_per_session
    running = [run for run in st.session_state.get(RUNS, []) if not run.ready()]
    if len(running) >= most:
        many = "A query of this session is" if most == 1 else f"{len(running)} queries of this session are"
        return f"{many} still running (setting max_queries_per_session: {most}). Cancel it or wait, then run this one."
    leave()
    run = Run(version, query, parameters)
    st.session_state[RUNS] = [*running, run]
    return run


def leave() -> None:
    """End what the session runs: its page was left, or something else is to run."""
    for run in st.session_state.get(RUNS, []):
        run.stop()
