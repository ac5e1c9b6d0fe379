"""A session at the app, in a browser of its own: what it does next is drawn by chance, from a seed."""

from __future__ import annotations

import re
import time
import traceback
from collections.abc import Callable
from dataclasses import dataclass, field
from multiprocessing.connection import Connection
from multiprocessing.synchronize import Barrier
from random import Random

from playwright.sync_api import Error, Response, WebSocket
from streamlit.proto.BackMsg_pb2 import BackMsg
from streamlit.proto.ForwardMsg_pb2 import ForwardMsg

from graph.picture.layout import LAYOUTS
from graph.ui.pages import EXPLORE, PAGES, QUERY
from tests.helpers import browser as chrome
from tests.helpers.console import Console
from tests.helpers.explorer import Explorer

CASES = ("harbour-fire", "making-a-murderer")
_TYPED = ("Raghu", "wharehouse fir", "Leal", "court", "Avery", "Halbach", "petition", "Netflix")
_QUERIES = (
    "MATCH (n) RETURN labels(n) AS labels, count(*) AS number ORDER BY number DESC",
    "MATCH (c:Claim) RETURN c.stance AS stance, count(*) AS number ORDER BY number DESC",
    "MATCH (a:Person)-[r]->(b:Entity) RETURN a, r, b LIMIT 25",
    "MATCH (a:Entity)-[r]->(b:Entity) RETURN type(r) AS type, r.status AS status, count(*) AS number ORDER BY type",
    "UNWIND range(1, 100000) AS n RETURN n % 7 AS rest, count(*) AS number ORDER BY rest",
)
_PANELS = ("Table", "Filters", "Cypher", "Export", "Saved views", "Changes")
_MOST_NODES = 150
"""A session whose picture has more begins anew, as people do who lost their way."""
_SAID = "[data-testid=stException], [data-testid=stAlertContentError]"
_PLACES = """() => Object.values(globalThis.__casegraph?.("canvas")?.nodes ?? {})
  .filter((node) => node.shown).map((node) => [node.page.x, node.page.y])"""
"""Where on the page the nodes are: no more is asked, for the whole state would take longer than what is measured."""


@dataclass(frozen=True)
class Plan:
    """How much is done.

    Parameters
    ----------
    sessions : int
    actions : int
        Of each session in each half; 0: as many as there is time for.
    seconds : float
        Of each half.
    pause : float
        Seconds, on average, for which a session looks at what it sees.
    seed : int
        Of what is drawn.
    """

    sessions: int = 8
    actions: int = 0
    seconds: float = 300.0
    pause: float = 10.0
    seed: int = 0


@dataclass(frozen=True)
class Action:
    """What was done; seconds until the page was at rest, and those of them in which the server was at it."""

    what: str
    seconds: float
    server: float


@dataclass
class Account:
    """What a session tells when it ends."""

    actions: list[Action] = field(default_factory=list)
    errors: list[str] = field(default_factory=list)


