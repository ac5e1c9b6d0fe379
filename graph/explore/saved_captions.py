"""Captions that people chose by label, in a file beside the store: what nodes are called everywhere."""

from __future__ import annotations

import fcntl
import json
from collections.abc import Mapping
from dataclasses import replace
from types import MappingProxyType

from graph.case.schema import Schema, load_schema
from graph.errors import CaseGraphError
from graph.explore.saved_views import path_for
from graph.files import write_whole


class Captions:
    """The property that nodes of a label are called by, where somebody chose one.

    Parameters
    ----------
    address, database : str
        Of the store.
    """

    def __init__(self, address: str, database: str = "") -> None:
        views = path_for(address, database)
        self._path = views.with_name(views.name.replace(".views.json", ".captions.json"))

    def read(self) -> Mapping[str, str]:
        """Return the chosen properties by label.

        Raises
        ------
        CaseGraphError
            The file holds something else.
        """
        if not self._path.exists():
            return {}
        try:
            chosen = json.loads(self._path.read_text(encoding="utf-8"))["captions"]
            return {str(label): str(name) for label, name in sorted(chosen.items())}
        except (OSError, ValueError, KeyError, TypeError, AttributeError) as error:
            raise CaseGraphError(
                f"{self._path.name} does not hold captions. Move it away to go on without them."
            ) from error

    def choose(self, label: str, name: str) -> None:
        """Call nodes of a label by a property; by none: by the rule."""
        self._path.parent.mkdir(parents=True, exist_ok=True)
        with self._path.with_name(self._path.name + ".lock").open("w") as lock:
            fcntl.flock(lock, fcntl.LOCK_EX)
            chosen = {**self.read(), label: name}
            kept = {label: chosen[label] for label in sorted(chosen) if chosen[label]}
            write_whole(self._path, (json.dumps({"captions": kept}, ensure_ascii=False, indent=1) + "\n").encode())

    def schema(self) -> Schema:
        """Return the schema that ships with the package, with the chosen captions."""
        return replace(load_schema(), captions=MappingProxyType(dict(self.read())))
