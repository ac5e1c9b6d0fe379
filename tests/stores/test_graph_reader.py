"""What reads a graph piece by piece: the same on every store, and what a plain model of the graph says."""

from collections.abc import Callable
from datetime import date, time
from threading import Event
from typing import Any

import grafeo
import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from graph.errors import GraphChangedError, QueryError, QueryRefusedError, StoppedError, StoreError
from graph.stopping import stoppable
from graph.stores import Store
from graph.stores.embedded import EmbeddedStore
from graph.stores.graph_reader import GraphReader, InternalId, Selection
from tests.helpers.stores import BOTH
from tests.stores.cases import chain, harbour
from tests.stores.town import TIES, TOWN, Model, Named, compare, town, write

SELECTIONS = {
    "everything": Selection(),
    "a case": Selection(case="one"),
    "a label": Selection(labels=("Entity",)),
    "labels": Selection(labels=("Person", "Odd label")),
    "types": Selection(types=("LIVES_IN", "SEES")),
    "statuses": Selection(statuses=("found", "reported")),
    "statements": Selection(statements=frozenset(["r0", "r3", "r9", "none"])),
    "no statement": Selection(statements=frozenset()),
    "order": Selection(order="place"),
    "the entities of a case": Selection(case="one", labels=("Entity",)),
    "all but a pattern": Selection(
        case="one", labels=("Person",), types=("KNOWS",), statuses=("found",), statements=frozenset(["r1", "r2"])
    ),
    "in order": Selection(case="one", statuses=("found", "alleged"), order="place"),
    "nothing": Selection(case="none"),
    "a label that nothing has": Selection(labels=("", "No`thing")),
    "a type that nothing has": Selection(types=("\0",)),
}


def test_what_a_selection_leaves(store: Store) -> None:
    model = write(store, town())
    for name, chosen in SELECTIONS.items():
        try:
            compare(store.reader(chosen), model.leaves(chosen))
        except Exception as error:
            error.add_note(name)
            raise


def test_a_case_as_it_is_loaded(store: Store) -> None:
    store.replace_case(harbour())
    store.replace_case(chain("other", 3))
    reader = store.reader(Selection(case="harbour", labels=("Entity",)))
    [priya] = reader.find("id", "priya")
    assert priya.labels == ("Entity", "Person")
    assert priya.properties["aliases"] == ["Raghunathan", "P. R."]
    around = reader.edges([priya.internal], "both")
    assert {record.properties["id"] for record in around} == {"s1", "s6"}
    assert reader.counts() == (8, 7)
    assert reader.find("id", "p00000") == reader.find("id", "c1") == []


PATTERNS = {
    "(x:Person)-[r:KNOWS]->(y) WHERE r.status = 'found'": ("a b", "r1 r4"),
    "(x)-[:KNOWS]->(y)-[:LIVES_IN]->(z)": ("a b c", "r2 r3"),
    "(x)--()--(y:Claim)": ("a b c d a2", "r0 r1 r2 r3 r5 r6"),
    "(x:Person {name: 'b'})": ("b", ""),
    "(:Place)": ("c", ""),
    "( ) /* any */": ("a b c d a2", ""),
    "(`a node` WHERE `a node`.name STARTS WITH 'b')": ("b", ""),
    "(x) WHERE x.name STARTS WITH 'd' OR x.id = 'f, RETURN'": ("d", ""),
    "(x) WHERE NOT EXISTS { MATCH (x)--() }": ("", ""),
}
"""With the nodes that have one of some labels and are on a path, and the relationships between them that are."""


@pytest.mark.parametrize("pattern", PATTERNS)
def test_a_pattern_takes_what_is_on_its_paths(store: Store, pattern: str) -> None:
    model = write(store, town())
    names, ties = (text.split() for text in PATTERNS[pattern])
    chosen = Selection(pattern=pattern, labels=("Person", "Place", "Claim"), order="place")
    kept = model.leaves(chosen)
    kept.nodes = [row for row in kept.nodes if row[0] in names]
    kept.ties = [row for row in kept.ties if row[0] in ties]
    compare(store.reader(chosen), kept)


def test_what_is_on_no_path_is_not_there(store: Store) -> None:
    write(store, town())
    reader = store.reader(Selection(pattern="(x)-[:KNOWS]->(y)-[:LIVES_IN]->(z)", statuses=("alleged",)))
    read = Named(reader)
    assert sorted(read.nodes) == ["a", "b", "c"]
    assert [row[0] for row in read.all_edges()] == ["r2"]
    outside = store.reader(Selection()).find("name", "e")[0].internal
    assert reader.nodes([outside]) == reader.steps([outside], "both") == reader.find("name", "e") == []


