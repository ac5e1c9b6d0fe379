"""Subgraphs to draw: like a case, like a stranger's database, and with every text that has broken a picture."""

import math
import random
from datetime import UTC, date, datetime
from typing import Any

from graph.elements import Node, Relationship, Subgraph

NAMES = (
    "Priya Raghunathan", "Tomás Leal", "Ines Okafor", "Warehouse fire", "Port Authority", "Fire service",
    "Harbour court", "Pier nine", "Fuel can", "Night watch log", "Letter of the dockers' union to the port",
)  # fmt: skip
TYPES = (
    ("Entity", "Event"),
    ("Entity", "Person"),
    ("Agency", "Entity", "Organization"),
    ("Entity", "Place"),
    ("Entity", "Evidence"),
    ("Entity", "Work"),
    ("Entity", "Petition"),
)
STATUSES = ("reported", "reported", "reported", "found", "alleged", "disputed", "denied")
PREDICATES = ("ACCUSED_OF", "OCCURRED_ON", "WORKS_WITH", "CRITICIZED_BY")

HOSTILE = (
    "</script><img src=x onerror=alert(1)>", "a\u2028b\u2029c", "href=javascript:alert(1)", "x" * 10_000,
    "مرحبا بالعالم", "שלום עולם", "emoji 😀🕵️\u200d♀️", "ctrl\x00\x01\x1b[31m\x7f end", "lone \ud800 surrogate",
    "\u202eevil\u202c", "]]>&amp;<!--", '=HYPERLINK("http://x")', "tab\tnew\nline\r\n", "@title@ {{7*7}} #set \\ $x$",
    "", " ", 'quote " \\" \\',
)  # fmt: skip


