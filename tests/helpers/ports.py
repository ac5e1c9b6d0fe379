"""Ports of servers that tests start."""

import random
import socket


def free_port() -> int:
    """Return a port of this machine that nobody has.

    It is none of those that systems give to connections by chance: a server may take long to start, and many are made
    meanwhile. Nor is it the same one in another process that draws from the same seed.
    """
    drawn = random.SystemRandom()
    while True:
        port = drawn.randrange(20_000, 32_000)
        with socket.socket() as tried:
            try:
                tried.bind(("127.0.0.1", port))
            except OSError:
                continue
        return port
