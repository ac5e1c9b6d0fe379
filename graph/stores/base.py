"""The contract both stores keep, and the values a query gives back.

A store holds a property graph. ``query`` reads it in Cypher; ``replace_case`` makes it hold exactly
what a case says; nothing above this room knows which engine answers.
"""

from __future__ import annotations

from abc import ABC, abstractmethod
from collections.abc import Callable, Iterable, Iterator, Mapping
from dataclasses import dataclass
from types import TracebackType
from typing import Any, ClassVar, Self

Properties = Mapping[str, Any]
Progress = Callable[[int, int], None]
"""Called as ``progress(done, total)`` with rows written so far."""


@dataclass(frozen=True, slots=True)
class Node:
    """A node of a result.

    Parameters
    ----------
    key : str
        The node's address in its store: ``case/id`` for a node of a case, the same in every store.
        For a foreign node it starts with ``~`` and holds only while the database does: never show,
        store or share it.
    id : str
        What people see: the node's ``id``, in a foreign graph the value that identifies it, else
        ``#n``, a number within the result.
    labels : tuple of str
        Sorted.
    properties : mapping
    """

    key: str
    id: str
    labels: tuple[str, ...]
    properties: Properties

    def __hash__(self) -> int:
        return hash(self.key)


@dataclass(frozen=True, slots=True)
class Relationship:
    """A relationship of a result, with its end nodes.

    ``start`` and ``end`` are the ids of the end nodes; ``key`` and ``id`` are as in :class:`Node`.
    """

    key: str
    id: str
    type: str
    start_node: Node
    end_node: Node
    properties: Properties

    @property
    def start(self) -> str:
        """The ``id`` of the start node."""
        return self.start_node.id

    @property
    def end(self) -> str:
        """The ``id`` of the end node."""
        return self.end_node.id

    def __hash__(self) -> int:
        return hash(self.key)


@dataclass(frozen=True, slots=True)
class Path:
    """A walk: ``len(nodes) == len(relationships) + 1``."""

    nodes: tuple[Node, ...]
    relationships: tuple[Relationship, ...]


@dataclass(frozen=True, slots=True)
class Subgraph:
    """Nodes and relationships that came from a store; what every view and export takes.

    Nodes and relationships are each unique and sorted by ``key``, and the end nodes of every
    relationship are among the nodes: the same graph is the same value whatever store it came from.
    """

    nodes: tuple[Node, ...]
    relationships: tuple[Relationship, ...]

    @classmethod
    def of(cls, values: Iterable[Any]) -> Self:
        """Collect every node, relationship and path in ``values``, at any depth of list and map."""
        nodes: dict[str, Node] = {}
        relationships: dict[str, Relationship] = {}
        for value in _graph_values(values):
            if isinstance(value, Node):
                nodes[value.key] = value
            else:
                relationships[value.key] = value
                nodes.setdefault(value.start_node.key, value.start_node)
                nodes.setdefault(value.end_node.key, value.end_node)
        return cls(
            tuple(nodes[key] for key in sorted(nodes)),
            tuple(relationships[key] for key in sorted(relationships)),
        )


def _graph_values(values: Iterable[Any]) -> Iterator[Node | Relationship]:
    stack = [iter(values)]
    while stack:
        for value in stack[-1]:
            if isinstance(value, Node | Relationship):
                yield value
            elif isinstance(value, Path):
                yield from value.nodes
                yield from value.relationships
            elif isinstance(value, list | tuple):
                stack.append(iter(value))
                break
            elif isinstance(value, Mapping):
                stack.append(iter(value.values()))
                break
        else:
            stack.pop()


@dataclass(frozen=True, slots=True)
class Result:
    """What a query gave.

    Parameters
    ----------
    columns : tuple of str
    rows : tuple of tuple
        One value per column: None, bool, int, float, str, bytes, list, dict, date, time, datetime,
        Node, Relationship or Path. A duration is ISO 8601 text, a point a map
        (:mod:`graph.stores.values`).
    truncated : bool
        True when the graph held more rows than the limit.
    elapsed : float
        Seconds from the call to the last row.
    notices : tuple of str
        What a reader must be told beside the rows (a case that is still being loaded).
    """

    columns: tuple[str, ...]
    rows: tuple[tuple[Any, ...], ...]
    truncated: bool
    elapsed: float
    notices: tuple[str, ...] = ()

    def subgraph(self) -> Subgraph:
        """Return every node and relationship of the rows."""
        return Subgraph.of(self.rows)

    def dicts(self) -> list[dict[str, Any]]:
        """Return the rows as dicts keyed by column."""
        return [dict(zip(self.columns, row, strict=True)) for row in self.rows]


