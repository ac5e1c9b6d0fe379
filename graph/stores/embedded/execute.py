"""Statements that write: all of them or none, with what they did, and nothing stored that Neo4j would not store."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from contextlib import contextmanager, suppress
from dataclasses import replace
from pathlib import Path
from typing import Any

from graph.cypher import naming, quote, statements
from graph.errors import QueryError, QueryRefusedError
from graph.stores._result_size import SizeLimits
from graph.stores.base import Batch
from graph.stores.counters import Counters
from graph.stores.embedded.dialect.writing import NULL_MARKS, Merged, for_write
from graph.stores.embedded.engine import engine_errors, query_batches, writing

_MARKED = re.compile(r"\b(\d+) / 0\b")
_ABSENT = re.compile(r"expected an? (?:entity|node|edge) for (?:entity|node|edge), found null")
_OF_SCHEMA = re.compile(r"\b(?:INDEX|CONSTRAINT)\b", re.IGNORECASE)
_SCHEMA = ("SHOW INDEXES", "SHOW CONSTRAINTS")
_LARGEST = 2**63 - 1


def run_write_query(
    path: Path, aside: Path, cypher: str, parameters: Mapping[str, Any], limit: int | None, sizes: SizeLimits | None
) -> Batch:
    """Run statements that may write on what a file holds, and leave the outcome in the file ``aside``.

    Raises
    ------
    QueryError
        One of them cannot run, or would store something other than Neo4j does.
    """
    found, _ = statements(cypher, dialect="embedded")
    if not found:
        raise QueryError("The query is empty; type one, such as CREATE (:Person {name: 'Ines'}).")
    counters, notices = Counters(), dict[str, None]()
    with writing(path, aside) as db:
        for statement in found:
            with naming(statement, of=len(found)):
                last = _run(db, statement.text, parameters, limit, sizes)
            counters += last.counters or Counters()
            notices.update(dict.fromkeys(last.notices))
        # What a case holds is no longer known to be what its file says, so that the next load writes it anew.
        db.execute_cypher("MATCH (c:CaseFile) SET c.sha256 = ''")
    return replace(last, notices=tuple(notices), counters=counters)


def _run(db: Any, cypher: str, parameters: Mapping[str, Any], limit: int | None, sizes: SizeLimits | None) -> Batch:
    write = for_write(cypher, parameters)
    schema = _schema(db) if _OF_SCHEMA.search(cypher) else None
    with _marked_errors():
        answers = list(query_batches(db, write.query, parameters, limit, sizes))
    last = answers[-1]
    if write.keys:
        _check_values(db, write.keys, overflow="tointeger" in cypher.lower())
    for merged in write.merged:
        _check_merged(db, merged)
    counters = last.counters or Counters()
    if schema is not None:
        counters += Counters(schema_changes=len(schema ^ _schema(db)))
    if counters.properties_set and not write.countable:
        counters = replace(counters, properties_set=None)
    rows = [row for batch in answers for row in batch.rows]
    return Batch(last.columns, rows, last.cut, last.plan, write.notices, last=True, counters=counters)


def _schema(db: Any) -> set[str]:
    with engine_errors():
        return {str(row) for show in _SCHEMA for row in db.execute_cypher(show)}


@contextmanager
def _marked_errors() -> Iterator[None]:
    """Say what was null where the divisor of a mark shows that something was."""
    try:
        yield
    except QueryError as error:
        mark = _MARKED.search(str(error))
        if mark and mark[1] in NULL_MARKS:
            raise QueryRefusedError(f"{NULL_MARKS[mark[1]]} Nothing was written.") from error
        if _ABSENT.search(str(error)):
            raise QueryRefusedError(
                "Here nothing is set on, taken from or deleted of what OPTIONAL MATCH did not find. "
                "Add WITH * WHERE … IS NOT NULL before it. Nothing was written."
            ) from error
        raise


def _check_values(db: Any, keys: frozenset[str], *, overflow: bool) -> None:
    """Refuse what was written where a property holds a value that Neo4j holds in no property."""
    known = set(db.schema()["property_keys"])
    for key in sorted(keys & known):
        try:
            name = quote(key, dialect="embedded")
        except QueryRefusedError:
            continue  # no statement can have named it
        # a text is its own toString(), and no list is
        unlike = f"keys(x.{name}) IS NOT NULL OR (size(x.{name}) IS NOT NULL AND toString(x.{name}) <> x.{name})"
        extreme = f" OR x.{name} = {_LARGEST} OR x.{name} = {-_LARGEST - 1}" if overflow else ""
        for pattern in ("(x)", "()-[x]->()"):
            with engine_errors():
                values = db.execute_cypher(f"MATCH {pattern} WHERE {unlike}{extreme} RETURN DISTINCT x.{name} AS value")
                for row in values:
                    if reason := _why_not(row["value"]):
                        raise QueryRefusedError(
                            f"The property {key} would hold {_shown(row['value'])}: {reason} Nothing was written."
                        )


def _check_merged(db: Any, merged: Merged) -> None:
    """Refuse a MERGE where Neo4j takes two values for one and the engine does not, or the other way round.

    To the engine 1 and 1.0 are two; and of relationships, 1 and '1' are one.
    """
    kind = f":{merged.kind}" if merged.kind else ""
    pattern = f"()-[x{kind}]->()" if merged.relationship else f"(x{kind})"
    name = quote(merged.key, dialect="embedded")
    with engine_errors():
        rows = db.execute_cypher(f"MATCH {pattern} WHERE x.{name} IS NOT NULL RETURN x.{name} AS value")
        values = {(type(row["value"]), row["value"]) for row in rows if isinstance(row["value"], int | float | str)}
    alike: dict[float, set[type]] = {}
    for type_, value in [*values, (type(merged.value), merged.value)]:
        if type_ in (int, float) or (merged.relationship and type_ is str):
            with suppress(ValueError):
                alike.setdefault(float(value), set()).add(type_)
    for types in alike.values():
        if types >= {int, float} or (str in types and len(types) > 1):
            raise QueryRefusedError(
                f"MERGE by {merged.key} is refused: it is a number in one place and another number or a text of the "
                "same digits in another, which only Neo4j tells apart. Make all of one type. Nothing was written."
            )


def _why_not(value: Any) -> str:
    """Say why Neo4j holds a value in no property, or holds it otherwise."""
    if isinstance(value, int) and not isinstance(value, bool):
        return "toInteger() gives the largest integer for all that are larger; Neo4j refuses them. Pass smaller ones."
    if isinstance(value, Mapping):
        return "a property holds no map. Take its values."
    kinds = {type(item) for item in value if not _is_duration(item)}
    if type(None) in kinds:
        return "a list in a property holds no null. Leave it out."
    if kinds & {list, dict}:
        return "a list in a property holds no list and no map. Take their values."
    if kinds == {int, float}:
        return "Neo4j makes all of a list decimals where one is. Write all so, as in toFloat(x)."
    if len(kinds) > 1:
        return "a list in a property holds values of one type. Make all of them text, as by toString()."
    return ""


def _is_duration(value: Any) -> bool:
    return isinstance(value, dict) and value.keys() == {"months", "days", "nanos"}


def _shown(value: Any) -> str:
    text = str(value)
    return text if len(text) <= 60 else f"{text[:60]}…"
