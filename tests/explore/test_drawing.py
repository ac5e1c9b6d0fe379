from dataclasses import replace

import pytest

from graph.case.schema import load_schema
from graph.explore.as_cypher import as_cypher
from graph.explore.drawing import draw_view, read_view, without_last_expand
from graph.explore.expansions import expansions
from graph.explore.view import View
from graph.questions.claims import claims_of
from graph.questions.parts import nodes_by_key
from graph.settings import Settings
from tests.stores import cases

SCHEMA, SETTINGS = load_schema(), Settings()
FIRE, PRIYA = "harbour-fire/warehouse-fire", "harbour-fire/priya-raghunathan"
CASE = View(case="harbour-fire")


def look(store, view, settings=SETTINGS):
    gathered = read_view(store, view, schema=SCHEMA, settings=settings)
    return gathered, draw_view(gathered, view, schema=SCHEMA, title="t", source_line="s")


def keys(shown):
    return {node.key for node in shown.graph.nodes}


def test_a_case_starts_with_its_entities_and_has_its_values_at_hand(loaded):
    gathered, shown = look(loaded, CASE)
    assert len(shown.graph.nodes) == 53
    assert shown.types["Date"] > 0
    assert gathered.positions.keys() == {node.key for node in gathered.graph.nodes}
    assert {"found", "reported", "alleged", "disputed", "denied", "questioned", "inferred"} == shown.statuses.keys()
    assert shown.notes == ()


@pytest.mark.parametrize(
    "change",
    [
        {"off": frozenset()},
        {"off": frozenset({"Person", "~alleged"})},
        {"speaker": "port-authority"},
        {"since": "2019-03-01"},
        {"hidden": frozenset({FIRE})},
        {"dim": True, "off": frozenset({"Person", "Date", "Quantity", "Text"})},
        {"degree": 3},
    ],
)
def test_a_filter_moves_nothing(loaded, change):
    _, before = look(loaded, CASE)
    _, after = look(loaded, replace(CASE, **change))
    places = {node.key: (node.x, node.y) for node in before.scene.nodes}
    assert keys(after) != keys(before) or change.get("dim") or after.graph != before.graph
    for node in after.scene.nodes:
        assert (node.x, node.y) == places.get(node.key, (node.x, node.y))


def test_an_expand_moves_nothing_and_brings_what_was_counted(loaded):
    view = View(case="harbour-fire", start=(PRIYA,), off=frozenset())
    _, before = look(loaded, view)
    counts = expansions(loaded, nodes_by_key(loaded, [PRIYA])[0], SCHEMA)
    gathered, after = look(loaded, view.expand(PRIYA, type="Event"))
    assert after.types["Event"] == counts.by_type["Event"]
    assert counts.left == counts.total == sum(counts.by_type.values())
    there = expansions(loaded, nodes_by_key(loaded, [PRIYA])[0], SCHEMA, gathered.positions)
    assert (there.total, there.left) == (counts.total, counts.total - counts.by_type["Event"])
    assert "Event" not in there.by_type
    assert keys(before) < keys(after)
    place = {node.key: (node.x, node.y) for node in before.scene.nodes}[PRIYA]
    assert gathered.positions[PRIYA] == place


@pytest.mark.parametrize(
    "start", [CASE, replace(CASE, start=(PRIYA,)), replace(CASE, query="MATCH (n:Person) RETURN n")]
)
def test_an_expand_of_what_was_gathered_before_is_that_of_the_whole_view(loaded, start):
    view = replace(start.expand(FIRE).expand(PRIYA, type="Claim"), added=("harbour-fire/gazette",))
    at_once = read_view(loaded, view, schema=SCHEMA, settings=SETTINGS)
    steps = []
    while view is not None:
        steps.append(view)
        view = without_last_expand(view)
    found = None
    for step in reversed(steps):
        found = read_view(loaded, step, schema=SCHEMA, settings=SETTINGS, before=found)
    assert found == at_once
    assert len(steps) == 3


def test_an_address_with_many_expands_is_read_in_few_steps(loaded_embedded):
    view, notes = View.from_parameters(
        {"case": "harbour-fire", "expands": ",".join(["priya-anand", "fire*Claim**9"] * 100)}
    )
    assert (len(view.expands), notes) == (200, [])
    steps, before = 0, without_last_expand(view)
    while before is not None:
        steps, before = steps + 1, without_last_expand(before)
    assert steps < 16
    assert without_last_expand(CASE.expand(FIRE)) == CASE


