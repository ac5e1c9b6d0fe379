"""What may be wrong in a case file that can be read: faults that a program can see, for a person to judge."""

from __future__ import annotations

import re
from collections import Counter, defaultdict
from collections.abc import Iterable, Iterator, Mapping
from functools import lru_cache
from itertools import pairwise

from rapidfuzz import fuzz
from rapidfuzz.distance import DamerauLevenshtein
from rapidfuzz.process import extract

from graph.case.dates import EdtfDate
from graph.case.file._findings import of_decision, of_finding
from graph.case.file._hints import said_by_places, said_twice, told_before
from graph.case.file._printed_days import can_be, printed_days, printed_years
from graph.case.file._source_texts import SourceText
from graph.case.file._voices import of_accuser, of_own_voice, of_seen, of_unnamed_origin
from graph.case.file.stated_crimes import PERSONS, StatedCrimes
from graph.case.model import Case, Claim, Entity, Locator, Statement, Text
from graph.case.quantities import Quantity
from graph.case.schema import Schema, load_schema

_MOST_STATEMENTS = 4
"""Statements that a speaker may make in one span; more are a sign that a quotation was spread too thin."""
_SHORTEST_NAME = 4
"""Letters of a word from which on it may be another one misspelt."""
_ALIKE = 80
"""From how much on two names are spelt alike, 100 being the same."""

_ABSENCE = re.compile(
    r"\b(?:is|are|was|were|has|have|had|does|do|did)(?: not|n't|n’t) (?:been )?"
    r"(?:say|said|state|stated|name|named|give|given|tell|told)\b|\bnot (?:said|stated|named|given|told)\b",
    re.IGNORECASE,
)
_SPEECH = re.compile(
    r"[“\"](?:[^\s”\"]+\s+){5,}|\b(?:according to|(?:remember|recall)(?:s|ed)?|"
    r"by (?:his|her|its|their) (?:own )?(?:account|books?|count|words?))\b",
    re.IGNORECASE,
)
_HEDGES = re.compile(
    r"\b(?:allegedly|reportedly|supposedly|purportedly|"
    r"(?:is|are|was|were) (?:alleged|said|rumou?red|believed|thought) to(?! have said)|on suspicion of|"
    r"rumou?r has it|it is (?:claimed|said|alleged|believed|thought|rumou?red|reported|understood) that)\b",
    re.IGNORECASE,
)
_ASKING = re.compile(r"\b(?:ask|wonder|question|quer|doubt|inquir|enquir)(?:s|ed|ing|y|ies|ied|e|es)?\b", re.IGNORECASE)
_DENYING = re.compile(
    r"\b(?:den(?:y|ies|ied|ying)|reject(?:s|ed|ing)?|disput(?:e|es|ed|ing)|contradict(?:s|ed|ing)?|rebut(?:s|ted)?|"
    r"refut(?:e|es|ed)|disavow(?:s|ed)?|retract(?:s|ed)?|withdr[ae]w(?:s|n)?)\b",
    re.IGNORECASE,
)
_AFFIRMING = re.compile(
    r"\b(?:confirm|admit|conced|acknowledg|confess|agree)(?:s|ed|ted|es|d|ing|ting)?\b", re.IGNORECASE
)
_NOT = re.compile(r"\b(?:not|never|refus(?:e|es|ed)|declin(?:e|es|ed))\b|n['’]t\b", re.IGNORECASE)
_ASKED = re.compile(
    r"\b(?:asked|asks|wondered|wonders|unclear|unknown|questioned) (?:whether|if|who|why|how)\b", re.IGNORECASE
)
_HEARSAY = re.compile(
    r"\b(?:(?:had|has|have|got|heard|learn(?:ed|t)|knows?|knew) (?:it|this|that|as much) (?:only )?from|"
    r"(?:heard|learn(?:ed|t)|understood|gathered) from|"
    r"told (?:by|him|her|them)|been told|said to (?:him|her|them)|passed on|in the words of|by way of|"
    r"repeated what|quot(?:ed|es|ing)|citing|as told|relay(?:s|ed))\b",
    re.IGNORECASE,
)
_ACCUSING = re.compile(
    r"\b(?:accus(?:e[sd]?|ing)|blam(?:e[sd]?|ing)|alleg(?:e[sd]?|ing|edly)|suspected|charged with|arrested|"
    r"culprit|(?:holds?|held) \w+ responsible|responsible for|guilty)\b",
    re.IGNORECASE,
)
_QUESTION = re.compile(r"\?[”\"’')]*\s*(?:$|(?-i:[a-z]))")
"""A question that ends the span, or that stands before who asks it."""
_QUOTED = re.compile(r"“([^”]+)”|\"([^\"]+)\"")
_WORD = re.compile(r"[^\W\d_]+")
_CAPITALISED = re.compile(r"\b[^\W\d_a-z][^\W\d_]+(?:[-’'][^\W\d_]+)*")
_DECIDING = re.compile(
    r"court|jur(?:y|or)|judge|justice|magistrate|bench|tribunal|inquir|enquir|inquest|coroner|commission|ombud|arbit|"
    r"referee|panel|board|committee|regulator|council|assembly|parliament|senate|congress|gericht|richter|tribun|cour\b|"
    r"juge|corte|juzgado|juez|giudice|rechtbank|domstol|\bsąd|суд",
    re.IGNORECASE,
)
"""What a body that decides is called, or is a part of its name."""
_Capitalised = tuple[dict[str, int], dict[str, list[tuple[str, str]]], dict[str, str]]
_QUOTES = '“"'
_ENDS = " \n\t.,;:!?…—–-"
"""What may stand between the last word of a quotation and the mark that closes it."""


