"""The positions of locators: computed from the texts, and written into the file by a command."""

from __future__ import annotations

import hashlib
from pathlib import Path

import pytest

from graph.case.file.locate import locate
from graph.cli import main
from graph.errors import CaseFileError

TEXT = "A headline\n\nAda Ames saw Ben. Ames told Ben and Ames.\n"


def test_it_fills_and_refreshes_positions_and_nothing_else() -> None:
    before = (
        "entities: # kept\n"
        '  - {mentions: [{text: Ames, at: "s#p2s2"}, {text: Ames, at: s#p2s2@1-2}]}\n'
        "statements:\n  - claims: [{at: 's#p2s1'}, {at: other#p1s1}]\n"
    )
    assert locate(before, {"s": TEXT}) == (
        "entities: # kept\n"
        '  - {mentions: [{text: Ames, at: "s#p2s2@30-34"}, {text: Ames, at: s#p2s2@48-52}]}\n'
        "statements:\n  - claims: [{at: 's#p2s1@12-29'}, {at: other#p1s1}]\n"
    )


@pytest.mark.parametrize(
    ("text", "reason"),
    [
        ("- {text: Am, at: s#p2s1}", "case.yaml:1: at: 'Am' is printed 0 times in this sentence"),
        ("- {text: Ben, at: s#p2s1}\n- {text: Ben, at: s#p2s1}", "case.yaml:2: at: 'Ben' is printed 1 time"),
        ("- {at: s#p3s1}", "case.yaml:1: at: the text has no such sentence"),
        ("\n- {at: nowhere}", "case.yaml:2: at: a locator is source#p"),
    ],
)
def test_it_says_which_locator_does_not_fit(text: str, reason: str) -> None:
    with pytest.raises(CaseFileError) as caught:
        locate(text, {"s": TEXT})
    assert str(caught.value).startswith(reason)


def test_it_finds_the_text_by_its_hash(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    sha256 = hashlib.sha256(TEXT.encode()).hexdigest()
    case, texts = tmp_path / "case.yaml", tmp_path / "texts"
    case.write_text(f"sources: [{{id: s, text_sha256: {sha256}}}]\nclaims: [{{at: s#p2s1}}]\n", encoding="utf-8")
    texts.mkdir()

    assert main(["locate", str(case), "--texts", str(texts)]) == 0
    said = capsys.readouterr()
    assert "no text of source s" in said.err
    assert said.out == f"{case}: unchanged\n"
    assert "@" not in case.read_text(encoding="utf-8")

    (texts / "any-name.txt").write_text(TEXT, encoding="utf-8", newline="")
    assert main(["locate", str(case), "--texts", str(texts)]) == 0
    assert capsys.readouterr() == (f"{case}: positions written\n", "")
    assert "s#p2s1@12-29" in case.read_text(encoding="utf-8")


def test_the_setting_texts_names_the_folder(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    case = tmp_path / "case.yaml"
    sha256 = hashlib.sha256(TEXT.encode()).hexdigest()
    case.write_text(f"sources: [{{id: s, text_sha256: {sha256}}}]\nclaims: [{{at: s#p2s1}}]\n", encoding="utf-8")
    texts = tmp_path / "texts"
    texts.mkdir()
    (texts / "any-name.txt").write_bytes(TEXT.encode())
    monkeypatch.setenv("CASEGRAPH_TEXTS", str(texts))
    assert main(["locate", str(case)]) == 0
    assert "s#p2s1@12-29" in case.read_text(encoding="utf-8")


def test_line_ends_and_a_byte_order_mark_stay(tmp_path: Path) -> None:
    case = tmp_path / "case.yaml"
    before = "\ufeffsources: [{id: s, text: s.txt}] # ends\r\nclaims:\r\n  - {at: s#p2s1}\r\n"
    case.write_bytes(before.encode())
    (tmp_path / "s.txt").write_bytes(TEXT.encode())
    sha256 = hashlib.sha256(TEXT.encode()).hexdigest()
    located = before.replace("p2s1", "p2s1@12-29").replace("s.txt", f"s.txt, text_sha256: {sha256}")
    assert main(["locate", str(case)]) == 0
    assert case.read_bytes() == located.encode()
    assert main(["locate", str(case)]) == 0
    assert case.read_bytes() == located.encode()


def test_the_hash_of_a_text_beside_the_file_is_written_so_that_another_text_is_told(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    case = tmp_path / "case.yaml"
    case.write_text(
        "sources: # two\n  - id: s\n    text: s.txt # ours\n    url: u\n  - {id: other}\n", encoding="utf-8"
    )
    (tmp_path / "s.txt").write_bytes(TEXT.encode())
    assert main(["locate", str(case)]) == 0
    sha256 = hashlib.sha256(TEXT.encode()).hexdigest()
    assert case.read_text(encoding="utf-8") == (
        f"sources: # two\n  - id: s\n    text: s.txt # ours\n    text_sha256: {sha256}\n    url: u\n  - {{id: other}}\n"
    )
    (tmp_path / "s.txt").write_bytes(TEXT.replace("Ada", "Eve").encode())
    capsys.readouterr()
    assert main(["locate", str(case)]) == 1
    assert "the text has changed: its SHA-256 is" in capsys.readouterr().err


@pytest.mark.parametrize(
    ("text", "reason"),
    [
        (None, "1: file: there is no such file"),
        (b"", "1: yaml: the file is empty"),
        (b"sources: [", "2: yaml: not YAML"),
        (b"sources:\n  - {id: s, text: \xff}", "2: encoding: is not UTF-8"),
        (b"sources:\n  - {id: s, text: gone.txt}", "2: sources s: there is no such file beside the case file"),
        (b"sources:\n  - {id: s, text: ../s.txt}", "2: sources s: a text stands beside the case file"),
        (b"sources: [{id: S}]", "1: sources S: an id"),
        (b"sources: [{id: s}]\nclaims: [&a {at: s#p1s1}, *a]", "2: yaml: a case file has no anchors and aliases"),
    ],
)
def test_what_cannot_be_read_is_said_in_a_line(
    tmp_path: Path, capsys: pytest.CaptureFixture[str], text: bytes | None, reason: str
) -> None:
    case = tmp_path / "case.yaml"
    if text is not None:
        case.write_bytes(text)
    assert main(["locate", str(case)]) == 1
    said = capsys.readouterr()
    assert said.err.startswith(f"{case}:{reason}")
    assert (said.out, said.err.count("\n")) == ("", 1)


def test_it_writes_nothing_where_a_locator_does_not_fit(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    case = tmp_path / "case.yaml"
    before = "sources: [{id: s, text: s.txt}]\nclaims: [{at: s#p2s1}, {at: s#p9s1}]\n"
    case.write_text(before, encoding="utf-8")
    (tmp_path / "s.txt").write_text(TEXT, encoding="utf-8")
    assert main(["locate", str(case)]) == 1
    assert capsys.readouterr().err == f"{case}:2: at: the text has no such sentence (s#p9s1)\n"
    assert case.read_text(encoding="utf-8") == before
