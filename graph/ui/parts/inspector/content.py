"""What the inspector shows of the selected node or relationship, as data without HTML.

A *part* of a sentence is a text, ``{"text", "strong"}``, or ``{"text", "key"}``: a link that selects the node or
relationship of that key.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Collection, Iterable, Sequence
from contextlib import suppress
from typing import Any

from graph.case.captions import (
    edge_caption,
    end_of,
    name_of,
    node_caption,
    relationship_words,
    status_of,
)
from graph.case.contradictions import RULES
from graph.case.model import Locator
from graph.case.schema import NodeType, Schema
from graph.case.statuses import STATUSES
from graph.case.words import number_of
from graph.cypher import literal, quote
from graph.elements import Key, Node, Relationship, Subgraph
from graph.errors import QueryRefusedError
from graph.explore.expansions import Expansions
from graph.formats.tables import cell_text
from graph.questions.addresses import Addresses, condition
from graph.questions.claims import (
    Claim,
    claims_by,
    claims_of,
    find_claim,
    guarded,
    mentions_of,
    place_of,
    published,
    statements_of,
    telling,
)
from graph.questions.explain import Contradiction, explanation_of
from graph.questions.parts import dates_of, index_label, nodes_by_key, relationships_of
from graph.questions.rests_on import single_supports
from graph.stores import Store
from graph.ui.parts.actions import Action, buttons
from graph.ui.parts.inspector.claims import (
    ClaimButtons,
    Content,
    Quote,
    claim_key,
    claim_line,
    claim_row,
    node_link,
    passage,
    sentence_of,
    told,
    whole_claim,
)

Text = Callable[[str, str], str | None]
"""Returns the text of a source by its case and its id, or None where it is not at hand."""

OPEN_QUERY = "query"
"""What the inspector sends when the query behind a statement is to be opened."""
STATEMENTS = 200
"""The most statements that the inspector lists about one node; the tables have them all."""

_MAX_TEXT = 50_000
"""Characters of a source's text that the inspector shows."""
_HIDDEN = frozenset({"id", "case_id", "name", "aliases", "about", "claims", "status", "type", "says", "because"})


def of_nothing(title: str, sentence: str) -> Content:
    """Return what the inspector shows where nothing is selected."""
    return {"title": title, "about": sentence}


def of_several_nodes(
    nodes: list[Node], names: list[str], actions: Iterable[Action], sections: Sequence[Content] = ()
) -> Content:
    """Return the names of several nodes, what can be done with all of them, and sections about what relates them."""
    return {
        "key": ",".join(node.key for node in nodes),
        "tag": f"{len(nodes)} selected",
        "title": ", ".join(names[:6]) + (f" and {len(names) - 6} more" if len(names) > 6 else ""),
        "actions": buttons(actions, several=True),
        "sections": list(sections),
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
    around: Expansions | None = None,
    texts: Text | None = None,
    left_out: Collection[str] = (),
    claim_buttons: ClaimButtons | None = None,
) -> Content:
    """Describe a node: what it is, the statements about it and the claims that it makes, with their sources.

    Statements with their keys in ``left_out`` are told as such: the picture does not show them.
    """
    in_case = not node.key.is_foreign
    name = node_caption(node, type_)
    content: Content = {
        "key": node.key,
        "tag": " · ".join(filter(None, [type_.name, str(node.properties.get("kind", ""))])),
        "colour": type_.colour,
        "title": name,
        "about": node.properties.get("about"),
        "actions": [
            *buttons(actions, expanded=expanded, pinned=pinned, expansions=around),
            {
                "label": "Copy",
                "choices": [{"label": "Name", "copy": name}, {"label": "As Cypher", "copy": _cypher_of(store, node)}],
            },
        ],
        "sections": [],
        "properties": [
            (key, cell_text(value))
            for key, value in sorted(node.properties.items())
            if not in_case or key not in _HIDDEN
        ],
        "unfolded": not in_case,
    }
    if not in_case:
        content["subtitle"] = ", ".join(node.labels) if len(node.labels) > 1 else ""
        content["sections"].append(_related_section(store, node, schema))
        return content
    mentions = mentions_of(store, node) if "Entity" in node.labels else []
    if "Claim" in node.labels and (found := find_claim(store, node, schema)):
        content["title"] = telling(*found, schema)
        content["sections"].append(
            {"heading": "This claim", "rows": whole_claim(*found, schema, passages, claim_buttons)}
        )
    if "Entity" in node.labels or "Value" in node.labels:
        content["subtitle"] = _other_names(node, name, mentions)
        content["sections"] += _statement_sections(store, node, schema, passages, left_out)
    if "Source" in node.labels:
        content |= _of_source(node, texts)
        read = {"label": "Read it", "kind": "read", "detail": {"case": node.key.case, "at": node.id}}
        content["actions"] = [*content["actions"], read]
    if "Entity" in node.labels or "Source" in node.labels:
        content["sections"].append(_claims_section(store, node, schema, passages))
    if "Entity" in node.labels:
        content["sections"].append(_named_section(store, node, mentions, schema))
    if "Passage" in node.labels:
        passage = Locator.parse(node.id)
        text = passages(node.key.case, passage)
        content["title"] = place_of(passage)
        content["about"] = text or _NO_TEXT
    content["note"] = content.get("note") or _missing_text_note(content["sections"])
    return content


