"""Rewrites the parts of a query that the embedded engine would answer otherwise than Neo4j.

Each rewrite gives what Neo4j gives for every value that Neo4j takes there; what no rewrite can mend is
announced instead (:mod:`graph.stores.embedded.dialect.differences`).
"""

from __future__ import annotations

from bisect import bisect_left, bisect_right
from collections.abc import Callable
from functools import partial

from graph.cypher.analysis import Analysis
from graph.stores.embedded.dialect import changes, compare, entities, join, patterns, projections, steps
from graph.stores.embedded.dialect.operands import Operands, Span

_QUANTIFIERS = {"ANY": "(true IN ", "ALL": "(NOT false IN ", "NONE": "(NOT true IN ", "SINGLE": ""}
Edit = tuple[Span, Callable[[], None]]


def agree(analysis: Analysis, text: dict[int, str]) -> None:
    """Rewrite a query so that the embedded engine agrees with Neo4j.

    Parameters
    ----------
    analysis : Analysis
    text : dict
        What is written for each token, by its offset; changed in place.
    """
    if any(problem.kind in ("bracket", "end") for problem in analysis.problems):
        return  # no engine takes it
    writer = _Writer(analysis, text)
    # Inner edits first, for what an outer one writes twice is to hold them.
    for _, edit in sorted(writer.edits(), key=lambda item: item[0][1] - item[0][0]):
        edit()


