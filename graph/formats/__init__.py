"""A subgraph as a file: all formats for pictures and data in one table. Each keeps the status of what is alleged."""

from __future__ import annotations

import warnings
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from os import PathLike
from pathlib import Path
from pkgutil import resolve_name
from typing import TYPE_CHECKING, Any

from graph.errors import FontWarning, RenderError

if TYPE_CHECKING:
    from graph.case.schema import Schema
    from graph.elements import Subgraph
    from graph.picture.looks import Look
    from graph.picture.parts import Scene
    from graph.questions.claims import Claim
    from graph.settings import Settings


@dataclass(frozen=True, slots=True, kw_only=True)
class Export:
    """What a file is made of.

    Parameters
    ----------
    subgraph : Subgraph
    scene : Scene or None
        How it is drawn; always there for a picture.
    captions : mapping of str to str
        What each node and relationship is called, by key.
    positions : mapping of str to (float, float)
        Where nodes are drawn, by key, y growing downwards; empty where nothing was drawn.
    looks : mapping of str to Look
        How each node is drawn, by key.
    claims : mapping of str to sequence of Claim
        Those on each relationship, by its key.
    title, source_line : str
        What it shows: of which cases, and what their filters leave out.
    theme : str
        ``"light"`` or ``"dark"``.
    scale : int
        Pixels per scene unit, 1 to 4.
    paper : str
        One of :data:`PAPERS`.
    """

    subgraph: Subgraph
    captions: Mapping[str, str]
    scene: Scene | None = None
    positions: Mapping[str, tuple[float, float]] = field(default_factory=dict)
    looks: Mapping[str, Look] = field(default_factory=dict)
    claims: Mapping[str, Sequence[Claim]] = field(default_factory=dict)
    title: str = ""
    source_line: str = ""
    theme: str = "light"
    scale: int = 2
    paper: str = "picture"

    @property
    def drawn_scene(self) -> Scene:
        """The scene, which a picture always has."""
        assert self.scene is not None
        return self.scene

    @property
    def description(self) -> str:
        """Title and source line in one, for formats that have a place for a description; or nothing."""
        return ". ".join(filter(None, [self.title, self.source_line]))


@dataclass(frozen=True, slots=True)
class FileFormat[Content]:
    """A kind of file.

    Parameters
    ----------
    ending : str
        Of the file's name.
    label : str
        What its button says.
    mime : str
        Media type.
    use : str
        What it is good for.
    writer : str
        ``module:function`` in this folder: takes what the file is made of and returns its bytes; loaded when used.
    """

    ending: str
    label: str
    mime: str
    use: str
    writer: str

    def encode(self, content: Content) -> bytes:
        """Return the file's bytes."""
        writer: Callable[[Content], bytes] = resolve_name(f"{__name__}.{self.writer}")
        return writer(content)


@dataclass(frozen=True, slots=True)
class Format(FileFormat[Export]):
    """A kind of file that a subgraph is saved as.

    Parameters
    ----------
    ending, label, mime, use, writer : str
        As of every :class:`FileFormat`.
    picture : bool
        It is drawn, so the number of nodes is limited; data is not.
    with_fonts : bool
        Its writing is drawn when it is made, with the fonts that are here; that of others when it is looked at.
    """

    picture: bool = False
    with_fonts: bool = False


