"""Search in a store of any size: the first nodes in memory, the others by the indexes of the database."""

from __future__ import annotations

import re
from collections.abc import Iterator
from weakref import WeakKeyDictionary

from graph.case.schema import Schema, load_schema
from graph.cypher import quote
from graph.elements import Node
from graph.errors import QueryError
from graph.questions.indexes import Index, indexes
from graph.questions.search import RECORDS, Entry, Hit, SearchIndex, entry_of, fold, read_index
from graph.settings import Settings, from_environment
from graph.stores import Store

_INDEXES = 12
"""Indexes that one search asks."""
_EACH = 40
"""Nodes that one index gives."""
_LONGEST = 200
"""Characters of what was typed that an index is asked for."""
_FOUND_BY_INDEX = 0.5
"""Score of what only the database finds fitting."""


class IndexedSearch:
    """Finds the nodes of a store by what is written about them, however many there are.

    Parameters
    ----------
    store : Store
    schema : Schema
    limit : int
        Nodes whose names and texts are read into memory.
    """

    def __init__(self, store: Store, schema: Schema, *, limit: int) -> None:
        self._store, self._schema = store, schema
        counts = store.schema()
        total = counts.nodes
        self.index: SearchIndex = read_index(store, schema, limit=limit)
        self._indexes: list[Index] = []
        self.how_searched = ""
        """How a store is searched that is too large to be read whole; empty where it is not."""
        if total > limit:
            of_something = [index for index in indexes(store) if not counts.labels.keys().isdisjoint(index.labels)]
            self._indexes = [index for index in of_something if _is_usable(index)][:_INDEXES]
            self.how_searched = _description(total, limit, self._indexes)

    def search(self, text: str, *, case: str = "", first: str = "", limit: int = 12) -> list[Hit]:
        """Return the best hits for what was typed so far; see :meth:`graph.questions.search.SearchIndex.search`."""
        hits = {hit.key: hit for hit in self.index.search(text, case=case, first=first, limit=limit)}
        entries = [entry for entry in self._ask(text) if not case or entry.key.startswith(f"{case}/")]
        for hit in SearchIndex(entries).search(text, limit=limit):
            hits[hit.key] = max(hits.get(hit.key, hit), hit, key=lambda hit: (not hit.guess, hit.score))
        # where all that fits is spelt alike, the rest of what its index gives is so, too
        guess = bool(hits) and all(hit.guess for hit in hits.values())
        for entry in entries:
            # Its own analyzer may know that "sea" and "seas" are one word.
            other = Hit(entry.key, entry.id, entry.name, entry.type, entry.labels, entry.name, _FOUND_BY_INDEX, guess)
            hits.setdefault(entry.key, other)
        if any(not hit.guess for hit in hits.values()):
            hits = {key: hit for key, hit in hits.items() if not hit.guess}

        def rank(hit: Hit) -> tuple[bool, float, int, str]:
            return bool(first) and not hit.key.startswith(f"{first}/"), -hit.score, len(hit.name), hit.key

        return sorted(hits.values(), key=rank)[:limit]

    def _ask(self, text: str) -> list[Entry]:
        text = " ".join(text[:_LONGEST].split())
        if not fold(text):
            return []
        nodes: dict[str, Node] = {}
        for index in self._indexes:
            for node in self._ask_one(index, text):
                if "case_id" not in node.properties or RECORDS.isdisjoint(node.labels):
                    nodes.setdefault(node.key, node)
        return [entry_of(node, [], self._schema) for node in nodes.values()]

    def _ask_one(self, index: Index, text: str) -> Iterator[Node]:
        try:
            query = _query(index, self._store)
            numbers = [int(text)] if re.fullmatch(r"-?\d{1,18}", text) else []
            words, forms = fulltext_query(text), spellings(text)
            parameters = {"name": index.name, "words": words, "forms": forms, "numbers": numbers}
            yield from (row[0] for row in self._store.query(query, parameters, limit=_EACH).rows)
        except QueryError:
            # An index that was dropped since, or that cannot be named here, finds nothing.
            return


_searches: WeakKeyDictionary[Store, tuple[tuple[str, int], IndexedSearch]] = WeakKeyDictionary()
"""Of each store that was searched: its version, how much of it was read, and its search."""


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
    version, ready = _searches.get(store, (None, None))
    if ready is None or version != held:
        ready = IndexedSearch(store, load_schema(), limit=nodes)
        _searches[store] = held, ready
    return ready.search(text, case=case or "", limit=limit)


def fulltext_query(text: str) -> str:
    """Return what was typed as a query of a full-text index: every word, its beginning, or one with a typing error.

    Of Lucene's own signs none is left: only letters and digits are, in small letters, which are no operators.

    Examples
    --------
    >>> fulltext_query('Low w* AND')
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


def spellings(text: str) -> list[str]:
    """Return the ways to write a name in capitals and small letters, for an index that tells these apart."""
    return list(dict.fromkeys([text, text.lower(), text.title(), text[:1].upper() + text[1:], text.upper()]))


def _is_usable(index: Index) -> bool:
    if not index.of_nodes or not index.ready or index.labels[0] in RECORDS:
        return False
    return index.kind == "fulltext" or (index.kind in ("range", "text", "hash") and len(index.properties) == 1)


def _query(index: Index, store: Store) -> str:
    if index.kind == "fulltext":
        return (
            f"CALL db.index.fulltext.queryNodes($name, $words, {{limit: {_EACH}}}) YIELD node, score RETURN node, score"
        )
    label, name = (quote(text, dialect=store.dialect) for text in (index.labels[0], index.properties[0]))
    match = f"MATCH (n:{label})"
    if index.kind == "hash":
        return f"{match} WHERE n.{name} IN $forms OR n.{name} IN $numbers RETURN n"
    operator = "STARTS WITH" if index.kind == "range" else "CONTAINS"
    equal = f" UNION UNWIND $numbers AS form {match} WHERE n.{name} = form RETURN n" if index.kind == "range" else ""
    # One after the other: a condition on all forms at once would not be looked up in the index.
    return f"UNWIND $forms AS form {match} WHERE n.{name} {operator} form RETURN n LIMIT {_EACH}{equal}"


def _description(total: int, limit: int, indexes_asked: list[Index]) -> str:
    read = f"the first {limit:,} of {total:,} nodes (setting search_nodes)"
    if not indexes_asked:
        return (
            f"Searched by reading the names and texts of {read}; "
            "the database has no full-text or other index to find the rest by."
        )
    kinds = {"fulltext": "full-text", "hash": "equality"}
    named = ", ".join(f"{kinds.get(index.kind, index.kind)} index {index.name}" for index in indexes_asked[:3])
    more = f" and {len(indexes_asked) - 3} more" if len(indexes_asked) > 3 else ""
    forgiving = any(index.kind == "fulltext" for index in indexes_asked)
    rest = "" if forgiving else "; typing errors are forgiven only in what was read"
    return f"Searched by the database's {named}{more}, and by reading the texts of {read}{rest}."
