"""The questions that come with Case Graph: plain Cypher in ``asked.cypher``, the same rows from both stores.

In that file each question ends with a semicolon, and begins with its name and its title; the comment lines below say
what it means, and what each of its parameters is.
"""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass
from functools import cache
from pathlib import Path
from typing import Any

from graph.case.schema import Schema, load_schema
from graph.case.statuses import STATUSES
from graph.errors import NotFoundError, QueryError
from graph.questions.explain import find_statement
from graph.questions.near import hint, near
from graph.questions.parts import named_or_only_case
from graph.stores import Result, Store

FILE = Path(__file__).with_name("asked.cypher")
"""Where the questions are written."""
_HEAD = re.compile(r"// (?P<name>[a-z-]+): (?P<title>.+)\n(?P<notes>(?://.*\n)+)(?P<cypher>(?:.*\n)*?.*);\n")
_PARAMETER = re.compile(r"\$(?P<name>\w+): (?P<help>.+)")


@dataclass(frozen=True, slots=True)
class Asked:
    """A question that can be asked of a case.

    Parameters
    ----------
    name, title : str
        What it is called on the command line, and in words.
    about : str
        What it means, and what counts as what.
    parameters : mapping of str to str
        What each of its parameters is, but the case that it is asked of.
    cypher : str
        It takes the case as ``$case``.
    """

    name: str
    title: str
    about: str
    parameters: Mapping[str, str]
    cypher: str

    @property
    def to_give(self) -> tuple[str, ...]:
        """The parameters that a person gives; those of the schema are known."""
        return tuple(name for name in self.parameters if name not in _ACCUSING)


_ACCUSING = {"accuses_subject": "subject", "accuses_object": "object"}
"""Parameters that are lists of predicates, by the end that these accuse."""


@cache
def questions() -> Mapping[str, Asked]:
    """Return every question by its name, in the order of the file."""
    found = {}
    for match in _HEAD.finditer(FILE.read_text(encoding="utf-8")):
        notes = [line.removeprefix("//").strip() for line in match["notes"].splitlines()]
        parameters = {known["name"]: known["help"] for line in notes if (known := _PARAMETER.fullmatch(line))}
        about = " ".join(line for line in notes if not _PARAMETER.fullmatch(line))
        found[match["name"]] = Asked(match["name"], match["title"], about, parameters, match["cypher"].strip())
    return found


def ask(
    store: Store,
    name: str,
    parameters: Mapping[str, Any] | None = None,
    *,
    case: str | None = None,
    schema: Schema | None = None,
    limit: int | None = None,
    timeout: float | None = None,
) -> Result:
    """Ask one of the questions that come with Case Graph.

    Parameters
    ----------
    store : Store
    name : str
        One of :func:`questions`.
    parameters : mapping of str to value, optional
        What it takes, but the case.
    case : str, optional
        The case that it is asked of; the only one of the store where it is not given.
    schema : Schema, optional
        The schema that ships with the package where it is not given.
    limit, timeout : optional
        As :meth:`graph.stores.Store.query`.

    Raises
    ------
    NotFoundError, AmbiguousIdError
        There is no such question, case, statement or source; or the store holds several cases.
    QueryError
        A parameter is missing or unknown, or the store stopped the query.
    """
    asked = find_question(name)
    given = dict(parameters or {})
    for unknown in given.keys() - asked.parameters.keys():
        takes = ", ".join(f"{name}: {help_}" for name, help_ in asked.parameters.items() if name in asked.to_give)
        meant = hint(near(unknown, asked.to_give))
        raise QueryError(f"{name} has no parameter {unknown!r}.{meant} It takes {takes or 'none'}.")
    case = named_or_only_case(store, case).id
    values = {"case": case, **accusing(schema or load_schema()), **given}
    for missing in (name for name in asked.to_give if name not in values):
        raise QueryError(f"{name} takes ${missing}, the {asked.parameters[missing]}: -p {missing}=…")
    if "statement" in asked.parameters:
        find_statement(store, values["statement"], case=case)
    _check_sources(store, case, [str(values[name]) for name in ("earlier", "later") if name in asked.parameters])
    known = {name: values[name] for name in ("case", *asked.parameters)}
    return store.query(asked.cypher, known, limit=limit, timeout=timeout)


def find_question(name: str) -> Asked:
    """Return the question of a name.

    Raises
    ------
    NotFoundError
    """
    if name not in questions():
        meant = hint(near(name, questions())[:1])
        raise NotFoundError(f"There is no question {name!r}.{meant} There are {', '.join(questions())}.")
    return questions()[name]


def accusing(schema: Schema) -> dict[str, list[str]]:
    """Return the predicates that accuse their subject, and those that accuse their object, as parameters."""
    return {
        name: [p.name for p in schema.predicates.values() if p.accusatory and p.accused == end]
        for name, end in _ACCUSING.items()
    }


def suggested(store: Store, asked: Asked, case: str, schema: Schema) -> dict[str, Any] | None:
    """Return parameters to begin with: the statement that most is said of, the first two sources; None without such."""
    found: dict[str, Any] = {"case": case, **accusing(schema)}
    if "statement" in asked.parameters:
        contested = [status for status, row in STATUSES.items() if not row.plain]
        rows = store.query(
            "MATCH (:Entity)-[r]->() WHERE r.case_id = $case AND r.status IN $contested "
            "RETURN r.id AS id, size(r.claims) AS claims ORDER BY claims DESC, id LIMIT 1",
            {"case": case, "contested": contested},
        ).rows
        found["statement"] = rows[0][0] if rows else None
    if "earlier" in asked.parameters:
        rows = store.query(
            "MATCH (s:Source) WHERE s.case_id = $case "
            "RETURN s.id AS id, coalesce(s.published, '') AS published ORDER BY published, id LIMIT 2",
            {"case": case},
        ).rows
        found |= dict(zip(("earlier", "later"), [row[0] for row in rows] + [None, None], strict=False))
    known = {name: found[name] for name in ("case", *asked.parameters)}
    return known if None not in known.values() else None


def _check_sources(store: Store, case: str, ids: list[str]) -> None:
    if not ids:
        return
    there = store.query("MATCH (s:Source) WHERE s.case_id = $case RETURN s.id AS id ORDER BY id", {"case": case}).rows
    sources = [str(row[0]) for row in there]
    for missing in (id for id in ids if id not in sources):
        raise NotFoundError(f"The case {case} has no source {missing!r}. Its sources: {', '.join(sources) or 'none'}.")
    if ids[0] == ids[1]:
        raise QueryError(f"What changed between two sources is asked of two, not of {ids[0]!r} and itself.")
