"""Where something is written: the source, then the sentence by its words, or a place that is typed."""

from __future__ import annotations

from functools import lru_cache
from html import escape

import streamlit as st

from graph.case.choices import source_labels
from graph.case.model import Locator, Source
from graph.case.words import shorten
from graph.errors import ModelError
from graph.review.places import Places
from graph.ui import frame
from graph.ui.writing.desk import Desk, as_sentence

_LISTED = 1_000
"""Sentences that one list offers; of a longer text those that hold a word."""
_SHOWN = 100
"""Characters of a sentence in a list."""


def passage(
    desk: Desk, name: str, *, now: Locator | None = None, words: str = "", part: str | None = None
) -> Locator | str:
    """Draw the choice of a passage; return it, or a sentence on what is still to be given.

    Parameters
    ----------
    desk : Desk
    name : str
        Of the choice, among those of one form.
    now : Locator, optional
        The passage that is chosen at first.
    words : str
        The words of it that are chosen at first; empty for the whole sentence.
    part : str, optional
        The words of it that are meant; asked for where this is not given.
    """
    sources = source_labels(desk.case)
    if not sources:
        return "The case has no source yet: add one on the page Cases."
    chosen = st.selectbox(
        "Source",
        list(sources),
        index=_place(list(sources), now.source if now else None, alone=True),
        format_func=lambda id: sources[id],
        placeholder="Where it is written",
        filter_mode="contains",
        key=desk.key(f"{name}-source"),
    )
    if chosen is None:
        return "Choose the source that it is written in."
    source = next(source for source in desk.case.sources if source.id == chosen)
    text, problem = _text(desk, source)
    if text is None:
        frame.note(problem or "The text of this source is not at hand, so its place is typed.")
        return _typed(desk, name, source, now)
    places = _places(source.id, text)
    listed = {f"p{s.paragraph}s{s.sentence}": text[s.start : s.end] for s in places.sentences}
    if len(listed) > _LISTED:
        sought = st.text_input("Words in the sentence", key=desk.key(f"{name}-sought"), placeholder="A word or two")
        held = [key for key, sentence in listed.items() if sought.casefold() in sentence.casefold()]
        if len(held) > _LISTED:
            frame.note(f"{len(held):,} sentences hold this; the first {_LISTED:,} are listed.")
        listed = {key: listed[key] for key in held[:_LISTED]}
    first = f"p{now.paragraph}s{now.sentence}" if now and now.source == source.id else None
    at = st.selectbox(
        "Sentence",
        list(listed),
        index=_place(list(listed), first),
        format_func=lambda key: f"{_numbers(key)} · {shorten(' '.join(listed[key].split()), _SHOWN)}",
        placeholder="Type words of it",
        filter_mode="contains",
        key=desk.key(f"{name}-{source.id}-sentence"),
    )
    if at is None:
        return "Choose the sentence that it is written in."
    st.html(f'<blockquote class="quoted" dir="auto">{escape(listed[at])}</blockquote>')
    if part is None:
        part = st.text_input(
            "Only these words of it",
            words if at == first else "",
            placeholder="The whole sentence",
            key=desk.key(f"{name}-{source.id}-{at}-words"),
        )
    return _located(places, source.id, at, listed[at], part.strip())


def further(desk: Desk, name: str, now: tuple[Locator, ...]) -> tuple[Locator, ...] | str:
    """Draw the choice of further passages, which it takes to read the first one, as places that are typed."""
    typed = st.multiselect(
        "Read with",
        [str(at) for at in now],
        default=[str(at) for at in now],
        accept_new_options=True,
        placeholder="source#p1s1, where it takes another sentence to know who speaks",
        filter_mode="contains",
        key=desk.key(f"{name}-further"),
    )
    try:
        return tuple(_with_positions(desk, Locator.parse(text.strip())) for text in typed)
    except ModelError as error:
        return as_sentence(str(error))


def selected(desk: Desk) -> tuple[Locator, ...]:
    """Return the places of the words that the task was begun with, one for each sentence; none where there are none."""
    if desk.task.words is None:
        return ()
    id, start, end = desk.task.words
    source = next((source for source in desk.case.sources if source.id == id), None)
    text = _text(desk, source)[0] if source else None
    return _places(id, text).locators([(start, end)]) if text is not None else ()


def words_at(desk: Desk, at: Locator) -> str:
    """Return the words at a passage where it is a part of its sentence and the text is at hand; else nothing."""
    source = next((source for source in desk.case.sources if source.id == at.source), None)
    text = _text(desk, source)[0] if source else None
    if text is None or at.start is None:
        return ""
    sentence = next(
        (s for s in _places(at.source, text).sentences if (s.paragraph, s.sentence) == (at.paragraph, at.sentence)),
        None,
    )
    whole = sentence is not None and (sentence.start, sentence.end) == (at.start, at.end)
    return "" if whole else text[at.start : at.end]


def _typed(desk: Desk, name: str, source: Source, now: Locator | None) -> Locator | str:
    first = str(now).partition("#")[2] if now and now.source == source.id else ""
    typed = st.text_input(
        "Paragraph and sentence",
        first,
        placeholder="p2s1",
        help="Paragraphs are the blocks between blank lines, a headline among them; both count from 1. "
        "Positions may follow: p2s1@310-320.",
        key=desk.key(f"{name}-{source.id}-typed"),
    ).strip()
    if not typed:
        return "Type the paragraph and the sentence that it is written in, as p2s1."
    try:
        return Locator.parse(f"{source.id}#{typed.removeprefix(f'{source.id}#')}")
    except ModelError as error:
        return as_sentence(str(error))


def _located(places: Places, source: str, at: str, sentence: str, words: str) -> Locator | str:
    whole = next(s for s in places.sentences if f"p{s.paragraph}s{s.sentence}" == at)
    if not words:
        return Locator(source, whole.paragraph, whole.sentence, whole.start, whole.end)
    found = sentence.find(words)
    if found < 0:
        return f"“{shorten(words, _SHOWN)}” is not in this sentence. Copy the words from it, or leave the field empty."
    start = whole.start + found
    return Locator(source, whole.paragraph, whole.sentence, start, start + len(words))


def _with_positions(desk: Desk, at: Locator) -> Locator:
    """Return a typed place with its positions, where the text tells them."""
    source = next((source for source in desk.case.sources if source.id == at.source), None)
    text = _text(desk, source)[0] if source else None
    if text is None or at.start is not None:
        return at
    found = (s for s in _places(at.source, text).sentences if (s.paragraph, s.sentence) == (at.paragraph, at.sentence))
    return next((Locator(at.source, s.paragraph, s.sentence, s.start, s.end) for s in found), at)


def _text(desk: Desk, source: Source) -> tuple[str | None, str]:
    try:
        return desk.file.text_of(source), ""
    except ModelError as error:
        return None, f"The text of this source cannot be used: {error}."


@lru_cache(maxsize=8)
def _places(source: str, text: str) -> Places:
    return Places(source, text)


def _numbers(key: str) -> str:
    paragraph, sentence = key.removeprefix("p").split("s")
    return f"¶{paragraph}, sentence {sentence}"


def _place(options: list[str], wanted: str | None, *, alone: bool = False) -> int | None:
    """Return the place of what is chosen at first; that of the only one there is where ``alone``."""
    if wanted in options:
        return options.index(wanted)
    return 0 if alone and len(options) == 1 else None