def of_several_relationships(store: Store, relationships: list[Relationship], schema: Schema) -> Content:
    """List relationships that are selected together: each as a sentence that opens it, with its status."""
    return {
        "key": ",".join(r.key for r in relationships),
        "tag": f"{len(relationships)} selected",
        "title": f"{len(relationships)} relationships",
        "actions": [],
        "sections": selected_sections(store, relationships, schema),
    }


def selected_sections(
    store: Store, relationships: Sequence[Relationship], schema: Schema, start: str = ""
) -> list[Content]:
    """Return relationships that are selected together: step by step where they are paths, else as they come.

    Parameters
    ----------
    store : Store
    relationships : sequence of Relationship
    schema : Schema
    start : str
        Key of the node where several paths of one length begin.
    """
    claims = claims_of(store, relationships, schema)

    def row(r: Relationship) -> Content:
        if found := claims.get(r.key):
            sentence = guarded(r, found, schema)
        else:
            near, far = name_of(r.start_node, schema), name_of(r.end_node, schema)
            sentence = f"{near} — {edge_caption(r, schema)} → {far}"
        return {"words": [{"text": sentence, "key": r.key}], "status": status_of(r), "passages": []}

    steps = _as_paths(relationships, start)
    if not steps:
        return [{"heading": "Selected relationships", "rows": [row(r) for r in relationships]}]
    if all(len(ways) == 1 for ways in steps):
        return [{"heading": "The path, step by step", "rows": [row(r) for ways in steps for r in ways]}]
    return [
        {"heading": f"Step {number} of {len(steps)}", "rows": [row(r) for r in ways]}
        for number, ways in enumerate(steps, 1)
    ]


def _as_paths(relationships: Sequence[Relationship], start: str) -> list[list[Relationship]]:
    """Return relationships by their step on paths of one length between two nodes; none where they are no such."""
    degrees = Counter(key for r in relationships for key in (r.start_node.key, r.end_node.key))
    if start not in degrees:
        start = next((key for key, degree in degrees.items() if degree == 1), "")
    left, here, seen = list(relationships), {str(start)}, {str(start)}
    steps: list[list[Relationship]] = []
    while left:
        ways = [r for r in left if (r.start_node.key in here) != (r.end_node.key in here)]
        beyond = {str(key) for r in ways for key in (r.start_node.key, r.end_node.key)} - here
        if not ways or beyond & seen:
            return []
        steps.append(ways)
        left = [r for r in left if r not in ways]
        here, seen = beyond, seen | beyond
    return steps if len(steps) > 1 and len(here) == 1 else []


def of_relationship(
    store: Store,
    relationship: Relationship,
    schema: Schema,
    *,
    passages: Quote,
    actions: Iterable[Action] = (),
    claim_buttons: ClaimButtons | None = None,
) -> Content:
    """Describe a relationship: what it states, its status and the reason for it, and the claims behind it in order."""
    words = relationship_words(relationship, schema)
    start, end = relationship.start_node, relationship.end_node
    near, far = name_of(start, schema), name_of(end, schema)
    status = status_of(relationship)
    # a denied statement never stands bare, nor an accusation of which nobody knows the status
    said = f"{words} ({status})" if status else edge_caption(relationship, schema)
    ends = [{"text": near, "key": start.key}, f" — {said} → ", {"text": far, "key": end.key}]
    properties = [
        (key, cell_text(value))
        for key, value in sorted(relationship.properties.items())
        if status is None or key not in _HIDDEN
    ]
    done = [{"label": action.label, "kind": action.name} for action in actions if action.edges]
    if status is None:
        title = f"{near} — {said} → {far}"
        return {
            "actions": done,
            "key": relationship.key,
            "tag": relationship.type,
            "title": title,
            "ends": ends,
            "properties": properties,
            "unfolded": True,
        }
    claims = claims_of(store, [relationship], schema).get(relationship.key, ())
    rule = STATUSES[status].rule
    sentence = guarded(relationship, claims, schema)
    title = f"{near} — {said} → {far}"
    type_ = ""  # where the store has no way to write it, the id alone tells the relationship
    with suppress(QueryRefusedError):
        type_ = f":{quote(relationship.type, dialect=store.dialect)}"
    cypher = f"MATCH (a:Entity)-[r{type_} {{id: {literal(relationship.id)}}}]->(b) RETURN a, r, b"
    citation = "\n".join(
        [sentence, *(f"{telling(claim, start, end_of(relationship), schema)} ({claim.citation})" for claim in claims)]
    )

    def cited(claim: Claim) -> str:
        return sentence_of(claim, start, end_of(relationship), schema, status)

    explained = explanation_of(store, relationship, claims, schema)
    rows = []
    for claim in claims:
        row = claim_row(claim, cited(claim), passages, claim_buttons, chain=explained.chains[claim.id])
        against = [_contradicted(each) for each in explained.contradicting(claim)]
        rows.append({**row, "lines": [*row["lines"], *against]})
    sections = [{"heading": "Claims", "rows": rows}, _supports_section(claims)]
    return {
        "key": relationship.key,
        "tag": f"Statement · {status}",
        "title": title,
        "ends": ends,
        "about": f"{status.capitalize()}: {rule[0].lower()}{rule[1:]}",
        "actions": [
            *done,
            {
                "label": "Copy",
                "choices": [
                    {"label": "As text", "copy": sentence},
                    {"label": "As citation", "copy": citation},
                    {"label": "As Cypher", "copy": cypher},
                ],
            },
            {
                "label": "Open the query",
                "title": "The claims with their speakers, passages and sources, on the page Query",
                "kind": OPEN_QUERY,
                "detail": {"cypher": explained.cypher},
            },
        ],
        "sections": sections,
        "note": _missing_text_note(sections),
        "properties": properties,
    }


