"""The commands, a function each: call the library, print the outcome, return the exit status."""

from __future__ import annotations

import argparse
import json
import os
import signal
import sys
from collections.abc import Mapping, Sequence
from dataclasses import replace
from pathlib import Path
from typing import TYPE_CHECKING, Any

from graph.errors import FileError, NotFoundError, SettingsError
from graph.formats import STREAMED_FORMATS
from graph.settings import Settings

if TYPE_CHECKING:
    from graph.case.schema import Schema
    from graph.elements import Subgraph
    from graph.picture.scene import Scene
    from graph.questions.claims import Claim
    from graph.stores import Store


def _open_store(options: argparse.Namespace, settings: Settings) -> Store:
    from graph.stores import open_store

    return open_store(options.store or settings.store, settings)


def _print_json(value: Any) -> None:
    print(json.dumps(value, ensure_ascii=False, indent=2, allow_nan=False))


def load(options: argparse.Namespace, settings: Settings) -> int:
    """Check all files, then load all of them."""
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
        for report in load_cases(store, *cases, progress=_print_progress if sys.stderr.isatty() else None):
            counts = (
                f"{report.entities} entities, {report.statements} statements, "
                f"{report.claims} claims, {report.mentions} mentions"
            )
            print(f"{report.case_id}: {counts}{'' if report.changed else ' (unchanged)'}")


def _print_progress(done: int, total: int) -> None:
    share = done / total if total else 1
    bar = "█" * round(share * 30)
    end = "\r\033[K" if done >= total else ""
    print(f"\r{bar:30} {share:4.0%} of {total:,} rows{end}", end="", file=sys.stderr, flush=True)


def validate(options: argparse.Namespace, settings: Settings) -> int:
    """Print every problem in the files, or how much they hold."""
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
    """Write into a case file the positions in the text of the passages that it cites."""
    from graph.case.file import locate_file

    located = locate_file(options.file, texts=options.texts, settings=settings)
    for source in located.without_text:
        print(f"{options.file}: no text of source {source}: its locators stay as they are", file=sys.stderr)
    print(f"{options.file}: {'positions written' if located.changed else 'unchanged'}")
    return 0


def query(options: argparse.Namespace, settings: Settings) -> int:
    """Run a query and print its rows."""
    from graph.cli.printing import print_result, print_stream

    cypher = _query_text(options)
    limit, timeout = _limits(options, settings)
    parameters = dict(options.parameter)
    with _open_store(options, settings) as store:
        if options.format in STREAMED_FORMATS and not options.write:
            with store.stream(cypher, parameters, limit=limit, timeout=timeout) as stream:
                print_stream(stream, options.format, limit=limit)
            return 0
        run = store.execute if options.write else store.query
        result = run(cypher, parameters, limit=limit, timeout=timeout)
    print_result(result, options.format, limit=limit, result_mb=settings.query_result_mb)
    return 0


def _query_text(options: argparse.Namespace) -> str:
    """Return the query on the command line, in the file that is named, or on standard input."""
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
    no_input = sys.stdin is None or (not options.cypher and sys.stdin.isatty())
    try:
        text = "" if no_input else sys.stdin.read()
    except UnicodeDecodeError as error:
        raise FileError("Standard input is not text in UTF-8. Save it as such.") from error
    if not text.strip():
        options.usage("no query: give CYPHER, --file FILE, or the query by standard input")
    return text


def _limits(options: argparse.Namespace, settings: Settings) -> tuple[int, float]:
    """Return the most rows and the most seconds of a query."""
    limit = options.limit or settings.query_rows
    if limit > settings.max_rows:
        raise SettingsError(f"--limit {limit} is more than {settings.max_rows} (setting max_rows).")
    return limit, options.timeout or settings.query_timeout_s


def shell(options: argparse.Namespace, settings: Settings) -> int:
    """Ask for queries and run them, one after the other."""
    from graph.cli.shell import run

    limit, timeout = _limits(options, settings)
    with _open_store(options, settings) as store:
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

    with _open_store(options, settings) as store:
        counts = count(store)
    if options.format == "json":
        _print_json(counts)
        return 0
    cases = [[id, *case.values()] for id, case in counts["cases"].items()]
    print(to_table(["case", "title", "entities", "statements", "claims", "mentions"], cases))
    print(to_table(["label", "nodes"], counts["labels"].items()))
    print(to_table(["relationship type", "relationships"], counts["relationship_types"].items()))
    print(f"{counts['nodes']} nodes, {counts['relationships']} relationships")
    return 0


