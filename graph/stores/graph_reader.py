"""How a graph in a store is read piece by piece, by what walks it: the store's own ids, and no query language.

A reader is of one selection and one version of the store. It refuses to go on when the store has changed, so that
what it gave before and what it gives next are always parts of one graph.
"""

from __future__ import annotations

from abc import ABC, abstractmethod
from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any, ClassVar, Literal, NamedTuple

from graph.elements import Properties
from graph.errors import GraphChangedError

if TYPE_CHECKING:
    from numpy import int64
    from numpy.typing import NDArray

InternalId = int | str
"""A store's own id of a node or a relationship; it never leaves the process."""
Direction = Literal["out", "in", "both"]


@dataclass(frozen=True, slots=True, kw_only=True)
class Selection:
    """Which nodes and relationships of a store make a graph; all conditions hold at once.

    Parameters
    ----------
    case : str, optional
        Only what is of this case; None: of any case, or none.
    labels : tuple of str
        Only nodes that have at least one of these; empty: all.
    types : tuple of str
        Only relationships of one of these types; empty: of all.
    statuses : tuple of str
        Only relationships whose property ``status`` is one of these; empty: whatever it is.
    statements : frozenset of str, optional
        Only relationships whose property ``id`` is one of these; None: whichever it is.
    pattern : str
        What follows MATCH in Cypher: one path, with a condition if need be. Only nodes and relationships on a path that
        fits, and all of these; empty: everything.
    order : str
        A property, a whole number, that orders nodes, and one of the same name that orders relationships; empty: the
        order of the store's own ids, which is that in which they were made unless others were deleted before.
    """

    case: str | None = None
    labels: tuple[str, ...] = ()
    types: tuple[str, ...] = ()
    statuses: tuple[str, ...] = ()
    statements: frozenset[str] | None = None
    pattern: str = ""
    order: str = ""

    @property
    def whole(self) -> bool:
        """Whether it is all that the store holds."""
        return self == Selection(order=self.order)


class NodeRecord(NamedTuple):
    """A node as a reader gives it."""

    internal: InternalId
    labels: tuple[str, ...]
    """Sorted."""
    properties: Properties


class EdgeRecord(NamedTuple):
    """A relationship as a reader gives it."""

    internal: InternalId
    type: str
    start: InternalId
    end: InternalId
    properties: Properties


Step = tuple[InternalId, InternalId, InternalId]
"""A node that was asked for, a relationship, and the node at its other end."""


@dataclass(frozen=True, slots=True)
class Structure:
    """Nodes and relationships of a graph without their properties.

    Parameters
    ----------
    nodes : sequence of InternalId
        In order; a node's place among them is its number.
    starts, ends : array of int64
        Numbers of the end nodes, a pair for each relationship, in the order of the relationships.
    """

    nodes: Sequence[InternalId]
    starts: NDArray[int64]
    ends: NDArray[int64]


Progress = Callable[[int, int], None]
"""Called as ``progress(done, total)`` with what was read or written so far: nodes and relationships."""


def graph_changed() -> GraphChangedError:
    """Return the error of a store that is no longer of the version that a reader was made for."""
    return GraphChangedError("The graph changed since it was opened. Open it again: store.graph(…).")


class GraphReader(ABC):
    """Reads a selection of one version of a store's graph.

    Relationships whose two ends are not both in the selection are not in it either. Everything comes in the order
    of the selection: nodes among nodes, relationships among relationships. Every method raises
    :class:`graph.errors.GraphChangedError` where the store is no longer of the version that the reader was made for.
    Safe to share between threads.

    Attributes
    ----------
    selection : Selection
    version : str
        As :meth:`graph.stores.Store.version` gives it.
    node_prefix, edge_prefix : str
        What stands before the internal id in the :class:`graph.elements.Key` of what belongs to no case.
    """

    selection: Selection
    version: str
    node_prefix: ClassVar[str] = ""
    edge_prefix: ClassVar[str] = ""
    is_remote: ClassVar[bool] = False
    """Whether each call is a round trip, so that it pays to ask for much at once."""

    @abstractmethod
    def check(self) -> None:
        """Raise :class:`graph.errors.GraphChangedError` where the store has changed."""

    @abstractmethod
    def node_ids(self) -> Sequence[InternalId]:
        """Return every node, in order; read once and kept."""

    @abstractmethod
    def nodes(self, ids: Iterable[InternalId]) -> list[NodeRecord]:
        """Return those of these nodes that are in the selection, in the order that they are asked for."""

    def values(self, ids: Sequence[InternalId], name: str) -> list[Any]:
        """Return a property of these nodes, which are in the selection; None for those that do not have it."""
        return [record.properties.get(name) for record in self.nodes(ids)]

    @abstractmethod
    def find(self, name: str, value: Any, *, case: str | None = None) -> list[NodeRecord]:
        """Return the nodes whose property of this name is equal to a value, in order; only of a case, if it is named.

        Text and number are never equal, and neither is a truth value to a number.
        """

    @abstractmethod
    def unique_properties(self) -> dict[str, tuple[str, ...]]:
        """Return by label the properties that a uniqueness constraint is on, sorted."""

    @abstractmethod
    def repeated(self, name: str) -> list[Any]:
        """Return the values, text or whole numbers, that a property has on more than one node of the selection."""

    @abstractmethod
    def counts(self) -> tuple[int, int]:
        """Return how many nodes and relationships there are."""

    @abstractmethod
    def steps(self, ids: Sequence[InternalId], direction: Direction) -> list[Step]:
        """Return what leads on from some nodes, node by node as they are asked for, then in the relationships' order.

        A loop is in ``both`` once, a relationship between two nodes that are asked for twice.
        """

    @abstractmethod
    def edges(self, ids: Sequence[InternalId], direction: Direction) -> list[EdgeRecord]:
        """Return the relationships at some nodes with their properties, each once, in order."""

    @abstractmethod
    def all_edges(self) -> Iterator[list[EdgeRecord]]:
        """Yield every relationship with its properties, in order, in pages."""

    @abstractmethod
    def structure(self, progress: Progress | None = None) -> Structure:
        """Return the graph without its properties; read once and kept."""

    @abstractmethod
    def has_edge_property(self, name: str) -> bool:
        """Return whether any relationship has a property of this name."""
