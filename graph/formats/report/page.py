"""A report as one page of HTML that needs no network and runs nothing."""

from __future__ import annotations

from base64 import b64encode
from collections.abc import Iterable
from dataclasses import replace
from html import escape

from graph.case.diff import MARKS
from graph.case.statuses import STATUSES
from graph.case.words import clean
from graph.formats.report import Line, Report
from graph.formats.svg import change_icon, describe_scene, draw_svg, legend_name, line_icon, mark_icon, type_icon
from graph.picture.fonts import FAMILIES, FAMILY, part_for
from graph.picture.looks import STATUS_STYLES, THEMES, Theme
from graph.picture.parts import MARK_KINDS, LegendEntry, Scene

_POLICY = "default-src 'none'; style-src 'unsafe-inline'; img-src data:; font-src data:"
_LARGE = 900
"""Pixels from which a picture is given more room than the text."""
_STYLE = """\
*{box-sizing:border-box}
body{margin:0 auto;padding:32px 20px 64px;max-width:46rem;font:16px/1.5 FAMILIES;background:var(--background);\
color:var(--ink);overflow-wrap:break-word}
h1{font-size:30px;line-height:1.2;margin:0 0 4px}
h2{font-size:21px;line-height:1.3;margin:40px 0 8px;padding-top:16px;border-top:1px solid var(--line)}
h3{font-size:16px;margin:22px 0 6px}
p{margin:0 0 10px}
.soft,.place,h1+p{color:var(--soft)}
a{color:var(--accent)}
.numbers a{text-decoration:none;padding:2px 3px;margin:0 -1px;white-space:nowrap}
.numbers a:hover,.numbers a:focus{text-decoration:underline}
ul,ol{margin:0;padding:0;list-style:none}
li{margin:0 0 10px}
li ul{margin:6px 0 0 16px}
li li{margin:0 0 5px;font-size:15px}
[data-status]{padding-left:12px;border-left:4px solid var(--line)}
.status{font-size:13.5px;font-weight:600;border:1px solid var(--line);border-radius:9px;padding:0 7px;margin-right:3px;\
white-space:nowrap}
.when{display:block;color:var(--soft)}
blockquote{margin:0 0 2px}
:target{outline:2px solid var(--accent);outline-offset:4px}
figure{margin:24px 0}
.large picture{display:block;width:min(94vw,80rem);margin-left:calc(50% - min(47vw,40rem))}
.zoom{display:none}
@media(max-width:46rem){.large .zoom{display:inline}}
img{display:block;width:100%;height:auto}
figcaption{margin-top:10px;color:var(--soft);font-size:14px}
.legend{display:flex;flex-wrap:wrap;gap:4px 18px;margin:8px 0 0;color:var(--ink)}
.legend li{display:flex;gap:7px;align-items:center;margin:0}
.legend svg{flex:none}
.legend i{font-style:normal;color:var(--soft)}
@media print{body{max-width:none;padding:0;font-size:11pt}li,blockquote{break-inside:avoid}h2,h3{break-after:avoid}}
"""


def write(report: Report) -> bytes:
    """Write the report as HTML."""
    light, dark = (_roles(THEMES[name]) for name in ("light", "dark"))
    statuses = "".join(f'[data-status="{status}"]{{border-left:{STATUS_STYLES[status].border}}}' for status in STATUSES)
    style = (
        f":root{{{light};color-scheme:light}}\n@media(prefers-color-scheme:dark){{:root{{{dark};color-scheme:dark}}}}\n"
        f"{_STYLE.replace('FAMILIES', ','.join(f'"{name}"' for name in FAMILIES) + ',sans-serif')}{statuses}\n"
    )
    parts = [
        '<!doctype html>\n<html lang="en">\n<head>\n<meta charset="utf-8">\n'
        '<meta name="viewport" content="width=device-width, initial-scale=1">\n'
        f'<meta http-equiv="Content-Security-Policy" content="{_POLICY}">\n'
        f"<title>{_text(report.title)}</title>\n<style>\n{style}</style>\n</head>\n<body>\n<main>\n",
        f'<h1 dir="auto">{_text(report.title)}</h1>\n<p dir="auto">{_text(report.source_line)}</p>\n',
        *(f'<p class="soft" dir="auto">{_text(note)}</p>\n' for note in report.notes),
        _figure(report),
    ]
    for section in report.sections:
        parts.append(f"<section>\n<h2>{_text(section.heading)}</h2>\n")
        if section.note:
            parts.append(f'<p class="soft" dir="auto">{_text(section.note)}</p>\n')
        for group in section.groups:
            parts.append(f'<h3 dir="auto">{_text(group.heading)}</h3>\n' if group.heading else "")
            parts.append(_list(group.lines))
        parts.append("</section>\n")
    parts += [_passages(report), _sources(report), "</main>\n</body>\n</html>\n"]
    return "".join(parts).encode("utf-8", "replace")


