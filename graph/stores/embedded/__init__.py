"""The store in one file, by the grafeo engine: no server, nothing to install.

Readers hold the file read-only and reopen it when it was replaced; a writer builds the new file aside (``swap.py``).
Queries with a deadline run in a process of their own (``worker.py``).
"""

from __future__ import annotations

import importlib.metadata
import os
import time
from collections.abc import Generator, Iterable, Mapping
from contextlib import AbstractContextManager, closing
from dataclasses import replace
from functools import lru_cache
from pathlib import Path
from typing import Any, ClassVar

from graph.cypher import Dialect, check_read, quote
from graph.errors import QueryRefusedError, StoreError
from graph.settings import Settings
from graph.stopping import check_stop
from graph.stores._case import CASES, in_order, loaded_case
from graph.stores._foreign import checked_rows
from graph.stores._parameters import checked_parameters
from graph.stores._result_size import SizeLimits
from graph.stores.base import (
    Batch,
    CaseRows,
    ForeignRow,
    GraphSchema,
    LoadedCase,
    NodeRow,
    Progress,
    Result,
    Store,
    Stream,
)
from graph.stores.embedded.dialect import differences, folds
from graph.stores.embedded.engine import (
    Reader,
    engine_errors,
    not_found,
    query_batches,
    run_query,
    writing,
)
from graph.stores.embedded.execute import run_write_query
from graph.stores.embedded.graph_reader import EmbeddedGraphReader
from graph.stores.embedded.swap import Identity, identity, replacing
from graph.stores.embedded.worker import Workers, run_once
from graph.stores.embedded.write import delete_case, write_case
from graph.stores.embedded.write_foreign import write_foreign
from graph.stores.graph_reader import GraphReader, Selection, graph_changed

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
    dialect: ClassVar[Dialect] = "embedded"

    def __init__(self, address: str, settings: Settings) -> None:
        # a circle of links, and the home of nobody, are paths like others: what is wrong is said where they are used
        self._path = Path(os.path.realpath(os.path.expanduser(address)))
        self.name = self._path.name
        self._settings = settings
        self._reader = Reader(self._path)
        self._value_bytes = settings.query_result_mb * 1_000_000
        self._workers = Workers(str(self._path), settings.query_memory_mb, settings.max_queries)
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
        """Run a query that reads; see :meth:`graph.stores.Store.query`."""
        started = time.perf_counter()
        if timeout is not None:
            sizes = self._value_bytes, self._value_bytes
            return _with_notices(
                Stream(self._query_in_process(cypher, parameters, limit, sizes, timeout)), cypher, parameters
            ).result(started)
        handle, values = self._prepare(cypher, parameters)
        check_stop()
        batch = run_query(handle, cypher, values, limit)
        return replace(_result(batch, started), notices=_differences(cypher, values))

    def stream(
        self,
        cypher: str,
        parameters: Mapping[str, Any] | None = None,
        *,
        limit: int | None = None,
        timeout: float | None = None,
    ) -> Stream:
        """Run a query that reads, row by row; see :meth:`graph.stores.Store.stream`."""
        if timeout is not None:
            typed = self._query_in_process(cypher, parameters, limit, (self._value_bytes, None), timeout)
            return _with_notices(Stream(typed), cypher, parameters)
        handle, values = self._prepare(cypher, parameters)
        check_stop()
        return _with_notices(Stream(_stoppable(query_batches(handle, cypher, values, limit, None))), cypher, values)

    def execute(
        self,
        cypher: str,
        parameters: Mapping[str, Any] | None = None,
        *,
        limit: int | None = None,
        timeout: float | None = None,
    ) -> Result:
        """Run a query that may write, or several, on a copy that then replaces the file."""
        self._check_open()
        started = time.perf_counter()
        values = checked_parameters(parameters, embedded=True)
        with self._replacing() as aside:
            if timeout is None:
                batch = run_write_query(self._path, aside, cypher, values, limit, None)
            else:
                request = cypher, values, limit, (self._value_bytes, self._value_bytes)
                batch = run_once(str(self._path), str(aside), self._settings.query_memory_mb, request, timeout)
        return _result(batch, started)

    def engine(self) -> str:
        """Return name and version of the engine."""
        return f"grafeo {importlib.metadata.version('grafeo')}"

    def databases(self) -> list[str]:
        """Return nothing: a file holds one graph."""
        return []

    def version(self) -> str:
        """Return the identity of the file: it changes with every write."""
        self._check_open()
        parts = identity(self._path)
        if parts is None:
            raise not_found(self._path)
        return _version(parts)

    def schema(self) -> GraphSchema:
        """Return labels, relationship types and properties with their counts."""
        db = self._handle()
        with engine_errors():
            counts = db.schema()
            labels = {kind["name"]: kind["count"] for kind in counts["labels"] if kind["count"]}
            types = {kind["name"]: kind["count"] for kind in counts["edge_types"] if kind["count"]}
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

    def reader(self, selection: Selection) -> GraphReader:
        """Return what reads a part of the graph, as it is now, piece by piece."""
        self._check_open()
        db, opened = self._reader.current()

        def check() -> None:
            if self._closed or identity(self._path) != opened:
                self._check_open()
                raise graph_changed()

        return EmbeddedGraphReader(
            db, selection, version=_version(opened), check=check, procedures=self._settings.procedures
        )

    def cases(self) -> list[LoadedCase]:
        """Return the loaded cases, in the order that their files state, then by id."""
        db = self._handle()
        with engine_errors():
            return in_order(loaded_case(row) for row in db.execute_cypher(CASES))

    def replace_case(self, rows: CaseRows, *, progress: Progress | None = None) -> bool:
        """Make the store hold exactly ``rows`` of that case; all else is untouched."""
        self._check_open()
        if identity(self._path) and any((c.id, c.sha256) == (rows.case.id, rows.case.sha256) for c in self.cases()):
            return False
        with self._replacing() as aside, writing(self._path, aside) as db:
            write_case(db, rows, progress)
        return True

    def remove_case(self, case_id: str) -> None:
        """Take a case out of the store; a case that is not there is no error."""
        if any(case.id == case_id for case in self.cases()):
            with self._replacing() as aside, writing(self._path, aside) as db:
                delete_case(db, case_id)

    def add_foreign(self, nodes: Iterable[NodeRow], relationships: Iterable[ForeignRow]) -> None:
        """Add nodes that belong to no case, and relationships between them, in one swap of the file."""
        self._check_open()
        new, ties = checked_rows(nodes, relationships, embedded=True)
        with self._replacing() as aside, writing(self._path, aside) as db:
            write_foreign(db, new, ties)

    def _replacing(self) -> AbstractContextManager[Path]:
        return replacing(self._path, self._settings.lock_wait_s)

    def _prepare(self, cypher: str, parameters: Mapping[str, Any] | None) -> tuple[Any, dict[str, Any]]:
        """Return what a query is asked of, and its parameters, if it may be asked."""
        handle = self._handle()
        _check_read(cypher, self._settings.procedures)
        return handle, checked_parameters(parameters, embedded=True)

    def _query_in_process(
        self, cypher: str, parameters: Mapping[str, Any] | None, limit: int | None, sizes: SizeLimits, timeout: float
    ) -> Generator[Batch]:
        """Run a query that a person typed, in a process of its own."""
        _, values = self._prepare(cypher, parameters)
        yield from self._workers.run((cypher, values, limit, sizes), timeout)

    def _handle(self) -> Any:
        self._check_open()
        return self._reader.handle()

    def _check_open(self) -> None:
        if self._closed:
            raise StoreError(f"{self.name} was closed. Open the store again.")


