"""Make the pictures of docs/images/ from the app itself: ``python -m docs.build.screenshots``; it needs Chromium."""

import io
import tempfile
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from pathlib import Path
from typing import Any

from PIL import Image
from playwright.sync_api import Browser

from benchmarks import generate
from docs.build import your_case
from graph.case.file import read
from graph.case.load import load
from graph.case.model import Case
from graph.settings import Settings
from graph.stores import open_store
from tests.helpers import HARBOUR_FIRE, PETITIONS
from tests.helpers import browser as chrome
from tests.helpers.console import console
from tests.helpers.explorer import Explorer, explorer

IMAGES = Path(__file__).parents[1] / "images"
LARGEST_KB = 300
SEEDS = (HARBOUR_FIRE, PETITIONS)
WIDE, NARROW = {"width": 1360, "height": 900}, {"width": 390, "height": 844}
# Nodes and relationships of the whole case; as many people as the key says are drawn.
GENERATED = {300: (899, 2_234), 1_500: (4_406, 10_889), 5_000: (14_785, 36_680)}

PEOPLE = """MATCH (p:Person {case_id: 'harbour-fire'})-[r]-(e:Event)
RETURN p, r, e"""
FOREIGN = """
CREATE (nord:Company {name: 'Nordlicht Lines', founded: 1961}), (tern:Company {name: 'Tern Freight', founded: 1988}),
  (kaia:Ship {name: 'Kaia', tonnage: 4200}), (merel:Ship {name: 'Merel', tonnage: 3900}),
  (sola:Ship {name: 'Sola', tonnage: 5100}), (unst:Ship {name: 'Unst', tonnage: 2700}),
  (a:Port {name: 'Aberlund'}), (b:Port {name: 'Brixhaven'}), (c:Port {name: 'Cape Sorrel'}), (d:Port {name: 'Dunmere'}),
  (i:Captain {name: 'Ida Lorne'}), (j:Captain {name: 'Jon Varga'}), (k:Captain {name: 'Kit Osei'}),
  (salt:Cargo {name: 'Salt', unit: 't'}), (wool:Cargo {name: 'Wool', unit: 'bales'}),
  (wine:Cargo {name: 'Wine', unit: 'casks'}),
  (nord)-[:OWNS {since: 1999}]->(kaia), (nord)-[:OWNS {since: 2004}]->(merel), (tern)-[:OWNS {since: 2010}]->(sola),
  (tern)-[:CHARTERS]->(unst), (nord)-[:OWNS]->(unst), (i)-[:COMMANDS]->(kaia), (j)-[:COMMANDS]->(sola),
  (k)-[:COMMANDS]->(merel), (k)-[:COMMANDED]->(unst), (kaia)-[:CALLS_AT {weekday: 'Monday'}]->(a),
  (kaia)-[:CALLS_AT {weekday: 'Thursday'}]->(b), (merel)-[:CALLS_AT]->(b), (merel)-[:CALLS_AT]->(c),
  (sola)-[:CALLS_AT]->(c), (sola)-[:CALLS_AT]->(d), (unst)-[:CALLS_AT]->(d), (unst)-[:CALLS_AT]->(a),
  (kaia)-[:CARRIES {amount: 310}]->(salt), (merel)-[:CARRIES {amount: 44}]->(wool), (sola)-[:CARRIES]->(wine),
  (unst)-[:CARRIES]->(salt), (nord)-[:SEATED_IN]->(a), (tern)-[:SEATED_IN]->(d), (i)-[:BORN_IN]->(c)
"""


@contextmanager
def app(cases: list[Case], *, cypher: str = "", env: Mapping[str, str] | None = None) -> Iterator[str]:
    """Serve the app on a store that holds these cases, or what the Cypher makes."""
    with tempfile.TemporaryDirectory() as folder:
        path = str(Path(folder, "cases.grafeo"))
        with open_store(path, Settings()) as store:
            if cases:
                load(store, *cases)
            if cypher:
                store.execute(cypher)
        with chrome.served(chrome.ROOT / "app.py", env={"CASEGRAPH_STORE": path, **(env or {})}) as address:
            yield address


