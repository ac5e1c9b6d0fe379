"""Reported speech in one parsed paragraph: clauses, objects and phrases that a text gives to somebody."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from typing import TYPE_CHECKING, NamedTuple

from graph.extract.clauses import (
    Subject,
    agents,
    children,
    is_of_outer,
    negated,
    noun_phrase,
    subjects,
    to_clause,
    token_span,
    trimmed,
    whole,
)
from graph.extract.found import Span
from graph.extract.words import table

if TYPE_CHECKING:
    from spacy.tokens import Doc, Token


class Report(NamedTuple):
    """What somebody is reported to say; offsets in the parsed text."""

    spans: tuple[Span, ...]
    speaker: tuple[Span, ...]
    cue: Token
    rule: str


class Found(NamedTuple):
    """What a rule found: the spans and whose words they are."""

    spans: Sequence[Span]
    subject: Subject | None
    rule: str


Rule = Callable[["Token", "list[Subject]"], list[Found]]


LEFT_OPEN = "whether-clause"
"""The rule of what a speaker asks or leaves open, and nobody asserts."""
_LONGEST_RELATIVE = 60
"""Words of a final relative clause that is left out."""
_NOMINAL = frozenset(("DT", "PRP", "PRP$", "NNP", "NNPS", "NN", "NNS", "CD", "JJ", "EX"))


def speaker_spans(subject: Subject | None) -> tuple[Span, ...]:
    """Return the words for a speaker, and the relative pronoun that stands for them."""
    if subject is None:
        return ()
    phrase = noun_phrase(subject.noun)
    return (phrase, token_span(subject.pronoun)) if subject.pronoun is not None else (phrase,)


def reported(doc: Doc, quoted: Callable[[Token], bool]) -> Iterator[Report]:
    """Yield the reported speech in a parsed paragraph, in the order of its cues.

    Parameters
    ----------
    doc : spacy.tokens.Doc
    quoted : callable
        Tells whether a word stands inside a quotation that is speech by itself.
    """
    text = doc.text
    for token in doc:
        if quoted(token):
            continue
        if token.pos_ in ("VERB", "AUX"):
            found = _of_verb(token, quoted)
        elif token.pos_ == "NOUN":
            found = _of_noun(token)
        else:
            found = []
        if token.lower_ == "according":
            found = _according_to(token)
        for spans, subject, rule in found:
            kept = tuple((start, end) for start, end in spans if any(map(str.isalnum, text[start:end])))
            if kept:
                yield Report(kept, speaker_spans(subject), token, rule)


def _of_verb(verb: Token, quoted: Callable[[Token], bool]) -> list[Found]:
    who = [subject for subject in subjects(verb) if not quoted(subject.noun)]
    rules: tuple[Rule, ...] = (_parenthetical, _as_said, _named, _urged, _clauses, _accused, _prepositional, _object)
    if children(verb, "auxpass"):
        # who is told something does not say it
        who = agents(verb)
        if not who:
            rules = (_untold,)
    if _lemma(verb) in _words("hearing"):
        who = [Subject(noun) for of in children(verb, "prep") if of.lower_ == "from" for noun in children(of, "pobj")]
        rules = (_clauses,)
    found: list[Found] = []
    for rule in rules:
        found = rule(verb, who)
        if found:
            break
    if verb.lemma_ == "be" and who:
        found = found + _adjective(verb, who)
    return found


def _lemma(token: Token) -> str:
    return token.lemma_.lower()


def _words(key: str) -> frozenset[str]:
    return table("speech")[key]


def _parenthetical(verb: Token, who: list[Subject]) -> list[Found]:
    """Find "…, she said, …" and "…, she said."."""
    if _lemma(verb) not in _words("parenthetical"):
        return []
    own = [child for child in children(verb, "nsubj") if child.tag_ not in ("WP", "WDT")]
    if not own:
        return []
    doc, sentence = verb.doc, verb.sent
    telling = _lemma(verb) == "tell"
    first = min(own[0].left_edge.i, verb.i)
    last = max(own[0].right_edge.i, verb.i)
    for child in verb.rights:
        adverbial = child.dep_ in ("advmod", "npadvmod", "prep", "dative", "tmod", "prt")
        if (adverbial and child.right_edge.i - verb.i < 12) or (telling and child.dep_ == "dobj"):
            last = max(last, child.right_edge.i)
    if first <= sentence.start + 1 or doc[first - 1].text not in (",", "-"):
        return []
    if not telling and children(verb, "dobj", after=True):
        return []
    following = doc[last + 1] if last + 1 < sentence.end else None
    if doc[first - 2].tag_ in ("WDT", "WP"):
        # "which, he said, had failed"
        last_of_clause = doc[first - 2].head.right_edge.i if doc[first - 2].head.i > last else sentence.end - 1
        if last + 2 < sentence.end and doc[last + 1].text == "," and last_of_clause > last + 1:
            return [Found([trimmed(doc, last + 2, last_of_clause)], Subject(own[0]), "parenthetical")]
        return []
    before = trimmed(doc, sentence.start, first - 2)
    if following is not None and following.text == "," and last + 2 < sentence.end and first < verb.i:
        after = trimmed(doc, last + 2, sentence.end - 1)
        if len(doc.text[after[0] : after[1]].split()) >= 3:
            return [Found([before, after], Subject(own[0]), "parenthetical")]
        return []
    ends = following is None or following.is_space or following.text in (".", "-", "?", "!", '"', ";")
    if ends and not children(verb, "ccomp", after=True) and before[1] - before[0] > 10:
        return [Found([before], Subject(own[0]), "parenthetical end")]
    return []


def _as_said(verb: Token, who: list[Subject]) -> list[Found]:
    """Find "As the owners pointed out, …"."""
    objects = children(verb, "ccomp", "dobj", after=True)
    put_it = verb.lemma_ == "put" and [one.lower_ for one in objects] == ["it"]
    if verb.dep_ != "advcl" or not who or not (put_it or (_lemma(verb) in _words("parenthetical") and not objects)):
        return []
    marks = children(verb, "mark")
    own = children(verb, "nsubj")
    if not marks or marks[0].lower_ != "as" or not own:
        return []
    doc, sentence = verb.doc, verb.sent
    first, last = verb.left_edge.i, verb.right_edge.i
    if last + 1 < sentence.end and doc[last + 1].text == "," and first - sentence.start < 3:
        return [Found([trimmed(doc, last + 2, sentence.end - 1)], Subject(own[0]), "as said")]
    if first > sentence.start + 2 and doc[first - 1].text == "," and last >= sentence.end - 2:
        return [Found([trimmed(doc, sentence.start, first - 2)], Subject(own[0]), "as said")]
    return []


def _named(verb: Token, who: list[Subject]) -> list[Found]:
    """Find "call it a hoax" and "describe him as a liar"."""
    lemma = _lemma(verb)
    if not who or lemma not in _words("naming") or (verb.tag_ == "VBN" and not _is_active(verb)):
        return []
    if who[0].noun.pos_ == "PRON" and any(child.lower_ == "what" for child in verb.lefts):
        return []  # "what she calls …": somebody's who goes on to tell of it
    if lemma in _words("naming_as"):
        names = [child for child in children(verb, "prep", after=True) if child.lower_ == "as"]
    else:
        names = [
            child
            for child in children(verb, "ccomp", "oprd", after=True)
            if child.pos_ in ("NOUN", "PROPN", "ADJ", "PRON", "NUM", "ADP")
        ]
    if not names and lemma in _words("calling"):
        rest = children(verb, "dobj", "dative", "xcomp", "acomp", "attr", "advcl", after=True)
        names = [name for name in rest if name.dep_ != "advcl" or not children(name, "mark")]
        summons = children(verb, "prep", "prt", after=True) or any(to_clause(name) for name in rest)
        names = names if names and names[-1].right_edge.i - verb.i > 2 and not summons else []
    if not names:
        return []
    parts = [whole(part) for part in [*children(verb, "dobj", after=True), *names]]
    return [Found([(min(a for a, _ in parts), max(b for _, b in parts))], who[0], "naming")]


def _is_active(verb: Token) -> bool:
    """Tell whether a participle has somebody who does it: not "a stream called …", "is considered …"."""
    own = any(child.dep_ in ("aux", "nsubj") for child in verb.lefts) and not children(verb, "auxpass")
    return own or bool(agents(verb))


def _clauses(verb: Token, who: list[Subject]) -> list[Found]:
    """Find that-clauses, the same before the verb, and to-clauses."""
    lemma = _lemma(verb)
    found = []
    says = lemma in _words("saying") or lemma in _words("that_clause") or lemma in _words("hearing")
    for child in verb.children:
        if child.dep_ == "ccomp" and says:
            marks = [word for word in child.lefts if word.dep_ in ("mark", "advmod")]
            circumstance = marks and marks[0].lower_ in _words("circumstance")
            if circumstance and lemma not in _words("asking") and not (negated(verb) and marks[0].lower_ == "when"):
                continue
            if child.i > verb.i and who:
                found.append(_left_open(verb, child, who[0]) or Found([_clause(child)], who[0], "that-clause"))
            elif child.i < verb.i and lemma in _words("parenthetical"):
                found += _fronted(verb, child)
        elif child.dep_ == "xcomp" and child.i > verb.i and who and lemma in _words("to_clause"):
            silent = lemma in ("refuse", "decline") and _lemma(child) in _words("silence")
            if child.pos_ in ("VERB", "AUX") and not silent:
                found.append(Found([whole(child)], who[0], "to-clause"))
    if not found and says and who:
        found = [Found([span], who[0], "that-clause") for span in _astray(verb)]
    return found


def _untold(verb: Token, who: list[Subject]) -> list[Found]:
    """Find "they were told that …", which leaves open by whom."""
    if _lemma(verb) not in _words("saying"):
        return []
    clauses = [
        child for child in children(verb, "ccomp", after=True) if child.left_edge.lower_ not in _words("circumstance")
    ]
    return [_left_open(verb, clause, None) or Found([_clause(clause)], None, "that-clause") for clause in clauses]


def _left_open(verb: Token, clause: Token, who: Subject | None) -> Found | None:
    """Return what a clause with "whether" or "if" leaves open; None for any other clause.

    Who was asked did not ask: "Asked whether she had quarrelled, she said that she had not."
    """
    if clause.left_edge.lower_ not in ("whether", "if"):
        return None
    asked = verb.dep_ in ("advcl", "acl") and not children(verb, "nsubj") and verb.tag_ in ("VBN", "VBD")
    return Found([_clause(clause)], None if asked else who, LEFT_OPEN)


def _astray(verb: Token) -> list[Span]:
    """Return the that-clause that the parser did not hang on the verb: "told a meeting of owners that …"."""
    nouns = children(verb, "dobj", "dative", "prep", "npadvmod", after=True)
    for _ in range(3):
        for noun in nouns:
            for child in children(noun, "acl", "relcl", "ccomp", after=True):
                mark = child.left_edge
                if mark.lower_ == "that" and mark.dep_ == "mark" and _lemma(noun) not in _words("noun"):
                    return [_clause(child)]
        nouns = [child for noun in nouns for child in children(noun, "prep", "pobj", after=True)]
    doc, end = verb.doc, verb.sent.end
    for token in doc[verb.i + 1 : min(verb.i + 4, end - 4)]:
        if token.lower_ == "that" and token.nbor(1).tag_ in _NOMINAL and token.head != token.nbor(1):
            return [trimmed(doc, token.i + 1, end - 1)]
        if token.head != verb:
            break
    return []


def _clause(verb: Token) -> Span:
    """Return the words of a clause without what the text's own voice adds to it."""
    doc = verb.doc
    last = verb.right_edge.i
    for child in verb.rights:
        first = child.left_edge
        aside = child.dep_ == "advcl" and doc[first.i - 1].text in (",", "-") and first.lower_ in _words("aside")
        if first.i > verb.i + 1 and (aside or is_of_outer(child)):
            last = first.i - 1
            break
    if doc[last].dep_ == "cc":
        last -= 1
    return trimmed(doc, verb.left_edge.i, _without_relative(doc, verb.i, last))


