"""Write the pages of docs/ that are generated: ``make docs``."""

import sys
from pathlib import Path

sys.path.insert(0, str(Path(__file__).parents[1]))  # for a run as `python docs/build.py`

from docs.cypher import CYPHER, cypher_page
from graph.cli import documented_commands
from graph.settings import describe

SETTINGS = Path(__file__).with_name("settings.md")
COMMANDS = Path(__file__).with_name("commands.md")

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
            shown = ", ".join(action.option_strings) or action.metavar or action.dest
            if action.option_strings and action.nargs != 0:
                shown += f" {action.metavar or ', '.join(map(str, action.choices or ()))}"
            rows.append(f"| `{shown}` | {action.help} |\n")
        table = "\n| argument | what it does |\n|---|---|\n" + "".join(rows) if rows else ""
        parts.append(f"\n## `python -m graph {name}`\n\n{parser.description}\n{table}")
    return "".join(parts)


if __name__ == "__main__":
    SETTINGS.write_text(settings_page(), encoding="utf-8")
    COMMANDS.write_text(commands_page(), encoding="utf-8")
    CYPHER.write_text(cypher_page(), encoding="utf-8")
    print("Wrote docs/settings.md, docs/commands.md and docs/cypher.md.")
