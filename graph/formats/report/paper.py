"""A report as PDF: pages with selectable text, an outline and links, the same bytes each time."""

from __future__ import annotations

import json
import tempfile
import warnings
from collections.abc import Iterable
from dataclasses import asdict
from importlib.resources import files
from pathlib import Path

from graph.errors import FontWarning
from graph.formats.pdf import EPOCH
from graph.formats.report import Line, Report
from graph.formats.svg import describe_scene, draw_svg
from graph.picture.fonts import FONTS, fallbacks, lacking_in_words
from graph.picture.looks import STATUS_STYLES, THEMES

_LARGE = 900
"""Pixels up to which a picture, as wide as the text of a page, can be read."""


def write(report: Report) -> bytes:
    """Write the report as PDF.

    Warns
    -----
    FontWarning
        A box stands in place of characters that no font has.
    """
    import typst

    words = "\n".join(_texts(report))
    if lacking := lacking_in_words(words):
        warnings.warn(FontWarning(lacking), stacklevel=2)
    svg, wide, high = draw_svg(report.scene) if report.scene else ("", 0.0, 0.0)
    with tempfile.TemporaryDirectory(prefix="casegraph-") as folder:
        if svg:
            Path(folder, "scene.svg").write_text(svg, encoding="utf-8")
        for number, font in enumerate(fallbacks(words + svg).files):  # only folders of fonts are taken
            Path(folder, f"{number}{font.suffix}").symlink_to(font.resolve())
        page = Path(folder, "report.typ")
        page.write_text(files("graph.formats.report").joinpath("report.typ").read_text("utf-8"), encoding="utf-8")
        return bytes(
            typst.compile(
                str(page),
                root=folder,
                # named ones alone, so that reports are the same on every machine
                font_paths=[str(FONTS), folder],
                ignore_system_fonts=True,
                sys_inputs={"report": _as_json(report, large=max(wide, high) > _LARGE)},
                timestamp=EPOCH,
            )
        )


def _as_json(report: Report, *, large: bool) -> str:
    """Return what the page is filled with: it comes in as data, so nothing in it is ever read as markup."""
    data = asdict(report)
    data["scene"] = describe_scene(report.scene) if report.scene else ""
    data["large"] = large
    theme = THEMES["light"]
    data["colours"] = {
        "soft": theme.soft,
        "line": theme.line,
        "accent": theme.accent,
        **{status: theme.roles[style.role] for status, style in STATUS_STYLES.items()},
    }
    return json.dumps(data, ensure_ascii=True)


def _texts(report: Report) -> Iterable[str]:
    yield from (report.title, report.source_line, *report.notes)
    for section in report.sections:
        yield from (section.heading, section.note)
        for group in section.groups:
            yield group.heading
            yield from _texts_of(group.lines)
    for passage in report.passages:
        yield from (passage.quote, passage.place)
    for source in report.sources:
        yield from (source.name, source.published, source.url)


def _texts_of(lines: Iterable[Line]) -> Iterable[str]:
    for line in lines:
        yield from (line.when, line.text)
        yield from _texts_of(line.lines)
