"""What the screen is told, what is read of what it sends, and the page around it, without a browser."""

import json
import re
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest

from graph.case.changes import with_entity
from graph.case.file.case_file import CaseFile
from graph.case.model import Entity
from graph.extract.proposals import measured_scores
from graph.review.decisions import Decision
from graph.review.reviewing import Review
from graph.settings import Settings
from graph.ui.review import payload
from graph.ui.review.component import Inbox, Sent
from graph.ui.review.page import _decide
from graph.ui.review.payload import Told, keys_in, row
from graph.ui.review.rules import in_words, score_in_words
from tests.helpers import ROOT
from tests.helpers.pages import Page, own_settings
from tests.helpers.reviewing import TEXT, add_source, decisions, proposals, write_case


@pytest.fixture
def path(tmp_path: Path) -> Path:
    return write_case(tmp_path / "own", "velm-gate")


@pytest.fixture
def review(path: Path) -> Review:
    return Review(path, "velm", Settings())


def decide(review: Review, id: str, verdict: str, **value: Any) -> None:
    assert not review.decide([Decision(time="", proposal=id, decision=verdict, value=value)])  # type: ignore[arg-type]


def entity_id(review: Review, name: str) -> str:
    return next(item.id for item in review.items if item.kind == "entity" and item.value["name"] == name)


# -- what the screen is told -----------------------------------------------------------------------


def test_the_content_has_every_proposal_and_its_rule_in_words(review: Review):
    content = Told(review, "velm-gate").content
    assert content["text"] == TEXT
    assert len(content["items"]) == len(proposals().rows)
    assert {f"{each['kind']}/{each['rule']}" for each in content["items"]} <= set(content["rules"])
    rule = content["rules"]["claim/frame"]
    assert rule["said"] == "Right in about 19 of 20 on texts with known answers."
    accusatory = {each["name"] for each in content["predicates"] if each["accusatory"]}
    assert {"ACCUSED_OF", "SUSPECTED_OF"} <= accusatory
    assert "STATES" not in accusatory
    json.dumps(content)


def test_of_a_rule_that_was_not_measured_no_share_is_said(tmp_path: Path):
    path = write_case(tmp_path, "with-board", proposed=proposals(known="canal-board"))
    rules = Told(Review(path, "velm", Settings()), "with-board").content["rules"]
    assert rules["merge/same name"]["said"] == "It was not measured how often this is right."
    assert re.search(r"\d of \d", rules["claim/frame"]["said"])


def test_it_is_told_what_changed_since_a_version_whatever_was_lost_between(review: Review):
    told = Told(review, "velm-gate")
    assert (told.since(0)["items"], told.version) == ([], 0)
    velm, board = entity_id(review, "Velm"), entity_id(review, "Canal Board")
    decide(review, velm, "accept", sent="a.1")
    told.look_again()
    decide(review, board, "accept", sent="a.2")
    told.look_again()
    decide(review, velm, "undo", sent="a.3")
    told.look_again()
    told.look_again()
    assert told.version == 3
    since = {version: {each["id"]: each["state"] for each in told.since(version)["items"]} for version in (0, 1, 3, 99)}
    assert since[0][velm] == since[1][velm] == "open"
    assert since[0][board] == since[1][board] == "accepted"
    assert since[3] == {}
    assert since[99] == since[0], "a version of another session is none that is known here"
    assert told.since(0)["done"] == [board]


def test_what_was_added_and_taken_back_is_gone(review: Review):
    told = Told(review, "velm-gate")
    value = {"kind": "mention", "name": "Blue Heron", "type": "Work", "spans": [[7, 11]]}
    decide(review, "ab" * 8, "add", **value)
    told.look_again()
    assert [each["id"] for each in told.since(0)["items"]] == ["ab" * 8]
    decide(review, "ab" * 8, "undo")
    told.look_again()
    assert told.since(1)["gone"] == ["ab" * 8]


def test_a_long_text_is_shown_in_parts_that_cut_nothing(tmp_path: Path, monkeypatch: pytest.MonkeyPatch):
    monkeypatch.setattr(payload, "PART", 120)
    review = Review(write_case(tmp_path, "long"), "velm", Settings())
    found = payload.parts(TEXT, review.items)
    assert len(found) > 2
    assert "".join(TEXT[start:end] for start, end in found) == TEXT
    shown = []
    for n, (start, _) in enumerate(found):
        content = Told(review, "long", n).content
        for each in content["items"]:
            words = [content["text"][a - start : b - start] for a, b in each["spans"]]
            assert all(words)
            if each["kind"] != "entity":
                shown.append(each["id"])
                assert words == [TEXT[a:b] for a, b in each["spans"]]
    assert sorted(shown) == sorted(item.id for item in review.items if item.kind != "entity")


def test_nothing_of_a_text_becomes_markup_and_nothing_is_asked_of_the_network():
    for file in (ROOT / "graph/ui/review/screen").glob("*.js"):
        source = file.read_text(encoding="utf-8")
        assert not re.search(r"innerHTML|outerHTML|insertAdjacentHTML|document\.write", source), file
        assert not re.search(r"\b(fetch|XMLHttpRequest|importScripts|sendBeacon|WebSocket)\b\s*\(", source), file


