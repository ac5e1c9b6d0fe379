"""The case model: frozen values that are valid or do not exist.

A case is sources, entities and statements; a statement is carried by claims, each one speaker's
stance cited to a passage. A question puts statements on two sides; it is its reader's, and no claim.
What needs more than one object to check (references, domains, locators against a text) is checked by
:mod:`graph.case.file`.
"""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Collection, Iterable, Sequence
from dataclasses import dataclass, field, replace
from functools import cached_property
from sys import intern
from typing import Literal, Self

from graph.case.dates import EdtfDate
from graph.case.quantities import Quantity
from graph.case.statuses import Status
from graph.errors import ModelError

Stance = Literal["asserts", "denies", "questions"]

STANCES: tuple[Stance, ...] = ("asserts", "denies", "questions")

MAX_ID = 80
_ID = re.compile(r"[a-z0-9]+(?:[-.][a-z0-9]+)*")
_LOCATOR = re.compile(
    r"(?P<source>[^#@]+)#p(?P<paragraph>[1-9][0-9]{0,5})s(?P<sentence>[1-9][0-9]{0,5})"
    r"(?:@(?P<start>0|[1-9][0-9]{0,8})-(?P<end>[1-9][0-9]{0,8}))?"
)
_SHA256 = re.compile(r"[0-9a-f]{64}")
_URL = re.compile(r"https?://[^\s/?#\\][^\s\\]*", re.IGNORECASE)


def check_id(text: str) -> str:
    """Return ``text`` where it is an id: ``[a-z0-9]+([-.][a-z0-9]+)*``, at most 80 characters.

    Raises
    ------
    ModelError

    Examples
    --------
    >>> check_id("steven-avery")
    'steven-avery'
    """
    if len(text) > MAX_ID:
        raise ModelError(f"an id has at most {MAX_ID} characters, this one {len(text)} ({text[:20]}…)")
    if not _ID.fullmatch(text):
        raise ModelError(f"an id is lower-case letters and digits joined by - or . ({text!r})")
    return text


@dataclass(frozen=True, slots=True)
class Locator:
    """A place in a source: W3C TextPositionSelector, by paragraph and sentence too.

    Parameters
    ----------
    source : str
        Id of the source.
    paragraph, sentence : int
        From 1; paragraphs are the blocks of text between blank lines, a headline among them.
    start, end : int or None
        Code points in the source's text, end exclusive; both or neither.
    """

    source: str
    paragraph: int
    sentence: int
    start: int | None = None
    end: int | None = None

    @classmethod
    def parse(cls, text: str) -> Self:
        """Read ``source#p<paragraph>s<sentence>[@start-end]``.

        Raises
        ------
        ModelError

        Examples
        --------
        >>> Locator.parse("gazette#p2s1@310-320").start
        310
        """
        match = _LOCATOR.fullmatch(text)
        if not match:
            raise ModelError(f"a locator is source#p<paragraph>s<sentence>, with an optional @start-end ({text!r})")
        start, end = match["start"], match["end"]
        if start is not None and int(start) >= int(end):
            raise ModelError(f"a locator's end comes after its start ({text!r})")
        return cls(
            intern(check_id(match["source"])),  # many thousands of passages share it
            int(match["paragraph"]),
            int(match["sentence"]),
            None if start is None else int(start),
            None if end is None else int(end),
        )

    @property
    def order(self) -> tuple[str, int, int, int, int]:
        """What locators are sorted by: a whole sentence comes before a part of it."""
        start, end = (-1, -1) if self.start is None or self.end is None else (self.start, self.end)
        return self.source, self.paragraph, self.sentence, start, end

    def __str__(self) -> str:
        place = f"{self.source}#p{self.paragraph}s{self.sentence}"
        return place if self.start is None else f"{place}@{self.start}-{self.end}"


def check_sha256(text: str) -> str:
    """Return ``text`` where it is a SHA-256 in lower-case hexadecimal.

    Raises
    ------
    ModelError
    """
    if not _SHA256.fullmatch(text):
        raise ModelError(f"a SHA-256 is 64 lower-case hexadecimal digits ({text[:70]!r})")
    return text


def check_url(text: str) -> str:
    """Return ``text`` where it is the address of a page: a browser opens what it links to.

    Raises
    ------
    ModelError

    Examples
    --------
    >>> check_url("https://ledger.example/court")
    'https://ledger.example/court'
    """
    if not _URL.fullmatch(text):
        raise ModelError(f"an address begins with https:// or http://, and holds no space ({text[:70]!r})")
    return text


