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
    addressed : bool
        Its address says what it shows (see :mod:`graph.ui.addressed`), so it is not cleared when the page is entered.
    """

    name: str
    title: str
    addressed: bool = False

    @property
    def script(self) -> Path:
        """The file that draws it."""
        return Path(__file__).parent / self.name / "page.py"


EXPLORE = Page("explore", "Explore")
"""Home; the page whose URL is the view's."""
TIMELINE = Page("timeline", "Timeline", addressed=True)
CLAIMS = Page("claims", "Claims", addressed=True)
SOURCES = Page("sources", "Sources", addressed=True)
CASES = Page("cases", "Cases")
REVIEW = Page("review", "Review")
QUERY = Page("query", "Query")
ANALYSIS = Page("analysis", "Analysis", addressed=True)
SCHEMA = Page("schema", "Schema")
CONNECTIONS = Page("connections", "Connections")
HEADER = (EXPLORE, TIMELINE, CLAIMS, SOURCES, CASES, REVIEW, QUERY)
"""The pages whose names stand in the header, in its order, seven at the most; the first is home."""
MORE = (ANALYSIS, SCHEMA, CONNECTIONS)
"""The pages behind the menu at the end of the header: what is asked of a graph as such, and not of what was said."""
PAGES = (*HEADER, *MORE)
