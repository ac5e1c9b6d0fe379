"""Timelines as files: SVG, PNG and PDF of their drawing, and the tables and texts of what they hold."""

from __future__ import annotations

import json
import warnings
from collections.abc import Sequence
from dataclasses import replace
from html import escape

from graph.case.statuses import STATUSES
from graph.case.words import clean, number_of
from graph.errors import FontWarning, RenderError
from graph.formats.pdf import pdf_of
from graph.formats.png import png_of
from graph.formats.tables import to_csv
from graph.formats.timeline_tables import COLUMNS, markdown, to_json, to_lines, to_rows
from graph.picture.fonts import FAMILIES, lacking_in_words
from graph.picture.looks import NO_STATUS, STATUS_STYLES, THEMES, StatusStyle, Theme
from graph.picture.text import text_width, wrap
from graph.picture.timeline import BAR, DOT, FADE, FONT_SIZE, Mark, Placed, place
from graph.questions.timeline import Timeline

_EDGE = 28.0
_LEGEND_ROW = 22.0
_HEAD = 7.0
"""Length of the head of an arrow."""
_SMALL = 12.0
_HALF_A_DATE = 34.0


def draw(
    placed: Placed, *, title: str = "", source_line: str = "", theme: Theme | None = None, bare: bool = False
) -> tuple[str, float, float]:
    """Draw placed timelines as an SVG document; return it with its width and height in pixels.

    Parameters
    ----------
    placed : Placed
    title, source_line : str
        What it shows, and where that is from.
    theme : Theme, optional
        Its colours; the light ones where it is not given.
    bare : bool
        For a page that says itself what is above and below: no title, no legend and no background.
    """
    colours = theme or THEMES["light"]
    edge = 0.0 if bare else _EDGE
    head, below = ([], []) if bare else (_heading(title, source_line, placed.width, colours), _below(placed, colours))
    head_height, below_height = (sum(size for _, size in lines) for lines in (head, below))
    wide, high = placed.width + 2 * edge, placed.height + head_height + below_height + 2 * edge
    family = "" if bare else f' font-family="{_families()}"'
    parts = [
        f'<svg xmlns="http://www.w3.org/2000/svg" width="{_num(wide)}" height="{_num(high)}"'
        f' viewBox="0 0 {_num(wide)} {_num(high)}" role="img" aria-label="{_attribute(clean(title) or "Timeline")}"'
        f"{family}>\n<title>{_text(clean(title) or 'Timeline')}</title>\n"
        f"<desc>{_text(describe(placed))}</desc>\n",
        _gradients(colours),
        "" if bare else f'<rect width="100%" height="100%" fill="{colours.background}"/>\n',
    ]
    y = edge
    for text, size in head:
        parts.append(f'<g transform="translate({_num(edge)} {_num(y)})">{text}</g>\n')
        y += size
    parts.append(f'<g transform="translate({_num(edge)} {_num(y)})">\n{_drawing(placed, colours)}</g>\n')
    y += placed.height
    for text, size in below:
        parts.append(f'<g transform="translate({_num(edge)} {_num(y)})">{text}</g>\n')
        y += size
    return "".join([*parts, "</svg>\n"]), wide, high


def describe(placed: Placed) -> str:
    """Return what a drawing shows, in words."""
    statuses = ", ".join(
        f"{sum(mark.status == status for mark in placed.marks)} {status}" for status in placed.statuses
    )
    words = f"{number_of(len(placed.marks), 'mark')} along an axis of dates" + (f" ({statuses})." if statuses else ".")
    if placed.joins:
        words += f" {number_of(len(placed.joins), 'pair')} of dates that exclude each other."
    if placed.undated:
        words += f" Without a date: {'; '.join(placed.undated)}."
    return words


def _drawing(placed: Placed, colours: Theme) -> str:
    parts = []
    for x, text in placed.ticks:
        at = min(max(x, _HALF_A_DATE), placed.width - _HALF_A_DATE)
        parts.append(
            f'<path d="M{_num(x)} 20V{_num(placed.height)}" stroke="{colours.line}"/>'
            f'<text x="{_num(at)}" y="14" font-size="{_SMALL:g}" text-anchor="middle" fill="{colours.soft}">'
            f"{_text(text)}</text>\n"
        )
    for y, name in placed.heads:
        parts.append(
            f'<text x="8" y="{_num(y)}" font-size="14" font-weight="600" fill="{colours.ink}">{_text(name)}</text>\n'
        )
    parts += [_mark(mark, colours) for mark in placed.marks]
    parts += [_join(*join, colours) for join in placed.joins]
    return "".join(parts)


