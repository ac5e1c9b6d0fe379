"""Results and subgraphs as values of other Python packages, which are imported when they are asked for."""

from __future__ import annotations

from collections.abc import Mapping
from typing import TYPE_CHECKING, Any

from graph.elements import Node, Path, Relationship, Subgraph, to_json
from graph.formats.portable import node_ids, relationship_ids
from graph.stores import Result

if TYPE_CHECKING:
    from networkx import MultiDiGraph
    from pandas import DataFrame, Series


def to_networkx(subgraph: Subgraph) -> MultiDiGraph:
    """Return a subgraph as a networkx graph; see :meth:`graph.elements.Subgraph.to_networkx`."""
    from networkx import MultiDiGraph

    ids, edge_ids = node_ids(subgraph), relationship_ids(subgraph)
    graph = MultiDiGraph()
    graph.add_nodes_from((ids[n.key], _attributes("labels", n.labels, n.properties)) for n in subgraph.nodes)
    graph.add_edges_from(
        (ids[r.start_node.key], ids[r.end_node.key], edge_ids[r.key], _attributes("type", r.type, r.properties))
        for r in subgraph.relationships
    )
    return graph


def _attributes(name: str, value: object, properties: Mapping[str, Any]) -> dict[str, Any]:
    """Return properties with one attribute of ours; a property of the same name goes by ``properties.<name>``."""
    attributes = dict(properties)
    if name in attributes:
        own = f"properties.{name}"
        while own in attributes:
            own = f"properties.{own}"
        attributes[own] = attributes[name]
    return attributes | {name: value}


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
