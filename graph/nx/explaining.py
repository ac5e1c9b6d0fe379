"""What ran where: what was answered in a store, what by look-ups, and what was copied."""

from __future__ import annotations

import time
from collections.abc import Iterator
from contextlib import contextmanager
from contextvars import ContextVar
from dataclasses import dataclass, field
from typing import Any, Literal

How = Literal["in the store", "by look-ups", "by its structure", "copied"]
"""How a function of NetworkX is answered; ``docs/networkx.md`` says what each means."""


@dataclass(slots=True)
class Call:
    """A call of a function of NetworkX.

    Parameters
    ----------
    function : str
    how : {"in the store", "by look-ups", "by its structure", "copied"}
    reason : str
        Why it was copied, where it might have been answered in the store; empty else.
    rows : int
        Nodes and relationships that were read for it.
    seconds : float
    """

    function: str
    how: How = "in the store"
    reason: str = ""
    rows: int = 0
    seconds: float = 0.0


@dataclass(slots=True)
class Explanation:
    """The calls of NetworkX's functions inside an :func:`explain` block, in order; calls that these made are theirs."""

    calls: list[Call] = field(default_factory=list)

    def __str__(self) -> str:
        if not self.calls:
            return "No function of NetworkX was called on a graph in a store."
        rows = [("function", "answered", "rows", "seconds", "")]
        rows += [(c.function, c.how, f"{c.rows:,}", f"{c.seconds:.3f}", c.reason) for c in self.calls]
        widths = [max(len(row[n]) for row in rows) for n in range(4)]
        return "\n".join(
            f"{name:<{widths[0]}}  {how:<{widths[1]}}  {many:>{widths[2]}}  {seconds:>{widths[3]}}  {why}".rstrip()
            for name, how, many, seconds, why in rows
        )


_EXPLANATION: ContextVar[Explanation | None] = ContextVar("explanation", default=None)
_CALL: ContextVar[Call | None] = ContextVar("call", default=None)


@contextmanager
def explain() -> Iterator[Explanation]:
    """Note what is answered where.

    Yields
    ------
    Explanation
        Filled while the block runs; ``print`` shows it as a table.

    Examples
    --------
    >>> with explain() as explanation:
    ...     pass
    >>> print(explanation)
    No function of NetworkX was called on a graph in a store.
    """
    explanation = Explanation()
    token = _EXPLANATION.set(explanation)
    try:
        yield explanation
    finally:
        _EXPLANATION.reset(token)


@contextmanager
def noted(function: str) -> Iterator[Call]:
    """Note a call, unless it is made by one that is noted."""
    explanation = _EXPLANATION.get()
    call = Call(function)
    if explanation is None or _CALL.get() is not None:
        yield call
        return
    explanation.calls.append(call)
    with _running(call):
        yield call


def followed(call: Call, values: Iterator[Any]) -> Iterator[Any]:
    """Yield what a call gives bit by bit, and note on the call what that takes."""
    while True:
        with _running(call):
            try:
                value = next(values)
            except StopIteration:
                return
        yield value


@contextmanager
def _running(call: Call) -> Iterator[None]:
    outer = _CALL.get()
    token = _CALL.set(outer or call)
    begun = time.perf_counter()
    try:
        yield
    finally:
        _CALL.reset(token)
        call.seconds += time.perf_counter() - begun


def note_rows(many: int) -> None:
    """Note that so many nodes and relationships were read."""
    call = _CALL.get()
    if call is not None:
        call.rows += many
