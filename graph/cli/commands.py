"""What each command does: call the library, print."""

from __future__ import annotations

import argparse
import json
import os
import signal
import socket
import sys
from collections.abc import Mapping, Sequence
from dataclasses import replace
from pathlib import Path
from typing import TYPE_CHECKING, Any

from graph.errors import FileError, NotFoundError, SettingsError
from graph.settings import Settings

if TYPE_CHECKING:
    from graph.case.schema import Schema
    from graph.elements import Subgraph
    from graph.picture.scene import Scene
    from graph.questions.claims import Claim
    from graph.stores import Store


def _open(options: argparse.Namespace, settings: Settings) -> Store:
    from graph.stores import open_store

    return open_store(options.store or settings.store, settings)


def _print_json(value: Any) -> None:
    print(json.dumps(value, ensure_ascii=False, indent=2, allow_nan=False))


def load(options: argparse.Namespace, settings: Settings) -> int:
    """Validate all files, then load all of them."""
    _load(options.files, options.store or settings.store, settings)
    return 0


def _load(files: Sequence[Path], address: str, settings: Settings) -> None:
    from graph.case.load import load as load_cases
    from graph.case.load import read_all
    from graph.case.seeds import seeds_folder
    from graph.stores import open_store

    files = files or sorted(seeds_folder().glob("*/case.yaml"))
    if not files:
        raise NotFoundError(f"There is no case file in {seeds_folder()}: name one, as in: load CASE.yaml.")
    cases = read_all(files, settings=settings)
    with open_store(address, settings) as store:
        for report in load_cases(store, *cases, progress=_progress if sys.stderr.isatty() else None):
            counts = (
                f"{report.entities} entities, {report.statements} statements, "
                f"{report.claims} claims, {report.mentions} mentions"
            )
            print(f"{report.case_id}: {counts}{'' if report.changed else ' (unchanged)'}")


def _progress(done: int, total: int) -> None:
    share = done / total if total else 1
    bar = "█" * round(share * 30)
    end = "\r\033[K" if done >= total else ""
    print(f"\r{bar:30} {share:4.0%} of {total:,} rows{end}", end="", file=sys.stderr, flush=True)


def validate(options: argparse.Namespace, settings: Settings) -> int:
    """Print every problem of the files, or what they hold."""
    from graph.case.load import read_all

    for file, case in zip(options.files, read_all(options.files, settings=settings), strict=True):
        claims = sum(len(statement.claims) for statement in case.statements)
        mentions = sum(len(entity.mentions) for entity in case.entities)
        print(
            f"{file}: {len(case.entities)} entities, {len(case.statements)} statements, "
            f"{claims} claims, {mentions} mentions, no problems"
        )
        if options.coverage:
            from graph.case.file import coverage

            for line in coverage(case, file, settings=settings):
                print(line)
    return 0


def locate(options: argparse.Namespace, settings: Settings) -> int:
    """Write the positions of its locators into a case file."""
    from graph.case.file import locate_file

    located = locate_file(options.file, texts=options.texts, settings=settings)
    for source in located.without_text:
        print(f"{options.file}: no text of source {source}: its locators stay as they are", file=sys.stderr)
    print(f"{options.file}: {'positions written' if located.changed else 'unchanged'}")
    return 0


def query(options: argparse.Namespace, settings: Settings) -> int:
    """Run a query and print its rows."""
    from graph.cli.printing import print_result, print_stream
    from graph.formats.results import STREAMED_FORMATS

    cypher = _given_query(options)
    limit, timeout = _limits(options, settings)
    given = dict(options.parameter)
    with _open(options, settings) as store:
        if options.format in STREAMED_FORMATS and not options.write:
            with store.stream(cypher, given, limit=limit, timeout=timeout) as stream:
                print_stream(stream, options.format, limit=limit)
            return 0
        ask = store.execute if options.write else store.query
        result = ask(cypher, given, limit=limit, timeout=timeout)
    print_result(result, options.format, limit=limit, result_mb=settings.query_result_mb)
    return 0


