"""What nodes and relationships of a foreign graph are called outside their database.

The database's own identity of a node means nothing elsewhere, or later, so it enters no URL. A node whose
label and property tell it from all others goes by these: ``@Movie.title=Alien``, or ``@Movie.id:7`` for a
whole number. The property is one of a uniqueness constraint, else ``id`` where no other node of the label has
the same. A relationship goes by its ends and its type, where it is the only one. All else has no name, and a
view that needs one cannot be shared.
"""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterable, Mapping
from urllib.parse import unquote

from graph.cypher import Dialect, literal, quote
from graph.elements import Key, Node, Relationship
from graph.errors import QueryRefusedError
from graph.questions.indexes import unique_properties
from graph.questions.parts import nodes_by_key, relationships_between, relationships_by_key
from graph.stores import Store

Value = str | int
_Place = tuple[str, str]
"""A label and a property of it."""


class Addresses:
    """The names of a store's foreign nodes, looked up once each: one object serves one version of the store."""

    def __init__(self, store: Store) -> None:
        self._store = store
        self._names: dict[str, str] = {}
        self._constraints: Mapping[str, tuple[str, ...]] | None = None

    def names(self, keys: Iterable[str]) -> dict[str, str]:
        """Return the names of nodes and relationships by their key; what has none is left out."""
        foreign = [key for key in map(Key, dict.fromkeys(keys)) if key.is_foreign]
        new = [key for key in foreign if key not in self._names]
        if new:
            nodes = nodes_by_key(self._store, new)
            node_keys = {node.key for node in nodes}
            ties = relationships_by_key(self._store, [key for key in new if key not in node_keys])
            ends = [node for r in ties for node in (r.start_node, r.end_node)]
            self._names |= dict.fromkeys(new, "") | self._of_nodes([*nodes, *ends])
            self._names |= self._of_relationships(ties)
        return {key: name for key in foreign if (name := self._names[key])}

    def _of_nodes(self, nodes: Iterable[Node]) -> dict[str, str]:
        """Look up names: by each place in turn, for the nodes that no place before told apart."""
        foreign = {node.key: node for node in nodes if node.key.is_foreign}
        names: dict[str, str] = {}
        for number in range(max((len(self._places(node)) for node in foreign.values()), default=0)):
            by_place: dict[_Place, dict[str, Value]] = {}
            for node in foreign.values():
                places = self._places(node)
                if node.key not in names and number < len(places):
                    by_place.setdefault(places[number], {})[node.key] = node.properties[places[number][1]]
            for place, values in by_place.items():
                counts = Counter(
                    (type(n.properties[place[1]]), n.properties[place[1]]) for n in self._at(place, values)
                )
                names |= {key: _name(place, value) for key, value in values.items() if counts[type(value), value] == 1}
        return names

    def _places(self, node: Node) -> list[_Place]:
        if self._constraints is None:
            self._constraints = unique_properties(self._store)
        unique = [(label, name) for label in node.labels for name in self._constraints.get(label, ())]
        places = [*unique, *((label, "id") for label in node.labels)]
        return [place for place in dict.fromkeys(places) if _identifies(node.properties.get(place[1]))]

    def _at(self, place: _Place, values: Mapping[str, Value]) -> list[Node]:
        """Return the foreign nodes that have one of some values at a place."""
        label, name = place
        pattern, having, value = ":" + _quoted(self._store, label), "", "n." + _quoted(self._store, name)
        if pattern == ":":
            pattern, having = "", "$label IN labels(n) AND "
        if value == "n.":
            value = "n[$name]"
        rows = self._store.query(
            f"MATCH (n{pattern}) WHERE {having}{value} IN $values RETURN n",
            {"label": label, "name": name, "values": list(dict.fromkeys(values.values()))},
        ).rows
        return [row[0] for row in rows]

    def _of_relationships(self, ties: Iterable[Relationship]) -> dict[str, str]:
        names: dict[str, str] = {}
        for r in ties:
            start, end = (Key(self._names.get(node.key, node.key)) for node in (r.start_node, r.end_node))
            if start and end and not start.is_foreign and not end.is_foreign and len(self._between(r)) == 1:
                names[r.key] = "@>" + ">".join(map(_escape, (start, r.type, end)))
        return names

    def _between(self, r: Relationship) -> list[Relationship]:
        return [
            other
            for other in relationships_between(self._store, [r.start_node], [r.end_node])
            if other.type == r.type and other.start_node.key == r.start_node.key
        ]

    def keys(self, names: Iterable[str]) -> dict[str, str]:
        """Return the keys of what has these names, where it is there and the only one; all else is left out."""
        keys: dict[str, str] = {}
        by_place: dict[_Place, dict[str, Value]] = {}
        ties = []
        for name in names:
            read = read_name(name)
            if read is not None:
                by_place.setdefault(read[0], {})[name] = read[1]
            elif name.startswith("@>") and name.count(">") == 3:
                ties.append(name)
        for place, values in by_place.items():
            nodes = self._at(place, values)
            for name, value in values.items():
                matches = [
                    n.key
                    for n in nodes
                    if (type(n.properties[place[1]]), n.properties[place[1]]) == (type(value), value)
                ]
                if len(matches) == 1:
                    keys[name] = matches[0]
        for name in ties:
            start, type_, end = map(unquote, name[2:].split(">"))
            ends = self.keys(key for key in (start, end) if key.startswith("@") and not key.startswith("@>"))
            nodes = nodes_by_key(self._store, [ends.get(key, key) for key in (start, end)])
            if len(nodes) == 2:
                matches = [
                    r.key
                    for r in relationships_between(self._store, nodes[:1], nodes[1:])
                    if r.type == type_ and r.start_node.key == nodes[0].key
                ]
                keys |= {name: matches[0]} if len(matches) == 1 else {}
        return keys


