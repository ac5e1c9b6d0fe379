"""The command line: parse, call the library, print. Exit status 0 done, 1 refused or failed, 2 wrong usage."""

from __future__ import annotations

import argparse
import csv
import json
import os
import subprocess
import sys
from collections.abc import Callable, Sequence
from pathlib import Path
from typing import TYPE_CHECKING, Any

from graph import __version__
from graph.errors import CaseGraphError, NotFoundError, SettingsError
from graph.settings import Settings, from_environment

if TYPE_CHECKING:
    from graph.model import Case
    from graph.stores.base import Result, Store

ROOT = Path(__file__).resolve().parent.parent
SEEDS = ROOT / "seeds"


def main(arguments: Sequence[str] | None = None) -> int:
    """Run one command.

    Parameters
    ----------
    arguments : sequence of str, optional
        The words after the program's name; those of the process where it is not given.

    Returns
    -------
    int
        The exit status.
    """
    options = _parser().parse_args(arguments)
    try:
        status: int = options.run(options, from_environment())
        sys.stdout.flush()
        return status
    except CaseGraphError as error:
        print(error, file=sys.stderr)
        return 1
    except KeyboardInterrupt:
        return 130
    except BrokenPipeError:
        # The reader of our output is gone (`… | head`); nothing is wrong. Python would complain at its exit.
        os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())
        return 0


def _parser() -> argparse.ArgumentParser:
    parser = argparse.ArgumentParser(
        prog="casegraph",
        description="What has been written about a case, as a graph that says who asserts what, and where.",
    )
    parser.add_argument("--version", action="version", version=f"casegraph {__version__}")
    commands = parser.add_subparsers(title="commands", metavar="COMMAND", required=True)

    def command(name: str, run: Callable[[argparse.Namespace, Settings], int], help_: str) -> argparse.ArgumentParser:
        sub = commands.add_parser(name, help=help_, description=help_[0].upper() + help_[1:] + ".")
        sub.set_defaults(run=run)
        sub.add_argument("--store", metavar="ADDRESS", help="a file, neo4j://… or bolt://…; default: CASEGRAPH_STORE")
        return sub

    def format_(sub: argparse.ArgumentParser, *choices: str) -> None:
        sub.add_argument("--format", choices=choices, default="table", help="how to print (default: table)")

    sub = command("load", _load, "validate case files, then load them; without a file, those in seeds/")
    sub.add_argument("files", metavar="CASE.yaml", nargs="*", type=Path)

    sub = command("validate", _validate, "check a case file and print every problem as file:line: field: reason")
    sub.add_argument("files", metavar="CASE.yaml", nargs="+", type=Path)
    sub.add_argument("--coverage", action="store_true", help="list the sentences that no claim and no mention cites")

    sub = command("query", _query, "run Cypher; it only reads")
    sub.add_argument("cypher", metavar="CYPHER")
    sub.add_argument("-p", "--parameter", metavar="NAME=VALUE", action="append", default=[], type=_parameter,
                     help="a parameter; the value is read as JSON where it is JSON, else as text")  # fmt: skip
    sub.add_argument("--limit", metavar="N", type=_positive, help="rows at the most (default: CASEGRAPH_QUERY_ROWS)")
    sub.add_argument("--timeout", metavar="S", type=_seconds, help="seconds (default: CASEGRAPH_QUERY_TIMEOUT_S)")
    format_(sub, "table", "json", "jsonl", "csv")

    format_(command("stats", _stats, "count cases, labels and relationship types"), "table", "json")
    format_(command("schema", _schema, "list labels, relationship types and their properties"), "table", "json")

    sub = command("neighbors", _neighbors, "list what is beside a node")
    sub.add_argument("id", metavar="ID")
    sub.add_argument("--case", metavar="CASE", help="the case, where two use the id")
    sub.add_argument("--direction", choices=("both", "out", "in"), default="both")
    sub.add_argument(
        "--type", metavar="TYPE", action="append", dest="types", help="only over relationships of this type"
    )
    format_(sub, "table", "json")

    sub = command("path", _path, "find a shortest path between two nodes")
    sub.add_argument("source", metavar="A")
    sub.add_argument("target", metavar="B")
    sub.add_argument("--case", metavar="CASE", help="the case, where two use an id")
    format_(sub, "table", "json")

    sub = command("render", _render, "draw a query's nodes and relationships, or save them as data")
    sub.add_argument("cypher", metavar="CYPHER")
    sub.add_argument("-o", "--output", metavar="FILE", type=Path, required=True,
                     help="its ending says what it is: .svg .png .pdf .html .graphml .gexf .json .csv .zip .dot")  # fmt: skip
    sub.add_argument("-p", "--parameter", metavar="NAME=VALUE", action="append", default=[], type=_parameter)
    sub.add_argument("--title", metavar="TEXT", help="printed above the picture (default: the case's title)")
    sub.add_argument("--theme", choices=("light", "dark"), default="light")

    sub = command("app", _app, "open the explorer in a browser")
    sub.add_argument("--host", default="127.0.0.1")
    sub.add_argument("--port", type=_positive, default=8501)
    return parser


