"""What is measured of a view: of which statements, what it came to, and what a picture and a file have of it."""

import pytest

from graph.case.schema import load_schema
from graph.case.statuses import STATUSES
from graph.elements import Node, Relationship, Subgraph
from graph.explore.analysis import ANALYSES, Analysis, Outcome, analyse, group_names, marks, with_outcome
from graph.explore.drawing import draw
from graph.explore.view import VALUES_OFF, View
from graph.nx.measures import Bridges, Ranked, places, rank
from graph.nx.tables import MEASURES, METHODS
from graph.questions.paths import Walk
from graph.stores import Store
from tests.helpers.stores import BOTH

EACH = pytest.mark.parametrize("loaded", BOTH, indirect=True)
CASE = "harbour-fire"
ALLEGED = frozenset(f"~{status}" for status in STATUSES if status not in ("found", "reported"))


def test_all_that_can_be_measured_can_be_asked() -> None:
    assert list(ANALYSES) == [*MEASURES, *METHODS, "bridges"]


def test_a_view_measures_what_its_filters_by_status_type_and_speaker_leave() -> None:
    view = View(case=CASE, measure="degree", off=VALUES_OFF | {"~alleged", ":WORKS_WITH"}, speaker="ledger")
    assert view.analysis == Analysis("degree", CASE, frozenset({"~alleged", ":WORKS_WITH"}), "ledger")
    walk = view.analysis.walk(["WORKS_WITH", "WORKS_AT"])
    assert walk.statuses == [status for status in STATUSES if status != "alleged"]
    assert walk.types == ["WORKS_AT"]
    assert walk.speaker == "ledger"
    assert View(case=CASE).analysis is None
    assert Analysis("degree", CASE).walk(["WORKS_AT"]).anywhere


@EACH
def test_what_is_measured_is_what_the_measure_gives(loaded: Store) -> None:
    whole = analyse(loaded, Analysis("pagerank", CASE))
    assert whole.scores == {row.node.key: row.score for row in rank(loaded, by="pagerank", case=CASE)}
    plain = analyse(loaded, Analysis("degree", CASE, ALLEGED))
    walk = Walk(statuses=["found", "reported"])
    assert list(plain.ranked) == rank(loaded, by="degree", case=CASE, walk=walk)
    groups = analyse(loaded, Analysis("components", CASE))
    assert sum(map(len, groups.groups)) == len(whole.ranked)
    degrees = {row.node.key: row.score for row in rank(loaded, by="degree", case=CASE)}
    for group in groups.groups:
        assert degrees[group[0].key] == max(degrees[node.key] for node in group)
    bridges = analyse(loaded, Analysis("bridges", CASE))
    assert bridges.bridging
    assert bridges.bridging == {item.key for item in (*bridges.bridges.relationships, *bridges.bridges.nodes)}


@pytest.mark.parametrize("what", ["degree", "components", "bridges"])
def test_where_every_statement_is_left_out_nothing_is_related(loaded_embedded: Store, what: str) -> None:
    outcome = analyse(loaded_embedded, Analysis(what, CASE, frozenset(f"~{status}" for status in STATUSES)))
    assert set(outcome.scores.values()) <= {0}
    assert all(len(group) == 1 for group in outcome.groups)
    assert not outcome.bridging
    types = loaded_embedded.schema().relationship_types
    no_type = Analysis("degree", CASE, frozenset(f":{type_}" for type_ in types))
    assert set(analyse(loaded_embedded, no_type).scores.values()) == {0}


@EACH
def test_a_drawn_view_shows_what_it_measures_and_files_have_it(loaded: Store) -> None:
    plain = draw(loaded, View(case=CASE))
    sized = draw(loaded, View(case=CASE, measure="pagerank"))
    assert sized.outcome
    scores = sized.outcome.scores
    drawn = sorted((node for node in sized.scene.nodes if node.key in scores), key=lambda node: scores[node.key])
    assert [node.size for node in drawn] == sorted(node.size for node in drawn)
    assert drawn[-1].size > 2 * drawn[0].size
    assert {(node.key, node.x, node.y) for node in sized.scene.nodes} == {
        (node.key, node.x, node.y) for node in plain.scene.nodes
    }
    assert {edge.key: edge.status for edge in sized.scene.edges} == {
        edge.key: edge.status for edge in plain.scene.edges
    }
    first = sized.scene.legend[0]
    assert (first.kind, first.name, first.total) == ("sizes", "Size: PageRank", len(scores))
    assert f"PageRank: {max(scores.values()):.3g}, place 1 of {len(scores)}" in drawn[-1].tooltip
    saved = {node.key: node.properties.get("pagerank") for node in sized.saved.nodes}
    assert saved == {node.key: scores.get(node.key) for node in sized.graph.nodes}
    assert plain.saved is plain.graph


def test_a_view_without_allegations_is_measured_without_them(loaded_embedded: Store) -> None:
    whole, plain = (
        draw(loaded_embedded, View(case=CASE, measure="degree", off=off)) for off in (VALUES_OFF, VALUES_OFF | ALLEGED)
    )
    assert whole.outcome
    assert plain.outcome
    assert sum(plain.outcome.scores.values()) < sum(whole.outcome.scores.values())


def node(id_: str, **properties: object) -> Node:
    return Node(f"c/{id_}", id_, ("Entity", "Person"), {"name": id_.title(), **properties})


ADA, BEA, COY = node("ada"), node("bea", pagerank="theirs"), node("coy")
KNOWS = Relationship("c/r", "r", "KNOWS", ADA, BEA, {"status": "alleged"})
GRAPH = Subgraph((ADA, BEA, COY), (KNOWS,))
RANKED = Outcome(Analysis("pagerank"), ranked=(Ranked(ADA, 0.5), Ranked(BEA, 0.25), Ranked(COY, 0.25)))


def test_equal_scores_share_a_place() -> None:
    told = marks(RANKED, load_schema()).told
    assert places(RANKED.ranked) == {"c/ada": 1, "c/bea": 2, "c/coy": 2}
    assert told["c/coy"] == "PageRank: 0.25, place 2 of 3"


def test_a_property_that_is_there_already_stays() -> None:
    saved = with_outcome(GRAPH, RANKED)
    assert [n.properties.get("pagerank") for n in saved.nodes] == [None, "theirs", None]
    assert [n.properties["analysis_pagerank"] for n in saved.nodes] == [0.5, 0.25, 0.25]
    assert saved.relationships[0].properties == {"status": "alleged"}
    assert saved.relationships[0].start_node is saved.nodes[0]


def test_groups_and_bridges_are_properties_too() -> None:
    groups = Outcome(Analysis("louvain"), groups=((ADA, BEA), (COY,)))
    assert [n.properties["community"] for n in with_outcome(GRAPH, groups).nodes] == [1, 1, 2]
    assert group_names(groups, load_schema()) == ["around Ada", "Coy"]
    marked = marks(groups, load_schema())
    assert marked.groups == {"c/ada": 1, "c/bea": 1}
    bridges = Outcome(Analysis("bridges"), bridges=Bridges((KNOWS,), (ADA,)))
    saved = with_outcome(GRAPH, bridges)
    assert [n.properties["bridge"] for n in saved.nodes] == [True, False, False]
    assert saved.relationships[0].properties == {"status": "alleged", "bridge": True}
