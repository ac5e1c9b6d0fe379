"""Each engine ends strings, names, comments and white space where the reader of tokens says that they end."""

import re
from typing import Any

from hypothesis import HealthCheck, assume, example, given, settings
from hypothesis import strategies as st

from graph.cypher.tokens import Dialect, Token, tokenize, unescape
from graph.errors import QueryError, QueryRefusedError
from graph.stores import Store

FRAGMENTS = [
    "'",
    '"',
    "`",
    "``",
    "\\",
    "\\\\",
    "\\'",
    '\\"',
    "\\n",
    "/*",
    "*/",
    "//",
    "/",
    "*",
    "\n",
    "\r",
    "\r\n",
    " ",
]
FRAGMENTS += [
    "\t",
    "\u00a0",
    "\u2028",
    "\u3000",
    "x",
    "SET x",
    "$p",
    "$`a b`",
    "1",
    "+",
    "é",
    "😀",
    "\\u0027",
    "\\u0022",
]
FRAGMENTS += ["\\u002A\\u002F", "\\u0060", "\\u000A", "\\\\u0027", "u0027", ".5", "1e3"]
# Around what is drawn, so that most of it is one string, one name, one comment, or next to one.
FRAMES = ["{}", "'{}'", '"{}"', "1 /*{}*/", "1 //{}\n", "1 AS `{}` //", "{}1", "$`{}`", "'a'{}+{}'b'"]
ESCAPES = {"\\": "\\", "'": "'", '"': '"', "n": "\n"}
texts = st.lists(st.sampled_from(FRAGMENTS), max_size=5).map("".join)


def tokens_of(query: str, dialect: Dialect) -> list[Token]:
    text = unescape(query)[0] if dialect == "neo4j" else query
    return [token for token in tokenize(text, dialect=dialect) if token.kind not in ("space", "comment")]


def meant(token: Token) -> str | None:
    """What a string stands for; None where it holds an escape that the engines may read in their own way."""
    inside = token.text[1:-1]
    if any(found[1] not in ESCAPES for found in re.finditer(r"\\(.)", inside, re.DOTALL)):
        return None
    return re.sub(r"\\(.)", lambda found: ESCAPES[found[1]], inside, flags=re.DOTALL)


@settings(
    max_examples=150,
    deadline=None,
    derandomize=True,
    suppress_health_check=[HealthCheck.function_scoped_fixture, HealthCheck.filter_too_much],
)
@given(frame=st.sampled_from(FRAMES), text=texts)
@example(frame="'{}'", text="\\u0027 + \\u0027")
@example(frame="1 /*{}*/", text="\\u002A\\u002F + 1 /*")
@example(frame="1 //{}\n", text="\r + 1")
@example(frame="1 //{}\n", text="\\u000A + 1")
@example(frame="'{}'", text="\\\\")
@example(frame="1 AS `{}` //", text="a``b")
@example(frame="{}1", text="/*/ 2 */")
@example(frame="{}1", text="\u00a0\u2028\u3000")
def test_pieces_end_where_the_reader_says(store: Store, frame: str, text: str) -> None:
    dialect = store.dialect
    named = frame.startswith("1 AS")
    query = f"RETURN {frame.replace('{}', text)}{'' if named else ' AS x'}"
    tokens = tokens_of(query, dialect)
    kinds = " ".join(token.kind for token in tokens)
    found: Any
    try:
        found = store.query(query, {"p": "parameter", "a b": "parameter", "x": "parameter"})
    except QueryRefusedError:
        assume(False)
    except QueryError as error:
        found = error
    if kinds == "word string word word":
        whole = meant(tokens[1])
        if whole is not None:
            assert not isinstance(found, QueryError), (query, found)
            assert found.rows == ((whole,),), query
        else:
            assert isinstance(found, QueryError) or isinstance(found.rows[0][0], str), query
    elif kinds == "word number word word" and tokens[1].text == "1":
        assert not isinstance(found, QueryError), (query, found)
        assert found.rows == ((1,),), query
    elif kinds == "word number word quoted" and tokens[3].name:
        assert not isinstance(found, QueryError), (query, found)
        assert found.columns == (tokens[3].name,), query
    elif not isinstance(found, QueryError):
        # strings come of strings, and of nothing that the reader takes for something else
        strings = kinds.count("string") + kinds.count("parameter")
        assert not isinstance(found.rows[0][0], str) or strings, query
