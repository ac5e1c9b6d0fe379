"""The second reader's part of the page Review, without a browser: what is read, kept, mended and overruled."""

from collections.abc import Callable
from pathlib import Path

import pytest

from graph.case.file import read, source_texts
from graph.case.texts import words_at
from graph.formats.second_read import rows_of, write_csv
from graph.review.second_read import SecondRead, read_counting, second_read_path
from graph.settings import Settings
from graph.stores import Store
from tests.formats.test_second_read import filled_in
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


def verdicts(folder: Path) -> list[tuple[str, str, str]]:
    lines, damaged = read_counting(folder / "harbour-fire" / "harbour-fire.yaml")
    assert damaged == 0
    return [(line.reader, line.verdict, line.reason) for line in lines]


@pytest.mark.parametrize("store", BOTH, indirect=True)
def test_a_case_is_read_a_second_time_mended_and_overruled(
    opened: Callable[[], Cases], store: Store, folder: Path
) -> None:
    page = opened_on(opened())
    assert "Give your name, or initials" in page.text
    assert not [label for label in page.labels if "supported" in label]
    page.type("Who reads", "Ines")
    assert "Claim 1 of 164, 0 read by you" in page.text
    first = page.text
    page.press_key("second-1")
    assert verdicts(folder) == [("Ines", "supported", "")]
    assert "Claim 2 of 164, 1 read by you" in page.text
    assert page.text != first
    page.press_key("second-3")
    assert len(verdicts(folder)) == 1
    page.press("Give the verdict")
    assert "A short reason is needed for the verdict overstated" in page.text
    page.field("Why “overstated”, in a few words").set_value("It says “burned”.\n=1+1 <b>*")
    page.press("Give the verdict")
    assert verdicts(folder)[1] == ("Ines", "overstated", "It says “burned”. =1+1 <b>*")
    assert "Claim 3 of 164, 2 read by you" in page.text
    # another reader begins anew, and sees nothing of what the first one said
    page.type("Who reads", "Ada")
    page.press_key("second-back")
    assert "0 read by you" in page.text
    assert "overstated, by" not in page.text
    page.app.session_state["second-tab"] = "Mend or overrule"
    page.run()
    assert "Second reader: of 2 claims read, 1 refuted (50.0 %), 1 open, 162 not read as they stand." in page.text
    assert "overstated, by Ines: It says “burned”. =1+1 &lt;b&gt;*" in page.text
    page.press("Overrule the verdict")
    assert "A short reason is needed to overrule a verdict" in page.text
    page.field("Why the claim is right as it is").set_value("The headline has it.")
    page.press("Overrule the verdict")
    assert "No verdict is open." in page.text
    assert verdicts(folder)[2] == ("Ada", "overruled", "The headline has it.")
    page.turn_to("cases")
    assert "Second reader: of 2 claims read, 0 refuted, 1 overruled, 162 not read as they stand" in page.text


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
