"""``docs/networkx.md``: NetworkX over a store, and how each of its functions is answered, by the tables of the code."""

import json
from collections import defaultdict
from collections.abc import Iterable, Mapping
from pathlib import Path
from typing import Any

from networkx.utils.backends import _registered_algorithms as FUNCTIONS

from graph.nx.answers import LOOKED_UP, MEASURED, WALKED
from graph.nx.own_tests import EXPECTED

NETWORKX = Path(__file__).parents[1] / "networkx.md"
ON_NEO4J = Path(__file__).parents[2] / "tests/nx/neo4j.json"
"""What NetworkX's own tests gave on a Neo4j server; written by the run itself."""
WITHOUT_COPY = {*WALKED, *MEASURED, *LOOKED_UP}
GRAPHLESS = {name for name, function in FUNCTIONS.items() if not function.graphs} - WITHOUT_COPY
CHANGING = {name for name, function in FUNCTIONS.items() if function.mutates_input is True} - WITHOUT_COPY - GRAPHLESS
ON_A_COPY = FUNCTIONS.keys() - WITHOUT_COPY - GRAPHLESS - CHANGING

_HEAD = """\
# NetworkX over a store

The graph in a store, in a file or on a Neo4j server, is a NetworkX graph: every algorithm of NetworkX takes it as it
is, and what needs only a part of the graph reads only that part.
[Case Graph in Python](python.md#networkx-over-a-store) shows it at work.

```python
import graph, networkx

store = graph.open("data/cases.grafeo")  # or neo4j://localhost:7687
G = store.graph(directed=False)  # nothing is read yet
networkx.shortest_path(G, "tomas-leal", "coast-mutual")
networkx.pagerank(G)
H = G.copy()  # a plain networkx.MultiGraph, which may be changed
```

- [The graph](#the-graph)
- [How a function is answered](#how-a-function-is-answered)
- [The backend](#the-backend)
- [NetworkX's own tests](#networkxs-own-tests)
- [Every function](#every-function)

## The graph

`store.graph()` takes `case`, `labels`, `types`, `statuses`, `speaker` and `stance` for a part of the graph, or
`pattern`, one path as after `MATCH` in Cypher; `directed=False` and `multi=False` give the other kinds of NetworkX
graphs. In a store with cases it is of the entities and the statements between them, in a foreign graph of everything.

- **Keys.** A node goes by its id, with its case in front (`harbour-fire/pier-nine`) where several cases of the graph
  use it; in a foreign graph by the property that a uniqueness constraint names, else by `id`; else by `#n`, which
  stands for it as long as the store does not change. An edge's key is the id of its relationship.
- **Attributes** are the properties, with `labels` of a node and `type` of an edge. A property that is itself called so
  is `properties.labels` or `properties.type`. The attribute `status` of an edge says what is alleged, disputed or
  denied.
- **Read-only.** What would change it raises `NetworkXError`, which says how to write: change a copy, and write that
  with `graph.from_networkx`.
- **Of one version.** When the store changes, the next read raises `graph.errors.GraphChangedError`: open the graph
  again. It never mixes two versions.
- **In parts.** Neighbours are read in pages and kept in a cache of a fixed size. `G.elements` and `G.relationships`
  give nodes and edges as the rest of the library has them, `G.to_subgraph(limit)` a subgraph to draw.

`graph.from_networkx(H, store)` adds a graph to a store beside what is there, whole or not at all. Keys are text or
whole numbers. A value that the store cannot hold as it is is refused by name before anything is written, and so is a
node of a label and an `id` that a node of the store has.

## How a function is answered

Of the {total} functions that NetworkX hands to a backend {graphless} take no graph. Of the others, **{without}** are
answered without copying the graph, on the embedded store and on Neo4j alike.

| answered | functions | what happens |
|---|---|---|
{ways}
A function is in the first group that its arguments allow: PageRank with weights, say, needs attributes, and is copied.
`graph.nx.explain()` tells of each call which it was, how many nodes and relationships were read, how long it took, and
why a copy was made; `--explain` does so on the command line.

```python
with graph.nx.explain() as told:
    networkx.shortest_path(G, "tomas-leal", "coast-mutual")
print(told)
```

Results are NetworkX's: the same values in the same order, and errors of the same types and words.

## The backend

NetworkX finds the backend `casegraph` by the entry points `networkx.backends` and `networkx.backend_info` of the
distribution `casegraph`, which is not called `nx-…` because it is an application, and the backend a part of it.

- A graph of `store.graph()` is always answered by it; nothing need be configured.
- `backend="casegraph"` with a plain NetworkX graph converts that to a store in memory; NetworkX keeps what was
  converted as long as the graph does not change.
- In `networkx.config.backend_priority` it may stand anywhere. A plain graph is left to NetworkX all the same, which is
  quicker on what is in memory already.
- What a backend lacks, `networkx.config.fallback_to_nx` gives to NetworkX. This one lacks nothing, and copies instead.
- A copy or a structure that was read is kept with the graph, which is of one version of the store.
"""
_WALKS = (
    "NetworkX's own steps go over the store's ids from the nodes that are asked for, and read only what they come to."
)
_MEASURES = "Computed on nodes and ends of relationships, which are read once, and without attributes."
_LOOKS_UP = "NetworkX's own code runs on the lazy graph, which reads the neighbours and attributes that it comes to."
_COPIES = "The graph is copied once, up to the setting `max_copied`, and NetworkX runs on the copy."
_REFUSES = "It would change its graph, and a graph in a store is read-only."