def test_entities_of_the_case_that_the_text_does_not_name_can_be_chosen(tmp_path: Path):
    quill = Entity(id="quill", type="Person", name="Ida Quill", aliases=("Quill",), decides=True)
    path = write_case(tmp_path, "with-quill", entities=[quill])
    review = Review(path, "velm", Settings())
    told = Told(review, "with-quill")
    assert told.content["entities"] == [{"id": "quill", "name": "Ida Quill", "type": "Person", "aliases": ("Quill",)}]
    assert told.since(0)["decides"] == ["quill"]
    decide(review, entity_id(review, "Velm"), "accept")
    told.look_again()
    assert told.since(0)["entities"] is None, "what is taken of the text is chosen by its proposal"


def test_an_entity_of_the_case_that_a_name_is_one_with_stays_as_it_is(tmp_path: Path):
    board = Entity(id="canal-board", type="Agency", name="Canal Board of Velm")
    path = write_case(tmp_path, "with-board", proposed=proposals(known="canal-board"), entities=[board])
    review = Review(path, "velm", Settings())
    told = Told(review, "with-board")
    assert [each["name"] for each in told.content["entities"]] == ["Canal Board of Velm"]
    decide(review, entity_id(review, "Canal Board"), "accept")
    merge = next(item.id for item in review.items if item.kind == "merge" and item.value.get("known"))
    decide(review, merge, "accept")
    again = Told(review, "with-board").content
    assert [each["name"] for each in again["entities"]] == ["Canal Board of Velm"]
    name = next(each for each in again["items"] if each["kind"] == "entity" and each["value"]["name"] == "Canal Board")
    assert (name["row"], name["value"]["into"]) == ("canal-board", "canal-board")


def test_the_key_of_a_message_is_kept_and_not_shown(review: Review, path: Path):
    velm = entity_id(review, "Velm")
    decide(review, velm, "correct", type="Organization", sent="epoch.7")
    assert keys_in(review.decisions_path) == {"epoch.7"}
    [item] = [each for each in review.items if each.id == velm]
    assert row(item, (0, len(TEXT)))["value"] == {
        "type": "Organization",
        "name": "Velm",
        "mentions": item.value["mentions"],
    }
    assert decisions(path)[0]["value"]["type"] == "Organization"


# -- what it sends ---------------------------------------------------------------------------------


PLACE = "velm-gate/velm"


def message(*rows: Any, epoch: str = "e", version: int = 0) -> dict[str, Any]:
    return {"place": PLACE, "epoch": epoch, "version": version, "decisions": list(rows)}


def sent(seq: int, **more: Any) -> dict[str, Any]:
    return {"seq": seq, "key": f"e.{seq}", "proposal": "p", "decision": "accept", **more}


def test_a_decision_is_read_once_however_often_it_comes():
    inbox = Inbox(PLACE)
    assert [each.key for each in inbox.read(message(sent(1), sent(2)))] == ["e.1", "e.2"]
    assert [each.key for each in inbox.read(message(sent(1), sent(2), sent(3)))] == ["e.3"]
    assert [each.key for each in inbox.read(message(sent(1), epoch="another"))] == ["e.1"]
    assert inbox.seq == 1


@pytest.mark.parametrize(
    "strange",
    [None, [], "x", {}, message(sent(1), epoch=3), {"place": PLACE, "epoch": "e", "version": 0, "decisions": "x"},  # type: ignore[arg-type]
     {**message(sent(1)), "place": "velm-gate/another"},
     message(sent(1, decision="drop")), message(sent(1, proposal=3)), message("x", None, {"seq": "1", "key": "k"})],
)  # fmt: skip
def test_what_the_screen_would_not_send_is_ignored(strange: Any):
    assert Inbox(PLACE).read(strange) == ()


def test_a_value_that_is_none_is_empty():
    [each] = Inbox(PLACE).read(message(sent(1, value=[1])))
    assert each.decision.value == {"sent": "e.1"}


# -- words -----------------------------------------------------------------------------------------


def test_every_rule_that_was_measured_has_words():
    rules = [name.partition("/") for name in measured_scores() if "/" in name]
    assert rules
    wordless = [(kind, rule) for kind, _, rule in rules if in_words(kind, rule).startswith("A rule found it")]
    assert wordless == []


@pytest.mark.parametrize("score", [0.01, 0.04, 0.5, 0.84, 0.949, 0.95, 0.994])
def test_a_score_is_said_as_so_many_of_so_many(score: float):
    match = re.search(r"(\d+) of (\d+)", score_in_words(score))
    assert match
    assert abs(int(match[1]) / int(match[2]) - score) <= 0.1


# -- the page --------------------------------------------------------------------------------------


