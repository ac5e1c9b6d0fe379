"""What tokens tell for certain: the same query for each engine, the names of its columns, what it touches."""

from __future__ import annotations

from dataclasses import dataclass

from graph.cypher.agree import agree
from graph.cypher.reader import read
from graph.cypher.reading import Reading
from graph.cypher.tokens import Dialect, Token, tokenize
from graph.cypher.words import RESERVED

_WITHOUT_ARGUMENTS = {
    "db.labels": "label",
    "db.propertyKeys": "propertyKey",
    "db.relationshipTypes": "relationshipType",
}
"""Procedures of both engines that take nothing, and the column they give."""
_NAMES = frozenset(["variable", "property", "key", "label", "parameter", "alias", "shorthand"])


@dataclass(frozen=True, slots=True)
class Touched:
    """The names in a query, each once, in the order of the query."""

    labels: tuple[str, ...]
    types: tuple[str, ...]
    properties: tuple[str, ...]
    functions: tuple[str, ...]
    procedures: tuple[str, ...]


def touched(query: str, *, dialect: Dialect = "neo4j") -> Touched:
    """Return which labels, types, properties, functions and procedures a query names.

    Types are those in a relationship's brackets; keys of a map count as properties, since those of a
    pattern are.

    Examples
    --------
    >>> touched("MATCH (p:Person)-[:KNOWS]->(q {age: 3}) RETURN count(p.name)").types
    ('KNOWS',)
    """
    reading = read(tokenize(query, dialect=dialect))
    roles = [(i, role, reading.tokens[i].name) for i, role in sorted(reading.roles.items())]

    def once(names: list[str]) -> tuple[str, ...]:
        return tuple(dict.fromkeys(names))

    return Touched(
        labels=once([name for i, role, name in roles if role == "label" and i not in reading.types]),
        types=once([name for i, role, name in roles if role == "label" and i in reading.types]),
        properties=once([name for _, role, name in roles if role in ("property", "key")]),
        functions=once([name for name, _ in reading.functions]),
        procedures=once([name for name, _ in reading.procedures]),
    )


def for_engine(query: str, dialect: Dialect) -> str:
    """Return a query as the engine takes it, where the tokens make that certain.

    Trailing semicolons go, but for Neo4j one stays behind a query with a Unicode escape. For the
    embedded engine keywords that are names get backticks, white space it does not know becomes a
    space, a procedure without arguments gets its parentheses, and some spellings that it lacks become
    the ones it has (``1_000``, ``n IS Label``, ``n {x}``, ``a<-1``, a RETURN inside EXISTS).

    Examples
    --------
    >>> for_engine("MATCH (n) RETURN n.case;", "embedded")
    'MATCH (n) RETURN n.`case`'
    """
    if dialect == "neo4j" and "\\u" in query:
        # Where a query with an escape breaks off, Neo4j 5.26 fails to say so and never answers;
        # a semicolon in its way is a mistake it can report.
        return query.rstrip(" \t\r\n;") + "\n;"
    tokens = tokenize(query, dialect=dialect)
    while tokens and (tokens[-1].kind in ("space", "comment") or tokens[-1].text == ";"):
        tokens.pop()
    text = {token.start: token.text for token in tokens}
    if dialect == "embedded":
        reading = read(tokens)
        for token in tokens:
            text[token.start] = _for_embedded(token)
        for i, role in reading.roles.items():
            token = reading.tokens[i]
            if role in _NAMES and token.upper in RESERVED:
                text[token.start] = f"`{token.text}`"
            if role == "shorthand":
                text[token.start] += f": {text[token.start]}"
            if role == "label" and reading.tokens[i - 1].upper == "IS" and reading.roles.get(i - 1) == "keyword":
                text[reading.tokens[i - 1].start] = ":"
        _mend_arrows(reading, text)
        _complete_procedures(reading, text)
        _drop_returns(reading, text)
        agree(reading, text)
    return "".join(text.values())


def _for_embedded(token: Token) -> str:
    """Return a token as the embedded engine reads it, wherever it stands."""
    text = token.text
    if token.kind == "space":
        return "".join(character if character in " \t\r\n" else " " for character in text)
    if token.kind == "parameter" and (text[1:].upper() in RESERVED or text[1].isdigit()):
        return f"$`{text[1:]}`"
    return text.replace("_", "") if token.kind == "number" else text


