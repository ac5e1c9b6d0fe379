"""A TCP proxy before a server, which does to what passes what networks and servers do that are in trouble."""

import socket
import struct
import threading
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from types import TracebackType
from typing import Literal, Self
from urllib.parse import urlsplit

Mode = Literal[
    "pass", "reset", "silence", "half-open", "slow", "latency", "trickle", "lose commit", "lose outcome", "hold outcome"
]
"""What is done to what passes.

``pass``: nothing. ``reset``: every connection is reset, new ones too. ``silence``: they are accepted, and nothing is
handed on. ``half-open``: those that are there are dead and do not know it; new ones pass. ``slow``: on those that are
there an answer takes some seconds, as of a server at work; new ones pass. ``latency``: each piece takes some seconds,
each way. ``trickle``: answers come a byte at a time. ``lose commit``: a connection breaks when COMMIT is sent, before
the server has it. ``lose outcome``: it breaks when the server has answered COMMIT. ``hold outcome``: there is silence
from then on.
"""
_COMMIT = b"\x00\x02\xb0\x12\x00\x00"
"""The message COMMIT of Bolt, as it goes over the wire."""
_RESET = struct.pack("ii", 1, 0)


class Proxy:
    """A proxy before the server at an address; ``uri`` is its own.

    It is a ``bolt://`` address, for one that routes would be told where the server itself is.
    """

    def __init__(self, address: str) -> None:
        parts = urlsplit(address)
        self._server = (parts.hostname, parts.port)
        self._seconds = 0.0
        self._mode: Mode = "pass"
        self._changed = threading.Condition()
        self._pairs: list[_Pair] = []
        self._listener = socket.create_server(("127.0.0.1", 0))
        self.uri = f"bolt://127.0.0.1:{self._listener.getsockname()[1]}"
        threading.Thread(target=self._accept, daemon=True).start()

    @contextmanager
    def trouble(self, mode: Mode, seconds: float = 0.0) -> Iterator[None]:
        """Be in trouble for the time of the block.

        Parameters
        ----------
        mode : Mode
        seconds : float
            How long a piece takes, or a byte.
        """
        self._switch(mode, seconds)
        try:
            yield
        finally:
            self._switch("pass", 0.0)

    def stop(self) -> None:
        self._listener.close()
        self._switch("reset", 0.0)

    def __enter__(self) -> Self:
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self.stop()

    def _switch(self, mode: Mode, seconds: float) -> None:
        with self._changed:
            self._mode, self._seconds = mode, seconds
            pairs = [pair for pair in self._pairs if not pair.ended]
            self._pairs = pairs
            self._changed.notify_all()
        for pair in pairs:
            pair.slow = mode == "slow"
            if mode == "half-open":
                pair.die()
            elif mode == "reset":
                pair.end()

    def _accept(self) -> None:
        while True:
            try:
                client, _ = self._listener.accept()
            except OSError:
                return  # stopped
            threading.Thread(target=self._serve, args=(client,), daemon=True).start()

    def _serve(self, client: socket.socket) -> None:
        self._while("silence")
        with suppress(OSError):
            pair = _Pair(client, socket.create_connection(self._server))
            with self._changed:
                self._pairs.append(pair)
                if self._mode == "reset":
                    pair.end()
            threading.Thread(target=self._hand_on, args=(pair, True), daemon=True).start()
            self._hand_on(pair, False)

    def _while(self, mode: Mode, seconds: float | None = None) -> None:
        """Wait while a mode lasts, so many seconds at the most."""
        with self._changed:
            self._changed.wait_for(lambda: self._mode != mode, seconds)

    def _hand_on(self, pair: "_Pair", asks: bool) -> None:
        """Hand on what comes from one side: from the client that asks, or from the server."""
        source, target = (pair.client, pair.server) if asks else (pair.server, pair.client)
        try:
            while data := source.recv(65_536):
                self._pass(pair, asks, target, data)
            self._while("silence")
        except OSError:
            pass
        if asks or not pair.dead:
            pair.end()

    def _pass(self, pair: "_Pair", asks: bool, target: socket.socket, data: bytes) -> None:
        self._while("silence")
        if pair.dead:
            return
        mode, seconds = self._mode, self._seconds
        if mode == "latency" or (mode == "slow" and pair.slow and not asks):
            self._while(mode, seconds)
        elif mode == "trickle" and not asks:
            while self._mode == "trickle" and len(data) > 1:
                self._while("trickle", seconds)
                target.sendall(data[:1])
                data = data[1:]
        elif mode == "lose commit" and asks and data.endswith(_COMMIT):
            pair.end()
            return
        elif mode in ("lose outcome", "hold outcome"):
            if pair.committed and not asks:
                if mode == "lose outcome":
                    pair.end()
                    return
                self._switch("silence", 0.0)
                self._while("silence")
            pair.committed = pair.committed or (asks and data.endswith(_COMMIT))
        target.sendall(data)


class _Pair:
    """A connection of a client, and the one to the server that belongs to it."""

    def __init__(self, client: socket.socket, server: socket.socket) -> None:
        self.client, self.server = client, server
        self.dead = False
        self.slow = False
        self.committed = False
        self.ended = False

    def die(self) -> None:
        """Leave the server, and let the client believe in it."""
        self.dead = True
        _reset(self.server)

    def end(self) -> None:
        self.ended = True
        _reset(self.client)
        _reset(self.server)


def _reset(side: socket.socket) -> None:
    with suppress(OSError):
        side.setsockopt(socket.SOL_SOCKET, socket.SO_LINGER, _RESET)
        side.shutdown(socket.SHUT_RD)  # wakes the thread that reads
    side.close()
