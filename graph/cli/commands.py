"""The commands, a function each: call the library, print the outcome, return the exit status."""

from __future__ import annotations

import argparse
import errno
import os
import signal
import sys
from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import replace
from pathlib import Path
from typing import TYPE_CHECKING, Any

from graph.cli.cases import load_files
from graph.cli.output import lacking_fonts_told, print_json
from graph.cli.parameters import written
from graph.cli.walks import as_json, print_beside, walk_of
from graph.errors import NotFoundError, SettingsError
from graph.settings import Settings

if TYPE_CHECKING:
    from graph.case.schema import Schema
    from graph.elements import Node, Relationship, Subgraph
    from graph.elements import Path as WalkedPath
    from graph.picture.parts import Scene
    from graph.questions.claims import Claim
    from graph.stores import Store


def open_store_of(options: argparse.Namespace, settings: Settings) -> Store:
    """Open the store that a command is given, else that of the settings."""
    from graph.stores import open_store

    return open_store(options.store or settings.store, settings)


def stats(options: argparse.Namespace, settings: Settings) -> int:
    """Print what the store holds, in numbers."""
    from graph.formats.tables import to_table
    from graph.questions.survey import count

    with open_store_of(options, settings) as store:
        counts = count(store)
    if options.format == "json":
        print_json(counts)
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

    with open_store_of(options, settings) as store:
        content = store.schema()
    labels = [(name, n, content.label_properties.get(name, ())) for name, n in sorted(content.labels.items())]
    types = [(name, n, content.type_properties.get(name, ())) for name, n in sorted(content.relationship_types.items())]
    if options.format == "json":
        print_json(
            {
                "labels": {name: {"count": n, "properties": properties} for name, n, properties in labels},
                "relationship_types": {name: {"count": n, "properties": properties} for name, n, properties in types},
            }
        )
        return 0
    print(to_table(["label", "nodes", "properties"], labels))
    print(to_table(["relationship type", "relationships", "properties"], types), end="")
    return 0


def search(options: argparse.Namespace, settings: Settings) -> int:
    """Print the nodes that fit a text best."""
    from graph.elements import Key
    from graph.formats.tables import to_table
    from graph.questions.indexed_search import search as find
    from graph.questions.parts import check_case

    if not options.text.strip():
        options.usage("no text to search for: give a name, or a part of one")
    with open_store_of(options, settings) as store:
        check_case(store, options.case)
        hits = find(store, options.text, case=options.case, limit=options.limit, settings=settings)
    if options.format == "json":
        rows = [
            {
                "id": hit.id,
                "labels": list(hit.labels),
                "name": hit.name,
                "matched": hit.matched,
                "score": hit.score,
                "case": Key(hit.key).case,
                "guess": hit.guess,
            }
            for hit in hits
        ]
        print_json({"results": rows})
        return 0
    if not hits:
        raise NotFoundError(f"Nothing fits {options.text!r}. Try fewer letters, or another name.")
    if hits[0].guess:
        print(f"Nothing is called {options.text!r}; these are spelt alike.", file=sys.stderr)
    lines = [(hit.id, hit.name, hit.type, Key(hit.key).case, hit.matched) for hit in hits]
    print(to_table(["id", "name", "type", "case", "matched"], lines), end="")
    return 0


def neighbors(options: argparse.Namespace, settings: Settings) -> int:
    """Print the neighbours of a node, and the relationships to them."""
    from graph.formats.tables import to_table
    from graph.nx.ways import neighbors as find_neighbors
    from graph.questions.neighbors import find_node

    with open_store_of(options, settings) as store:
        node = find_node(store, options.id, case=options.case)
        case = options.case or node.key.case or None
        walk = walk_of(store, options, case)
        nearby = find_neighbors(store, options.id, case=case, direction=options.direction, walk=walk)
        values = [] if options.format == "json" else _values_of(store, node, options.types)
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
        print_json({"id": options.id, "neighbors": rows})
        return 0
    lines = [
        (r["type"], r["direction"], r["status"], row["id"], row["name"]) for row in rows for r in row["relationships"]
    ]
    print(to_table(["relationship", "direction", "status", "id", "name"], lines), end="")
    if values:
        print(f"Not among these: dates, quantities and texts, by {', '.join(values)}.", file=sys.stderr)
    return 0


