"""What the inspector offers to write about what is selected, as buttons that come back as tasks."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

from graph.case.captions import status_of
from graph.elements import Node, Relationship
from graph.questions.claims import Claim
from graph.ui.writing.desk import Task

EVENT = "write"
"""What the inspector sends when one of the buttons is pressed."""
_MERGED = 2


def for_node(node: Node) -> list[dict[str, Any]]:
    """Return what is offered for one node: nothing where it is no entity of a case."""
    if node.key.is_foreign or "Entity" not in node.labels:
        return []
    of = {"case": node.key.case, "of": node.id}
    return [
        _menu(
            "Edit",
            [
                _choice("Name, type, mentions …", "entity", of),
                _choice("Add a statement …", "statement", of),
                _choice("Merge with …", "merge", of),
                _choice("Remove …", "remove_entity", of),
            ],
        )
    ]


def for_nodes(nodes: Sequence[Node]) -> list[dict[str, Any]]:
    """Return what is offered for several nodes: to relate or merge two entities of one case."""
    cases = {node.key.case for node in nodes}
    entities = all("Entity" in node.labels and not node.key.is_foreign for node in nodes)
    if len(nodes) != _MERGED or len(cases) != 1 or not entities:
        return []
    of = {"case": cases.pop(), "of": nodes[0].id, "other": nodes[1].id}
    return [_menu("Edit", [_choice("Relate …", "statement", of), _choice("Merge …", "merge", of)])]


def for_statement(relationship: Relationship) -> list[dict[str, Any]]:
    """Return what is offered for a relationship: nothing where it is no statement of a case."""
    if status_of(relationship) is None or relationship.key.is_foreign:
        return []
    of = {"case": relationship.key.case, "of": relationship.id}
    return [
        _menu(
            "Edit",
            [
                _choice("Add a claim …", "claim", of),
                _choice("Correct …", "correct_statement", of),
                _choice("Put under a question …", "put_under", of),
                _choice("Remove …", "remove_statement", of),
            ],
        )
    ]


def for_claim(claim: Claim) -> list[dict[str, Any]]:
    """Return the buttons of a claim, which are called by its speaker."""
    detail = {"case": claim.case, "of": claim.statement, "claim": claim.id}
    speaker = f"“{claim.by_name}”" if claim.by == claim.source else claim.by_name
    return [
        {
            "label": label,
            "title": f"{label} the claim by {speaker}",
            "kind": EVENT,
            "detail": {**detail, "form": form},
        }
        for label, form in (("Correct", "correct_claim"), ("Remove", "remove_claim"))
    ]


def for_text(node: Node) -> dict[str, Any]:
    """Return what is offered for words that are selected in the text of a source."""
    if node.key.is_foreign or "Source" not in node.labels:
        return {}
    detail = {"form": "statement", "case": node.key.case, "source": node.id}
    return {"selecting": {"label": "State what the selected words say", "kind": EVENT, "detail": detail}}


def for_case(case: str) -> list[dict[str, Any]]:
    """Return what is offered where nothing is selected."""
    return (
        [] if not case else [{"label": "Add an entity", "kind": EVENT, "detail": {"form": "new_entity", "case": case}}]
    )


def task_of(event: Mapping[str, Any]) -> Task:
    """Return the task that a press begins; what the browser sends is only looked up."""
    case, form, of, claim, other = (str(event.get(name, "")) for name in ("case", "form", "of", "claim", "other"))
    source, start, end = (event.get(name) for name in ("source", "start", "end"))
    words = (str(source), start, end) if isinstance(start, int) and isinstance(end, int) and 0 <= start < end else None
    return Task(case, form, of, claim, other, words)


def _menu(label: str, choices: list[dict[str, Any]]) -> dict[str, Any]:
    return {"label": label, "choices": choices}


def _choice(label: str, form: str, of: Mapping[str, str]) -> dict[str, Any]:
    return {"label": label, "kind": EVENT, "detail": {"form": form, **of}}
