"""Savers that are killed at any moment lose nothing that they acknowledged, and leave nothing behind."""

import random
import time
from pathlib import Path

import pytest

from tests.helpers.fuzz import Tried
from tests.helpers.savers import SAVE, SAVED, Savers, kill
from tests.helpers.shares import SEED, share

PAIRS = {"views": 175, "queries": 175, "captions": 175, "decisions": 125, "verdicts": 100, "case": 100}
"""How often two savers of one file are killed; with the killed loads of both stores that is 2,000 in all."""
_A_FILE = 15
"""Pairs that save into one file, so that it stays small."""
CASE = "case: {id: small, title: A small case, as_of: 2021-03-04}\nsources: []\nentities: []\nstatements: []\n"
BESIDE = {
    "case": {"file.yaml", "file.yaml.lock", "file.changes.jsonl"},
    "decisions": {"file.yaml", "file.yaml.lock"},
    "verdicts": {"file.yaml", "file.review"},
}


@pytest.mark.fuzz
@pytest.mark.parametrize("kind", SAVE)
def test_two_savers_of_one_file(tmp_path: Path, kind: str, tried: Tried) -> None:
    dice, pairs = random.Random(SEED), share(PAIRS[kind])
    done = 0
    with Savers() as savers:
        for round_ in range(pairs):
            path = tmp_path / f"{round_ // _A_FILE}" / "file.yaml"
            if round_ % _A_FILE == 0:
                path.parent.mkdir()
                acknowledged: set[str] = set()
                if kind in ("case", "verdicts"):
                    path.write_text(CASE)
            told = [tmp_path / f"told-{round_}-{n}" for n in range(2)]
            pids = [savers.start(kind, path, f"s{round_}-{n}", file) for n, file in enumerate(told)]
            some = dice.randrange(3)
            while sum(file.read_text().count("\n") for file in told) < some:
                time.sleep(0.0005)
            for pid in pids:
                time.sleep(dice.uniform(0, 0.004))
                kill(pid)
            acknowledged |= {name for file in told for name in file.read_text().split()}
            there = SAVED[kind](path) if path.exists() else set()
            # of the two that were saving, what nobody was told of may be there too
            assert acknowledged <= there, acknowledged - there
            assert len(there - acknowledged) <= 2 * (round_ % _A_FILE + 1)
            done += len(acknowledged)
            if round_ % _A_FILE == _A_FILE - 1 or round_ == pairs - 1:
                SAVE[kind](path, "last")
                assert "last" in SAVED[kind](path)
                assert {file.name for file in path.parent.iterdir()} == BESIDE.get(kind, BESIDE["decisions"])
    assert done
    tried(2 * pairs, f"killed savers of {kind}")
