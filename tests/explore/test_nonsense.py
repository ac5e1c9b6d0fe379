"""Files beside a store that were edited to nonsense: valid values, or the sentence that names the file."""

import json
from collections.abc import Callable
from datetime import datetime
from pathlib import Path
from typing import Any

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from graph.errors import CaseGraphError
from graph.explore.saved_captions import SavedCaptions
from graph.explore.saved_queries import SavedQueries
from graph.explore.saved_views import SavedViews
from graph.explore.view import View
from tests.helpers.nonsense import BROKEN, nonsense


def use_captions(path: Path) -> None:
    schema = SavedCaptions(path).schema()
    assert all(isinstance(text, str) for pair in schema.captions.items() for text in pair)
    assert all(isinstance(label, str) for label in schema.first)
    SavedCaptions(path).choose("Film", "year")


def use_queries(path: Path) -> None:
    queries = SavedQueries(path)
    for query in [*queries.history(), *queries.favourites()]:
        assert isinstance(query.name + query.note + query.query, str)
        assert isinstance(query.parameters, dict)
        for time in filter(None, (query.ran, query.saved)):
            datetime.fromisoformat(time).astimezone()
        assert queries.get(query.id) == query
    queries.record("RETURN 2", {})


def use_views(path: Path) -> None:
    views = SavedViews(path)
    for saved in views.list():
        view, notes = saved.view()
        assert isinstance(view, View)
        assert all(isinstance(note, str) for note in notes)
        "".join((saved.name, saved.note, saved.saved)).encode()
    views.save(View(), name="All")


def make(path: Path) -> dict[str, tuple[Callable[[Path], None], str, Any]]:
    """By what it is: how a file is used, what it holds in words, and what the program writes."""
    SavedCaptions(path / "captions").choose("Film", "title")
    SavedCaptions(path / "captions").put_first("Film", True)
    queries = SavedQueries(path / "queries")
    queries.record("RETURN $a", {"a": [1, "x"]})
    queries.favour("RETURN '\ud800'", {}, name="Half", note="of a character")
    SavedViews(path / "views").save(View(case="c", start=("c/a",)), name="Ines", note="who she knows")
    SavedViews(path / "views").save(View(case="c"))
    uses = {"captions": use_captions, "queries": use_queries, "views": use_views}
    words = {"captions": "captions", "queries": "saved queries", "views": "saved views"}
    return {name: (use, words[name], json.loads((path / name).read_text())) for name, use in uses.items()}


@pytest.fixture(scope="module")
def files(tmp_path_factory: pytest.TempPathFactory) -> dict[str, tuple[Callable[[Path], None], str, Any]]:
    return make(tmp_path_factory.mktemp("whole"))


@pytest.mark.parametrize("name", ["captions", "queries", "views"])
@settings(suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(data=st.data())
def test_any_value_may_be_another(tmp_path: Path, files: dict[str, Any], name: str, data: st.DataObject) -> None:
    use, words, whole = files[name]
    path = tmp_path / f"s.{name}.json"
    written = json.dumps(data.draw(nonsense(whole))).encode()
    path.write_bytes(written)
    try:
        use(path)
    except CaseGraphError as error:
        assert str(error) == f"{path.name} does not hold {words}. Move it away to go on without them."  # noqa: PT017
        assert path.read_bytes() == written


@pytest.mark.parametrize("name", ["captions", "queries", "views"])
@pytest.mark.parametrize("content", BROKEN, ids=range(len(BROKEN)))
def test_what_is_no_file_of_ours_is_said_and_stays(
    tmp_path: Path, files: dict[str, Any], name: str, content: bytes
) -> None:
    use, words, _ = files[name]
    path = tmp_path / f"s.{name}.json"
    path.write_bytes(content)
    with pytest.raises(CaseGraphError, match=rf"^s\.{name}\.json does not hold {words}\. Move it away"):
        use(path)
    assert path.read_bytes() == content


@pytest.mark.parametrize("name", ["captions", "queries", "views"])
def test_what_is_written_is_read(tmp_path: Path, files: dict[str, Any], name: str) -> None:
    use, _, whole = files[name]
    path = tmp_path / f"s.{name}.json"
    path.write_text(json.dumps(whole))
    use(path)
    use(path)


@pytest.mark.parametrize("name", ["captions", "queries", "views"])
def test_a_name_that_is_too_long_is_said_where_something_is_to_be_kept(
    tmp_path: Path, files: dict[str, Any], name: str
) -> None:
    use, _, _ = files[name]
    with pytest.raises(CaseGraphError, match="cannot be written: File name too long"):
        use(tmp_path / ("x" * 300))
