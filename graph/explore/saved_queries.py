"""Queries that were run, and those to keep: history and favourites, in a file beside the store.

They are no part of the graph, and belong to the store, not to a person: whoever uses the app on it sees them.
"""

from __future__ import annotations

import datetime
import hashlib
import json
from collections.abc import Mapping
from dataclasses import asdict, dataclass, replace
from pathlib import Path
from typing import Any

from graph.errors import NotFoundError
from graph.explore.beside import JsonFile
from graph.explore.parameters import from_url, to_url
from graph.files import AnyText, Moment

HISTORY = 100
"""Queries that were run and are kept; the oldest go first. Favourites and shared ones are not counted."""
SHARED = 1_000
"""Queries that are kept because an address names them; the oldest go first."""


@dataclass(frozen=True, slots=True)
class SavedQuery:
    """A query with its parameters.

    Parameters
    ----------
    id : str
        Made from the query and its parameters: the same again always has the same id.
    query : str
    values : mapping of str to str
        The parameters as :func:`graph.explore.parameters.to_url` gives them.
    name, note : str
        Of a favourite; both empty for any other.
    ran : str
        When it ran last, ISO, in UTC; empty: never, or no longer in the history.
    saved : str
        When it was made a favourite, or shared; empty: neither.
    """

    id: str
    query: AnyText
    values: Mapping[AnyText, AnyText]
    name: str = ""
    note: str = ""
    ran: Moment = ""
    saved: Moment = ""

    @property
    def parameters(self) -> dict[str, Any]:
        """The parameters as a query takes them."""
        return from_url(self.values)


@dataclass(frozen=True, slots=True)
class _Content:
    queries: tuple[SavedQuery, ...]


class SavedQueries:
    """The queries kept beside one store.

    Parameters
    ----------
    path : Path
        The JSON file that keeps them; it need not exist.
    """

    def __init__(self, path: Path) -> None:
        self._file: JsonFile[SavedQuery, _Content] = JsonFile(
            path,
            "saved queries",
            content=_Content,
            from_content=lambda content: {query.id: query for query in content.queries},
            to_json=lambda queries: {"queries": [asdict(query) for query in _remembered(queries)]},
            ensure_ascii=True,  # a query may hold a lone surrogate
        )

    def history(self) -> list[SavedQuery]:
        """Return what was run, the last first."""
        return _last_first(self._file.read())

    def favourites(self) -> list[SavedQuery]:
        """Return what has a name, by name."""
        return sorted((q for q in self._file.read().values() if q.name), key=lambda q: (q.name.casefold(), q.id))

    def get(self, id: str) -> SavedQuery:
        """Return one query.

        Raises
        ------
        NotFoundError
            No query has the id.
        """
        query = self._file.read().get(id)
        if query is None:
            raise NotFoundError(f"No query has the id {id!r} in {self._file.path.name}.")
        return query

    def record(self, query: str, parameters: Mapping[str, Any]) -> SavedQuery:
        """Note that a query was run; the same one again moves to the front."""
        return self._save(query, parameters, ran=_now())

    def share(self, query: str, parameters: Mapping[str, Any]) -> SavedQuery:
        """Keep a query that an address will name."""
        return self._save(query, parameters, saved=_now())

    def favour(self, query: str, parameters: Mapping[str, Any], *, name: str, note: str = "") -> SavedQuery:
        """Keep a query under a name; the same query again changes its name and note."""
        return self._save(query, parameters, name=name, note=note, saved=_now())

    def unfavour(self, id: str) -> None:
        """Take a query's name and note away; it stays in the history where it is there."""
        with self._file.change() as queries:
            if id in queries:
                queries[id] = replace(queries[id], name="", note="", saved="")

    def forget(self, id: str) -> None:
        """Take a query out of the history; a favourite stays one."""
        with self._file.change() as queries:
            if id in queries:
                queries[id] = replace(queries[id], ran="")

    def _save(self, query: str, parameters: Mapping[str, Any], **changes: Any) -> SavedQuery:
        values = to_url(parameters)
        text = json.dumps([query, values], sort_keys=True, ensure_ascii=True)
        id = hashlib.sha256(text.encode()).hexdigest()[:12]
        with self._file.change() as queries:
            queries[id] = replace(queries.get(id, SavedQuery(id, query, values)), **changes)
            return queries[id]


def _last_first(queries: Mapping[str, SavedQuery]) -> list[SavedQuery]:
    """Return the queries that were run, the last first."""
    return sorted((q for q in queries.values() if q.ran), key=lambda q: (q.ran, q.id), reverse=True)


def _remembered(queries: Mapping[str, SavedQuery]) -> list[SavedQuery]:
    """Return the queries that stay, by id: all favourites, the history and the shared ones up to their limits."""
    too_old = {q.id for q in _last_first(queries)[HISTORY:]}
    remaining = [replace(q, ran="") if q.id in too_old else q for q in queries.values()]
    shared = sorted((q for q in remaining if q.saved and not q.name), key=lambda q: (q.saved, q.id), reverse=True)
    too_many = {q.id for q in shared[SHARED:] if not q.ran}
    return [q for q in sorted(remaining, key=lambda q: q.id) if (q.ran or q.saved) and q.id not in too_many]


def _now() -> str:
    return datetime.datetime.now(datetime.UTC).isoformat(timespec="microseconds")
