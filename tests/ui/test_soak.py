"""A short soak: sessions at once, each in a browser of its own, leave no error and nothing behind; never the clock."""

from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path

import pytest
from streamlit import config

from benchmarks.soak import Held, Outcome, page, percentile, soak
from benchmarks.soak_session import Action, Plan
from graph.stores import Store
from tests.helpers import browser as chrome
from tests.helpers.explorer import SERVER

SHORT = Plan(sessions=2, actions=5, seconds=3_600, pause=0)
HELD = Held(memory=200, threads=20, descriptors=30, app=1, browsers=2)
FLAT = Outcome("A store", SHORT, [Action("undo", 0.5, 0.25), Action("search", 1.5, 0.75)], [], (HELD, HELD, HELD), 60)


@pytest.fixture(params=["embedded", pytest.param("neo4j", marks=SERVER)])
def address(request: pytest.FixtureRequest, tmp_path: Path) -> Iterator[str]:
    """The address of an empty store of each kind."""
    if request.param == "embedded":
        yield str(tmp_path / "cases.grafeo")
        return
    store: Store = request.getfixturevalue("neo4j_store")
    yield store.name


@pytest.mark.browser
@pytest.mark.slow
def test_sessions_at_once_leave_no_error_and_nothing_behind(address: str, tmp_path: Path) -> None:
    chrome.chromium()
    outcome = soak("A store", address, tmp_path, SHORT)
    assert outcome.faults() == []
    assert len(outcome.actions) >= 2 * 2 * SHORT.actions
    assert {"click a node", "open a page"} <= {action.what for action in outcome.actions}
    assert all(0 < action.server <= action.seconds for action in outcome.actions if action.server)
    assert sum(bool(action.server) for action in outcome.actions) > len(outcome.actions) / 2


def test_what_an_app_holds_too_much_of_is_a_fault() -> None:
    assert FLAT.faults() == []
    for what, most, more in (("threads", 36, 37), ("descriptors", 46, 47), ("memory", 240, 241)):
        assert replace(FLAT, held=(HELD, HELD, replace(HELD, **{what: most}))).faults() == []
        [fault] = replace(FLAT, held=(HELD, HELD, replace(HELD, **{what: more}))).faults()
        assert f"and {more} at the end; {most} are allowed." in fault


def test_the_page_tells_of_every_action_error_and_store() -> None:
    written = page([replace(FLAT, errors=["HTTP 500: /x"]), "Not measured: Neo4j: no Java."])
    assert "2 sessions, 2 actions in 1.0 minutes; 1 error." in written
    assert "- HTTP 500: /x\n" in written
    assert "| all | 2 | 1.00 s | 1.45 s | 0.50 s | 0.72 s |" in written
    assert "| undo | 1 | 0.50 s | 0.50 s | 0.25 s | 0.25 s |" in written
    assert "| memory | 200 MB | 200 MB | 200 MB |" in written
    assert "Not measured: Neo4j: no Java." in written


def test_percentiles_lie_between_what_was_measured() -> None:
    assert percentile([3.0], 95) == 3.0
    assert percentile([float(n) for n in range(101)], 95) == 95


def test_a_run_of_a_page_does_not_go_through_the_whole_heap() -> None:
    # it took longer than the run, and meanwhile no other session got on
    assert config.get_option("runner.postScriptGC") is False
