"""What can be measured of a graph, in words: a row each, of which all menus, commands and helps are made."""

from __future__ import annotations

from dataclasses import dataclass
from pkgutil import resolve_name
from typing import Any


@dataclass(frozen=True, slots=True)
class Explained:
    """What is measured, in words.

    Parameters
    ----------
    name : str
        As it is chosen by.
    title : str
        As it is shown.
    sentence : str
        What it means, and how it is defined.
    page : str
        The name of NetworkX's own page about it.
    """

    name: str
    title: str
    sentence: str
    page: str

    @property
    def url(self) -> str:
        """The address of that page."""
        chapter = "algorithms" if ".algorithms." in self.page else "classes"
        return f"https://networkx.org/documentation/stable/reference/{chapter}/generated/{self.page}.html"


@dataclass(frozen=True, slots=True)
class Measure(Explained):
    """A measure of every node, or a way to find communities.

    Parameters
    ----------
    function : str
        Where in this room its function is, as ``module:name``. It is called with a NetworkX graph and ``progress``, and
        returns scores by the graph's nodes, or communities as collections of these.
    directed : bool
        Whether it is taken on the directed graph with all its parallel relationships; else on the undirected one that
        has one edge for all relationships of a pair.
    """

    function: str
    directed: bool = False

    def take(self, *arguments: Any) -> Any:
        """Call its function."""
        return resolve_name(f"graph.nx.{self.function}")(*arguments)


_PAGES = "networkx.algorithms"

MEASURES: dict[str, Measure] = {
    row.name: row
    for row in (
        Measure(
            "degree",
            "Degree",
            "How much is said of it: the number of its relationships; one from itself to itself counts twice.",
            "networkx.MultiDiGraph.degree",
            "measures:degree",
            directed=True,
        ),
        Measure(
            "pagerank",
            "PageRank",
            "How often a walk comes by that follows relationships from start to end and now and then begins anew.",
            f"{_PAGES}.link_analysis.pagerank_alg.pagerank",
            "measures:pagerank",
            directed=True,
        ),
        Measure(
            "betweenness",
            "Betweenness",
            "How often it lies between two others: the part of all shortest paths between them that passes it.",
            f"{_PAGES}.centrality.betweenness_centrality",
            "measures:betweenness",
        ),
        Measure(
            "closeness",
            "Closeness",
            "How near all others are: one divided by the mean number of steps to those it reaches, times the part "
            "of all that these are.",
            f"{_PAGES}.centrality.closeness_centrality",
            "measures:closeness",
        ),
        Measure(
            "k-core",
            "k-core",
            "How deep it sits: the largest k such that it is in a group in which each is related to k others.",
            f"{_PAGES}.core.core_number",
            "measures:k_core",
        ),
    )
}
"""What :func:`rank` can measure, by name."""

METHODS: dict[str, Measure] = {
    row.name: row
    for row in (
        Measure(
            "louvain",
            "Louvain",
            "Groups with more relationships inside than chance would give, found by moving nodes while that share "
            "(modularity) grows.",
            f"{_PAGES}.community.louvain.louvain_communities",
            "measures:louvain",
        ),
        Measure(
            "label-propagation",
            "Label propagation",
            "Groups that agree: each node takes the label that most of its neighbours have, until none changes.",
            f"{_PAGES}.community.label_propagation.label_propagation_communities",
            "measures:label_propagation",
        ),
        Measure(
            "components",
            "Components",
            "Groups that nothing joins: between two of them there is no path at all.",
            f"{_PAGES}.components.connected_components",
            "measures:components",
        ),
    )
}
"""How :func:`communities` can find them, by name."""

BRIDGES = Explained(
    "bridges",
    "Bridges",
    "What holds the graph together: without one of these, a part of it would be cut off from the rest.",
    f"{_PAGES}.bridges.bridges",
)
SIMILAR = Explained(
    "similar",
    "Similar",
    "Who has the same neighbours: of those that either of the two has, the part that both have (Jaccard coefficient).",
    f"{_PAGES}.link_prediction.jaccard_coefficient",
)
