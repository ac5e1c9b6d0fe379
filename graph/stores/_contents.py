"""What a store holds, as it tells it, and a case as the rows to write; part of the contract in ``base.py``."""

from __future__ import annotations

from abc import ABC, abstractmethod
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass
from typing import Any

Properties = Mapping[str, Any]
Progress = Callable[[int, int], None]
"""Called as ``progress(done, total)`` with rows written so far."""


@dataclass(frozen=True, slots=True)
class GraphSchema:
    """What a store holds: every label, relationship type and property, counted."""

    labels: Mapping[str, int]
    relationship_types: Mapping[str, int]
    nodes: int
    relationships: int
    label_properties: Mapping[str, tuple[str, ...]]
    type_properties: Mapping[str, tuple[str, ...]]


@dataclass(frozen=True, slots=True)
class LoadedCase:
    """What a store knows of a case it holds (its ``CaseFile`` node)."""

    id: str
    title: str
    as_of: str
    sha256: str
    loading: bool


@dataclass(frozen=True, slots=True)
class NodeRow:
    """A node to write; ``properties`` holds ``id`` and ``case_id``."""

    labels: tuple[str, ...]
    properties: Properties


@dataclass(frozen=True, slots=True)
class RelationshipRow:
    """A relationship to write between nodes of its case, named by their ids; ``properties`` as above."""

    type: str
    start: str
    end: str
    properties: Properties


class CaseRows(ABC):
    """A case as rows; iterated in order, more than once, without holding them all in memory."""

    case: LoadedCase
    node_count: int
    relationship_count: int

    @abstractmethod
    def nodes(self) -> Iterator[NodeRow]:
        """Yield every node of the case but the ``CaseFile`` one, each id once."""

    @abstractmethod
    def relationships(self) -> Iterator[RelationshipRow]:
        """Yield every relationship of the case, each id once; the end nodes are among ``nodes``."""
