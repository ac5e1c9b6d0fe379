"""The first layer of the guard: whether a query may run where nothing may change."""

from __future__ import annotations

from collections.abc import Collection, Iterator
from typing import Literal

from graph.cypher.analysis import Analysis, analyse
from graph.cypher.tokens import Dialect, Token, tokenize, unescape
from graph.cypher.words import words
from graph.errors import QueryRefusedError

_HARMLESS_PROCEDURES: dict[Dialect, Collection[str]] = {
    "neo4j": words(
        "db.info db.index.fulltext.listAvailableAnalyzers db.index.fulltext.queryNodes "
        "db.index.fulltext.queryRelationships db.index.vector.queryNodes db.index.vector.queryRelationships db.labels "
        "db.ping db.propertyKeys db.relationshipTypes db.schema.nodeTypeProperties db.schema.relTypeProperties "
        "db.schema.visualization dbms.components"
    ),
    # All that `CALL grafeo.procedures()` lists in 0.6.0; each computes, none writes.
    "embedded": words(
        "db.labels db.propertyKeys db.relationshipTypes grafeo.articulation_points grafeo.bellman_ford "
        "grafeo.betweenness_centrality grafeo.bfs grafeo.bridges grafeo.closeness_centrality "
        "grafeo.clustering_coefficient grafeo.connected_components grafeo.degree_centrality grafeo.dfs grafeo.dijkstra "
        "grafeo.floyd_warshall grafeo.kcore grafeo.kruskal grafeo.label_propagation grafeo.labels grafeo.louvain "
        "grafeo.max_flow grafeo.min_cost_max_flow grafeo.pagerank grafeo.prim grafeo.procedures grafeo.propertyKeys "
        "grafeo.relationshipTypes grafeo.search.mmr grafeo.search.text grafeo.search.vector grafeo.sssp "
        "grafeo.strongly_connected_components grafeo.topological_sort"
    ),
}
# A plain name is a function of the engine's own, and these read no file and no network; a dotted one
# may be a plug-in's. Of APOC's only families that compute from their arguments.
_HARMLESS_FUNCTIONS = words(
    "date.* datetime.* duration.* localdatetime.* localtime.* point.* time.* vector.similarity.* apoc.agg.* "
    "apoc.bitwise.* apoc.coll.* apoc.convert.* apoc.date.* apoc.map.* apoc.math.* apoc.number.* apoc.scoring.* "
    "apoc.temporal.* apoc.text.*"
)
_CERTAIN = frozenset(["change", "administration", "file", "elsewhere", "show", "transactions"])
_REASONS = {
    "change": "would change the graph; the console only reads.",
    "administration": "is an administration command; the console only reads.",
    "file": "would read a file or a web address; the console only reads the graph.",
    "elsewhere": "would leave this database; choose the database by the setting neo4j_database.",
    "show": "is refused; only indexes, constraints, functions and procedures may be shown.",
    "transactions": "would run in transactions of its own, as only changes need; the console only reads.",
    "unknown": "is no clause or operator known to only read; check its spelling, or put backticks around a name.",
    "statements": "begins another statement; run one statement at a time.",
    "bracket": "has no partner; close or remove it.",
    "end": "begins a text, a name or a comment that never ends.",
}


def plan_prefix(query: str, *, dialect: Dialect = "neo4j") -> Literal["explain", "profile"] | None:
    """Return whether a query begins with EXPLAIN or PROFILE, and with which of them.

    Examples
    --------
    >>> plan_prefix("EXPLAIN MATCH (n) RETURN n")
    'explain'
    """
    return next(_analyses(query, dialect))[0].plan


def with_explain(query: str) -> tuple[str, int]:
    r"""Return a query with EXPLAIN before it, which Neo4j plans and does not run, and how many lines were put above it.

    Raises
    ------
    QueryRefusedError
        It cannot be told for sure where the query says EXPLAIN or PROFILE.

    Examples
    --------
    >>> with_explain("PROFILE MATCH (n) RETURN n")
    ('EXPLAIN MATCH (n) RETURN n', 0)
    >>> with_explain("MATCH (n) RETURN n")
    ('EXPLAIN\nMATCH (n) RETURN n', 1)
    """
    plans = {analysis.plan for analysis, _ in _analyses(query, "neo4j")}
    if plans == {None}:
        return f"EXPLAIN\n{query}", 1
    tokens = tokenize(query)
    if plans == {"profile"}:
        profile = next(token for token in tokens if token.upper == "PROFILE")
        query = f"{query[: profile.start]}EXPLAIN{query[profile.end :]}"
        plans = {analysis.plan for analysis, _ in _analyses(query, "neo4j")}
    if plans != {"explain"}:
        raise QueryRefusedError("Begin the query with EXPLAIN or PROFILE, spelled plainly, or with neither.")
    return query, 0


