import json
import re
from dataclasses import replace
from pathlib import Path

import pytest

from graph.case.changes import with_entity
from graph.case.file.case_file import CaseFile
from graph.case.model import Case, Entity, Locator, Mention
from graph.case.passages import split_sentences
from graph.review.decisions import Decision, append, read
from graph.review.extraction import extract_into
from graph.review.reviewing import Item, Review
from graph.settings import Settings

TEXT = """Fire at pier nine

Inspector Ada Quill saw the fire at Lowmoor Pier on Saturday. “It began at the gate,” said \
Beatrix Oon, who runs the Harbour Trust. Nearly 200 people watched.

Ms Quill denied that the gate was open. Oon said the trust would answer on 4 March.
"""


@pytest.fixture
def path(tmp_path: Path) -> Path:
    (tmp_path / "paper.txt").write_text(TEXT)
    case = tmp_path / "pier" / "pier.yaml"
    extract_into(case, [tmp_path / "paper.txt"], settings=Settings(), published="2019-03-05")
    return case


@pytest.fixture
def review(path: Path) -> Review:
    return open_again(path)


def open_again(path: Path) -> Review:
    source = CaseFile(path, Settings()).read().sources[0].id
    return Review(path, source, Settings())


def item(review: Review, kind: str, words: str) -> Item:
    return next(each for each in review.items if each.kind == kind and words in each.exact)


def decide(review: Review, id: str, decision: str, **value: object) -> None:
    refused = review.decide([Decision(time="", proposal=id, decision=decision, value=value)])  # type: ignore[arg-type]
    assert not refused, refused[0].reason


def reason(review: Review, id: str, decision: str, **value: object) -> str:
    [refused] = review.decide([Decision(time="", proposal=id, decision=decision, value=value)])  # type: ignore[arg-type]
    return refused.reason


def case_of(path: Path) -> Case:
    return CaseFile(path, Settings()).read()


def test_what_is_proposed_is_open_at_first(review: Review, path: Path):
    assert {each.state for each in review.items} == {"open"}
    assert {"mention", "entity", "date", "quantity", "claim"} <= {each.kind for each in review.items}
    assert {each.cover for each in review.coverage()} == {"proposed", "untouched"}
    assert not case_of(path).entities


def test_an_accepted_name_takes_all_its_places(review: Review, path: Path):
    ada = item(review, "entity", "Quill")
    decide(review, ada.id, "accept")
    [entity] = case_of(path).entities
    assert (entity.id, entity.type) == (item(review, "entity", "Quill").row, "Person")
    assert [mention.text for mention in entity.mentions] == [TEXT[slice(*m.spans[0])] for m in mentions(review, ada)]
    assert {m.state for m in mentions(review, ada)} == {"accepted"}
    assert item(open_again(path), "entity", "Quill").state == "accepted"


def mentions(review: Review, entity: Item) -> list[Item]:
    return [each for each in review.items if each.id in entity.value["mentions"]]


def test_one_place_is_taken_alone_and_dropped_again(review: Review, path: Path):
    ada = item(review, "entity", "Quill")
    first, second = mentions(review, ada)[:2]
    decide(review, first.id, "accept")
    assert len(case_of(path).entities[0].mentions) == 1
    assert item(review, "entity", "Quill").state == "open"
    decide(review, second.id, "accept")
    assert len(case_of(path).entities[0].mentions) == 2
    decide(review, first.id, "reject")
    assert [m.at.start for m in case_of(path).entities[0].mentions] == [second.spans[0][0]]
    decide(review, second.id, "reject")
    assert not case_of(path).entities
    assert item(review, "entity", "Quill").state == "rejected"


def test_a_claim_takes_its_speaker_along(review: Review, path: Path):
    said = item(review, "claim", "It began")
    decide(review, said.id, "accept")
    case = case_of(path)
    [statement] = case.statements
    [claim] = statement.claims
    assert (statement.predicate, claim.by, claim.verb) == ("STATES", "beatrix-oon", "said")
    assert claim.via == (review.source_id,)
    assert item(review, "claim", "It began").row == statement.id
    assert [len(entity.mentions) for entity in case.entities] == [1]
    assert {each.cover for each in review.coverage()} == {"cited", "proposed", "untouched"}
    # what is undone takes the speaker back too
    decide(review, said.id, "undo")
    assert not case_of(path).entities
    assert not case_of(path).statements
    assert item(review, "claim", "It began").state == "open"
    assert {each.state for each in review.items} == {"open"}


