"""Where a graph is kept: one contract (:mod:`graph.stores.base`), two stores.

``open_store`` picks the store by its address, so that nothing above this room names an engine.
"""

from __future__ import annotations

import re
from os import PathLike, fspath

from graph.errors import StoreError
from graph.settings import Settings, from_environment
from graph.stores._case import PART_LABELS, ROOT_LABELS
from graph.stores.base import (
    Batch,
    CaseRows,
    Cut,
    ForeignRow,
    GraphSchema,
    LoadedCase,
    NodeRow,
    Plan,
    Progress,
    RelationshipRow,
    Result,
    Store,
    Stream,
)
from graph.stores.counters import Counters
from graph.stores.graph_reader import EdgeRecord, GraphReader, NodeRecord, Selection, Step, Structure

__all__ = [
    "PART_LABELS",
    "ROOT_LABELS",
    "Batch",
    "CaseRows",
    "Counters",
    "Cut",
    "EdgeRecord",
    "ForeignRow",
    "GraphReader",
    "GraphSchema",
    "LoadedCase",
    "NodeRecord",
    "NodeRow",
    "Plan",
    "Progress",
    "RelationshipRow",
    "Result",
    "Selection",
    "Step",
    "Store",
    "Stream",
    "Structure",
    "open_store",
]

_SCHEME = re.compile(r"([A-Za-z][A-Za-z0-9+.-]*):/")
_NEO4J_SCHEMES = ("neo4j://", "neo4j+s://", "neo4j+ssc://", "bolt://", "bolt+s://", "bolt+ssc://")


def open_store(address: str | PathLike[str] | None = None, settings: Settings | None = None) -> Store:
    """Open the store at an address.

    Parameters
    ----------
    address : str or path, optional
        A file's path (embedded), or a URI of a Neo4j server; that of the settings where it is not given.
    settings : Settings, optional
        Limits and credentials; those of the environment where they are not given.

    Returns
    -------
    Store
        Also a context manager that closes the store.

    Raises
    ------
    StoreError
        The address cannot be opened; the message says what to do.
    """
    settings = settings or from_environment()
    address = settings.store if address is None else fspath(address)
    if address.startswith(_NEO4J_SCHEMES):
        from graph.stores.neo4j import Neo4jStore

        return Neo4jStore(address, settings)
    scheme = _SCHEME.match(address)
    if scheme and len(scheme[1]) > 1:  # of one letter it is a drive
        raise StoreError(
            f"{scheme[1]}:// is no way to a store: --store takes a file, or {', '.join(_NEO4J_SCHEMES)}"
            + (" (that of its Bolt port, as a rule 7687)." if scheme[1].lower().startswith("http") else ".")
        )
    from graph.stores.embedded import EmbeddedStore

    return EmbeddedStore(address, settings)