def doubts(case: Case, texts: Mapping[str, str]) -> Iterator[str]:
    """Yield a line for all that may be wrong: the id of the entity, statement or claim, and why.

    Parameters
    ----------
    case : Case
    texts : mapping of str to str
        Texts by the ids of their sources; claims on other sources are looked at as far as that goes.
    """
    looked = _Doubts(case, {id: SourceText(text) for id, text in texts.items()}, load_schema())
    yield from (f"{case.id}: {doubt}" for doubt in looked.of_case())
    for entity in case.entities:
        yield from (f"{entity.id}: {doubt}" for doubt in looked.of_entity(entity))
    carried: dict[tuple[str, Locator], set[str]] = defaultdict(set)
    for statement in case.statements:
        yield from (f"{statement.id}: {doubt}" for doubt in looked.of_statement(statement))
        for claim in statement.claims:
            if claim.by and claim.by not in case.source_ids:
                carried[claim.by, claim.at].add(statement.id)
            yield from (f"{claim.id}: {doubt}" for doubt in looked.of_claim(claim, statement))
    for (by, place), statements in carried.items():
        if len(statements) > _MOST_STATEMENTS:
            yield f"{place}: {by} makes {len(statements)} statements in one span: {', '.join(sorted(statements))}"
    yield from said_twice(case)
    yield from said_by_places(case)
    yield from told_before(case, looked.texts)


