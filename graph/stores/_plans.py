"""Plans of both engines as :class:`~graph.stores.Plan`: a text of indented lines, and a tree of dicts."""

from __future__ import annotations

import re
from collections.abc import Mapping
from typing import Any

from graph.stores.base import Plan

_LINE = re.compile(r"( *)(\w+) ?(.*?)(?:  rows=(\d+)  time=\S+)?")


def plan_of_text(text: str) -> Plan | None:
    r"""Return the plan that the embedded engine writes as lines, each indented by two spaces under what it feeds.

    Examples
    --------
    >>> plan = plan_of_text("Limit (3)\n  NodeScan (n:Person)\n")
    >>> plan.operator, plan.details, plan.children[0].details
    ('Limit', '3', 'n:Person')
    """
    # From the last line up, so that what feeds a step is known when the step is met.
    known: list[tuple[int, Plan]] = []
    for line in reversed(text.splitlines()):
        found = _LINE.fullmatch(line)
        if found is None or line.startswith("Total time"):
            continue
        indent, operator, details, rows = found.groups()
        children = []
        while known and known[-1][0] > len(indent):
            children.append(known.pop()[1])
        plan = Plan(operator, _bare(details), float(rows) if rows else None, None, None, tuple(children))
        known.append((len(indent), plan))
    return known[-1][1] if known else None


def _bare(details: str) -> str:
    """Return details without the parentheses that hold all of them."""
    depth = 0
    for i, character in enumerate(details):
        depth += (character == "(") - (character == ")")
        if depth == 0:
            return details[1:-1] if i and i == len(details) - 1 else details
    return details


def plan_of_tree(tree: Mapping[str, Any]) -> Plan:
    """Return the plan, or the profile, of a summary of the Neo4j driver."""
    known = tree.get("args", {})
    rows, hits = tree.get("rows", known.get("Rows")), tree.get("dbHits", known.get("DbHits"))
    estimated = known.get("EstimatedRows")
    return Plan(
        operator=str(tree.get("operatorType", "")).partition("@")[0],
        details=str(known.get("Details", "")),
        rows=None if rows is None else float(rows),
        estimated=None if estimated is None else float(estimated),
        db_hits=None if hits is None else int(hits),
        children=tuple(plan_of_tree(child) for child in tree.get("children", ())),
    )
