"""PDF of a scene, from its SVG: vector, its text selectable, the same bytes each time."""

from __future__ import annotations

import tempfile
from datetime import UTC, datetime
from pathlib import Path

from graph.case.words import clean
from graph.formats import Export
from graph.formats.svg import describe_scene, draw_svg
from graph.picture.scene import Scene
from graph.picture.text import FONTS, fonts_cover

_EPOCH = int(datetime(2000, 1, 1, tzinfo=UTC).timestamp())
"""The date a PDF must carry; a fixed one, so that the same view gives the same bytes."""


def write(export: Export) -> bytes:
    """Write the picture as PDF."""
    return to_pdf(export.drawn_scene, theme=export.theme)


def to_pdf(scene: Scene, *, theme: str = "light") -> bytes:
    """Draw a scene as a PDF of one page, as large as the picture at 96 pixels an inch.

    Parameters
    ----------
    scene : Scene
    theme : str
        ``"light"`` or ``"dark"``.
    """
    import typst

    svg, wide, high = draw_svg(scene, theme=theme)
    with tempfile.TemporaryDirectory(prefix="casegraph-") as folder:
        Path(folder, "scene.svg").write_text(svg, encoding="utf-8")
        page = Path(folder, "page.typ")
        # the words come in as inputs, not as source: nothing in a caption is ever read as markup
        page.write_text(
            "#set document(title: sys.inputs.title, description: sys.inputs.words)\n"
            f"#set page(width: {wide * 0.75:.2f}pt, height: {high * 0.75:.2f}pt, margin: 0pt)\n"
            '#image("scene.svg", width: 100%, alt: sys.inputs.words)\n',
            encoding="utf-8",
        )
        return bytes(
            typst.compile(
                str(page),
                root=folder,
                font_paths=[str(FONTS)],
                # the machine's own fonts only for writing that the shipped ones cannot show
                ignore_system_fonts=fonts_cover(svg),
                sys_inputs={"title": clean(scene.title) or "Graph", "words": describe_scene(scene)},
                timestamp=_EPOCH,
            )
        )
