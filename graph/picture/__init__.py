"""From a subgraph to a scene: looks, captions, positions."""
