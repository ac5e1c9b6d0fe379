"""Two public corpora, read where a person has them: their texts are other people's, and stay out of the project.

PolNeAR (news on politics, who says what): https://github.com/networkdynamics/PolNeAR. Re-DocRED (passages of Wikipedia,
names and dates): https://github.com/tonytan48/Re-DocRED.
"""

from __future__ import annotations

import json
import re
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

from benchmarks.extraction.answers import Answers, Claimed, Dated, Document, Named
from graph.extract.found import Span
from graph.reading.document import word_set

REDOCRED_DOCUMENTS = 200
"""Of the set that is for work; the others change no figure by more than one in a hundred."""
_MARKS = re.compile(r"""[“"]([^“”"]{3,}?)[”"]|''(.{3,}?)''""", re.DOTALL)
_TYPES = {"PER": "Person", "ORG": "Organization", "LOC": "Place"}
# The corpus has nationalities and faiths for places: as names of nothing that a case has, they are not scored.
_NATIONS = word_set(
    """
    American British French German Indian Canadian Russian Italian Spanish Japanese Chinese Australian English
    Scottish Welsh Irish Dutch Swedish Norwegian Danish Finnish Polish Turkish Greek Roman Austrian Swiss
    Belgian Portuguese Brazilian Mexican Argentine Chilean Cuban Korean Vietnamese Thai Indonesian Filipino
    Pakistani Iranian Iraqi Israeli Egyptian African European Asian Ukrainian Hungarian Czech Romanian Bulgarian
    Serbian Croatian Albanian Armenian Georgian Catholic Christian Jewish Muslim Islamic Protestant Buddhist
    Hindu Soviet Ottoman Americans Germans Russians Indians Englishman Englishmen Catholics Christians
    Democratic Republican Democrat
    """
)
_NATION = re.compile(r"[A-Z]\w+(?:an|ian|ish|ese|ch|ic|i|man|men|ans|ians)")


def polnear(folder: Path) -> Iterator[Document]:
    """Yield the development set of PolNeAR, by its first annotator where two wrote.

    Parameters
    ----------
    folder : Path
        The repository, checked out.
    """
    first: dict[str, Path] = {}
    dev = folder / "data" / "dev"
    for path in sorted(dev.rglob("*.ann"), key=lambda path: path.relative_to(folder).as_posix()):
        first.setdefault(path.stem.rsplit("_", 1)[0], path)
    for name, path in first.items():
        text = (dev / "text" / f"{name}.txt").read_bytes().decode()
        published = re.search(r"\d{4}-\d\d-\d\d", name)
        claims = list(_attributions(text, path.read_text(encoding="utf-8")))
        yield Document(name, text, published[0] if published else "2016-10-01", Answers([], claims, [], []))


def _attributions(text: str, annotations: str) -> Iterator[Claimed]:
    """Yield the claims of brat's standoff form: T lines are places in the text, E lines join them."""
    quoted = {place for found in _MARKS.finditer(text) for place in range(*found.span())}
    places: dict[str, list[Span]] = {}
    events: list[list[list[str]]] = []
    for line in annotations.splitlines():
        key, rest, *_ = line.split("\t")
        if key.startswith("T"):
            pairs = rest.partition(" ")[2].split(";")
            places[key] = [(int(start), int(end)) for start, end in (pair.split() for pair in pairs)]
        elif key.startswith("E"):
            events.append([part.split(":") for part in rest.split()])
    for event in events:
        spans, sources = (
            [span for role, key in event if role.startswith(wanted) for span in places.get(key, ())]
            for wanted in ("Content", "Source")
        )
        if not spans:
            continue
        own = [place for start, end in spans for place in range(start, end) if text[place].isalnum()]
        part = sum(place in quoted for place in own) / max(1, len(own))
        speaker = (min(start for start, _ in sources), max(end for _, end in sources)) if sources else None
        kind = "direct" if part >= 0.9 else "indirect" if part < 0.1 else "mixed"
        yield Claimed(tuple(spans), (speaker,) if speaker else (), None, kind=kind)


def redocred(folder: Path, limit: int = REDOCRED_DOCUMENTS) -> Iterator[Document]:
    """Yield the first documents of the development set of Re-DocRED.

    Parameters
    ----------
    folder : Path
        The repository, checked out.
    limit : int
    """
    rows = json.loads((folder / "data" / "dev_revised.json").read_text(encoding="utf-8"))
    for number, row in enumerate(rows[:limit]):
        text, places = _printed(row["sents"])
        names: list[Named] = []
        dates: list[Dated] = []
        seen = set()
        for entity, mentions in enumerate(row["vertexSet"]):
            for mention in mentions:
                first, last = mention["pos"][0], mention["pos"][1] - 1
                words = places[mention["sent_id"]]
                span = words[first][0], words[last][1]
                if span in seen:
                    continue
                seen.add(span)
                if mention["type"] in _TYPES:
                    names.append(Named(span, _type(mention, text[slice(*span)]), str(entity)))
                elif mention["type"] == "TIME":
                    dates.append(Dated(span, ()))
        names.sort(key=lambda name: (name.span[0], -name.span[1]))
        # of two names one inside the other, the outer one
        outer = [name for place, name in enumerate(names) if all(n.span[1] <= name.span[0] for n in names[:place])]
        yield Document(f"dev-{number:03}", text, "2010-01-01", Answers(outer, [], dates, []))


def _printed(sentences: list[list[str]]) -> tuple[str, list[list[Span]]]:
    """Return words as they are printed, and where each stands."""
    text = ""
    places: list[list[Span]] = []
    for sentence in sentences:
        row = []
        for word in sentence:
            if text and not (word in ".,;:!?)%'" or word.startswith("'") or text[-1] in "("):
                text += " "
            row.append((len(text), len(text) + len(word)))
            text += word
        places.append(row)
    return text, places


def _type(mention: dict[str, Any], words: str) -> str:
    if mention["type"] != "PER" and words in _NATIONS and _NATION.fullmatch(words):
        return "Other"
    return _TYPES[mention["type"]]


CORPORA: dict[str, Callable[[Path], Iterator[Document]]] = {"PolNeAR": polnear, "Re-DocRED": redocred}
"""By the name of its folder, how the documents of each are read."""
