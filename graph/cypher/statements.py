"""A text of several statements, cut at its semicolons."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass

from graph.cypher.tokens import Dialect, tokenize
from graph.errors import QueryError, QueryTimeoutError


@dataclass(frozen=True, slots=True)
class Statement:
    """One statement of a text.

    Parameters
    ----------
    text : str
        From its first word on, without the semicolon.
    line, column : int
        Where it begins, from 1.
    number : int
        Its place among the statements, from 1.
    """

    text: str
    line: int
    column: int
    number: int


def statements(text: str, *, dialect: Dialect = "neo4j") -> tuple[list[Statement], bool]:
    r"""Return the statements of a text, and whether a semicolon ends the last of them.

    Semicolons in strings, comments and names in backticks end nothing; what is only space and comments is none.

    Examples
    --------
    >>> found, ended = statements("CREATE (:A {x: ';'}); // a\nMATCH (a:A) DELETE a")
    >>> [(statement.text, statement.line) for statement in found], ended
    ([("CREATE (:A {x: ';'})", 1), ('MATCH (a:A) DELETE a', 2)], False)
    """
    found: list[Statement] = []
    first = None
    for token in tokenize(text, dialect=dialect):
        if token.text == ";" and token.kind == "punctuation":
            if first is not None:
                found.append(Statement(text[first.start : token.start], first.line, first.column, len(found) + 1))
            first = None
        elif first is None and token.kind not in ("space", "comment"):
            first = token
    if first is not None:
        found.append(Statement(text[first.start :], first.line, first.column, len(found) + 1))
    return found, first is None


@contextmanager
def naming(statement: Statement | None, *, of: int) -> Iterator[None]:
    """Name a statement in the errors of a block, where it is one of several: its number, and its line in the text."""
    try:
        yield
    except QueryTimeoutError:
        raise
    except QueryError as error:
        if statement is None or of == 1:
            raise
        message, line, column = str(error), error.line, error.column
        if line is not None and column is not None:
            within = f"line {line}, column {column}"
            column += statement.column - 1 if line == 1 else 0
            line += statement.line - 1
            message = message.replace(within, f"line {line}, column {column}")
        named = f"Statement {statement.number} (line {statement.line}): {message}"
        raise type(error)(named, line=line, column=column) from error
