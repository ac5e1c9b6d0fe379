"""Proposals: what a text is proposed to say, each with its place, the rule that made it, and how often that is right.

The form of the files is fixed, since other programs read them: ``CASE.review/proposals.json``. What a proposal says
stands in its ``value``, by kind:

``mention``
    ``type`` of what is named.
``entity``
    ``type``, ``name``, and ``mentions``: ids of the proposals of its places.
``merge``
    ``entities``: ids of two proposed entities, or of one and the id of an entity of the case in ``known``.
``date``
    ``edtf`` (null where the text alone does not give it), ``inferred`` and ``basis``.
``quantity``
    ``low``, ``high`` and ``unit``; the rule is the comparator.
``claim``
    ``speaker``: id of a proposed entity, or null; ``named``: the spans of the words for the speaker; ``said``: direct,
    mixed or indirect; ``verb``, ``stance``, ``negated``; ``via``: ids of the entities that pass it on, the nearest to
    the speaker first.
``event``
    A suggestion: ``type`` Event, or Evidence for a piece of evidence, and ``name``: the words; with *alleged* before
    them where nothing but the name of a crime says that anything happened. Its spans are all the places of these words.
``relation``
    A suggestion: ``subject``: id of a proposed entity; ``predicate`` of the schema; one object: ``object``, id of a
    proposed entity, ``event``, id of a proposed event, or ``text``, the words; ``speaker``, ``named``, ``stance`` and
    ``via`` as of a claim, where null and no ``named`` mean that the text says so itself. What a crime's verb or name
    says of somebody is suggested under an accusatory predicate, and under no other. ``evidence`` begins with the cue.
``pronoun``
    ``entity``: id of the proposed entity that it is likely to mean; a hint.

Suggestions, merges, pronouns and what an endpoint proposes never enter a draft.
"""

from __future__ import annotations

import hashlib
import json
from collections.abc import Collection, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from functools import cache
from importlib.resources import files
from types import MappingProxyType
from typing import Any, Literal, get_args

import yaml

from graph.errors import ExtractError
from graph.extract.found import Span, Stance
from graph.files import parse_json, typed