def _contradicted(each: Contradiction) -> list[Any]:
    """Return what contradicts a claim as a line, with a link to the other statement."""
    other = Key.of(each.other.case, each.other.statement)
    # a store may hold what another version of the rules found
    rule = RULES[each.rule].sentence.removesuffix(".") if each.rule in RULES else each.rule
    why = f" ({rule[:1].lower()}{rule[1:]}): "
    return [{"text": "Contradicted", "strong": True}, why, {"text": each.text, "key": other}]


def _supports_section(claims: Sequence[Claim]) -> Content:
    """Return what all claims on a statement need, where there are several: without it nothing is left of it."""
    words = {"speaker": " (all claims are by or by way of them)", "source": " (all claims are written in it)"}
    rows = [
        {"words": [{"text": name, "key": Key.of(claims[0].case, id)}, words[kind]], "passages": []}
        for kind, id, name in (single_supports(claims) if len(claims) > 1 else ())
    ]
    return {"heading": "Rests on this alone", "rows": rows}


def _of_source(node: Node, texts: Text | None) -> Content:
    """Return who published a source and when, its link, and its text or how to have it read here."""
    text = texts(node.key.case, node.id) if texts else None
    url = str(node.properties.get("url", ""))
    found: Content = {
        "subtitle": ", ".join(filter(None, [str(node.properties.get("publisher", "")), published(node)])),
        "note": None if text else _NO_TEXT,
    }
    if url.startswith(("https://", "http://")):  # any other address might do something when it is pressed
        found["link"] = url
    if text:
        whole = len(text) <= _MAX_TEXT
        found["text"] = text if whole else text[:_MAX_TEXT] + f"… The first {_MAX_TEXT:,} characters are shown."
    return found


_NO_TEXT = (
    "The text of this source is not at hand, or has changed since: the page Sources says which, and takes it. It is "
    "also read from the folder that the setting CASEGRAPH_TEXTS names."
)


def _missing_text_note(sections: list[Content]) -> str | None:
    passages = [p for section in sections for row in section["rows"] for p in row["passages"]]
    return _NO_TEXT if any(passage["quote"] is None for passage in passages) else None


def _cypher_of(store: Store, node: Node) -> str:
    if node.key.is_foreign:
        names = Addresses(store).names([node.key])
        if names:
            return f"MATCH (n) WHERE {condition(names.values(), 'n', dialect=store.dialect)} RETURN n"
        # Only the database's internal id identifies it, so the query returns every node with this label.
        label = f" WHERE {literal(node.labels[0])} IN labels(n)" if node.labels else ""
        with suppress(QueryRefusedError):
            label = f":{quote(node.labels[0], dialect=store.dialect)}" if node.labels else ""
        return f"MATCH (n{label}) RETURN n"
    case = literal(str(node.properties["case_id"]))
    return f"MATCH (n{index_label(node)} {{case_id: {case}, id: {literal(node.id)}}}) RETURN n"


def _other_names(node: Node, name: str, mentions: Iterable[tuple[str, str]]) -> str:
    printed = dict.fromkeys(text for text, _ in mentions)
    aliases = [alias for alias in node.properties.get("aliases", ()) if alias not in printed and alias != name]
    forms = [*aliases, *(f"“{text}”" for text in printed if text != name)]
    return f"also {', '.join(forms[:8])}{' …' if len(forms) > 8 else ''}" if forms else ""


