"""The engine: its file, its queries, and its errors as ours; used by the store and by its query processes."""

from __future__ import annotations

import re
import threading
from collections.abc import Generator, Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass
from functools import lru_cache
from itertools import islice
from pathlib import Path
from typing import Any

import grafeo

from graph.cypher import column_names, plan_prefix, tokenize
from graph.errors import (
    QueryError,
    QueryRefusedError,
    QueryTimeoutError,
    StoreError,
    StoreLockedError,
    StoreNotFoundError,
)
from graph.files import shown
from graph.stores._error_positions import position_as_typed
from graph.stores._plans import plan_from_text
from graph.stores._result_size import SizeLimits, SizeMeter
from graph.stores.base import Batch, Cut
from graph.stores.counters import Counters
from graph.stores.embedded.dialect import entity_columns, for_engine, guarded, passed_parameters, used_parameters
from graph.stores.embedded.rows import RowConverter
from graph.stores.embedded.swap import Identity, identity


class Reader:
    """A read-only handle of a store's file, which follows the file when it is replaced.

    Parameters
    ----------
    path : Path
    """

    def __init__(self, path: Path) -> None:
        self._path = path
        self._lock = threading.Lock()
        self._db: Any = None
        self._identity: Identity | None = None

    def handle(self) -> Any:
        """Return a handle of the file as it is now; threads may share it; see :meth:`current`."""
        return self.current()[0]

    def current(self) -> tuple[Any, Identity]:
        """Return a handle of the file as it is now, which threads may share, and the identity of what it shows.

        Raises
        ------
        StoreNotFoundError, StoreLockedError, StoreError
            There is no file, another program writes to it, or it is not a store.
        """
        with self._lock:
            current = identity(self._path)
            if current is None:
                self._db = None
                raise not_found(self._path)
            if self._db is None or current != self._identity:
                # The old handle is not closed: another thread may be reading by it, and it goes with its last user.
                self._db = None
                with _opening(self._path):
                    self._db = grafeo.GrafeoDB.open_read_only(str(self._path))
                self._identity = current
            return self._db, current

    def close(self) -> None:
        """Let go of the handle."""
        with self._lock:
            self._db = None


# What can give a map with keys that the engine gives nodes and relationships: a literal, or something's properties.
_MAPS = re.compile(r"\b_(?:id|labels|type)\b|properties|\.\s*\*|\\", re.IGNORECASE)


_ROWS = 1_000
"""RowConverter of a batch."""
_BYTES = 1_000_000
"""Bytes of a batch, about, where sizes are asked for."""


def run_query(db: Any, cypher: str, parameters: Mapping[str, Any], limit: int | None) -> Batch:
    """Run one statement on a handle and return all its rows, whatever their size."""
    prepared = _prepared(cypher, parameters)
    with engine_errors(cypher, prepared.statement):
        result = db.execute_cypher(prepared.statement, passed_parameters(parameters) or None)
        if prepared.plan:
            return _plan(result, None)
        converter = RowConverter(db, doubtful=_doubtful(prepared, parameters), entities=prepared.entities)
        columns, rows, truncated = converter.convert_result(result, limit)
    return Batch(prepared.columns(columns), rows, "rows" if truncated else "")


def query_batches(
    db: Any, cypher: str, parameters: Mapping[str, Any], limit: int | None, sizes: SizeLimits | None
) -> Generator[Batch]:
    """Run one statement on a handle, and give its rows in batches; see :func:`run_query`.

    What it needs of files, such as a time zone, is read before it returns.
    """
    return _batches(db, cypher, parameters, limit, sizes, _prepared(cypher, parameters))