def test_a_claim_is_corrected_before_and_after_it_is_taken(review: Review, path: Path):
    said = item(review, "claim", "It began")
    ada = item(review, "entity", "Quill")
    decide(review, said.id, "correct", stance="questions", speaker=ada.id)
    assert item(review, "claim", "It began").value["speaker"] == ada.id
    decide(review, said.id, "accept")
    [claim] = case_of(path).statements[0].claims
    assert (claim.by, claim.stance) == (item(review, "entity", "Quill").row, "questions")
    decide(review, said.id, "correct", says="The fire started by the gate.", stance="asserts")
    [claim] = case_of(path).statements[0].claims
    assert (claim.says, claim.stance) == ("The fire started by the gate.", "asserts")
    oon = item(review, "entity", "Oon")
    decide(review, said.id, "correct", speaker=oon.id)
    [statement] = case_of(path).statements
    assert (statement.subject, statement.claims[0].by) == ("beatrix-oon", "beatrix-oon")
    assert statement.claims[0].says == "The fire started by the gate."
    for _ in range(4):
        decide(review, said.id, "undo")
    assert not case_of(path).statements
    assert item(review, "claim", "It began").value["speaker"] == oon.id


def test_what_the_case_file_would_refuse_is_refused(review: Review, path: Path):
    said = item(review, "claim", "It began")
    for name in ("Oon", "Quill", "Lowmoor"):
        decide(review, item(review, "entity", name).id, "accept")
    before = path.read_bytes(), review.decisions_path.read_bytes()
    assert "OCCURRED_ON" in reason(review, said.id, "accept", predicate="OCCURRED_ON")
    assert (path.read_bytes(), review.decisions_path.read_bytes()) == before
    assert item(review, "claim", "It began").state == "open"
    decide(review, said.id, "accept", finding=False, says="It began there.")
    assert "finding" in reason(review, said.id, "correct", finding=True)
    assert case_of(path).statements[0].claims[0].says == "It began there."


def test_dates_and_quantities_are_said_of_what_stands_nearest(review: Review, path: Path):
    for kind, words in (("date", "4 March"), ("date", "Saturday"), ("quantity", "Nearly 200")):
        found = item(review, kind, words)
        if not found.value["subject"]:
            assert "nothing is named in its sentence" in reason(review, found.id, "accept")
            decide(review, found.id, "correct", subject=item(review, "entity", "Quill").id)
        decide(review, found.id, "accept")
    values = {str(getattr(s.value, "text", "")): s for s in case_of(path).statements}
    assert values["4 March"].value.edtf == "2019-03-04"  # type: ignore[union-attr]
    assert values["Saturday"].value.inferred  # type: ignore[union-attr]
    assert (values["Nearly 200 people"].value.low, values["Nearly 200 people"].value.high) == (180, 200)  # type: ignore[union-attr]
    decide(review, item(review, "date", "Saturday").id, "correct", edtf="2019-03-02~")
    assert "2019-03-02~" in [getattr(s.value, "edtf", "") for s in case_of(path).statements]


def test_a_date_is_of_the_event_that_its_sentence_names_and_not_of_who_stands_nearer(review: Review, path: Path):
    found = item(review, "date", "Saturday")
    start, end = found.spans[0]
    at = next(s for s in split_sentences(TEXT) if s.start <= start < s.end)
    word = next(match for match in re.finditer(r"\w+", TEXT[at.start : at.end]))
    place = Locator(review.source_id, at.paragraph, at.sentence, at.start + word.start(), at.start + word.end())
    fire = Entity(id="fire", type="Event", name="The fire", mentions=(Mention(word[0], place),))
    near = Entity(
        id="near", type="Place", name="Near", mentions=(Mention("Saturday", replace(place, start=start, end=end)),)
    )
    CaseFile(path, Settings()).change("Added", lambda case: with_entity(with_entity(case, near), fire))
    assert item(open_again(path), "date", "Saturday").value["subject"] == "fire"