def _values_of(store: Store, node: Node, types: Sequence[str] | None) -> list[str]:
    """Return the types of an entity's relationships with values: these are no neighbours, and are not told as such."""
    from graph.questions.parts import condition_on, index_label

    if "Entity" not in node.labels:
        return []
    condition, parameters = condition_on([node])
    found = store.query(
        f"MATCH (n{index_label(node)})-[r]->(v:Value) WHERE {condition} RETURN DISTINCT type(r) AS type ORDER BY type",
        parameters,
    ).rows
    return [row[0] for row in found if not types or row[0] in types]


def path(options: argparse.Namespace, settings: Settings) -> int:
    """Print the shortest path, or the first ones, step by step from the first node."""
    from graph.questions.neighbors import find_node
    from graph.questions.paths import all_shortest_paths, parallel, shortest_simple_paths

    with open_store_of(options, settings) as store:
        start, end = (find_node(store, id, case=options.case) for id in (options.source, options.target))
        case = options.case or start.key.case or None
        avoid = {find_node(store, id, case=case).key for id in options.avoid}
        walk = replace(walk_of(store, options, case), avoid=avoid)
        cutoff = settings.max_path_length
        ties = all_shortest_paths(store, start, end, cutoff=cutoff, walk=walk)
        paths = ties[: options.k]
        if len(paths) < options.k:
            paths = shortest_simple_paths(store, start, end, count=options.k, cutoff=cutoff, walk=walk)
        besides = [] if options.format == "json" else [parallel(store, [found], walk=walk) for found in paths]
    described = [_path_as_json(found) for found in paths]
    if options.format == "json":
        print_json(described[0] if options.k == 1 else {**described[0], "paths": described})
        return 0
    for number, (found, others) in enumerate(zip(paths, besides, strict=True), 1):
        if options.k > 1:
            print(f"{'' if number == 1 else chr(10)}Path {number}:")
        _print_path(found, others)
    if len(ties) > len(paths):
        print(f"{len(ties)} paths are as short; --k {len(ties)} lists them.", file=sys.stderr)
    return 0


def _path_as_json(found: WalkedPath) -> dict[str, Any]:
    from graph.case.statuses import STATUSES

    statuses = Counter(str(r.properties["status"]) for r in found.relationships if r.properties.get("status"))
    return {
        "length": len(found.relationships),
        "nodes": [node.id for node in found.nodes],
        "relationships": as_json(found.relationships),
        "statuses": {status: statuses[status] for status in STATUSES if statuses[status]},
    }


def _print_path(found: WalkedPath, others: Sequence[Relationship]) -> None:
    from graph.formats.tables import to_table
    from graph.questions.paths import statuses_in_words

    steps = []
    for near, r, far in zip(found.nodes, found.relationships, found.nodes[1:], strict=False):
        arrow = f"{r.type} →" if r.start_node.key == near.key else f"← {r.type}"
        steps.append((near.id, arrow, far.id, r.properties.get("status")))
    if not steps:
        print(f"It starts and ends at {found.nodes[0].id}: no relationship is needed.", file=sys.stderr)
        return
    print(to_table(["from", "relationship", "to", "status"], steps), end="")
    if statuses := statuses_in_words(found.relationships):
        print(statuses)
    print_beside(others)