class _Doubts:
    def __init__(self, case: Case, texts: Mapping[str, SourceText], schema: Schema) -> None:
        self._case = case
        self.texts = texts
        self._schema = schema
        self._entities = {entity.id: entity for entity in case.entities}
        self._stated = StatedCrimes(case)
        self._order = {entity.id: n for n, entity in enumerate(case.entities)}
        self._firsts: dict[tuple[str, str], int] = {}
        self._alike: dict[tuple[str, str], list[tuple[int, str]]] = {}
        self._words: dict[str, _Capitalised] = {}
        self._names = {
            entity.id: tuple(
                dict.fromkeys([entity.name, *entity.aliases, *(mention.text for mention in entity.mentions)])
            )
            for entity in case.entities
        }

        # people by the word of each of their names that fewest have, so that few are looked for in a span
        people = {entity.id: self._names[entity.id] for entity in case.entities if entity.type == "Person"}
        words = {name: _WORD.findall(name.casefold()) for names in people.values() for name in names}
        often = Counter(word for found in words.values() for word in set(found))
        self._by_word: dict[str, list[str]] = defaultdict(list)
        for id, names in people.items():
            for name in names:
                if words[name]:
                    self._by_word[min(words[name], key=lambda word: often[word])].append(id)

    # -- the case, entities and statements ---------------------------------------------------------

    def of_case(self) -> Iterator[str]:
        yield from self._stated.of_case()

    def of_entity(self, entity: Entity) -> Iterator[str]:
        if entity.decides and entity.type not in PERSONS:
            yield f"its findings are to decide, and {entity.type} is no body that can"
        elif entity.decides and not any(map(_DECIDING.search, (entity.name, entity.kind or "", *entity.aliases))):
            called = entity.kind or entity.name
            yield f"its findings are to decide, and it is called no court, jury or official inquiry ({called})"
        yield from self._stated.of_entity(entity)

    def of_statement(self, statement: Statement) -> Iterator[str]:
        predicate = self._schema.predicates.get(statement.predicate)
        if predicate and predicate.accusatory and all(claim.inferred for claim in statement.claims):
            yield "nobody in the sources accuses: it is the case's own inference"
        match statement.value:
            case Quantity() as quantity:
                yield from _of_quantity(quantity, signed=predicate is not None and predicate.signed)
            case EdtfDate() as date:
                days = list(printed_days(date.text or "")) or list(printed_years(date.text or ""))
                if days and not any(can_be(date, day) for day in days):
                    yield f"the date is {date}, and its words print {days[0].words} ({date.edtf})"
        yield from self._stated.of_statement(statement)
        if predicate is not None:
            yield from of_decision(statement, predicate, self._case)
        for one, other in _circles(statement.claims):
            yield f"{one.id} and {other.id} stand on each other: {one.by} passed on {other.by}, and {other.by} {one.by}"

    # -- claims ------------------------------------------------------------------------------------

    def of_claim(self, claim: Claim, statement: Statement) -> Iterator[str]:
        if claim.says and _ABSENCE.search(claim.says):
            yield f"the paraphrase tells what is not said, and a claim is what is ({claim.says})"
        predicate = self._schema.predicates.get(statement.predicate)
        # to ask for something is what some statements state
        if not (predicate and _ASKING.search(predicate.caption)):
            yield from _of_verb(claim)
        sources = [id for id in claim.via if id in self._case.source_ids]
        if sources and sources[-1] != claim.at.source:
            yield f"it came by way of the source {sources[-1]}, and its passage is in {claim.at.source}"
        if claim.kind and claim.by == statement.subject:
            yield f"{claim.by} decides on itself, which is no finding"
        span = self.texts[claim.at.source].passage(claim.at) if claim.at.source in self.texts else ""
        yield from of_finding(claim, statement, predicate, span, states_crime=self._states_crime(statement))
        if claim.at.source in self.texts:
            yield from self._by_text(claim, statement, self.texts[claim.at.source])

    def _by_text(self, claim: Claim, statement: Statement, text: SourceText) -> Iterator[str]:
        span = text.passage(claim.at)
        places = [(self.texts[at.source], at) for at in claim.places if at.source in self.texts]
        cited = " ".join(of.passage(at) for of, at in places)
        until = max(
            text.sentences[at.paragraph, at.sentence].end for at in claim.places if at.source == claim.at.source
        )
        source = claim.at.source
        speaker = self._entities.get(claim.by or "")
        if speaker is not None and self._first(source, speaker) >= until:
            near = self._near(speaker, source, until)
            yield f"the speaker is not named in the passage or before it ({speaker.name}{near})"
        for id in (statement.subject, statement.object or ""):
            of = self._entities.get(id)
            if of is None or id == claim.by or claim.inferred or self._first(source, of) < until:
                continue
            near = self._near(of, source, until)
            # a body may be told of in other words, and somebody by the last name
            if near or (of.type == "Person" and not _as_words(of.name.split()[-1]).search(text.text, 0, until)):
                yield f"{id} is not named in the passage or before it ({of.name}{near})"
        for id in claim.via:
            through = self._entities.get(id)
            if through is not None and through.type in PERSONS and self._first(source, through) >= until:
                yield f"{id}, by way of whom it came, is not named in the passage or before it"
        # a date in a quotation is cited as it is printed
        if span != getattr(statement.value, "text", None):
            yield from _of_quotation(text, claim.at)
        if claim.verb and not _words(claim.verb) <= _words(" ".join(of.sentence(at) for of, at in places)):
            yield f"its verb is not in the sentences of its passages ({claim.verb!r})"
        yield from _of_quotes(claim, statement, cited)
        yield from self._of_speaker(claim, span)
        predicate = self._schema.predicates.get(statement.predicate)
        accusatory = predicate is not None and predicate.accusatory
        # what a source says by the way of who asks or denies is its own: "Hale, a diver, denies it"
        if claim.by not in self._case.source_ids or accusatory:
            yield from _of_stance(claim, span)
        if claim.by in self._case.source_ids and claim.stance == "asserts":
            if not claim.via and (match := _SPEECH.search(span)):
                yield f"the source's own voice, and the span gives the words to a speaker ({match[0][:40]!r})"
            elif not accusatory and (match := _HEDGES.search(span)):
                yield f"the source's own voice, and the span says it of others ({match[0]!r})"
        stated = claim.stance == "asserts" and not claim.kind and self._implicates(statement)
        if stated and (match := _ACCUSING.search(span)):
            accuse = self._schema.crimes.accused_by
            yield f"the span accuses ({match[0]!r}), and {statement.predicate} states: {accuse} tells who does"
        subject = self._entities[statement.subject]
        if accusatory and predicate is not None and predicate.accused == "subject":
            yield from of_accuser(subject, span, re.escape)
            yield from of_seen(claim, span, bool(_ACCUSING.search(span)) or self._schema.crimes.is_told_in(span))
        yield from self._of_origin(claim, statement, span)
        yield from of_own_voice(claim, speaker, subject, span, cited)
        if claim.by not in self._case.source_ids or claim.via:
            known = [self._entities[id] for id in (claim.by, *claim.via) if id in self._entities]
            yield from of_unnamed_origin(claim, span, known)
        yield from _of_days(claim, statement, text)

    def _implicates(self, statement: Statement) -> bool:
        predicate = self._schema.predicates.get(statement.predicate)
        ends = (self._entities.get(id or "") for id in (statement.subject, statement.object))
        return predicate is not None and predicate.implicating and any(end and end.type in PERSONS for end in ends)

    def _states_crime(self, statement: Statement) -> bool:
        """Whether a statement says of somebody that they did a crime, were it so."""
        if not self._implicates(statement):
            return False
        crimes, value = self._schema.crimes, statement.value
        ends = (self._entities.get(id or "") for id in (statement.subject, statement.object))
        return any(end and crimes.in_entity(end.type, end.name, end.kind) for end in ends) or (
            isinstance(value, Text) and bool(crimes.in_person(value.text))
        )

    def _of_speaker(self, claim: Claim, span: str) -> Iterator[str]:
        """Find that a span gives the verb to somebody else, and does not name the speaker."""
        if not claim.verb or not claim.by or _prints(span, self._names.get(claim.by, ())):
            return
        verb = r"\s+".join(map(re.escape, claim.verb.split()))
        for id in self._people_in(span):
            names = "|".join(r"\s+".join(map(re.escape, name.split())) for name in self._names[id])
            says = rf"\b(?:(?:{names})\s+(?:\w+ly\s+)?{verb}|{verb}\s+(?:{names}))\b"
            if id not in (claim.by, *claim.via) and re.search(says, span, re.IGNORECASE):
                yield f"the span gives the verb {claim.verb!r} to {id}, and does not name {claim.by}"

    def _of_origin(self, claim: Claim, statement: Statement, span: str) -> Iterator[str]:
        """Find hearsay whose origin is lost: the span names somebody it was had from, and the claim does not."""
        if claim.inferred or not (match := _HEARSAY.search(span) or self._telling(claim, span)):
            return
        people = list(self._people_in(span))
        before = {id: _last(span[: match.start()], self._names[id]) for id in people}
        teller = max(before, key=lambda id: before[id], default="")
        if claim.by in self._case.source_ids and teller == statement.subject and before[teller] >= 0:
            return  # what a sentence says of who tells is no hearsay
        known = {claim.by, *claim.via, statement.subject, statement.object}
        if lost := [id for id in people if id not in known]:
            yield f"the span tells whom it was had from ({match[0]!r}), and neither by nor via is {' or '.join(lost)}"

    def _people_in(self, span: str) -> Iterator[str]:
        """Yield the people whom a span names, in the order of the file."""
        words = {word.casefold() for word in _WORD.findall(span)}
        found = {id for word in words & self._by_word.keys() for id in self._by_word[word]}
        yield from (id for id in sorted(found, key=self._order.__getitem__) if _prints(span, self._names[id]))

    def _telling(self, claim: Claim, span: str) -> re.Match[str] | None:
        """Find that somebody told the speaker."""
        names = "|".join(re.escape(name) for name in self._names.get(claim.by or "", ()))
        verbs = r"\b(?:told|informed|assured|warned|wrote to|said to|let)"
        return re.search(rf"{verbs} (?:{names})(?!\w)", span, re.IGNORECASE) if names else None

    def _first(self, source: str, entity: Entity) -> int:
        """Return where a text names an entity first; where it ends, if it does not."""
        place = source, entity.id
        if place not in self._firsts:
            text = self.texts[source].text
            found = [match.start() for name in self._names[entity.id] if (match := _as_words(name).search(text))]
            self._firsts[place] = min(found, default=len(text) + 1)
        return self._firsts[place]

    def _near(self, entity: Entity, source: str, until: int) -> str:
        """Return ``; "Lindquist" is printed`` where a text prints a name spelt almost as an entity's before a place."""
        if entity.type not in PERSONS:
            return ""
        place = source, entity.id
        if place not in self._alike:
            self._alike[place] = sorted(self._spelt_alike(entity, source))
        return next((f"; {printed!r} is printed" for at, printed in self._alike[place] if at < until), "")

    def _spelt_alike(self, entity: Entity, source: str) -> Iterator[tuple[int, str]]:
        """Yield where a text prints what is spelt almost as a name of an entity, or as a word of one."""
        words, pairs, folded = self._capitalised(source)
        for name in self._names[entity.id]:
            wanted = [word for word in _WORD.findall(name) if word[0].isupper()]
            if len(wanted) == 2:
                # of a first name and a last name the one is right, and the other a letter off
                for pair in (*pairs.get(wanted[0], ()), *pairs.get(f"*{wanted[1]}", ())):
                    if sorted(DamerauLevenshtein.distance(*each) for each in zip(wanted, pair, strict=True)) == [0, 1]:
                        yield words[" ".join(pair)], " ".join(pair)
            for word in (word.casefold() for word in wanted if len(word) >= _SHORTEST_NAME):
                # one letter, also of a short name, or a like share of a longer one
                for scorer, cutoff in ((DamerauLevenshtein.distance, 1), (fuzz.ratio, _ALIKE)):
                    for other, _, printed in extract(word, folded, scorer=scorer, score_cutoff=cutoff, limit=None):
                        if other != word:
                            yield words[printed], printed

    def _capitalised(self, source: str) -> _Capitalised:
        """Return where a text prints each capitalised word, and each two, first; the two by either; and long words."""
        if source not in self._words:
            found = [
                (match.start(), re.sub(r"['’]s$", "", match[0]))
                for match in _CAPITALISED.finditer(self.texts[source].text)
            ]
            words: dict[str, int] = {}
            pairs: dict[str, list[tuple[str, str]]] = defaultdict(list)
            for at, word in found:
                words.setdefault(word, at)
            folded = {word: word.casefold() for word in words if len(word) >= _SHORTEST_NAME}
            for (at, first), (_, second) in pairwise(found):
                if f"{first} {second}" not in words:
                    words[f"{first} {second}"] = at
                    pairs[first].append((first, second))
                    pairs[f"*{second}"].append((first, second))
            self._words[source] = words, pairs, folded
        return self._words[source]


