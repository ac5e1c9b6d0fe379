"""The schema of a store as a scene: its labels are the nodes, its relationship types the lines."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, replace

from graph.case.schema import VALUE_TYPES, Schema, load_schema
from graph.elements import Node, Relationship, Subgraph
from graph.picture import scene
from graph.picture.looks import node_types
from graph.picture.parts import Scene
from graph.questions.survey import Pattern, Survey

_MAX_LABELS = 120
"""Labels that a picture of the schema shows."""
_MAX_LINES = 400
_MAX_PARALLEL = 2
"""Types between the same two labels up to which each has a line of its own."""
_DENSE = 3
"""Lines for each label from which on a picture of them is dense."""
_MAX_TOOLTIP_TYPES = 12
_MAX_NAME = 60


@dataclass(frozen=True, slots=True)
class SchemaPicture:
    """The schema as a scene: labels are its nodes, and types its lines.

    Parameters
    ----------
    scene : Scene
    lines : mapping of str to tuple of Pattern
        What each line stands for, by its key: one type, or all between two labels where they are many.
    note : str
        A sentence that says what is left out; empty where nothing is.
    """

    scene: Scene
    lines: Mapping[str, tuple[Pattern, ...]]
    note: str


def schema_picture(survey: Survey, search_text: str = "", schema: Schema | None = None) -> SchemaPicture:
    """Draw the schema.

    Parameters
    ----------
    survey : Survey
        The labels, types and patterns of the store.
    search_text : str
        Draw only labels and types with this in their names, and the labels connected to them; empty for all.
    schema : Schema, optional
        The schema that ships with the package where it is not given.
    """
    schema = schema or load_schema()
    counts = {kind.name: kind.count for kind in survey.labels}
    text = search_text.casefold()
    every = survey.patterns if text else _without_repetition(survey, schema)
    patterns = [p for p in every if text in f"{p.start}\n{p.type}\n{p.end}".casefold()]
    weights: Counter[str] = Counter()
    for pattern in patterns:
        weights.update({pattern.start: pattern.count})
        weights.update({pattern.end: pattern.count})
    weights.update({name: 0 for name in counts if name not in _LABELS_NOT_DRAWN and text in name.casefold()})
    names = sorted(sorted(weights), key=lambda name: -weights[name])[:_MAX_LABELS]
    lines = {f"schema/{n}": line for n, line in enumerate(_lines(patterns, names))}
    nodes = {name: _label_node(name, survey, counts, schema) for name in names}
    ties = [
        Relationship(key, key, line[0].type, nodes[line[0].start], nodes[line[0].end], {})
        for key, line in lines.items()
    ]
    graph = Subgraph.of([*nodes.values(), *ties])
    # where nearly everything is related to everything, a ring keeps the lines apart
    layout = "radial" if len(ties) > _DENSE * len(nodes) else "organic"
    drawing = scene.build(graph, schema=schema, types=node_types(graph, schema, counts), layout=layout)
    about = "" if survey.exact else "about "
    edges = tuple(
        replace(edge, caption=_caption(line, about), tooltip=_tooltip(line, about), accusatory=False)
        for edge in drawing.edges
        for line in [lines[edge.key]]
    )
    left_out = len(weights) - len(names)
    notes = [f"{left_out:,} of {len(weights):,} labels are not drawn; filter to see them."] if left_out else []
    if len(every) < len(survey.patterns):
        notes.append("What records have with every type of entity or value is drawn as a line to Entity or Value.")
    labels = tuple(replace(node, tooltip=node.caption) for node in drawing.nodes)
    return SchemaPicture(replace(drawing, nodes=labels, edges=edges, legend=()), lines, " ".join(notes))


def _without_repetition(survey: Survey, schema: Schema) -> Sequence[Pattern]:
    """Return patterns with one in place of those that a case's records have with every type of entity or value.

    Whatever its type, an entity makes claims, is what they are about, and is mentioned: a line to each of twenty types
    from each of four records is a tangle that says no more than one line to *Entity*.
    """
    records = schema.other_types.keys() - set(VALUE_TYPES)

    def general(label: str, other: str) -> str:
        # by the labels of its nodes: another graph may call its own things so
        labels = survey.drawn.get(label, ()) if other in records else ()
        return next((root for root in ("Entity", "Value") if root in labels), label)

    counts: Counter[tuple[str, str, str]] = Counter()
    for p in survey.patterns:
        counts[general(p.start, p.end), p.type, general(p.end, p.start)] += p.count
    general_patterns = [Pattern(start, type_, end, n) for (start, type_, end), n in counts.items()]
    return general_patterns if len(general_patterns) < len(survey.patterns) else survey.patterns


def _lines(patterns: Iterable[Pattern], names: Iterable[str]) -> list[tuple[Pattern, ...]]:
    """Return what each line stands for, the most frequent first; many types between two labels share one line."""
    drawn = set(names)
    between: dict[tuple[str, str], list[Pattern]] = {}
    for pattern in patterns:
        if pattern.start in drawn and pattern.end in drawn:
            between.setdefault((pattern.start, pattern.end), []).append(pattern)
    lines = [
        line
        for types in between.values()
        for line in ([tuple(types)] if len(types) > _MAX_PARALLEL else [(pattern,) for pattern in types])
    ]
    return sorted(lines, key=_total, reverse=True)[:_MAX_LINES]


def _total(line: Iterable[Pattern]) -> int:
    return sum(pattern.count for pattern in line)


def _caption(line: tuple[Pattern, ...], about: str) -> str:
    what = _short(line[0].type) if len(line) == 1 else f"{len(line)} types,"
    return f"{what} {about}{_total(line):,}"


def _tooltip(line: tuple[Pattern, ...], about: str) -> str:
    types = [f"{_short(pattern.type)} {about}{pattern.count:,}" for pattern in line[:_MAX_TOOLTIP_TYPES]]
    if len(line) > _MAX_TOOLTIP_TYPES:
        types.append(f"and {len(line) - _MAX_TOOLTIP_TYPES} more types")
    return "\n".join([f"{line[0].start} → {line[0].end}", *types])


# Their nodes have another label that says more.
_LABELS_NOT_DRAWN = frozenset({"Entity", "Value"})


def label_from_key(key: str) -> str:
    """Return the label that a node of the picture stands for, by the node's key."""
    return key.partition("/")[2]


def _label_node(name: str, survey: Survey, counts: Mapping[str, int], schema: Schema) -> Node:
    labels = survey.drawn.get(name, (name,))
    caption = f"{_short(name)} · {counts[name]:,}" if name in counts else _short(name)
    return Node(f"schema/{name}", name, labels, {schema.type_of(labels).caption or "name": caption})


def _short(text: str) -> str:
    return text if len(text) <= _MAX_NAME else text[: _MAX_NAME - 1] + "…"
