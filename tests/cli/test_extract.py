"""What cannot be extracted: one line with the file, the reason and the next step, status 1, and nothing written."""

import os
import pty
import random
import resource
import signal
import subprocess
import sys
from collections.abc import Callable
from contextlib import suppress
from pathlib import Path

import pytest

from graph.case.file import read
from graph.cli import main
from graph.settings import Settings
from tests.helpers import ROOT
from tests.reading.documents import encrypted, pdf, zipped
from tests.reading.test_pdf import PICTURE

TEXT = """Fire at pier nine

Ada Quill saw the fire on Saturday. “It began at the gate,” said Beatrix Oon, who runs the Harbour Trust.
"""
Run = Callable[..., tuple[object, str, str]]


@pytest.fixture
def run(capsys: pytest.CaptureFixture[str], tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Run:
    """Run `extract` in an empty folder; returns (exit status, what was printed, errors)."""
    monkeypatch.chdir(tmp_path)

    def run(*words: str | Path) -> tuple[object, str, str]:
        status: object
        try:
            status = main(["extract", *map(str, words)])
        except SystemExit as stop:
            status = stop.code
        return status, *capsys.readouterr()

    return run


def scanned() -> bytes:
    return pdf(PICTURE)


def bomb() -> bytes:
    return zipped({"[Content_Types].xml": b"<Types/>", "word/document.xml": b"<a>" * 80_000_000})


def long(characters: int) -> bytes:
    sentence = TEXT.partition("\n\n")[2].replace("\n", " ")
    return (sentence * (characters // len(sentence.encode()) + 1)).encode()[:characters]


REFUSED: dict[str, tuple[str, Callable[[], bytes], str]] = {
    "encrypted": (
        "a.pdf",
        lambda: encrypted(pdf("It burned."), "secret"),
        "a.pdf is encrypted with a password. Open it, print it as PDF or save it without the password, and give that.",
    ),
    "scanned": ("a.pdf", scanned, "a.pdf has no text"),
    "bomb": (
        "a.docx",
        bomb,
        "a.docx unpacks to 240.1 MB, 200 MB at the most are allowed (CASEGRAPH_MAX_UNPACKED_MB). If it is",
    ),
    "too long": ("a.txt", lambda: long(10_000_001), "a.txt has 10.1 MB of text, 10 MB at the most are allowed"),
    "Windows-1252": (
        "a.txt",
        lambda: "Café “Nine” burned.".encode("cp1252"),
        "a.txt is not UTF-8 (byte 0xe9 at 3). It looks like cp1252: give --encoding cp1252.",
    ),
    "empty": ("a.txt", lambda: b"", "a.txt is empty. Give a file with text in it."),
    "blank": ("a.txt", lambda: b"\xef\xbb\xbf\r\n", "a.txt is empty: there are only blanks in it."),
    "binary": ("a.txt", lambda: random.Random(0).randbytes(5_000), "a.txt is binary and no text"),
}


@pytest.mark.parametrize("name", REFUSED)
def test_a_document_that_cannot_be_read(run: Run, tmp_path: Path, name: str) -> None:
    file, content, said = REFUSED[name]
    Path(file).write_bytes(content())
    status, out, err = run(file, "-o", "case/case.yaml")
    assert (status, out) == (1, "")
    assert err.startswith(said)
    assert err.count("\n") == 1
    assert err.count(". ") >= 1
    assert [path.name for path in tmp_path.iterdir()] == [file]


def test_one_that_cannot_be_read_keeps_all_others_out(run: Run, tmp_path: Path) -> None:
    Path("good.txt").write_text(TEXT, encoding="utf-8")
    Path("folder").mkdir()
    for bad, said in (
        ("none.txt", "none.txt cannot be read: there is no such file."),
        ("folder", "folder is a folder."),
    ):
        status, out, err = run("good.txt", bad, "-o", "case.yaml")
        assert (status, out) == (1, "")
        assert err.startswith(said)
        assert err.count("\n") == 1
    assert sorted(path.name for path in tmp_path.iterdir()) == ["folder", "good.txt"]


def test_too_many_documents(run: Run, tmp_path: Path) -> None:
    files = [Path(f"{number}.txt") for number in range(21)]
    for file in files:
        file.write_text(f"{file} {TEXT}", encoding="utf-8")
    status, _, err = run(*files, "-o", "case.yaml")
    assert (status, err) == (1, "21 documents are too many for one run; the limit is 20. Take fewer.\n")
    assert sorted(tmp_path.iterdir()) == sorted(file.resolve() for file in files)


@pytest.mark.parametrize("day", ["yesterday", "2019-02-30", "18 April 2019"])
def test_a_day_that_is_none(run: Run, tmp_path: Path, day: str) -> None:
    Path("a.txt").write_text(TEXT, encoding="utf-8")
    status, _, err = run("a.txt", "-o", "case.yaml", "--published", day)
    assert status == 1
    assert err.startswith(f"{day!r} is no day of publication. Write it as 2019-04-18, ")
    assert err.count("\n") == 1
    assert [path.name for path in tmp_path.iterdir()] == ["a.txt"]


def test_a_place_that_cannot_be_written_to(run: Run, tmp_path: Path) -> None:
    Path("a.txt").write_text(TEXT, encoding="utf-8")
    Path("file").write_text("")
    Path("folder.yaml").mkdir()
    for output, said in (
        ("file/case.yaml", "file/case.review/proposals.json cannot be written: Not a directory."),
        ("folder.yaml", "folder.yaml is a folder; name a file such as folder.yaml/case.yaml."),
        ("/proc/none/case.yaml", "/proc/none/case.review/proposals.json cannot be written: No such file or directory."),
    ):
        status, out, err = run("a.txt", "-o", output)
        assert (status, out) == (1, ""), output
        assert said in err
        assert err.count("\n") == 1
    assert sorted(path.name for path in tmp_path.iterdir()) == ["a.txt", "file", "folder.yaml"]


def test_a_case_file_that_is_not_valid(run: Run, tmp_path: Path) -> None:
    Path("a.txt").write_text(TEXT, encoding="utf-8")
    before = "case: {id: Not An Id, title: The fire, as_of: 2019}\n"
    Path("case.yaml").write_text(before, encoding="utf-8")
    status, out, err = run("a.txt", "-o", "case.yaml")
    assert (status, out) == (1, "")
    assert "case.yaml:1: case.id: an id is lower-case letters and digits" in err
    assert err.count("\n") == 1
    assert Path("case.yaml").read_text(encoding="utf-8") == before
    assert sorted(path.name for path in tmp_path.iterdir()) == ["a.txt", "case.yaml"]


ODD = {
    "quotation marks": ("“" * 5_000).encode(),
    "straight ones": ('"' * 5_000).encode(),
    "Arabic": "قال إنه بريء، ولم يكن هناك أحد. ".encode() * 40,
    "emoji": "👩‍👩‍👧‍👦🔥🇳🇴 ".encode() * 200,
    "CRLF and BOM": b"\xef\xbb\xbf" + TEXT.replace("\n", "\r\n").encode(),
    "one letter": b"A",
}


@pytest.mark.parametrize("name", ODD)
def test_an_odd_text_is_kept_as_it_is(run: Run, name: str) -> None:
    Path("a.txt").write_bytes(ODD[name])
    status, out, _ = run("a.txt", "-o", "case.yaml", "--draft", "--published", "2019-03-05")
    assert status == 0
    # reading checks every place against the text
    case = read(Path("case.yaml"), settings=Settings())
    [source] = case.sources
    assert out.startswith(f"a.txt: source {source.id}; proposed: ")
    assert Path(str(source.text)).read_bytes() == ODD[name]
    assert bool(case.entities) == (name == "CRLF and BOM")


def test_a_text_in_windows_1252_is_read_where_that_is_said(run: Run) -> None:
    Path("a.txt").write_bytes(TEXT.replace("Ada Quill", "Zoé Quill").encode("cp1252"))
    assert run("a.txt", "-o", "case.yaml", "--encoding", "cp1252", "--draft")[0] == 0
    assert "Zoé Quill" in {entity.name for entity in read(Path("case.yaml"), settings=Settings()).entities}


def test_the_same_document_twice_is_one_source(run: Run) -> None:
    for name in ("a.txt", "b.txt"):
        Path(name).write_text(TEXT, encoding="utf-8")
    assert run("a.txt", "b.txt", "a.txt", "-o", "case.yaml", "--published", "2019-03-05")[0] == 0
    before = Path("case.yaml").read_bytes(), Path("case.review/proposals.json").read_bytes()
    assert len(read(Path("case.yaml"), settings=Settings()).sources) == 1
    assert run("b.txt", "-o", "case.yaml", "--published", "2019-03-05")[0] == 0
    assert (Path("case.yaml").read_bytes(), Path("case.review/proposals.json").read_bytes()) == before


def test_a_day_for_several_is_of_those_that_print_none(run: Run) -> None:
    page = '<html><head><meta property="article:published_time" content="2019-03-02"></head><body><article><p>{}</p>'
    Path("a.html").write_text(page.format("The pier at Oskaby burned on Friday."), encoding="utf-8")
    Path("b.txt").write_text(TEXT, encoding="utf-8")
    assert run("a.html", "b.txt", "-o", "case.yaml", "--published", "2019-03-05")[0] == 0
    case = read(Path("case.yaml"), settings=Settings())
    assert [source.published and source.published.edtf for source in case.sources] == ["2019-03-02", "2019-03-05"]
    # who gives a day for one document means that one
    assert run("a.html", "-o", "one.yaml", "--published", "2019-03-05")[0] == 0
    [source] = read(Path("one.yaml"), settings=Settings()).sources
    assert source.published
    assert source.published.edtf == "2019-03-05"


@pytest.mark.parametrize(
    ("output", "reason"),
    [
        ("mine/", "mine is a folder; name a file such as mine/case.yaml."),
        ("out.txt", "A case file ends in .yaml or .yml, out.txt does not: name it out.yaml."),
        ("new/", "A case file ends in .yaml or .yml, new does not: name it new.yaml."),
    ],
)
def test_an_output_that_is_no_case_file(run: Run, output: str, reason: str) -> None:
    Path("mine").mkdir()
    Path("a.txt").write_text(TEXT, encoding="utf-8")
    status, _, err = run("a.txt", "-o", output)
    assert status == 1
    assert reason in err
    assert err.count("\n") == 1
    assert sorted(path.name for path in Path().iterdir()) == ["a.txt", "mine"]


def test_what_it_prints_leads_on(run: Run, monkeypatch: pytest.MonkeyPatch) -> None:
    Path("a.txt").write_text(TEXT, encoding="utf-8")
    status, out, err = run("a.txt", "-o", "my case.yaml")
    assert (status, err) == (0, "a.txt: the day of publication is not known; --published gives it\n")
    assert out.splitlines()[1:] == [
        "my case.yaml: of the proposals nothing is taken until you decide, or give --draft",
        "To decide in the app: python -m graph app, page Review",
        "  It shows the cases in data/cases (setting cases); for this one: "
        "extract with -o 'data/cases/my case/my case.yaml'",
        "To see in the graph what the file says: python -m graph load 'my case.yaml'",
    ]
    monkeypatch.setenv("CASEGRAPH_CASES", "mine")
    status, out, _ = run("a.txt", "-o", "mine/fire/fire.yaml", "--draft", "--published", "2019-03-05")
    assert out.splitlines()[1:] == [
        "mine/fire/fire.yaml: a draft; nobody has looked at what it takes of the proposals",
        "To decide in the app: python -m graph app, page Review",
        "To see in the graph what the file says: python -m graph load mine/fire/fire.yaml",
    ]
    assert Path("mine/fire/fire.yaml").read_text(encoding="utf-8").startswith("# Draft: ")


@pytest.mark.parametrize("limit", [100, 1_000])
def test_a_disk_that_is_full(tmp_path: Path, limit: int) -> None:
    """A file may not be longer than so much: no text, no proposals, no case file."""
    (tmp_path / "a.txt").write_text(TEXT, encoding="utf-8")
    ended = subprocess.run(
        [sys.executable, "-m", "graph", "extract", "a.txt", "-o", "case.yaml"],
        cwd=tmp_path,
        env={**os.environ, "PYTHONPATH": str(ROOT)},
        capture_output=True,
        text=True,
        preexec_fn=lambda: resource.setrlimit(resource.RLIMIT_FSIZE, (limit, limit)),
    )
    assert (ended.returncode, ended.stdout) == (1, "")
    assert "cannot be written: File too large." in ended.stderr
    assert ended.stderr.count("\n") == 1
    assert {path.name for path in tmp_path.rglob("*") if path.is_file()} == {"a.txt", "proposals.json.lock"}


@pytest.mark.slow
def test_it_shows_how_far_it_is_and_can_be_interrupted(tmp_path: Path) -> None:
    (tmp_path / "a.txt").write_bytes(long(1_000_000))
    terminal, other = pty.openpty()
    process = subprocess.Popen(
        [sys.executable, "-m", "graph", "extract", "a.txt", "-o", "case.yaml"],
        cwd=tmp_path,
        env={**os.environ, "PYTHONPATH": str(ROOT)},
        stdout=subprocess.PIPE,
        stderr=other,
    )
    os.close(other)  # so that reading ends where the program does
    shown = b""
    while b"characters of a.txt" not in shown:
        shown += os.read(terminal, 1_000)
    process.send_signal(signal.SIGINT)
    assert process.communicate()[0] == b""
    assert process.returncode == 130
    os.close(terminal)
    assert [path.name for path in tmp_path.iterdir()] == ["a.txt"]


def test_it_is_interrupted_where_a_library_swallows_that(
    run: Run, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    def swallowing(*_: object) -> list[object]:
        with suppress(KeyboardInterrupt):
            signal.raise_signal(signal.SIGINT)
        return []

    (tmp_path / "a.txt").write_bytes(long(1_000))
    monkeypatch.setattr("graph.extract.propose.find_dates", swallowing)
    assert run("a.txt", "-o", "case.yaml") == (130, "", "")
    assert [path.name for path in tmp_path.iterdir()] == ["a.txt"]
