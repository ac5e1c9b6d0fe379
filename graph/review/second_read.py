"""A second reader's verdicts on claims: a line each in a file beside the case that only grows.

A verdict is of a claim as it was read. It is open until somebody overrules it with a reason, or until the claim says,
or cites, something else. A claim that was changed is to be read again; only when somebody did is it *mended*.
"""

from __future__ import annotations

import hashlib
import json
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import asdict, dataclass, fields
from datetime import UTC, datetime, timedelta
from pathlib import Path
from types import MappingProxyType
from typing import Any, Literal

from graph.case.model import Case, Claim, Locator, Statement
from graph.case.rows import value_content
from graph.case.words import clean, number_of
from graph.errors import ModelError
from graph.files import Moment, append_lines, locked, parse_json, read_lines, typed
from graph.review.beside import review_folder

Verdict = Literal[
    "supported", "needs context", "overstated", "wrong speaker", "wrong stance", "wrong relation", "unsupported"
]
MAX_READER = 80
"""Characters of a reader's name."""
MAX_REASON = 500
"""Characters of a reason."""


@dataclass(frozen=True, slots=True)
class VerdictWords:
    """What a verdict means.

    Parameters
    ----------
    words : str
        Its meaning, as a sentence.
    refutes : bool
        Whether it says that the claim is wrong as it is told.
    """

    words: str
    refutes: bool = True


VERDICTS: Mapping[Verdict, VerdictWords] = MappingProxyType(
    {
        "supported": VerdictWords("The passages say it, as it is told.", refutes=False),
        "needs context": VerdictWords("The words are there, but mislead without more of the text.", refutes=False),
        "overstated": VerdictWords("It is told as more, or as more certain, than the passages have it."),
        "wrong speaker": VerdictWords("Somebody else says so, or it came another way."),
        "wrong stance": VerdictWords("The speaker does not assert, deny or question it as is told."),
        "wrong relation": VerdictWords("The passages say something else of the two."),
        "unsupported": VerdictWords("The passages do not say it."),
    }
)
"""What a reader can say of a claim, in the order of the keys 1 to 7."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Reading:
    """A line of the file: a verdict on a claim, or the overruling of one.

    Parameters
    ----------
    time : str
        ISO 8601, in UTC, to the microsecond: what orders the lines of two people, and tells one from others.
    reader : str
        Who read the claim; of an overruling, who overrules.
    claim : str
        Id of the claim, as it was then.
    verdict : str
        One of :data:`VERDICTS`, or ``overruled``.
    reason : str
        Needed for all but ``supported``.
    text : str
        What the reader read: the claim in words.
    content : str
        What tells whether the claim still says the same: see :func:`content_of`.
    places : tuple of str
        The locators that it cited.
    of : str
        Of an overruling: the time of the verdict that it is about.
    """

    time: Moment
    reader: str
    claim: str
    verdict: Verdict | Literal["overruled"]
    reason: str = ""
    text: str = ""
    content: str = ""
    places: tuple[str, ...] = ()
    of: Moment = ""

    @property
    def refutes(self) -> bool:
        """Whether it says that the claim is wrong as it is told."""
        return self.verdict != "overruled" and VERDICTS[self.verdict].refutes

    @property
    def told(self) -> str:
        """The verdict with its reader and reason: "overstated, by Ines: two of the three"."""
        return f"{self.verdict}, by {self.reader}{f': {self.reason}' if self.reason else ''}"


_FIELDS = tuple(each.name for each in fields(Reading))


@dataclass(frozen=True, slots=True)
class Mark:
    """What marks a claim: a verdict other than ``supported`` that waits for somebody.

    Parameters
    ----------
    reading : Reading
    changed : bool
        The claim was changed since, and nobody has read it again; else the verdict is open.
    """

    reading: Reading
    changed: bool = False

    @property
    def told(self) -> str:
        """The verdict with its reader and reason, and whether the claim was changed since."""
        return f"{self.reading.told}{' (the claim was changed since: to be read again)' if self.changed else ''}"

    def to_json(self) -> dict[str, Any]:
        """Return it as a dict that fits into JSON."""
        of = self.reading
        return {
            "verdict": of.verdict,
            "reader": of.reader,
            "reason": of.reason or None,
            "time": of.time,
            "changed": self.changed,
            "text": self.told,
        }


Marks = Callable[[str], Mapping[str, Sequence[Mark]]]
"""Returns the marks of second readers on the claims of a case, by the claims' ids."""


