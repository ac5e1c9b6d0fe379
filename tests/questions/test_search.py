import pytest
from hypothesis import given
from hypothesis import strategies as st

from graph.case.schema import load_schema
from graph.questions.search import Entry, SearchIndex, fold, read_index


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


def test_a_typing_error_is_forgiven_though_another_case_has_the_word():
    index = SearchIndex([entry("a", "Marlow"), entry("b", "Marlo", case="other")])
    assert [hit.id for hit in index.search("marlo", case="other")] == ["b"]
    assert [hit.id for hit in index.search("marlo w", case="other")] == []
    assert [hit.id for hit in index.search("marlow", case="other")] == ["b"]


def test_a_part_of_a_longer_word_and_of_letters_of_any_script_is_found():
    index = SearchIndex([entry("x", "Kvåle–Ståhl"), entry("y", "Привет"), entry("z", "Stahlberg")])
    assert [hit.id for hit in index.search("åhl")] == ["z", "x"]
    assert [(hit.id, hit.score) for hit in index.search("stahl")] == [("z", 0.95), ("x", 0.9)]
    assert [(hit.id, hit.score) for hit in index.search("ривет")] == [("y", 0.7)]


def test_an_index_of_nothing_finds_nothing():
    assert SearchIndex([]).search("a") == []
    assert SearchIndex([entry("blank", "…")]).search("a") == []


@given(
    names=st.lists(st.text("ab é", min_size=1, max_size=6), min_size=1, max_size=8),
    typed=st.text("ab é", min_size=1, max_size=4),
    limit=st.integers(1, 4),
)
def test_every_text_that_holds_what_was_typed_is_found_best_first(names, typed, limit):
    index = SearchIndex([entry(f"n{number}", name) for number, name in enumerate(names)])
    wanted = fold(typed)
    holding = {f"n{number}" for number, name in enumerate(names) if wanted and wanted in fold(name)}
    everything = index.search(typed, limit=len(names))
    assert holding <= {hit.id for hit in everything}
    assert [hit.score for hit in everything] == sorted((hit.score for hit in everything), reverse=True)
    assert index.search(typed, limit=limit) == everything[:limit]


def test_a_store_is_searched_by_names_and_printed_mentions_but_not_for_its_records(loaded):
    index = read_index(loaded, load_schema())
    assert index.search("Ragunathan", case="harbour-fire")[0].id == "priya-raghunathan"
    labels = {label for entry in index.entries for label in entry.labels}
    assert labels.isdisjoint({"Mention", "Passage", "CaseFile"})
    assert labels >= {"Entity", "Claim", "Source"}
    assert index.search("raghunathan set", case="no-such-case") == []


def test_a_node_of_another_database_is_found_whatever_its_labels(store):
    store.execute("CREATE (:Passage {title: 'Northwest Passage'}), (:Ship {name: 'Gjøa'})")
    index = read_index(store, load_schema())
    assert [hit.name for hit in index.search("northwest")] == ["Northwest Passage"]
    assert [hit.name for hit in index.search("gj")] == ["Gjøa"]
    assert index.search("gj", case="harbour-fire") == []


def test_signs_that_stand_for_several_letters_are_folded():
    assert fold("5 ㎒… ﬁrst") == "5 mhz first"
