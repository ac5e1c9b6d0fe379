"""How the inspector shows claims, and the passages that they cite, as data without HTML."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from graph.case.captions import clause_end, clause_words, name_of
from graph.case.model import Locator
from graph.case.schema import Schema
from graph.case.words import agreeing
from graph.elements import Key, Node
from graph.questions.claims import Claim, place_of, telling

Content = dict[str, Any]
Quote = Callable[[str, Locator], str | None]
"""Returns the text of a passage of a case, or None where the text of its source is missing."""
ClaimButtons = Callable[[Claim], list[Content]]
"""Returns the buttons of a claim."""


def told(claim: Claim, start: Node, end: Node, schema: Schema) -> list[Any]:
    """Return a claim with the statement that it is about, without its speaker, as parts of a sentence."""
    words = clause_words(start, claim.predicate, end, schema, contested=claim.contested)
    verb, _, rest = agreeing(claim.lead, claim.by_name).partition(" ")
    return [
        {"text": verb, "strong": True},
        f" {rest} ",
        node_link(start, schema),
        " ",
        {"text": words, "key": Key.of(claim.case, claim.statement)},
        " ",
        {"text": clause_end(end, schema), "key": end.key},
        claim.addition,
    ]


def whole_claim(
    claim: Claim, start: Node, end: Node, schema: Schema, passages: Quote, claim_buttons: ClaimButtons | None
) -> list[Content]:
    """Return a claim as a row for each of its parts: speaker and stance, chain, passages."""
    words = [*_speaker(claim), " ", *told(claim, start, end, schema)]
    row = claim_row(claim, sentence_of(claim, start, end, schema), passages, claim_buttons)
    return [{**row, "words": words, "lines": _verb_and_chain(claim)}]


def _speaker(claim: Claim) -> list[Any]:
    return [{"text": claim.by_name, "key": claim.by_key} if claim.by_key else claim.by_name]


def sentence_of(claim: Claim, start: Node, end: Node, schema: Schema, status: str | None = None) -> str:
    """Return a claim as a sentence, with the status of its statement: a quotation alone says neither."""
    known = f" The statement is {status}." if status else ""
    return f"{telling(claim, start, end, schema).removesuffix('.')}.{known}"


def claim_row(
    claim: Claim, sentence: str, passages: Quote, claim_buttons: ClaimButtons | None = None, *, chain: str = ""
) -> Content:
    """Return a claim as a row: stance and speaker, verb and chain, its passages with their citation.

    ``chain`` is by which way it came, in words, where that is known.
    """
    words = [{"text": f"{claim.past} by ", "strong": True}, *_speaker(claim)]
    addition = claim.addition.removeprefix(", ")
    return {
        "claims": [claim_key(claim)],
        "words": words,
        "lines": [*([[addition]] if addition else []), *_verb_and_chain(claim, chain)],
        "passages": [passage(claim.place, claim, sentence, passages), *_context(claim, sentence, passages)],
        "buttons": claim_buttons(claim) if claim_buttons else [],
    }


def claim_key(claim: Claim) -> Key:
    """Return the key of a claim's node: rows name the claims that they tell, so that what is open on these is told."""
    return Key.of(claim.case, claim.id)


def _verb_and_chain(claim: Claim, chain: str = "") -> list[list[str]]:
    verb = [[f"verb in the text: {claim.verb}"]] if claim.verb else []
    chain = chain or (f"by way of {claim.chain}" if claim.via else "")
    return [*verb, *([[chain]] if chain else [])]


def claim_line(claim: Claim) -> str:
    """Return stance, speaker, chain and place of a claim on one line."""
    via = f", by way of {claim.chain}" if claim.via else ""
    return f"{claim.past} by {claim.by_name}{via} · {claim.short_place}"


def _context(claim: Claim, sentence: str, passages: Quote) -> list[Content]:
    """Return the further passages of a claim."""
    further = map(Locator.parse, claim.context)
    return [passage(f"with {place_of(at)}", claim, sentence, passages, at=at) for at in further]


def passage(label: str, claim: Claim, sentence: str, passages: Quote, *, at: Locator | None = None) -> Content:
    """Return a passage of a claim, the one that carries it unless another is given: its text, and how it is cited."""
    at = at or claim.locator
    text = passages(claim.case, at)
    named = claim.source_name if at.source == claim.source else at.source
    source = {"text": f"Source: {named}", "key": Key.of(claim.case, at.source)}
    cited = claim.citation if at == claim.locator else place_of(at, named)
    return {
        "where": label,
        "quote": text,
        "citation": f"{sentence} {_quoted(text)} ({cited})",
        "source": source,
        "read": {"case": claim.case, "at": str(at)},
    }


def _quoted(text: str | None) -> str:
    """Return a passage in quotation marks, a quotation within it in single ones."""
    within = str(text).replace("“", "‘").replace("”", "’")
    return f"“{within}”"


def node_link(node: Node, schema: Schema) -> Content:
    """Return a node's name as a link that selects it."""
    return {"text": name_of(node, schema), "key": node.key}
