"""What is kept beside a store: JSON files that are no part of the graph, and stay when the store is loaded again."""

from __future__ import annotations

import errno
import json
import os
import re
from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager
from pathlib import Path
from typing import Any, Literal

from graph.errors import CaseGraphError, FileError
from graph.files import locked, parse_json, reason, typed, write_whole

_NOT_THERE = (errno.ENOENT, errno.ENOTDIR, errno.ENAMETOOLONG)
"""A name that is too long names no file: nothing was ever kept under it."""
What = Literal["views.json", "queries.json", "captions.json", "history"]


def path_for(address: str, database: str = "", *, what: What) -> Path:
    """Return where something is kept beside a store, or beside one database of a server.

    Examples
    --------
    >>> str(path_for("data/cases.grafeo", what="views.json"))
    'data/cases.grafeo.views.json'
    >>> str(path_for("neo4j://db.example:7687", what="queries.json"))
    'data/neo4j-db.example-7687.queries.json'
    """
    if "://" in address:
        name = f"{address}/{database}" if database else address
        return Path("data") / (re.sub(r"[^A-Za-z0-9.]+", "-", name) + f".{what}")
    return Path(f"{address}.{what}")


class JsonFile[Item, Content]:
    """A JSON file that holds named items, read and written whole.

    Parameters
    ----------
    path : Path
        It need not exist.
    what : str
        What it holds, for the message about a file that holds something else.
    content : type
        Of all that the file holds, as :func:`graph.files.typed` takes it.
    from_content : callable
        Makes the items from that.
    to_json : callable
        Makes what the file holds from the items.
    ensure_ascii : bool
        Write every other character as an escape: text with lone surrogates has no other encoding.
    """

    def __init__(
        self,
        path: Path,
        what: str,
        *,
        content: type[Content],
        from_content: Callable[[Content], dict[str, Item]],
        to_json: Callable[[Mapping[str, Item]], Any],
        ensure_ascii: bool = False,
    ) -> None:
        self.path = path
        self._what = what
        self._content = content
        self._from_content = from_content
        self._to_json = to_json
        self._ensure_ascii = ensure_ascii

    def read(self) -> dict[str, Item]:
        """Return the items by their names; none where there is no file.

        Raises
        ------
        CaseGraphError
            The file holds something else.
        """
        try:
            return self._from_content(typed(self._content, parse_json(self.path.read_text(encoding="utf-8"))))
        except OSError as error:
            if error.errno in _NOT_THERE:
                return {}
            fault = "does not hold" if error.errno == errno.EISDIR else f"cannot be read ({reason(error)}); it holds"
        except ValueError:
            fault = "does not hold"
        raise CaseGraphError(f"{self.path.name} {fault} {self._what}. Move it away to go on without them.")

    @contextmanager
    def change(self) -> Iterator[dict[str, Item]]:
        """Give the items to the block, and write what it made of them; nobody else changes the file meanwhile.

        Raises
        ------
        CaseGraphError
            The file holds something else.
        FileError
            It cannot be written.
        """
        try:
            with locked(self.path):
                items = self.read()
                before = self._text(items)
                yield items
                after = self._text(items)
                if after != before:
                    write_whole(self.path, after.encode())
        except FileError as error:  # people see the file's name, and not where it is
            raise FileError(str(error).replace(f"{self.path.parent}{os.sep}", "")) from error

    def _text(self, items: Mapping[str, Item]) -> str:
        return json.dumps(self._to_json(items), ensure_ascii=self._ensure_ascii, indent=1) + "\n"
