"""Large, dense graphs by a seed, and queries whose steps multiply: their rows are counted, for they are very many."""

import random
from collections.abc import Iterator

SPOKES = 290
"""Of each of two hubs: two steps over one give more than the 65,536 rows that the embedded engine takes in one go."""
CLIQUE = 14
_AGGREGATES = ["count(*)", "count(DISTINCT b)", "sum(a.i)", "max(b.i)", "size(collect(DISTINCT b.i))"]


def graph(seed: int) -> str:
    """Return a query that makes two hubs with the same spokes, a clique, and parallel relationships and loops."""
    dice = random.Random(seed)
    labels = dice.choice(["", ":Hub", ":Hub:Big"])
    number, often = dice.choice([2, 3, 7]), dice.choice([5, 11])
    return (
        f"CREATE (h{labels} {{i: 0, name: 'h'}}), (g:Hub {{i: 1, name: 'g'}}) "
        f"WITH h, g UNWIND range(1, {SPOKES}) AS i "
        f"CREATE (h)<-[:R {{i: i % {number}}}]-"
        "(s:S {i: i, name: 's' + toString(i)})-[:T {i: i}]->(g) "
        f"FOREACH (x IN CASE WHEN i % {often} = 0 THEN [1] ELSE [] END | CREATE (s)-[:R {{i: 9}}]->(h)) "
        f"FOREACH (x IN CASE WHEN i % 50 = 0 THEN [1] ELSE [] END | CREATE (s)-[:L]->(s)) "
        "WITH count(*) AS done "
        f"UNWIND range(1, {CLIQUE}) AS i CREATE (:K {{i: i}}) WITH count(*) AS done "
        "MATCH (a:K), (b:K) WHERE a.i <> b.i CREATE (a)-[:K {i: a.i}]->(b) WITH count(*) AS done "
        "MATCH (k:K {i: 1}), (h {name: 'h'}) CREATE (k)-[:R {i: 1}]->(h)"
    )


class Generator:
    """Queries that read; the same seed gives the same queries."""

    def __init__(self, seed: int) -> None:
        self.dice = random.Random(seed)

    def queries(self) -> Iterator[str]:
        """Yield queries without end."""
        forms = [self._match, self._optional, self._subquery, self._condition, self._joined, self._star, self._lengths]
        while True:
            yield self.dice.choice(forms)()

    def _node(self, name: str = "") -> str:
        labels = self.dice.choice(["", "", "", ":S", ":Hub", ":K"]) if name not in ("a", "b") else ""
        return f"({self.dice.choice([name, name, ''])}{labels})" if name not in ("a", "b") else f"({name})"

    def _step(self, name: str = "") -> str:
        kind = self.dice.choice([":R", ":R", ":T", ":R|T", ":K", ""])
        inner = f"[{name if self.dice.random() < 0.3 else ''}{kind}]"
        left, right = self.dice.choice([("-", "->"), ("<-", "-"), ("-", "-")])
        return f"{left}{'' if inner == '[]' else inner}{right}"

    def _pattern(self, start: str = "(a:S)", number: int = 0) -> str:
        """Return two steps from a node, or three from a single one."""
        end = self.dice.choice(["(b)", "(b)", "(b:S)", "(b:K)"])
        if self.dice.random() < 0.75:
            return f"{start}{self._step(f'r{number}')}{self._node(f'm{number}')}{self._step(f'q{number}')}{end}"
        single = start.replace(":S)", f" {{name: 's{self.dice.randint(1, 9)}'}})")
        if single == start:
            return f"{start}{self._step()}{self._node(f'm{number}')}{self._step()}{end}"
        steps = [f"{self._step(f'r{number}{n}')}{self._node(f'm{number}{n}')}" for n in range(2)]
        return f"{single}{''.join(steps)}-[:R|T]->{end}"

    def _where(self) -> str:
        return self.dice.choice(
            ["", "", " WHERE a.i < b.i", " WHERE a <> b", " WHERE b.i % 7 = 1", " WHERE b:S OR b:K"]
        )

    def _return(self) -> str:
        first, second = self.dice.sample(_AGGREGATES, 2)
        if self.dice.random() < 0.3:
            return f"RETURN a.i % 3 AS k, {first} AS x, {second} AS y ORDER BY k"
        if self.dice.random() < 0.2:
            return "RETURN DISTINCT a.i AS x, b.i AS y ORDER BY x, y LIMIT 5"
        return f"RETURN {first} AS x, {second} AS y"

    def _match(self) -> str:
        start = self.dice.choice(["(a:S)", "(a:S)", "(a)", "(a:K)"])
        return f"MATCH {self._pattern(start)}{self._where()} {self._return()}"

    def _optional(self) -> str:
        start = self.dice.choice(["S", "K", "Hub"])
        return f"MATCH (a:{start}) OPTIONAL MATCH {self._pattern('(a)')}{self._where()} {self._return()}"

    def _subquery(self) -> str:
        start = self.dice.choice(["S", "K", "Hub"])
        call = (
            f"CALL {{ WITH a MATCH {self._pattern('(a)')} RETURN {self.dice.choice(['count(*)', 'sum(b.i)'])} AS c }}"
        )
        return f"MATCH (a:{start}) {call} RETURN count(*) AS x, sum(c) AS y"

    def _condition(self) -> str:
        pattern = f"(a){self._step()}{self._node()}{self._step()}({self.dice.choice(['', ':S', ':K', "{name: 's7'}"])})"
        test = self.dice.choice(
            [
                f"EXISTS {{ {pattern} }}",
                f"NOT EXISTS {{ MATCH {pattern} }}",
                pattern,
                f"NOT {pattern}",
                f"COUNT {{ {pattern} }} > {self.dice.choice([0, 5, 300])}",
            ]
        )
        return f"MATCH (a:{self.dice.choice(['S', 'K', 'Hub'])}) WHERE {test} RETURN count(*) AS x, sum(a.i) AS y"

    def _joined(self) -> str:
        joined = self.dice.choice(
            ["MATCH (a:S), (b:S)", "MATCH (a:S) MATCH (b:S)", "MATCH (a:S) UNWIND range(1, 290) AS n"]
        )
        if "UNWIND" in joined:
            return f"{joined} WITH a, n WHERE a.i < n RETURN count(*) AS x, sum(n) AS y"
        kept = self.dice.choice([" WHERE a.i <= b.i", " WHERE a <> b", ""])
        return f"{joined}{kept} WITH a, b, a.i - b.i AS s WHERE s > {self.dice.choice([-100, 0])} {self._return()}"

    def _star(self) -> str:
        return f"MATCH {self._pattern()} WITH * {self._return()}"

    def _lengths(self) -> str:
        length = self.dice.choice(["*1..2", "*2", "*..2", "*0..2"])
        label = self.dice.choice(["S", "Hub"])
        return f"MATCH (a:{label})-[:{self.dice.choice(['R', 'T', 'R|T'])}{length}]-(b){self._where()} {self._return()}"
