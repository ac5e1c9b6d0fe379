"""Queries and graphs by a seed: every expression of a known type, so that Neo4j answers nearly all of them."""

import random
from typing import Any

LABELS = ["A", "B", "C"]
TYPES = ["R", "S", "T"]
PROPERTIES = {
    "i": "int",
    "j": "int",
    "f": "float",
    "s": "text",
    "t": "text",
    "b": "bool",
    "l": "list",
    "m": "mixed",
    "d": "date",
}
TEXTS = ["'a'", "'b'", "'ab'", "''", "'1'", "'2'", "'-1.5'", "'Abc x'", "'é'"]
VALUES: dict[str, list[Any]] = {
    "int": [-2, -1, 0, 1, 2, 3, 10],
    "float": [-1.5, -0.5, 0.5, 1.0, 2.25, 10.0],
    "text": ["a", "b", "ab", "", "1", "2", "-1.5", "Abc x"],
    "bool": [True, False],
    "list": [[], [1], [1, 2], [3, -1, 2]],
    "mixed": [1, 2, "1", "2", "a", 1.5, True],
    "date": ["2019-03-02", "2019-03-31", "2020-02-29"],
}


def graph(seed: int) -> str:
    """Return a query that makes a small graph with loops, parallel relationships and missing properties."""
    random_ = random.Random(seed)

    def properties(least: float) -> str:
        pairs = []
        for name, kind in PROPERTIES.items():
            if random_.random() < least:
                value = random_.choice(VALUES[kind])
                text = f"date('{value}')" if kind == "date" else str(value) if kind == "bool" else repr(value)
                pairs.append(f"{name}: {text.lower() if kind == 'bool' or value in (True, False) else text}")
        return ", ".join(pairs)

    count = random_.randint(4, 8)
    nodes = []
    for number in range(count):
        labels = "".join(f":{label}" for label in random_.sample(LABELS, random_.randint(0, 2)))
        nodes.append(f"(n{number}{labels} {{id: {number}, {properties(0.6)}}})".replace(", }", "}"))
    edges = [
        f"(n{random_.randrange(count)})-[:{random_.choice(TYPES)} {{id: {number}, {properties(0.3)}}}]->"
        f"(n{random_.randrange(count)})".replace(", }", "}")
        for number in range(random_.randint(4, 11))
    ]
    return "CREATE " + ", ".join(nodes + edges)


