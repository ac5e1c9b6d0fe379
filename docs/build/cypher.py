"""``docs/cypher.md``: what the stores share and where they differ, from the cases of ``tests/conformance``."""

import json
from collections.abc import Iterable
from itertools import groupby
from pathlib import Path

from tests.conformance.suite import Answer, Case, cases, graphs

CYPHER = Path(__file__).parents[1] / "cypher.md"

_HEAD = """\
# Cypher on the two stores

The same Cypher gives the same rows on the embedded store and on Neo4j, with the exceptions on this page. It is written
from the {total} queries of `tests/conformance`, each of which runs on both stores in every test run: {same} agree,
{differs} give another answer on the embedded store, {lenient} are answered there though Neo4j stops with an error, and
{refused} are refused there. A difference that is gone fails the tests, and so does a new one.

Where a query *silently* gives another answer on the embedded store, the result says so beside it.

- [Other answers](#other-answers)
- [Answers where Neo4j stops with an error](#answers-where-neo4j-stops-with-an-error)
- [What the embedded store refuses](#what-the-embedded-store-refuses)
- [Between versions of Neo4j](#between-versions-of-neo4j)
- [What is the same](#what-is-the-same)
- [The graphs of the examples](#the-graphs-of-the-examples)

A way in the last column gives on both stores what Neo4j gives for the query; it is tested too.
"""
_DIFFERS = """
## Other answers

Both stores answer, and the answers differ.
"""
_LENIENT = """
## Answers where Neo4j stops with an error

Types are not checked on the embedded store: mostly, what makes no sense is null there. Do not rely on it.

| query | Neo4j | embedded store |
|---|---|---|
"""
_REFUSED = """
## What the embedded store refuses

It says so, and nothing is answered.
"""
_VERSIONS = """
## Between versions of Neo4j

| query | 5.26 | 2026.x |
|---|---|---|
"""
_SAME = """
## What is the same

On both stores, to the letter of the JSON:

"""
_GRAPHS = """
## The graphs of the examples

"""


def cypher_page() -> str:
    """Return ``docs/cypher.md``."""
    differing = [case for case in cases() if case.kind == "differs" and not case.answer.error]
    lenient = [case for case in cases() if case.kind == "differs" and case.answer.error]
    refused = [case for case in cases() if case.kind == "refused"]
    same = [case for case in cases() if not case.kind]
    counts = {
        "total": len(cases()),
        "same": len(same),
        "differs": len(differing),
        "lenient": len(lenient),
        "refused": len(refused),
    }
    parts = [_HEAD.format(**counts), _DIFFERS]
    for topic, found in _topics(differing):
        parts.append(f"\n### {topic}\n\n| query | Neo4j | embedded store | on both |\n|---|---|---|---|\n")
        parts += [
            _row(_query(case), _answer(case.answer, case), _answer(case.embedded, case), _way(case)) for case in found
        ]
    parts.append(_LENIENT)
    parts += [_row(_query(case), case.answer.error, _answer(case.embedded, case)) for case in lenient]
    parts.append(_REFUSED)
    for topic, found in _topics(refused):
        parts.append(f"\n### {topic}: refused\n\n| query | on both |\n|---|---|\n")
        parts += [_row(_query(case), _way(case)) for case in found]
    parts.append(_VERSIONS)
    parts += [
        _row(_query(case), _answer(case.answer, case), _answer(case.current, case)) for case in cases() if case.current
    ]
    parts.append(_SAME)
    for topic, found in _topics(same):
        names = [_lower(case.name) for case in found]
        parts.append(f"- **{topic}** ({len(names)}): {'; '.join(names)}.\n")
    parts.append(_GRAPHS)
    parts += [f"`{name}`:\n\n```cypher\n{_pretty(query)}\n```\n\n" for name, query in graphs().items()]
    return "".join(parts).rstrip("\n") + "\n"


def _topics(found: Iterable[Case]) -> Iterable[tuple[str, list[Case]]]:
    return ((topic, list(group)) for topic, group in groupby(found, key=lambda case: case.topic))


def _row(*cells: str) -> str:
    return "| " + " | ".join(cells) + " |\n"


def _code(text: str) -> str:
    text = " ".join(text.split()).replace("|", "\\|")
    return f"`` {text} ``" if "`" in text else f"`{text}`"


def _query(case: Case) -> str:
    cell = _code(case.query)
    if case.parameters:
        cell += " with " + ", ".join(_code(f"${name}: {_value(value)}") for name, value in case.parameters.items())
    if case.graph:
        cell += f" *({case.graph})*"
    return cell


def _answer(answer: Answer | None, case: Case) -> str:
    """Return an answer in one cell: values of a row by commas, rows by semicolons."""
    if answer is None or answer.error:
        return f"an error ({answer.error})" if answer else ""
    if not answer.rows:
        return "no rows"
    names = ""
    if answer.columns != case.answer.columns or (case.embedded and case.embedded.columns != case.answer.columns):
        names = f"{', '.join(answer.columns)}: "
    rows = [", ".join(map(_value, json.loads(row))) for row in answer.rows]
    shown = "; ".join(rows[:6]) + ("; …" if len(rows) > 6 else "")
    return _code(names + shown)


def _value(value: object) -> str:
    return json.dumps(value, ensure_ascii=False).replace('"', "'")


def _way(case: Case) -> str:
    return " ".join(part for part in (case.portable and _code(case.portable), case.note.replace("|", "\\|")) if part)


def _lower(name: str) -> str:
    """Return a case's name as it stands inside a sentence."""
    return name if name[1:2].isupper() or not name[1:2].islower() else name[0].lower() + name[1:]


def _pretty(query: str) -> str:
    return query.strip().replace(", (", ",\n  (")
