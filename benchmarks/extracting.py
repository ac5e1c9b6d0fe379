"""Extraction: how quick it is, against the model alone; and how right, on texts with known answers.

``python -m benchmarks.extracting`` measures how right it is, and keeps that for ``docs/extraction.md``.
"""

from __future__ import annotations

import argparse
import json
import re
import subprocess
import sys
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from pathlib import Path
from tempfile import TemporaryDirectory

from benchmarks.extraction.answers import FOLDER, Document, proposed, six_texts
from benchmarks.extraction.corpora import CORPORA
from benchmarks.extraction.score import Score
from benchmarks.measure import Figure, Sizes, alternate, peak_memory
from benchmarks.searching import names
from graph.extract.parsing import model, paragraph_spans, parse
from graph.extract.proposals import json_pieces
from graph.extract.propose import propose, take_apart
from graph.files import write_whole

MEASURED = FOLDER.with_name("measured.json")
"""What was measured last, of each set of texts."""
WORDS_A_SECOND = 3_000
_ROOT = Path(__file__).parents[1]
_LOAD = "from graph.extract.parsing import model; model()"


@dataclass(frozen=True, slots=True)
class Wanted:
    """One thing that is measured on texts: its name in :meth:`Score.figures`, in words, and what it should reach."""

    figure: str
    words: str
    least: float | None = None


SETS: dict[str, tuple[Wanted, ...]] = {
    "six texts": (
        Wanted("any name", "names (F)", 0.97),
        Wanted("entities", "names of one thing together (B-cubed F)"),
        Wanted("claims", "claims found, with the right speaker", 0.88),
        Wanted("precision", "proposed claims that are right, with their speaker"),
        Wanted("stance", "stance of the claims found"),
        Wanted("via", "claims passed on that say so", 0.80),
        Wanted("dates", "dates with the right value", 0.98),
        Wanted("quantities", "quantities with the right bounds", 0.96),
    ),
    "PolNeAR": (
        Wanted("direct", "direct speech found, with the right speaker", 0.90),
        Wanted("mixed", "partly quoted speech found, with the right speaker", 0.75),
        Wanted("indirect", "reported speech found, with the right speaker", 0.53),
        Wanted("precision", "proposed claims that are right, with their speaker", 0.75),
        Wanted("claims F", "both together (F)"),
    ),
    "Re-DocRED": (
        Wanted("any name", "names (F)", 0.89),
        Wanted("persons", "names of persons (F)"),
        Wanted("bodies", "names of bodies (F)"),
        Wanted("places", "names of places (F)"),
        Wanted("entities", "names of one thing together (B-cubed F)"),
    ),
}
"""What is told of each set of texts."""


def quality(documents: Iterable[Document]) -> dict[str, float]:
    """Return how right the proposals are of some texts, with the number of these and of their words."""
    score, count = Score(), 0
    for document in documents:
        score.add(document, proposed(document.text, document.published))
        count += 1
    return {"texts": count, "words": score.counts["words"], **score.figures()}


def figures(sizes: Sizes) -> Iterator[Figure]:
    texts = [(document.text, document.published) for document in six_texts()]
    words = sum(len(text.split()) for text, _ in texts)
    size = f"{words:,} words, of six texts"

    def whole() -> None:
        for text, published in texts:
            take_apart(text, published)

    def parsed() -> None:
        for text, _ in texts:
            for _ in parse(text, paragraph_spans(text)):
                pass

    model()
    whole()
    both = alternate(whole, parsed, sizes.repeats, "cpu")
    ours, theirs = ([seconds * 1_000 / words for seconds in times] for times in both)
    bound = round(1_000 / WORDS_A_SECOND, 3)
    what = f"A thousand words taken apart: {WORDS_A_SECOND:,} a second are wanted"
    yield Figure(what, size, ours, unit="CPU s", bound=bound)
    yield Figure("A thousand words taken apart", size, ours, theirs, than="the model alone, parsing", unit="CPU s")
    started = alternate(lambda: _run(_LOAD), lambda: _run("import spacy"), sizes.repeats)
    yield Figure("A process that can take texts apart", "", started[0], bound=2)
    yield Figure("A process that can take texts apart", "", *started, than="one that imports spaCy")
    held = memory(sizes.characters)
    size = f"{sizes.characters:,} characters"
    yield Figure("Memory to propose, and to write what is proposed", size, [held], unit="MB", bound=300)
    model_alone = memory(0)
    yield Figure("Memory to propose", size, [held], [model_alone], than="the model alone", unit="MB")