@dataclass(frozen=True, slots=True, kw_only=True)
class Source:
    """A document: where passages are.

    Parameters
    ----------
    text : str or None
        Path of its text, beside the case file, where it may be shipped.
    text_sha256 : str or None
        Of the text's bytes; ties locators to one version of the text.
    found_sha256 : str or None
        Of the text beside the case file, where that gives none: no part of what the file says.
    """

    id: str
    title: str
    publisher: str | None = None
    published: EdtfDate | None = None
    language: str | None = None
    url: str | None = None
    text: str | None = None
    text_sha256: str | None = None
    found_sha256: str | None = field(default=None, compare=False)

    def __post_init__(self) -> None:
        check_id(self.id)
        if self.text_sha256 is not None:
            check_sha256(self.text_sha256)

    @property
    def sha256(self) -> str | None:
        """The SHA-256 by which its text is found: the one that the file gives, else that of the text beside it."""
        return self.text_sha256 or self.found_sha256


@dataclass(frozen=True, slots=True)
class Mention:
    """A name as it is printed in a passage, misspellings kept."""

    text: str
    at: Locator


@dataclass(frozen=True, slots=True, kw_only=True)
class Entity:
    """A person, agency, organization, place, piece of evidence, event, work or petition.

    Parameters
    ----------
    type : str
        One of the schema's entity types.
    kind : str or None
        A narrower word, free ("photographer", "group of signers").
    decides : bool
        True for a body whose findings decide: a court, a jury, an official inquiry.
    about : str or None
        One line in our own words.
    """

    id: str
    type: str
    name: str
    aliases: tuple[str, ...] = ()
    kind: str | None = None
    decides: bool = False
    about: str | None = None
    mentions: tuple[Mention, ...] = ()

    def __post_init__(self) -> None:
        check_id(self.id)


@dataclass(frozen=True, slots=True, kw_only=True)
class Claim:
    """One speaker's stance on one statement, cited to passages; or, without a speaker, the case's own inference.

    Parameters
    ----------
    by : str or None
        Id of the speaker: an entity or a source; None for an inference of the case's editor.
    at : Locator
        The passage that carries it.
    context : tuple of Locator
        Further passages that it takes to read that one: its attribution, or what a pronoun stands for.
    verb : str or None
        The verb the passage uses ("said", "suggested").
    says : str or None
        What is claimed, in our own words.
    via : tuple of str
        Ids of those it passed through on its way into the source, nearest to the speaker first.
    kind : str or None
        ``"finding"`` where a deciding body decides.
    because : str or None
        Of an inference: what it rests on, in our own words.
    """

    id: str
    by: str | None
    stance: Stance
    at: Locator
    context: tuple[Locator, ...] = ()
    verb: str | None = None
    says: str | None = None
    via: tuple[str, ...] = ()
    kind: Literal["finding"] | None = None
    because: str | None = None

    @property
    def inferred(self) -> bool:
        """Whether it is the case's own inference, and nobody's claim."""
        return self.by is None

    @property
    def places(self) -> tuple[Locator, ...]:
        """Every passage that it cites, first the one that carries it."""
        return (self.at, *self.context)

    @property
    def order(self) -> tuple[object, ...]:
        """What the claims of a statement are sorted by: their content, whatever their order in a file."""
        said = (self.verb or "", self.says or "", self.via, self.kind or "", self.because or "")
        return (self.at.order, self.by or "", self.stance, *said, tuple(place.order for place in self.context))

    def __post_init__(self) -> None:
        check_id(self.id)
        if self.stance not in STANCES:
            raise ModelError(f"a stance is one of {', '.join(STANCES)} ({self.stance!r})")
        if self.kind not in (None, "finding"):
            raise ModelError(f"a claim's kind is finding, or left out ({self.kind!r})")
        if self.via and (len(set(self.via)) != len(self.via) or self.by in self.via):
            raise ModelError(f"via may not run in a circle ({' → '.join((self.by or '', *self.via))})")
        if self.context and len(set(self.places)) != len(self.places):
            raise ModelError(f"a claim cites each place once ({', '.join(map(str, self.places))})")
        if self.by is None:
            if not self.because:
                raise ModelError("an inference says what it rests on: because: …")
            if self.stance != "asserts" or self.kind or self.verb or self.via:
                raise ModelError("an inference has nothing of a speaker: no stance but asserts, no verb, via or kind")
        elif self.because:
            raise ModelError("because is for an inference of the case's own: inferred: true, without by")


def number_claims(statement: str, claims: Sequence[Claim], named: Collection[str]) -> tuple[Claim, ...]:
    """Give ``<statement>.<n>`` to every claim whose id is not among ``named``.

    n counts all claims of the statement in the order of their content, so that no order of a file's
    lists changes an id.

    Parameters
    ----------
    statement : str
        Id of the statement.
    claims : sequence of Claim
    named : collection of str
        Ids that are kept.

    Returns
    -------
    tuple of Claim
        In the order they came.

    Raises
    ------
    ModelError
        An id gets longer than an id may be.
    """
    numbers = {id(claim): n for n, claim in enumerate(sorted(claims, key=lambda claim: claim.order), 1)}
    return tuple(
        claim if claim.id in named else replace(claim, id=f"{statement}.{numbers[id(claim)]}") for claim in claims
    )


