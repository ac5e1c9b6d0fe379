"""A case: what it says, the words for it, its file, and its rows in a store."""
