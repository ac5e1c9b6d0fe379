"""What NetworkX is told of the backend while it is itself being imported, so that this module imports nothing.

NetworkX shows the texts in the documentation of its own functions.
"""

from __future__ import annotations

from typing import Any


def get_info() -> dict[str, Any]:
    """Return what NetworkX asks of a backend.

    Returns
    -------
    dict
        With ``backend_name``, ``project``, ``package``, ``url``, ``short_summary``, ``description``, ``default_config``
        and, by function, ``functions``.
    """
    return {
        "backend_name": "casegraph",
        "project": "casegraph",
        "package": "graph",
        "url": "",
        "short_summary": "Graphs in Neo4j, or in an embedded store, as NetworkX graphs.",
        "description": "Answers in the store what needs no copy of the graph, and runs everything else on a copy.",
        "default_config": {},
        "functions": {},
    }
