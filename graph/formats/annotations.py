"""Claims as W3C Web Annotations (JSON-LD), for other tools that annotate texts.

Each claim is an annotation of the passage that carries it: its body tells the claim, guarded as everywhere, with the
stance and the status as tags. A passage is a part of the plain text that the case's positions count in, named by its
SHA-256, and of the page that it was published on where its words may be quoted.

References
----------
Web Annotation Data Model, W3C Recommendation 23 February 2017, https://www.w3.org/TR/annotation-model/
Naming Things with Hashes, RFC 6920
"""

from __future__ import annotations

import json
from base64 import urlsafe_b64encode
from collections.abc import Callable, Iterable, Mapping, Sequence
from types import MappingProxyType
from typing import Any

from graph.case.captions import end_of
from graph.case.model import Locator
from graph.case.passages import split_sentences
from graph.case.schema import Schema
from graph.elements import Node
from graph.questions.claims import telling
from graph.questions.ledger import Row
from graph.review.second_read import Mark

CONTEXT = "http://www.w3.org/ns/anno.jsonld"
_AROUND = 32
"""Characters before and after the words of a passage, by which they are found again in another form of the text."""

SourceText = Callable[[str], str | None]
"""Returns the text of a source from its SHA-256, where it may be quoted; else None."""


def to_annotations(
    case: str,
    title: str,
    rows: Iterable[Row],
    sources: Mapping[str, Node],
    schema: Schema,
    quotable: SourceText,
    *,
    marks: Mapping[str, Sequence[Mark]] = MappingProxyType({}),
) -> bytes:
    """Return claims as an annotation collection of one page.

    Parameters
    ----------
    case, title : str
        Id and title of the case.
    rows : iterable of Row
    sources : mapping of str to Node
        The sources by their ids.
    schema : Schema
    quotable : callable
        Gives the texts whose words may stand in a file that is handed on.
    marks : mapping of str to sequence of Mark
        What second readers say of claims that waits for somebody, by the claims' ids.
    """
    items = [_annotation(case, row, sources, schema, quotable, marks.get(row.claim.id, ())) for row in rows]
    collection = {
        "@context": CONTEXT,
        "id": _urn(case, "claims"),
        "type": "AnnotationCollection",
        "label": title,
        "generator": {"type": "Software", "name": "Case Graph"},
        "total": len(items),
        "first": {
            "id": _urn(case, "claims", "1"),
            "type": "AnnotationPage",
            "partOf": _urn(case, "claims"),
            "startIndex": 0,
            "items": items,
        },
    }
    return f"{json.dumps(collection, ensure_ascii=False, indent=1)}\n".encode("utf-8", "replace")


def _annotation(
    case: str, row: Row, sources: Mapping[str, Node], schema: Schema, quotable: SourceText, marks: Sequence[Mark]
) -> dict[str, Any]:
    claim, statement = row.claim, row.statement
    told = telling(claim, statement.start_node, end_of(statement), schema)
    related = [
        {**_passage(case, Locator.parse(at), sources, quotable)[0], "purpose": "linking"} for at in claim.context
    ]
    return {
        "id": _urn(case, "claim", claim.id),
        "type": "Annotation",
        "motivation": "describing",
        "body": [
            {"type": "TextualBody", "purpose": "describing", "format": "text/plain", "value": told},
            {"type": "TextualBody", "purpose": "tagging", "value": f"stance: {claim.past}"},
            {"type": "TextualBody", "purpose": "tagging", "value": f"status of the statement: {row.status}"},
            {"type": "SpecificResource", "purpose": "linking", "source": _urn(case, "statement", statement.id)},
            *related,
            *(
                {"type": "TextualBody", "purpose": "assessing", "value": f"second reader: {mark.told}"}
                for mark in marks
            ),
        ],
        "target": _passage(case, claim.locator, sources, quotable),
    }


def _passage(case: str, at: Locator, sources: Mapping[str, Node], quotable: SourceText) -> list[dict[str, Any]]:
    """Return a passage as a part of its text, and, where its words may be quoted, of the page that they are on."""
    source = sources[at.source].properties
    sha256, url = (str(source.get(name) or "") for name in ("text_sha256", "url"))
    text = quotable(sha256) if sha256 else None
    span = (at.start, at.end) if at.start is not None and at.end is not None else _span(text, at)
    selectors: list[dict[str, Any]] = []
    if span:
        selectors.append({"type": "TextPositionSelector", "start": span[0], "end": span[1]})
    quote = _quote(text, *span) if text is not None and span else None
    if quote:
        selectors.append(quote)
    # neither positions nor text are known: the paragraph and the sentence are
    selectors = selectors or [{"type": "FragmentSelector", "value": f"p{at.paragraph}s{at.sentence}"}]
    language = {"language": source["language"]} if source.get("language") else {}
    plain = {"type": "Text", "format": "text/plain", **language}
    part = {
        "type": "SpecificResource",
        "source": {"id": _hash_name(sha256) or url or _urn(case, "source", at.source), **plain},
        "selector": selectors,
    }
    if not (quote and url and sha256):
        return [part]
    return [part, {"type": "SpecificResource", "source": url, "selector": quote}]


def _span(text: str | None, at: Locator) -> tuple[int, int] | None:
    """Return where the whole sentence of a passage is in its text."""
    for sentence in split_sentences(text or ""):
        if (sentence.paragraph, sentence.sentence) == (at.paragraph, at.sentence):
            return sentence.start, sentence.end
    return None


def _quote(text: str, start: int, end: int) -> dict[str, Any] | None:
    if not text[start:end]:
        return None
    around = {"prefix": text[max(0, start - _AROUND) : start], "suffix": text[end : end + _AROUND]}
    return {
        "type": "TextQuoteSelector",
        "exact": text[start:end],
        **{name: said for name, said in around.items() if said},
    }


def _hash_name(sha256: str) -> str:
    return f"ni:///sha-256;{urlsafe_b64encode(bytes.fromhex(sha256)).decode().rstrip('=')}" if sha256 else ""


def _urn(case: str, *parts: str) -> str:
    # ids are letters, digits, - and . alone, which a URN takes as they are
    return ":".join(("urn:casegraph", case, *parts))
