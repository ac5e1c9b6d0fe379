"""What people chose by label, in a file beside the store: what nodes are called, and whose colour they have."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, replace
from pathlib import Path
from types import MappingProxyType
from typing import Any

from graph.case.schema import Schema, load_schema
from graph.explore.beside import JsonFile


@dataclass(frozen=True, slots=True)
class LabelChoice:
    """What was chosen for a label.

    Parameters
    ----------
    caption : str
        The property that its nodes are called by; empty: by the rule for all labels.
    first : bool
        A node that has other labels too has the colour and the shape of this one.
    """

    caption: str = ""
    first: bool = False


@dataclass(frozen=True, slots=True)
class _Content:
    captions: Mapping[str, str]
    first: tuple[str, ...] = ()


class SavedCaptions:
    """What was chosen by label.

    Parameters
    ----------
    path : Path
        The JSON file that keeps it; it need not exist.
    """

    def __init__(self, path: Path) -> None:
        self._file: JsonFile[LabelChoice, _Content] = JsonFile(
            path, "captions", content=_Content, from_content=_from_content, to_json=_to_json
        )

    def read(self) -> Mapping[str, LabelChoice]:
        """Return the choices by label.

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
        with self._file.change() as choices:
            choices[label] = replace(choices.get(label, LabelChoice()), caption=name)

    def put_first(self, label: str, first: bool) -> None:
        """Give nodes that have other labels too the colour of this one, or no longer.

        Raises
        ------
        CaseGraphError
            The file holds something else, or cannot be written.
        """
        with self._file.change() as choices:
            choices[label] = replace(choices.get(label, LabelChoice()), first=first)

    def schema(self) -> Schema:
        """Return the schema that ships with the package, with what was chosen."""
        choices = self.read()
        return replace(
            load_schema(),
            captions=MappingProxyType({label: choice.caption for label, choice in choices.items() if choice.caption}),
            first=frozenset(label for label, choice in choices.items() if choice.first),
        )


def _from_content(content: _Content) -> dict[str, LabelChoice]:
    labels = sorted(content.captions.keys() | content.first)
    return {label: LabelChoice(content.captions.get(label, ""), label in content.first) for label in labels}


def _to_json(choices: Mapping[str, LabelChoice]) -> dict[str, Any]:
    content: dict[str, Any] = {
        "captions": {label: choice.caption for label, choice in sorted(choices.items()) if choice.caption}
    }
    if first := sorted(label for label, choice in choices.items() if choice.first):
        content["first"] = first
    return content