def read_name(name: str) -> tuple[_Place, Value] | None:
    """Return the label, the property and the value that a node's name holds; None where it is no name.

    Examples
    --------
    >>> read_name("@Movie.id:7")
    (('Movie', 'id'), 7)
    """
    match = re.fullmatch(r"@([^.=:>]+)\.([^.=:>]+)([=:])(.*)", name, re.DOTALL)
    if match is None or (match[3] == ":" and not re.fullmatch(r"-?\d{1,19}", match[4])):
        return None
    return (unquote(match[1]), unquote(match[2])), int(match[4]) if match[3] == ":" else match[4]


def condition(names: Iterable[str], variable: str, *, dialect: Dialect) -> str:
    """Return a Cypher condition that holds for the nodes with these names alone, for people to copy.

    Examples
    --------
    >>> condition(["@Movie.title=Alien", "@Movie.title=Heat"], "n", dialect="embedded")
    "(n:Movie AND n.title IN ['Alien', 'Heat'])"
    """
    by_place: dict[_Place, list[str]] = {}
    for name in sorted(set(names)):
        read = read_name(name)
        if read is not None:
            by_place.setdefault(read[0], []).append(literal(read[1]) if isinstance(read[1], str) else str(read[1]))
    return " OR ".join(
        f"({_has_label(variable, label, dialect)} AND {_value_of(variable, name, dialect)} IN [{', '.join(values)}])"
        for (label, name), values in by_place.items()
    )


def _has_label(variable: str, label: str, dialect: Dialect) -> str:
    try:
        return f"{variable}:{quote(label, dialect=dialect)}"
    except QueryRefusedError:
        return f"{literal(label)} IN labels({variable})"


def _value_of(variable: str, name: str, dialect: Dialect) -> str:
    try:
        return f"{variable}.{quote(name, dialect=dialect)}"
    except QueryRefusedError:
        return f"{variable}[{literal(name)}]"


def _name(place: _Place, value: Value) -> str:
    mark = "=" if isinstance(value, str) else ":"
    return f"@{_escape(place[0])}.{_escape(place[1])}{mark}{value}"


def _escape(text: str) -> str:
    return re.sub(r"[%.=:>]", lambda match: f"%{ord(match[0]):02X}", text)


def _identifies(value: object) -> bool:
    return (isinstance(value, str) and bool(value)) or (isinstance(value, int) and not isinstance(value, bool))


def _quoted(store: Store, name: str) -> str:
    """Return a name as it stands in a query; empty where this engine has no way to write it."""
    try:
        return quote(name, dialect=store.dialect)
    except QueryRefusedError:
        return ""
