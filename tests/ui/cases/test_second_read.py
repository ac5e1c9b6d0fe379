"""The second reader's part of the page Review, without a browser: what is read, kept, mended and overruled."""

from collections.abc import Callable
from dataclasses import replace
from pathlib import Path

import pytest

from graph.case.changes import with_claim
from graph.case.file import read, source_texts
from graph.case.file.case_file import CaseFile
from graph.case.texts import words_at
from graph.formats.second_read import rows_of, write_csv
from graph.review.second_read import SecondRead, give, read_counting, record, second_read_path
from graph.settings import Settings
from graph.stores import Store
from tests.formats.test_second_read import filled_in
from tests.helpers import HARBOUR_FIRE
from tests.helpers.cases import Cases
from tests.helpers.stores import BOTH
from tests.review.test_second_read import FIRE


def opened_on(page: Cases) -> Cases:
    """Make the harbour fire one's own, load it, and open what a second reader sees of it."""
    page.press_key("mine-seed-harbour-fire")
    page.press_key("load-harbour-fire")
    page.press_key("second-harbour-fire")
    page.app.query_params["case"], page.app.query_params["read"] = "harbour-fire", "second"
    page.turn_to("review")
    return page


def press_verdict(page: Cases, number: int) -> None:
    """Press the button of a verdict on the claim that is shown."""
    [button] = [each for each in page.app.button if str(each.key).startswith(f"second-{number}-")]
    page.press_key(str(button.key))


def verdicts(folder: Path) -> list[tuple[str, str, str]]:
    lines, damaged = read_counting(folder / "harbour-fire" / "harbour-fire.yaml")
    assert damaged == 0
    return [(line.reader, line.verdict, line.reason) for line in lines]


@pytest.mark.parametrize("store", BOTH, indirect=True)
def test_a_case_is_read_a_second_time_mended_and_overruled(
    opened: Callable[[], Cases], store: Store, folder: Path
) -> None:
    page = opened_on(opened())
    total = sum(len(statement.claims) for statement in read(HARBOUR_FIRE, settings=Settings()).statements)
    assert "Give your name, or initials" in page.text
    assert not [label for label in page.labels if "supported" in label]
    page.type("Who reads", "Ines")
    assert f"Claim 1 of {total}, 0 read by you" in page.text
    first = page.text
    press_verdict(page, 1)
    assert verdicts(folder) == [("Ines", "supported", "")]
    assert f"Claim 2 of {total}, 1 read by you" in page.text
    assert page.text != first
    press_verdict(page, 3)
    assert len(verdicts(folder)) == 1
    page.press("Give the verdict")
    assert "A short reason is needed for the verdict overstated" in page.text
    page.field("Why “overstated”, in a few words").set_value("It says “burned”.\n=1+1 <b>*")
    page.press("Give the verdict")
    assert verdicts(folder)[1] == ("Ines", "overstated", "It says “burned”. =1+1 <b>*")
    assert f"Claim 3 of {total}, 2 read by you" in page.text
    # another reader begins anew, and sees nothing of what the first one said
    page.type("Who reads", "Ada")
    page.press_key("second-back")
    assert "0 read by you" in page.text
    assert "overstated, by" not in page.text
    page.app.session_state["second-tab"] = "Mend or overrule"
    page.run()
    counts = f"Second reader: of 2 claims read, 1 refuted (50.0 %), 1 open, {total - 2} not read as they stand."
    assert counts in page.text
    assert "overstated, by Ines: It says “burned”. =1+1 &lt;b&gt;*" in page.text
    page.press("Overrule the verdict")
    assert "A short reason is needed to overrule a verdict" in page.text
    page.field("Why the claim is right as it is").set_value("The headline has it.")
    page.press("Overrule the verdict")
    assert "No verdict is open." in page.text
    assert verdicts(folder)[2] == ("Ada", "overruled", "The headline has it.")
    page.turn_to("cases")
    counts = f"Second reader: of 2 claims read, 0 refuted, 1 overruled, {total - 2} not read as they stand"
    assert counts in page.text


