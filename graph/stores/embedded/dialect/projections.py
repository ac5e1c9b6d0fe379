"""What RETURN and WITH give: their items, and how to write those that group rows as the embedded engine takes them.

Where no item of a RETURN that groups has a name, the engine gives nodes and relationships by their internal numbers.
It takes no aggregate inside a list, a map, an index or a function of lists: the aggregates are made by a WITH before.
"""

from __future__ import annotations

from graph.cypher.analysis import analyse
from graph.cypher.tokens import tokenize, trim_end
from graph.cypher.words import KEYWORDS, words
from graph.stores.embedded.dialect.compare import AGGREGATES
from graph.stores.embedded.dialect.operands import Operands, Span

_ENDS = words("ORDER SKIP LIMIT OFFSET WHERE UNION MATCH OPTIONAL WITH UNWIND CALL CREATE MERGE SET DELETE DETACH")
_ENDS |= words("REMOVE FOREACH RETURN FINISH")
_ENTITIES = ("node", "relationship", "path", "list", "map")
_WRAPPING = words("ANY ALL NONE SINGLE REDUCE")


def items(operands: Operands, i: int) -> list[Span]:
    """Return the items of the RETURN or WITH at a token."""
    start = i + 1 + (operands.word(i + 1) == "DISTINCT")
    end = start
    while end < len(operands.tokens) and operands.text[end] not in (")", "}", "]", ";"):
        if operands.word(end) in _ENDS and not (operands.word(end) == "WITH" and operands.word(end - 1) in _AFFIXES):
            break
        end = operands.partner[end] + 1 if operands.partner.get(end, -1) > end else end + 1
    return operands.split(start, end)


_AFFIXES = words("STARTS ENDS")


def aggregates(operands: Operands, span: Span) -> list[Span]:
    """Return the calls of aggregates within an expression, those within a subquery aside."""
    found: list[Span] = []
    at = span[0]
    while at < span[1]:
        if operands.text[at] == "{" and operands.tokens[at - 1].upper in ("EXISTS", "COUNT", "COLLECT"):
            at = operands.partner.get(at, at)
        elif operands.analysis.roles.get(at) == "function" and operands.tokens[at].text.lower() in AGGREGATES:
            end = operands.partner.get(at + 1, at) + 1
            found.append((at, end))
            at = end - 1
        at += 1
    return found


def expression(operands: Operands, item: Span) -> Span:
    """Return an item without its name."""
    named = item[1] - item[0] > 2 and operands.analysis.roles.get(item[1] - 1) == "alias"
    return (item[0], item[1] - 2) if named else item


def as_name(operands: Operands, item: Span) -> str:
    """Return a name for an item that has none: its own text, which an ORDER BY may repeat."""
    if item[1] - item[0] == 1 and operands.tokens[item[0]].kind in ("word", "quoted"):
        return operands.tokens[item[0]].text
    return f"`{''.join(token.text for token in operands.tokens[item[0] : item[1]]).replace('`', '')}`"


def needs_a_name(operands: Operands, i: int) -> Span | None:
    """Return the item to be named of a RETURN that groups and names none, where a node may be among what it gives."""
    found = items(operands, i)
    if any(expression(operands, item) != item for item in found) or not any(aggregates(operands, x) for x in found):
        return None
    return found[0] if any(_may_be_an_entity(operands, item) for item in found) else None


def _may_be_an_entity(operands: Operands, span: Span) -> bool:
    kind = operands.kind(span)
    called = aggregates(operands, span)
    if called and called[0] == span:
        return operands.tokens[span[0]].text.lower() in ("collect", "min", "max") and _may_be_an_entity(
            operands, (span[0] + 2, span[1] - 1)
        )
    property_ = operands.analysis.roles.get(span[1] - 1) == "property"
    return kind in _ENTITIES or (kind == "any" and not property_)


def with_aggregates_before(query: str) -> str:
    """Return a query with a WITH that makes the aggregates, before each projection in which the engine takes none.

    A WITH whose WHERE asks for what it does not pass on passes it on first, for the engine sees nothing else there.
    A projection stays as it is where the rest of its items depends on more than the aggregates and its own keys.
    """
    analysis = analyse(trim_end(tokenize(query, dialect="embedded")))
    if any(problem.kind in ("bracket", "end") for problem in analysis.problems):
        return query  # no engine takes it
    operands = Operands(analysis)
    written: dict[Span, str] = {}
    for i in range(len(analysis.tokens)):
        if operands.word(i) in ("RETURN", "WITH") and analysis.roles.get(i) == "keyword":
            written.update(_parted(operands, i, query) or _widened(operands, i))
    for (start, end), new in sorted(written.items(), reverse=True):
        last = analysis.tokens[end - 1].end if end > start else analysis.tokens[start].start
        query = query[: analysis.tokens[start].start] + new + query[last:]
    return query


