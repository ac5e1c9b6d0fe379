"""A text from outside is text wherever Streamlit would read Markdown."""

import ast
import inspect
from collections.abc import Iterator
from pathlib import Path

import pytest
import streamlit as st
from playwright.sync_api import Browser

from tests.helpers import ROOT
from tests.helpers import browser as chrome

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
        label = given.get("label_visibility")
        if isinstance(label, ast.Constant) and label.value == "collapsed":  # for screen readers, which get it as it is
            texts = [given["help"]] if "help" in given else []
        elif name in READS_MARKDOWN:
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
        "st.radio('x', names, label_visibility='collapsed')",
    ],
)
def test_a_text_that_is_not_guarded_is_found(source: str) -> None:
    assert len(list(unguarded(source))) == 1


@pytest.mark.parametrize(
    "path", sorted((ROOT / "graph" / "ui").rglob("*.py")), ids=lambda path: path.relative_to(ROOT).as_posix()
)
def test_every_text_of_the_app_goes_through_plain(path: Path) -> None:
    assert list(unguarded(path.read_text(encoding="utf-8"))) == []


HOSTILE = (
    "![x](http://127.0.0.1:9/p.png) [click](http://elsewhere.example/)",
    "see http://elsewhere.example/a, HTTPS://elsewhere.example (Www.elsewhere.example), a.b@elsewhere.example",
    "<b>x</b><img src=http://127.0.0.1:9/p.png onerror=alert(1)><script>alert(1)</script>&lt;&#42;",
    ":material/home: :material_home: :Material/home: :streamlit: :smile: :100: :+1: 10:30:45",
    ":red[a] :blue-badge[b] :small[] :help[c] :color[d]{foreground=red} ::e[f] :::g",
    "$a^2$ $$b$$ \\(c\\) `d` **e** _f_ ~~g~~ ~h~ snake_case_name 5*3*2",
    "a -> b <- c <-> d <--> e -- f >= g <= h ~= i @-> j",
    "# a\n- b\n+ c\n1. d\n2) e\n> f\n===\n---\n| g | h |\n| - | - |\n[^1]\n[i]: http://elsewhere.example\n~~~\n[ ] j",
    "    four spaces\n\ttab \\ \\\\ {x}[y](z)",
)
"""What Markdown, HTML, LaTeX and Streamlit would make something of."""
SCRIPT = """
import streamlit as st
from graph.ui.parts.text import plain
from tests.ui.test_text import HOSTILE

for number, text in enumerate(HOSTILE):
    shown = plain(text)
    for name, show in {
        "button": lambda: st.button(shown, key=f"a{number}", help=shown),
        "caption": lambda: st.caption(shown),
        "checkbox": lambda: st.checkbox(shown, key=f"b{number}"),
        "error": lambda: st.error(shown),
        "expander": lambda: st.expander(shown),
        "markdown": lambda: st.markdown(shown),
        "metric": lambda: st.metric(shown, 1),
        "popover": lambda: st.popover(shown),
        "progress": lambda: st.progress(0.5, shown),
        "radio": lambda: st.radio("x", [text], format_func=plain, key=f"c{number}", label_visibility="collapsed"),
        "segmented_control": lambda: st.segmented_control("x", [shown], key=f"d{number}", label_visibility="collapsed"),
        "selectbox": lambda: st.selectbox("x", [text], key=f"e{number}", label_visibility="collapsed"),
        "tabs": lambda: st.tabs([shown]),
        "text_input": lambda: st.text_input(shown, key=f"f{number}"),
        "toggle": lambda: st.toggle(shown, key=f"g{number}"),
    }.items():
        with st.container(key=f"shown-{name}-{number}"):
            show()
"""
DRAWN = """(all) => all.map((element) => {
  const shown = element.querySelector("input[role=combobox]")?.value ?? element.textContent;
  const made = [...element.querySelectorAll("a, b, code, em, h1, img:not([alt='']), ol, script, strong, table, ul")];
  return [element.className.match(/st-key-(\\S+)/)[1], shown, made.map((each) => each.outerHTML)];
})"""


@pytest.mark.browser
@pytest.mark.xdist_group("browser")
def test_streamlit_shows_it_as_it_is(chromium: Browser, tmp_path: Path) -> None:
    script = tmp_path / "shown.py"
    script.write_text(SCRIPT, encoding="utf-8")
    with chrome.served(script) as address, chrome.tab(chromium) as tab:
        tab.page.goto(address)
        tab.rest()
        drawn = tab.page.locator("[class*=st-key-shown-]").evaluate_all(DRAWN)
        assert len(drawn) == 15 * len(HOSTILE)
        for key, shown, made in drawn:
            assert made == [], key
            assert words(HOSTILE[int(key.rpartition("-")[2])]) in words(shown), key
        for number in (0, 1):
            tab.page.locator(f".st-key-shown-button-{number} button").first.hover()
            tooltip = tab.page.get_by_role("tooltip").filter(has_text=HOSTILE[number])
            tooltip.wait_for()
            assert tooltip.locator("a, img").count() == 0


def words(text: str) -> str:
    """A text without white space, which a page of HTML does not keep."""
    return "".join(text.split())
