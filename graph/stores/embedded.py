"""The store in one file, by the grafeo engine: no server, nothing to install.

Readers hold the file read-only and reopen it when it was replaced; a writer builds the new file aside
(:mod:`graph.stores._swap`). Queries with a deadline run in a process of their own (:mod:`graph.stores.worker`).
"""

from __future__ import annotations

import re
import threading
import time
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from functools import lru_cache
from pathlib import Path as FilePath
from typing import Any, ClassVar

import grafeo

from graph.cypher import check_read, column_names, for_engine, quote
from graph.errors import (
    QueryError,
    QueryRefusedError,
    QueryTimeoutError,
    StoreError,
    StoreLockedError,
    StoreNotFoundError,
)
from graph.settings import Settings
from graph.stores._case import CASES, loaded_case
from graph.stores._embedded_rows import Rows
from graph.stores._embedded_write import delete_case, write_case
from graph.stores._parameters import checked
from graph.stores._swap import Identity, identity, replacing
from graph.stores.base import CaseRows, GraphSchema, LoadedCase, Progress, Result, Store
from graph.stores.worker import Answer, Workers, run_once

_SAMPLE = 10_000
"""Nodes or relationships of a kind that are looked at for the names of their properties."""


class EmbeddedStore(Store):
    """A graph in a file.

    Parameters
    ----------
    address : str
        The file's path. It need not exist: writing makes it, and its folder.
    settings : Settings
    """

    kind: ClassVar[str] = "embedded"

    def __init__(self, address: str, settings: Settings) -> None:
        self._path = FilePath(address).expanduser().resolve()
        self.name = self._path.name
        self._settings = settings
        self._reader = Reader(self._path)
        self._workers = Workers(str(self._path), settings.query_memory_mb)
        self._closed = False

    def close(self) -> None:
        """Release the file and end the query processes; calling it again does nothing."""
        self._closed = True
        self._reader.close()
        self._workers.close()

    def query(
        self,
        cypher: str,
        parameters: Mapping[str, Any] | None = None,
        *,
        limit: int | None = None,
        timeout: float | None = None,
    ) -> Result:
        """Run a query that reads; see :meth:`graph.stores.base.Store.query`."""
        started = time.perf_counter()
        handle = self._handle()
        check_read(cypher, dialect="embedded")
        given = checked(parameters, embedded=True)
        if timeout is None:
            columns, rows, truncated = answer(handle, cypher, given, limit)
        else:
            columns, rows, truncated = self._workers.run(cypher, given, limit, timeout)
        return Result(columns, tuple(rows), truncated, time.perf_counter() - started)

    def execute(
        self, cypher: str, parameters: Mapping[str, Any] | None = None, *, timeout: float | None = None
    ) -> Result:
        """Run a query that may write, on a copy that then replaces the file."""
        self._check_open()
        started = time.perf_counter()
        given = checked(parameters, embedded=True)
        with replacing(self._path) as aside:
            if timeout is None:
                columns, rows, truncated = change(aside, cypher, given)
            else:
                columns, rows, truncated = run_once(str(aside), self._settings.query_memory_mb, cypher, given, timeout)
        return Result(columns, tuple(rows), truncated, time.perf_counter() - started)

    def version(self) -> str:
        """Return the identity of the file: it changes with every write."""
        self._check_open()
        found = identity(self._path)
        if found is None:
            raise _not_found(self._path)
        return "-".join(f"{part:x}" for part in found)

    def schema(self) -> GraphSchema:
        """Return labels, relationship types and properties with their counts."""
        db = self._handle()
        with _engine_errors():
            known = db.schema()
            labels = {kind["name"]: kind["count"] for kind in known["labels"] if kind["count"]}
            types = {kind["name"]: kind["count"] for kind in known["edge_types"] if kind["count"]}
            return GraphSchema(
                labels=dict(sorted(labels.items())),
                relationship_types=dict(sorted(types.items())),
                nodes=db.node_count,
                relationships=db.edge_count,
                label_properties={
                    name: _property_names(db, "(x{})", name, "$name IN labels(x)") for name in sorted(labels)
                },
                type_properties={
                    name: _property_names(db, "()-[x{}]->()", name, "$name = type(x)") for name in sorted(types)
                },
            )

    def cases(self) -> list[LoadedCase]:
        """Return the loaded cases, by id."""
        db = self._handle()
        with _engine_errors():
            return [loaded_case(row) for row in db.execute_cypher(CASES)]

    def replace_case(self, rows: CaseRows, *, progress: Progress | None = None) -> bool:
        """Make the store hold exactly ``rows`` of that case; all else is untouched."""
        self._check_open()
        if self._path.exists() and any((c.id, c.sha256) == (rows.case.id, rows.case.sha256) for c in self.cases()):
            return False
        with replacing(self._path) as aside, _writing(aside) as db:
            write_case(db, rows, progress)
        return True

    def remove_case(self, case_id: str) -> None:
        """Take a case out of the store; a case that is not there is no error."""
        if any(case.id == case_id for case in self.cases()):
            with replacing(self._path) as aside, _writing(aside) as db:
                delete_case(db, case_id)

    def _handle(self) -> Any:
        self._check_open()
        return self._reader.handle()

    def _check_open(self) -> None:
        if self._closed:
            raise StoreError(f"{self.name} was closed. Open the store again.")


