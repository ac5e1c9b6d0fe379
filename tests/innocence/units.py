"""What a person or a program reads of a file at one glance: a row, a line, an element, an object; each apart."""

import csv
import io
import json
import re
import zipfile
from collections.abc import Callable, Collection, Iterator
from html.parser import HTMLParser
from typing import Any
from xml.etree import ElementTree

from openpyxl import load_workbook

from graph.reading import read_document
from graph.settings import Settings

_IN_A_GROUP = 3
"""Words in a group of a drawing that belong to one another."""
_ID = re.compile(r"[\w-]+")
_GLANCE = 3
"""Lines that are read at one glance."""
Unit = Any
"""A text, or what JSON holds."""
_VOID = frozenset(["br", "hr", "img", "input", "link", "meta", "col", "wbr", "area", "base", "source", "path"])
_BLOCKS = frozenset(
    ["tr", "li", "p", "h1", "h2", "h3", "h4", "dd", "dt", "section", "article", "blockquote", "summary", "figcaption",
     "text", "title", "desc", "caption", "option", "button"]
)  # fmt: skip


def of_text(text: str) -> list[Unit]:
    """Return the lines of a text."""
    return [line for line in text.splitlines() if line.strip()]


def of_csv(text: str) -> list[Unit]:
    """Return the rows of a table, each as one text."""
    return [" | ".join(row) for row in csv.reader(io.StringIO(text.removeprefix("\ufeff")))]


def of_xml(text: str) -> list[Unit]:
    """Return the elements of a graph in XML with all they hold: nodes and edges; of a picture each with words."""
    root = ElementTree.fromstring(text)
    found: list[Unit] = []
    grouped: set[ElementTree.Element] = set()
    for element in root.iter():
        tag = element.tag.rpartition("}")[2]
        said = [child for child in element if child.tag.rpartition("}")[2] in ("text", "title")]
        if tag == "g" and 1 < len(said) <= _IN_A_GROUP:
            # a row of a drawn table: its words, and below them its status
            found.append(" ".join(" ".join(child.itertext()) for child in said))
            grouped.update(said)
        if tag in ("node", "edge"):
            found.append(" ".join([*element.attrib.values(), *_words(element)]))
        elif tag in ("text", "title", "desc") and element not in grouped:
            found.append((" " if tag == "text" else "").join(element.itertext()))
        if "aria-label" in element.attrib:
            found.append(element.attrib["aria-label"])
    return found


def _words(element: ElementTree.Element) -> Iterator[str]:
    for child in element.iter():
        yield from child.attrib.values()
        yield child.text or ""


class _Html(HTMLParser):
    def __init__(self) -> None:
        super().__init__()
        self.units: list[Unit] = []
        self._open: list[tuple[str, list[str]]] = []

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        said = [value for name, value in attrs if value and name in ("title", "aria-label", "alt", "placeholder")]
        self.units += [line for value in said for line in of_text(value)]
        if tag not in _VOID:
            self._open.append((tag, []))

    def handle_startendtag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        if tag in _VOID:
            self.handle_starttag(tag, attrs)

    def handle_data(self, data: str) -> None:
        if self._open:
            self._open[-1][1].append(data)

    def handle_endtag(self, tag: str) -> None:
        while self._open:
            name, words = self._open.pop()
            text = " ".join(words)
            if name == "script":
                self.units += of_script(text)
            elif name != "style":
                if name in _BLOCKS or not self._open:
                    self.units += [" ".join(text.split())] if text.strip() else []
                elif self._open:
                    self._open[-1][1].append(text)
            if name == tag:
                break


def of_html(text: str) -> list[Unit]:
    """Return the rows, items and paragraphs of a page, what its elements are called, and the data of its scripts."""
    page = _Html()
    page.feed(text)
    page.handle_endtag("html")
    return page.units


def of_script(text: str) -> list[Unit]:
    """Return what JSON stands in a script."""
    found, decoder = [], json.JSONDecoder()
    for match in re.finditer(r"^[^{\[\n]*?(?=[{\[]\")", text, re.MULTILINE):
        try:
            found.append(decoder.raw_decode(text, match.end())[0])
        except ValueError:
            continue
    return found


def of_xlsx(data: bytes) -> list[Unit]:
    """Return the rows of all sheets."""
    book = load_workbook(io.BytesIO(data))
    return [" | ".join(str(cell) for cell in row if cell is not None) for sheet in book for row in sheet.values]


def of_pdf(data: bytes) -> list[Unit]:
    """Return the paragraphs of a PDF."""
    return of_text(read_document(data, name="a.pdf", settings=Settings()).text)


def of_zip(data: bytes) -> list[Unit]:
    """Return what is in all files of an archive."""
    with zipfile.ZipFile(io.BytesIO(data)) as archive:
        return [unit for name in archive.namelist() for unit in of_file(name, archive.read(name))]


def of_file(name: str, data: bytes) -> list[Unit]:
    """Return what is read of a file of any format that is written.

    Raises
    ------
    KeyError
        It is of a format that nobody has said how to read.
    """
    ending = name[name.rindex(".") :].lower()
    whole = {".xlsx": of_xlsx, ".pdf": of_pdf, ".zip": of_zip}
    if ending in whole:
        return whole[ending](data)
    text = data.decode("utf-8-sig")
    of_ending = {
        ".csv": of_csv,
        ".svg": of_xml,
        ".graphml": of_xml,
        ".gexf": of_xml,
        ".html": of_html,
        ".json": lambda text: [json.loads(text)],
        ".jsonld": lambda text: [json.loads(text)],
        ".jsonl": lambda text: [json.loads(line) for line in text.splitlines()],
        ".dot": of_text,
        ".md": of_text,
        ".txt": of_text,
    }
    return of_ending[ending](text)


def told_in(unit: Unit, is_told: Callable[[str], bool]) -> Iterator[str]:
    """Yield the smallest parts of a unit that tell something, each with the plain values that stand beside it."""
    if isinstance(unit, dict | list | tuple):
        items = list(unit.values()) if isinstance(unit, dict) else list(unit)
        beside = [item for item in items if not isinstance(item, dict | list | tuple)] if isinstance(unit, dict) else []
        inside = [part for item in items for part in told_in(item, is_told)]
        if inside:
            yield from (f"{part} {beside}" for part in inside)
        elif isinstance(unit, list | tuple) and all(map(_ID.fullmatch, map(str, unit))):
            return  # a list of ids tells nothing of any two of them
        elif is_told(text := " ".join(_at_one_glance(unit))):
            yield text
    else:
        lines = str(unit).splitlines()
        # a tooltip is read at one glance
        yield from (line for line in (lines if len(lines) > _GLANCE else [str(unit)]) if is_told(line))


def _at_one_glance(unit: Unit) -> Iterator[str]:
    """Yield the values of a row or an object; a list of rows is none."""
    if isinstance(unit, dict):
        for name, value in unit.items():
            yield f"{name}:"
            yield from _at_one_glance(value)
    elif isinstance(unit, list | tuple):
        if not any(isinstance(item, dict | list | tuple) for item in unit):
            yield from map(str, unit)
    else:
        yield str(unit)


def without(unit: Unit, words: Collection[str]) -> Unit:
    """Return units from which some words are gone, wherever they stand."""
    if isinstance(unit, dict):
        return {name: without(value, words) for name, value in unit.items()}
    if isinstance(unit, list | tuple):
        return [without(item, words) for item in unit]
    return re.sub("|".join(map(re.escape, words)), "", unit, flags=re.IGNORECASE) if isinstance(unit, str) else unit
