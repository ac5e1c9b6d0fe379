"""The size of a result in bytes, estimated before it is written as JSON."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from functools import lru_cache
from typing import Any

from graph.elements import Node, Path, Relationship
from graph.errors import QueryError

SizeLimits = tuple[int, int | None]
"""Bytes that one value may have, and all rows together; None: however many."""
_SCALAR = 8
_TEMPORAL = 26
_SCALARS = frozenset([int, float, bool, type(None)])
_FIRST = 10


class SizeMeter:
    """Counts the bytes of a result.

    Parameters
    ----------
    sizes : SizeLimits
    """

    def __init__(self, sizes: SizeLimits) -> None:
        self._value, self._all = sizes
        self.size = 0
        """Bytes of the rows so far."""
        self._rows = 0
        self.full = False
        """Whether rows were left out."""

    def take_fitting(self, rows: list[tuple[Any, ...]]) -> list[tuple[Any, ...]]:
        """Return the rows, or the first of them, that still fit."""
        for number, row in enumerate(rows):
            self.size += checked_size(row, self._value)
            if self._all is not None and self.size > self._all:
                self.full = True
                return rows[:number]
        self._rows += len(rows)
        return rows

    def rows_to_take(self, most_bytes: int, most_rows: int) -> int:
        """Return how many rows to take next for about so many bytes; few at first, as their size is not known yet."""
        if not self._rows:
            return _FIRST
        return max(1, min(most_bytes * self._rows // self.size, 10 * self._rows, most_rows))


def checked_size(row: Iterable[Any], most: int) -> int:
    """Return the size of a row, in bytes.

    A byte of a result is a byte of its JSON. It is estimated, since writing the JSON only to measure it would take
    longer than the query: a text counts by its UTF-8 with two quotes, bytes by their base64, any number, truth value
    or null as 8, a date or time as 26; ids and names of properties, labels and types count by their characters, names
    of columns do not.
    The same row has the same size on every store.

    Parameters
    ----------
    row : iterable
        Values as in :class:`graph.stores.Result`.
    most : int
        Bytes that one value may have.

    Raises
    ------
    QueryError
        A value alone is larger than that.
    """
    total = 2
    for value in row:
        own = len(value) + 2 if type(value) is str and value.isascii() else size(value)
        if own > most:
            raise QueryError(
                f"Query stopped: one value of the result takes {own / 1_000_000:,.0f} MB, and "
                f"{most / 1_000_000:,.0f} MB is the most (setting query_result_mb). Return less of it."
            )
        total += own
    return total


def size(value: Any) -> int:
    """Return the size of one value, in bytes; see :func:`checked_size`.

    Examples
    --------
    >>> size(["é", 1, None, {"a": True}])
    41
    """
    kind = type(value)
    if kind is str:
        return (len(value) if value.isascii() else len(value.encode("utf-8", "surrogatepass"))) + 2
    if kind in _SCALARS:
        return _SCALAR
    match value:
        case Node():
            return 34 + len(value.id) + _labels_size(value.labels) + _map_size(value.properties)
        case Relationship():
            ids = len(value.id) + len(value.start) + len(value.end)
            return 56 + ids + len(value.type) + _map_size(value.properties)
        case Path():
            return 28 + sum(map(size, value.nodes)) + sum(map(size, value.relationships))
        case bytes() | bytearray():
            return len(value) * 4 // 3 + 2
        case list() | tuple():
            return 2 + sum(map(size, value)) + len(value)
        case Mapping():
            return _map_size(value)
    return _TEMPORAL


def _map_size(properties: Mapping[str, Any]) -> int:
    total = 2 + 4 * len(properties) + sum(map(len, properties))
    for item in properties.values():
        # most are short texts and numbers: no call for these
        if type(item) is str and item.isascii():
            total += len(item) + 2
        else:
            total += _SCALAR if type(item) in _SCALARS else size(item)
    return total


@lru_cache(maxsize=1_024)
def _labels_size(labels: tuple[str, ...]) -> int:
    return sum(len(label) + 2 for label in labels)
