"""What holds for every text: each place holds its words, and the same text gives the same bytes."""

import hashlib
import os
import subprocess
import sys
from collections import Counter
from collections.abc import Sequence
from pathlib import Path

import pytest

from benchmarks.extraction.answers import FOLDER
from graph.case.file import from_yaml, read, to_yaml
from graph.extract.found import Span
from graph.extract.proposals import CONTEXT, KINDS, Proposals, from_json, to_json
from graph.extract.propose import propose
from graph.review.extraction import extract_into
from graph.settings import Settings
from tests.extract.generate import generated
from tests.helpers import ROOT
from tests.helpers.fuzz import Tried
from tests.helpers.shares import SEED, share

PARTS = 4
TEXTS = share(10_000)
DRAFTS = share(400)
FIRST = SEED * 1_000_000


def proposals(text: str, published: str) -> Proposals:
    return propose(text, source="paper", sha256=hashlib.sha256(text.encode()).hexdigest(), published=published)


def check_spans(text: str, spans: Sequence[Span]) -> None:
    assert all(0 <= start < end <= len(text) for start, end in spans), spans


def check(text: str, found: Proposals) -> None:
    by_id = {row.id: row for row in found.rows}
    assert len(by_id) == len(found.rows)
    for row in found.rows:
        assert row.kind in KINDS
        assert row.rule
        assert 0 <= row.score <= 1
        check_spans(text, row.spans)
        check_spans(text, row.evidence)
        assert list(row.spans) == sorted(row.spans)
        assert row.exact == " … ".join(text[start:end] for start, end in row.spans)
        start, end = row.spans[0][0], row.spans[-1][1]
        assert row.prefix == text[max(0, start - CONTEXT) : start]
        assert row.suffix == text[end : end + CONTEXT]
        match row.kind:
            case "entity":
                mentions = [by_id[id] for id in row.value["mentions"]]
                assert {mention.kind for mention in mentions} == {"mention"}
                assert {mention.spans[0] for mention in mentions} == set(row.spans)
            case "claim":
                check_spans(text, row.value["named"])
                speakers = [row.value["speaker"]] if row.value["speaker"] else []
                assert all(by_id[id].kind == "entity" for id in (*speakers, *row.value["via"]))
                assert row.value["verb"] in ("", *(text[slice(*span)] for span in row.evidence))
            case "merge":
                assert all(by_id[id].kind == "entity" for id in row.value["entities"])
            case "pronoun":
                assert by_id[row.value["entity"]].kind == "entity"


@pytest.mark.fuzz
@pytest.mark.parametrize("part", range(PARTS))
def test_every_place_holds_its_words(part: int, tried: Tried) -> None:
    kinds: Counter[str] = Counter()
    for seed in range(FIRST + part, FIRST + TEXTS, PARTS):
        text = generated(seed)
        found = proposals(text, "2019-03-04" if seed % 5 else "")
        try:
            check(text, found)
        except AssertionError as error:
            raise AssertionError(f"text {seed}: {text!r}") from error
        assert to_json(from_json(to_json([found]))) == to_json([found])
        kinds.update(row.kind for row in found.rows)
    tried(TEXTS // PARTS, "texts taken apart", kinds)
    assert {"mention", "entity", "date", "quantity", "claim", "pronoun"} <= set(kinds)


@pytest.mark.fuzz
def test_every_draft_is_a_valid_case(tmp_path: Path, tried: Tried) -> None:
    written: Counter[str] = Counter()
    for seed in range(FIRST, FIRST + DRAFTS):
        text = generated(seed)
        if not text.strip("\ufeff \t\r\n"):
            continue
        document = tmp_path / f"{seed}.txt"
        document.write_bytes(text.encode())
        path = tmp_path / str(seed) / "case.yaml"
        extract_into(path, [document], settings=Settings(), published="2019-03-04", drafted=True)
        # reading checks every place against the text
        case = read(path, settings=Settings())
        assert from_yaml(to_yaml(case)) == case
        written.update(entities=len(case.entities), statements=len(case.statements))
    tried(DRAFTS, "drafts", written)
    assert min(written["entities"], written["statements"]) > DRAFTS / 4


def test_the_same_text_gives_the_same_bytes_in_another_process(tmp_path: Path) -> None:
    surroundings = [
        {"PYTHONHASHSEED": "1", "LC_ALL": "C", "PYTHONUTF8": "0", "PYTHONCOERCECLOCALE": "0", "TZ": "Pacific/Apia"},
        {"PYTHONHASHSEED": "2", "LC_ALL": "tr_TR.UTF-8", "TZ": "America/Anchorage"},
    ]
    files = [str(FOLDER / name) for name in ("03-feature-hearsay.txt", "05-obituary.txt")]
    runs = []
    for number, others in enumerate(surroundings):
        folder = tmp_path / str(number)
        command = [sys.executable, "-m", "graph", "extract", *files, "-o", str(folder / "case.yaml"), "--draft"]
        runs.append((folder, subprocess.Popen(command, cwd=ROOT, env={**os.environ, **others})))
    assert [process.wait() for _, process in runs] == [0, 0]
    one, other = (
        {path.relative_to(folder): path.read_bytes() for path in folder.rglob("*") if path.suffix in (".txt", ".json")}
        for folder, _ in runs
    )
    assert len(one) == 3
    assert one == other
