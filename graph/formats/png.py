"""PNG of a scene, from its SVG, without a browser or system libraries."""

from __future__ import annotations

from graph.errors import RenderError
from graph.formats import Export
from graph.formats.svg import draw_svg
from graph.picture.fonts import FAMILY, SHIPPED, fallbacks
from graph.picture.parts import Scene

SCALES = (1, 2, 3, 4)
_MOST_PIXELS = 100_000_000


def write(export: Export) -> bytes:
    """Write the picture as PNG."""
    return to_png(export.drawn_scene, theme=export.theme, scale=export.scale)


def to_png(scene: Scene, *, theme: str = "light", scale: int = 2) -> bytes:
    """Draw a scene as PNG.

    Parameters
    ----------
    scene : Scene
    theme : str
        ``"light"`` or ``"dark"``.
    scale : int
        Pixels per scene unit, 1 to 4.

    Raises
    ------
    RenderError
        The scale is not one of these, or the picture would have more than 100 million pixels.
    """
    svg, wide, high = draw_svg(scene, theme=theme)
    return png_of(svg, wide, high, scale=scale)


def png_of(svg: str, wide: float, high: float, *, scale: int = 2) -> bytes:
    """Draw an SVG document of this size in pixels as PNG.

    Raises
    ------
    RenderError
        As :func:`to_png`.
    """
    import resvg_py

    if scale not in SCALES:
        raise RenderError(f"A PNG is drawn at a scale of 1 to 4, not {scale!r}.")
    if wide * high * scale * scale > _MOST_PIXELS:
        raise RenderError(
            f"A PNG of {wide * scale:,.0f} × {high * scale:,.0f} pixels is refused; the limit is {_MOST_PIXELS:,}. "
            "Choose a smaller scale, or SVG or PDF."
        )
    return bytes(
        resvg_py.svg_to_bytes(
            svg_string=svg,
            zoom=scale,
            # named ones alone, so that pictures are the same on every machine
            skip_system_fonts=True,
            font_files=[str(path) for path in (*SHIPPED, *fallbacks(svg).files)],
            font_family=FAMILY,
            sans_serif_family=FAMILY,
        )
    )
