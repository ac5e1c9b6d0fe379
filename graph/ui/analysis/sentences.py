"""What analyses came to, in a sentence or two: what is first, and what changed between two of them."""

from __future__ import annotations

from collections.abc import Sequence

from graph.case.schema import Schema
from graph.case.words import number_of
from graph.explore.analysis import Outcome, shown_name
from graph.nx.measures import Moved, moved, places

_TOP = 10
"""Places among which the largest move is told."""


def of(outcomes: Sequence[Outcome], words: Sequence[str], schema: Schema) -> str:
    """Return what outcomes say.

    Parameters
    ----------
    outcomes : sequence of Outcome
        One, or two of the same measure.
    words : sequence of str
        What was counted for each, as phrases that stand alone.
    schema : Schema
    """
    if outcomes[0].ranked:
        return _of_ranking(outcomes, words, schema)
    if outcomes[0].groups:
        return _told_apart([of_groups(outcome) for outcome in outcomes], words)
    if any(outcome.bridging for outcome in outcomes):
        return _told_apart([_of_bridges(outcome) for outcome in outcomes], words)
    if outcomes[0].analysis.what == "bridges":
        return "There is no bridge: nothing falls apart when a single relationship or node is taken away."
    return "There is nothing to measure: what was chosen leaves no node. Choose other statements above."


def _of_ranking(outcomes: Sequence[Outcome], words: Sequence[str], schema: Schema) -> str:
    flat = [word for outcome, word in zip(outcomes, words, strict=True) if is_flat(outcome)]
    if len(flat) == len(outcomes):
        return (
            f"Nothing stands out: all {number_of(len(outcomes[0].ranked), 'node')} have the same score. "
            "The statements that were chosen may relate nothing; choose others above."
        )
    firsts = [_firsts(outcome, schema) for outcome in outcomes]
    if len(outcomes) == 1:
        return f"Of {number_of(len(outcomes[0].ranked), 'node')} {firsts[0]}."
    if flat:
        return f"{flat[0]}: all have the same score, so nothing stands out. {_other(flat[0], firsts, words)}"
    rows = moved(outcomes[0].ranked, outcomes[1].ranked)
    same = sum(row.before == row.after for row in rows)
    kept = f"{same:,} of {len(rows):,} keep their place" if same else f"None of {len(rows):,} keeps its place"
    if _leads(outcomes[0]) == _leads(outcomes[1]):
        told = [f"{firsts[0]} either way", f"{words[1]}: {moves}" if (moves := _moves(rows, schema)) else ""]
    else:
        told = [f"{words[0]}: {firsts[0]}", f"{words[1]}: {'; '.join(filter(None, [firsts[1], _moves(rows, schema)]))}"]
    return ". ".join(filter(None, [*told, kept])) + "."


def _other(flat: str, firsts: Sequence[str], words: Sequence[str]) -> str:
    return next(f"{word}: {first}." for word, first in zip(words, firsts, strict=True) if word != flat)


def is_flat(outcome: Outcome) -> bool:
    """Whether all nodes of a ranking share the first place."""
    return len(_leads(outcome)) == len(outcome.ranked) > 1


def _leads(outcome: Outcome) -> set[str]:
    return {key for key, place in places(outcome.ranked).items() if place == 1}


def _firsts(outcome: Outcome, schema: Schema) -> str:
    first = _leads(outcome)
    leaders = [shown_name(row.node, schema) for row in outcome.ranked if row.node.key in first]
    if len(leaders) == 1:
        return f"{leaders[0]} is first"
    others = number_of(len(leaders) - 1, "other") if len(leaders) > 2 else leaders[1]
    return f"{leaders[0]} and {others} share the first place"


def _moves(rows: Sequence[Moved], schema: Schema) -> str:
    """Return who moves furthest down and up among the first places of either."""
    placed = [(row, row.before, row.after) for row in rows if row.before is not None and row.after is not None]
    top = [(row, before, after) for row, before, after in placed if min(before, after) <= _TOP]
    if not top:
        return ""
    told = []
    for verb, sign in (("falls", 1), ("climbs", -1)):
        row, before, after = max(top, key=lambda each: (sign * (each[2] - each[1]), -each[1]))
        if sign * (after - before) > 0:
            told.append(f"{shown_name(row.node, schema)} {verb} furthest, from place {before:,} to {after:,}")
    return "; ".join(told)


def of_groups(outcome: Outcome) -> str:
    """Return how many groups there are, and how many nodes stand alone."""
    together = [group for group in outcome.groups if len(group) > 1]
    alone = len(outcome.groups) - len(together)
    if not together:
        return "no groups: every node stands alone. Choose other statements above"
    sizes = f"the largest of {number_of(len(together[0]), 'node')}"
    return f"{number_of(len(together), 'group')}, {sizes}{f', and {alone:,} alone' if alone else ''}"


def _of_bridges(outcome: Outcome) -> str:
    many = number_of(len(outcome.bridges.relationships), "relationship")
    return f"{many} and {number_of(len(outcome.bridges.nodes), 'node')} are bridges"


def _told_apart(told: Sequence[str], words: Sequence[str]) -> str:
    if len(told) == 1:
        return f"{told[0][:1].upper()}{told[0][1:]}."
    return " ".join(f"{word}: {each}." for word, each in zip(words, told, strict=True))
