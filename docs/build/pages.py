"""The pages of docs/ that are made from the code."""

import json
from pathlib import Path

from benchmarks.extracting import MEASURED, table
from graph.cli.parser import documented_commands
from graph.settings import describe
from tests.house.test_imports import ROOMS

_DOCS = Path(__file__).parents[1]
SETTINGS = _DOCS / "settings.md"
COMMANDS = _DOCS / "commands.md"
EXTRACTION = _DOCS / "extraction.md"
CONTRIBUTING = _DOCS.parent / "CONTRIBUTING.md"

_SETTINGS_HEAD = """\
# Settings

Every limit and connection is a setting, read from the environment; in the app also from
`.streamlit/secrets.toml`, under the same name. A value outside its range is refused at the start.

| variable | default | range | what it sets |
|---|---|---|---|
"""


def settings_page() -> str:
    """Return ``docs/settings.md``: the table of every setting."""
    rows = []
    for variable, default, range_, help_ in describe():
        shown = f"`{default}`" if default else "(empty)"
        rows.append("| " + " | ".join([f"`{variable}`", shown, range_, help_.replace("|", r"\|")]) + " |\n")
    return _SETTINGS_HEAD + "".join(rows)


_COMMANDS_HEAD = """\
# Commands

`python -m graph COMMAND …`, also installed as `casegraph`. Exit status 0: done; 1: refused or failed, with the reason
on standard error; 2: wrong usage. Every command takes `--store ADDRESS`: a file, `neo4j://…` or `bolt://…`; without it
the setting `CASEGRAPH_STORE` counts. `--format json` prints strict JSON whose keys stay as they are.
"""


def commands_page() -> str:
    """Return ``docs/commands.md``: every command with its arguments and options."""
    parts = [_COMMANDS_HEAD]
    for name, parser in documented_commands().items():
        rows = []
        for action in parser._actions:
            if action.dest in ("help", "store"):
                continue
            shown = ", ".join(action.option_strings) or str(action.metavar or action.dest)
            if action.option_strings and action.nargs != 0:
                shown += f" {action.metavar or ', '.join(map(str, action.choices or ()))}"
            rows.append(f"| `{shown}` | {action.help} |\n")
        table = "\n| argument | what it does |\n|---|---|\n" + "".join(rows) if rows else ""
        parts.append(f"\n## `python -m graph {name}`\n\n{parser.description}\n{table}")
    return "".join(parts)


def contributing_page() -> str:
    """Return ``CONTRIBUTING.md`` with the table of rooms as it is."""
    rows = [f"| `{name}` | {words} |\n" for name, words in ROOMS.items()]
    rooms = f"| room of `graph/` | what it holds |\n|---|---|\n{''.join(rows)}"
    return _with_part(CONTRIBUTING, "<!-- rooms: written by `make docs` -->\n", rooms, "<!-- /rooms -->")


def extraction_page() -> str:
    """Return ``docs/extraction.md`` with the table of what was measured last."""
    start = "<!-- quality: written by `make docs` from what `make bench` measured -->\n"
    measured = json.loads(MEASURED.read_text(encoding="utf-8"))
    return _with_part(EXTRACTION, start, table(measured), "<!-- /quality -->")


def _with_part(page: Path, start: str, part: str, end: str) -> str:
    """Return a page with another text between two marks."""
    head, _, rest = page.read_text(encoding="utf-8").partition(start)
    _, _, tail = rest.partition(end)
    return f"{head}{start}\n{part}\n{end}{tail}"
