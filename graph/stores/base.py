"""The contract both stores keep, and the values a query gives back.

A store holds a property graph. ``query`` reads it in Cypher; ``replace_case`` makes it hold exactly
what a case says; nothing above this room knows which engine answers.
"""

from __future__ import annotations

import time
from abc import ABC, abstractmethod
from collections.abc import Collection, Generator, Iterable, Iterator, Mapping
from dataclasses import dataclass
from types import TracebackType
from typing import TYPE_CHECKING, Any, ClassVar, Literal, Self

from graph.cypher import Dialect
from graph.elements import Properties, Subgraph
from graph.stores.counters import Counters
from graph.stores.graph_reader import GraphReader, Selection
from graph.stores.graph_reader import Progress as Progress

if TYPE_CHECKING:
    from networkx import Graph
    from pandas import DataFrame

Cut = Literal["", "rows", "bytes"]
"""What ended a result before its last row: nothing, the limit of rows, or the limit of bytes."""


@dataclass(frozen=True, slots=True)
class Plan:
    """A step of how a store answers a query, with the steps that feed it.

    Parameters
    ----------
    operator : str
        In the engine's own words; each store has its own.
    details : str
        What it works on.
    rows : float or None
        Rows that it gave, where the query ran (PROFILE).
    estimated : float or None
        Rows that it was expected to give, where the store says so.
    db_hits : int or None
        How often it asked the database, where the store counts that.
    children : tuple of Plan
    """

    operator: str
    details: str
    rows: float | None
    estimated: float | None
    db_hits: int | None
    children: tuple[Plan, ...]


@dataclass(frozen=True, slots=True)
class Result:
    """What a query gave.

    Parameters
    ----------
    columns : tuple of str
    rows : tuple of tuple
        One value per column: None, bool, int, float, str, bytes, list, dict, date, time, datetime,
        Node, Relationship or Path. A duration is ISO 8601 text, a point a map
        (:mod:`graph.stores._durations`).
    truncated : bool
        True when there were more rows than are here.
    elapsed : float
        Seconds from the call to the last row.
    notices : tuple of str
        What a reader must be told beside the rows (a case that is still being loaded).
    plan : Plan or None
        Of a query that asks for it by EXPLAIN, which has no rows, or PROFILE, which has none on the embedded store.
    cut : {"", "rows", "bytes"}
        What cut the rows off.
    counters : Counters or None
        What a query that may write did; None of one that reads.
    """

    columns: tuple[str, ...]
    rows: tuple[tuple[Any, ...], ...]
    truncated: bool
    elapsed: float
    notices: tuple[str, ...] = ()
    plan: Plan | None = None
    cut: Cut = ""
    counters: Counters | None = None

    def subgraph(self) -> Subgraph:
        """Return every node and relationship of the rows."""
        return Subgraph.of(self.rows)

    def dicts(self) -> list[dict[str, Any]]:
        """Return the rows as dicts keyed by column."""
        return [dict(zip(self.columns, row, strict=True)) for row in self.rows]

    # What later rooms can do with it is asked for at the door, as in :class:`graph.elements.Subgraph`.

    def to_pandas(self) -> DataFrame:
        """Return the rows as a ``pandas.DataFrame`` with these columns, also where there is no row.

        Nodes, relationships and paths, inside lists and maps too, become the dicts that the command line prints as
        JSON (:func:`graph.elements.to_json`): ``pandas.json_normalize(frame["p"])`` spreads them into columns. All
        other values stay what they are. Whole numbers and truth values of which some are missing are of pandas'
        types ``Int64`` and ``boolean``, which lose no digit.
        """
        import graph

        return graph.to_pandas(self)

    def __repr__(self) -> str:
        cut = ", cut" if self.cut else ""
        rows = f"{len(self.rows):,} row{'' if len(self.rows) == 1 else 's'}"
        return f"<Result: {rows} of {', '.join(self.columns) or 'no columns'}{cut}>"

    def _repr_html_(self) -> str:
        import graph

        return graph.to_notebook_html(self)


