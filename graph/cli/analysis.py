"""The commands of network analysis: who is central, which communities there are, what lies between and around."""

from __future__ import annotations

import argparse
import sys
import textwrap
from collections.abc import Iterable, Iterator, Sequence
from contextlib import contextmanager
from dataclasses import replace
from typing import TYPE_CHECKING, Any

from graph.cli.commands import open_store_of
from graph.cli.output import print_json
from graph.cli.walks import as_json, check_speaker, print_beside, walk_of
from graph.settings import Settings

if TYPE_CHECKING:
    from graph.elements import Node, Relationship
    from graph.nx.measures import Moved, Ranked
    from graph.nx.tables import Explained
    from graph.questions.paths import Walk
    from graph.stores import Store

_WIDTH = 100
"""Columns of a terminal that a list of ids takes."""


def rank(options: argparse.Namespace, settings: Settings) -> int:
    """Print the nodes by how central they are, the first first; side by side without allegations, if asked."""
    from graph.case.statuses import WITHOUT_ALLEGATIONS
    from graph.nx.measures import MEASURES, moved
    from graph.nx.measures import rank as find

    limit = options.limit or settings.query_rows
    with open_store_of(options, settings) as store, _told(options):
        case, walk = _case_and_walk(store, options)
        asked = _in_words(MEASURES[options.by], _counted(store, case, walk))
        rows = find(store, by=options.by, case=case, walk=walk)
        if options.compare:
            plain = replace(walk, statuses=WITHOUT_ALLEGATIONS)
            asked += f"\nWithout allegations. {_counted(store, case, plain)}"
            after = find(store, by=options.by, case=case, walk=plain)
            changes = moved(rows, after)
            _print_compared(options, asked, rows[:limit], after[:limit], changes)
        else:
            _print_ranked(options, asked, rows[:limit])
    if len(rows) > limit and options.format == "table":
        print(f"The first {limit} of {len(rows)}; --limit {len(rows)} lists all.", file=sys.stderr)
    return 0


def _print_ranked(options: argparse.Namespace, asked: str, rows: Sequence[Ranked]) -> None:
    from graph.formats.tables import to_table
    from graph.nx.measures import places

    if options.format == "json":
        print_json({"measure": options.by, "rows": [_ranked_as_json(row) for row in rows], "about": asked.split("\n")})
        return
    place = places(rows)
    lines = [(place[row.node.key], row.node.id, _name(row.node), _score(row.score)) for row in rows]
    print(asked)
    print(to_table(["place", "id", "name", options.by], lines), end="")


def _print_compared(
    options: argparse.Namespace, asked: str, rows: Sequence[Ranked], after: Sequence[Ranked], changes: Sequence[Moved]
) -> None:
    from graph.formats.tables import to_table
    from graph.nx.measures import steady

    shown = {row.node.key for row in (*rows, *after)}
    changes = [change for change in changes if change.node.key in shown]
    if options.format == "json":
        as_rows = [
            {
                "id": change.node.id,
                "name": _name(change.node),
                "before": change.before,
                "after": change.after,
                "score_before": None if change.score_before is None else steady(change.score_before),
                "score_after": None if change.score_after is None else steady(change.score_after),
            }
            for change in changes
        ]
        found = {
            "rows": [_ranked_as_json(row) for row in rows],
            "without_allegations": [_ranked_as_json(row) for row in after],
        }
        print_json({"measure": options.by, **found, "moved": as_rows, "about": asked.split("\n")})
        return
    lines = [
        (c.before, c.node.id, _name(c.node), _score(c.score_before), c.after, _score(c.score_after), _change(c))
        for c in changes
    ]
    print(asked)
    print(
        to_table(["place", "id", "name", options.by, "place without", f"{options.by} without", "moved"], lines), end=""
    )


def _change(change: Moved) -> str:
    if change.before is None or change.after is None or change.before == change.after:
        return ""
    places = change.before - change.after
    return f"{'up' if places > 0 else 'down'} {abs(places)}"


def _ranked_as_json(row: Ranked) -> dict[str, Any]:
    from graph.nx.measures import steady

    return {"id": row.node.id, "name": _name(row.node), "score": steady(row.score)}


