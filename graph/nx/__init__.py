"""NetworkX over a store: lazy graphs, a dispatch backend, and the questions that NetworkX answers.

What ``__all__`` names is promised to stay. Each name is imported when it is first used: NetworkX asks this package of
its backend while it is itself being imported.
"""

from __future__ import annotations

from importlib import import_module
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from graph.nx.explaining import explain
    from graph.nx.measures import bridges, communities, moved, rank, similar
    from graph.nx.storegraph import StoreGraph
    from graph.nx.tables import MEASURES, METHODS
    from graph.nx.ways import connect, ego, neighbors, path, paths
    from graph.questions.paths import Walk

__all__ = [
    "MEASURES",
    "METHODS",
    "StoreGraph",
    "Walk",
    "bridges",
    "communities",
    "connect",
    "ego",
    "explain",
    "moved",
    "neighbors",
    "path",
    "paths",
    "rank",
    "similar",
]

_HOMES = {
    "explaining": ("explain",),
    "measures": ("bridges", "communities", "moved", "rank", "similar"),
    "storegraph": ("StoreGraph",),
    "tables": ("MEASURES", "METHODS"),
    "ways": ("Walk", "connect", "ego", "neighbors", "path", "paths"),
}
"""The names of each module."""


if not TYPE_CHECKING:

    def __getattr__(name: str) -> Any:
        for module, names in _HOMES.items():
            if name in names:
                value = globals()[name] = getattr(import_module(f"{__name__}.{module}"), name)
                return value
        raise AttributeError(f"module 'graph.nx' has no attribute {name!r}")
