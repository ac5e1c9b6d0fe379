"""SVG of a scene: real text, a legend, shapes and line styles that say what colours say; the same bytes each time."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass, replace
from html import escape

from graph.case.diff import MARKS
from graph.case.words import clean, number_of, shorten
from graph.formats import Export
from graph.formats.captions import CaptionPlace, PlacedCaptions, place_captions
from graph.formats.geometry import HULL_ROOM, Curve, Rect, corners, hull
from graph.picture.fonts import FAMILIES
from graph.picture.looks import (
    CAPTION_SIZE,
    CHANGE_RING,
    CHANGE_WIDTH,
    EDGE_CAPTION_SIZE,
    LINE_HEIGHT,
    PEN_DASHES,
    THEMES,
    StatusStyle,
    Theme,
    line_style,
)
from graph.picture.marks import HIGH, LOW, mixed
from graph.picture.parts import MARK_KINDS, LegendEntry, Scene, SceneEdge, SceneNode
from graph.picture.text import text_width, wrap

_MARGIN = 36.0
_MIN_WIDTH = 640.0
_MIN_HEIGHT = 220.0
_GAP = 26.0
_STATUS_ICON_WIDTH = 30.0
"""Width of a line's sample in the legend."""


def write(export: Export) -> bytes:
    """Write the picture as SVG."""
    return to_svg(export.drawn_scene, theme=export.theme).encode()


def to_svg(scene: Scene, *, theme: str = "light") -> str:
    """Draw a scene.

    Parameters
    ----------
    scene : Scene
    theme : str
        ``"light"`` or ``"dark"``.

    Returns
    -------
    str
        An SVG document, its size in pixels that of the graph at one scene unit a pixel.
    """
    return draw_svg(scene, theme=theme)[0]


def draw_svg(scene: Scene, *, theme: str = "light") -> tuple[str, float, float]:
    """Draw a scene; return the SVG document with its width and height in pixels."""
    colours = THEMES[theme]
    captions = place_captions(scene)
    bounds = _bounds(scene, captions)
    wide = max(bounds[2] - bounds[0], _MIN_WIDTH)
    # a large picture is looked at from further away: its title and legend grow with it
    grow = min(2.6, max(1.0, (wide / 1200) ** 0.75))
    head, head_height = _heading(scene, colours, wide, grow)
    legend, legend_height = _legend(scene, colours, wide, grow)
    high = max(bounds[3] - bounds[1], _MIN_HEIGHT)
    total_wide = wide + 2 * _MARGIN
    total_high = _MARGIN + head_height + high + (_GAP * grow + legend_height if legend else 0.0) + _MARGIN
    shift_x = _MARGIN + (wide - (bounds[2] - bounds[0])) / 2 - bounds[0]
    shift_y = _MARGIN + head_height + (high - (bounds[3] - bounds[1])) / 2 - bounds[1]
    name = clean(scene.title) or "Graph"
    document = "".join(
        (
            f'<svg xmlns="http://www.w3.org/2000/svg" width="{_num(total_wide)}" height="{_num(total_high)}"'
            f' viewBox="0 0 {_num(total_wide)} {_num(total_high)}" role="img" aria-labelledby="title desc"'
            f' font-family="{families()}">\n',
            f'<title id="title">{_text(name)}</title>\n<desc id="desc">{_text(describe_scene(scene))}</desc>\n',
            f'<rect width="100%" height="100%" fill="{colours.background}"/>\n',
            head,
            f'<g transform="translate({_num(shift_x)} {_num(shift_y)})">\n',
            _axis(scene, colours, captions, bounds, grow),
            _hulls(scene, captions.scale),
            "".join(_edge_mark(edge, captions, colours) for edge in scene.edges if edge.change),
            "".join(_edge(edge, captions, colours) for edge in scene.edges),
            _cleared(captions, colours),
            "".join(_head(edge, captions, colours) for edge in scene.edges),
            "".join(_node_mark(node, captions.scale, colours) for node in scene.nodes if node.change),
            "".join(_node(node, captions.scale, theme) for node in scene.nodes),
            _captions(scene, captions, colours),
            "</g>\n",
            f'<g transform="translate({_num(_MARGIN)} {_num(total_high - _MARGIN - legend_height)})">\n{legend}</g>\n',
            "</svg>\n",
        )
    )
    return document, total_wide, total_high


