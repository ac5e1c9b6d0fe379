"""Whose words a span tells: claims whose speaker, whose origin or whose accused is another one than the span's."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable, Iterator

from graph.case.file.stated_crimes import PERSONS
from graph.case.model import Claim, Entity

_FROM = (
    r"according to|as told by|told by|(?:had|has|have|got|heard|learn(?:ed|t)|knows?|knew) (?:it |this |that )?from|"
    r"in the words of|on the word of"
)
_UNNAMED = re.compile(
    rf"\b(?i:{_FROM})\s+(?:an?|one|some|another|his|her|their|its|several|two|three)\s+"
    r"(?P<who>(?:[\w’'-]+\s+){0,2}?[\w’'-]+?)"
    r"(?=\s+(?:who|that|of|in|at|on|and|the|he|she|they|it|was|had|is|has|[A-Z])|[,.;:…”\"]|\s*$)"
)
"""Somebody without a name from whom a span has its words."""
_TELLS = (
    r"(?:said|says|say|told|tells?|claim(?:s|ed)?|insist(?:s|ed)?|maintain(?:s|ed)?|testif(?:y|ies|ied)|warn(?:s|ed)?)"
)
_TELLER = re.compile(
    rf"^(?![Ii]t\b|[Tt]here\b)(?P<who>(?:[^\W\d_]\.?[\w’'-]*\s+){{1,5}}?){_TELLS}(?:\s+(?!that\b)[\w’'-]+){{0,4}}?\s+that\b"
)
"""Somebody who says what a sentence tells, with nothing in between that would be the source's own."""
_WORDS_OF = re.compile(
    rf"[“\"?]|\b(?:{_FROM}|{_TELLS}|according|ask\w*|wonder\w*|quer\w+|question\w*|doubt\w*|den(?:y|ies|ied|ying)|"
    r"reject\w*|disput\w+|contradict\w*|confirm\w*|admit\w*|conced\w+|acknowledg\w+|confess\w*|agree\w*|add(?:s|ed|ing)?|"
    r"argu\w+|accus\w+|blam\w+|alleg\w+|suspect\w*|charg\w+|call(?:s|ed|ing)?|reckon\w*|think\w*|thought|"
    r"believ\w+|consider\w*|estimat\w+|put(?:s|ting)?|count\w*|recall\w*|remember\w*|describ\w+|report\w*|"
    r"wr[io]t\w+|t[eo]ld\w*|speaks?|spoke|answer\w*|repl\w+|respon\w+|announc\w+|declar\w+|stat(?:e|es|ed|ing|ement)|"
    r"account|words?|letter|book|voice[sd]?|complain\w*|demand\w*|hold(?:s|ing)?|held|f[io]u?nd\w*|ru(?:le|led|les|ling)|"
    r"decid\w+|conclud\w+|notes?|noted|list(?:s|ed)?|record\w*|know\w*|knew|hear\w*|let|quot\w+|cit(?:es|ed|ing)|"
    r"relay\w*|repeat\w*|suggest\w*|hint\w*|impl(?:y|ies|ied)|mention\w*|explain\w*|promis\w+|pledg\w+|swear\w*|"
    r"swore|vow\w*|offer\w*|refus\w+|declin\w+|criticis\w+|criticiz\w+|prais\w+|want\w*|seek\w*|hope\w*|fear\w*)\b",
    re.IGNORECASE,
)
"""What may give the words of a passage to somebody."""
_ACCUSES = r"(?:ha(?:s|ve|d) )?(?:\w+ly )?(?:accus(?:es?|ed)|blam(?:es?|ed)|suspect(?:s|ed)?|denounc(?:es?|ed))"
_OF_WHAT = r"(?! (?:of|for|by|in|over|with|to)\b)"
_SEEN = re.compile(
    r"\b(?:was|were|been) seen "
    r"(?:leaving|entering|walking|going|running|coming|standing|at|near|in|on|by|outside|inside)\b",
    re.IGNORECASE,
)
_WORD = re.compile(r"[^\W\d_]+")


