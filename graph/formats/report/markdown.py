"""A report as Markdown that stays readable as text: whatever a name holds, it is no markup."""

from __future__ import annotations

import re
import warnings
from base64 import b64encode
from collections.abc import Iterable, Iterator

from graph.errors import FontWarning, RenderError
from graph.formats.png import to_png
from graph.formats.report import Line, Report
from graph.formats.svg import describe_scene
from graph.picture.fonts import lacking_in_words
from graph.picture.parts import Scene

_SIGNS = re.compile(r"[\\`*_\[\]<>&|~$#@!]|:(?=[\w/+-])|(?<=\bwww)\.", re.IGNORECASE)
_ENTITIES = {"<": "&lt;", ">": "&gt;", "&": "&amp;"}
_BEGIN = re.compile(r"(?:[-+=]|\d+(?=[.)]))")
_NOT_IN_ADDRESSES = {ord(sign): f"%{ord(sign):02X}" for sign in '<>()[]\\`"|{}^ '}


def write(report: Report) -> bytes:
    """Write the report as Markdown; the picture stands at its end, as an address that is the PNG itself.

    Few readers of Markdown show an SVG in an address.

    Warns
    -----
    FontWarning
        A box stands in the picture in place of characters that no font has.
    """
    lines = [f"# {escaped(report.title)}", "", escaped(report.source_line), ""]
    for note in report.notes:
        lines += [f"*{escaped(note)}*", ""]
    if report.scene:
        lines += [f"![{escaped(describe_scene(report.scene))}][picture]", ""]
    for section in report.sections:
        lines += [f"## {escaped(section.heading)}", ""]
        if section.note:
            lines += [escaped(section.note), ""]
        for group in section.groups:
            if group.heading:
                lines += [f"### {escaped(group.heading)}", ""]
            lines += [*_lines(group.lines), ""]
    lines += ["## Passages", ""]
    for passage in report.passages:
        quote = f" “{escaped(passage.quote)}”" if passage.quote else ""
        place = f"{escaped(passage.place)} ({escaped(passage.locator)})"
        source = f"[source {passage.source}](#source-{passage.source})"
        lines += [f'<a id="passage-{passage.number}"></a>\\[{passage.number}\\]{quote} {place}, {source}', ""]
    lines += ["## Sources", ""]
    for each in report.sources:
        url = f", <{each.url.translate(_NOT_IN_ADDRESSES)}>" if each.url else ""
        told = ", ".join(escaped(text) for text in (each.name, each.published) if text)
        lines += [f'<a id="source-{each.number}"></a>Source {each.number}: {told}{url}', ""]
    if report.scene:
        if lacking := lacking_in_words(report.scene.words):
            warnings.warn(FontWarning(lacking), stacklevel=2)
        lines += [f"[picture]: data:image/png;base64,{b64encode(_drawn(report.scene)).decode()}", ""]
    return "\n".join(lines).encode("utf-8", "replace")


def _drawn(scene: Scene) -> bytes:
    try:
        return to_png(scene)
    except RenderError:  # too many pixels
        return to_png(scene, scale=1)


def escaped(text: str) -> str:
    r"""Return a text in which a reader of Markdown finds no markup, address, mention or formula.

    Examples
    --------
    >>> print(escaped("*a* <b> http://c.example 1. d"))
    \*a\* &lt;b&gt; http\://c.example 1. d
    >>> print(escaped("1. a"), escaped("- b"))
    1\. a \- b
    """
    found = _SIGNS.sub(lambda sign: _ENTITIES.get(sign[0], f"\\{sign[0]}"), text)
    begin = _BEGIN.match(found)
    if begin is None:
        return found
    first, rest = (begin[0], found[begin.end() :]) if begin[0][0].isdigit() else ("", found)
    return f"{first}\\{rest}"


def _lines(lines: Iterable[Line], indent: str = "") -> Iterator[str]:
    for line in lines:
        status = f"**{line.status}** " if line.status else ""
        when = f"{escaped(line.when)}: " if line.when else ""
        text = f"“{escaped(line.text)}”" if line.own else escaped(line.text)
        numbers = "".join(f" [\\[{number}\\]](#passage-{number})" for number in line.numbers)
        yield f"{indent}- {when}{status}{text}{numbers}"
        yield from _lines(line.lines, f"{indent}  ")
