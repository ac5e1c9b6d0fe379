"""Claims that a ledger's search finds by a name, or by the words of their passage, rather than by their paraphrase."""

from __future__ import annotations

from collections.abc import Callable, Collection, Iterable, Iterator
from itertools import batched

from graph.case.model import Locator
from graph.case.passages import split_sentences
from graph.questions.claims import SPEAKERS
from graph.questions.ledger_filter import LedgerFilter
from graph.questions.ledger_match import ClaimKey, matching
from graph.questions.phrases import expression, hold, phrases
from graph.questions.sources import sources_of
from graph.stores import Store

TextOf = Callable[[str], str | None]
"""Gives the text of a source by its SHA-256, where it is at hand."""
_NAMED = (
    ("Entity", ("name", "aliases"), "-[:ABOUT|MADE]"),
    ("Value", ("text", "scope"), "<-[:ABOUT]"),
    ("Source", ("title", "publisher"), "-[:MADE]"),
)
"""What claims' statements are about and who makes them: a label, what holds their names, how claims are tied to it."""
_AT_ONCE = 1_000
"""What is looked up by ids in one query."""
_MANY = 5_000
"""Claims that are looked up by ids at all: of more, all of the case are read sooner."""


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
        dict(_holding(store, case, wanted, n, words, label, texts)) for n, words in enumerate(phrases(wanted.text))
    ]
    statements = {id: statement for each in found for id, statement in each.items()}
    fit = set(statements)
    for n, each in enumerate(found):
        fit &= each.keys() | _saying(store, case, wanted, n, fit - each.keys())
    by = _speakers(store, case, fit, wanted.speaker) if by_speaker else {}
    return frozenset(ClaimKey(by.get(id) or "", statements[id], id) for id in fit)


def _holding(
    store: Store, case: str, wanted: LedgerFilter, n: int, words: list[str], label: str, texts: TextOf | None
) -> Iterator[tuple[str, str]]:
    """Yield id and statement of the claims that fit, and hold a word in a name or in their passage; some repeatedly."""

    def read(pattern: str, condition: str, ids: Iterable[str]) -> Iterator[tuple[str, str]]:
        start = f"MATCH {pattern}-(c:Claim) WHERE at.case_id = $case AND at.id IN $ids{condition}"
        match, parameters = matching(store, case, wanted, speaker=label, start=start, words=())
        for some in batched(ids, _AT_ONCE):
            given = {**parameters, "ids": list(some)}
            yield from store.query(f"{match} RETURN c.id AS id, c.statement AS statement", given).rows

    for ends, properties, tie in _NAMED:
        is_named = " OR ".join(
            f"any(name IN coalesce(at.{name}, []) WHERE name =~ $text)" if name == "aliases" else f"at.{name} =~ $text"
            for name in properties
        )
        # first who is called so, and then their claims: the embedded engine would look at the name of each claim's ends
        named = store.query(
            f"MATCH (at:{ends}) WHERE at.case_id = $case AND ({is_named}) RETURN at.id AS id",
            {"case": case, "text": expression(words)},
        ).rows
        yield from read(f"(at:{ends}){tie}", "", (row[0] for row in named))
    if texts:
        passages = _passages(store, case, wanted, words, texts)
        yield from read("(at:Passage)<-[carries:CITES]", " AND carries.`order` = 1", passages)


def _speakers(store: Store, case: str, claims: Collection[str], speaker: str) -> dict[str, str]:
    """Return who makes some claims, by their ids; ``speaker`` is who makes them all, where that is known."""
    if speaker:
        return dict.fromkeys(claims, speaker)
    if len(claims) <= _AT_ONCE:
        return dict(
            store.query(
                "MATCH (c:Claim) WHERE c.case_id = $case AND c.id IN $claims AND c.inferred IS NULL "
                "RETURN c.id AS id, head([(s)-[:MADE]->(c) | s.id]) AS by",
                {"case": case, "claims": sorted(claims)},
            ).rows
        )
    return {
        id: by
        for label in SPEAKERS
        for id, by in store.query(
            f"MATCH (s:{label})-[:MADE]->(c:Claim) WHERE s.case_id = $case RETURN c.id AS id, s.id AS by",
            {"case": case},
        ).rows
    }


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
    only, read = LedgerFilter(text=wanted.text), " RETURN c.id AS id"
    if len(among) > _MANY:
        match, parameters = matching(store, case, only, words=(n,))
        return among & {row[0] for row in store.query(match + read, parameters).rows}
    match, parameters = matching(store, case, only, ["c.id IN $among"], words=(n,))
    return {
        row[0]
        for some in batched(sorted(among), _AT_ONCE)
        for row in store.query(match + read, {**parameters, "among": list(some)}).rows
    }
