"""Marks the claims in the inspector of which a second reader says that they are not as their passages have it."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

from graph.elements import Key
from graph.review.second_read import Mark, Marks
from graph.ui.parts.inspector.claims import Content


def with_verdicts(content: Content, marks: Marks) -> Content:
    """Return what the inspector shows with a line below each claim that a second reader's verdict marks."""
    keys = {Key(key) for section in content.get("sections", ()) for row in section["rows"] for key in _claims(row)}
    verdicts = {case: marks(case) for case in {key.case for key in keys}}
    found = {key: lines for key in keys if (lines := verdicts[key.case].get(key.local_id))}
    if not found:
        return content
    sections = [
        {**section, "rows": [_marked(row, found) for row in section["rows"]]} for section in content["sections"]
    ]
    return {**content, "sections": sections}


def _claims(row: Content) -> Sequence[str]:
    """Return the keys of the claims that a row tells."""
    claims: Sequence[str] = row.get("claims", ())
    return claims


def _marked(row: Content, verdicts: Mapping[Key, Sequence[Mark]]) -> Content:
    told = [line.told for key in _claims(row) for line in verdicts.get(Key(key), ())]
    lines = [[{"text": "Second reader: ", "strong": True}, line] for line in told]
    return {**row, "lines": [*row.get("lines", ()), *lines]} if lines else row
