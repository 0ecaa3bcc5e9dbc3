"""The lease that lets one process at a time work on a thread, and fences off whoever held it before.

Taking it gives a **fencing token** that grows with every taking. Whoever writes for a thread shows their lease in the
same transaction (`fence`), and with an old token is refused. A lease ends when it is released, when its process has
ended, or when it has not been renewed for `LEASE_SECONDS`.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

from sobremesa.errors import SobremesaError
from sobremesa.store.database import Connection, Database
from sobremesa.store.owner import Owner

LEASE_SECONDS = 30.0

SCHEMA = """CREATE TABLE IF NOT EXISTS leases (
    thread_id TEXT PRIMARY KEY, token INTEGER NOT NULL, host TEXT NOT NULL, pid INTEGER NOT NULL,
    born TEXT NOT NULL, expires REAL NOT NULL
)"""
HELD = "SELECT token, host, pid, born, expires FROM leases WHERE thread_id = ?"
TOKEN = "SELECT token FROM leases WHERE thread_id = ? FOR SHARE"


class ThreadBusyError(SobremesaError, RuntimeError):
    """Another process, or another task of this one, runs this thread."""


class LeaseLostError(SobremesaError, RuntimeError):
    """The lease went to someone else meanwhile; what they have written stands, and this run must stop."""


@dataclass(frozen=True, slots=True)
class Lease:
    """The right to run a thread, as long as no greater token exists."""

    thread_id: str
    token: int


def fence(connection: Connection, lease: Lease | None) -> None:
    """Let a transaction go on only where the lease holds, which it then does until the end; None: nobody asks for one.

    Raises LeaseLostError.
    """
    if lease is not None:
        hold_to(connection.execute(TOKEN, (lease.thread_id,)).fetchone(), lease)


def hold_to(row: Any, lease: Lease) -> None:
    """Raises LeaseLostError unless the token that `row` holds is that of the lease."""
    if row is None or row[0] != lease.token:
        raise LeaseLostError(f"Thread {lease.thread_id} was taken over by another process: this one stops.")


class Leases:
    """The leases of all threads, in one table. `clock` None: the database's own."""

    def __init__(self, database: Database, clock: Callable[[], float] | None, owner: Owner) -> None:
        self._database = database
        self._clock = clock
        self._owner = owner

    def acquire(self, thread_id: str) -> Lease:
        """Take the lease of a thread. Raises ThreadBusyError while someone else holds it."""
        with self._database.reading() as connection:
            # Whoever comes too late is told so without waiting for anybody's transaction.
            self._refuse(connection, thread_id, connection.execute(HELD, (thread_id,)).fetchone())
        with self._database.writing() as connection:
            # So that there is a row to be locked.
            connection.execute(
                "INSERT INTO leases VALUES (?, 0, '', 0, '', 0) ON CONFLICT (thread_id) DO NOTHING", (thread_id,)
            )
            held = connection.execute(f"{HELD} FOR UPDATE", (thread_id,)).fetchone()
            self._refuse(connection, thread_id, held)
            lease = Lease(thread_id, held[0] + 1)
            connection.execute(
                "UPDATE leases SET token = ?, host = ?, pid = ?, born = ?, expires = ? WHERE thread_id = ?",
                (lease.token, *self._signature(), self.now(connection) + LEASE_SECONDS, thread_id),
            )
        return lease

    def renew(self, lease: Lease) -> None:
        """Say that the holder is still at work. Raises LeaseLostError when the lease went to someone else."""
        with self._database.writing() as connection:
            fence(connection, lease)
            # One that was given back (0) is not taken again by a renewal that comes late.
            connection.execute(
                "UPDATE leases SET expires = ? WHERE thread_id = ? AND expires > 0",
                (self.now(connection) + LEASE_SECONDS, lease.thread_id),
            )

    def release(self, lease: Lease) -> None:
        """Give the lease back; nothing happens if it went to someone else already."""
        with self._database.writing() as connection:
            connection.execute(
                "UPDATE leases SET expires = 0 WHERE thread_id = ? AND token = ?", (lease.thread_id, lease.token)
            )

    def is_held(self, connection: Connection, thread_id: str) -> bool:
        """Whether somebody is at work on a thread."""
        return self._is_live(connection, connection.execute(HELD, (thread_id,)).fetchone())

    def any_held(self, connection: Connection) -> bool:
        """Whether somebody is at work on any thread."""
        held = connection.execute("SELECT token, host, pid, born, expires FROM leases WHERE expires > 0").fetchall()
        return any(self._is_live(connection, one) for one in held)

    def now(self, connection: Connection) -> float:
        """The time that leases go by."""
        return self._database.now(connection) if self._clock is None else self._clock()

    def _signature(self) -> tuple[str, int, str]:
        return self._owner.host, self._owner.pid, self._owner.born

    def _refuse(self, connection: Connection, thread_id: str, held: Any) -> None:
        if self._is_live(connection, held):
            raise ThreadBusyError(
                f"Thread {thread_id} is being run by process {held[2]} on {held[1]}: "
                "wait until it has finished, or stop it."
            )

    def _is_live(self, connection: Connection, held: Any) -> bool:
        if held is None:
            return False
        _, host, pid, born, expires = held
        return bool(expires > self.now(connection)) and not Owner(host, pid, born).is_gone()
