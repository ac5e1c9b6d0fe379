"""Functions and keywords of Cypher in the forms people type, for completion."""

from __future__ import annotations

from collections.abc import Mapping

from graph.cypher.tokens import Dialect
from graph.cypher.words import CHANGES

_BOTH: Mapping[str, str] = dict(
    line.split(" ", 1)
    for line in """
abs (number)
acos (number)
all (x IN list WHERE …)
any (x IN list WHERE …)
asin (number)
atan (number)
atan2 (y, x)
avg (expression)
ceil (number)
coalesce (value, …)
collect (expression)
cos (number)
count (expression)
date (text)
datetime (text)
degrees (radians)
duration (text)
e ()
elementId (node or relationship)
endNode (relationship)
exists (pattern)
exp (number)
floor (number)
head (list)
id (node or relationship)
keys (node, relationship or map)
labels (node)
last (list)
left (text, length)
length (path)
localdatetime (text)
localtime (text)
log (number)
log10 (number)
ltrim (text)
max (expression)
min (expression)
nodes (path)
none (x IN list WHERE …)
percentileCont (expression, fraction)
percentileDisc (expression, fraction)
pi ()
properties (node or relationship)
radians (degrees)
rand ()
range (start, end, step)
reduce (total = start, x IN list | expression)
relationships (path)
replace (text, search, replacement)
reverse (list or text)
right (text, length)
round (number, precision)
rtrim (text)
shortestPath (pattern)
allShortestPaths (pattern)
sign (number)
sin (number)
single (x IN list WHERE …)
size (list or text)
split (text, separator)
sqrt (number)
startNode (relationship)
stDev (expression)
stDevP (expression)
substring (text, start, length)
sum (expression)
tail (list)
tan (number)
time (text)
timestamp ()
toBoolean (value)
toFloat (value)
toInteger (value)
toLower (text)
toString (value)
toUpper (text)
trim (text)
type (relationship)
""".strip().splitlines()
)
_NEO4J = {
    "cot": "(number)",
    "haversin": "(number)",
    "isEmpty": "(list, map or text)",
    "point": "(map)",
    "randomUUID": "()",
    "toBooleanOrNull": "(value)",
    "toFloatOrNull": "(value)",
    "toIntegerOrNull": "(value)",
    "toStringOrNull": "(value)",
    "valueType": "(value)",
}


def functions(dialect: Dialect) -> dict[str, str]:
    """Return the signatures of an engine's functions, by name.

    Examples
    --------
    >>> functions("embedded")["toUpper"]
    '(text)'
    """
    return {**_BOTH, **(_NEO4J if dialect == "neo4j" else {})}


KEYWORD_PHRASES = (
    "ALL", "AND", "AS", "ASC", "CALL", "CASE", "CONTAINS", "COUNT", "DESC", "DISTINCT", "ELSE", "END", "ENDS WITH",
    "EXISTS", "EXPLAIN", "FALSE", "IN", "IS NOT NULL", "IS NULL", "LIMIT", "MATCH", "NOT", "NULL", "OPTIONAL MATCH",
    "OR", "ORDER BY", "PROFILE", "RETURN", "SHOW CONSTRAINTS", "SHOW FUNCTIONS", "SHOW INDEXES", "SHOW PROCEDURES",
    "SKIP", "STARTS WITH", "THEN", "TRUE", "UNION", "UNION ALL", "UNWIND", "WHEN", "WHERE", "WITH", "XOR", "YIELD",
)  # fmt: skip
"""Keywords of queries that read, in the forms people type."""

HIGHLIGHTED_WORDS = (
    frozenset(word for phrase in KEYWORD_PHRASES for word in phrase.split()) | CHANGES | {"LOAD", "CSV", "USE"}
)
"""Every keyword that an editor draws in colour, those that are refused among them."""