@pytest.fixture
def own(tmp_path: Path, both_cases: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[Path]:
    monkeypatch.setenv("CASEGRAPH_CASES", str(tmp_path / "own"))
    monkeypatch.setenv("CASEGRAPH_STORE", str(both_cases))
    with own_settings():
        yield tmp_path / "own"


class ReviewPage(Page):
    """A session on the page Review."""

    def __init__(self, **query: str) -> None:
        super().__init__({})
        for name, value in query.items():
            self.app.query_params[name] = value
        self.turn_to("review")

    @property
    def told(self) -> dict[str, Any]:
        found = self._parts("casegraph_review")
        told: dict[str, Any] = json.loads(found[0].json) if found else {}
        return told


def test_without_a_case_it_says_what_to_do(own: Path):
    page = ReviewPage()
    assert "there is no case of your own yet" in page.text
    assert [button.label for button in page.app.button] == ["Go to Cases"]


def test_a_case_that_comes_with_the_program_is_copied_first(own: Path):
    write_case(own, "mine")
    page = ReviewPage(case="harbour-fire")
    assert "comes with the program and is only read" in page.text
    page.press("Make it mine")
    assert (own / "harbour-fire" / "harbour-fire.yaml").exists()
    assert page.told["cover"].count("c") > 0, "its sentences are cited"
    assert "Nothing is proposed of this text" in page.text
    assert "Extract this source" in [button.label for button in page.app.button]


def test_a_name_that_was_taken_and_states_a_crime_is_to_look_at(own: Path):
    path = write_case(own, "mine")
    theft = Entity(id="theft", type="Event", name="Theft of the lead by Colm Deverell")
    assert "stated as a fact" not in " ".join(each.label for each in ReviewPage(case="mine").app.expander)
    CaseFile(path, Settings()).change("Took a name", lambda case: with_entity(case, theft))
    page = ReviewPage(case="mine")
    [told] = [each for each in page.app.expander if "stated as a fact" in each.label]
    assert told.label == "1 line to look at: a crime stated as a fact"
    assert "theft: its name says as a fact that Colm Deverell did a crime" in page.text


def test_the_first_source_that_is_not_decided_is_shown_with_its_state(own: Path):
    path = write_case(own, "mine")
    page = ReviewPage(case="mine")
    assert page.told["items"] == []
    case, source = page.app.selectbox
    assert case.value == "mine"
    total = len([each for each in proposals().rows if each.kind not in ("mention", "pronoun")])
    assert source.options == [f"0 of {total} decided · The Velm Chronicle"]
    review = Review(path, "velm", Settings())
    decide(review, entity_id(review, "Canal Board"), "accept")
    page.run()
    assert page.app.selectbox[1].options == [f"1 of {total} decided · The Velm Chronicle"]
    assert {each["state"] for each in page.told["items"]} == {"accepted"}


def test_cases_and_sources_of_one_title_are_told_apart_and_only_the_one_on_the_screen_is_changed(own: Path):
    one, other = write_case(own, "gate-one", title="The gate"), write_case(own, "gate-two", title="The gate")
    again = "The Velm Chronicle"
    for path in (one, other):
        add_source(path, "velm-again", title=again)
    page = ReviewPage(case="gate-two", source="velm-again")
    case, source = page.app.selectbox
    assert (case.value, source.value) == ("gate-two", "velm-again")
    assert case.options[:2] == ["The gate (gate-one)", "The gate (gate-two)"]
    assert [option.partition(" · ")[2] for option in source.options] == [f"{again} (velm)", f"{again} (velm-again)"]
    # what the browser has of a list are its words
    for words, id in ((source.options[0], "velm"), (source.options[1], "velm-again")):
        page.app.selectbox[1].select(words)
        page.run()
        assert (page.app.selectbox[1].value, page.app.query_params["source"]) == (id, id)
        assert page.told["content"].startswith(f"gate-two/{id}/")
    page.app.selectbox[0].select("The gate (gate-one)")
    page.run()
    assert page.app.query_params["case"] == "gate-one"
    assert page.told["content"].startswith("gate-one/")
    opened = page.app.session_state["review_open"]
    velm = entity_id(opened.review, "Velm")
    _decide(opened, [Sent("e.1", Decision(time="", proposal=velm, decision="accept", value={"sent": "e.1"}))])
    assert [each["proposal"] for each in decisions(one)] == [velm]
    assert decisions(other) == []


def test_a_case_file_that_cannot_be_read_is_told(own: Path):
    path = write_case(own, "mine")
    path.write_text(path.read_text().replace("entities: []", "entities: [x]"))
    page = ReviewPage(case="mine")
    assert "cannot be read" in page.text
    assert not page.told


def test_a_text_that_is_gone_is_a_sentence(own: Path):
    path = write_case(own, "mine")
    (path.parent / "sources" / "velm.txt").unlink()
    page = ReviewPage(case="mine")
    assert "The text of velm is not here" in page.text or "cannot be read" in page.text
    assert not page.told


def test_a_case_without_a_source_leads_to_cases(own: Path):
    path = write_case(own, "mine")
    text = path.read_text()
    path.write_text(re.sub(r"sources:\n.*\n", "sources: []\n", text))
    page = ReviewPage(case="mine")
    assert "has no source yet" in page.text
