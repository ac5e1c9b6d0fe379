"""Marks the claims in the inspector of which a second reader says that they are not as their passages have it."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence

from graph.review.second_read import Reading
from graph.ui.parts.inspector.claims import Content

OpenVerdicts = Callable[[str], Mapping[str, Sequence[Reading]]]
"""Returns the open verdicts on a case, by the ids of its claims."""


def with_verdicts(content: Content, open_verdicts: OpenVerdicts) -> Content:
    """Return what the inspector shows with a line below each claim on which a verdict is open."""
    sections = [
        {**section, "rows": [_marked(row, open_verdicts) for row in section["rows"]]}
        for section in content.get("sections", ())
    ]
    return {**content, "sections": sections} if sections else content


def _marked(row: Content, open_verdicts: OpenVerdicts) -> Content:
    case, claim = row.get("claim", ("", ""))
    found = open_verdicts(case).get(claim, ()) if case else ()
    lines = [[{"text": "Second reader: ", "strong": True}, line.told] for line in found]
    return {**row, "lines": [*row.get("lines", ()), *lines]} if lines else row