def _join(x0: float, y0: float, x1: float, y1: float, colours: Theme) -> str:
    """Join two dates that exclude each other, between their rows, by a line with the sign of what is unequal."""
    colour, x, y = colours.roles["contested"], (x0 + x1) / 2, (y0 + y1) / 2
    return (
        f'<g class="join"><title>Two dates of the same that exclude each other</title>'
        f'<path d="M{_num(x0)} {_num(y0)}V{_num(y)}H{_num(x1)}V{_num(y1)}" fill="none" stroke="{colour}"'
        f' stroke-width="1.6"/><circle cx="{_num(x)}" cy="{_num(y)}" r="6.5" fill="{colours.background}"'
        f' stroke="{colour}"/><text x="{_num(x)}" y="{_num(y + 4)}" font-size="12" text-anchor="middle"'
        f' fill="{colour}">≠</text></g>\n'
    )


def _mark(mark: Mark, colours: Theme) -> str:
    style = STATUS_STYLES.get(mark.status, NO_STATUS)
    colour = colours.roles[style.role]
    shape = _dot(mark, style, colours) if mark.single else _bar(mark, style, colours)
    # a label beside its mark is not to be crossed by lines of the axis
    is_inside = mark.left <= mark.label_x <= mark.right
    halo = f' paint-order="stroke" stroke="{colours.background}" stroke-width="3" stroke-linejoin="round"'
    label, x = "", mark.label_x
    for text, looks in (
        (mark.when, f'fill="{colours.soft}"' + (' font-style="italic"' if mark.inferred else "")),
        (mark.label, f'fill="{colours.ink}"'),
    ):
        size = text_width(text, FONT_SIZE)
        if text:
            # as wide as it was measured, whatever font there is: no label may reach the next
            label += (
                f'<text x="{_num(x)}" y="{_num(mark.y + 4.2)}" font-size="{FONT_SIZE:g}" textLength="{_num(size)}"'
                f' lengthAdjust="spacingAndGlyphs" {looks}{"" if is_inside else halo}>{_text(text)}</text>'
            )
            x += size + text_width(" ", FONT_SIZE)
    ids = _attribute(" ".join(mark.ids))
    return (
        f'<g class="event" data-ids="{ids}" data-colour="{colour}"><title>{_text(mark.told)}</title>'
        f"{shape}{label}</g>\n"
    )


def _dot(mark: Mark, style: StatusStyle, colours: Theme) -> str:
    colour, x = colours.roles[style.role], mark.middle
    # a soft day, such as about the fourth, fades to both sides
    around = ""
    if mark.left_end == "soft":
        box = f'y="{_num(mark.y - BAR / 2)}" height="{_num(BAR)}" width="{_num(FADE)}"'
        around = (
            f'<rect x="{_num(x - FADE)}" {box} fill="url(#in-{style.role})"/>'
            f'<rect x="{_num(x)}" {box} fill="url(#out-{style.role})"/>'
        )
    for end, side in ((mark.left_end, -1), (mark.right_end, 1)):
        if end == "unknown":
            around += _dots(x + side * DOT, side, mark.y, colour)
    fill = colours.background if mark.inferred else colour
    return (
        f'{around}<circle cx="{_num(x)}" cy="{_num(mark.y)}" r="{DOT:g}" fill="{fill}"'
        f"{_stroke(replace(style, width=max(style.width, 1.6), dash=tuple(d / 2 for d in style.dash)), colour)}/>"
    )


