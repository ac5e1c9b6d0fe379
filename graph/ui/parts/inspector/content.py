"""What the inspector says of the selected thing, as inert data.

A *part* of a sentence is a text, ``{"text", "strong"}``, or ``{"text", "key"}``: another thing of the
graph, which can be selected.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from contextlib import suppress
from typing import Any

from graph.case.captions import node_caption, predicate_words, status_of
from graph.case.schema import NodeType, Schema
from graph.cypher import literal, quote
from graph.elements import Node, Relationship
from graph.errors import QueryRefusedError
from graph.explore.drawing import expansions
from graph.formats.tables import cell_text
from graph.questions.addresses import Addresses, condition
from graph.questions.claims import WHY, claims_by, claims_on, guarded, mentions_of, name_of, statements_of
from graph.questions.parts import index_label
from graph.stores import Store

Content = dict[str, Any]
Quote = Callable[[Mapping[str, Any]], str | None]
"""Gives the text of a passage (its properties) where it is at hand."""

STATEMENTS = 200
"""Statements the inspector lists of one thing; the tables have them all."""

_HIDDEN = frozenset({"id", "case_id", "name", "aliases", "about", "claims", "status", "type"})
_STANCE = {"asserts": "asserted", "denies": "denied", "questions": "questioned"}


def nothing(title: str, sentence: str) -> Content:
    """Say what can be done where nothing is selected."""
    return {"title": title, "about": sentence}


def name(node: Node, type_: NodeType) -> str:
    """Return what a node is called in headings."""
    return node_caption(node, type_)


def several(nodes: list[Node], names: list[str]) -> Content:
    """Offer what can be done with more than one node."""
    return {
        "key": ",".join(node.key for node in nodes),
        "tag": f"{len(nodes)} selected",
        "title": ", ".join(names[:6]) + (f" and {len(names) - 6} more" if len(names) > 6 else ""),
        "actions": [
            {"label": "Connect", "kind": "connect", "primary": True, "title": "Bring in what connects these"},
            {"label": "Show only", "kind": "only"},
            {"label": "Start here", "kind": "start"},
            {"label": "Hide", "kind": "hide"},
        ],
    }


def of_node(
    store: Store, node: Node, type_: NodeType, schema: Schema, *, pinned: bool, expanded: bool, passages: Quote
) -> Content:
    """Say what a node is, what is said of it, what it says, and where."""
    ours = not node.key.startswith("~")
    name = node_caption(node, type_)
    content: Content = {
        "key": node.key,
        "tag": " · ".join(filter(None, [type_.name, str(node.properties.get("kind", ""))])),
        "colour": type_.colour,
        "title": name,
        "about": node.properties.get("about"),
        "actions": _node_actions(expansions(store, node, schema), pinned, expanded, name, _cypher_of(store, node)),
        "sections": [],
        "properties": [
            (key, cell_text(value)) for key, value in sorted(node.properties.items()) if not ours or key not in _HIDDEN
        ],
        "unfolded": not ours,
    }
    if not ours:
        content["subtitle"] = ", ".join(node.labels) if len(node.labels) > 1 else ""
        return content
    if "Claim" in node.labels:
        content["title"] = str(node.properties.get("says") or name)
    if "Entity" in node.labels or "Value" in node.labels:
        content["subtitle"] = _also(store, node, name)
        content["sections"] += _said_of(store, node, schema, passages)
    if "Entity" in node.labels or "Source" in node.labels:
        content["sections"].append(_says(store, node, schema, passages))
    if "Passage" in node.labels:
        text = passages(node.properties)
        content["title"] = where(node.properties)
        content["about"] = text or _NOT_AT_HAND
    content["note"] = _unread(content["sections"])
    return content


def of_relationship(store: Store, relationship: Relationship, schema: Schema, *, passages: Quote) -> Content:
    """Say what a relationship states, under which status and why, and the claims behind it in order."""
    words = predicate_words(relationship.type, schema.predicates.get(relationship.type))
    start, end = relationship.start_node, relationship.end_node
    near, far = _called(start, schema), _called(end, schema)
    ends = [{"text": near, "key": start.key}, f" — {words} → ", {"text": far, "key": end.key}]
    status = status_of(relationship)
    properties = [
        (key, cell_text(value))
        for key, value in sorted(relationship.properties.items())
        if status is None or key not in _HIDDEN
    ]
    if status is None:
        title = f"{near} — {words} → {far}"
        return {
            "key": relationship.key,
            "tag": relationship.type,
            "title": title,
            "ends": ends,
            "properties": properties,
            "unfolded": True,
        }
    claims = claims_on(store, [relationship])[relationship.key]
    sentence = guarded(relationship, claims, schema)
    title = f"{name_of(start)} — {words} ({status}) → {name_of(end)}"
    type_ = quote(relationship.type, dialect=store.dialect)
    cypher = f"MATCH (a:Entity)-[r:{type_} {{id: {literal(relationship.id)}}}]->(b) RETURN a, r, b"
    citation = "\n".join(
        [sentence, *(f"{claim['by_name']} {claim['stance']}, {where(claim['passage'])}" for claim in claims)]
    )
    sections = [{"heading": "Claims", "rows": [_claim_row(claim, passages) for claim in claims]}]
    return {
        "key": relationship.key,
        "tag": f"Statement · {status}",
        "title": title,
        "ends": ends,
        "about": f"{status.capitalize()}: {WHY[status][0].lower()}{WHY[status][1:]}",
        "actions": [
            {
                "label": "Copy",
                "choices": [
                    {"label": "As text", "copy": sentence},
                    {"label": "As citation", "copy": citation},
                    {"label": "As Cypher", "copy": cypher},
                ],
            }
        ],
        "sections": sections,
        "note": _unread(sections),
        "properties": properties,
    }


def where(passage: Mapping[str, Any]) -> str:
    """Return a passage's place in words.

    Examples
    --------
    >>> where({"source": "gazette", "paragraph": 3, "sentence": 2})
    'gazette, paragraph 3, sentence 2'
    """
    return f"{passage['source']}, paragraph {passage['paragraph']}, sentence {passage['sentence']}"


_NOT_AT_HAND = (
    "The text of this source is not at hand. Put the file into a folder and name that folder in the setting "
    "CASEGRAPH_TEXTS to read the sentences here."
)


def _unread(sections: list[Content]) -> str | None:
    passages = [p for section in sections for row in section["rows"] for p in row["passages"]]
    return _NOT_AT_HAND if any(passage["quote"] is None for passage in passages) else None


def _node_actions(counts: Mapping[str, int], pinned: bool, expanded: bool, name: str, cypher: str) -> list[Content]:
    everything = {"label": "Everything", "count": sum(counts.values()), "kind": "expand"}
    by_type = [{"label": type_, "count": n, "kind": "expand", "detail": {"type": type_}} for type_, n in counts.items()]
    actions: list[Content] = []
    if counts:
        directions = [
            {"label": "Outgoing only", "kind": "expand", "detail": {"direction": "out"}},
            {"label": "Incoming only", "kind": "expand", "detail": {"direction": "in"}},
        ]
        actions.append({"label": "Expand", "primary": True, "choices": [everything, *by_type, *directions]})
    if expanded:
        actions.append({"label": "Collapse", "kind": "collapse"})
    return [
        *actions,
        {"label": "Path to …", "kind": "path", "title": "Then select the other end"},
        {"label": "Unpin" if pinned else "Pin", "kind": "unpin" if pinned else "pin"},
        {"label": "Hide", "kind": "hide"},
        {"label": "Start here", "kind": "start", "title": "A new view with this alone"},
        {"label": "Copy", "choices": [{"label": "Name", "copy": name}, {"label": "As Cypher", "copy": cypher}]},
    ]


def _cypher_of(store: Store, node: Node) -> str:
    if node.key.startswith("~"):
        names = Addresses(store).names([node.key])
        if names:
            return f"MATCH (n) WHERE {condition(names.values(), 'n', dialect=store.dialect)} RETURN n"
        # Nothing but the database's own identity tells it apart: all that are alike, then.
        label = f" WHERE {literal(node.labels[0])} IN labels(n)" if node.labels else ""
        with suppress(QueryRefusedError):
            label = f":{quote(node.labels[0], dialect=store.dialect)}" if node.labels else ""
        return f"MATCH (n{label}) RETURN n"
    case = literal(str(node.properties["case_id"]))
    return f"MATCH (n{index_label(node)} {{case_id: {case}, id: {literal(node.id)}}}) RETURN n"


def _also(store: Store, node: Node, name: str) -> str:
    printed: dict[str, str] = {}
    for text, at in mentions_of(store, node):
        printed.setdefault(text, at)
    aliases = [alias for alias in node.properties.get("aliases", ()) if alias not in printed and alias != name]
    forms = [*aliases, *(f"“{text}”" for text in printed if text != name)]
    return f"also {', '.join(forms[:8])}{' …' if len(forms) > 8 else ''}" if forms else ""


def _said_of(store: Store, node: Node, schema: Schema, passages: Quote) -> list[Content]:
    out, into = [], []
    statements = statements_of(store, node, limit=STATEMENTS)
    of = claims_on(store, statements)
    for relationship in statements:
        words = predicate_words(relationship.type, schema.predicates.get(relationship.type))
        claims = of[relationship.key]
        row = {
            "status": relationship.properties["status"],
            "passages": [_passage(_claim_line(claim), claim, passages) for claim in claims],
        }
        if relationship.start_node.key == node.key:
            out.append({**row, "words": [_words(words, relationship), " ", _link(relationship.end_node)]})
        else:
            into.append({**row, "words": [_link(relationship.start_node), " ", _words(words, relationship), " this"]})
    return [
        {"heading": "What is said of it", "rows": out},
        {"heading": "What else involves it", "rows": into},
    ]


def _says(store: Store, node: Node, schema: Schema, passages: Quote) -> Content:
    rows = []
    for claim in claims_by(store, node):
        words = predicate_words(claim["predicate"], schema.predicates.get(claim["predicate"]))
        about = claim["says"] or f"{claim['subject']} — {words} — {claim['object']}"
        rows.append(
            {
                "words": [{"text": claim["stance"], "strong": True}, f" {about}"],
                "passages": [_passage(_short(claim), claim, passages)],
            }
        )
    return {"heading": "What it says", "rows": rows}


def _claim_row(claim: Mapping[str, Any], passages: Quote) -> Content:
    finding = "finding of " if claim["kind"] == "finding" else ""
    words = [
        {"text": f"{_STANCE[claim['stance']]} by ", "strong": True},
        finding,
        {"text": claim["by_name"], "key": claim["by_key"]},
    ]
    lines = []
    if claim["says"]:
        lines.append([claim["says"]])
    if claim["verb"]:
        lines.append([f"verb in the text: {claim['verb']}"])
    if claim["via_names"]:
        lines.append([f"by way of {' → '.join(claim['via_names'])}"])
    return {"words": words, "lines": lines, "passages": [_passage(where(claim["passage"]), claim, passages)]}


def _claim_line(claim: Mapping[str, Any]) -> str:
    kind = "found" if claim["kind"] == "finding" and claim["stance"] == "asserts" else _STANCE[claim["stance"]]
    via = f", by way of {' → '.join(claim['via_names'])}" if claim["via_names"] else ""
    return f"{kind} by {claim['by_name']}{via} · {_short(claim)}"


def _short(claim: Mapping[str, Any]) -> str:
    return f"{claim['source']} ¶{claim['passage']['paragraph']}"


def _passage(label: str, claim: Mapping[str, Any], passages: Quote) -> Content:
    passage = claim["passage"]
    text = passages(passage)
    source = {"text": f"Source: {passage['source']}", "key": f"{passage['case_id']}/{passage['source']}"}
    return {"where": label, "quote": text, "citation": f"“{text}” ({where(passage)})", "source": source}


def _words(words: str, relationship: Relationship) -> Content:
    return {"text": words, "key": relationship.key, "strong": True}


def _called(node: Node, schema: Schema) -> str:
    return node_caption(node, schema.type_of(node.labels)) if node.key.startswith("~") else name_of(node)


def _link(node: Node) -> Content:
    return {"text": name_of(node), "key": node.key}
