"""The names of a query's columns, as Neo4j gives them."""

from __future__ import annotations

from graph.cypher.analysis import Analysis, analyse
from graph.cypher.tokens import Dialect, Token, tokenize


def column_names(query: str, *, dialect: Dialect = "neo4j") -> list[str] | None:
    """Return the names that Neo4j gives the columns of a query, or None where tokens cannot tell.

    A column without an alias has the text of its expression as typed, white space and comments inside
    it kept; one that is a variable alone, or a projection of its properties, has the variable's name.

    Examples
    --------
    >>> column_names("MATCH (n) RETURN n.name, count( * ) AS c, n {.age}")
    ['n.name', 'c', 'n']
    """
    analysis = analyse(tokenize(query, dialect=dialect))
    # an escape may be a quote or a comma, and the next-line sign a letter or a space
    unsure = dialect == "neo4j" and ("\\u" in query or "\x85" in query)
    if analysis.plan or analysis.conditional or unsure:
        return None
    branches: list[list[str] | None] = []
    start: int | None = None
    for i, word in [*analysis.clauses, (len(analysis.tokens), "UNION")]:
        if word == "RETURN":
            start = i + 1
        elif word == "UNION":
            branches.append(None if start is None else _columns(query, analysis, start))
            start = None
        elif word not in ("ORDER", "SKIP", "LIMIT", "OFFSET"):
            start = None
    return branches[0] if all(branch == branches[0] for branch in branches) else None


def _columns(query: str, analysis: Analysis, start: int) -> list[str] | None:
    """Return the names of the items that start at a token; None where one is ``*``."""
    tokens = analysis.tokens
    if start < len(tokens) and tokens[start].upper == "DISTINCT" and analysis.roles.get(start) != "variable":
        if start + 1 == len(tokens) or tokens[start + 1].text in (",", ".") or tokens[start + 1].upper == "AS":
            return None
        start += 1
    items: list[list[int]] = [[]]
    depth = 0
    for i in range(start, len(tokens)):
        token = tokens[i]
        if token.kind == "punctuation":
            depth += (token.text in "([{") - (token.text in ")]}")
            if token.text == ";":
                break
            if token.text == "," and depth == 0:
                items.append([])
                continue
        if depth == 0 and analysis.roles.get(i) == "keyword" and token.upper in _ENDS:
            break
        items[-1].append(i)
    names = [_column(query, analysis, item) for item in items]
    return None if None in names else [name for name in names if name is not None]


_ENDS = frozenset(["ORDER", "GROUP", "SKIP", "LIMIT", "OFFSET", "UNION", "NEXT"])


def _column(query: str, analysis: Analysis, item: list[int]) -> str | None:
    if not item:
        return None
    tokens = [analysis.tokens[i] for i in item]
    if tokens[0].text == "*" or any(token.kind == "unterminated" for token in tokens):
        return None
    if analysis.roles.get(item[-1]) == "alias" or (len(item) == 1 and tokens[0].kind in ("word", "quoted")):
        alone = analysis.roles.get(item[-1]) != "keyword"  # null, true and false are no names
        return tokens[-1].name if alone else tokens[-1].text
    if tokens[0].kind in ("word", "quoted") and analysis.roles.get(item[0]) == "variable" and _projects(tokens):
        return tokens[0].name
    return query[tokens[0].start : tokens[-1].end]


def _projects(tokens: list[Token]) -> bool:
    """Tell whether the tokens are a variable and one pair of braces: ``n {.name}``."""
    depths, depth = [], 0
    for token in tokens[1:]:
        if token.kind == "punctuation":
            depth += (token.text in "([{") - (token.text in ")]}")
        depths.append(depth)
    return tokens[1].text == "{" and depths[-1] == 0 and 0 not in depths[:-1]
