"""Captions that people chose by label: kept beside the store, and used wherever a node is called something."""

from pathlib import Path

import pytest

from graph.case.captions import node_caption
from graph.case.schema import load_schema
from graph.cli import main
from graph.elements import Node, Subgraph
from graph.errors import CaseGraphError
from graph.explore.beside import path_for
from graph.explore.drawing import DrawnView, open_view
from graph.explore.saved_captions import LabelChoice, SavedCaptions
from graph.explore.view import View
from graph.picture.looks import node_types
from graph.questions.search import read_index
from graph.settings import Settings
from graph.stores import Store

SCHEMA = load_schema()


def node(labels: str, **properties: object) -> Node:
    return Node("~1", "#1", tuple(sorted(labels.split())), properties)


def caption(of: Node) -> str:
    return node_caption(of, SCHEMA.type_of(of.labels))


@pytest.mark.parametrize(
    ("properties", "expected"),
    [
        ({"name": "a", "title": "b", "id": 3}, "a"),
        ({"title": "b", "id": 3}, "b"),
        ({"id": 3, "note": "x"}, "3"),
        ({"zeta": "last", "note": "x"}, "x"),
        ({"year": 1999, "born": 1950}, "born: 1950"),
        ({"place": {"x": 1.0, "y": 2.0}}, "place: x: 1.0, y: 2.0"),
        ({"poster": b"abc"}, "poster: 3 bytes"),
        ({}, "A, B"),
    ],
)
def test_a_foreign_node_is_called_by_the_rule(properties: dict[str, object], expected: str) -> None:
    assert caption(node("B A", **properties)) == expected


def test_a_node_of_nothing_at_all_has_a_caption() -> None:
    assert caption(node("")) == "(no label)"


def saved(address: str, database: str = "") -> SavedCaptions:
    return SavedCaptions(path_for(address, database, what="captions.json"))


def test_what_was_chosen_is_kept_and_can_be_taken_back(tmp_path: Path) -> None:
    captions = saved(str(tmp_path / "x.grafeo"))
    assert captions.read() == {}
    captions.choose("Film", "year")
    captions.choose('A "label`', "na`me")
    odd = {'A "label`': LabelChoice("na`me")}
    assert saved(str(tmp_path / "x.grafeo")).read() == {**odd, "Film": LabelChoice("year")}
    captions.choose("Film", "")
    assert captions.read() == odd
    written = (tmp_path / "x.grafeo.captions.json").read_text(encoding="utf-8")
    assert written == '{\n "captions": {\n  "A \\"label`": "na`me"\n }\n}\n'


