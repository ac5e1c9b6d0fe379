"""``import graph``: what it promises, and what values become in pandas, in NetworkX, in a file and in a notebook."""

import ast
import re
from datetime import date
from html.parser import HTMLParser
from pathlib import Path

import networkx
import pandas
import pytest

import graph
from graph import errors
from graph.case.statuses import STATUSES
from graph.elements import Node, Relationship, Subgraph
from graph.formats import FORMATS, to_bytes
from graph.formats.notebook import MAX_DRAWN, MAX_ROWS, to_notebook_html
from graph.settings import Settings
from graph.stores import Result
from tests.helpers import HARBOUR_FIRE, PETITIONS, ROOT

HOSTILE = "<script>alert(1)</script><img src=x onerror=alert(2)> \" ' & \u202eevil"


def fire(store: graph.Store, cypher: str = "MATCH (p:Person)-[r]-(e:Event) RETURN p, r, e") -> Subgraph:
    return store.query(cypher).subgraph()


# -- the door itself -----------------------------------------------------------------------------------


def test_the_lists_of_the_door_agree():
    tree = ast.parse((ROOT / "graph/__init__.py").read_text(encoding="utf-8"))
    typed = next(node for node in tree.body if isinstance(node, ast.If)).body
    names = {alias.asname or alias.name for line in typed if isinstance(line, ast.ImportFrom) for alias in line.names}
    assert graph.__all__ == sorted(set(graph.__all__))
    assert names == {*graph._HOMES, *graph._BEHIND_METHODS}
    assert set(graph.__all__) == {*graph._HOMES, "__version__"}
    assert set(graph.__all__) <= set(dir(graph))


@pytest.mark.parametrize("name", [*graph.__all__, *graph._BEHIND_METHODS])
def test_a_name_of_the_door_leads_somewhere_and_is_documented(name):
    found = getattr(graph, name)
    assert name == "__version__" or found.__doc__


def test_the_door_of_networkx_leads_somewhere():
    assert graph.nx.__all__ == sorted(graph.nx.__all__)
    assert set(graph.nx.__all__) == {name for names in graph.nx._HOMES.values() for name in names}
    assert all(getattr(graph.nx, name).__doc__ for name in graph.nx.__all__)
    with pytest.raises(AttributeError, match=r"module 'graph\.nx' has no attribute 'nothing'"):
        getattr(graph.nx, "nothing")  # noqa: B009


def test_what_is_not_there_is_no_attribute():
    with pytest.raises(AttributeError, match="module 'graph' has no attribute 'nothing'"):
        getattr(graph, "nothing")  # noqa: B009
    assert graph.errors is errors


def test_it_is_typed():
    assert (ROOT / "graph/py.typed").read_text(encoding="utf-8") == ""


def test_a_store_is_that_of_the_environment_where_no_address_is_given(tmp_path, monkeypatch):
    monkeypatch.setenv("CASEGRAPH_STORE", str(tmp_path / "of-the-environment.grafeo"))
    with graph.open() as store:
        assert store.name == "of-the-environment.grafeo"
    with graph.open(settings=Settings(store=str(tmp_path / "of-settings.grafeo"))) as store:
        assert store.name == "of-settings.grafeo"
    with graph.open(tmp_path / "a-path.grafeo") as store:
        assert store.name == "a-path.grafeo"


def test_cases_and_paths_are_loaded_together(tmp_path):
    with graph.open(tmp_path / "cases.grafeo") as store:
        reports = graph.load(store, graph.read_case(HARBOUR_FIRE), str(PETITIONS))
        assert [(report.case_id, report.changed) for report in reports] == [
            ("harbour-fire", True),
            ("making-a-murderer", True),
        ]
        assert [report.changed for report in graph.load(store, HARBOUR_FIRE)] == [False]


def test_nothing_is_loaded_where_a_file_has_problems_and_all_are_told(tmp_path):
    for name in ("one", "two"):
        (tmp_path / f"{name}.yaml").write_text("case: {id: 5}\n", encoding="utf-8")
    with graph.open(tmp_path / "cases.grafeo") as store:
        with pytest.raises(errors.CaseFileError) as caught:
            graph.load(store, HARBOUR_FIRE, tmp_path / "one.yaml", tmp_path / "two.yaml")
        assert {Path(line.partition(":")[0]).stem for line in caught.value.problems} == {"one", "two"}
        with pytest.raises(errors.StoreNotFoundError):
            store.cases()


