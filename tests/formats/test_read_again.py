"""Files of data, opened again by programs that are not ours: the same nodes, relationships and properties."""

import csv
import io
import json
import math
import re
import zipfile
from collections.abc import Callable, Iterable, Mapping, Sequence
from datetime import date, datetime
from typing import Any, NamedTuple

import networkx as nx
import pandas as pd
import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from lxml import etree
from openpyxl import load_workbook

from graph.case.file import read
from graph.case.load import load
from graph.elements import Node, Properties, Relationship, Subgraph, to_json
from graph.formats import to_bytes
from graph.formats.portable import node_ids, relationship_ids
from graph.picture.scene import build, captions_of
from graph.settings import Settings
from graph.stores import open_store
from tests.helpers import HARBOUR_FIRE, PETITIONS, pictures

Row = Mapping[str, Any]
OURS = "casegraph_"
GRAPHML = "{http://graphml.graphdrawing.org/xmlns}"
GEXF, VIZ = "{http://gexf.net/1.3}", "{http://gexf.net/1.3/viz}"


class Read(NamedTuple):
    """What a reader found: rows by ids, and of edges their ends; and a text as the file holds it."""

    nodes: dict[str, Row]
    edges: dict[str, tuple[str, str, Row]]
    text: Callable[[str], str]


@pytest.fixture(scope="module")
def seeds(tmp_path_factory: pytest.TempPathFactory) -> Subgraph:
    """All that a store holds of both cases."""
    path = tmp_path_factory.mktemp("both") / "cases.grafeo"
    with open_store(str(path), Settings()) as store:
        load(store, read(HARBOUR_FIRE, settings=Settings()), read(PETITIONS, settings=Settings()))
        result = store.query("MATCH (n) OPTIONAL MATCH (n)-[r]->(m) RETURN n, r, m", limit=100_000)
        assert not result.truncated
        return result.subgraph()


@pytest.fixture(params=["seeds", "clashing", "hostile", "foreign"])
def graph(request: pytest.FixtureRequest) -> Subgraph:
    if request.param == "seeds":
        found: Subgraph = request.getfixturevalue("seeds")
        return found
    made: Subgraph = getattr(pictures, request.param)()
    return made


# -- readers -----------------------------------------------------------------------------------


def in_xml(text: str) -> str:
    return "".join(
        "\ufffd" if (c < " " and c not in "\t\n\r") or "\ud800" <= c <= "\udfff" or c in "\ufffe\uffff" else c
        for c in text
    )


def graphml_by_networkx(data: bytes) -> Read:
    found = nx.read_graphml(io.BytesIO(data), force_multigraph=True, edge_key_type=str)
    edges = {key: (a, b, row) for a, b, key, row in found.edges(keys=True, data=True)}
    return Read(dict(found.nodes(data=True)), edges, in_xml)


def gexf_by_networkx(data: bytes) -> Read:
    found = nx.read_gexf(io.BytesIO(data), version="1.3")  # a multigraph only where there are parallel edges
    edges = {row["id"]: (a, b, row) for a, b, row in found.edges(data=True)}
    return Read(dict(found.nodes(data=True)), edges, in_xml)


def graphml_by_lxml(data: bytes) -> Read:
    root = etree.fromstring(data, etree.XMLParser(huge_tree=True))
    names = {key.get("id"): key.get("attr.name") for key in root.iter(f"{GRAPHML}key")}

    def row(element: Any) -> Row:
        return {names[item.get("key")]: item.text or "" for item in element.iter(f"{GRAPHML}data")}

    nodes = {node.get("id"): row(node) for node in root.iter(f"{GRAPHML}node")}
    edges = {
        edge.get("id"): (edge.get("source"), edge.get("target"), row(edge)) for edge in root.iter(f"{GRAPHML}edge")
    }
    return Read(nodes, edges, in_xml)


def in_csv(text: str) -> str:
    return "".join("\ufffd" if "\ud800" <= c <= "\udfff" else c for c in text)


def unguarded(cell: str) -> str:
    """Take the apostrophe from a text that begins as a formula behind it."""
    rest = cell.lstrip("'")
    if cell != rest and rest[:1] in tuple("=+-@\t\r\n"):
        try:
            float(rest)
        except ValueError:
            return cell[1:]
    return cell


def csv_rows(data: bytes) -> list[Row]:
    head, *rows = csv.reader(io.StringIO(data.decode("utf-8-sig"), newline=""))
    assert len(set(head)) == len(head)
    return [dict(zip(head, map(unguarded, row), strict=True)) for row in rows]


