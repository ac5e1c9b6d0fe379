"""What can be done with nodes: each action has one name on the canvas, in the inspector and in Python."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass
from enum import Flag, auto
from typing import Any, Literal

from graph.explore.expansions import Expansions
from graph.explore.view import View

Detail = Mapping[str, Any]
"""What the browser sends with the nodes, not to be trusted: ``type``, ``relationship``, ``direction``, ``places``."""


class OfferedFor(Flag):
    """How many nodes an action is offered for."""

    NONE = 0
    ONE = auto()
    SEVERAL = auto()
    ANY = ONE | SEVERAL


@dataclass(frozen=True, slots=True, kw_only=True)
class Action:
    """Something that can be done with nodes.

    Parameters
    ----------
    name : str
        What the browser sends.
    label : str
        What its line of the menu and its button say.
    does : callable
        Takes a view, the keys of the nodes and the detail; returns the new view, or the same one where nothing
        changes.
    menu : Chosen
        For how many nodes it is in the menu of the canvas.
    buttons : Chosen
        For how many nodes it is a button of the inspector.
    when : {"", "expanded", "pinned", "loose"}
        Offered only for what was expanded, or is pinned, or is not; empty: always.
    key : str
        A key that does it with the selection on the canvas, by the browser's name.
    gesture : str
        What else does it on the canvas.
    hint : str
        What pointing at its button says.
    edges : bool
        It is done with relationships too.
    fits : bool
        It leaves so little that the picture is fitted to it.
    primary : bool
        The button that stands out.
    """

    name: str
    label: str
    does: Callable[[View, Sequence[str], Detail], View]
    menu: OfferedFor = OfferedFor.NONE
    buttons: OfferedFor = OfferedFor.NONE
    when: Literal["", "expanded", "pinned", "loose"] = ""
    key: str = ""
    gesture: str = ""
    hint: str = ""
    edges: bool = False
    fits: bool = False
    primary: bool = False


def menu(actions: Iterable[Action]) -> list[dict[str, Any]]:
    """Return actions as the canvas takes them, for its menu and its keys."""
    return [
        {
            "name": action.name,
            "label": action.label,
            "note": action.gesture or action.key,
            "key": action.key,
            "when": action.when,
            "one": OfferedFor.ONE in action.menu,
            "several": OfferedFor.SEVERAL in action.menu,
            "edges": action.edges,
        }
        for action in actions
    ]


def buttons(
    actions: Iterable[Action],
    *,
    several: bool = False,
    expanded: bool = False,
    pinned: bool = False,
    expansions: Expansions | None = None,
) -> list[dict[str, Any]]:
    """Return actions as the inspector takes them.

    Parameters
    ----------
    actions : iterable of Action
    several : bool
        More than one node is selected.
    expanded, pinned : bool
        What the selected node is.
    expansions : Expansions, optional
        The neighbours that expanding the node would add; without any there is no button for it.
    """
    selected = OfferedFor.SEVERAL if several else OfferedFor.ONE
    applies = {"": True, "expanded": expanded, "pinned": pinned, "loose": not pinned}
    rows: list[dict[str, Any]] = []
    for action in actions:
        if (
            selected not in action.buttons
            or not applies[action.when]
            or (action.name == "expand" and not several and not (expansions and expansions.left))
        ):
            continue
        button: dict[str, Any] = {"label": action.label, "primary": action.primary}
        if action.name == "expand" and expansions and not several:
            rows.append({**button, "choices": expand_choices(action.name, expansions)})
        else:
            rows.append({**button, "kind": action.name, "title": action.hint or None})
    return rows


def expand_choices(name: str, expansions: Expansions) -> list[dict[str, Any]]:
    """Return the ways to expand a node, each with the number of neighbours that the view lacks."""
    arrows = {"out": "→", "in": "←"}
    return [
        {"label": "Everything", "count": expansions.left, "kind": name},
        *(
            {"label": type_, "count": n, "kind": name, "detail": {"type": type_}}
            for type_, n in expansions.by_type.items()
        ),
        *(
            {
                "label": f"{arrows[direction]} {type_.replace('_', ' ').lower()}",
                "count": n,
                "kind": name,
                "detail": {"relationship": type_, "direction": direction},
            }
            for (type_, direction), n in expansions.by_relationship.items()
        ),
    ]