def _bar(mark: Mark, style: StatusStyle, colours: Theme) -> str:
    """Draw a span: each end sharp, fading, open as an arrow, unknown as dots, or cut where the picture ends."""
    colour = colours.roles[style.role]
    top, bottom = mark.y - BAR / 2, mark.y + BAR / 2
    left, right = mark.left, mark.right
    fade = min(FADE, (right - left) / 2)
    parts = []
    inner_left = left + (_HEAD if mark.left_end == "open" else 0)
    inner_right = right - (_HEAD if mark.right_end == "open" else 0)
    box = f'y="{_num(top)}" height="{_num(BAR)}"'
    if mark.left_end == "soft":
        inner_left = left + fade
        parts.append(f'<rect x="{_num(left - FADE)}" width="{_num(FADE + fade)}" {box} fill="url(#in-{style.role})"/>')
    if mark.right_end == "soft":
        inner_right = right - fade
        parts.append(f'<rect x="{_num(inner_right)}" width="{_num(FADE + fade)}" {box} fill="url(#out-{style.role})"/>')
    if inner_right > inner_left and not mark.inferred:
        parts.append(
            f'<rect x="{_num(inner_left)}" width="{_num(inner_right - inner_left)}" {box} fill="{colour}"'
            ' fill-opacity="0.2"/>'
        )
    stroke = _stroke(style, colour)
    outline = (
        f"M{_num(inner_left)} {_num(top)}H{_num(inner_right)}M{_num(inner_left)} {_num(bottom)}H{_num(inner_right)}"
    )
    for end, x, inwards in ((mark.left_end, left, 1), (mark.right_end, right, -1)):
        if end == "sharp":
            outline += f"M{_num(x)} {_num(top)}V{_num(bottom)}"
        elif end == "open":
            outline += (
                f"M{_num(x + _HEAD * inwards)} {_num(top)}L{_num(x)} {_num(mark.y)}"
                f"L{_num(x + _HEAD * inwards)} {_num(bottom)}"
            )
        elif end == "unknown":
            parts.append(_dots(x, -inwards, mark.y, colour))
    return "".join(parts) + f'<path d="{outline}" fill="none"{stroke}/>'


def _dots(x: float, side: int, y: float, colour: str) -> str:
    """Draw that nobody knows where it goes on from here to one side."""
    return "".join(
        f'<circle cx="{_num(x + (6 + 7 * n) * side)}" cy="{_num(y)}" r="1.8" fill="{colour}"/>' for n in range(3)
    )


def _gradients(colours: Theme) -> str:
    parts = []
    for role, colour in colours.roles.items():
        for name, begins, ends in (("in", 0, 0.34), ("out", 0.34, 0)):
            parts.append(
                f'<linearGradient id="{name}-{role}"><stop offset="0" stop-color="{colour}" stop-opacity="{begins:g}"/>'
                f'<stop offset="1" stop-color="{colour}" stop-opacity="{ends:g}"/></linearGradient>'
            )
    return f"<defs>{''.join(parts)}</defs>\n"


def _heading(title: str, source_line: str, wide: float, colours: Theme) -> list[tuple[str, float]]:
    lines = [
        (f'<text y="18" font-size="20" font-weight="600" fill="{colours.ink}">{_text(line)}</text>', 25.0)
        for line in wrap(clean(title), 20.8, wide, 2)
    ]
    lines += [
        (f'<text y="12" font-size="{_SMALL:g}" fill="{colours.soft}">{_text(line)}</text>', 18.0)
        for line in wrap(clean(source_line), _SMALL, wide, 2)
    ]
    return [*lines, ("", 14.0)] if lines else []


def _below(placed: Placed, colours: Theme) -> list[tuple[str, float]]:
    """Return what has no date, and what the marks mean, as lines."""
    lines: list[tuple[str, float]] = [("", 10.0)]
    if placed.undated:
        text = f"Without a date: {'; '.join(placed.undated)}."
        lines += [
            (f'<text y="12" font-size="{_SMALL:g}" fill="{colours.ink}">{_text(line)}</text>', 18.0)
            for line in wrap(text, _SMALL, placed.width, 4)
        ]
        lines.append(("", 8.0))
    x, row = 0.0, ""
    for icon, words in legend(placed, colours):
        size = 44 + text_width(words, _SMALL) + 22
        if row and x + size > placed.width:
            lines.append((row, _LEGEND_ROW))
            x, row = 0.0, ""
        row += (
            f'<g transform="translate({_num(x)} 0)">{icon}'
            f'<text x="40" y="12" font-size="{_SMALL:g}" fill="{colours.soft}">{_text(words)}</text></g>'
        )
        x += size
    lines.append((row, _LEGEND_ROW))
    notes = [NOT_TO_SCALE] if len(placed.scale) > 2 else []
    notes += [f"{number_of(placed.left_out, 'more event')} not drawn."] if placed.left_out else []
    lines += [
        (f'<text y="12" font-size="{_SMALL:g}" fill="{colours.soft}">{_text(note)}</text>', 18.0) for note in notes
    ]
    return lines


NOT_TO_SCALE = "The axis is not to scale: long stretches in which nothing begins or ends are shortened."


