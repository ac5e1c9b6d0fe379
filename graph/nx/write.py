"""A NetworkX graph → a store, as a graph that belongs to no case."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from typing import TYPE_CHECKING, Any

from graph.errors import StoreError
from graph.nx.naming import NUMBERED
from graph.stores import ForeignRow, NodeRow, Store

if TYPE_CHECKING:
    from networkx import Graph


def from_networkx(
    graph: Graph, store: Store, *, labels: str | Sequence[str] = ("Node",), type: str = "RELATED"
) -> None:
    """Write a NetworkX graph into a store, beside what it holds, whole or not at all.

    A node's key, text or a whole number, is its property ``id``; the attributes of nodes and edges are properties. The
    attribute ``labels`` of a node, a list of text, gives its labels, and ``type`` of an edge its type. An edge's key is
    its property ``id`` where it is text. Every edge is one relationship; that of an undirected graph leads from the
    node that NetworkX names first. What belongs to the whole graph (``graph.graph``) is not written.

    Parameters
    ----------
    graph : networkx.Graph
        Or any of its kinds.
    store : Store
    labels : str or sequence of str
        Of nodes without the attribute ``labels``.
    type : str
        Of edges without the attribute ``type``.

    Raises
    ------
    StoreError
        A node's key is neither text nor a whole number, or is ``#n``; an attribute has a value that the store cannot
        hold as it is; or the store has such a node already, of the same label and ``id``. Nothing was written.

    See Also
    --------
    graph.stores.Store.graph : the graph in a store, as NetworkX reads it.
    """
    if isinstance(labels, str):
        labels = (labels,)
    places = {node: place for place, node in enumerate(graph)}
    store.add_foreign(
        [_node(key, attributes, labels) for key, attributes in graph.nodes(data=True)],
        _relationships(graph, places, type),
    )


def _node(key: Any, attributes: Mapping[str, Any], labels: Sequence[str]) -> NodeRow:
    if not isinstance(key, str | int) or isinstance(key, bool):
        raise StoreError(
            f"The node {key!r} goes by a {type(key).__name__}, and a store finds nodes by text or a whole number. "
            "Name the nodes otherwise (networkx.relabel_nodes). Nothing was written."
        )
    if isinstance(key, str) and NUMBERED.fullmatch(key):
        raise StoreError(
            f"The node {key!r} is called as nodes are that nothing identifies. "
            "Name the nodes otherwise (networkx.relabel_nodes). Nothing was written."
        )
    properties = dict(attributes)
    given = properties.pop("labels", labels)
    if isinstance(given, str) or not isinstance(given, Sequence):
        raise StoreError(
            f"The node {key!r} has the attribute 'labels' with {given!r}; it is a list of text. Nothing was written."
        )
    return NodeRow(tuple(given), _with_id(_restored("labels", properties), key, f"The node {key!r}"))


def _relationships(graph: Graph, places: Mapping[Any, int], type: str) -> Iterator[ForeignRow]:
    for start, end, *key, attributes in graph.edges(data=True, **({"keys": True} if graph.is_multigraph() else {})):
        properties = dict(attributes)
        given = properties.pop("type", type)
        properties = _restored("type", properties)
        if key and isinstance(key[0], str):
            properties = _with_id(properties, key[0], f"The edge {(start, end, key[0])!r}")
        yield ForeignRow(places[start], places[end], given, properties)


def _with_id(properties: dict[str, Any], key: str | int, what: str) -> dict[str, Any]:
    """Return properties with a key as ``id``, first."""
    if "id" in properties and properties["id"] != key:
        raise StoreError(
            f"{what} has the attribute 'id' with {properties['id']!r}, and its key becomes that property. "
            "Rename the attribute. Nothing was written."
        )
    return {"id": key, **properties}


def _restored(name: str, attributes: dict[str, Any]) -> dict[str, Any]:
    """Return attributes with the property that had to make room for ours (``properties.labels``) as it is called."""
    own, found = f"properties.{name}", ""
    while own in attributes:
        own, found = f"properties.{own}", own
    if found:
        attributes[name] = attributes.pop(found)
    return attributes
