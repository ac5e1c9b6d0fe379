"""What a Cypher query is: its tokens, whether it only reads, and names in it."""

from graph.cypher.columns import column_names
from graph.cypher.complete import Candidate, Names, complete
from graph.cypher.functions import PHRASES, WORDS, functions
from graph.cypher.guard import check_read, explained, plan_prefix, procedures
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
    "check_read",
    "column_names",
    "complete",
    "explained",
    "functions",
    "literal",
    "parameter_names",
    "plan_prefix",
    "procedures",
    "quote",
    "tokenize",
]