def legend(placed: Placed, colours: Theme) -> list[tuple[str, str]]:
    """Return what there is in a drawing: an icon of 32 by 16 pixels, and what it means."""
    entries = []
    for status in STATUS_STYLES:
        if status in placed.statuses:
            style = STATUS_STYLES[status]
            icon = f'<path d="M0 8H32" fill="none"{_stroke(style, colours.roles[style.role])}/>'
            entries.append((icon, f"{status}: {STATUSES[status].words}"))
    plain = colours.roles["plain"]
    kinds = {end for mark in placed.marks for end in (mark.left_end, mark.right_end)}
    if "soft" in kinds:
        box = 'y="1" height="14" width="16"'
        icon = f'<rect x="0" {box} fill="url(#in-plain)"/><rect x="16" {box} fill="url(#out-plain)"/>'
        entries.append((icon, "soft ends: about then, or no day is printed"))
    if "open" in kinds:
        entries.append(
            (f'<path d="M0 2H25L32 8L25 14H0" fill="none" stroke="{plain}"/>', "arrow: no beginning or end, it goes on")
        )
    if "unknown" in kinds:
        dots = "".join(f'<circle cx="{3 + 7 * n}" cy="8" r="1.8" fill="{plain}"/>' for n in range(3))
        entries.append(
            (f'{dots}<path d="M32 2H22V14H32" fill="none" stroke="{plain}"/>', "dots: beginning or end not known")
        )
    if any(mark.inferred for mark in placed.marks):
        icon = f'<circle cx="16" cy="8" r="5.5" fill="{colours.background}" stroke="{plain}" stroke-width="1.6"/>'
        entries.append((icon, "hollow: the date is inferred"))
    if placed.joins:
        entries.append(
            (f'<g transform="translate(0 0)">{_join(2, 8, 30, 8, colours)}</g>', "dates that exclude each other")
        )
    return entries


def _stroke(style: StatusStyle, colour: str) -> str:
    dash = f' stroke-dasharray="{" ".join(f"{d:g}" for d in style.dash)}"' if style.dash else ""
    cap = ' stroke-linecap="round"' if style.dash and style.dash[0] < 1 else ""
    return f' stroke="{colour}" stroke-width="{style.width:g}"{dash}{cap}'


def _families() -> str:
    return ", ".join([*(f"'{family}'" for family in FAMILIES), "sans-serif"])


def _num(value: float) -> str:
    return f"{round(value, 1) + 0.0:g}" if abs(value) < 1e5 else f"{value:.1f}"


def _text(text: str) -> str:
    return escape(text, quote=False)


def _attribute(text: str) -> str:
    return escape(text, quote=True)


# -- files -------------------------------------------------------------------------------------------------------------

PICTURES = (".svg", ".png", ".pdf")
ENDINGS = (*PICTURES, ".csv", ".md", ".json", ".txt")
"""Endings of the files that timelines are written as."""


def write(
    timelines: Sequence[Timeline],
    ending: str,
    *,
    case: str,
    title: str = "",
    source_line: str = "",
    theme: str = "light",
) -> bytes:
    """Return timelines as the file that an ending names.

    Parameters
    ----------
    timelines : sequence of Timeline
    ending : str
        One of :data:`ENDINGS`.
    case : str
        The id of the case.
    title, source_line : str
        What they show, and of which case.
    theme : str
        Of a picture, ``"light"`` or ``"dark"``.

    Raises
    ------
    RenderError
        The ending is another one, or nothing has a date that could be drawn.

    Warns
    -----
    FontWarning
        A box stands in a PNG or PDF in place of characters that no font has.
    """
    match ending:
        case ".json":
            return (json.dumps(to_json(timelines, case), ensure_ascii=False, indent=2) + "\n").encode()
        case ".csv":
            return to_csv(COLUMNS, to_rows(timelines))
        case ".md":
            return markdown(timelines, title).encode()
        case ".txt":
            return ("\n".join(to_lines(timelines)) + "\n").encode()
        case ".svg" | ".png" | ".pdf":
            return _picture(timelines, ending, title, source_line, theme)
    raise RenderError(f"A timeline is written to a file that ends in {', '.join(ENDINGS)}, not {ending!r}.")


def _picture(timelines: Sequence[Timeline], ending: str, title: str, source_line: str, theme: str) -> bytes:
    placed = place(timelines)
    if not placed.marks:
        raise RenderError("There is nothing to draw: nothing here has a date.")
    svg, wide, high = draw(placed, title=title, source_line=source_line, theme=THEMES[theme])
    if ending == ".svg":
        return svg.encode()
    words = "\n".join([title, source_line, *placed.undated, *(mark.told for mark in placed.marks)])
    if lacking := lacking_in_words(words):
        warnings.warn(FontWarning(lacking), stacklevel=3)
    if ending == ".png":
        return png_of(svg, wide, high)
    return pdf_of(svg, wide, high, title=clean(title) or "Timeline", words=describe(placed), theme=theme)