def _prints(text: str, names: Iterable[str]) -> bool:
    """Whether a text prints one of some names as words of their own, in any case, or in the genitive."""
    return any(_as_words(name).search(text) for name in names)


@lru_cache(maxsize=4_096)
def _as_words(name: str) -> re.Pattern[str]:
    words = r"\s+".join(map(re.escape, name.split()))
    # letters that have no case stand in writing without spaces between words
    return re.compile(rf"(?<![a-zà-öø-ÿ]){words}s?(?![a-zà-öø-ÿ])", re.IGNORECASE)


def _last(text: str, names: Iterable[str]) -> int:
    """Return where the last of some names stands in a text; -1 where none does."""
    text = text.casefold()
    return max((text.rfind(name.casefold()) for name in names), default=-1)


def _of_quantity(quantity: Quantity, *, signed: bool) -> Iterator[str]:
    read = Quantity.parse(quantity.text)
    low, high = quantity.low, quantity.high
    # "40 crowns short" may be 40 less
    if read.comparator != "unknown" and quantity.explicit & {"low", "high"} and not signed:
        above = read.low is not None and high is not None and high < read.low
        below = read.high is not None and low is not None and low > read.high
        if above or below:
            yield f"its words give {_bounds(read)}, and its bounds are {_bounds(quantity)} ({quantity.text})"
    if read.unit and quantity.unit and "unit" in quantity.explicit:
        one, other = ({_singular(word) for word in _words(unit)} for unit in (read.unit, quantity.unit))
        if one and other and not one & other:
            yield f"its words count {read.unit}, and its unit is {quantity.unit} ({quantity.text})"