def pandas_rows(data: bytes) -> list[Row]:
    found = pd.read_csv(io.BytesIO(data), dtype=str, keep_default_na=False, engine="python")
    return [{name: unguarded(cell) for name, cell in row.items()} for row in found.to_dict("records")]


def tables(data: bytes, files: tuple[str, str], rows: Callable[[bytes], list[Row]], ends: tuple[str, str]) -> Read:
    with zipfile.ZipFile(io.BytesIO(data)) as archive:
        nodes, edges = (rows(archive.read(file)) for file in files)
    return of_rows(nodes, edges, ends, in_csv)


def ours(names: Iterable[str], name: str) -> str:
    """What a name of ours is in a file: with a prefix, or more, where a property has it."""
    return max((each for each in names if each.replace(OURS, "").casefold() == name), key=len)


def of_rows(nodes: list[Row], edges: list[Row], ends: tuple[str, str], text: Callable[[str], str]) -> Read:
    id, edge_id, start, end = (
        ours(rows[0], name) for rows, name in ((nodes, "id"), *((edges, n) for n in ("id", *ends)))
    )
    found = Read({row[id]: row for row in nodes}, {row[edge_id]: (row[start], row[end], row) for row in edges}, text)
    assert (len(found.nodes), len(found.edges)) == (len(nodes), len(edges))
    return found


def zip_by_csv(data: bytes) -> Read:
    return tables(data, ("nodes.csv", "relationships.csv"), csv_rows, ("start", "end"))


def zip_by_pandas(data: bytes) -> Read:
    return tables(data, ("nodes.csv", "relationships.csv"), pandas_rows, ("start", "end"))


def gephi_by_csv(data: bytes) -> Read:
    return tables(data, ("nodes.csv", "edges.csv"), csv_rows, ("source", "target"))


def unescaped(cell: Any) -> Any:
    """Control characters as such, which openpyxl leaves as XLSX writes them."""
    if not isinstance(cell, str):
        return cell
    return re.sub("_x(00[01][0-9A-F]|FFF[EF])_", lambda found: chr(int(found[1], 16)), cell)


def xlsx_by_openpyxl(data: bytes) -> Read:
    book = load_workbook(io.BytesIO(data))

    def rows(name: str) -> list[Row]:
        head, *cells = book[name].values
        assert len(set(head)) == len(head)
        return [{name: unescaped(cell) for name, cell in zip(head, row, strict=True)} for row in cells]

    # openpyxl cannot tell what looks as if it were escaped from what is
    return of_rows(rows("Nodes"), rows("Relationships"), ("start", "end"), lambda text: unescaped(in_csv(text)))


READERS: dict[str, tuple[str, Callable[[bytes], Read]]] = {
    "GraphML by NetworkX": (".graphml", graphml_by_networkx),
    "GraphML by lxml": (".graphml", graphml_by_lxml),
    "GEXF by NetworkX": (".gexf", gexf_by_networkx),
    "tables by csv": (".zip", zip_by_csv),
    "tables by pandas": (".zip", zip_by_pandas),
    "tables for Gephi by csv": (".gephi.zip", gephi_by_csv),
    "XLSX by openpyxl": (".xlsx", xlsx_by_openpyxl),
}


# -- the same graph ----------------------------------------------------------------------------


def same(found: Any, value: Any, text: Callable[[str], str]) -> bool:
    """Whether a reader found a value: as such, or as the text that the documentation says."""
    if found is None:
        return value in (None, "")
    match value:
        case bool():
            return str(found).lower() == str(value).lower()
        case float() if math.isnan(value):
            return str(found).lower() == "nan"
        case int() | float():
            return (
                type(found) is not bool
                and math.isclose(float(found), value, rel_tol=1e-15, abs_tol=0)
                and (isinstance(found, float) or isinstance(value, float) or int(found) == value)
            )
        case date() if isinstance(found, datetime):
            return found == (value if isinstance(value, datetime) else datetime(value.year, value.month, value.day))
        case date() | bytes():
            return bool(found == to_json(value))
        case list() | dict():
            return bool(json.loads(found) == json.loads(text(json.dumps(to_json(value), ensure_ascii=False))))
    if len(value) > 32_767 and "of which a cell of Excel holds" in found:
        return text(value).startswith(found.partition("… [cut")[0]) and len(found) == 32_767
    return bool(found == text(value))


RENAMED: dict[str, dict[str, tuple[str, ...]]] = {
    ".gexf": {"label": ("property_property_label", "property_label")}
    | {name: (f"property_{name}",) for name in ("viz", "id", "key", "networkx_key")},
    ".gephi.zip": {
        "Label": ("property_property_Label",),
        "label": ("property_property_label#2", "property_label"),
        "status": ("status#2",),
    }
    | {name: (f"property_{name}",) for name in ("id", "type", "source", "target", "kind")},
}
"""What a property is called where its name belongs to the format; where that is taken too, the first."""