def communities(options: argparse.Namespace, settings: Settings) -> int:
    """Print the groups of nodes that have more to do with each other than with the rest."""
    from graph.nx.measures import METHODS
    from graph.nx.measures import communities as find

    with open_store_of(options, settings) as store, _told(options):
        case, walk = _case_and_walk(store, options)
        asked = _in_words(METHODS[options.method], _counted(store, case, walk))
        found = [[node.id for node in part] for part in find(store, method=options.method, case=case, walk=walk)]
    if options.format == "json":
        print_json({"method": options.method, "communities": found, "about": asked.split("\n")})
        return 0
    print(asked)
    for number, part in enumerate((part for part in found if len(part) > 1), 1):
        print(_listed(f"{number} ({len(part)})", part))
    if alone := [part[0] for part in found if len(part) == 1]:
        print(_listed(f"alone ({len(alone)})", alone))
    return 0


def bridges(options: argparse.Namespace, settings: Settings) -> int:
    """Print the relationships and the nodes without which a part of the graph would be cut off."""
    from graph.nx.measures import BRIDGES
    from graph.nx.measures import bridges as find

    with open_store_of(options, settings) as store, _told(options):
        case, walk = _case_and_walk(store, options)
        asked = _in_words(BRIDGES, _counted(store, case, walk))
        found = find(store, case=case, walk=walk)
    if options.format == "json":
        nodes = [node.id for node in found.nodes]
        print_json({"relationships": as_json(found.relationships), "nodes": nodes, "about": asked.split("\n")})
        return 0
    print(asked)
    _print_relationships(found.relationships)
    print(_listed(f"nodes ({len(found.nodes)})", [node.id for node in found.nodes]))
    return 0


def similar(options: argparse.Namespace, settings: Settings) -> int:
    """Print the nodes that share most of their neighbours with a node."""
    from graph.formats.tables import to_table
    from graph.nx.measures import SIMILAR, steady
    from graph.nx.measures import similar as find
    from graph.questions.neighbors import find_node

    with open_store_of(options, settings) as store, _told(options):
        case, walk = _case_and_walk(store, options, find_node(store, options.id, case=options.case))
        asked = _in_words(SIMILAR, _counted(store, case, walk))
        found = find(store, options.id, case=case, walk=walk, limit=options.limit)
    if options.format == "json":
        rows = [
            {
                "id": row.node.id,
                "name": _name(row.node),
                "score": steady(row.score),
                "shared": [node.id for node in row.shared],
            }
            for row in found
        ]
        print_json({"id": options.id, "rows": rows, "about": asked.split("\n")})
        return 0
    lines = [(row.node.id, _name(row.node), _score(row.score), [node.id for node in row.shared]) for row in found]
    print(asked)
    print(to_table(["id", "name", "score", "neighbours of both"], lines), end="")
    return 0


def ego(options: argparse.Namespace, settings: Settings) -> int:
    """Print what is within some steps of a node, and how it is related."""
    from graph.case.words import number_of
    from graph.nx.ways import ego as find
    from graph.questions.neighbors import find_node

    with open_store_of(options, settings) as store, _told(options):
        case, walk = _case_and_walk(store, options, find_node(store, options.id, case=options.case))
        counted = _counted(store, case, walk)
        found = find(store, options.id, radius=options.radius, case=case, walk=walk)
    within = f"{number_of(len(found.nodes) - 1, 'node')} within {number_of(options.radius, 'step')} of {options.id}"
    asked = f"{within}, and all that relates these.\n{counted}"
    if options.format == "json":
        nodes = [{"id": node.id, "labels": list(node.labels), "name": _name(node)} for node in found.nodes]
        related = as_json(found.relationships)
        print_json(
            {
                "id": options.id,
                "radius": options.radius,
                "nodes": nodes,
                "relationships": related,
                "about": asked.split("\n"),
            }
        )
        return 0
    print(asked)
    _print_relationships(found.relationships)
    return 0


