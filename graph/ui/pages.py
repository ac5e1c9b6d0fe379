"""The pages of the app, in one table: each is the file ``page.py`` in a folder of its name."""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path


@dataclass(frozen=True, slots=True)
class Page:
    """A page.

    Parameters
    ----------
    name : str
        Of its folder, and in its URL.
    title : str
        In the header.
    """

    name: str
    title: str

    @property
    def script(self) -> Path:
        """The file that draws it."""
        return Path(__file__).parent / self.name / "page.py"


EXPLORE = Page("explore", "Explore")
"""Home; the page whose URL is the view's."""
CASES = Page("cases", "Cases")
REVIEW = Page("review", "Review")
ANALYSIS = Page("analysis", "Analysis")
QUERY = Page("query", "Query")
SCHEMA = Page("schema", "Schema")
CONNECTIONS = Page("connections", "Connections")
PAGES = (EXPLORE, ANALYSIS, CASES, REVIEW, QUERY, SCHEMA, CONNECTIONS)
"""In the order of the header; the first is home."""