def schema(options: argparse.Namespace, settings: Settings) -> int:
    """Print labels, relationship types and their properties."""
    from graph.formats.tables import to_table

    with _open_store(options, settings) as store:
        content = store.schema()
    labels = [(name, n, content.label_properties.get(name, ())) for name, n in sorted(content.labels.items())]
    types = [(name, n, content.type_properties.get(name, ())) for name, n in sorted(content.relationship_types.items())]
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
    """Print the neighbours of a node, and the relationships to them."""
    from graph.formats.tables import to_table
    from graph.questions.paths import neighbors as find_neighbors

    with _open_store(options, settings) as store:
        nearby = find_neighbors(store, options.id, case=options.case, direction=options.direction, types=options.types)
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
        for neighbor in nearby
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

    with _open_store(options, settings) as store:
        walked = shortest_path(
            store, options.source, options.target, case=options.case, cutoff=settings.max_path_length
        )
    steps = [
        {"type": r.type, "start": r.start, "end": r.end, "status": r.properties.get("status")}
        for r in walked.relationships
    ]
    if options.format == "json":
        _print_json({"length": len(steps), "nodes": [node.id for node in walked.nodes], "relationships": steps})
        return 0
    print(to_table(["start", "relationship", "status", "end"],
                   [(step["start"], step["type"], step["status"], step["end"]) for step in steps]), end="")  # fmt: skip
    return 0


def render(options: argparse.Namespace, settings: Settings) -> int:
    """Write a query's graph, or a view, to a file: as a picture or as data."""
    from graph.explore.beside import path_for
    from graph.explore.saved_captions import SavedCaptions
    from graph.formats import save

    captions = path_for(options.store or settings.store, settings.neo4j_database, what="captions.json")
    schema = SavedCaptions(captions).schema()
    with _open_store(options, settings) as store:
        graph, scene, claims, title, source_line = (_read_view if options.view else _read_query)(
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


_GraphToSave = tuple["Subgraph", "Scene | None", Mapping[str, Sequence["Claim"]], str, str]
"""A graph, its scene where it is placed already, its claims by the keys of relationships, its title and source line."""


def _read_query(store: Store, schema: Schema, options: argparse.Namespace, settings: Settings) -> _GraphToSave:
    from graph.elements import Subgraph
    from graph.explore.drawing import headings
    from graph.questions.claims import claims_of

    # as a stream: what is saved as data has no limit of size
    with store.stream(
        options.cypher, dict(options.parameter), limit=settings.max_rows, timeout=settings.query_timeout_s
    ) as rows:
        graph = Subgraph.of(rows)
    if rows.truncated:
        print(f"Cut at {settings.max_rows} rows (setting max_rows); there are more.", file=sys.stderr)
    case_ids = {node.properties.get("case_id") for node in graph.nodes}
    of_cases = [headings(case, store) for case in store.cases() if case.id in case_ids]
    title, source_line = (", ".join(texts) for texts in zip(*of_cases, strict=True)) if of_cases else ("Graph", "")
    return graph, None, claims_of(store, graph.relationships, schema), title, source_line


def _read_view(store: Store, schema: Schema, options: argparse.Namespace, settings: Settings) -> _GraphToSave:
    from graph.explore.beside import path_for
    from graph.explore.drawing import open_view
    from graph.explore.saved_views import SavedViews, find_view

    views = path_for(options.store or settings.store, settings.neo4j_database, what="views.json")
    view, notes = find_view(options.view, SavedViews(views))
    placed, drawn = open_view(store, view, schema=schema, settings=settings)
    for sentence in (*notes, *drawn.notes):
        print(sentence, file=sys.stderr)
    scene = replace(drawn.scene, title=options.title) if options.title else drawn.scene
    return drawn.graph, scene, placed.claims, scene.title, scene.source_line


def app(options: argparse.Namespace, settings: Settings) -> int:
    """Run the app. This process becomes its server, so that ending the process ends the server."""
    address = options.store or settings.store
    _check_port_is_free(options.host, options.port)
    if address == Settings().store and not Path(address).exists():
        print(f"There is no store {address} yet: loading the cases that come with Case Graph.")
        _load((), address, settings)
    if "://" not in address:
        address = str(Path(address).resolve())
    script = Path(__file__).parents[1] / "ui" / "serve.py"
    # -P: Python imports no file of the current folder or of the script's folder as a module.
    command = [sys.executable, "-P", str(script), "--server.address", options.host, "--server.port", str(options.port)]
    sys.stdout.flush()
    # Ctrl+C is held back until the new program handles it; before, it would print a stack trace.
    signal.pthread_sigmask(signal.SIG_BLOCK, {signal.SIGINT})
    os.execve(sys.executable, command, {**os.environ, "CASEGRAPH_STORE": address})


def _check_port_is_free(host: str, port: int) -> None:
    import socket

    try:
        family, kind, _, _, address = socket.getaddrinfo(host, port, type=socket.SOCK_STREAM)[0]
        with socket.socket(family, kind) as trial:
            trial.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)  # as the server does
            trial.bind(
                (address[0], port, *address[2:])
            )  # given as it is: getaddrinfo() takes a port above 65,535 for another one
    except (OSError, OverflowError) as error:
        reason = error.strerror if isinstance(error, OSError) else "there is no such port"
        raise SettingsError(
            f"Port {port} of {host} cannot be used: {reason}. Choose another by --port, or by --host."
        ) from error
