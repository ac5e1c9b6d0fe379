"""The captions that people chose by label, in a file beside the store: what nodes are called everywhere."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace
from pathlib import Path
from types import MappingProxyType

from graph.case.schema import Schema, load_schema
from graph.explore.beside import JsonFile


class SavedCaptions:
    """The property that nodes of a label are called by, where somebody chose one.

    Parameters
    ----------
    path : Path
        The JSON file that keeps them; it need not exist.
    """

    def __init__(self, path: Path) -> None:
        self._file = JsonFile(
            path,
            "captions",
            from_json=lambda content: {str(label): str(name) for label, name in sorted(content["captions"].items())},
            to_json=lambda captions: {"captions": dict(sorted(captions.items()))},
        )

    def read(self) -> Mapping[str, str]:
        """Return the chosen properties by label.

        Raises
        ------
        CaseGraphError
            The file holds something else.
        """
        return self._file.read()

    def choose(self, label: str, name: str) -> None:
        """Call nodes of a label by a property; with an empty name, by the rule for all labels again.

        Raises
        ------
        CaseGraphError
            The file holds something else, or cannot be written.
        """
        with self._file.change() as captions:
            captions.pop(label, None)
            if name:
                captions[label] = name

    def schema(self) -> Schema:
        """Return the schema that ships with the package, with the chosen captions."""
        return replace(load_schema(), captions=MappingProxyType(dict(self.read())))