def render(options: argparse.Namespace, settings: Settings) -> int:
    """Write a query's graph, or a view, to a file: as a picture or as data."""
    from graph.case.words import number_of
    from graph.explore.beside import path_for
    from graph.explore.saved_captions import SavedCaptions
    from graph.formats import ending_of, format_of, save

    format_of(ending_of(options.output))
    if options.paper != "picture" and options.output.suffix.lower() != ".pdf":
        options.usage(f"--paper is of a .pdf, and {options.output} is none")
    captions = path_for(options.store or settings.store, settings.neo4j_database, what="captions.json")
    schema = SavedCaptions(captions).schema()
    with open_store_of(options, settings) as store:
        graph, scene, claims, title, source_line = (_read_query if options.view is None else _read_view)(
            store, schema, options, settings
        )
        labels = () if scene else tuple(store.schema().labels)
    with lacking_fonts_told():
        save(
            graph,
            options.output,
            scene=scene,
            title=title,
            source_line=source_line,
            theme=options.theme,
            paper=options.paper,
            claims=claims,
            schema=schema,
            labels=labels,
            settings=settings,
        )
    counts = (number_of(len(graph.nodes), "node"), number_of(len(graph.relationships), "relationship"))
    print(f"{options.output}: {', '.join(counts)}")
    return 0


_GraphToSave = tuple["Subgraph", "Scene | None", Mapping[str, Sequence["Claim"]], str, str]
"""A graph, its scene where it is placed already, its claims by the keys of relationships, its title and source line."""


def _read_query(store: Store, schema: Schema, options: argparse.Namespace, settings: Settings) -> _GraphToSave:
    from graph.elements import Subgraph
    from graph.explore.headings import headings
    from graph.explore.left_out import QUERIED
    from graph.questions.claims import claims_of

    # as a stream: what is saved as data has no limit of size
    cypher, parameters = written(options.cypher, dict(options.parameter), dialect=store.dialect)
    with store.stream(cypher, parameters, limit=settings.max_rows, timeout=settings.query_timeout_s) as rows:
        graph = Subgraph.of(rows)
    if rows.truncated:
        print(f"Cut at {settings.max_rows} rows (setting max_rows); there are more.", file=sys.stderr)
    title, source_line = headings(store, graph, title=options.title or "")
    if not source_line and not options.title:
        title = "Graph"  # the same graph gives the same picture on every store
    source_line = ". ".join(filter(None, [source_line, f"Filtered: {QUERIED}"]))
    return graph, None, claims_of(store, graph.relationships, schema), title, source_line


def _read_view(store: Store, schema: Schema, options: argparse.Namespace, settings: Settings) -> _GraphToSave:
    from graph.explore.beside import path_for
    from graph.explore.drawing import open_view
    from graph.explore.saved_views import SavedViews, find_view

    views = path_for(options.store or settings.store, settings.neo4j_database, what="views.json")
    view, notes = find_view(options.view, SavedViews(views))
    _, drawn = open_view(store, view, schema=schema, settings=settings, title=options.title or "")
    # a table has no place for what its filters leave out
    for sentence in filter(None, (*notes, *drawn.notes, drawn.filtered)):
        print(sentence, file=sys.stderr)
    return drawn.saved, drawn.scene, drawn.claims, drawn.scene.title, drawn.scene.source_line


def app(options: argparse.Namespace, settings: Settings) -> int:
    """Run the app. This process becomes its server, so that ending the process ends the server."""
    address = options.store or settings.store
    _check_port_is_free(options.host, options.port)
    if address == Settings().store and not os.path.exists(address):
        print(f"There is no store {address} yet: loading the cases that come with Case Graph.")
        load_files((), address, settings)
    if "://" not in address:
        address = os.path.realpath(address)
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
        if isinstance(error, OSError) and error.errno == errno.EADDRINUSE:
            reason = "another program has it, perhaps Case Graph that runs already"
        raise SettingsError(
            f"Port {port} of {host} cannot be used: {reason}. Choose another: casegraph app --port {_next(port)}, or "
            f"make run PORT={_next(port)}."
        ) from error


def _next(port: int) -> int:
    """Return a port to suggest in place of another one."""
    return port + 1 if 1024 <= port < 65_535 else 8502
