"""The picture of what a database is made of."""

from graph.case.schema import load_schema
from graph.explore.drawing import open_view
from graph.explore.view import View
from graph.picture.schema import label_from_key, schema_picture
from graph.questions.survey import Kind, Pattern, Survey, survey
from graph.settings import Settings
from graph.stores import Store
from tests.helpers import foreign


def test_the_picture_has_labels_as_nodes_and_types_as_lines_and_is_always_the_same(store: Store) -> None:
    foreign.write(store)
    found = survey(store)
    drawn = schema_picture(found)
    scene = drawn.scene
    assert drawn.note == ""
    assert {label_from_key(node.key) for node in scene.nodes} >= {
        "Film",
        "Old film",
        "Person",
        "(no label)",
        "we`ird label",
    }
    assert {node.caption for node in scene.nodes} >= {"Film · 3", "(no label)"}
    assert {edge.caption for edge in scene.edges} >= {"PLAYED_IN 4", "USED IN 2"}
    assert {pattern.type for line in drawn.lines.values() for pattern in line} == {kind.name for kind in found.types}
    assert set(drawn.lines) == {edge.key for edge in scene.edges}
    assert schema_picture(found) == drawn
    # the looks that its nodes have in Explore
    whole = open_view(store, View(off=frozenset()), schema=load_schema(), settings=Settings())[1].scene
    assert {(n.type, n.colour, n.shape) for n in scene.nodes} >= {(n.type, n.colour, n.shape) for n in whole.nodes}


def test_a_case_is_drawn_by_its_types(loaded: Store) -> None:
    scene = schema_picture(survey(loaded)).scene
    assert {"Person", "Claim", "Passage"} <= {node.type for node in scene.nodes}
    assert not any("status unknown" in edge.caption for edge in scene.edges)


def test_records_have_one_line_for_all_types_of_entity_and_other_graphs_keep_their_labels(store: Store) -> None:
    store.execute("CREATE (:Person)-[:WROTE]->(:Source), (:Date)<-[:ON]-(:Claim)")
    drawn = schema_picture(survey(store))
    ends = {(line[0].start, line[0].end) for line in drawn.lines.values()}
    assert ends == {("Person", "Source"), ("Claim", "Date")}
    assert drawn.note == ""


def test_a_case_says_that_lines_stand_for_several(loaded: Store) -> None:
    found = survey(loaded)
    drawn = schema_picture(found)
    ends = {(line[0].start, line[0].end) for line in drawn.lines.values()}
    assert {("Entity", "Claim"), ("Claim", "Entity"), ("Claim", "Value"), ("Mention", "Entity")} <= ends
    assert not {("Person", "Claim"), ("Claim", "Date"), ("Mention", "Person")} & ends
    assert "drawn as a line to Entity or Value" in drawn.note
    total = sum(pattern.count for line in drawn.lines.values() for pattern in line)
    assert total == sum(pattern.count for pattern in found.patterns)
    # what is searched for is drawn by its own labels
    assert ("Person", "Claim") in {
        (line[0].start, line[0].end) for line in schema_picture(found, "MADE").lines.values()
    }


def test_more_labels_than_a_picture_takes_are_said() -> None:
    labels = tuple(Kind(f"L{n:03}", 1, 1, ()) for n in range(150))
    found = Survey(labels, (), (), {}, True, (), ())
    drawn = schema_picture(found)
    assert len(drawn.scene.nodes) == 120
    assert drawn.note == "30 of 150 labels are not drawn; filter to see them."


def test_of_a_filtered_schema_only_what_is_wanted_is_drawn() -> None:
    labels = tuple(Kind(name, 1, 1, ()) for name in ("A", "B", "C", "Urn"))
    patterns = (Pattern("A", "T", "B", 2), Pattern("B", "U", "C", 1))
    scene = schema_picture(Survey(labels, (), patterns, {}, True, (), ()), "u").scene
    assert [node.id for node in scene.nodes] == ["B", "C", "Urn"]


def test_many_types_between_two_labels_are_one_line() -> None:
    labels = tuple(Kind(name, 1, 1, ()) for name in "AB")
    there = tuple(Pattern("A", f"T{n:02}", "B", 20 - n) for n in range(15))
    back = (Pattern("B", "U", "A", 1), Pattern("B", "V", "A", 1))
    drawn = schema_picture(Survey(labels, (), (*there, *back), {}, True, (), ()))
    assert sorted(map(len, drawn.lines.values())) == [1, 1, 15]
    [line] = [edge for edge in drawn.scene.edges if len(drawn.lines[edge.key]) == 15]
    assert line.caption == "15 types, 195"
    assert line.tooltip.splitlines() == ["A → B", *(f"T{n:02} {20 - n}" for n in range(12)), "and 3 more types"]
