"""Names, titles, notes and addresses that look like Markdown, HTML or an icon are text on every page.

Nothing is asked of another machine (or of port 9 of this one, which the policy of the page forbids, so that it fails
the test as an error of the page), and nothing is made of a text but text.
"""

from collections.abc import Callable, Iterator
from pathlib import Path
from urllib.parse import urlencode

import grafeo
import pytest
from playwright.sync_api import Browser, FilePayload, expect

from graph.case.dates import EdtfDate
from graph.case.load import load
from graph.case.model import Case, Claim, Entity, Locator, Source, Statement, Text
from graph.case.quantities import Quantity
from graph.case.schema import load_schema
from graph.explore.beside import path_for
from graph.explore.drawing import open_view
from graph.explore.saved_queries import SavedQueries
from graph.explore.saved_views import SavedViews
from graph.explore.view import View
from graph.formats import to_bytes
from graph.settings import Settings
from graph.stores import Store, open_store
from graph.ui.pages import PAGES
from tests.helpers import browser as chrome
from tests.helpers.explorer import APP, BOTH, EMBEDDED, Explorer
from tests.helpers.reviewing import write_case

pytestmark = [pytest.mark.browser, pytest.mark.slow]

MARK = "bold7"
BAD = (
    "<img src=http://127.0.0.1:9/h.png onerror=alert(7)>![x](http://127.0.0.1:9/m.png)[link7](http://elsewhere.example/)"
    f"<a href=http://elsewhere.example/>a7</a>**{MARK}** `code7` $x_7^2$ :red[red7] :material/home: :streamlit: "
    ":smile: www.elsewhere.example a7@elsewhere.example <script>alert(7)</script><b>b7</b>"
)
"""A text of one line that Markdown, HTML, LaTeX and Streamlit would make something of."""
NAME = BAD.replace("/", "%2F")
"""The same as the name of a file."""
MADE = """() => {
  const found = [], texts = [];
  const visit = (root) => {
    for (const element of root.querySelectorAll("*")) {
      const text = element.textContent, tag = element.localName;
      if (/elsewhere|127\\.0\\.0\\.1:9/.test(element.getAttribute("href") ?? element.getAttribute("src") ?? "")
          || element.hasAttribute("onerror")
          || tag === "script" && element.type !== "application/json" && /alert\\(7/.test(text)
          || ["b", "strong", "code", "a", "em"].includes(tag) && /^[a-z]+7$/.test(text)
          || element.matches(".katex, .stMarkdownColoredText, [alt='Streamlit logo']")
          || element.getAttribute("aria-label") === "home icon") {
        found.push(element.outerHTML.slice(0, 200));
      }
      if (element.shadowRoot) visit(element.shadowRoot);
      if (element.value) texts.push(element.value);
    }
    texts.push(root.textContent ?? root.documentElement.textContent ?? "");
    if (root === document) texts.push(document.body?.innerText ?? "", document.title);
  };
  visit(document);
  return [found, texts.join("\\n")];
}"""
"""What was made of a text, inside of components too, and all that is there to be read."""


def hostile_case() -> Case:
    """A case in which every text is the bad one."""
    at = Locator("paper", 1, 1)
    one, other = (Entity(id=id, type="Person", name=f"{id} {BAD}", kind=BAD, about=BAD, aliases=(f"{id}s {BAD}",))
                  for id in ("ada", "bo"))  # fmt: skip
    day = EdtfDate.parse("2021-03-04", text=BAD, inferred=True, basis=BAD)
    event = Entity(id="fire", type="Event", name=BAD, about=BAD)
    says = Claim(id="c1", by="bo", stance="asserts", at=at, verb=BAD, says=BAD)
    denies = Claim(id="c2", by="ada", stance="denies", at=at, verb=BAD, says=BAD, via=("bo",))
    many = Quantity.parse(BAD, 5, 7, unit=BAD, scope=BAD)
    described = Statement(id="s3", subject="ada", predicate="DESCRIBED_AS", value=Text(BAD), claims=(_claim("c5", at),))
    return Case(
        id="bad",
        title=f"Case {BAD}",
        as_of=EdtfDate.parse("2021"),
        about=BAD,
        sources=(Source(id="paper", title=BAD, publisher=BAD, language="en", published=day),),
        entities=(one, other, event),
        statements=(
            Statement(id="s1", subject="ada", predicate="ACCUSED_OF", object="fire", claims=(says, denies)),
            Statement(id="s2", subject="fire", predicate="WITNESSED_BY_COUNT", value=many, claims=(_claim("c4", at),)),
            described,
            Statement(id="s4", subject="fire", predicate="OCCURRED_ON", value=day, claims=(_claim("c6", at),)),
        ),
    )