@pytest.mark.parametrize(
    "pattern", ["(a), (b)", "(a)-->(b), (b)-->(c)", "(a) RETURN a", "(a) MATCH (b)", "p = (a)-->(b)"]
)
def test_a_pattern_of_more_than_one_path_is_refused(store: Store, pattern: str) -> None:
    with pytest.raises(QueryError, match="one path") as error:
        store.reader(Selection(pattern=pattern))
    assert repr(pattern) in str(error.value)


@pytest.mark.parametrize("pattern", ["(a) SET a.x = 1", "(a) WHERE true DETACH DELETE a", "(a) CREATE (b)"])
def test_a_pattern_that_would_write_is_refused(store: Store, pattern: str) -> None:
    with pytest.raises(QueryRefusedError, match="would change the graph"):
        store.reader(Selection(pattern=pattern))


@pytest.mark.parametrize("pattern", ["(a", "(a)-[>(b)", "nothing at all", r"(a)\u002C(b)", "(a) WHERE b.x = 1"])
def test_a_pattern_that_is_none(store: Store, pattern: str) -> None:
    write(store, town())
    with pytest.raises(QueryError):
        store.reader(Selection(pattern=pattern)).node_ids()


def test_nodes_come_as_they_are_asked_for(store: Store) -> None:
    write(store, town())
    reader = store.reader(Selection(case="one"))
    other = store.reader(Selection(case="two")).node_ids()[0]
    first, second = (reader.find("name", name)[0].internal for name in "ab")
    found = reader.nodes([second, other, first])
    assert [record.properties["name"] for record in found] == ["b", "a"]
    assert found[0].labels == ("Entity", "Person")
    assert found[0].internal == second
    assert reader.nodes([]) == reader.steps([], "both") == reader.edges([], "out") == []
    assert reader.steps([other], "both") == reader.edges([other], "both") == []
    assert reader.values([second, first], "place") == [1, 3]
    assert reader.values([first, second], "none") == [None, None]


def test_find_tells_kinds_apart(store: Store) -> None:
    kinds: list[Any] = [1, 1.0, True, "1", 0, False, "", "true", ["1"], 2**53, 2.0**53]
    for number, value in enumerate(kinds):
        store.execute("CREATE (:Thing {number: $n, p: $v})", {"n": number, "v": value})
    reader = store.reader(Selection())
    for number, value in enumerate(kinds):
        if not isinstance(value, list):
            assert [record.properties["number"] for record in reader.find("p", value)] == [number], value
    for none in ("none", 7, 1.5, 2**80, "\ud800", float("nan")):
        assert reader.find("p", none) == [], none
    assert reader.find("none", 1) == reader.find("", 1) == reader.find("`", "x") == []


def test_find_gives_all_in_order(store: Store) -> None:
    write(store, town())

    def found(chosen: Selection, id: str, case: str | None = None) -> list[str]:
        reader = store.reader(chosen)
        records = reader.find("id", id, case=case)
        internal = [record.internal for record in records]
        assert internal == [id for id in reader.node_ids() if id in internal]
        names = [record.properties["name"] for record in records]
        return names if chosen.order else sorted(names)

    for labels in ((), ("Entity",), ("Entity", "Person"), ("Person",)):
        assert found(Selection(labels=labels), "a") == ["a", "a2"]
        assert found(Selection(labels=labels), "a", "two") == ["a2"]
        assert found(Selection(labels=labels, case="one"), "a") == ["a"]
        assert found(Selection(labels=labels, case="one"), "a", "two") == []
    assert found(Selection(), "f") == ["f"]
    store.execute("CREATE ({name: 'a3', id: 'a', case_id: 'one', place: 0})")
    store.execute("CREATE ({name: 'a4', id: 'a'})")
    assert found(Selection(case="one"), "a") == ["a", "a3"]
    assert found(Selection(order="place"), "a")[:2] == ["a3", "a"]


def test_values_that_are_repeated(store: Store) -> None:
    for label, value in [("A", "x"), ("A", "x"), ("A", 1), ("B", 1), ("A", 2), ("A", 2.0), ("A", True), ("A", True),
                         ("A", 3), ("A", 3), ("A", "3"), ("A", 0.5), ("A", 0.5)]:  # fmt: skip
        store.execute(f"CREATE (:{label} {{p: $v}})", {"v": value})
    store.execute("CREATE (:A {p: [1]}) CREATE (:A {p: [1]}) CREATE (:A) CREATE (:A)")

    def repeated(chosen: Selection) -> set[tuple[type, Any]]:
        return {(type(value), value) for value in store.reader(chosen).repeated("p")}

    assert repeated(Selection()) == {(str, "x"), (int, 1), (int, 3)}
    assert repeated(Selection(labels=("A",))) == {(str, "x"), (int, 3)}
    assert repeated(Selection(pattern="(n:A) WHERE n.p = 'x' OR n.p = 2")) == {(str, "x")}
    assert store.reader(Selection()).repeated("none") == []