def procedures(dialect: Dialect) -> frozenset[str]:
    """Return the procedures that a query which reads may call.

    Examples
    --------
    >>> "db.labels" in procedures("neo4j")
    True
    """
    return frozenset(_HARMLESS_PROCEDURES[dialect])


def check_read(query: str, *, dialect: Dialect, procedures: Collection[str] = ()) -> None:
    """Refuse a query that does, or may do, anything but read the graph.

    Parameters
    ----------
    query : str
    dialect : {"embedded", "neo4j"}
        The engine that will run it: they read the same text differently.
    procedures : collection of str
        Procedures and dotted functions that are fine beyond the harmless ones; a name that ends in
        ``.*`` stands for all that begin so.

    Raises
    ------
    QueryRefusedError
        The message names what was refused, its line and its column.

    Examples
    --------
    >>> check_read("MATCH (create) RETURN create.set", dialect="neo4j")
    >>> check_read("MATCH (n) SET n.x = 1", dialect="neo4j")
    Traceback (most recent call last):
    ...
    graph.errors.QueryRefusedError: SET at line 1, column 11 would change the graph; the console only reads.
    """
    for number, (analysis, offsets) in enumerate(_analyses(query, dialect)):
        if not analysis.tokens:
            raise QueryRefusedError("The query is empty; type one, such as MATCH (n) RETURN n LIMIT 25.")
        for problem in analysis.problems:
            # Text that only the first reading understands is no reason to refuse in the second.
            if number == 0 or problem.kind in _CERTAIN:
                line, column = _place(problem.token, query, offsets)
                reason = _REASONS[problem.kind]
                raise QueryRefusedError(
                    f"{problem.what} at line {line}, column {column} {reason}", line=line, column=column
                )
        for what, called, harmless in (
            ("procedure", analysis.procedures, _HARMLESS_PROCEDURES[dialect]),
            ("function", [call for call in analysis.functions if "." in call[0]], _HARMLESS_FUNCTIONS),
        ):
            for name, index in called:
                if not _listed(name, harmless) and not _listed(name, procedures):
                    line, column = _place(analysis.tokens[index], query, offsets)
                    raise QueryRefusedError(
                        f"The {what} {name} at line {line}, column {column} is not on the list of "
                        "those that only read the graph.",
                        line=line,
                        column=column,
                    )


def _analyses(query: str, dialect: Dialect) -> Iterator[tuple[Analysis, list[int] | None]]:
    r"""Yield each way in which the engine may read a query.

    With each come the offsets, in the query as typed, of the text that was analysed; None where they are the same.

    Neo4j undoes Unicode escapes first. Newer versions of its language do so inside strings and names
    alone, so a query that holds one is read in both ways. The next-line sign is a letter in Cypher 5 and a
    space in Cypher 25: a query that holds it is read in both ways too.
    """
    texts: list[tuple[str, list[int] | None]] = [(query, None)]
    if dialect == "neo4j" and "\\u" in query:
        texts.insert(0, unescape(query))
    if dialect == "neo4j":
        texts += [(text.replace("\x85", " "), offsets) for text, offsets in texts if "\x85" in text]
    for text, offsets in texts:
        yield analyse(tokenize(text, dialect=dialect)), offsets


def _listed(name: str, names: Collection[str]) -> bool:
    name = name.casefold()
    return any(
        name.startswith(entry.casefold()[:-1]) if entry.endswith(".*") else name == entry.casefold() for entry in names
    )


def _place(token: Token, query: str, offsets: list[int] | None) -> tuple[int, int]:
    """Return the line and the column of a token in the query as typed."""
    if offsets is None:
        return token.line, token.column
    before = query[: offsets[token.start]].replace("\r\n", "\n").replace("\r", "\n")
    return before.count("\n") + 1, len(before) - before.rfind("\n")
