"""Ids and values in a form that every file format can hold."""

from __future__ import annotations

import json
from collections import Counter
from collections.abc import Mapping
from typing import Any

from graph.elements import Subgraph, to_json

Scalar = str | int | float | bool
_LONG = 2**63
_XML = str.maketrans(dict.fromkeys((*range(9), 11, 12, *range(14, 32), 65534, 65535, *range(55296, 57344)), "�"))


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
    unique: dict[str, str] = {}
    used: set[str] = set()
    for key, id_, case in sorted(owners):
        name = id_ if uses[id_] == 1 or not case else f"{case}/{id_}"
        number = 2
        while name in used:
            name, number = f"{id_}#{number}", number + 1
        used.add(name)
        unique[key] = name
    return unique


def scalar_properties(properties: Mapping[str, Any]) -> dict[str, Scalar]:
    """Return properties as texts, numbers and truth values, sorted by name; lists and maps as JSON, null left out."""
    plain: dict[str, Scalar] = {}
    for name in sorted(properties):
        value = to_json(properties[name])
        if value is None:
            continue
        if isinstance(value, bool | str) or (isinstance(value, int | float) and abs(value) < _LONG):
            plain[name] = value
        else:
            plain[name] = json.dumps(value, ensure_ascii=False, sort_keys=True)
    return plain


def xml_text(text: str) -> str:
    """Return text escaped for XML; characters that no XML document may hold become "\ufffd"."""
    escaped = text.translate(_XML).replace("&", "&amp;").replace("<", "&lt;").replace(">", "&gt;")
    return escaped.replace('"', "&quot;").replace("\t", "&#9;").replace("\n", "&#10;").replace("\r", "&#13;")


def property_types(rows: list[dict[str, Scalar]]) -> dict[str, str]:
    """Return the one type that holds all values of each name: boolean, long, double or string; sorted by name."""
    types: dict[str, set[str]] = {}
    for row in rows:
        for name, value in row.items():
            types.setdefault(name, set()).add(
                "boolean"
                if isinstance(value, bool)
                else "long"
                if isinstance(value, int)
                else "double"
                if isinstance(value, float)
                else "string"
            )
    return {
        name: used.pop() if len(used) == 1 else "double" if used <= {"long", "double"} else "string"
        for name, used in sorted(types.items())
    }


def scalar_as_xml_text(value: Scalar) -> str:
    """Return a value as XML formats write it."""
    return str(value).lower() if isinstance(value, bool) else str(value)