class Reader:
    """A read-only handle of a store's file, which follows the file when it is replaced.

    Parameters
    ----------
    path : Path
    """

    def __init__(self, path: FilePath) -> None:
        self._path = path
        self._lock = threading.Lock()
        self._db: Any = None
        self._identity: Identity | None = None

    def handle(self) -> Any:
        """Return a handle of the file as it is now; threads may share it.

        Raises
        ------
        StoreNotFoundError, StoreLockedError, StoreError
            There is no file, another program writes to it, or it is not a store.
        """
        with self._lock:
            found = identity(self._path)
            if found is None:
                self._db = None
                raise _not_found(self._path)
            if self._db is None or found != self._identity:
                # The old handle is not closed: another thread may be reading by it, and it goes with its last user.
                self._db = None
                with _opening(self._path):
                    self._db = grafeo.GrafeoDB.open_read_only(str(self._path))
                self._identity = found
            return self._db

    def close(self) -> None:
        """Let go of the handle."""
        with self._lock:
            self._db = None


def answer(db: Any, cypher: str, parameters: Mapping[str, Any], limit: int | None) -> Answer:
    """Run one statement on a handle: the one place where a person's Cypher meets the engine."""
    statement, names = _prepared(cypher)
    with _engine_errors():
        columns, rows, truncated = Rows(db).of(db.execute_cypher(statement, dict(parameters) or None), limit)
    if names is not None and len(names) == len(columns):
        columns = names
    return columns, rows, truncated


def change(path: FilePath, cypher: str, parameters: Mapping[str, Any]) -> Answer:
    """Run one statement that may write on a file that nobody else has open."""
    with _writing(path) as db:
        found = answer(db, cypher, parameters, None)
        # What a case holds is no longer known to be what its file says, so that the next load writes it anew.
        if db.execute_cypher("MATCH (c:CaseFile) RETURN count(c) AS n").scalar():
            db.execute_cypher("MATCH (c:CaseFile) SET c.sha256 = ''")
        return found


@contextmanager
def _writing(path: FilePath) -> Iterator[Any]:
    with _opening(path):
        db = grafeo.GrafeoDB(str(path))
    try:
        with _engine_errors(writing=True):
            yield db
    finally:
        with _engine_errors(writing=True):
            db.close()


@contextmanager
def _opening(path: FilePath) -> Iterator[None]:
    try:
        yield
    except grafeo.GrafeoError as error:
        said = str(error)
        if "cannot be locked" in said or "is locked" in said:
            raise StoreLockedError(f"{path.name} is open for writing in another program. Close it there.") from error
        if "newer version" in said:
            raise StoreError(
                f"{path.name} was written by a newer version of the engine. "
                "Upgrade Case Graph, or load the cases into a new store."
            ) from error
        if isinstance(error, grafeo.GrafeoCorruptionError):
            raise StoreError(f"{path.name} is damaged or not complete. Remove it and load the cases again.") from error
        if "denied" in said:
            raise StoreError(f"{path.name} may not be read by this user. Change its permissions.") from error
        raise StoreError(
            f"{path.name} is not a Case Graph store. "
            "Name another file with --store, or remove it and load the cases again."
        ) from error


@contextmanager
def _engine_errors(*, writing: bool = False) -> Iterator[None]:
    """Turn the engine's errors, and its panics, into ours."""
    try:
        yield
    except grafeo.GrafeoError as error:
        raise _query_error(str(error)) from error
    except (ValueError, TypeError) as error:
        raise (StoreError if writing else QueryError)(f"{_sentence(str(error))}") from error
    except BaseException as error:
        if type(error).__name__ != "PanicException":
            raise
        raise QueryError("The engine failed on this query. Write the query in another way.") from error


def _query_error(said: str) -> QueryError:
    code, _, rest = said.partition(": ")
    reason = rest.partition("\n")[0].replace("[Cypher] ", "")
    place = re.search(r"--> query:(\d+):(\d+)", rest)
    hint = re.search(r"help: (.*)", rest)
    if code == "GRAFEO-T003" and "read-only" in reason:
        return QueryRefusedError("The query would change the graph, and a query only reads. Nothing was changed.")
    if "Failed to open CSV" in reason:
        return QueryRefusedError("A query may not read files.")
    if "timeout" in reason.lower() or "timed out" in reason.lower():
        return QueryTimeoutError(
            "Query stopped after 30 s, the longest that the embedded store runs one. Add LIMIT or narrow the MATCH."
        )
    text = _sentence(reason + (f" (line {place[1]}, column {place[2]})" if place else ""))
    return QueryError(f"{text} {_sentence(hint[1])}" if hint else text)


def _sentence(text: str) -> str:
    text = " ".join(text.split())
    text = text[:1].upper() + text[1:]
    return text if text.endswith((".", "?", "!")) else f"{text}."


def _not_found(path: FilePath) -> StoreNotFoundError:
    return StoreNotFoundError(
        f"There is no store {path.name} yet: run `python -m graph load`, or name another with --store."
    )


def _property_names(db: Any, pattern: str, name: str, condition: str) -> tuple[str, ...]:
    """Return the names of the properties under a label or type; by the condition where no pattern can name it."""
    try:
        match = f"MATCH {pattern.format(':' + quote(name, dialect='embedded'))}"
    except QueryRefusedError:
        match = f"MATCH {pattern.format('')} WHERE {condition}"
    found = db.execute_cypher(
        f"{match} WITH x LIMIT {_SAMPLE} UNWIND keys(x) AS name RETURN DISTINCT name", {"name": name}
    )
    return tuple(sorted(row["name"] for row in found))


@lru_cache(maxsize=512)
def _prepared(cypher: str) -> tuple[str, tuple[str, ...] | None]:
    """Return a query as the engine takes it, and the names of its columns where the engine would change them."""
    names = column_names(cypher, dialect="embedded")
    return for_engine(cypher, "embedded"), None if names is None else tuple(names)