def _named_section(store: Store, node: Node, mentions: Iterable[tuple[str, str]], schema: Schema) -> Content:
    """Return the sources that name a thing, with how often they do and the way to read it there."""
    times = Counter(at.partition("#")[0] for _, at in mentions)
    rows = [
        {
            "words": [node_link(source, schema), f" · {number_of(times[source.id], 'time')}"],
            "passages": [],
            "buttons": [
                {
                    "label": "Read it there",
                    "title": f"Read it there: {name_of(source, schema)}",
                    "kind": "read",
                    "detail": {"case": node.key.case, "at": source.id, "of": node.id},
                }
            ],
        }
        for source in nodes_by_key(store, [Key.of(node.key.case, id) for id in times])
    ]
    return {"heading": f"Where {'they are' if 'Person' in node.labels else 'it is'} named", "rows": rows}


def _statement_sections(
    store: Store, node: Node, schema: Schema, passages: Quote, left_out: Collection[str]
) -> list[Content]:
    outgoing, incoming, it, name = [], [], _pronoun(node), name_of(node, schema)
    statements = _in_order_of_time(store, statements_of(store, node, limit=STATEMENTS), node)
    claims_by_statement = claims_of(store, statements, schema)
    for relationship in statements:
        if status_of(relationship) is None:
            continue  # an analyst's own relationship may have a status of its own
        words = relationship_words(relationship, schema)
        claims = claims_by_statement.get(relationship.key, ())
        row = {
            "status": relationship.properties["status"],
            "claims": [claim_key(claim) for claim in claims],
            "lines": [[_LEFT_OUT]] if relationship.key in left_out else [],
            "passages": [
                passage(
                    claim_line(claim),
                    claim,
                    sentence_of(claim, relationship.start_node, end_of(relationship), schema, status_of(relationship)),
                    passages,
                )
                for claim in claims
            ],
        }
        predicate = {"text": words, "key": relationship.key, "strong": True}
        if relationship.start_node.key == node.key:
            outgoing.append({**row, "words": [predicate, " ", node_link(relationship.end_node, schema)]})
        else:
            others = [node_link(relationship.start_node, schema), " ", predicate, f" {name}"]
            incoming.append({**row, "words": others})
    return [
        {"heading": f"What is said of {it}", "rows": outgoing},
        {"heading": f"What else involves {it}", "rows": incoming},
    ]


def _in_order_of_time(store: Store, statements: list[Relationship], node: Node) -> list[Relationship]:
    """Return statements about a node by the date that they give or that their other end has.

    Those without one come first, what was found before what is reported or alleged: behind a long row of dates
    nobody would see that somebody was cleared.
    """
    firmness = {status: place for place, status in enumerate(STATUSES)}
    dates = dates_of(store, Subgraph.of(statements))

    def day(r: Relationship) -> tuple[str, int]:
        other = r.end_node if r.start_node.key == node.key else r.start_node
        start, end = dates.get(other.key, ("", ""))
        day = start or end
        return day, 0 if day else firmness.get(str(status_of(r)), len(firmness))

    return sorted(statements, key=day)


_LEFT_OUT = "left out of the picture by the filters"


def _pronoun(node: Node) -> str:
    return "them" if "Person" in node.labels else "it"


def _related_section(store: Store, node: Node, schema: Schema) -> Content:
    """Return what a foreign node is related to: a row for each type and direction, with the other ends as links."""
    found: dict[tuple[str, str], list[Content]] = {}
    relationships = relationships_of(store, node, limit=STATEMENTS + 1)
    for r in relationships[:STATEMENTS]:
        outward = r.start_node.key == node.key
        other = r.end_node if outward else r.start_node
        found.setdefault(("→" if outward else "←", edge_caption(r, schema)), []).append(node_link(other, schema))
    rows = []
    for (arrow, words), links in sorted(found.items(), key=lambda item: (item[0][1], item[0][0])):
        parts: list[Any] = [{"text": f"{arrow} {words}", "strong": True}, f" ({len(links):,}): "]
        for number, link in enumerate(links):
            parts += [", " if number else "", link]
        rows.append({"words": parts, "passages": []})
    more = f"; the first {STATEMENTS:,} are listed" if len(relationships) > STATEMENTS else ""
    return {"heading": f"Relationships{more}", "rows": rows}


def _claims_section(store: Store, node: Node, schema: Schema, passages: Quote) -> Content:
    rows = [
        {
            "words": told(claim, start, end, schema),
            "claims": [claim_key(claim)],
            "passages": [passage(claim.short_place, claim, sentence_of(claim, start, end, schema), passages)],
        }
        for claim, start, end in claims_by(store, node, schema)
    ]
    return {"heading": "What they say" if "Person" in node.labels else "What it says", "rows": rows}