@dataclass(slots=True)
class Batch:
    """Some rows of a result, and what is known so far of the whole result: what a store hands to a :class:`Stream`."""

    columns: tuple[str, ...]
    rows: list[tuple[Any, ...]]
    cut: Cut = ""
    plan: Plan | None = None
    notices: tuple[str, ...] = ()
    last: bool = False
    counters: Counters | None = None


class Stream:
    """The rows of a query as they come; iterate once, and close it, or use it as a context manager.

    Parameters
    ----------
    batches : generator of Batch
        Gives at least one; closing it ends the query.

    Attributes
    ----------
    columns : tuple of str
    cut, truncated, notices, plan, counters
        As in :class:`Result`; known after the last row.
    """

    def __init__(self, batches: Generator[Batch]) -> None:
        self._batches = batches
        self._first: Batch | None = next(batches)
        self.columns = self._first.columns
        self.cut: Cut = ""
        self.notices: tuple[str, ...] = ()
        self.plan: Plan | None = None
        self.counters: Counters | None = None
        self._note_outcome(self._first)

    @property
    def truncated(self) -> bool:
        """Whether there were more rows than were given."""
        return bool(self.cut)

    def __iter__(self) -> Iterator[tuple[Any, ...]]:
        if self._first is not None:
            first, self._first = self._first, None
            yield from first.rows
        for batch in self._batches:
            self._note_outcome(batch)
            yield from batch.rows

    def result(self, started: float) -> Result:
        """Return all rows that are left as one value; ``started`` is the time of the call, by ``perf_counter``."""
        with self:
            rows = tuple(self)
        elapsed = time.perf_counter() - started
        return Result(self.columns, rows, self.truncated, elapsed, self.notices, self.plan, self.cut, self.counters)

    def close(self) -> None:
        """End the query, if it is not done; calling it again does nothing."""
        self._batches.close()

    def __enter__(self) -> Self:
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self.close()

    def _note_outcome(self, batch: Batch) -> None:
        self.cut = batch.cut or self.cut
        self.plan = batch.plan or self.plan
        self.notices = batch.notices or self.notices
        self.counters = self.counters if batch.counters is None else batch.counters


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
    order: float | None = None
    """Its place among the cases; those without one come after the others, by their ids."""


@dataclass(frozen=True, slots=True)
class NodeRow:
    """A node to write; ``properties`` holds ``id`` and, where it is of a case, ``case_id``."""

    labels: tuple[str, ...]
    properties: Properties


@dataclass(frozen=True, slots=True)
class RelationshipRow:
    """A relationship to write between nodes of its case, named by their ids; ``properties`` as above."""

    type: str
    start: str
    end: str
    properties: Properties


