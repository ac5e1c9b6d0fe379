"""Statements that write, by a seed, for the graphs of ``queries.py``: what they leave does not hang on their order."""

import random

from graph.stores import Store

LABELS = ["A", "B", "C", "New"]
TYPES = ["R", "S", "T", "Z"]
GRAPH = (
    "MATCH (n) RETURN labels(n) AS a, properties(n) AS b, null AS c, null AS d, null AS e "
    "UNION ALL MATCH (n)-[r]->(m) RETURN labels(n) AS a, properties(n) AS b, type(r) AS c, properties(r) AS d, "
    "properties(m) AS e"
)
"""Everything there is: nodes, and relationships with their ends."""


class Generator:
    """Statements that write; the same seed gives the same statements."""

    def __init__(self, seed: int) -> None:
        self.dice = random.Random(seed)

    def pick(self, *values: str) -> str:
        return self.dice.choice(values)

    def statement(self) -> str:
        """Return one statement."""
        form = self.dice.choice(
            [
                self._create,
                self._merge,
                self._merge_step,
                self._set,
                self._set,
                self._remove,
                self._delete,
                self._absent,
            ]
        )
        returns = self.pick("", "", " RETURN count(*) AS c")
        return f"{form()}{returns}"

    def _label(self) -> str:
        return self.pick(*LABELS)

    def _type(self) -> str:
        return self.pick(*TYPES)

    def _value(self, name: str = "") -> str:
        owned = [f"{name}.i", f"{name}.t", f"coalesce({name}.j, 0) + 1", f"{name}.l"] if name else []
        constant = ["1", "-2", "0.5", "'a'", "'é'", "true", "[1, 2]", "[]", "date('2019-03-02')", "null", "1 + 1"]
        return self.pick(*constant, *owned)

    def _match(self, name: str = "n") -> str:
        where = self.pick("", f" WHERE {name}.i > 0", f" WHERE {name}.id < 3", f" WHERE {name}.b", f" WHERE {name}:A")
        return f"MATCH ({name}{self.pick('', f':{self._label()}')}){where}"

    def _create(self) -> str:
        number = self.dice.randint(1, 3)
        pattern = f"(x:New:{self._label()} {{i: i, p: {self._value()}}})-[:{self._type()} {{w: i}}]->(:New {{j: i}})"
        return self.pick(
            f"UNWIND range(1, {number}) AS i CREATE {pattern}",
            f"{self._match()} CREATE (n)-[:{self._type()} {{w: {self._value('n')}}}]->(:New {{i: n.i}})",
            f"{self._match()} FOREACH (i IN [1, 2] | CREATE (:{self._label()} {{i: i}}))",
            f"{self._match('a')} MATCH (b:{self._label()}) CREATE (a)-[:{self._type()} {{i: b.i}}]->(b)",
        )

    def _merge(self) -> str:
        key = self.pick("1", "7", "'k'", "i")
        change = f"ON CREATE SET x.made = {self._value()} ON MATCH SET x.met = {self._value()}"
        return f"UNWIND [1, 2, 2] AS i MERGE (x:{self._label()} {{k: {key}}}) {self.pick('', change)}"

    def _merge_step(self) -> str:
        made = self.pick("", " ON CREATE SET r.w = 1", " ON MATCH SET r.w = 2")
        return f"MATCH (a:{self._label()}), (b:{self._label()}) MERGE (a)-[r:{self._type()}]->(b){made}"

    def _set(self) -> str:
        change = self.pick(
            f"n.{self.pick('i', 'p', 't')} = {self._value('n')}",
            f"n += {{p: {self._value()}, q: 2}}",
            f"n:{self._label()}:Seen",
            f"n.p = {self._value()}, n.q = {self._value()}",
        )
        if self.dice.random() < 0.3:
            return f"MATCH ()-[n:{self._type()}]->() SET n.{self.pick('i', 'w')} = {self._value('n')}"
        if self.dice.random() < 0.3:
            return f"{self._match()} WITH n, n.i AS k ORDER BY n.id WITH collect(n) AS l UNWIND l AS n SET {change}"
        return f"{self._match()} SET {change}"

    def _remove(self) -> str:
        return f"{self._match()} REMOVE n.{self.pick('i', 'p', 's')}{self.pick('', f', n:{self._label()}')}"

    def _delete(self) -> str:
        chosen = f"n.id = {self.dice.randint(0, 7)}"
        return self.pick(
            f"MATCH (n) WHERE {chosen} DETACH DELETE n",
            f"MATCH (n)-[r:{self._type()}]-(m) DELETE r",
            f"MATCH (n:New) WHERE {self.pick('n.i = 1', 'n.j = 2')} DETACH DELETE n",
            f"MATCH (n) WHERE {chosen} OPTIONAL MATCH (n)-[r]-() DELETE r, n",
            f"MATCH (n)-[r]->() WHERE {chosen} WITH collect(r) AS l UNWIND l AS r DELETE r",
            f"MATCH (n)-[r:{self._type()}]->() WHERE {chosen} WITH {{one: r}} AS m DELETE m.one",
            f"MATCH p = (n)-[:{self._type()}]->() WHERE {chosen} DETACH DELETE p",
        )

    def _absent(self) -> str:
        change = self.pick("SET m.p = 1", "SET m += {q: 1}", "SET m:Seen", "REMOVE m.i", "DETACH DELETE m")
        return f"{self._match()} OPTIONAL MATCH (n)-[:{self._type()}]->(m) {change}"


def left(store: Store) -> list[str]:
    """Return what is in a store, as texts that two stores share."""
    rows = [[sorted(row[0]), *row[1:]] for row in store.query(GRAPH).rows]
    return sorted(repr([dict(sorted(x.items())) if isinstance(x, dict) else x for x in row]) for row in rows)
