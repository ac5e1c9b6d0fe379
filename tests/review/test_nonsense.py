"""What stands beside a case, edited to nonsense: it is left out or said, and the rest can be used."""

import json
from pathlib import Path
from typing import Any

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from graph.case.file.case_file import CaseFile
from graph.case.journal import as_before, obstacles
from graph.errors import CaseGraphError
from graph.extract.proposals import from_json
from graph.review.beside import read_proposals, review_folder
from graph.review.decisions import Decision
from graph.review.reviewing import Review
from graph.settings import Settings
from graph.ui.review.payload import Told
from tests.helpers import reviewing
from tests.helpers.nonsense import BROKEN, nonsense

EXAMPLES = settings(max_examples=60, suppress_health_check=[HealthCheck.function_scoped_fixture], deadline=None)


def use(path: Path) -> Review:
    """Look at all that the page Review shows of a case."""
    review = Review(path, reviewing.SOURCE, Settings())
    assert review.coverage() is not None
    assert Told(review, "mine").since(0)
    return review


@pytest.fixture
def path(tmp_path: Path) -> Path:
    """A case of which something is proposed, decided, merged, added, corrected and taken back."""
    path = reviewing.write_case(tmp_path, "mine")
    review = use(path)
    found = {(item.kind, item.exact): item.id for item in review.items}
    ada, brant = found["entity", "Ada Brant"], found["entity", "Brant"]
    for proposal, verdict, value in (
        (ada, "accept", {}),
        (found["claim", "the gate was shut at nine"], "accept", {}),
        (brant, "merge", {"into": ada}),
        (found["entity", "Velm"], "correct", {"name": "Velm Lock", "type": "Place"}),
        (found["entity", "عمر الوليد"], "reject", {"name": "عمر الوليد"}),
        ("by-hand", "add", {"kind": "mention", "type": "Person", "name": "Lou", "spans": [[3, 7]]}),
        (ada, "undo", {}),
    ):
        review.decide([Decision(time="", proposal=proposal, decision=verdict, value=value)])  # type: ignore[arg-type]
    assert len(reviewing.decisions(path)) >= 5
    return path


@EXAMPLES
@given(data=st.data())
def test_any_value_of_the_proposals_may_be_another(path: Path, data: st.DataObject) -> None:
    file = review_folder(path) / "proposals.json"
    whole = file.read_bytes()
    file.write_text(json.dumps(data.draw(nonsense(json.loads(whole)))))
    try:
        use(path)
    except CaseGraphError as error:
        sentences = ("proposals.json does not hold proposals.", "proposals.json is of version", "is of another text")
        assert any(sentence in str(error) for sentence in sentences)  # noqa: PT017
    finally:
        file.write_bytes(whole)


@EXAMPLES
@given(data=st.data())
def test_a_line_of_the_decisions_may_be_any_other(path: Path, data: st.DataObject) -> None:
    file = review_folder(path) / "decisions.jsonl"
    whole = file.read_text()
    lines = whole.splitlines()
    place = data.draw(st.sampled_from(range(len(lines))))
    lines[place] = json.dumps(data.draw(nonsense(json.loads(lines[place]))))
    file.write_text("\n".join(lines) + "\n")
    try:
        use(path)
    finally:
        file.write_text(whole)


@EXAMPLES
@given(data=st.data())
def test_a_line_of_the_changes_may_be_any_other(path: Path, data: st.DataObject) -> None:
    case_file = CaseFile(path, Settings())
    whole = case_file.changes_path.read_text()
    lines = whole.splitlines()
    place = data.draw(st.sampled_from(range(len(lines))))
    lines[place] = json.dumps(data.draw(nonsense(json.loads(lines[place]))))
    case_file.changes_path.write_text("\n".join(lines) + "\n")
    try:
        changes, case = case_file.all_changes(), case_file.read()
        assert len(changes) >= len(lines) - 1
        obstacles(case, case_file.history())
        for change in changes:
            try:
                as_before(case, changes, change.id)
            except CaseGraphError as error:
                assert "how it was before is not known" in str(error)  # noqa: PT017
        use(path)
    finally:
        case_file.changes_path.write_text(whole)


@pytest.mark.parametrize("content", BROKEN, ids=range(len(BROKEN)))
def test_what_is_nothing_of_ours_is_said_or_left_out(path: Path, content: bytes) -> None:
    decisions = review_folder(path) / "decisions.jsonl"
    for file in (decisions, CaseFile(path, Settings()).changes_path):
        whole = file.read_bytes()
        file.write_bytes(content + b"\n" + whole)
        use(path)
        assert len(CaseFile(path, Settings()).all_changes()) >= 3
    proposals = review_folder(path) / "proposals.json"
    proposals.write_bytes(content)
    with pytest.raises(CaseGraphError, match=r"mine\.review/proposals\.json (does not hold proposals|cannot be read)"):
        read_proposals(path)


@pytest.mark.parametrize("change", [{"id": "another"}, {"spans": []}, {"spans": [[7, 3]]}])
def test_what_cannot_be_together_is_refused(path: Path, change: dict[str, Any]) -> None:
    whole = json.loads((review_folder(path) / "proposals.json").read_text())
    [source] = whole["sources"].values()
    mention = next(row for row in source["proposals"] if row["kind"] == "mention")
    assert from_json(json.dumps(whole))
    mention.update(change)
    with pytest.raises(CaseGraphError, match="does not hold proposals"):
        from_json(json.dumps(whole))
