"""What can be measured of a graph, asked of some of its statements, and what it came to."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass

from graph.case.captions import name_of
from graph.case.schema import Schema
from graph.case.statuses import STATUSES
from graph.case.words import clean, shorten
from graph.elements import Node, Relationship, Subgraph
from graph.nx.measures import Bridges, Ranked, places, rank
from graph.nx.measures import bridges as find_bridges
from graph.nx.measures import communities as find_communities
from graph.nx.tables import BRIDGES, MEASURES, METHODS, Explained
from graph.picture.marks import Marks
from graph.questions.paths import Walk
from graph.stores import Progress, Store

ANALYSES: Mapping[str, Explained] = {**MEASURES, **METHODS, BRIDGES.name: BRIDGES}
"""All that can be asked, by name: what gives each node a score, what gives groups, and bridges."""
_SHOWN = 60
"""Characters of a name."""
SHOWN_BY = ("size", "colour")
"""What of a node can tell its score."""


@dataclass(frozen=True, slots=True)
class Analysis:
    """A measure, asked of some of the statements of a case.

    Parameters
    ----------
    what : str
        One of :data:`ANALYSES`.
    case : str
        Id of a case; empty: the whole store.
    off : frozenset of str
        What is left out, as in a view: ``~status`` and ``:RELATIONSHIP_TYPE``.
    speaker, stance : str
        As in a view: only statements that this speaker makes.
    """

    what: str
    case: str = ""
    off: frozenset[str] = frozenset()
    speaker: str = ""
    stance: str = ""

    @property
    def measure(self) -> Explained:
        """The measure, with its title and its sentence."""
        return ANALYSES[self.what]

    def walk(self, types: Iterable[str]) -> Walk:
        """Return which statements are counted; ``types`` are all relationship types of the store."""
        statuses = [status for status in STATUSES if f"~{status}" not in self.off]
        left = [type_ for type_ in types if f":{type_}" not in self.off]
        return Walk(
            statuses=None if len(statuses) == len(STATUSES) else statuses,
            types=left if any(entry.startswith(":") for entry in self.off) else None,
            speaker=self.speaker,
            stance=self.stance,
        )


_NO_BRIDGES = Bridges((), ())


@dataclass(frozen=True, slots=True)
class Outcome:
    """What an analysis came to: scores, groups or bridges.

    Parameters
    ----------
    analysis : Analysis
    ranked : tuple of Ranked
        Highest first.
    groups : tuple of tuple of Node
        Largest first; in each the node with the most relationships first.
    bridges : Bridges
    """

    analysis: Analysis
    ranked: tuple[Ranked, ...] = ()
    groups: tuple[tuple[Node, ...], ...] = ()
    bridges: Bridges = _NO_BRIDGES

    @property
    def found(self) -> bool:
        """Whether it came to anything."""
        return bool(self.ranked or self.groups or self.bridging)

    @property
    def scores(self) -> dict[str, float]:
        """The score of each node, by its key."""
        return {row.node.key: row.score for row in self.ranked}

    @property
    def group_of(self) -> dict[str, int]:
        """The number of each node's group from 1, by its key."""
        return {node.key: number for number, group in enumerate(self.groups, 1) for node in group}

    @property
    def bridging(self) -> frozenset[str]:
        """The keys of the relationships and nodes that are bridges."""
        return frozenset(item.key for item in (*self.bridges.relationships, *self.bridges.nodes))


