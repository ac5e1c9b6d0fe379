"""The store on a Neo4j server, 5 or later, alone or a cluster.

Reads run in READ access mode with the transaction's own timeout. A case is written so that doing it again
converges (:mod:`graph.stores.neo4j.write`), for a commit may be lost on the wire after it took place.
"""

from __future__ import annotations

import secrets
import threading
import time
from collections.abc import Callable, Generator, Iterable, Mapping
from contextlib import AbstractContextManager, suppress
from functools import lru_cache
from typing import Any, ClassVar

import neo4j
from neo4j import exceptions as driver_errors

from graph.cypher import Dialect, Statement, check_read, naming, plan_prefix, statements
from graph.errors import QueryError, StoreError, StoreUnavailableError
from graph.settings import Settings
from graph.stores._case import CASES, in_order, loaded_case
from graph.stores._foreign import checked_rows
from graph.stores._parameters import checked_parameters
from graph.stores._query_slots import QuerySlots
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
from graph.stores.counters import Counters
from graph.stores.graph_reader import GraphReader, Selection
from graph.stores.neo4j.address import check_address, check_agent
from graph.stores.neo4j.driver import new_driver, takes_connections
from graph.stores.neo4j.errors import our_errors
from graph.stores.neo4j.graph_reader import Neo4jGraphReader
from graph.stores.neo4j.query_thread import Check, Put, run_in_thread
from graph.stores.neo4j.read import (
    QueryTypes,
    bookmark,
    counted,
    for_server,
    graph_schema,
    loading_notices,
    read_batches,
)
from graph.stores.neo4j.rows import Constraints, RowConverter
from graph.stores.neo4j.waiting import Call, Patience
from graph.stores.neo4j.write import constrain, delete_case, many_transactions, one_transaction, rows_there, write_case
from graph.stores.neo4j.write_foreign import write_foreign

_ATTEMPTS = 3
"""Times a case is written when the answer to its commit was lost."""
_FETCH = 1_000
_FETCH_TYPED = 300
"""RowConverter that the server sends at a time."""
_CLOSE_S = 0.5
"""Seconds that closing waits for a query to end."""
_ENDING_S = 2.0
"""Seconds after its deadline in which the server may say that it ended a query."""


