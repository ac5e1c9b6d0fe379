"""Case Graph: what has been written about a case, as a graph that says who asserts what, and where.

``import graph`` is the one door to the library; ``docs/python.md`` shows all of it at work. What ``__all__`` names
is promised to stay. Each name is imported when it is first used, so that the door itself costs nothing.
"""

from __future__ import annotations

from importlib import import_module
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from graph import errors, nx
    from graph.case.file.read import read as read_case
    from graph.case.file.write import write as write_case
    from graph.case.load import LoadReport, load
    from graph.case.model import Case
    from graph.elements import Node, Path, Relationship, Subgraph
    from graph.errors import CaseGraphError
    from graph.explore.drawing import DrawnView, draw
    from graph.explore.view import View
    from graph.formats import save as save
    from graph.formats.notebook import to_notebook_html as to_notebook_html
    from graph.formats.packages import to_networkx
    from graph.formats.packages import to_pandas as to_pandas
    from graph.nx.storegraph import open_graph as open_graph
    from graph.nx.write import from_networkx
    from graph.questions.explain import explain
    from graph.questions.indexed_search import search
    from graph.questions.neighbors import Neighbor, degree, find_node, neighbors, subgraph
    from graph.questions.paths import shortest_path
    from graph.questions.search import Hit
    from graph.settings import Settings
    from graph.stores import Result, Store
    from graph.stores import open_store as open

__version__ = "0.1.0"

__all__ = [
    "Case",
    "CaseGraphError",
    "DrawnView",
    "Hit",
    "LoadReport",
    "Neighbor",
    "Node",
    "Path",
    "Relationship",
    "Result",
    "Settings",
    "Store",
    "Subgraph",
    "View",
    "__version__",
    "degree",
    "draw",
    "errors",
    "explain",
    "find_node",
    "from_networkx",
    "load",
    "neighbors",
    "nx",
    "open",
    "read_case",
    "search",
    "shortest_path",
    "subgraph",
    "to_networkx",
    "write_case",
]

_HOMES = {
    "Case": "graph.case.model",
    "CaseGraphError": "graph.errors",
    "Hit": "graph.questions.search",
    "LoadReport": "graph.case.load",
    "Neighbor": "graph.questions.neighbors",
    "Node": "graph.elements",
    "Path": "graph.elements",
    "Relationship": "graph.elements",
    "Result": "graph.stores",
    "Settings": "graph.settings",
    "DrawnView": "graph.explore.drawing",
    "Store": "graph.stores",
    "Subgraph": "graph.elements",
    "View": "graph.explore.view",
    "degree": "graph.questions.neighbors",
    "draw": "graph.explore.drawing",
    "errors": "graph.errors:",
    "explain": "graph.questions.explain",
    "find_node": "graph.questions.neighbors",
    "from_networkx": "graph.nx.write",
    "load": "graph.case.load",
    "neighbors": "graph.questions.neighbors",
    "nx": "graph.nx:",
    "open": "graph.stores:open_store",
    "read_case": "graph.case.file.read:read",
    "search": "graph.questions.indexed_search",
    "shortest_path": "graph.questions.paths",
    "subgraph": "graph.questions.neighbors",
    "to_networkx": "graph.formats.packages",
    "write_case": "graph.case.file.write:write",
}
"""Where each name of the door lives: ``module``, ``module:its name there``, or ``module:`` for the module itself."""

_BEHIND_METHODS = {
    "open_graph": "graph.nx.storegraph",
    "save": "graph.formats",
    "to_pandas": "graph.formats.packages",
    "to_notebook_html": "graph.formats.notebook",
}
"""What methods of values ask the door for: a value's own room stands before the rooms that can do this."""


if not TYPE_CHECKING:  # a type checker knows the names from the imports above, and that there are no others

    def __getattr__(name: str) -> Any:
        home = _HOMES.get(name) or _BEHIND_METHODS.get(name)
        if home is None:
            raise AttributeError(f"module 'graph' has no attribute {name!r}")
        module, colon, there = home.partition(":")
        found = import_module(module)
        value = found if colon and not there else getattr(found, there or name)
        globals()[name] = value  # the next use finds it at once
        return value


def __dir__() -> list[str]:
    return sorted({*__all__, *(name for name in globals() if name.startswith("__"))})
