"""A case file beside its texts: every locator is checked against them."""

import hashlib
from pathlib import Path

import pytest

from graph.case.file import coverage, from_yaml, read
from graph.case.model import Case
from graph.errors import CaseFileError
from tests.helpers.casefiles import CASE, TEXT


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    (tmp_path / "gazette.txt").write_bytes(TEXT.encode())
    (tmp_path / "case.yaml").write_text(CASE, encoding="utf-8")
    return tmp_path


def problems(text: str, folder: Path) -> list[str]:
    with pytest.raises(CaseFileError) as error:
        from_yaml(text, folder=folder)
    return list(error.value.problems)


@pytest.mark.parametrize(
    ("old", "new", "problem"),
    [
        ("@23-29", "@23-28",
         "5: entities[ida-brandt].mentions[#1].at: 'Brand' is printed there, not 'Brandt' (gazette#p2s1@23-28)"),
        ('Brandt, at: "gazette#p2s1@23-29', 'Hale, at: "gazette#p2s1',
         "5: entities[ida-brandt].mentions[#1].at: 'Hale' is not in this sentence (gazette#p2s1)"),
        ("p2s2@41-72", "p2s1@41-72",
         "21: statements[crowd].claims[#1].at: is outside its sentence, which is 19-40 (gazette#p2s1@41-72)"),
        ("p2s2@41-72", "p2s3", "21: statements[crowd].claims[#1].at: paragraph 2 has 2 sentences (gazette#p2s3)"),
        ("p2s2@41-72", "p7s1", "21: statements[crowd].claims[#1].at: the text has 3 paragraphs (gazette#p7s1)"),
        ("p2s2@41-72", "p2s2@41-999",
         "21: statements[crowd].claims[#1].at: is outside its sentence, which is 41-72 (gazette#p2s2@41-999)"),
    ],
)  # fmt: skip
def test_locators_fit_the_text(folder: Path, old: str, new: str, problem: str) -> None:
    assert old in CASE
    assert problems(CASE.replace(old, new, 1), folder) == [f"case.yaml:{problem}"]


def test_positions_may_be_left_out(folder: Path) -> None:
    text = CASE.replace("@23-29", "").replace("@41-72", "")
    assert isinstance(from_yaml(text, folder=folder), Case)


def test_a_printed_name_is_of_one_entity(folder: Path) -> None:
    text = CASE.replace("name: Hale}", 'name: Hale, mentions: [{text: Brandt, at: "gazette#p2s1@23-29"}]}')
    assert problems(text, folder) == [
        "case.yaml:7: entities[hale].mentions[#1].at: what is printed here is a mention of ida-brandt already "
        "(gazette#p2s1@23-29)"
    ]


def test_a_text_that_changed_is_told_of_before_its_locators(folder: Path) -> None:
    (folder / "gazette.txt").write_text(TEXT + " More.", encoding="utf-8")
    new, old = (hashlib.sha256(text.encode()).hexdigest() for text in (TEXT + " More.", TEXT))
    text = CASE.replace("@23-29", "@0-6")
    assert problems(text, folder) == [
        f"case.yaml:3: sources[gazette].text_sha256: the text has changed: its SHA-256 is {new}, the case file says "
        f"{old}; check every locator, then change text_sha256 (gazette.txt)"
    ]


@pytest.mark.parametrize(
    "name", ["../gazette.txt", "/etc/hostname", "a/../../gazette.txt", "C:/gazette.txt", "..\\\\x", "link.txt"]
)
def test_a_text_stays_in_the_folder_of_its_case(folder: Path, name: str) -> None:
    case = folder / "case"
    case.mkdir()
    (case / "link.txt").symlink_to(folder / "gazette.txt")
    found = problems(CASE.replace("gazette.txt", f'"{name}"'), case)
    shown = name.replace("\\\\", "\\")
    assert found == [
        "case.yaml:3: sources[gazette].text: a text stands beside the case file or in a folder there, and nowhere else "
        f"({shown})"
    ]


