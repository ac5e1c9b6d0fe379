"""The Explore page under load: graphs of any size, a node that knows everybody, and names that would rather be code."""

import re
import subprocess
import sys
from collections.abc import Callable, Iterator
from contextlib import ExitStack
from dataclasses import replace
from pathlib import Path
from urllib.parse import quote as percent

import pytest
from playwright.sync_api import Browser, Dialog, expect

from graph.case.file import read
from graph.case.load import load
from graph.cypher import quote
from graph.settings import Settings
from graph.stores import NodeRow, open_store
from tests.helpers import HARBOUR_FIRE
from tests.helpers import browser as chrome
from tests.helpers.explorer import APP, CASE, EMBEDDED, GUARD, STORES, Explorer, explorer
from tests.stores.cases import Rows, node, relationship

pytestmark = [pytest.mark.browser, pytest.mark.slow]
HUB, FRIENDS, PEOPLE = "large/p000000", 10_000, 20_000
HOSTILE = (
    "</script><img src=x onerror=globalThis.__ran=1>",
    "<b onmouseover=globalThis.__ran=1 href=javascript:globalThis.__ran=1>href</b>",
    "![picture](http://elsewhere.example/x.png) [link](javascript:globalThis.__ran=1) :red[red] $x^2$",
    "line\u2028separator \u202eright to left\u202c שלום עליכם مرحبا",
    "👩‍👩‍👧‍👦 🏴‍☠️ family " * 3,
    "long " * 2_000,
    "'\"\\ {{7*7}} ${globalThis.__ran=1} %s %00",
)
Open = Callable[..., Explorer]


# -- stores ------------------------------------------------------------------------------------


def large() -> Rows:
    """Return a case of so many people, the first of whom knows half of them."""
    people = [node("large", f"p{n:06}", name=f"Person {n}") for n in range(PEOPLE)]
    known = [
        relationship("large", f"k{n:06}", "PARTNER_OF", "p000000", f"p{n:06}", status="alleged", claims=[])
        for n in range(1, FRIENDS + 1)
    ]
    others = [
        relationship("large", f"o{n:06}", "PARTNER_OF", f"p{n:06}", f"p{n * 7 % PEOPLE:06}", status="found", claims=[])
        for n in range(1, PEOPLE, 2)
    ]
    return Rows("large", people, [*known, *others])


def hostile() -> Rows:
    """Return a case in which every text is one of the hostile ones."""
    nodes = [
        NodeRow(
            ("Entity", "Person" if n % 2 else f"{text} `"),
            {
                "id": f"h{n}",
                "case_id": "hostile",
                "name": text,
                "aliases": [text, HOSTILE[0]],
                "kind": text,
                text: text,
            },
        )
        for n, text in enumerate(HOSTILE)
    ]
    ties = [
        relationship(
            "hostile", f"r{n}", f"{text} `", f"h{n}", f"h{(n + 1) % len(HOSTILE)}", status="alleged", claims=[]
        )
        for n, text in enumerate(HOSTILE)
    ]
    rows = Rows("hostile", nodes, ties)
    rows.case = replace(rows.case, title=HOSTILE[2] + HOSTILE[0])
    return rows


@pytest.fixture(scope="session")
def loaded_app(chromium: Browser, tmp_path_factory: pytest.TempPathFactory) -> Iterator[str]:
    """The app on a store of cases of all sizes."""
    path = tmp_path_factory.mktemp("load") / "cases.grafeo"
    with open_store(str(path), Settings()) as store:
        load(store, read(HARBOUR_FIRE, settings=Settings()))
        for rows in (
            Rows("one", [node("one", "a", name="Ada Quill")]),
            large(),
            hostile(),
        ):
            store.replace_case(rows)
    with chrome.served(APP, env={"CASEGRAPH_STORE": str(path), "CASEGRAPH_QUERY_TIMEOUT_S": "120"}) as address:
        yield address


