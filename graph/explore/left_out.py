"""What a view leaves out of its graph, in words: no picture, page or file of it is to be taken for all there is."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Mapping, Sequence

from graph.case.captions import node_caption, status_of
from graph.case.dates import EdtfDate
from graph.case.schema import NodeType
from graph.case.statuses import STATUSES
from graph.case.words import joined_with_and
from graph.elements import Subgraph
from graph.explore.filter import is_claimed, is_value
from graph.explore.view import VALUES_OFF, View
from graph.questions.claims import Claim

QUERIED = "only what a query gives"
_MAX_NAMED = 4
"""The most relationship types, or nodes, that are named; of more, only the number is told."""


def left_out(
    view: View,
    whole: Subgraph,
    types: Mapping[str, NodeType],
    claims: Mapping[str, Sequence[Claim]],
    undated: int = 0,
    remaining: Subgraph | None = None,
) -> list[str]:
    """Return what the filters of a view, and a person's hand, leave out, a phrase each.

    Parameters
    ----------
    view : View
    whole : Subgraph
        What there is before the filters.
    types : mapping of str to NodeType
        What each node is drawn as.
    claims : mapping of str to sequence of Claim
        By the key of the relationship.
    undated : int
        Nodes without a date, of which a filter by date says what becomes of them.
    remaining : Subgraph, optional
        What all filters leave: a filter by speaker or source says how many of its statements other filters leave out.

    Examples
    --------
    >>> left_out(View(case="harbour-fire", since="2019-03-01"), Subgraph((), ()), {}, {}, 31)
    ['dated from 1 March 2019 (31 without a date are kept)']
    """
    # values of a case come in when they are asked for, and a legend says how many there are
    quiet = view.off >= VALUES_OFF
    told = (node for node in whole.nodes if not (quiet and is_value(node)))
    types_off = _counted((name for node in told for name in types[node.key].names if name in view.off), types)
    off = {key for key, type_ in types.items() if not view.off.isdisjoint(type_.names)}
    ties = [r for r in whole.relationships if off.isdisjoint((r.start_node.key, r.end_node.key))]
    statuses = Counter(status for r in ties if (status := status_of(r)))
    statuses_off = [
        f"{status} ({statuses[status]:,})" for status in STATUSES if statuses[status] and f"~{status}" in view.off
    ]
    relationships = Counter(r.type for r in ties)
    relationships_off = [f"{name} ({n:,})" for name, n in sorted(relationships.items()) if f":{name}" in view.off]
    if len(relationships_off) > _MAX_NAMED:
        relationships_off = [f"{len(relationships_off)} types"]
    days = [f"{word} {EdtfDate.parse(day)}" for word, day in (("from", view.since), ("until", view.until)) if day]
    kept = f" ({undated:,} without a date are {'left out' if view.dated else 'kept'})" if undated and days else ""
    begun = [node_caption(node, types[node.key]) for node in whole.nodes if node.key in view.start]
    more_begun = f" and {len(begun) - _MAX_NAMED:,} more" if len(begun) > _MAX_NAMED else ""
    phrases = (
        QUERIED if view.query else "",
        f"only {', '.join(begun[:_MAX_NAMED])}{more_begun} and what was brought in" if begun else "",
        f"without {joined_with_and(types_off)}" if types_off else "",
        f"without statements that are {joined_with_and(statuses_off)}" if statuses_off else "",
        f"without relationships of {joined_with_and(relationships_off)}" if relationships_off else "",
        _only_said(view, whole, claims, remaining) if view.speaker or view.source else "",
        f"dated {' '.join(days)}{kept}" if days else "",
        "without what stands alone" if view.degree == 1 else "",
        f"only nodes with at least {view.degree:,} relationships" if view.degree > 1 else "",
        f"without {len(view.hidden):,} hidden by hand" if view.hidden else "",
        f"only {len(view.only):,} that were chosen" if view.only else "",
    )
    return [phrase for phrase in phrases if phrase]


def filtered_words(left: Iterable[str], values: str) -> str:
    """Return all that is left out as one sentence, as :func:`left_out` and :func:`values_left_out` tell it."""
    told = [*filter(None, [values]), *left]
    return f"Filtered: {'; '.join(told)}" if told else ""


def values_left_out(view: View, whole: Subgraph, types: Mapping[str, NodeType]) -> str:
    """Return how many dates, quantities and texts are not asked for: a legend shows that, a file has to say it."""
    if not view.off >= VALUES_OFF:
        return ""
    words = _counted((types[node.key].name for node in whole.nodes if is_value(node)), types)
    return f"without {joined_with_and(words)}" if words else ""


def _only_said(view: View, whole: Subgraph, claims: Mapping[str, Sequence[Claim]], remaining: Subgraph | None) -> str:
    """Return what a filter by speaker or source keeps, and how much of it other filters leave out."""
    every_claim = [claim for rows in claims.values() for claim in rows]
    speaker = next((claim.by_name for claim in every_claim if claim.by == view.speaker), view.speaker)
    source = next((claim.source_name for claim in every_claim if claim.source == view.source), view.source)
    said = f"what {speaker} {view.stance or 'asserts, denies or questions'}" if view.speaker else "what is"
    only = f"only {said}{f' cited to {source}' if view.source else ''}"
    if remaining:
        asked = sum(is_claimed(view, claims.get(r.key, ())) for r in whole.relationships)
        if more := asked - len(remaining.relationships):
            only += f" ({more:,} more left out by other filters)"
    return only


def _counted(names: Iterable[str], types: Mapping[str, NodeType]) -> list[str]:
    """Return how often each type is named: "1 person", "3 people"."""
    plurals = {type_.name: type_.plural for type_ in types.values()}
    return [
        f"{n:,} {(name if n == 1 else plurals.get(name, name)).lower()}" for name, n in sorted(Counter(names).items())
    ]
