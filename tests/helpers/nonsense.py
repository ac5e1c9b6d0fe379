"""Files edited to nonsense: any value of a JSON document made another."""

import copy
from collections.abc import Iterator
from typing import Any

from hypothesis import strategies as st

TOO_DEEP = "[" * 100_000
"""More than any reader of JSON goes down."""
BROKEN = (
    b"", b"{", b"null", b"[]", b"5", b'"text"', b"\xff\xfe\x00", b'{"a": "\xff"}', b"[1e999]", b"[NaN]",
    b"9" * 5_000, TOO_DEEP.encode(), b'{"a":' * 100_000, b'"\\ud800"',
)  # fmt: skip
"""What is no file of ours at all."""

_scalars = st.none() | st.booleans() | st.integers() | st.just(10**400) | st.floats() | st.text(max_size=20)
values = st.recursive(
    _scalars | st.sampled_from(["yesterday", "\ud800", "0001-01-01T00:00:00+14:00"]),
    lambda inner: st.lists(inner, max_size=3) | st.dictionaries(st.text(max_size=8), inner, max_size=3),
    max_leaves=6,
)
"""Any value of JSON, and some that JSON has not."""


@st.composite
def nonsense(draw: st.DrawFn, document: Any) -> Any:
    """A document in which any value, however deep, is another, is gone, or has another beside it."""
    changed = copy.deepcopy(document)
    parents = [None, *(part for part in _containers(changed) if part)]
    parent = draw(st.sampled_from(range(len(parents))))
    if parent == 0:
        return draw(values)
    held: Any = parents[parent]
    name = draw(st.sampled_from(list(held) if isinstance(held, dict) else range(len(held))))
    match draw(st.sampled_from(("another", "another", "gone", "beside"))):
        case "another":
            held[name] = draw(values)
        case "gone":
            del held[name]
        case _ if isinstance(held, dict):
            held[draw(st.text(max_size=8))] = draw(values)
        case _:
            held.insert(0, draw(values))
    return changed


def _containers(value: Any) -> Iterator[Any]:
    if isinstance(value, dict | list):
        yield value
        for item in value.values() if isinstance(value, dict) else value:
            yield from _containers(item)
