"""A case in which hardly anything is certain: a statement of every status, each between names of its own.

No two statements share a name, a predicate or a speaker, so that wherever the names of both ends stand together, one
statement is told, and by which word it has to be told is known.
"""

from __future__ import annotations

import hashlib
import re
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

from graph.case.file import read
from graph.case.model import Case
from graph.case.schema import load_schema
from graph.questions.claims import EDITOR
from graph.settings import Settings

CASE = "contested"
PLAIN = ("found", "reported")


@dataclass(frozen=True)
class Told:
    """A statement, and what must not stand together without a word for it.

    Parameters
    ----------
    id, predicate, status : str
    ends : tuple of tuple of str
        The words by which each end is told; one of each is enough.
    speakers : tuple of str
    """

    id: str
    predicate: str
    status: str
    ends: tuple[tuple[str, ...], tuple[str, ...]]
    speakers: tuple[str, ...]

    @property
    def caption(self) -> str:
        """What stands on its line in a picture, without its status."""
        return load_schema().predicates[self.predicate].caption

    def is_of(self, other: Told) -> bool:
        """Whether it says of the same subject the same thing, perhaps with another date."""
        return (self.ends[0], self.predicate) == (other.ends[0], other.predicate)

    def is_told_by(self, text: str) -> bool:
        """Whether a text names both ends."""
        return all(any(_stands_in(text, word) for word in words) for words in self.ends)

    def is_guarded_by(self, text: str) -> bool:
        """Whether a text has its status, or somebody who makes a claim on it."""
        return _stands_in(text, self.status) or any(_stands_in(text, speaker) for speaker in self.speakers)


def _stands_in(text: str, word: str) -> bool:
    return re.search(rf"(?<![^\W_]){re.escape(word)}(?![^\W_])", text, re.IGNORECASE) is not None


_SAME = "the subject before"
# Predicate, types of its ends (or a value: in the file, and as it is told), and stances with the speaker's type.
_ROWS = (
    ("ACCUSED_OF", "Person", "Event", "asserts"),
    ("SUSPECTED_OF", "Organization", "Event", "asserts denies"),
    ("BLAMED_FOR", "Person", ("{text: flooding of the marsh}", "flooding of the marsh"), "asserts questions"),
    ("DEFENDANT_IN", "Person", "Event", "denies"),
    ("ACCUSED_OF_WANTING_TO_FRAME", "Agency", "Person", "asserts asserts denies"),
    ("SAID_TO_LINK_TO_CRIME", "Evidence", "Person", "questions"),
    ("WAS_AT", "Person", "Place", "asserts"),
    ("SEEN_AT", "Person", "Place", "denies"),
    ("PAID", "Person", "Person", "asserts denies questions"),
    ("TELEPHONED", "Person", "Person", "questions"),
    ("OWNS", "Person", "Organization", "infers"),
    ("PARENT_OF", "Person", "Person", "infers denies"),
    ("OCCURRED_ON", "Event", ("{date: 1871-05-03, text: 3 May 1871}", "3 May 1871", "1871-05-03"), "asserts denies"),
    ("OCCURRED_ON", _SAME, ("{date: 1871-06-09, text: 9 June 1871}", "9 June 1871", "1871-06-09"), "asserts"),
    ("MADE_ON", "Work", ("{date: 1862-07, text: July 1862}", "July 1862", "1862-07"), "asserts"),
    ("DIED_ON", "Person", ("{date: 1853-02-11, text: 11 February 1853}", "11 February 1853", "1853-02-11"), "denies"),
    ("WITNESSED_BY_COUNT", "Event", ("{quantity: 4173 people}", "4173 people"), "asserts"),
    ("HAS_ROLE", "Person", ("{text: ploughwright}", "ploughwright"), "asserts denies"),
    ("DESCRIBED_AS", "Place", ("{text: bottomless}", "bottomless"), "infers"),
    ("CONVICTED_OF", "Person", "Event", "finds denies"),
    ("WORKS_AT", "Person", "Place", "reports"),
)  # fmt: skip
_SYLLABLES = ("bo", "da", "fe", "gu", "hi", "jo", "ka", "lu", "me", "ni", "po", "qua", "ra", "su", "ti", "vo")