def _claim(id: str, at: Locator) -> Claim:
    return Claim(id=id, by="paper", stance="asserts", at=at, verb=BAD, says=BAD)


QUOTED = BAD.replace("`", "")
"""What can stand between backticks."""


@pytest.fixture(scope="module")
def bad_files(tmp_path_factory: pytest.TempPathFactory) -> dict[str, str]:
    """Settings of the app: cases of its own, one of them broken, and a connection."""
    folder = tmp_path_factory.mktemp("own")
    write_case(folder, "own", title=BAD, entities=hostile_case().entities)
    (folder / "broken").mkdir()
    (folder / "broken" / f"{NAME[:80]}.yaml").write_text(f'case: {{id: broken, title: "{BAD[:60]}", nonsense: 1}}\n')
    return {"CASEGRAPH_CASES": str(folder), "CASEGRAPH_CONNECTIONS": f"other={folder / 'other.grafeo'}"}


@pytest.fixture(scope="module")
def embedded_bad_app(
    chromium: Browser, bad_files: dict[str, str], tmp_path_factory: pytest.TempPathFactory
) -> Iterator[str]:
    """The app on a store whose file, cases, nodes, saved views and queries have bad names."""
    path = tmp_path_factory.mktemp("bad") / f"{NAME[:150]}.grafeo"
    with open_store(str(path), Settings()) as store:
        load(store, hostile_case())
    with grafeo.GrafeoDB(str(path)) as db:
        ids = [db.create_node([QUOTED], {"name": f"{n} {BAD}", QUOTED: BAD}).id for n in range(2)]
        db.create_edge(ids[0], ids[1], QUOTED, {QUOTED: BAD})
    SavedViews(path_for(str(path), what="views.json")).save(View(case="bad"), name=BAD[:80], note=BAD)
    queries = SavedQueries(path_for(str(path), what="queries.json"))
    queries.record(RETURNED, {"p": BAD})
    queries.favour(RETURNED, {"p": BAD}, name=BAD, note=BAD)
    with chrome.served(APP, env={"CASEGRAPH_STORE": str(path), **bad_files}) as address:
        yield address


@pytest.fixture(scope="module")
def neo4j_bad_app(chromium: Browser, neo4j_uri: str, bad_files: dict[str, str]) -> Iterator[str]:
    with chrome.served(APP, env={"CASEGRAPH_STORE": neo4j_uri, **bad_files}) as address:
        yield address


@pytest.fixture(params=BOTH)
def bad_app(request: pytest.FixtureRequest) -> str:
    """The app on a store of each kind whose cases and nodes have bad names."""
    if request.param == "neo4j":
        store: Store = request.getfixturevalue("neo4j_store")
        load(store, hostile_case())
        node = f"(:`{QUOTED}` {{name: %d + ' ' + $bad, `{QUOTED}`: $bad}})"
        store.execute(f"CREATE {node % 0}-[:`{QUOTED}` {{`{QUOTED}`: $bad}}]->{node % 1}", {"bad": BAD})
    address: str = request.getfixturevalue(f"{request.param}_bad_app")
    return address


RETURNED = f"MATCH (n:Person) RETURN n, n.name AS `{QUOTED}`, [n.about] AS l, $p AS p"
Shown = Callable[..., Explorer]


@pytest.fixture
def shown(chromium: Browser, bad_app: str) -> Iterator[Shown]:
    """Opens a page of the app at an address."""
    with chrome.tab(chromium) as tab:

        def open_(where: str, **parameters: str) -> Explorer:
            page = Explorer(tab, bad_app)
            page.page.goto(f"{bad_app}/{where}?{urlencode(parameters)}")
            page.rest()
            return page

        yield open_


def assert_text(page: Explorer, *, says: bool = True) -> None:
    """Nothing was made of a text; where it says something of it, all signs are there."""
    page.rest()
    made, texts = page.page.evaluate(MADE)
    assert made == []
    if says:
        assert f"**{MARK}**" in texts


