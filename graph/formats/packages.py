"""Results and subgraphs as values of other Python packages, which are imported when they are asked for."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from graph.elements import Node, Path, Relationship, Subgraph, to_json
from graph.formats.portable import node_ids, relationship_ids
from graph.stores import Result, Store

if TYPE_CHECKING:
    from networkx import Graph, MultiDiGraph
    from pandas import DataFrame, Series


def to_networkx(source: Subgraph | Result | Store, **part: Any) -> Graph:
    """Return a plain NetworkX graph, which may be changed.

    Parameters
    ----------
    source : Subgraph, Result or Store
        A subgraph, also that of a result's rows, becomes a ``MultiDiGraph``: see
        :meth:`graph.elements.Subgraph.to_networkx`.
    **part
        Which part of a store, and which kind of graph: the options of :meth:`graph.stores.Store.graph`.
    """
    if isinstance(source, Store):
        return source.graph(**part).copy()
    if part:
        raise TypeError(f"{next(iter(part))!r} is an option for a store, and {source!r} is none.")
    return _to_networkx(source.subgraph() if isinstance(source, Result) else source)


def _to_networkx(subgraph: Subgraph) -> MultiDiGraph:
    from networkx import MultiDiGraph

    from graph.nx.naming import with_own  # whose module imports networkx

    ids, edge_ids = node_ids(subgraph), relationship_ids(subgraph)
    graph = MultiDiGraph()
    graph.add_nodes_from((ids[n.key], with_own("labels", n.labels, n.properties)) for n in subgraph.nodes)
    graph.add_edges_from(
        (ids[r.start_node.key], ids[r.end_node.key], edge_ids[r.key], with_own("type", r.type, r.properties))
        for r in subgraph.relationships
    )
    return graph


def to_pandas(result: Result) -> DataFrame:
    """Return a result as a data frame; see :meth:`graph.stores.Result.to_pandas`."""
    from pandas import DataFrame, concat

    if not result.columns:
        return DataFrame()
    # column by column, for a dict would keep only the last of two columns of one name
    columns = [_series([row[n] for row in result.rows], name) for n, name in enumerate(result.columns)]
    return concat(columns, axis=1)


def _series(values: list[Any], name: str) -> Series:
    from pandas import Series

    types = {type(value) for value in values}
    if types == {int, type(None)}:
        return Series(values, name=name, dtype="Int64")  # as floats, large numbers would lose their last digits
    if types == {bool, type(None)}:
        return Series(values, name=name, dtype="boolean")
    return Series([_plain(value) for value in values], name=name, dtype="object").infer_objects()


def _plain(value: Any) -> Any:
    match value:
        case Node() | Relationship() | Path():
            return to_json(value)
        case list() | tuple():
            return [_plain(item) for item in value]
        case dict():
            return {name: _plain(item) for name, item in value.items()}
    return value
