"""Who may ask the app's server, and what a browser may do with its answers.

A page of another site cannot read this server's answers by itself. It can have a name of its own resolve to this
machine (DNS rebinding): then the browser takes both for one site, and only the name in ``Host`` tells them apart.
"""

from __future__ import annotations

import base64
import hashlib
import ipaddress
import re
import signal
from collections.abc import AsyncIterator, Iterator
from contextlib import asynccontextmanager
from importlib.resources import files
from typing import Any
from urllib.parse import urlsplit

import streamlit as st
from starlette.datastructures import Headers, MutableHeaders
from starlette.middleware import Middleware
from starlette.responses import PlainTextResponse
from starlette.types import ASGIApp, Message, Receive, Scope, Send

from graph.errors import SettingsError
from graph.settings import Settings, from_environment

_HOST = re.compile(r"(?P<name>\[[\da-f:.]+\]|[^\s:/?#@\[\]\\]+)(?::\d{1,5})?", re.IGNORECASE)
_INLINE = re.compile(rb"<script>(.*?)</script>", re.DOTALL)
_MOST_QUOTED = 100
_METRICS = "/_stcore/metrics"


class Security:
    """ASGI middleware that refuses what other sites ask, and says with every answer what a browser may do with it.

    Parameters
    ----------
    app : ASGI application
    settings : Settings
    address : str
        That the server listens on; empty for all addresses of this machine.
    """

    def __init__(self, app: ASGIApp, settings: Settings, address: str) -> None:
        self._app = app
        self._listed = {_plain(name) for name in settings.allowed_host_names}
        self._names = {"localhost", _plain(address), *self._listed} - {""}
        self._anywhere = _plain(address) in ("", "0.0.0.0", "::")
        self._metrics = settings.app_metrics
        self._headers = {
            "Content-Security-Policy": content_security_policy(),
            "Cross-Origin-Resource-Policy": "same-origin",
            "Referrer-Policy": "same-origin",
            "X-Content-Type-Options": "nosniff",
            "X-Frame-Options": "DENY",
        }

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Answer a request, or hand it on."""
        if scope["type"] not in ("http", "websocket"):
            await self._app(scope, receive, send)
            return

        async def send_with_headers(message: Message) -> None:
            if message["type"] in ("http.response.start", "websocket.http.response.start"):
                MutableHeaders(scope=message).update(self._headers)
            await send(message)

        if reason := self._refused(Headers(scope=scope)):
            await PlainTextResponse(reason, status_code=403)(scope, receive, send_with_headers)
        elif scope["path"].rstrip("/").endswith(_METRICS) and not self._metrics:
            reason = f"{_METRICS} is not served; CASEGRAPH_APP_METRICS=1, where the app is started, serves it."
            await PlainTextResponse(reason, status_code=404)(scope, receive, send_with_headers)
        else:
            await self._app(scope, receive, send_with_headers)

    def _refused(self, headers: Headers) -> str:
        """Return why a request is refused; empty where it is not."""
        hosts, origins = headers.getlist("host"), headers.getlist("origin")
        host = hosts[0] if len(hosts) == 1 else ""
        if not self._allows(host):
            return (
                f"The app does not answer to the name {_quoted(hosts)}: names that it answers to are "
                f"{', '.join(sorted(self._names))}. Where the app is started, CASEGRAPH_ALLOWED_HOSTS adds another one."
            )
        if origins and not (len(origins) == 1 and self._is_own(origins[0], host)):
            return f"The app does not answer to pages of another site: {_quoted(origins)}."
        return ""

    def _allows(self, host: str) -> bool:
        name = _plain(host_name(host))
        if name in self._names:
            return True
        try:
            address = ipaddress.ip_address(name)
        except ValueError:
            return False
        # Nobody can have a bare address lead to another machine than its own.
        return self._anywhere or address.is_loopback

    def _is_own(self, origin: str, host: str) -> bool:
        """Whether a page is this server's: a proxy may have put another name into ``Host``, but not into ``Origin``."""
        try:
            parts = urlsplit(origin)
        except ValueError:
            return False
        if parts.scheme not in ("http", "https") or not parts.netloc:
            return False
        return parts.netloc.lower() == host.lower() or _plain(host_name(parts.netloc)) in self._listed


def middleware() -> list[Middleware]:
    """Return what stands before Streamlit, for the settings of this process.

    Raises
    ------
    SystemExit
        A setting is wrong; it is told in one line.
    """
    try:
        settings = from_environment()
    except SettingsError as error:
        raise SystemExit(str(error)) from error
    return [Middleware(Security, settings=settings, address=st.get_option("server.address") or "")]


@asynccontextmanager
async def lifespan(app: Any) -> AsyncIterator[None]:
    """Have the process end with status 0 when its server was asked to end.

    The server raises the signal that ended it once more when all is closed, which would end the process anew.
    """
    yield
    signal.pthread_sigmask(signal.SIG_BLOCK, {signal.SIGINT, signal.SIGTERM})


def host_name(host: str) -> str:
    """Return the name in a ``Host`` header, without its port; empty where it is none.

    Examples
    --------
    >>> host_name("Example.org:8501"), host_name("[::1]:8501"), host_name("a@b"), host_name("a:b")
    ('Example.org', '[::1]', '', '')
    """
    found = _HOST.fullmatch(host)
    return found["name"] if found else ""


def content_security_policy() -> str:
    """Return what the app's pages may load and run: their own, and nothing of another machine."""
    hashes = " ".join(f"'sha256-{base64.b64encode(hashlib.sha256(code).digest()).decode()}'" for code in _inline())
    return "; ".join(
        (
            "default-src 'none'",
            "base-uri 'none'",
            "form-action 'none'",
            "frame-ancestors 'none'",
            # blob: for a component's script, WebAssembly for the numbers in Streamlit's messages
            f"script-src 'self' blob: 'wasm-unsafe-eval' {hashes}",
            "style-src 'self' 'unsafe-inline'",
            "font-src 'self' data:",
            "img-src 'self' blob: data:",
            "connect-src 'self'",
        )
    )


def _inline() -> Iterator[bytes]:
    """Yield the scripts that are written in a page: in Streamlit's own, and the app's."""
    yield from _INLINE.findall(files("streamlit").joinpath("static", "index.html").read_bytes())
    yield files("graph.ui").joinpath("page.js").read_bytes()


def _plain(name: str) -> str:
    """Return a name or an address as it is compared."""
    return name.strip().lower().removesuffix(".").removeprefix("[").removesuffix("]")


def _quoted(values: list[str]) -> str:
    """Return what a header said, short enough for a line."""
    return ", ".join(repr(value[:_MOST_QUOTED]) for value in values[:2]) or "''"