def _given_query(options: argparse.Namespace) -> str:
    """Return the query that was typed, or is in a file or comes by standard input."""
    if options.file:
        if options.cypher:
            options.usage("give CYPHER or --file FILE, not both")
        try:
            return str(options.file.read_text(encoding="utf-8-sig"))
        except OSError as error:
            raise FileError(f"{options.file} cannot be read: {error.strerror}. Name another file.") from error
        except UnicodeDecodeError as error:
            raise FileError(f"{options.file} is not text in UTF-8. Save it as such.") from error
    if options.cypher and options.cypher != "-":
        return str(options.cypher)
    waits = sys.stdin is None or (not options.cypher and sys.stdin.isatty())
    try:
        text = "" if waits else sys.stdin.read()
    except UnicodeDecodeError as error:
        raise FileError("Standard input is not text in UTF-8. Save it as such.") from error
    if not text.strip():
        options.usage("no query: give CYPHER, --file FILE, or the query by standard input")
    return text


def _limits(options: argparse.Namespace, settings: Settings) -> tuple[int, float]:
    limit = options.limit or settings.query_rows
    if limit > settings.max_rows:
        raise SettingsError(f"--limit {limit} is more than {settings.max_rows} (setting max_rows).")
    return limit, options.timeout or settings.query_timeout_s


def shell(options: argparse.Namespace, settings: Settings) -> int:
    """Ask for queries and run them, one after the other."""
    from graph.cli.shell import run

    limit, timeout = _limits(options, settings)
    with _open(options, settings) as store:
        return run(
            store,
            options.store or settings.store,
            settings,
            parameters=dict(options.parameter),
            limit=limit,
            timeout=timeout,
        )


def stats(options: argparse.Namespace, settings: Settings) -> int:
    """Print what the store holds, in numbers."""
    from graph.formats.tables import to_table
    from graph.questions.survey import count

    with _open(options, settings) as store:
        counted = count(store)
    if options.format == "json":
        _print_json(counted)
        return 0
    cases = [[id, *counts.values()] for id, counts in counted["cases"].items()]
    print(to_table(["case", "title", "entities", "statements", "claims", "mentions"], cases))
    print(to_table(["label", "nodes"], counted["labels"].items()))
    print(to_table(["relationship type", "relationships"], counted["relationship_types"].items()))
    print(f"{counted['nodes']} nodes, {counted['relationships']} relationships")
    return 0


def schema(options: argparse.Namespace, settings: Settings) -> int:
    """Print labels, relationship types and their properties."""
    from graph.formats.tables import to_table

    with _open(options, settings) as store:
        found = store.schema()
    labels = [(name, n, found.label_properties.get(name, ())) for name, n in sorted(found.labels.items())]
    types = [(name, n, found.type_properties.get(name, ())) for name, n in sorted(found.relationship_types.items())]
    if options.format == "json":
        _print_json(
            {
                "labels": {name: {"count": n, "properties": properties} for name, n, properties in labels},
                "relationship_types": {name: {"count": n, "properties": properties} for name, n, properties in types},
            }
        )
        return 0
    print(to_table(["label", "nodes", "properties"], labels))
    print(to_table(["relationship type", "relationships", "properties"], types), end="")
    return 0


def neighbors(options: argparse.Namespace, settings: Settings) -> int:
    """Print what is beside a node."""
    from graph.formats.tables import to_table
    from graph.questions.paths import neighbors as beside

    with _open(options, settings) as store:
        found = beside(store, options.id, case=options.case, direction=options.direction, types=options.types)
    rows: list[dict[str, Any]] = [
        {
            "id": neighbor.node.id,
            "labels": list(neighbor.node.labels),
            "name": str(neighbor.node.properties.get("name", neighbor.node.id)),
            "relationships": [
                {
                    "type": r.type,
                    "direction": "in" if r.start_node.key == neighbor.node.key else "out",
                    "status": r.properties.get("status"),
                }
                for r in neighbor.relationships
            ],
        }
        for neighbor in found
    ]
    if options.format == "json":
        _print_json({"id": options.id, "neighbors": rows})
        return 0
    lines = [
        (r["type"], r["direction"], r["status"], row["id"], row["name"]) for row in rows for r in row["relationships"]
    ]
    print(to_table(["relationship", "direction", "status", "id", "name"], lines), end="")
    return 0


def path(options: argparse.Namespace, settings: Settings) -> int:
    """Print a shortest path."""
    from graph.formats.tables import to_table
    from graph.questions.paths import shortest_path

    with _open(options, settings) as store:
        walk = shortest_path(store, options.source, options.target, case=options.case, cutoff=settings.max_path_length)
    steps = [
        {"type": r.type, "start": r.start, "end": r.end, "status": r.properties.get("status")}
        for r in walk.relationships
    ]
    if options.format == "json":
        _print_json({"length": len(steps), "nodes": [node.id for node in walk.nodes], "relationships": steps})
        return 0
    print(to_table(["start", "relationship", "status", "end"],
                   [(step["start"], step["type"], step["status"], step["end"]) for step in steps]), end="")  # fmt: skip
    return 0


