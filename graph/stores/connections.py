"""The stores a person may choose among: each a name, an address and how to sign in.

The first is that of the settings. Others are named by the setting ``connections``, or by Streamlit's secrets
in its own form, ``[connections.NAME]``. A password is read from there alone, and never shown.
"""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Any

from graph.errors import SettingsError
from graph.settings import Settings
from graph.stores import Store, open_store

DEFAULT = "default"
"""Name of the connection that the settings make."""
_NAME = re.compile(r"[a-z0-9]+(?:[-.][a-z0-9]+)*")
_KEYS = ("store", "neo4j_user", "neo4j_password", "neo4j_database")


@dataclass(frozen=True, slots=True)
class Connection:
    """A store that can be chosen.

    Parameters
    ----------
    name : str
        As people see it, and as it stands in a URL.
    settings : Settings
        With the store's address, user, password and database.
    """

    name: str
    settings: Settings

    @property
    def address(self) -> str:
        """A file's path, or a server's URI without credentials."""
        return self.settings.store

    @property
    def shown_address(self) -> str:
        """The address as people see it: of a file, only its name."""
        return self.address if self.is_server else Path(self.address).name

    @property
    def is_server(self) -> bool:
        """Whether the store is a server, which may hold several databases."""
        return "://" in self.address

    def with_database(self, database: str) -> Connection:
        """Return the same server with another of its databases."""
        name = f"{self.name.partition('/')[0]}/{database}"
        return Connection(name, replace(self.settings, neo4j_database=database))

    def open(self) -> Store:
        """Open the store; see :func:`graph.stores.open_store`."""
        return open_store(self.address, self.settings)


def read_connections(settings: Settings, secrets: Mapping[str, Any] | None = None) -> dict[str, Connection]:
    """Return the connections by name, that of the settings first.

    Parameters
    ----------
    settings : Settings
        ``connections`` holds ``NAME=ADDRESS``, with white space between; these sign in as the settings say.
    secrets : mapping, optional
        By name, a mapping of ``store`` and, for a server, ``neo4j_user``, ``neo4j_password`` and
        ``neo4j_database``.

    Raises
    ------
    SettingsError
        A name is not one, or comes twice, or an address is missing.

    Examples
    --------
    >>> list(read_connections(Settings(connections="archive=data/archive.grafeo")))
    ['default', 'archive']
    """
    connections = {DEFAULT: Connection(DEFAULT, settings)}

    def add(name: str, values: Mapping[str, Any], where: str) -> None:
        if not _NAME.fullmatch(name):
            raise SettingsError(
                f"{where}: {name!r} is no name of a connection; use small letters, digits, - and ., as in news-room."
            )
        if name in connections:
            raise SettingsError(f"{where}: the connection {name} is there twice. Give each a name of its own.")
        if not values.get("store"):
            raise SettingsError(f"{where}: the connection {name} has no address. Write store, a file or neo4j://….")
        unknown = sorted(set(values) - set(_KEYS))
        if unknown:
            raise SettingsError(f"{where}: {name}.{unknown[0]} is unknown; known are {', '.join(_KEYS)}.")
        texts: dict[str, Any] = {key: str(value) for key, value in values.items()}
        connections[name] = Connection(name, replace(settings, **texts))

    for entry in settings.connections.split():
        name, _, address = entry.partition("=")
        add(name, {"store": address}, "CASEGRAPH_CONNECTIONS")
    for name, values in (secrets or {}).items():
        if not isinstance(values, Mapping):
            raise SettingsError(f"secrets: connections.{name} is no table. Write [connections.{name}] above its keys.")
        # Who signs in at one server is nobody at another.
        signed_out = {"neo4j_user": "", "neo4j_password": "", "neo4j_database": ""}
        add(name, {**signed_out, **values}, "secrets")
    return connections


def find_connection(connections: Mapping[str, Connection], name: str) -> Connection | None:
    """Return the connection of a name, which may go on with ``/`` and a database of its server."""
    base, _, database = name.partition("/")
    connection = connections.get(base)
    return connection.with_database(database) if connection and connection.is_server and database else connection
