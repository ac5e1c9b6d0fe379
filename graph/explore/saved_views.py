"""Saved views: named, with a note, in a file beside the store.

They are no part of the graph: a store can be dropped and loaded again and they stay.
"""

from __future__ import annotations

import datetime
import hashlib
import json
import re
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from dataclasses import asdict, dataclass
from pathlib import Path
from urllib.parse import parse_qsl, urlencode

from graph.errors import CaseGraphError, NotFoundError
from graph.explore.view import MAX_URL, View
from graph.files import locked, write_whole


@dataclass(frozen=True, slots=True)
class SavedView:
    """A view that was kept.

    Parameters
    ----------
    id : str
        Made from the view itself: the same view always has the same id.
    name, note : str
        Both empty for a view that was only too long for a URL.
    saved : str
        When, ISO, in UTC.
    parameters : mapping
        As :meth:`graph.explore.view.View.to_parameters` gives them.
    """

    id: str
    name: str
    note: str
    saved: str
    parameters: Mapping[str, str]

    def view(self) -> tuple[View, list[str]]:
        """Return the view, with a sentence for each part of it that made no sense."""
        return View.from_parameters(self.parameters)


class SavedViews:
    """The saved views of one store.

    Parameters
    ----------
    path : Path
        The JSON file that keeps them; it need not exist.

    See Also
    --------
    path_for : where a store's views are kept.
    """

    def __init__(self, path: Path) -> None:
        self._path = path

    def list(self) -> list[SavedView]:
        """Return the views that have a name, by name."""
        return sorted((view for view in self._read().values() if view.name), key=lambda view: (view.name, view.id))

    def get(self, id: str) -> SavedView:
        """Return one view.

        Raises
        ------
        NotFoundError
            No view has the id.
        """
        found = self._read().get(id)
        if found is None:
            raise NotFoundError(f"No saved view has the id {id!r} in {self._path.name}.")
        return found

    def save(self, view: View, *, name: str = "", note: str = "") -> SavedView:
        """Keep a view; saving the same view again changes its name and note, unless both are empty."""
        parameters = view.to_parameters()
        text = json.dumps(parameters, sort_keys=True, ensure_ascii=False)
        id = hashlib.sha256(text.encode()).hexdigest()[:12]
        with self._locked() as views:
            if id in views and not name and not note:
                return views[id]
            now = datetime.datetime.now(datetime.UTC).isoformat(timespec="seconds")
            views[id] = SavedView(id, name, note, now, parameters)
            self._write(views)
            return views[id]

    def remove(self, id: str) -> None:
        """Forget a view; one that is not there is no error."""
        with self._locked() as views:
            if views.pop(id, None) is not None:
                self._write(views)

    def _read(self) -> dict[str, SavedView]:
        if not self._path.exists():
            return {}
        try:
            rows = json.loads(self._path.read_text(encoding="utf-8"))["views"]
            return {row["id"]: SavedView(**row) for row in rows}
        except (OSError, ValueError, KeyError, TypeError) as error:
            raise CaseGraphError(
                f"{self._path.name} does not hold saved views. Move it away to go on without them."
            ) from error

    def _write(self, views: Mapping[str, SavedView]) -> None:
        rows = [asdict(views[id]) for id in sorted(views)]
        text = json.dumps({"views": rows}, ensure_ascii=False, indent=1) + "\n"
        write_whole(self._path, text.encode())

    @contextmanager
    def _locked(self) -> Iterator[dict[str, SavedView]]:
        with locked(self._path):
            yield self._read()


def find_view(text: str, views: SavedViews) -> tuple[View, list[str]]:
    """Return the view that a URL, its query, or the id of a saved view names.

    Parameters
    ----------
    text : str
        ``http://…/?case=…``, ``case=…``, or an id.
    views : SavedViews

    Returns
    -------
    view : View
    notes : list of str
        A sentence for each part of it that made no sense.

    Raises
    ------
    NotFoundError
        It names a saved view that is not there.
    """
    query = text.partition("?")[2] if "?" in text else text
    if "=" not in query:
        return views.get(text).view()
    return from_url(dict(parse_qsl(query, keep_blank_values=True)), views)


def from_url(parameters: Mapping[str, str], views: SavedViews) -> tuple[View, list[str]]:
    """Return the view of a URL's parameters, which may name a saved one by ``view``.

    Raises
    ------
    NotFoundError
        It names a saved view that is not there.
    """
    return views.get(parameters["view"]).view() if "view" in parameters else View.from_parameters(parameters)


def to_url(view: View, views: SavedViews) -> dict[str, str]:
    """Return the URL parameters of a view; one that is too long for a URL is kept, and its id takes its place."""
    parameters = view.to_parameters()
    if len(urlencode(parameters)) <= MAX_URL:
        return parameters
    return {"view": views.save(view).id}


def path_for(address: str, database: str = "", *, what: str = "views") -> Path:
    """Return where the saved views (or ``queries``) of a store, or of one database of a server, are kept.

    Examples
    --------
    >>> str(path_for("data/cases.grafeo"))
    'data/cases.grafeo.views.json'
    >>> str(path_for("neo4j://db.example:7687"))
    'data/neo4j-db.example-7687.views.json'
    """
    if "://" in address:
        name = f"{address}/{database}" if database else address
        return Path("data") / (re.sub(r"[^A-Za-z0-9.]+", "-", name) + f".{what}.json")
    return Path(address + f".{what}.json")
