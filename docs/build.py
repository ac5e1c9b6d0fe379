"""Write the pages of docs/ that are generated: ``make docs``."""

from pathlib import Path

from graph.settings import describe

SETTINGS = Path(__file__).with_name("settings.md")

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


if __name__ == "__main__":
    SETTINGS.write_text(settings_page(), encoding="utf-8")
    print("Wrote docs/settings.md.")
