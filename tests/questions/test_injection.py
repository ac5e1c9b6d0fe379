"""What a helper is given is a value or a quoted name, whatever it looks like: the graph stays as it was."""

from contextlib import suppress

import pytest

from graph.case.schema import load_schema
from graph.cli import main
from graph.errors import NotFoundError, QueryError
from graph.explore.drawing import open_view
from graph.explore.view import View
from graph.questions.explain import explain, find_statement
from graph.questions.neighbors import degree, find_node, neighbors, subgraph
from graph.questions.parts import neighborhood, nodes_by_key
from graph.questions.paths import shortest_path
from graph.questions.search import read_index
from graph.questions.survey import count
from graph.settings import Settings
from graph.stores import Store

HOSTILE = [
    "Person`) DETACH DELETE (n",
    "Person) DETACH DELETE (n) //",
    "x' OR 1 = 1 //",
    "x'}) DETACH DELETE n //",
    'x"}) DETACH DELETE n //',
    "*/ CREATE (:Z) /*",
    "x; MATCH (n) DETACH DELETE n;",
    "\\u0060) DETACH DELETE (n",
    "\\",
    "$id",
    "a\nCREATE (:Z)",
    "LOAD CSV FROM 'file:///etc/passwd' AS row",
    "é" * 300 + " (",
]
HOME = "ines-okafor"


def content(store: Store) -> tuple[object, ...]:
    return count(store), store.version()


@pytest.mark.parametrize("text", HOSTILE, ids=ascii)
def test_arguments_are_values(loaded: Store, text: str) -> None:
    before = content(loaded)
    schema = load_schema()
    for call in (
        lambda: find_node(loaded, text),
        lambda: find_node(loaded, HOME, case=text),
        lambda: neighbors(loaded, text),
        lambda: degree(loaded, text),
        lambda: subgraph(loaded, [HOME, text]),
        lambda: shortest_path(loaded, HOME, text),
        lambda: find_statement(loaded, text),
        lambda: explain(loaded, text, schema=schema),
        lambda: explain(loaded, "fire-date", case=text, schema=schema),
    ):
        with pytest.raises(NotFoundError):
            call()
    centre = find_node(loaded, HOME)
    assert neighbors(loaded, HOME, types=[text]) == []
    assert neighborhood(loaded, centre, type=text, limit=9).nodes == (centre,)
    assert nodes_by_key(loaded, [f"harbour-fire/{text}", f"{text}/{HOME}", f"~{text}"]) == []
    read_index(loaded, schema).search(text)
    assert loaded.query("MATCH (n) WHERE n.id = $x RETURN n", {"x": text}).rows == ()
    assert content(loaded) == before


@pytest.mark.parametrize("text", HOSTILE, ids=ascii)
def test_what_a_url_names_is_shown_or_refused(loaded: Store, text: str) -> None:
    before = content(loaded)
    item = text.replace(",", "%2C").replace("*", "%2A")
    names = ["case", "start", "added", "hidden", "only", "focus", "off", "speaker", "source", "selection"]
    parameters = [{name: item} for name in names]
    parameters += [{"added": f"!{item}"}, {"expands": item}, {"expands": f"{HOME}*{item}"}, {"pins": f"{item}*1*2"}]
    parameters += [{"query": query} for query in (text, f"MATCH (n:{text}) RETURN n", f"MATCH (n) RETURN n {text}")]
    for given in parameters:
        view, _ = View.from_parameters({"case": "harbour-fire", "start": HOME, **given})
        # a query may be refused, and a case or a node may not be there; nothing else may go wrong
        with suppress(QueryError if "query" in given else NotFoundError):
            open_view(loaded, view, schema=load_schema(), settings=Settings())
    assert content(loaded) == before


@pytest.mark.parametrize("text", HOSTILE, ids=ascii)
def test_the_command_line_says_so_and_no_more(
    loaded_embedded: Store, text: str, capsys: pytest.CaptureFixture[str]
) -> None:
    before = content(loaded_embedded)
    place = ["--store", str(loaded_embedded._path)]  # type: ignore[attr-defined]
    for words in (
        ["neighbors", HOME, "--type", text],
        ["neighbors", text],
        ["neighbors", HOME, "--case", text],
        ["path", HOME, text],
        ["query", f"MATCH (n:{text}) RETURN n, n.{text}"],
        ["render", f"MATCH (n:{text}) SET n.x = 1 RETURN n", "-o", "never.svg"],
    ):
        assert main([*words, *place]) == 1, words
        said = capsys.readouterr()
        assert said.out == ""
        assert "Traceback" not in said.err
    assert content(loaded_embedded) == before


def test_names_in_the_graph_are_no_more_than_names(each_neo4j: Store) -> None:
    """A graph of others may hold any name; what reads the names writes none of them into a query unquoted."""
    names = [text for text in HOSTILE if "\\u" not in text]
    for number, text in enumerate(names):
        quoted = "`" + text.replace("`", "``") + "`"
        each_neo4j.execute(
            f"CREATE (:{quoted} {{id: $text, {quoted}: $text}})-[:{quoted} {{{quoted}: 1}}]->(:Other {{id: $n}})",
            {"text": text, "n": number},
        )
    before = content(each_neo4j)
    found = each_neo4j.schema()
    assert set(names) < set(found.labels)
    assert set(names) == set(found.relationship_types)
    assert read_index(each_neo4j, load_schema()).search(names[0])
    shown = open_view(each_neo4j, View(), schema=load_schema(), settings=Settings())[1]
    assert len(shown.graph.nodes) == 2 * len(names)
    for text in names:
        [beside] = neighbors(each_neo4j, text, types=[text])
        assert [tie.type for tie in beside.relationships] == [text]
        assert neighborhood(each_neo4j, find_node(each_neo4j, text), type="Other", limit=9).relationships
    assert content(each_neo4j) == before
