"""Cypher statements by a seed: reads in odd dress, and writes in odd places.

A statement is a list of tokens until the end, so that white space and comments can be put between any two of them.
"""

import random
import re
from collections.abc import Callable
from itertools import pairwise
from typing import Literal

from graph.cypher.words import KEYWORDS, OPERATORS, words

Dialect = Literal["embedded", "neo4j"]

# Names that a careless reader of tokens takes for clauses, and a few plain ones.
NAMES = sorted(
    words(
        "a b c set create merge delete remove detach in case and or is as with match return where union when then else "
        "xor unwind insert load call drop use show foreach optional order limit skip on end yield start stop"
    )
)
# Behind DISTINCT these can be read in two ways, as in `WITH distinct WHERE as DELETE (distinct)`.
TWOFOLD = {"delete", "use", "call"} | {word.lower() for word in KEYWORDS | OPERATORS}
LABELS = ["A", "B", "Set", "Create", "CASE", "Load", "`Merge (x)`", "`DELETE n`", "Match"]
TYPES = ["R", "S", "SET", "CREATE", "`MERGE`", "`REMOVE n.x`"]
KEYS = ["x", "y", "name", "set", "create", "delete", "case", "in", "merge", "`SET n.x = 1`", "remove"]
STRINGS = [
    "'a'",
    '"b"',
    "'CREATE (n)'",
    "'it\\'s; SET n.x = 1'",
    '"\\" DELETE n //"',
    "'/* '",
    "'\\\\'",
    "'`'",
    "'x\ny'",
    "''",
]
VECTORS = "vectors"
"""A vector index that searches take for granted."""
COMMENTS = ["/* CREATE (n) */", "/* ' */", "// DELETE n '\n", "/**/", '/* " ` */', "// /*\n", "/*/ SET */", "//\n"]
WORD = re.compile(r"[\w`$'\"\\]")


