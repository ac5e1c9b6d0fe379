"""Queries that were run, and those to keep: history and favourites, in a file beside the store.

They are no part of the graph, and belong to the store, not to a person: whoever uses the app on it sees them.
"""

from __future__ import annotations

import datetime
import hashlib
import json
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from dataclasses import asdict, dataclass, replace
from pathlib import Path
from typing import Any

from graph.errors import CaseGraphError, NotFoundError
from graph.explore.parameters import from_url, to_url
from graph.files import locked, write_whole

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
    query: str
    values: Mapping[str, str]
    name: str = ""
    note: str = ""
    ran: str = ""
    saved: str = ""

    @property
    def parameters(self) -> dict[str, Any]:
        """The parameters as a query takes them."""
        return from_url(self.values)


class SavedQueries:
    """The queries kept beside one store.

    Parameters
    ----------
    path : Path
        The JSON file that keeps them; it need not exist.
    """

    def __init__(self, path: Path) -> None:
        self._path = path

    def history(self) -> list[SavedQuery]:
        """Return what was run, the last first."""
        return sorted((q for q in self._read().values() if q.ran), key=lambda q: (q.ran, q.id), reverse=True)

    def favourites(self) -> list[SavedQuery]:
        """Return what has a name, by name."""
        return sorted((q for q in self._read().values() if q.name), key=lambda q: (q.name.casefold(), q.id))

    def get(self, id: str) -> SavedQuery:
        """Return one query.

        Raises
        ------
        NotFoundError
            No query has the id.
        """
        found = self._read().get(id)
        if found is None:
            raise NotFoundError(f"No query has the id {id!r} in {self._path.name}.")
        return found

    def record(self, query: str, parameters: Mapping[str, Any]) -> SavedQuery:
        """Note that a query was run; the same one again moves to the front."""
        return self._change(query, parameters, ran=_now())

    def share(self, query: str, parameters: Mapping[str, Any]) -> SavedQuery:
        """Keep a query that an address will name."""
        return self._change(query, parameters, saved=_now())

    def favour(self, query: str, parameters: Mapping[str, Any], *, name: str, note: str = "") -> SavedQuery:
        """Keep a query under a name; the same query again changes its name and note."""
        return self._change(query, parameters, name=name, note=note, saved=_now())

    def unfavour(self, id: str) -> None:
        """Take a query's name and note away; it stays in the history where it is there."""
        with self._locked() as queries:
            if id in queries:
                queries[id] = replace(queries[id], name="", note="", saved="")
                self._write(queries)

    def forget(self, id: str) -> None:
        """Take a query out of the history; a favourite stays one."""
        with self._locked() as queries:
            if id in queries:
                queries[id] = replace(queries[id], ran="")
                self._write(queries)

    def _change(self, query: str, parameters: Mapping[str, Any], **changes: Any) -> SavedQuery:
        values = to_url(parameters)
        text = json.dumps([query, values], sort_keys=True, ensure_ascii=True)
        id = hashlib.sha256(text.encode()).hexdigest()[:12]
        with self._locked() as queries:
            queries[id] = replace(queries.get(id, SavedQuery(id, query, values)), **changes)
            self._write(queries)
            return queries[id]

    def _read(self) -> dict[str, SavedQuery]:
        if not self._path.exists():
            return {}
        try:
            rows = json.loads(self._path.read_text(encoding="utf-8"))["queries"]
            return {row["id"]: SavedQuery(**row) for row in rows}
        except (OSError, ValueError, KeyError, TypeError) as error:
            raise CaseGraphError(
                f"{self._path.name} does not hold saved queries. Move it away to go on without them."
            ) from error

    def _write(self, queries: Mapping[str, SavedQuery]) -> None:
        run = sorted((q for q in queries.values() if q.ran), key=lambda q: (q.ran, q.id), reverse=True)
        old = {q.id for q in run[HISTORY:]}
        kept = [replace(q, ran="") if q.id in old else q for q in queries.values()]
        shared = sorted((q for q in kept if q.saved and not q.name), key=lambda q: (q.saved, q.id), reverse=True)
        gone = {q.id for q in shared[SHARED:] if not q.ran}
        rows = [asdict(q) for q in sorted(kept, key=lambda q: q.id) if (q.ran or q.saved) and q.id not in gone]
        # ASCII: a query may hold a lone surrogate, which no other encoding takes
        write_whole(self._path, (json.dumps({"queries": rows}, indent=1) + "\n").encode())

    @contextmanager
    def _locked(self) -> Iterator[dict[str, SavedQuery]]:
        with locked(self._path):
            yield self._read()


def _now() -> str:
    return datetime.datetime.now(datetime.UTC).isoformat(timespec="microseconds")
