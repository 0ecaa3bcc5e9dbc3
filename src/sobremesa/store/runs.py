"""The table of runs: what was asked on each thread, and how it stands."""

from __future__ import annotations

import weakref
from collections.abc import Callable
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Any

from sobremesa.errors import SobremesaError
from sobremesa.store import leases
from sobremesa.store.database import Connection, Database
from sobremesa.store.leases import LEASE_SECONDS, Lease, LeaseLostError, Leases, ThreadBusyError, fence
from sobremesa.store.owner import Owner
from sobremesa.store.sqlite import SqliteFile

__all__ = [
    "LEASE_SECONDS",
    "Lease",
    "LeaseLostError",
    "RunRecord",
    "RunTable",
    "ThreadBusyError",
    "ThreadNotFoundError",
]

SHORT_CHARACTERS = 200

SCHEMA = (
    leases.SCHEMA,
    """CREATE TABLE IF NOT EXISTS runs (
        thread_id TEXT PRIMARY KEY, scenario TEXT NOT NULL, status TEXT NOT NULL, mode TEXT,
        created REAL NOT NULL, updated REAL NOT NULL, error TEXT, request TEXT NOT NULL
    )""",
)
RECORD = "SELECT thread_id, scenario, status, mode, created, updated, error FROM runs"


class ThreadNotFoundError(SobremesaError, LookupError):
    """No thread has this id here."""


@dataclass(frozen=True, slots=True)
class RunRecord:
    """What is known of a thread without reading its checkpoints. Times in seconds since 1970.

    `status` is one of the result's, or `interrupted`: it was running, and nobody holds its lease any more.
    """

    thread_id: str
    scenario: str
    status: str
    mode: str | None
    created: float
    updated: float
    error: str | None


class RunTable:
    """Runs and leases in a file of SQLite's, or any database; every method is one transaction, safe between processes.

    `clock` None: the database's own. Methods raise StorageError too; nothing is half written then.
    """

    def __init__(
        self, where: Path | Database, clock: Callable[[], float] | None = None, owner: Owner | None = None
    ) -> None:
        # With a log written ahead nobody who looks has to wait for those who write: with many, they would for seconds.
        self._database = SqliteFile(where, "the table of runs", ahead=True) if isinstance(where, Path) else where
        self._leases = Leases(self._database, clock, owner or Owner.me())
        self._database.prepare(SCHEMA, {})
        weakref.finalize(self, self._database.hold().close)

    def acquire(self, thread_id: str) -> Lease:
        """Take the lease of a thread. Raises ThreadBusyError while someone else holds it."""
        return self._leases.acquire(thread_id)

    def renew(self, lease: Lease) -> None:
        """Say that the holder is still at work. Raises LeaseLostError when the lease went to someone else."""
        self._leases.renew(lease)

    def release(self, lease: Lease) -> None:
        """Give the lease back; nothing happens if it went to someone else already."""
        self._leases.release(lease)

    def check(self, lease: Lease) -> None:
        """Raises LeaseLostError when the lease went to someone else."""
        with self._database.reading() as connection:
            fence(connection, lease)

    def open(self, lease: Lease, scenario: str, request: str) -> None:
        """Enter a new run, as running. `request` is kept whole, so that a run killed at once can begin again."""
        short = " ".join(scenario.split())[:SHORT_CHARACTERS]
        with self._database.writing() as connection:
            fence(connection, lease)
            now = self._leases.now(connection)
            connection.execute("DELETE FROM runs WHERE thread_id = ?", (lease.thread_id,))
            connection.execute(
                "INSERT INTO runs (thread_id, scenario, status, created, updated, request) "
                "VALUES (?, ?, 'running', ?, ?, ?)",
                (lease.thread_id, short, now, now, request),
            )

    def update(self, lease: Lease, status: str, mode: str | None = None, error: str | None = None) -> None:
        """Enter how a run stands. `mode` None leaves what was known. Raises LeaseLostError."""
        with self._database.writing() as connection:
            fence(connection, lease)
            connection.execute(
                "UPDATE runs SET status = ?, mode = coalesce(?, mode), error = ?, updated = ? WHERE thread_id = ?",
                (status, mode, error, self._leases.now(connection), lease.thread_id),
            )

    def remove(self, lease: Lease) -> None:
        """Take a thread off the table; its lease stays, so that a late writer of it is refused for ever."""
        with self._database.writing() as connection:
            fence(connection, lease)
            connection.execute("DELETE FROM runs WHERE thread_id = ?", (lease.thread_id,))

    def at_work(self) -> bool:
        """Whether any thread is being run."""
        with self._database.reading() as connection:
            return self._leases.any_held(connection)

    def now(self) -> float:
        """The time that the table goes by, in seconds since 1970."""
        with self._database.reading() as connection:
            return self._leases.now(connection)

    def get(self, thread_id: str) -> RunRecord:
        """One run. Raises ThreadNotFoundError."""
        record = self.find(thread_id)
        if record is None:
            raise ThreadNotFoundError(f"There is no thread {thread_id!r} here.")
        return record

    def find(self, thread_id: str) -> RunRecord | None:
        """One run, or None."""
        with self._database.reading() as connection:
            row = connection.execute(f"{RECORD} WHERE thread_id = ?", (thread_id,)).fetchone()
            return None if row is None else self._record(connection, row)

    def request(self, thread_id: str) -> str:
        """The request that a run was opened with. Raises ThreadNotFoundError."""
        with self._database.reading() as connection:
            row = connection.execute("SELECT request FROM runs WHERE thread_id = ?", (thread_id,)).fetchone()
        if row is None:
            raise ThreadNotFoundError(f"There is no thread {thread_id!r} here.")
        return str(row[0])

    def list(self) -> tuple[RunRecord, ...]:
        """All runs, the latest first."""
        with self._database.reading() as connection:
            rows = connection.execute(f"{RECORD} ORDER BY updated DESC, thread_id").fetchall()
            return tuple(self._record(connection, row) for row in rows)

    def _record(self, connection: Connection, row: Any) -> RunRecord:
        record = RunRecord(*row)
        if record.status == "running" and not self._leases.is_held(connection, record.thread_id):
            return replace(record, status="interrupted")
        return record