def test_each_database_of_a_server_has_its_own(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.chdir(tmp_path)
    saved("neo4j://lab:7687", "films").choose("Film", "year")
    assert saved("neo4j://lab:7687").read() == {}
    assert saved("neo4j://lab:7687", "films").read() == {"Film": LabelChoice("year")}


@pytest.mark.parametrize("content", ["", "[]", '{"captions": 3}', "\ud800".encode("utf-8", "surrogatepass")])
def test_a_damaged_file_is_said(tmp_path: Path, content: str | bytes) -> None:
    path = tmp_path / "x.grafeo.captions.json"
    path.write_bytes(content if isinstance(content, bytes) else content.encode())
    with pytest.raises(CaseGraphError, match=r"x\.grafeo\.captions\.json does not hold captions"):
        saved(str(tmp_path / "x.grafeo")).read()


def test_the_choice_is_used_in_pictures_search_and_tables_whatever_label_it_is_of(store: Store, tmp_path: Path) -> None:
    store.execute("CREATE (:Film:Old {title: 'Low Water', year: 1987})-[:IN]->(:Film {title: 'Émile'})")
    captions = saved(str(tmp_path / "x.grafeo"))
    captions.choose("Old", "year")
    schema = captions.schema()
    _, shown = open_view(store, View(off=frozenset()), schema=schema, settings=Settings())
    assert sorted(node.caption for node in shown.scene.nodes) == ["1987", "Émile"]
    assert [hit.name for hit in read_index(store, schema).search("1987")] == ["1987"]
    assert [hit.name for hit in read_index(store, schema).search("low water")] == ["1987"]


def test_a_property_that_a_node_lacks_is_no_caption_of_it(tmp_path: Path) -> None:
    captions = saved(str(tmp_path / "x.grafeo"))
    captions.choose("Film", "year")
    film = node("Film", title="Émile")
    assert node_caption(film, captions.schema().type_of(film.labels)) == "Émile"


def test_render_uses_the_choice(tmp_path: Path, loaded_embedded: Store, capsys: pytest.CaptureFixture[str]) -> None:
    address = str(tmp_path / loaded_embedded.name)
    saved(address).choose("Person", "id")
    picture = tmp_path / "p.svg"
    query = "MATCH (n:Person {id: 'priya-raghunathan'}) RETURN n"
    assert main(["render", query, "-o", str(picture), "--store", address]) == 0
    assert "priya-raghunathan" in picture.read_text(encoding="utf-8")
    assert main(["render", "--view", "case=harbour-fire", "-o", str(picture), "--store", address]) == 0
    assert "unnamed-guard" in picture.read_text(encoding="utf-8")


def test_a_label_keeps_its_looks_when_others_come_and_go() -> None:
    few, many = ["Film", "Actor", "Cinema"], [f"Label {n}" for n in range(20)]
    graph = Subgraph(tuple(Node(f"~{label}", "#1", (label,), {}) for label in few), ())
    alone = {key: (t.colour, t.shape) for key, t in node_types(graph, SCHEMA).items()}
    assert alone == {key: (t.colour, t.shape) for key, t in node_types(graph, SCHEMA, many[::-1]).items()}
    assert len({colour for colour, _ in alone.values()}) == len(few)


def test_no_two_of_many_labels_look_the_same() -> None:
    labels = [f"L{n}" for n in range(96)]
    graph = Subgraph(tuple(Node(f"~{label}", "#1", (label,), {}) for label in labels), ())
    looks = {(t.colour, t.shape) for t in node_types(graph, SCHEMA).values()}
    assert len(looks) == len(labels)
    assert len({t.colour for t in list(node_types(Subgraph(graph.nodes[:12], ()), SCHEMA).values())}) == 12


def test_a_label_that_was_put_first_gives_the_look_and_each_label_its_count(store: Store, tmp_path: Path) -> None:
    store.execute(
        "CREATE (:Person:Sailor:Suspect {name: 'Ada'})-[:OWNS]->(:Thing {name: 'Key'}) CREATE (:Person {name: 'Bo'})"
    )
    captions = saved(str(tmp_path / "x.grafeo"))
    captions.choose("Thing", "name")

    def drawn(*off: str) -> DrawnView:
        return open_view(store, View(off=frozenset(off)), schema=captions.schema(), settings=Settings())[1]

    def types() -> dict[str, str]:
        return {node.caption: node.type for node in drawn().scene.nodes}

    assert types() == {"Ada": "Person", "Bo": "Person", "Key": "Thing"}
    counts = {(entry.kind, entry.name): entry.counts for entry in drawn().scene.legend}
    assert counts == {
        ("type", "Person"): "2",
        ("label", "Sailor"): "1",
        ("label", "Suspect"): "1",
        ("type", "Thing"): "1",
        ("relationship", "OWNS"): "1",
    }
    captions.put_first("Suspect", first=True)
    assert captions.read() == {"Suspect": LabelChoice(first=True), "Thing": LabelChoice("name")}
    assert types() == {"Ada": "Suspect", "Bo": "Person", "Key": "Thing"}
    captions.put_first("Suspect", first=False)
    assert types()["Ada"] == "Person"
    # what a filter leaves out it leaves out by each of its labels
    without = drawn("Sailor")
    assert sorted(node.caption for node in without.scene.nodes) == ["Bo", "Key"]
    assert without.left_out == ("without 1 sailor",)