@dataclass(frozen=True, slots=True)
class GraphSchema:
    """What a store holds: every label, relationship type and property, counted."""

    labels: Mapping[str, int]
    relationship_types: Mapping[str, int]
    nodes: int
    relationships: int
    label_properties: Mapping[str, tuple[str, ...]]
    type_properties: Mapping[str, tuple[str, ...]]


@dataclass(frozen=True, slots=True)
class LoadedCase:
    """What a store knows of a case it holds (its ``CaseFile`` node)."""

    id: str
    title: str
    as_of: str
    sha256: str
    loading: bool


@dataclass(frozen=True, slots=True)
class NodeRow:
    """A node to write; ``properties`` holds ``id`` and ``case_id``."""

    labels: tuple[str, ...]
    properties: Properties


@dataclass(frozen=True, slots=True)
class RelationshipRow:
    """A relationship to write between nodes of its case, named by their ids; ``properties`` as above."""

    type: str
    start: str
    end: str
    properties: Properties


class CaseRows(ABC):
    """A case as rows; iterated in order, more than once, without holding them all in memory."""

    case: LoadedCase
    node_count: int
    relationship_count: int

    @abstractmethod
    def nodes(self) -> Iterator[NodeRow]:
        """Yield every node of the case but the ``CaseFile`` one, each id once."""

    @abstractmethod
    def relationships(self) -> Iterator[RelationshipRow]:
        """Yield every relationship of the case, each id once; the end nodes are among ``nodes``."""


class Store(ABC):
    """A property graph that answers Cypher.

    Safe to share between threads. Use it as a context manager, or call :meth:`close`.
    """

    kind: ClassVar[str]
    """``"embedded"`` or ``"neo4j"``."""
    name: str
    """What people see of the address: a file's name, or a URI without credentials."""

    @abstractmethod
    def close(self) -> None:
        """Release the store; calling it again does nothing."""

    @abstractmethod
    def query(
        self,
        cypher: str,
        parameters: Mapping[str, Any] | None = None,
        *,
        limit: int | None = None,
        timeout: float | None = None,
    ) -> Result:
        """Run a query that reads.

        Parameters
        ----------
        cypher : str
        parameters : mapping, optional
        limit : int, optional
            Rows to return at the most; one more is fetched, so that ``truncated`` is honest.
        timeout : float, optional
            Seconds. On the embedded store such a query runs in a process of its own, which is
            ended at the deadline.

        Raises
        ------
        QueryRefusedError
            The query would change the graph.
        QueryTimeoutError
            It was stopped at its deadline.
        QueryError
            The engine refuses it; the message is the engine's, in one line.
        StoreError
            The store is gone, locked or does not answer.
        """

    @abstractmethod
    def execute(
        self, cypher: str, parameters: Mapping[str, Any] | None = None, *, timeout: float | None = None
    ) -> Result:
        """Run a query that may write; what it wrote is whole or not there at all."""

    @abstractmethod
    def engine(self) -> str:
        """Return name and version of what answers."""

    @abstractmethod
    def databases(self) -> list[str]:
        """Return the names of the databases that can be opened at this address; none for a file."""

    @abstractmethod
    def version(self) -> str:
        """Return a text that changes when the content does: the cache key of every result."""

    @abstractmethod
    def schema(self) -> GraphSchema:
        """Return labels, relationship types and properties with their counts."""

    @abstractmethod
    def cases(self) -> list[LoadedCase]:
        """Return the loaded cases, by id."""

    @abstractmethod
    def replace_case(self, rows: CaseRows, *, progress: Progress | None = None) -> bool:
        """Make the store hold exactly ``rows`` of that case; all else is untouched.

        Returns
        -------
        bool
            False when the store held this very case already and nothing was written.
        """

    @abstractmethod
    def remove_case(self, case_id: str) -> None:
        """Take a case out of the store; a case that is not there is no error."""

    def __enter__(self) -> Self:
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self.close()