def connect(options: argparse.Namespace, settings: Settings) -> int:
    """Print what connects some nodes: shortest paths that join them all with few relationships."""
    from graph.elements import Path
    from graph.nx.ways import connect as find
    from graph.questions.neighbors import find_node
    from graph.questions.paths import parallel, statuses_in_words

    if len(set(options.ids)) < 2:
        options.usage("name two nodes or more that something may connect")
    with open_store_of(options, settings) as store, _told(options):
        nodes = [find_node(store, id, case=options.case) for id in options.ids]
        case, walk = _case_and_walk(store, options, nodes[0])
        asked = f"Shortest paths that join all {len(nodes)} with few relationships.\n{_counted(store, case, walk)}"
        found = find(store, options.ids, case=case, cutoff=settings.max_path_length, walk=walk)
        steps = [Path((r.start_node, r.end_node), (r,)) for r in found.relationships]
        besides = parallel(store, steps, walk=walk) if steps else []
    if options.format == "json":
        related, others = as_json(found.relationships), as_json(besides)
        print_json(
            {
                "nodes": [n.id for n in found.nodes],
                "relationships": related,
                "beside": others,
                "about": asked.split("\n"),
            }
        )
        return 0
    print(asked)
    _print_relationships(found.relationships)
    print(statuses_in_words(found.relationships))
    print_beside(besides)
    return 0


def _case_and_walk(store: Store, options: argparse.Namespace, node: Node | None = None) -> tuple[str | None, Walk]:
    """Return the case that is asked about, by a node or a speaker where it is not named, and what may be walked."""
    case = options.case or (node.key.case if node else None) or None
    walk = walk_of(store, options, case)
    if case is None and options.speaker:
        case = check_speaker(store, options.speaker, None)
    return case, walk


def _counted(store: Store, case: str | None, walk: Walk) -> str:
    """Return a sentence that says how many relationships count, of which statuses, and what is left out."""
    from graph.questions.paths import Walk, counts_in_words

    entity = ":Entity" if store.cases() else ""
    scope = "AND n.case_id = $case" if case else ""

    def count(walk: Walk) -> dict[str, int]:
        conditions, parameters = walk.condition(store, case or "")
        rows = store.query(
            f"MATCH (n{entity})-[r]->(m{entity}) WHERE true {scope}{conditions} RETURN r.status AS status, count(*)",
            {"case": case, **parameters},
        ).rows
        return {status or "": n for status, n in rows}

    every, these = count(Walk()), count(walk)
    between = " between entities" if entity else ""
    some = f"{sum(these.values()):,} of {sum(every.values()):,}" if these != every else f"all {sum(every.values()):,}"
    words = counts_in_words(these)
    left = counts_in_words({status: n - these.get(status, 0) for status, n in every.items()})
    out = [f"{left}"] * bool(left) + ["dates, quantities and texts"] * bool(entity)
    return f"Counted: {some} relationships{between}{f': {words}' if words else ''}." + (
        f" Left out: {'; '.join(out)}." if out else ""
    )


def _in_words(what: Explained, counted: str) -> str:
    return f"{what.title}. {what.sentence}\n{counted}"


@contextmanager
def _told(options: argparse.Namespace) -> Iterator[None]:
    """Print what was answered in the store and what was copied out of it, where that is asked for."""
    if not options.explain:
        yield
        return
    from graph.nx.explaining import explain

    with explain() as report:
        yield
    print(report, file=sys.stderr)


def _print_relationships(relationships: Iterable[Relationship]) -> None:
    from graph.formats.tables import to_table

    lines = [(r.start, r.type, r.end, r.properties.get("status")) for r in relationships]
    print(to_table(["from", "relationship", "to", "status"], lines), end="")


def _listed(head: str, ids: Sequence[str]) -> str:
    return textwrap.fill(f"{head}: {', '.join(ids)}", _WIDTH, subsequent_indent="  ", break_on_hyphens=False)


def _name(node: Node) -> str:
    return str(node.properties.get("name", node.id))


def _score(score: float | None) -> str:
    return "" if score is None else str(score) if isinstance(score, int) else f"{score:.4f}"
