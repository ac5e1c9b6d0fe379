"""An address of a server that can be shut."""

import socket
import threading
from contextlib import suppress
from urllib.parse import urlsplit

from tests.helpers.ports import free_port


class Door:
    """An address of its own for a server, which can be shut: bolt alone, so that nobody is told another one."""

    def __init__(self, uri: str) -> None:
        parts = urlsplit(uri)
        self._to = (parts.hostname or "", parts.port or 7687)
        self._port = free_port()
        self.uri = f"bolt://127.0.0.1:{self._port}"
        self._sockets: list[socket.socket] = []

    def open(self) -> None:
        listener = socket.create_server(("127.0.0.1", self._port), reuse_port=False)
        self._sockets = [listener]
        threading.Thread(target=self._listen, args=(listener,), daemon=True).start()

    def close(self) -> None:
        for each in self._sockets:
            # a thread that waits on it is woken by this alone
            with suppress(OSError):
                each.shutdown(socket.SHUT_RDWR)
            each.close()

    def _listen(self, listener: socket.socket) -> None:
        with suppress(OSError):
            while True:
                near, far = listener.accept()[0], socket.create_connection(self._to)
                self._sockets += [near, far]
                for a, b in ((near, far), (far, near)):
                    threading.Thread(target=self._pass_on, args=(a, b), daemon=True).start()

    @staticmethod
    def _pass_on(a: socket.socket, b: socket.socket) -> None:
        with suppress(OSError):
            while data := a.recv(65_536):
                b.sendall(data)
            b.shutdown(socket.SHUT_WR)
