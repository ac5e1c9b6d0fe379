"""The page Analysis: what is central, what belongs together, what holds it together."""