class _Writer:
    def __init__(self, analysis: Analysis, text: dict[int, str]) -> None:
        self.operands = Operands(analysis)
        self.analysis = analysis
        self.tokens = analysis.tokens
        self.text = text
        self._starts = sorted(text)
        self.found = patterns.matches(self.operands)

    def edits(self) -> list[Edit]:
        return [
            *self._functions(),
            *self._quantifiers(),
            *self._comparisons(),
            *self._joins(),
            *self._cases(),
            *self._chosen(),
            *self._projections(),
            *self._lists(),
            *self._limits(),
            *self._labels(),
            *self._matches(),
            *self._steps(),
            *self._comprehensions(),
            *self._groups(),
            *self._changes(),
        ]

    # Writing

    def starts(self, span: Span) -> list[int]:
        first, last = self.tokens[span[0]].start, self.tokens[span[1] - 1].start
        return self._starts[bisect_left(self._starts, first) : bisect_right(self._starts, last)]

    def piece(self, span: Span) -> str:
        return "".join(self.text[start] for start in self.starts(span))

    def put(self, i: int, text: str) -> None:
        self.text[self.tokens[i].start] = text

    def replace(self, span: Span, new: str) -> None:
        for start in self.starts(span):
            self.text[start] = ""
        # what stood here may have begun or ended with a bracket, and a word right beside it
        before = " " if self.tokens[span[0]].kind == "punctuation" and new[:1].isalpha() else ""
        self.put(span[0], f"{before}{new}{' ' if new.endswith('END') else ''}")

    def wrap(self, span: Span, before: str, after: str) -> None:
        self.replace(span, before + self.piece(span) + after)

    # What is rewritten

    def _functions(self) -> list[Edit]:
        edits: list[Edit] = []
        for name, i in self.analysis.functions:
            closing = self.operands.partner.get(i + 1)
            if closing is None or closing == i + 2 or "." in name:
                continue
            span = (i, closing + 1)
            match name.lower():
                case "sum":
                    edits.append((span, partial(self.wrap, span, "coalesce(", ", 0)")))
                case "ceil" | "floor":
                    edits.append((span, partial(self.wrap, span, "toFloat(", ")")))
                case "round" if len(self.operands.split(i + 2, closing)) == 1:
                    edits.append((span, partial(self._round, span)))
                case "stdev":
                    edits.append((span, partial(self._deviation, span)))
                case "tointeger" if self._is_short((i + 2, closing)):
                    edits.append((span, partial(self._integer, span)))
        return edits

    def _round(self, span: Span) -> None:
        x = self.piece((span[0] + 2, span[1] - 1))
        if self._is_short(span):
            call = self.piece(span)
            self.replace(span, f"CASE WHEN ({x}) - floor({x}) = 0.5 THEN ceil({x}) + 0.0 ELSE {call} END")
        self.wrap(span, "toFloat(", ")")

    def _deviation(self, span: Span) -> None:
        values = self.piece((span[0] + 2, span[1] - 1))
        self.wrap(span, f"CASE WHEN count({values}) = 1 THEN 0.0 ELSE ", " END")

    def _integer(self, span: Span) -> None:
        self.wrap(span, "coalesce(", f", toInteger(toFloat({self.piece((span[0] + 2, span[1] - 1))})))")

    def _is_short(self, span: Span) -> bool:
        """Tell whether a function's argument may be written again, aggregates and all."""
        tokens = self.tokens[span[0] : span[1]]
        return tokens[-1].end - tokens[0].start <= compare.LONGEST and not any(
            token.text.lower() in ("rand", "randomuuid", "timestamp") for token in tokens
        )

    def _quantifiers(self) -> list[Edit]:
        edits: list[Edit] = []
        for i, token in enumerate(self.tokens[:-3]):
            closing = self.operands.partner.get(i + 1)
            if token.upper not in _QUANTIFIERS or closing is None or self.operands.text[i + 1] != "(":
                continue
            where = self._at_depth(i + 2, closing, "WHERE")
            if self.operands.word(i + 3) == "IN" and where is not None:
                edits.append(((i, closing + 1), partial(self._quantifier, (i, closing + 1), where)))
        return edits

    def _quantifier(self, span: Span, where: int) -> None:
        word = self.tokens[span[0]].upper
        self.put(span[0], "")
        self.put(span[0] + 1, "[")
        self.put(where, "|")
        self.put(span[1] - 1, "]")
        if word != "SINGLE":
            self.wrap(span, _QUANTIFIERS[word], ")")
            return
        results = self.piece(span)
        true, unknown = f"size([`_b` IN {results} WHERE `_b`])", f"size([`_b` IN {results} WHERE `_b` IS NULL])"
        self.replace(span, f"CASE WHEN {true} > 1 THEN false WHEN {unknown} > 0 THEN null ELSE {true} = 1 END")

    def _at_depth(self, start: int, end: int, *wanted: str) -> int | None:
        at = start
        while at < end:
            if self.operands.word(at) in wanted:
                return at
            at = self.operands.partner[at] + 1 if self.operands.partner.get(at, -1) > at else at + 1
        return None

    def _comparisons(self) -> list[Edit]:
        edits: list[Edit] = []
        outside = compare.assignments(self.operands)
        for i in range(len(self.tokens)):
            if self.operands.operator(i) not in (*compare.EQUALITIES, *compare.ORDERINGS, "IN") or i in outside:
                continue
            left, right = self.operands.left(i), self.operands.right(i)
            if left[0] < left[1] and right[0] < right[1] and compare.verdict(self.operands, i) == "write":
                edits.append(((left[0], right[1]), partial(self._compare, i, left, right)))
        return edits

    def _compare(self, i: int, left: Span, right: Span) -> None:
        new = compare.rewritten(self.operands, i, self.piece(left).strip(), self.piece(right).strip())
        self.replace((left[0], right[1]), new)

    def _joins(self) -> list[Edit]:
        edits: list[Edit] = []
        for i in range(len(self.tokens)):
            if self.operands.operator(i) == "+" and join.verdict(self.operands, i) == "write":
                edits.append(((self.operands.left(i)[0], self.operands.right(i)[1]), partial(self._join, i)))
        return edits

    def _join(self, i: int) -> None:
        left, right = self.operands.left(i), self.operands.right(i)
        new = join.rewritten(self.operands, i, self.piece(left).strip(), self.piece(right).strip())
        self.replace((left[0], right[1]), new)

    def _cases(self) -> list[Edit]:
        """Write ``CASE x WHEN y THEN …`` as ``CASE WHEN x = y THEN …``."""
        edits: list[Edit] = []
        for i in range(len(self.tokens) - 1):
            end = self.operands.partner.get(i, -1)
            if self.operands.word(i) == "CASE" and end > i and self.operands.word(i + 1) != "WHEN":
                first = self._at_depth(i + 1, end, "WHEN")
                if first is not None and self._is_short((i + 1, first)):
                    edits.append(((i, end + 1), partial(self._case, (i, end), first)))
        return edits

    def _case(self, span: Span, when: int | None) -> None:
        value = (span[0] + 1, when or 0)
        x = self.piece(value).strip()
        while when is not None:
            then = self._at_depth(when + 1, span[1], "THEN")
            if then is None:
                return
            tests = []
            for part in self.operands.split(when + 1, then):
                y = self.piece(part).strip()
                operator = self.operands.text[part[0]] or self.operands.word(part[0])
                if operator in ("=", "<>", "<", ">", "<=", ">=", "IS", "STARTS", "ENDS", "CONTAINS", "IN", "=~"):
                    tests.append(f"({x}) {y}")
                elif self.operands.kind(part) in ("number", "text", "any"):
                    tests.append(compare.equal(f"({x})", f"({y})"))
                else:
                    tests.append(f"({x}) = ({y})")
            self.replace((when + 1, then), f" {' OR '.join(tests)} ")
            when = self._at_depth(then + 1, span[1], "WHEN")
        self.replace(value, " ")

    def _chosen(self) -> list[Edit]:
        """Choose an entity as an item of a list: ``[a, b][CASE WHEN a IS NOT NULL THEN 0 … END]``."""
        return [(span, partial(self._choose, span, parts)) for span, parts in entities.chosen(self.operands)]

    def _choose(self, span: Span, parts: list[Span]) -> None:
        pieces = [self.piece(part).strip() for part in parts]
        absent = [self.operands.kind(part) == "null" for part in parts]
        places = {n: sum(not other for other in absent[:n]) for n in range(len(parts)) if not absent[n]}
        if self.operands.word(span[0]) == "CASE":
            for n, part in enumerate(parts):
                self.replace(part, f" {places.get(n, 'null')} ")
            choice = self.piece(span)
        else:
            tests = (f"WHEN {pieces[n]} IS NOT NULL THEN {place}" for n, place in places.items())
            choice = f"CASE {' '.join(tests)} END"
        self.replace(span, f"[{', '.join(pieces[n] for n in places)}][{choice.strip()}]")

    def _projections(self) -> list[Edit]:
        """Let a projection of null be null: ``n {.name}``."""
        edits: list[Edit] = []
        for i in range(1, len(self.tokens)):
            end = self.operands.partner.get(i, -1)
            if self.operands.text[i] != "{" or end < i or self.analysis.roles.get(i - 1) != "variable":
                continue
            before = self.operands.text[i - 2] if i > 1 else ""
            pattern = before == ":" or (before == "[" and self.operands.text[i - 3] == "-")
            if before == "(" and self.analysis.roles.get(i - 3) != "function":
                pattern = self.operands.text[i + 1] != "."
            if not pattern and (
                self.operands.text[i + 1] in (".", "}") or self.analysis.roles.get(i + 1) in ("key", "shorthand")
            ):
                name = self.piece((i - 1, i))
                span = (i - 1, end + 1)
                edits.append((span, partial(self.wrap, span, f"CASE WHEN {name} IS NULL THEN null ELSE ", " END")))
        return edits

    def _lists(self) -> list[Edit]:
        edits: list[Edit] = []
        for i in range(len(self.tokens)):
            if self.operands.word(i) == "UNWIND":
                span = unwound(self.operands, i)
                if (
                    span
                    and self.operands.kind(span) not in ("list", "null")
                    and compare.repeatable(self.operands, span)
                ):
                    edits.append((span, partial(self._unwind, span)))
        return edits

    def _unwind(self, span: Span) -> None:
        x = self.piece(span)
        self.replace(span, f"coalesce({x} + [], [`_item` IN [{x}] WHERE `_item` IS NOT NULL])")

    def _limits(self) -> list[Edit]:
        edits: list[Edit] = []
        for i in range(len(self.tokens) - 1):
            if self.operands.word(i) not in ("SKIP", "LIMIT", "OFFSET") or self.analysis.roles.get(i) != "keyword":
                continue
            if self.operands.word(i) == "OFFSET":
                edits.append(((i, i + 1), partial(self.put, i, "SKIP")))
            end = i + 1
            while end < len(self.tokens) and self.analysis.roles.get(end) != "keyword":
                end += 1
            value = _reckoned([token.text for token in self.tokens[i + 1 : end]])
            if value is not None:
                edits.append(((i + 1, end), partial(self.replace, (i + 1, end), str(value))))
        return edits

    def _labels(self) -> list[Edit]:
        """Write a test of labels as the engine takes it: ``n:A|B`` as ``(n:A OR n:B)``, ``r:T`` by the type."""
        edits: list[Edit] = []
        inside = {i for match in self.found for i in range(match.start, min(match.where, match.end))}
        for i in range(1, len(self.tokens)):
            begin = self._tested(i)
            if begin is None or i in inside:
                continue
            tested: patterns.Tested = "expression"
            if begin == i - 1:
                kind = self.operands.kind((begin, i))
                tested = "node" if kind == "node" else "relationship" if kind == "relationship" else "variable"
            test = patterns.label_test(self.operands, i + 1, self.piece((begin, i)).strip(), self.piece, tested)
            if test and not (tested == "node" and patterns.is_simple(self.operands, i, test[1])):
                edits.append(((begin, test[1]), partial(self.replace, (begin, test[1]), f"({test[0]})")))
        return edits

    def _tested(self, i: int) -> int | None:
        """Return where the variable or the call begins whose labels are tested by the sign at a token."""
        labels = self.analysis.roles.get(i + 1) == "label" or self.operands.text[i + 1] in ("!", "%", "(")
        sign = self.operands.text[i] == ":" or (
            self.tokens[i].upper == "IS"
            and self.analysis.roles.get(i) == "keyword"
            and self.operands.text[i + 1] != "("
        )
        if not sign or not labels:
            return None
        if self.operands.text[i - 1] == ")":
            name = self.operands.partner.get(i - 1, 0) - 1
            return name if self.analysis.roles.get(name) == "function" else None
        variable = self.tokens[i - 1].kind in ("word", "quoted") and self.analysis.roles.get(i - 1) in (
            "variable",
            None,
        )
        return i - 1 if variable and not steps.names_an_element(self.operands, i - 1) else None

    def _matches(self) -> list[Edit]:
        may_name = not patterns.projects_all(self.operands)
        return [
            ((match.start, match.end), partial(self._match, match, may_name))
            for match in self.found
            if match.end > match.start + 1
        ]

    def _steps(self) -> list[Edit]:
        """Write ``-[:R]->`` as ``-[:R*1..1]->`` where two steps would be walked in one go, and ``*2..1`` as no type."""
        written = steps.lengths(self.operands, may_name=not patterns.projects_all(self.operands))
        edits: list[Edit] = [((i, i + 1), partial(self.put, i, new)) for i, new in written.items()]
        for start, end in steps.empty(self.operands):
            name = self.piece((start + 1, start + 2)).strip() if self.operands.text[start + 1] not in (":", "*") else ""
            edits.append(((start, end + 1), partial(self.replace, (start, end + 1), f"[{name}:`_none`*1..1]")))
        return edits

    def _comprehensions(self) -> list[Edit]:
        """Keep what is null in ``[(n)-->(m) | m.x]``, and count what ``size([(n)-->(m) | m])`` only counts."""
        edits: list[Edit] = []
        for start, end in self.operands.partner.items():
            if self.operands.text[start] != "[" or self.operands.text[start + 1] != "(" or start > end:
                continue
            bar = steps.bar(self.operands, start, end)
            if bar is None or self.operands.partner[start + 1] + 1 not in self.operands.arrows:
                continue
            sized = self.operands.text[start - 1] == "(" and self.tokens[start - 2].upper == "SIZE"
            given = bar + 1, end
            if sized and self.operands.partner[start - 1] == end + 1:
                edits.append(((start - 2, end + 2), partial(self._count, (start - 2, end + 2), (start + 1, bar))))
            elif self.operands.may_be_null(given) and given[1] - given[0] > 1:
                edits.append(((start, end + 1), partial(self._keep, (start, end + 1), given)))
        return edits

    def _count(self, span: Span, pattern: Span) -> None:
        self.replace(span, f"COUNT {{ MATCH {self.piece(pattern).strip()} }}")

    def _keep(self, span: Span, given: Span) -> None:
        self.replace(given, f" [{self.piece(given).strip()}]")
        self.wrap(span, "[`_item` IN ", " | `_item`[0]]")

    def _groups(self) -> list[Edit]:
        """Name an item of a RETURN that groups, where the engine would give nodes by their numbers."""
        edits: list[Edit] = []
        for i in range(len(self.tokens)):
            if self.operands.word(i) != "RETURN" or self.analysis.roles.get(i) != "keyword":
                continue
            item = projections.needs_a_name(self.operands, i)
            if item:
                edits.append((item, partial(self.wrap, item, "", f" AS {projections.as_name(self.operands, item)}")))
        return edits

    def _changes(self) -> list[Edit]:
        """Change only what is there, and delete what an expression gives."""
        return [(clause, partial(self._change, clause)) for clause in changes.clauses(self.operands)]

    def _change(self, clause: Span) -> None:
        may_name = not patterns.projects_all(self.operands)
        new = changes.rewritten(self.operands, clause, self.piece, may_name=may_name)
        if new:
            self.replace(clause, new)

    def _match(self, match: patterns.Match, may_name: bool) -> None:
        changed, conditions = match.changes(self.piece, may_name=may_name)
        if not changed:
            return
        for span, new in changed:
            self.replace(span, new)
        condition = " AND ".join(conditions)
        if match.where < match.end:
            self.wrap((match.where + 1, match.end), f" {condition} AND (", ")")
        else:
            last = self.starts((match.start, match.end))[-1]
            self.text[last] = f"{self.text[last]} WHERE {condition} "


def unwound(operands: Operands, i: int) -> Span | None:
    """Return the expression of the UNWIND at a token."""
    end = i + 1
    while end < len(operands.tokens) and not (
        operands.word(end) == "AS" and operands.analysis.roles.get(end + 1) == "alias"
    ):
        end = operands.partner[end] + 1 if operands.partner.get(end, -1) > end else end + 1
    return (i + 1, end) if end < len(operands.tokens) else None


def _reckoned(texts: list[str]) -> int | None:
    """Return the sum, difference or product of two integers."""
    if len(texts) != 3 or not (texts[0].isdecimal() and texts[2].isdecimal()):
        return None
    a, b = int(texts[0]), int(texts[2])
    match texts[1]:
        case "+":
            return a + b
        case "-" if a >= b:
            return a - b
        case "*":
            return a * b
    return None
