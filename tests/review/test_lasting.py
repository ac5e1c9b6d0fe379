"""Decisions last: through edits of a text, two people at once, a kill at any moment, a full disk and a merge in git."""

import errno
import hashlib
import os
import random
import shutil
import subprocess
import sys
from collections import Counter
from dataclasses import replace
from pathlib import Path

import pytest

from graph.errors import FileError
from graph.extract.proposals import Kind, Proposal, Proposals, Proposer
from graph.review.decisions import VERDICTS, Decision, append, carry, decide, in_force, read
from tests.helpers import ROOT
from tests.helpers.processes import start

NAMES = ("Ada Quill", "Beatrix Oon", "Quill", "the harbour office", "“We saw nothing”", "12 May", "nearly forty")
SENTENCES = (
    "Ada Quill saw the fire from the harbour office.",
    "“We saw nothing”, said Beatrix Oon on 12 May.",
    "Quill wrote to the paper that nearly forty drums were gone.",
    "The harbour office denies it\u2028and has \u0085 no list of them. 🛢️",
    "Nobody asked Beatrix Oon about the drums before 12 May.",
)


def text_of(chance: random.Random, paragraphs: int = 12) -> str:
    return "\n\n".join(" ".join(chance.choices(SENTENCES, k=chance.randrange(1, 4))) for _ in range(paragraphs))


def proposals(text: str) -> Proposals:
    """Every place of each name as a mention, each name as an entity of its mentions; a quotation as a claim too."""
    # what a text of other words gives has other ids
    sha256 = hashlib.sha256(text.encode()).hexdigest()
    proposer = Proposer(text, sha256, {"mention": 0.9, "entity": 0.9, "claim": 0.9})
    rows: list[Proposal] = []

    def add(kind: Kind, spans: list[tuple[int, int]]) -> None:
        rows.append(proposer.make(kind, spans, "test", {}))

    for name in NAMES:
        places, at = [], text.find(name)
        while at >= 0:
            places.append((at, at + len(name)))
            at = text.find(name, at + 1)
        for place in places:
            add("claim" if name.startswith("“") else "mention", [place])
        if places:
            add("entity", places)
            add("entity", places[:1])
    unique = {row.id: row for row in rows}
    return Proposals(
        source="paper", sha256=sha256, published="", rows=tuple(sorted(unique.values(), key=lambda row: row.spans))
    )


def decided(now: Proposals, text: str, chance: random.Random) -> list[Decision]:
    """A decision on most of what is proposed, some in several steps, and some words that were added by hand."""
    found = []
    for number, row in enumerate(now.rows):
        for step in range(chance.choice((0, 1, 1, 1, 2))):
            verdict = chance.choice(VERDICTS[:5])
            value = {"name": "Ada"} if chance.random() < 0.1 else None
            found.append(decide(row, verdict, time=f"2026-11-02T09:00:00.{number:04}{step}", value=value))
    for number in range(6):
        start_ = chance.randrange(len(text) - 20)
        end = start_ + chance.randrange(1, 20)
        found.append(
            Decision(
                time=f"2026-11-02T10:00:00.{number:05}",
                proposal=f"hand-{number}",
                decision="add",
                value={"spans": [[start_, end]], "id": f"row-{number}"},
                exact=text[start_:end],
                prefix=text[max(0, start_ - 32) : start_],
                suffix=text[end : end + 32],
            )
        )
    return found


def edited(text: str, chance: random.Random) -> str:
    """A text as somebody changed it: words put in, taken out or replaced, and paragraphs moved, doubled or removed."""
    paragraphs = text.split("\n\n")
    match chance.randrange(7):
        case 0:
            paragraphs.insert(chance.randrange(len(paragraphs) + 1), chance.choice(SENTENCES))
        case 1 if len(paragraphs) > 3:
            paragraphs.pop(chance.randrange(len(paragraphs)))
        case 2:
            moved = paragraphs.pop(chance.randrange(len(paragraphs)))
            paragraphs.insert(chance.randrange(len(paragraphs) + 1), moved)
        case 3:
            place = chance.randrange(len(paragraphs))
            paragraphs.insert(place, paragraphs[place])
        case _:
            start_ = chance.randrange(len(text))
            end = min(len(text), start_ + chance.randrange(25))
            put_in = chance.choice(("", "x", " and then ", "\n\n", *NAMES, "é😀", "\u2028", "Ada Quill "))
            return text[:start_] + put_in + text[end:]
    return "\n\n".join(paragraphs)


