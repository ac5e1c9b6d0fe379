"""The questions that come with Case Graph, on Query and in the inspector: pressed, they stand in the editor."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from graph.case.captions import status_of
from graph.case.words import shorten
from graph.elements import Relationship
from graph.errors import NotFoundError
from graph.questions.ask import Asked, find_question, questions, suggested
from graph.ui import data, state
from graph.ui.parts.library import Item
from graph.ui.query.console import Console

EVENT = "ask"
"""What the inspector sends when a question is asked there."""
_ABOUT = 150
"""Characters of what a question means that a line of the list shows."""


def listed() -> list[Item]:
    """Return the questions as lines of the lists beside the editor."""
    return [Item(row.name, row.title, row.cypher, shorten(row.about, _ABOUT)) for row in questions().values()]


def put(console: Console, name: str, case: str, of: str = "") -> None:
    """Put a question into the editor, with values to begin with, and have it run.

    Parameters
    ----------
    console : Console
    name : str
        Of the question.
    case : str
        That it is asked of.
    of : str
        Id of the statement that it is about; empty for one that many disagree on.

    Raises
    ------
    NotFoundError
        There is no such question.
    StoreError
        The store does not answer.
    """
    asked = find_question(name)
    values = suggested(data.store(), asked, case, data.schema()) or {"case": case}
    if of and "statement" in asked.parameters:
        values["statement"] = of
    console.set_query(asked.cypher, values)
    console.run_requested = True


def for_case(case: str) -> list[dict[str, Any]]:
    """Return what is offered where nothing is selected: what can be asked of a case as a whole."""
    return _menu([row for row in questions().values() if "statement" not in row.to_give], case, "") if case else []


def for_statement(relationship: Relationship) -> list[dict[str, Any]]:
    """Return what is offered for a statement: what can be asked of it."""
    if status_of(relationship) is None or relationship.key.is_foreign:
        return []
    about = [row for row in questions().values() if "statement" in row.to_give]
    return _menu(about, relationship.key.case, relationship.id)


def _menu(rows: list[Asked], case: str, of: str) -> list[dict[str, Any]]:
    choices = [
        {"label": row.title, "kind": EVENT, "detail": {"name": row.name, "case": case, "of": of}} for row in rows
    ]
    return [{"label": "Ask", "choices": choices}]


def ask(console: Console, event: Mapping[str, Any]) -> None:
    """Do what the inspector sent; what the browser sends is only looked up."""
    name, case, of = (str(event.get(part, "")) for part in ("name", "case", "of"))
    try:
        put(console, name, case, of)
    except NotFoundError as error:
        state.add_note(str(error))
