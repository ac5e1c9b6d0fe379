"""The store on a Neo4j server, 5 or later, alone or a cluster.

Reads run in READ access mode with the transaction's own timeout. A case is written so that doing it again
converges (:mod:`graph.stores._neo4j_write`), for a commit may be lost on the wire after it took place.
"""

from __future__ import annotations

import logging
import re
import secrets
import threading
import time
from collections.abc import Callable, Mapping
from contextlib import AbstractContextManager, suppress
from itertools import islice
from typing import Any, ClassVar
from urllib.parse import urlsplit

import neo4j
from neo4j import exceptions as driver_errors

from graph.cypher import check_read, for_engine, quote
from graph.errors import StoreError
from graph.settings import Settings
from graph.stores._case import CASES, loaded_case
from graph.stores._neo4j_errors import our_errors
from graph.stores._neo4j_rows import rows_of
from graph.stores._neo4j_write import constrain, delete_case, many_transactions, one_transaction, rows_there, write_case
from graph.stores._parameters import checked
from graph.stores.base import CaseRows, GraphSchema, LoadedCase, Progress, Result, Store

# What the driver would print by itself reaches people as our errors.
logging.getLogger("neo4j").addHandler(logging.NullHandler())

_OLDEST = 5
"""The first major version of the server that is supported."""
_SAMPLE = 10_000
"""Nodes or relationships of a kind that are looked at for the names of their properties."""
_CONSTRAINTS_S = 30.0
"""Seconds that what the server said of its constraints is believed."""
_ATTEMPTS = 3
"""Times a case is written when the answer to its commit was lost."""
_LOADING = "MATCH (c:CaseFile {loading: true}) RETURN c.id AS id ORDER BY id"


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

    def __init__(self, address: str, settings: Settings) -> None:
        _check_address(address)
        self.name = address
        self._settings = settings
        self._database = settings.neo4j_database or None
        self._constraints: tuple[float, dict[str, tuple[str, ...]]] = (float("-inf"), {})
        self._lock = threading.Lock()
        self._closed = False
        self._driver = neo4j.GraphDatabase.driver(
            address,
            auth=(settings.neo4j_user, settings.neo4j_password) if settings.neo4j_user else None,
            connection_timeout=settings.neo4j_connect_timeout_s,
            liveness_check_timeout=5.0,
            notifications_min_severity="OFF",
            telemetry_disabled=True,
        )
        try:
            with self._errors():
                agent = self._driver.get_server_info().agent
                check_agent(agent, address)
                with self._session(neo4j.READ_ACCESS) as session:
                    session.run("RETURN 1").consume()
        except BaseException:
            self.close()
            raise

    def close(self) -> None:
        """Close every connection; calling it again does nothing."""
        if not self._closed:
            self._closed = True
            self._driver.close()

    def query(
        self,
        cypher: str,
        parameters: Mapping[str, Any] | None = None,
        *,
        limit: int | None = None,
        timeout: float | None = None,
    ) -> Result:
        """Run a query that reads; see :meth:`graph.stores.base.Store.query`."""
        check_read(cypher, dialect="neo4j")
        given = checked(parameters)
        statement = for_engine(cypher, "neo4j")
        started = time.perf_counter()

        def read(transaction: neo4j.Transaction) -> Result:
            loading = [record["id"] for record in transaction.run(_LOADING)]
            result = transaction.run(statement, given)
            records = list(islice(result, None if limit is None else limit + 1))
            columns = tuple(result.keys())
            rows = rows_of(transaction, records, self._identifying(transaction))
            return Result(
                columns,
                tuple(rows[:limit]),
                limit is not None and len(rows) > limit,
                time.perf_counter() - started,
                tuple(f"The case {case} is being loaded: what is shown of it may not be complete." for case in loading),
            )

        return self._read(read, timeout)

    def execute(
        self, cypher: str, parameters: Mapping[str, Any] | None = None, *, timeout: float | None = None
    ) -> Result:
        """Run a query that may write, in one transaction."""
        given = checked(parameters)
        statement = for_engine(cypher, "neo4j")
        started = time.perf_counter()

        @neo4j.unit_of_work(timeout=timeout)
        def write(transaction: neo4j.ManagedTransaction) -> Result:
            result = transaction.run(statement, given)
            records = list(result)
            columns = tuple(result.keys())
            counters = result.consume().counters
            rows = rows_of(transaction, records, self._identifying(transaction))
            if _changed_data(counters):
                # What a case holds is no longer known to be what its file says, so the next load writes it anew.
                transaction.run("MATCH (c:CaseFile) SET c.sha256 = ''").consume()
            return Result(columns, tuple(rows), False, time.perf_counter() - started)

        with self._errors(timeout), self._session(neo4j.WRITE_ACCESS) as session:
            return session.execute_write(write)

    def engine(self) -> str:
        """Return name and version of the server."""
        with self._errors():
            return self._driver.get_server_info().agent.replace("/", " ")

    def databases(self) -> list[str]:
        """Return the names of the server's databases that are online, its own for administration left out."""

        def read(session: neo4j.Session) -> list[str]:
            found = session.run(
                "SHOW DATABASES YIELD name, type, currentStatus WHERE type <> 'system' AND currentStatus = 'online' "
                "RETURN DISTINCT name ORDER BY name"
            )
            return [record["name"] for record in found]

        return self._reading(read, None)

    def version(self) -> str:
        """Return the database's last commit, which is what a bookmark names."""

        def read(session: neo4j.Session) -> str:
            with session.begin_transaction() as transaction:
                transaction.run("RETURN 1").consume()
                transaction.commit()
            return " ".join(sorted(session.last_bookmarks().raw_values))

        # Not by `execute_read`, which goes on for half a minute when the server is away: a page waits for this.
        return self._reading(read, None)

    def schema(self) -> GraphSchema:
        """Return labels, relationship types and properties with their counts."""

        def read(transaction: neo4j.Transaction) -> GraphSchema:
            def column(statement: str) -> list[Any]:
                return [record[0] for record in transaction.run(statement)]

            def count(pattern: str) -> int:
                return int(column(f"MATCH {pattern} RETURN count(*)")[0])

            def names(pattern: str) -> tuple[str, ...]:
                found = column(
                    f"MATCH {pattern} WITH x LIMIT {_SAMPLE} UNWIND keys(x) AS name RETURN DISTINCT name ORDER BY name"
                )
                return tuple(found)

            labels = {name: f"(x:{_name(name)})" for name in column("CALL db.labels()")}
            types = {name: f"()-[x:{_name(name)}]->()" for name in column("CALL db.relationshipTypes()")}
            # A name stays known to the server when the last node that had it is gone.
            of_label = {name: n for name in sorted(labels) if (n := count(labels[name]))}
            of_type = {name: n for name in sorted(types) if (n := count(types[name]))}
            return GraphSchema(
                labels=of_label,
                relationship_types=of_type,
                nodes=count("(x)"),
                relationships=count("()-[x]->()"),
                label_properties={name: names(labels[name]) for name in of_label},
                type_properties={name: names(types[name]) for name in of_type},
            )

        return self._read(read, None)

    def cases(self) -> list[LoadedCase]:
        """Return the loaded cases, by id."""
        return self._read(lambda transaction: [loaded_case(record) for record in transaction.run(CASES)], None)

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

    @staticmethod
    def _holds(transaction: neo4j.ManagedTransaction, case: LoadedCase) -> bool:
        return any(
            (there.id, there.sha256, there.loading) == (case.id, case.sha256, False)
            for there in map(loaded_case, transaction.run(CASES))
        )

    def _fits(self, session: neo4j.Session, rows: CaseRows) -> bool:
        most = self._settings.neo4j_transaction_rows
        return (
            rows.node_count + rows.relationship_count <= most
            and rows_there(many_transactions(session), rows.case.id) <= most
        )

    def _written[Value](self, write: Callable[[neo4j.Session], Value]) -> Value:
        """Run what writes; again when the answer to a commit was lost, for it converges."""
        with self._errors():
            for attempt in range(1, _ATTEMPTS + 1):
                try:
                    with self._session(neo4j.WRITE_ACCESS) as session:
                        return write(session)
                except driver_errors.IncompleteCommit:
                    if attempt == _ATTEMPTS:
                        raise
        raise AssertionError  # the last attempt returns or raises

    def _read[Value](self, read: Callable[[neo4j.Transaction], Value], timeout: float | None) -> Value:
        """Run what reads in one transaction."""
        mark = secrets.token_hex(8)

        def in_transaction(session: neo4j.Session) -> Value:
            with session.begin_transaction(metadata={"casegraph": mark}, timeout=timeout) as transaction:
                try:
                    return read(transaction)
                except KeyboardInterrupt:
                    # first, for leaving the transaction would wait for the query's end
                    self._terminate(mark)
                    raise

        return self._reading(in_transaction, timeout)

    def _reading[Value](self, read: Callable[[neo4j.Session], Value], timeout: float | None) -> Value:
        """Run what reads in a session; once more when the server had closed the connection."""
        with self._errors(timeout):
            for last in (False, True):
                session = self._session(neo4j.READ_ACCESS)
                try:
                    return read(session)
                except (driver_errors.ServiceUnavailable, driver_errors.SessionExpired):
                    if last:
                        raise
                finally:
                    session.close()
        raise AssertionError  # the last attempt returns or raises

    def _terminate(self, mark: str) -> None:
        """End a query on the server: it does not see that nobody waits for the answer."""
        with suppress(driver_errors.Neo4jError, driver_errors.DriverError), self._session(neo4j.READ_ACCESS) as session:
            found = session.run(
                "SHOW TRANSACTIONS YIELD transactionId, metaData WHERE metaData.casegraph = $mark RETURN transactionId",
                mark=mark,
            ).value()
            for id in found:
                session.run("TERMINATE TRANSACTION $id", id=id).consume()

    def _session(self, access: str) -> neo4j.Session:
        if self._closed:
            raise StoreError(f"{self.name} was closed. Open the store again.")
        return self._driver.session(
            database=self._database,
            default_access_mode=access,
            # Reads see what this store wrote, on any member of a cluster.
            bookmark_manager=self._driver.execute_query_bookmark_manager,
        )

    def _identifying(
        self, transaction: neo4j.Transaction | neo4j.ManagedTransaction
    ) -> Callable[[str], tuple[str, ...]]:
        def identifying(label: str) -> tuple[str, ...]:
            with self._lock:
                asked, constraints = self._constraints
            if time.monotonic() - asked > _CONSTRAINTS_S:
                constraints = {}
                for record in transaction.run(
                    "SHOW CONSTRAINTS YIELD type, entityType, labelsOrTypes, properties "
                    "WHERE entityType = 'NODE' AND size(properties) = 1 "
                    "AND (type ENDS WITH 'UNIQUENESS' OR type = 'NODE_KEY') "
                    "RETURN labelsOrTypes[0] AS label, properties[0] AS property ORDER BY label, property"
                ):
                    constraints[record["label"]] = (*constraints.get(record["label"], ()), record["property"])
                with self._lock:
                    self._constraints = (time.monotonic(), constraints)
            return constraints.get(label, ())

        return identifying

    def _errors(self, timeout: float | None = None) -> AbstractContextManager[None]:
        return our_errors(self.name, self._settings.neo4j_user, self._settings.neo4j_database, timeout)


