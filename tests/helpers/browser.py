"""Real Chromium on a real Streamlit server: nothing outside this machine is reached, and no error goes unseen.

A test that takes a :class:`Tab` fails when the page wrote an error to the console, threw an exception or asked for
anything that is not on this machine, whatever else it checks.
"""

import os
import re
import shutil
import subprocess
import sys
import tempfile
import time
import urllib.request
from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager
from pathlib import Path
from typing import IO, Any
from urllib.parse import urlsplit

import pytest
from playwright.sync_api import (
    Browser,
    BrowserContext,
    ConsoleMessage,
    Error,
    Locator,
    Page,
    Request,
    WebSocket,
    expect,
    sync_playwright,
)

from graph.ui.pages import MORE
from tests.helpers import ROOT
from tests.helpers.ports import free_port
from tests.helpers.rest import DRAWN, PROGRAMS, STATE, Traffic

NAMES = ("chromium", "chromium-browser", "google-chrome")
# A busy machine may be slow; a page that never comes is told from one that is late.
PATIENCE = 120_000
expect.set_options(timeout=PATIENCE)
_CLICKS = 5
_LISTEN = """(element) => {
  element.clicked = false;
  element.addEventListener("click", () => { element.clicked = true; }, { capture: true, once: true });
}"""
# Opened at a page's address, Streamlit looks for its server below that page first, and then where it is.
PROBE = re.compile(r"/[a-z]+/_stcore/(?:health|host-config)$")


def chromium() -> str:
    """Return the path of Chromium, or skip the test and say how to get it."""
    found = os.environ.get("CASEGRAPH_TEST_CHROMIUM") or next(filter(None, map(shutil.which, NAMES)), None)
    if not found:
        pytest.skip("Chromium is not installed (apt install chromium, or name one in CASEGRAPH_TEST_CHROMIUM)")
    return found


@contextmanager
def launched() -> Iterator[Browser]:
    """A Chromium without a window; its requests to other machines fail."""
    path = chromium()
    alone = "--host-resolver-rules=MAP * ~NOTFOUND, EXCLUDE 127.0.0.1, EXCLUDE localhost"
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=path, args=["--no-sandbox", alone])
        yield browser
        _idle.clear()
        browser.close()


@contextmanager
def served(script: Path, *, env: Mapping[str, str] | None = None) -> Iterator[str]:
    """A Streamlit server of a script, on a free port; gives its address. It ends well when it is told to end."""
    port = free_port()
    options = {"STREAMLIT_SERVER_PORT": str(port), "STREAMLIT_SERVER_FILE_WATCHER_TYPE": "none"}
    # a file, for a pipe that nobody reads would stop the server when it is full
    with tempfile.TemporaryFile() as said:
        server = subprocess.Popen(
            [sys.executable, "-m", "streamlit", "run", str(script)],
            cwd=ROOT,
            env={**os.environ, "PYTHONPATH": str(ROOT), **options, **(env or {})},
            stdout=said,
            stderr=subprocess.STDOUT,
        )
        try:
            url = f"http://127.0.0.1:{port}"
            _await(url, server, said)
            yield url
            server.terminate()
            assert server.wait(PATIENCE / 1000) == 0, _said(said)
        finally:
            server.kill()
            server.wait()


def _await(url: str, server: subprocess.Popen[bytes], said: IO[bytes]) -> None:
    deadline = time.monotonic() + PATIENCE / 1000
    while time.monotonic() < deadline:
        if server.poll() is not None:
            raise AssertionError(f"Streamlit ended with {server.returncode}: {_said(said)}")
        try:
            with urllib.request.urlopen(f"{url}/_stcore/health", timeout=2):
                return
        except OSError:
            time.sleep(0.1)
    raise AssertionError(f"Streamlit did not answer within {PATIENCE // 1000} s.")


def _said(said: IO[bytes]) -> str:
    said.seek(0)
    return said.read()[-2000:].decode()


