"""Examples are made from what a store holds: each runs, and has rows."""

from graph.case.file import read
from graph.case.load import load
from graph.cypher import check_read, parameter_names
from graph.questions.examples import examples
from graph.settings import Settings
from graph.stores import Store
from tests.helpers import HARBOUR_FIRE, PETITIONS

FOREIGN = """CREATE (a:Movie:`Old film` {title: 'Émile', shot: date('1931-05-01')})-[:`SHOWN AT` {seats: 12}]->
(b:Cinema {name: 'Roxy'}) CREATE (c:Movie {title: 'Zed', shot: date('1969-02-26')})-[:`SHOWN AT`]->(b)
CREATE (:Movie {title: 'Alone'}) CREATE (:`return` {x: 1})"""


def run(store: Store, case: str = "") -> list[str]:
    """Run every example and return the titles."""
    made = examples(store, store.schema(), case=case)
    for example in made:
        check_read(example.query, dialect=store.dialect)
        assert sorted(parameter_names(example.query)) == sorted(example.parameters), example
        result = store.query(example.query, example.parameters, timeout=20)
        assert result.rows, example
        assert not case or {node.key.case for node in result.subgraph().nodes} <= {case}, example
    return [example.title for example in made]


def test_both_cases_give_examples_about_claims_people_and_dates(store: Store) -> None:
    load(store, *[read(file, settings=Settings()) for file in (HARBOUR_FIRE, PETITIONS)])
    titles = run(store)
    assert titles[:2] == ["How many nodes have each label", "How many relationships are of each type"]
    assert {"Who asserts what", "What is disputed"} <= set(titles)
    for beginning in ("Which ", "What is around one ", "The shortest path between two ", "Date by start"):
        assert [title for title in titles if title.startswith(beginning)], beginning
    assert len(titles) == len(set(titles)) == 9
    assert len(run(store, "making-a-murderer")) == len(run(store, "harbour-fire")) == 9


def test_a_graph_of_others_gives_examples_of_its_own(store: Store) -> None:
    store.execute(FOREIGN)
    assert run(store) == [
        "How many nodes have each label",
        "How many relationships are of each type",
        "Movie to Cinema by SHOWN AT",
        "Which Movie has the most relationships",
        "What is around one Movie",
        "The shortest path between two Movie nodes",
        "Movie by shot, between two dates",
    ]


def test_what_a_sample_does_not_show_makes_no_example(store: Store) -> None:
    store.execute(
        "UNWIND range(1, 40) AS n CREATE (:Reading {n: n, taken: '2019-05-01', seen: '2019-05-01/2019-05-02'})"
    )
    store.execute("CREATE (:Reading {n: 41, taken: '2019-05', seen: '2019'}) CREATE (:Visit {began: '2019-05-03'})")
    assert [title for title in run(store) if "between two dates" in title] == ["Visit by began, between two dates"]


def test_nodes_alone_give_few_examples_and_nothing_gives_none(store: Store) -> None:
    assert run(store) == []
    store.execute("CREATE (), (:Note {text: 'x'})")
    assert run(store) == ["How many nodes have each label", "Some nodes"]


def test_names_that_cannot_be_written_are_left_out(store: Store) -> None:
    store.execute("CREATE (:`a\"b'c` {`p\"q`: 'x'})-[:`t\"u`]->(:`MATCH` {name: 'y'}), (:Plain {name: 'z'})")
    assert len(run(store)) >= 4
