"""The rules that propose, and how often each is right, in plain words."""

from __future__ import annotations

from collections.abc import Mapping

_ADDED = "added"
_ENDPOINT = "endpoint:"

_NAMES: Mapping[str, str] = {
    "model": "The language model reads it as a name.",
    "title": "A title or a role of a person stands before it.",
    "titles": "A title or a role of a person stands before it.",
    "role": "A role stands beside it.",
    "age": "An age stands behind it.",
    "kin": "A word for a relative stands beside it.",
    "who": "The words that follow go on about a person.",
    "surname": "It is the surname of somebody who is named in full elsewhere.",
    "given name": "It begins with a given name.",
    "initials": "It begins with initials.",
    "acronym": "It is the short form of a name in the text.",
    "same name": "The same words are a name elsewhere in the text.",
    "near-spelling": "It is spelled almost as a name elsewhere in the text.",
    "article": "An article before it speaks against a person.",
    "body word": "It has a word for a body in it, such as court or council.",
    "kind of body": "A word beside it says what kind of body it is.",
    "agency": "It has a word for a public body in it.",
    "company": "It ends as companies do.",
    "club": "It has a word for a club in it.",
    "member": "Somebody is said to belong to it.",
    "membership": "Somebody is said to belong to it.",
    "dateline": "It stands where a report says from where it comes.",
    "place word": "It has a word for a place in it, such as street or river.",
    "kind of place": "A word beside it says what kind of place it is.",
    "place, place": "A larger place follows it.",
    "place, country": "A country follows it.",
    "place and more": "It stands among places.",
    "preposition": "The word before it speaks for a place.",
    "gazetteer": "It is in the list of known places.",
    "in a list": "It stands in a list with names of this type.",
    "definition": "The text says what it is.",
    "quoted title": "It stands in quotation marks, as titles do.",
    "title and year": "A year follows it, as titles have one.",
    "kind of work": "A word beside it says what kind of work it is.",
    "phrase": "The words around it speak for its type.",
    "born": "A birth or a life's years stand behind it.",
    "capitals": "It is written in capital letters.",
    "deed": "It does what only people do.",
    "in brackets": "It stands in brackets behind a name, as short forms do.",
}
_CLAIMS: Mapping[str, str] = {
    "frame": "Quotation marks, with a word of saying and who says it beside them.",
    "frame verb": "Quotation marks, with a word of saying beside them.",
    "same paragraph": "Quotation marks in a paragraph whose other quotation has a speaker.",
    "last person": "Quotation marks, given to whoever spoke last.",
    "near": "Quotation marks, given to the name that is nearest.",
    "quotation": "Quotation marks; nobody is found who speaks.",
    "dash": "A dash begins it, as speech does here.",
    "colon": "A colon after a name begins it.",
    "transcript": "A name and a colon begin it, as in a transcript.",
    "interview": "An answer of an interview.",
    "headline": "A headline that names a speaker.",
    "whether-clause": "What somebody asks or leaves open (“asked whether …”): nobody asserts it.",
    "that-clause": "A word of saying, and what follows it (“said that …”).",
    "to-clause": "A word of saying with an infinitive (“claims to …”).",
    "urging": "A word of asking or urging, and what is asked for.",
    "fronted": "What is said comes first, the word of saying after it.",
    "parenthetical": "A word of saying stands inside the sentence, between commas.",
    "parenthetical end": "A word of saying ends the sentence.",
    "according to": "“According to” somebody.",
    "as said": "“As” somebody said.",
    "naming": "Somebody calls something a name (“called it …”).",
    "accusing": "Somebody accuses, blames or suspects somebody.",
    "object": "What somebody denies, demands or criticizes.",
    "preposition": "What follows the preposition of a word of saying (“spoke of …”).",
    "noun": "A noun of saying (“his claim that …”).",
    "adjective": "An adjective of meaning (“is sure that …”).",
}
_MERGES: Mapping[str, str] = {
    "near-spelling": "The two are spelled almost alike.",
    "shared surname": "The two share a surname.",
    "part of the name": "One is a part of the other.",
    "same name": "The case has an entity of this name.",
}
_QUANTITIES: Mapping[str, str] = {
    "=": "A number and what is counted.",
    "~": "A number that the text gives as about right.",
    "between": "Two numbers, from one to the other.",
    "<": "A number that the text says it is less than.",
    "<=": "A number that the text gives as the most.",
    ">": "A number that the text says it is more than.",
    ">=": "A number that the text gives as the least.",
    "unknown": "An amount whose bounds the words do not give.",
}
_DATES: Mapping[str, str] = {
    "printed": "The words give the date by themselves.",
    "inferred": "The words give a part of the date, the rest follows from the day of publication.",
}
_EVENTS: Mapping[str, str] = {
    "event noun": "The word names an event.",
    "evidence noun": "The word names something that may be evidence.",
}
_RELATIONS: Mapping[str, str] = {
    "accusing": "Somebody accuses, blames or suspects somebody; it is only ever an accusation.",
    "denying": "Somebody denies or admits what they are accused of.",
    "crime": "The words tie somebody to a crime; it is only ever an accusation.",
    "guilty": "A plea or a verdict.",
    "apposition": "The one stands beside the other (“the engineer, Ada Quill”).",
    "is": "The one is said to be the other.",
    "of place": "Somebody is said to be of a place.",
    "place, place": "A larger place follows the first.",
    "verb": "A verb that relates the two.",
}
_PRONOUNS: Mapping[str, str] = {
    "subject": "The subject of the sentence before.",
    "same paragraph": "The name that goes before it in the paragraph.",
    "nearest": "The nearest name that fits.",
}
_WORDS: Mapping[str, Mapping[str, str]] = {
    "mention": _NAMES,
    "entity": _NAMES,
    "claim": _CLAIMS,
    "merge": _MERGES,
    "date": _DATES,
    "quantity": _QUANTITIES,
    "pronoun": _PRONOUNS,
    "event": _EVENTS,
    "relation": _RELATIONS,
}


def in_words(kind: str, rule: str) -> str:
    """Return what a rule goes by, as a sentence.

    Examples
    --------
    >>> in_words("claim", "according to")
    '“According to” somebody.'
    >>> in_words("relation", "some rule")
    'A rule found it: some rule.'
    """
    if rule == _ADDED:
        return "Added by hand."
    if rule.startswith(_ENDPOINT):
        return f"The model {rule.removeprefix(_ENDPOINT)} proposed it; its words were found in the text."
    return _WORDS.get(kind, {}).get(rule) or f"A rule found it: {rule}."


def score_in_words(score: float) -> str:
    """Return how often a rule is right, as a sentence.

    Examples
    --------
    >>> score_in_words(0.91)
    'Right in about 9 of 10 on texts with known answers.'
    >>> score_in_words(0.96), score_in_words(0.0)
    ('Right in about 19 of 20 on texts with known answers.', 'It was not measured how often this is right.')
    """
    if score <= 0:
        return "It was not measured how often this is right."
    if score >= 0.995:
        return "Right in nearly all cases on texts with known answers."
    whole = 20 if score >= 0.95 else 10
    return f"Right in about {max(1, min(whole - 1, round(score * whole)))} of {whole} on texts with known answers."
