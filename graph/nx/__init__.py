"""NetworkX over a store: lazy graphs, a dispatch backend, and the questions that NetworkX answers."""