def test_two_entities_are_merged_before_and_after_they_are_taken(review: Review, path: Path):
    oon, trust = item(review, "entity", "Oon"), item(review, "entity", "Quill")
    decide(review, oon.id, "merge", into=trust.id)
    decide(review, trust.id, "accept")
    decide(review, oon.id, "accept")
    [one] = case_of(path).entities
    assert "Beatrix Oon" in one.aliases
    decide(review, oon.id, "undo")
    decide(review, oon.id, "undo")
    decide(review, oon.id, "accept")
    assert len(case_of(path).entities) == 2
    decide(review, oon.id, "merge", into=trust.id)
    assert len(case_of(path).entities) == 1
    decide(review, oon.id, "undo")
    assert len(case_of(path).entities) == 2


def test_a_place_is_split_off(review: Review, path: Path):
    ada = item(review, "entity", "Quill")
    decide(review, ada.id, "accept")
    last = mentions(review, ada)[-1]
    decide(review, ada.id, "split", mentions=[last.id], name="Cora Quill")
    assert {e.name: len(e.mentions) for e in case_of(path).entities} == {ada.value["name"]: 1, "Cora Quill": 1}
    decide(review, ada.id, "undo")
    assert len(case_of(path).entities) == 1


def test_what_is_missing_is_added_by_its_words(review: Review, path: Path):
    at = TEXT.index("the gate was open")
    decide(review, "added-1", "add", kind="mention", spans=[[at, at + 8]], type="Place")
    added = next(each for each in review.items if each.id == "added-1")
    assert (added.exact, added.row, added.state) == ("the gate", "the-gate", "accepted")
    end = TEXT.index(".", at)
    quill = item(review, "entity", "Quill").id
    decide(review, "added-2", "add", kind="claim", spans=[[at, end]], speaker=quill, stance="denies", verb="denied")
    [claim] = case_of(path).statements[0].claims
    assert (claim.stance, claim.at.start, claim.at.end) == ("denies", at, end)
    decide(review, "added-1", "undo")
    assert [e.name for e in case_of(path).entities] == [item(review, "entity", "Quill").value["name"]]
    assert "Select words" in reason(review, "added-3", "add", kind="mention", spans=[[5, 5]], type="Place")
    assert "cannot be read" in reason(review, "added-3", "add", kind="mention", spans="x", type="Place")


def test_a_batch_is_kept_but_for_what_is_refused(review: Review, path: Path):
    ids = [each.id for each in review.items if each.kind == "entity"]
    batch = [Decision(time="", proposal=id, decision="accept") for id in (*ids, "nothing")]
    undo = Decision(time="", proposal=ids[0], decision="undo")
    bad = Decision(time="", proposal=ids[1], decision="correct", value={"type": "Dragon"})
    refused = review.decide([*batch, undo, bad])
    assert [(each.decision.proposal, each.decision.decision) for each in refused] == [
        ("nothing", "accept"),
        (ids[1], "correct"),
    ]
    assert "Dragon" in refused[1].reason
    assert len(case_of(path).entities) == len(ids) - 1
    times = [row.time for row in read(review.decisions_path)]
    assert len(times) == len(set(times)) == len(ids) + 1


def test_a_name_that_is_rejected_stays_away_in_the_next_text(review: Review, path: Path, tmp_path: Path):
    trust = item(review, "entity", "Harbour Trust")
    decide(review, trust.id, "reject", name=trust.value["name"])
    (tmp_path / "next.txt").write_text("The Harbour Trust wrote again. Ada Quill read it.")
    [found] = extract_into(path, [tmp_path / "next.txt"], settings=Settings())
    second = Review(path, found.source.id, Settings())
    assert item(second, "entity", "Harbour Trust").state == "rejected"
    assert item(second, "entity", "Quill").state == "open"
    assert not second.look


def test_decisions_of_two_people_are_both_kept(path: Path):
    one, other = open_again(path), open_again(path)
    decide(one, item(one, "entity", "Quill").id, "accept")
    decide(other, item(other, "entity", "Oon").id, "accept")
    one.refresh()
    assert len(case_of(path).entities) == 2
    assert item(one, "entity", "Oon").state == "accepted"


