"""Markdown: the text as a reader sees it, without its marks."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from html import unescape
from typing import TYPE_CHECKING

from graph.reading.document import CELL, Document, as_published, joined, missing, one_line

if TYPE_CHECKING:
    from markdown_it.token import Token

_HEADING = re.compile(r" {0,3}#{1,6}[ \t]+\S")
_LINK = re.compile(r"(?<!\\)\[[^\[\]\n]{1,300}\]\((?:https?://|mailto:|\.{0,2}/|#)[^\s()]{0,2000}\)")
_DEFINITION = re.compile(r"^ {0,3}\[[^\[\]\n]{1,300}\]: <?https?://\S+$", re.MULTILINE)
_FRONT = re.compile(r"\ufeff?---[ \t]*\r?\n((?:[^\n]*\n){1,60}?)(?:---|\.\.\.)[ \t]*(?:\r?\n|\Z)")
_KEY = re.compile(r"([A-Za-z][\w-]*)[ \t]*:[ \t]*(.*)")
_HIDDEN = re.compile(r"<(script|style)\b")
_TAG = re.compile(r"</?[A-Za-z][^<>]*>|<[!?][^<>]*>|</?\w+\s*\Z")
_NOTE = re.compile(r"(^ {0,3})?\[\^[^\]\s]{1,50}\](?(1):[ \t]*)", re.MULTILINE)
_BREAK = re.compile(r"<br\b", re.IGNORECASE)
_NESTING = 60
"""How deep lists and quotes may stand in each other; what is deeper is left out."""
_KEYS = {"title": "title", "date": "published", "author": "author", "publisher": "publisher", "site": "publisher"}


def is_markdown(text: str) -> bool:
    r"""Return whether a text is surely Markdown; one that may as well be plain text stays as it is.

    Sure are a block of keys at the start, a link, the definition of one, two headings by ``#``, or one that begins the
    text.

    Examples
    --------
    >>> is_markdown("# Fire\n\nIt burned."), is_markdown("* one\n* two"), is_markdown("It ends.\n\n# # #\n")
    (True, False, False)
    """
    if _front_matter(text)[0] or _LINK.search(text) or _DEFINITION.search(text):
        return True
    headings = _headings(text)
    first = next(headings, None)
    return first == 0 or (first is not None and next(headings, None) is not None)


def _headings(text: str) -> Iterator[int]:
    """Yield of each heading how many lines with words come before it; it stands alone between blank lines."""
    lines = 0
    before = ""
    waiting = False
    for line in text.removeprefix("\ufeff").split("\n"):
        if waiting and not line.strip():
            yield lines - 1
        # it has a letter or digit: "# # #" and "###" end a press release
        waiting = not before.strip() and bool(_HEADING.match(line)) and any(map(str.isalnum, line))
        lines += bool(line.strip())
        before = line
    if waiting:
        yield lines - 1


def _front_matter(text: str) -> tuple[dict[str, str], int]:
    """Return the keys at the start of a text, and where the text after them begins."""
    found = _FRONT.match(text)
    if not found:
        return {}, 0
    keys = {}
    for line in found[1].splitlines():
        if pair := _KEY.fullmatch(line.rstrip()):
            keys[pair[1].lower()] = one_line(pair[2].strip("\"' "))
    return (keys, found.end()) if keys else ({}, 0)


def read(text: str, name: str) -> Document:
    """Return Markdown as paragraphs: headings, paragraphs, items of lists, rows of tables, without marks.

    A link is its words; a picture is left out; an item of a numbered list keeps its number.

    Raises
    ------
    ExtractError
        A library is missing.
    """
    try:
        from markdown_it import MarkdownIt
    except ImportError as error:
        raise missing(name, "markdown-it-py") from error
    keys, start = _front_matter(text)
    parser = MarkdownIt("commonmark", {"maxNesting": _NESTING}).enable(["table", "strikethrough"])
    # a note stands where it is written, as a paragraph
    marked = _NOTE.sub(lambda found: "" if found[1] is None else "\n", text[start:].removeprefix("\ufeff"))
    tokens = parser.parse(marked)
    paragraphs, title = _paragraphs(tokens)
    said = {_KEYS[key]: value for key, value in keys.items() if key in _KEYS}
    return Document(
        joined(paragraphs),
        title=said.get("title") or title,
        published=as_published(said.get("published", "")),
        author=said.get("author", ""),
        publisher=said.get("publisher", ""),
        media_type="text/markdown",
    )


def _paragraphs(tokens: Sequence[Token]) -> tuple[list[str], str]:
    """Return the paragraphs, and the first heading of the first level."""
    found: list[str] = []
    title = number = ""
    cells: list[str] = []
    rows: list[str] = []
    heading = ""
    in_cell = False
    for token in tokens:
        match token.type:
            case "heading_open":
                heading = token.tag
            case "list_item_open":
                number = f"{token.info}{token.markup} " if token.info else ""
            case "inline":
                words = _inline(token.children or ())
                if in_cell:
                    cells.append(words)
                elif words:
                    found.append(number + words)
                    number = ""
                    if heading == "h1" and not title:
                        title = words.replace("\n", " ")
                heading = ""
            case "th_open" | "td_open":
                in_cell = True
            case "th_close" | "td_close":
                in_cell = False
            case "tr_close":
                rows.append(CELL.join(cell for cell in cells if cell))
                cells.clear()
            case "table_close":
                found.append("\n".join(row for row in rows if row))
                rows.clear()
            case "fence" | "code_block":
                found.append(token.content.rstrip())
            case "html_block":
                found.append(_without_tags(token.content))
    return [words for words in found if words.strip()], title


def _inline(tokens: Sequence[Token]) -> str:
    parts = []
    for token in tokens:
        match token.type:
            case "text" | "code_inline":
                parts.append(token.content)
            case "softbreak":
                parts.append(" ")
            case "hardbreak":
                parts.append("\n")
            case "html_inline":
                parts.append("\n" if _BREAK.match(token.content) else "")
    return "\n".join(line.strip(" \t") for line in "".join(parts).split("\n")).strip("\n")


def _without_tags(content: str) -> str:
    """Return the words between the tags of a piece of HTML, without comments, programs and styles."""
    parts = []
    lowered = "".join(letter.lower() if letter.isascii() else letter for letter in content)  # as long
    at = 0
    while at < len(content):
        start = content.find("<", at)
        parts.append(content[at:] if start < 0 else content[at:start])
        if start < 0:
            break
        if content.startswith("<!--", start):
            at = _found(content, "-->", start) + len("-->")
        elif hidden := _HIDDEN.match(lowered, start):
            at = _found(lowered, f"</{hidden[1]}", start)
        elif tag := _TAG.match(content, start):
            at = tag.end()
        else:
            parts.append("<")
            at = start + 1
    lines = (" ".join(line.split()) for line in unescape("".join(parts)).split("\n"))
    return "\n".join(line for line in lines if line)


def _found(content: str, what: str, start: int) -> int:
    found = content.find(what, start)
    return len(content) if found < 0 else found