@dataclass(frozen=True, slots=True)
class Counts:
    """How far a case is read a second time, in claims.

    Parameters
    ----------
    claims : int
        That the case has.
    read : int
        On which there is a verdict, be it of before they were changed.
    refuted : int
        Of these, those that a reader says are wrong as they are, or were, told; none whose verdict was overruled.
    open, changed, mended, overruled : int
        Claims with a verdict other than ``supported`` that stands; that was on what they no longer say, while nobody
        has read what they say now; that was on what they no longer say, and somebody has, or they are gone; that was
        overruled.
    unread : int
        Of which nobody read what they say now.
    """

    claims: int
    read: int
    refuted: int
    open: int
    changed: int
    mended: int
    overruled: int
    unread: int

    @property
    def in_words(self) -> str:
        """The share that was refuted, and what is left to do; empty where nobody read anything.

        Examples
        --------
        >>> Counts(claims=9, read=8, refuted=1, open=1, changed=0, mended=0, overruled=0, unread=1).in_words
        'second reader: of 8 claims read, 1 refuted (12.5 %), 1 open, 1 not read as it stands'
        >>> Counts(claims=9, read=9, refuted=2, open=0, changed=2, mended=0, overruled=0, unread=2).in_words
        'second reader: of 9 claims read, 2 refuted (22.2 %), 2 changed since and to be read again'
        """
        if not self.read:
            return ""
        share = f" ({100 * self.refuted / self.read:.1f} %)" if self.refuted else ""
        numbers = {
            "open": self.open,
            "changed since and to be read again": self.changed,
            "mended": self.mended,
            "overruled": self.overruled,
        }
        left = [f"{n:,} {words}" for words, n in numbers.items() if n]
        if rest := self.unread - self.changed:
            left.append(
                f"{rest:,} {'more ' if self.changed else ''}not read as {'it stands' if rest == 1 else 'they stand'}"
            )
        return ", ".join(
            [f"second reader: of {number_of(self.read, 'claim')} read, {self.refuted:,} refuted{share}", *left]
        )


