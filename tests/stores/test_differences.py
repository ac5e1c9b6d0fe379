import random

import pytest

from graph.settings import Settings
from graph.stores import open_store
from graph.stores.embedded.dialect import differences, for_engine
from graph.stores.embedded.dialect.differences import SENTENCES
from tests.conformance.suite import cases
from tests.cypher import mutate
from tests.cypher.generate import Generator


def said(query: str, **parameters: object) -> set[str]:
    names = {sentence: name for name, sentence in SENTENCES.items()}
    return {names[sentence] for sentence in differences(query, parameters or None)}


@pytest.mark.parametrize("name", SENTENCES)
def test_each_sentence_is_shown_by_a_case(name: str) -> None:
    shown = [case for case in cases() if case.kind == "differs" and name in said(case.query, **case.parameters)]
    shown += [case for case in cases() if case.kind == "differs" and case.read and name in said(case.read)]
    assert shown, "write a case in tests/conformance that shows it"


@pytest.mark.parametrize(
    "case",
    [case for case in cases() if case.kind == "differs" and not case.answer.error and not case.updates],
    ids=str,
)
def test_each_difference_is_announced(case) -> None:
    assert said(case.query, **case.parameters)


QUIET = [
    "MATCH (n) RETURN [1, 2] + n.x, n.tags + [n.name], 1 + 'a', [n.x, 2] + 3",
    "MATCH ()-[r]->(b) WHERE r:A|B AND NOT b:C RETURN coalesce(r, null), [x IN collect(b) WHERE x.y = 1]",
    "MATCH (a)-[:R*3..1]->()-->(b) RETURN count(*) ORDER BY count(*)",
    "MATCH (n) RETURN n",
    "MATCH (n:Person {name: 'Ana', age: 34}) WHERE n.age > 30 AND n.age = 34 RETURN n.name",
    "MATCH (a), (b) WHERE a.id = b.id AND a.x < b.x RETURN sum(a.x), avg(b.y), round(avg(b.y))",
    "MATCH (n) WHERE n.id IN ['a', 'b'] OR n.year IN [2001, 2002] RETURN n.age + 1, 2 * n.age - n.x",
    "MATCH (n:A|B)-[r:R*1..3]->(m:!C) WHERE all(x IN n.l WHERE x > 0) RETURN n.tags[0], n.l[1..], size(n.l) + 1",
    "OPTIONAL MATCH (n) RETURN n {.name}, CASE n.x WHEN 1 THEN 'one' END, toInteger(n.x) LIMIT 1 + 2",
    "UNWIND n.tags AS t RETURN DISTINCT t ORDER BY t",
    "RETURN 2 ^ 3, 7 % 3, toString(1), 'a' + 'b', [1] + [2], date('2019-03-02') + duration('P1D')",
    "MATCH (n) WHERE n.name STARTS WITH 'A' AND NOT n.name CONTAINS 'b' AND n.x IS NULL RETURN count(*)",
    "MATCH p = shortestPath((a {id: 'a'})-[*..4]-(b {id: 'b'})) RETURN length(p), [n IN nodes(p) | n.id]",
    "MATCH (n) WHERE EXISTS { (n)-->() } RETURN COUNT { (n)--() }",
]


@pytest.mark.parametrize("query", QUIET)
def test_what_cannot_differ_is_not_announced(query: str) -> None:
    assert said(query) == set()


@pytest.mark.parametrize(
    ("query", "parameters", "names"),
    [
        ("MATCH (n {id: $id}) RETURN n", {"id": "ana"}, set()),
        ("MATCH (n {id: $id}) RETURN n", {"id": 1}, {"pattern"}),
        ("MATCH (n {id: $id}) RETURN n", {"id": None}, {"pattern"}),
        ("MATCH (n {id: $id}) RETURN n", {}, {"pattern"}),
        ("MATCH (n) WHERE n.id IN $ids RETURN n", {"ids": ["ana", "ben"]}, set()),
        ("MATCH (n) WHERE n.id IN $ids RETURN n", {"ids": ["1"]}, {"coerced"}),
        ("MATCH (n) WHERE n.id IN $ids RETURN n", {"ids": []}, {"empty"}),
        ("MATCH (n) WHERE n.id IN $ids RETURN n", {}, {"coerced"}),
        ("RETURN $a + $b", {"a": 1, "b": 2}, set()),
        ("RETURN $a + $b", {"a": 1, "b": "x"}, set()),
        ("RETURN $a + $b", {"a": 1.5, "b": "x"}, {"decimal"}),
        ("RETURN $a + $b", {}, {"decimal"}),
        ("MATCH (n) RETURN max(date(n.born)) AS d", {}, set()),
        ("MATCH (n) RETURN max(date(n.born)) AS d, toString(n.x) AS x", {}, {"decimal"}),
    ],
)
def test_parameters_that_are_known_spare_warnings(query: str, parameters: dict[str, object], names: set[str]) -> None:
    assert said(query, **parameters) == names


def test_nothing_is_too_odd_to_be_looked_at() -> None:
    for seed in range(300):
        generator, dice = Generator(seed, "embedded"), random.Random(seed)
        mutant = mutate.words(dice, generator.read())
        for query in (generator.read(), generator.write(), mutant, "\u0131(" + mutant):
            for_engine(query)
            differences(query)


def test_the_embedded_store_says_so_beside_its_rows(tmp_path) -> None:
    with open_store(str(tmp_path / "a.grafeo"), Settings()) as store:
        store.execute("CREATE (n:Person {id: 'ana'})")
        for timeout in (None, 10):
            found = store.query("RETURN 2 ^ 3 ^ 2 AS a", timeout=timeout)
            assert found.rows == ((512.0,),)
            assert found.notices == (SENTENCES["power"],)
            with store.stream("RETURN 2 ^ 3 ^ 2 AS a", timeout=timeout) as stream:
                assert list(stream) == [(512.0,)]
                assert stream.notices == (SENTENCES["power"],)
            plain = store.query("MATCH (n {id: $id}) RETURN n.id", {"id": "ana"}, timeout=timeout)
            assert (plain.rows, plain.notices) == ((("ana",),), ())
