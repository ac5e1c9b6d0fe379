"""Measures of a whole graph by its structure, with the arrays of NumPy and SciPy where NetworkX goes node by node."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping
from typing import TYPE_CHECKING, Any

import networkx as nx

from graph.stopping import check_stop

if TYPE_CHECKING:
    from numpy import int64
    from numpy.typing import NDArray


def pagerank(graph: Any, *, alpha: float = 0.85, max_iter: int = 100, tol: float = 1.0e-6) -> dict[int, float]:
    """Return PageRank by the number of the node, as ``networkx.pagerank`` computes it.

    Notes
    -----
    Power iteration on the sparse matrix of the graph, parallel edges as the weight of one: A. Langville and C. Meyer,
    "A survey of eigenvector methods of web information retrieval", 2005.

    Raises
    ------
    networkx.PowerIterationFailedConvergence
        It did not come to rest within ``max_iter`` rounds.
    """
    import numpy as np
    from scipy.sparse import csr_array

    many = len(graph.structure.nodes)
    if many == 0:
        return {}
    starts, ends = graph._pairs
    if not graph.is_directed():
        other_way = starts != ends  # a loop is one entry
        starts, ends = np.concatenate([starts, ends[other_way]]), np.concatenate([ends, starts[other_way]])
    out = np.bincount(starts, minlength=many).astype(float)
    share = np.divide(1.0, out, out=np.zeros(many), where=out != 0)
    # What flows into a node: rows are targets, so that a round is one product; parallel edges are entries of their own.
    by_end = np.argsort(ends, kind="stable")
    rows = np.concatenate([[0], np.cumsum(np.bincount(ends, minlength=many))])
    flow = csr_array((share[starts[by_end]], starts[by_end], rows), shape=(many, many))
    hanging = np.flatnonzero(out == 0)
    at = np.repeat(1.0 / many, many)
    for _ in range(max_iter):
        check_stop()
        before = at
        at = alpha * (flow @ at + at[hanging].sum() / many) + (1 - alpha) / many
        if np.absolute(at - before).sum() < many * tol:
            return dict(enumerate(at.tolist()))
    raise nx.PowerIterationFailedConvergence(max_iter)


def connected_components(graph: Any) -> Iterator[set[int]]:
    """Yield the components, by numbers of nodes, in the order of their first nodes; directions do not matter."""
    import numpy as np
    from scipy.sparse import csr_array
    from scipy.sparse.csgraph import connected_components as components

    many = len(graph.structure.nodes)
    if many == 0:
        return
    starts, ends = graph.structure.starts, graph.structure.ends
    matrix = csr_array((np.ones(len(starts), dtype=np.int8), (starts, ends)), shape=(many, many))
    _, labels = components(matrix, directed=False)
    _, firsts, sizes = np.unique(labels, return_index=True, return_counts=True)
    members = np.split(np.argsort(labels, kind="stable"), np.cumsum(sizes)[:-1])
    for component in np.argsort(firsts, kind="stable").tolist():
        yield set(members[component].tolist())


def core_number(graph: Any) -> dict[int, int]:
    """Return the core numbers by the number of the node, as ``networkx.core_number`` defines them.

    Raises
    ------
    networkx.NetworkXNotImplemented
        There are parallel edges, or loops.

    Notes
    -----
    Nodes of the smallest degree are taken away, all at once: V. Batagelj and M. Zaveršnik, "An O(m) algorithm for cores
    decomposition of networks", 2003.
    """
    import numpy as np

    starts, ends = graph._pairs
    many = len(graph.structure.nodes)
    near, far = np.concatenate([starts, ends]), np.concatenate([ends, starts])
    order = np.argsort(near, kind="stable")
    far = far[order]
    degrees: NDArray[int64] = np.bincount(near, minlength=many)
    first = np.concatenate([[0], np.cumsum(degrees)])
    cores, left = degrees.copy(), np.ones(many, dtype=bool)
    level, remaining = 0, many
    while remaining:
        check_stop()
        taken = np.flatnonzero(left & (degrees <= level))
        if not len(taken):
            level = int(degrees[left].min())
            continue
        while len(taken):
            cores[taken], left[taken] = level, False
            remaining -= len(taken)
            sizes = first[taken + 1] - first[taken]
            at = np.repeat(first[taken] - np.concatenate([[0], np.cumsum(sizes)[:-1]]), sizes) + np.arange(sizes.sum())
            touched, times = np.unique(far[at], return_counts=True)
            degrees[touched] -= times
            touched = touched[left[touched]]
            taken = touched[degrees[touched] <= level]
    return dict(enumerate(cores.tolist()))


def _core_number_is_defined(graph: Any) -> bool:
    starts, ends = graph._pairs
    return not graph.is_multigraph() and not bool((starts == ends).any())


def _is_undirected(graph: Any) -> bool:
    return not graph.is_directed()


def _is_directed(graph: Any) -> bool:
    return bool(graph.is_directed())


def _always(graph: Any) -> bool:
    return True


QUICK: Mapping[str, tuple[Callable[..., Any], Callable[[Any], bool]]] = {
    "connected_components": (connected_components, _is_undirected),
    "core_number": (core_number, _core_number_is_defined),
    "pagerank": (pagerank, _always),
    "weakly_connected_components": (connected_components, _is_directed),
}
"""Functions of this module by NetworkX's names, and for which graphs they are; NetworkX itself refuses the others."""