def test_claims_come_in_when_asked_for(loaded):
    _, shown = look(loaded, CASE.expand(PRIYA, type="Claim"))
    assert shown.types["Claim"] > 0
    assert {r.type for r in shown.graph.relationships} >= {"MADE", "ABOUT"}


def test_filters_leave_what_they_say(loaded):
    gathered, shown = look(loaded, replace(CASE, speaker="port-authority"))
    assert shown.graph.relationships
    for r in shown.graph.relationships:
        assert "port-authority" in {claim.by for claim in gathered.claims[r.key]}
    _, shown = look(loaded, replace(CASE, off=CASE.off | {"~alleged", ":ACCUSED_OF"}))
    assert "alleged" not in {r.properties["status"] for r in shown.graph.relationships}
    assert "ACCUSED_OF" not in {r.type for r in shown.graph.relationships}
    _, shown = look(loaded, replace(CASE, degree=3))
    assert all(node.degree >= 3 for node in look(loaded, CASE)[1].scene.nodes if node.key in keys(shown))


def test_time_leaves_what_is_dated_within_or_not_at_all(loaded):
    gathered, shown = look(loaded, replace(CASE, since="2019-03-01", until="2019-03-31", off=frozenset()))
    for node in shown.graph.nodes:
        start, end = gathered.dates.get(node.key, ("", ""))
        assert not end or end >= "2019-03-01"
        assert not start or start <= "2019-03-31"
    assert len(shown.graph.nodes) < len(gathered.graph.nodes)


def test_dimming_keeps_what_a_filter_takes_out_but_faintly(loaded):
    _, shown = look(loaded, replace(CASE, dim=True, off=CASE.off | {"Person"}))
    faint = {node.type for node in shown.scene.nodes if node.faint}
    assert faint == {"Person"}
    assert all(edge.faint for edge in shown.scene.edges if "priya" in edge.source)
    assert "Person" not in {type_ for node in shown.graph.nodes for type_ in node.labels}


def test_by_time_the_earlier_stands_left_of_the_later(loaded):
    gathered, _ = look(loaded, replace(CASE, layout="time"))
    dated = sorted((days, gathered.positions[key][0]) for key, days in gathered.dates.items() if "date:" in key)
    exact = [x for (start, end), x in dated if start and start == end]
    assert len(exact) > 3
    assert exact == sorted(exact)
    assert gathered.axis


def test_a_pinned_node_stands_where_it_was_put(loaded):
    _, shown = look(loaded, CASE.pin({FIRE: (5.0, -7.5)}))
    node = next(node for node in shown.scene.nodes if node.key == FIRE)
    assert (node.x, node.y, node.pinned) == (5.0, -7.5, True)


def test_a_query_is_a_start(loaded):
    view = View(case="harbour-fire", query="MATCH (n:Person) RETURN n", off=frozenset())
    _, shown = look(loaded, view)
    assert {"Person"} == shown.types.keys()


def test_what_is_gone_is_said(loaded):
    _, shown = look(loaded, View(case="harbour-fire", start=(PRIYA, "harbour-fire/nobody")))
    assert shown.notes == ("nobody is no longer in the store.",)
    _, shown = look(loaded, CASE.expand("harbour-fire/nobody"))
    assert shown.notes == ("nobody is no longer there, so it was not expanded.",)


def test_more_than_can_be_drawn_is_cut_and_said(loaded):
    few = replace(SETTINGS, max_nodes_drawn=10)
    _, shown = look(loaded, CASE, few)
    assert len(shown.graph.nodes) == 10
    assert shown.notes[0].startswith("43 of 53 nodes are not drawn (setting max_nodes_drawn: 10)")
    _, shown = look(loaded, View(query="MATCH (n:Entity) RETURN n", off=frozenset()), few)
    assert shown.notes[0].startswith("43 of 53 nodes of the query are not drawn")


def test_the_cypher_of_a_view_gives_what_it_shows(loaded):
    for view in (CASE, View(case="harbour-fire", start=(PRIYA,), off=frozenset()).expand(PRIYA)):
        _, shown = look(loaded, view)
        found = loaded.query(as_cypher(shown.graph, view, dialect=loaded.dialect)).subgraph()
        assert {node.key for node in found.nodes} == keys(shown)
        assert {r.key for r in found.relationships} >= {r.key for r in shown.graph.relationships}