def describe_scene(scene: Scene) -> str:
    """Return what a picture shows, in words."""
    types = ", ".join(f"{entry.counts} {legend_name(entry)}" for entry in scene.legend if entry.kind == "type")
    statuses, changes = (
        ", ".join(f"{entry.counts} {entry.name}" for entry in scene.legend if entry.kind == kind)
        for kind in ("status", "change")
    )
    relationships = sum(not edge.says for edge in scene.edges)
    words = f"{types or 'No nodes'}; {number_of(relationships, 'relationship')}"
    words += f" ({statuses})." if statuses else "."
    voices = [
        f"{entry.counts} {legend_name(entry)}" for entry in scene.legend if entry.kind == "speakers" and entry.count
    ]
    words += f" Lines of speakers: {', '.join(voices)}." if voices else ""
    words += f" Between two versions: {changes}." if changes else ""
    marks = [f"{e.counts} {e.name} ({e.plural})" if e.plural else f"{e.counts} {e.name}" for e in mark_entries(scene)]
    words += f" Marked: {'; '.join(marks)}." if marks else ""
    return f"{words} {clean(scene.source_line)}".strip()


def mark_entries(scene: Scene) -> list[LegendEntry]:
    """Return the entries of a legend that say what an analysis marks."""
    return [entry for entry in scene.legend if entry.kind in MARK_KINDS]


def families() -> str:
    """Return the fonts of pictures, as an attribute's value."""
    return escape(", ".join((*(f"'{family}'" for family in FAMILIES), "sans-serif")), quote=True).replace("&#x27;", "'")


def _num(value: float) -> str:
    return f"{round(value, 1) + 0.0:g}" if abs(value) < 1e5 else f"{value:.1f}"


def type_icon(entry: LegendEntry) -> str:
    """Return the shape of a type in its colour, as an SVG document of 14 by 14 pixels for use in a page."""
    mark = f"{_shape(entry.shape, 7, 7, 5.6)}{_paint(entry.colour, 'light')}/>"
    return f'<svg width="14" height="14" aria-hidden="true">{mark}</svg>'


def line_icon(status: str) -> str:
    """Return the line of a status or of speakers as an SVG document, for use in a page that has the roles' colours."""
    style = line_style(status, status)
    line = f'<path d="M0 4H28" fill="none"{_stroke(style, f"var(--{style.role})")}/>'
    return f'<svg width="28" height="8" aria-hidden="true">{line}</svg>'


def change_icon(change: str) -> str:
    """Return the pen's line of a change as an SVG document, for use in a page whose style sheet has its colours."""
    line = f'<path d="M0 5H28" fill="none"{_stroke(_pen_style(change, CHANGE_WIDTH), f"var(--{change})")}/>'
    return f'<svg width="28" height="10" aria-hidden="true">{line}</svg>'


def _text(text: str) -> str:
    return escape(text, quote=False)


def _bounds(scene: Scene, captions: PlacedCaptions) -> Rect:
    rects: list[Rect] = [spot.rect for spot in (*captions.nodes.values(), *captions.edges.values())]
    for node in scene.nodes:
        x, y, r = node.x * captions.scale, node.y * captions.scale, node.reach * 1.25
        r = max(r, node.size + HULL_ROOM + 1 if node.group else 0.0)
        rects.append((x - r, y - r, x + r, y + r))
    for line in captions.curves.values():
        rects += [(x, y, x, y) for x, y in line.points()]
    if not rects:
        return (0.0, 0.0, 0.0, 0.0)
    top = min(r[1] for r in rects) - (30 if scene.axis else 0)
    return min(r[0] for r in rects), top, max(r[2] for r in rects), max(r[3] for r in rects)


