"""Where the error of an engine stands in the query as it was typed."""

from __future__ import annotations

from difflib import SequenceMatcher

_LONGEST = 20_000
"""Characters of a query that are compared with what was sent."""


def position_as_typed(typed: str, sent: str, line: int, column: int) -> tuple[int, int]:
    """Return the line and the column in the typed query of what stands at a line and a column of the one that was sent.

    All count from 1.

    Examples
    --------
    >>> position_as_typed("RETURN n.case, m", "RETURN n.`case`, m", 1, 18)
    (1, 16)
    """
    if typed == sent:
        return line, column
    lines = sent.split("\n")
    offset = min(sum(len(each) + 1 for each in lines[: line - 1]) + column - 1, len(sent))
    if typed[:offset] != sent[:offset] and len(typed) + len(sent) < _LONGEST:
        blocks = SequenceMatcher(None, sent, typed, autojunk=False).get_matching_blocks()
        block = next(block for block in reversed(blocks) if block.a <= offset or block is blocks[0])
        offset = block.b + max(0, min(offset - block.a, block.size))
    before = typed[:offset]
    return before.count("\n") + 1, len(before) - before.rfind("\n")


def column_in_code_points(text: str, line: int, column: int) -> int:
    """Return a column in code points, where it was counted in the units of UTF-16.

    Examples
    --------
    >>> column_in_code_points("RETURN '🜁', m", 1, 14)
    13
    """
    lines = text.split("\n")
    units = lines[line - 1].encode("utf-16-le") if line <= len(lines) else b""
    return len(units[: 2 * (column - 1)].decode("utf-16-le", "ignore")) + max(0, column - 1 - len(units) // 2) + 1
