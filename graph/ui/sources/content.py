"""What the inspector shows beside a text: the source, or what is named and claimed at a place of it."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable
from typing import Any

from graph.case.captions import name_of
from graph.case.schema import Schema
from graph.case.words import number_of
from graph.elements import Node
from graph.questions.claims import place_in, published
from graph.ui.parts.inspector.claims import ClaimButtons, Content, Quote, node_link, whole_claim
from graph.ui.sources.marks import Mark, Marked, Name, Said

GRAPH = "graph"
"""What the inspector sends when something is to be shown in the graph."""
_OUTSIDE = 20
"""Places outside the text that are named."""


def of_source(source: Node, marked: Marked, schema: Schema, *, left_out: str) -> Content:
    """Describe a source: who published it, how much is cited of it, and who speaks in it.

    Parameters
    ----------
    source : Node
    marked : Marked
    schema : Schema
    left_out : str
        What was not read of it, in a sentence; or empty.
    """
    said = {each.claim.id: each for mark in marked.marks for each in mark.said}
    names = sum(len(mark.names) for mark in marked.marks)
    counts = f"{number_of(len(said), 'claim')} and {number_of(names, 'printed name')} point into it."
    how = "Click what is marked to read who says so, and who is meant." if marked.marks else ""
    url = str(source.properties.get("url", ""))
    content: Content = {
        "key": source.key,
        "tag": "Source",
        "title": name_of(source, schema),
        "subtitle": ", ".join(filter(None, [str(source.properties.get("publisher", "")), published(source)])),
        "about": " ".join(filter(None, [counts, how])),
        "actions": [{"label": "What it says, in the graph", "kind": GRAPH, "primary": True}] if said else [],
        "sections": [{"heading": "Who speaks in it", "rows": _speakers(said.values())}, *_outside(marked)],
        "note": left_out or None,
    }
    if url.startswith(("https://", "http://")):  # any other address might do something when it is pressed
        content["link"] = url
    return content


def of_place(
    mark: Mark, marked: Marked, schema: Schema, *, passages: Quote, claim_buttons: ClaimButtons | None
) -> Content:
    """Describe a place: its words, who is named in it, what is claimed there, and which claims it takes to read."""
    meeting = list(marked.meeting(mark))
    names = [name for each in meeting for name in each.names]
    carried = _once(said for each in meeting if each.kind == "passage" for said in each.said)
    read_with = _once(said for each in meeting if each.kind == "context" for said in each.said)
    text = marked.text
    words = text[slice(*mark.span)] if text is not None and mark.span else ""

    def rows(every: Iterable[Said]) -> list[Content]:
        return [row for said in every for row in _claim(said, schema, passages, claim_buttons)]

    return {
        "key": f"{marked.source}#{mark.at}",
        "tag": {"name": "Name", "quotation": "Quotation"}.get(mark.kind, "Passage"),
        "title": place_in(mark.at).capitalize(),
        "about": f"“{words.replace('“', '‘').replace('”', '’')}”" if words else None,
        "actions": [{"label": "Show in the graph", "kind": GRAPH, "primary": True}] if names or carried else [],
        "sections": [
            {"heading": "Named here", "rows": [_named(name, schema) for name in _each_once(names)]},
            {"heading": "Claimed here", "rows": rows(carried)},
            {
                "heading": "It takes this to read",
                "rows": rows(said for said in read_with if said.claim.id not in {each.claim.id for each in carried}),
            },
        ],
        "note": None if names or carried or read_with else "Nothing here is named or claimed in this case.",
    }


def _claim(said: Said, schema: Schema, passages: Quote, claim_buttons: ClaimButtons | None) -> list[Content]:
    statement = said.statement
    rows = whole_claim(said.claim, statement.start_node, statement.end_node, schema, passages, claim_buttons)
    status = str(statement.properties["status"])
    # its words stand in the text beside it
    return [
        {**row, "status": status, "passages": [{**each, "folded": True} for each in row["passages"]]} for row in rows
    ]


def _named(name: Name, schema: Schema) -> Content:
    called = name_of(name.entity, schema)
    type_ = schema.type_of(name.entity.labels).name
    printed = [] if name.text == called else [[f"printed as “{name.text}”"]]
    return {"words": [node_link(name.entity, schema), f" · {type_}"], "lines": printed}


def _speakers(said: Iterable[Said]) -> list[Content]:
    """Return a row for each who speaks in a source, the one of most claims first, with how many of which stance."""
    by: dict[str, Counter[str]] = {}
    links: dict[str, Any] = {}
    for each in said:
        claim = each.claim
        links[claim.by] = {"text": claim.by_name, "key": claim.by_key} if claim.by_key else claim.by_name
        by.setdefault(claim.by, Counter())[claim.past] += 1
    order = sorted(by, key=lambda speaker: (-by[speaker].total(), str(links[speaker])))
    return [
        {"words": [links[speaker], f" · {', '.join(f'{n} {past}' for past, n in by[speaker].items())}"]}
        for speaker in order
    ]


def _outside(marked: Marked) -> list[Content]:
    if not marked.outside:
        return []
    places = list(dict.fromkeys(map(str, marked.outside)))
    rows: list[Content] = [{"words": [place]} for place in places[:_OUTSIDE]]
    if len(places) > _OUTSIDE:
        rows.append({"words": [f"and {len(places) - _OUTSIDE:,} more"]})
    return [{"heading": "Cited, and not in this text", "rows": rows}]


def _once(said: Iterable[Said]) -> list[Said]:
    return list({each.claim.id: each for each in said}.values())


def _each_once(names: Iterable[Name]) -> list[Name]:
    return list({(name.entity.key, name.text): name for name in names}.values())