def render(options: argparse.Namespace, settings: Settings) -> int:
    """Write a picture or data of a query or a view."""
    from graph.explore.beside import path_for
    from graph.explore.saved_captions import SavedCaptions
    from graph.formats import save

    captions = path_for(options.store or settings.store, settings.neo4j_database, what="captions.json")
    schema = SavedCaptions(captions).schema()
    with _open(options, settings) as store:
        graph, scene, claims, title, source_line = (_drawn_view if options.view else _drawn_query)(
            store, schema, options, settings
        )
        labels = () if scene else tuple(store.schema().labels)
    save(
        graph,
        options.output,
        scene=scene,
        title=options.title or title,
        source_line=source_line,
        theme=options.theme,
        claims=claims,
        schema=schema,
        labels=labels,
        settings=settings,
    )
    print(f"{options.output}: {len(graph.nodes)} nodes, {len(graph.relationships)} relationships")
    return 0


_Drawn = tuple["Subgraph", "Scene | None", Mapping[str, Sequence["Claim"]], str, str]


def _drawn_query(store: Store, schema: Schema, options: argparse.Namespace, settings: Settings) -> _Drawn:
    from graph.elements import Subgraph
    from graph.explore.drawing import headings
    from graph.questions.claims import claims_of

    # as a stream, for a picture's data have no limit of size
    with store.stream(
        options.cypher, dict(options.parameter), limit=settings.max_rows, timeout=settings.query_timeout_s
    ) as rows:
        graph = Subgraph.of(rows)
    if rows.truncated:
        print(f"Cut at {settings.max_rows} rows (setting max_rows); there are more.", file=sys.stderr)
    drawn = {node.properties.get("case_id") for node in graph.nodes}
    lines = [headings(case, store) for case in store.cases() if case.id in drawn]
    title, source_line = (", ".join(words) for words in zip(*lines, strict=True)) if lines else ("Graph", "")
    return graph, None, claims_of(store, graph.relationships, schema), title, source_line


def _drawn_view(store: Store, schema: Schema, options: argparse.Namespace, settings: Settings) -> _Drawn:
    from graph.explore.beside import path_for
    from graph.explore.drawing import open_view
    from graph.explore.saved_views import SavedViews, find_view

    views = path_for(options.store or settings.store, settings.neo4j_database, what="views.json")
    view, notes = find_view(options.view, SavedViews(views))
    gathered, shown = open_view(store, view, schema=schema, settings=settings)
    for sentence in (*notes, *shown.notes):
        print(sentence, file=sys.stderr)
    scene = replace(shown.scene, title=options.title) if options.title else shown.scene
    return shown.graph, scene, gathered.claims, scene.title, scene.source_line


def app(options: argparse.Namespace, settings: Settings) -> int:
    """Open the explorer: this process becomes its server, so that what ends the one ends the other."""
    address = options.store or settings.store
    _check_free(options.host, options.port)
    if address == Settings().store and not Path(address).exists():
        print(f"There is no store {address} yet: loading the cases that come with Case Graph.")
        _load((), address, settings)
    if "://" not in address:
        address = str(Path(address).resolve())
    script = Path(__file__).parents[1] / "ui" / "serve.py"
    # -P: what lies in the current folder or beside the script is never taken for a module.
    command = [sys.executable, "-P", str(script), "--server.address", options.host, "--server.port", str(options.port)]
    sys.stdout.flush()
    # Ctrl+C waits until the program is there that takes it without a trace.
    signal.pthread_sigmask(signal.SIG_BLOCK, {signal.SIGINT})
    os.execve(sys.executable, command, {**os.environ, "CASEGRAPH_STORE": address})


def _check_free(host: str, port: int) -> None:
    try:
        family, kind, _, _, address = socket.getaddrinfo(host, port, type=socket.SOCK_STREAM)[0]
        with socket.socket(family, kind) as trial:
            trial.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)  # as the server does
            trial.bind((address[0], port, *address[2:]))  # a port above 65,535 is not taken for another
    except (OSError, OverflowError) as error:
        reason = error.strerror if isinstance(error, OSError) else "there is no such port"
        raise SettingsError(
            f"Port {port} of {host} cannot be used: {reason}. Choose another by --port, or by --host."
        ) from error
