import csv
import io
import json
import re
import zipfile
from datetime import date
from pathlib import Path
from typing import Any

import networkx as nx
import pytest

from graph.elements import Node, Relationship, Subgraph
from graph.errors import RenderError
from graph.formats import FORMATS, Export, to_bytes
from graph.picture.scene import captions_of as captions
from graph.questions.claims import Claim
from tests.helpers import pictures

GRAPHS = {"case": pictures.case(30), "foreign": pictures.foreign(20), "hostile": pictures.hostile()}


DATA = [row.ending for row in FORMATS.values() if not row.picture]


def written(graph: Subgraph, ending: str, **more: Any) -> bytes:
    """A file of a graph of which nothing but itself is known."""
    return FORMATS[ending].encode(Export(subgraph=graph, **{"captions": captions(graph), **more}))


def text(graph: Subgraph, ending: str, **more: Any) -> str:
    return written(graph, ending, **more).decode()


def nameless(graph: Subgraph) -> list[tuple[str, str, str]]:
    return sorted((r.start, r.type, r.end) for r in graph.relationships)


@pytest.mark.parametrize("name", GRAPHS)
def test_networkx_reads_graphml_back(name: str, tmp_path: Path) -> None:
    graph = GRAPHS[name]
    path = tmp_path / "g.graphml"
    path.write_bytes(written(graph, ".graphml", positions={graph.nodes[0].key: (1.5, -2.0)}))
    read = nx.read_graphml(path, force_multigraph=True)
    assert sorted(read) == sorted(node.id for node in graph.nodes)
    assert sorted((a, data["type"], b) for a, b, data in read.edges(data=True)) == nameless(graph)
    first = read.nodes[graph.nodes[0].id]
    assert (first["x"], first["y"], first["labels"]) == (1.5, -2.0, ";".join(graph.nodes[0].labels))


@pytest.mark.parametrize("name", GRAPHS)
def test_networkx_reads_gexf_back(name: str, tmp_path: Path) -> None:
    graph = GRAPHS[name]
    path = tmp_path / "g.gexf"
    path.write_bytes(written(graph, ".gexf"))
    read = nx.read_gexf(path, version="1.3")
    assert sorted(read) == sorted(node.id for node in graph.nodes)
    assert sorted((a, data["type"], b) for a, b, data in read.edges(data=True)) == nameless(graph)


@pytest.mark.parametrize("form", ["graphml", "gexf"])
def test_allegations_stay_marked_in_graph_formats(form: str, tmp_path: Path) -> None:
    graph = GRAPHS["case"]
    path = tmp_path / f"g.{form}"
    path.write_bytes(written(graph, f".{form}"))
    read = nx.read_graphml(path, force_multigraph=True) if form == "graphml" else nx.read_gexf(path, version="1.3")
    by_id = {data["id"] if form == "graphml" else key: data for _, _, key, data in read.edges(keys=True, data=True)}
    for r in graph.relationships:
        assert by_id[r.id]["status"] == r.properties["status"]
        assert json.loads(by_id[r.id]["claims"]) == r.properties["claims"]


def test_json_holds_everything_as_the_command_line_does() -> None:
    graph = GRAPHS["case"]
    data = json.loads(text(graph, ".json"), parse_constant=lambda text: pytest.fail(f"{text} is no JSON"))
    assert data["nodes"] == [
        {"id": n.id, "labels": list(n.labels), "properties": dict(n.properties)} for n in graph.nodes
    ]
    first, r = data["relationships"][0], graph.relationships[0]
    assert first == {"id": r.id, "type": r.type, "start": r.start, "end": r.end, "properties": dict(r.properties)}


def _claim(id: str, by: str, at: str, stance: str = "asserts") -> Claim:
    return Claim(
        id=id,
        case="c",
        statement="r",
        predicate="ACCUSED_OF",
        stance=stance,
        finding=False,
        verb="",
        says="",
        because="",
        by=by.lower(),
        by_name=by,
        via=(),
        via_names=(),
        at=at,
        context=(),
        source_name="Fire at pier nine",
        published="",
        url="",
    )


def test_the_csv_is_the_table_of_relationships() -> None:
    a, b = (Node(f"c/{i}", i, ("Entity", "Person"), {"id": i, "name": i.upper()}) for i in "ab")
    r = Relationship("c/r", "r", "ACCUSED_OF", a, b, {"status": "disputed", "claims": ["r.1", "r.2", "r.3"]})
    claims = {"c/r": [_claim("r.1", "Port Authority", "gazette#p3"), _claim("r.2", "A", "gazette#p5", "denies")]}
    captions = {"c/a": "Ay", "c/b": "Bee", "c/r": "accused of (disputed)"}
    made = written(Subgraph.of([r]), ".csv", captions=captions, claims=claims)
    rows = list(csv.reader(io.StringIO(made.decode("utf-8-sig"))))
    assert rows == [
        ["From", "Relationship", "To", "Status", "Who says so", "Where", "claims"],
        [
            "Ay",
            "accused of (disputed)",
            "Bee",
            "disputed",
            "asserted by Port Authority; denied by A; r.3",
            "gazette#p3; gazette#p5",
            '["r.1", "r.2", "r.3"]',
        ],
    ]
    without_claims = text(Subgraph.of([r]), ".csv").splitlines()[1]
    assert without_claims.startswith("A,accused of (disputed),B,disputed,r.1; r.2; r.3,,")