def _heading(scene: Scene, colours: Theme, wide: float, grow: float) -> tuple[str, float]:
    parts, y = [], 0.0
    size, small = 20 * grow, 12.5 * grow
    for line in wrap(clean(scene.title), size * 1.04, wide, 2):
        y += size * 1.1
        parts.append(
            f'<text x="{_num(_MARGIN)}" y="{_num(_MARGIN + y)}" font-size="{_num(size)}" font-weight="600"'
            f' fill="{colours.ink}">{_text(line)}</text>\n'
        )
    for line in wrap(clean(scene.source_line), small, wide, 2):
        y += small * 1.5
        parts.append(
            f'<text x="{_num(_MARGIN)}" y="{_num(_MARGIN + y)}" font-size="{_num(small)}" fill="{colours.soft}">'
            f"{_text(line)}</text>\n"
        )
    return "".join(parts), y + (28 * grow if y else 0)


def _edge(edge: SceneEdge, captions: PlacedCaptions, colours: Theme) -> str:
    style = line_style(edge.status, edge.says)
    line = captions.curves[edge.key]
    line = line if style.arrow else replace(line, end=line.tip)
    return (
        f"<g{_faint(edge)}><title>{_text(edge.tooltip or edge.caption)}</title>"
        f'<path d="{_path(line)}" fill="none"{_stroke(style, colours.roles[style.role])}/></g>\n'
    )


def _head(edge: SceneEdge, captions: PlacedCaptions, colours: Theme) -> str:
    """Draw the arrow of a relationship: nothing that is cleared for a caption takes its direction."""
    style, line = line_style(edge.status, edge.says), captions.curves[edge.key]
    if not style.arrow or line.tip == line.end:
        return ""
    (x, y), (tx, ty) = line.end, line.tip
    # the arrow's head is wider on a wide line
    half = 2.6 + style.width * 0.55
    ux, uy = (tx - x) / 8, (ty - y) / 8
    return (
        f'<path d="M{_num(tx)} {_num(ty)}L{_num(x - uy * half)} {_num(y + ux * half)}'
        f'L{_num(x + uy * half)} {_num(y - ux * half)}z" fill="{colours.roles[style.role]}"{_faint(edge)}/>\n'
    )


def _path(line: Curve) -> str:
    letter = {0: "L", 1: "Q", 2: "C"}[len(line.controls)]
    points = " ".join(f"{_num(x)} {_num(y)}" for x, y in (*line.controls, line.end))
    return f"M{_num(line.start[0])} {_num(line.start[1])}{letter}{points}"


def _edge_mark(edge: SceneEdge, captions: PlacedCaptions, colours: Theme) -> str:
    """Draw the pen's line behind a relationship that differs between two versions of a case."""
    width = line_style(edge.status, edge.says).width + CHANGE_WIDTH
    return f'<path d="{_path(captions.curves[edge.key])}" fill="none"{_pen(edge.change, colours, width)}/>\n'


def _node_mark(node: SceneNode, scale: float, colours: Theme) -> str:
    x, y, r = (_num(value) for value in (node.x * scale, node.y * scale, node.size + CHANGE_RING))
    return f'<circle cx="{x}" cy="{y}" r="{r}" fill="none"{_pen(node.change, colours, CHANGE_RING)}/>\n'


def _pen(change: str, colours: Theme, width: float) -> str:
    return _stroke(_pen_style(change, width), colours.changes[change])


def _pen_style(change: str, width: float) -> StatusStyle:
    return StatusStyle(width, PEN_DASHES[change], "")


def groups(nodes: Iterable[SceneNode]) -> dict[int, list[SceneNode]]:
    """Return the nodes around which a line is drawn, by the number of their group."""
    found: dict[int, list[SceneNode]] = {}
    for node in nodes:
        if node.group and not node.faint:
            found.setdefault(node.group, []).append(node)
    return dict(sorted(found.items()))


