"""The layouts, in one table; each gives the same positions for the same graph."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from pkgutil import resolve_name
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from graph.picture.layout.graph import LayoutGraph, Placement


@dataclass(frozen=True, slots=True)
class Layout:
    """A way to place nodes.

    Parameters
    ----------
    name : str
        In addresses.
    label : str
        In menus.
    use : str
        What it shows.
    placer : str
        ``module:function`` in this folder: takes a graph and returns where its nodes are; loaded when used.
    """

    name: str
    label: str
    use: str
    placer: str

    def place(self, graph: LayoutGraph) -> Placement:
        """Return where the nodes of a graph are."""
        placer: Callable[[LayoutGraph], Placement] = resolve_name(f"{__name__}.{self.placer}")
        return placer(graph)


LAYOUTS: dict[str, Layout] = {
    row.name: row
    for row in (
        Layout("organic", "Organic", "What belongs together stands together", "organic:organic"),
        Layout("layered", "Layered", "From left to right along the relationships", "ordered:layered"),
        Layout("radial", "Radial", "In rings around the selected node", "ordered:radial"),
        Layout("time", "By time", "From left to right by date", "by_time:by_time"),
        Layout("grouped", "By type", "A group for each type", "ordered:grouped"),
    )
}
"""Every layout by its name, in the order of menus."""
