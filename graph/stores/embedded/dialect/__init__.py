"""What the embedded engine needs to answer as Neo4j does: queries rewritten, and differences told where none helps."""

from graph.stores.embedded.dialect.differences import differences
from graph.stores.embedded.dialect.entities import entity_columns
from graph.stores.embedded.dialect.rewrite import for_engine
from graph.stores.embedded.dialect.temporal import folds, guarded, passed_parameters, used_parameters

__all__ = ["differences", "entity_columns", "folds", "for_engine", "guarded", "passed_parameters", "used_parameters"]