def _hulls(scene: Scene, scale: float) -> str:
    """Draw a line around each group, in its colour."""
    parts = []
    for members in groups(scene.nodes).values():
        line = hull((node.x * scale, node.y * scale, node.size + HULL_ROOM) for node in members)
        points = " ".join(f"{_num(x)},{_num(y)}" for x, y in line)
        colour = members[0].colour
        parts.append(
            f'<polygon points="{points}" fill="{colour}" fill-opacity="0.09" stroke="{colour}" stroke-opacity="0.55"'
            ' stroke-width="1.4" stroke-linejoin="round"/>\n'
        )
    return "".join(parts)


def _faint(item: SceneNode | SceneEdge) -> str:
    return ' opacity="0.22"' if item.faint else ""


def _stroke(style: StatusStyle, colour: str) -> str:
    dash = f' stroke-dasharray="{" ".join(f"{d:g}" for d in style.dash)}"' if style.dash else ""
    cap = ' stroke-linecap="round"' if style.dash and style.dash[0] < 1 else ""
    return f' stroke="{colour}" stroke-width="{style.width:g}"{dash}{cap}'


def _node(node: SceneNode, scale: float, theme: str) -> str:
    shape = _shape(node.shape, node.x * scale, node.y * scale, node.size)
    title = f"<title>{_text(node.tooltip or node.caption)}</title>"
    return f"<g{_faint(node)}>{title}{shape}{_paint(node.colour, theme)}/></g>\n"


def _paint(colour: str, theme: str) -> str:
    # a rim keeps pale colours apart from the page
    return f' fill="{colour}" stroke="{shade(colour, -0.28 if theme == "light" else 0.25)}" stroke-width="1.2"'


def shade(colour: str, by: float) -> str:
    """Return a colour mixed with black (``by`` below 0) or white (above)."""
    goal = 255 if by > 0 else 0
    channels = (int(colour[i : i + 2], 16) for i in (1, 3, 5))
    return "#" + "".join(f"{round(c + (goal - c) * abs(by)):02x}" for c in channels)


def _shape(shape: str, x: float, y: float, r: float) -> str:
    if shape == "dot":
        return f'<circle cx="{_num(x)}" cy="{_num(y)}" r="{_num(r)}"'
    if shape == "box":
        h = 0.9 * r
        side = _num(2 * h)
        return f'<rect x="{_num(x - h)}" y="{_num(y - h)}" width="{side}" height="{side}" rx="{_num(0.5 * h)}"'
    points = " ".join(f"{_num(px)},{_num(py)}" for px, py in corners(shape, x, y, r))
    return f'<polygon points="{points}" stroke-linejoin="round"'


def _cleared(captions: PlacedCaptions, colours: Theme) -> str:
    """Let lines recede where captions stand, so that they strike none of their letters through."""
    rooms = [spot.rect for placed in (captions.edges, captions.nodes) for spot in placed.values()]
    boxes = "".join(f"M{_num(x)} {_num(y)}H{_num(right)}V{_num(low)}H{_num(x)}z" for x, y, right, low in rooms)
    return f'<path fill="{colours.background}" fill-opacity="0.85" d="{boxes}"/>\n' if boxes else ""


def _captions(scene: Scene, captions: PlacedCaptions, colours: Theme) -> str:
    halo = (
        f' text-anchor="middle" paint-order="stroke" stroke="{colours.background}" stroke-width="3.6"'
        ' stroke-linejoin="round"'
    )
    parts = [_leader(edge, captions.edges.get(edge.key), colours) for edge in scene.edges]
    parts.append(f'<g font-size="{EDGE_CAPTION_SIZE:g}" fill="{colours.soft}"{halo}>\n')
    for edge in scene.edges:
        if edge.key in captions.edges:
            parts.append(_lines((edge.caption,), captions.edges[edge.key]))
    parts.append(f'</g>\n<g font-size="{CAPTION_SIZE:g}" fill="{colours.ink}"{halo}>\n')
    for node in scene.nodes:
        if node.key in captions.nodes:
            parts.append(_lines(node.lines, captions.nodes[node.key]))
    parts.append("</g>\n")
    return "".join(parts)


