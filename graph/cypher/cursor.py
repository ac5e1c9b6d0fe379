"""A place in a row of tokens, and the pieces of grammar that can be passed over whole."""

from __future__ import annotations

from typing import Literal

from graph.cypher import words as w
from graph.cypher.tokens import Token

# No clause that changes a graph goes on with one of these.
AFTER_A_NAME = frozenset([".", ",", ")", "]", "}", "=", "<>", "<", ">", "<=", ">=", "=~", ":", "|", "/", "^", ";"])


class Cursor:
    """The tokens of a query, white space and comments left out, and the index of the next one.

    An index outside gives an empty text.
    """

    def __init__(self, tokens: list[Token]) -> None:
        self.tokens = tokens
        self.i = 0

    def text(self, i: int) -> str:
        """Return the text of a punctuation mark; empty for all other kinds."""
        token = self.tokens[i] if 0 <= i < len(self.tokens) else None
        return token.text if token and token.kind == "punctuation" else ""

    def upper(self, i: int) -> str:
        """Return a word in capitals; empty for all other kinds."""
        return self.tokens[i].upper if 0 <= i < len(self.tokens) else ""

    def is_name(self, i: int) -> bool:
        """Tell whether a token may be a name."""
        return 0 <= i < len(self.tokens) and self.tokens[i].kind in ("word", "quoted")

    def ends_a_name(self) -> bool:
        """Tell whether what follows the word here can follow nothing but a name."""
        after, second = self.text(self.i + 1), self.text(self.i + 2)
        return self.i + 1 == len(self.tokens) or after in AFTER_A_NAME or (after == "{" and second == ".")

    def is_item(self, i: int) -> bool:
        """Tell whether a name that is returned stands here, and no clause or operator."""
        if not self.is_name(i) or self.text(i + 1) in AFTER_A_NAME:
            return self.is_name(i)
        if self.upper(i + 1) != "AS" or not self.is_name(i + 2):
            return False
        # In `WITH distinct WHERE as DELETE (distinct)` nothing is what it seems.
        ends = i + 3 == len(self.tokens) or self.text(i + 3) in (",", ";", "}")
        return ends or self.upper(i) not in w.KEYWORDS | w.OPERATORS | {"DELETE", "USE", "CALL"}

    def chain(self) -> tuple[str, int]:
        """Return the dotted name that starts here, and the index behind it."""
        parts, end = [self.tokens[self.i].name], self.i + 1
        while self.text(end) == "." and self.is_name(end + 1):
            parts.append(self.tokens[end + 1].name)
            end += 2
        return ".".join(parts), end

    def skip_prefix(self) -> Literal["explain", "profile"] | None:
        """Pass over EXPLAIN, PROFILE and the options of CYPHER; return which plan is asked for."""
        plan: Literal["explain", "profile"] | None = None
        while (word := self.upper(self.i)) in ("EXPLAIN", "PROFILE", "CYPHER"):
            self.i += 1
            if word != "CYPHER":
                plan = "explain" if word == "EXPLAIN" else "profile"
                continue
            if self.i < len(self.tokens) and self.tokens[self.i].kind == "number":
                self.i += 1
            while self.is_name(self.i) and self.text(self.i + 1) == "=":
                self.i += 3
        return plan

    def skip_show(self) -> bool:
        """Pass over what SHOW names; False where it is something that only an administrator may see."""
        while self.upper(self.i) in w.SHOW_QUALIFIERS:
            self.i += 1
        if self.upper(self.i) not in w.SHOW_TARGETS:
            return False
        self.i += 1
        if self.upper(self.i) == "EXECUTABLE":
            self.i += 1
            if self.upper(self.i) == "BY":
                self.i += 3 if self.upper(self.i + 1) == "CURRENT" else 2
        return True

    def skip_type(self) -> None:
        """Pass over the name of a type, as in ``LIST<INTEGER NOT NULL> | STRING``."""
        while True:
            word, after = self.upper(self.i), self.upper(self.i + 1)
            zone = word in ("WITH", "WITHOUT") and after in ("TIME", "TIMEZONE")
            pair = zone or (word == "NOT" and after == "NULL")
            if not (pair or word in w.TYPES or word == "ZONE" or self.text(self.i) in ("<", ">", "|", "!")):
                break
            self.i += 2 if pair else 1