def networkx_page() -> str:
    """Return ``docs/networkx.md``."""
    ways = (
        ("in the store", len(WALKED), _WALKS),
        ("by its structure", len(MEASURED.keys() - WALKED.keys()), _MEASURES),
        ("by look-ups", len(LOOKED_UP - WALKED.keys() - MEASURED.keys()), _LOOKS_UP),
        ("copied", len(ON_A_COPY), _COPIES),
        ("refused", len(CHANGING), _REFUSES),
    )
    head = _HEAD.format(
        total=len(FUNCTIONS),
        graphless=len(GRAPHLESS),
        without=len(WITHOUT_COPY),
        ways="".join(f"| {how} | {many} | {what} |\n" for how, many, what in ways),
    )
    return head + _own_tests() + _every_function()


def _own_tests() -> str:
    parts = [
        "\n## NetworkX's own tests\n\n"
        "NetworkX's test suite runs through the backend, every graph of it converted to an embedded store in memory.\n"
    ]
    if EXPECTED:
        parts.append("These tests cannot hold for a graph in a store:\n\n| test | why |\n|---|---|\n")
        parts += [f"| `{name}` | {reason} |\n" for name, reason in sorted(EXPECTED.items())]
    if ON_NEO4J.exists():
        told = json.loads(ON_NEO4J.read_text(encoding="utf-8"))
        modules = ", ".join(f"`{name}`" for name in told["modules"])
        parts.append(
            f"\nOn Neo4j {told['neo4j']}, with NetworkX {told['networkx']}, {told['passed']:,} tests passed, "
            f"{told['skipped']:,} were skipped, {told['cannot_hold']:,} cannot hold, and none failed "
            f"(`make test-nx-neo4j`), of the modules {modules}.\n"
        )
    return "".join(parts)


def _every_function() -> str:
    parts = [
        "\n## Every function\n\n"
        "Without a copy, on both stores, where the arguments are as in the third column; else as in the fourth.\n\n"
        "| function | answered | where | else |\n|---|---|---|---|\n"
    ]
    for name in sorted(WITHOUT_COPY):
        how, needs, other = _answered(name)
        parts.append(f"| `{name}` | {how} | {_conditions(needs)} | {other} |\n")
    parts.append(f"\nOn a copy of the graph:\n\n{_by_module(ON_A_COPY)}")
    parts.append(f"\nRefused, since they change their graph:\n\n{_by_module(CHANGING)}")
    parts.append(f"\nThey take no graph, and make or read one:\n\n{_by_module(GRAPHLESS)}")
    return "".join(parts)


def _answered(name: str) -> tuple[str, Mapping[str, tuple[Any, ...]], str]:
    """Return how a function is answered, what its arguments must be for it, and how it is answered otherwise."""
    if name in WALKED:
        return "in the store", WALKED[name].only or {}, "by look-ups"
    if name in MEASURED:
        some = "by look-ups for some nodes, else copied" if name in LOOKED_UP else "copied"
        needs = MEASURED[name][1]
        return "by its structure", needs, some if needs else ""
    return "by look-ups", {}, ""


def _conditions(needs: Mapping[str, tuple[Any, ...]]) -> str:
    return ", ".join(f"`{argument}` is {' or '.join(map(_needed, values))}" for argument, values in needs.items())


def _needed(value: Any) -> str:
    return "a property that no edge has" if value == "" else f"`{value}`"


def _by_module(names: Iterable[str]) -> str:
    modules: dict[str, list[str]] = defaultdict(list)
    for name in sorted(names):
        module = FUNCTIONS[name].orig_func.__module__.removeprefix("networkx.").removeprefix("algorithms.")
        modules[module.partition(".")[0]].append(f"`{name}`")
    return "".join(f"- **{module}**: {', '.join(modules[module])}.\n" for module in sorted(modules))
