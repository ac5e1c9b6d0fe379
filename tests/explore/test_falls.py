"""What falls without something, as a picture marks it and files have it, on both stores."""

from __future__ import annotations

import json

import pytest

from graph.case.file import read
from graph.case.schema import load_schema
from graph.errors import NotFoundError
from graph.explore.drawing import draw
from graph.explore.falls import falling_of, marked_as_falling
from graph.explore.view import View
from graph.formats import to_bytes
from graph.picture.looks import FALLS, SHAKEN
from graph.questions.rests_on import to_json
from graph.stores import Store
from tests.helpers import HARBOUR_FIRE

CASE = "harbour-fire"
WITHOUT = View(case=CASE, falls=f"{CASE}/port-authority")


def test_a_picture_marks_what_falls_and_what_changes(loaded: Store) -> None:
    shown, whole = draw(loaded, WITHOUT), draw(loaded, View(case=CASE))
    assert shown.falling
    edges = {edge.key.removeprefix(f"{CASE}/"): edge for edge in shown.scene.edges}
    found = to_json(shown.falling)["statements"]
    drawn = {row["id"]: row for row in found if row["id"] in edges}
    assert {id for id, edge in edges.items() if edge.change} == drawn.keys()
    for id, row in drawn.items():
        assert edges[id].change == (SHAKEN if row["without"] else FALLS)
    gone, other = edges["raghunathan-seen-on-pier"], edges["raghunathan-set-fire"]
    assert gone.caption == "− seen at (alleged)"
    assert "Nothing is left of it.\n2 sources, one origin" not in gone.tooltip  # both are of one paper
    assert other.caption == "~ accused of (disputed → denied)"
    assert other.tooltip.splitlines()[-1].startswith("Found not so by Pier Inquiry and Harbour court, denied ")
    # all else is what it was
    before = {edge.key: edge for edge in whole.scene.edges}
    assert all(before[edge.key] == edge for edge in edges.values() if not edge.change and "fall" not in edge.tooltip)
    [itself] = [node.id for node in shown.scene.nodes if node.change]
    assert itself == "port-authority"
    assert shown.scene.source_line.endswith("Marked: what falls without what Port Authority says or passes on")


def test_the_legend_says_what_is_marked_and_how_much_of_it_is_not_drawn(loaded_embedded: Store) -> None:
    entries = {entry.kind: entry for entry in draw(loaded_embedded, WITHOUT).scene.legend}
    assert (entries[FALLS].name, entries[FALLS].plural) == ("falls", "nothing is left of it")
    # quantities and texts are not drawn at first
    assert entries[FALLS].counts == "1 of 3"
    assert entries[SHAKEN].counts == "3"
    everything = draw(loaded_embedded, View(case=CASE, falls=WITHOUT.falls, off=frozenset()))
    assert {e.kind: e.counts for e in everything.scene.legend}[FALLS] == "3"


@pytest.mark.parametrize("ending", [".svg", ".html"])
def test_a_picture_on_paper_says_it_too(loaded_embedded: Store, ending: str) -> None:
    shown = draw(loaded_embedded, WITHOUT)
    text = to_bytes(shown.saved, ending, scene=shown.scene, claims=shown.claims).decode()
    for words in ("− seen at (alleged)", "~ accused of (disputed → denied)", "nothing is left of it", "Marked: "):
        assert words in text, words


def test_a_file_says_what_becomes_of_each_statement(loaded_embedded: Store) -> None:
    shown = draw(loaded_embedded, WITHOUT)
    data = json.loads(to_bytes(shown.saved, ".json", claims=shown.claims))
    becomes = {r["id"]: r["properties"].get("without") for r in data["relationships"]}
    assert becomes["raghunathan-seen-on-pier"] == "nothing"
    assert becomes["raghunathan-set-fire"] == "denied"
    assert becomes["raghunathan-cleared"] is None


def test_what_is_faint_counts_as_left_out(loaded_embedded: Store) -> None:
    view = View(case=CASE, falls=WITHOUT.falls, off=WITHOUT.off | {"~alleged"}, dim=True)
    entries = {entry.kind: entry.counts for entry in draw(loaded_embedded, view).scene.legend}
    assert entries[FALLS] == "0 of 3"


def test_a_passage_and_a_claim_fall_too(loaded_embedded: Store) -> None:
    [accused] = (s for s in read(HARBOUR_FIRE).statements if s.id == "raghunathan-set-fire")
    for id in (accused.claims[0].id, str(accused.claims[0].at)):
        found = falling_of(loaded_embedded, f"{CASE}/{id}", load_schema())
        assert found.falling.id == id
        shown = draw(loaded_embedded, View(case=CASE, falls=f"{CASE}/{id}"))
        assert shown.falling == found
    with pytest.raises(NotFoundError):
        draw(loaded_embedded, View(case=CASE, falls=f"{CASE}/nobody"))


def test_nothing_is_marked_where_nothing_falls(loaded_embedded: Store) -> None:
    scene = draw(loaded_embedded, View(case=CASE)).scene
    found = falling_of(loaded_embedded, f"{CASE}/pier-nine", load_schema())
    marked = marked_as_falling(scene, found, load_schema())
    assert (marked.edges, marked.legend) == (scene.edges, scene.legend)
