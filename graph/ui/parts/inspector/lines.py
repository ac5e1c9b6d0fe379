"""What the inspector shows of a line of speakers: the claims that it stands for, each with its passage."""

from __future__ import annotations

from collections.abc import Sequence

from graph.case.captions import name_of, relationship_words, status_of
from graph.case.schema import Schema
from graph.elements import Relationship, Subgraph
from graph.picture.speakers import line_title
from graph.questions.claims import Claim
from graph.ui.parts.inspector.claims import Content, Quote, whole_claim


def of_line(
    line: Relationship, claims: Sequence[Claim], graph: Subgraph, schema: Schema, *, passages: Quote
) -> Content:
    """Describe a line of speakers: between whom, on how many statements, and each claim with a link to its statement.

    Parameters
    ----------
    line : Relationship
    claims : sequence of Claim
        Those that it stands for.
    graph : Subgraph
        Where their statements are.
    schema : Schema
    passages : callable
        The text of a passage, where it is at hand.
    """
    words = relationship_words(line, schema)
    near, far = name_of(line.start_node, schema), name_of(line.end_node, schema)
    statements = {r.id: r for r in graph.relationships if r.key.case == line.key.case}
    rows = []
    for claim in claims:
        r = statements[claim.statement]
        told = whole_claim(claim, r.start_node, r.end_node, schema, passages, None)
        rows += [{**row, "status": status_of(r)} for row in told]
    return {
        "key": line.key,
        "tag": "Line of speakers",
        "title": line_title(line, near, far),
        "ends": [{"text": near, "key": line.start_node.key}, f" — {words} → ", {"text": far, "key": line.end_node.key}],
        "about": "It stands for claims on what this view shows.",
        "actions": [],
        "sections": [{"heading": "What is said", "rows": rows}],
        "properties": [],
    }
