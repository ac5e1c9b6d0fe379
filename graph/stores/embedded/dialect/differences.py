"""What to say beside a result of the embedded store where its engine may silently answer otherwise than Neo4j.

Most of what differs is written so that it does not (``agree.py``). What no rewrite can mend is announced here;
``docs/cypher.md`` shows each difference with an example.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from itertools import pairwise
from typing import Any

from graph.cypher.analysis import analyse
from graph.cypher.tokens import tokenize
from graph.cypher.words import words
from graph.errors import QueryError
from graph.stores.embedded.dialect import changes, compare, entities, join, patterns
from graph.stores.embedded.dialect.agree import unwound
from graph.stores.embedded.dialect.join import is_integer
from graph.stores.embedded.dialect.operands import Operands, Span
from graph.stores.embedded.dialect.temporal import READ, fold

SENTENCES = {
    "coerced": "On the embedded store a number equals a text of its digits (1 = '1'); on Neo4j it never does.",
    "pattern": "On the embedded store {x: null} in a pattern matches what has no x, and {x: 1} matches '1' too; "
    "on Neo4j null matches nothing, and a number no text.",
    "nulls": "On the embedded store a list or a map that holds null equals another or not; on Neo4j that is unknown.",
    "empty": "On the embedded store null IN [] is null; on Neo4j it is false.",
    "ordered": "On the embedded store `<` and `>` of lists and of truth values are null; Neo4j orders them.",
    "zoned": "On the embedded store date-times of one moment are equal in any zone; on Neo4j only in the same zone.",
    "join": "On the embedded store a long `+` of values of unknown kinds may give null for a number before a text and "
    "for a list beside a single value; Neo4j joins them. Join two or three by WITH, then the rest.",
    "decimal": "On the embedded store toString(), and `+` beside a text, write 1.0 as '1' and 1e20 in full; "
    "Neo4j writes '1.0' and '1.0E20'.",
    "power": "On the embedded store 2 ^ 3 ^ 2 is 2 ^ (3 ^ 2); on Neo4j it is (2 ^ 3) ^ 2.",
    "remainder": "On the embedded store the remainder of a division by 0.0 is null; on Neo4j it is NaN.",
    "boolean": "On the embedded store toBoolean() of a number or of a text with spaces is null; Neo4j converts it.",
    "split": "On the embedded store split() takes one text that is not empty; Neo4j also takes '' and a list.",
    "slice": "On the embedded store a negative bound of a slice counts as none or as 0, and null as none; "
    "on Neo4j it counts from the end, and null gives null.",
    "unwind": "On the embedded store UNWIND of a single value gives no row; on Neo4j it gives one.",
    "date": "On the embedded store date(), duration() and their like read '2019-03-02' and such alone of what is "
    "reckoned from many rows, and give null or another value for the rest; Neo4j also reads weeks and fractions.",
    "nanoseconds": "On the embedded store date-times keep microseconds, and results show no more; "
    "Neo4j keeps nanoseconds.",
    "zone": "On the embedded store a date-time keeps the offset of its named zone, not the name; Neo4j keeps both.",
    "weekday": "On the embedded store .weekDay and .quarterDay of a date are null; write .dayOfWeek and .dayOfQuarter.",
    "duration": "On the embedded store hours added to a date are lost; Neo4j adds whole days of them.",
    "percentile": "On the embedded store percentileDisc() and percentileCont() give decimals; "
    "Neo4j gives an integer that is among the values as one.",
    "optional": "On the embedded store OPTIONAL MATCH gives no row where a pattern in its WHERE does not hold; "
    "on Neo4j it gives one, with nulls.",
    "chain": "On the embedded store a later MATCH of named steps through a node without a name may give rows too many "
    "beside a *; name that node.",
    "star": "On the embedded store the columns of RETURN * stand as they were bound; on Neo4j they stand by name.",
    "ends": "Neo4j refuses a query that ends so; what the embedded store gives for it may change.",
    "limit": "Neo4j refuses ORDER BY behind LIMIT; the embedded store takes it.",
    "exists": "Neo4j refuses exists() of a property: write IS NOT NULL.",
    "deleted": "On the embedded store type(r) of a relationship that the statement deleted is null; "
    "Neo4j knows it: pass it on before by WITH r, type(r) AS t.",
    "numbers": "On the embedded store a node or a relationship in a list made of others, or from min(), max() or "
    "reduce(), may be a number or taken for another; UNWIND the list, and choose by WHERE.",
    "names": "On the embedded store names of labels, types and properties stay listed when nothing has them any more.",
}
"""What can be announced, by a short name."""
_MOMENTS = words("date datetime localdatetime time localtime")
_LOSSY = re.compile(r"[.,TW]")


def differences(query: str, parameters: Mapping[str, Any] | None = None) -> tuple[str, ...]:
    """Return what may differ on Neo4j in the answer of the embedded store, a sentence each.

    Parameters
    ----------
    query : str
    parameters : mapping, optional
        Where they are known, fewer sentences are needed.

    Examples
    --------
    >>> differences("MATCH (n) RETURN n.name, sum(n.age)")
    ()
    >>> differences("RETURN 2 ^ 3 ^ 2")
    ('On the embedded store 2 ^ 3 ^ 2 is 2 ^ (3 ^ 2); on Neo4j it is (2 ^ 3) ^ 2.',)
    """
    try:
        folded = fold(query, parameters)
    except QueryError:
        return ()  # it is refused
    analysis = analyse(tokenize(folded.query, dialect="embedded"))
    if any(problem.kind in ("bracket", "end") for problem in analysis.problems):
        return ()
    operands = Operands(analysis, parameters)
    names = {
        *_comparisons(operands),
        *_arithmetic(operands),
        *_functions(operands),
        *_patterns(operands),
        *_clauses(operands),
        *folded.differences,
    }
    return tuple(sentence for name, sentence in SENTENCES.items() if name in names)


def _comparisons(operands: Operands) -> Iterator[str]:
    outside = compare.assignments(operands)
    for i in range(len(operands.tokens)):
        if operands.operator(i) in (*compare.EQUALITIES, *compare.ORDERINGS, "IN") and i not in outside:
            left = operands.left(i)
            judgement = compare.verdict(operands, i) if left[0] < left[1] else ""
            if judgement and judgement != "write":
                yield judgement


def _arithmetic(operands: Operands) -> Iterator[str]:
    for i in range(len(operands.tokens)):
        operator = operands.operator(i)
        if operator not in ("+", "-", "^", "%"):
            continue
        left, right = operands.left(i), operands.right(i)
        if operator == "^" and "^" in (operands.operator(at) for at in range(*left)):
            yield "power"
        elif operator == "%" and not _is_nonzero(operands, right):
            yield "remainder"
        elif operator in ("+", "-"):
            kinds = operands.kind(left), operands.kind(right)
            if "temporal" in kinds:
                if _is_lossy(operands, left, right) or _is_lossy(operands, right, left):
                    yield "duration"
            elif operator == "+" and join.verdict(operands, i) == "join":
                yield "join"
            elif operator == "+" and join.writes_decimals(operands, i):
                yield "decimal"


def _is_nonzero(operands: Operands, span: Span) -> bool:
    start, end = operands.inside(span)
    return end - start == 1 and operands.tokens[start].kind == "number" and float(_number(operands, start)) != 0


def _number(operands: Operands, i: int) -> str:
    text = operands.tokens[i].text.replace("_", "").lower()
    return str(int(text, 0)) if text.startswith(("0x", "0o")) else text.rstrip("fd") or "0"


def _is_lossy(operands: Operands, span: Span, other: Span) -> bool:
    """Tell whether an operand may be a duration that holds what the date beside it does not keep."""
    tokens, beside = operands.tokens[span[0] : span[1]], operands.tokens[other[0] : other[1]]
    names = {token.text.lower() for token in tokens}
    if names & _MOMENTS:
        return False
    moments = {token.text.lower() for token in beside} & _MOMENTS
    if "date" not in moments and (
        moments or operands.kind(other) != "temporal" or any(t.text.lower() == "duration" for t in beside)
    ):
        return False
    if "duration" not in names:
        return True
    if any(token.text in ("hours", "minutes", "seconds", "$") or token.kind == "parameter" for token in tokens):
        return True
    return any(_LOSSY.search(token.text) for token in tokens if token.kind in ("string", "number"))


def _functions(operands: Operands) -> Iterator[str]:
    for name, i in operands.analysis.functions:
        closing = operands.partner.get(i + 1)
        if closing is None or closing == i + 2:
            continue
        arguments = operands.split(i + 2, closing)
        kind = operands.kind(arguments[0])
        match name.lower():
            case "tostring" if kind in ("any", "number") and not is_integer(operands, arguments[0]):
                if not _looks_for_a_moment(operands, closing):
                    yield "decimal"
            case "toboolean" if kind in ("any", "number", "text"):
                value = operands.value(arguments[0][0])
                if not isinstance(value, str) or value != value.strip():
                    yield "boolean"
            case "split" if len(arguments) == 2 and not operands.value(arguments[1][0]):
                yield "split"
            case "percentilecont" | "percentiledisc":
                yield "percentile"
            case "exists" if operands.text[i + 3] == ".":
                yield "exists"
    for i, role in operands.analysis.roles.items():
        if role == "property" and operands.tokens[i].name.lower() in ("weekday", "quarterday"):
            yield from ["weekday"] * (operands.kind((i - 2, i - 1)) not in ("node", "relationship", "map"))
    for name, _ in operands.analysis.procedures:
        if name.lower() in ("db.labels", "db.relationshiptypes", "db.propertykeys"):
            yield "names"


def _looks_for_a_moment(operands: Operands, closing: int) -> bool:
    """Tell whether a text that ends there is only compared with the form of a moment, which no number has."""
    return operands.text[closing + 1 : closing + 2] == ["=~"] and operands.value(closing + 2) in READ.values()


def _patterns(operands: Operands) -> Iterator[str]:
    matches = patterns.matches(operands)
    for match in matches:
        if operands.word(match.start - 1) == "OPTIONAL" and patterns.tests_patterns(operands, match):
            yield "optional"
    may_name = not patterns.projects_all(operands)
    spans = [span for match in matches for span, _ in match.changes(lambda span: "", may_name=may_name)[0]]
    moved = {i for span in spans for i in range(*span)}
    if any(patterns.is_left_chained(operands, match, moved) for match in matches):
        yield "chain"
    for i, end in operands.partner.items():
        if operands.text[i] == "{" and i < end and _is_of_a_pattern(operands, i):
            for entry in operands.split(i + 1, end):
                value = (entry[0] + 2, entry[1])
                if i in moved and patterns.is_loose(operands, value):
                    continue
                kind = operands.kind(value)
                if kind in ("any", "number", "null") or (kind == "text" and not compare.is_word(operands, value)):
                    yield "pattern"
        elif operands.text[i] == "[" and i < end:
            for at in _directly_within(operands, i, end):
                if operands.text[at] == ".." and operands.text[i - 1] != "-" and not _is_plain_slice(operands, i, at):
                    yield "slice"


def _is_of_a_pattern(operands: Operands, brace: int) -> bool:
    """Tell whether a map stands in the parentheses or brackets of a pattern that is matched."""
    opening = max(
        (start for start, end in operands.partner.items() if start < brace < end and operands.text[start]), default=None
    )
    if opening is None or operands.partner[opening] != operands.partner[brace] + 1:
        return False
    between = operands.tokens[opening + 1 : brace]
    if operands.text[opening] == "(":
        called = operands.analysis.roles.get(opening - 1) == "function"
        return not called and all(
            token.kind in ("word", "quoted") or token.text in (":", "&", "|") for token in between
        )
    return operands.text[opening - 1] == "-"


def _directly_within(operands: Operands, start: int, end: int) -> Iterator[int]:
    at = start + 1
    while at < end:
        yield at
        at = operands.partner[at] + 1 if operands.partner.get(at, -1) > at else at + 1


def _is_plain_slice(operands: Operands, start: int, at: int) -> bool:
    bounds = [span for span in ((start + 1, at), (at + 1, operands.partner[start])) if span[0] < span[1]]
    return all(is_integer(operands, span) for span in bounds)


def _clauses(operands: Operands) -> Iterator[str]:
    analysis = operands.analysis
    for i in range(len(operands.tokens)):
        if operands.word(i) == "UNWIND":
            span = unwound(operands, i)
            if span and operands.kind(span) != "list" and not compare.repeatable(operands, span):
                yield "unwind"
        if operands.word(i) == "RETURN" and operands.text[i + 1 : i + 2] == ["*"]:
            yield "star"
    for start, end in changes.clauses(operands):
        if operands.word(start) in ("DELETE", "DETACH"):
            names = {operands.tokens[at].name for at in range(start + 1, end)}
            called = (i for name, i in analysis.functions if name.lower() == "type" and i >= end)
            if any(operands.tokens[i + 2].name in names for i in called):
                yield "deleted"
    if entities.are_lost(operands):
        yield "numbers"
    clauses = [word for _, word in analysis.clauses]
    for before, after in pairwise(clauses):
        if after == "ORDER" and before in ("LIMIT", "SKIP", "OFFSET"):
            yield "limit"
    if clauses and clauses[-1] in ("MATCH", "UNWIND", "WITH", "OPTIONAL"):
        yield "ends"