def _leader(edge: SceneEdge, spot: CaptionPlace | None, colours: Theme) -> str:
    """Join a caption to its line by a thin one in its colour, with a dot where it ends: not to be taken for another."""
    if spot is None or spot.leader is None:
        return ""
    (x, y), (line_x, line_y) = spot.leader
    colour = colours.roles[line_style(edge.status, edge.says).role]
    return (
        f'<path d="M{_num(x)} {_num(y)}L{_num(line_x)} {_num(line_y)}" stroke="{colour}" stroke-width="0.8"'
        ' stroke-dasharray="2 2"/>'
        f'<circle cx="{_num(line_x)}" cy="{_num(line_y)}" r="2" fill="{colour}"/>\n'
    )


def _lines(lines: tuple[str, ...], spot: CaptionPlace) -> str:
    if len(lines) == 1:
        return f'<text x="{_num(spot.x)}" y="{_num(spot.y)}">{_text(lines[0])}</text>\n'
    spans = "".join(
        f'<tspan x="{_num(spot.x)}" y="{_num(spot.y + i * LINE_HEIGHT)}">{_text(line)}</tspan>'
        for i, line in enumerate(lines)
    )
    return f"<text>{spans}</text>\n" if lines else ""


def _axis(scene: Scene, colours: Theme, captions: PlacedCaptions, bounds: Rect, grow: float) -> str:
    parts = []
    for tick in scene.axis:
        x = tick.x * captions.scale
        parts.append(
            f'<path d="M{_num(x)} {_num(bounds[1] + 16)}V{_num(bounds[3])}" stroke="{colours.line}"/>'
            f'<text x="{_num(x)}" y="{_num(bounds[1] + 10)}" font-size="{_num(11 * grow)}" text-anchor="middle"'
            f' fill="{colours.soft}">{_text(tick.text)}</text>\n'
        )
    for lane in scene.lanes:
        y = lane.y * captions.scale
        parts.append(
            f'<path d="M{_num(bounds[0])} {_num(y)}H{_num(bounds[2])}" stroke="{colours.line}"/>'
            f'<text x="{_num(bounds[0])}" y="{_num(y + 13 * grow)}" font-size="{_num(11 * grow)}"'
            f' fill="{colours.soft}">{_text(lane.text)}</text>\n'
        )
    return "".join(parts)


@dataclass(frozen=True, slots=True)
class _Cell:
    mark: str
    name: str
    count: str
    words: str
    wide: float


