"""Documents that come in on the Cases page, without a browser: from files or pasted, refused, stopped."""

import re
import threading
import time
import tomllib
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

from graph.case.file import read
from graph.extract import parsing
from graph.review.beside import read_proposals
from graph.review.cases import KeptCases
from graph.settings import Settings
from graph.stopping import check_stop
from graph.stores import Store
from graph.ui.cases import extracting
from tests.helpers import ROOT
from tests.helpers.cases import Cases, own, written
from tests.helpers.pages import PATIENCE_S, own_settings
from tests.helpers.stores import BOTH
from tests.reading.documents import pdf, word
from tests.review.test_cases import BRIDGE, FERRY

EACH = pytest.mark.parametrize("store", BOTH, indirect=True)


@EACH
def test_a_pasted_text_becomes_a_case_that_is_in_the_store(
    opened: Callable[[], Cases], store: Store, folder: Path
) -> None:
    page = opened()
    page.press("New case")
    page.type("Begin with", "A pasted text")
    assert page.cannot_begin
    page.type("Text", FERRY)
    page.type("Published", "2021-05-04")
    page.type("Publisher", "Quay Ledger")
    page.take()
    assert re.search(r"Proposed: \d+ names, 1 date, \d+ quantit.*, \d+ claims\. None of it is in the case", page.text)
    assert own(folder) == ["fire-on-the-ferry-marrow"]
    [case] = store.cases()
    assert (case.id, case.title) == ("fire-on-the-ferry-marrow", "Fire on the ferry Marrow")
    [kept_case] = [each for each in KeptCases(Settings(cases=str(folder))).all() if not each.seed]
    [source] = read(kept_case.path, settings=Settings()).sources
    assert (source.title, source.publisher) == ("Fire on the ferry Marrow", "Quay Ledger")
    assert "Quay Ledger, 4 May 2021" in page.text
    assert "to decide on" in page.text
    page.press("Close")
    assert "Proposed:" not in page.text


def test_files_of_all_kinds_come_in_together(page: Cases, folder: Path) -> None:
    html = f"<!DOCTYPE html><html><head><title>The bridge</title></head><body><p>{BRIDGE}</p></body></html>"
    page.press("New case")
    page.type("Title of the case", "Ferry and bridge")
    page.drop(
        ("ferry.txt", FERRY),
        ("report.bin", pdf("The crane fell on 5 May 2021. Ida Hale said it was old.")),
        ("bridge", html),
        ("memo.pdf", word("A memo on the quay", "Ada Quill said the quay was closed on 6 May 2021.")),
    )
    assert "1 page" in page.text
    assert page.field("Title").value == "Fire on the ferry Marrow"
    page.take()
    assert own(folder) == ["ferry-and-bridge"]
    [case] = [each for each in KeptCases(Settings(cases=str(folder))).all() if not each.seed]
    assert len(read(case.path, settings=Settings()).sources) == 4
    assert len(read_proposals(case.path)) == 4
    assert "The day of publication is not known of “Fire on the ferry Marrow”," in page.text


def test_a_refused_file_among_others_is_said_and_nothing_is_written(page: Cases, folder: Path) -> None:
    page.press("New case")
    page.drop(
        ("ferry.txt", FERRY),
        ("scan.txt", b"\x89PNG\r\n\x1a\n0000"),
        ("old.txt", "Café Nine burned.\nThe café was closed.".encode("cp1252")),
        ("empty.txt", b""),
    )
    assert "scan.txt is an image (PNG). Recognise its text" in page.text
    assert "empty.txt is empty." in page.text
    assert "old.txt is not UTF-8 (byte 0xe9 at 3). It looks like Western European (Windows-1252)." in page.text
    assert "3 of 4 files cannot be taken as it is" in page.text
    assert page.cannot_begin
    assert written(folder) == set()
    page.type("Encoding", "cp1252")
    assert "2 of 4 files cannot be taken" in page.text
    kept_files = [file for file in page.app.file_uploader[0].value if file.name in ("ferry.txt", "old.txt")]
    assert len(kept_files) == 2


def test_one_file_in_another_encoding_is_read_by_the_one_that_is_chosen(page: Cases, folder: Path) -> None:
    page.press("New case")
    page.drop(("old.txt", "Café Nine burned on 3 May 2021.\nThe café was closed.".encode("cp1252")))
    page.type("Encoding", "shift_jis")
    assert "is not in the encoding" in page.text
    page.type("Encoding", "cp1252")
    page.take()
    [text] = folder.rglob("*.txt")
    assert text.read_text().startswith("Café Nine")


@pytest.mark.parametrize("day", ["in May", "05/04/2021", "2021-13-01", "x" * 40])
def test_a_day_that_is_none_is_said_beside_its_field(page: Cases, folder: Path, day: str) -> None:
    page.press("New case")
    page.type("Begin with", "A pasted text")
    page.type("Text", FERRY)
    page.type("Published", day)
    assert "is no day of publication" in page.text
    assert page.cannot_begin
    page.type("Published", " 2021-05 ")
    assert not page.cannot_begin


def test_a_case_without_a_title_or_a_document_is_refused(page: Cases, folder: Path) -> None:
    page.press("New case")
    page.type("Begin with", "Nothing yet")
    page.type("Title of the case", " \u202e ")
    page.press("Make the case")
    assert "A case needs a title" in page.text
    page.press("Cancel")
    assert "Make the case" not in page.labels
    assert written(folder) == set()


