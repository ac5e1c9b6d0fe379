"""Search in a store of any size: what is read into memory, and of a larger database what its indexes find."""

from __future__ import annotations

import re
from collections.abc import Iterator
from weakref import WeakKeyDictionary

from graph.case.schema import Schema, load_schema
from graph.cypher import quote
from graph.elements import Node
from graph.errors import QueryError
from graph.questions.indexes import Index, indexes
from graph.questions.search import RECORDS, Entry, Hit, SearchIndex, entry, fold, read_index
from graph.settings import Settings, from_environment
from graph.stores import Store

_ASKED = 12
"""Indexes that one search asks."""
_EACH = 40
"""Nodes that one index gives."""
_LONGEST = 200
"""Characters of what was typed that an index is asked for."""
_OTHERWISE = 0.5
"""Score of what only the database finds fitting."""


class Finder:
    """Finds the nodes of a store by what is written about them.

    Parameters
    ----------
    store : Store
    schema : Schema
    limit : int
        Nodes whose names and texts are read into memory.
    """

    def __init__(self, store: Store, schema: Schema, *, limit: int) -> None:
        self._store, self._schema = store, schema
        held = store.schema()
        total = held.nodes
        self.index: SearchIndex = read_index(store, schema, limit=limit)
        self._indexes: list[Index] = []
        self.how = ""
        """How a store is searched that is too large to be read whole; empty where it is not."""
        if total > limit:
            of_something = [index for index in indexes(store) if not held.labels.keys().isdisjoint(index.labels)]
            self._indexes = [index for index in of_something if _can_be_asked(index)][:_ASKED]
            self.how = _how(total, limit, self._indexes)

    def search(self, text: str, *, case: str = "", limit: int = 12) -> list[Hit]:
        """Return the best hits for what was typed so far; see :meth:`graph.questions.search.SearchIndex.search`."""
        hits = {hit.key: hit for hit in self.index.search(text, case=case, limit=limit)}
        asked = [entry_ for entry_ in self._ask(text) if not case or entry_.key.startswith(f"{case}/")]
        for hit in SearchIndex(asked).search(text, limit=limit):
            hits[hit.key] = max(hits.get(hit.key, hit), hit, key=lambda hit: hit.score)
        for found in asked:
            # Its own analyzer may know that "sea" and "seas" are one word.
            other = Hit(found.key, found.id, found.name, found.type, found.labels, found.name, _OTHERWISE)
            hits.setdefault(found.key, other)
        return sorted(hits.values(), key=lambda hit: (-hit.score, len(hit.name), hit.key))[:limit]

    def _ask(self, text: str) -> list[Entry]:
        text = " ".join(text[:_LONGEST].split())
        if not fold(text):
            return []
        found: dict[str, Node] = {}
        for index in self._indexes:
            for node in self._asked(index, text):
                if "case_id" not in node.properties or RECORDS.isdisjoint(node.labels):
                    found.setdefault(node.key, node)
        return [entry(node, [], self._schema) for node in found.values()]

    def _asked(self, index: Index, text: str) -> Iterator[Node]:
        try:
            query = _query(index, self._store)
            given = {"name": index.name, "words": lucene(text), "forms": forms(text), "numbers": _numbers(text)}
            yield from (row[0] for row in self._store.query(query, given, limit=_EACH).rows)
        except QueryError:
            # An index that was dropped since, or that cannot be named here, finds nothing.
            return


_finders: WeakKeyDictionary[Store, tuple[tuple[str, int], Finder]] = WeakKeyDictionary()
"""Of each store that was searched: its version, how much of it was read, and the finder."""