def shoot(browser: Browser, address: str, name: str, query: str = "", *, select: str = "", **options: Any) -> None:
    """Open a view and keep the picture of the page."""
    with explorer(browser, address, **{"viewport": WIDE, **options}) as page:
        page.open(query)
        if select:
            page.search.fill(select)
            page.search.press("Enter")
        keep(page, name)


def shoot_query(browser: Browser, address: str, name: str, cypher: str, **options: Any) -> None:
    """Run a query in the console and keep the picture of the page."""
    with console(browser, address, **{"viewport": WIDE, **options}) as page:
        page.open(cypher)
        page.press(page.run_button)
        page.tab.until(lambda: page.drawn["nodes"], "the graph of the result")
        keep(page, name)


def shoot_matrix(browser: Browser, address: str, name: str, case: str, statement: str) -> None:
    """Open who stands where, with a statement explained, and keep the picture of the page."""
    with explorer(browser, address, viewport=WIDE) as page:
        page.page.goto(f"{address}/claims?case={case}&tab=matrix&most=15&statement={statement}")
        page.tab.until(lambda: page.page.locator("td.said").count(), "the matrix")
        keep(page, name)


def keep(page: Explorer, name: str) -> None:
    """Write the picture of a page at rest."""
    page.rest()
    page.mouse.move(2, 2)
    page.page.wait_for_timeout(600)
    picture: Image.Image = Image.open(io.BytesIO(page.page.screenshot()))
    small = io.BytesIO()
    picture = picture.convert("RGB")
    picture.save(small, "PNG", optimize=True)
    if small.tell() > LARGEST_KB * 1024:
        # of few types, so that few colours do
        small = io.BytesIO()
        picture.quantize(256, Image.Quantize.MAXCOVERAGE, dither=Image.Dither.NONE).save(small, "PNG", optimize=True)
    if small.tell() > LARGEST_KB * 1024:
        raise SystemExit(f"{name}.png has {small.tell() // 1024} kB; the most is {LARGEST_KB} kB.")
    IMAGES.mkdir(exist_ok=True)
    (IMAGES / f"{name}.png").write_bytes(small.getvalue())
    print(f"docs/images/{name}.png: {small.tell() // 1024} kB")


def main() -> None:
    """Make every picture."""
    seeds = [read(path, settings=Settings()) for path in SEEDS]
    with chrome.launched() as browser:
        with app(seeds) as address:
            fire = "?case=harbour-fire&selection=priya-raghunathan"
            confession = "?case=making-a-murderer&selection=dassey-confession"
            shoot(browser, address, "explore-light", fire)
            shoot(browser, address, "explore-dark", confession, color_scheme="dark")
            shoot(browser, address, "explore-narrow", fire, viewport=NARROW, has_touch=True)
            shoot_matrix(browser, address, "stances", "harbour-fire", "raghunathan-set-fire")
            shoot_query(browser, address, "query", PEOPLE)
            shoot(browser, address, "analysis", "?case=making-a-murderer&measure=louvain")
        for drawn, (nodes, relationships) in GENERATED.items():
            with app([generate.case(nodes, relationships)], env={"CASEGRAPH_MAX_NODES_DRAWN": "6000"}) as address:
                shoot(browser, address, f"explore-{drawn}", "?selection=person-0")
        with app([], cypher=FOREIGN) as address:
            shoot(browser, address, "explore-foreign", select="Kaia")
        with (
            tempfile.TemporaryDirectory() as own,
            app([], env={"CASEGRAPH_CASES": own}) as address,
            explorer(browser, address, viewport=WIDE) as page,
        ):
            your_case.follow(page, keep)


if __name__ == "__main__":
    main()