def test_unique_properties_are_those_of_a_constraint(store: Store) -> None:
    constraints = ["CREATE CONSTRAINT titles FOR (n:Movie) REQUIRE n.title IS UNIQUE",
                   "CREATE CONSTRAINT codes FOR (n:Movie) REQUIRE n.code IS UNIQUE"]  # fmt: skip
    if isinstance(store, EmbeddedStore):
        with grafeo.GrafeoDB(str(store._path)) as db:
            for constraint in constraints:
                db.execute_cypher(constraint)
    else:
        for constraint in constraints:
            store.execute(constraint)
    store.execute("CREATE (:Movie {title: 'Low Water', code: 1}) CREATE (:Other {title: 'Low Water'})")
    reader = store.reader(Selection())
    assert reader.unique_properties()["Movie"] == ("code", "title")
    assert len(reader.find("title", "Low Water")) == 2
    assert len(store.reader(Selection(labels=("Movie",))).find("title", "Low Water")) == 1


def test_properties_of_every_type(store: Store) -> None:
    values = {"b": b"\0\xff", "d": date(2019, 3, 2), "e": [], "f": -0.5, "i": 2**62 + 1, "l": ["x", "y"], "n": [1, 2],
              "t": time(10, 30), "yes": True, "ő": "🜁"}  # fmt: skip
    store.execute("CREATE (a:A)-[r:R]->(a) SET a = $v SET r = $v", {"v": values})
    store.execute("MATCH (a)-[r]->() SET a.long = duration('P1Y2M3DT4S') SET r.long = duration('PT90M')")
    reader = store.reader(Selection())
    [record] = reader.nodes(reader.node_ids())
    assert dict(record.properties) == {**values, "long": "P1Y2M3DT4S"}
    [[edge]] = reader.all_edges()
    assert dict(edge.properties) == {**values, "long": "PT1H30M"}
    assert reader.edges([record.internal], "both") == [edge]
    assert (edge.start, edge.end, edge.type) == (record.internal, record.internal, "R")
    assert reader.values([record.internal], "long") == ["P1Y2M3DT4S"]


def test_whether_a_relationship_has_a_property(store: Store) -> None:
    write(store, town())
    store.execute("CREATE (:Thing {weight: 1})")
    reader = store.reader(Selection())
    for _ in range(2):
        assert [reader.has_edge_property(name) for name in ("status", "place", "weight", "none")] == [
            True, True, False, False]  # fmt: skip


def test_keys_begin_with_the_prefix_of_a_reader(store: Store) -> None:
    write(store, town())
    reader = store.reader(Selection())
    [record] = reader.find("name", "f")
    [node] = store.query("MATCH (n {name: 'f'}) RETURN n").rows[0]
    assert node.key == f"~{reader.node_prefix}{record.internal}"
    [edge] = reader.edges([record.internal], "out")
    [tie] = store.query("MATCH ()-[r {name: 'r9'}]->() RETURN r").rows[0]
    assert tie.key == f"~{reader.edge_prefix}{edge.internal}"


CALLS: dict[str, Callable[[GraphReader, InternalId], Any]] = {
    "check": lambda reader, id: reader.check(),
    "node_ids": lambda reader, id: reader.node_ids(),
    "nodes": lambda reader, id: reader.nodes([id]),
    "values": lambda reader, id: reader.values([id], "name"),
    "find": lambda reader, id: reader.find("name", "a"),
    "find none": lambda reader, id: reader.find("name", 2**80),
    "unique_properties": lambda reader, id: reader.unique_properties(),
    "repeated": lambda reader, id: reader.repeated("name"),
    "counts": lambda reader, id: reader.counts(),
    "steps": lambda reader, id: reader.steps([id], "out"),
    "no steps": lambda reader, id: reader.steps([], "out"),
    "edges": lambda reader, id: reader.edges([id], "out"),
    "all_edges": lambda reader, id: list(reader.all_edges()),
    "structure": lambda reader, id: reader.structure(),
    "has_edge_property": lambda reader, id: reader.has_edge_property("status"),
}


