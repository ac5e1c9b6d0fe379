"""What other sites ask of the app's server is refused, and every answer says what a browser may do with it."""

import os
import socket
import subprocess
import sys
from collections.abc import Iterator
from urllib.parse import urlsplit

import pytest
from playwright.sync_api import Browser
from starlette.responses import PlainTextResponse
from starlette.types import Message, Scope

from graph.settings import Settings, from_environment
from graph.ui.security import Security
from tests.helpers import ROOT
from tests.helpers import browser as chrome
from tests.helpers.explorer import APP
from tests.helpers.ports import free_port

OWN = "127.0.0.1:8501"
LISTED = Settings(allowed_hosts="graph.example, [2001:db8::7],192.0.2.9")


def ask(
    *headers: tuple[str, str],
    address: str = "127.0.0.1",
    settings: Settings = LISTED,
    path: str = "/",
    kind: str = "http",
) -> tuple[int, str, dict[str, str]]:
    """Ask what stands before the app; return the status, the text and the headers that came back."""
    sent: list[Message] = []

    async def receive() -> Message:
        return {"type": f"{kind}.connect"}

    async def send(message: Message) -> None:
        sent.append(message)

    scope: Scope = {
        "type": kind,
        "method": "GET",
        "path": path,
        "headers": [(name.encode(), value.encode("latin-1")) for name, value in headers],
        "extensions": {"websocket.http.response": {}},
    }
    answer = Security(PlainTextResponse("the app"), settings=settings, address=address)(scope, receive, send)
    with pytest.raises(StopIteration):  # it waits for nothing; a loop of its own would not run beside a browser's
        answer.send(None)
    answered = {name.decode(): value.decode() for name, value in sent[0]["headers"]}
    return sent[0]["status"], sent[1]["body"].decode(), answered


@pytest.mark.parametrize("kind", ["http", "websocket"])
@pytest.mark.parametrize(
    ("host", "allowed"),
    [
        ("localhost", True),
        ("LocalHost:8501", True),
        ("localhost.:8501", True),
        (OWN, True),
        ("127.8.9.1", True),
        ("[::1]:8501", True),
        ("[0:0:0:0:0:0:0:1]", True),
        ("graph.example", True),
        ("GRAPH.example.:443", True),
        ("[2001:db8::7]:8501", True),
        ("192.0.2.9", True),
        ("", False),
        (" ", False),
        ("evil.example", False),
        ("evil.example:8501", False),
        ("localhost.evil.example", False),
        ("a.graph.example", False),
        ("evilgraph.example", False),
        ("localhost@evil.example", False),
        ("evil.example/localhost", False),
        ("localhost:8501:8501", False),
        ("localhost, evil.example", False),
        ("localhost evil.example", False),
        ("localhost\\evil.example", False),
        ("[::1", False),
        ("[evil.example]", False),
        ("192.0.2.10", False),
        ("0.0.0.0:8501", False),
        ("127.0.0.1.evil.example", False),
        ("2130706433", False),
        ("ⅼocalhost".encode().decode("latin-1"), False),
    ],
)
def test_only_the_names_of_this_machine_and_those_allowed_are_answered(kind: str, host: str, allowed: bool) -> None:
    status, text, _ = ask(("host", host), kind=kind)
    if allowed:
        assert (status, text) == (200, "the app")
    else:
        assert status == 403
        assert "CASEGRAPH_ALLOWED_HOSTS" in text
        assert text != "the app"


def test_one_host_is_needed() -> None:
    assert ask()[0] == 403
    assert ask(("host", OWN), ("host", OWN))[0] == 403
    assert ask(("host", OWN), ("host", "evil.example"))[0] == 403


def test_a_refusal_is_a_line_however_long_the_name() -> None:
    _, text, _ = ask(("host", "x" * 100_000))
    assert len(text) < 500


