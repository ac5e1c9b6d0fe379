import json
import threading
from datetime import date

import pytest

from graph.errors import CaseGraphError, NotFoundError
from graph.explore import saved_queries
from graph.explore.saved_queries import SavedQueries

QUERY = "MATCH (n {name: $name}) RETURN n"


def test_what_was_run_comes_back_with_its_parameters_the_last_first(tmp_path):
    kept = SavedQueries(tmp_path / "x.queries.json")
    kept.record(QUERY, {"name": "Ines", "n": 2, "since": date(2019, 3, 2)})
    kept.record("RETURN 1", {})
    assert [(q.query, q.parameters) for q in kept.history()] == [
        ("RETURN 1", {}),
        (QUERY, {"name": "Ines", "n": 2, "since": date(2019, 3, 2)}),
    ]
    kept.record(QUERY, {"name": "Ines", "n": 2, "since": date(2019, 3, 2)})
    assert [q.query for q in kept.history()] == [QUERY, "RETURN 1"]
    kept.forget(kept.history()[0].id)
    assert [q.query for q in kept.history()] == ["RETURN 1"]


def test_a_favourite_has_a_name_and_a_note_and_outlives_the_history(tmp_path):
    kept = SavedQueries(tmp_path / "a")
    made = kept.favour(QUERY, {"name": "Ines"}, name="Ines", note="who she is")
    kept.record(QUERY, {"name": "Ines"})
    kept.forget(made.id)
    assert [(q.name, q.note) for q in kept.favourites()] == [("Ines", "who she is")]
    assert kept.history() == []
    kept.favour(QUERY, {"name": "Ines"}, name="Inés")
    kept.favour("RETURN 1", {}, name="a")
    assert [(q.name, q.note) for q in kept.favourites()] == [("a", ""), ("Inés", "")]
    kept.unfavour(made.id)
    with pytest.raises(NotFoundError, match=f"No query has the id '{made.id}' in a"):
        kept.get(made.id)


def test_the_history_is_bounded_and_what_is_kept_is_not_counted(tmp_path, monkeypatch):
    monkeypatch.setattr(saved_queries, "HISTORY", 3)
    monkeypatch.setattr(saved_queries, "SHARED", 2)
    kept = SavedQueries(tmp_path / "a")
    favourite = kept.favour("RETURN 'f'", {}, name="f")
    kept.record("RETURN 'f'", {})
    shared = [kept.share(f"RETURN 's{n}'", {}) for n in range(3)]
    for n in range(5):
        kept.record(f"RETURN {n}", {})
    assert [q.query for q in kept.history()] == ["RETURN 4", "RETURN 3", "RETURN 2"]
    assert kept.get(favourite.id).name == "f"
    assert kept.get(shared[2].id).query == "RETURN 's2'"
    with pytest.raises(NotFoundError):
        kept.get(shared[0].id)
    assert len(json.loads((tmp_path / "a").read_text())["queries"]) == 6


def test_two_sessions_lose_nothing_of_each_other(tmp_path):
    def run(n):
        for m in range(5):
            SavedQueries(tmp_path / "a").record(f"RETURN {n}, {m}", {})

    threads = [threading.Thread(target=run, args=(n,)) for n in range(8)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert len(SavedQueries(tmp_path / "a").history()) == 40


def test_any_text_is_kept_as_it_is(tmp_path):
    kept = SavedQueries(tmp_path / "a")
    text = "RETURN '\ud800 \u2028 🜁 </script>'"
    kept.record(text, {"p": "\udfff"})
    assert [(q.query, q.parameters) for q in kept.history()] == [(text, {"p": "\udfff"})]


@pytest.mark.parametrize("text", ["", "[]", '{"queries": [1]}', '{"queries": [{"id": "x"}]}'])
def test_a_file_that_holds_something_else_is_said_so(tmp_path, text):
    (tmp_path / "a").write_text(text)
    with pytest.raises(CaseGraphError, match="a does not hold saved queries"):
        SavedQueries(tmp_path / "a").history()