def test_a_search_reads_a_store_once_and_again_when_it_has_changed(loaded_embedded, monkeypatch):
    from graph.questions import indexed_search
    from graph.questions.search import read_index

    reads = []

    def read(*arguments, **options):
        reads.append(1)
        return read_index(*arguments, **options)

    monkeypatch.setattr(indexed_search, "read_index", read)
    assert graph.search(loaded_embedded, "lindquist")[0].id == "marta-lindqvist"
    assert graph.search(loaded_embedded, "lindquist", case="another") == []
    assert len(graph.search(loaded_embedded, "fire", limit=2)) == 2
    assert len(reads) == 1
    loaded_embedded.execute("CREATE (:Person {name: 'Quentin Zabriskie'})")
    assert graph.search(loaded_embedded, "zabriskie")[0].name == "Quentin Zabriskie"
    assert len(reads) == 2


# -- pandas --------------------------------------------------------------------------------------------


def result(*rows, columns=("a",), **options):
    return Result(columns, rows, bool(options.get("cut")), 0.1, **options)


def test_an_empty_frame_keeps_its_columns(loaded):
    frame = loaded.query("MATCH (n:Nothing) RETURN n.name AS name, n.id AS id").to_pandas()
    assert (list(frame.columns), len(frame)) == (["name", "id"], 0)
    assert result(columns=()).to_pandas().empty


def test_a_frame_loses_no_digit_and_no_value():
    large = 2**62 + 1
    frame = result((large, True, None, "x", date(2019, 3, 2), 1), (None, None, None, None, None, 2),
                   columns=("n", "b", "none", "s", "day", "n")).to_pandas()  # fmt: skip
    assert list(frame.columns) == ["n", "b", "none", "s", "day", "n"]
    assert frame.iloc[0, 0] == large
    assert frame.iloc[1, 0] is pandas.NA
    assert [str(kind) for kind in frame.dtypes[["b"]]] == ["boolean"]
    assert frame.iloc[0, 4] == date(2019, 3, 2)
    assert str(frame.dtypes.iloc[5]) == "int64"


def test_elements_in_a_frame_are_what_the_command_line_prints(loaded):
    frame = loaded.query(
        "MATCH q = (p:Person {id: 'cornelis-vey'})-[r:ACCUSED_OF]->(e) RETURN p, r, q, [e] AS list"
    ).to_pandas()
    node, relationship, path, items = frame.iloc[0]
    assert (node["id"], node["properties"]["name"]) == ("cornelis-vey", "Cornelis Vey")
    assert (relationship["type"], relationship["properties"]["status"]) == ("ACCUSED_OF", "alleged")
    assert len(path["nodes"]) == 2
    assert items[0]["id"] == "net-loft-fire"


# -- NetworkX ------------------------------------------------------------------------------------------


def test_a_networkx_graph_goes_by_our_ids(loaded):
    found = fire(loaded)
    made = found.to_networkx()
    assert isinstance(made, networkx.MultiDiGraph)
    assert set(made) == {node.id for node in found.nodes}
    assert set(made.edges(keys=True)) == {(r.start, r.end, r.id) for r in found.relationships}
    priya = made.nodes["priya-raghunathan"]
    assert (priya["labels"], priya["name"], priya["type"]) == (("Entity", "Person"), "Priya Raghunathan", "Person")
    assert made.edges["cornelis-vey", "net-loft-fire", "cornelis-vey-burned-loft"]["type"] == "ACCUSED_OF"
    assert {data["status"] for _, _, data in made.edges(data=True)} <= set(STATUSES)
    # parallel relationships stay apart
    assert set(made["priya-raghunathan"]["warehouse-fire"]) == {"raghunathan-set-fire", "raghunathan-cleared"}


def test_two_cases_that_use_one_id_stay_two_in_networkx():
    one, other = (Node(f"{case}/a", "a", ("Entity",), {"id": "a", "case_id": case}) for case in ("x", "y"))
    loops = [Relationship(f"{n.key}/r", "r", "KNOWS", n, n, {"case_id": n.properties["case_id"]}) for n in (one, other)]
    made = Subgraph.of(loops).to_networkx()
    assert set(made.edges(keys=True)) == {("x/a", "x/a", "x/r"), ("y/a", "y/a", "y/r")}


