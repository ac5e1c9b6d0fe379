"""The script that computes the positions of locators."""

from __future__ import annotations

import hashlib
from pathlib import Path

import pytest

from graph.case.file.locate import LocateError, locate, main

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
    with pytest.raises(LocateError) as caught:
        locate(text, {"s": TEXT})
    assert str(caught.value).startswith(reason)


def test_it_finds_the_text_by_its_hash(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    sha256 = hashlib.sha256(TEXT.encode()).hexdigest()
    case, texts = tmp_path / "case.yaml", tmp_path / "texts"
    case.write_text(f"sources: [{{id: s, text_sha256: {sha256}}}]\nclaims: [{{at: s#p2s1}}]\n", encoding="utf-8")
    texts.mkdir()

    assert main([str(case), "--texts", str(texts)]) == 0
    assert "no text of source s" in capsys.readouterr().err
    assert "@" not in case.read_text(encoding="utf-8")

    (texts / "any-name.txt").write_text(TEXT, encoding="utf-8", newline="")
    assert main([str(case), "--texts", str(texts)]) == 0
    assert "s#p2s1@12-29" in case.read_text(encoding="utf-8")


def test_it_writes_nothing_where_a_locator_does_not_fit(tmp_path: Path) -> None:
    case = tmp_path / "case.yaml"
    before = "sources: [{id: s, text: s.txt}]\nclaims: [{at: s#p2s1}, {at: s#p9s1}]\n"
    case.write_text(before, encoding="utf-8")
    (tmp_path / "s.txt").write_text(TEXT, encoding="utf-8")
    assert main([str(case)]) == 1
    assert case.read_text(encoding="utf-8") == before
