"""What is written above and below a picture: the titles of the cases in it, and the dates of what they know."""

from __future__ import annotations

from collections.abc import Iterable

from graph.case.dates import EdtfDate
from graph.elements import Subgraph
from graph.stores import LoadedCase, Store


def headings(
    store: Store, graph: Subgraph, case: str = "", cases: Iterable[LoadedCase] | None = None, *, title: str = ""
) -> tuple[str, str]:
    """Return the title and the source line of a picture: the titles, and the dates, of the cases in it.

    Under the title of the one case that a picture is of, the source line does not name it again.

    Parameters
    ----------
    store : Store
    graph : Subgraph
        What the picture is of; a graph of no case is called by the store's name.
    case : str
        The case of a view, for a graph without any node.
    cases : iterable of LoadedCase, optional
        Those of the store, where they are known.
    title : str
        Another title than those of the cases.
    """
    loaded = {case.id: case for case in (store.cases() if cases is None else cases)}
    ids = sorted({node.key.case for node in graph.nodes if node.key.case in loaded}) or [case] * (case in loaded)
    titles = [loaded[id].title for id in ids]
    if titles and any(node.key.is_foreign for node in graph.nodes):
        titles.append("other data")
    days = [str(EdtfDate.parse(loaded[id].as_of)) for id in ids]
    if len(titles) == 1 and not title:
        return titles[0], f"As of {days[0]}"
    dated = [f"{loaded[id].title}, as of {day}" for id, day in zip(ids, days, strict=True)]
    return title or "; ".join(titles) or store.name, "; ".join(dated)
