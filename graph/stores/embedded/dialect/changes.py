"""DELETE, SET and REMOVE of what may not be there, and DELETE of more than a variable, as the engine takes them.

Neo4j passes over null, deletes what an expression gives, and a path whole; the engine refuses them. ``FOREACH`` over a
list of nothing or of one item does the change or not.
"""

from __future__ import annotations

from collections.abc import Callable

from graph.cypher.words import words
from graph.stores.embedded.dialect.operands import Operands, Span

Piece = Callable[[Span], str]
_CLAUSES = words("MATCH OPTIONAL CREATE MERGE SET REMOVE DELETE DETACH FOREACH WITH RETURN UNWIND CALL ON UNION FINISH")


def clauses(operands: Operands) -> list[Span]:
    """Return each DELETE, SET and REMOVE, but those of MERGE and of FOREACH."""
    found: list[Span] = []
    for i in range(len(operands.tokens)):
        word, before = operands.word(i), operands.word(i - 1)
        begins = word in ("SET", "REMOVE", "DETACH") or (word == "DELETE" and before not in ("DETACH", "NODETACH"))
        if begins and operands.word(i - 2) != "ON" and operands.text[i - 1] != "|":
            found.append((i, _end(operands, i + 1 + (word == "DETACH"))))
    return found


def _end(operands: Operands, at: int) -> int:
    while at < len(operands.tokens) and operands.word(at) not in _CLAUSES:
        if operands.text[at] in (")", "]", "}", "|", ";"):
            break
        at = operands.partner[at] + 1 if operands.partner.get(at, -1) > at else at + 1
    return at


def rewritten(operands: Operands, clause: Span, piece: Piece, *, may_name: bool) -> str | None:
    """Return a clause as the engine takes it; None where it takes it as it is."""
    begin = clause[0] + 1 + (operands.word(clause[0]) == "DETACH")
    items = operands.split(begin, clause[1])
    word = " ".join(operands.word(at) for at in range(clause[0], begin))
    if "DELETE" in word:
        return _deleted(operands, items, word, piece, may_name=may_name)
    absent = [_may_be_absent(operands, clause[0], item[0]) for item in items]
    if not any(absent):
        return None
    written = (
        _if_there(piece((item[0], item[0] + 1)), f"{word} {piece(item).strip()}") if may else f"{word} {piece(item)}"
        for item, may in zip(items, absent, strict=True)
    )
    return f"{' '.join(written)} "


def _deleted(operands: Operands, items: list[Span], word: str, piece: Piece, *, may_name: bool) -> str | None:
    named: list[str] = []
    # relationships first: Neo4j deletes what one clause names together
    deleted: dict[str, list[str]] = {"relationship": [], "any": [], "node": []}
    plain = True
    for item in items:
        kind, name = operands.kind(item), piece(item).strip()
        single = item[1] - item[0] == 1
        plain = plain and single and kind != "path" and not _may_be_absent(operands, item[0], item[0])
        if kind == "path":
            for part in ("nodes",) if word == "DETACH DELETE" else ("relationships", "nodes"):
                place = deleted["node" if part == "nodes" else "relationship"]
                place.append(f"FOREACH (`_part` IN {part}({name}) | {word} `_part`)")
            continue
        if not single:
            named.append(f"{name} AS `_gone{len(named)}`")
            name = f"`_gone{len(named) - 1}`"
        deleted.get(kind, deleted["any"]).append(_if_there(name, f"{word} {name}"))
    if plain or (named and not may_name):
        return None
    before = f"WITH *, {', '.join(named)} " if named else ""
    return f"{before}{' '.join(change for place in deleted.values() for change in place)} "


def _if_there(name: str, change: str) -> str:
    return f"FOREACH (`_once` IN CASE WHEN {name.strip()} IS NULL THEN [] ELSE [1] END | {change})"


def _may_be_absent(operands: Operands, clause: int, at: int) -> bool:
    """Tell whether an OPTIONAL MATCH before a clause names the variable at a token."""
    name = operands.tokens[at].name
    return any(
        operands.tokens[inside].name == name
        for i in range(clause)
        if operands.word(i) == "OPTIONAL" and operands.word(i + 1) == "MATCH"
        for inside in range(i + 2, _end(operands, i + 2))
    )
