"""What a Cypher query is: its tokens, whether it only reads, what it touches, and names in it."""

from graph.cypher.complete import Candidate, Names, complete
from graph.cypher.differences import differences
from graph.cypher.functions import PHRASES, WORDS, functions
from graph.cypher.guard import check_read, explained, is_write, plan_prefix, procedures
from graph.cypher.rewrite import Touched, column_names, for_engine, touched
from graph.cypher.tokens import Dialect, Token, literal, parameter_names, quote, tokenize
from graph.cypher.words import SPECIAL

__all__ = [
    "PHRASES",
    "SPECIAL",
    "WORDS",
    "Candidate",
    "Dialect",
    "Names",
    "Token",
    "Touched",
    "check_read",
    "column_names",
    "complete",
    "differences",
    "explained",
    "for_engine",
    "functions",
    "is_write",
    "literal",
    "parameter_names",
    "plan_prefix",
    "procedures",
    "quote",
    "tokenize",
    "touched",
]