class Tab:
    """A page of the browser, with what it did wrong and what came over its web socket."""

    def __init__(self, page: Page) -> None:
        self.page = page
        self.errors: list[str] = []
        self.outside: list[str] = []
        self.received: list[bytes] = []
        self.traffic, self._left = Traffic(), False
        page.set_default_timeout(PATIENCE)
        page.add_init_script(PROGRAMS)
        page.on("console", self._console)
        page.on("pageerror", lambda error: self.errors.append(str(error)))
        page.on("websocket", self._socket)
        page.on("request", self._request)

    def _console(self, message: ConsoleMessage) -> None:
        url = message.location.get("url", "")
        if message.type == "error" and not PROBE.search(url):
            self.errors.append(f"{message.text} ({url})")

    def _socket(self, socket: WebSocket) -> None:
        # A page that lost its server and found it again asks for nothing: what was answered before still is.
        if self._left:
            self.traffic, self._left = Traffic(), False
        traffic = self.traffic

        def received(data: str | bytes) -> None:
            if isinstance(data, bytes):
                self.received.append(data)
                traffic.received(data)

        socket.on("framesent", lambda data: traffic.sent(data) if isinstance(data, bytes) else None)
        socket.on("framereceived", received)

    def _request(self, request: Request) -> None:
        self._left = self._left or request.is_navigation_request()
        if urlsplit(request.url).hostname not in ("127.0.0.1", "localhost", None):
            self.outside.append(request.url)

    def until(self, true: Callable[[], Any], what: str, *, seconds: float = PATIENCE / 1000) -> Any:
        """Wait until ``true()`` is, and return it."""
        deadline = time.monotonic() + seconds
        while not (value := true()):
            if time.monotonic() > deadline:
                now = f"{self.traffic}, {self.page.evaluate(STATE)}"
                raise AssertionError(f"Not within {seconds:g} s: {what}. Now: {now}.")
            self.page.wait_for_timeout(50)
        return value

    def rest(self) -> None:
        """Wait until the page is at rest."""

        def at_rest() -> bool:
            asked = self.traffic.asked
            return (
                self.traffic.quiet and self.page.evaluate(DRAWN) and self.traffic.quiet and self.traffic.asked == asked
            )

        self.until(at_rest, "a page at rest")

    def press(self, target: Locator, *, rest: bool = True) -> None:
        """Click when the page is at rest, and wait until it is so again.

        Between the two halves of a click its target may be drawn anew: then nobody hears it. Where no click came to
        the target, it is clicked again.

        Parameters
        ----------
        target : Locator
        rest : bool
            False where the page is at work before or after it.
        """
        for _ in range(_CLICKS):
            if rest:
                self.rest()
            element = target.element_handle(timeout=PATIENCE)
            element.evaluate(_LISTEN)
            try:
                element.click()
            except Error as error:
                if "not attached" not in str(error):
                    raise
            if element.evaluate("(element) => element.clicked"):
                break
        else:
            raise AssertionError(f"{_CLICKS} clicks went past {target}.")
        if rest:
            self.rest()

    def turn_to(self, title: str, *, rest: bool = True) -> None:
        """Go to another page by its name in the header, or behind the menu there."""
        if title in {page.title for page in MORE}:
            self.press(self.page.get_by_role("button", name="More", exact=True), rest=rest)
        self.press(self.page.get_by_role("link", name=title, exact=True), rest=rest)

    def check(self) -> None:
        assert self.errors == [], self.errors
        assert self.outside == [], self.outside


_idle: dict[str, list[BrowserContext]] = {}
"""Contexts that no tab is open in, by their options: what Streamlit's page is made of is in the cache of each."""


@contextmanager
def tab(browser: Browser, **options: Any) -> Iterator[Tab]:
    """A fresh tab (a session of its own); leaving it checks that nothing went wrong in it."""
    options.setdefault("viewport", {"width": 1200, "height": 1000})
    idle = _idle.setdefault(repr(sorted(options.items())), [])
    context = idle.pop() if idle else browser.new_context(**options)
    opened = Tab(context.new_page())
    try:
        yield opened
        opened.check()
        address = opened.page.evaluate("location.origin")
        session = context.new_cdp_session(opened.page)
        session.send("Storage.clearDataForOrigin", {"origin": address, "storageTypes": "cookies,local_storage"})
        opened.page.close()
    except BaseException:
        context.close()
        raise
    idle.append(context)
