"""The driver of a server, as the settings say."""

from __future__ import annotations

import logging

import neo4j
from neo4j import exceptions as driver_errors

from graph.settings import Settings

# What the driver would print by itself reaches people as our errors.
logging.getLogger("neo4j").addHandler(logging.NullHandler())


def new_driver(address: str, settings: Settings, connect_s: float) -> neo4j.Driver:
    """Return a driver that gives up a connection which it cannot make within ``connect_s`` seconds."""
    return neo4j.GraphDatabase.driver(
        address,
        auth=(settings.neo4j_user, settings.neo4j_password) if settings.neo4j_user else None,
        connection_timeout=connect_s,
        connection_acquisition_timeout=connect_s,
        connection_write_timeout=settings.neo4j_answer_timeout_s,
        liveness_check_timeout=5.0,
        notifications_min_severity="OFF",
        telemetry_disabled=True,
    )


def takes_connections(address: str, settings: Settings, within: float) -> bool:
    """Return whether the server takes a new connection within so many seconds."""
    try:
        with new_driver(address, settings, within) as driver:
            driver.get_server_info()
    except driver_errors.Neo4jError:
        return True  # it refuses
    except driver_errors.DriverError:
        return False
    return True
