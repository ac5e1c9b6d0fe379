"""Change a case file in place: only the rows and fields that change are written, all else stays as it was typed.

The file is read as YAML with the place of every part. A row in several lines is changed field by field, so that its
comments stay; what is new is written as :mod:`graph.case.file.write` does. What was written is read again, and has to
say what was meant.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping, Sequence
from typing import Any

import yaml

from graph.case.diff import difference, match_claims
from graph.case.file._yaml import LOADER
from graph.case.file.read import from_yaml
from graph.case.file.write import (
    alias_row,
    as_map,
    claim_fields,
    entity_fields,
    head_fields,
    mention_row,
    question_fields,
    question_row,
    source_fields,
    statement_fields,
    statement_row,
)
from graph.case.model import SIDES, Case, Entity, Question, Statement
from graph.errors import FileError

Written = Mapping[str, str | None]
"""The fields of a row as they are written; None where one is left out."""


def edit(text: str, after: Case) -> str:
    """Return the text of a case file, changed so that it says what a case says.

    Parameters
    ----------
    text : str
        A valid case file.
    after : Case
        What it is to say.

    Returns
    -------
    str
        The same text where nothing changes.

    Raises
    ------
    CaseFileError
        The text is not a valid case file.
    FileError
        The rows would have to be put into another order, which is not done in place.
    """
    before = from_yaml(text)
    if not difference(before, after):
        return text
    mark = "\ufeff" if text.startswith("\ufeff") else ""
    body = text.removeprefix(mark)
    edits = _Edits(body)
    root = edits.root
    head = _value(root, "case")
    assert head is not None
    edits.map(head, dict(head_fields(before)), dict(head_fields(after)))
    edits.rows(root, "sources", before.sources, after.sources, lambda row: as_map(source_fields(row)), _edit_source)
    edits.rows(root, "entities", before.entities, after.entities, lambda row: as_map(entity_fields(row)), _edit_entity)
    edits.rows(root, "statements", before.statements, after.statements, statement_row, _edit_statement)
    edits.rows(root, "questions", before.questions, after.questions, question_row, _edit_question)
    changed = mark + edits.apply()
    if difference(from_yaml(changed), after):
        raise FileError("This change cannot be written in place: the file's rows are in another order. Write it anew.")
    return changed


def with_hashes(text: str, hashes: Mapping[str, str]) -> str:
    """Return the text of a case file, valid or not, in which sources have the SHA-256 of their texts.

    Parameters
    ----------
    text : str
    hashes : mapping of str to str
        By the ids of sources that give a text, and no SHA-256.
    """
    mark = "\ufeff" if text.startswith("\ufeff") else ""
    edits = _Edits(text.removeprefix(mark))
    sources = _value(edits.root, "sources")
    for node in sources.value if isinstance(sources, yaml.SequenceNode) else ():
        id = _value(node, "id") if isinstance(node, yaml.MappingNode) else None
        if id is not None and id.value in hashes:
            edits.map(node, {"text": ""}, {"text": "", "text_sha256": hashes[id.value]})
    return mark + edits.apply()


def _edit_source(edits: _Edits, node: yaml.MappingNode, before: Any, after: Any) -> None:
    edits.map(node, dict(source_fields(before)), dict(source_fields(after)))


def _edit_entity(edits: _Edits, node: yaml.MappingNode, before: Entity, after: Entity) -> None:
    old, new = dict(entity_fields(before)), dict(entity_fields(after))
    lists: dict[str, Callable[[Any], str]] = {"aliases": alias_row, "mentions": mention_row}
    for name, row in lists.items():
        there, (was, is_) = _value(node, name), (getattr(before, name), getattr(after, name))
        if isinstance(there, yaml.SequenceNode) and is_ and not node.flow_style:
            added = [row(item) for item in is_ if item not in was]
            edits.items(there, [item in is_ for item in was], added, list(map(row, is_)))
            old[name] = new[name] = None
    edits.map(node, old, new, row=lambda: as_map(entity_fields(after)))


def _edit_statement(edits: _Edits, node: yaml.MappingNode, before: Statement, after: Statement) -> None:
    old, new = dict(statement_fields(before)), dict(statement_fields(after))
    claims = _value(node, "claims")
    every = [as_map(claim_fields(claim, after)) for claim in after.claims]
    if node.flow_style or not isinstance(claims, yaml.SequenceNode):
        edits.map(node, old, {**new, "claims": f"[{', '.join(every)}]"})
        return
    edits.map(node, old, new)
    nodes = {claim.id: item for claim, item in zip(before.claims, claims.value, strict=True)}
    pairs = match_claims(before, after)
    kept = {one.id for one, other in pairs if one and other}
    added = [as_map(claim_fields(other, after)) for one, other in pairs if one is None and other]
    if claims.flow_style and (added or len(kept) < len(nodes)):
        edits.write_list(claims, every, node.start_mark.column + 2)
        return
    edits.items(claims, [claim.id in kept for claim in before.claims], added, every)
    for one, other in pairs:
        if one and other:
            was, is_ = dict(claim_fields(one, before)), dict(claim_fields(other, after))
            edits.map(nodes[one.id], was, is_)


def _edit_question(edits: _Edits, node: yaml.MappingNode, before: Question, after: Question) -> None:
    old, new = dict(question_fields(before)), dict(question_fields(after))
    for side in SIDES:
        there, was, is_ = _value(node, side), before.sides[side], after.sides[side]
        added = [id for id in is_ if id not in was]
        in_order = [*(id for id in was if id in is_), *added] == [*is_]
        if isinstance(there, yaml.SequenceNode) and not there.flow_style and is_ and in_order:
            # a list in lines of its own keeps its comments
            edits.items(there, [id in is_ for id in was], added, is_)
            old[side] = new[side] = None
    edits.map(node, old, new, row=lambda: as_map(question_fields(after)))


class _Edits:
    """Replacements in a text, found in the tree of its YAML and made all at once."""

    def __init__(self, text: str) -> None:
        self._text = text
        self._newline = "\r\n" if "\r\n" in text else "\n"
        self._replaced: list[tuple[int, int, str]] = []
        root = yaml.compose(text, Loader=LOADER)
        assert isinstance(root, yaml.MappingNode)  # it was read as a case file
        self.root = root

    def apply(self) -> str:
        """Return the text with all replacements."""
        parts, at = [], 0
        # stable: what is put in at one place keeps its order
        for start, end, new in sorted(self._replaced, key=lambda change: change[:2]):
            parts += [self._text[at:start], new.replace("\n", self._newline)]
            at = end
        return "".join([*parts, self._text[at:]])

    def replace(self, node: yaml.Node, new: str) -> None:
        """Write something in the place of a node."""
        self._replaced.append((node.start_mark.index, self._end(node), new))

    def write_list(self, node: yaml.SequenceNode, rows: Sequence[str], column: int) -> None:
        """Write a list anew: a single row in the line, several below each other at a column."""
        if len(rows) < 2:
            self.replace(node, f"[{''.join(rows)}]")
            return
        start = len(self._text[: node.start_mark.index].rstrip(" "))
        written = "".join(f"\n{' ' * column}- {row}" for row in rows)
        self._replaced.append((start, self._end(node), written))

    def map(self, node: yaml.Node, before: Written, after: Written, *, row: Callable[[], str] | None = None) -> None:
        """Change the fields of a map that differ.

        Parameters
        ----------
        node : yaml.Node
        before, after : mapping of str to str or None
            Its fields as they are written; what only one of them has is left as it is.
        row : callable, optional
            Returns the whole map in one line, for one that is in one line and loses a field.
        """
        assert isinstance(node, yaml.MappingNode)
        pairs = {key.value: (key, value) for key, value in node.value}
        differing = [name for name in after if before.get(name) != after[name]]
        if node.flow_style and any(after[name] is None for name in differing):
            self.replace(node, row() if row else as_map([(name, after[name]) for name in after]))
            return
        for name in differing:
            new = after[name]
            if new is not None and name in pairs:
                self.replace(pairs[name][1], new)
            elif new is not None:
                self._add_field(node, pairs, name, new, list(after))
            elif name in pairs:
                self._remove_lines(pairs[name][0].start_mark.index, self._end(pairs[name][1]))

    def rows(
        self,
        root: yaml.MappingNode,
        name: str,
        before: Sequence[Any],
        after: Sequence[Any],
        row: Callable[[Any], str],
        change: Callable[[_Edits, yaml.MappingNode, Any, Any], None],
    ) -> None:
        """Change the rows of a section: remove, change in place, add behind the row that precedes them."""
        old, new = {item.id: item for item in before}, {item.id: item for item in after}
        node = _value(root, name)
        added = [item for item in after if item.id not in old]
        if not isinstance(node, yaml.SequenceNode) or not node.value:
            if added:
                self._fill(root, name, node, [row(item) for item in added])
            return
        kept = [item.id in new for item in before]
        following: dict[str, list[str]] = {}
        behind = ""
        for item in after:
            if item.id in old:
                behind = item.id
            else:
                following.setdefault(behind, []).append(row(item))
        for item, place in zip(before, node.value, strict=True):
            if item.id in new and item != new[item.id]:
                change(self, place, item, new[item.id])
        self.items(node, kept, following.pop("", []), [row(item) for item in after], first=True)
        for item, place in zip(before, node.value, strict=True):
            for rendered in following.get(item.id, ()):
                self._add_item(node, place, rendered)

    def items(
        self,
        node: yaml.SequenceNode,
        kept: Sequence[bool],
        added: Sequence[str],
        every: Sequence[str],
        *,
        first: bool = False,
    ) -> None:
        """Remove items of a list and add others, at its end or, where ``first``, before all.

        Parameters
        ----------
        node : yaml.SequenceNode
        kept : sequence of bool
            For each of its items.
        added : sequence of str
            As they are written.
        every : sequence of str
            All items that it is to have: a list in one line that loses some is written anew.
        """
        if all(kept) and not added:
            return
        if not any(kept) or (node.flow_style and not all(kept)):
            self._replaced = [change for change in self._replaced if not self._within(change, node)]
            self._write_anew(node, every)
            return
        for stays, item in zip(kept, node.value, strict=True):
            if not stays:
                self._remove_item(item)
        if first and added:
            self._put_first(node, added)
            return
        last = [item for stays, item in zip(kept, node.value, strict=True) if stays][-1]
        for rendered in added:
            self._add_item(node, last, rendered)

    def _within(self, change: tuple[int, int, str], node: yaml.Node) -> bool:
        return bool(node.start_mark.index <= change[0] and change[1] <= self._end(node))

    def _write_anew(self, node: yaml.SequenceNode, every: Sequence[str]) -> None:
        if node.flow_style or not every:
            self.replace(node, f"[{', '.join(every)}]")
            return
        dash = " " * node.start_mark.column
        self.replace(node, f"\n{dash}".join(f"- {_indented(row, dash)}" for row in every))

    def _put_first(self, node: yaml.SequenceNode, added: Sequence[str]) -> None:
        start = node.value[0].start_mark.index
        if node.flow_style:
            self._replaced.append((start, start, "".join(f"{row}, " for row in added)))
            return
        dash = " " * node.start_mark.column
        at = node.start_mark.index
        self._replaced.append((at, at, "".join(f"- {_indented(row, dash)}\n{dash}" for row in added)))

    def _add_item(self, node: yaml.SequenceNode, behind: yaml.Node, rendered: str) -> None:
        if node.flow_style:
            in_lines = len({item.start_mark.line for item in node.value}) == len(node.value) > 1
            gap = f"\n{' ' * node.value[-1].start_mark.column}" if in_lines else " "
            end = self._end(behind)
            self._replaced.append((end, end, f",{gap}{rendered}"))
            return
        dash = " " * node.start_mark.column
        end = self._end_of_line(self._end(behind))
        self._replaced.append((end, end, f"\n{dash}- {_indented(rendered, dash)}"))

    def _remove_item(self, item: yaml.Node) -> None:
        self._remove_lines(self._text.rindex("-", 0, item.start_mark.index), self._end(item))

    def _remove_lines(self, start: int, end: int) -> None:
        begin = self._text.rfind("\n", 0, start) + 1
        stop = self._end_of_line(end)
        stop += len(self._newline) * self._text.startswith(self._newline, stop)
        self._replaced.append((begin, stop, ""))

    def _add_field(
        self,
        node: yaml.MappingNode,
        pairs: Mapping[str, tuple[yaml.Node, yaml.Node]],
        name: str,
        new: str,
        order: Sequence[str],
    ) -> None:
        earlier = [other for other in order[: order.index(name)] if other in pairs]
        behind = pairs[earlier[-1]][1] if earlier else node.value[-1][1]
        if node.flow_style:
            end = self._end(behind)
            self._replaced.append((end, end, f", {name}: {new}"))
            return
        end = self._end_of_line(self._end(behind))
        self._replaced.append((end, end, f"\n{' ' * node.start_mark.column}{name}: {new}"))

    def _fill(self, root: yaml.MappingNode, name: str, node: yaml.Node | None, rows: Iterable[str]) -> None:
        """Write the first rows of a section that is empty, or that the file lacks."""
        written = "".join(f"\n  - {row}" for row in rows)
        if node is not None:
            start = len(self._text[: node.start_mark.index].rstrip())
            self._replaced.append((start, self._end(node), written))
            return
        end = len(self._text.rstrip())
        self._replaced.append((end, end, f"\n{name}:{written}"))

    def _end(self, node: yaml.Node) -> int:
        """Return where the content of a node ends: comments and blank lines after it are not in it."""
        if isinstance(node, yaml.CollectionNode) and not node.flow_style and node.value:
            last = node.value[-1]
            return self._end(last[1] if isinstance(last, tuple) else last)
        start, end = node.start_mark.index, node.end_mark.index
        return start + len(self._text[start:end].rstrip())

    def _end_of_line(self, at: int) -> int:
        end = self._text.find("\n", at)
        end = len(self._text) if end < 0 else end
        return end - (self._text[end - 1 : end] == "\r")


def _indented(rendered: str, dash: str) -> str:
    """Return a row for a list whose dashes stand behind ``dash``; rows are written for those behind two blanks."""
    return rendered.replace("\n  ", f"\n{dash}")


def _value(node: yaml.Node, name: str) -> yaml.Node | None:
    assert isinstance(node, yaml.MappingNode)
    return next((value for key, value in node.value if key.value == name), None)