def _bounds(quantity: Quantity) -> str:
    low, high = quantity.low, quantity.high
    if low == high:
        return f"{low:,}"
    if low is None or high is None:
        return f"{low:,} and up" if high is None else f"{high:,} and down"
    return f"{low:,} to {high:,}"


def _singular(word: str) -> str:
    return word.removesuffix("s")


def _circles(claims: Iterable[Claim]) -> Iterator[tuple[Claim, Claim]]:
    """Yield two claims on one statement whose speakers each pass on the other's word."""
    told = [claim for claim in claims if claim.by and claim.via]
    for n, one in enumerate(told):
        for other in told[n + 1 :]:
            if one.by != other.by and one.by in other.via and other.by in one.via:
                yield one, other


def _of_verb(claim: Claim) -> Iterator[str]:
    verb = claim.verb or ""
    if claim.stance == "asserts" and (_ASKING.search(verb) or _DENYING.search(verb) or _NOT.search(verb)):
        yield f"its stance is asserts, and its verb does not assert ({verb!r})"
    elif claim.stance == "denies" and (_AFFIRMING.search(verb) or _ASKING.search(verb)) and not _NOT.search(verb):
        yield f"its stance is denies, and its verb does not deny ({verb!r})"
    elif claim.stance == "questions" and (_AFFIRMING.search(verb) or _DENYING.search(verb)) and not _NOT.search(verb):
        yield f"its stance is questions, and its verb does not ask ({verb!r})"


