"""Values of a query's parameters, as they are typed: ``NAME=VALUE`` with or without a type, and as Cypher."""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import date, datetime, time
from typing import TYPE_CHECKING, Any

from graph.errors import QueryError

if TYPE_CHECKING:
    from graph.cypher import Dialect
    from graph.explore.parameters import Kind
    from graph.stores import Store

_INTEGER = re.compile(r"[+-]?[0-9]+")
# the KINDS of graph.stores.temporal_text, which the help would have to read all of the stores' room for
_TEMPORAL = ("date", "time", "localtime", "datetime", "localdatetime", "duration")


@dataclass(frozen=True, slots=True)
class Temporal:
    """A date, a time or a duration: written into a query, for no parameter holds each of them on both stores.

    Parameters
    ----------
    kind : str
        The name of the function that reads it.
    text : str
        In ISO 8601, as that function takes it.
    """

    kind: str
    text: str

    def __str__(self) -> str:
        from graph.cypher import literal

        return f"{self.kind}({literal(self.text)})"


def _integer(text: str) -> int:
    if not _INTEGER.fullmatch(text) or len(text) > 40 or not -(2**63) <= int(text) < 2**63:
        raise ValueError("a whole number of 64 bits is needed")
    return int(text)


def _float(text: str) -> float:
    return float(_read("number")(text))


def _read(kind: Kind) -> Callable[[str], Any]:
    def parse(text: str) -> Any:
        from graph.explore.parameters import read

        return read(kind, text)

    return parse


def _json_of(kind: type) -> Callable[[str], Any]:
    def parse(text: str) -> Any:
        value = _read("json")(text)
        if not isinstance(value, kind):
            raise ValueError(f"JSON that is a {'list' if kind is list else 'map'} is needed")
        return value

    return parse


def _temporal(kind: str) -> Callable[[str], Temporal]:
    def parse(text: str) -> Temporal:
        from graph.stores.temporal_text import parse as parse_temporal

        parse_temporal(kind, text)
        return Temporal(kind, text)

    return parse


_TYPES: dict[str, Callable[[str], Any]] = {
    "string": str,
    "integer": _integer,
    "float": _float,
    "boolean": _read("boolean"),
    **{kind: _temporal(kind) for kind in _TEMPORAL},
    "list": _json_of(list),
    "map": _json_of(dict),
    "json": _read("json"),
}
TYPES = tuple(_TYPES)
"""The types that may stand behind a parameter's name."""


def typed_parameter(text: str) -> tuple[str, Any]:
    """Return the name and the value of ``NAME=VALUE``, or of ``NAME:TYPE=VALUE``.

    Without a type the value is read as JSON where it is JSON, else as text.

    Raises
    ------
    QueryError
        The message says what is wrong with it.

    Examples
    --------
    >>> typed_parameter("x=5"), typed_parameter("x:string=5")
    (('x', 5), ('x', '5'))
    """
    from graph.explore.parameters import guessed

    name, equals, value = text.partition("=")
    name, colon, kind = name.partition(":")
    if not name or not equals:
        raise QueryError(f"Parameter {text[:60]!r}: write NAME=VALUE, or NAME:TYPE=VALUE.")
    if colon and kind not in _TYPES:
        raise QueryError(f"Parameter ${name}: a type is one of {', '.join(TYPES)}, not {kind!r}.")
    try:
        return name, _TYPES[kind](value) if colon else guessed(value)
    except ValueError as error:
        said, what = str(error).rstrip("."), f"{value[:60]!r} is no {kind}"
        said = said if said == what or not colon else f"{what}: {said}"
        raise QueryError(f"Parameter ${name}: {said}.") from None


def written(query: str, parameters: Mapping[str, Any], *, dialect: Dialect) -> tuple[str, dict[str, Any]]:
    """Return a query with its dates, times and durations written into it, and its other parameters.

    Examples
    --------
    >>> written("RETURN $d, $n", {"d": Temporal("date", "2019-03-02"), "n": 1}, dialect="neo4j")
    ("RETURN date('2019-03-02'), $n", {'n': 1})
    """
    from graph.cypher import tokenize

    temporal = {name: value for name, value in parameters.items() if isinstance(value, Temporal)}
    others = {name: value for name, value in parameters.items() if name not in temporal}
    if not temporal:
        return query, others
    pieces = [
        str(temporal[token.name]) if token.kind == "parameter" and token.name in temporal else token.text
        for token in tokenize(query, dialect=dialect)
    ]
    return "".join(pieces), others