class Neo4jStore(Store):
    """A graph in a Neo4j database.

    Parameters
    ----------
    address : str
        ``neo4j://`` (routing; a cluster or one server) or ``bolt://`` (this server alone), with ``+s`` for TLS, or
        ``+ssc`` for TLS that takes any certificate.
    settings : Settings
        Holds user, password and database.

    Raises
    ------
    StoreError
        The address is not one, the server does not answer, refuses the sign-in, is older than 5 or has no such
        database.
    """

    kind: ClassVar[str] = "neo4j"
    dialect: ClassVar[Dialect] = "neo4j"

    def __init__(self, address: str, settings: Settings) -> None:
        check_address(address)
        self.name = address
        self._settings = settings
        self._database = settings.neo4j_database or None
        self._constraints = Constraints()
        self._threads: set[threading.Thread] = set()
        self._query_types = QueryTypes()
        self._value_bytes = settings.query_result_mb * 1_000_000
        self._slots = QuerySlots(settings.max_queries)
        self._closed = False
        self._patience = Patience(
            address,
            settings.neo4j_connect_timeout_s,
            settings.neo4j_answer_timeout_s,
            lambda within: takes_connections(address, settings, within),
        )
        self._driver = new_driver(address, settings, settings.neo4j_connect_timeout_s)
        try:
            check_agent(self._agent(), address)
        except BaseException:
            self.close()
            raise

    def close(self) -> None:
        """Close every connection; calling it again does nothing."""
        if self._closed:
            return
        self._closed = True
        given_up = list(self._threads)

        def close() -> None:
            # A connection that a thread waits at cannot be closed under it.
            for thread in given_up:
                thread.join()
            self._driver.close()

        if given_up:
            closer = threading.Thread(target=close, daemon=True)
            closer.start()
            closer.join(_CLOSE_S)
        else:
            close()

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
        sizes = None if timeout is None else (self._value_bytes, self._value_bytes)
        return Stream(self._batches(cypher, parameters, limit, sizes, timeout)).result(started)

    def stream(
        self,
        cypher: str,
        parameters: Mapping[str, Any] | None = None,
        *,
        limit: int | None = None,
        timeout: float | None = None,
    ) -> Stream:
        """Run a query that reads, row by row; see :meth:`graph.stores.Store.stream`."""
        sizes = None if timeout is None else (self._value_bytes, None)
        return Stream(self._batches(cypher, parameters, limit, sizes, timeout))

    def _batches(
        self,
        cypher: str,
        parameters: Mapping[str, Any] | None,
        limit: int | None,
        sizes: SizeLimits | None,
        timeout: float | None,
    ) -> Generator[Batch]:
        _check_read(cypher, self._settings.procedures)
        values = checked_parameters(parameters)
        statement = for_server(cypher)
        planned = plan_prefix(cypher) is not None

        begun = False

        def read(transaction: neo4j.Transaction, put: Put, check: Check) -> None:
            nonlocal begun
            if begun:
                raise driver_errors.SessionExpired  # what was given cannot be given again
            if timeout is not None:
                self._query_types.check(transaction, cypher, values, lambda above: self._errors(None, cypher, above))
            notices = loading_notices(transaction)
            check()
            result = transaction.run(statement, values)
            rows = RowConverter(transaction, self._constraints.of(transaction))
            for batch in read_batches(result, rows, limit=limit, sizes=sizes, planned=planned):
                begun = True
                batch.notices = notices
                put(batch)

        # RowConverter that are on their way when a query is ended are read nonetheless: not many, where a person asks.
        fetch = _FETCH if timeout is None else min(_FETCH_TYPED, _FETCH if limit is None else limit + 1)

        def work(mark: str, put: Put, check: Check) -> None:
            call = self._call(timeout)
            self._read(lambda transaction: read(transaction, put, check), call, timeout, mark, cypher, fetch)

        return self._run_in_thread(work, timeout)

    def _run_in_thread(self, work: Callable[[str, Put, Check], None], timeout: float | None) -> Generator[Batch]:
        """Run what reads or writes in a thread of its own, in its turn where a person asks."""
        mark = secrets.token_hex(8)
        if timeout is not None:
            self._slots.take(timeout)
        yield from run_in_thread(
            lambda put, check: work(mark, put, check),
            end=lambda: self._terminate(mark),
            timeout=timeout,
            done=self._slots.give_back if timeout is not None else lambda: None,
            threads=self._threads,
        )

    def execute(
        self,
        cypher: str,
        parameters: Mapping[str, Any] | None = None,
        *,
        limit: int | None = None,
        timeout: float | None = None,
    ) -> Result:
        """Run a query that may write, in one transaction."""
        started = time.perf_counter()
        values = checked_parameters(parameters)
        found, _ = statements(cypher)
        if not found:
            raise QueryError("The query is empty; type one, such as CREATE (:Person {name: 'Ines'}).")
        running: Statement | None = found[0]
        sizes = None if timeout is None else (self._value_bytes, self._value_bytes)

        def run(mark: str, put: Put, check: Check) -> None:
            @neo4j.unit_of_work(metadata={"casegraph": mark}, timeout=timeout)
            def write(transaction: neo4j.ManagedTransaction) -> Batch:
                nonlocal running
                counters = Counters()
                for statement in found:
                    running = statement
                    check()
                    result = transaction.run(for_server(statement.text), values)
                    if statement is found[-1]:
                        converted = RowConverter(transaction, self._constraints.of(transaction))
                        planned = plan_prefix(statement.text) is not None
                        answers = list(read_batches(result, converted, limit=limit, sizes=sizes, planned=planned))
                    counters += counted(result.consume().counters)
                running = None  # what fails from here on, at the commit, may be of any of them
                if counters.changed_data:
                    # What a case holds is no longer known to be what its file says, so the next load writes it anew.
                    transaction.run("MATCH (c:CaseFile) SET c.sha256 = ''").consume()
                last = answers[-1]
                rows = [row for batch in answers for row in batch.rows]
                check(committing=True)
                return Batch(last.columns, rows, last.cut, last.plan, last=True, counters=counters)

            call = self._call(timeout)
            try:
                with self._session(neo4j.WRITE_ACCESS, call) as session:
                    put(session.execute_write(write))
            except Exception:
                # not inside the transaction: the driver repeats it by its own errors
                with (
                    naming(running, of=len(found)),
                    self._errors(timeout, running.text if running else cypher, call=call),
                ):
                    raise

        return Stream(self._run_in_thread(run, timeout)).result(started)

    def engine(self) -> str:
        """Return name and version of the server."""
        return self._agent().replace("/", " ")

    def _agent(self) -> str:
        def read(session: neo4j.Session) -> str:
            return session.run("RETURN 1").consume().server.agent

        return self._reading(read, self._patience.call())

    def databases(self) -> list[str]:
        """Return the names of the server's databases that are online, its own for administration left out."""

        def read(session: neo4j.Session) -> list[str]:
            records = session.run(
                "SHOW DATABASES YIELD name, type, currentStatus WHERE type <> 'system' AND currentStatus = 'online' "
                "RETURN DISTINCT name ORDER BY name"
            )
            return [record["name"] for record in records]

        return self._reading(read, self._patience.quick_call())

    def version(self) -> str:
        """Return the database's last commit, which is what a bookmark names."""

        def read(session: neo4j.Session) -> str:
            with session.begin_transaction() as transaction:
                transaction.run("RETURN 1").consume()
                transaction.commit()
            return bookmark(session)

        # Not by `execute_read`, which goes on for half a minute when the server is away: a page waits for this.
        return self._reading(read, self._patience.quick_call())

    def schema(self) -> GraphSchema:
        """Return labels, relationship types and properties with their counts."""
        return self._read(graph_schema, self._patience.call())

    def reader(self, selection: Selection) -> GraphReader:
        """Return what reads a part of the graph, as it is now, piece by piece."""
        return Neo4jGraphReader(
            selection,
            lambda read: self._reading(read, self._patience.call()),
            procedures=self._settings.procedures,
            pattern_errors=lambda: self._errors(None, selection.pattern, above=1),
        )

    def cases(self) -> list[LoadedCase]:
        """Return the loaded cases, in the order that their files state, then by id."""
        return self._read(
            lambda transaction: in_order(loaded_case(record) for record in transaction.run(CASES)),
            self._patience.quick_call(),
        )

    def replace_case(self, rows: CaseRows, *, progress: Progress | None = None) -> bool:
        """Make the store hold exactly ``rows`` of that case; all else is untouched.

        The case is replaced in one transaction where its rows, those that are there and those that come, are at
        most the setting ``neo4j_transaction_rows``; else it is marked as loading until it is complete.
        """

        def replaced(transaction: neo4j.ManagedTransaction) -> bool:
            # Looked at anew when the transaction is repeated: the first may have been committed after all.
            if self._holds(transaction, rows.case):
                return False
            write_case(one_transaction(transaction), rows, progress)
            return True

        begun = False

        def write(session: neo4j.Session) -> bool:
            nonlocal begun
            if session.execute_read(self._holds, rows.case):
                return begun  # True: the commit whose answer was lost took place
            begun = True
            constrain(many_transactions(session))
            if self._fits(session, rows):
                return session.execute_write(replaced)
            write_case(many_transactions(session), rows, progress)
            return True

        return self._written(write)

    def remove_case(self, case_id: str) -> None:
        """Take a case out of the store; a case that is not there is no error."""

        def write(session: neo4j.Session) -> None:
            if rows_there(many_transactions(session), case_id) <= self._settings.neo4j_transaction_rows:
                session.execute_write(lambda transaction: delete_case(one_transaction(transaction), case_id))
            else:
                delete_case(many_transactions(session), case_id)

        self._written(write)

    def add_foreign(self, nodes: Iterable[NodeRow], relationships: Iterable[ForeignRow]) -> None:
        """Add nodes that belong to no case, and relationships between them, in one transaction."""
        new, ties = checked_rows(nodes, relationships, embedded=False)
        call = self._patience.call()
        with self._errors(call=call), self._session(neo4j.WRITE_ACCESS, call) as session:
            session.execute_write(write_foreign, new, ties)

    @staticmethod
    def _holds(transaction: neo4j.ManagedTransaction, case: LoadedCase) -> bool:
        return any(
            (loaded.id, loaded.sha256, loaded.loading) == (case.id, case.sha256, False)
            for loaded in map(loaded_case, transaction.run(CASES))
        )

    def _fits(self, session: neo4j.Session, rows: CaseRows) -> bool:
        most = self._settings.neo4j_transaction_rows
        return (
            rows.node_count + rows.relationship_count <= most
            and rows_there(many_transactions(session), rows.case.id) <= most
        )

    def _written[Value](self, write: Callable[[neo4j.Session], Value]) -> Value:
        """Run what writes; again when the answer to a commit was lost, for it converges."""
        call = self._patience.call()
        lost: driver_errors.IncompleteCommit | None = None
        with self._errors(call=call):
            for attempt in range(1, _ATTEMPTS + 1):
                try:
                    with self._session(neo4j.WRITE_ACCESS, call) as session:
                        return write(session)
                except driver_errors.IncompleteCommit as error:
                    if attempt == _ATTEMPTS:
                        raise
                    lost = error
                except (driver_errors.ServiceUnavailable, driver_errors.SessionExpired, StoreUnavailableError) as error:
                    if lost:
                        raise lost from error  # which is more than that the server is away now
                    raise
        raise AssertionError  # the last attempt returns or raises

    def _read[Value](
        self,
        read: Callable[[neo4j.Transaction], Value],
        call: Call,
        timeout: float | None = None,
        mark: str = "",
        cypher: str = "",
        fetch: int = _FETCH,
    ) -> Value:
        """Run what reads in one transaction, by whose mark it can be found on the server."""

        def in_transaction(session: neo4j.Session) -> Value:
            with session.begin_transaction(metadata={"casegraph": mark}, timeout=timeout) as transaction:
                return read(transaction)

        return self._reading(in_transaction, call, timeout, cypher, fetch)

    def _reading[Value](
        self,
        read: Callable[[neo4j.Session], Value],
        call: Call,
        timeout: float | None = None,
        cypher: str = "",
        fetch: int = _FETCH,
    ) -> Value:
        """Run what reads in a session; once more when the server had closed the connection."""
        with self._errors(timeout, cypher, call=call):
            for last in (False, True):
                session = self._session(neo4j.READ_ACCESS, call, fetch=fetch)
                try:
                    return read(session)
                except (driver_errors.ServiceUnavailable, driver_errors.SessionExpired) as error:
                    if last:
                        # a commit that was lost among them: what reads has written nothing
                        raise driver_errors.ServiceUnavailable(str(error)) from error
                finally:
                    session.close()
        raise AssertionError  # the last attempt returns or raises

    def _terminate(self, mark: str) -> None:
        """End a query on the server: it does not see that nobody waits for the answer."""
        with (
            suppress(driver_errors.Neo4jError, driver_errors.DriverError, StoreUnavailableError),
            self._session(neo4j.READ_ACCESS, self._patience.quick_call(), ending=True) as session,
        ):
            transactions = session.run(
                "SHOW TRANSACTIONS YIELD transactionId, metaData WHERE metaData.casegraph = $mark RETURN transactionId",
                mark=mark,
            ).value()
            for id in transactions:
                session.run("TERMINATE TRANSACTION $id", id=id).consume()

    def _call(self, timeout: float | None) -> Call:
        """Return the limits of a query that may take so long, and of its end on the server."""
        return self._patience.call(None if timeout is None else timeout + _ENDING_S)

    def _session(self, access: str, call: Call, *, ending: bool = False, fetch: int = _FETCH) -> neo4j.Session:
        if self._closed and not ending:
            raise StoreError(f"{self.name} was closed. Open the store again.")
        return call.session(
            self._driver,
            database=self._database,
            default_access_mode=access,
            fetch_size=fetch,
            # Reads see what this store wrote, on any member of a cluster.
            bookmark_manager=self._driver.execute_query_bookmark_manager,
        )

    def _errors(
        self, timeout: float | None = None, typed: str = "", above: int = 0, call: Call | None = None
    ) -> AbstractContextManager[None]:
        user, database = self._settings.neo4j_user, self._settings.neo4j_database
        return our_errors(self.name, user, database, timeout, typed, above, call)


@lru_cache(maxsize=512)
def _check_read(cypher: str, procedures: tuple[str, ...]) -> None:
    """Refuse what does not read; a query that was let through once is let through without a second look."""
    check_read(cypher, dialect="neo4j", procedures=procedures)
