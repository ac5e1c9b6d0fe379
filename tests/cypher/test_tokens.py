import pytest
from hypothesis import example, given
from hypothesis import strategies as st

from graph.cypher import quote, tokenize
from graph.cypher.tokens import Dialect
from graph.errors import QueryRefusedError
from graph.stores import Store

DIALECTS = ["embedded", "neo4j"]
PIECES = [
    "'",
    '"',
    "`",
    "\\",
    "/*",
    "*/",
    "//",
    "\n",
    "\r",
    "\r\n",
    " ",
    "\u00a0",
    "\u2028",
    "$",
    "x",
    "1",
    ".",
    "SET",
    "é",
    "(",
    "–",
]
queries = st.one_of(st.text(), st.lists(st.sampled_from(PIECES)).map("".join))


@pytest.mark.parametrize("dialect", DIALECTS)
@given(query=queries)
@example(query="RETURN '\\'")
@example(query="// a\r\n/* b\r\n */ c")
def test_nothing_of_a_query_is_lost(dialect: Dialect, query: str) -> None:
    tokens = tokenize(query, dialect=dialect)
    assert "".join(token.text for token in tokens) == query
    for token in tokens:
        assert query.startswith(token.text, token.start)
        before = query[: token.start].replace("\r\n", "\n").replace("\r", "\n")
        assert (token.line, token.column) == (before.count("\n") + 1, len(before) - before.rfind("\n"))


@pytest.mark.parametrize(
    ("query", "kinds"),
    [
        ("n.`a``b`", "word punctuation quoted"),
        ("'it\\'s' \"\\\\\"", "string space string"),
        ("$x $`a b` $1", "parameter space parameter space parameter"),
        ("1 2.5 .5 1e-3 0x1F 1_000 1..3", "number space " * 6 + "number punctuation number"),
        ("Ärger_1 日本 е́", "word space word space word"),
        ("a // b\nc /* d */", "word space comment space word space comment"),
        ("/*/ a */b", "comment word"),
        ("a\u00a0\u2028b", "word space word"),
        ("<>=~..::", "punctuation punctuation punctuation punctuation"),
        ("1SET", "number word"),
        ("'a", "unterminated"),
        ("/* a", "unterminated"),
    ],
)
def test_kinds(query: str, kinds: str) -> None:
    assert [token.kind for token in tokenize(query)] == kinds.split()


def test_the_engines_cut_differently() -> None:
    comment = "// a\rSET"
    assert [token.text for token in tokenize(comment, dialect="embedded")] == [comment]
    assert [token.text for token in tokenize(comment)] == ["// a", "\r", "SET"]
    assert len(tokenize("`a``b`", dialect="embedded")) == 2
    assert tokenize("`a``b`")[0].name == "a`b"


def test_plain_names_stay_plain() -> None:
    assert [quote(name) for name in ("Person", "case_id", "_x1")] == ["Person", "case_id", "_x1"]
    assert [quote(name) for name in ("set", "a b", "1a", "é", "n.x")] == ["`set`", "`a b`", "`1a`", "`é`", "`n.x`"]


def test_what_only_one_engine_can_write() -> None:
    assert quote("Person`) DETACH DELETE (n", dialect="neo4j") == "`Person``) DETACH DELETE (n`"
    assert quote("a\\u0060b", dialect="embedded") == "`a\\u0060b`"
    assert quote("a\\u0060b", dialect="neo4j") == "`a\\u005Cu0060b`"


@pytest.mark.parametrize(
    ("name", "dialect", "reason"),
    [
        ("", "neo4j", "The name '' is refused: a name is not empty and holds no null character."),
        ("a\0", "neo4j", "The name 'a\\x00' is refused"),
        ("\ud800", None, "is refused"),
        ("a`b", "embedded", "The name 'a`b' holds a backtick, which the embedded store cannot take in a query."),
        ("a`b", None, "holds a backtick"),
        ("a\\u0060", None, "holds a Unicode escape, which each store writes differently."),
    ],
)
def test_names_that_are_refused(name: str, dialect: Dialect | None, reason: str) -> None:
    with pytest.raises(QueryRefusedError) as refused:
        quote(name, dialect=dialect)
    assert reason in str(refused.value)


NAMES = [
    "set",
    "a b",
    "a`b",
    "``",
    "Person`) DETACH DELETE (n",
    "a\\u0060b",
    "\\\\u0060",
    "\\",
    "a\\",
    "'",
    '"',
    "/*",
    "//",
    "\n",
    "\u2028",
    "😀",
    "e\u0301",
    "null",
    "1",
    "$a",
]


@pytest.mark.parametrize("name", NAMES)
def test_a_quoted_name_means_itself(store: Store, name: str) -> None:
    dialect = store.dialect
    if "`" in name and dialect == "embedded":
        with pytest.raises(QueryRefusedError, match="holds a backtick"):
            quote(name, dialect=dialect)
        return
    quoted = quote(name, dialect=dialect)
    store.execute(f"CREATE (:{quoted} {{{quoted}: 1}})-[:{quoted}]->()")
    rows = store.query(f"MATCH (n:{quoted})-[r:{quoted}]->() RETURN labels(n), keys(n), type(r), n.{quoted}").rows
    assert rows == (([name], [name], name, 1),)
    assert store.query(f"RETURN 1 AS {quoted}").columns == (name,)