def test_a_thousand_edits_lose_no_decision_and_move_none_to_other_words(tmp_path: Path):
    chance = random.Random(11)
    kept = moved = looked = 0
    text = text_of(chance)
    for round_ in range(1_000):
        if round_ % 50 == 0:
            text = text_of(chance)
            before = proposals(text)
            file = tmp_path / f"{round_}.jsonl"
            append(file, decided(before, text, chance))
            decisions = read(file)
            held = [row for rows in in_force(decisions).values() for row in rows]
        new = edited(text, chance)
        after = proposals(new)
        carried = carry(decisions, after, new)
        # each decision is there once, kept or to be looked at, and says what it said
        found = Counter((row.time, row.decision, row.exact) for row in (*carried.decisions, *carried.look))
        assert found == Counter((row.time, row.decision, row.exact) for row in held)
        by_id = {row.id: row for row in after.rows}
        for row in carried.decisions:
            if row.proposal in by_id:
                there = by_id[row.proposal]
                assert there.kind == row.kind
                assert row.exact == there.exact == " … ".join(new[a:b] for a, b in there.spans)
                assert (row.prefix, row.suffix) == (there.prefix, there.suffix)
                moved += 1
            else:
                start_, end = carried.places[row.proposal]
                assert new[start_:end] == row.exact
                assert new[:start_].endswith(row.prefix)
                assert new[end:].startswith(row.suffix)
                kept += 1
        looked += len(carried.look)
    # most words stay where they are
    assert moved > looked > 1_000
    assert kept > 1_000


def test_a_name_that_is_printed_once_is_not_taken_for_its_mention():
    text = "Somebody called from the far side of the river. Ada Quill saw the fire."
    before = proposals(text)
    held = [decide(row, "accept", time=f"2026-11-02T09:00:00.{n}") for n, row in enumerate(before.rows)]
    new = f"It was late. {text}"
    carried = carry(held, proposals(new), new)
    by_id = {row.id: row for row in proposals(new).rows}
    long = [row for row in carried.decisions if row.exact == "Ada Quill"]
    assert {by_id[row.proposal].kind for row in long} == {"mention", "entity"}
    # a line of an earlier version does not say of what kind it is: it is looked at
    assert len(carry([replace(row, kind="") for row in held], proposals(new), new).look) == len(held)


WRITER = """
import sys
from pathlib import Path
from graph.review.decisions import Decision, append
path, who = Path(sys.argv[1]), sys.argv[2]
print("ready", flush=True)
for number in range(int(sys.argv[3])):
    words = "“” 🛢️ \\u2028 é" * 40
    row = Decision(time=f"2026-11-02T09:{number:08}", proposal=f"{who}-{number}", decision="accept", exact=words)
    append(path, [row])
    print(number, flush=True)
"""


def writer(path: Path, who: str, count: int) -> "subprocess.Popen[str]":
    return start(
        [sys.executable, "-c", WRITER, str(path), who, str(count)],
        env={**os.environ, "PYTHONPATH": str(ROOT)},
        stdout=subprocess.PIPE,
        text=True,
    )


def test_two_people_who_decide_at_once_lose_nothing(tmp_path: Path):
    path = tmp_path / "decisions.jsonl"
    people = [writer(path, who, 60) for who in ("ada", "oon")]
    for person in people:
        person.communicate()
        assert person.returncode == 0
    assert Counter(row.proposal.partition("-")[0] for row in read(path)) == {"ada": 60, "oon": 60}