def _widened(operands: Operands, i: int) -> dict[Span, str]:
    """Return what is put before and behind the WHERE of a WITH that asks for more than is passed on."""
    found = items(operands, i)
    where = found[-1][1] if found else i
    end = _end_of(operands, where + 1)
    told = operands.word(where) == "WHERE" and operands.word(i + 1) != "DISTINCT" and end < len(operands.tokens)
    if not told or any(operands.text[item[0]] == "*" or aggregates(operands, item) for item in found):
        return {}
    names = [operands.tokens[item[1] - 1] for item in found]
    variables = [
        {operands.tokens[at].name for at in span if operands.analysis.roles.get(at) in ("variable", "alias")}
        for span in (range(i), range(where, end))
    ]
    asked = sorted(variables[0] & variables[1] - {token.name for token in names})
    if not asked:
        return {}
    more = "".join(f", `{name}`" for name in asked)
    return {(where, where): f"{more} ", (end, end): f" WITH {', '.join(token.text for token in names)} "}


def _end_of(operands: Operands, at: int) -> int:
    """Return where a clause ends that goes on at a token."""
    while at < len(operands.tokens) and operands.text[at] not in (")", "}", ";"):
        if operands.word(at) in _ENDS and not (operands.word(at) == "WITH" and operands.word(at - 1) in _AFFIXES):
            break
        at = operands.partner[at] + 1 if operands.partner.get(at, -1) > at else at + 1
    return at


def _parted(operands: Operands, i: int, query: str) -> dict[Span, str]:
    """Return the WITH before a projection, and what is written for parts of it."""
    found = items(operands, i)
    calls = {item: aggregates(operands, item) for item in found}
    if not any(_is_wrapped(operands, item, call) for item in found for call in calls[item]):
        return {}

    def source(span: Span) -> str:
        return query[operands.tokens[span[0]].start : operands.tokens[span[1] - 1].end]

    after = found[-1][1]
    order = after, _end_of(operands, after + 1) if operands.word(after) == "ORDER" else after
    before: list[str] = []
    written: dict[Span, str] = {}
    known: set[str] = set()
    for item in found:
        if not calls[item]:
            value = expression(operands, item)
            name, unnamed = f"`_key{len(before)}`", value == item
            if value[1] - value[0] == 1:
                name, unnamed = source(value), False
                known.add(operands.tokens[value[0]].name)
            before.append(f"{source(value)} AS {name}")
            written[value] = f"{name} AS {as_name(operands, item)}" if unnamed else name
            column = as_name(operands, item) if unnamed else operands.tokens[item[1] - 1].text
            written.update(dict.fromkeys(_repeated(operands, value, order), column))
        for call in calls[item]:
            before.append(f"{source(call)} AS `_made{len(before)}`")
            written[call] = f"`_made{len(before) - 1}`"
    if aggregates(operands, order) or not all(_is_known(operands, item, known) for item in found):
        return {}
    return {(i, i): f"WITH {', '.join(before)} ", **written}


def _repeated(operands: Operands, value: Span, within: Span) -> list[Span]:
    """Return where an expression of more than a name stands again."""
    texts = [token.text for token in operands.tokens[slice(*value)]]
    starts = range(within[0], within[1] - len(texts) + 1) if len(texts) > 1 else ()
    found = [(at, at + len(texts)) for at in starts]
    return [span for span in found if [token.text for token in operands.tokens[slice(*span)]] == texts]


def _is_wrapped(operands: Operands, item: Span, call: Span) -> bool:
    """Tell whether an aggregate stands where the engine takes none."""
    if operands.text[call[1]] == "[" and call[1] < item[1]:
        return True
    return any(
        (operands.text[start] in ("[", "{") or operands.tokens[start - 1].upper in _WRAPPING)
        for start, end in operands.partner.items()
        if item[0] <= start < call[0] and end >= call[1]
    )


def _is_known(operands: Operands, item: Span, known: set[str]) -> bool:
    """Tell whether an item with aggregates uses no variable but those, and names of its own."""
    calls = aggregates(operands, item)
    own = {operands.tokens[at - 1].name for at in range(*item) if operands.word(at) == "IN" and operands.binds(at)}
    own |= {
        operands.tokens[at - 1].name for at in range(*item) if operands.text[at] == "=" and _in_reduce(operands, at)
    }
    own |= {operands.tokens[at].name for at in range(*item) if operands.tokens[at].upper in KEYWORDS}
    return not calls or all(
        operands.tokens[at].name in known | own
        for at in range(*expression(operands, item))
        if operands.tokens[at].kind in ("word", "quoted")
        and operands.analysis.roles.get(at, "variable") in ("variable", "shorthand")
        and not any(start <= at < end for start, end in calls)
    )


def _in_reduce(operands: Operands, at: int) -> bool:
    return operands.text[at - 2] == "(" and operands.tokens[at - 3].upper == "REDUCE"
