"""Compute the positions of a case file's locators from the texts of its sources, and write them into the file.

    python seeds/locate.py seeds/making-a-murderer/case.yaml --texts FOLDER

Every ``at: source#p<paragraph>s<sentence>`` gets its ``@start-end``, in code points of the text as it is: a claim the
whole sentence, a mention the printed words. Where the same words are mentioned more than once in a sentence, the first
mention in the file is the first in the sentence, and so on. Positions that are there already are computed anew, so a
second run changes nothing. Nothing else in the file changes, comments included.

A source's text is its ``text:`` beside the case file, or the file in FOLDER that has its ``text_sha256``. Locators of a
source whose text is not at hand stay as they are, and a line says so. A locator that does not fit its text is an error:
each is printed as ``file:line: at: reason``, nothing is written, and the exit status is 1.
"""

from __future__ import annotations

import argparse
import re
import sys
from collections import Counter
from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path

import yaml

from graph.case.model import Locator
from graph.case.passages import Sentence, split
from graph.case.texts import Texts
from graph.errors import ModelError


class LocateError(Exception):
    """Locators that do not fit their texts; one line each."""


def locate(text: str, texts: dict[str, str], *, name: str = "case.yaml") -> str:
    """Return a case file's text with positions in its locators.

    Parameters
    ----------
    text : str
        The case file.
    texts : dict
        Texts by the ids of their sources; locators of other sources are left alone.
    name : str
        What errors call the file.

    Raises
    ------
    LocateError
        A sentence that is not in its text, or a mention that is not printed in its sentence.
    """
    sentences = {source: {(s.paragraph, s.sentence): s for s in split(body)} for source, body in texts.items()}
    seen: Counter[tuple[Locator, str]] = Counter()
    problems, pieces, copied = [], [], 0
    for at, printed in _locators(yaml.compose(text)):
        try:
            place = replace(Locator.parse(at.value), start=None, end=None)
            if place.source not in texts:
                continue
            nth = seen[place, printed] if printed is not None else 0
            start, end = _position(place, printed, nth, texts[place.source], sentences[place.source])
        except ModelError as error:
            problems.append(f"{name}:{at.start_mark.line + 1}: at: {error}")
            continue
        if printed is not None:
            seen[place, printed] += 1
        quote = text[at.start_mark.index] if at.style in ("'", '"') else ""
        pieces += [text[copied : at.start_mark.index], quote, str(replace(place, start=start, end=end)), quote]
        copied = at.end_mark.index
    if problems:
        raise LocateError("\n".join(problems))
    return "".join([*pieces, text[copied:]])


def _locators(node: yaml.Node | None) -> Iterator[tuple[yaml.ScalarNode, str | None]]:
    # every `at` with the printed words beside it, in the order of the file; only mentions have words
    if isinstance(node, yaml.MappingNode):
        values = {key.value: value for key, value in node.value if isinstance(key, yaml.ScalarNode)}
        if isinstance(at := values.get("at"), yaml.ScalarNode):
            yield at, values["text"].value if "text" in values else None
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
    found = [match.span() for match in word.finditer(text, sentence.start, sentence.end)]
    if nth >= len(found):
        raise ModelError(
            f"{printed!r} is printed {len(found)} times in this sentence, which has more mentions ({place})"
        )
    return found[nth]


def _texts(case: Path, folder: Path | None) -> Iterator[tuple[str, str | None]]:
    # each source's text, or None; bytes decoded, not read_text: a changed line end would move every position
    at_hand = Texts([folder] if folder else [])
    for source in yaml.safe_load(case.read_text(encoding="utf-8"))["sources"]:
        if "text" in source:
            yield source["id"], (case.parent / source["text"]).read_bytes().decode("utf-8")
        else:
            yield source["id"], at_hand.get(source.get("text_sha256", ""))


def main(arguments: list[str] | None = None) -> int:
    """Rewrite one case file in place; return the exit status."""
    parser = argparse.ArgumentParser(description="Write the positions of a case file's locators into it.")
    parser.add_argument("case", type=Path, help="the case file, rewritten in place")
    parser.add_argument("--texts", type=Path, metavar="FOLDER", help="texts that are not beside the case file")
    args = parser.parse_args(arguments)
    found = dict(_texts(args.case, args.texts))
    for source in (source for source, text in found.items() if text is None):
        print(f"{args.case}: no text of source {source}: its locators stay as they are", file=sys.stderr)
    before = args.case.read_text(encoding="utf-8")
    try:
        after = locate(before, {k: v for k, v in found.items() if v is not None}, name=str(args.case))
    except LocateError as error:
        print(error, file=sys.stderr)
        return 1
    if after != before:
        args.case.write_text(after, encoding="utf-8")
    return 0


if __name__ == "__main__":
    sys.exit(main())
