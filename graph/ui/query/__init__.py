"""The page *Query*."""
