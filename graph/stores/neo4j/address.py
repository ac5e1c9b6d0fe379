"""Addresses of Neo4j servers, and what answers there."""

from __future__ import annotations

import re
from urllib.parse import urlsplit

from graph.errors import StoreError

_OLDEST = 5
"""The first major version of the server that is supported."""


def check_address(address: str) -> None:
    """Raise StoreError where a text is not the address of a server."""
    parts = urlsplit(address)
    if "@" in parts.netloc:
        raise StoreError(
            "The address of a Neo4j server holds no user and password. "
            "Set CASEGRAPH_NEO4J_USER and CASEGRAPH_NEO4J_PASSWORD."
        )
    try:
        valid = bool(parts.hostname) and parts.port != 0
    except ValueError:
        valid = False
    if not valid or parts.path.strip("/") or parts.fragment or (parts.query and parts.scheme.startswith("bolt")):
        raise StoreError(f"{address} is no address of a Neo4j server. Write neo4j://host:7687.")


def check_agent(agent: str, address: str) -> None:
    """Raise StoreError where a server's own name is not that of Neo4j 5 or later."""
    version = re.match(r"Neo4j/v?(\d+)\.(\d+)", agent)
    if version is None:
        raise StoreError(
            f"{address} is not a Neo4j server (it says {agent[:40]!r}). Neo4j {_OLDEST} or later is needed."
        )
    if int(version[1]) < _OLDEST:
        raise StoreError(
            f"{address} runs Neo4j {version[1]}.{version[2]}; {_OLDEST} or later is needed. Upgrade the server."
        )
