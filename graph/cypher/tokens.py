"""Tokens of Cypher, as each engine cuts them, and names safely in backticks."""

from __future__ import annotations

import re
from dataclasses import dataclass
from typing import Literal

from graph.cypher.words import QUOTED_WORDS
from graph.errors import QueryRefusedError

Dialect = Literal["embedded", "neo4j"]
Kind = Literal["space", "comment", "word", "quoted", "string", "number", "parameter", "punctuation", "unterminated"]

# What Neo4j skips as white space. The embedded engine skips fewer of them and refuses the rest.
SPACES = "\t-\r\x1c-\x20\xa0\u1680\u2000-\u200a\u2028\u2029\u202f\u205f\u3000"
# Neo4j reads these as the line or the head of an arrow.
_ARROWS = "\xad\u2010-\u2015\u2212\ufe58\ufe63\uff0d\u27e8\u3008\ufe64\uff1c\u27e9\u3009\ufe65\uff1e"
_START = rf"(?:[A-Za-z_]|(?![{SPACES}{_ARROWS}])[^\x00-\x7f])"
_PART = rf"(?:[A-Za-z0-9_{{more}}]+|(?![{SPACES}{_ARROWS.replace(chr(0xAD), '')}])[^\x00-\x7f])"

_PATTERN = rf"""
  (?P<space>[{SPACES}]+)
| (?P<comment>{{comment}}|/\*.*?\*/)
| (?P<string>'[^'\\]*(?:\\.[^'\\]*)*'|"[^"\\]*(?:\\.[^"\\]*)*")
| (?P<quoted>{{quoted}})
| (?P<parameter>\$(?:{{quoted}}|{{part}}+))
| (?P<number>0[xX][0-9a-fA-F_]+|0[oO][0-7_]+
    |(?:[0-9][0-9_]*(?:\.[0-9][0-9_]*)?|(?<!\.)\.[0-9][0-9_]*)(?:[eE][+-]?[0-9]+)?(?:[fFdD](?!{{part}}))?)
| (?P<word>{_START}{{part}}*)
| (?P<unterminated>['"`].*|/\*.*)
| (?P<punctuation><>|<=|>=|=~|!=|\.\.|::|\+=|\|\||.)
"""


def _compiled(comment: str, quoted: str, more: str) -> re.Pattern[str]:
    parts = {"comment": comment, "quoted": quoted, "part": _PART.format(more=more)}
    return re.compile(_PATTERN.format(**parts), re.VERBOSE | re.DOTALL)


_PATTERNS: dict[Dialect, re.Pattern[str]] = {
    "neo4j": _compiled(r"//[^\r\n]*", r"`[^`]*(?:``[^`]*)*`", r"$\x00-\x08\x0e-\x1b\x7f"),
    "embedded": _compiled(r"//[^\n]*?(?=\r?\n|\Z)", r"`[^`]*`", ""),
}
_NEWLINE = re.compile(r"\r\n|\r|\n")


@dataclass(frozen=True, slots=True)
class Token:
    """A piece of a query.

    Parameters
    ----------
    kind : str
        ``space``, ``comment``, ``word`` (a name or a keyword), ``quoted`` (a name in backticks),
        ``string``, ``number``, ``parameter``, ``punctuation`` or ``unterminated`` (a string, a
        backtick or a comment that never ends, with all that follows it).
    text : str
        As it stands in the query.
    start : int
        Offset in code points from 0.
    line, column : int
        From 1; a column is a code point.
    """

    kind: Kind
    text: str
    start: int
    line: int
    column: int

    @property
    def end(self) -> int:
        """The offset behind the token."""
        return self.start + len(self.text)

    @property
    def upper(self) -> str:
        """The text of a word in capitals, to compare with keywords; empty for all other kinds."""
        # The embedded engine compares like this too: `ſET` is a SET there.
        return self.text.upper() if self.kind == "word" else ""

    @property
    def name(self) -> str:
        """The name that a word, a name in backticks or a parameter stands for."""
        text = self.text.removeprefix("$") if self.kind == "parameter" else self.text
        return text[1:-1].replace("``", "`") if text.startswith("`") else text