def of_own_voice(claim: Claim, speaker: Entity | None, subject: Entity, span: str, cited: str) -> Iterator[str]:
    """Find a speaker in a source's own words, and a source's own voice for what somebody says.

    Parameters
    ----------
    claim : Claim
    speaker : Entity or None
        None where a source speaks.
    subject : Entity
        Of the statement: what a sentence says by the way of who tells is the source's own.
    span, cited : str
        The words that carry the claim, and those of all its passages.
    """
    if claim.inferred or claim.verb or claim.kind:
        return
    if speaker is not None:
        # a document says what it says
        if speaker.type in PERSONS and not _WORDS_OF.search(cited):
            yield (
                f"it has no verb, and nothing in its passages gives the words to {speaker.id}: where the source says "
                f"it in its own voice, write by: {claim.at.source}"
            )
    elif claim.stance == "asserts" and not claim.via and (found := _TELLER.search(span)):
        names = {word.casefold() for name in (subject.name, *subject.aliases) for word in _WORD.findall(name)}
        if not names & {word.casefold() for word in _WORD.findall(found["who"])}:
            yield f"the source's own voice, and the span gives the words to a speaker ({found[0][:40]!r})"


def of_unnamed_origin(claim: Claim, span: str, known: Iterable[Entity]) -> Iterator[str]:
    """Find hearsay from somebody without a name, whom neither the speaker nor the chain is.

    Parameters
    ----------
    claim : Claim
    span : str
        The words that carry it.
    known : iterable of Entity
        The speaker, and those by way of whom it came.
    """
    if claim.inferred or not (found := _UNNAMED.search(span)):
        return
    words = {word.casefold() for word in _WORD.findall(found["who"])}
    called = [text for entity in known for text in (entity.name, *entity.aliases, entity.kind or "")]
    if not words & {word.casefold() for text in called for word in _WORD.findall(text)}:
        yield (
            f"the span has it from somebody without a name ({found[0]!r}), whom neither by nor via is: give them an "
            "entity, kind: unnamed source"
        )


def of_accuser(subject: Entity, span: str, as_words: Callable[[str], str]) -> Iterator[str]:
    """Find an accuser taken for the accused: a span in which the statement's subject accuses somebody else.

    Parameters
    ----------
    subject : Entity
        Whom the statement accuses.
    span : str
        The words that carry a claim on it.
    as_words : callable
        From a name to a regular expression for it.
    """
    own = [subject.name, *subject.aliases]
    if subject.type == "Person":
        own += [name.split()[-1] for name in own if " " in name]
    name = "|".join(sorted(map(as_words, set(own)), key=len, reverse=True))
    active = re.search(rf"\b(?:{name}) {_ACCUSES}\b{_OF_WHAT}(?! (?:{name})\b)", span)
    passive = re.search(rf"\b(?:accused|blamed|suspected|denounced)\b[^.;]{{0,80}}? by (?:{name})\b", span)
    accused = re.search(rf"{_ACCUSES} (?:{name})\b|\b(?:{name}) (?:is|was|are|were|been) ", span)
    if (found := active or passive) and not accused:
        yield f"the span has {subject.id} accuse ({found[0]!r}), and the statement accuses {subject.id}"


def of_seen(claim: Claim, span: str, accuses: bool) -> Iterator[str]:
    """Find an accusation that is none: somebody was seen somewhere, and nothing else is said.

    Parameters
    ----------
    claim : Claim
    span : str
        The words that carry it.
    accuses : bool
        Whether something else in the span accuses.
    """
    if claim.stance == "asserts" and not accuses and (seen := _SEEN.search(span)):
        yield f"its predicate accuses, and the span says only where somebody {seen[0]!r}: state that under SEEN_AT"
