"""How long a call waits for the server.

The driver bounds how long a connection takes to be made. For an answer it waits as long as the server once asked it to,
which is two minutes, or for ever. Here one answer may take so long, and a server that says nothing meanwhile is asked
over another connection whether it is there at all. The driver has no door for this: what is changed of its sessions and
connections is changed in this module, and nowhere else.
"""

from __future__ import annotations

import select
import time
from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

import neo4j
from neo4j import exceptions as driver_errors

from graph.errors import StoreUnavailableError

_EARLY_S = 0.02
"""Seconds by which the driver's clock may be ahead of this one."""


@dataclass(frozen=True, slots=True)
class Patience:
    """What a store waits for.

    Parameters
    ----------
    name : str
        The server's address, as people see it.
    connect_s : float
        Seconds for a connection, and for a server that is silent; the setting ``neo4j_connect_timeout_s``.
    answer_s : float
        Seconds for one answer of a server that works on it; the setting ``neo4j_answer_timeout_s``.
    is_there : callable
        Returns whether the server takes another connection, within so many seconds.
    """

    name: str
    connect_s: float
    answer_s: float
    is_there: Callable[[float], bool]

    def call(self, seconds: float | None = None) -> Call:
        """Return the limits of a call that may take so many seconds; without, each of its answers has its own."""
        return Call(self, None if seconds is None else time.monotonic() + seconds)

    def quick_call(self) -> Call:
        """Return the limits of a call whose answers are short: once one has begun, the rest of it is there at once."""
        return Call(self, None, quick=True)


@dataclass(slots=True)
class Call:
    """How long one call of the store may take, in all its sessions."""

    patience: Patience
    until: float | None
    """When it must be over, by the monotonic clock."""
    quick: bool = False
    """An answer that has begun must be over within ``connect_s``."""
    failing_since: float | None = None
    """When the first of the last attempts to connect began, none of which succeeded."""
    given_up: StoreUnavailableError | None = None
    """What there is to say when the server took too long: nothing more is tried then."""

    def session(self, driver: neo4j.Driver, **options: Any) -> neo4j.Session:
        """Return a session whose every wait has an end.

        Raises
        ------
        StoreUnavailableError
            When a connection cannot be had in time. It is not one of the driver's errors, which the driver may take
            for a reason to try again.
        """
        session: Any = driver.session(connection_acquisition_timeout=max(self._for_connection(), 0.001), **options)
        connect = session._connect

        def connect_in_time(*arguments: Any, **named: Any) -> None:
            seconds = self._for_connection()
            if self.given_up or seconds <= 0:
                raise self._give_up()
            since = self.failing_since or time.monotonic()
            try:
                connect(*arguments, **named)
            except (
                driver_errors.ServiceUnavailable,
                driver_errors.SessionExpired,
                driver_errors.ConnectionAcquisitionTimeoutError,
            ) as error:
                self.failing_since = since
                if time.monotonic() - since < seconds - _EARLY_S:
                    raise  # nobody is there, which may be tried again
                raise self._give_up() from error
            self.failing_since = None
            self._bound(session._connection)

        session._connect = connect_in_time
        bounded: neo4j.Session = session
        return bounded

    def _left(self) -> float | None:
        return None if self.until is None else max(0.0, self.until - time.monotonic())

    def _for_connection(self) -> float:
        left = self._left()
        return self.patience.connect_s if left is None else min(left, self.patience.connect_s)

    def _give_up(self, *, working: bool = False) -> StoreUnavailableError:
        """Remember what there is to say; ``working``: of a server that is there, and not done."""
        if self.given_up is None:
            patience = self.patience
            seconds, setting, advice = patience.connect_s, "connect", "Start it, or check the address"
            if working:
                seconds, setting, advice = patience.answer_s, "answer", "Try again"
            self.given_up = StoreUnavailableError(
                f"Neo4j at {patience.name} did not answer within {seconds:g} s (setting neo4j_{setting}_timeout_s). "
                f"{advice}; where it is only slow, give it more seconds."
            )
        return self.given_up

    def _bound(self, connection: Any) -> None:
        """Have everything that is sent and read over a connection end in time."""
        socket = connection.socket
        socket.set_read_deadline(self._left())
        socket.set_write_deadline(self._left())
        of_call = mine = socket.get_read_deadline()
        fresh_until = 0.0
        fetch = type(connection).fetch_message
        poll = select.poll()
        poll.register(socket._socket, select.POLLIN)

        def heard(within: float) -> bool:
            held = socket._peeked or (hasattr(socket._socket, "pending") and socket._socket.pending())
            return bool(held or poll.poll(1_000 * within))

        def fetch_in_time() -> None:
            nonlocal mine, fresh_until
            if not connection.responses or connection.closed() or connection._defunct:
                fetch(connection)  # which says so, or reads nothing
                return
            set_before = socket.get_read_deadline()
            # a deadline that another has set for a time, as for a look whether the connection is alive, stays his
            outer = of_call if set_before is mine else set_before
            try:
                if time.monotonic() > fresh_until or outer is not of_call or not heard(0):
                    seconds = self._wait_for_answer(outer, heard)
                    socket.set_read_deadline(seconds)
                    if outer is of_call:  # it does for the next answers too, of which there may be very many
                        mine, fresh_until = socket.get_read_deadline(), time.monotonic() + seconds / 2
                fetch(connection)
            except (driver_errors.ServiceUnavailable, driver_errors.SessionExpired):
                if socket.get_read_deadline().expired():
                    self._give_up(working=outer is None and not self.quick)
                raise
            except (KeyboardInterrupt, SystemExit):
                connection.kill()  # nobody is to wait for the answer in place of who has gone
                raise
            finally:
                if outer is not of_call:
                    socket.set_read_deadline(outer)

        connection.fetch_message = fetch_in_time

    def _wait_for_answer(self, outer: Any, heard: Callable[[float], bool]) -> float:
        """Wait until an answer begins; return the seconds that the driver may take to read it, 0 to give up."""
        half = self.patience.connect_s / 2  # of silence, and to ask whether it is there
        until = time.monotonic() + self.patience.answer_s
        if outer is not None:  # a call with an end of its own, or a look whether an idle connection is alive
            until = min(until, time.monotonic() + outer.to_timeout())
        # A server that works on something long says nothing either, but says so when it is asked.
        while until - time.monotonic() > 2 * half and not heard(half):
            if not self.patience.is_there(half):
                self._give_up()
                return 0
        left = max(0.0, until - time.monotonic())
        return min(left, self.patience.connect_s) if self.quick else left
