"""One pass over the tokens of a query: what every word is, judged by where it stands.

Cypher lets nearly every keyword be a name too (``MATCH (set) RETURN set.create`` reads), so a word is
judged by its place: where an operand may stand it is a name, where an operator may stand it is a
keyword. Clauses stand only outside brackets, or inside the braces of a subquery. Where the place
itself is not certain (behind ``NOT``, which may be a variable), a word that could begin a change
counts as one.
"""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import Literal

from graph.cypher import words as w
from graph.cypher.cursor import AFTER_A_NAME, Cursor
from graph.cypher.tokens import Token

Role = Literal[
    "keyword", "variable", "property", "key", "label", "parameter", "alias", "function", "procedure", "shorthand"
]
ProblemKind = Literal[
    "change", "administration", "file", "elsewhere", "show", "transactions", "unknown", "statements", "bracket", "end"
]


@dataclass(frozen=True, slots=True)
class Problem:
    """Something that a query which only reads may not do, and the word where it starts."""

    kind: ProblemKind
    token: Token
    what: str


@dataclass(slots=True)
class Analysis:
    """What the tokens of a query tell about it.

    Parameters
    ----------
    tokens : list of Token
        Without white space and comments.
    roles : dict
        By the index of a word or a name in backticks: what it certainly is.
    problems : list of Problem
        In the order of the query.
    plan : str or None
        ``"explain"`` or ``"profile"`` where the query starts so.
    conditional : bool
        Whether WHEN … THEN … ELSE chooses among queries.
    clauses : list of (int, str)
        Index and word of each clause outside brackets.
    functions, procedures : list of (str, int)
        Full names as called, with the index of their first word.
    types : set of int
        The labels (by index) that stand in a relationship's brackets.
    exists_returns : list of (int, int)
        For every EXISTS that holds a RETURN: its index, and that of the closing brace.
    """

    tokens: list[Token]
    roles: dict[int, Role] = field(default_factory=dict)
    problems: list[Problem] = field(default_factory=list)
    plan: Literal["explain", "profile"] | None = None
    conditional: bool = False
    clauses: list[tuple[int, str]] = field(default_factory=list)
    functions: list[tuple[str, int]] = field(default_factory=list)
    procedures: list[tuple[str, int]] = field(default_factory=list)
    types: set[int] = field(default_factory=set)
    exists_returns: list[tuple[int, int]] = field(default_factory=list)


@dataclass(slots=True)
class _Frame:
    """A pair of brackets, or the query itself, while it is read."""

    opener: str
    token: Token | None = None
    clauses: bool = False  # may clauses stand here?
    call: bool = False  # the braces, or the scope in parentheses, of a CALL subquery
    relationship: bool = False
    labels: bool = False  # parentheses of a label expression
    exists: bool = False  # the braces of EXISTS
    foreach: bool = False  # the parentheses of FOREACH
    clause: str = ""
    cases: int = 0  # of CASE, without their END
    conditional: bool = False  # a WHEN stood here outside of CASE: behind THEN and ELSE come clauses
    returns: int = 0  # index of its RETURN; -1: it has several


_Place = Literal["clause", "operand", "operator", "label", "unsure"]
_DASHES = frozenset("-\xad\u2010\u2011\u2012\u2013\u2014\u2015\u2212\ufe58\ufe63\uff0d")
_HEADS = frozenset("<⟨〈﹤＜")
_OPERATORS = frozenset([",", "=", "<>", "!=", "<", ">", "<=", ">=", "=~", "+", "-", "*", "/", "%", "^", "||", "|", "&"])
_OPERATORS |= {"!", "..", "+=", *"⟨〈﹤＜⟩〉﹥＞"}
_CLOSES = {")": "(", "]": "[", "}": "{"}


def analyse(tokens: list[Token]) -> Analysis:
    """Tell what every word of one query is, from its tokens; white space and comments may be among them."""
    analyser = _Analyser([token for token in tokens if token.kind not in ("space", "comment")])
    analyser.run()
    return analyser.analysis