@pytest.mark.parametrize(
    "name",
    [
        "../../../etc/passwd",
        "a" * 300 + ".txt",
        "<img src=x onerror=alert(1)>.txt",
        "*a* [b](c) $x$.txt",
        ".txt",
        "حريق.txt",
    ],
)
def test_the_name_of_a_file_may_be_anything(page: Cases, folder: Path, name: str) -> None:
    page.press("New case")
    page.drop((name, BRIDGE))
    assert "<img" not in page.text
    page.take()
    [case] = [each for each in KeptCases(Settings(cases=str(folder))).all() if not each.seed]
    assert case.path.parent.parent == folder
    [source] = read(case.path, settings=Settings()).sources
    assert 0 < len(source.title) <= 200
    assert re.fullmatch(r"sources/[a-z0-9-]+\.txt", str(source.text))
    assert "<img" not in page.text


def test_more_files_than_one_run_takes(page: Cases) -> None:
    page.press("New case")
    page.drop(*[(f"{n}.txt", BRIDGE) for n in range(21)])
    assert "21 documents are too many at once; the limit is 20" in page.text
    assert page.cannot_begin


def test_a_source_is_added_to_a_case(page: Cases, folder: Path) -> None:
    page.press("New case")
    page.type("Title of the case", "The ferry")
    page.type("Begin with", "Nothing yet")
    page.press("Make the case")
    page.press("Add a source")
    assert "Nothing yet" not in page.field("From").options
    page.drop(("ferry.txt", FERRY))
    page.take("Add it")
    assert "Proposed:" in page.text
    assert "Last change in the app, " in page.text
    assert "Added “Fire on the ferry Marrow”" in page.text
    # the same again, with the day that was not known
    page.press("Add a source")
    page.drop(("again.txt", FERRY))
    page.type("Published", "2021-05-04")
    page.take("Add it")
    [case] = [each for each in KeptCases(Settings(cases=str(folder))).all() if not each.seed]
    [source] = read(case.path, settings=Settings()).sources
    assert source.published
    assert source.published.edtf == "2021-05-04"
    assert "in the store" in page.text
    assert "changed since" not in page.text, "the store follows"


def test_a_source_that_cannot_be_written_is_said_without_a_path(page: Cases, folder: Path) -> None:
    page.press("New case")
    page.type("Title of the case", "The ferry")
    page.type("Begin with", "Nothing yet")
    page.press("Make the case")
    (folder / "the-ferry" / "sources").write_text("no folder")
    before = (folder / "the-ferry" / "the-ferry.yaml").read_bytes()
    page.press("Add a source")
    page.drop(("ferry.txt", FERRY))
    page.take("Add it")
    assert "sources/ferry.txt cannot be written" in page.text
    assert str(folder) not in page.text
    assert (folder / "the-ferry" / "the-ferry.yaml").read_bytes() == before


def test_the_limit_of_an_upload_is_that_of_a_document() -> None:
    config = tomllib.loads((ROOT / ".streamlit/config.toml").read_text())
    assert config["server"]["maxUploadSize"] == Settings().max_document_mb


def test_a_stop_leaves_nothing(page: Cases, folder: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    at_work = threading.Event()

    def endless(case: Any, documents: Any, *, progress: Any, **options: Any) -> None:
        progress(documents[0][0], 30, 120)
        at_work.set()
        while True:
            check_stop()
            time.sleep(0.01)

    monkeypatch.setattr(extracting, "extract_documents", endless)
    page.press("New case")
    page.drop(("ferry.txt", FERRY))
    page.press("Make the case")
    assert at_work.wait(PATIENCE_S)
    page.run()
    said = [element.proto.text for element in page.app.get("progress")]
    assert said == ["Reading ferry.txt: 30 of 120 characters"]
    assert page.app.button(key="new-case").disabled
    page.press("Stop")
    page.until(lambda: "Stop" not in page.labels, "an extraction that ended")
    assert "Stopped. Nothing of Fire on the ferry Marrow was written." in page.text
    assert written(folder) == set()
    page.press("Close")
    assert "Stopped" not in page.text


def test_without_a_model_the_page_says_what_to_install(
    page: Cases, folder: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(parsing, "installed_model", lambda language: "")
    parsing.model.cache_clear()
    page.press("New case")
    page.drop(("ferry.txt", FERRY))
    page.take()
    assert "pip install 'casegraph[extract]'" in page.text.replace("&#x27;", "'")
    assert written(folder) == set()


@pytest.mark.parametrize(
    ("url", "said", "is_open"),
    [
        ("http://127.0.0.1:9/v1", "The text is sent, paragraph by paragraph, to http://127.0.0.1:9", True),
        ("http://models.example/v1", "would send the text to models.example unencrypted", False),
    ],
)
def test_where_a_text_is_sent_is_said_before(
    folder: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, url: str, said: str, is_open: bool
) -> None:
    monkeypatch.setenv("CASEGRAPH_STORE", str(tmp_path / "new.grafeo"))
    monkeypatch.setenv("CASEGRAPH_PROPOSER_URL", url)
    monkeypatch.setenv("CASEGRAPH_PROPOSER_MODEL", "small")
    with own_settings():
        page = Cases()
        page.press("New case")
        page.drop(("ferry.txt", FERRY))
        assert "sent nowhere" in page.text
        page.type("Proposed by", "endpoint")
        assert said in page.text
        assert "sent nowhere" not in page.text
        assert page.cannot_begin is not is_open
        if is_open:
            page.take()
            assert "127.0.0.1:9" in page.text, "nobody answers there"
        assert written(folder) == set()
