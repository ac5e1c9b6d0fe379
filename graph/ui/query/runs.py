"""Run queries in threads of their own, so that the page stays usable and can stop them."""

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
"""Session key: the runs that may still be running; the last is the one on the page."""

_MAX_AWAY_S = 5.0  # seconds a session may be gone before its query is stopped; reloading the page takes less
_numbers = itertools.count(1)


@dataclass(frozen=True, slots=True)
class Outcome:
    """How a run ended: with a result, and its graph placed where it has one, or with an error."""

    result: Result | None = None
    placed: PlacedGraph | None = None
    error: CaseGraphError | None = None
    seconds: float = 0.0


class QueryRun:
    """A query that runs, or has run.

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
        self.stage = "Running …"
        self._began = time.monotonic()
        self._stop = threading.Event()
        self._done = threading.Event()
        self._outcome = Outcome()
        threading.Thread(target=self._execute, name=f"query-{self.id}", daemon=True).start()
        context = get_script_run_ctx()
        if context is not None:
            threading.Thread(target=self._stop_when_session_ends, args=(context.session_id,), daemon=True).start()

    @property
    def elapsed(self) -> float:
        """Seconds since it began."""
        return time.monotonic() - self._began

    def ready(self, within: float = 0.0) -> bool:
        """Wait for at most ``within`` seconds; return whether it has ended."""
        return self._done.wait(within)

    def stop(self) -> None:
        """Stop it, in the database too; do nothing where it has ended."""
        self._stop.set()

    @property
    def outcome(self) -> Outcome:
        """How it ended; read it only after :meth:`ready` returned True."""
        return self._outcome

    def _execute(self) -> None:
        result = placed = None
        try:
            with stoppable(self._stop):
                settings, store = data.settings(), data.store_at(self.version)
                result = store.query(
                    self.query, self.parameters, limit=settings.query_rows, timeout=settings.query_timeout_s
                )
                graph = result.subgraph()
                if graph.nodes:
                    self.stage = "Placing the graph …"
                    labels = data.store_schema(self.version).labels
                    placed = place_graph(
                        store, graph, schema=data.schema_at(self.version), settings=settings, labels=labels
                    )
            self._outcome = Outcome(result, placed, seconds=self.elapsed)
        except CaseGraphError as error:
            # Where only the placing of the graph was stopped, there still is a result.
            rows = result if isinstance(error, StoppedError) else None
            self._outcome = Outcome(rows, error=None if rows else error, seconds=self.elapsed)
        except Exception:
            self._outcome = Outcome(
                error=CaseGraphError("The query failed for a reason of the app's own; see its log.")
            )
            raise
        finally:
            self._done.set()

    def _stop_when_session_ends(self, session: str) -> None:
        """Stop the run when its session has ended, since nobody would see its result."""
        away = 0.0
        while not self._done.wait(1.0):
            away = 0.0 if get_instance().is_active_session(session) else away + 1.0
            if away >= _MAX_AWAY_S:
                self._stop.set()


def start(version: str, query: str, parameters: Mapping[str, Any]) -> QueryRun | str:
    """Stop what this session runs and run a query, or return a sentence that says why it has to wait."""
    limit = data.settings().max_queries_per_session
    running = [run for run in st.session_state.get(RUNS, []) if not run.ready()]
    if len(running) >= limit:
        queries = "A query of this session is" if limit == 1 else f"{len(running)} queries of this session are"
        return (
            f"{queries} still running (setting max_queries_per_session: {limit}). Cancel it or wait, then run this one."
        )
    stop_all()
    run = QueryRun(version, query, parameters)
    st.session_state[RUNS] = [*running, run]
    return run


def stop_all() -> None:
    """Stop all that the session runs: the page was left, or another query is to run."""
    for run in st.session_state.get(RUNS, []):
        run.stop()
