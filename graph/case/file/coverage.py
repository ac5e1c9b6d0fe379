"""What a case leaves out of its sources: sentences that it does not cite, names and evidence it does not mention."""

from __future__ import annotations

import re
from calendar import day_name, month_abbr, month_name
from collections.abc import Iterator, Mapping
from pathlib import Path

from graph.case.file._source_texts import Library
from graph.case.model import Case, Locator
from graph.case.passages import split_sentences
from graph.settings import Settings


def source_texts(
    case: Case, path: str | Path, *, texts: str | Path | None = None, settings: Settings | None = None
) -> dict[str, str]:
    """Return the texts of a case's sources that are at hand, by the ids of the sources.

    Parameters
    ----------
    case : Case
    path : str or Path
        The case file; paths of texts start in its folder.
    texts : str or Path, optional
        A folder of source texts; setting ``texts`` where it is not given.
    settings : Settings, optional

    Raises
    ------
    ModelError
        A text is not the one that the case was made from.
    """
    folder = (settings or Settings()).texts if texts is None else str(texts)
    library = Library(Path(path).parent, folder)
    at_hand = {source.id: library.find(source) for source in case.sources}
    return {id: text.text for id, text in at_hand.items() if text is not None}


def uncited_sentences(case: Case, texts: Mapping[str, str]) -> Iterator[tuple[Locator, str]]:
    """Yield every sentence that no claim and no mention cites: its place and its words.

    Parameters
    ----------
    case : Case
    texts : mapping
        Texts by the ids of their sources; other sources are passed over.
    """
    claims = (at for statement in case.statements for claim in statement.claims for at in claim.places)
    mentions = (mention.at for entity in case.entities for mention in entity.mentions)
    cited = {(at.source, at.paragraph, at.sentence) for places in (claims, mentions) for at in places}
    for source in case.sources:
        text = texts.get(source.id, "")
        for s in split_sentences(text):
            if (source.id, s.paragraph, s.sentence) not in cited:
                yield Locator(source.id, s.paragraph, s.sentence, s.start, s.end), text[s.start : s.end]


# At the start of a sentence any word has a capital, so a name there is only told by what follows it.
_NAME = re.compile(
    r"(?:(?<![.!?…”\"’)]\s)|(?<=\bM[rs]\.\s)|(?<=\bMrs\.\s)|(?<=\bDr\.\s))(?<!^)(?<![“\"‘(])\b[A-Z][\w’'-]+(?:\s+(?:of\s+)?[A-Z][\w’'-]+)*"
)
_EVIDENCE = re.compile(
    r"\b(?:blood|bones?|bullets?|cans|confessions?|coats?|DNA|documents?|emails?|fingerprints?|footage|gloves?|guns?|"
    r"keys?|knives|knife|letters?|logs?|photographs?|photos?|receipts?|recordings?|records?|samples?|tapes?|videos?|"
    r"weapons?)\b",
    re.IGNORECASE,
)
_NOT_NAMES = frozenset(["I", "Mr", "Mrs", "Ms", "Dr", "If", *month_name[1:], *month_abbr[1:], *day_name])


def unmentioned(case: Case, texts: Mapping[str, str]) -> Iterator[tuple[Locator, str]]:
    """Yield capitalised names, and words for evidence, that no mention of the case covers: the place and the words.

    Parameters
    ----------
    case : Case
    texts : mapping
        Texts by the ids of their sources; other sources are passed over.
    """
    covered: dict[str, list[tuple[int, int]]] = {}
    for entity in case.entities:
        for mention in entity.mentions:
            if mention.at.start is not None and mention.at.end is not None:
                covered.setdefault(mention.at.source, []).append((mention.at.start, mention.at.end))
    for source in case.sources:
        text = texts.get(source.id, "")
        for s in split_sentences(text):
            sentence = text[s.start : s.end]
            found = [match for match in _NAME.finditer(sentence) if not _NOT_NAMES.issuperset(match[0].split())]
            for match in sorted([*found, *_EVIDENCE.finditer(sentence)], key=lambda match: match.start()):
                start, end = s.start + match.start(), s.start + match.end()
                if not any(first < end and start < last for first, last in covered.get(source.id, ())):
                    yield Locator(source.id, s.paragraph, s.sentence, start, end), match[0]


def coverage(
    case: Case, path: str | Path, *, texts: str | Path | None = None, settings: Settings | None = None
) -> Iterator[str]:
    """Yield a line for what is cited or mentioned nowhere, and for every source whose text is not at hand.

    Parameters are those of :func:`source_texts`.
    """
    at_hand = source_texts(case, path, texts=texts, settings=settings)
    for source in case.sources:
        if source.id not in at_hand:
            way_out = "put it into a folder and name that (setting texts)"
            if source.text_sha256 is None:
                way_out = "put it beside the case file and name it there (text: …)"
            yield f"{source.id}: the text is not at hand: {way_out}"
    for at, words in uncited_sentences(case, at_hand):
        yield f"{at}: {' '.join(words.split())}"
    for at, words in unmentioned(case, at_hand):
        yield f"{at}: no mention: {words}"