def search(
    store: Store, text: str, *, case: str | None = None, limit: int = 12, settings: Settings | None = None
) -> list[Hit]:
    """Return the nodes that fit a text best, by name, alias, mention or any text property, typing errors forgiven.

    Parameters
    ----------
    store : Store
        Its names are read at the first search, and again when it has changed.
    text : str
    case : str, optional
        Only nodes of this case.
    limit : int
    settings : Settings, optional
        Its ``search_nodes`` bounds what is read; those of the environment where it is not given.

    Returns
    -------
    list of Hit
        Best first.

    Raises
    ------
    StoreError
        The store does not answer.
    """
    nodes = (settings or from_environment()).search_nodes
    held = store.version(), nodes
    known = _finders.get(store)
    finder = known[1] if known and known[0] == held else Finder(store, load_schema(), limit=nodes)
    _finders[store] = held, finder
    return finder.search(text, case=case or "", limit=limit)


def lucene(text: str) -> str:
    """Return what was typed as a query of a full-text index: every word, its beginning, or one with a typing error.

    Of Lucene's own signs none is left: only letters and digits are, in small letters, which are no operators.

    Examples
    --------
    >>> lucene('Low w* AND')
    '(low^4 OR low*^2 OR low~1) AND (w^4 OR w*^2) AND (and^4 OR and*^2 OR and~1)'
    """
    parts = []
    for word in re.findall(r"[^\W_]+", text.lower()):
        variants = list(dict.fromkeys(filter(None, [word, *fold(word).split()[:1]])))
        terms = [f"{variant}^4 OR {variant}*^2" for variant in variants]
        if len(word) >= 3:
            terms += [f"{variant}~{1 if len(word) < 7 else 2}" for variant in variants]
        parts.append(f"({' OR '.join(terms)})")
    return " AND ".join(parts)


def forms(text: str) -> list[str]:
    """Return a text as names are written, for an index that tells capitals from small letters."""
    return list(dict.fromkeys([text, text.lower(), text.title(), text[:1].upper() + text[1:], text.upper()]))


def _numbers(text: str) -> list[int]:
    return [int(text)] if re.fullmatch(r"-?\d{1,18}", text) else []


def _can_be_asked(index: Index) -> bool:
    if not index.of_nodes or not index.ready or index.labels[0] in RECORDS:
        return False
    return index.kind == "fulltext" or (index.kind in ("range", "text", "hash") and len(index.properties) == 1)


def _query(index: Index, store: Store) -> str:
    if index.kind == "fulltext":
        return (
            f"CALL db.index.fulltext.queryNodes($name, $words, {{limit: {_EACH}}}) YIELD node, score RETURN node, score"
        )
    label, name = (
        quote(text, dialect="embedded" if store.kind == "embedded" else "neo4j")
        for text in (index.labels[0], index.properties[0])
    )
    match = f"MATCH (n:{label})"
    if index.kind == "hash":
        return f"{match} WHERE n.{name} IN $forms OR n.{name} IN $numbers RETURN n"
    operator = "STARTS WITH" if index.kind == "range" else "CONTAINS"
    equal = f" UNION UNWIND $numbers AS form {match} WHERE n.{name} = form RETURN n" if index.kind == "range" else ""
    # One after the other: a condition on all forms at once would not be looked up in the index.
    return f"UNWIND $forms AS form {match} WHERE n.{name} {operator} form RETURN n LIMIT {_EACH}{equal}"


def _how(total: int, limit: int, asked: list[Index]) -> str:
    read = f"the first {limit:,} of {total:,} nodes (setting search_nodes)"
    if not asked:
        return (
            f"Searched by reading the names and texts of {read}; "
            "the database has no full-text or other index to find the rest by."
        )
    kinds = {"fulltext": "full-text", "hash": "equality"}
    named = ", ".join(f"{kinds.get(index.kind, index.kind)} index {index.name}" for index in asked[:3])
    more = f" and {len(asked) - 3} more" if len(asked) > 3 else ""
    forgiving = any(index.kind == "fulltext" for index in asked)
    rest = "" if forgiving else "; typing errors are forgiven only in what was read"
    return f"Searched by the database's {named}{more}, and by reading the texts of {read}{rest}."
