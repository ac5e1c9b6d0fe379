"""Files beside the store that were edited to nonsense: a sentence says so, and every page goes on without them."""

from collections.abc import Iterator
from pathlib import Path

import pytest

from graph.ui.pages import PAGES
from graph.ui.query import runs
from graph.ui.query.console import CONSOLE
from tests.helpers.nonsense import TOO_DEEP
from tests.helpers.pages import PATIENCE_S, Page, own_settings

CONTENTS = {"a wrong type": '{"captions": {"Person": 5}, "views": [{"name": 5}], "queries": [5]}', "too deep": TOO_DEEP}


@pytest.fixture(params=list(CONTENTS.values()), ids=list(CONTENTS))
def content(request: pytest.FixtureRequest) -> str:
    return str(request.param)


@pytest.fixture
def store(loaded_embedded: object, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[Path]:
    """The file of a store with the harbour fire, which the app uses."""
    path = tmp_path / "cases.grafeo"
    monkeypatch.setenv("CASEGRAPH_STORE", str(path))
    monkeypatch.setenv("CASEGRAPH_CASES", str(tmp_path / "own"))
    with own_settings():
        yield path


def test_captions(store: Path, content: str) -> None:
    file = store.with_name("cases.grafeo.captions.json")
    file.write_text(content)
    page = Page({})
    assert len(page.shown) == 53
    for each in PAGES:
        page.turn_to(each.name)
        if each.name not in ("cases", "connections", "review"):
            assert "cases.grafeo.captions.json does not hold captions. Move it away" in page.text, each.name
    file.unlink()
    page.turn_to("explore")
    assert "captions.json" not in page.text


def test_saved_queries(store: Path, content: str, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(runs.QueryRun, "_stop_when_session_ends", lambda *_: None)  # these sessions have no end
    store.with_name("cases.grafeo.queries.json").write_text(content)
    page = Page({})
    page.turn_to("query")
    console = page.app.session_state[CONSOLE]
    console.set_query("MATCH (n) RETURN count(n) AS nodes", {})
    console.run_requested = True
    page.run()
    run = console.run
    assert run is not None
    assert run.ready(PATIENCE_S)
    assert run.outcome.error is None
    assert "cases.grafeo.queries.json does not hold saved queries. Move it away" in page.text
    assert not page.app.error


def test_saved_views(store: Path, content: str) -> None:
    store.with_name("cases.grafeo.views.json").write_text(content)
    page = Page({})
    page.show("Saved views")
    assert "cases.grafeo.views.json does not hold saved views. Move it away" in page.text
    assert len(page.shown) == 53