@pytest.mark.parametrize("warm", [False, True])
@pytest.mark.parametrize("chosen", [Selection(), Selection(pattern="(x)-->(y)")])
def test_a_store_that_changed_is_refused(store: Store, chosen: Selection, warm: bool) -> None:
    write(store, town())
    id = store.reader(Selection()).node_ids()[0]
    reader = store.reader(chosen)
    assert reader.version == store.version()
    if warm:
        for call in CALLS.values():
            call(reader, id)
    pages = reader.all_edges()
    next(pages)
    store.execute("CREATE (:Later)")
    for name, call in CALLS.items():
        with pytest.raises(GraphChangedError, match=r"store\.graph"):
            pytest.fail(f"{name} gave {call(reader, id)!r}")
    again = store.reader(Selection())
    assert again.version != reader.version
    assert again.counts()[0] == len(TOWN) + 1


def test_a_page_after_a_write_is_refused(store: Store) -> None:
    store.replace_case(chain("c", 6_000))
    pages = store.reader(Selection()).all_edges()
    assert next(pages)
    store.execute("CREATE (:Later)")
    with pytest.raises(GraphChangedError):
        next(pages)


def test_a_closed_store(store: Store) -> None:
    write(store, town())
    reader = store.reader(Selection())
    id = reader.node_ids()[0]
    store.close()
    for name, call in CALLS.items():
        with pytest.raises(StoreError, match="was closed"):
            pytest.fail(f"{name} gave {call(reader, id)!r}")
    with pytest.raises(StoreError, match="was closed"):
        store.reader(Selection())


def test_many_of_each(store: Store) -> None:
    store.replace_case(chain("c", 2_500))
    # A server gives ids of deleted nodes again, in no order.
    reader = store.reader(Selection(case="c", labels=("Entity",), order="n"))
    ids = reader.node_ids()
    assert reader.counts() == (2_500, 2_499)
    assert [record.properties["n"] for record in reader.nodes(reversed(ids))] == list(range(2_499, -1, -1))
    steps = reader.steps(ids, "both")
    assert len(steps) == 2 * 2_499
    assert [id for id, _, _ in steps] == sorted((id for id, _, _ in steps), key=ids.index)
    assert len(reader.edges(ids, "both")) == sum(map(len, reader.all_edges())) == 2_499
    assert reader.values(ids, "n") == list(range(2_500))
    structure = reader.structure()
    assert (structure.ends - structure.starts == 1).all()


def test_long_reading_can_be_stopped(store: Store) -> None:
    write(store, town())
    reader = store.reader(Selection())
    stop = Event()
    stop.set()
    with stoppable(stop):
        for read in (reader.structure, lambda: list(reader.all_edges())):
            with pytest.raises(StoppedError):
                read()
    assert len(reader.structure().starts) == len(TIES)


labels = st.lists(st.sampled_from(["Entity", "Person", "Odd label"]), unique=True, max_size=2).map(tuple)
properties = st.fixed_dictionaries(
    {},
    optional={
        "case_id": st.sampled_from(["one", "two"]),
        "status": st.sampled_from(["alleged", "found"]),
        "place": st.integers(0, 3),
    },
)


@st.composite
def models(draw: st.DrawFn) -> Model:
    nodes = [(f"n{i}", draw(labels), {"name": f"n{i}", **draw(properties)}) for i in range(draw(st.integers(1, 6)))]
    ends = st.sampled_from([name for name, _, _ in nodes])
    types = st.sampled_from(["KNOWS", "SEES"])
    rows = draw(st.lists(st.tuples(types, ends, ends, properties), max_size=12))
    ties = [(f"r{i}", *row[:3], {"id": f"r{i}", "name": f"r{i}", **row[3]}) for i, row in enumerate(rows)]
    return Model(nodes, ties)


selections = st.builds(
    Selection,
    case=st.sampled_from([None, None, "one"]),
    labels=labels,
    types=st.sampled_from([(), ("KNOWS",), ("SEES", "KNOWS")]),
    statuses=st.sampled_from([(), ("alleged",), ("found", "alleged")]),
    statements=st.none() | st.frozensets(st.sampled_from([f"r{i}" for i in range(12)])),
    order=st.sampled_from(["", "place"]),
)


@pytest.mark.parametrize("store", BOTH, indirect=True)
@settings(max_examples=25, suppress_health_check=[HealthCheck.function_scoped_fixture, HealthCheck.too_slow])
@given(model=models(), chosen=st.lists(selections, min_size=1, max_size=3))
def test_any_graph_and_selection(store: Store, model: Model, chosen: list[Selection]) -> None:
    store.execute("MATCH (n) DETACH DELETE n")
    model = write(store, model)
    for each in chosen:
        compare(store.reader(each), model.leaves(each))