def _names(start: str) -> Iterator[str]:
    for one in _SYLLABLES:
        for other in _SYLLABLES:
            yield f"{start}{one}{other}n"


def written(folder: Path, name: str = "contested", *, changed: bool = False) -> Path:
    """Write the case file and its text; where it is changed, half of the claims are others."""
    names, speakers, entities, statements, sentences = _names("Tar"), _names("Mor"), [], [], []
    subject = ""
    for n, (predicate, start, end, stances) in enumerate(_ROWS, 1):
        if start != _SAME:
            subject = next(names)
            entities.append(_entity(subject, start))
        object_ = next(names)
        if isinstance(end, str):
            entities.append(_entity(object_, end))
        printed = "" if isinstance(end, str) else f" has {end[1]}"
        sentences.append(f"Paragraph {n}{printed}.")
        claims = []
        for place, stance in enumerate(stances.split(), 1):
            speaker = next(speakers)
            at = f"gazette#p{n}s1" if place == 1 else f"herald#p{n}s1"
            if stance not in ("infers", "reports"):
                entities.append(_entity(speaker, "Agency" if stance == "finds" else "Person", stance == "finds"))
            if stance == "infers":
                claims.append(f'{{inferred: true, because: Somebody has to, at: "{at}"}}')
            elif stance == "reports":
                claims.append(f'{{by: gazette, stance: asserts, at: "{at}"}}')
            else:
                stance_ = "denies" if changed and n % 2 and stance == "asserts" else stance.replace("finds", "asserts")
                kind = ", kind: finding" if stance == "finds" else ""
                says = f", says: It is {stance} {place} of {n}." if place == 1 else ""
                claims.append(f'{{by: {speaker.lower()}, stance: {stance_}, verb: said{kind}{says}, at: "{at}"}}')
        of_end = f"object: {object_.lower()}" if isinstance(end, str) else f"value: {end[0]}"
        said = f"id: s{n}, subject: {subject.lower()}, predicate: {predicate}, {of_end}"
        statements.append(f"  - {{{said}, claims: [{', '.join(claims)}]}}")
    for source in ("gazette", "herald"):
        (folder / f"{source}.txt").write_text("\n\n".join(sentences), encoding="utf-8")
    sources = [
        f"  - {{id: {source}, title: The {source}, published: 2019-0{n}-01, text: {source}.txt, text_sha256: {sha256}}}"
        for n, source in enumerate(("gazette", "herald"), 4)
        for sha256 in [hashlib.sha256((folder / f"{source}.txt").read_bytes()).hexdigest()]
    ]
    lines = [
        f"case: {{id: {CASE}, title: Hardly anything is certain, as_of: 2019-05}}",
        "sources:",
        *sources,
        "entities:",
        *entities,
        "statements:",
        *statements,
    ]
    path = folder / f"{name}.yaml"
    path.write_text("\n".join(lines) + "\n", encoding="utf-8")
    return path


def _entity(name: str, type_: str, decides: bool = False) -> str:
    return f"  - {{id: {name.lower()}, type: {type_}, name: {name}{', decides: true' if decides else ''}}}"


def of_case(case: Case) -> tuple[Told, ...]:
    """Return the statements that must not be told without a word for it."""
    values = {f"s{n}": row[2][1:] for n, row in enumerate(_ROWS, 1) if isinstance(row[2], tuple)}
    found = []
    for statement in case.statements:
        ends = ((statement.subject,), (statement.object,) if statement.object else values[statement.id])
        speakers = tuple(claim.by or EDITOR for claim in statement.claims)
        found.append(Told(statement.id, statement.predicate, case.status(statement), ends, speakers))
    return tuple(told for told in found if told.status not in PLAIN)


def read_case(folder: Path) -> Case:
    """Write the case into a folder and read it."""
    return read(written(folder), settings=Settings())