@pytest.mark.parametrize("where", [page.name for page in PAGES])
def test_what_an_address_says_is_text(shown: Shown, where: str) -> None:
    name = "" if where == "explore" else where
    names = ("case", "view", "q", "saved", "source", "selection", "layout", "since", "measure", "of", BAD)
    assert_text(shown(name, **dict.fromkeys(names, BAD)), says=False)
    page = shown(name, store=BAD)
    expect(page.page.get_by_role("alert")).to_contain_text(f"**{MARK}**")


def test_the_page_of_a_case_is_text(shown: Shown) -> None:
    page = shown("", case="bad", selection="ada")
    assert_text(page)
    page.page.mouse.move(*page.place("bad/bo"))
    assert_text(page)
    page.click("bad/fire")
    assert_text(page)
    page.click("bad/fire", button="right")
    assert_text(page)
    page.keyboard.press("Escape")
    page.search.fill(MARK)
    expect(page.page.get_by_role("option").first).to_be_visible()
    assert_text(page)
    page.search.fill("")
    for name in ("Table", "Filters", "Cypher", "Export", "Saved views", "Changes"):
        page.tab_named(name)
        assert_text(page)


def test_a_graph_of_nobodys_is_text(shown: Shown) -> None:
    page = shown("", case="")
    page.tab.until(lambda: page.state["nodes"] and page.state["frames"], "the graph")
    page.click(next(key for key in page.shown if not key.startswith("bad/")))
    assert_text(page)
    page.tab_named("Table")
    assert_text(page)


@pytest.mark.parametrize("where", ["analysis", "cases", "review", "connections"])
def test_every_other_page_is_text(shown: Shown, where: str) -> None:
    page = shown(where, case="bad")
    assert_text(page)


def test_what_is_reviewed_is_text(shown: Shown) -> None:
    page = shown("review", case="own")
    page.page.locator(".casegraph-review").wait_for()
    assert_text(page)


def test_the_schema_and_its_examples_are_text(shown: Shown) -> None:
    page = shown("schema")
    for tab in ("Labels", "Relationship types"):
        table = page.tab_named(tab)
        page.select_row(table, 0)  # in the order of the alphabet, which signs begin
        assert_text(page)


def test_a_query_and_its_result_are_text(shown: Shown) -> None:
    page = shown("query", q=RETURNED, p_p=BAD)
    for form in ("Graph", "Table"):
        page.press(page.page.get_by_role("radio", name=form))
        assert_text(page)
    table = page.page.get_by_test_id("stDataFrame").first
    expect(table.locator("tbody tr")).to_have_count(2)
    assert [row[-1] for row in page.rows(table)] == [BAD, BAD]
    for name in ("History", "Favourites"):
        page.press(page.page.get_by_role("tab", name=name))
        assert_text(page)
    refused = shown("query", q=f"MATCH (n) RETURN `{QUOTED}`")
    assert_text(refused)


def test_a_file_of_a_bad_name_is_text(shown: Shown) -> None:
    page = shown("cases")
    page.press(page.page.get_by_role("button", name="New case"))
    files: list[FilePayload] = [
        {"name": f"{NAME}.txt", "mimeType": "text/plain", "buffer": b"Ada Brant said so."},
        {"name": f"{NAME}.xyz", "mimeType": "text/plain", "buffer": b"\x00\x01"},
    ]
    page.page.locator("input[type=file]").set_input_files(files)
    expect(page.page.get_by_text(f"**{MARK}**").first).to_be_visible()
    assert_text(page)


@EMBEDDED
def test_a_file_that_is_saved_and_a_picture_in_a_notebook_are_text(chromium: Browser, tmp_path: Path) -> None:
    schema, settings, case = load_schema(), Settings(), hostile_case()
    with open_store(str(tmp_path / "bad.grafeo"), settings) as store:
        load(store, case)
        _, drawn = open_view(store, View(case="bad"), schema=schema, settings=settings)
        result = store.query(RETURNED, {"p": BAD})
        shown = [each._repr_html_() for each in (case, drawn, drawn.saved, result, store.graph())]
        for ending in (".html", ".svg"):
            shown.append(to_bytes(drawn.saved, ending, scene=drawn.scene, title=BAD, schema=schema).decode())
    for number, text in enumerate(shown):
        with chrome.tab(chromium) as tab:
            path = tmp_path / f"{number}.{'svg' if text.startswith(('<?xml', '<svg')) else 'html'}"
            path.write_text(text, encoding="utf-8")
            tab.page.goto(path.as_uri())
            tab.page.wait_for_function("() => document.readyState === 'complete'")
            made, texts = tab.page.evaluate(MADE)
            assert made == []
            assert MARK in texts
