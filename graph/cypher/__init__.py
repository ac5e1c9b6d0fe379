"""What a Cypher query is: its tokens, whether it only reads, and names in it."""

from graph.cypher.columns import column_names
from graph.cypher.complete import Candidate, Names, complete
from graph.cypher.functions import HIGHLIGHTED_WORDS, KEYWORD_PHRASES, functions
from graph.cypher.guard import check_read, plan_prefix, procedures, with_explain
from graph.cypher.statements import Statement, naming, statements
from graph.cypher.tokens import Dialect, Token, literal, parameter_names, quote, tokenize
from graph.cypher.unknown import unknown_names
from graph.cypher.words import QUOTED_WORDS

__all__ = [
    "HIGHLIGHTED_WORDS",
    "KEYWORD_PHRASES",
    "QUOTED_WORDS",
    "Candidate",
    "Dialect",
    "Names",
    "Statement",
    "Token",
    "check_read",
    "column_names",
    "complete",
    "functions",
    "literal",
    "naming",
    "parameter_names",
    "plan_prefix",
    "procedures",
    "quote",
    "statements",
    "tokenize",
    "unknown_names",
    "with_explain",
]
