"""The statuses that a statement can have, in one table: the name, the meaning and the rule of each."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from types import MappingProxyType
from typing import Literal

Status = Literal["found", "disputed", "denied", "questioned", "inferred", "reported", "alleged"]


@dataclass(frozen=True, slots=True)
class StatusWords:
    """What a status means.

    Parameters
    ----------
    words : str
        Its meaning, for legends.
    rule : str
        The rule by which a statement has it, as a sentence.
    plain : bool
        Nobody contests a statement of this status, so its caption in a picture does not show the status.
    """

    words: str
    rule: str
    plain: bool = False


STATUSES: Mapping[str, StatusWords] = MappingProxyType(
    {
        "found": StatusWords(
            "a deciding body found it",
            "A deciding body's finding asserts it; denials stay visible beside it.",
            plain=True,
        ),
        "disputed": StatusWords(
            "asserted by some, denied or questioned by others",
            "Somebody asserts it, and somebody denies or questions it.",
        ),
        "denied": StatusWords("denied, asserted by nobody", "It is denied, and asserted by nobody."),
        "questioned": StatusWords("questioned, asserted by nobody", "It is questioned, and asserted by nobody."),
        "inferred": StatusWords(
            "inferred by the case's editor",
            "Nobody asserts it in the sources: the case's editor infers it, and says why.",
        ),
        "reported": StatusWords("a source says so itself", "A source asserts it in its own voice.", plain=True),
        "alleged": StatusWords("only named speakers say so", "Only named speakers assert it."),
    }
)
"""In the order of their rules: the first that holds counts, see :func:`graph.case.model.status_of`.

How each is drawn is in :data:`graph.picture.looks.STATUS_STYLES`, in the order of legends.
"""
CONTESTED = ("disputed", "denied", "questioned")
"""Statuses of what somebody denies or questions, and no deciding body finds."""
UNASSERTED = ("denied", "questioned")
"""Statuses of what nobody asserts: it gives nothing its date, and no picture its place."""
WITHOUT_ALLEGATIONS = tuple(status for status, words in STATUSES.items() if words.plain)
"""Statuses of what is left when everything is taken away that is alleged, contested or inferred."""
