"""Pages over a connection that is slower than the person in front of it."""

from collections.abc import Callable

import pytest
from playwright.sync_api import Browser, WebSocketRoute, expect
from streamlit.proto.ForwardMsg_pb2 import ForwardMsg

from tests.helpers import browser as chrome
from tests.helpers.explorer import CASE, EMBEDDED, FIRE, Explorer

pytestmark = [pytest.mark.browser, pytest.mark.slow, EMBEDDED]


_DRAWN = "() => new Promise((done) => requestAnimationFrame(() => requestAnimationFrame(done)))"
"""Resolves when what has come is drawn."""


class Held:
    """A page's web socket, of which the server's messages can be held back."""

    def __init__(self) -> None:
        self.holding = False
        self.finished = 0
        """Runs that ended on the server."""
        self._held: list[tuple[str, Callable[[], None]]] = []

    def route(self, socket: WebSocketRoute) -> None:
        def received(data: str | bytes) -> None:
            assert isinstance(data, bytes)
            kind = str(ForwardMsg.FromString(data).WhichOneof("type"))
            self.finished += kind == "script_finished"
            if self.holding:
                self._held.append((kind, lambda: socket.send(data)))
            else:
                socket.send(data)

        socket.connect_to_server().on_message(received)

    def release(self, last: str = "") -> None:
        """Let through what was held back: all of it, or up to the first message of a kind."""
        self.holding = bool(last)
        while self._held:
            kind, send = self._held.pop(0)
            send()
            if kind == last:
                return


def test_a_page_is_found_again_however_late_its_messages_come(chromium: Browser, embedded_app: str) -> None:
    """What Streamlit's page forgets while it is asked for again would end the session."""
    held = Held()
    with chrome.tab(chromium) as tab:
        tab.page.route_web_socket("**/_stcore/stream", held.route)
        page = Explorer(tab, embedded_app)
        page.open(f"?case={CASE}")
        page.tab.turn_to("Schema")
        held.holding = True
        for name in ("Connections", "Explore"):
            finished = held.finished
            page.tab.turn_to(name, rest=False)
            tab.until(lambda before=finished: held.finished > before, f"{name}, on the server")
        held.release()
        page.rest()
        assert FIRE in page.shown


@pytest.mark.parametrize("goes_on", [True, False])
def test_a_tab_stays_that_somebody_goes_to_before_the_last_answer_comes(
    chromium: Browser, embedded_app: str, goes_on: bool
) -> None:
    held = Held()
    with chrome.tab(chromium) as tab:
        tab.page.route_web_socket("**/_stcore/stream", held.route)
        page = Explorer(tab, embedded_app)
        page.open(f"?case={CASE}")
        held.holding, before = True, held.finished
        page.page.get_by_role("tab", name="Table").focus()
        page.keyboard.press("ArrowRight")
        tab.until(lambda: held.finished > before, "Timeline, on the server")
        page.keyboard.press("ArrowRight")
        # Streamlit asks no sooner than the answer before begins, and then for the tab that is open at that moment
        held.release("new_session")
        tab.until(lambda: held.finished > before + 1, "Filters, on the server")
        if goes_on:
            page.keyboard.press("ArrowRight")
        # the timeline is drawn, and tells its width, when the server has forgotten it
        held.release("script_finished")
        page.page.evaluate(_DRAWN)
        held.release()
        page.rest()
        name, text = ("Cypher", "MATCH") if goes_on else ("Filters", "Who says so")
        expect(page.page.get_by_role("tab", name=name)).to_be_focused()
        expect(page.page.get_by_role("tab", selected=True)).to_have_text(name)
        expect(page.page.get_by_role("tabpanel", name=name)).to_contain_text(text)
