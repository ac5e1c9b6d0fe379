"""What one pass over the tokens of a query tells."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import Literal

from graph.cypher.tokens import Token

Role = Literal[
    "keyword", "variable", "property", "key", "label", "parameter", "alias", "function", "procedure", "shorthand"
]
ProblemKind = Literal[
    "change", "administration", "file", "elsewhere", "show", "transactions", "unknown", "statements", "bracket", "end"
]


@dataclass(frozen=True, slots=True)
class Problem:
    """Something a reader may not do, and the word where it starts."""

    kind: ProblemKind
    token: Token
    what: str


@dataclass(slots=True)
class Reading:
    """What a query is, as far as its tokens tell.

    Parameters
    ----------
    tokens : list of Token
        Without white space and comments.
    roles : dict
        By the index of a word or a name in backticks: what it certainly is.
    problems : list of Problem
        In the order of the query.
    plan : str or None
        ``"explain"`` or ``"profile"`` where the query starts so.
    conditional : bool
        Whether WHEN … THEN … ELSE chooses among queries.
    clauses : list of (int, str)
        Index and word of each clause outside brackets.
    functions, procedures : list of (str, int)
        Full names as called, with the index of their first word.
    types : set of int
        The labels (by index) that stand in a relationship's brackets.
    exists_returns : list of (int, int)
        For every EXISTS that holds a RETURN: its index, and that of the closing brace.
    """

    tokens: list[Token]
    roles: dict[int, Role] = field(default_factory=dict)
    problems: list[Problem] = field(default_factory=list)
    plan: Literal["explain", "profile"] | None = None
    conditional: bool = False
    clauses: list[tuple[int, str]] = field(default_factory=list)
    functions: list[tuple[str, int]] = field(default_factory=list)
    procedures: list[tuple[str, int]] = field(default_factory=list)
    types: set[int] = field(default_factory=set)
    exists_returns: list[tuple[int, int]] = field(default_factory=list)


@dataclass(slots=True)
class Frame:
    """A pair of brackets, or the query itself, while it is read."""

    opener: str
    token: Token | None = None
    clauses: bool = False  # may clauses stand here?
    call: bool = False  # the braces, or the scope in parentheses, of a CALL subquery
    relationship: bool = False
    labels: bool = False  # parentheses of a label expression
    exists: bool = False  # the braces of EXISTS
    clause: str = ""
    cases: int = 0  # of CASE, without their END
    conditional: bool = False  # a WHEN stood here outside of CASE: behind THEN and ELSE come clauses
    returns: int = 0  # index of its RETURN; -1: it has several