def _version(parts: Identity) -> str:
    return "-".join(f"{part:x}" for part in parts)


@lru_cache(maxsize=512)
def _check_read(cypher: str, procedures: tuple[str, ...]) -> None:
    """Refuse what does not read; a query that was let through once is let through without a second look."""
    check_read(cypher, dialect="embedded", procedures=procedures)


def _with_notices(stream: Stream, cypher: str, parameters: Mapping[str, Any] | None) -> Stream:
    stream.notices = _differences(cypher, parameters)
    return stream


def _differences(cypher: str, parameters: Mapping[str, Any] | None) -> tuple[str, ...]:
    """Return the sentences about where the answer differs from Neo4j's; for most queries none, which is remembered."""
    sentences = _differences_of_any(cypher)
    return differences(cypher, parameters) if parameters and (sentences or folds(cypher, parameters)) else sentences


@lru_cache(maxsize=512)
def _differences_of_any(cypher: str) -> tuple[str, ...]:
    return differences(cypher)


def _result(batch: Batch, started: float) -> Result:
    elapsed = time.perf_counter() - started
    return Result(
        batch.columns,
        tuple(batch.rows),
        bool(batch.cut),
        elapsed,
        batch.notices,
        batch.plan,
        batch.cut,
        batch.counters,
    )


def _stoppable(batches: Generator[Batch]) -> Generator[Batch]:
    with closing(batches):
        for batch in batches:
            check_stop()
            yield batch


def _property_names(db: Any, pattern: str, name: str, condition: str) -> tuple[str, ...]:
    """Return the names of the properties under a label or type; by the condition where no pattern can name it."""
    try:
        match = f"MATCH {pattern.format(':' + quote(name, dialect='embedded'))}"
    except QueryRefusedError:
        match = f"MATCH {pattern.format('')} WHERE {condition}"
    rows = db.execute_cypher(
        f"{match} WITH x LIMIT {_SAMPLE} UNWIND keys(x) AS name RETURN DISTINCT name", {"name": name}
    )
    return tuple(sorted(row["name"] for row in rows))
