"""Pages over a connection that is slower than the person in front of it."""

from collections.abc import Callable

import pytest
from playwright.sync_api import Browser, WebSocketRoute
from streamlit.proto.ForwardMsg_pb2 import ForwardMsg

from tests.helpers import browser as chrome
from tests.helpers.explorer import CASE, EMBEDDED, FIRE, Explorer

pytestmark = [pytest.mark.browser, pytest.mark.slow, EMBEDDED]


class Held:
    """A page's web socket, of which the server's messages can be held back."""

    def __init__(self) -> None:
        self.holding = False
        self.finished = 0
        """Runs that ended on the server."""
        self._held: list[Callable[[], None]] = []

    def route(self, socket: WebSocketRoute) -> None:
        def received(data: str | bytes) -> None:
            assert isinstance(data, bytes)
            self.finished += ForwardMsg.FromString(data).WhichOneof("type") == "script_finished"
            if self.holding:
                self._held.append(lambda: socket.send(data))
            else:
                socket.send(data)

        socket.connect_to_server().on_message(received)

    def release(self) -> None:
        self.holding = False
        for send in self._held:
            send()
        self._held.clear()


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