def _legend(scene: Scene, colours: Theme, wide: float, grow: float) -> tuple[str, float]:
    """Return the legend's rows, types above statuses, each set in columns, and their height."""
    if not scene.legend:
        return "", 0.0
    size, row = 12.5 * grow, 23 * grow
    parts = [
        f'<path d="M0 0H{_num(wide)}" stroke="{colours.line}" stroke-width="{_num(grow)}"/>\n'
        f'<g font-size="{_num(size)}">\n'
    ]
    y = 12 * grow
    for kind in (*MARK_KINDS, "change", "type", "status", "speakers"):
        # lines of speakers are offered by a legend where none is drawn, and a picture on paper offers nothing
        entries = [entry for entry in scene.legend if entry.kind == kind and (entry.count or kind != "speakers")]
        cells = [_cell(entry, colours, grow, wide) for entry in entries]
        if not cells:
            continue
        column = max(cell.wide for cell in cells) + 22 * grow
        columns = max(1, int((wide + 22 * grow) // column))
        for place_, cell in enumerate(cells):
            x, top = place_ % columns * column, y + place_ // columns * row
            parts.append(_cell_svg(cell, kind, colours, x, top + row / 2, grow))
        y += -(-len(cells) // columns) * row + 6 * grow
    parts.append("</g>\n")
    return "".join(parts), y + 6 * grow


def _cell(entry: LegendEntry, colours: Theme, grow: float, limit: float) -> _Cell:
    size = 12.5 * grow
    if entry.kind == "type":
        name = legend_name(entry)
        theme = "light" if colours is THEMES["light"] else "dark"
        mark = f"{_shape(entry.shape, 7 * grow, 0, 6 * grow)}{_paint(entry.colour, theme)}/>"
        words = ""
    elif entry.kind in MARK_KINDS:
        name, words = shorten(clean(entry.name), 60), entry.plural
        icon = _mark_icon(entry, colours.changes.get(entry.kind, ""), colours.soft)
        mark = f'<g transform="scale({_num(grow)})">{icon}</g>'
    elif entry.kind == "change":
        name, words = f"{MARKS[entry.name]} {entry.name}", entry.plural
        line = f'<path d="M0 0H{_num(_STATUS_ICON_WIDTH)}" fill="none"{_pen(entry.name, colours, CHANGE_WIDTH)}/>'
        mark = f'<g transform="scale({_num(grow)})">{line}</g>' if grow > 1 else line
    else:
        name, words = legend_name(entry), entry.plural
        style = line_style(entry.name, entry.name)
        line = f'<path d="M0 0H{_num(_STATUS_ICON_WIDTH)}" fill="none"{_stroke(style, colours.roles[style.role])}/>'
        # as thick beside the legend's words as the lines are beside captions
        mark = f'<g transform="scale({_num(grow)})">{line}</g>' if grow > 1 else line
    count = entry.counts
    used = _mark_width(entry.kind, grow) + text_width(name, size) + text_width(count, size) + 8 * grow
    if words:
        used += 8 * grow + text_width(words, size)
        if used > limit:
            used -= 8 * grow + text_width(words, size)
            words = ""
    return _Cell(mark, name, count, words, used)


def _mark_icon(entry: LegendEntry, pen: str, ink: str) -> str:
    """Return the sample of what an analysis marks, 28 units wide around the height 0."""
    if entry.kind == "sizes":
        return "".join(f'<circle cx="{x}" cy="0" r="{r}" fill="{ink}"/>' for x, r in ((3, 2.2), (11, 4.4), (23, 7)))
    if entry.kind == "colours":
        steps = range(7)
        return "".join(
            f'<rect x="{4 * k}" y="-5" width="4.3" height="10" fill="{mixed(LOW, HIGH, k / 6)}"/>' for k in steps
        )
    if entry.kind == "group":
        look = f'stroke="{entry.colour}" stroke-opacity="0.55" fill="{entry.colour}"'
        inner = f'<circle cx="14" cy="0" r="4.4" fill="{entry.colour}"/>'
        return f'<circle cx="14" cy="0" r="8" {look} fill-opacity="0.12"/>{inner}'
    return f'<path d="M0 0H28" fill="none"{_stroke(_pen_style(entry.kind, CHANGE_WIDTH), pen)}/>'


def mark_icon(entry: LegendEntry) -> str:
    """Return the sample of what an analysis marks as an SVG document, for use in a page that has the roles' colours."""
    return (
        '<svg width="28" height="18" viewBox="0 -9 28 18" aria-hidden="true">'
        f"{_mark_icon(entry, f'var(--{entry.kind})', 'var(--soft)')}</svg>"
    )


def legend_name(entry: LegendEntry) -> str:
    """Return what a legend calls a type, its plural where there is more than one; or a status, or lines of speakers."""
    if entry.kind != "type":
        return f"who {entry.name}" if entry.kind == "speakers" else entry.name
    return shorten(clean(entry.plural if max(entry.count, entry.total) != 1 else entry.name), 40)


def _mark_width(kind: str, grow: float) -> float:
    return (21 if kind == "type" else _STATUS_ICON_WIDTH + 9) * grow


def _cell_svg(cell: _Cell, kind: str, colours: Theme, x: float, y: float, grow: float) -> str:
    size = 12.5 * grow
    # one text: where another font is wider than the one that ships, what follows a word moves on with it
    after = [text for text in (cell.count, cell.words) if text]
    more = "".join(f' <tspan dx="{_num(4 * grow)}" fill="{colours.soft}">{_text(text)}</tspan>' for text in after)
    return (
        f'<g transform="translate({_num(x)} {_num(y)})">{cell.mark}</g>'
        f'<text x="{_num(x + _mark_width(kind, grow))}" y="{_num(y + size * 0.33)}" fill="{colours.ink}">'
        f"{_text(cell.name)}{more}</text>\n"
    )
