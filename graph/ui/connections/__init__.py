"""The page *Connections*."""