class Generator:
    """Queries that read; the same seed gives the same queries."""

    def __init__(self, seed: int) -> None:
        self.random = random.Random(seed)
        self.scope: dict[str, str] = {}
        self.number = 0

    def chance(self, share: float) -> bool:
        return self.random.random() < share

    def pick(self, *values):
        return values[self.random.randrange(len(values))]

    def fresh(self, kind: str, letter: str = "v") -> str:
        self.number += 1
        name = f"{letter}{self.number}"
        self.scope[name] = kind
        return name

    def of(self, *kinds: str) -> list[str]:
        return [name for name, kind in self.scope.items() if kind in kinds]

    # Clauses

    def query(self) -> str:
        self.scope, self.number = {}, 0
        if self.chance(0.06):
            kind = self.pick("int", "text", "float", "bool")
            parts = [f"{self.clauses()} RETURN {self.expression(kind)} AS a" for _ in range(2)]
            return f" UNION{self.pick('', ' ALL')} ".join(parts)
        return f"{self.clauses()} {self.return_()}"

    def clauses(self) -> str:
        self.scope = {}
        parts = [self.pick(self.match, self.match, self.match, self.unwind)()]
        for _ in range(self.random.randint(0, 3)):
            parts.append(self.pick(self.match, self.optional, self.with_, self.with_, self.unwind, self.call)())
        return " ".join(parts)

    def match(self) -> str:
        patterns = [self.pattern()] + ([self.pattern()] if self.chance(0.15) else [])
        return f"MATCH {', '.join(patterns)}{self.where(0.5)}"

    def optional(self) -> str:
        nodes = self.of("node")
        return f"OPTIONAL MATCH {self.pattern(self.pick(*nodes) if nodes else '')}{self.where(0.5)}"

    def where(self, share: float) -> str:
        return f" WHERE {self.expression('bool', 2)}" if self.chance(share) else ""

    def pattern(self, start: str = "") -> str:
        nodes = self.of("node")
        first = start or (self.pick(*nodes) if nodes and self.chance(0.4) else "")
        text = f"({first})" if first else self.node()
        path = self.chance(0.12)
        hops = self.random.choice([0, 1, 1, 1, 2]) if not path else self.random.choice([1, 2])
        for _ in range(hops):
            many = self.chance(0.2)
            kind = self.pick("", "", f":{self.pick(*TYPES)}", f":{self.pick(*TYPES)}|{self.pick(*TYPES)}")
            length = self.pick("*1..2", "*0..1", "*2", "*..2", "*1..3") if many else ""
            properties = f" {{i: {self.pick(1, 2)}}}" if self.chance(0.01) else ""
            name = self.fresh("relationship", "r") if self.chance(0.4) and not many else ""
            inner = f"[{name}{kind}{length}{properties}]" if name or kind or length or properties else ""
            left, right = self.pick(("-", "->"), ("<-", "-"), ("-", "-"))
            text += f"{left}{inner}{right}{self.node()}"
        return f"{self.fresh('path', 'p')} = {text}" if path else text

    def node(self) -> str:
        name = self.fresh("node", "n") if self.chance(0.85) else ""
        label = f":{self.pick(*LABELS)}" if self.chance(0.3) else self.pick("", "", "", "", ":A|B", ":!A", ":B&!C")
        properties = f" {{t: {self.pick(*TEXTS[:3])}}}" if self.chance(0.05) else ""
        if self.chance(0.05):
            properties = f" {{m: {self.pick('1', chr(39) + '1' + chr(39), 'null', '2')}}}"
        return f"({name}{label}{properties})"

    def unwind(self) -> str:
        kind = self.pick("int", "text", "list")
        items = ", ".join(self.expression(kind, 1) for _ in range(self.random.randint(1, 3)))
        source = self.pick(f"[{items}]", "[1, 2, null]", "range(0, 2)")
        if self.of("node") and self.chance(0.3):
            source, kind = f"{self.pick(*self.of('node'))}.l", "int"
        elif source != f"[{items}]":
            kind = "int"
        return f"UNWIND {source} AS {self.fresh(kind)}"

    def with_(self) -> str:
        kept = [name for name in self.scope if self.chance(0.6)][:3]
        kinds = {name: self.scope[name] for name in kept}
        items = list(kept)
        added = {}
        for _ in range(self.random.randint(0 if kept else 1, 2)):
            text, kind = self.aggregate() if self.chance(0.35) else self.typed()
            self.number += 1
            added[f"v{self.number}"] = kind
            items.append(f"{text} AS v{self.number}")
        distinct = "DISTINCT " if self.chance(0.15) else ""
        self.scope = {**kinds, **added}
        text = f"WITH {distinct}{', '.join(items)}"
        plain = self.of("int", "float", "text", "bool", "mixed", "date")
        if plain and len(plain) == len(self.scope) and self.chance(0.4):
            text += f" ORDER BY {', '.join(name + self.pick('', ' DESC') for name in plain)} LIMIT {self.pick(2, 5)}"
        return text + self.where(0.3)

    def call(self) -> str:
        nodes = self.of("node")
        if not nodes:
            return self.unwind()
        node, outer = self.pick(*nodes), dict(self.scope)
        self.scope = {node: "node"}
        match = f"MATCH {self.pattern(node)}{self.where(0.4)}"
        text, kind = self.aggregate() if self.chance(0.7) else self.typed()
        self.scope = outer
        return f"CALL {{ WITH {node} {match} RETURN {text} AS {self.fresh(kind)} }}"

    def return_(self) -> str:
        items, kinds = [], set()
        for number in range(self.random.randint(1, 3)):
            text, kind = self.aggregate() if self.chance(0.3) else self.typed()
            kinds.add(kind)
            items.append(f"{text} AS c{number}")
        text = f"RETURN {'DISTINCT ' if self.chance(0.15) else ''}{', '.join(items)}"
        if "node" not in kinds and self.chance(0.4):
            keys = [f"c{number}{self.pick('', ' DESC')}" for number in range(len(items))]
            text += f" ORDER BY {', '.join(keys)}{self.pick('', ' SKIP 1', ' LIMIT 3', ' SKIP 1 LIMIT 2')}"
        return text

    def typed(self) -> tuple[str, str]:
        kind = self.pick("int", "int", "float", "text", "text", "bool", "bool", "list", "mixed", "date", "node")
        if kind == "node":
            nodes = self.of("node")
            if nodes:
                return self.pick(*nodes), "node"
            kind = "int"
        return self.expression(kind), kind

    def aggregate(self) -> tuple[str, str]:
        distinct = "DISTINCT " if self.chance(0.2) else ""
        number = self.pick("int", "float")
        return self.pick(
            ("count(*)", "int"),
            (f"count({distinct}{self.expression(self.pick('int', 'text', 'mixed'), 1)})", "int"),
            (f"sum({distinct}{self.expression('int', 1)})", "int"),
            (f"sum({self.expression('float', 1)})", "float"),
            (f"avg({self.expression(number, 1)})", "float"),
            (f"min({self.expression(number, 1)})", number),
            (f"max({self.expression('text', 1)})", "text"),
            (f"size(collect({distinct}{self.expression('int', 1)}))", "int"),
            (f"sum({self.expression('int', 1)}) + {self.pick(1, 2)}", "int"),
            (f"round(avg({self.expression('int', 1)}))", "float"),
            (f"count({self.expression('int', 1)}) > {self.pick(0, 1)}", "bool"),
        )

    # Expressions

    def expression(self, kind: str, depth: int = 2) -> str:
        if depth == 0 or self.chance(0.3):
            return self.atom(kind)
        if self.chance(0.08):
            other = self.expression(kind, depth - 1)
            return self.pick(
                f"coalesce({self.expression(kind, depth - 1)}, {other})",
                f"CASE WHEN {self.expression('bool', depth - 1)} THEN {other} ELSE {self.atom(kind)} END",
                f"CASE {self.expression('int', 1)} WHEN {self.atom('int')} THEN {other} END",
            )
        return getattr(self, f"_{kind}")(depth - 1)

    def within(self, kind: str, depth: int) -> str:
        """Return an expression that may use ``x``, an item of a list."""
        outer = dict(self.scope)
        self.scope["x"] = "int"
        text = self.expression(kind, min(depth, 1))
        self.scope = outer
        return text

    def atom(self, kind: str) -> str:
        variables = self.of(kind)
        owners = self.of("node", "relationship")
        names = [name for name, of in PROPERTIES.items() if of == kind]
        if variables and self.chance(0.4):
            return self.pick(*variables)
        if owners and names and self.chance(0.7):
            return f"{self.pick(*owners)}.{self.pick(*names)}"
        match kind:
            case "int":
                return str(self.pick(0, 1, 2, 3, 7))
            case "float":
                return self.pick("0.5", "1.5", "2.0", "10.25")
            case "text":
                return self.pick(*TEXTS)
            case "bool":
                return self.pick("true", "false")
            case "list":
                return self.pick("[1, 2]", "[]", "[1, null]", "[3]")
            case "date":
                return "date('2019-03-02')"
        return self.pick("1", "'1'", "'a'", "2")

    def _int(self, depth: int) -> str:
        a, b = self.expression("int", depth), self.expression("int", depth)
        nodes = self.of("node")
        more = [f"COUNT {{ ({self.pick(*nodes)})-->() }}", f"size(labels({self.pick(*nodes)}))"] if nodes else []
        more += [f"length({path})" for path in self.of("path")]
        return self.pick(
            f"{a} - {b}",
            f"({a} * {b})",
            f"({a} - {b}) * 2",
            f"abs({a})",
            f"{a} % {self.pick(2, 3)}",
            f"{a} / {self.pick(2, 3)}",
            f"sign({a})",
            f"size({self.expression('list', depth)})",
            f"size({self.expression('text', depth)})",
            f"toInteger({self.expression(self.pick('text', 'float'), depth)})",
            f"head({self.expression('list', depth)})",
            f"{self.expression('list', depth)}[{self.pick(0, 1, -1)}]",
            f"{a} + {self.pick(1, 2)}",
            f"{self.pick(1, 2)} + {a}",
            f"size({self.expression('list', depth)}) + 1",
            f"reduce(t = 0, x IN {self.expression('list', depth)} | t + x)",
            *more,
        )

    def _float(self, depth: int) -> str:
        a, number = self.expression("float", depth), self.expression("int", depth)
        return self.pick(
            f"{a} * {number}",
            f"{a} - {number}",
            f"{number} / 2.0",
            f"round({a})",
            f"ceil({a})",
            f"floor({a})",
            f"round({number})",
            f"sqrt(abs({a}))",
            f"toFloat({self.expression('text', depth)})",
            f"toFloat({number})",
            f"abs({a})",
            f"({a}) ^ 2",
        )

    def _text(self, depth: int) -> str:
        a, b = self.expression("text", depth), self.expression("text", depth)
        return self.pick(
            f"toUpper({a})",
            f"toLower({a})",
            f"trim({a})",
            f"reverse({a})",
            f"substring({a}, {self.pick(0, 1, 2)})",
            f"substring({a}, {self.pick(0, 1)}, {self.pick(0, 1, 2)})",
            f"left({a}, {self.pick(0, 1, 5)})",
            f"right({a}, {self.pick(0, 1, 5)})",
            f"replace({a}, {self.pick(*TEXTS)}, {b})",
            f"toString({self.expression(self.pick('int', 'bool'), depth)})",
            f"{a} + {b}" if self.chance(0.3) else f"'a' + {self.pick(*TEXTS)}",
            f"split({a}, {self.pick(*TEXTS[:3])})[0]",
        )

    def _date(self, depth: int) -> str:
        return f"{self.atom('date')} {self.pick('+', '-')} duration('{self.pick('P1D', 'P1M', 'P1Y2M3D')}')"

    def _mixed(self, depth: int) -> str:
        return f"coalesce({self.atom('mixed')}, {self.expression(self.pick('int', 'text', 'bool'), depth)})"

    def _list(self, depth: int) -> str:
        a = self.expression("list", depth)
        condition, item = self.within("bool", depth), self.within("int", depth)
        return self.pick(
            f"[{self.expression('int', depth)}, {self.expression('int', depth)}]",
            f"{a} + {self.expression('list', depth)}"
            if self.chance(0.3)
            else f"[1] + [{self.expression('int', depth)}]",
            f"range(0, {self.pick(0, 2, 3)})",
            f"tail({a})",
            f"{a}[{self.pick('1..', '..2', '0..1')}]",
            f"[x IN {a} WHERE {condition}]",
            f"[x IN {a} | {item}]",
            f"[x IN {a} WHERE {condition} | {item}]",
        )

    def _bool(self, depth: int) -> str:
        kind = self.pick("int", "float", "text", "text", "mixed", "date")
        a, b = self.expression(kind, depth), self.expression(kind, depth)
        p, q = self.expression("bool", depth), self.expression("bool", depth)
        inner = self.within("bool", depth)
        nodes = self.of("node")
        more = []
        if nodes:
            node = self.pick(*nodes)
            kind_ = self.pick(*TYPES)
            more = [
                f"{node}:{self.pick(*LABELS)}",
                f"EXISTS {{ ({node})-[:{kind_}]->() }}",
                f"EXISTS {{ ({node})<--(:{self.pick(*LABELS)}) }}",
                f"EXISTS {{ MATCH ({node})-[q]-(o) WHERE o.i > 0 }}",
                f"{node} = {self.pick(*nodes)}",
                f"{node} IS NULL",
            ]
        order = self.pick("<", ">", "<=", ">=") if kind != "mixed" else "="
        return self.pick(
            f"{a} = {b}",
            f"{a} <> {b}",
            f"{a} {order} {b}",
            f"{a} {order} {b}",
            f"{self.expression('mixed', depth)} = {self.expression(self.pick('int', 'text', 'float'), depth)}",
            f"{self.atom('mixed')} {self.pick('<', '>=')} {self.expression(self.pick('int', 'text'), depth)}",
            f"{a} IS NULL",
            f"{a} IS NOT NULL",
            f"({p} AND {q})",
            f"({p} OR {q})",
            f"({p} XOR {q})",
            f"NOT ({p})",
            f"{self.expression('int', depth)} IN {self.expression('list', depth)}",
            f"{self.expression('mixed', depth)} IN [{self.atom('int')}, {self.atom('text')}]",
            f"{self.expression('text', depth)} IN ['a', '1', {self.atom('text')}]",
            f"{self.expression('text', depth)} {self.pick('STARTS WITH', 'ENDS WITH', 'CONTAINS')} {self.pick(*TEXTS)}",
            f"{self.expression('text', depth)} =~ '{self.pick('a.*', '[0-9]+', '(?i)ABC.*')}'",
            f"{self.pick('any', 'all', 'none', 'single')}(x IN {self.expression('list', depth)} WHERE {inner})",
            *more,
        )