def _positive(text: str) -> int:
    value = int(text) if text.isascii() and text.isdigit() else 0
    if value < 1:
        raise argparse.ArgumentTypeError(f"a whole number from 1 on is needed, not {text!r}")
    return value


def _seconds(text: str) -> float:
    try:
        value = float(text)
    except ValueError:
        value = 0
    if not 0 < value < float("inf"):
        raise argparse.ArgumentTypeError(f"seconds above 0 are needed, not {text!r}")
    return value


def _parameter(text: str) -> tuple[str, Any]:
    name, equals, value = text.partition("=")
    if not name or not equals:
        raise argparse.ArgumentTypeError(f"NAME=VALUE is needed, not {text!r}")
    try:
        return name, json.loads(value)
    except ValueError:
        return name, value


def _open(options: argparse.Namespace, settings: Settings) -> Store:
    from graph.stores import open_store

    return open_store(options.store or settings.store, settings)


def _print_json(value: Any) -> None:
    print(json.dumps(value, ensure_ascii=False, indent=2, allow_nan=False))


def _load(options: argparse.Namespace, settings: Settings) -> int:
    from graph.load import load

    files = options.files or sorted(SEEDS.glob("*/case.yaml"))
    if not files:
        raise NotFoundError(f"There is no case file in {SEEDS}: name one, as in: load CASE.yaml.")
    cases = _read_all(files, settings)
    with _open(options, settings) as store:
        for report in load(cases, store, progress=_progress if sys.stderr.isatty() else None):
            counts = (
                f"{report.entities} entities, {report.statements} statements, "
                f"{report.claims} claims, {report.mentions} mentions"
            )
            print(f"{report.case_id}: {counts}{'' if report.changed else ' (unchanged)'}")
    return 0


def _progress(done: int, total: int) -> None:
    share = done / total if total else 1
    bar = "█" * round(share * 30)
    end = "\r\033[K" if done >= total else ""
    print(f"\r{bar:30} {share:4.0%} of {total:,} rows{end}", end="", file=sys.stderr, flush=True)


def _read_all(files: Sequence[Path], settings: Settings) -> list[Case]:
    from graph.casefile import read
    from graph.errors import CaseFileError

    cases: list[Case] = []
    problems: list[str] = []
    for file in files:
        try:
            cases.append(read(file, settings=settings))
        except CaseFileError as error:
            problems += error.problems
    if problems:
        raise CaseFileError(problems)
    return cases


def _validate(options: argparse.Namespace, settings: Settings) -> int:
    for file, case in zip(options.files, _read_all(options.files, settings), strict=True):
        claims = sum(len(statement.claims) for statement in case.statements)
        mentions = sum(len(entity.mentions) for entity in case.entities)
        print(
            f"{file}: {len(case.entities)} entities, {len(case.statements)} statements, "
            f"{claims} claims, {mentions} mentions, no problems"
        )
        if options.coverage:
            from graph.casefile import coverage

            for line in coverage(case, file, settings=settings):
                print(line)
    return 0


def _query(options: argparse.Namespace, settings: Settings) -> int:
    limit = options.limit or settings.query_rows
    if limit > settings.max_rows:
        raise SettingsError(f"--limit {limit} is more than {settings.max_rows} (setting max_rows).")
    timeout = options.timeout or settings.query_timeout_s
    with _open(options, settings) as store:
        result = store.query(options.cypher, dict(options.parameter), limit=limit, timeout=timeout)
    _FORMATS[options.format](result)
    for notice in result.notices:
        print(notice, file=sys.stderr)
    if result.truncated and options.format != "json":
        print(f"Cut at {limit} rows; there are more. Raise --limit, or add LIMIT to the query.", file=sys.stderr)
    return 0


def _query_table(result: Result) -> None:
    from graph.tables import to_table

    print(to_table(result.columns, result.rows), end="")


def _query_json(result: Result) -> None:
    from graph.stores.values import to_json

    rows = [{name: to_json(value) for name, value in row.items()} for row in result.dicts()]
    elapsed_ms = round(result.elapsed * 1000, 3)
    _print_json({"columns": result.columns, "rows": rows, "truncated": result.truncated, "elapsed_ms": elapsed_ms})


def _query_jsonl(result: Result) -> None:
    from graph.stores.values import to_json

    for row in result.dicts():
        print(json.dumps({name: to_json(value) for name, value in row.items()}, ensure_ascii=False, allow_nan=False))


