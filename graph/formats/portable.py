"""Ids, names and values in a form that every file format can hold."""

from __future__ import annotations

import json
import math
import sys
from collections import Counter
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from graph.elements import Properties, Relationship, Subgraph, to_json

Scalar = str | int | float | bool
OURS = "casegraph_"
"""What stands in front of a name of ours where a property has the name."""
THEIRS = "property_"
"""What stands in front of a property's name where the format has the name."""
_LONG = 2**63
_EXACT_IN_A_DOUBLE = 2**53
SMALLEST_WHOLE = sys.float_info.min
"""The smallest number above 0 that has all the digits of a double."""
_SURROGATES = dict.fromkeys(range(0xD800, 0xE000), "�")
_NOT_IN_XML = {**_SURROGATES, **dict.fromkeys((*range(9), 11, 12, *range(14, 32), 0xFFFE, 0xFFFF), "�")}


def node_ids(subgraph: Subgraph) -> dict[str, str]:
    """Return an id for each node by its key: its own id, with its case in front where two nodes have the same.

    The key itself never goes into a file: that of a foreign node is an address inside its database.
    """
    return _unique_ids([(node.key, node.id, node.properties.get("case_id")) for node in subgraph.nodes])


def relationship_ids(subgraph: Subgraph) -> dict[str, str]:
    """Return an id for each relationship by its key, as :func:`node_ids` does for nodes."""
    return _unique_ids([(r.key, r.id, r.properties.get("case_id")) for r in subgraph.relationships])


def _unique_ids(owners: list[tuple[str, str, object]]) -> dict[str, str]:
    uses = Counter(id_ for _, id_, _ in owners)
    return _unique({key: id_ if uses[id_] == 1 or not case else f"{case}/{id_}" for key, id_, case in sorted(owners)})


def _unique(names: Mapping[str, str], taken: Iterable[str] = (), alike: Callable[[str], str] = str) -> dict[str, str]:
    """Return the names by the same keys, with a number after each like which there is one before."""
    unique: dict[str, str] = {}
    used = set(map(alike, taken))
    for key, name in names.items():
        candidate, number = name, 2
        while alike(candidate) in used:
            candidate, number = f"{name}#{number}", number + 1
        used.add(alike(candidate))
        unique[key] = candidate
    return unique


def xml_ids(ids: Mapping[str, str]) -> dict[str, str]:
    """Return ids that stay different ones when XML cannot hold all their characters."""
    return _unique({key: id_.translate(_NOT_IN_XML) for key, id_ in ids.items()})


def kinds(relationships: Sequence[Relationship]) -> list[str]:
    """Return what tells each relationship from those beside it: its type, with a number after the first of a type.

    Gephi draws one edge for all of one kind between two nodes, and loses what the others say.
    """
    used: set[tuple[str, str, str]] = set()
    found = []
    for r in relationships:
        kind, number = r.type, 2
        while (beside := (r.start_node.key, r.end_node.key, kind.translate(_NOT_IN_XML))) in used:
            kind, number = f"{r.type} ({number})", number + 1
        used.add(beside)
        found.append(kind)
    return found


def labels_text(labels: Sequence[str]) -> str:
    """Return labels as one text, a semicolon between them; as JSON where a label has one itself."""
    return json.dumps(labels, ensure_ascii=False) if any(";" in label for label in labels) else ";".join(labels)


@dataclass(frozen=True, slots=True)
class Names:
    """What is called how in a file, so that no name stands for two things.

    Parameters
    ----------
    ours : mapping of str to str
        What we say of each node or relationship.
    own : mapping of str to str
        Their own properties, in order; what one of ours says too is not there again.
    """

    ours: Mapping[str, str]
    own: Mapping[str, str]