class Session:
    """A session, and what can be done in it."""

    def __init__(self, tab: chrome.Tab, address: str, random: Random, account: Account) -> None:
        self.tab, self.page, self.random = tab, tab.page, random
        self.explorer, self.console = Explorer(tab, address), Console(tab, address)
        self.where = ""
        self.account = account
        self.asked = self.answered = 0.0
        self.page.on("response", self._response)
        self.page.on("websocket", self._socket)

    def _response(self, response: Response) -> None:
        if response.status >= 400 and not chrome.PROBE.search(response.url):
            self.account.errors.append(f"HTTP {response.status}: {response.url}")

    def _socket(self, socket: WebSocket) -> None:
        socket.on("framesent", self._sent)
        socket.on("framereceived", self._received)

    def _sent(self, data: str | bytes) -> None:
        if isinstance(data, bytes) and BackMsg.FromString(data).WhichOneof("type") == "rerun_script":
            self.asked = self.asked or time.perf_counter()

    def _received(self, data: str | bytes) -> None:
        if isinstance(data, bytes) and ForwardMsg.FromString(data).WhichOneof("type") == "script_finished":
            self.answered = time.perf_counter()

    # -- what is done next -----------------------------------------------------------------------

    def do_all(self) -> None:
        """Do each of what can be done once, so that what only the first one waits for is there."""
        self.do(self.open)
        for action, page, _ in self._ways():
            self._go(action, page)

    def do_next(self) -> None:
        """Do what chance says."""
        if self.where == EXPLORE.title and len(self.page.evaluate(_PLACES)) > _MOST_NODES:
            self.do(self.open)
            return
        ways = self._ways()
        action, page, _ = self.random.choices(ways, [weight for *_, weight in ways])[0]
        self._go(action, page)

    def _ways(self) -> list[tuple[Callable[[], None], str, int]]:
        """Return what can be done, the page that it is done on, and how often it is."""
        explore = EXPLORE.title
        undo = self.page.get_by_role("button", name="Undo")
        can_undo = self.where == explore and undo.is_enabled()
        return [
            (self.click, explore, 40),
            (self.search, explore, 12),
            (self.expand, explore, 12),
            (self.arrange, explore, 4),
            (self.open_panel, explore, 8),
            (self.query, QUERY.title, 8),
            (self.open_page, "", 6),
            (self.open, "", 2),
            *([(self.undo, explore, 10)] if can_undo else []),
        ]

    def _go(self, action: Callable[[], None], page: str) -> None:
        if not self.where:  # what was done last failed
            self.do(self.open)
        if page and self.where != page:
            self.do(lambda: self._turn_to(page), "open a page")
        self.do(action)

    def do(self, action: Callable[[], None], what: str = "") -> None:
        """Do something, and take down how long it took and what went wrong."""
        self.asked = self.answered = 0.0
        began = time.perf_counter()
        what = what or str(action.__doc__).removesuffix(".").lower()
        try:
            action()
            self.tab.rest()
        except (AssertionError, Error, LookupError) as error:
            self.account.errors.append(f"{what}: {error!r}")
            self.where = ""
        took = time.perf_counter() - began
        self.account.actions.append(Action(what, took, max(0.0, self.answered - self.asked) if self.asked else 0.0))
        said = self.page.locator(_SAID).all_inner_texts()
        self.account.errors += (f"{what}: the page says {text!r}" for text in said)

    # -- what can be done ------------------------------------------------------------------------

    def open(self) -> None:
        """Open the app."""
        self.explorer.open(f"?case={self.random.choice(CASES)}")
        self.where = EXPLORE.title

    def open_page(self) -> None:
        """Open a page."""
        self._turn_to(self.random.choice([page.title for page in PAGES if page.title != self.where]))

    def _turn_to(self, page: str) -> None:
        self.tab.turn_to(page)
        self.where = page

    def click(self) -> None:
        """Click a node."""
        self.page.mouse.click(*self._node())

    def search(self) -> None:
        """Search."""
        self.explorer.search.fill(self.random.choice(_TYPED))
        self.page.get_by_role("option").first.wait_for()
        self.explorer.search.press("Enter")

    def expand(self) -> None:
        """Expand a node."""
        self.explorer.double_click(*self._node())

    def undo(self) -> None:
        """Undo."""
        self.tab.press(self.page.get_by_role("button", name="Undo"))

    def arrange(self) -> None:
        """Choose a layout."""
        self.tab.press(self.page.get_by_role("button", name=re.compile("^Layout: ")))
        label = self.random.choice([layout.label for layout in LAYOUTS.values()])
        self.tab.press(self.page.get_by_role("menuitemradio", name=label))

    def open_panel(self) -> None:
        """Open a panel below the canvas."""
        self.tab.press(self.page.get_by_role("tab", name=self.random.choice(_PANELS)))

    def query(self) -> None:
        """Run a query."""
        self.console.run(self.random.choice(_QUERIES))

    def _node(self) -> tuple[float, float]:
        """Return where a node is drawn, of those that can be clicked."""
        self.tab.rest()
        if not (there := self._within_reach()):
            self.tab.press(self.page.get_by_role("button", name="Fit"))
            there = self._within_reach()
        return self.random.choice(there)

    def _within_reach(self) -> list[tuple[float, float]]:
        self.explorer.stage.scroll_into_view_if_needed()
        box = self.explorer.stage.bounding_box()
        assert box, "The canvas is not there."
        middle_x, middle_y = box["x"] + box["width"] / 2, box["y"] + box["height"] / 2
        # what lies at the edges may be under the search box or the legend
        return sorted(
            (x, y)
            for x, y in self.page.evaluate(_PLACES)
            if abs(x - middle_x) < 0.45 * box["width"] and abs(y - middle_y) < 0.35 * box["height"]
        )


def run(address: str, number: int, plan: Plan, met: Barrier, told: Connection) -> None:
    """Be a session: do what can be done once each, then by chance for two halves.

    Before, between and after the halves all sessions wait for each other, twice: meanwhile it is measured what the app
    holds.

    Parameters
    ----------
    address : str
        Of the app.
    number : int
        Of this session.
    plan : Plan
    met : Barrier
    told : Connection
        Takes the :class:`Account`.
    """
    account = Account()
    try:
        _run(address, Random(f"{plan.seed} {number}"), plan, met, account)
    except Exception:
        account.errors.append(f"The session ended before its time: {traceback.format_exc()}")
        met.abort()  # the others would wait for it
    told.send(account)


def _run(address: str, random: Random, plan: Plan, met: Barrier, account: Account) -> None:
    with chrome.launched() as browser, chrome.tab(browser) as tab:
        session = Session(tab, address, random, account)
        session.do_all()
        account.actions.clear()
        for _ in range(2):
            met.wait()
            met.wait()
            ends, done = time.monotonic() + plan.seconds, 0
            while time.monotonic() < ends and (not plan.actions or done < plan.actions):
                tab.page.wait_for_timeout(1000 * random.uniform(0, 2 * plan.pause))
                session.do_next()
                done += 1
        met.wait()
        met.wait()
        account.errors += (f"on the console: {error}" for error in tab.errors)
        account.errors += (f"asked of another machine: {url}" for url in tab.outside)
        # they are told of: the tab need not complain as well
        tab.errors.clear()
        tab.outside.clear()
