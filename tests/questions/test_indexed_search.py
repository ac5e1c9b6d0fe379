"""Search in a store that is too large to be read whole: by its indexes, and saying so."""

import grafeo
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from graph.case.schema import load_schema
from graph.questions.indexed_search import IndexedSearch, fulltext_query, spellings
from graph.questions.indexes import constraints, indexes
from graph.stores import Store
from graph.stores.embedded import EmbeddedStore
from tests.helpers import foreign

SCHEMA = load_schema()
LAST = "Jon Lund 399"  # of 400 people: nobody reads so far
FEW = 20


def found(store: Store, text: str, limit: int = FEW) -> list[str]:
    return [hit.name for hit in IndexedSearch(store, SCHEMA, limit=limit).search(text)]


def some_name(finder: IndexedSearch) -> str:
    """A name that was read, long enough for a slip; which ones come first is the database's affair."""
    names = (entry.name for entry in finder.index.entries if entry.labels == ("Person",) and entry.name[-1].isdigit())
    return next(name for name in names if max(map(len, name.split())) >= 4)


def index(store: Store, *commands: str) -> None:
    if isinstance(store, EmbeddedStore):
        with grafeo.GrafeoDB(str(store._path)) as db:
            for command in commands:
                db.execute_cypher(command)
    else:
        for command in (*commands, "CALL db.awaitIndexes(60)"):
            store.execute(command)


def test_a_store_that_is_read_whole_says_nothing_of_it(store: Store) -> None:
    foreign.write(store)
    finder = IndexedSearch(store, SCHEMA, limit=1_000)
    assert finder.how_searched == ""
    assert [hit.name for hit in finder.search("okafro")] == ["Ines Okafor"]


def test_without_an_index_the_first_nodes_are_read_and_that_is_said(store: Store) -> None:
    foreign.write(store, people=400, constraint=False)
    if not isinstance(store, EmbeddedStore):
        store.execute("DROP INDEX numbers")
    finder = IndexedSearch(store, SCHEMA, limit=FEW)
    assert finder.how_searched == (
        "Searched by reading the names and texts of the first 20 of 416 nodes (setting search_nodes); "
        "the database has no full-text or other index to find the rest by."
    )
    assert len(finder.index.entries) == FEW
    # which ones are read first is the database's affair
    read = {entry.name for entry in finder.index.entries}
    people = [name for (name,) in store.query("MATCH (n:Person) RETURN n.name AS name").rows]
    unread = next(name for name in people if name not in read and name[-1].isdigit())
    assert unread not in found(store, unread)
    assert found(store, unread, 1_000)[0] == unread


def test_an_index_on_names_finds_what_was_not_read(store: Store) -> None:
    foreign.write(store, people=400)
    index(store, "CREATE INDEX names FOR (n:Person) ON (n.name)")
    finder = IndexedSearch(store, SCHEMA, limit=FEW)
    assert "index names" in finder.how_searched
    assert "typing errors are forgiven only in what was read" in finder.how_searched
    assert finder.search("jon lund 399")[0].name == LAST
    read = some_name(finder)
    longest = max(read.split(), key=len)
    assert finder.search(read.replace(longest, longest[0] + longest[2:]))[0].name == read


def test_the_beginning_of_a_name_or_a_number_is_found_by_a_range_index(neo4j_store: Store) -> None:
    foreign.write(neo4j_store, people=400)
    index(neo4j_store, "CREATE INDEX names FOR (n:Person) ON (n.name)")
    assert LAST in found(neo4j_store, "jon lund 3")
    assert found(neo4j_store, "399") == [LAST]


def test_any_part_is_found_by_a_text_index(neo4j_store: Store) -> None:
    foreign.write(neo4j_store, people=400)
    index(neo4j_store, "CREATE TEXT INDEX parts FOR (n:Person) ON (n.name)")
    assert LAST in found(neo4j_store, "und 399")


@pytest.mark.parametrize("typed", ["lund 399", "LUND jon 399", "jon lnud 399", "jon lun 399", '"Jon" +lund~ && (399'])
def test_words_in_any_order_and_with_errors_are_found_by_a_full_text_index(neo4j_store: Store, typed: str) -> None:
    foreign.write(neo4j_store, people=400, full_text=True)
    index(neo4j_store)
    finder = IndexedSearch(neo4j_store, SCHEMA, limit=FEW)
    assert "full-text index people" in finder.how_searched
    assert finder.search(typed)[0].name == LAST


def test_nothing_that_is_typed_breaks_the_language_of_a_full_text_index(neo4j_store: Store) -> None:
    foreign.write(neo4j_store, full_text=True)
    index(neo4j_store)

    @settings(max_examples=60)
    @given(text=st.text(alphabet='+-&|!(){}[]^"~*?:\\/ ANDORT\u00e9x19', max_size=12))
    def holds(text: str) -> None:
        words = fulltext_query(text)
        if words:
            call = "CALL db.index.fulltext.queryNodes('people', $words) YIELD node RETURN node"
            neo4j_store.query(call, {"words": words})

    holds()


def test_an_index_that_is_gone_finds_nothing(neo4j_store: Store) -> None:
    foreign.write(neo4j_store, people=60, full_text=True)
    index(neo4j_store)
    finder = IndexedSearch(neo4j_store, SCHEMA, limit=FEW)
    neo4j_store.execute("DROP INDEX people")
    read = some_name(finder)
    assert finder.search(read)[0].name == read


@pytest.mark.parametrize("typed", ["", "  ", "!?", "\x00", "x" * 10_000])
def test_nothing_is_found_where_nothing_was_typed(store: Store, typed: str) -> None:
    foreign.write(store, people=60)
    index(store, "CREATE INDEX names FOR (n:Person) ON (n.name)")
    assert found(store, typed) == []


def test_names_are_written_with_capitals() -> None:
    assert spellings("jon lund") == ["jon lund", "Jon Lund", "Jon lund", "JON LUND"]


def test_indexes_and_constraints_are_the_same_words_on_both(store: Store) -> None:
    foreign.write(store)
    index(store, "CREATE INDEX names FOR (n:Person) ON (n.name)")
    unique = [c for c in constraints(store) if c.labels == ("Film",)]
    assert [(c.name, c.kind, c.of_nodes, c.properties) for c in unique] == [("films", "unique", True, ("title",))]
    names = next(i for i in indexes(store) if i.name == "names")
    assert (names.labels, names.properties, names.of_nodes, names.ready) == (("Person",), ("name",), True, True)
    assert names.kind in ("range", "hash")