def case(nodes: int = 30, relationships: int | None = None, *, seed: int = 1) -> Subgraph:
    """A connected case with hubs, every status, dates, parallel relationships and a loop."""
    dice = random.Random(seed)
    people = []
    for i in range(nodes):
        if i % 9 == 8:
            day = f"{2000 + i % 20}-03-{i % 28 + 1:02}"
            labels: tuple[str, ...] = ("Date", "Value")
            properties: dict[str, Any] = {"id": f"v{i}", "text": day, "start": day, "end": day}
        else:
            name = NAMES[i % len(NAMES)] + (f" {i}" if i >= len(NAMES) else "")
            labels = TYPES[dice.randrange(len(TYPES))]
            properties = {"id": f"n{i}", "name": name}
        people.append(Node(f"c/{properties['id']}", properties["id"], labels, {**properties, "case_id": "c"}))
    ends = [(int(b * dice.random() ** 2), b) for b in range(1, nodes)]
    ends += [(dice.randrange(nodes), dice.randrange(nodes)) for _ in range(nodes // 3)]
    ends += [(0, 0), (0, 1), (1, 0)]
    related = []
    for i, (a, b) in enumerate(ends[: relationships or len(ends)]):
        start = people[a] if "Entity" in people[a].labels else people[0]
        properties = {"id": f"r{i}", "case_id": "c", "status": dice.choice(STATUSES), "claims": [f"r{i}.1", f"r{i}.2"]}
        type_ = dice.choice(PREDICATES)
        related.append(Relationship(f"c/r{i}", f"r{i}", type_, start, people[b % nodes], properties))
    return Subgraph(
        tuple(sorted(people, key=lambda n: n.key)),
        tuple(sorted(related, key=lambda r: r.key)),
    )


def foreign(nodes: int = 40) -> Subgraph:
    """A graph of a stranger's database: other labels, no ``Entity``, keys that must not leave it."""
    dice = random.Random(2)
    labels = ("Movie", "Actor", "Director", "Genre", "Country", "Studio", "Award", "Song", "Book")
    found = tuple(
        Node(
            f"~4:{i:03}",
            f"#{i}",
            (labels[i % len(labels)],),
            {"title": f"{labels[i % len(labels)]} {i}", "year": 1950 + i},
        )
        for i in range(nodes)
    )
    related = tuple(
        Relationship(f"~5:{i:03}", f"#{i}", "ACTED_IN", dice.choice(found), dice.choice(found), {"since": 2001})
        for i in range(nodes)
    )
    return Subgraph(found, related)


def hostile() -> Subgraph:
    """Names, types and properties that hold what breaks pictures and formats."""
    nodes = tuple(
        Node(f"c/n{i:02}", f"n{i}", ("Entity", "Person"), {"id": f"n{i}", "name": text, "about": text, "case_id": "c"})
        for i, text in enumerate(HOSTILE)
    )
    related = tuple(
        Relationship(
            f"c/r{i:02}", f"r{i}", "ACCUSED_OF" if i % 2 else "WEIRD_<T>&\"'", node, nodes[(i * 5 + 1) % len(nodes)],
            {"id": f"r{i}", "status": "alleged", "claims": ["a"], "note": HOSTILE[i], "case_id": "c"},
        )
        for i, node in enumerate(nodes)
    )  # fmt: skip
    return Subgraph(nodes, related)


def shuffled(graph: Subgraph) -> Subgraph:
    """The same graph in another order."""
    dice = random.Random(5)
    nodes, related = list(graph.nodes), list(graph.relationships)
    dice.shuffle(nodes)
    dice.shuffle(related)
    return Subgraph(tuple(nodes), tuple(related))


def clashing() -> Subgraph:
    """A stranger's graph whose properties have the names of formats, and hold values of every kind."""
    values: dict[str, Any] = {
        "id": "a", "label": "mine", "Label": "Mine", "labels": ["a"], "caption": "mine", "x": 1.5, "y": "up",
        "casegraph_labels": "also mine", "property_label": "and this", "key": "k", "size": 3, "r": "red", "type": "t",
        "viz": "v", "big": 2**80, "beyond": 2**53 + 1, "minus": -5, "half": -0.5, "tenth": 0.1 + 0.2, "tiny": 5e-324,
        "nan": math.nan, "far": -math.inf, "yes": True, "nothing": None, "list": ["x", 1, None, 2.5],
        "map": {"k": [True], "a": "ü"}, "day": date(2019, 3, 2), "early": date(1850, 1, 1), "bytes": b"ab\xff",
        "moment": datetime(2020, 2, 29, 12, 30, 1, 500_000), "finer": datetime(2020, 1, 1, 0, 0, 0, 1),
        "zoned": datetime(2020, 1, 1, tzinfo=UTC), "zeros": "007", "number": "-5", "truth": "true", "empty": "",
        "iso": "2019-03-02", "blank": " x ", "tick": "'=1", "formula": "=1+1", "plus": "+cmd|' /C calc'!A0",
        "minus text": "-cmd", "at": "@SUM(1)", "tab": "\t=1", "cr": "\r=1", "control": "a\x00\x01\x0bb\x7f",
        "noncharacter": "\ufffe\uffff", "rich": "<r><t>b</t></r>", "escape": "_x0041_", "right": "\u202eevil\u202c",
        "joined": "👨\u200d👩\u200d👧 می\u200cخواهم ❤️", "long": "x" * 40_000 + "end", "lines": "a\r\nb\nc\td",
        "markdown": "*a* [x](http://y) `c`", "quotes": "\"'\"", "xml": "]]><a b='&amp;'>",
    }  # fmt: skip
    mixed = {"id": "b\x00", "x": "text", "minus": 2.5, "yes": "no", "size": 2**60, "surrogate": "a\ud800"}
    found = (
        Node("~1", "#1", ("A;b", "T"), values),
        Node("~2", "b\x00", ("T",), mixed),
        Node("~3", "b\x01", (), {"id": "b\x01", "name": "=HYPERLINK(1)"}),
    )
    own = {
        "id": 7, "label": "mine", "type": "mine", "source": "s", "target": "t", "kind": "k", "weight": 2, "status": 5,
        "start": "s", "end": "e", "caption": "c", "From": "f", "Status": "S", "key": "k", "networkx_key": "n",
    }  # fmt: skip
    related = tuple(
        Relationship(f"~r{i}", f"#{i}", type_, found[start], found[end], own if i % 2 else {})
        for i, (type_, start, end) in enumerate(
            [("T", 0, 1), ("T", 0, 1), ("T", 0, 1), ("U", 0, 1), ("T (2)", 0, 1), ("T", 1, 0), ("T", 2, 2), ("T", 2, 2)]
        )
    )
    return Subgraph(found, related)
