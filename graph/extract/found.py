"""What is found in a text, before any of it is proposed: spans, and what the rule that found them says of them.

A span is a pair of offsets ``(start, end)``, end exclusive, in code points of the text as it is kept.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Literal

from graph.case.quantities import Quantity

Span = tuple[int, int]
NameType = Literal["Person", "Agency", "Organization", "Place", "Work", "Group", "Other"]
Stance = Literal["asserts", "denies", "questions"]


@dataclass(frozen=True, slots=True)
class Name:
    """A proper name, without titles, articles and possessive endings.

    Parameters
    ----------
    span : tuple of int
    type : str
        What it names; ``Group`` (nationalities, religions) and ``Other`` (ships, laws) are never proposed as entities.
    rule : str
        What found it, or decided its type: ``model``, ``title``, ``surname``, ``place word`` …
    evidence : tuple of tuple of int
        Other spans that the rule rests on: the title before it, the cue after it.
    """

    span: Span
    type: NameType
    rule: str
    evidence: tuple[Span, ...] = ()


@dataclass(frozen=True, slots=True)
class Speech:
    """Words that the text gives to somebody: quoted, reported, or both.

    Parameters
    ----------
    kind : {"direct", "mixed", "indirect"}
    spans : tuple of tuple of int
        What is said, in order: the inside of quotation marks, or the clause; a quotation in pieces, or over
        paragraphs, has several.
    speaker : tuple of tuple of int
        The words that name the speaker: a noun phrase, and a relative pronoun that stands for it; empty where
        nobody is found.
    cue : tuple of int or None
        The word of saying.
    verb : str
        That word's lemma; empty without a cue.
    rule : str
        The rule that found speaker and content: ``frame``, ``that-clause``, ``according to`` …
    negated : bool
        The word of saying is negated: a hint, not a stance.
    stance : str or None
        Where what found it tells; else it is that of the verb.
    """

    kind: Literal["direct", "mixed", "indirect"]
    spans: tuple[Span, ...]
    speaker: tuple[Span, ...]
    cue: Span | None
    verb: str
    rule: str
    negated: bool = False
    stance: Stance | None = None


@dataclass(frozen=True, slots=True)
class DateSpan:
    """A date as it is printed.

    Parameters
    ----------
    span : tuple of int
    edtf : str or None
        Its value; None where the text alone does not give it (no day of publication is known).
    inferred : bool
        The value takes more than the words: the year from the day of publication, a weekday before it.
    basis : str
        What it was inferred from, as a sentence; empty where it was not.
    """

    span: Span
    edtf: str | None
    inferred: bool = False
    basis: str = ""


@dataclass(frozen=True, slots=True)
class Amount:
    """A count or measure as it is printed, with the bounds that its words give."""

    span: Span
    quantity: Quantity


@dataclass(frozen=True, slots=True)
class Event:
    """What happened, or a piece of evidence, by the words for it: "the fire at pier nine", "the harbour diary".

    Parameters
    ----------
    type : {"Event", "Evidence"}
    name : str
        Its words; with "alleged" before what only a crime's name tells.
    mentions : tuple of tuple of int
    rule : str
    """

    type: Literal["Event", "Evidence"]
    name: str
    mentions: tuple[Span, ...]
    rule: str


@dataclass(frozen=True, slots=True)
class Relation:
    """What a sentence says of somebody who is named, as a predicate of the schema.

    Parameters
    ----------
    predicate : str
        An accusatory one wherever the words accuse, suspect or blame.
    subject : int
        The place of who it is said of among the clusters.
    object : int or None
        The place of another one among the clusters.
    event : int or None
        The place of an object among the events.
    text : tuple of int or None
        The words that are the object where it is neither.
    cue : tuple of int
        The words that say so.
    spans : tuple of tuple of int
        The words for subject and object, and the cue, in order.
    speaker : int or None
        Who says so, among the clusters; None where the text says so itself, or nobody is known.
    named : tuple of tuple of int
        The words for that speaker; empty where the text says so itself.
    via : tuple of int
        Those who pass it on, the nearest to the speaker first.
    stance : str
    rule : str
    """

    predicate: str
    subject: int
    object: int | None
    event: int | None
    text: Span | None
    cue: Span
    spans: tuple[Span, ...]
    speaker: int | None
    named: tuple[Span, ...]
    via: tuple[int, ...]
    stance: Stance
    rule: str
