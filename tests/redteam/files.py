"""Small case files, each once right and once with a fault planted into it; what is said of both.

A row of ``faults/*.yaml`` is a text, one statement that it carries with its claim (``sound``), what is changed for the
fault (``planted``), and the words that must be said of it, in one line, with the place (``said``). A row without
``sound`` has that of the row before it. ``at`` names a passage by its locator or by its words; where it is left out it
is the first sentence. ``and`` is a second statement, which is as the first but for what it names. ``missed`` is why
nothing says it yet.
"""

import json
import re
from collections.abc import Collection, Iterator, Mapping
from dataclasses import dataclass
from functools import cache
from pathlib import Path
from typing import Any

import yaml

from graph.case.contradictions import find
from graph.case.file import doubts, from_yaml
from graph.case.model import Case
from graph.case.passages import split_sentences
from graph.case.quantities import Quantity
from graph.errors import CaseFileError

VERDICTS = ("conflict", "compatible", "same", "undecided")
FOLDER = Path(__file__).parent / "faults"
ENTITIES = """\
  - {id: hale, type: Person, name: Ada Hale}
  - {id: oon, type: Person, name: Beatrix Oon}
  - {id: vane, type: Person, name: Otto Vane}
  - {id: frost, type: Person, name: Lena Frost}
  - {id: trust, type: Agency, name: Port Trust}
  - {id: stores, type: Organization, name: Quay Stores}
  - {id: court, type: Agency, name: Crown court, kind: court, decides: true}
  - {id: pier, type: Place, name: The pier}
  - {id: boathouse, type: Place, name: The boathouse}
  - {id: boat, type: Evidence, name: The boat}
  - {id: purse, type: Evidence, name: The purse}
  - {id: letter, type: Evidence, name: The letter}
  - {id: can, type: Evidence, name: The can}
  - {id: till, type: Evidence, name: The till}
  - {id: fair, type: Event, name: The fair}
  - {id: night, type: Event, name: That night}
  - {id: film, type: Work, name: The film}
  - {id: petition, type: Petition, name: Save the pier}
"""
_ALWAYS = {entity["id"]: entity for entity in yaml.safe_load(ENTITIES)}
OF_STATEMENT = ("id", "subject", "predicate", "object", "value", "status")
OF_CLAIM = ("by", "stance", "verb", "says", "via", "at", "kind", "inferred", "because")
OF_FILE = ("text", "echo", "entities", "mentions", "replace", "claims", "and")
_LOCATOR = re.compile(r"[a-z]+(?:#|, page)")


class _Loader(yaml.SafeLoader):
    """YAML whose days stay the text they are, as in a case file."""


_Loader.yaml_implicit_resolvers = {
    first: [(tag, pattern) for tag, pattern in found if tag != "tag:yaml.org,2002:timestamp"]
    for first, found in yaml.SafeLoader.yaml_implicit_resolvers.items()
}


@dataclass(frozen=True)
class Row:
    """A case in two: as it is right, and with a fault."""

    name: str
    sound: Mapping[str, Any]
    planted: Mapping[str, Any]
    said: str
    missed: str


@cache
def rows(name: str) -> tuple[Row, ...]:
    """Return the rows of a file of faults."""
    return tuple(_rows(name))


def _rows(name: str) -> Iterator[Row]:
    sound: dict[str, Any] = {}
    for n, row in enumerate(yaml.load((FOLDER / f"{name}.yaml").read_text(encoding="utf-8"), _Loader), 1):
        outside = {key: row[key] for key in ("text", "echo", "entities") if key in row}
        sound = {**row["sound"], **outside} if "sound" in row else {**sound, **outside}
        planted = row.get("planted", {})
        unknown = {*sound, *planted} - {*OF_STATEMENT, *OF_CLAIM, *OF_FILE}
        assert not unknown, f"{name} {n}: {unknown}"
        yield Row(f"{name} {n}", sound, planted, str(row.get("said", "")), row.get("missed", ""))