def _words(text: str) -> set[str]:
    return set(_WORD.findall(text.casefold()))


def _of_quotes(claim: Claim, statement: Statement, cited: str) -> Iterator[str]:
    """Find words in quotation marks that are said to stand in the passages, and do not."""
    printed = " ".join(cited.split()).casefold()
    value = statement.value.text if isinstance(statement.value, Text) and len(statement.claims) == 1 else ""
    for what, text in (("paraphrase", claim.says or ""), ("value", value)):
        for match in _QUOTED.finditer(text):
            quoted = " ".join((match[1] or match[2]).split()).strip(_ENDS).casefold()
            if quoted not in printed:
                yield f"the {what} quotes what is not in its passages ({quoted[:40]!r})"


def _of_stance(claim: Claim, span: str) -> Iterator[str]:
    """Find a span that asks, or denies, and is taken for an assertion."""
    if claim.stance == "asserts" and not claim.inferred:
        if _QUESTION.search(span):
            yield f"its stance is asserts, and the span asks ({span[-40:]!r})"
        elif asked := _ASKED.search(span):
            yield f"its stance is asserts, and the span asks ({asked[0]!r})"
        elif not claim.verb and (denied := _DENYING.search(span)):
            yield f"its stance is asserts, and the span denies ({denied[0]!r})"


def _of_days(claim: Claim, statement: Statement, text: SourceText) -> Iterator[str]:
    """Find a date that none of the days is which its passage prints, or else those beside it in the paragraph."""
    value = statement.value
    date = value.as_of if isinstance(value, Quantity) else value if isinstance(value, EdtfDate) else None
    if date is None or date.inferred or date.text:
        return
    beside = [at for at in claim.context if (at.source, at.paragraph) == (claim.at.source, claim.at.paragraph)]
    days = list(printed_days(text.passage(claim.at)))
    days = days or [day for at in beside for day in printed_days(text.passage(at))]
    if days and not any(can_be(date, day) for day in days):
        what = "the count is of" if isinstance(value, Quantity) else "the date is"
        yield f"{what} {date}, and its passages print {days[0].words} ({date.edtf})"


def _of_quotation(text: SourceText, at: Locator) -> Iterator[str]:
    """Find a span that begins or ends in the middle of what is quoted in its sentence."""
    sentence, span = text.sentences[at.paragraph, at.sentence], text.passage(at)
    start = sentence.start if at.start is None else at.start
    end = sentence.end if at.end is None else at.end
    # a quotation may have begun in a sentence before, and goes no further than its paragraph
    paragraph = text.sentences[at.paragraph, 1].start
    if start > sentence.start and span[0] not in _QUOTES and _is_within(text.text, paragraph, start):
        yield f"the span begins in the middle of a quotation ({span[:40]!r})"
    if text.text[end : sentence.end].strip(_ENDS) and _is_within(text.text, paragraph, end):
        yield f"the span ends in the middle of a quotation ({span[-40:]!r})"


def _is_within(text: str, paragraph: int, place: int) -> bool:
    """Whether a place is in a quotation, and not where what is quoted begins or ends."""
    before = text[paragraph:place]
    if before.count("“") <= before.count("”") and before.count('"') % 2 == 0:
        return False
    return before.rstrip()[-1] not in _QUOTES and text[place:].lstrip(_ENDS)[:1] not in ("”", '"')