def test_a_kill_loses_the_last_decision_at_the_most(tmp_path: Path):
    path, chance = tmp_path / "decisions.jsonl", random.Random(5)
    said: list[str] = []
    for run in range(12):
        process = writer(path, f"run{run}", 1_000_000)
        assert process.stdout
        lines = [process.stdout.readline() for _ in range(chance.randrange(2, 25))]
        process.kill()
        rest = process.communicate()[0]
        numbers = [line.strip() for line in (*lines[1:], *rest.splitlines()) if line.strip().isdigit()]
        said += [f"run{run}-{number}" for number in numbers]
        there = [row.proposal for row in read(path)]
        assert set(said) <= set(there)
        assert len(there) == len(set(there))
        # of what is not told as written at most one is there for each run
        assert len(set(there) - set(said)) <= run + 1


class FullDisk:
    """A file of which only the first bytes of what is written fit on the disk."""

    def __init__(self, file, room: int) -> None:
        self._file, self._room = file, room

    def __getattr__(self, name: str):
        return getattr(self._file, name)

    def __enter__(self):
        return self

    def __exit__(self, *error: object) -> None:
        self._file.close()

    def write(self, data) -> int:
        if not self._room:
            raise OSError(errno.ENOSPC, os.strerror(errno.ENOSPC))
        written = self._file.write(data[: self._room])
        self._room -= written
        return written


def test_a_full_disk_is_a_sentence_and_loses_nothing(tmp_path: Path, monkeypatch: pytest.MonkeyPatch):
    path = tmp_path / "decisions.jsonl"
    one, two = (Decision(time=f"{n}", proposal=f"p{n}", decision="accept", exact="é" * 50) for n in (1, 2))
    append(path, [one])
    before, plain = path.read_bytes(), Path.open

    def nearly_full(self: Path, mode: str = "r", *rest, **more):
        file = plain(self, mode, *rest, **more)
        return FullDisk(file, 40) if self == path and "a" in mode else file

    with monkeypatch.context() as patched:
        patched.setattr(Path, "open", nearly_full)
        with pytest.raises(
            FileError, match=r"decisions\.jsonl cannot be written: No space left on device\. It is as it was\."
        ):
            append(path, [two])
    assert path.read_bytes() == before
    append(path, [two])
    assert read(path) == [one, two]


def test_a_folder_that_cannot_be_written_is_a_sentence(tmp_path: Path):
    (tmp_path / "file").write_text("no folder")
    with pytest.raises(FileError, match="cannot be written"):
        append(tmp_path / "file/decisions.jsonl", [Decision(time="1", proposal="p", decision="accept")])


def git(folder: Path, *words: str) -> str:
    identity = ("-c", "user.name=Ada", "-c", "user.email=ada@example.org")
    done = subprocess.run(["git", *identity, *words], cwd=folder, capture_output=True, text=True, check=True)
    return done.stdout


@pytest.mark.skipif(shutil.which("git") is None, reason="git is not installed (apt install git)")
def test_git_merges_what_two_people_decided(tmp_path: Path):
    path = tmp_path / "case.review/decisions.jsonl"
    rows = [Decision(time=f"2026-11-02T09:00:0{n}", proposal=f"p{n % 4}", decision="accept") for n in range(8)]
    git(tmp_path, "init", "-q", "-b", "main")
    (tmp_path / ".gitattributes").write_text("*.jsonl merge=union\n*.lock -diff\n")
    append(path, rows[:2])
    git(tmp_path, "add", ".gitattributes", "case.review/decisions.jsonl")
    git(tmp_path, "commit", "-qm", "begun")
    git(tmp_path, "switch", "-qc", "theirs")
    append(path, [*rows[2:5], rows[7]])
    git(tmp_path, "commit", "-qam", "theirs")
    git(tmp_path, "switch", "-q", "main")
    append(path, [rows[5], replace(rows[6], decision="undo"), rows[7]])
    git(tmp_path, "commit", "-qam", "ours")
    git(tmp_path, "merge", "-q", "theirs")
    found = read(path)
    # all of both, the one that both made once, in the order of time
    assert [row.time for row in found] == [row.time for row in rows]
    assert sorted(in_force(found)) == ["p0", "p1", "p3"]
