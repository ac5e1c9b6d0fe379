"""A text from outside is text wherever Streamlit would read Markdown."""

import ast
import inspect
from collections.abc import Iterator
from pathlib import Path

import pytest
import streamlit as st

from tests.helpers import ROOT

PLAIN = "plain"
READS_MARKDOWN = {
    "audio_input",
    "badge",
    "button",
    "camera_input",
    "caption",
    "checkbox",
    "color_picker",
    "date_input",
    "datetime_input",
    "dialog",
    "download_button",
    "error",
    "expander",
    "file_uploader",
    "form_submit_button",
    "header",
    "image",
    "info",
    "link_button",
    "markdown",
    "menu_button",
    "metric",
    "multiselect",
    "number_input",
    "page_link",
    "pills",
    "popover",
    "progress",
    "radio",
    "segmented_control",
    "select_slider",
    "selectbox",
    "slider",
    "spinner",
    "status",
    "subheader",
    "success",
    "table",
    "tabs",
    "text_area",
    "text_input",
    "time_input",
    "title",
    "toast",
    "toggle",
    "warning",
    "write",
    "write_stream",
}
"""What of Streamlit takes a text that it reads as Markdown."""
OPTIONS_TOO = {"pills", "radio", "segmented_control", "select_slider"}
"""What reads Markdown in the names of its options too; a list that opens does not."""
TEXTS = ("body", "help", "label", "tabs", "text", "title")
"""The parameters that it is in."""


def is_plain(node: ast.expr) -> bool:
    """Whether an expression is written in the program, or goes through ``plain()``."""
    match node:
        case ast.Constant():
            return True
        case ast.Call(func=ast.Name(id="list"), args=[each]):
            return is_plain(each)
        case ast.Call(func=ast.Name(id=name)):
            return name == PLAIN
        case ast.Name(id=name) | ast.Attribute(attr=name):
            return name.isupper() or name == PLAIN
        case ast.JoinedStr(values=values):
            return all(map(is_plain, values))
        case ast.IfExp(body=one, orelse=other):
            return is_plain(one) and is_plain(other)
        case ast.List(elts=each) | ast.Tuple(elts=each) | ast.BoolOp(values=each):
            return all(map(is_plain, each))
        case ast.Lambda(body=body) | ast.ListComp(elt=body) | ast.FormattedValue(value=body):
            return is_plain(body)
    return False


def unguarded(source: str) -> Iterator[str]:
    """Yield every text that Streamlit would read as Markdown without ``plain()``, with its line."""
    for call in ast.walk(ast.parse(source)):
        if not isinstance(call, ast.Call) or not isinstance(call.func, ast.Attribute):
            continue
        if isinstance(call.func.value, ast.Name) and call.func.value.id[0].isupper():  # a class of our own
            continue
        name = call.func.attr
        given = {keyword.arg: keyword.value for keyword in call.keywords}
        texts = [given[text] for text in TEXTS if text in given and (name in READS_MARKDOWN or text == "help")]
        if name in READS_MARKDOWN:
            texts += call.args[1:2] if name in ("page_link", "progress") else call.args[:1]
        if name in OPTIONS_TOO:
            options = given.get("options") or (call.args[1] if len(call.args) > 1 else None)
            texts += [text for text in [given.get("format_func") or options] if text is not None]
        yield from (f"line {call.lineno}: {ast.unparse(text)}" for text in texts if not is_plain(text))


def test_the_list_is_whole() -> None:
    """Every element of Streamlit whose documentation speaks of Markdown is in the list, or takes none that matters."""
    documented = {
        name for name in dir(st) if not name.startswith("_") and "Markdown" in (inspect.getdoc(getattr(st, name)) or "")
    }
    assert documented - READS_MARKDOWN == {"Page", "latex", "navigation", "text"}


@pytest.mark.parametrize(
    "source",
    [
        "st.error(str(error))",
        "one.button(name, help='x')",
        "st.button('x', help=words)",
        "st.error(f'{title} is not there')",
        "st.segmented_control('x', names)",
        "st.segmented_control('x', ['a'], format_func=lambda name: names[name])",
        "st.progress(0.5, stage)",
        "st.column_config.TextColumn('x', help=name)",
        "st.tabs([name for name in names])",
    ],
)
def test_a_text_that_is_not_guarded_is_found(source: str) -> None:
    assert len(list(unguarded(source))) == 1


@pytest.mark.parametrize(
    "path", sorted((ROOT / "graph" / "ui").rglob("*.py")), ids=lambda path: path.relative_to(ROOT).as_posix()
)
def test_every_text_of_the_app_goes_through_plain(path: Path) -> None:
    assert list(unguarded(path.read_text(encoding="utf-8"))) == []