class Generator:
    """Statements for one dialect, or for Cypher 25 (``modern``); the same seed gives the same statements."""

    def __init__(self, seed: int, dialect: Dialect, *, modern: bool = False) -> None:
        self.random = random.Random(seed)
        self.dialect = dialect
        self.modern = modern
        self.scope: dict[str, str] = {}

    # Reads

    def read(self) -> str:
        shapes = [self.query] * 8 + [self.union] + ([self.chained, self.conditional] if self.modern else [])
        tokens = self.pick(*shapes)()
        if self.chance(0.1):
            tokens = [*tokens, ";"]
        # Neo4j takes plain white space alone behind these.
        plan = self.pick("EXPLAIN ", "PROFILE\n") if self.chance(0.05) else ""
        return plan + self.language() + self.join(tokens)

    def language(self) -> str:
        return self.pick("CYPHER 25 ", "cypher 25\n") if self.modern else ""

    def chained(self) -> list[str]:
        first = self.query()
        return [*first, "NEXT", *self.query(scope=self.columns)]

    def conditional(self) -> list[str]:
        self.scope = {}
        alias = self.pick(*NAMES)
        one, other = (["RETURN", *self.expression(), "AS", alias] for _ in range(2))
        return ["WHEN", *self.condition(), "THEN", *one, "ELSE", *self.pick(other, ["{", *other, "}"])]

    def union(self) -> list[str]:
        name, alias = self.pick(*NAMES), self.pick(*NAMES)
        one = ["MATCH", "(", name, ")", "RETURN", name, ".", self.key(), "AS", alias]
        other = ["MATCH", "(", "n", ")", "RETURN", "n", ".", self.key(), "AS", alias]
        return [*one, "UNION", *(["ALL"] if self.chance(0.5) else []), *other]

    def query(self, scope: dict[str, str] | None = None) -> list[str]:
        self.scope = dict(scope or {})
        tokens: list[str] = []
        clauses = [self.match, self.match, self.unwind, self.with_, self.call]
        if self.modern:
            clauses += [self.let, self.filter, self.for_, self.search]
        for _ in range(self.random.randint(1, 3)):
            tokens += self.pick(*clauses)()
        if self.dialect == "neo4j" and not self.modern and self.chance(0.05):
            return [*tokens, "FINISH"]
        return [*tokens, *self.return_()]

    def let(self) -> list[str]:
        value = self.expression()
        return ["LET", self.fresh("value"), "=", *value]

    def filter(self) -> list[str]:
        return ["FILTER", *(["WHERE"] if self.chance(0.3) else []), *self.condition()]

    def for_(self) -> list[str]:
        items = self.items()
        return ["FOR", self.fresh("value"), "IN", *items]

    def search(self) -> list[str]:
        name = self.fresh("node")
        tokens = ["MATCH", "(", name, ":", "A", ")", "SEARCH", name, "IN", "(", "VECTOR", "INDEX", VECTORS, "FOR"]
        tokens += ["[", "1.0", ",", "2.0", "]", "LIMIT", "5", ")"]
        return [*tokens, *(["SCORE", "AS", self.fresh("value")] if self.chance(0.5) else [])]

    def match(self) -> list[str]:
        optional = ["OPTIONAL"] if self.chance(0.2) else []
        if self.chance(0.1):
            start, end = self.fresh("node"), self.fresh("node")
            path = ["shortestPath", "(", "(", start, ")", "-", "[", "*", "..", "3", "]", "-", "(", end, ")", ")"]
            if self.dialect == "neo4j" and self.chance(0.7):
                hops = self.pick(["+"], ["*"], ["{", "1", ",", "2", "}"])
                selector = self.pick(["ANY"], ["ANY", "SHORTEST"], ["SHORTEST", "2", "PATHS"], ["ALL", "SHORTEST"])
                path = [*selector, "(", start, ")", "-->", *hops, "(", end, ")"]
            return [*optional, "MATCH", self.fresh("path"), "=", *path]
        return [*optional, "MATCH", *self.pattern(), *(["WHERE", *self.condition()] if self.chance(0.5) else [])]

    def pattern(self) -> list[str]:
        tokens = self.node()
        for _ in range(self.random.randint(0, 2)):
            name = self.fresh("relationship") if self.chance(0.4) else None
            type_ = [":", self.pick(*TYPES)] if self.chance(0.6) else []
            if name is None and self.chance(0.2):
                type_ = [*type_, "*", "1", "..", "2"]
            inner = ["[", *([name] if name else []), *type_, "]"]
            left, right = self.pick((["-"], ["-", ">"]), (["<-"], ["-"]), (["-"], ["-"]))
            tokens += [*left, *inner, *right, *self.node()]
        return tokens

    def node(self) -> list[str]:
        label = [":", self.pick(*LABELS)] if self.chance(0.3) else []
        if self.dialect == "neo4j" and self.chance(0.1):
            label = self.pick([":", "$", "(", "'A'", ")"], [":", "A", "|", "!", "B"], [":", "%"])
        name = self.fresh("node") if self.chance(0.8) else ""
        # `(case {x: 1}` may begin a CASE, and `(where {x: 1}` a condition.
        properties = (
            ["{", self.key(), ":", *self.literal(), "}"] if name not in ("case", "where") and self.chance(0.15) else []
        )
        return ["(", *([name] if name else []), *label, *properties, ")"]

    def unwind(self) -> list[str]:
        items = ["[", *self.literal(), ",", *self.literal(), "]"]
        return ["UNWIND", *items, "AS", self.fresh("value")]

    def with_(self) -> list[str]:
        nodes = [name for name, kind in self.scope.items() if kind == "node"]
        value = self.expression()
        if self.chance(0.3) and self.scope:
            tokens = ["WITH", "*"]
        else:
            kept = self.random.sample(nodes, min(len(nodes), 2))
            self.scope = dict.fromkeys(kept, "node")
            tokens = ["WITH", *(token for name in kept for token in (name, ","))]
            tokens += [*value, "AS", self.fresh("value")]
        if self.chance(0.2):
            tokens += ["ORDER", "BY", self.pick(*self.scope), self.pick("ASC", "DESC", "DESCENDING")]
        if self.chance(0.2):
            tokens += ["LIMIT", "9"]
        return [*tokens, *(["WHERE", *self.condition()] if self.chance(0.3) else [])]

    def call(self) -> list[str]:
        kind = self.random.random()
        if kind < 0.3:
            procedure, column = self.pick(("labels", "label"), ("propertyKeys", "propertyKey"))
            return ["CALL", "db", ".", procedure, "(", ")", "YIELD", column, "AS", self.fresh("value")]
        inner = ["MATCH", "(", "q", ")", "RETURN", "count", "(", "q", ")", "AS"]
        nodes = [name for name, kind in self.scope.items() if kind == "node"]
        if kind < 0.6 and nodes:
            name = self.pick(*nodes)
            inner = ["MATCH", "(", name, ")", "--", "(", "q", ")", "RETURN", "count", "(", "q", ")", "AS"]
            return ["CALL", "(", name, ")", "{", *inner, self.fresh("value"), "}"]
        return ["CALL", "{", *inner, self.fresh("value"), "}"]

    def return_(self) -> list[str]:
        tokens = ["RETURN"]
        names: set[str] = set()
        for number in range(self.random.randint(1, 3)):
            item = self.expression()
            alias = self.pick(*NAMES)
            if alias in names or self.chance(0.3):
                alias = f"column{number}"
            names.add(alias)
            if number == 0 and self.chance(0.1) and item[0] not in TWOFOLD:
                tokens += ["DISTINCT"]
            tokens += [*([","] if number else []), *item, "AS", alias]
        self.columns = dict.fromkeys(names, "value")
        if self.chance(0.2):
            tokens += ["SKIP", "0"]
        return [*tokens, *(["LIMIT", "5"] if self.chance(0.4) else [])]

    # Expressions

    def expression(self, depth: int = 2) -> list[str]:
        kinds = [self.literal, self.literal, self.parameter]
        if self.scope:
            kinds += [self.variable] * 3
        if any(kind == "node" for kind in self.scope.values()):
            kinds += [self.property] * 4
        if depth:
            kinds += [self.map, self.case, self.comprehension, self.function, self.items, self.sum, self.quantified]
            kinds += [self.projection] if any(kind == "node" for kind in self.scope.values()) else []
            kinds += [self.subquery] if self.dialect == "neo4j" else []
        return self.pick(*kinds)() if depth else self.pick(*kinds[:2])()

    def condition(self) -> list[str]:
        left = self.property() if "node" in self.scope.values() else self.literal()
        test = self.pick(
            lambda: [*left, self.pick("=", "<>", "<", ">="), *self.literal()],
            lambda: [*left, "IS", "NOT", "NULL"],
            lambda: [*left, "IS", "NULL"],
            lambda: [*left, "IN", "[", *self.literal(), "]"],
            lambda: ["NOT", "(", *left, "=", *self.literal(), ")"],
            lambda: [*self.literal(), "=", *self.function(), self.pick("AND", "OR"), *left, "IS", "NULL"],
            lambda: [
                "toString",
                "(",
                *left,
                ")",
                *self.pick(["CONTAINS"], ["STARTS", "WITH"], ["ENDS", "WITH"]),
                "'a'",
            ],
            lambda: self.quantified(),
            lambda: ["EXISTS", "{", "MATCH", "(", "q", ")", "--", "(", ")", "}"],
            lambda: [*left, "=", *left, self.pick("AND", "OR", "XOR"), "NOT", *left, "IS", "NULL"],
        )()
        return ["(", *test, ")"] if self.chance(0.3) else test

    def literal(self) -> list[str]:
        return [self.pick("1", "2.5", "true", "null", "0x1F", "1e3", *STRINGS)]

    def parameter(self) -> list[str]:
        return [f"${self.pick('p', 'set', 'create', 'in', 'case', '`delete n`')}"]

    def variable(self) -> list[str]:
        return [self.pick(*self.scope)]

    def property(self) -> list[str]:
        nodes = [name for name, kind in self.scope.items() if kind == "node"]
        return [self.pick(*nodes), ".", self.key()]

    def map(self) -> list[str]:
        key = self.key()
        other = self.pick(*(k for k in KEYS if k != key))
        return ["{", key, ":", *self.expression(0), ",", other, ":", *self.expression(0), "}"]

    def items(self) -> list[str]:
        return ["[", *self.expression(0), ",", *self.expression(0), "]"]

    def case(self) -> list[str]:
        return ["CASE", "WHEN", *self.condition(), "THEN", *self.expression(0), "ELSE", *self.expression(0), "END"]

    def comprehension(self) -> list[str]:
        name = self.pick(*(name for name in NAMES if name not in self.scope))
        return ["[", name, "IN", "[", "1", ",", "2", "]", "WHERE", name, ">", "1", "|", name, "]"]

    def function(self) -> list[str]:
        return [self.pick("coalesce", "toString"), "(", *self.literal(), ")"]

    def sum(self) -> list[str]:
        return [self.pick("1", "2.5"), self.pick("+", "-", "*"), self.pick("$set", "$p", "3")]

    def quantified(self) -> list[str]:
        name = self.pick(*(name for name in NAMES if name not in self.scope))
        test = [name, "IN", "[", "1", ",", "2", "]", "WHERE", name, self.pick("=", ">"), "1"]
        return [self.pick("all", "any", "none", "single"), "(", *test, ")"]

    def projection(self) -> list[str]:
        name = self.pick(*(name for name, kind in self.scope.items() if kind == "node"))
        return [name, "{", ".", self.key(), ",", ".", "*", ",", self.key(), ":", *self.literal(), "}"]

    def subquery(self) -> list[str]:
        inner = ["MATCH", "(", "q", ")", "--", "(", ")"]
        returned = [*inner, "RETURN", "q", ".", self.key(), "AS", "x"]
        return self.pick(
            lambda: ["COUNT", "{", *inner, "}"],
            lambda: ["COLLECT", "{", *returned, "}"],
            lambda: ["EXISTS", "{", *returned, "}"],
            lambda: ["[", "(", "q", ")", "-->", "(", ")", "|", "q", ".", self.key(), "]"],
        )()

    # Writes, each of which the guard has to see

    def write(self) -> str:
        tokens = self.query()
        last = next(word for word in reversed(tokens) if word in ("RETURN", "FINISH"))
        head = tokens[: len(tokens) - tokens[::-1].index(last) - 1]
        nodes = [name for name, kind in self.scope.items() if kind == "node"]
        name = self.pick(*nodes) if nodes else None
        if name and self.chance(0.3):
            name = self.pick("distinct", "not", "case", name)
            flag = self.pick(*(other for other in [*NAMES, "distinct", "not"] if other != name))
            head = ["MATCH", "(", name, ")", "WITH", name, ",", "true", "AS", flag, "WITH", name, ",", flag]
            head = self.pick(
                [*head, "WHERE", flag],
                ["MATCH", "(", name, ")", "WITH", name, ",", "true", "AS", flag, "WITH", name, "WHERE", flag],
                [*head, "ORDER", "BY", flag, "SKIP", "0"],
                [*head, "WHERE", name, ".", self.key(), "IS", "NULL", "OR", flag],
                [*head, "UNWIND", flag, "AS", "unwound"],
            )
        clause = self.pick(*self.changes(name))()
        clause[0] = self.disguise(clause[0])
        place = self.random.random()
        if place < 0.5 or not head:
            tokens = [*head, *clause]
            if self.chance(0.5) and "Z" in clause:
                tokens += ["RETURN", "1", "AS", self.pick(*NAMES)]
        elif place < 0.7:
            inner = ["WITH", "1", "AS", "w", *self.disguised_create()]
            tokens = [*head, "CALL", "{", *inner, "}", "RETURN", "1", "AS", "r"]
        elif place < 0.85:
            tokens = ["RETURN", "1", "AS", "r", "UNION", *self.disguised_create(), "RETURN", "1", "AS", "r"]
        else:
            tokens = [self.pick("EXPLAIN", "PROFILE"), *head, *clause]
        return self.language() + self.hide(self.join(tokens))

    def changes(self, name: str | None) -> list[Callable[[], list[str]]]:
        """Clauses that no reader may run, over a node's name where there is one."""
        found: list[Callable[[], list[str]]] = [
            lambda: ["CREATE", "(", ":", "Z", ")"],
            lambda: ["MERGE", "(", ":", "Z", "{", "x", ":", "1", "}", ")"],
            lambda: ["FOREACH", "(", "i", "IN", "[", "1", "]", "|", "CREATE", "(", ")", ")"],
            lambda: ["LOAD", "CSV", "FROM", "'file:///x.csv'", "AS", "line", "RETURN", "line"],
        ]
        if name:
            found += [
                lambda: ["SET", name, ".", self.key(), "=", "7"],
                lambda: ["SET", name, ":", "Z"],
                lambda: ["DETACH", "DELETE", name],
                lambda: ["DELETE", "(", name, ")"],
                lambda: ["DELETE", "[", name, "]", "[", "0", "]"],
                lambda: ["SET", "(", name, ")", ".", self.key(), "=", "7"],
                lambda: ["REMOVE", name, ".", self.key()],
                lambda: ["REMOVE", name, ":", "A"],
            ]
        if self.dialect == "neo4j":
            found += [
                lambda: ["INSERT", "(", ":", "Z", ")"],
                lambda: ["CREATE", "(", ":", "$", "(", "'Z'", ")", ")"],
                lambda: ["CALL", "(", ")", "{", "CREATE", "(", ":", "Z", ")", "}", "IN", "TRANSACTIONS"],
                lambda: ["CALL", "dbms", ".", "listConfig", "(", ")", "YIELD", "name", "AS", "line", "RETURN", "line"],
            ]
        if name and self.modern:
            found += [
                lambda: ["SET", name, "[", "$create", "]", "=", "7"],
                lambda: ["SET", name, ":", "$", "(", "'Z'", ")"],
                lambda: ["REMOVE", name, "[", "'x'", "]"],
                lambda: ["RETURN", name, "NEXT", "DELETE", name],
                lambda: ["FILTER", "WHERE", name, ".", "x", "=", "1", "DELETE", name],
                lambda: ["LET", "y", "=", "NOT", "true", "DETACH", "DELETE", name],
            ]
        return found

    def disguised_create(self) -> list[str]:
        return [self.disguise("CREATE"), "(", ":", "Z", ")"]

    def disguise(self, word: str) -> str:
        """Spell a clause as the engine still takes it."""
        word = "".join(self.pick(letter, letter.lower()) for letter in word)
        if self.dialect == "embedded" and self.chance(0.1):
            return word.replace("s", "ſ").replace("i", "ı")
        if self.dialect == "neo4j" and self.chance(0.2):
            at = self.random.randrange(len(word))
            return f"{word[:at]}\\u{ord(word[at]):04x}{word[at + 1 :]}"
        return word

    def hide(self, statement: str) -> str:
        """Put the whole into the shadow of a comment that ends sooner than it looks."""
        if self.dialect == "neo4j" and self.chance(0.15):
            shadow = self.pick("/* \\u002A\\u002F {} /* */", "// \\u000A {} // '\n", "// \r {} // `\n")
            return shadow.replace("{}", statement) if "\n" not in statement else statement
        return statement

    # Helpers

    def chance(self, share: float) -> bool:
        return self.random.random() < share

    def pick(self, *values):
        return values[self.random.randrange(len(values))]

    def key(self) -> str:
        return self.pick(*KEYS)

    def fresh(self, kind: str) -> str:
        names = [name for name in NAMES if name not in self.scope]
        name = self.pick(*names)
        self.scope[name] = kind
        return name

    def join(self, tokens: list[str]) -> str:
        pieces = [tokens[0]]
        for before, after in pairwise(tokens):
            # Two words need something between them, and so do two dots or `/` and `*`.
            words_meet = WORD.match(before[-1]) and WORD.match(after[0])
            marks_meet = not (before[-1] + after[0]).strip("./*<>=-:") and before + after not in ("--", "->", "<-")
            pieces += [self.gap(bool(words_meet) or marks_meet), after]
        return "".join(pieces)

    def gap(self, needed: bool) -> str:
        if self.chance(0.03):
            return self.pick(" ", "") + self.pick(*COMMENTS)
        if self.chance(0.05):
            return self.pick("\n", "\t", "\r\n", " \n ", *(["\u00a0", "\u2028"] if self.dialect == "neo4j" else []))
        return " " if needed or self.chance(0.6) else ""