XLSX = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"
"""The media type of a workbook of Excel."""
_ONE_FILE = "One file that opens in any browser, offline, and can still be moved about"
_PRINT = "For print, its text selectable"
_TWO_TABLES = "Nodes and relationships as two CSV files"
_WORKBOOK = "Nodes, relationships and claims, for Excel and other spreadsheets"
_FOR_GEPHI = "Two CSV files that Gephi imports as its tables of nodes and edges"
_ALL = "Nodes and relationships with all their properties"
FORMATS: dict[str, Format] = {
    row.ending: row
    for row in (
        Format(".svg", "SVG", "image/svg+xml", "Sharp at any size, its text selectable", "svg:write", picture=True),
        Format(
            ".png", "PNG", "image/png", "Pixels, for slides and web pages", "png:write", picture=True, with_fonts=True
        ),
        Format(".pdf", "PDF", "application/pdf", _PRINT, "pdf:write", picture=True, with_fonts=True),
        Format(".html", "HTML", "text/html", _ONE_FILE, "html:write", picture=True),
        Format(".csv", "CSV", "text/csv", "The table of relationships, for a spreadsheet", "graph_tables:write_csv"),
        Format(".zip", "CSV, two tables", "application/zip", _TWO_TABLES, "graph_tables:write_zip"),
        Format(".gephi.zip", "CSV for Gephi", "application/zip", _FOR_GEPHI, "graph_tables:write_gephi"),
        Format(".xlsx", "XLSX", XLSX, _WORKBOOK, "xlsx:write"),
        Format(".json", "JSON", "application/json", _ALL, "graph_tables:write_json"),
        Format(".graphml", "GraphML", "application/graphml+xml", "For Gephi, yEd, igraph or NetworkX", "graphml:write"),
        Format(".gexf", "GEXF", "application/gexf+xml", "For Gephi, with places and colours", "gexf:write"),
        Format(".dot", "DOT", "text/vnd.graphviz", "For Graphviz", "dot:write"),
    )
}
"""Every format by the ending of its files, in the order in which they are offered."""
LEDGER_FILES = {
    ".csv": ("CSV", "text/csv", "A spreadsheet's table, a claim a row"),
    ".xlsx": ("XLSX", XLSX, "A workbook for Excel"),
    ".md": ("Markdown", "text/markdown", "The claims in sentences, under their statements or speakers"),
    ".jsonld": ("Web Annotations", "application/ld+json", "W3C JSON-LD, for tools that annotate texts"),
}
"""Files that a ledger is saved as, by ending: label, media type and what each is good for; see
:mod:`graph.formats.ledger`.
"""
RESULT_FORMATS = ("table", "json", "jsonl", "csv")
"""Formats in which the command line prints the rows of a query."""
STREAMED_FORMATS = ("jsonl", "csv")
"""Those whose rows are written as they come."""


PAPERS = {"picture": "As large as the picture", "a4": "A4", "letter": "Letter"}
"""The papers of a PDF: what each is called."""


def save(subgraph: Subgraph, path: str | PathLike[str], **options: Any) -> None:
    """Write a subgraph as the picture or data that a file's ending names, whole or not at all.

    Parameters
    ----------
    subgraph : Subgraph
    path : str or path
        Ends in one of :data:`FORMATS`.
    **options
        As in :func:`to_bytes`.

    Raises
    ------
    RenderError
        See :func:`to_bytes`; a file that was there stays as it was.
    FileError
        The file cannot be written; what was there stays.
    """
    from graph.files import write_whole

    path = Path(path)
    write_whole(path, to_bytes(subgraph, ending_of(path), **options))


