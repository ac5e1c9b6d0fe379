"""Loading a case into the embedded store, against the engine's own calls on rows that are ready."""

from __future__ import annotations

import pickle
import subprocess
import sys
from array import array
from collections.abc import Iterator
from contextlib import suppress
from itertools import batched, count
from pathlib import Path
from tempfile import TemporaryDirectory

import grafeo

from benchmarks.generate import case
from benchmarks.measure import Figure, Sizes, alternate, peak_memory, sized
from benchmarks.stores import Stores
from graph.case.rows import ModelRows
from graph.settings import Settings
from graph.stores import CaseRows, open_store

_BATCH = 20_000


def figures(sizes: Sizes, stores: Stores) -> Iterator[Figure]:
    size = sized(*sizes.load)
    whole = case(*sizes.load)
    number = count()
    ready = Ready(ModelRows(whole))

    def ours() -> None:
        with open_store(str(stores.folder / f"ours-{next(number)}.grafeo"), Settings()) as store:
            store.replace_case(ModelRows(whole))

    def theirs() -> None:
        ready.write(stores.folder / f"theirs-{next(number)}.grafeo")

    yield Figure(
        "Loading a case: making its rows and writing them",
        size,
        *alternate(ours, theirs, sizes.repeats, "cpu"),
        than="the engine's batch calls, the same rows being ready",
        unit="CPU s",
        bound=1.3,
    )
    batches = stores.folder / "rows.pickle"
    ready.save(batches)
    nodes, relationships = map(str, sizes.load)
    model, load, engine = (
        memory("model", nodes, relationships),
        memory("load", nodes, relationships),
        memory("engine", str(batches)),
    )
    # The engine holds a graph in memory while it is written, several times what the model takes, whoever fills it:
    # what a load may be asked to keep small is what it holds beside that.
    yield Figure(
        "Memory of a load but for the engine's: the model, its rows, what is being written",
        size,
        [max(load - engine, model)],
        [model],
        than="the model",
        unit="MB",
        bound=2.0,
    )
    yield Figure("Memory of a load in all", size, [load], [engine], than="the engine's alone", unit="MB")
    yield Figure(
        "Memory of the engine alone, the rows coming from a file", size, [engine], [model], than="the model", unit="MB"
    )


class Ready:
    """The rows of a case as the engine takes them."""

    def __init__(self, of: CaseRows) -> None:
        self.nodes: dict[tuple[str, ...], list[dict[str, object]]] = {}
        for node in of.nodes():
            self.nodes.setdefault(node.labels, []).append(dict(node.properties))
        places = {row["id"]: n for n, row in enumerate(row for batch in self.nodes.values() for row in batch)}
        self.edges = [(places[r.start], places[r.end], r.type, dict(r.properties)) for r in of.relationships()]

    def write(self, path: Path) -> None:
        db = grafeo.GrafeoDB(str(path))
        db.create_property_index("id")
        internal: list[int] = []
        for labels, batch in self.nodes.items():
            internal += db.batch_create_nodes_with_props(list(labels), batch)
        for edges in batched(self.edges, _BATCH):
            db.batch_create_edges([(internal[a], internal[b], type_, row) for a, b, type_, row in edges])
        db.close()

    def save(self, path: Path) -> None:
        """Write the rows to a file, a thousand at a time."""
        with path.open("wb") as file:
            for labels, all_nodes in self.nodes.items():
                for nodes in batched(all_nodes, 1_000):
                    pickle.dump((list(labels), list(nodes)), file)
            for edges in batched(self.edges, 1_000):
                pickle.dump((None, list(edges)), file)


def memory(what: str, *of: str) -> float:
    """Return the MB by which a process of its own grows at the most."""
    command = [sys.executable, "-m", "benchmarks.loading", what, *of]
    done = subprocess.run(
        command, cwd=Path(__file__).parents[1], capture_output=True, text=True, check=True, timeout=900
    )
    return float(done.stdout)


def _main(what: str, *of: str) -> None:
    before = peak_memory()
    with TemporaryDirectory() as folder:
        path = Path(folder, "cases.grafeo")
        if what == "engine":
            _write_saved(path, Path(of[0]))
        else:
            whole = case(int(of[0]), int(of[1]))
            if what == "load":
                with open_store(str(path), Settings()) as store:
                    store.replace_case(ModelRows(whole))
    print(peak_memory() - before)


def _write_saved(path: Path, batches: Path) -> None:
    """Write rows from a file, so that hardly more is held than what the engine holds."""
    db = grafeo.GrafeoDB(str(path))
    db.create_property_index("id")
    internal = array("Q")
    with batches.open("rb") as file, suppress(EOFError):
        while True:
            labels, batch = pickle.load(file)
            if labels is not None:
                internal.extend(db.batch_create_nodes_with_props(labels, batch))
            else:
                db.batch_create_edges([(internal[a], internal[b], type_, row) for a, b, type_, row in batch])
    db.close()


if __name__ == "__main__":
    _main(*sys.argv[1:])
