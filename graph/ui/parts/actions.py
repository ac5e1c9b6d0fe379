"""What can be done with nodes: one word for each, on the canvas, in the inspector and in Python."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass
from enum import Flag, auto
from typing import Any, Literal

from graph.explore.view import View

Detail = Mapping[str, Any]
"""What the browser says beside the nodes, not to be trusted: ``type``, ``direction``, ``places``."""


class Chosen(Flag):
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
        Given a view, the keys of the nodes and the detail, returns the view after it: the same one where
        nothing comes of it.
    menu : Chosen
        For how many nodes it is a line of the canvas's menu.
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
    primary : bool
        The button that stands out.
    """

    name: str
    label: str
    does: Callable[[View, Sequence[str], Detail], View]
    menu: Chosen = Chosen.NONE
    buttons: Chosen = Chosen.NONE
    when: Literal["", "expanded", "pinned", "loose"] = ""
    key: str = ""
    gesture: str = ""
    hint: str = ""
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
            "one": Chosen.ONE in action.menu,
            "several": Chosen.SEVERAL in action.menu,
        }
        for action in actions
    ]


def buttons(
    actions: Iterable[Action],
    *,
    several: bool = False,
    expanded: bool = False,
    pinned: bool = False,
    ways: Mapping[str, int] | None = None,
) -> list[dict[str, Any]]:
    """Return actions as the inspector takes them.

    Parameters
    ----------
    actions : iterable of Action
    several : bool
        More than one node is selected.
    expanded, pinned : bool
        What the selected node is.
    ways : mapping of str to int, optional
        How many neighbours of each type an expand of it would bring in; without any there is no button for it.
    """
    chosen = Chosen.SEVERAL if several else Chosen.ONE
    holds = {"": True, "expanded": expanded, "pinned": pinned, "loose": not pinned}
    made: list[dict[str, Any]] = []
    for action in actions:
        if chosen not in action.buttons or not holds[action.when] or (action.name == "expand" and not ways):
            continue
        button: dict[str, Any] = {"label": action.label, "primary": action.primary}
        if action.name == "expand" and ways:
            made.append({**button, "choices": _ways(action.name, ways)})
        else:
            made.append({**button, "kind": action.name, "title": action.hint or None})
    return made


def _ways(name: str, ways: Mapping[str, int]) -> list[dict[str, Any]]:
    return [
        {"label": "Everything", "count": sum(ways.values()), "kind": name},
        *({"label": type_, "count": n, "kind": name, "detail": {"type": type_}} for type_, n in ways.items()),
        {"label": "Outgoing only", "kind": name, "detail": {"direction": "out"}},
        {"label": "Incoming only", "kind": name, "detail": {"direction": "in"}},
    ]