def test_what_was_undone_in_the_list_of_changes_is_open_again(review: Review, path: Path):
    decide(review, item(review, "entity", "Quill").id, "accept")
    CaseFile(path, Settings()).undo()
    review.refresh()
    assert item(review, "entity", "Quill").state == "open"


def test_a_decision_that_a_crash_left_out_is_carried_out(review: Review, path: Path):
    decide(review, item(review, "entity", "Oon").id, "accept")
    before = path.read_bytes()
    said = item(review, "claim", "It began")
    decide(review, said.id, "accept")
    after = path.read_bytes()
    changes = CaseFile(path, Settings()).changes_path
    lines = changes.read_text().splitlines(keepends=True)
    path.write_bytes(before)
    changes.write_text("".join(lines[:-1]))
    again = open_again(path)
    assert path.read_bytes() == after
    assert item(again, "claim", "It began").state == "accepted"
    assert open_again(path).items == again.items


def test_what_a_crash_left_out_of_the_first_decisions_is_carried_out(review: Review, path: Path):
    before = path.read_bytes()
    oon, quill = item(review, "entity", "Oon").id, item(review, "entity", "Quill").id
    for each in (oon, quill):
        decide(review, each, "accept")
    decide(review, oon, "merge", into=quill)
    after = path.read_bytes()
    path.write_bytes(before)
    CaseFile(path, Settings()).changes_path.unlink()
    open_again(path)
    assert path.read_bytes() == after
    # where the list of changes is gone, what a person removed by hand does not come back
    path.write_bytes(before.replace(b"entities: []", b"entities:\n  - {id: cora, type: Person, name: Cora}"))
    CaseFile(path, Settings()).changes_path.unlink()
    open_again(path)
    assert [entity.id for entity in case_of(path).entities] == ["cora"]


def test_the_words_of_a_lost_decision_need_a_look(review: Review, path: Path):
    append(
        review.decisions_path,
        [
            Decision(
                time="2019-01-01T00:00:00Z", proposal="0" * 16, decision="accept", exact="Cora", source=review.source_id
            )
        ],
    )
    review.refresh()
    assert [row.exact for row in review.look] == ["Cora"]


def test_the_files_are_plain(review: Review, path: Path):
    decide(review, item(review, "entity", "Quill").id, "accept")
    [line] = review.decisions_path.read_text().splitlines()
    row = json.loads(line)
    assert list(row) == ["time", "proposal", "decision", "value", "exact", "prefix", "suffix", "source", "kind"]


def test_what_a_draft_took_is_confirmed_or_taken_back(tmp_path: Path):
    (tmp_path / "paper.txt").write_text(TEXT)
    path = tmp_path / "pier.yaml"
    extract_into(path, [tmp_path / "paper.txt"], settings=Settings(), published="2019-03-05", drafted=True)
    review = open_again(path)
    drafted = case_of(path)

    def unreviewed() -> int:
        found = re.match(r"# Draft: (\d+) proposals", path.read_text())
        return int(found[1]) if found else 0

    taken = [each for each in review.items if each.row and each.kind != "entity"]
    assert {each.state for each in taken} == {"open"}
    assert unreviewed() == len(taken)
    quill = item(review, "entity", "Quill")
    assert quill.row == drafted.entities[0].id
    decide(review, quill.id, "accept")
    assert case_of(path) == drafted
    assert unreviewed() == len(taken) - len(quill.value["mentions"])
    saturday = item(review, "date", "Saturday")
    decide(review, saturday.id, "reject")
    assert len(case_of(path).statements) == len(drafted.statements) - 1
    decide(review, saturday.id, "undo")
    assert case_of(path) == drafted
    assert unreviewed() == len(taken) - len(quill.value["mentions"])
    decide(review, item(review, "claim", "It began").id, "accept")
    refused = review.decide(
        [
            Decision(time="", proposal=each.id, decision="accept")
            for each in review.items
            if each.state == "open" and each.row
        ]
    )
    assert not refused
    assert unreviewed() == 0
    assert case_of(path) == drafted