# As Cypher


def split_map(text: str, *, dialect: Dialect) -> dict[str, str]:
    """Return the expressions of a map by their keys.

    Raises
    ------
    QueryError
        It is no map.

    Examples
    --------
    >>> split_map("{a: [1, 2], `b c`: date()}", dialect="neo4j")
    {'a': '[1, 2]', 'b c': 'date()'}
    """
    from graph.cypher import tokenize

    tokens = [token for token in tokenize(text, dialect=dialect) if token.kind not in ("space", "comment")]
    depth, parts, start = 0, list[tuple[int, int]](), 1
    for i, token in enumerate(tokens):
        depth += (token.text in ("(", "[", "{")) - (token.text in (")", "]", "}"))
        if (depth == 1 and token.text == ",") or (depth == 0 and i == len(tokens) - 1):
            parts.append((start, i))
            start = i + 1
    found = {}
    for start, end in parts if len(tokens) > 2 else ():
        if end - start < 3 or tokens[start].kind not in ("word", "quoted") or tokens[start + 1].text != ":":
            break
        found[tokens[start].name] = text[tokens[start + 2].start : tokens[end - 1].end]
    if not found or len(found) != len(parts) or tokens[-1].text != "}":
        raise QueryError("This is no map; write :param {a: 1, b: 'text'}.")
    return found


def set_by_cypher(
    store: Store, expressions: Mapping[str, str], parameters: Mapping[str, Any], *, timeout: float
) -> dict[str, Any]:
    """Return the values of Cypher expressions by their names, each worked out by the store.

    Raises
    ------
    QueryError
        One is no expression, or a value cannot be a parameter.
    """
    return {name: _worked_out(store, name, text, parameters, timeout) for name, text in expressions.items()}


def _worked_out(store: Store, name: str, expression: str, parameters: Mapping[str, Any], timeout: float) -> Any:
    from graph.cypher import tokenize

    query, others = written(f"RETURN {expression}\nAS value", parameters, dialect=store.dialect)
    result = store.query(query, others, limit=2, timeout=timeout)
    if len(result.columns) != 1 or len(result.rows) != 1:
        raise QueryError(f"${name} is to be one value; write :param {name} => EXPRESSION.")
    [[value]] = result.rows
    first = next((t.text.lower() for t in tokenize(expression) if t.kind not in ("space", "comment")), "")
    has_duration = any(token.upper == "DURATION" for token in tokenize(expression))
    if has_duration and isinstance(value, str):
        return Temporal("duration", value) if first == "duration" else value
    if has_duration and isinstance(value, list | dict):
        raise _unfit(name)
    return _as_parameter(name, value)


def _as_parameter(name: str, value: Any) -> Any:
    match value:
        case None | bool() | int() | float() | str():
            return value
        case datetime():
            return Temporal("datetime" if value.tzinfo else "localdatetime", value.isoformat())
        case date():
            return Temporal("date", value.isoformat())
        case time():
            return Temporal("time" if value.tzinfo else "localtime", value.isoformat())
        case list() if not any(isinstance(_as_parameter(name, item), Temporal) for item in value):
            return [_as_parameter(name, item) for item in value]
        case dict() if not any(isinstance(_as_parameter(name, item), Temporal) for item in value.values()):
            return {key: _as_parameter(name, item) for key, item in value.items()}
    raise _unfit(name)


def _unfit(name: str) -> QueryError:
    return QueryError(
        f"${name} cannot hold this value. A parameter is null, true or false, a number, a text, a date, a time or a "
        "duration, or a list or a map of all but the last three."
    )


def as_cypher(value: Any) -> str:
    r"""Return a parameter's value as a Cypher expression.

    Examples
    --------
    >>> as_cypher({"a": [1, None, True], "first name": "it's"})
    "{a: [1, null, true], `first name`: 'it\\'s'}"
    """
    from graph.cypher import literal, quote

    match value:
        case None:
            return "null"
        case bool():
            return str(value).lower()
        case str():
            return literal(value)
        case list() | tuple():
            return f"[{', '.join(map(as_cypher, value))}]"
        case dict():
            return "{" + ", ".join(f"{quote(key)}: {as_cypher(item)}" for key, item in value.items()) + "}"
    return str(value)
