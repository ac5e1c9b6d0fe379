"""The words of Cypher, by where they may stand and by what they do."""

from __future__ import annotations


def words(text: str) -> frozenset[str]:
    """Return the words of a text."""
    return frozenset(text.split())


RESERVED = words(
    "AND AS CASE CREATE DELETE DETACH DISTINCT ELSE FALSE IN IS MATCH MERGE NOT NULL OPTIONAL OR REMOVE RETURN SET "
    "THEN TRUE UNION UNWIND WHEN WHERE WITH XOR"
)
"""Words that the embedded engine takes for a name only where they stand in backticks."""

QUOTED_WORDS = RESERVED | words(
    "ALL ANY CALL COLLECT COUNT CSV CYPHER DROP END EXISTS EXPLAIN FINISH FOREACH INF INFINITY INSERT LIMIT LOAD NAN "
    "NONE NODETACH OFFSET ON ORDER PROFILE REDUCE SHORTEST SHOW SINGLE SKIP START USE USING YIELD"
)
"""Words that go in backticks when they are names: each has a meaning of its own in some place of a name."""

CHANGES = words("CREATE MERGE SET DELETE DETACH NODETACH REMOVE FOREACH INSERT DROP")
"""Clauses that write; DROP among them, since all it drops belongs to the graph or its server."""

ADMINISTRATION = words(
    "ALTER GRANT DENY REVOKE RENAME START STOP TERMINATE ENABLE DRYRUN DEALLOCATE REALLOCATE SESSION COMMIT ROLLBACK "
    "BEGIN"
)
"""Commands of servers, users and sessions."""

REFUSED = CHANGES | ADMINISTRATION | words("LOAD USE CALL SHOW")
"""Every word that may begin something that a query which only reads may not do, whatever follows."""

# Where an operator may stand, each of these is followed by an operand …
BEFORE_OPERAND = words(
    "AND OR XOR NOT IN CONTAINS WHERE WITH RETURN UNWIND SKIP LIMIT OFFSET WHEN THEN ELSE FILTER LET YIELD MATCH "
    "SEARCH FROM FOR SCORE"
)
# … these by an operator or the next clause …
BEFORE_OPERATOR = words("ASC ASCENDING DESC DESCENDING END FINISH")
# … and these by a clause.
BEFORE_CLAUSE = words("OPTIONAL NEXT")
PAIRS = {"ORDER": "BY", "GROUP": "BY", "STARTS": "WITH", "ENDS": "WITH"}
"""Words that stand only with another behind them, and then before an operand."""

KEYWORDS = BEFORE_OPERAND | BEFORE_OPERATOR | BEFORE_CLAUSE | frozenset(PAIRS) | words("AS IS UNION CALL SHOW USING")
"""Every word that may stand where an operator may, in a query that reads."""

STARTS = words("MATCH OPTIONAL WITH UNWIND RETURN CALL SHOW FINISH FILTER LET FOR WHEN ORDER SKIP LIMIT OFFSET")
"""Words that may begin a query, or a subquery, that reads."""

CLAUSES = STARTS - {"WHEN"} | {"UNION", "NEXT"}
"""Words that, outside brackets, begin the parts of a query."""

SELECTORS = words(
    "SHORTEST PATH PATHS GROUP GROUPS ELEMENT ELEMENTS RELATIONSHIP RELATIONSHIPS BINDINGS WALK TRAIL ACYCLIC SIMPLE"
)
"""Words that may stand between MATCH and its pattern, as in MATCH ALL SHORTEST PATHS."""

HINTS = words("INDEX SEEK SCAN JOIN ON RANGE TEXT POINT BTREE")
OPERATORS = words("AND OR XOR IN IS STARTS ENDS CONTAINS WHEN")
PREFIXES = words("NOT CASE DISTINCT")
"""Words that may stand before an operand or be a name themselves."""

LITERALS = words("NULL TRUE FALSE")
SUBQUERIES = words("EXISTS COUNT COLLECT")
"""Words that have a meaning of their own before a brace."""

TYPES = words(
    "ANY ARRAY BOOL BOOLEAN DATE DATETIME DURATION EDGE FLOAT INT INT8 INT16 INT32 INT64 INTEGER INTEGER8 INTEGER16 "
    "INTEGER32 INTEGER64 FLOAT32 FLOAT64 SIGNED LIST LOCAL MAP NODE NOTHING NULL PATH POINT PROPERTY RELATIONSHIP "
    "STRING TIME TIMESTAMP TIMEZONE VALUE VARCHAR VECTOR VERTEX ZONED"
)
SHOW_QUALIFIERS = words(
    "ALL BUILT IN USER DEFINED BTREE FULLTEXT LOOKUP POINT RANGE TEXT VECTOR NODE REL RELATIONSHIP UNIQUE UNIQUENESS "
    "KEY EXIST EXISTENCE PROPERTY TYPE"
)
SHOW_TARGETS = words("INDEX INDEXES CONSTRAINT CONSTRAINTS FUNCTION FUNCTIONS PROCEDURE PROCEDURES")
"""What SHOW may show; all other SHOW commands are administration."""
