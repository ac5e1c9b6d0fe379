"""The page Sources: a text with what is named, quoted and claimed in it."""
