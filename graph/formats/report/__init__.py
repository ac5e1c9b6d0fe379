"""A report with citations: what is said of a case, by whom, and where, as a memo whose every sentence is guarded.

A :class:`Report` is made once (:func:`graph.formats.report.compose.compose`) and written in any of
:data:`REPORT_FORMATS`. It holds plain texts: each writer takes care that they stay texts in its language.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from graph.formats import FORMATS, FileFormat, one_of

if TYPE_CHECKING:
    from graph.picture.parts import Scene


@dataclass(frozen=True, slots=True, kw_only=True)
class Line:
    """A sentence of a report, with what leads to its passages.

    Parameters
    ----------
    text : str
    numbers : tuple of int
        Of the passages that it rests on.
    status : str
        Of the statement that it tells; empty where it tells none.
    when : str
        The date that it is listed by.
    own : bool
        Somebody's own words, and none of the program's.
    lines : tuple of Line
        What stands below it: claims, and what a second reader says of them.
    """

    text: str
    numbers: tuple[int, ...] = ()
    status: str = ""
    when: str = ""
    own: bool = False
    lines: tuple[Line, ...] = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class Group:
    """Lines below a small heading, or below none."""

    heading: str = ""
    lines: tuple[Line, ...] = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class Section:
    """A part of a report; without groups, its note says why."""

    heading: str
    note: str = ""
    groups: tuple[Group, ...] = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class Passage:
    """A passage that a report cites.

    Parameters
    ----------
    number : int
        From 1, in the order in which passages are first cited.
    place : str
        Its source, paragraph and sentence, in words.
    locator : str
    quote : str
        Its words; empty where the text is not at hand.
    source : int
        The number of its source.
    """

    number: int
    place: str
    locator: str
    quote: str
    source: int


@dataclass(frozen=True, slots=True, kw_only=True)
class CitedSource:
    """A source of which a report cites a passage.

    Parameters
    ----------
    number : int
        From 1, by the order in which sources are first cited.
    name : str
        Title and publisher.
    published, url : str
        Empty where it is not known.
    """

    number: int
    name: str
    published: str = ""
    url: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class Report:
    """A memo.

    Parameters
    ----------
    title, source_line : str
        What it is about; of which case, as of when, and what of it was chosen.
    notes : tuple of str
        How it is to be read, and what is not in it.
    sections : tuple of Section
    passages : tuple of Passage
    sources : tuple of CitedSource
    scene : Scene or None
        Its picture.
    """

    title: str
    source_line: str
    notes: tuple[str, ...] = ()
    sections: tuple[Section, ...] = ()
    passages: tuple[Passage, ...] = ()
    sources: tuple[CitedSource, ...] = ()
    scene: Scene | None = None


REPORT_FORMATS: dict[str, FileFormat[Report]] = {
    row.ending: row
    for row in (
        FileFormat[Report](
            ".pdf", "PDF", FORMATS[".pdf"].mime, "For print: pages, with links within", "report.paper:write"
        ),
        FileFormat[Report](
            ".html", "HTML", FORMATS[".html"].mime, "One file that opens in any browser, offline", "report.page:write"
        ),
        FileFormat[Report](".md", "Markdown", "text/markdown", "Text, to go on writing in", "report.markdown:write"),
    )
}
"""Every format of a report by the ending of its files, in the order in which they are offered."""


def report_format(ending: str) -> FileFormat[Report]:
    """Return the format that a file's ending names.

    Raises
    ------
    RenderError
        There is none.
    """
    return one_of(REPORT_FORMATS, ending, "A report's file")
