"""Plans of both engines as :class:`~graph.stores.Plan`: a text of indented lines, and a tree of dicts."""

from __future__ import annotations

import re
from collections.abc import Mapping
from typing import Any

from graph.stores.base import Plan

_LINE = re.compile(r"( *)(\w+) ?(.*?)(?:  rows=(\d+)  time=\S+)?")


def plan_from_text(text: str) -> Plan | None:
    r"""Return the plan that the embedded engine writes as lines, each indented by two spaces under what it feeds.

    Examples
    --------
    >>> plan = plan_from_text("Limit (3)\n  NodeScan (n:Person)\n")
    >>> plan.operator, plan.details, plan.children[0].details
    ('Limit', '3', 'n:Person')
    """
    # From the last line up, so that what feeds a step is known when the step is met.
    unclaimed: list[tuple[int, Plan]] = []
    for line in reversed(text.splitlines()):
        match = _LINE.fullmatch(line)
        if match is None or line.startswith("Total time"):
            continue
        indent, operator, details, rows = match.groups()
        children = []
        while unclaimed and unclaimed[-1][0] > len(indent):
            children.append(unclaimed.pop()[1])
        plan = Plan(operator, _bare(details), float(rows) if rows else None, None, None, tuple(children))
        unclaimed.append((len(indent), plan))
    return unclaimed[-1][1] if unclaimed else None


def _bare(details: str) -> str:
    """Return details without the parentheses that hold all of them."""
    depth = 0
    for i, character in enumerate(details):
        depth += (character == "(") - (character == ")")
        if depth == 0:
            return details[1:-1] if i and i == len(details) - 1 else details
    return details


def plan_from_tree(tree: Mapping[str, Any]) -> Plan:
    """Return the plan, or the profile, of a summary of the Neo4j driver."""
    arguments = tree.get("args", {})
    rows, hits = tree.get("rows", arguments.get("Rows")), tree.get("dbHits", arguments.get("DbHits"))
    estimated = arguments.get("EstimatedRows")
    return Plan(
        operator=str(tree.get("operatorType", "")).partition("@")[0],
        details=str(arguments.get("Details", "")),
        rows=None if rows is None else float(rows),
        estimated=None if estimated is None else float(estimated),
        db_hits=None if hits is None else int(hits),
        children=tuple(plan_from_tree(child) for child in tree.get("children", ())),
    )
