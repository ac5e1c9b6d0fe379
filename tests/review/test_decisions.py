import json
import random
from dataclasses import replace
from pathlib import Path

import pytest

from graph.errors import ExtractError
from graph.extract.proposals import Proposal, Proposals, Proposer, from_json, to_json
from graph.review.decisions import Decision, append, carry, decide, in_force, read, read_counting

TEXT = "Ada Quill saw the fire. Beatrix Oon denies it. Ada Quill wrote to the paper. " * 3
SHA = "0" * 64


def proposals(text: str, words: tuple[str, ...] = ("Ada Quill", "Beatrix Oon", "the paper")) -> Proposals:
    proposer = Proposer(text, SHA, {"mention": 0.9})
    spans = sorted((at, at + len(word)) for word in words for at in places(text, word))
    rows = tuple(proposer.make("mention", [span], "model", {"type": "Person"}) for span in spans)
    return Proposals(source="paper", sha256=SHA, published="2019", rows=rows)


def places(text: str, word: str) -> list[int]:
    return [at for at in range(len(text)) if text.startswith(word, at)]


def at(n: int) -> str:
    return f"2019-03-02T10:00:00.{n:03}Z"


def test_a_proposal_has_the_same_id_on_every_run():
    one, other = proposals(TEXT), proposals(TEXT)
    assert one == other
    assert len({row.id for row in one.rows}) == len(one.rows) == 12
    assert all(TEXT[slice(*row.spans[0])] == row.exact for row in one.rows)
    assert all(len(row.prefix) <= 32 and TEXT[: row.start].endswith(row.prefix) for row in one.rows)


def test_proposals_are_read_as_they_were_written():
    text = to_json([proposals(TEXT)])
    assert to_json(from_json(text)) == text
    assert json.loads(text)["sources"]["paper"]["proposals"][0]["spans"] == [[0, 9]]
    with pytest.raises(ExtractError, match="is of version 2; this program reads 1"):
        from_json(text.replace('"version": 1', '"version": 2'))
    with pytest.raises(ExtractError, match="does not hold proposals"):
        from_json("[]")


def test_decisions_are_appended_and_read_by_their_times(tmp_path: Path):
    rows = proposals(TEXT).rows
    file = tmp_path / "decisions.jsonl"
    append(
        file,
        [decide(rows[1], "accept", time=at(2)), decide(rows[0], "reject", time=at(1), value={"name": "Ada Quill"})],
    )
    with file.open("a") as lines:
        lines.write('{"time": "cut')
    append(file, [decide(rows[1], "undo", time=at(3))])
    assert read_counting(file)[1] == 1
    assert read_counting(tmp_path / "none.jsonl") == ([], 0)
    found = read(file)
    assert [(decision.proposal, decision.decision) for decision in found] == [
        (rows[0].id, "reject"),
        (rows[1].id, "accept"),
        (rows[1].id, "undo"),
    ]
    assert found[0].value == {"name": "Ada Quill"}
    assert in_force(found) == {rows[0].id: [found[0]]}
    assert read(tmp_path / "none.jsonl") == []


def test_an_undo_takes_back_the_last_decision_on_a_proposal():
    row = proposals(TEXT).rows[0]
    steps = ["accept", "correct", "undo", "undo", "undo", "reject"]
    held = in_force(decide(row, step, time=at(n)) for n, step in enumerate(steps))  # type: ignore[arg-type]
    assert [decision.decision for decision in held[row.id]] == ["reject"]


def test_decisions_go_along_with_a_text_that_changed():
    text = "Ada Quill saw the fire on the pier. Somebody else saw nothing at all. Beatrix Oon denies it."
    before = proposals(text)
    held = [decide(row, "accept", time=at(n)) for n, row in enumerate(before.rows)]
    # what stands around the second name stays, and it moves
    new = text.replace("Ada Quill saw", "A woman whom nobody knew saw")
    after = proposals(new)
    carried = carry(held, after, new)
    assert [decision.exact for decision in carried.decisions] == ["Beatrix Oon"]
    assert carried.decisions[0].proposal == after.rows[0].id != before.rows[1].id
    assert [decision.exact for decision in carried.look] == ["Ada Quill"]


def test_what_was_added_by_hand_goes_to_the_one_place_where_it_stands():
    added = Decision(
        time=at(0),
        proposal="by-hand",
        decision="add",
        value={"kind": "mention"},
        exact="the fire",
        prefix="saw ",
        suffix=".",
    )
    once = "She saw the fire. He did not."
    carried = carry([added], proposals(once, ()), once)
    assert carried.places == {"by-hand": (8, 16)}
    twice = "She saw the fire. He saw the fire."
    assert carry([added], proposals(twice, ()), twice).look == (added,)
    assert carry([added], proposals("Nothing", ()), "Nothing").look == (added,)


def test_random_edits_lose_no_decision_and_move_none_to_other_words():
    chance = random.Random(7)
    words = ("Ada Quill", "Beatrix Oon", "the paper")
    text = TEXT
    now = proposals(text)
    held = [decide(row, "accept", time=at(n)) for n, row in enumerate(now.rows)]
    for _ in range(300):
        start = chance.randrange(len(text))
        end = min(len(text), start + chance.randrange(12))
        new = text[:start] + chance.choice(["", "x", "and then ", "\n\n", "Ada Quill ", "é😀"]) + text[end:]
        after = proposals(new, words)
        carried = carry(held, after, new)
        by_id: dict[str, Proposal] = {row.id: row for row in after.rows}
        assert len(carried.decisions) + len(carried.look) == len(held)
        for decision in carried.decisions:
            assert by_id[decision.proposal].exact == decision.exact
            assert new[slice(*by_id[decision.proposal].spans[0])] == decision.exact
        if chance.random() < 0.1:
            text, now = new, after
            held = [decide(row, "accept", time=at(n % 1000)) for n, row in enumerate(now.rows)]
    assert replace(held[0], time="")