def test_no_cell_is_a_formula() -> None:
    archive = zipfile.ZipFile(io.BytesIO(written(GRAPHS["hostile"], ".zip")))
    tables = text(GRAPHS["hostile"], ".csv") + archive.read("nodes.csv").decode()
    cells = [cell for row in csv.reader(io.StringIO(tables)) for cell in row]
    assert '\'=HYPERLINK("http://x")' in cells
    assert not [cell for cell in cells if cell.startswith(("=", "+", "-", "@", "\t", "\r"))]


def test_the_zip_holds_both_tables_with_every_property() -> None:
    graph = GRAPHS["case"]
    archive = zipfile.ZipFile(io.BytesIO(written(graph, ".zip")))
    assert archive.namelist() == ["nodes.csv", "relationships.csv"]
    nodes = list(csv.DictReader(io.StringIO(archive.read("nodes.csv").decode("utf-8-sig"))))
    edges = list(csv.DictReader(io.StringIO(archive.read("relationships.csv").decode("utf-8-sig"))))
    assert {row["id"]: row["name"] for row in nodes} == {n.id: n.properties.get("name", "") for n in graph.nodes}
    assert {row["id"]: (row["start"], row["end"], row["status"]) for row in edges} == {
        r.id: (r.start, r.end, r.properties["status"]) for r in graph.relationships
    }
    assert {row["id"] for row in nodes} >= {row["start"] for row in edges} | {row["end"] for row in edges}


def test_two_cases_that_share_an_id_stay_apart() -> None:
    nodes = [Node(f"{case}/a", "a", ("Entity", "Person"), {"id": "a", "case_id": case}) for case in ("one", "two")]
    data = json.loads(text(Subgraph.of(nodes), ".json"))
    assert [node["id"] for node in data["nodes"]] == ["one/a", "two/a"]


@pytest.mark.parametrize("name", GRAPHS)
def test_dot_is_one_statement_a_line_with_statuses_in_words(name: str) -> None:
    graph = GRAPHS[name]
    lines = text(graph, ".dot").rstrip().split("\n")
    word = r'"(?:[^"\\]|\\\\)*"'
    node, edge = re.compile(rf"  {word} \[label={word}, class={word}\];"), re.compile(rf"  {word} -> {word} \[.*\];")
    assert lines[0] == "digraph {"
    assert lines[-1] == "}"
    assert sum(node.fullmatch(line) is not None for line in lines) == len(graph.nodes)
    assert sum(edge.fullmatch(line) is not None for line in lines) == len(graph.relationships)
    marked = [r for r in graph.relationships if r.properties.get("status") == "disputed"]
    assert sum('(disputed)", style=dashed, class="disputed"' in line for line in lines) == len(marked)


def test_values_of_every_kind_find_a_place(tmp_path: Path) -> None:
    properties = {
        "id": "a", "flag": True, "n": 3, "big": 2**70, "x": 0.5, "nan": float("nan"), "day": date(2019, 3, 2),
        "list": ["a", 1], "bytes": b"ab", "none": None, "map": {"k": [1.5]},
    }  # fmt: skip
    other = Node("c/b", "b", ("T",), {"id": "b", "n": "three", "x": 2})
    graph = Subgraph((Node("c/a", "a", ("T",), properties), other), ())
    path = tmp_path / "g.graphml"
    path.write_bytes(written(graph, ".graphml"))
    read = nx.read_graphml(path).nodes
    assert read["a"]["flag"] is True
    assert read["a"]["n"] == "3"  # the other node's is a text
    assert (read["a"]["x"], read["b"]["x"]) == (0.5, 2.0)
    assert (read["a"]["big"], read["a"]["day"], str(read["a"]["nan"])) == (str(2**70), "2019-03-02", "nan")
    assert json.loads(read["a"]["list"]) == ["a", 1]
    assert "none" not in read["a"]
    for ending in DATA:
        assert written(graph, ending)


def test_an_unknown_ending_is_refused() -> None:
    with pytest.raises(RenderError, match=r"not '.xls'"):
        to_bytes(GRAPHS["case"], ".xls")
