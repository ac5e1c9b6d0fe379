"""What a Cypher query is: its tokens, whether it only reads, what it touches, and names in it."""

from graph.cypher.guard import check_read, explained, is_write, plan_prefix
from graph.cypher.rewrite import Touched, column_names, for_engine, touched
from graph.cypher.tokens import Dialect, Token, literal, quote, tokenize

__all__ = [
    "Dialect",
    "Token",
    "Touched",
    "check_read",
    "column_names",
    "explained",
    "for_engine",
    "is_write",
    "literal",
    "plan_prefix",
    "quote",
    "tokenize",
    "touched",
]
