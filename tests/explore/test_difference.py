import json
from dataclasses import replace

import pytest

from graph.case.changes import merged, with_claim, with_entity, without_entity, without_statement
from graph.case.file import read
from graph.case.model import Claim, Entity, Locator
from graph.explore.difference import DrawnDifference, draw_difference
from graph.formats import FORMATS, to_bytes
from graph.questions.differences import Comparison
from tests.helpers import HARBOUR_FIRE

FIRE = read(HARBOUR_FIRE)
AT = Locator.parse("gazette#p1s1")


def drawn(after=None, before=FIRE) -> DrawnDifference:
    after = after or with_claim(
        with_entity(merged(without_statement(before, "salo-convicted"), "tomas-leal", "nadia-brandt"), OON),
        "salo-watchman",
        Claim(id="salo-watchman.new", by="port-authority", stance="denies", at=AT),
    )
    return draw_difference(Comparison(before, after), before_name="old.yaml", after_name="new.yaml")


OON = Entity(id="oon", type="Person", name="B. Oon")


def test_what_changed_is_marked_by_sign_words_and_line():
    scene = drawn().scene
    nodes = {node.id: node for node in scene.nodes}
    assert (nodes["oon"].caption, nodes["oon"].change) == ("+ B. Oon", "added")
    assert (nodes["nadia-brandt"].caption, nodes["nadia-brandt"].change) == ("− Nadia Brandt", "removed")
    assert (nodes["tomas-leal"].caption, nodes["tomas-leal"].change) == ("~ Tomás Leal", "changed")
    # it is only an end of what changed
    assert (nodes["viktor-salo"].caption, nodes["viktor-salo"].change) == ("Viktor Salo", "")
    assert "alias: Nadia Brandt" in nodes["tomas-leal"].tooltip
    edges = {(edge.type, edge.change): edge for edge in scene.edges}
    watch = edges["HAS_ROLE", "changed"]
    assert watch.caption == "~ has the role (reported → disputed)"
    assert "+ Port Authority denies that Viktor Salo has the role of night watchman" in watch.tooltip
    # what is gone is no fact either
    assert edges["CONVICTED_OF", "removed"].caption == "− convicted of (found)"
    # a statement of another subject is two lines
    assert {change for type_, change in edges if type_ == "PRESIDED_OVER"} == {"added", "removed"}
    legend = {entry.name: entry for entry in scene.legend if entry.kind == "change"}
    assert list(legend) == ["added", "removed", "changed"]
    marks = [node.change for node in scene.nodes] + [edge.change for edge in scene.edges]
    counted = {mark: marks.count(mark) for mark in legend}
    assert {mark: entry.count for mark, entry in legend.items()} == counted
    assert legend["removed"].plural == "only in the earlier version"
    assert scene.title == "The harbour fire: what changed"
    assert scene.source_line.startswith("From old.yaml to new.yaml, as of May 2019.")


def test_an_accusation_keeps_its_status_whatever_happens_to_it():
    after = without_entity(FIRE, "harbour-court")
    for before, now in ((FIRE, after), (after, FIRE)):
        for edge in drawn(now, before).scene.edges:
            if edge.accusatory:
                assert edge.caption.endswith(")"), edge.caption


@pytest.mark.parametrize("theme", ["light", "dark"])
def test_the_picture_shows_all_of_it(theme):
    found = drawn()
    svg = to_bytes(found.graph, ".svg", scene=found.scene, theme=theme).decode()
    for words in ("+ added", "− removed", "~ changed", "only in the later version", "+ B. Oon", "− Nadia Brandt"):
        assert words in svg
    # a removed thing's pen is broken, an added one's is not: seen without colours too
    assert 'stroke-dasharray="9 6"' in svg
    assert "Between two versions: " in svg
    assert svg == to_bytes(drawn().graph, ".svg", scene=drawn().scene, theme=theme).decode()


def test_every_format_has_it():
    found = drawn()
    for ending in FORMATS:
        assert to_bytes(found.graph, ending, scene=found.scene, claims=found.claims)
    page = to_bytes(found.graph, ".html", scene=found.scene, claims=found.claims).decode()
    assert 'data-what="change:removed"' in page
    assert "− convicted of (found)" in page
    data = json.loads(to_bytes(found.graph, ".json", scene=found.scene))
    salo = next(r for r in data["relationships"] if r["id"] == "salo-watchman")
    assert (salo["properties"]["change"], salo["properties"]["status_before"]) == ("changed", "reported")


def test_a_picture_of_no_difference_has_no_such_marks():
    from graph.elements import Subgraph
    from graph.picture.scene import build

    found = drawn()
    plain = build(Subgraph(found.graph.nodes, found.graph.relationships))
    assert {node.change for node in plain.nodes} == {edge.change for edge in plain.edges} == {""}
    assert not [entry for entry in plain.legend if entry.kind == "change"]


def test_a_case_with_another_id_is_still_the_same_case():
    renamed = replace(FIRE, id="fire")
    assert not drawn(renamed).graph.nodes
