"""What nodes and relationships of a store are called in NetworkX.

==============================  =========================================================================
a node, a relationship          its key
==============================  =========================================================================
of a case                       its id; ``case/id`` where several cases of the graph use the id
that a property identifies      that value, a text or a whole number: of a uniqueness constraint, else ``id``
any other                       ``#n``, which stands for it as long as the store does not change
==============================  =========================================================================

A value that two nodes of the graph share identifies neither of them.
"""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Hashable, Mapping, Sequence
from functools import cached_property
from itertools import batched
from typing import Any, NoReturn

import networkx as nx

from graph.elements import Properties
from graph.stopping import check_stop
from graph.stores import ROOT_LABELS, EdgeRecord, GraphReader, NodeRecord
from graph.stores.graph_reader import InternalId

NUMBERED = re.compile(r"#\d+")
"""What a node is called that nothing else identifies."""
_PAGE = 5_000
_READ_ONLY = (
    "A graph in a store is read-only. Change a copy of it, H = G.copy(), and write that with "
    "graph.from_networkx(H, store); or change the case and load it again."
)


def read_only(*_: Any, **__: Any) -> NoReturn:
    """Refuse to change a graph that is in a store.

    Raises
    ------
    networkx.NetworkXError
    """
    raise nx.NetworkXError(_READ_ONLY)


class Attributes(dict[Any, Any]):
    """Attributes of a node, an edge or a graph, or what is beside a node: read-only; copies are plain dicts."""

    __slots__ = ()
    __setitem__ = __delitem__ = read_only
    clear = pop = popitem = setdefault = update = read_only
    __ior__ = read_only

    def copy(self) -> dict[Any, Any]:
        """Return a dict that may be changed."""
        return dict(self)

    __copy__ = copy

    def __deepcopy__(self, memo: Any) -> dict[Any, Any]:
        from copy import deepcopy

        return deepcopy(dict(self), memo)

    def __reduce__(self) -> tuple[type, tuple[dict[Any, Any]]]:
        return dict, (dict(self),)


def with_own(name: str, value: object, properties: Properties) -> dict[str, Any]:
    """Return properties with one attribute of ours; a property of the same name goes by ``properties.<name>``."""
    attributes = dict(properties)
    if name in attributes:
        own = f"properties.{name}"
        while own in attributes:
            own = f"properties.{own}"
        attributes[own] = attributes[name]
    attributes[name] = value
    return attributes


class Names:
    """The keys and attributes of what is in a store, and the way back; see the table of this module.

    Parameters
    ----------
    reader : GraphReader
    """

    def __init__(self, reader: GraphReader) -> None:
        self._reader = reader

    @cached_property
    def _unique(self) -> Mapping[str, tuple[str, ...]]:
        unique = self._reader.unique_properties()
        return {label: names for label, names in unique.items() if label not in ROOT_LABELS}

    @cached_property
    def _shared(self) -> frozenset[tuple[type, Hashable]]:
        """Values, with their types, that identify no node since several nodes have them."""
        if self._reader.selection.case is not None and self._reader.selection.labels == ("Entity",):
            return frozenset()
        if not self._unique:
            return frozenset((type(value), value) for value in self._reader.repeated("id"))
        counts: Counter[tuple[type, Hashable]] = Counter()
        for ids in batched(self._reader.node_ids(), _PAGE):
            check_stop()
            for record in self._reader.nodes(ids):
                value = self._value(record)
                counts[type(value), value] += 1
        return frozenset(pair for pair, count in counts.items() if count > 1)

    def _value(self, record: NodeRecord) -> Hashable:
        """Return what identifies a node, unless another node has it too; None where nothing does."""
        properties = record.properties
        if not (type(properties.get("case_id")) is str and type(properties.get("id")) is str):
            for label in record.labels:
                for name in self._unique.get(label, ()):
                    value = properties.get(name)
                    if type(value) in (str, int):
                        return value
        value = properties.get("id")
        return value if type(value) in (str, int) else None

    def key(self, record: NodeRecord) -> Hashable:
        """Return what a node is called."""
        value = self._value(record)
        is_number = type(value) is str and NUMBERED.fullmatch(value)
        if value is not None and not is_number and (type(value), value) not in self._shared:
            return value
        case, id = record.properties.get("case_id"), record.properties.get("id")
        if type(case) is str and type(id) is str:
            return f"{case}/{id}"
        return surrogate(record.internal)

    def keys(self, ids: Sequence[InternalId]) -> list[Hashable]:
        """Return what these nodes are called; they are all in the graph."""
        if not self._unique:  # then labels do not matter, and one property is nearly always enough
            found = self._reader.values(ids, "id")
            shared = self._shared
            plain = all(type(value) in (str, int) for value in found)
            if plain and not shared and not any(type(value) is str and value[:1] == "#" for value in found):
                return found
        return [self.key(record) for record in self._reader.nodes(ids)]

    def find(self, key: Hashable) -> NodeRecord | None:
        """Return the node that is called so; None where there is none."""
        if type(key) not in (str, int):
            # 1.0 and True are the key 1, as in a dict
            if isinstance(key, int | float) and key == int(key):
                return self.find(int(key))
            return None
        for record in self._candidates(key):
            if self.key(record) == key:
                return record
        return None

    def _candidates(self, key: Any) -> list[NodeRecord]:
        if type(key) is str and NUMBERED.fullmatch(key):
            internal = self._by_surrogate.get(key)
            found = [] if internal is None else self._reader.nodes([internal])
            if found:
                return found
        found = list(self._reader.find("id", key))
        for name in dict.fromkeys(name for names in self._unique.values() for name in names):
            if name != "id":
                found += self._reader.find(name, key)
        if not found and type(key) is str and "/" in key:
            case, _, id = key.partition("/")
            found = self._reader.find("id", id, case=case)
        return found

    @cached_property
    def _by_surrogate(self) -> Mapping[str, InternalId]:
        return {surrogate(internal): internal for internal in self._reader.node_ids()}

    def node_attributes(self, record: NodeRecord) -> dict[str, Any]:
        """Return the properties, with ``labels``."""
        return with_own("labels", record.labels, record.properties)

    def edge_key(self, record: EdgeRecord) -> Hashable:
        """Return what a relationship is called, unless another between the same nodes is called so too."""
        id = record.properties.get("id")
        return id if type(id) in (str, int) else surrogate(record.internal)

    def other_edge_key(self, record: EdgeRecord) -> Hashable:
        """Return what a relationship is called where its name is taken."""
        return surrogate(record.internal)

    def edge_attributes(self, record: EdgeRecord) -> dict[str, Any]:
        """Return the properties, with ``type``."""
        return with_own("type", record.type, record.properties)

    def has_edge_attribute(self, name: str) -> bool:
        """Return whether every edge has an attribute of this name that is no property."""
        return name == "type"


def surrogate(internal: InternalId) -> str:
    """Return what stands for a node or a relationship that nothing else identifies."""
    return f"#{internal if isinstance(internal, int) else internal.rpartition(':')[2]}"
