import pytest

from graph.search import Entry, SearchIndex, fold


def entry(id, *texts, case="c"):
    return Entry(f"{case}/{id}", id, texts[0], "Person", ("Entity",), texts)


INDEX = SearchIndex(
    [
        entry("priya", "Priya Raghunathan", "Raghunathan", "Ragunathan"),
        entry("tomas", "Tomás Leal", "the night guard"),
        entry("pier", "Pier nine"),
        entry("pier", "Pier nine", case="other"),
    ]
)


@pytest.mark.parametrize(
    ("typed", "found"),
    [
        ("priya", "priya"),
        ("RAGHU", "priya"),
        ("raghunatan", "priya"),
        ("ragunathan", "priya"),
        ("leal tomas", "tomas"),
        ("tomás", "tomas"),
        ("night", "tomas"),
        ("per nine", "pier"),
        ("nine", "pier"),
    ],
)
def test_names_aliases_and_misprints_are_found(typed, found):
    assert INDEX.search(typed, case="c")[0].id == found


def test_what_matched_is_told():
    assert INDEX.search("night", case="c")[0].matched == "the night guard"


def test_a_name_as_typed_comes_first():
    index = SearchIndex([entry("b", "Harbour court clerk"), entry("a", "Harbour court")])
    assert [hit.id for hit in index.search("harbour court")] == ["a", "b"]


def test_another_case_is_left_out():
    assert [hit.key for hit in INDEX.search("pier nine", case="other")] == ["other/pier"]
    assert len(INDEX.search("pier nine")) == 2


@pytest.mark.parametrize("typed", ["", "  ", "!?", "zzzzzzz", "priya zzzzzz", "x" * 10_000])
def test_nothing_is_found_where_nothing_fits(typed):
    assert INDEX.search(typed) == []


def test_folding_keeps_letters_of_any_script():
    assert fold("Ÿ  ПРИЯ—x") == "y прия x"
