"""Names of foreign nodes that last: what stands in URLs instead of the database's own identity."""

import io
import zipfile

import pytest

from graph.case.schema import load_schema
from graph.elements import Node, Relationship, Subgraph
from graph.explore.as_cypher import as_cypher
from graph.explore.drawing import draw_view, read_view
from graph.explore.view import View
from graph.formats import FORMATS, to_bytes
from graph.questions.addresses import Addresses, condition, read_name
from graph.questions.parts import name_from_key
from graph.settings import Settings
from graph.stores import Store
from tests.helpers import foreign

ALL = "MATCH (n) OPTIONAL MATCH (n)-[r]->(m) RETURN n, r, m"


def graph(store: Store) -> Subgraph:
    return store.query(ALL).subgraph()


def named(store: Store) -> dict[str, Node | Relationship]:
    found = graph(store)
    things: dict[str, Node | Relationship] = {thing.key: thing for thing in (*found.nodes, *found.relationships)}
    return {name: things[key] for key, name in Addresses(store).names(things).items()}


def test_a_constraint_or_an_id_of_its_own_names_a_node_and_nothing_else_does(store: Store) -> None:
    foreign.write(store)
    nodes = {name for name, thing in named(store).items() if isinstance(thing, Node)}
    films = {f"@Film.title={thing.properties['title']}" for thing in foreign.THINGS if "Film" in thing.labels}
    assert nodes == films | {"@Cinema.id:7", "@Cinema.id:8"}


def test_a_relationship_goes_by_its_ends_and_its_type_where_it_is_the_only_one(store: Store) -> None:
    foreign.write(store)
    ties = {name for name, thing in named(store).items() if isinstance(thing, Relationship)}
    assert "@>@Film%2Etitle%3DLow Water>SHOWN_AT>@Cinema%2Eid%3A7" in ties
    assert len(ties) == 3
    store.execute("MATCH (a:Film {title: 'Low Water'}), (b:Cinema {id: 7}) CREATE (a)-[:SHOWN_AT]->(b)")
    assert sum(isinstance(thing, Relationship) for thing in named(store).values()) == 2


def test_without_a_constraint_and_an_id_nothing_has_a_name(store: Store) -> None:
    store.execute("CREATE (:Film {title: 'a'})-[:IN]->(:Film {title: 'b', id: 1.5}) CREATE (:Film {id: true})")
    assert named(store) == {}


def test_a_number_and_a_text_are_two_names(store: Store) -> None:
    store.execute("CREATE (:P {id: 7, name: 'number'}), (:P {id: '7', name: 'text'}), (:P {id: '=7:.%>', name: 'odd'})")
    names = {name: thing.properties["name"] for name, thing in named(store).items()}
    assert names == {"@P.id:7": "number", "@P.id=7": "text", "@P.id==7:.%>": "odd"}
    keys = {key for thing in named(store).values() for key in [thing.key]}
    assert set(Addresses(store).keys(names).values()) == keys


def test_labels_and_properties_of_any_letters_have_names(store: Store) -> None:
    label = "a.b=c:d%>e, *!"
    store.execute(f"CREATE (:`{label}` {{id: 'x'}})")
    name = next(iter(named(store)))
    assert read_name(name) == ((label, "id"), "x")
    assert condition([name], "n", dialect=store.dialect) == f"(n:`{label}` AND n.id IN ['x'])"


def test_what_the_embedded_store_cannot_write_as_a_name_is_written_as_a_text() -> None:
    name = "@a`b.c`d=x"
    assert condition([name], "n", dialect="neo4j") == "(n:`a``b` AND n.`c``d` IN ['x'])"
    assert condition([name], "n", dialect="embedded") == "('a`b' IN labels(n) AND n['c`d'] IN ['x'])"


def test_a_view_is_the_same_after_a_trip_by_its_address_to_another_session(store: Store) -> None:
    foreign.write(store)
    things = named(store)
    film, cinema = (things[name].key for name in ("@Film.title=Low Water", "@Cinema.id:7"))
    tie = next(thing.key for thing in things.values() if isinstance(thing, Relationship))
    view = View(start=(film,), off=frozenset({"Date"}), hidden=frozenset({cinema}), focus=film, selection=(film, tie))
    view = view.expand(film, type="Cinema").expand(cinema).pin({film: (1.0, 2.0)})
    lasting = view.renamed(Addresses(store).names(view.keys()))
    assert lasting.shareable
    parameters = lasting.to_parameters()
    assert "~" not in "".join(parameters.values()).replace("~alleged", "")
    read, notes = View.from_parameters(parameters)
    assert notes == []
    assert read.renamed(Addresses(store).keys(read.keys())) == view


def test_a_view_of_what_has_no_name_cannot_be_shared(store: Store) -> None:
    foreign.write(store)
    lamp = store.query("MATCH (n:Prop) RETURN n").rows[0][0]
    view = View(start=(lamp.key,))
    view = view.renamed(Addresses(store).names(view.keys()))
    assert not view.shareable
    assert "start" not in view.to_parameters()


def test_a_name_of_what_is_gone_is_said(store: Store) -> None:
    foreign.write(store)
    for name, said in (("@Film.title=Lost", "Lost"), ("@Prop.id=twin", "twin"), ("@Film", "Film")):
        view = View(start=(name,), off=frozenset())
        view = view.renamed(Addresses(store).keys(view.keys()))
        found = read_view(store, view, schema=load_schema(), settings=Settings())
        assert found.notes == (f"{said} is no longer in the store, or more than one node is called so.",)


def test_a_key_of_the_database_is_never_shown() -> None:
    assert name_from_key("~4:ab:1") == "A node of this graph"
    assert name_from_key("@Film.title=a=b:c") == "a=b:c"


@pytest.mark.parametrize("name", ["@", "@Film", "@Film.title", "@.x=1", "@Film.id:x", "@Film.id:" + "9" * 20, "Film"])
def test_what_is_no_name_is_read_as_none(name: str) -> None:
    assert read_name(name) is None


def test_the_query_of_a_view_gives_what_has_a_name_and_says_what_has_none(store: Store) -> None:
    foreign.write(store)
    schema, view = load_schema(), View(off=frozenset())
    shown = draw_view(
        read_view(store, view, schema=schema, settings=Settings()), view, schema=schema, title="", source_line=""
    )
    names = Addresses(store).names(node.key for node in shown.graph.nodes)
    query = as_cypher(shown.graph, view, names, dialect=store.dialect)
    assert query.startswith("// 11 nodes are left out")
    found = store.query(query).subgraph()
    assert {node.key for node in found.nodes} == names.keys()
    assert len(found.relationships) == 3


@pytest.mark.parametrize("ending", [ending for ending in FORMATS if ending not in (".png", ".pdf")])
def test_no_export_holds_what_only_the_database_knows(store: Store, ending: str) -> None:
    foreign.write(store)
    found = graph(store)
    made = to_bytes(found, ending)
    if ending.endswith((".zip", ".xlsx")):
        with zipfile.ZipFile(io.BytesIO(made)) as archive:
            made = b"".join(map(archive.read, archive.namelist()))
    text = made.decode()
    if ending == ".html":  # the library that draws it is in the file too
        text = text.partition('id="scene">')[2].partition("</script>")[0]
    assert "Low Water" in text
    for thing in (*found.nodes, *found.relationships):
        assert thing.key[1:] not in text
