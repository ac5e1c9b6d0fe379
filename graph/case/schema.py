"""Entity and relationship types, read from ``schema.yaml``: what exists, what may stand where, how it looks."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, replace
from functools import cache, lru_cache
from importlib.resources import files
from types import MappingProxyType
from typing import Literal

import yaml

from graph.case.crimes import Crimes, read_crimes
from graph.case.logic import Logic, read_logic
from graph.case.words import clean, shorten
from graph.elements import NO_LABEL

VALUE_TYPES = ("Date", "Quantity", "Text")
MAX_LEGEND_NAME = 60
"""Characters of a label in a legend."""
_REMEMBERED = 1_000
"""Sets of labels whose type is remembered: each is asked for again and again, and a graph has few."""


@dataclass(frozen=True, slots=True)
class NodeType:
    """How nodes of one type look, and which labels they carry.

    Parameters
    ----------
    name, plural : str
    colour : str
        ``#rrggbb``.
    shape : str
        One of :data:`graph.picture.looks.SHAPES`.
    labels : tuple of str
        Every label of such a node, sorted.
    caption : str
        The property that is printed beside it.
    also : tuple of str
        Other labels of a node of another graph: it is counted, and filtered, by each of them.
    """

    name: str
    plural: str
    colour: str
    shape: str
    labels: tuple[str, ...]
    caption: str
    also: tuple[str, ...] = ()

    @property
    def names(self) -> tuple[str, ...]:
        """What a legend counts it under."""
        return (self.name, *self.also)


@dataclass(frozen=True, slots=True)
class Predicate:
    """A relationship type between entities, or from an entity to a value.

    Parameters
    ----------
    name, caption, clause : str
        ``ACCUSED_OF``, "accused of", and "is accused of" for a whole sentence.
    domain, range : frozenset of str
        Types of the subject, and of the object or value.
    accusatory : bool
        Whether it accuses, suspects or blames somebody; then it is never shown without its status.
    accused : {"subject", "object", "nobody"}
        Which end of an accusatory one is accused; nobody, where it does not name whom it accuses.
    implicating : bool
        Whether it says, with a crime at its other end, that somebody had part in it.
    decided : bool
        Whether it says what a court decides of somebody.
    signed : bool
        Whether its quantity may be below zero, as that of a count or a length may not.
    """

    name: str
    caption: str
    clause: str
    domain: frozenset[str]
    range: frozenset[str]
    accusatory: bool
    implicating: bool
    signed: bool
    decided: bool = False
    accused: Literal["subject", "object", "nobody"] = "subject"


@dataclass(frozen=True, slots=True, eq=False)  # told apart by identity, so that types can be remembered for each
class Schema:
    """The types of the case model, in the order of ``schema.yaml``.

    ``captions`` are the properties that nodes of a label are called by where somebody chose one, and ``first`` the
    labels of other graphs whose look a node has that has several labels.
    """

    entity_types: Mapping[str, NodeType]
    other_types: Mapping[str, NodeType]
    predicates: Mapping[str, Predicate]
    crimes: Crimes
    logic: Logic
    captions: Mapping[str, str] = MappingProxyType({})
    first: frozenset[str] = frozenset()

    def node_type(self, labels: tuple[str, ...]) -> NodeType | None:
        """Return the type that a node with these labels is drawn as, or None in a foreign graph.

        Examples
        --------
        >>> load_schema().node_type(("Agency", "Entity", "Organization")).name
        'Agency'
        """
        of_node = frozenset(labels)
        for types in (self.entity_types, self.other_types):
            # a record has its own label and no other: elsewhere a "Source" may be many things
            matching = [t for t in types.values() if of_node.issuperset(t.labels) and not _is_other(t, of_node)]
            if matching:
                return max(matching, key=lambda t: len(t.labels))
        return None

    def type_of(self, labels: tuple[str, ...]) -> NodeType:
        """Return the type that a node with these labels is drawn as, without a colour where the schema lacks it."""
        return _type_of(self, labels)


def _is_other(type_: NodeType, labels: frozenset[str]) -> bool:
    return not {"Entity", "Value"} & set(type_.labels) and labels != set(type_.labels)


@lru_cache(_REMEMBERED)
def _type_of(schema: Schema, labels: tuple[str, ...]) -> NodeType:
    type_ = schema.node_type(labels)
    chosen = schema.captions
    caption = next((chosen[label] for label in (type_.name if type_ else "", *labels) if label in chosen), "")
    if type_ is not None:
        return replace(type_, caption=caption) if caption else type_
    label = next((label for label in labels if label in schema.first), labels[0] if labels else NO_LABEL)
    # a label may be of any length, but a legend has little room
    plural = shorten(clean(label), MAX_LEGEND_NAME)
    # what a case starts without by its type is not left out of another graph by a second label
    also = tuple(other for other in labels if other != label and other not in VALUE_TYPES)
    return NodeType(label, plural, "", "", (label,), caption, also)


@cache
def load_schema() -> Schema:
    """Read the schema that ships with the package."""
    data = yaml.safe_load((files("graph.case") / "schema.yaml").read_text(encoding="utf-8"))
    entity_types = {name: _node_type(name, row, ("Entity",)) for name, row in data["entity_types"].items()}
    other_types = {
        name: _node_type(name, row, ("Value",) if name in VALUE_TYPES else ())
        for name, row in data["other_types"].items()
    }
    names = frozenset(entity_types)
    predicates = {
        name: Predicate(
            name,
            row["caption"],
            row.get("clause", f"{row.get('aux', '')} {row['caption']}".strip()),
            _with_subtypes(row["from"], names),
            _with_subtypes(row["to"], names),
            row.get("accusatory", False),
            row.get("implicating", False),
            row.get("signed", False),
            row.get("decided", False),
            accused=row.get("accused", "subject"),
        )
        for name, row in data["predicates"].items()
    }
    return Schema(
        MappingProxyType(entity_types),
        MappingProxyType(other_types),
        MappingProxyType(predicates),
        read_crimes(data["crimes"]),
        read_logic(data["logic"], predicates),
    )


def _node_type(name: str, row: Mapping[str, object], base: tuple[str, ...]) -> NodeType:
    also = row.get("also", ())
    assert isinstance(also, list | tuple)
    labels = tuple(sorted({name, *base, *map(str, also)}))
    return NodeType(
        name, str(row["plural"]), str(row["colour"]), str(row["shape"]), labels, str(row.get("caption", "name"))
    )


def _with_subtypes(types: list[str], entity_types: frozenset[str]) -> frozenset[str]:
    # An Agency may stand wherever an Organization may: it is one.
    allowed = set(types)
    if "Entity" in allowed:
        allowed = (allowed - {"Entity"}) | entity_types
    if "Organization" in allowed:
        allowed.add("Agency")
    return frozenset(allowed)