def _without_relative(doc: Doc, first: int, last: int) -> int:
    """Return the last word before a final clause with ", which …" or ", who …"."""
    for token in doc[max(first + 1, last - _LONGEST_RELATIVE) : last]:
        if token.text == "," and token.nbor(1).tag_ in ("WDT", "WP") and token.nbor(1).lower_ != "what":
            clause = token.nbor(1)
            while clause.dep_ != "relcl" and clause.head != clause and clause.head.i <= last:
                clause = clause.head
            if clause.dep_ == "relcl" and clause.right_edge.i >= last - 1:
                return token.i - 1
    return last


def _fronted(verb: Token, clause: Token) -> list[Found]:
    own = children(verb, "nsubj")
    if not own:
        return []
    doc = verb.doc
    edge = min(verb.i, own[0].left_edge.i)
    if doc[edge - 1].text in (":", ";") or children(clause, "mark") or clause.tag_ == "VBG":
        return []
    spans = []
    first, last = clause.left_edge.i, clause.right_edge.i
    if first < edge:
        spans.append(trimmed(doc, first, min(last, edge - 1)))
    if last > verb.i:
        spans.append(trimmed(doc, verb.i + 1, last))
    return [Found(spans, Subject(own[0]), "fronted")]


def _urged(verb: Token, who: list[Subject]) -> list[Found]:
    """Find "ask the minister to resign"."""
    if not who or _lemma(verb) not in _words("urging"):
        return []
    clauses = [child for child in children(verb, "xcomp", "ccomp", "advcl", after=True) if to_clause(child)]
    if not clauses:
        return []
    objects = children(verb, "dobj", "dative", after=True)
    on = [child for child in children(verb, "prep") if child.lower_ in ("on", "upon")]
    if _lemma(verb) == "call" and not on:
        return []
    start = whole((objects or clauses)[0])[0]
    return [Found([(start, whole(clauses[0])[1])], who[0], "urging")]