def _text(text: str) -> str:
    return escape(text, quote=True)


def _roles(theme: Theme) -> str:
    names = ("background", "ink", "soft", "line", "accent")
    colours = {name: getattr(theme, name) for name in names} | {**theme.roles, **theme.changes}
    return ";".join(f"--{name}:{colour}" for name, colour in colours.items())


def _figure(report: Report) -> str:
    """Return the picture as wide as the page, and below it, in lines that break, what it shows and its legend."""
    if report.scene is None:
        return ""
    bare = replace(report.scene, title="", source_line="", legend=())
    (light, wide), (dark, _) = (_image(bare, theme) for theme in ("light", "dark"))
    large = ' class="large"' if wide > _LARGE else ""
    words = f'<span dir="auto">{_text(clean(report.scene.source_line))}</span>' if report.scene.source_line else ""
    return (
        f'<figure{large}><picture><source media="(prefers-color-scheme:dark)" srcset="{dark}">'
        f'<img src="{light}" alt="{_text(describe_scene(report.scene))}"></picture>\n'
        f'<figcaption>{words} <span class="zoom">Zoom in to read it: it stays sharp.</span>'
        f"{_legend(report.scene)}</figcaption></figure>\n"
    )


def _image(scene: Scene, theme: str) -> tuple[str, float]:
    """Return a picture as an address, and its width in pixels; it carries the font of its captions."""
    svg, wide, _ = draw_svg(scene, theme=theme)
    font = b64encode(part_for(frozenset(filter(str.isprintable, svg)))).decode()
    face = f'<style>@font-face{{font-family:"{FAMILY}";src:url(data:font/woff;base64,{font})}}</style>'
    start = svg.index(">") + 1
    return f"data:image/svg+xml;base64,{b64encode(f'{svg[:start]}{face}{svg[start:]}'.encode()).decode()}", wide


def _legend(scene: Scene) -> str:
    """Return the legend as lists, types above statuses; what nothing is drawn of is not in it."""
    rows = []
    for kind in (*MARK_KINDS, "change", "type", "status", "speakers"):
        entries = [entry for entry in scene.legend if entry.kind == kind and (entry.count or kind != "speakers")]
        if entries:
            rows.append(f'<ul class="legend">{"".join(map(_entry, entries))}</ul>')
    return "".join(rows)


def _entry(entry: LegendEntry) -> str:
    if entry.kind == "type":
        icon, more = type_icon(entry), ""
    elif entry.kind in MARK_KINDS:
        icon, more = mark_icon(entry), entry.plural
    else:
        icon, more = (change_icon if entry.kind == "change" else line_icon)(entry.name), entry.plural
    name = f"{MARKS[entry.name]} {entry.name}" if entry.kind == "change" else legend_name(entry)
    told = f"{_text(clean(name))} <i>{' · '.join(map(_text, filter(None, [entry.counts, more])))}</i>"
    return f'<li dir="auto">{icon}<span>{told}</span></li>'


def _list(lines: Iterable[Line]) -> str:
    return f"<ul>\n{''.join(map(_item, lines))}</ul>\n"


def _item(line: Line) -> str:
    data = f' data-status="{line.status}"' if line.status else ""
    status = f'<span class="status">{line.status}</span> ' if line.status else ""
    when = f'<span class="when">{_text(line.when)}</span>' if line.when else ""
    text = f"“{_text(line.text)}”" if line.own else _text(line.text)
    links = "".join(f'<a href="#passage-{number}">[{number}]</a>' for number in line.numbers)
    numbers = f' <span class="numbers">{links}</span>' if links else ""
    below = _list(line.lines) if line.lines else ""
    return f'<li dir="auto"{data}>{when}{status}{text}{numbers}{below}</li>\n'


def _passages(report: Report) -> str:
    items = []
    for passage in report.passages:
        quote = f'<blockquote dir="auto">“{_text(passage.quote)}”</blockquote>' if passage.quote else ""
        source = f'<a href="#source-{passage.source}">source {passage.source}</a>'
        items.append(
            f'<li id="passage-{passage.number}">[{passage.number}] {quote}'
            f'<span class="place" dir="auto">{_text(passage.place)} ({_text(passage.locator)}), {source}</span></li>\n'
        )
    return f"<section>\n<h2>Passages</h2>\n<ol>\n{''.join(items)}</ol>\n</section>\n"


def _sources(report: Report) -> str:
    items = []
    for each in report.sources:
        told = ", ".join(filter(None, [each.name, each.published]))
        link = f', <a href="{_text(each.url)}" rel="noreferrer">{_text(each.url)}</a>' if each.url else ""
        items.append(f'<li id="source-{each.number}" dir="auto">Source {each.number}: {_text(told)}{link}</li>\n')
    return f"<section>\n<h2>Sources</h2>\n<ol>\n{''.join(items)}</ol>\n</section>\n"
