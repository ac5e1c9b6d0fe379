"""Saved views: named, with a note, in a file beside the store.

They are no part of the graph: a store can be dropped and loaded again and they stay.
"""

from __future__ import annotations

import datetime
import hashlib
import json
from collections.abc import Mapping
from dataclasses import asdict, dataclass
from pathlib import Path
from typing import Literal
from urllib.parse import parse_qsl, urlencode

from graph.errors import FileError, NotFoundError
from graph.explore.beside import JsonFile
from graph.explore.view import MAX_URL, View
from graph.files import Moment, parse_json, typed


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
    saved: Moment
    parameters: Mapping[str, str]

    def view(self) -> tuple[View, list[str]]:
        """Return the view, with a sentence for each part of it that made no sense."""
        return View.from_parameters(self.parameters)


@dataclass(frozen=True, slots=True)
class _Content:
    views: tuple[SavedView, ...]


class SavedViews:
    """The saved views of one store.

    Parameters
    ----------
    path : Path
        The JSON file that keeps them; it need not exist.

    See Also
    --------
    graph.explore.beside.path_for : where a store's views are kept.
    """

    def __init__(self, path: Path) -> None:
        self._file: JsonFile[SavedView, _Content] = JsonFile(
            path,
            "saved views",
            content=_Content,
            from_content=lambda content: {view.id: view for view in content.views},
            to_json=lambda views: {"views": [asdict(views[id]) for id in sorted(views)]},
        )

    def list(self) -> list[SavedView]:
        """Return the views that have a name, by name."""
        return sorted((view for view in self._file.read().values() if view.name), key=lambda view: (view.name, view.id))

    def get(self, id: str) -> SavedView:
        """Return one view.

        Raises
        ------
        NotFoundError
            No view has the id.
        """
        view = self._file.read().get(id)
        if view is None:
            raise NotFoundError(f"No saved view has the id {id!r} in {self._file.path.name}.")
        return view

    def save(self, view: View, *, name: str = "", note: str = "") -> SavedView:
        """Keep a view; saving the same view again changes its name and note, unless both are empty."""
        parameters = view.to_parameters()
        text = json.dumps(parameters, sort_keys=True, ensure_ascii=False)
        id = hashlib.sha256(text.encode()).hexdigest()[:12]
        with self._file.change() as views:
            if id not in views or name or note:
                now = datetime.datetime.now(datetime.UTC).isoformat(timespec="seconds")
                views[id] = SavedView(id, name, note, now, parameters)
            return views[id]

    def remove(self, id: str) -> None:
        """Forget a view; one that is not there is no error."""
        with self._file.change() as views:
            views.pop(id, None)


_MAX_FILE = 1_000_000
"""Bytes of a view's file: every step of a view that is too long for an address keeps all of it."""


@dataclass(frozen=True, slots=True)
class _ViewFile:
    kind: Literal["casegraph view"]
    parameters: Mapping[str, str]


def to_file(view: View) -> bytes:
    """Return a view as a file that opens it elsewhere, however long it is; JSON."""
    content = _ViewFile("casegraph view", view.to_parameters())
    return (json.dumps(asdict(content), ensure_ascii=True, indent=1) + "\n").encode("ascii")


def from_file(content: bytes, name: str) -> tuple[View, list[str]]:
    """Return the view that a file holds, with a sentence for each part of it that made no sense.

    Raises
    ------
    FileError
        It is no file of :func:`to_file`, or too large; ``name`` is what the sentence calls it.
    """
    if len(content) > _MAX_FILE:
        raise FileError(f"{name} has {len(content):,} bytes; the file of a view has {_MAX_FILE:,} at the most.")
    try:
        parameters = typed(_ViewFile, parse_json(content.decode())).parameters
    except ValueError:
        raise FileError(f"{name} is not the file of a view. Save one under Saved views, by Save as a file.") from None
    return View.from_parameters(parameters)


def find_view(text: str, views: SavedViews) -> tuple[View, list[str]]:
    """Return the view that a file, a URL, its query, or the id of a saved view names.

    Parameters
    ----------
    text : str
        The path of a file, ``http://…/?case=…``, ``case=…``, or an id.
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
    FileError
        The file cannot be read, or holds no view.
    """
    if text.endswith(".json") and "=" not in text:
        try:
            return from_file(Path(text).read_bytes(), text)
        except OSError as error:
            raise FileError(f"{text} cannot be read: {error.strerror}.") from error
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
