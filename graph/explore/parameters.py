"""Values that a query's parameters are given: as people type them, and as they stand in a URL."""

from __future__ import annotations

import json
import math
import re
from collections.abc import Mapping
from datetime import date, datetime
from typing import Any, Literal, get_args

Kind = Literal["text", "number", "boolean", "date", "json"]
"""What a typed value is read as; ``date`` is a day or a moment, ``json`` a list, a map or null."""
KINDS: tuple[Kind, ...] = get_args(Kind)

_INTEGER = re.compile(r"[+-]?[0-9]+")
_NUMBER = re.compile(r"[+-]?([0-9]+\.?[0-9]*|\.[0-9]+)([eE][+-]?[0-9]+)?")
_LARGEST = 2**63


def read(kind: Kind, text: str) -> Any:
    """Return the value that a text stands for.

    Parameters
    ----------
    kind : {"text", "number", "boolean", "date", "json"}
    text : str

    Raises
    ------
    ValueError
        The text is no such value; the message is a sentence for the person who typed it.

    Examples
    --------
    >>> read("number", "12"), read("boolean", "true"), read("date", "2019-03-02"), read("json", '["a", 1]')
    (12, True, datetime.date(2019, 3, 2), ['a', 1])
    """
    if kind == "text":
        return text
    text = text.strip()
    match kind:
        case "number":
            return _number(text)
        case "boolean":
            if text.lower() not in ("true", "false"):
                raise ValueError(f"Type true or false, not {_shown(text)}.")
            return text.lower() == "true"
        case "date":
            return _date(text)
    return _json(text)


def typed(value: Any) -> tuple[Kind, str]:
    """Return what a person would type for a value: the other way round than :func:`read`.

    Examples
    --------
    >>> typed(12), typed([1]), typed("12")
    (('number', '12'), ('json', '[1]'), ('text', '12'))
    """
    match value:
        case bool():
            return "boolean", str(value).lower()
        case int() | float():
            return "number", repr(value)
        case str():
            return "text", value
        case date():
            return "date", value.isoformat()
    return "json", json.dumps(value, ensure_ascii=False)


def to_url(parameters: Mapping[str, Any]) -> dict[str, str]:
    """Return parameters as those of a URL: ``p_name``, JSON unless it is a text that is no JSON, or ``d_name``, a date.

    Examples
    --------
    >>> from datetime import date
    >>> to_url({"name": "Ines", "code": "12", "n": 12, "since": date(2019, 3, 2)})
    {'p_name': 'Ines', 'p_code': '"12"', 'p_n': '12', 'd_since': '2019-03-02'}
    """
    texts = {}
    for name, value in parameters.items():
        if isinstance(value, date):
            texts[f"d_{name}"] = value.isoformat()
        elif isinstance(value, str) and _is_plain(value):
            texts[f"p_{name}"] = value
        else:
            texts[f"p_{name}"] = json.dumps(value, ensure_ascii=False)
    return texts


def from_url(parameters: Mapping[str, str]) -> dict[str, Any]:
    """Return the parameters that a URL gives; what is no JSON is text, and no date stays text.

    Examples
    --------
    >>> from_url({"q": "RETURN $a", "p_a": "[1, 2]", "p_b": "Ines"})
    {'a': [1, 2], 'b': 'Ines'}
    """
    values: dict[str, Any] = {}
    for key, text in parameters.items():
        prefix, name = key[:2], key[2:]
        if not name:
            continue
        if prefix == "p_":
            values[name] = text if _is_plain(text) else _json(text)
        elif prefix == "d_":
            try:
                values[name] = _date(text)
            except ValueError:
                values[name] = text
    return values


def guessed(text: str) -> Any:
    """Return the value that a text is as JSON, or the text itself where it is no JSON.

    Raises
    ------
    ValueError
        It is JSON, and holds a number that is larger than a float can be.

    Examples
    --------
    >>> guessed("[1, 2]"), guessed("Ines"), guessed("NaN")
    ([1, 2], 'Ines', 'NaN')
    """
    try:
        return json.loads(text, parse_constant=_no_constant, parse_float=_finite)
    except OverflowError as error:
        raise ValueError(str(error)) from None
    except (ValueError, RecursionError):
        return text


def _number(text: str) -> int | float:
    if _INTEGER.fullmatch(text) and len(text) < 40:
        whole = int(text)
        if not -_LARGEST <= whole < _LARGEST:
            raise ValueError(f"{_shown(text)} has more than 64 bits; pass it as text.")
        return whole
    number = float(text) if _NUMBER.fullmatch(text) and len(text) < 400 else math.nan
    if not math.isfinite(number):
        raise ValueError(f"Type a number such as 12 or 0.5, not {_shown(text)}.")
    return number


def _date(text: str) -> date:
    try:
        return datetime.fromisoformat(text) if "T" in text else date.fromisoformat(text)
    except ValueError:
        raise ValueError(f"Type a date as YYYY-MM-DD, or a moment as YYYY-MM-DDThh:mm, not {_shown(text)}.") from None


def _json(text: str) -> Any:
    try:
        return json.loads(text, parse_constant=_no_constant, parse_float=_finite)
    except OverflowError as error:
        raise ValueError(str(error)) from None
    except (ValueError, RecursionError):
        raise ValueError(f'Type JSON, such as ["a", "b"] or {{"a": 1}}, not {_shown(text)}.') from None


def _no_constant(text: str) -> Any:
    raise ValueError(text)


def _finite(text: str) -> float:
    number = float(text)
    if math.isinf(number):
        raise OverflowError(f"{_shown(text)} is larger than any number can be here; pass it as text.")
    return number


def _is_plain(text: str) -> bool:
    """Whether a text stands for itself, since it is no JSON."""
    try:
        _json(text)
    except ValueError:
        return True
    return False


def _shown(text: str) -> str:
    return repr(text if len(text) <= 40 else text[:39] + "…")
