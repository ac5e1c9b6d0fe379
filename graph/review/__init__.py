"""Deciding on proposals: an append-only list of decisions beside the case, and what a person took as rows of it."""
