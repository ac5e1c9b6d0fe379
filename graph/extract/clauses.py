"""What the rules of reported speech ask of a parsed sentence: a verb's subject, the words of a phrase and of a clause.

Pairs of numbers here are offsets in the parsed text, end exclusive.
"""

from __future__ import annotations

from bisect import bisect_right
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING, NamedTuple

from graph.extract.found import Span
from graph.extract.words import table

if TYPE_CHECKING:
    from spacy.tokens import Doc, Token

SUBJECTS = ("nsubj", "nsubjpass")
_APART = ("relcl", "punct", "cc", "conj", "appos", "advcl")
_AFTER = ("prep", "case")
_UP = ("conj", "xcomp", "advcl", "dep")
_INSIDE = ("compound", "poss", "pobj", "nmod")
_NOUNS = ("NOUN", "PROPN", "PRON")
_MAX_STEPS = 4


class Subject(NamedTuple):
    """Who does what a verb says, and the relative pronoun that stands for them there."""

    noun: Token
    pronoun: Token | None = None


@dataclass(frozen=True, slots=True)
class Place:
    """Where a parsed text stands in the whole one, from which quotations may have been taken out.

    Parameters
    ----------
    cuts : sequence of tuple of int
        Each: start and end in the parsed text, start and end in the whole one; in order, and without gaps. A piece
        that is not as long in both stands for a quotation.
    """

    cuts: Sequence[tuple[int, int, int, int]]

    def start(self, offset: int) -> int:
        """Return where something that starts here starts in the whole text."""
        low, high, origin, end = self.cuts[bisect_right(self.cuts, offset, key=lambda cut: cut[0]) - 1]
        return origin if high - low != end - origin else origin + offset - low

    def end(self, offset: int) -> int:
        """Return where something that ends here ends in the whole text."""
        low, high, origin, end = self.cuts[bisect_right(self.cuts, offset - 1, key=lambda cut: cut[0]) - 1]
        return end if high - low != end - origin else origin + offset - low

    def span(self, span: Span) -> Span:
        """Return a span of the parsed text in the whole one."""
        return self.start(span[0]), self.end(span[1])


def token_span(token: Token) -> Span:
    """Return the span of a word."""
    return token.idx, token.idx + len(token)


def subjects(verb: Token, steps: int = 0) -> list[Subject]:
    """Return the subjects of a verb: its own, or that of the verb or noun that it hangs on."""
    found = []
    for child in verb.children:
        if child.dep_ not in SUBJECTS:
            continue
        child = _after_dateline(child)
        relative = child.tag_ in ("WDT", "WP") and verb.dep_ == "relcl"
        found.append(Subject(verb.head, child) if relative else Subject(child))
    if found or steps == _MAX_STEPS:
        return found
    head = verb.head
    if is_of_outer(verb):
        return subjects(head.head, steps + 1)
    if verb.dep_ in _UP and head != verb and head.pos_ in ("VERB", "AUX"):
        return subjects(head, steps + 1)
    if verb.dep_ in ("relcl", "acl") and head.pos_ in _NOUNS:
        if verb.dep_ == "acl" and head.dep_ == "dobj" and head.head.lemma_ in table("speech")["issuing"]:
            # who issues a statement saying something says it
            return subjects(head.head, steps + 1) or [Subject(head)]
        return [Subject(head)]
    if verb.dep_ == "pcomp" and head.head.pos_ in ("VERB", "AUX"):
        return subjects(head.head, steps + 1)
    return []


def _after_dateline(noun: Token) -> Token:
    """Return whom "TILLBROOK - The mayor …" begins with, where a noun is the place in capitals before the dash."""
    doc = noun.doc
    if noun.i > 6 or not noun.text.isupper() or len(noun) < 4:
        return noun
    dash = next((token.i for token in doc[noun.i + 1 : noun.i + 8] if token.text in ("-", "--")), None)
    if dash is None or dash + 1 >= len(doc):
        return noun
    return next(
        (token for token in doc[dash + 1 : dash + 12] if token.dep_ not in _INSIDE and token.pos_ in _NOUNS), noun
    )


def is_of_outer(verb: Token) -> bool:
    """Tell whether a verb goes on not with the clause it hangs on, but with what that hangs on.

    "She said the town would pay and suggested …": who suggests is she, for "would" takes no "suggested".
    """
    head = verb.head
    return (
        verb.dep_ == "conj"
        and verb.tag_ in ("VBD", "VBZ", "VBP")
        and head.dep_ == "ccomp"
        and head.head.pos_ == "VERB"
        and any(child.tag_ == "MD" for child in head.lefts)
        and not any(child.dep_ in SUBJECTS for child in verb.lefts)
    )


def agents(verb: Token) -> list[Subject]:
    """Return who does it by a passive verb's "by"."""
    return [
        Subject(noun)
        for child in verb.children
        if child.dep_ == "agent"
        for noun in child.children
        if noun.dep_ == "pobj"
    ]


def noun_phrase(noun: Token) -> Span:
    """Return the words of a noun, with what stands before it and "of …", without clauses; and its name beside it.

    "The skipper, Jane Roe," is widened over the name.
    """
    first = last = noun.i
    for child in reversed(list(noun.lefts)):
        if (child.dep_ in _APART and not _hyphen(child)) or child.right_edge.i != first - 1:
            break
        first = child.left_edge.i
    for child in noun.rights:
        if child.dep_ not in _AFTER or child.lower_ in ("'s", "'") or child.left_edge.i != last + 1:
            break
        last = child.right_edge.i
    doc = noun.doc
    while last > noun.i and doc[last].is_punct:
        last -= 1
    if noun.pos_ == "NOUN":
        for child in noun.rights:
            if child.dep_ == "appos" and child.pos_ == "PROPN" and child.left_edge.i == last + 2:
                return doc[first].idx, noun_phrase(child)[1]
    return doc[first].idx, token_span(doc[last])[1]


def _hyphen(token: Token) -> bool:
    """Tell whether a dash joins two words into one."""
    return token.text == "-" and token.i > 0 and not token.whitespace_ and not token.nbor(-1).whitespace_


def whole(token: Token) -> Span:
    """Return all the words that hang on a word, without the marks at both ends and without "that", "if", "whether"."""
    return trimmed(token.doc, token.left_edge.i, token.right_edge.i)


def trimmed(doc: Doc, first: int, last: int) -> Span:
    """Return the span from one word to another, without the marks at both ends and a leading conjunction."""
    while last > first and (doc[last].is_punct or doc[last].is_space) and doc[last].text not in ")%":
        last -= 1
    while first < last and (doc[first].is_punct or doc[first].is_space):
        first += 1
    if first < last and doc[first].lower_ in ("that", "if", "whether") and doc[first].dep_ == "mark":
        first += 1
    return doc[first].idx, token_span(doc[last])[1]


def negated(verb: Token) -> bool:
    """Tell whether a verb is negated: "did not say", "never said"."""
    return any(child.dep_ == "neg" or child.lower_ == "never" for child in verb.children)


def children(token: Token, *dependencies: str, after: bool = False) -> list[Token]:
    """Return the words that hang on a word in one of some ways; only those after it, if asked."""
    from_these: Iterable[Token] = token.rights if after else token.children
    return [child for child in from_these if child.dep_ in dependencies]


def to_clause(token: Token) -> bool:
    """Tell whether a word is the verb of a clause with "to"."""
    return any(child.dep_ == "aux" and child.lower_ == "to" for child in token.lefts)