def _accused(verb: Token, who: list[Subject]) -> list[Found]:
    """Find "accuse the agency of hounding him"."""
    if not who or _lemma(verb) not in _words("accusing"):
        return []
    objects = children(verb, "dobj")
    of = [
        child
        for head in (verb, *objects)
        for child in children(head, "prep", after=True)
        if child.lower_ in ("of", "for", "with")
    ]
    if not of or not (objects or agents(verb)) or (_lemma(verb) != "accuse" and of[0].head != verb):
        return []
    start = min(whole(part)[0] for part in [*objects, of[0]])
    return [Found([(start, whole(of[0])[1])], who[0], "accusing")]


def _prepositional(verb: Token, who: list[Subject]) -> list[Found]:
    """Find "complain about the delay"."""
    if not who:
        return []
    for child in verb.children:
        if child.dep_ in ("prep", "prt") and f"{_lemma(verb)} {child.lower_}" in _words("preposition"):
            objects = children(child, "pobj", "pcomp")
            if objects:
                start, end = _object_span(objects[0])
                for more in children(verb, "xcomp", "advcl", "ccomp", after=True):
                    if more.i > objects[0].i and to_clause(more):
                        end = max(end, whole(more)[1])
                ends = [whole(more)[1] for more in children(verb, "prep") if more.i > child.i and more.lower_ == "as"]
                return [Found([(start, max([end, *ends]))], who[0], "preposition")]
    return []