def tokenize(query: str, *, dialect: Dialect = "neo4j") -> list[Token]:
    r"""Cut a query into tokens; joined, their texts are the query again.

    The engines differ: for Neo4j ``//`` ends at a carriage return too, a doubled backtick stands for
    one inside a name, and a name may hold ``$`` and control characters. Unicode escapes are taken as plain text; see
    :func:`unescape`.

    Examples
    --------
    >>> [(token.kind, token.text) for token in tokenize("RETURN 1") if token.kind != "space"]
    [('word', 'RETURN'), ('number', '1')]
    """
    tokens = []
    line, line_start = 1, 0
    for match in _PATTERNS[dialect].finditer(query):
        kind, text, start = match.lastgroup, match.group(), match.start()
        tokens.append(Token(kind, text, start, line, start - line_start + 1))  # type: ignore[arg-type]
        if "\n" in text or "\r" in text:
            for newline in _NEWLINE.finditer(text):
                line, line_start = line + 1, start + newline.end()
    return tokens


def trim_end(tokens: list[Token]) -> list[Token]:
    """Return tokens without the semicolons, white space and comments behind the last of the others."""
    end = len(tokens)
    while end and (tokens[end - 1].kind in ("space", "comment") or tokens[end - 1].text == ";"):
        end -= 1
    return tokens[:end]


def parameter_names(query: str, *, dialect: Dialect = "neo4j") -> list[str]:
    """Return the names of a query's parameters, each once, in the order of the query.

    Examples
    --------
    >>> parameter_names("MATCH (n {name: $name}) WHERE n.age > $least OR n.nick = $name RETURN '$not'")
    ['name', 'least']
    """
    return list(dict.fromkeys(t.name for t in tokenize(query, dialect=dialect) if t.kind == "parameter"))


_ESCAPE = re.compile(r"\\(?:\\|u([0-9a-fA-F]{4}))")


def unescape(query: str) -> tuple[str, list[int]]:
    r"""Undo the Unicode escapes that Neo4j undoes before it reads a query.

    ``\u0053ET`` is SET to Neo4j, wherever it stands: in names, strings and comments too. A
    doubled backslash begins no escape.

    Returns
    -------
    text : str
    offsets : list of int
        For every code point of the text, and its end, the offset in the query.
    """
    pieces: list[str] = []
    offsets: list[int] = []
    last = 0

    def keep(text: str, start: int, step: int) -> None:
        pieces.append(text)
        offsets.extend(range(start, start + len(text)) if step else [start] * len(text))

    for match in _ESCAPE.finditer(query):
        keep(query[last : match.start()], last, 1)
        if match[1] is None:
            keep(match[0], match.start(), 1)
        else:
            keep(chr(int(match[1], 16)), match.start(), 0)
        last = match.end()
    keep(query[last:], last, 1)
    return "".join(pieces), [*offsets, len(query)]


_PLAIN = re.compile(r"[A-Za-z_][A-Za-z0-9_]*")


def quote(name: str, *, dialect: Dialect | None = None) -> str:
    r"""Return a label, a type, a property or a variable as it may stand in a query.

    Backticks are put only where they are needed. Without a dialect the text means the same name on
    both engines.

    Raises
    ------
    QueryRefusedError
        The name is empty or holds a null character, or the engine has no way to write it: the
        embedded one knows no name with a backtick in it, and ``\u`` is written differently on each.

    Examples
    --------
    >>> quote("Person"), quote("first name"), quote("a`b", dialect="neo4j")
    ('Person', '`first name`', '`a``b`')
    """
    if not name or "\0" in name or any("\ud800" <= character <= "\udfff" for character in name):
        raise QueryRefusedError(f"The name {name!r} is refused: a name is not empty and holds no null character.")
    if _PLAIN.fullmatch(name) and name.upper() not in QUOTED_WORDS:
        return name
    if "`" in name and dialect != "neo4j":
        raise QueryRefusedError(f"The name {name!r} holds a backtick, which the embedded store cannot take in a query.")
    if "\\u" in name:
        if dialect is None:
            raise QueryRefusedError(f"The name {name!r} holds a Unicode escape, which each store writes differently.")
        if dialect == "neo4j":
            name = name.replace("\\", "\\u005C")
    return f"`{name.replace('`', '``')}`"


def literal(text: str) -> str:
    r"""Return a text as a string of a query, the same on both engines.

    For what people copy; a query of our own takes texts as parameters.

    Examples
    --------
    >>> print(literal("it's"))
    'it\'s'
    """
    escaped = text.replace("\\", "\\\\").replace("'", "\\'")
    # Neo4j undoes \\u before it reads anything else, so the two characters must not stand together.
    return "'" + escaped.replace("\\\\u", "\\\\' + 'u") + "'"