def analyse(
    store: Store,
    analysis: Analysis,
    *,
    types: Iterable[str] | None = None,
    progress: Progress | None = None,
) -> Outcome:
    """Measure the graph of a case, or of a whole store.

    Parameters
    ----------
    store : Store
    analysis : Analysis
    types : iterable of str, optional
        All relationship types of the store, where they are known.
    progress : callable, optional
        Called now and then with what is done, and of how much.

    Raises
    ------
    StoppedError
        The work around it was stopped.
    CaseGraphError
        As :func:`graph.nx.measures.rank`.
    """
    walk = analysis.walk(store.schema().relationship_types if types is None else types)
    what, case = analysis.what, analysis.case or None
    if what in MEASURES:
        return Outcome(analysis, ranked=tuple(rank(store, by=what, case=case, walk=walk, progress=progress)))
    if what in METHODS:
        found = find_communities(store, method=what, case=case, walk=walk, progress=progress)
        degrees = {row.node.key: row.score for row in rank(store, by="degree", case=case, walk=walk)}
        return Outcome(
            analysis,
            groups=tuple(tuple(sorted(group, key=lambda node: (-degrees[node.key], node.id))) for group in found),
        )
    return Outcome(analysis, bridges=find_bridges(store, case=case, walk=walk, progress=progress))


def score_text(score: float) -> str:
    """Return a score as people read it: whole, or with three digits that count.

    Examples
    --------
    >>> score_text(1204), score_text(0.0312345), score_text(0.0)
    ('1,204', '0.0312', '0')
    """
    return f"{int(score):,}" if score == int(score) else f"{score:.3g}"


def shown_name(node: Node, schema: Schema) -> str:
    """Return what a node is called where there is little room."""
    return shorten(clean(name_of(node, schema)), _SHOWN)


def group_names(outcome: Outcome, schema: Schema) -> list[str]:
    """Return what each group is called: by its member with the most relationships, or by its only one."""
    names = [(shown_name(group[0], schema), len(group)) for group in outcome.groups]
    return [f"around {name}" if size > 1 else name for name, size in names]


def marks(outcome: Outcome, schema: Schema, *, shown_by: str = "size") -> Marks:
    """Return what an outcome marks in a picture."""
    title = outcome.analysis.measure.title
    if outcome.ranked:
        of = places(outcome.ranked)
        told: dict[str, str] = {
            row.node.key: f"{title}: {score_text(row.score)}, place {of[row.node.key]:,} of {len(of):,}"
            for row in outcome.ranked
        }
        ends = [score_text(row.score) for row in (outcome.ranked[-1], outcome.ranked[0])]
        return Marks(title, scores=outcome.scores, shown_by=shown_by, ends=(ends[0], ends[1]), told=told)
    if outcome.groups:
        names = group_names(outcome, schema)
        told = {key: f"{title}: {names[number - 1]}" for key, number in outcome.group_of.items()}
        alone = {group[0].key for group in outcome.groups if len(group) == 1}
        together = {key: number for key, number in outcome.group_of.items() if key not in alone}
        return Marks(title, groups=together, names=tuple(names), told=told)
    return Marks(title, bridges=outcome.bridging)


def with_outcome(graph: Subgraph, outcome: Outcome) -> Subgraph:
    """Return a graph whose nodes, and relationships, have what an outcome says of them as one more property.

    It is called as the measure is (``pagerank``), ``community`` or ``bridge``; where something has a property of that
    name already, ``analysis_pagerank``.
    """
    values: dict[str, float | int | bool]
    if outcome.ranked:
        name, values = outcome.analysis.what.replace("-", "_"), {**outcome.scores}
    elif outcome.groups:
        name, values = "community", {**outcome.group_of}
    else:
        keys = [item.key for item in (*graph.nodes, *graph.relationships)]
        name, values = "bridge", {key: key in outcome.bridging for key in keys}
    if any(name in item.properties for item in (*graph.nodes, *graph.relationships)):
        name = f"analysis_{name}"

    def more(key: str) -> dict[str, float | int | bool]:
        return {name: values[key]} if key in values else {}

    nodes = {n.key: Node(n.key, n.id, n.labels, {**n.properties, **more(n.key)}) for n in graph.nodes}
    relationships = [
        Relationship(
            r.key, r.id, r.type, nodes[r.start_node.key], nodes[r.end_node.key], {**r.properties, **more(r.key)}
        )
        for r in graph.relationships
    ]
    return Subgraph(tuple(nodes.values()), tuple(relationships))
