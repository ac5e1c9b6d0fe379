"""Whether a sentence states something: no question, no condition, no denial, no headline.

What is only asked, supposed, wished or denied is never suggested as a relation.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Literal

from graph.extract.clauses import negated, token_span
from graph.extract.found import Span, Stance
from graph.extract.words import table

if TYPE_CHECKING:
    from spacy.tokens import Token

HEADLINE = 160
"""Characters below which a paragraph without a mark at its end is a headline, whose grammar is its own."""
_FINITE = frozenset(("VBD", "VBZ", "VBP"))
_CONTENT = frozenset(("ccomp", "acl", "csubj"))
_BESIDE = frozenset(("relcl", "advcl", "appos"))


@dataclass(frozen=True, slots=True)
class Raw:
    """What a sentence says, by offsets of the whole text, before anybody knows whom its words name.

    Parameters
    ----------
    predicate, rule : str
    subject : tuple of int
        The last word of the name of who it is said of.
    cue : tuple of int
    object : tuple of int or None
        The last word of the name of another one.
    text : tuple of int or None
        The words that are the object.
    by : tuple of int or None
        The last word of the name of who says so.
    stance : str or None
        None where it is that of the claim in which the words stand.
    content : bool
        The words are what somebody says or thinks: without a claim around them nobody knows who.
    denied : bool
        They stand under a word of denying.
    """

    predicate: str
    rule: str
    subject: Span
    cue: Span
    object: Span | None = None
    text: Span | None = None
    by: Span | None = None
    stance: Stance | None = None
    content: bool = False
    denied: bool = False


class Stated:
    """How a word's clause is said.

    Parameters
    ----------
    how : {"stated", "denied", "open"}
        ``open``: asked, supposed, negated, or what might be.
    content : bool
        Some clause around it is what somebody says, thinks or doubts.
    """

    def __init__(self, word: Token) -> None:
        self.content = False
        self.how: Literal["stated", "denied", "open"] = "stated"
        at, counts = word, True
        if any(token.text == "?" for token in word.sent):
            self.how = "open"
        while True:
            if counts and is_open(at):
                self.how = "open"
            beside = (at.dep_ in _BESIDE and not _is_cleft(at)) or (at.dep_ == "acl" and at.tag_ == "VBN")
            if at.dep_ == "relcl" and at.head.lemma_.lower() in table("speech")["noun"] | table("relations")["charges"]:
                beside, self.content = False, True  # "the charge that he …" is no relative clause
            if at.dep_ in _CONTENT and not beside:
                self.content = True
            if at.head == at:
                break
            # what is only told beside a thing that may happen, or did not, did happen
            counts = counts and not beside
            at = at.head
            if counts and self.how == "stated" and _denies(at):
                self.how = "denied"


def _is_cleft(verb: Token) -> bool:
    """Tell whether a relative clause is what a sentence says: "It was not she who …"."""
    noun = verb.head
    return (
        verb.dep_ == "relcl"
        and noun.dep_ == "attr"
        and any(child.dep_ == "nsubj" and child.lower_ in ("it", "this", "that") for child in noun.head.lefts)
    )


def _denies(word: Token) -> bool:
    tables, lemma = table("relations"), word.lemma_.lower()
    out = lemma in tables["ruled out"] and any(child.lower_ == "out" for child in word.children)
    return out or lemma in tables["denying words"]


def is_open(word: Token) -> bool:
    """Tell whether a word is negated, supposed, wished or what might be."""
    tables = table("relations")
    for child in word.children:
        lower = child.lower_
        if child.dep_ == "neg" or lower in tables["not so"]:
            return True
        if child.tag_ == "MD" or (child.dep_ == "mark" and lower in tables["conditions"]):
            return True
        if child.dep_ == "aux" and (lower == "to" or (child.i < word.i and _inverted(child, word))):
            return True
        is_subject = child.dep_ in ("nsubj", "nsubjpass")
        if is_subject and (lower in tables["nobody"] or any(each.lower_ in ("no", "neither") for each in child.lefts)):
            return True
        if child.dep_ in ("acomp", "attr") and child.lower_ in table("speech")["denied_as"]:
            return True
    return negated(word) or (word.dep_ in ("pobj", "pcomp") and word.head.lower_ in ("without", "not", "than"))


def _inverted(auxiliary: Token, verb: Token) -> bool:
    """Tell whether a verb begins with its auxiliary: "Had he stolen it, …"."""
    return auxiliary.lower_ in ("had", "were", "should") and any(
        child.dep_ in ("nsubj", "nsubjpass") and child.i > auxiliary.i for child in verb.lefts
    )


def is_finite(verb: Token, *, past: bool = False) -> bool:
    """Tell whether a verb tells what is or was: "charged", "was charged", "has charged"; "who was charged".

    Parameters
    ----------
    verb : Token
    past : bool
        Refuse the present, in which plots are told.
    """
    auxiliaries = [child for child in verb.lefts if child.dep_ in ("aux", "auxpass")]
    if verb.tag_ == "VBN":
        if not auxiliaries:
            return verb.dep_ == "acl" or (verb.dep_ == "conj" and is_finite(verb.head, past=past))
        return any(each.tag_ in _FINITE for each in auxiliaries)
    return verb.tag_ == "VBD" or (not past and verb.tag_ in _FINITE and not auxiliaries)


def is_headline(text: str) -> bool:
    """Tell whether a paragraph is a headline, whose words have a grammar of their own."""
    shown = text.rstrip(" \t\"'”’»)")
    return len(shown) < HEADLINE and not shown.endswith((".", "!", "?", ":", ";", ",", "…"))


def last_words(noun: Token) -> list[Span]:
    """Return where to look for the names that a noun stands for: itself, what is joined to it, a name beside it."""
    found = []
    for each in (noun, *noun.conjuncts):
        if each.i < noun.i:
            continue
        beside = [child for child in each.rights if child.dep_ == "appos" and child.pos_ == "PROPN"]
        found.append(token_span(beside[0] if beside and each.pos_ != "PROPN" else each))
    return found
