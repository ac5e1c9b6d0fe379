"""What the embedded engine needs to answer as Neo4j does: queries rewritten, and differences told where none helps."""

from graph.stores.embedded.dialect.differences import differences
from graph.stores.embedded.dialect.rewrite import for_engine

__all__ = ["differences", "for_engine"]