Kind = Literal["mention", "entity", "merge", "date", "quantity", "claim", "event", "relation", "pronoun"]
KINDS: tuple[Kind, ...] = get_args(Kind)
VERSION = 1
"""Of the file; another one is refused."""
BY_ENDPOINT = "endpoint:"
"""What the rule of an endpoint's proposals begins with, before the name of the model: they are never measured."""
CONTEXT = 32
"""Code points of ``prefix`` and ``suffix``, as a W3C TextQuoteSelector has them."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Proposal:
    """One thing that a person decides on.

    Parameters
    ----------
    id : str
        The same on every run over the same text: see :func:`proposal_id`.
    kind : str
        One of :data:`KINDS`.
    spans : tuple of tuple of int
        ``[start, end)`` in code points of the text; a quotation over two paragraphs is one claim with two.
    exact, prefix, suffix : str
        The words, and up to 32 code points on each side: what finds them again in a text that changed.
    rule : str
        What made it: ``frame``, ``title``, ``endpoint:MODEL`` …
    evidence : tuple of tuple of int
        Other spans that the rule rests on: the cue, a title, an antecedent.
    score : float
        How often the rule is right, measured on texts with known answers, from 0 to 1; 0 where it was not measured.
    value : mapping of str to Any
        By kind: ``type``, ``name`` and ``mentions`` of an entity; ``edtf``, ``inferred`` and ``basis``; ``low``,
        ``high`` and ``unit``; ``speaker``, ``verb``, ``stance`` and ``via`` of a claim; ``entities`` of a merge.
    """

    id: str
    kind: Kind
    spans: tuple[Span, ...]
    exact: str
    prefix: str
    suffix: str
    rule: str
    evidence: tuple[Span, ...] = ()
    score: float = 0.0
    value: Mapping[str, Any] = field(default_factory=dict)

    @property
    def start(self) -> int:
        """Where it begins in the text."""
        return self.spans[0][0]


@dataclass(frozen=True, slots=True, kw_only=True)
class Proposals:
    """What is proposed of one text.

    Parameters
    ----------
    source : str
        Id of the source in the case.
    sha256 : str
        Of the text's bytes: the version that all positions count in.
    published : str
        EDTF of the day that dates are relative to; empty where it is not known.
    rows : tuple of Proposal
        In the order of the text.
    notes : tuple of str
        What a person should know of them, a sentence each: what was not looked for, what was left out.
    """

    source: str
    sha256: str
    published: str
    rows: tuple[Proposal, ...]
    notes: tuple[str, ...] = ()


def proposal_id(sha256: str, kind: Kind, spans: Sequence[Span], text: str) -> str:
    """Return the id of a proposal: 16 hexadecimal digits of the SHA-256 of source, kind, spans and words."""
    places = ",".join(f"{start}-{end}" for start, end in spans)
    return hashlib.sha256(f"{sha256}\n{kind}\n{places}\n{text}".encode("utf-8", "surrogatepass")).hexdigest()[:16]


@cache
def measured_scores() -> Mapping[str, float]:
    """Return how often each rule is right on texts with known answers, by ``kind/rule`` and by kind.

    The table is ``tables/scores.yaml``, which a benchmark writes.
    """
    text = files("graph.extract").joinpath("tables", "scores.yaml").read_text(encoding="utf-8")
    return MappingProxyType(yaml.safe_load(text))


class Proposer:
    """Makes proposals of places in one text.

    Parameters
    ----------
    text : str
    sha256 : str
        Of its bytes.
    scores : mapping of str to float
        By ``kind/rule``, or by the kind alone for rules that were not measured.
    """

    def __init__(self, text: str, sha256: str, scores: Mapping[str, float]) -> None:
        self._text = text
        self._sha256 = sha256
        self._scores = scores

    def make(
        self,
        kind: Kind,
        spans: Sequence[Span],
        rule: str,
        value: Mapping[str, Any],
        evidence: Iterable[Span] = (),
    ) -> Proposal:
        """Return a proposal with its id, its words with what stands around them, and the score of its rule."""
        text, start, end = self._text, spans[0][0], spans[-1][1]
        known = not rule.startswith(BY_ENDPOINT)
        exact = " … ".join(text[a:b] for a, b in spans)
        return Proposal(
            id=proposal_id(self._sha256, kind, spans, exact),
            kind=kind,
            spans=tuple(spans),
            exact=exact,
            prefix=text[max(0, start - CONTEXT) : start],
            suffix=text[end : end + CONTEXT],
            rule=rule,
            evidence=tuple(evidence),
            score=self._scores.get(f"{kind}/{rule}", self._scores.get(kind, 0.0)) if known else 0.0,
            value=value,
        )


def to_json(texts: Iterable[Proposals]) -> str:
    """Return proposals as the text of a ``proposals.json``; the same proposals give the same bytes."""
    return "".join(json_pieces(texts))


def json_pieces(texts: Iterable[Proposals]) -> Iterator[str]:
    """Yield the text of :func:`to_json` piece by piece, each proposal on a line: that of a book is long."""
    yield f'{{"version": {VERSION}, "sources": {{'
    for number, each in enumerate(texts):
        head = _json({"sha256": each.sha256, "published": each.published, "notes": each.notes})
        yield f'{"," if number else ""}\n{_json(each.source)}: {head[:-1]}, "proposals": ['
        for place, row in enumerate(each.rows):
            yield f"{',' if place else ''}\n{_json(_row(row))}"
        yield "\n]}"
    yield "\n}}\n"


def _json(value: Any) -> str:
    return json.dumps(value, ensure_ascii=False)


def _row(row: Proposal) -> dict[str, Any]:
    return {
        "id": row.id,
        "kind": row.kind,
        "spans": [list(span) for span in row.spans],
        "exact": row.exact,
        "prefix": row.prefix,
        "suffix": row.suffix,
        "rule": row.rule,
        "evidence": [list(span) for span in row.evidence],
        "score": row.score,
        "value": dict(row.value),
    }


def from_json(text: str, *, name: str = "proposals.json") -> list[Proposals]:
    """Read the text of a ``proposals.json``.

    Raises
    ------
    ExtractError
        It is none, or of another version.
    """
    wrong = f"{name} does not hold proposals. Remove it, and extract anew."
    try:
        content = parse_json(text)
        version = content["version"]
    except (ValueError, KeyError, TypeError):
        raise ExtractError(wrong) from None
    if version != VERSION:
        raise ExtractError(f"{name} is of version {version!r:.20}; this program reads {VERSION}. Extract anew.")
    try:
        sources = typed(_File, content).sources
        for each in sources.values():
            _check_rows(each.proposals)
    except ValueError:
        raise ExtractError(wrong) from None
    return [
        Proposals(source=source, sha256=each.sha256, published=each.published, rows=each.proposals, notes=each.notes)
        for source, each in sources.items()
    ]


_PARTS: Mapping[str, Any] = {
    **dict.fromkeys(("type", "name", "id", "into", "kind", "known", "entity", "basis", "said", "verb", "of"), str),
    **dict.fromkeys(("subject", "predicate", "object", "event", "text", "says", "speaker", "edtf", "unit"), str | None),
    **dict.fromkeys(("mentions", "entities", "via"), tuple[str, ...]),
    **dict.fromkeys(("named", "spans"), tuple[Span, ...]),
    **dict.fromkeys(("inferred", "negated", "denial"), bool),
    **dict.fromkeys(("low", "high"), float | None),
    "stance": Stance,
    "with": Mapping[str, str],
}
"""What a proposal's value, or a decision's, is made of, by name: the type of each."""
_NEEDED: Mapping[Kind, Collection[str]] = {
    "mention": {"type"},
    "entity": {"type", "name", "mentions"},
    "merge": {"entities"},
    "date": {"edtf"},
    "quantity": {"low", "high", "unit"},
    "claim": {"speaker", "named", "stance", "via"},
    "event": {"type", "name"},
    "relation": {"subject", "predicate", "named", "via"},
    "pronoun": {"entity"},
}


def check_value(value: Mapping[str, Any], needed: Collection[str] = ()) -> None:
    """Look at the value of a proposal, or of a decision on one, that was read of a file.

    Parameters
    ----------
    value : mapping of str to Any
    needed : collection of str
        Names that it has to have.

    Raises
    ------
    ValueError
        A part of it is missing, or is of another type than its name says.
    """
    if missing := set(needed) - value.keys():
        raise ValueError(f"{missing} are missing")
    for name in value.keys() & _PARTS.keys():
        typed(_PARTS[name], value[name])


def _check_rows(rows: Sequence[Proposal]) -> None:
    """Look at what is proposed of a text: all values are right, and each names only proposals that are there."""
    kinds = {row.id: row.kind for row in rows}
    if len(kinds) < len(rows):
        raise ValueError("two proposals have one id")
    for row in rows:
        check_value(row.value, _NEEDED[row.kind])
        named = [*row.value.get("entities", ()), *row.value.get("via", ()), row.value.get("speaker") or row.id]
        if not row.spans or not all(0 <= start < end for start, end in row.spans) or not kinds.keys() >= set(named):
            raise ValueError(f"the places of {row.id}, or what it names, cannot be")
        if any(kinds.get(id) != "mention" for id in row.value.get("mentions", ())):
            raise ValueError(f"{row.id} has mentions that are none")
        if row.kind == "merge" and not row.value["entities"]:
            raise ValueError(f"{row.id} merges nothing")


@dataclass(frozen=True, slots=True)
class _Source:
    """What is proposed of a source, as the file has it."""

    sha256: str
    published: str
    proposals: tuple[Proposal, ...]
    notes: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class _File:
    version: int
    sources: Mapping[str, _Source]
