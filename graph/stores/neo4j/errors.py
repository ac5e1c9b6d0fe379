"""The driver's errors as ours: one line, the next step, no password."""

from __future__ import annotations

import re
from collections.abc import Iterator
from contextlib import contextmanager

from neo4j import exceptions as driver_errors

from graph.errors import (
    CaseGraphError,
    QueryError,
    QueryRefusedError,
    QueryTimeoutError,
    StoreError,
    StoreUnavailableError,
)
from graph.stores._case import ROOT_LABELS
from graph.stores._error_positions import column_in_code_points
from graph.stores.neo4j.waiting import Call


@contextmanager
def our_errors(
    name: str,
    user: str,
    database: str,
    timeout: float | None,
    typed: str = "",
    above: int = 0,
    call: Call | None = None,
) -> Iterator[None]:
    """Turn the errors of a block into ours.

    Parameters
    ----------
    name : str
        The server's address, as people see it.
    user, database : str
        As the settings have them.
    timeout : float, optional
        Seconds the block's query was given.
    typed : str
        The block's query, as a person wrote it.
    above : int
        Lines that were put above it.
    call : Call, optional
        What the block is all of; in a block within, a connection that broke is left to be made again.
    """
    try:
        yield
    except driver_errors.IncompleteCommit as error:
        raise StoreError(
            f"The connection to {name} broke while it was writing: this may or may not have been written. "
            "Look at what is there before you do it again; to load a case again does no harm."
        ) from error
    except (driver_errors.ServiceUnavailable, driver_errors.SessionExpired) as error:
        if call is None:
            raise
        if call.given_up:
            raise call.given_up from error
        raise StoreUnavailableError(
            f"Neo4j at {name} does not answer. Start it, or check the address "
            "(--store or CASEGRAPH_STORE; neo4j+s:// where it speaks TLS)."
        ) from error
    except driver_errors.Neo4jError as error:
        raise _server_error(error, name, user, database, timeout, typed, above) from error
    except driver_errors.BrokenRecordError as error:
        raise QueryError("A value cannot be read here, such as a year beyond 9999. Take it as toString(…).") from error
    except driver_errors.DriverError as error:
        raise StoreError(f"Neo4j at {name}: {_line(str(error))}") from error
    except (ValueError, TypeError, OverflowError) as error:
        raise StoreError(f"Neo4j cannot keep a value: {_line(str(error))}") from error


def _server_error(
    error: driver_errors.Neo4jError, name: str, user: str, database: str, timeout: float | None, typed: str, above: int
) -> CaseGraphError:
    code = error.code or ""
    message = _line(error.message or "")
    match code.split(".")[-1]:
        case "Unauthorized" | "AuthenticationRateLimit" if user:
            return StoreUnavailableError(
                f"Neo4j at {name} refuses the sign-in of {user!r}. "
                "Check CASEGRAPH_NEO4J_USER and CASEGRAPH_NEO4J_PASSWORD."
            )
        case "Unauthorized" | "AuthenticationRateLimit":
            return StoreUnavailableError(
                f"Neo4j at {name} asks for a sign-in. Set CASEGRAPH_NEO4J_USER and CASEGRAPH_NEO4J_PASSWORD."
            )
        case "CredentialsExpired":
            return StoreUnavailableError(
                f"Neo4j at {name} wants a new password for {user!r} first: "
                "ALTER CURRENT USER SET PASSWORD FROM … TO …, in Neo4j's own tools."
            )
        case "DatabaseNotFound":
            return StoreUnavailableError(
                f"Neo4j at {name} has no database {database!r}. "
                "Check CASEGRAPH_NEO4J_DATABASE; empty, it is the user's home database."
            )
        case "DatabaseUnavailable" | "NotALeader" | "ForbiddenOnReadOnlyDatabase" | "DatabaseIsReadOnly":
            return StoreUnavailableError(f"Neo4j at {name} cannot do this now: {message} Try again.")
        case "Forbidden":
            return StoreError(f"{user or 'The user'!r} may not do this on {name}. Ask who runs the server.")
        case "AccessMode":
            return QueryRefusedError("The query would change the graph, and a query only reads. Nothing was changed.")
        case "TransactionTimedOut" | "TransactionTimedOutClientConfiguration":
            after = f" after {timeout:g} s (setting query_timeout_s)" if timeout else " at the server's limit"
            return QueryTimeoutError(f"Query stopped{after}. Add LIMIT or narrow the MATCH.")
        case "MemoryPoolOutOfMemoryError" | "OutOfMemoryError":
            return QueryError(
                "Query stopped: it needs more memory than the server allows (dbms.memory.transaction.total.max). "
                "Add LIMIT or narrow the MATCH."
            )
        case "ConstraintValidationFailed" if typed:
            return QueryError(f"Neo4j refuses what is written: {message}")
        case "ConstraintValidationFailed":
            return StoreError(f"Neo4j refuses what is written: {message} Another program may be writing too.")
        case "ConstraintCreationFailed":
            return StoreError(
                f"Nodes of other programs share case_id and id under one of the labels {', '.join(ROOT_LABELS)}. "
                "Use another database (setting neo4j_database)."
            )
    if code.startswith("Neo.TransientError"):
        return StoreError(f"Neo4j could not do this now: {message} Try again.")
    return _placed(message, typed, above)


_PLACE = re.compile(r"\(line (\d+), column (\d+) \(offset: \d+\)\)")


def _placed(message: str, typed: str, above: int) -> QueryError:
    """Return the error with its place in the query as typed; the server counts columns in units of UTF-16."""
    position = _PLACE.search(message)
    if not position or not typed:
        return QueryError(message)
    line = int(position[1]) - above
    column = column_in_code_points(typed, line, int(position[2]))
    return QueryError(_PLACE.sub(f"(line {line}, column {column})", message), line=line, column=column)


def _line(text: str) -> str:
    """Return a message's first paragraph as one line: the server adds the query with a caret below it."""
    text = " ".join(text.partition('\n"')[0].split())
    return text if text.endswith((".", "?", "!")) else f"{text}."