def _batches(
    db: Any,
    cypher: str,
    parameters: Mapping[str, Any],
    limit: int | None,
    sizes: SizeLimits | None,
    prepared: _Prepared,
) -> Generator[Batch]:
    with engine_errors(cypher, prepared.statement):
        result = db.execute_cypher(prepared.statement, passed_parameters(parameters) or None)
        counters = _counted(result.counters)
        if prepared.plan:
            yield _plan(result, counters)
            return
        names = tuple(result.columns)
        columns = prepared.columns(names)
        converter = RowConverter(db, doubtful=_doubtful(prepared, parameters), entities=prepared.entities)
        most = len(result) if limit is None else min(limit, len(result))
        source = islice(result, most)
        meter = SizeMeter(sizes) if sizes else None
        done, last = 0, False
        batch: list[tuple[Any, ...]] = []
        begun = 0
        while not last:
            rows = converter.convert(names, islice(source, meter.rows_to_take(_BYTES, _ROWS) if meter else _ROWS))
            done += len(rows)
            if meter:
                rows = meter.take_fitting(rows)
            full = meter is not None and meter.full
            last = full or done == most
            batch += rows
            if meter and not last and len(batch) < _ROWS and meter.size - begun < _BYTES:
                continue  # the first steps are small, and not worth a way of their own
            cut: Cut = "bytes" if full else "rows" if last and most < len(result) else ""
            yield Batch(columns, batch, cut, last=last, counters=counters)
            batch, begun = [], meter.size if meter else 0
            if sizes is None or sizes[1] is None:
                converter.forget()


def _counted(counters: Mapping[str, int]) -> Counters | None:
    """Return what a statement did; None where it did nothing, as one that reads."""
    if not any(counters.values()):
        return None
    return Counters(**{name.replace("edges", "relationships"): number for name, number in counters.items()})


def _plan(result: Any, counters: Counters | None) -> Batch:
    text = "\n".join(str(value) for row in result for value in row.values())
    return Batch((), [], plan=plan_from_text(text), last=True, counters=counters)


def _doubtful(prepared: _Prepared, parameters: Mapping[str, Any]) -> bool:
    if prepared.doubtful:
        return True
    maps = any(isinstance(value, Mapping | list) for value in parameters.values())
    return maps and bool(_MAPS.search(repr(parameters)))


@contextmanager
def writing(path: Path, aside: Path) -> Iterator[Any]:
    """Give what a file holds as a graph in memory, and write it to the file ``aside`` when the block is done.

    In memory the engine keeps no log, and the file it writes then has no gaps: that is quicker than to change a copy.
    """
    if path.exists():
        with _opening(path):
            source = grafeo.GrafeoDB.open_read_only(str(path))
        with engine_errors(load=True):
            db = source.to_memory()
            source.close()
    else:
        db = grafeo.GrafeoDB()
    try:
        with engine_errors(load=True):
            yield db
            db.save(str(aside))
    finally:
        db.close()


@contextmanager
def _opening(path: Path) -> Iterator[None]:
    try:
        yield
    except grafeo.GrafeoError as error:
        message = str(error)
        if "cannot be locked" in message or "is locked" in message:
            raise StoreLockedError(f"{path.name} is open for writing in another program. Close it there.") from error
        format_ = re.search(r"unsupported file format version (\d+), expected (\d+)", message)
        if "newer version" in message or (format_ and int(format_[1]) > int(format_[2])):
            raise StoreError(
                f"{path.name} was written by a newer version of the engine. "
                "Upgrade Case Graph, or load the cases into a new store."
            ) from error
        if format_:
            raise StoreError(
                f"{path.name} was written by an older version of the engine. Load the cases into a new store."
            ) from error
        if isinstance(error, grafeo.GrafeoCorruptionError):
            raise StoreError(f"{path.name} is damaged or not complete. Remove it and load the cases again.") from error
        if "denied" in message:
            raise StoreError(f"{path.name} may not be read by this user. Change its permissions.") from error
        what = "is a folder" if path.is_dir() else "is not a Case Graph store"
        raise StoreError(f"{path.name} {what}. Name another file with --store.") from error


_COMPREHENSION = (
    "On the embedded store a pattern in [… | …] stands only in WITH and RETURN, and its path has no name: "
    "write WITH *, [(a)-->(b) | b] AS x before the WHERE or ORDER BY, or MATCH the path and collect() it."
)
_NAMED_PATH = re.compile(r"\[\s*\w+\s*=\s*\(")
_FULL_MARK = "MAX_CAPACITY"
_FULL = (
    "The engine failed on this query: the steps of one pattern gave more than 65,536 rows at once. "
    "Give the nodes between two relationships a label, or write each step as a MATCH of its own."
)
_FAILED = "The engine failed on this query. Write the query in another way."