def test_a_property_called_labels_or_type_is_kept_in_networkx():
    one = Node(
        "~1", "#1", ("A",), {"labels": "own", "properties.labels": "odd", "type": "a type", "node_for_adding": 1}
    )
    tie = Relationship("~2", "#1", "KNOWS", one, one, {"type": "own", "u_for_edge": 2, "key": 3})
    made = Subgraph.of([tie]).to_networkx()
    assert made.nodes["#1"] == {
        "labels": ("A",),
        "properties.properties.labels": "own",
        "properties.labels": "odd",
        "type": "a type",
        "node_for_adding": 1,
    }
    assert made.edges["#1", "#1", "#1"] == {"type": "KNOWS", "properties.type": "own", "u_for_edge": 2, "key": 3}


def test_networkx_takes_a_store_a_result_and_a_subgraph(loaded):
    result = loaded.query("MATCH (p:Person)-[r]-(e:Event) RETURN p, r, e")
    made = graph.to_networkx(result)
    assert networkx.utils.graphs_equal(made, result.subgraph().to_networkx())
    whole = graph.to_networkx(loaded, case="harbour-fire", multi=False, directed=False)
    assert type(whole) is networkx.Graph
    assert len(whole) == 53
    assert whole.nodes["priya-raghunathan"]["labels"] == ("Entity", "Person")
    with pytest.raises(TypeError, match=r"'case' is an option for a store, and <Subgraph: .* is none"):
        graph.to_networkx(result.subgraph(), case="harbour-fire")


def test_a_graph_of_networkx_goes_into_a_store_and_back(loaded):
    added = networkx.karate_club_graph()
    graph.from_networkx(added, loaded, labels=["Member"])
    back = graph.to_networkx(loaded, labels=["Member"], directed=False, multi=False)
    assert set(back.nodes) == set(added.nodes)
    assert {frozenset(edge): data["weight"] for *edge, data in back.edges(data=True)} == {
        frozenset(edge): data["weight"] for *edge, data in added.edges(data=True)
    }
    assert len(loaded.graph()) == 53


# -- files ---------------------------------------------------------------------------------------------


@pytest.mark.parametrize("ending", FORMATS)
def test_a_subgraph_is_saved_in_every_format(ending, loaded_embedded, tmp_path):
    found = fire(loaded_embedded)
    found.save(tmp_path / f"people{ending}", title="People")
    saved = (tmp_path / f"people{ending}").read_bytes()
    assert saved
    if ending not in (".pdf", ".html"):  # which have a date or a number of their own
        assert saved == to_bytes(found, ending, title="People")


def test_what_cannot_be_saved_says_so(loaded_embedded, tmp_path):
    with pytest.raises(errors.RenderError, match=r"ends in \.svg"):
        fire(loaded_embedded).save(tmp_path / "people.docx")
    with pytest.raises(errors.RenderError, match="nothing to draw"):
        Subgraph((), ()).save(tmp_path / "nobody.svg")
    assert not list(tmp_path.glob("*.svg")) + list(tmp_path.glob("*.docx"))


def test_what_a_view_shows_is_saved_with_who_says_so(loaded, tmp_path):
    shown = graph.draw(loaded, graph.View(case="harbour-fire"))
    shown.save(tmp_path / "view.csv")
    lines = (tmp_path / "view.csv").read_text(encoding="utf-8").splitlines()
    assert any(
        line.startswith("Cornelis Vey,accused of (alleged),Net loft fire,alleged,asserted by Ruben") for line in lines
    )
    shown.save(tmp_path / "view.svg", theme="dark")
    assert "As of May 2019" in (tmp_path / "view.svg").read_text(encoding="utf-8")
    with pytest.raises(errors.NotFoundError, match="Cases here: harbour-fire"):
        graph.draw(loaded, graph.View(case="nowhere"))


# -- notebooks -----------------------------------------------------------------------------------------

INERT = re.findall(r"\w+", "table thead tbody tr th td p pre svg g title desc rect text tspan path circle polygon")
ATTRIBUTES = re.findall(
    r"\S+",
    "style xmlns width height viewbox role font-family font-size font-weight fill stroke stroke-width stroke-dasharray "
    "stroke-linecap stroke-linejoin transform d dx x y cx cy r rx points opacity fill-opacity text-anchor paint-order",
)


