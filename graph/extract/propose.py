"""A text taken apart, and what it is proposed to say."""

from __future__ import annotations

import re
from bisect import bisect_left
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import replace
from operator import attrgetter
from typing import Any

from graph.extract.amounts import find_amounts
from graph.extract.clusters import KnownEntity, cluster
from graph.extract.coref import PronounFinder
from graph.extract.dates import find_dates
from graph.extract.endpoint import Endpoint, take_apart_by_endpoint
from graph.extract.found import Amount, DateSpan, Span, Speech
from graph.extract.names import NameFinder
from graph.extract.parsing import paragraph_spans, parse
from graph.extract.parts import Parts, Progress
from graph.extract.proposals import Proposal, Proposals, Proposer, measured_scores
from graph.extract.relations import SuggestionFinder
from graph.extract.speech import SpeechReader, is_denial, stance_in
from graph.extract.unparsed import has_model, take_apart_unparsed
from graph.settings import Settings
from graph.stopping import check_stop

METHODS = ("spacy", "rules", "endpoint")
"""How proposals are made: by the model and rules, by rules alone, by an endpoint."""


def take_apart(
    text: str, published: str = "", *, known: Iterable[KnownEntity] = (), progress: Progress | None = None
) -> Parts:
    """Find names, dates, quantities and who says what in a text, paragraph by paragraph.

    Parameters
    ----------
    text : str
    published : str
        EDTF of its day of publication, that dates are relative to; empty where it is not known.
    known : iterable of KnownEntity
        The entities of the case so far, that this text may name again.
    progress : callable, optional

    Raises
    ------
    ExtractError
        No model is installed.
    StoppedError
        It was stopped from outside.
    """
    dates = find_dates(text, published or None)
    names, speech, pronouns = NameFinder(), SpeechReader(text), PronounFinder()
    suggestions = SuggestionFinder(text)
    amounts: list[Amount] = []
    ends = [date.span[1] for date in dates]
    for paragraph in parse(text, paragraph_spans(text)):
        check_stop()
        names.add(paragraph)
        speech.add(paragraph)
        pronouns.add(paragraph)
        suggestions.add(paragraph)
        first, last = bisect_left(ends, paragraph.start), bisect_left(ends, paragraph.end + 1)
        amounts += find_amounts(paragraph, dates[first:last])
        if progress:
            progress(paragraph.end, len(text))
    # what was noted of the paragraphs is let go once it is read: of a book that is far more than the book
    named = names.names(text)
    del names
    clusters = cluster(text, named, known)
    said = speech.speech([name.span for name in named if name.type == "Work"])
    del speech
    meant = pronouns.pronouns(text, clusters)
    del pronouns
    parts = Parts.of(text, named, clusters, said, dates, amounts, meant)
    events, relations = suggestions.found(clusters, said, parts.speakers)
    return replace(parts, events=events, relations=relations)


def propose(
    text: str,
    *,
    source: str,
    sha256: str,
    published: str = "",
    language: str = "",
    known: Iterable[KnownEntity] = (),
    method: str = "",
    settings: Settings | None = None,
    scores: Mapping[str, float] | None = None,
    progress: Progress | None = None,
) -> Proposals:
    """Return what a text is proposed to say; the same text gives the same proposals.

    Parameters
    ----------
    text : str
    source : str
        Id of the source in the case.
    sha256 : str
        Of the text's bytes.
    published : str
        EDTF of its day of publication; empty where it is not known.
    language : str
        As in ``fr``; empty where it is not known.
    known : iterable of KnownEntity
        The entities of the case so far.
    method : str
        One of :data:`METHODS`; empty: the model for English, rules alone for other languages.
    settings : Settings, optional
        Where the endpoint is; needed for it alone.
    scores : mapping of str to float, optional
        How often each rule is right; measured ones where it is not given.
    progress : callable, optional

    Raises
    ------
    ExtractError
        No model is installed, or the endpoint is not there.
    StoppedError
        It was stopped from outside.
    """
    known = list(known)
    notes: list[str] = []
    method = method or ("spacy" if _is_english(text, language) else "rules")
    if method == "endpoint":
        endpoint = Endpoint.of(settings or Settings())
        parts, notes = take_apart_by_endpoint(
            text, published, endpoint=endpoint, language=language, known=known, progress=progress
        )
    elif method == "rules":
        parts = take_apart_unparsed(text, published, language=language, known=known, progress=progress)
        notes = [_about_rules(language)] if text.strip() else []
    else:
        parts = take_apart(text, published, known=known, progress=progress)
    rows = _rows(text, parts, Proposer(text, sha256, measured_scores() if scores is None else scores))
    return Proposals(source=source, sha256=sha256, published=published, rows=tuple(rows), notes=tuple(notes))


def _is_english(text: str, language: str) -> bool:
    """Tell whether a text is for the English model: one whose language nobody knows, where it has Latin letters."""
    return language == "en" or (not language and bool(re.search(r"[A-Za-z]", text)))