def test_a_text_that_is_not_there_or_no_text_is_told_of(folder: Path) -> None:
    missing = "case.yaml:3: sources[gazette].text: there is no such file beside the case file (g.txt)"
    assert problems(CASE.replace("gazette.txt", "g.txt"), folder) == [missing]
    data = b"caf\xe9"
    (folder / "gazette.txt").write_bytes(data)
    text = CASE.replace(hashlib.sha256(TEXT.encode()).hexdigest(), hashlib.sha256(data).hexdigest())
    wrong = "case.yaml:3: sources[gazette].text: the text is not UTF-8, from byte 3 on (gazette.txt)"
    assert problems(text, folder) == [wrong]


def test_a_text_is_found_by_its_hash_in_the_folder_of_texts(folder: Path) -> None:
    case, texts = folder / "case", folder / "texts"
    case.mkdir()
    texts.mkdir()
    (texts / "whatever.txt").write_text(TEXT, encoding="utf-8")
    path = case / "case.yaml"
    path.write_text(CASE.replace("text: gazette.txt, ", "").replace("@23-29", "@0-6"), encoding="utf-8")
    assert read(path).id == "small-fire"
    with pytest.raises(CaseFileError, match="is outside its sentence, which is 19-40"):
        read(path, texts=texts)


def test_windows_line_ends_of_a_text_count_as_they_are(folder: Path) -> None:
    data = TEXT.replace("\n", "\r\n").encode()
    (folder / "gazette.txt").write_bytes(data)
    text = CASE.replace(hashlib.sha256(TEXT.encode()).hexdigest(), hashlib.sha256(data).hexdigest())
    moved = text.replace("@23-29", "@25-31").replace("@41-72", "@43-74").replace("@74-105", "@78-109")
    assert from_yaml(moved, folder=folder).entities[0].mentions[0].at.start == 25
    assert len(problems(text, folder)) == 3


def test_coverage_lists_the_sentences_that_nobody_cites(folder: Path) -> None:
    path = folder / "case.yaml"
    unmentioned = ["gazette#p3s1@78-92: no mention: Port Authority", "gazette#p3s1@100-104: no mention: Hale"]
    assert list(coverage(read(path), path)) == unmentioned
    path.write_text(CASE.replace(', mentions: [{text: Brandt, at: "gazette#p2s1@23-29"}]', ""), encoding="utf-8")
    assert list(coverage(read(path), path)) == [
        "gazette#p2s1@19-40: Ms. Brandt saw smoke.",
        "gazette#p2s1@23-29: no mention: Brandt",
        *unmentioned,
    ]
    path.write_text(CASE.replace("text: gazette.txt, ", ""), encoding="utf-8")
    assert list(coverage(read(path), path)) == [
        "gazette: the text is not at hand: put it into a folder and name that (setting texts)"
    ]
    sha256 = hashlib.sha256(TEXT.encode()).hexdigest()
    path.write_text(CASE.replace(f", text: gazette.txt, text_sha256: {sha256}", ""), encoding="utf-8")
    assert list(coverage(read(path), path)) == [
        "gazette: the text is not at hand: put it beside the case file and name it there (text: …)"
    ]


@pytest.mark.parametrize(
    ("there", "typed", "reason"),
    [
        ("Zo\u00eb", "Zoe\u0308", "(NFD)"),
        ("Zoe\u0308", "Zo\u00eb", "(NFD)"),
        ("Ida\u00a0B", "Ida B", "spaces of another kind"),
        ("Bra\u00addt", "Bradt", "characters that nobody sees"),
        ("Zo\u00eb", "Zoe", ""),
    ],
)
@pytest.mark.parametrize("place", ["gazette#p1s1@0-{end}", "gazette#p1s1"])
def test_what_only_looks_the_same_is_said(tmp_path: Path, there: str, typed: str, reason: str, place: str) -> None:
    (tmp_path / "gazette.txt").write_text(f"{there} saw smoke.", encoding="utf-8")
    at = place.format(end=len(there))
    [problem] = problems(
        "case: {id: x, title: T, as_of: 2020-01-01}\n"
        "sources:\n  - {id: gazette, title: T, text: gazette.txt}\n"
        f'entities:\n  - {{id: z, type: Person, name: Z, mentions: [{{text: "{typed}", at: "{at}"}}]}}\n',
        tmp_path,
    )
    assert reason in problem
    assert ("it looks the same" in problem) == bool(reason)