class Reading(HTMLParser):
    """The words of a page; fails where it could do anything."""

    def __init__(self, html: str) -> None:
        super().__init__()
        self.open: list[str] = []
        self.words: list[str] = []
        self.feed(html)
        self.close()
        assert not self.open

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.handle_startendtag(tag, attrs)
        self.open.append(tag)

    def handle_startendtag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        assert tag in INERT, tag
        for name, value in attrs:
            assert name in ATTRIBUTES, name
            assert "url(" not in (value or "")
            assert "//" not in (value or "") or (name, value) == ("xmlns", "http://www.w3.org/2000/svg")

    def handle_endtag(self, tag: str) -> None:
        assert self.open.pop() == tag

    def handle_data(self, data: str) -> None:
        self.words.append(data)

    @property
    def text(self) -> str:
        return " ".join(" ".join(self.words).split())


def shown(value) -> str:
    return Reading(value._repr_html_()).text


def test_a_result_is_a_table_that_says_what_it_leaves_away(loaded):
    found = loaded.query("MATCH (n:Entity) RETURN n.name AS name, 7 AS seven ORDER BY name", limit=25)
    html = found._repr_html_()
    assert html.count("<tr>") == MAX_ROWS + 1
    assert '<td style="text-align:right">7</td>' in html
    text = shown(found)
    assert text.startswith("name seven Alarm book 7 Ask why 7")
    assert f"The first {MAX_ROWS} of 25 rows; dicts() and to_pandas() give all of them." in text
    assert "The result was cut at its limit of rows: there are more rows than these 25." in text
    assert shown(loaded.query("MATCH (n:Nothing) RETURN n.name AS name")) == "name No rows."


def test_a_result_tells_notices_and_plans(loaded_embedded):
    assert shown(result((1,), notices=("Mind this.",), cut="bytes")) == (
        "a 1 The result was cut at its limit of size (setting query_result_mb): there are more rows than these 1. "
        "Mind this."
    )
    assert "NodeScan" in shown(loaded_embedded.query("EXPLAIN MATCH (n:Person) RETURN n"))


def test_an_allegation_reads_as_one_wherever_it_stands(loaded):
    accused = loaded.query(
        "MATCH q = (p:Person {id: 'cornelis-vey'})-[r:ACCUSED_OF]->(e) RETURN r, q, [r] AS l, {r: r} AS m"
    )
    said = "Cornelis Vey (cornelis-vey) — accused of (alleged) → Net loft fire (net-loft-fire)"
    text = shown(accused)
    assert text == f"r q l m {said} {said} {said} r: {said}"
    assert "accused of (alleged)" in shown(accused.subgraph())
    every = loaded.query("MATCH (:Entity)-[r]->() WHERE r.status IS NOT NULL RETURN r")
    for (r,) in every.rows:
        assert f"({r.properties['status']}) → " in shown(result((r,)))
    claim = loaded.query("MATCH (c:Claim {stance: 'denies'}) WHERE c.says IS NOT NULL RETURN c ORDER BY c.id LIMIT 1")
    assert "claim: denies “" in shown(claim)


def test_a_path_is_told_in_the_direction_of_each_relationship(loaded):
    way = graph.shortest_path(loaded, "ines-okafor", "priya-raghunathan")
    text = shown(result((way,)))
    assert " — investigated (reported) → Warehouse fire (warehouse-fire) ← " in text


def test_any_text_stays_text(tmp_path):
    with graph.open(tmp_path / "foreign.grafeo") as store:
        store.execute(
            "CREATE (a:Ship {name: $t, note: $t})-[:KNOWS {status: $t, note: $t}]->(b:Ship {title: $t})", {"t": HOSTILE}
        )
        found = store.query("MATCH (a)-[r]->(b) RETURN a AS `<b>a</b>`, r, b, a.name AS n, {m: a.name} AS map")
        for value in (found, found.subgraph(), store, graph.draw(store, graph.View())):
            assert "<script>alert(1)" in shown(value) or value is store
        assert "<b>a</b>" in shown(found)
        assert "\u202e" not in found._repr_html_()
        assert "~" not in found._repr_html_()
    case = graph.Case(id="c", title=HOSTILE, about=HOSTILE, as_of=graph.read_case(HARBOUR_FIRE).as_of)
    assert shown(case).count("<script>alert(1)") == 2


def test_two_pictures_on_a_page_have_no_id_in_common(loaded_embedded):
    html = fire(loaded_embedded)._repr_html_()
    assert html.startswith("<svg ")
    assert not re.search(r"\b(id|aria-labelledby)=", html)
    assert "People" in shown(fire(loaded_embedded))


