"""What the inspector says of the selected thing, as inert data.

A *part* of a sentence is a text, ``{"text", "strong"}``, or ``{"text", "key"}``: another thing of the
graph, which can be selected.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable
from contextlib import suppress
from typing import Any

from graph.case.captions import name_of, node_caption, predicate_words, status_of
from graph.case.model import Locator
from graph.case.schema import NodeType, Schema
from graph.case.statuses import STATUSES
from graph.cypher import literal, quote
from graph.elements import Key, Node, Relationship
from graph.errors import QueryRefusedError
from graph.explore.drawing import expansions
from graph.formats.tables import cell_text
from graph.questions.addresses import Addresses, condition
from graph.questions.claims import Claim, claims_by, claims_of, guarded, mentions_of, place_of, statements_of
from graph.questions.parts import index_label
from graph.stores import Store
from graph.ui.parts.actions import Action, buttons

Content = dict[str, Any]
Quote = Callable[[str, Locator], str | None]
"""Gives the text of a passage of a case where it is at hand."""

STATEMENTS = 200
"""Statements the inspector lists of one thing; the tables have them all."""

_HIDDEN = frozenset({"id", "case_id", "name", "aliases", "about", "claims", "status", "type"})


def nothing(title: str, sentence: str) -> Content:
    """Say what can be done where nothing is selected."""
    return {"title": title, "about": sentence}


def name(node: Node, type_: NodeType) -> str:
    """Return what a node is called in headings."""
    return node_caption(node, type_)


def several(nodes: list[Node], names: list[str], actions: Iterable[Action]) -> Content:
    """Offer what can be done with more than one node."""
    return {
        "key": ",".join(node.key for node in nodes),
        "tag": f"{len(nodes)} selected",
        "title": ", ".join(names[:6]) + (f" and {len(names) - 6} more" if len(names) > 6 else ""),
        "actions": buttons(actions, several=True),
    }


def of_node(
    store: Store,
    node: Node,
    type_: NodeType,
    schema: Schema,
    *,
    actions: Iterable[Action],
    pinned: bool,
    expanded: bool,
    passages: Quote,
) -> Content:
    """Say what a node is, what is said of it, what it says, and where."""
    ours = not node.key.is_foreign
    name = node_caption(node, type_)
    content: Content = {
        "key": node.key,
        "tag": " · ".join(filter(None, [type_.name, str(node.properties.get("kind", ""))])),
        "colour": type_.colour,
        "title": name,
        "about": node.properties.get("about"),
        "actions": [
            *buttons(actions, expanded=expanded, pinned=pinned, ways=expansions(store, node, schema)),
            {
                "label": "Copy",
                "choices": [{"label": "Name", "copy": name}, {"label": "As Cypher", "copy": _cypher_of(store, node)}],
            },
        ],
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
        passage = Locator.parse(node.id)
        text = passages(node.key.case, passage)
        content["title"] = place_of(passage)
        content["about"] = text or _NOT_AT_HAND
    content["note"] = _unread(content["sections"])
    return content


def of_relationship(store: Store, relationship: Relationship, schema: Schema, *, passages: Quote) -> Content:
    """Say what a relationship states, under which status and why, and the claims behind it in order."""
    words = predicate_words(relationship.type, schema.predicates.get(relationship.type))
    start, end = relationship.start_node, relationship.end_node
    near, far = name_of(start, schema), name_of(end, schema)
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
    claims, rule = claims_of(store, [relationship], schema)[relationship.key], STATUSES[status].rule
    sentence = guarded(relationship, claims, schema)
    title = f"{near} — {words} ({status}) → {far}"
    type_ = quote(relationship.type, dialect=store.dialect)
    cypher = f"MATCH (a:Entity)-[r:{type_} {{id: {literal(relationship.id)}}}]->(b) RETURN a, r, b"
    citation = "\n".join([sentence, *(f"{claim.by_name} {claim.stance}, {claim.place}" for claim in claims)])
    sections = [{"heading": "Claims", "rows": [_claim_row(claim, passages) for claim in claims]}]
    return {
        "key": relationship.key,
        "tag": f"Statement · {status}",
        "title": title,
        "ends": ends,
        "about": f"{status.capitalize()}: {rule[0].lower()}{rule[1:]}",
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


_NOT_AT_HAND = (
    "The text of this source is not at hand. Put the file into a folder and name that folder in the setting "
    "CASEGRAPH_TEXTS to read the sentences here."
)


def _unread(sections: list[Content]) -> str | None:
    passages = [p for section in sections for row in section["rows"] for p in row["passages"]]
    return _NOT_AT_HAND if any(passage["quote"] is None for passage in passages) else None


def _cypher_of(store: Store, node: Node) -> str:
    if node.key.is_foreign:
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
    of = claims_of(store, statements, schema)
    for relationship in statements:
        words = predicate_words(relationship.type, schema.predicates.get(relationship.type))
        claims = of[relationship.key]
        row = {
            "status": relationship.properties["status"],
            "passages": [_passage(_claim_line(claim), claim, passages) for claim in claims],
        }
        if relationship.start_node.key == node.key:
            out.append({**row, "words": [_words(words, relationship), " ", _link(relationship.end_node, schema)]})
        else:
            into.append(
                {**row, "words": [_link(relationship.start_node, schema), " ", _words(words, relationship), " this"]}
            )
    return [
        {"heading": "What is said of it", "rows": out},
        {"heading": "What else involves it", "rows": into},
    ]


def _says(store: Store, node: Node, schema: Schema, passages: Quote) -> Content:
    rows = []
    for claim, subject, object_ in claims_by(store, node, schema):
        words = predicate_words(claim.predicate, schema.predicates.get(claim.predicate))
        about = claim.says or f"{name_of(subject, schema)} — {words} — {name_of(object_, schema)}"
        rows.append(
            {
                "words": [{"text": claim.stance, "strong": True}, f" {about}"],
                "passages": [_passage(claim.short_place, claim, passages)],
            }
        )
    return {"heading": "What it says", "rows": rows}


def _claim_row(claim: Claim, passages: Quote) -> Content:
    words = [
        {"text": f"{claim.past} by ", "strong": True},
        "finding of " if claim.finding else "",
        {"text": claim.by_name, "key": claim.by_key},
    ]
    lines = []
    if claim.says:
        lines.append([claim.says])
    if claim.verb:
        lines.append([f"verb in the text: {claim.verb}"])
    if claim.via:
        lines.append([f"by way of {claim.chain}"])
    return {"words": words, "lines": lines, "passages": [_passage(claim.place, claim, passages)]}


def _claim_line(claim: Claim) -> str:
    stance = "found" if claim.finding and claim.stance == "asserts" else claim.past
    via = f", by way of {claim.chain}" if claim.via else ""
    return f"{stance} by {claim.by_name}{via} · {claim.short_place}"


def _passage(label: str, claim: Claim, passages: Quote) -> Content:
    text = passages(claim.case, claim.locator)
    source = {"text": f"Source: {claim.source}", "key": Key.of(claim.case, claim.source)}
    return {"where": label, "quote": text, "citation": f"“{text}” ({claim.place})", "source": source}


def _words(words: str, relationship: Relationship) -> Content:
    return {"text": words, "key": relationship.key, "strong": True}


def _link(node: Node, schema: Schema) -> Content:
    return {"text": name_of(node, schema), "key": node.key}
