"""The page *Schema*."""