def names_of(
    rows: Sequence[Properties],
    ours: Mapping[str, Sequence[Any]],
    of_format: Mapping[str, Sequence[Any] | None] | None = None,
    *,
    any_case: bool = False,
) -> Names:
    """Return what the properties of nodes or relationships are called in a file, and what is said beside them.

    A property keeps its name. Where something of ours has that name and says something else, ours gets a prefix; where
    the format has it, the property does.

    Parameters
    ----------
    rows : sequence of mapping
        The properties of each.
    ours : mapping of str to sequence
        Our names, and what we say of each.
    of_format : mapping of str to sequence or None, optional
        Names that the format, or its readers, keep for themselves, and what is said by them of each.
    any_case : bool
        A reader of the file takes ``Name`` and ``name`` for one.
    """
    alike: Callable[[str], str] = str.casefold if any_case else str
    own = sorted({name for row in rows for name, value in row.items() if value is not None})
    taken = {alike(name) for name in (*own, *(of_format or {}))}

    def prefixed(name: str, prefix: str) -> str:
        # also where a property has the name with the prefix: of two, the longer one is not the property's
        while alike(name) in taken or alike(prefix + name) in taken:
            name = prefix + name
        return name

    called: dict[str, str] = {}
    kept = {name: name.translate(_NOT_IN_XML) for name in own}
    for name, values in ours.items():
        same = [property_ for property_ in own if alike(property_) == alike(name)]
        if len(same) == 1 and alike(OURS + name) not in taken and _say_the_same(rows, same[0], values):
            called[name] = name
            del kept[same[0]]
        else:
            called[name] = prefixed(name, OURS)
    for name, meant in (of_format or {}).items():
        for property_ in [property_ for property_ in kept if alike(property_) == alike(name)]:
            if meant is not None and _say_the_same(rows, property_, meant):
                del kept[property_]
            else:
                kept[property_] = prefixed(property_, THEIRS)
    return Names(called, _unique(kept, [*called.values(), *(of_format or {})], alike if of_format else str))


def _say_the_same(rows: Sequence[Properties], name: str, values: Sequence[Any]) -> bool:
    return all(
        (value == "" if own is None else type(own) is type(value) and own == value)
        for own, value in ((row.get(name), value) for row, value in zip(rows, values, strict=True))
    )


def scalar(value: Any) -> Scalar | None:
    """Return a value as a text, a number or a truth value: lists, maps and numbers beyond 64 bits as JSON."""
    if isinstance(value, float):
        return value
    plain = to_json(value)
    if plain is None or isinstance(plain, bool | str) or (isinstance(plain, int) and -_LONG <= plain < _LONG):
        return plain
    return json.dumps(plain, ensure_ascii=False, sort_keys=True)


def xml_text(text: str) -> str:
    """Return text escaped for XML; characters that no XML document may hold become "\ufffd"."""
    escaped = text.translate(_NOT_IN_XML).replace("&", "&amp;").replace("<", "&lt;").replace(">", "&gt;")
    return escaped.replace('"', "&quot;").replace("\t", "&#9;").replace("\n", "&#10;").replace("\r", "&#13;")


def without_surrogates(text: str) -> str:
    """Return text as UTF-8 can hold it: halves of characters become "\ufffd"."""
    return text if text.isascii() else text.translate(_SURROGATES)


def xml_rows(rows: Sequence[Properties], names: Names, ours: Mapping[str, Sequence[Any]]) -> list[dict[str, Scalar]]:
    """Return for each node or relationship what XML says of it by the names of the file, sorted; null is left out."""
    found = []
    for n, row in enumerate(rows):
        said = {called: scalar(row.get(name)) for name, called in names.own.items()}
        said |= {called: values[n] for (name, called), values in zip(names.ours.items(), ours.values(), strict=True)}
        found.append({name: value for name, value in sorted(said.items()) if value is not None})
    return found


def property_types(rows: Sequence[Mapping[str, Scalar]]) -> dict[str, str]:
    """Return the one type that holds all values of each name: boolean, long, double or string; sorted by name."""
    types: dict[str, set[str]] = {}
    for row in rows:
        for name, value in row.items():
            types.setdefault(name, set()).add(_type(value))
    return {name: _common(used) for name, used in sorted(types.items())}


def _type(value: Scalar) -> str:
    match value:
        case bool():
            return "boolean"
        case int():
            return "long" if abs(value) <= _EXACT_IN_A_DOUBLE else "long beyond doubles"
        case float():
            # igraph refuses a whole file for a number that has lost digits
            return "double" if not value or abs(value) >= SMALLEST_WHOLE or math.isnan(value) else "string"
    return "string"


def _common(types: set[str]) -> str:
    if types <= {"long", "long beyond doubles"}:
        return "long"
    if types <= {"long", "double"}:
        return "double"
    return types.pop() if len(types) == 1 else "string"


def scalar_as_text(value: Scalar) -> str:
    """Return a value as formats of text write it: ``true``, ``NaN``, ``-Infinity``."""
    if isinstance(value, bool):
        return str(value).lower()
    if isinstance(value, float) and not math.isfinite(value):
        return str(to_json(value))
    return str(value)
