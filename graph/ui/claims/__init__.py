"""The page Claims: what was said of a case, by whom, and where it is written."""