def _about_rules(language: str) -> str:
    if has_model(language):
        return (
            f"The text is read by the model for its language ({language}): proposed are names, quotations, and dates "
            "and numbers in digits. Who says what, and all else, is left to you."
        )
    about = f" of a text that is not English ({language})" if language not in ("", "en") else ""
    return (
        f"Proposed are only quotations, dates and numbers in digits, and capitalised names{about}. Their types are "
        "guesses; who says what, and all else, is left to you."
    )


def _rows(text: str, parts: Parts, proposer: Proposer) -> list[Proposal]:
    """Return the proposals in the order of the text."""
    rules = {name.span: name for name in parts.names}
    mentions: dict[Span, Proposal] = {}
    for each in parts.clusters:
        value: dict[str, Any] = {"type": each.type}
        for span in each.mentions:
            name = rules[span]
            mentions[span] = proposer.make("mention", [span], name.rule, value, name.evidence)
    rows: list[Proposal] = list(mentions.values())
    entities = []
    for each in parts.clusters:
        value = {"type": each.type, "name": each.name, "mentions": [mentions[span].id for span in each.mentions]}
        entities.append(proposer.make("entity", each.mentions, rules[each.mentions[0]].rule, value))
    rows += entities
    for place, each in enumerate(parts.clusters):
        for merge in each.merges:
            other = entities[merge.cluster].id if merge.cluster is not None else None
            # what two clusters propose of each other is proposed once
            if merge.cluster is not None and merge.cluster < place:
                continue
            value = {"entities": [entities[place].id, *([other] if other else [])]}
            value |= {"known": merge.entity} if merge.entity else {}
            rows.append(proposer.make("merge", each.mentions[:1], merge.rule, value))
    rows += _dates(proposer, parts.dates)
    rows += _amounts(proposer, parts.amounts)
    rows += _claims(proposer, text, parts, entities)
    rows += _suggestions(proposer, text, parts, entities)
    for pronoun in parts.pronouns:
        value = {"entity": entities[pronoun.cluster].id}
        rows.append(proposer.make("pronoun", [pronoun.span], pronoun.rule, value, [pronoun.antecedent]))
    ordered = list({row.id: row for row in rows}.values())
    # one key after the other, the last one first: without a new tuple for each row
    for key in ("id", "kind", "spans"):
        ordered.sort(key=attrgetter(key))
    return ordered


def _dates(proposer: Proposer, dates: Iterable[DateSpan]) -> list[Proposal]:
    rows = []
    for date in dates:
        value = {"edtf": date.edtf, "inferred": date.inferred, "basis": date.basis}
        rows.append(proposer.make("date", [date.span], "inferred" if date.inferred else "printed", value))
    return rows


def _amounts(proposer: Proposer, amounts: Iterable[Amount]) -> list[Proposal]:
    rows = []
    for amount in amounts:
        quantity = amount.quantity
        value = {"low": quantity.low, "high": quantity.high, "unit": quantity.unit}
        rows.append(proposer.make("quantity", [amount.span], quantity.comparator, value))
    return rows


def _claims(proposer: Proposer, text: str, parts: Parts, entities: Sequence[Proposal]) -> list[Proposal]:
    rows = []
    for speech, speaker, outer in zip(parts.speech, parts.speakers, parts.outer, strict=True):
        # what somebody says that they said themselves reached nobody through them
        via = dict.fromkeys(place for other in outer if (place := parts.speakers[other]) not in (None, speaker))
        value: dict[str, Any] = {
            "speaker": entities[speaker].id if speaker is not None else None,
            "named": [list(span) for span in speech.speaker],
            "said": speech.kind,
            "verb": _verb(text, speech),
            "stance": stance_in(text, speech),
            "denial": is_denial(text, speech),
            "negated": speech.negated,
            "via": [entities[place].id for place in via],
        }
        evidence = [*speech.speaker, *([speech.cue] if speech.cue else [])]
        rows.append(proposer.make("claim", speech.spans, speech.rule, value, evidence))
    return rows


def _verb(text: str, speech: Speech) -> str:
    """Return the verb of a speech as it is printed; "according to" has none."""
    cue = text[slice(*speech.cue)] if speech.cue else ""
    return "" if cue.lower().startswith("according") else cue


def _suggestions(proposer: Proposer, text: str, parts: Parts, entities: Sequence[Proposal]) -> list[Proposal]:
    events = [
        proposer.make("event", event.mentions, event.rule, {"type": event.type, "name": event.name})
        for event in parts.events
    ]
    rows = list(events)
    for each in parts.relations:
        value = {
            "subject": entities[each.subject].id,
            "predicate": each.predicate,
            "object": entities[each.object].id if each.object is not None else None,
            "event": events[each.event].id if each.event is not None else None,
            "text": " ".join(text[slice(*each.text)].split()) if each.text else "",
            "speaker": entities[each.speaker].id if each.speaker is not None else None,
            "named": [list(span) for span in each.named],
            "stance": each.stance,
            "via": [entities[place].id for place in each.via],
        }
        rows.append(proposer.make("relation", each.spans, each.rule, value, [each.cue, *each.named]))
    return rows