def memory(characters: int) -> float:
    """Return the MB that a process of its own holds at the most that proposes what a long text says."""
    command = [sys.executable, "-m", "benchmarks.extracting", "--memory", str(characters)]
    return float(subprocess.run(command, cwd=_ROOT, capture_output=True, text=True, check=True).stdout)


def long_text(characters: int) -> str:
    """Return the six texts again and again, each time of other people."""
    documents = list(six_texts())
    once = "\n\n".join(document.text for document in documents)
    called = {
        word
        for document in documents
        for name in document.answers.names
        if name.type == "Person"
        for word in document.text[slice(*name.span)].split()
        if word.isalpha()
    }
    pattern = re.compile(rf"\b({'|'.join(sorted(called))})\b")
    times = characters // len(once) + 1
    others = iter([word for name in names(times * len(called)) for word in name.split()])
    pieces = []
    for _ in range(times):
        new = {word: next(others) for word in sorted(called)}
        pieces.append(pattern.sub(lambda found, new=new: new[found[1]], once))
    return "\n\n".join(pieces)[:characters]


def _memory(characters: int) -> float:
    model()
    if characters:
        proposals = propose(long_text(characters), source="long", sha256="0" * 64, published="2024-01-01")
        with TemporaryDirectory() as folder:
            write_whole(Path(folder, "proposals.json"), (piece.encode() for piece in json_pieces([proposals])))
    return peak_memory()


def _run(code: str) -> None:
    subprocess.run([sys.executable, "-c", code], cwd=_ROOT, check=True)


def table(measured: dict[str, dict[str, float]]) -> str:
    """Return what was measured as a table in Markdown."""
    lines = ["| texts | what | measured | at least |\n|---|---|---|---|\n"]
    for name, wanted in SETS.items():
        found = measured[name]
        told = f"{name}: {found['texts']:,.0f}, {found['words']:,.0f} words"
        for row in wanted:
            least = f"{row.least:.2f}" if row.least else "–"
            missed = " **missed**" if row.least and found[row.figure] < row.least else ""
            lines.append(f"| {told} | {row.words} | {found[row.figure]:.3f} | {least}{missed} |\n")
            told = ""
    return "".join(lines)


def main(arguments: list[str] | None = None) -> int:
    parser = argparse.ArgumentParser(prog="python -m benchmarks.extracting", description=__doc__)
    parser.add_argument(
        "--corpora",
        metavar="FOLDER",
        type=Path,
        help="measure on the corpora in it too: the repositories PolNeAR and Re-DocRED, checked out",
    )
    parser.add_argument("--memory", metavar="CHARACTERS", type=int, help=argparse.SUPPRESS)
    given = parser.parse_args(arguments)
    if given.memory is not None:
        print(_memory(given.memory))
        return 0
    measured: dict[str, dict[str, float]] = json.loads(MEASURED.read_text(encoding="utf-8"))
    measured["six texts"] = quality(six_texts())
    for name, read in CORPORA.items():
        if given.corpora and (given.corpora / name).is_dir():
            measured[name] = quality(read(given.corpora / name))
    MEASURED.write_text(json.dumps(_rounded(measured), indent=1) + "\n", encoding="utf-8")
    print(table(measured), end="")
    return 0


def _rounded(measured: dict[str, dict[str, float]]) -> dict[str, dict[str, float]]:
    return {name: {figure: round(value, 4) for figure, value in found.items()} for name, found in measured.items()}


if __name__ == "__main__":
    sys.exit(main())