def test_claims_name_their_speaker_and_place(loaded):
    gathered, _ = look(loaded, CASE)
    rows = claims_of(loaded, gathered.graph.relationships, SCHEMA)["harbour-fire/raghunathan-set-fire"]
    assert {(row.by, row.stance) for row in rows} >= {("port-authority", "asserts"), ("priya-raghunathan", "denies")}


def test_a_foreign_graph_is_shown_whole(store):
    store.execute("CREATE (:Film {title: 'Low Water'})<-[:ACTED_IN {role: 'x'}]-(:Actor {name: 'Ines'})")
    _, shown = look(store, View())
    assert shown.types == {"Film": 1, "Actor": 1}
    assert {node.caption for node in shown.scene.nodes} == {"Low Water", "Ines"}


def test_an_empty_store_shows_nothing(store):
    gathered, shown = look(store, View())
    assert shown.scene.nodes == ()
    assert gathered.notes == ()


def test_nodes_without_relationships_are_drawn_as_far_as_there_is_room(store):
    people = [cases.node("p", f"p{n}", name=f"Person {n}") for n in range(9)]
    ties = [cases.relationship("p", "r", "KNOWS", "p7", "p8", status="alleged", claims=[])]
    store.replace_case(cases.Rows("p", people, ties))
    found = read_view(store, View(case="p"), schema=SCHEMA, settings=Settings(max_nodes_drawn=5))
    assert [n.id for n in found.graph.nodes] == ["p0", "p1", "p2", "p7", "p8"]
    assert found.notes[0].startswith("4 of 9 nodes are not drawn")


def test_the_query_of_a_view_brings_back_nothing_that_the_view_leaves_out(loaded):
    _, whole = look(loaded, replace(CASE, start=(PRIYA, FIRE), off=frozenset()))
    between = sorted(r.key for r in whole.graph.relationships)
    assert len(between) >= 2
    for view in (
        replace(CASE, start=(PRIYA, FIRE), off=frozenset(), hidden=frozenset(between[:1])),
        replace(CASE, off=CASE.off | {"~alleged", "~disputed"}),
        replace(CASE, query="MATCH (a:Person)-[r]->(b:Event) RETURN a, r, b", off=frozenset({"~alleged"})),
    ):
        _, shown = look(loaded, view)
        found = loaded.query(as_cypher(shown.graph, view, dialect=loaded.dialect)).subgraph()
        assert found == shown.graph


def test_what_stands_alone_is_left_out_where_it_is_asked_for(loaded):
    alone = replace(CASE, off=CASE.off | {"~reported", "~found"})
    _, shown = look(loaded, alone)
    related = {key for r in shown.graph.relationships for key in (r.start_node.key, r.end_node.key)}
    assert keys(shown) > related
    _, fewer = look(loaded, replace(alone, degree=1))
    assert keys(fewer) == related
    assert "without what stands alone" in fewer.left_out


def test_a_filter_by_speaker_says_what_the_other_filters_leave_out_of_it(loaded):
    denies = replace(CASE, speaker="port-authority", stance="denies")
    _, none = look(loaded, denies)
    assert not none.graph.relationships
    assert none.left_out == ("only what Port Authority denies (2 more left out by other filters)",)
    _, both = look(loaded, replace(denies, off=frozenset()))
    assert len(both.graph.relationships) == 2
    assert both.left_out == ("only what Port Authority denies",)


def test_a_status_that_is_switched_off_counts_what_that_takes_off_the_picture(loaded):
    _, whole = look(loaded, CASE)
    _, shown = look(loaded, replace(CASE, off=CASE.off | {"~found"}))
    taken = len(whole.graph.relationships) - len(shown.graph.relationships)
    assert shown.left_out == (f"without statements that are found ({taken})",)


def test_a_file_says_which_values_nobody_asked_for(loaded):
    _, shown = look(loaded, CASE)
    assert shown.left_out == ()
    assert shown.filtered == "Filtered: without 23 dates, 31 quantities and 17 texts"
    assert shown.filtered in shown.scene.source_line
    _, every = look(loaded, replace(CASE, off=frozenset()))
    assert every.filtered == ""


def test_a_file_of_a_part_says_that_it_is_one(loaded):
    _, queried = look(loaded, replace(CASE, query="MATCH (n:Person) RETURN n LIMIT 2"))
    assert "only what a query gives" in queried.scene.source_line
    _, begun = look(loaded, replace(CASE, start=(PRIYA, FIRE), off=frozenset()))
    assert begun.left_out == ("only Priya Raghunathan, Warehouse fire and what was brought in",)
