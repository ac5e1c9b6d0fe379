"""What a query must not reach: a file with a secret, and an address that counts who asks."""

import http.server
import threading
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

import pytest


@dataclass
class Listener:
    """A web server on this machine that gives the secret to whoever asks, and a file that holds it too."""

    port: int
    file: Path
    secret: str
    requests: int = 0


@pytest.fixture
def listening(tmp_path: Path) -> Iterator[Listener]:
    found = Listener(0, tmp_path / "folder-of-secrets" / "x.csv", "sentinel-7f3ac1")
    found.file.parent.mkdir()
    found.file.write_text(f"{found.secret},1\n", encoding="utf-8")

    class Handler(http.server.BaseHTTPRequestHandler):
        def do_GET(self) -> None:
            found.requests += 1
            self.send_response(200)
            self.end_headers()
            self.wfile.write(f"{found.secret},1\n".encode())

        do_HEAD = do_POST = do_GET

        def log_message(self, format: str, *arguments: object) -> None:
            pass

    with http.server.ThreadingHTTPServer(("127.0.0.1", 0), Handler) as server:
        found.port = server.server_port
        thread = threading.Thread(target=server.serve_forever)
        thread.start()
        yield found
        server.shutdown()
        thread.join()