def _mend_arrows(reading: Reading, text: dict[int, str]) -> None:
    """Close up ``- >`` in patterns, and part ``<-`` in ``a<-1``: the engine reads each as one token."""
    tokens = reading.tokens
    for i in range(1, len(tokens) - 1):
        before, here, after = (token.text for token in tokens[i - 1 : i + 2])
        if (here, after) == ("-", ">"):
            for start in range(tokens[i].end, tokens[i + 1].start):
                text.pop(start, None)
        elif (here, after) == ("<", "-") and before != ")":
            text[tokens[i].start] = "< "


def _complete_procedures(reading: Reading, text: dict[int, str]) -> None:
    """Add the parentheses that ``CALL db.labels`` may leave out on Neo4j."""
    for name, i in reading.procedures:
        end = i + 2 * name.count(".")
        following = reading.tokens[end + 1].text if end + 1 < len(reading.tokens) else ""
        if name in _WITHOUT_ARGUMENTS and following != "(":
            text[reading.tokens[end].start] += "()"


def _drop_returns(reading: Reading, text: dict[int, str]) -> None:
    """Take the RETURN out of ``EXISTS { MATCH … RETURN … }``, where it makes no difference."""
    for start, end in reading.exists_returns:
        returned = reading.tokens[start:end]
        # Parentheses may hold an aggregate, which gives a row where nothing matches.
        if not any(token.text == "(" or token.upper in ("SKIP", "LIMIT", "OFFSET", "UNION") for token in returned):
            for token in returned:
                text[token.start] = ""


def column_names(query: str, *, dialect: Dialect = "neo4j") -> list[str] | None:
    """Return the names that Neo4j gives the columns of a query, or None where tokens cannot tell.

    A column without an alias has the text of its expression as typed, white space and comments inside
    it kept; one that is a variable alone, or a projection of its properties, has the variable's name.

    Examples
    --------
    >>> column_names("MATCH (n) RETURN n.name, count( * ) AS c, n {.age}")
    ['n.name', 'c', 'n']
    """
    reading = read(tokenize(query, dialect=dialect))
    # an escape may be a quote or a comma, and the next-line sign a letter or a space
    unsure = dialect == "neo4j" and ("\\u" in query or "\x85" in query)
    if reading.plan or reading.conditional or unsure:
        return None
    branches: list[list[str] | None] = []
    start: int | None = None
    for i, word in [*reading.clauses, (len(reading.tokens), "UNION")]:
        if word == "RETURN":
            start = i + 1
        elif word == "UNION":
            branches.append(None if start is None else _columns(query, reading, start))
            start = None
        elif word not in ("ORDER", "SKIP", "LIMIT", "OFFSET"):
            start = None
    return branches[0] if all(branch == branches[0] for branch in branches) else None


def _columns(query: str, reading: Reading, start: int) -> list[str] | None:
    """Return the names of the items that start at a token; None where one is ``*``."""
    tokens = reading.tokens
    if start < len(tokens) and tokens[start].upper == "DISTINCT" and reading.roles.get(start) != "variable":
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
        if depth == 0 and reading.roles.get(i) == "keyword" and token.upper in _ENDS:
            break
        items[-1].append(i)
    names = [_column(query, reading, item) for item in items]
    return None if None in names else [name for name in names if name is not None]


_ENDS = frozenset(["ORDER", "GROUP", "SKIP", "LIMIT", "OFFSET", "UNION", "NEXT"])


def _column(query: str, reading: Reading, item: list[int]) -> str | None:
    if not item:
        return None
    tokens = [reading.tokens[i] for i in item]
    if tokens[0].text == "*" or any(token.kind == "unterminated" for token in tokens):
        return None
    if reading.roles.get(item[-1]) == "alias" or (len(item) == 1 and tokens[0].kind in ("word", "quoted")):
        alone = reading.roles.get(item[-1]) != "keyword"  # null, true and false are no names
        return tokens[-1].name if alone else tokens[-1].text
    if tokens[0].kind in ("word", "quoted") and reading.roles.get(item[0]) == "variable" and _projects(tokens):
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