@pytest.fixture(scope="session")
def foreign_app(chromium: Browser, tmp_path_factory: pytest.TempPathFactory) -> Iterator[str]:
    """The app on a graph that is not ours, with hostile labels, types, properties and names."""
    path = tmp_path_factory.mktemp("foreign") / "cases.grafeo"
    with open_store(str(path), Settings()) as store:
        for n, text in enumerate(HOSTILE):
            store.execute(
                f"CREATE (:{quote(text)} {{name: $text, {quote(text)}: $text, list: [$text], n: {n}}})", {"text": text}
            )
        for n, text in enumerate(HOSTILE):
            store.execute(
                f"MATCH (a {{n: {n}}}), (b {{n: {(n + 1) % len(HOSTILE)}}}) "
                f"CREATE (a)-[:{quote(text)} {{{quote(text)}: $text, status: $text}}]->(b)",
                {"text": text},
            )
    with chrome.served(APP, env={"CASEGRAPH_STORE": str(path)}) as address:
        yield address


@pytest.fixture
def session(chromium: Browser) -> Iterator[Open]:
    """Opens a session of its own on an app."""
    with ExitStack() as opened:
        yield lambda address, query="", **options: _opened(opened, chromium, address, query, **options)


def _opened(opened: ExitStack, chromium: Browser, address: str, query: str, *, rest: bool = True) -> Explorer:
    page = opened.enter_context(explorer(chromium, address))
    page.page.goto(f"{address}/{query}")
    if rest:
        # a busy machine takes its time to place the nodes; until then the canvas is there without a graph
        page.tab.until(lambda: page.state.get("graph") not in (None, "", "placing"), "a picture")
        page.rest()
    return page


# -- sizes -------------------------------------------------------------------------------------


@EMBEDDED
def test_a_large_graph_is_a_picture_and_a_sentence(loaded_app: str, session: Open) -> None:
    page = session(loaded_app, "?case=large")
    sentence = "18,000 of 20,000 nodes are not drawn (setting max_nodes_drawn: 2,000)"
    expect(page.page.get_by_text(sentence).first).to_be_visible()
    assert len(page.shown) == 2_000
    # the page answers: what is clicked is told of
    key = min(page.shown)
    page.search.fill(page.state["nodes"][key]["caption"])
    expect(page.page.get_by_role("option").first).to_contain_text(page.state["nodes"][key]["caption"])
    page.search.press("Enter")
    expect(page.heading).to_have_text(page.state["nodes"][key]["caption"])


@EMBEDDED
def test_a_node_with_ten_thousand_neighbours_brings_a_page_of_them(loaded_app: str, session: Open) -> None:
    page = session(loaded_app, f"?case=large&start={HUB.partition('/')[2]}")
    page.select(HUB)
    page.press(page.inspector.get_by_role("button", name="Expand"))
    expect(page.inspector.get_by_role("menuitem", name="Everything")).to_contain_text(str(FRIENDS))
    page.keyboard.press("Escape")
    page.click(HUB, button="right")
    expect(page.page.get_by_role("menuitem", name="Person").first).to_contain_text(f"{FRIENDS:,}")
    page.keyboard.press("Escape")
    page.rest()
    for pages in (1, 2):
        page.double_click(*page.place(HUB))
        page.until(lambda s, n=pages: len(s["nodes"]) == 50 * n + 1, f"{pages} pages of neighbours")
        page.rest()
    page.select(HUB)
    page.act("Collapse")
    page.until(lambda s: set(s["nodes"]) == {HUB}, "the node alone")


# -- texts -------------------------------------------------------------------------------------


