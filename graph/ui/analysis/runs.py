"""Analyses in threads of their own, so that pages stay usable and can stop them; sessions share what is the same."""

from __future__ import annotations

import threading
from concurrent.futures import Future, ThreadPoolExecutor, wait

import streamlit as st

from graph.explore.analysis import Analysis, Outcome, analyse
from graph.stopping import stoppable
from graph.ui import data

_threads = ThreadPoolExecutor(max_workers=2, thread_name_prefix="analysis")


class Run:
    """An analysis that runs, or has run.

    Parameters
    ----------
    version : str
        The store's, as :func:`graph.ui.data.version` gives it.
    analysis : Analysis
    """

    def __init__(self, version: str, analysis: Analysis) -> None:
        self._version, self._analysis = version, analysis
        self.part = 0.0
        """How much of it is done, from 0 to 1; 0 also where that is not known."""
        self._stop = threading.Event()
        self._future: Future[Outcome] = _threads.submit(self._execute)

    def ready(self, within: float = 0.0) -> bool:
        """Wait for at most ``within`` seconds; return whether it has ended, with an outcome or an error."""
        return not wait([self._future], within).not_done

    def stop(self) -> None:
        """Stop it: :meth:`outcome` then raises :class:`~graph.errors.StoppedError`."""
        self._stop.set()

    def outcome(self) -> Outcome:
        """Wait for the outcome. An error is raised here, and the next run of the same begins anew."""
        try:
            return self._future.result()
        except Exception:
            _run.clear(self._version, self._analysis)
            raise

    def _execute(self) -> Outcome:
        with stoppable(self._stop):
            types = data.store_schema(self._version).relationship_types
            store = data.store_at(self._version)
            return analyse(store, self._analysis, types=types, progress=self._note_progress)

    def _note_progress(self, done: int, total: int) -> None:
        self.part = min(1.0, done / max(1, total))


def run(version: str, analysis: Analysis) -> Run:
    """Return the run of an analysis on a version of the store; the first time, begin it."""
    begun: Run = _run(version, analysis)
    return begun


@st.cache_resource(max_entries=12, show_spinner=False, hash_funcs={Analysis: repr})
def _run(version: str, analysis: Analysis) -> Run:
    return Run(version, analysis)
