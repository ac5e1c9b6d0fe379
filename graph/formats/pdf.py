"""PDF of a scene, from its SVG: vector, its text selectable, the same bytes each time."""

from __future__ import annotations

import tempfile
from datetime import UTC, datetime
from pathlib import Path

from graph.case.words import clean
from graph.formats import Export
from graph.formats.svg import describe_scene, draw_svg
from graph.picture.fonts import FONTS, fallbacks
from graph.picture.looks import THEMES
from graph.picture.parts import Scene

_TYPST_PAPERS = {"a4": "a4", "letter": "us-letter"}
_MARGIN = "12mm"
EPOCH = int(datetime(2000, 1, 1, tzinfo=UTC).timestamp())
"""The date a PDF must carry; a fixed one, so that the same view gives the same bytes."""


def write(export: Export) -> bytes:
    """Write the picture as PDF."""
    return to_pdf(export.drawn_scene, theme=export.theme, paper=export.paper)


def to_pdf(scene: Scene, *, theme: str = "light", paper: str = "picture") -> bytes:
    """Draw a scene as a PDF of one page.

    Parameters
    ----------
    scene : Scene
    theme : str
        ``"light"`` or ``"dark"``.
    paper : str
        ``"picture"``: as large as the picture at 96 pixels an inch; ``"a4"`` or ``"letter"``: as large as fits on the
        paper, which lies as the picture does.
    """
    svg, wide, high = draw_svg(scene, theme=theme)
    title = clean(scene.title) or "Graph"
    return pdf_of(svg, wide, high, title=title, words=describe_scene(scene), theme=theme, paper=paper)


def pdf_of(
    svg: str, wide: float, high: float, *, title: str, words: str, theme: str = "light", paper: str = "picture"
) -> bytes:
    """Return an SVG document of this size in pixels as a PDF of one page: its title, and what it shows in words."""
    import typst

    page_size, image_size = f"width: {wide * 0.75:.2f}pt, height: {high * 0.75:.2f}pt, margin: 0pt", "width: 100%"
    if paper in _TYPST_PAPERS:
        lies = f'flipped: {str(wide > high).lower()}, fill: rgb("{THEMES[theme].background}")'
        page_size = f'paper: "{_TYPST_PAPERS[paper]}", {lies}, margin: {_MARGIN}'
        image_size = 'width: 100%, height: 100%, fit: "contain"'
    with tempfile.TemporaryDirectory(prefix="casegraph-") as folder:
        Path(folder, "scene.svg").write_text(svg, encoding="utf-8")
        page = Path(folder, "page.typ")
        for number, font in enumerate(fallbacks(svg).files):  # only folders of fonts are taken
            Path(folder, f"{number}{font.suffix}").symlink_to(font.resolve())
        # the words come in as inputs, not as source: nothing in a caption is ever read as markup
        page.write_text(
            "#set document(title: sys.inputs.title, description: sys.inputs.words)\n"
            f"#set page({page_size})\n"
            f'#image("scene.svg", {image_size}, alt: sys.inputs.words)\n',
            encoding="utf-8",
        )
        return bytes(
            typst.compile(
                str(page),
                root=folder,
                # named ones alone, so that pictures are the same on every machine
                font_paths=[str(FONTS), folder],
                ignore_system_fonts=True,
                sys_inputs={"title": title, "words": words},
                timestamp=EPOCH,
            )
        )