@EMBEDDED
@pytest.mark.parametrize("kind", ["case", "foreign"])
def test_names_that_would_rather_be_code_stay_text(request: pytest.FixtureRequest, session: Open, kind: str) -> None:
    address: str = request.getfixturevalue("loaded_app" if kind == "case" else "foreign_app")
    page = session(address, "?case=hostile" if kind == "case" else "")
    done: list[str] = []

    def heard(dialog: Dialog) -> None:
        done.append(dialog.message)
        dialog.dismiss()

    page.page.on("dialog", heard)
    page.page.on("request", lambda request: done.append(request.url) if request.url.endswith("/x") else None)
    assert len(page.shown) == len(HOSTILE)
    captions = {n["caption"]: key for key, n in page.state["nodes"].items()}
    assert any(caption.startswith("</script><img src=x") for caption in captions)
    for caption, key in captions.items():
        page.mouse.move(*page.place(key))
        page.click(key)
        page.until(lambda s, key=key: s["selection"] == [key], "a selected node")
        expect(page.heading).to_have_text(caption)
    page.rest()
    table = page.tab_named("Table")
    for number in range(2):
        page.select_row(table, number)
        expect(page.heading).to_contain_text("→")
        page.select_row(table, number)
        expect(page.heading).not_to_contain_text("→")
    page.search.fill("</script>")
    expect(page.page.get_by_role("option").first).to_contain_text("</script><img src=x")
    page.search.press("Enter")
    expect(page.heading).to_contain_text("</script><img src=x")
    page.rest()
    page.menu(next(iter(captions.values())), "Hide")
    page.until(lambda s: len([n for n in s["nodes"].values() if n["shown"]]) == len(HOSTILE) - 1, "one hidden")
    # a node of a case is named in the address; one that has no id of its own cannot be, and the page says so
    expect(page.page.get_by_text("This view cannot be shared as it is")).to_have_count(int(kind == "foreign"))
    for name in ("Table", "Filters", "Cypher", "Saved views", "Export"):
        page.tab_named(name)
    page.rest()
    svg = page.download(page.page.get_by_role("button", name="SVG", exact=True)).decode()
    assert "<img" not in svg
    assert "<script" not in svg
    assert (
        page.page.locator("img[src=x], img[src*=elsewhere], [onerror], [onmouseover], [href^=javascript]").count() == 0
    )
    assert page.page.evaluate("() => globalThis.__ran") is None
    assert done == []


MADE_UP = [
    "?case=![x](http://elsewhere.example/a.png)",
    "?case=one&query=![x](http://elsewhere.example/b.png)",
    "?case=one&query=MATCH (n) RETURN `![x](http://elsewhere.example/c.png)`",
    "?case=one&start=![x](http://elsewhere.example/d.png)&expands=<img src=x onerror=globalThis.__ran=1>",
    "?case=one&since=1900-01-01&until=2999-12-31",
    "?case=one&view=![x](http://elsewhere.example/e.png)",
]


@EMBEDDED
def test_an_address_someone_made_up_is_told_as_text(loaded_app: str, chromium: Browser) -> None:
    with explorer(chromium, loaded_app) as page:
        for query in MADE_UP:
            page.page.goto(f"{loaded_app}/{percent(query, safe='?&=')}")
            page.rest()
            expect(page.page.locator("[data-testid=stException]")).to_have_count(0)
            assert page.page.locator("img[src=x], img[src*=elsewhere]").count() == 0, query


# -- the same picture by two ways --------------------------------------------------------------


@EMBEDDED
def test_the_picture_saved_in_the_app_is_that_of_the_command_line(
    embedded_app: str, session: Open, tmp_path: Path
) -> None:
    page, store = session(embedded_app, f"?case={CASE}"), STORES[embedded_app]
    page.drag(GUARD, 60, -45)
    page.until_view(lambda view: GUARD in view.pins, "the pin")
    page.rest()
    page.double_click(*page.place(GUARD))
    page.until_view(lambda view: view.expands, "the expand")
    page.press(page.page.get_by_role("button", name=re.compile(r"^alleged \d")))
    page.until_view(lambda view: "~alleged" in view.off, "the filter")
    page.rest()
    page.tab_named("Export")
    saved = page.download(page.page.get_by_role("button", name="SVG", exact=True))
    drawn = tmp_path / "x.svg"
    command = [sys.executable, "-m", "graph", "render", "--view", page.page.url, "--store", store, "-o", str(drawn)]
    subprocess.run(command, cwd=chrome.ROOT, check=True, timeout=120)
    assert drawn.read_bytes() == saved
