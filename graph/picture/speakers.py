"""Lines of speakers: from who says something to what it is about, and between speakers who agree or do not.

They are no relationships of a store: each stands for claims, whose ids and sentences it carries.
"""

from __future__ import annotations

from collections.abc import Sequence

from graph.case.words import number_of
from graph.elements import Key, Node, Relationship
from graph.picture.looks import SPEAKER_STYLES

_PREFIX = "says:"
"""Of their ids; those of a case have no colon."""
TYPES = {
    "asserts": "ASSERTS",
    "denies": "DENIES",
    "questions": "QUESTIONS",
    "agree": "AGREES_WITH",
    "contradict": "CONTRADICTS",
    "differ": "DIFFERS_FROM",
}
FOUND = "FINDS"
"""The type of a line by which a deciding body asserts something."""
_MAX_LINES = 6
"""The most claims that a tooltip tells."""


def speaker_line(
    says: str,
    start: Node,
    end: Node,
    *,
    count: int,
    claims: Sequence[str],
    sentences: Sequence[str],
    found: bool = False,
) -> Relationship:
    """Return a line of speakers.

    Parameters
    ----------
    says : str
        One of :data:`graph.picture.looks.SPEAKER_WORDS`.
    start, end : Node
    count : int
        On how many statements.
    claims, sentences : sequence of str
        Ids of the claims that it stands for, and each as a sentence that says who makes it.
    found : bool
        A deciding body asserts it.
    """
    id = f"{_PREFIX}{'finds' if found else says}:{start.id}:{end.id}"
    case = start.key.case
    said = {"says": says, "statements": count, "claims": list(claims), "sentences": list(sentences)}
    return Relationship(
        Key.of(case, id), id, FOUND if found else TYPES[says], start, end, {"id": id, "case_id": case, **said}
    )


def says_of(relationship: Relationship) -> str:
    """Return what a line of speakers says, one of :data:`graph.picture.looks.SPEAKER_WORDS`; empty for all else."""
    if not relationship.id.startswith(_PREFIX) or relationship.key.is_foreign:
        return ""
    says = relationship.properties.get("says")
    return says if isinstance(says, str) and says in SPEAKER_STYLES else ""


def line_caption(relationship: Relationship, words: str) -> str:
    """Return the words on a line of speakers, with the number of statements where these are several: "denies (3)"."""
    count = relationship.properties["statements"]
    return f"{words} ({count:,})" if count > 1 else words


_BETWEEN = {"agree": "agree", "contradict": "contradict each other", "differ": "differ"}


def line_title(relationship: Relationship, near: str, far: str) -> str:
    """Return a line of speakers as a sentence without its full stop: "Ada denies 2 statements about the fire".

    Parameters
    ----------
    relationship : Relationship
    near, far : str
        What its ends are called.
    """
    says, on = says_of(relationship), number_of(relationship.properties["statements"], "statement")
    if says in _BETWEEN:
        return f"{near} and {far} {_BETWEEN[says]} on {on}"
    return f"{near} {'decides on' if relationship.type == FOUND else says} {on} about {far}"


def tells_of(relationship: Relationship) -> list[str]:
    """Return the first of its claims as lines of a tooltip, and how many more there are."""
    sentences = list(relationship.properties["sentences"])
    more = len(sentences) - _MAX_LINES
    return [*sentences[:_MAX_LINES], *([f"… and {more:,} more"] if more > 0 else [])]