def test_what_is_no_picture_is_a_sentence(loaded_embedded, monkeypatch):
    assert shown(Subgraph((), ())).startswith("There is nothing to draw")
    monkeypatch.setenv("CASEGRAPH_MAX_NODES_DRAWN", "3")
    assert shown(fire(loaded_embedded)).startswith("A picture of 8 nodes is refused; the limit is 3")
    monkeypatch.setenv("CASEGRAPH_MAX_NODES_DRAWN", "none")
    assert "CASEGRAPH_MAX_NODES_DRAWN" in shown(fire(loaded_embedded))


def test_a_view_is_a_picture_with_what_must_be_said(loaded_embedded):
    view = graph.View(case="harbour-fire", start=("harbour-fire/ines-okafor",), selection=("harbour-fire/nobody",))
    assert shown(graph.draw(loaded_embedded, view)).endswith("nobody is not in this view.")
    nothing = graph.View(case="harbour-fire", start=("harbour-fire/nobody",))
    assert "There is nothing to draw in this view." in shown(graph.draw(loaded_embedded, nothing))


def test_a_graph_in_a_store_is_a_picture_that_keeps_what_is_alleged(loaded):
    people = loaded.graph(labels=["Person", "Event"])
    assert shown(people).startswith("StoreMultiDiGraph with 22 nodes and 14 edges.")
    assert "accused of (alleged)" in shown(people)
    assert repr(people) == "<StoreMultiDiGraph with 22 nodes and 14 edges>"
    assert shown(loaded.graph(labels=["Nothing"])) == "StoreMultiDiGraph with 0 nodes and 0 edges."


def test_a_large_graph_in_a_store_is_its_counts(loaded_embedded):
    graph.from_networkx(networkx.path_graph(MAX_DRAWN + 1), loaded_embedded)
    large = loaded_embedded.graph(labels=["Node"], directed=False, multi=False)
    assert shown(large) == (
        "StoreUndirectedGraph with 101 nodes and 100 edges, of which no picture is made: that takes at most 100 nodes. "
        "G.to_subgraph(100) is the first of them, store.graph(pattern=…) a part."
    )
    assert len(large.to_subgraph(MAX_DRAWN).nodes) == MAX_DRAWN


def test_a_graph_of_a_store_that_changed_is_a_sentence(loaded_embedded):
    people = loaded_embedded.graph(labels=["Person"])
    loaded_embedded.execute("CREATE (:Person)")
    assert "changed" in shown(people)
    assert repr(people) == "<StoreMultiDiGraph>"


def test_a_store_is_a_summary_of_its_cases(loaded):
    assert shown(loaded).endswith(
        "705 nodes, 1,545 relationships. case title as of entities statements claims mentions "
        "harbour-fire The harbour fire May 2019 53 142 169 165"
    )
    assert shown(loaded).startswith(loaded.name)
    loaded.close()
    assert "closed" in shown(loaded)


def test_a_store_that_is_not_there_is_a_sentence(tmp_path):
    with graph.open(tmp_path / "none.grafeo") as store:
        assert "none.grafeo" in shown(store)


def test_nothing_of_a_store_shows_a_password(tmp_path):
    settings = Settings(neo4j_user="a-user-of-mine", neo4j_password="a-secret-of-mine")
    with graph.open(tmp_path / "cases.grafeo", settings) as store:
        assert "mine" not in repr(store) + str(store) + store._repr_html_()


def test_a_case_is_a_summary(monkeypatch):
    text = shown(graph.read_case(HARBOUR_FIRE))
    assert text.startswith("The harbour fire (harbour-fire), as of May 2019. A warehouse on pier nine burned")
    assert "53 entities: 17 People, 5 Agencies, " in text
    assert "142 statements: 12 found, 3 disputed, 2 denied, 2 questioned, 3 inferred, 94 reported, 26 alleged; " in text
    assert "; 169 claims." in text
    assert "ledger Court clears pier engineer Quay Ledger 23 May 2019" in text


def test_values_are_short_as_text(loaded_embedded):
    found = loaded_embedded.query("MATCH (n:Entity) RETURN n.id AS id", limit=1)
    assert repr(found) == "<Result: 1 row of id, cut>"
    assert repr(fire(loaded_embedded)) == "<Subgraph: 8 nodes, 7 relationships>"
    assert repr(loaded_embedded) == "<Store: cases.grafeo>"
    assert repr(graph.read_case(HARBOUR_FIRE)) == "<Case: harbour-fire, 53 entities, 142 statements>"
    assert to_notebook_html(found) == found._repr_html_()