class SecondRead:
    """What the lines of second readers say of a case as it is now.

    Parameters
    ----------
    case : Case
    readings : sequence of Reading
        In the order of :func:`read_counting`.
    """

    def __init__(self, case: Case, readings: Sequence[Reading]) -> None:
        self.claims: Mapping[str, tuple[Statement, Claim]] = {
            claim.id: (statement, claim) for statement in case.statements for claim in statement.claims
        }
        self._overruled = {(line.claim, line.of): line for line in readings if line.verdict == "overruled"}
        self._siblings = {s.id: [claim.id for claim in s.claims] for s in case.statements}
        by_content: dict[str, list[str]] = {}
        for id, (statement, claim) in self.claims.items():
            by_content.setdefault(content_of(statement, claim), []).append(id)
        self._now: dict[str, dict[str, Reading]] = {}
        self._before: dict[str, dict[str, Reading]] = {}
        for line in readings:
            if line.verdict != "overruled":
                now = self._as_it_stands(line, by_content.get(line.content, ()))
                held = self._now.setdefault(now, {}) if now else self._before.setdefault(line.claim, {})
                held[line.reader] = line

    def _as_it_stands(self, line: Reading, same: Sequence[str]) -> str:
        """Return the id of the claim that still says and cites what was read; empty where none does."""
        same = [id for id in same if _cites_the_same(self.claims[id][1], line.places)]
        return line.claim if line.claim in same else next(iter(same), "")

    def verdicts(self, claim: str) -> tuple[Reading, ...]:
        """Return the last verdict of each reader on a claim as it is now, overruled ones too."""
        return tuple(self._now.get(claim, {}).values())

    def overruled(self, reading: Reading) -> Reading | None:
        """Return the line that overrules a verdict; None where none does."""
        return self._overruled.get((reading.claim, reading.time))

    @property
    def open(self) -> Mapping[str, tuple[Reading, ...]]:
        """The verdicts that wait for somebody to mend the claim or to overrule them, by claim."""
        found = {id: tuple(filter(self._stands, held.values())) for id, held in self._now.items()}
        return {id: found[id] for id in self.claims if found.get(id)}

    @property
    def changed(self) -> Mapping[str, tuple[Reading, ...]]:
        """The verdicts on claims that were changed since, and that nobody has read again, by claim."""
        found: dict[str, list[Reading]] = {}
        for held in self._before.values():
            for line in filter(self._stands, held.values()):
                if id := self._became(line):
                    found.setdefault(id, []).append(line)
        return {id: tuple(found[id]) for id in self.claims if id in found}

    @property
    def marks(self) -> Mapping[str, tuple[Mark, ...]]:
        """What marks claims: what is open, and what was changed since and is to be read again."""
        open_, changed = self.open, self.changed
        return {
            id: (*map(Mark, open_.get(id, ())), *(Mark(line, changed=True) for line in changed.get(id, ())))
            for id in self.claims
            if id in open_ or id in changed
        }

    def _became(self, line: Reading) -> str:
        """Return which claim, that nobody has read as it is now, one that was changed has become; empty where none has.

        Claims are numbered by what they say, so one that is changed may have the number of another: it is told by the
        passages that it cites before it is told by its id.
        """
        near: dict[str, tuple[bool, bool, bool]] = {}
        for id in self._siblings.get(self._statement_of(line.claim), ()):
            if id not in self._now:
                at = self.claims[id][1].places
                first = bool(at) and bool(line.places) and _is_same_place(at[0], Locator.parse(line.places[0]))
                near[id] = _cites_the_same(self.claims[id][1], line.places), first, id == line.claim
        best = max(near, key=near.__getitem__, default="")
        return best if best and any(near[best]) else ""

    def _statement_of(self, claim: str) -> str:
        # a number may be gone, its statement not
        return self.claims[claim][0].id if claim in self.claims else claim.rpartition(".")[0]

    def _stands(self, reading: Reading) -> bool:
        return reading.verdict != "supported" and self.overruled(reading) is None

    def unread(self, reader: str = "") -> Iterator[tuple[Statement, Claim]]:
        """Yield the claims that a reader, or where none is named anybody, has not read as they are now.

        In the order of their sources and passages, as one reads.
        """
        for id, (statement, claim) in sorted(self.claims.items(), key=lambda row: (row[1][1].at.order, row[0])):
            held = self._now.get(id, {})
            if not (reader in held if reader else held):
                yield statement, claim

    @property
    def counts(self) -> Counts:
        """How far the case is read, in claims."""
        lines = [
            (id, line) for side in (self._now, self._before) for id, held in side.items() for line in held.values()
        ]
        open_, changed = self.open, self.changed
        waiting = {line for of in changed.values() for line in of}
        before = [(id, line) for id, held in self._before.items() for line in held.values() if self._stands(line)]
        return Counts(
            claims=len(self.claims),
            read=len({id for id, _ in lines}),
            refuted=len({id for id, line in lines if line.refutes and self.overruled(line) is None}),
            open=len(open_),
            changed=len(changed),
            mended=len({id for id, line in before if line not in waiting and id not in open_}),
            overruled=len({id for id, line in lines if self.overruled(line) is not None}),
            unread=sum(id not in self._now for id in self.claims),
        )


def content_of(statement: Statement, claim: Claim) -> str:
    """Return what stays the same as long as a claim says the same, whatever it and its statement are called.

    The places that it cites are compared apart: their positions in the text may be written in later.
    """
    about = (statement.subject, statement.predicate, statement.object, value_content(statement.value))
    said = (claim.by, claim.stance, claim.verb, claim.says, claim.via, claim.kind, claim.because)
    return hashlib.sha256(repr((about, said)).encode()).hexdigest()[:16]


def _cites_the_same(claim: Claim, places: Sequence[str]) -> bool:
    return len(claim.places) == len(places) and all(
        _is_same_place(at, Locator.parse(place)) for at, place in zip(claim.places, places, strict=True)
    )


