"""Claims that their passages may not carry: kinds of fault that a program can see, for a person to look at."""

from __future__ import annotations

import re
from collections import defaultdict
from collections.abc import Iterator, Mapping

from graph.case.file._source_texts import SourceText
from graph.case.model import Case, Claim, Entity, Locator, Statement

_MOST_STATEMENTS = 4
"""Statements that a speaker may make in one span; more are a sign that a quotation was spread too thin."""
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

_QUOTES = '“"'
_ENDS = " \n\t.,;:!?…—–-"
"""What may stand between the last word of a quotation and the mark that closes it."""


def doubts(case: Case, texts: Mapping[str, str]) -> Iterator[str]:
    """Yield a line for every claim that its passages may not carry: its id, and why.

    Parameters
    ----------
    case : Case
    texts : mapping of str to str
        Texts by the ids of their sources; claims on other sources are looked at as far as that goes.
    """
    sources = {id: SourceText(text) for id, text in texts.items()}
    entities = {entity.id: entity for entity in case.entities}
    carried: dict[tuple[str, Locator], set[str]] = defaultdict(set)
    for statement in case.statements:
        for claim in statement.claims:
            if claim.by and claim.by not in case.source_ids:
                carried[claim.by, claim.at].add(statement.id)
            if claim.says and _ABSENCE.search(claim.says):
                yield f"{claim.id}: the paraphrase tells what is not said, and a claim is what is ({claim.says})"
            if (text := sources.get(claim.at.source)) is not None:
                yield from (f"{claim.id}: {doubt}" for doubt in _doubts_by_text(claim, statement, text, entities, case))
    for (by, place), statements in carried.items():
        if len(statements) > _MOST_STATEMENTS:
            yield f"{place}: {by} makes {len(statements)} statements in one span: {', '.join(sorted(statements))}"


def _doubts_by_text(
    claim: Claim, statement: Statement, text: SourceText, entities: Mapping[str, Entity], case: Case
) -> Iterator[str]:
    speaker = entities.get(claim.by or "")
    span = text.passage(claim.at)
    sentence = text.sentences[claim.at.paragraph, claim.at.sentence]
    start = sentence.start if claim.at.start is None else claim.at.start
    if speaker is not None:
        names = {speaker.name, *speaker.aliases, *(mention.text for mention in speaker.mentions)}
        cited = [at for at in claim.places if at.source == claim.at.source]
        until = max(text.sentences[at.paragraph, at.sentence].end for at in cited)
        before = text.text[:until].casefold()
        if not any(name.casefold() in before for name in names):
            yield f"the speaker is not named in the passage or before it ({speaker.name})"
    end = sentence.end if claim.at.end is None else claim.at.end
    is_value = span == getattr(statement.value, "text", None)  # a date in a quotation is cited as it is printed
    # a quotation may have begun in a sentence before, and goes no further than its paragraph
    paragraph = text.sentences[claim.at.paragraph, 1].start
    if start > sentence.start and span[0] not in _QUOTES and not is_value and _is_within(text.text, paragraph, start):
        yield f"the span begins in the middle of a quotation ({span[:40]!r})"
    if text.text[end : sentence.end].strip(_ENDS) and not is_value and _is_within(text.text, paragraph, end):
        yield f"the span ends in the middle of a quotation ({span[-40:]!r})"
    if claim.by in case.source_ids and not claim.via and claim.stance == "asserts" and (match := _SPEECH.search(span)):
        yield f"the source's own voice, and the span gives the words to a speaker ({match[0][:40]!r})"


def _is_within(text: str, paragraph: int, place: int) -> bool:
    """Whether a place is in a quotation, and not where what is quoted begins or ends."""
    before = text[paragraph:place]
    if before.count("“") <= before.count("”") and before.count('"') % 2 == 0:
        return False
    return before.rstrip()[-1] not in _QUOTES and text[place:].lstrip(_ENDS)[:1] not in ("”", '"')