def written(name: str, names: set[str], ending: str) -> str:
    """What a property is called in a file; one column may say what we and a property say."""
    renamed = RENAMED.get(ending, {}).get(name, ())
    return next(each for each in (*renamed, name, name.capitalize()) if each in names)


def check_rows(own: Sequence[Properties], rows: Sequence[Row], ending: str, text: Callable[[str], str]) -> None:
    names = {name for row in rows for name in row}
    for properties, row in zip(own, rows, strict=True):
        for name, value in properties.items():
            found = row.get(written(name, names, ending)) if value is not None else None
            assert same(found, value, text), (name, value, found)
    # and nothing is said of a node or relationship that lacks it
    for name in {name for properties in own for name, value in properties.items() if value is not None}:
        column = written(name, names, ending)
        for properties, row in zip(own, rows, strict=True):
            assert properties.get(name) is not None or row.get(column) in (None, ""), name


def check(graph: Subgraph, reader: str) -> None:
    ending, opened = READERS[reader]
    nodes, edges, text = opened(to_bytes(graph, ending))
    ids = dict(zip([node.key for node in graph.nodes], nodes, strict=True))
    check_rows([node.properties for node in graph.nodes], list(nodes.values()), ending, text)
    column = ours({name for row in nodes.values() for name in row}, "labels")
    for node, row in zip(graph.nodes, nodes.values(), strict=True):
        labels = row[column] or ""
        assert tuple(json.loads(labels) if labels[:1] == "[" else filter(None, labels.split(";"))) == node.labels
    edge_ids = relationship_ids(graph)
    rows = [edges[edge_ids[r.key]] for r in graph.relationships]
    assert len(edges) == len(rows)
    check_rows([r.properties for r in graph.relationships], [row for _, _, row in rows], ending, text)
    column = "relationship" if ending == ".gephi.zip" else ours({name for *_, row in rows for name in row}, "type")
    for r, (start, end, row) in zip(graph.relationships, rows, strict=True):
        assert (start, end, row[column]) == (ids[r.start_node.key], ids[r.end_node.key], text(r.type))


@pytest.mark.parametrize("reader", READERS)
def test_a_file_of_data_is_read_again_as_the_same_graph(graph: Subgraph, reader: str) -> None:
    check(graph, reader)


def test_json_is_a_graph_of_node_and_link_to_networkx(graph: Subgraph) -> None:
    content = json.loads(to_bytes(graph, ".json"), parse_constant=lambda name: pytest.fail(f"{name} is no JSON"))
    found = nx.node_link_graph(
        content, directed=True, multigraph=True, edges="relationships", source="start", target="end", key="id"
    )
    ids, edge_ids = node_ids(graph), relationship_ids(graph)
    for node in graph.nodes:
        row = found.nodes[ids[node.key]]
        assert (row["labels"], row["properties"]) == (list(node.labels), to_json(node.properties) | {})
    assert found.number_of_edges() == len(graph.relationships)
    for r in graph.relationships:
        row = found.edges[ids[r.start_node.key], ids[r.end_node.key], edge_ids[r.key]]
        assert (row["type"], row["properties"]) == (r.type, to_json(r.properties))


@pytest.mark.parametrize("ending", [".gexf", ".gephi.zip"])
def test_no_two_statements_share_an_edge_in_gephi(graph: Subgraph, ending: str) -> None:
    data = to_bytes(graph, ending)
    if ending == ".gexf":
        rows = [edge.attrib for edge in etree.fromstring(data, etree.XMLParser(huge_tree=True)).iter(f"{GEXF}edge")]
        beside = [(row["source"], row["target"], row["kind"]) for row in rows]
    else:
        with zipfile.ZipFile(io.BytesIO(data)) as archive:
            rows = csv_rows(archive.read("edges.csv"))
        beside = [(row["Source"], row["Target"], row["Kind"]) for row in rows]
        assert {row["Type"] for row in rows} <= {"Directed"}
    assert len(set(beside)) == len(beside) == len(graph.relationships)


def test_gephi_finds_each_name_once_in_any_case(graph: Subgraph) -> None:
    with zipfile.ZipFile(io.BytesIO(to_bytes(graph, ".gephi.zip"))) as archive:
        for file, first in (("nodes.csv", ["Id", "Label"]), ("edges.csv", ["Source", "Target", "Type", "Kind"])):
            head = next(csv.reader(io.StringIO(archive.read(file).decode())))
            assert head[: len(first)] == first
            assert len({name.lower() for name in head}) == len(head)


