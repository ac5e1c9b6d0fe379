"""Who is accused, suspected or convicted of what: suggestions under accusatory predicates, and never any other.

What a crime's verb or name says of somebody becomes "accused of", whoever says so: the words of the text are the
object, and that somebody did it is not said.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from functools import cache
from typing import TYPE_CHECKING

from graph.case.schema import load_schema
from graph.extract.clauses import agents, children, is_of_outer, noun_phrase, subjects, token_span, whole
from graph.extract.found import Span, Stance
from graph.extract.stated import Raw, Stated, is_finite, is_open, last_words
from graph.extract.words import table

if TYPE_CHECKING:
    from spacy.tokens import Doc, Token

LONGEST = 240
"""Characters of what somebody is accused of; more is a parser's mistake."""
_ACCUSED, _SUSPECTED, _CONVICTED, _CLEARED = "ACCUSED_OF", "SUSPECTED_OF", "CONVICTED_OF", "CLEARED_OF"


def accusations(doc: Doc) -> Iterator[Raw]:
    """Yield what a parsed paragraph accuses somebody of; spans are offsets in it."""
    for word in doc:
        lemma = word.lemma_.lower()
        if word.pos_ in ("VERB", "AUX"):
            yield from _by_accusing_verb(word, lemma)
            yield from _by_denying(word, lemma)
            yield from _by_crime(word, lemma)
        elif lemma == "guilty":
            yield from _guilty(word)
        elif lemma in load_schema().crimes.words["people"]:
            yield from _criminal(word)


@cache
def _verbs(row: str) -> dict[tuple[str, str], str]:
    return {(verb, preposition): to for verb, preposition, to in map(str.split, sorted(table("relations")[row]))}


def _by_accusing_verb(verb: Token, lemma: str) -> Iterator[Raw]:
    """Find "accuse X of", "X was charged with", "X, convicted of", "arrested on suspicion of", "faces a charge of"."""
    # "of theft" may seem to belong to the name before it
    names = [noun for noun in children(verb, "dobj", after=True) if noun.pos_ == "PROPN"]
    for preposition in (each for word in (verb, *names) for each in _prepositions(word)):
        found = _verbs("accusing").get((lemma, preposition.lower_))
        crime = _verbs("accusing of a crime").get((lemma, preposition.lower_))
        objects = children(preposition, "pobj", "pcomp")
        if lemma in table("relations")["held on suspicion"] and preposition.lower_ == "on":
            objects = [
                what
                for noun in objects
                if noun.lower_ == "suspicion"
                for of in _prepositions(noun)
                for what in children(of, "pobj", "pcomp")
            ]
            found = _SUSPECTED
        for what in objects:
            if (predicate := found or crime) and (found or _names_crime(what)):
                yield from _said_of(verb, predicate, what)
    if lemma == "face" and is_finite(verb):
        for noun in children(verb, "dobj"):
            if noun.lemma_.lower() in ("charge", "allegation", "accusation"):
                for of in _prepositions(noun):
                    for what in children(of, "pobj", "pcomp"):
                        yield from _raws(verb, _ACCUSED, "accusing", _subjects(verb), what=_words(what))


def _said_of(verb: Token, predicate: str, what: Token) -> Iterator[Raw]:
    passive = bool(children(verb, "auxpass")) or (verb.dep_ in ("acl", "conj") and verb.tag_ == "VBN")
    if not is_finite(verb):
        return
    if passive:
        by = [noun.noun for noun in agents(verb)]
        yield from _raws(verb, predicate, "accusing", _subjects(verb), what=_words(what), by=by)
    else:
        accused = children(verb, "dobj", after=True)
        yield from _raws(verb, predicate, "accusing", accused, what=_words(what), by=_subjects(verb))


def _by_denying(verb: Token, lemma: str) -> Iterator[Raw]:
    """Find "X denied stealing", "X admitted the theft": what somebody speaks to, who is accused of it."""
    tables = table("relations")
    if lemma not in tables["denying"] | tables["admitting"] or not is_finite(verb):
        return
    stance: Stance = "denies" if lemma in tables["denying"] else "asserts"
    objects = children(verb, "dobj", "xcomp", "pcomp", "ccomp", after=True)
    objects += [what for at in _prepositions(verb) if at.lower_ == "to" for what in children(at, "pobj", "pcomp")]
    crimes = _crimes()
    for what in objects:
        own = not any(child.dep_ in ("nsubj", "nsubjpass") for child in what.lefts)
        having = what.tag_ == "VBN" and any(child.lower_ == "having" for child in what.lefts)
        if own and (what.tag_ == "VBG" or having or what.pos_ == "NOUN") and what.lemma_.lower() in crimes:
            for who in _subjects(verb):
                yield from _raws(verb, _ACCUSED, "denying", [who], what=_words(what), by=[who], stance=stance)