def _query_csv(result: Result) -> None:
    from graph.stores.values import to_json

    writer = csv.writer(sys.stdout, lineterminator="\n")
    writer.writerow(result.columns)
    for row in result.rows:
        cells = [to_json(value) for value in row]
        writer.writerow(
            json.dumps(cell, ensure_ascii=False) if isinstance(cell, list | dict) else cell for cell in cells
        )


_FORMATS: dict[str, Callable[[Result], None]] = {
    "table": _query_table,
    "json": _query_json,
    "jsonl": _query_jsonl,
    "csv": _query_csv,
}


def _stats(options: argparse.Namespace, settings: Settings) -> int:
    from graph.stats import stats
    from graph.tables import to_table

    with _open(options, settings) as store:
        counted = stats(store)
    if options.format == "json":
        _print_json(counted)
        return 0
    cases = [[id, *counts.values()] for id, counts in counted["cases"].items()]
    print(to_table(["case", "title", "entities", "statements", "claims", "mentions"], cases))
    print(to_table(["label", "nodes"], counted["labels"].items()))
    print(to_table(["relationship type", "relationships"], counted["relationship_types"].items()))
    print(f"{counted['nodes']} nodes, {counted['relationships']} relationships")
    return 0


def _schema(options: argparse.Namespace, settings: Settings) -> int:
    from graph.tables import to_table

    with _open(options, settings) as store:
        schema = store.schema()
    labels = [(name, n, schema.label_properties.get(name, ())) for name, n in sorted(schema.labels.items())]
    types = [(name, n, schema.type_properties.get(name, ())) for name, n in sorted(schema.relationship_types.items())]
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


def _neighbors(options: argparse.Namespace, settings: Settings) -> int:
    from graph.nx import neighbors
    from graph.tables import to_table

    with _open(options, settings) as store:
        found = neighbors(store, options.id, case=options.case, direction=options.direction, types=options.types)
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


def _path(options: argparse.Namespace, settings: Settings) -> int:
    from graph.nx import shortest_path
    from graph.tables import to_table

    with _open(options, settings) as store:
        path = shortest_path(store, options.source, options.target, case=options.case, cutoff=settings.max_path_length)
    steps = [
        {"type": r.type, "start": r.start, "end": r.end, "status": r.properties.get("status")}
        for r in path.relationships
    ]
    if options.format == "json":
        _print_json({"length": len(steps), "nodes": [node.id for node in path.nodes], "relationships": steps})
        return 0
    print(to_table(["start", "relationship", "status", "end"],
                   [(step["start"], step["type"], step["status"], step["end"]) for step in steps]), end="")  # fmt: skip
    return 0


def _render(options: argparse.Namespace, settings: Settings) -> int:
    from graph.fetch import claims_of
    from graph.render import save

    with _open(options, settings) as store:
        result = store.query(
            options.cypher, dict(options.parameter), limit=settings.max_rows, timeout=settings.query_timeout_s
        )
        cases = {case.id: case for case in store.cases()}
        graph = result.subgraph()
        rows = [row for claims in claims_of(store, graph.relationships).values() for row in claims]
    drawn = sorted({str(node.properties.get("case_id", "")) for node in graph.nodes} & cases.keys())
    title = options.title or ", ".join(cases[id].title for id in drawn) or "Graph"
    source_line = ", ".join(f"{cases[id].title}, as of {cases[id].as_of}" for id in drawn)
    save(
        graph,
        options.output,
        title=title,
        source_line=source_line,
        theme=options.theme,
        claims={row.id: (row.by_name, row.at, row.stance) for row in rows},
        settings=settings,
    )
    print(f"{options.output}: {len(graph.nodes)} nodes, {len(graph.relationships)} relationships")
    return 0


def _app(options: argparse.Namespace, settings: Settings) -> int:
    script = ROOT / "app.py"
    if not script.is_file():
        raise NotFoundError("app.py is not beside the package: run this from a clone of the project.")
    address = options.store or settings.store
    if "://" not in address:
        address = str(Path(address).resolve())
    command = [sys.executable, "-m", "streamlit", "run", str(script)]
    command += ["--server.address", options.host, "--server.port", str(options.port)]
    # From the project's folder, where Streamlit finds its configuration.
    return subprocess.run(command, cwd=ROOT, env={**os.environ, "CASEGRAPH_STORE": address}, check=False).returncode


def documented_commands() -> dict[str, argparse.ArgumentParser]:
    """Return the commands by name, for the test that the documentation names each."""
    actions = [action for action in _parser()._actions if isinstance(action, argparse._SubParsersAction)]
    return dict(actions[0].choices)