@pytest.mark.parametrize("address", ["0.0.0.0", "::", ""])
def test_who_listens_everywhere_answers_to_addresses_but_to_no_other_name(address: str) -> None:
    assert ask(("host", "192.0.2.10:8501"), address=address)[0] == 200
    assert ask(("host", "[2001:db8::8]"), address=address)[0] == 200
    assert ask(("host", "evil.example"), address=address)[0] == 403


def test_the_name_that_it_listens_on_is_its_own() -> None:
    assert ask(("host", "Graph.Internal:8501"), address="graph.internal")[0] == 200
    assert ask(("host", "graph.internal"))[0] == 403


@pytest.mark.parametrize("kind", ["http", "websocket"])
@pytest.mark.parametrize(
    ("origin", "allowed"),
    [
        (f"http://{OWN}", True),
        ("https://graph.example", True),  # a proxy may have changed the host
        ("http://evil.example", False),
        ("http://127.0.0.1:3000", False),
        ("http://localhost:8501", False),
        ("http://localhost", False),
        ("null", False),
        ("", False),
        ("http://", False),
        ("http://[", False),
        (f"file://{OWN}", False),
        (f"http://evil@{OWN}", False),
        (f"http://{OWN}.evil.example", False),
    ],
)
def test_pages_of_another_site_are_refused(kind: str, origin: str, allowed: bool) -> None:
    status, text, _ = ask(("host", OWN), ("origin", origin), kind=kind)
    assert status == (200 if allowed else 403)
    assert ("another site" in text) is not allowed


def test_two_origins_are_refused() -> None:
    assert ask(("host", OWN), ("origin", f"http://{OWN}"), ("origin", "http://evil.example"))[0] == 403


@pytest.mark.parametrize("host", [OWN, "evil.example"])
def test_every_answer_says_what_a_browser_may_do(host: str) -> None:
    _, _, headers = ask(("host", host))
    assert headers["x-frame-options"] == "DENY"
    assert headers["x-content-type-options"] == "nosniff"
    assert headers["referrer-policy"] == "same-origin"
    policy = dict(part.split(" ", 1) for part in headers["content-security-policy"].split("; "))
    assert policy["default-src"] == policy["frame-ancestors"] == policy["base-uri"] == "'none'"
    assert policy["connect-src"] == "'self'"
    assert not {"'unsafe-inline'", "'unsafe-eval'", "*", "http:", "https:", "data:"} & set(policy["script-src"].split())


def test_figures_are_told_only_where_a_setting_says_so() -> None:
    told = from_environment({"CASEGRAPH_APP_METRICS": "1"})
    for path in ("/_stcore/metrics", "/_stcore/metrics/", "/base/_stcore/metrics"):
        assert ask(("host", OWN), path=path)[0] == 404
        assert ask(("host", OWN), path=path, settings=told)[0] == 200


@pytest.fixture(scope="module")
def own_app(tmp_path_factory: pytest.TempPathFactory) -> Iterator[str]:
    """The app of nobody else, which answers to one more name."""
    store = tmp_path_factory.mktemp("none") / "none.grafeo"
    with chrome.served(APP, env={"CASEGRAPH_STORE": str(store), "CASEGRAPH_ALLOWED_HOSTS": "graph.example"}) as address:
        yield address


def exchange(address: str, *lines: str) -> str:
    """Send a request, line by line; return the head of the answer and what came with it."""
    port = urlsplit(address).port
    with socket.create_connection(("127.0.0.1", port), timeout=chrome.PATIENCE / 1000) as connection:
        connection.sendall("\r\n".join([*lines, "", ""]).encode("latin-1"))
        answer = b""
        while b"\r\n\r\n" not in answer and (more := connection.recv(65_536)):
            answer += more
    return answer.decode("latin-1")


HANDSHAKE = (
    "GET /_stcore/stream HTTP/1.1",
    "Upgrade: websocket",
    "Connection: Upgrade",
    "Sec-WebSocket-Version: 13",
    "Sec-WebSocket-Key: dGhlIHNhbXBsZSBub25jZQ==",
    "Sec-WebSocket-Protocol: streamlit",
)