@contextmanager
def engine_errors(typed: str = "", statement: str = "", *, load: bool = False) -> Iterator[None]:
    """Turn the engine's errors, and its panics, into ours.

    ``typed`` is the query as a person wrote it, ``statement`` what the engine got for it.
    """
    try:
        yield
    except grafeo.GrafeoError as error:
        raise _query_error(str(error), typed, statement) from error
    except (ValueError, TypeError) as error:
        raise (StoreError if load else QueryError)(f"{_sentence(str(error))}") from error
    except BaseException as error:
        if type(error).__name__ != "PanicException":
            raise
        raise QueryError(_FULL if _FULL_MARK in str(error) else _FAILED) from error


def _query_error(message: str, typed: str, statement: str) -> QueryError:
    code, _, rest = message.partition(": ")
    reason = rest.partition("\n")[0].replace("[Cypher] ", "")
    if sentence := guarded(message):
        return QueryError(sentence)
    if "PatternComprehension" in reason or ("Expected RBracket" in reason and _NAMED_PATH.search(typed)):
        return QueryError(_COMPREHENSION)
    position = re.search(r"--> query:(\d+):(\d+)", rest)
    hint = re.search(r"help: (.*)", rest)
    if code == "GRAFEO-T003" and "read-only" in reason:
        return QueryRefusedError("The query would change the graph, and a query only reads. Nothing was changed.")
    if "Failed to open CSV" in reason:
        return QueryRefusedError("A query may not read files.")
    if "timeout" in reason.lower() or "timed out" in reason.lower():
        return QueryTimeoutError(
            "Query stopped after 30 s, the longest that the embedded store runs one. Add LIMIT or narrow the MATCH."
        )
    place = (
        position_as_typed(typed, statement, int(position[1]), int(position[2]))
        if position
        else _place_of_name(reason, typed)
    )
    text = _sentence(reason + (f" (line {place[0]}, column {place[1]})" if place else ""))
    text = f"{text} {_sentence(hint[1])}" if hint else text
    return QueryError(text, line=place[0], column=place[1]) if place else QueryError(text)


def _place_of_name(reason: str, typed: str) -> tuple[int, int] | None:
    """Return where a query first uses the name that the engine complains of, without saying where it is."""
    name = re.search(r"(?:Undefined variable|Unknown function) '(.*?)'", reason)
    tokens = tokenize(typed, dialect="embedded") if name else []
    for before, token in zip([None, *tokens], tokens, strict=False):
        beside = before is not None and before.text in (".", ":")
        if name and token.kind in ("word", "quoted") and token.name == name[1] and not beside:
            return token.line, token.column
    return None


def _sentence(text: str) -> str:
    text = " ".join(text.split())
    text = text[:1].upper() + text[1:]
    return text if text.endswith((".", "?", "!")) else f"{text}."


def not_found(path: Path) -> StoreNotFoundError:
    """Return the error of a file that is not there."""
    return StoreNotFoundError(
        f"There is no store {shown(path)} yet: run `casegraph load`, or name another with --store."
    )


@dataclass(frozen=True, slots=True)
class _Prepared:
    """A query as the engine takes it."""

    statement: str
    names: tuple[str, ...] | None
    plan: bool
    doubtful: bool
    """Whether it may give a map that looks like a node or a relationship."""
    entities: tuple[str | None, ...]
    """Of which columns tokens tell that they hold nodes or relationships."""

    def columns(self, names_of_engine: tuple[str, ...]) -> tuple[str, ...]:
        """Return the names of the columns as typed, where the engine changed them."""
        return self.names if self.names is not None and len(self.names) == len(names_of_engine) else names_of_engine


def _prepared(cypher: str, parameters: Mapping[str, Any]) -> _Prepared:
    used = used_parameters(cypher, parameters)
    return _prepare(cypher, used) if used else _prepared_alone(cypher)


@lru_cache(maxsize=512)
def _prepared_alone(cypher: str) -> _Prepared:
    return _prepare(cypher, {})


def _prepare(cypher: str, parameters: Mapping[str, Any]) -> _Prepared:
    names = column_names(cypher, dialect="embedded")
    statement = for_engine(cypher, parameters)
    return _Prepared(
        statement,
        None if names is None else tuple(names),
        plan_prefix(cypher, dialect="embedded") is not None,
        bool(_MAPS.search(statement)),
        entity_columns(cypher),
    )
