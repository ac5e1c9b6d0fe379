"""What a text says, by a person's answers or by the program's: the same values for both, so that they compare."""

from __future__ import annotations

import json
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from graph.extract.found import Span, Stance
from graph.extract.propose import take_apart
from graph.extract.speech import stance_in

FOLDER = Path(__file__).parent / "texts"
"""Six texts, made up for this, and their answers: a court report, a police release, a feature with hearsay, an
interview, an obituary, a day in parliament. Nothing in them happened."""


@dataclass(frozen=True, slots=True)
class Named:
    """A name; ``entity`` tells names of the same thing from others, and means nothing else."""

    span: Span
    type: str
    entity: str


@dataclass(frozen=True, slots=True)
class Claimed:
    """Words that somebody says.

    ``speaker`` are the words that name who does, a pronoun and what it stands for among them; empty where nobody is
    named. ``via`` says whether it reached the text through somebody else.
    """

    spans: tuple[Span, ...]
    speaker: tuple[Span, ...]
    entity: str | None
    stance: Stance = "asserts"
    via: bool = False
    kind: str = ""


@dataclass(frozen=True, slots=True)
class Dated:
    """A date; each of ``edtf`` is right, and without any only its place is."""

    span: Span
    edtf: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Counted:
    """A quantity between bounds; without any only its place is told."""

    span: Span
    low: float | None
    high: float | None


@dataclass(frozen=True, slots=True)
class Answers:
    """What a text says."""

    names: list[Named]
    claims: list[Claimed]
    dates: list[Dated]
    quantities: list[Counted]


@dataclass(frozen=True, slots=True)
class Document:
    """A text with its right answers."""

    name: str
    text: str
    published: str
    answers: Answers


def six_texts() -> Iterator[Document]:
    """Yield the texts that come with the project."""
    for path in sorted(FOLDER.glob("*.json")):
        gold = json.loads(path.read_text(encoding="utf-8"))
        # line ends as they are: positions count them
        text = (FOLDER / gold["text"]).read_bytes().decode()
        yield Document(path.stem, text, gold["published"], _of_gold(gold))


def _of_gold(gold: dict[str, Any]) -> Answers:
    return Answers(
        names=[Named(_span(row), row["type"], row["entity"]) for row in gold["names"]],
        claims=[
            Claimed(
                spans=tuple((start, end) for start, end in row["spans"]),
                speaker=(tuple(row["speaker"]),) if row["speaker"] else (),
                entity=row["speaker_entity"],
                stance=row["stance"],
                via=bool(row["via"]),
                kind=row["kind"],
            )
            for row in gold["claims"]
        ],
        dates=[Dated(_span(row), _accepted(row["edtf"])) for row in gold["dates"]],
        quantities=[Counted(_span(row), row["low"], row["high"]) for row in gold["quantities"]],
    )


def _span(row: dict[str, Any]) -> Span:
    return row["start"], row["end"]


def _accepted(edtf: str | list[str] | None) -> tuple[str, ...]:
    return tuple(edtf) if isinstance(edtf, list) else (edtf,) if edtf else ()


def proposed(text: str, published: str) -> Answers:
    """Return what the program finds in a text."""
    parts = take_apart(text, published)
    return Answers(
        names=[
            Named(span, each.type, str(place)) for place, each in enumerate(parts.clusters) for span in each.mentions
        ],
        claims=[
            Claimed(
                spans=speech.spans,
                speaker=speech.speaker,
                entity=None if speaker is None else str(speaker),
                stance=stance_in(text, speech),
                via=bool(outer),
            )
            for speech, speaker, outer in zip(parts.speech, parts.speakers, parts.outer, strict=True)
        ],
        dates=[Dated(date.span, _accepted(date.edtf)) for date in parts.dates],
        quantities=[Counted(each.span, each.quantity.low, each.quantity.high) for each in parts.amounts],
    )
