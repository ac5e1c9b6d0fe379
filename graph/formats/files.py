"""Pictures and data of a scene."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from os import PathLike
from pathlib import Path
from typing import TYPE_CHECKING, Any

from graph.errors import RenderError

if TYPE_CHECKING:
    from graph.case.schema import Schema
    from graph.elements import Subgraph
    from graph.picture.scene import Scene
    from graph.settings import Settings

PICTURES = (".svg", ".png", ".pdf", ".html")
DATA = (".graphml", ".gexf", ".json", ".csv", ".zip", ".dot")
ENDINGS = (*PICTURES, *DATA)
"""Endings of the files that :func:`save` writes."""


def save(subgraph: Subgraph, path: str | PathLike[str], **options: Any) -> None:
    """Write a subgraph as the picture or data that a file's ending names, whole or not at all.

    Parameters
    ----------
    subgraph : Subgraph
    path : str or path
        Ends in one of :data:`ENDINGS`.
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
    write_whole(path, to_bytes(subgraph, path.suffix.lower(), **options))


def to_bytes(
    subgraph: Subgraph,
    ending: str,
    *,
    scene: Scene | None = None,
    title: str = "",
    source_line: str = "",
    theme: str = "light",
    scale: int = 2,
    claims: Mapping[str, tuple[str, str, str]] | None = None,
    schema: Schema | None = None,
    labels: Iterable[str] = (),
    settings: Settings | None = None,
) -> bytes:
    """Return a subgraph as the picture or data that a file's ending names.

    Parameters
    ----------
    subgraph : Subgraph
    ending : str
        One of :data:`ENDINGS`.
    scene : Scene, optional
        How the subgraph is drawn (positions, captions); built in the organic layout where it is not given.
    title, source_line : str
        Of the picture; not used where ``scene`` is given.
    theme : str
        ``"light"`` or ``"dark"``; HTML follows its reader's preference.
    scale : int
        Pixels per scene unit of a PNG, 1 to 4.
    claims : mapping of str to (str, str, str), optional
        Speaker, locator and stance of each claim by its id, for the tables.
    schema : Schema, optional
        With the captions chosen by label; not used where ``scene`` is given, nor are ``labels``.
    labels : iterable of str
        Those of the whole store, by which a foreign graph's labels have the looks that they have in the app.
    settings : Settings, optional
        Those of the environment where it is not given.

    Raises
    ------
    RenderError
        The ending is unknown, there is nothing to draw, or there are more nodes than a picture takes.
    """
    if ending not in ENDINGS:
        named = repr(ending) if ending else "no ending"
        raise RenderError(f"A picture or data file ends in {', '.join(ENDINGS)}, not {named}.")
    from graph.case.schema import load_schema
    from graph.picture import scene as scenes

    if ending in PICTURES:
        _check_size(subgraph, settings)
    elif scene is None:
        return _data(subgraph, ending, scenes.words(subgraph, schema), {}, claims)
    if scene is None:
        schema = schema or load_schema()
        types = scenes.node_types(subgraph, schema, labels)
        scene = scenes.build(subgraph, schema=schema, types=types, title=title, source_line=source_line)
    match ending:
        case ".svg":
            from graph.formats.svg import to_svg

            return to_svg(scene, theme=theme).encode()
        case ".png":
            from graph.formats.png import to_png

            return to_png(scene, theme=theme, scale=scale)
        case ".pdf":
            from graph.formats.pdf import to_pdf

            return to_pdf(scene, theme=theme)
        case ".html":
            from graph.formats.html import to_html

            return to_html(scene).encode()
    captions = {node.key: node.caption for node in scene.nodes} | {edge.key: edge.caption for edge in scene.edges}
    return _data(subgraph, ending, captions, {node.key: (node.x, node.y) for node in scene.nodes}, claims)


def _data(
    subgraph: Subgraph,
    ending: str,
    captions: Mapping[str, str],
    positions: Mapping[str, tuple[float, float]],
    claims: Mapping[str, tuple[str, str, str]] | None,
) -> bytes:
    from graph import formats

    said = {id_: formats.Said(*claim) for id_, claim in (claims or {}).items()}
    return formats.to_bytes(subgraph, ending, captions=captions, claims=said, positions=positions)


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