class _Analyser(Cursor):
    def __init__(self, tokens: list[Token]) -> None:
        super().__init__(tokens)
        self.analysis = Analysis(tokens)
        self.place: _Place = "clause"
        self.frames = [_Frame("", clauses=True)]
        self.last_when = max((i for i, token in enumerate(tokens) if token.upper == "WHEN"), default=-1)
        self.labelled = False  # a label expression ended just before this token
        self.either = False  # the next word is a label or an operand
        self.call_braces = -1  # index of the brace that opens the subquery of a CALL
        self.call_end = -1  # index of the brace that closed it

    @property
    def frame(self) -> _Frame:
        return self.frames[-1]

    def problem(self, kind: ProblemKind, i: int, what: str = "") -> None:
        token = self.tokens[i]
        self.analysis.problems.append(Problem(kind, token, what or token.text.upper()))

    def run(self) -> None:
        self.analysis.plan = self.skip_prefix()
        while self.i < len(self.tokens):
            token = self.tokens[self.i]
            labelled, self.labelled = self.labelled, False
            either, self.either = self.either, False
            if token.kind == "word":
                self.word(either)
            elif token.kind == "punctuation":
                self.punctuation(token.text, labelled)
            elif token.kind == "unterminated":
                self.problem("end", self.i, token.text[:2] if token.text.startswith("/*") else token.text[0])
                return
            elif token.kind == "quoted":
                self.name(certain=not either)
            else:
                self.labelled = self.place == "label"
                self.place = "operator"
                self.i += 1
        for frame in self.frames[1:]:
            if frame.token:
                self.analysis.problems.append(Problem("bracket", frame.token, f"The {frame.opener}"))

    # Words

    def word(self, either: bool) -> None:
        if self.place == "clause":
            self.first_word()
        elif self.place == "operator":
            self.keyword(strict=self.frame.clauses)
        elif self.place == "label":
            self.label()
        else:
            self.operand(either)

    def first_word(self) -> None:
        word = self.upper(self.i)
        if word in w.STARTS:
            self.keyword(strict=True)
        elif self.text(self.i + 1) == "=":
            self.name(certain=True)  # EXISTS { p = (a)-->(b) }
        else:
            self.refuse()

    def refuse(self) -> None:
        """Note what this word would do where a clause is expected, and go on behind it."""
        word, after = self.upper(self.i), self.upper(self.i + 1)
        if word in w.CHANGES:
            self.problem("change", self.i)
        elif word in w.ADMINISTRATION:
            self.problem("administration", self.i)
        elif word == "LOAD":
            self.problem("file", self.i, f"LOAD {after}".strip())
        elif word == "USE":
            self.problem("elsewhere", self.i)
        else:
            self.problem("unknown", self.i, self.tokens[self.i].text)
        self.i += 1
        self.place = "unsure"

    def keyword(self, *, strict: bool) -> None:
        """Take a word that stands where an operator or a clause may."""
        i, word = self.i, self.upper(self.i)
        self.count_cases(word)
        if strict and word in w.CLAUSES and len(self.frames) == 1:
            self.analysis.clauses.append((i, word))
        if strict and word not in w.SELECTORS:
            self.frame.clause = word
            if word == "RETURN":
                self.frame.returns = -1 if self.frame.returns else i
        if word in w.PAIRS and self.upper(i + 1) == w.PAIRS[word]:
            self.take(2, "operand")
        elif word == "IN" and i - 1 == self.call_end:
            self.problem("transactions", i - 1, "CALL { … } IN TRANSACTIONS")
            self.take(1, "unsure")
        elif word == "SCORE" and self.upper(i + 1) == "AS" and self.is_name(i + 2):
            self.analysis.roles[i + 2] = "alias"  # MATCH … SEARCH … SCORE AS s
            self.take(3, "operator")
        elif word == "FILTER" and self.upper(i + 1) == "WHERE" and self.text(i + 2) not in AFTER_A_NAME:
            self.take(2, "unsure")  # WHERE may be a variable
        elif word in ("THEN", "ELSE") and self.frame.conditional:
            self.take(1, "unsure")
            if self.upper(self.i) in w.STARTS and not self.ends_a_name():
                self.place = "clause"
        elif word in w.BEFORE_OPERAND:
            self.take(1, "operand")
            if word in ("RETURN", "WITH") and self.upper(self.i) == "DISTINCT" and self.is_item(self.i + 1):
                self.take(1, "operand")
        elif word in w.BEFORE_OPERATOR:
            self.take(1, "operator")
        elif word in w.BEFORE_CLAUSE:
            self.take(1, "clause")
        elif word == "AS" and self.is_name(i + 1):
            self.analysis.roles[i + 1] = "alias"
            self.take(2, "operator")
            if strict and self.text(self.i) not in ("", ",", ";", "}"):
                self.problem("unknown", self.i)
        elif word == "IS":
            self.is_()
        elif word == "UNION":
            self.take(2 if self.upper(i + 1) in ("ALL", "DISTINCT") else 1, "clause")
        elif strict and word == "CALL":
            self.call()
        elif strict and word == "SHOW":
            self.show()
        elif strict and word == "USING":
            self.take(1, "operand")
            while self.upper(self.i) in w.HINTS:
                self.i += 1
        elif not strict:
            self.name(certain=False)  # trim(BOTH 'x' FROM y)
            self.place = "unsure"
        elif word in w.SELECTORS and self.frame.clause == "MATCH":
            self.take(1, "unsure")
        else:
            self.refuse()

    def take(self, count: int, place: _Place) -> None:
        self.analysis.roles.setdefault(self.i, "keyword")
        self.i += count
        self.place = place

    def is_(self) -> None:
        """IS [NOT] NULL, TYPED, NORMALIZED, or a label."""
        self.take(1, "operator")
        if self.upper(self.i) == "NOT":
            self.i += 1
        word = self.upper(self.i)
        if word == "NULL":
            self.i += 1
        elif word == "TYPED" or self.text(self.i) == "::":
            self.i += 1
            self.skip_type()
        elif word == "NORMALIZED" or self.upper(self.i + 1) == "NORMALIZED":
            self.i += 1 if word == "NORMALIZED" else 2
        else:
            self.place = "label"

    def call(self) -> None:
        self.take(1, "operand")
        if self.text(self.i) == "{":
            self.call_braces = self.i
        elif self.text(self.i) == "(":
            self.open("(", _Frame("(", self.tokens[self.i], call=True))
        elif self.is_name(self.i):
            name, end = self.chain()
            self.analysis.procedures.append((name, self.i))
            self.mark(end, "procedure")
            self.place = "operator"

    def show(self) -> None:
        start = self.i
        self.take(1, "operator")
        if not self.skip_show():
            self.problem("show", start, f"SHOW {self.upper(start + 1)}".strip())

    def label(self) -> None:
        self.analysis.roles[self.i] = "label"
        if self.frame.relationship:
            self.analysis.types.add(self.i)
        self.labelled = True
        self.i += 1
        self.place = "operator"

    def operand(self, either: bool) -> None:
        """Take a word that stands where an operand may, or (``unsure``) an operator."""
        i, word, after = self.i, self.upper(self.i), self.text(self.i + 1)
        # Only a name is followed by a dot.
        certain = self.place == "operand" or after == "."
        pattern = self.text(i - 1) == "(" or (self.frame.relationship and self.text(i - 1) == "[")
        if self.frame.clauses and word in w.REFUSED:
            if self.surely_a_name(certain):
                self.name(certain=not either)
            else:
                self.refuse()
        elif word == "IS" and pattern and self.is_name(i + 1) and self.upper(i + 1) not in w.OPERATORS | {"WHERE"}:
            self.take(1, "label")  # (IS Person)
        elif (word in w.SUBQUERIES and after == "{") or (word in w.LITERALS and after != "("):
            self.take(1, "operator")
        elif (word in w.PREFIXES and not self.is_whole()) or (not certain and self.is_keyword()):
            self.count_cases(word)
            whole = word == "CASE" and self.upper(i + 1) == "WHEN"  # behind both comes an operand, name or not
            self.i += 2 if whole else 1
            self.place = "operand" if whole else "unsure"
        else:
            self.name(certain=certain and not either)

    def count_cases(self, word: str) -> None:
        """Keep apart the WHEN of a CASE and the one that begins a conditional query."""
        frame = self.frame
        if word == "CASE":
            frame.cases += 1
        elif word == "END":
            frame.cases = max(0, frame.cases - 1)
        elif word in ("NEXT", "UNION"):
            frame.cases = 0  # what was taken for one was a name
        elif word == "WHEN" and not frame.cases:
            frame.conditional = self.analysis.conditional = True

    def is_whole(self) -> bool:
        """Tell whether the word here is an operand by itself, whatever it means elsewhere."""
        if self.ends_a_name():
            return True
        if self.upper(self.i) == "CASE" and self.i > self.last_when:
            return True
        alias = self.upper(self.i + 2)  # behind AS, unless AS is a variable
        verbs = w.OPERATORS if self.upper(self.i) == "CASE" else w.KEYWORDS | w.REFUSED
        return self.upper(self.i + 1) == "AS" and self.is_name(self.i + 2) and alias not in verbs

    def is_keyword(self) -> bool:
        """Tell whether the word here may be a keyword behind which an operand stands."""
        word = self.upper(self.i)
        alone = word in w.PAIRS and self.upper(self.i + 1) != w.PAIRS[word]
        return word in w.KEYWORDS - w.BEFORE_OPERATOR and not alone and not self.ends_a_name()

    def surely_a_name(self, certain: bool) -> bool:
        """Tell a variable with a clause's name from the clause."""
        if self.ends_a_name():
            return True
        after = self.upper(self.i + 1)
        if certain:
            return self.text(self.i + 1) in ("+", "-", "*", "%", "[", "||", "+=") or after in w.KEYWORDS
        if after != "AS" or not self.is_name(self.i + 2):
            return False
        # DELETE as, USE as and CALL as may be whole clauses, with another one behind them.
        whole = self.upper(self.i) in ("DELETE", "USE", "CALL")
        return not whole or self.upper(self.i + 2) not in w.KEYWORDS | w.REFUSED

    def name(self, *, certain: bool) -> None:
        """Take a name: a key of a map, a function, or a variable."""
        i = self.i
        if self.place == "label":
            self.label()
            return
        in_map = self.frame.opener == "{" and not self.frame.clauses
        if in_map and self.text(i - 1) in ("{", ",") and self.text(i + 1) == ":":
            self.analysis.roles[i] = "key"
            self.i += 2
            self.place = "operand"
            return
        if in_map and self.text(i - 1) in ("{", ",") and self.text(i + 1) in ("}", ","):
            self.analysis.roles[i] = "shorthand"
            self.i += 1
            self.place = "operator"
            return
        name, end = self.chain()
        if self.text(end) == "(" and not (self.frame.clauses and self.frame.clause == "MATCH"):
            self.analysis.functions.append((name, i))
            self.mark(end, "function")
            self.place = "operand"
            return
        if certain:
            self.analysis.roles[i] = "variable"
        self.i += 1
        self.place = "operator"

    def mark(self, end: int, role: Role) -> None:
        while self.i < end:
            if self.is_name(self.i):
                self.analysis.roles[self.i] = role
            self.i += 1

    # Punctuation

    def punctuation(self, text: str, labelled: bool) -> None:
        i = self.i
        if text in ("(", "["):
            arrow = self.text(i - 1) in _DASHES and (self.text(i - 2) in _DASHES | _HEADS | {")"})
            foreach = self.upper(i - 1) == "FOREACH" and i - 1 not in self.analysis.roles
            self.open(text, _Frame(text, self.tokens[i], relationship=text == "[" and arrow, foreach=foreach))
        elif text == "{":
            self.open_brace()
        elif text in _CLOSES:
            self.close(text)
        elif text == ";":
            self.semicolon()
        elif text == "\\":  # Neo4j 5.26 passes over one at the start, and then undoes an escape in what follows
            self.problem("unknown", i)
            self.i += 1
        else:
            self.i += 1
            self.operator(text, labelled)

    def open(self, text: str, frame: _Frame) -> None:
        self.frames.append(frame)
        frame.labels = text == "(" and self.place == "label" and self.text(self.i - 1) != "$"
        self.i += 1
        if not frame.labels:
            self.place = "operand"

    def open_brace(self) -> None:
        i = self.i
        call = i == self.call_braces
        first, second = self.text(i + 1), self.text(i + 2)
        key = self.is_name(i + 1) and second in (":", ",", "}")
        number = i + 1 < len(self.tokens) and self.tokens[i + 1].kind in ("number", "string")
        clauses = call or not (key or number or first in ("}", ".", ",", "*"))
        self.open("{", _Frame("{", self.tokens[i], clauses=clauses, call=call, exists=self.upper(i - 1) == "EXISTS"))
        if clauses:
            self.place = "clause"

    def close(self, text: str) -> None:
        i = self.i
        self.i += 1
        if self.frame.opener != _CLOSES[text]:
            self.problem("bracket", i, f"The {text}")
        else:
            frame = self.frames.pop()
            self.labelled = frame.labels
            if frame.call and text == ")":
                self.call_braces = i + 1
            elif frame.call:
                self.call_end = i
            elif frame.exists and frame.returns > 0:
                self.analysis.exists_returns.append((frame.returns, i))
        self.place = "operator"

    def semicolon(self) -> None:
        end = self.i
        while self.text(end) == ";":
            end += 1
        if end < len(self.tokens) or len(self.frames) > 1:
            self.problem("statements", min(end, len(self.tokens) - 1))
        self.i = len(self.tokens)

    def operator(self, text: str, labelled: bool) -> None:
        """Go on behind a punctuation mark that is no bracket."""
        i, before, place = self.i, self.text(self.i - 2), self.place
        if text == "." and (self.is_name(i) or self.text(i) == "*"):
            if self.is_name(i):
                self.analysis.roles[i] = "property"
            self.i += 1
            self.place = "operator"
        elif text == "::":
            self.skip_type()
            self.place = "operator"
        elif text == "$" and i < len(self.tokens) and self.tokens[i].kind in ("word", "quoted", "number"):
            self.i += 1
            if self.text(i + 1) == "(":
                self.place = "operand"  # the label $any(…)
            else:
                self.analysis.roles[i] = "parameter"
                self.labelled = place == "label"
                self.place = "operator"
        elif text == "|" and self.frame.foreach:
            self.frame.clauses = True
            self.place = "clause"
        elif text == ":" or (text in ("|", "&") and labelled and not self.in_list()):
            self.place = "label"
        elif text == "|" and labelled:
            self.place, self.either = "operand", True
        elif place == "label" and text in ("!", "%", "$"):
            self.labelled = text == "%"
            self.place = "operator" if text == "%" else "label"
        elif text == "*" and (place in ("operand", "unsure", "clause") or self.frame.relationship):
            self.place = "operator"
        elif text in ("*", "+") and (before in (")", ">") or before in _DASHES):
            self.place = "unsure"  # a product, or a quantifier behind which a clause may stand
        elif text in _OPERATORS or text in _DASHES:
            self.place = "operand"
        else:
            self.place = "unsure"

    def in_list(self) -> bool:
        return self.frame.opener == "[" and not self.frame.relationship