def _by_crime(verb: Token, lemma: str) -> Iterator[Raw]:
    """Find "X killed Y", "Y was killed by X", where X is named: an accusation, whoever tells it."""
    if not _is_crime(verb, lemma) or not is_finite(verb, past=True):
        return
    if children(verb, "auxpass") or verb.dep_ == "acl":
        for passive in children(verb, "nsubjpass"):
            start, end = noun_phrase(passive)[0], token_span(verb)[1]
            yield from _raws(verb, _ACCUSED, "crime", [each.noun for each in agents(verb)], what=(start, end))
    elif objects := children(verb, "dobj", after=True):
        yield from _raws(
            verb, _ACCUSED, "crime", _subjects(verb), what=(token_span(verb)[0], noun_phrase(objects[0])[1])
        )


def _is_crime(verb: Token, lemma: str) -> bool:
    tables = table("relations")
    harmed = children(verb, "dobj", "nsubjpass")
    if any(noun.lemma_.lower() in tables["no crime"] for noun in harmed):
        return False
    if lemma in tables["crimes against people"]:
        names = table("names")
        people = names["roles"] | names["roles of men"] | names["roles of women"]
        return any(noun.ent_type_ == "PERSON" or noun.lemma_.lower() in people for noun in harmed)
    return lemma in tables["crimes against things"]


def _names_crime(what: Token) -> bool:
    return any(token.lemma_.lower() in _crimes() for token in what.subtree)


@cache
def _crimes() -> frozenset[str]:
    """Return the names of crimes, and the verbs."""
    tables = table("relations")
    return load_schema().crimes.words["events"] | tables["crimes against people"] | tables["crimes against things"]


def _guilty(word: Token) -> Iterator[Raw]:
    """Find "pleaded guilty to", "was found guilty of"."""
    verb = word.head
    negative = any(child.lower_ == "not" for child in word.lefts) or (
        word.i > 0 and word.nbor(-1).lower_ == "not" and verb.i < word.i - 1
    )
    lemma = verb.lemma_.lower()
    if lemma not in ("plead", "find") or not is_finite(verb):
        return
    for preposition in (*_prepositions(word), *_prepositions(verb)):
        for what in children(preposition, "pobj", "pcomp"):
            if lemma == "plead" and preposition.lower_ == "to":
                stance: Stance = "denies" if negative else "asserts"
                for who in _subjects(verb):
                    yield from _raws(
                        word, _ACCUSED, "guilty", [who], what=_words(what), by=[who], stance=stance, above=verb
                    )
            elif lemma == "find" and preposition.lower_ == "of":
                found = children(verb, "nsubjpass") or children(verb, "dobj", "nsubj", after=True)
                by = [] if children(verb, "nsubjpass") else _subjects(verb)
                predicate = _CLEARED if negative else _CONVICTED
                yield from _raws(word, predicate, "guilty", found, what=_words(what), by=by, above=verb)


def _criminal(noun: Token) -> Iterator[Raw]:
    """Find "X is a thief", "called X a thief", "X, the killer": what somebody is called."""
    what = noun_phrase(noun)
    if noun.dep_ == "attr" and noun.head.lemma_ == "be" and is_finite(noun.head):
        yield from _raws(noun, _ACCUSED, "called", _subjects(noun.head), what=what, above=noun.head)
    elif noun.dep_ == "oprd" and is_finite(noun.head):
        yield from _raws(
            noun,
            _ACCUSED,
            "called",
            children(noun.head, "dobj", "nsubj", after=True),
            what=what,
            by=_subjects(noun.head),
        )
    elif noun.dep_ == "appos" and noun.head.pos_ == "PROPN":
        yield from _raws(noun, _ACCUSED, "called", [noun.head], what=what, above=noun.head)
    elif noun.dep_ == "compound" and noun.head.pos_ == "PROPN":
        yield from _raws(noun, _ACCUSED, "called", [noun.head], what=token_span(noun), above=noun.head)


def _raws(
    cue: Token,
    predicate: str,
    rule: str,
    accused: Iterable[Token],
    *,
    what: Span | None,
    by: Iterable[Token] = (),
    stance: Stance | None = None,
    above: Token | None = None,
) -> Iterator[Raw]:
    stated = Stated(above or cue)
    if what is None or what[1] - what[0] > LONGEST or stated.how == "open":
        return
    if rule != "guilty" and is_open(cue):
        return
    if stated.how == "denied" and rule != "crime":
        return
    speaker = next((span for noun in by for span in last_words(noun)), None)
    for noun in accused:
        for subject in last_words(noun):
            yield Raw(
                predicate,
                rule,
                subject,
                token_span(cue),
                text=what,
                by=speaker,
                stance=stance,
                content=stated.content,
                denied=stated.how == "denied",
            )


def _words(what: Token) -> Span | None:
    """Return what somebody is accused of: a noun without a clause behind it, or the words of a clause."""
    if what.lower_ in table("relations")["no accusation"]:
        return None
    return whole(what) if what.pos_ in ("VERB", "AUX") else noun_phrase(what)


def _subjects(verb: Token) -> list[Token]:
    found = [each.noun for each in subjects(verb)]
    # a second verb goes on with the outer clause: whose, is not sure enough here
    return [] if is_of_outer(verb) else found


def _prepositions(word: Token) -> list[Token]:
    return [child for child in word.rights if child.dep_ in ("prep", "dative")]
