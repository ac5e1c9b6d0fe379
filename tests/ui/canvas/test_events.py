"""What the browser sends, read once and not trusted."""

import json
import math
from typing import Any

import pytest

from graph.picture.looks import SPEAKER_STYLES, STATUS_STYLES
from graph.ui.explore.actions import ACTIONS
from graph.ui.parts.canvas import KINDS, CanvasEvent, CanvasEvents, Place, SearchEntry, Viewport, canvas
from graph.ui.parts.canvas.events import Inbox
from graph.ui.parts.canvas.payload import Payload, change_payload, index_payload, scene_payload
from tests.helpers import scenes


def sent(*events: dict[str, Any], epoch: str = "e1", **more: Any) -> dict[str, Any]:
    return {"epoch": epoch, "events": list(events), **more}


OFFERED = frozenset({"expand", "pin"})


def test_each_event_counts_once_however_often_it_is_sent() -> None:
    inbox = Inbox(actions=OFFERED)
    one, two = {"seq": 1, "kind": "expand", "nodes": ["a"]}, {"seq": 2, "kind": "undo"}
    assert inbox.read(sent(one)) == (CanvasEvent("expand", ("a",)),)
    assert inbox.read(sent(one)) == ()
    assert inbox.read(sent(one, two)) == (CanvasEvent("undo"),)
    assert (inbox.epoch, inbox.seq) == ("e1", 2)
    assert [event.kind for event in inbox.unreturned] == ["expand", "undo"]


def test_a_page_that_was_loaded_again_counts_from_the_start() -> None:
    inbox = Inbox("e1", 9)
    assert inbox.read(sent({"seq": 1, "kind": "redo"}, epoch="e2")) == (CanvasEvent("redo"),)


@pytest.mark.parametrize(
    "rubbish",
    [
        None,
        7,
        [],
        {},
        {"epoch": 1, "events": []},
        {"epoch": "e", "events": {}},
        sent({"seq": "1", "kind": "undo"}),
        sent({"seq": 1, "kind": "drop table"}),
        sent({"seq": 1, "kind": ["undo"]}),
        sent({"seq": 1, "kind": "hide", "nodes": ["a"]}),
        sent({"seq": 1}),
        {"epoch": "e", "events": [None, 3, "x"]},
    ],
)
def test_what_no_canvas_sends_is_passed_over(rubbish: object) -> None:
    assert Inbox(actions=OFFERED).read(rubbish) == ()


def test_fields_of_the_wrong_kind_are_empty() -> None:
    places = {
        "a": [1, 2.5],
        "b": [1, "2"],
        "c": [math.nan, 1],
        "d": [1],
        "e": None,
        "f": [1, 2, 3],
        "g": [True, 2],
    }
    event = {
        "seq": 1,
        "kind": "pin",
        "nodes": ["x", 3, None],
        "edges": "abc",
        "value": 4,
        "hidden": [[]],
        "moved": places,
    }
    assert Inbox(actions=OFFERED).read(sent(event)) == (CanvasEvent("pin", ("x",), moved={"a": Place(1, 2.5)}),)


def test_the_part_seen_is_kept_where_it_is_one() -> None:
    inbox = Inbox()
    inbox.read(sent(view={"x": 1, "y": -2, "scale": 0.5}))
    assert inbox.viewport == Viewport(1, -2, 0.5)
    inbox.read(sent(view={"x": 1, "y": math.inf, "scale": 0.5}))
    inbox.read(sent(view={"x": 1, "y": 1, "scale": 0}))
    assert inbox.viewport == Viewport(1, -2, 0.5)


def test_the_last_of_a_kind() -> None:
    events = CanvasEvents((CanvasEvent("menu", ("a",)), CanvasEvent("undo"), CanvasEvent("menu", ("b",))))
    assert events.last("menu") == CanvasEvent("menu", ("b",))
    assert events.last("stop") is None
    assert CanvasEvent("menu", ("b", "c")).node == "b"
    assert CanvasEvent("undo").node == ""


def test_a_payload_says_what_is_in_it_and_is_large_enough_to_be_kept_by_the_browser() -> None:
    payload = scene_payload(scenes.hostile())
    read = json.loads(payload.data)
    assert read["hash"] == payload.hash
    assert [row[2] for row in read["body"]["nodes"]] == list(scenes.HOSTILE)
    assert set(read["body"]["styles"]) == {*STATUS_STYLES, *SPEAKER_STYLES}
    assert payload.data.isascii()
    small = index_payload([SearchEntry("t/a", "Ada", "Person")])
    assert len(small.data) >= 10_000


def test_the_same_scene_gives_the_same_bytes_and_another_one_others() -> None:
    assert scene_payload(scenes.few()) == scene_payload(scenes.few())
    assert scene_payload(scenes.few()).hash != scene_payload(scenes.expanded(scenes.few(), "t/a")).hash
    with pytest.raises(ValueError, match="JSON compliant"):
        Payload.of([math.nan])


def test_a_change_of_a_scene_holds_what_is_new_what_differs_and_what_is_gone() -> None:
    base = scenes.ring(60)
    first, second = base.nodes[0].key, base.nodes[1].key
    now = scenes.moved(scenes.without(scenes.expanded(base, first), (second,)), {first: (1.0, 2.0, True)})
    change = change_payload(base, now)
    assert change
    body, whole = json.loads(change.data)["body"], json.loads(scene_payload(now).data)["body"]
    for rows, gone in (("nodes", "gone_nodes"), ("edges", "gone_edges")):
        kept = {row[0]: row for row in json.loads(scene_payload(base).data)["body"][rows] if row[0] not in body[gone]}
        assert kept | {row[0]: row for row in body[rows]} == {row[0]: row for row in whole[rows]}
    assert {row[0] for row in body["nodes"]} == {first} | {n.key for n in now.nodes} - {n.key for n in base.nodes}
    assert body["gone_nodes"] == [second]
    assert body["legend"] == whole["legend"]
    assert change_payload(base, scenes.few()) is None


def test_wrong_arguments_are_refused() -> None:
    with pytest.raises(ValueError, match="'remove' or 'dim', not 'hide'"):
        canvas(scenes.few(), graph_id="g", key="k", filter_mode="hide")
    with pytest.raises(ValueError, match=r"20,001 entries is more than the browser searches \(20,000\)"):
        canvas(scenes.few(), graph_id="g", key="k", index=[SearchEntry("a", "a", "a")] * 20_001)


def test_every_kind_is_named_once() -> None:
    names = [*KINDS, *ACTIONS]
    assert len(set(names)) == len(names)
