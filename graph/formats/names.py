"""Names and values that every format can hold."""

from __future__ import annotations

import json
from collections import Counter
from collections.abc import Mapping
from typing import Any

from graph.elements import Subgraph, to_json

Scalar = str | int | float | bool
_LONG = 2**63
_XML = str.maketrans(dict.fromkeys((*range(9), 11, 12, *range(14, 32), 65534, 65535, *range(55296, 57344)), "�"))


def node_names(subgraph: Subgraph) -> dict[str, str]:
    """Return a name for each node by its key: its id, with its case where two nodes share one.

    A key of a foreign node is an address inside its database and never leaves it.
    """
    return _unique([(node.key, node.id, node.properties.get("case_id")) for node in subgraph.nodes])


def relationship_names(subgraph: Subgraph) -> dict[str, str]:
    """Return a name for each relationship by its key, as :func:`node_names`."""
    return _unique([(r.key, r.id, r.properties.get("case_id")) for r in subgraph.relationships])


def _unique(things: list[tuple[str, str, object]]) -> dict[str, str]:
    ids = Counter(id_ for _, id_, _ in things)
    names: dict[str, str] = {}
    used: set[str] = set()
    for key, id_, case in sorted(things):
        name = id_ if ids[id_] == 1 or not case else f"{case}/{id_}"
        number = 2
        while name in used:
            name, number = f"{id_}#{number}", number + 1
        used.add(name)
        names[key] = name
    return names


def scalars(properties: Mapping[str, Any]) -> dict[str, Scalar]:
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
    """Return text as XML takes it: what no XML document may hold becomes "\ufffd"."""
    escaped = text.translate(_XML).replace("&", "&amp;").replace("<", "&lt;").replace(">", "&gt;")
    return escaped.replace('"', "&quot;").replace("\t", "&#9;").replace("\n", "&#10;").replace("\r", "&#13;")


def kinds(rows: list[dict[str, Scalar]]) -> dict[str, str]:
    """Return the one type that holds all values of each name: boolean, long, double or string; sorted by name."""
    seen: dict[str, set[str]] = {}
    for row in rows:
        for name, value in row.items():
            seen.setdefault(name, set()).add(
                "boolean"
                if isinstance(value, bool)
                else "long"
                if isinstance(value, int)
                else "double"
                if isinstance(value, float)
                else "string"
            )
    return {
        name: found.pop() if len(found) == 1 else "double" if found <= {"long", "double"} else "string"
        for name, found in sorted(seen.items())
    }


def scalar_text(value: Scalar) -> str:
    """Return a value as XML formats write it."""
    return str(value).lower() if isinstance(value, bool) else str(value)
