"""Nodes and relationships that the embedded engine would give by their internal numbers.

It knows that a value is one where it is a variable, an item of a list or of a map. What coalesce() or CASE chooses is
therefore written as an item of a list; lists that are made of lists are told by the kinds of their items.
"""

from __future__ import annotations

from collections.abc import Iterator

from graph.cypher.analysis import analyse
from graph.cypher.tokens import tokenize
from graph.stores.embedded.dialect import projections
from graph.stores.embedded.dialect.operands import Kind, Operands, Span

_ENTITIES = ("node", "relationship")


def chosen(operands: Operands) -> Iterator[tuple[Span, list[Span]]]:
    """Yield each coalesce() and CASE that gives a node, a relationship or a path, and what it chooses from."""
    for i in range(len(operands.tokens)):
        if operands.word(i) == "CASE" and i in operands.partner:
            span, parts = (i, operands.partner[i] + 1), operands.branches(i)
        elif operands.tokens[i].text.lower() == "coalesce" and operands.partner.get(i + 1, -1) > i + 1:
            closing = operands.partner[i + 1]
            span, parts = (i, closing + 1), operands.split(i + 2, closing)
        else:
            continue
        if operands.kind(span) in (*_ENTITIES, "path"):
            yield span, parts


def entity_columns(query: str) -> tuple[Kind | None, ...]:
    """Return of each column of a query whether it holds nodes or relationships, alone or in lists; empty if unsure.

    Examples
    --------
    >>> entity_columns("MATCH p = (a)-->() RETURN [n IN nodes(p) WHERE n.x > 1] AS l, a.x")
    ('node', None)
    """
    analysis = analyse(tokenize(query, dialect="embedded"))
    returns = [i for i, word in analysis.clauses if word == "RETURN"]
    if len(returns) != 1 or any(problem.kind in ("bracket", "end") for problem in analysis.problems):
        return ()
    operands = Operands(analysis)
    items = projections.items(operands, returns[0])
    found = tuple(_entity(operands, projections.expression(operands, item)) for item in items)
    return found if any(found) and operands.text[items[0][0]] != "*" else ()


def _entity(operands: Operands, span: Span) -> Kind | None:
    kind = operands.kind(span)
    kind = operands.items(span) if kind in ("list", "any") else kind
    return kind if kind in _ENTITIES else None


def are_lost(operands: Operands) -> bool:
    """Tell whether an entity may be given, or taken for another, by its number, and nothing mends it."""
    returned = {
        projections.expression(operands, item)
        for i, word in operands.analysis.clauses
        if word == "RETURN"
        for item in projections.items(operands, i)
    }
    union = sum(word == "RETURN" for _, word in operands.analysis.clauses) != 1
    for span, kind in _unknown(operands):
        inside = span
        while operands.text[inside[0] - 1] == "(" and operands.partner.get(inside[0] - 1) == inside[1]:
            inside = inside[0] - 1, inside[1] + 1
        called = operands.tokens[inside[0] - 1].text.lower() if inside[0] else ""
        if called in ("size", "isempty", "count"):
            continue
        named = operands.word(inside[1]) == "AS" and operands.word(inside[0] - 1) in ("UNWIND", "WITH", "")
        if not ((inside in returned and not union) or (kind == "node" and named)):
            return True
    return False


def _unknown(operands: Operands) -> Iterator[tuple[Span, Kind]]:
    """Yield what is made of lists of entities, and the least or greatest of them."""
    for i, token in enumerate(operands.tokens):
        end = operands.partner.get(i, -1)
        if operands.text[i] == "[" and end > i and operands.word(i + 2) == "IN" and operands.binds(i + 2):
            span = i, end + 1
            if operands.items(span) in _ENTITIES:
                yield span, operands.items(span)
        elif operands.word(i) == "UNWIND" and operands.text[i + 1] == "[" and _is_mixed(operands, i + 1):
            yield (i + 1, operands.partner[i + 1] + 1), "relationship"
        elif operands.operator(i) == "+":
            left, right = operands.left(i), operands.right(i)
            kinds = {operands.items(left), operands.items(right), operands.kind(left), operands.kind(right)}
            for kind in _ENTITIES:
                if kind in kinds:
                    yield (left[0], right[1]), kind
        elif token.text.lower() in ("min", "max", "reduce") and operands.analysis.roles.get(i) == "function":
            closing = operands.partner.get(i + 1, i + 1)
            bar = next((at for at in range(i + 2, closing) if operands.text[at] == "|"), i + 1)
            if operands.kind((bar + 1, closing)) in _ENTITIES:
                yield (i, closing + 1), "relationship"


def _is_mixed(operands: Operands, opening: int) -> bool:
    """Tell whether a list that is written out holds entities beside other values."""
    kinds = {operands.kind(part) for part in operands.split(opening + 1, operands.partner.get(opening, opening + 1))}
    return len(kinds - {"null"}) > 1 and bool(kinds & {*_ENTITIES, "path"})