def test_the_server_answers_to_its_names_alone(own_app: str) -> None:
    own = own_app.removeprefix("http://")
    for path in ("/", "/query", "/_stcore/health", "/_stcore/host-config", "/static/none.js", "/media/none"):
        get = f"GET {path} HTTP/1.1"
        assert " 403 " not in exchange(own_app, get, f"Host: {own}").split("\r\n")[0]
        assert exchange(own_app, get, "Host: evil.example").startswith("HTTP/1.1 403 ")
        assert exchange(own_app, get, f"Host: {own}", "Origin: http://evil.example").startswith("HTTP/1.1 403 ")
    assert exchange(own_app, "GET / HTTP/1.1", "Host: graph.example").startswith("HTTP/1.1 200 ")
    assert exchange(own_app, "GET http://evil.example/ HTTP/1.1", "Host: evil.example").startswith("HTTP/1.1 403 ")
    assert exchange(own_app, "GET / HTTP/1.1", "Host:").startswith("HTTP/1.1 403 ")
    assert exchange(own_app, "GET / HTTP/1.0").startswith("HTTP/1.1 403 ")
    doubled = exchange(own_app, "GET / HTTP/1.1", f"Host: {own}", "Host: evil.example")
    assert doubled.startswith(("HTTP/1.1 400 ", "HTTP/1.1 403 "))
    assert exchange(own_app, "GET /_stcore/metrics HTTP/1.1", f"Host: {own}").startswith("HTTP/1.1 404 ")


def test_so_does_its_web_socket(own_app: str) -> None:
    own = own_app.removeprefix("http://")
    assert exchange(own_app, *HANDSHAKE, f"Host: {own}", f"Origin: {own_app}").startswith("HTTP/1.1 101 ")
    assert exchange(own_app, *HANDSHAKE, "Host: graph.example", "Origin: https://graph.example").startswith(
        "HTTP/1.1 101 "
    )
    for headers in (
        ("Host: evil.example",),
        ("Host: evil.example", "Origin: http://evil.example"),
        (f"Host: {own}", "Origin: http://evil.example"),
        (f"Host: {own}", "Origin: http://127.0.0.1:1"),
        (f"Host: {own}", "Origin: null"),
    ):
        assert exchange(own_app, *HANDSHAKE, *headers).startswith("HTTP/1.1 403 "), headers


def test_a_wrong_setting_is_one_line() -> None:
    ended = subprocess.run(
        [sys.executable, "-m", "streamlit", "run", str(APP), "--server.port", str(free_port())],
        cwd=ROOT,
        env={**os.environ, "CASEGRAPH_ALLOWED_HOSTS": "http://graph.example/"},
        capture_output=True,
        text=True,
        timeout=chrome.PATIENCE / 1000,
    )
    assert ended.returncode == 1
    assert ended.stderr.strip() == (
        "CASEGRAPH_ALLOWED_HOSTS: names with commas between are needed, not 'http://graph.example/'."
    )


@pytest.mark.browser
@pytest.mark.xdist_group("browser")
def test_no_page_of_another_site_shows_it_in_a_frame(chromium: Browser, own_app: str) -> None:
    page = chromium.new_page()
    try:
        with page.expect_event("frameattached"):
            page.set_content(f'<iframe src="{own_app}/"></iframe>')
        page.wait_for_function("document.querySelector('iframe').contentDocument === null")  # something else came
        assert [frame.url for frame in page.frames[1:]] == ["chrome-error://chromewebdata/"]
    finally:
        page.close()


@pytest.mark.browser
@pytest.mark.xdist_group("browser")
def test_what_the_policy_forbids_fails_a_test(chromium: Browser, own_app: str) -> None:
    def break_it() -> None:
        with chrome.tab(chromium) as tab:
            tab.page.goto(own_app)
            tab.rest()
            tab.page.evaluate("document.body.append(Object.assign(new Image(), { src: 'http://127.0.0.1:9/p.png' }))")
            tab.until(lambda: tab.errors, "the browser tells it")

    with pytest.raises(AssertionError, match="Content Security Policy"):
        break_it()