@dataclass(frozen=True, slots=True)
class Text:
    """A value that is neither a date nor a quantity."""

    text: str


Value = EdtfDate | Quantity | Text


@dataclass(frozen=True, slots=True, kw_only=True)
class Statement:
    """Subject, predicate, and an object (the id of an entity) or a value; carried by its claims."""

    id: str
    subject: str
    predicate: str
    object: str | None = None
    value: Value | None = None
    claims: tuple[Claim, ...] = ()

    def __post_init__(self) -> None:
        check_id(self.id)
        if (self.object is None) == (self.value is None):
            raise ModelError("a statement has an object or a value, one of the two")
        if not self.claims:
            raise ModelError("a statement needs a claim: who says so, and where")


Side = Literal["for", "against", "open"]

SIDES: tuple[Side, ...] = ("for", "against", "open")
"""Where a statement may stand under a question."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Question:
    """What a reader of the case asks, with statements on each side and a conclusion of their own; never a claim.

    Parameters
    ----------
    text : str
        The question, in the reader's own words.
    for_, against, open : tuple of str
        Ids of the statements that speak for it, against it, and of which that is still open.
    conclusion : str or None
        What the reader concludes, in their own words.
    by : str or None
        Who concludes it: a person's name, as they write it; nobody in the case says it.
    """

    id: str
    text: str
    for_: tuple[str, ...] = ()
    against: tuple[str, ...] = ()
    open: tuple[str, ...] = ()
    conclusion: str | None = None
    by: str | None = None

    @property
    def sides(self) -> dict[Side, tuple[str, ...]]:
        """The ids of its statements by the side they stand on."""
        return {"for": self.for_, "against": self.against, "open": self.open}

    @property
    def statements(self) -> tuple[str, ...]:
        """The ids of all its statements: for, against, open."""
        return (*self.for_, *self.against, *self.open)

    def __post_init__(self) -> None:
        check_id(self.id)
        if twice := next((id for id, n in Counter(self.statements).items() if n > 1), None):
            raise ModelError(f"a statement stands under a question once: for, against or open ({twice})")
        if (self.conclusion is None) != (self.by is None):
            raise ModelError("a conclusion and the name of the person who draws it, by:, come together")


@dataclass(frozen=True, kw_only=True)
class Case:
    """Sources, entities and statements, in the order of the case file; and what its readers ask.

    ``order`` is the case's place among others: the app opens the first one.
    """

    id: str
    title: str
    as_of: EdtfDate
    about: str | None = None
    order: float | None = None
    sources: tuple[Source, ...] = ()
    entities: tuple[Entity, ...] = ()
    statements: tuple[Statement, ...] = ()
    questions: tuple[Question, ...] = ()

    def __post_init__(self) -> None:
        check_id(self.id)

    @cached_property
    def source_ids(self) -> frozenset[str]:
        """Ids of the sources."""
        return frozenset(source.id for source in self.sources)

    @cached_property
    def entity_names(self) -> dict[str, str]:
        """What the entities are called, by their ids."""
        return {entity.id: entity.name for entity in self.entities}

    def status(self, statement: Statement) -> Status:
        """Return what the claims of a statement make of it (see :func:`status_of`)."""
        return status_of(statement.claims, self.source_ids)

    def __repr__(self) -> str:
        return f"<Case: {self.id}, {len(self.entities):,} entities, {len(self.statements):,} statements>"

    def _repr_html_(self) -> str:
        # by the door, for rooms after this one know how; as in graph.elements.Subgraph
        import graph

        return graph.to_notebook_html(self)


def status_of(claims: Iterable[Claim], source_ids: frozenset[str] | set[str]) -> Status:
    """Derive a statement's status from its claims; the first rule that holds.

    ``found``: a finding asserts it; denials stay visible beside it.
    ``disputed``: somebody asserts it, somebody denies or questions it.
    ``denied``: denied, asserted by nobody.
    ``questioned``: questioned, asserted by nobody.
    ``inferred``: asserted by nobody; the case's own inference.
    ``reported``: a source asserts it in its own voice.
    ``alleged``: all else: only named speakers assert it.

    Parameters
    ----------
    claims : iterable of Claim
    source_ids : set of str
        Ids of the sources: their claims are a source's own voice.

    Returns
    -------
    str
    """
    said = [claim for claim in claims if not claim.inferred]
    asserts = [claim for claim in said if claim.stance == "asserts"]
    stances = {claim.stance for claim in said}
    if any(claim.kind == "finding" for claim in asserts):
        return "found"
    if asserts and stances & {"denies", "questions"}:
        return "disputed"
    if "denies" in stances:
        return "denied"
    if "questions" in stances:
        return "questioned"
    if not asserts:
        return "inferred"
    if any(claim.by in source_ids for claim in asserts):
        return "reported"
    return "alleged"