def _is_same_place(one: Locator, other: Locator) -> bool:
    if one.order[:3] != other.order[:3]:
        return False
    return None in (one.start, other.start) or (one.start, one.end) == (other.start, other.end)


def give(
    statement: Statement, claim: Claim, verdict: Verdict, *, reader: str, reason: str = "", text: str = "", time: str
) -> Reading:
    """Return a verdict on a claim as it is now.

    Raises
    ------
    ModelError
        There is no reader or no reason, one is too long, or the verdict is none.
    """
    if verdict not in VERDICTS:
        raise ModelError(f"a verdict is one of {', '.join(VERDICTS)} ({verdict!r})")
    return Reading(
        time=time,
        reader=reader_name(reader),
        claim=claim.id,
        verdict=verdict,
        reason=_reason(
            reason,
            needed="" if verdict == "supported" else f"for the verdict {verdict}: those who mend the claim read it",
        ),
        text=text,
        content=content_of(statement, claim),
        places=tuple(map(str, claim.places)),
    )


def overrule(reading: Reading, *, reader: str, reason: str, time: str) -> Reading:
    """Return the line that overrules a verdict.

    Raises
    ------
    ModelError
        There is no name or no reason, or one is too long.
    """
    return Reading(
        time=time,
        reader=reader_name(reader),
        claim=reading.claim,
        verdict="overruled",
        reason=_reason(reason, needed="to overrule a verdict: those who gave it read it"),
        of=reading.time,
    )


def reader_name(text: str) -> str:
    """Return a reader's name on one line.

    Raises
    ------
    ModelError
        It is empty, or longer than :data:`MAX_READER`.
    """
    name = clean(text)
    if not name:
        raise ModelError("a verdict has a reader: give a name, or initials")
    if len(name) > MAX_READER:
        raise ModelError(f"a reader's name has {MAX_READER} characters at the most, this one {len(name):,}")
    return name


def _reason(text: str, *, needed: str) -> str:
    reason = clean(text)
    if needed and not reason:
        raise ModelError(f"a short reason is needed {needed}")
    if len(reason) > MAX_REASON:
        raise ModelError(f"a reason has {MAX_REASON} characters at the most, this one {len(reason):,}")
    return reason


def second_read_path(case: Path) -> Path:
    """Return where the verdicts on a case file are."""
    return review_folder(case) / "second-read.jsonl"


def record(case: Path, readings: Iterable[Reading]) -> None:
    """Write lines behind those that are there of a case file.

    Raises
    ------
    FileError
        They cannot be written; what is there stays.
    """
    path = second_read_path(case)
    with locked(path):
        append_lines(path, [_line(reading) for reading in readings])


def _line(reading: Reading) -> str:
    return json.dumps({name: value for name, value in asdict(reading).items() if value}, ensure_ascii=False)


def read_counting(case: Path) -> tuple[list[Reading], int]:
    """Return the lines beside a case file in the order of their times, and how many hold none.

    One that a merge left twice counts once; an editor changed, or a crash cut, what holds none.

    Raises
    ------
    FileError
        The file is there and cannot be read.
    """
    lines = dict.fromkeys(line for line in read_lines(second_read_path(case)) if line.strip())
    found = [reading for line in lines if (reading := _reading(line)) is not None]
    # a stable sort: those of one moment stay in the order in which they were written
    return sorted(found, key=lambda reading: reading.time), len(lines) - len(found)


def _reading(line: str) -> Reading | None:
    try:
        row = parse_json(line)
        # a later version may write more fields
        reading: Reading = typed(Reading, {name: row[name] for name in _FIELDS if name in row})
        for place in reading.places:
            Locator.parse(place)
    except (ValueError, TypeError, ModelError):
        return None
    return reading if reading.time and reading.reader and (reading.of or reading.content) else None


def moments(start: datetime) -> Iterator[str]:
    """Yield times for lines that are written at once, a microsecond apart, so that each is told by its own."""
    while True:
        yield start.astimezone(UTC).isoformat(timespec="microseconds")
        start += timedelta(microseconds=1)
