"""What is completed is there: every function is known to its engine, every procedure may be called."""

import re

import pytest

from graph.cypher import HIGHLIGHTED_WORDS, KEYWORD_PHRASES, Dialect, check_read, functions, procedures
from graph.errors import QueryError
from graph.stores import Store
from graph.stores.neo4j import Neo4jStore

# Each is tried with these until the engine takes one.
ARGUMENTS = [
    "0.5", "'2019-01-01'", "'10:00'", "'2019-01-01T10:00'", "'P1D'", "n", "r", "p", "[1, 2]", "", "'a', 1", "'true'",
    "'abc', 'b', 'c'", "'abc', 'b'", "1, 2", "0.5, 0.5", "{x: 1.0, y: 2.0}", "x IN [1] WHERE x = 1",
    "t = 0, x IN [1] | t + x", "(n)-->()",
]  # fmt: skip
PATHS = {"shortestPath", "allShortestPaths"}


def test_every_function_is_known_to_its_engine(store: Store) -> None:
    store.execute("CREATE (:P {name: 'a'})-[:R]->(:P {name: 'b'})")
    unknown = []
    for name in functions("neo4j" if isinstance(store, Neo4jStore) else "embedded"):
        if name in PATHS:
            queries = [f"MATCH p = {name}((a {{name: 'a'}})-[*..3]-(b {{name: 'b'}})) RETURN p"]
        else:
            queries = [f"MATCH p = (n)-[r]->(m) RETURN {name}({given}) AS x" for given in ARGUMENTS]
        if not any(answers(store, query) for query in queries):
            unknown.append(name)
    assert unknown == []


def answers(store: Store, query: str) -> bool:
    try:
        store.query(query, timeout=20)
    except QueryError:
        return False
    return True


@pytest.mark.parametrize("dialect", ["embedded", "neo4j"])
def test_every_procedure_may_be_called(dialect: Dialect) -> None:
    for name in procedures(dialect):
        check_read(f"CALL {name}()", dialect=dialect)


def test_phrases_are_made_of_words_and_none_writes() -> None:
    assert {word for phrase in KEYWORD_PHRASES for word in phrase.split()} <= HIGHLIGHTED_WORDS
    assert not [phrase for phrase in KEYWORD_PHRASES if re.search("CREATE|MERGE|SET|DELETE|REMOVE|LOAD", phrase)]
