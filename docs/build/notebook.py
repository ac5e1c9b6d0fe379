"""``docs/python.ipynb``: ``docs/python.md`` as a notebook, with its outputs: ``python -m docs.build.notebook [FILE]``.

Its cells are run by IPython, of which every notebook's kernel is made, and formatted as a kernel would send them.
"""

import contextlib
import io
import json
import os
import sys
import tempfile
from collections.abc import Iterator
from doctest import DocTestParser
from pathlib import Path
from typing import Any

from tests.helpers import HARBOUR_FIRE

PAGE = Path(__file__).parents[1] / "python.md"
NOTEBOOK = PAGE.with_suffix(".ipynb")
SEEDS = HARBOUR_FIRE.parents[1]
_START = "%cd -q ..\n# the project's folder: the seed cases are there, and what is written goes into data/"


def blocks(page: str) -> Iterator[tuple[bool, str]]:
    """Yield the parts of a page in order: whether it is a block of Python, and its text."""
    for number, part in enumerate(page.split("\n```")):
        if number % 2 == 0:
            yield False, part.strip("\n")
        elif part.startswith("python\n"):
            yield True, part.removeprefix("python\n") + "\n"
        else:
            yield False, f"```{part}\n```"


def sources(block: str) -> Iterator[str]:
    """Yield the cells of a block of doctests: each ends where something is shown."""
    lines: list[str] = []
    for example in DocTestParser().get_examples(block):
        lines.append(example.source.rstrip("\n"))
        if example.want:
            yield "\n".join(lines)
            lines = []
    if lines:
        yield "\n".join(lines)


def cells(page: str) -> list[tuple[str, str]]:
    """Return the type and the source of each cell."""
    made = [("code", _START)]
    for is_python, text in blocks(page):
        made += [("code", source) for source in sources(text)] if is_python else [("markdown", text)]
    return [made[1], made[0], *made[2:]]  # the heading first


def notebook(page: str) -> dict[str, Any]:
    """Run a page's examples in an empty folder, and return the notebook."""
    with tempfile.TemporaryDirectory() as folder:
        Path(folder, "docs").mkdir()
        Path(folder, "seeds").symlink_to(SEEDS)
        with contextlib.chdir(Path(folder, "docs")):
            made = list(_run(cells(page), folder))
    kernel = {"display_name": "Python 3", "language": "python", "name": "python3"}
    return {
        "cells": made,
        "metadata": {"kernelspec": kernel, "language_info": {"name": "python"}},
        "nbformat": 4,
        "nbformat_minor": 5,
    }


def _run(made: list[tuple[str, str]], folder: str) -> Iterator[dict[str, Any]]:
    from IPython.core.interactiveshell import InteractiveShell
    from traitlets.config import Config

    os.environ["IPYTHONDIR"] = folder
    shell = InteractiveShell(config=Config({"HistoryManager": {"enabled": False}}))
    values: list[Any] = []
    shell.display_trap.hook = values.append
    count = 0
    for number, (type_, source) in enumerate(made):
        cell: dict[str, Any] = {"cell_type": type_, "id": f"cell-{number}", "metadata": {}, "source": _lines(source)}
        if type_ == "code":
            count += 1
            values.clear()
            with contextlib.redirect_stdout(io.StringIO()) as printed:
                shell.run_cell(source, store_history=True).raise_error()
            outputs: list[dict[str, Any]] = []
            if printed.getvalue():
                outputs.append({"name": "stdout", "output_type": "stream", "text": _lines(printed.getvalue())})
            for value in values:
                if value is not None:
                    outputs.append(_shown(shell, value, count))
            cell |= {"execution_count": count, "outputs": outputs}
        yield cell


def _shown(shell: Any, value: object, count: int) -> dict[str, Any]:
    data, metadata = shell.display_formatter.format(value)
    return {
        "data": {kind: _lines(data[kind]) for kind in sorted(data)},
        "execution_count": count,
        "metadata": metadata,
        "output_type": "execute_result",
    }


def _lines(text: str) -> list[str]:
    return text.splitlines(keepends=True)


def write(path: Path) -> None:
    """Write the notebook of the page."""
    made = notebook(PAGE.read_text(encoding="utf-8"))
    path.write_text(json.dumps(made, ensure_ascii=False, indent=1) + "\n", encoding="utf-8")
    print(f"Wrote {path.name}.")


if __name__ == "__main__":
    write(Path(sys.argv[1]) if len(sys.argv) > 1 else NOTEBOOK)
