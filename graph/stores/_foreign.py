"""What both stores ask of a foreign graph before it is written: that they can hold it, and that its ids are free."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from datetime import date, datetime, time
from typing import Any

from graph.errors import StoreError
from graph.stores.base import ForeignRow, NodeRow

IDS_THERE = "MATCH (n) WHERE n.id IS NOT NULL RETURN labels(n) AS labels, n.id AS id"
"""Labels and ``id`` of the nodes that have one."""
_ENGINES = frozenset(["_id", "_labels", "_source", "_target", "_type"])
"""Names that the embedded engine has for what is its own in a node or a relationship."""
_LISTED = (bool, int, float, str, date, datetime, time)
_SINGLE = (*_LISTED, bytes)


def checked_rows(
    nodes: Iterable[NodeRow], relationships: Iterable[ForeignRow], *, embedded: bool
) -> tuple[list[NodeRow], list[ForeignRow]]:
    """Return the rows of a foreign graph as they are written, if the store can hold them.

    Raises
    ------
    StoreError
        It cannot; the message names the node or the relationship, the property and the type of its value.
    """
    node_rows: list[NodeRow] = []
    for row in nodes:
        try:
            labels = tuple(_name(label, "label") for label in dict.fromkeys(row.labels))
            node_rows.append(NodeRow(labels, _properties(row.properties, embedded)))
        except ValueError as refused:
            raise _refused(f"The node {row.properties.get('id')!r}", refused) from None
    ties: list[ForeignRow] = []
    for tie in relationships:
        try:
            properties = _properties(tie.properties, embedded)
            ties.append(ForeignRow(tie.start, tie.end, _name(tie.type, "type"), properties))
        except ValueError as refused:
            start, end = (node_rows[place].properties.get("id") for place in (tie.start, tie.end))
            raise _refused(f"The relationship from {start!r} to {end!r}", refused) from None
    return node_rows, ties


def check_ids_free(nodes: Iterable[NodeRow], there: Iterable[Mapping[str, Any]]) -> None:
    """Raise StoreError where a node that is there (:data:`IDS_THERE`) has a label and the ``id`` of a new one."""
    new = {(label, row.properties["id"]) for row in nodes if "id" in row.properties for label in row.labels or ("",)}
    for row in there:
        if isinstance(row["id"], str | int):
            for label in row["labels"] or ("",):
                if (label, row["id"]) in new:
                    named = f"the label {label!r}" if label else "no label"
                    raise StoreError(
                        f"The store has a node with {named} and the id {row['id']!r} already, from which the new one "
                        "could not be told. Choose other labels or keys, or another store. Nothing was written."
                    )


def _refused(what: str, reason: ValueError) -> StoreError:
    return StoreError(f"{what}: {reason} Nothing was written.")


def _name(name: Any, kind: str) -> str:
    if not isinstance(name, str):
        raise ValueError(f"the {kind} {name!r} is of type {_kind(name)}; write it as text.")
    if not name or "\0" in name or not _is_unicode(name):
        raise ValueError(f"the {kind} {name!r} is no name that a store can hold; name it otherwise.")
    return name


def _properties(properties: Mapping[str, Any], embedded: bool) -> dict[str, Any]:
    return {_property_name(name, embedded): _value(name, properties[name], embedded) for name in properties}


def _property_name(name: Any, embedded: bool) -> str:
    if name == "case_id":
        raise ValueError(
            "property 'case_id' would make it part of a case, and these come from case files; rename or remove it."
        )
    if embedded and name in _ENGINES:
        raise ValueError(f"property {name!r} has a name that the embedded store uses itself; rename it.")
    return _name(name, "property")


def _value(name: str, value: Any, embedded: bool) -> Any:
    """Return a value as it is stored; a tuple is a list there."""
    if isinstance(value, list | tuple):
        kinds = {float if isinstance(item, float) else type(item) for item in value}
        if len(kinds) > 1:
            found = ", ".join(sorted({_kind(item) for item in value}))
            raise ValueError(f"property {name!r} is a list of several types ({found}); write its items as text.")
        if embedded and kinds == {float}:
            raise ValueError(
                f"property {name!r} is a list of floats, which the embedded store rounds; write it as text."
            )
        return [_single(name, item, embedded, _LISTED) for item in value]
    return _single(name, value, embedded, _SINGLE)


def _single(name: str, value: Any, embedded: bool, kinds: tuple[type, ...]) -> Any:
    if isinstance(value, float):
        return float(value)  # of NumPy's too
    if type(value) not in kinds:
        raise ValueError(f"property {name!r} is of type {_kind(value)}, which no store holds; {_way_out(value)}.")
    if isinstance(value, int) and not -(2**63) <= value < 2**63:
        raise ValueError(f"property {name!r} is {value}, which has more than 64 bits; write it as text.")
    if isinstance(value, str) and not _is_unicode(value):
        raise ValueError(f"property {name!r} is {value!r}, which is not valid Unicode text; replace what is not.")
    if embedded and isinstance(value, datetime) and value.tzinfo:
        raise ValueError(f"property {name!r} is {value}, whose time zone the embedded store drops; write it as text.")
    return value


def _way_out(value: Any) -> str:
    if value is None:
        return "remove it"
    if hasattr(value, "item"):
        return "take its plain value by item() or tolist()"
    return "write it as text or as several properties, or remove it"


def _kind(value: Any) -> str:
    kind = type(value)
    return kind.__name__ if kind.__module__ == "builtins" else f"{kind.__module__}.{kind.__name__}"


def _is_unicode(text: str) -> bool:
    try:
        text.encode()
    except UnicodeEncodeError:
        return False
    return True