SAID = """Fire at pier nine

Ada Quill said that Tom Vale took 400 crowns on 2 March 2019. Ada Quill said that there was no fire at the gate. \
Ada Quill denied that Tom Vale paid 90 crowns.
"""


@pytest.fixture
def said(tmp_path: Path) -> Path:
    (tmp_path / "said.txt").write_text(SAID)
    path = tmp_path / "said.yaml"
    extract_into(path, [tmp_path / "said.txt"], settings=Settings(), published="2019-03-05")
    return path


def test_what_stands_in_somebodys_words_is_theirs(said: Path):
    review = open_again(said)
    for kind, words in (("quantity", "400"), ("date", "2 March"), ("quantity", "90")):
        decide(review, item(review, kind, words).id, "accept")
    case = case_of(said)
    assert {case.status(statement) for statement in case.statements} == {"alleged", "denied"}
    claims = [claim for statement in case.statements for claim in statement.claims]
    assert [(claim.by, claim.stance, claim.via) for claim in claims] == [
        ("ada-quill", "asserts", (review.source_id,)),
        ("ada-quill", "asserts", (review.source_id,)),
        ("ada-quill", "denies", (review.source_id,)),
    ]
    # the first brought the speaker in, whom the others need now
    first = item(review, "quantity", "400").id
    assert reason(review, first, "undo") == "What was taken later needs this: take that back first."


def test_where_a_claim_is_left_out_the_text_says_it(said: Path):
    review = open_again(said)
    for each in [each for each in review.items if each.kind == "claim"]:
        decide(review, each.id, "reject")
    decide(review, item(review, "quantity", "400").id, "accept")
    [statement] = case_of(said).statements
    assert case_of(said).status(statement) == "reported"


def test_a_draft_gives_what_somebody_says_to_them(said: Path, tmp_path: Path):
    drafted = tmp_path / "drafted.yaml"
    extract_into(drafted, [tmp_path / "said.txt"], settings=Settings(), published="2019-03-05", drafted=True)
    case = case_of(drafted)
    values = [statement for statement in case.statements if statement.predicate == "NAMED_WITH"]
    assert values
    assert {claim.by for statement in values for claim in statement.claims} == {"ada-quill"}
    assert not {"reported"} & {case.status(statement) for statement in case.statements}


def test_words_that_deny_are_stated_and_not_denied_once_more(said: Path):
    review = open_again(said)
    none = item(review, "claim", "there was no fire")
    assert (none.value["stance"], none.value["denial"]) == ("asserts", True)
    decide(review, none.id, "accept", says="There was no fire at the gate.")
    [statement] = case_of(said).statements
    assert statement.claims[0].stance == "asserts"
    assert statement.value.text == "There was no fire at the gate."  # type: ignore[union-attr]
    decide(review, none.id, "correct", says="Nothing burned there.")
    assert [s.value.text for s in case_of(said).statements] == ["Nothing burned there."]  # type: ignore[union-attr]
    # of a statement about the case the stance is to that
    decide(review, none.id, "undo")
    decide(review, none.id, "undo")
    tom = item(review, "entity", "Vale").id
    decide(review, none.id, "correct", subject=tom, predicate="ACCUSED_OF")
    assert item(review, "claim", "there was no fire").value["stance"] == "denies"


def test_a_draft_takes_only_what_nobody_decided_on(path: Path, tmp_path: Path):
    def drafted_again() -> Case:
        extract_into(path, [tmp_path / "paper.txt"], settings=Settings(), drafted=True)
        return case_of(path)

    review = open_again(path)
    trust = item(review, "entity", "Harbour Trust")
    decide(review, trust.id, "reject", name=trust.value["name"])
    decide(review, item(review, "entity", "Quill").id, "accept")
    taken = case_of(path).entities
    first = drafted_again()
    assert set(taken) <= set(first.entities)
    assert "Harbour Trust" not in {entity.name for entity in first.entities}
    assert len(first.entities) > len(taken)
    # what the file has is not taken once more
    assert drafted_again() == first
    assert path.read_text().count("# Draft: ") == 1