def written(row: Mapping[str, Any]) -> tuple[str, dict[str, str]]:
    """Return a row as a case file, and the texts of its sources by their names."""
    texts = {"note": row["text"], "echo": row.get("echo", "Nothing new.")}
    statements = [_statement(row, texts, "said")]
    if "and" in row:
        statements.append(_statement({**row, "id": "other", **row["and"]}, texts, "other"))
    lines = [
        "case: {id: redteam, title: Red team, as_of: 2019-06}",
        "sources:",
        "  - {id: note, title: The Note, text: note.txt}",
        "  - {id: echo, title: The Echo, text: echo.txt}",
        "entities:",
        *_entities(row, texts),
        "statements:",
        *(f"  - {json.dumps(statement, ensure_ascii=False)}" for statement in statements),
    ]
    text = "\n".join(lines) + "\n"
    if "replace" in row:
        old, new = row["replace"]
        assert old in text, f"{old!r} is not in the file"
        text = text.replace(old, new)
    return text, {f"{name}.txt": words for name, words in texts.items()}


def _entities(row: Mapping[str, Any], texts: Mapping[str, str]) -> Iterator[str]:
    entities = dict(_ALWAYS)
    entities |= {entity["id"]: entity for entity in row.get("entities", ())}
    for id, printed in row.get("mentions", {}).items():
        words = [printed] if isinstance(printed, str) else printed
        places = [{"text": word, "at": _place(word, texts, whole=True)} for word in words]
        entities[id] = {**entities[id], "mentions": places}
    for entity in entities.values():
        fields = ", ".join(f"{name}: {_value(value)}" for name, value in entity.items())
        yield f"  - {{{fields}}}"


def _value(value: Any) -> str:
    return (
        value if isinstance(value, str) and re.fullmatch(r"[\w .-]+", value) else json.dumps(value, ensure_ascii=False)
    )


def _statement(row: Mapping[str, Any], texts: Mapping[str, str], id: str) -> dict[str, Any]:
    claims = row.get("claims", [{name: row[name] for name in OF_CLAIM if row.get(name) is not None}])
    if "claims" not in row and "at" not in row:
        claims[0]["at"] = "note#p1s1"
    for claim in claims:
        if isinstance(claim.get("at"), list):
            claim["at"] = [_place(at, texts) for at in claim["at"]]
        elif "at" in claim:
            claim["at"] = _place(claim["at"], texts)
    fields = {name: row[name] for name in OF_STATEMENT if row.get(name) is not None}
    return {"id": id, **fields, "claims": claims}


def _place(at: str, texts: Mapping[str, str], *, whole: bool = False) -> str:
    """Return the locator of words; of what is one already, it; of words that are nowhere, the first sentence."""
    if _LOCATOR.match(at):
        return at
    for source, text in texts.items():
        start = text.find(at)
        for s in split_sentences(text):
            if start >= 0 and s.start <= start < s.end:
                end = min(start + len(at), s.end)
                return f"{source}#p{s.paragraph}s{s.sentence}" + ("" if whole else f"@{start}-{end}")
    return "note#p1s1"


def said_of(text: str, texts: Mapping[str, str], folder: Path, verdicts: Collection[str]) -> list[str]:
    """Return what validation, doubts and contradictions say of a file, a line each; of findings, of some verdicts."""
    for name, words in texts.items():
        (folder / name).write_text(words, encoding="utf-8")
    try:
        case = from_yaml(text, folder=folder)
    except CaseFileError as error:
        return list(error.problems)
    lines = list(doubts(case, {name.removesuffix(".txt"): words for name, words in texts.items()}))
    return lines + list(_unknown(case)) + list(_contradictions(case, verdicts))


def _unknown(case: Case) -> Iterator[str]:
    """Yield what is shown as unknown."""
    for statement in case.statements:
        if isinstance(statement.value, Quantity) and statement.value.comparator == "unknown":
            yield f"{statement.id} unknown {statement.value.text}"


def _contradictions(case: Case, verdicts: Collection[str]) -> Iterator[str]:
    found = find(case)
    for finding in (*found.findings, *found.undecided):
        if finding.verdict in verdicts:
            told = (finding.rule, finding.verdict, *finding.statements, *finding.claims, *finding.passages)
            words = (printed for side in finding.sides for printed in side.words)
            yield f"{' '.join(told)} {finding.reason} {' '.join(words)}"


def is_told(said: str, lines: list[str]) -> bool:
    """Whether one line holds all words of what must be said."""
    return any(all(word in line for word in _WORDS.findall(said)) for line in lines)


_WORDS = re.compile(r"'[^']*'|\S+")