def _check_address(address: str) -> None:
    parts = urlsplit(address)
    if "@" in parts.netloc:
        raise StoreError(
            "The address of a Neo4j server holds no user and password. "
            "Set CASEGRAPH_NEO4J_USER and CASEGRAPH_NEO4J_PASSWORD."
        )
    try:
        valid = bool(parts.hostname) and parts.port != 0
    except ValueError:
        valid = False
    if not valid or parts.path.strip("/") or parts.fragment or (parts.query and parts.scheme.startswith("bolt")):
        raise StoreError(f"{address} is no address of a Neo4j server. Write neo4j://host:7687.")


def check_agent(agent: str, address: str) -> None:
    """Raise StoreError where a server's own name is not that of Neo4j 5 or later."""
    version = re.match(r"Neo4j/v?(\d+)\.(\d+)", agent)
    if version is None:
        raise StoreError(
            f"{address} is not a Neo4j server (it says {agent[:40]!r}). Neo4j {_OLDEST} or later is needed."
        )
    if int(version[1]) < _OLDEST:
        raise StoreError(
            f"{address} runs Neo4j {version[1]}.{version[2]}; {_OLDEST} or later is needed. Upgrade the server."
        )


def _changed_data(counters: neo4j.SummaryCounters) -> bool:
    return bool(
        counters.nodes_created
        or counters.nodes_deleted
        or counters.relationships_created
        or counters.relationships_deleted
        or counters.properties_set
        or counters.labels_added
        or counters.labels_removed
    )


def _name(name: str) -> str:
    return quote(name, dialect="neo4j")
