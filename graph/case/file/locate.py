"""Compute the positions of a case file's locators from the texts of its sources, and write them into the file.

Every ``at: source#p<paragraph>s<sentence>`` gets its ``@start-end``, in code points of the text as it is: a claim the
whole sentence, a mention the printed words. Where the same words are mentioned more than once in a sentence, the first
mention in the file is the first in the sentence, and so on. Positions that are there already are computed anew, so a
second run changes nothing. A source whose text lies beside the file gets its SHA-256, so that positions are never taken
for those of another text. Nothing else in the file changes, comments included; it need not be valid yet.
"""

from __future__ import annotations

import hashlib
import re
from collections import Counter
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Any

import yaml

from graph.case.file._fields import Problems
from graph.case.file._source_texts import Library
from graph.case.file._yaml import LOADER, Document, YamlError
from graph.case.file.edit import with_hashes
from graph.case.file.read import decode, read_bytes
from graph.case.model import Locator, Source
from graph.case.passages import Sentence, split_sentences
from graph.case.words import unlike_in_form
from graph.errors import CaseFileError, ModelError
from graph.files import real_path, write_whole
from graph.settings import Settings, from_environment


@dataclass(frozen=True, slots=True)
class LocateReport:
    """What was done with a case file.

    Parameters
    ----------
    changed : bool
        Whether a position or a SHA-256 was new or different, so that the file was written.
    without_text : tuple of str
        The sources whose text is not at hand; their locators are unchanged.
    """

    changed: bool
    without_text: tuple[str, ...]


def locate_file(path: Path, *, texts: str | Path | None = None, settings: Settings | None = None) -> LocateReport:
    """Write the positions of its locators and the SHA-256s of its texts into a case file, all of them or none.

    Parameters
    ----------
    path : Path
    texts : str or Path, optional
        A folder of source texts, matched by their SHA-256; setting ``texts`` where it is not given.
    settings : Settings, optional
        Those of the environment where it is not given.

    Returns
    -------
    LocateReport

    Raises
    ------
    CaseFileError
        The file cannot be read, or a locator does not fit its text; it holds every problem.
    FileError
        The file cannot be written.
    """
    settings = settings or from_environment()
    problems = Problems(str(path))
    before = decode(read_bytes(path, settings), problems)
    library = Library(path.parent, settings.texts if texts is None else str(texts))
    texts_by_id: dict[str, str | None] = {}
    hashes: dict[str, str] = {}
    for line, row in _sources(before, problems):
        try:
            source = Source(id=row["id"], title="", text=row.get("text"), text_sha256=row.get("text_sha256"))
            text = library.find(source)
            texts_by_id[source.id] = None if text is None else text.text
            if text is not None and source.text_sha256 is None:
                hashes[source.id] = hashlib.sha256(text.text.encode()).hexdigest()
        except ModelError as error:
            problems.add(line, f"sources {row['id']}", str(error))
    if problems:
        raise CaseFileError(problems.lines())
    after = locate(before, {id: text for id, text in texts_by_id.items() if text is not None}, name=str(path))
    after = with_hashes(after, hashes) if hashes else after
    if after != before:
        write_whole(real_path(path), after.encode("utf-8"))
    return LocateReport(after != before, tuple(id for id, text in texts_by_id.items() if text is None))


def _sources(text: str, problems: Problems) -> Iterator[tuple[int, dict[str, str]]]:
    """Yield line and fields of every source that has an id; what is no YAML of a case file is a problem."""
    sources: Any = ()
    try:
        document = Document(text.removeprefix("\ufeff"), problems.add)
        for line, name in document.sections():
            _, value = document.value(line)
            if name == "sources" and isinstance(value, list):
                sources = value
    except YamlError as error:
        problems.add(error.line, "yaml", error.reason)
        return
    for line, row in sources:
        fields = {key: value for key, (_, value) in row.items()} if isinstance(row, dict) else {}
        if isinstance(fields.get("id"), str):
            yield line, {key: value for key, value in fields.items() if isinstance(value, str)}


def locate(text: str, texts: Mapping[str, str], *, name: str = "case.yaml") -> str:
    """Return a case file's text with positions in its locators.

    Parameters
    ----------
    text : str
        The case file.
    texts : mapping
        Texts by the ids of their sources; locators of other sources are left alone.
    name : str
        What errors call the file.

    Raises
    ------
    CaseFileError
        A sentence that is not in its text, or a mention that is not printed in its sentence; it holds each.
    """
    # a byte order mark is no part of what positions in the file count
    mark = "\ufeff" if text.startswith("\ufeff") else ""
    text = text.removeprefix(mark)
    sentences = {
        source: {(s.paragraph, s.sentence): s for s in split_sentences(body)} for source, body in texts.items()
    }
    seen: Counter[tuple[Locator, str]] = Counter()
    problems = Problems(name)
    pieces, copied = [], 0
    for at, printed in _locators(yaml.compose(text, Loader=LOADER)):
        try:
            place = replace(Locator.parse(at.value), start=None, end=None)
            if place.source not in texts:
                continue
            nth = seen[place, printed] if printed is not None else 0
            start, end = _position(place, printed, nth, texts[place.source], sentences[place.source])
        except ModelError as error:
            problems.add(at.start_mark.line + 1, "at", str(error))
            continue
        if printed is not None:
            seen[place, printed] += 1
        quote = text[at.start_mark.index] if at.style in ("'", '"') else ""
        pieces += [text[copied : at.start_mark.index], quote, str(replace(place, start=start, end=end)), quote]
        copied = at.end_mark.index
    if problems:
        raise CaseFileError(problems.lines())
    return "".join([mark, *pieces, text[copied:]])


def _locators(node: yaml.Node | None) -> Iterator[tuple[yaml.ScalarNode, str | None]]:
    # every `at` with the printed words beside it, in the order of the file; only mentions have words
    if isinstance(node, yaml.MappingNode):
        values = {key.value: value for key, value in node.value if isinstance(key, yaml.ScalarNode)}
        at = values.get("at")
        printed = values.get("text")
        for place in at.value if isinstance(at, yaml.SequenceNode) else [at]:
            if isinstance(place, yaml.ScalarNode):
                yield place, printed.value if isinstance(printed, yaml.ScalarNode) else None
        for value in values.values():
            yield from _locators(value)
    elif isinstance(node, yaml.SequenceNode):
        for value in node.value:
            yield from _locators(value)


def _position(
    place: Locator, printed: str | None, nth: int, text: str, sentences: dict[tuple[int, int], Sentence]
) -> tuple[int, int]:
    sentence = sentences.get((place.paragraph, place.sentence))
    if sentence is None:
        raise ModelError(f"the text has no such sentence ({place})")
    if printed is None:
        return sentence.start, sentence.end
    # whole words only: Avery is not in Averys, and U.S.A. ends in no letter
    word = re.compile(rf"(?<!\w){re.escape(printed)}(?!\w)")
    places = [match.span() for match in word.finditer(text, sentence.start, sentence.end)]
    if nth >= len(places):
        reason = unlike_in_form(printed, text[sentence.start : sentence.end]) if not places else ""
        more = reason or "which has more mentions"
        raise ModelError(f"{printed!r} is printed {len(places)} times in this sentence, {more} ({place})")
    return places[nth]
