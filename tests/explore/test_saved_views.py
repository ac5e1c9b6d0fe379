import threading

import pytest

from graph.errors import CaseGraphError, FileError, NotFoundError
from graph.explore.saved_views import SavedViews, find_view, from_file, from_url, to_file, to_url
from graph.explore.view import View

VIEW = View(case="harbour-fire", start=("harbour-fire/ines-okafor",))


def test_a_view_comes_back_by_its_id(tmp_path):
    views = SavedViews(tmp_path / "x.views.json")
    saved = views.save(VIEW, name="Ines", note="who she knows")
    assert views.get(saved.id).view() == (VIEW, [])
    assert [(v.name, v.note) for v in views.list()] == [("Ines", "who she knows")]


def test_the_same_view_has_the_same_id_everywhere(tmp_path):
    one, other = SavedViews(tmp_path / "a"), SavedViews(tmp_path / "b")
    assert one.save(VIEW).id == other.save(VIEW, name="x").id
    assert one.save(View()).id != one.save(VIEW).id


def test_a_view_without_a_name_is_kept_but_not_listed_and_loses_no_name(tmp_path):
    views = SavedViews(tmp_path / "a")
    named = views.save(VIEW, name="Ines")
    assert views.save(VIEW) == named
    views.save(View())
    assert [v.name for v in views.list()] == ["Ines"]
    views.remove(named.id)
    views.remove(named.id)
    with pytest.raises(NotFoundError, match=f"No saved view has the id '{named.id}' in a"):
        views.get(named.id)


def test_two_who_save_at_once_both_keep_theirs(tmp_path):
    def save(n):
        SavedViews(tmp_path / "a").save(View(case=f"c{n}"), name=f"n{n:02}")

    threads = [threading.Thread(target=save, args=(n,)) for n in range(20)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert len(SavedViews(tmp_path / "a").list()) == 20


@pytest.mark.parametrize("text", ["", "[]", '{"views": [1]}', '{"views": [{"id": "x"}]}'])
def test_a_file_that_holds_something_else_is_said_so(tmp_path, text):
    (tmp_path / "a").write_text(text)
    with pytest.raises(CaseGraphError, match="a does not hold saved views"):
        SavedViews(tmp_path / "a").list()


def test_a_view_is_found_by_url_by_query_and_by_id(tmp_path):
    views = SavedViews(tmp_path / "a")
    saved = views.save(VIEW)
    for text in ("http://127.0.0.1:8501/?case=harbour-fire&start=ines-okafor", "case=harbour-fire&start=ines-okafor"):
        assert find_view(text, views) == (VIEW, [])
    assert find_view(saved.id, views) == find_view(f"http://x/?view={saved.id}", views) == (VIEW, [])
    assert find_view("case=harbour-fire&layout=x", views)[1]
    with pytest.raises(NotFoundError, match="No saved view has the id 'nothing'"):
        find_view("nothing", views)


def test_a_view_that_is_too_long_for_a_url_goes_by_its_id(tmp_path):
    views = SavedViews(tmp_path / "a")
    long = View(case="c", start=tuple(f"c/{n:040}" for n in range(100)))
    url = to_url(long, views)
    assert url.keys() == {"view"}
    assert from_url(url, views) == (long, [])
    assert to_url(VIEW, views) == VIEW.to_parameters()


def test_a_view_that_is_too_long_for_an_address_is_whole_in_a_file(tmp_path):
    long = View(case="harbour-fire", hidden=frozenset(f"harbour-fire/node-{n}" for n in range(500)))
    path = tmp_path / "long.view.json"
    path.write_bytes(to_file(long))
    assert from_file(path.read_bytes(), path.name) == (long, [])
    assert find_view(str(path), SavedViews(tmp_path / "a")) == (long, [])
    assert not (tmp_path / "a").exists()


@pytest.mark.parametrize(
    "content",
    [
        b"",
        b"{}",
        b"[1]",
        b"\xff",
        b'{"kind": "casegraph view"}',
        b'{"kind": "x", "parameters": {}}',
        b"[" * 9999,
        b'{"kind": "casegraph view", "parameters": {"case": 1}}',
        b'{"kind": "casegraph view", "parameters": {"case": "\\ud800"}}',
    ],
)
def test_a_file_that_is_no_view_is_refused(content):
    with pytest.raises(FileError, match=r"other\.json is not the file of a view"):
        from_file(content, "other.json")


def test_a_file_that_is_not_there_is_said_so(tmp_path):
    with pytest.raises(FileError, match="No such file"):
        find_view(str(tmp_path / "none.json"), SavedViews(tmp_path / "a"))