def test_a_verdict_is_only_on_what_was_seen(page: Cases, folder: Path) -> None:
    opened_on(page)
    page.type("Who reads", "Ines")
    path = folder / "harbour-fire" / "harbour-fire.yaml"
    file = CaseFile(path, Settings())

    def changed(claim: str, says: str) -> None:
        statement, of = SecondRead(file.read(), ()).claims[claim]
        file.change("Changed", lambda case: with_claim(case, statement.id, replace(of, says=says)))

    [first, second, *_] = [claim.id for _, claim in SecondRead(file.read(), ()).unread()]
    # somebody changes it while it is read: the key that was pressed is none of what it says now
    changed(first, "Something else.")
    press_verdict(page, 1)
    assert verdicts(folder) == []
    assert "saying: Something else." in page.text
    press_verdict(page, 1)
    assert verdicts(folder) == [("Ines", "supported", "")]
    # and while the reason is typed: it stays in its field, and is given for what the claim says now
    press_verdict(page, 4)
    changed(second, "A third thing.")
    page.field("Why “wrong speaker”, in a few words").set_value("It was Hale.")
    page.press("Give the verdict")
    assert "The claim was changed meanwhile" in page.text
    assert len(verdicts(folder)) == 1
    assert page.field("Why “wrong speaker”, in a few words").value == "It was Hale."
    page.press("Give the verdict")
    assert verdicts(folder)[1:] == [("Ines", "wrong speaker", "It was Hale.")]
    # changed again, it is to be read again: said here, on the card, and where its statement stands under a question
    changed(second, "A fourth thing.")
    page.app.session_state["second-tab"] = "Mend or overrule"
    page.run()
    assert "No verdict is open." in page.text
    again = "wrong speaker, by Ines: It was Hale. (the claim was changed since: to be read again)"
    assert again in page.text
    page.press_key(f"read-again-{second}")
    assert "saying: A fourth thing." in page.text
    assert again not in page.text  # whoever reads sees no verdict
    page.turn_to("cases")
    assert "1 refuted (50.0 %), 1 changed since and to be read again, " in page.text


def test_who_overrules_has_read_every_verdict(page: Cases, folder: Path) -> None:
    opened_on(page)
    page.type("Who reads", "Ada")
    path = folder / "harbour-fire" / "harbour-fire.yaml"
    case = read(path, settings=Settings())
    claim = next(iter(SecondRead(case, ()).claims))
    of = SecondRead(case, ()).claims[claim]
    record(path, [give(*of, "overstated", reader="Ines", reason="Too much.", time="2021-05-04T10:00:00.000001+00:00")])
    page.app.session_state["second-tab"] = "Mend or overrule"
    page.run()
    record(path, [give(*of, "unsupported", reader="Mo", reason="Nowhere.", time="2021-05-04T10:00:00.000002+00:00")])
    page.field("Why the claim is right as it is").set_value("It is there.")
    page.press("Overrule the verdict")
    assert "A verdict came in meanwhile" in page.text
    assert [said for _, said, _ in verdicts(folder)] == ["overstated", "unsupported"]
    page.press("Overrule the verdict")
    assert [said for _, said, _ in verdicts(folder)][2:] == ["overruled", "overruled"]


def test_a_sheet_goes_out_and_comes_back(page: Cases, folder: Path) -> None:
    opened_on(page)
    path = folder / "harbour-fire" / "harbour-fire.yaml"
    page.app.session_state["second-tab"] = "For somebody elsewhere"
    page.run()
    assert {button.proto.label for button in page.app.get("download_button")} == {"Save as a page", "Save as CSV"}
    case = read(path, settings=Settings())
    page.app.file_uploader[0].set_value([("sheet.csv", write_csv(FIRE, []) + b"other,a,,,supported,,Ines,,\r\n", "")])
    page.run()
    assert "sheet.csv:2: case: the sheet is of another case" in page.text
    assert not second_read_path(path).exists()
    sheet = _sheet(path, verdict="unsupported", reason="Not there.", reader="Mo")
    page.app.file_uploader[0].set_value([("back.csv", sheet, "")])
    page.run()
    assert "1 verdict taken of back.csv." in page.text
    page.run()
    assert verdicts(folder) == [("Mo", "unsupported", "Not there.")]
    page.app.session_state["second-tab"] = "Mend or overrule"
    page.run()
    assert "unsupported, by Mo: Not there." in page.text
    [claim] = SecondRead(case, read_counting(path)[0]).open
    page.press_key(f"open-show-{claim}")
    assert page.view.selection == (f"harbour-fire/{SecondRead(case, ()).claims[claim][0].id}",)
    page.app.query_params.clear()
    page.turn_to("explore")
    [inspector] = page._parts("casegraph_inspector")
    assert "unsupported, by Mo: Not there." in inspector.json


def test_a_text_beside_the_case_file_is_read_without_its_hash(page: Cases, folder: Path) -> None:
    page.press_key("mine-seed-harbour-fire")
    path = folder / "harbour-fire" / "harbour-fire.yaml"
    lines = path.read_text(encoding="utf-8").split("\n")
    path.write_text("\n".join(line for line in lines if "text_sha256" not in line), encoding="utf-8")
    page.run()
    page.press_key("second-harbour-fire")
    page.app.query_params["case"], page.app.query_params["read"] = "harbour-fire", "second"
    page.turn_to("review")
    page.type("Who reads", "Ines")
    assert "The warehouse at the end of pier nine burned" in page.text


def _sheet(path: Path, **cells: str) -> bytes:
    """A claim as a sheet, filled in."""
    case = read(path, settings=Settings())
    texts = source_texts(case, path, settings=Settings())
    rows, left = rows_of(case, lambda at: words_at(texts[at.source], at))
    assert left == 0
    return filled_in(write_csv(case, rows[5:6]), cells)