def test_numbers_and_truth_values_are_such_to_networkx() -> None:
    clashing = pictures.clashing()
    for _, opened in (READERS["GraphML by NetworkX"], READERS["GEXF by NetworkX"]):
        ending = ".graphml" if opened is graphml_by_networkx else ".gexf"
        row = next(iter(opened(to_bytes(clashing, ending)).nodes.values()))
        assert (row["beyond"], row["minus"], row["half"], row["zeros"]) == (2**53 + 1, -5, -0.5, "007")
        assert (row["tenth"], row["tiny"], row["far"]) == (0.1 + 0.2, "5e-324", -math.inf)
        # of two types, and of more than a double holds beside a number that is none
        assert (row["yes"], row["x"]) == ("true", "1.5")


def test_a_file_shows_nodes_and_statements_as_the_picture_does() -> None:
    graph = pictures.case(30)
    scene = build(graph)
    drawn = nx.read_gexf(io.BytesIO(to_bytes(graph, ".gexf", scene=scene)), version="1.3")
    plain = nx.read_gexf(io.BytesIO(to_bytes(graph, ".gexf")), version="1.3")
    for node in scene.nodes:
        look = drawn.nodes[node.id]["viz"]
        assert bytes([look["color"][part] for part in "rgb"]).hex() == node.colour[1:].lower()
        assert (look["size"], look["position"]["x"]) == (node.size, pytest.approx(node.x, rel=1e-4))
        assert plain.nodes[node.id]["viz"]["color"] == look["color"]
        assert plain.nodes[node.id]["viz"]["size"] == look["size"]
        assert drawn.nodes[node.id]["label"] == node.caption
    lines = {
        edge.get("id"): [edge.find(f"{VIZ}{name}").attrib for name in ("color", "thickness", "shape")]
        for edge in etree.fromstring(to_bytes(graph, ".gexf")).iter(f"{GEXF}edge")
    }
    by_status = {r.properties["status"]: lines[r.id] for r in graph.relationships if "Entity" in r.start_node.labels}
    assert {status: line[2]["value"] for status, line in by_status.items()} == {
        "found": "solid", "reported": "solid", "alleged": "dashed", "disputed": "dashed", "denied": "dotted",
    }  # fmt: skip
    assert by_status["found"][0] != by_status["disputed"][0]


def test_graphml_has_a_label_that_keeps_what_is_alleged() -> None:
    graph = pictures.case(30)
    nodes, edges, _ = graphml_by_networkx(to_bytes(graph, ".graphml"))
    captions = captions_of(graph)
    assert {row["label"] for row in nodes.values()} == {captions[node.key] for node in graph.nodes}
    for r in graph.relationships:
        assert edges[r.id][2]["label"] == captions[r.key]
        if r.properties["status"] == "disputed":
            assert edges[r.id][2]["label"].endswith("(disputed)")


OWN_NAMES = ("id", "name", "labels", "type", "caption", "status", "casegraph_type", "x", "Where", "about you")
VALUES = st.one_of(
    st.none(),
    st.booleans(),
    st.integers(-(2**70), 2**70),
    st.floats(),
    st.text(max_size=12),
    st.sampled_from(["=1", "'=1", "-5", "\r", "\n\r\n", "a;b", "[1]", "true", "NaN", "<r></r>"]),
    st.dates(),
    st.datetimes(),
    st.lists(st.one_of(st.integers(), st.text(max_size=3), st.none()), max_size=3),
)
PROPERTIES = st.dictionaries(st.sampled_from(OWN_NAMES), VALUES, max_size=5)


@st.composite
def graphs(draw: st.DrawFn) -> Subgraph:
    found = [
        Node(
            f"~{n}",
            f"#{n}",
            tuple(draw(st.lists(st.sampled_from(["A", "B;C", "D"]), max_size=2, unique=True))),
            properties,
        )
        for n, properties in enumerate(draw(st.lists(PROPERTIES, min_size=1, max_size=3)))
    ]
    ends = st.tuples(st.sampled_from(found), st.sampled_from(found), st.sampled_from(["T", "U"]), PROPERTIES)
    related = [
        Relationship(f"~r{n}", f"#r{n}", type_, a, b, properties)
        for n, (a, b, type_, properties) in enumerate(draw(st.lists(ends, min_size=1, max_size=4)))
    ]
    return Subgraph(tuple(found), tuple(related))


@pytest.mark.parametrize("reader", READERS)
@settings(max_examples=15, deadline=None, suppress_health_check=[HealthCheck.too_slow])
@given(graph=graphs())
def test_any_graph_is_read_again_as_the_same(graph: Subgraph, reader: str) -> None:
    check(graph, reader)
