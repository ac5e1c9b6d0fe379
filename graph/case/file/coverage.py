"""Which sentences of the sources a case cites nowhere."""

from __future__ import annotations

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


def coverage(
    case: Case, path: str | Path, *, texts: str | Path | None = None, settings: Settings | None = None
) -> Iterator[str]:
    """Yield a line for every sentence that is cited nowhere, and for every source whose text is not at hand.

    Parameters are those of :func:`source_texts`.
    """
    at_hand = source_texts(case, path, texts=texts, settings=settings)
    for source in case.sources:
        if source.id not in at_hand:
            yield f"{source.id}: the text is not at hand: put it into a folder and name that (setting texts)"
    for at, words in uncited_sentences(case, at_hand):
        yield f"{at}: {' '.join(words.split())}"