def to_bytes(
    subgraph: Subgraph,
    ending: str,
    *,
    scene: Scene | None = None,
    title: str = "",
    source_line: str = "",
    theme: str = "light",
    scale: int = 2,
    paper: str = "picture",
    claims: Mapping[str, Sequence[Claim]] | None = None,
    schema: Schema | None = None,
    labels: Iterable[str] = (),
    settings: Settings | None = None,
) -> bytes:
    """Return a subgraph as the picture or data that a file's ending names.

    Parameters
    ----------
    subgraph : Subgraph
    ending : str
        One of :data:`FORMATS`.
    scene : Scene, optional
        How the subgraph is drawn (positions, captions); built in the organic layout where it is not given.
    title, source_line : str
        What it shows, and where that is from; not used where ``scene`` is given.
    theme : str
        ``"light"`` or ``"dark"``; HTML follows its reader's preference.
    scale : int
        Pixels per scene unit of a PNG, 1 to 4.
    paper : str
        Of a PDF, one of :data:`PAPERS`.
    claims : mapping of str to sequence of Claim, optional
        Those on each relationship, by its key, for the tables.
    schema : Schema, optional
        With the captions chosen by label; not used where ``scene`` is given, nor are ``labels``.
    labels : iterable of str
        All labels of the store, so that labels that the schema lacks look as they do in the app.
    settings : Settings, optional
        Those of the environment where it is not given.

    Raises
    ------
    RenderError
        The ending is unknown, there is nothing to draw, or there are more nodes than a picture takes.

    Warns
    -----
    FontWarning
        A box stands in place of characters that no font has; the message says which, and what to do.
    """
    format_ = format_of(ending)
    from graph.case.schema import load_schema
    from graph.picture import scene as scenes
    from graph.picture.fonts import lacking_in_words
    from graph.picture.looks import Look, node_types

    if format_.picture:
        _check_size(subgraph, settings)
    if scene is None:
        schema = schema or load_schema()
        types = node_types(subgraph, schema, labels)
        if format_.picture:
            scene = scenes.build(subgraph, schema=schema, types=types, title=title, source_line=source_line)
    positions: dict[str, tuple[float, float]] = {}
    if scene is None:
        captions, looks = scenes.captions_of(subgraph, schema), scenes.looks_of(subgraph, types)
    else:
        captions = {node.key: node.caption for node in scene.nodes} | {edge.key: edge.caption for edge in scene.edges}
        positions = {node.key: (node.x, node.y) for node in scene.nodes}
        looks = {node.key: Look(node.colour, node.shape, node.size) for node in scene.nodes}
        if format_.with_fonts and (lacking := lacking_in_words(scene.words)):
            warnings.warn(FontWarning(lacking), stacklevel=2)
    return format_.encode(
        Export(
            subgraph=subgraph,
            scene=scene,
            captions=captions,
            positions=positions,
            looks=looks,
            claims=claims or {},
            title=scene.title if scene else title,
            source_line=scene.source_line if scene else source_line,
            theme=theme,
            scale=scale,
            paper=paper,
        )
    )


def ending_of(path: Path) -> str:
    """Return the ending of a file's name: the longest of :data:`FORMATS` that it has, else its last one.

    Examples
    --------
    >>> ending_of(Path("case.gephi.zip")), ending_of(Path("v1.2.ZIP")), ending_of(Path("case"))
    ('.gephi.zip', '.zip', '')
    """
    name = path.name.lower()
    return max((ending for ending in FORMATS if name.endswith(ending)), key=len, default=path.suffix.lower())


def format_of(ending: str) -> Format:
    """Return the format that a file's ending names.

    Raises
    ------
    RenderError
        There is none.
    """
    return one_of(FORMATS, ending, "A picture or data file")


def one_of[F: FileFormat[Any]](formats: Mapping[str, F], ending: str, what: str) -> F:
    """Return the one of some formats that a file's ending names; ``what`` is what such a file is called.

    Raises
    ------
    RenderError
        There is none.
    """
    if ending not in formats:
        refused = repr(ending) if ending else "no ending"
        raise RenderError(f"{what} ends in {', '.join(formats)}, not {refused}.")
    return formats[ending]


def _check_size(subgraph: Subgraph, settings: Settings | None) -> None:
    from graph.settings import from_environment

    limit = (settings or from_environment()).max_nodes_drawn
    count = len(subgraph.nodes)
    if not count:
        raise RenderError(
            "There is nothing to draw: the query returned no nodes. Return nodes, relationships or paths, "
            "as in MATCH (a)-[r]->(b) RETURN a, r, b."
        )
    if count > limit:
        raise RenderError(
            f"A picture of {count:,} nodes is refused; the limit is {limit:,} (setting `max_nodes_drawn`). "
            "Narrow the MATCH, add LIMIT, or save data (.graphml, .json) instead."
        )