def _object_span(noun: Token) -> Span:
    return trimmed(noun.doc, noun.left_edge.i, _without_relative(noun.doc, noun.i, noun.right_edge.i))


def _object(verb: Token, who: list[Subject]) -> list[Found]:
    """Find "deny any involvement"."""
    if not who or _lemma(verb) not in _words("object") or verb.dep_ == "xcomp":
        return []
    patients = children(verb, "nsubjpass")
    if patients:
        known = patients[0].pos_ != "PRON" and patients[0].tag_ not in ("WDT", "WP")
        return [Found([_object_span(patients[0])], who[0], "object")] if known else []
    objects = children(verb, "dobj", after=True)
    if not objects or objects[0].pos_ in ("PRON", "NUM") or who[0].noun.pos_ not in ("PROPN", "NOUN", "PRON"):
        return []
    span = _object_span(objects[0])
    ends = [
        whole(child)[1]
        for child in children(verb, "prep")
        if child.i > objects[0].i and child.lower_ in ("as", "for", "of", "about", "on", "to")
    ]
    return [Found([(span[0], max([span[1], *ends]))], who[0], "object")]


def _may_speak(noun: Token) -> bool:
    return (
        noun.ent_type_ in ("PERSON", "ORG", "NORP", "GPE")
        or noun.lower_ in ("he", "she", "they", "we", "i", "who")
        or noun.tag_ in ("NNS", "NNP", "NNPS")
    )


