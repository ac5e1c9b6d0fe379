"""Case Graph: what has been written about a case, as a graph that says who asserts what, and where."""

__version__ = "0.1.0"
