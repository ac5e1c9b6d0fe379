"""Claims that a ledger's search finds by a name, or by the words of their passage, rather than by their paraphrase."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from itertools import batched

from graph.case.model import Locator
from graph.case.passages import split_sentences
from graph.questions.ledger_filter import LedgerFilter
from graph.questions.ledger_match import ClaimKey, matching
from graph.questions.phrases import expression, hold, phrases
from graph.questions.sources import sources_of
from graph.stores import Store

TextOf = Callable[[str], str | None]
"""Gives the text of a source by its SHA-256, where it is at hand."""
_NAMED = (
    ("(named:Entity)-[:ABOUT|MADE]-(c:Claim)", ("name", "aliases")),
    ("(named:Value)<-[:ABOUT]-(c:Claim)", ("text", "scope")),
    ("(named:Source)-[:MADE]->(c:Claim)", ("title", "publisher")),
)
"""How claims are tied to what their statements are about and to who makes them, and what holds the names of these."""
_AT_ONCE = 1_000
"""Passages and claims that are looked up by their ids in one query."""


def by_name_or_passage(
    store: Store, case: str, wanted: LedgerFilter, *, label: str, by_speaker: bool, texts: TextOf | None
) -> frozenset[ClaimKey]:
    """Return the claims that fit, and hold one of the words in a name or in their passage, and each other one anywhere.

    Parameters
    ----------
    store : Store
    case : str
    wanted : LedgerFilter
        Its status is left to others.
    label : str
        Of the speaker that is wanted; empty where it may be anybody.
    by_speaker : bool
        Whether the keys tell who makes the claims.
    texts : callable, optional
        Without it no passage is looked at.
    """
    found = [
        {key.claim: key for key in _holding(store, case, wanted, n, words, label, by_speaker, texts)}
        for n, words in enumerate(phrases(wanted.text))
    ]
    keys = {id: key for each in found for id, key in each.items()}
    fit = set(keys)
    for n, each in enumerate(found):
        fit &= each.keys() | _saying(store, case, wanted, n, fit - each.keys())
    return frozenset(keys[id] for id in fit)


def _holding(
    store: Store,
    case: str,
    wanted: LedgerFilter,
    n: int,
    words: list[str],
    label: str,
    by_speaker: bool,
    texts: TextOf | None,
) -> Iterator[ClaimKey]:
    """Yield the claims that fit, and hold a word in a name or in their passage; some of them more than once."""
    by = "[(s)-[:MADE]->(c) | s.id]" if by_speaker else "[]"

    def read(start: str, **given: object) -> Iterator[ClaimKey]:
        match, parameters = matching(store, case, wanted, speaker=label, start=start, words=())
        rows = store.query(
            f"{match} RETURN DISTINCT {by} AS by, c.statement AS statement, c.id AS id", {**parameters, **given}
        ).rows
        yield from (ClaimKey("".join(row[0]), row[1], row[2]) for row in rows)

    for pattern, properties in _NAMED:
        is_named = " OR ".join(
            f"any(name IN coalesce(named.{name}, []) WHERE name =~ $text{n})"
            if name == "aliases"
            else f"named.{name} =~ $text{n}"
            for name in properties
        )
        yield from read(
            f"MATCH {pattern} WHERE named.case_id = $case AND ({is_named})", **{f"text{n}": expression(words)}
        )
    passages = _passages(store, case, wanted, words, texts) if texts else ()
    cited = "MATCH (at:Passage)<-[carries:CITES]-(c:Claim)"
    for some in batched(passages, _AT_ONCE):
        where = "WHERE at.case_id = $case AND at.id IN $passages AND carries.`order` = 1"
        yield from read(f"{cited} {where}", passages=list(some))


def _passages(store: Store, case: str, wanted: LedgerFilter, words: list[str], texts: TextOf) -> Iterator[str]:
    """Yield the locators of the passages, of texts that are at hand, that hold a word."""
    for source in sources_of(store, case):
        text = texts(str(source.properties.get("text_sha256", ""))) or ""
        if wanted.source not in ("", source.id) or not hold(text, words):
            continue
        sentences = {(at.paragraph, at.sentence): text[at.start : at.end] for at in split_sentences(text)}
        scope = {"case": case, "source": source.id}
        for (id,) in store.query(
            "MATCH (p:Passage) WHERE p.case_id = $case AND p.source = $source RETURN p.id AS id", scope
        ).rows:
            at = Locator.parse(id)
            whole = sentences.get((at.paragraph, at.sentence), "")
            if hold(whole if at.start is None else text[at.start : at.end], words):
                yield id


def _saying(store: Store, case: str, wanted: LedgerFilter, n: int, among: set[str]) -> set[str]:
    """Return which of some claims hold a word in what is said."""
    only = LedgerFilter(text=wanted.text)
    match, parameters = matching(store, case, only, ["c.id IN $among"], words=(n,))
    said: set[str] = set()
    for some in batched(sorted(among), _AT_ONCE):
        rows = store.query(f"{match} RETURN c.id AS id", {**parameters, "among": list(some)}).rows
        said.update(row[0] for row in rows)
    return said