def _adjective(verb: Token, who: list[Subject]) -> list[Found]:
    """Find "is sure that …" and "is against the plan"."""
    for child in verb.children:
        if child.dep_ == "acomp" and _lemma(child) in _words("adjective"):
            of = children(child, "ccomp", "xcomp", "prep", after=True)
            return [Found([whole(of[0])], who[0], "adjective")] if of else []
        if child.dep_ == "prep" and child.lower_ == "against" and _may_speak(who[0].noun):
            of = children(child, "pobj")
            return [Found([whole(of[0])], who[0], "adjective")] if of else []
    return []


def _of_noun(noun: Token) -> list[Found]:
    """Find "his claim that …", "a call by the union for …"."""
    lemma = _lemma(noun)
    if lemma not in _words("noun"):
        return []
    content = [
        child
        for child in children(noun, "acl", "relcl", "ccomp", after=True)
        if any(word.lower_ == "that" and word.dep_ == "mark" for word in child.lefts) or to_clause(child)
    ]
    if not content:
        content = [
            child
            for child in children(noun, "prep", after=True)
            if (
                child.lower_ in ("of", "for", "about", "against", "on", "over")
                and lemma not in _words("noun_that_only")
            )
            or (child.lower_ == "for" and lemma == "call")
        ]
    if not content:
        return []
    owners = children(noun, "poss") or [
        owner
        for child in children(noun, "prep")
        if child.lower_ in ("by", "from", "among", "of") and child != content[0]
        for owner in children(child, "pobj")
    ]
    if owners:
        return [Found([whole(content[0])], Subject(owners[0]), "noun")]
    if noun.dep_ == "dobj" and _lemma(noun.head) in _words("voicing"):
        return [Found([whole(content[0])], subject, "noun") for subject in subjects(noun.head)[:1]]
    return []


def _according_to(token: Token) -> list[Found]:
    doc = token.doc
    if token.i + 1 >= len(doc) or doc[token.i + 1].lower_ != "to":
        return []
    to = doc[token.i + 1]
    sources = children(to, "pobj") or children(token, "pobj")
    sources = sources or [noun for verb in children(to, "pcomp") for noun in children(verb, "dobj")]
    sources = sources or list(to.rights)[:1]
    if not sources:
        return []
    sentence = token.sent
    first = min(token.left_edge.i, token.i)
    last = max(token.right_edge.i, to.right_edge.i)
    sides = []
    if first > sentence.start:
        sides.append(trimmed(doc, sentence.start, first - 1))
    if last + 1 < sentence.end:
        sides.append(trimmed(doc, last + 1, sentence.end - 1))
    if not sides:
        return []
    root = sentence.root.idx
    side = next((one for one in sides if one[0] <= root < one[1]), max(sides, key=lambda one: one[1] - one[0]))
    return [Found([side], Subject(sources[0]), "according to")]