@dataclass(frozen=True, slots=True)
class ForeignRow:
    """A relationship to write that belongs to no case; its ends are places among the nodes that are written with it."""

    start: int
    end: int
    type: str
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
    """``"embedded"`` or ``"neo4j"``, for messages to people; nothing else depends on it."""
    dialect: ClassVar[Dialect]
    """The dialect of Cypher that its engine reads; a query that is made for it is written in this one."""
    name: str
    """What people see of the address: a file's name, or a URI without credentials."""

    def __repr__(self) -> str:
        return f"<Store: {self.name}>"  # which is without credentials

    def _repr_html_(self) -> str:
        import graph

        return graph.to_notebook_html(self)

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
        """Run a query that reads, and return all its rows.

        Parameters
        ----------
        cypher : str
        parameters : mapping, optional
        limit : int, optional
            Rows to return at the most; one more is fetched, so that ``truncated`` is honest.
        timeout : float, optional
            Seconds. A query with a timeout counts as one that a person typed: it waits while ``max_queries`` others
            run, rows beyond ``query_result_mb`` are cut, the whole guard looks at it, and it can be stopped from
            outside (:func:`graph.stopping.stoppable`). On the embedded store it runs in a process of its own, which
            is ended at the deadline. A query without a timeout is one that the program itself makes; on the embedded
            store it can be stopped only before it begins and between its rows.

        Raises
        ------
        QueryRefusedError
            The query would change the graph.
        QueryTimeoutError
            It was stopped at its deadline.
        TooManyQueriesError
            As many as may run at once did so, and none ended in a while.
        QueryError
            The engine refuses it; the message is the engine's, in one line. Or one value is over ``query_result_mb``.
        StoppedError
            Somebody gave up on it; it has ended, or ends within a moment.
        StoreError
            The store is gone, locked or does not answer.
        """

    @abstractmethod
    def stream(
        self,
        cypher: str,
        parameters: Mapping[str, Any] | None = None,
        *,
        limit: int | None = None,
        timeout: float | None = None,
    ) -> Stream:
        """Run a query that reads, and hand its rows over as they come, in bounded memory.

        As :meth:`query`, but for the size of all rows together, which has no limit here. The timeout is for
        all of it, what the caller does with the rows included. Errors come while the rows are read, too.
        """

    @abstractmethod
    def execute(
        self,
        cypher: str,
        parameters: Mapping[str, Any] | None = None,
        *,
        limit: int | None = None,
        timeout: float | None = None,
    ) -> Result:
        """Run a query that may write, or several with ``;`` between; what they wrote is whole or not there at all.

        All of it is written, however few of its rows are returned; limits are as in :meth:`query`. Of several, the
        rows are those of the last, and the counters and the timeout are for all of them.

        Raises
        ------
        QueryError
            The engine refuses one; of several, the message begins with its number and the line where it begins.
            Or the embedded store would store something other than Neo4j does. Nothing was written.
        """

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
    def reader(self, selection: Selection) -> GraphReader:
        """Return what reads a part of the graph, as it is now, piece by piece.

        Raises
        ------
        QueryError
            The selection's pattern is none, or of more than one path.
        """

    @abstractmethod
    def cases(self) -> list[LoadedCase]:
        """Return the loaded cases, in the order that their files state, then by id."""

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

    @abstractmethod
    def add_foreign(self, nodes: Iterable[NodeRow], relationships: Iterable[ForeignRow]) -> None:
        """Add nodes that belong to no case, and relationships between them, whole or not at all.

        The embedded store keeps their order; a server gives them the numbers, and so the order, that it has free.

        Raises
        ------
        StoreError
            The store cannot hold a name or a value as it is, or it has a node with a label and the ``id`` of a new one.
            Nothing was written.
        """

    def graph(
        self,
        *,
        case: str | None = None,
        labels: Collection[str] = (),
        types: Collection[str] = (),
        pattern: str = "",
        directed: bool = True,
        multi: bool = True,
        statuses: Collection[str] = (),
        speaker: str = "",
        stance: str = "",
    ) -> Graph:
        """Return the graph, or a part of it, as a NetworkX graph that is read-only and reads only what is asked for.

        Every algorithm of NetworkX takes it. A node's key is its id, in a foreign graph the value that identifies it,
        or else ``#n``; an edge's key is the id of the relationship. The attributes are the properties, with ``labels``
        of a node and ``type`` of an edge, as in :meth:`graph.elements.Subgraph.to_networkx`.

        Parameters
        ----------
        case : str, optional
            Only what is of this case.
        labels : collection of str
            Only nodes with one of these labels. Without labels and pattern, a graph of cases is of their entities, and
            a foreign graph of everything.
        types : collection of str
            Only relationships of one of these types.
        pattern : str
            Only what is on a path that fits, which is written as after MATCH in Cypher.
        directed, multi : bool
            Which kind of NetworkX graph: ``MultiDiGraph``, ``DiGraph``, ``MultiGraph`` or ``Graph``.
        statuses : collection of str
            Only statements of one of these statuses.
        speaker, stance : str
            Only statements on which this speaker has a claim, and one of this stance.

        Returns
        -------
        networkx.Graph
            A :class:`graph.nx.storegraph.StoreGraph` of one version of the store.

        Raises
        ------
        NotFoundError
            There is no such case.
        QueryError
            The pattern is none, or of more than one path.
        """
        import graph

        return graph.open_graph(
            self,
            case=case,
            labels=labels,
            types=types,
            pattern=pattern,
            directed=directed,
            multi=multi,
            statuses=statuses,
            speaker=speaker,
            stance=stance,
        )

    def __enter__(self) -> Self:
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self.close()
