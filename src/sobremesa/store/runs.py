"""The table of runs, and the lease that lets one process at a time work on a thread.

A thread may be run by whoever holds its lease. Taking it gives a **fencing token** that grows with every taking:
whoever writes with an old token is refused. A lease ends when it is released, when its process has ended, or when
it has not been renewed for `LEASE_SECONDS`.
"""

from __future__ import annotations

import sqlite3
import time
from collections.abc import Callable, Iterator
from contextlib import closing, contextmanager
from dataclasses import dataclass
from pathlib import Path

from sobremesa.errors import SobremesaError
from sobremesa.store.owner import Owner

LEASE_SECONDS = 30.0
PATIENCE_SECONDS = 30.0
SHORT_CHARACTERS = 200

SCHEMA = """
CREATE TABLE IF NOT EXISTS runs (
    thread_id TEXT PRIMARY KEY, scenario TEXT NOT NULL, status TEXT NOT NULL, mode TEXT,
    created REAL NOT NULL, updated REAL NOT NULL, error TEXT, request TEXT NOT NULL
);
CREATE TABLE IF NOT EXISTS leases (
    thread_id TEXT PRIMARY KEY, token INTEGER NOT NULL, host TEXT NOT NULL, pid INTEGER NOT NULL,
    born TEXT NOT NULL, expires REAL NOT NULL
);
"""


class ThreadBusyError(SobremesaError, RuntimeError):
    """Another process, or another task of this one, runs this thread."""


class ThreadNotFoundError(SobremesaError, LookupError):
    """No thread has this id here."""


class LeaseLostError(SobremesaError, RuntimeError):
    """The lease went to someone else meanwhile; what they have written stands, and this run must stop."""


@dataclass(frozen=True, slots=True)
class Lease:
    """The right to run a thread, as long as no greater token exists."""

    thread_id: str
    token: int


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
    """Runs and leases in one SQLite file; every method is one transaction, safe between processes."""

    def __init__(self, path: Path, clock: Callable[[], float] = time.time, owner: Owner | None = None) -> None:
        self._path = path
        self._clock = clock
        self._owner = owner or Owner.me()
        path.parent.mkdir(parents=True, exist_ok=True)
        path.touch(mode=0o600)
        with self._writing() as database:
            for statement in SCHEMA.strip().split(";\n"):
                database.execute(statement)

    def acquire(self, thread_id: str) -> Lease:
        """Take the lease of a thread. Raises ThreadBusyError while someone else holds it."""
        with self._writing() as database:
            held = database.execute("SELECT * FROM leases WHERE thread_id = ?", (thread_id,)).fetchone()
            if held is not None and self._is_live(held):
                raise ThreadBusyError(
                    f"Thread {thread_id} is being run by process {held['pid']} on {held['host']}: "
                    "wait until it has finished, or stop it."
                )
            token = held["token"] + 1 if held is not None else 1
            database.execute(
                "INSERT OR REPLACE INTO leases VALUES (?, ?, ?, ?, ?, ?)",
                (thread_id, token, self._owner.host, self._owner.pid, self._owner.born, self._expiry()),
            )
        return Lease(thread_id, token)

    def renew(self, lease: Lease) -> None:
        """Say that the holder is still at work. Raises LeaseLostError when the lease went to someone else."""
        with self._writing() as database:
            self._check(database, lease)
            database.execute("UPDATE leases SET expires = ? WHERE thread_id = ?", (self._expiry(), lease.thread_id))

    def check(self, lease: Lease) -> None:
        """Raises LeaseLostError when the lease went to someone else."""
        with self._reading() as database:
            self._check(database, lease)

    def release(self, lease: Lease) -> None:
        """Give the lease back; nothing happens if it went to someone else already."""
        with self._writing() as database:
            database.execute(
                "UPDATE leases SET expires = 0 WHERE thread_id = ? AND token = ?", (lease.thread_id, lease.token)
            )

    def open(self, lease: Lease, scenario: str, request: str) -> None:
        """Enter a new run, as running. `request` is kept whole, so that a run killed at once can begin again."""
        now = self._clock()
        short = " ".join(scenario.split())[:SHORT_CHARACTERS]
        with self._writing() as database:
            self._check(database, lease)
            database.execute(
                "INSERT OR REPLACE INTO runs VALUES (?, ?, 'running', NULL, ?, ?, NULL, ?)",
                (lease.thread_id, short, now, now, request),
            )

    def update(self, lease: Lease, status: str, mode: str | None = None, error: str | None = None) -> None:
        """Enter how a run stands. `mode` None leaves what was known. Raises LeaseLostError."""
        with self._writing() as database:
            self._check(database, lease)
            database.execute(
                "UPDATE runs SET status = ?, mode = coalesce(?, mode), error = ?, updated = ? WHERE thread_id = ?",
                (status, mode, error, self._clock(), lease.thread_id),
            )

    def get(self, thread_id: str) -> RunRecord:
        """One run. Raises ThreadNotFoundError."""
        record = self.find(thread_id)
        if record is None:
            raise ThreadNotFoundError(f"There is no thread {thread_id!r} here.")
        return record

    def find(self, thread_id: str) -> RunRecord | None:
        """One run, or None."""
        with self._reading() as database:
            row = database.execute("SELECT * FROM runs WHERE thread_id = ?", (thread_id,)).fetchone()
            return None if row is None else self._record(database, row)

    def request(self, thread_id: str) -> str:
        """The request that a run was opened with. Raises ThreadNotFoundError."""
        with self._reading() as database:
            row = database.execute("SELECT request FROM runs WHERE thread_id = ?", (thread_id,)).fetchone()
        if row is None:
            raise ThreadNotFoundError(f"There is no thread {thread_id!r} here.")
        return str(row["request"])

    def list(self) -> tuple[RunRecord, ...]:
        """All runs, the latest first."""
        with self._reading() as database:
            rows = database.execute("SELECT * FROM runs ORDER BY updated DESC, thread_id").fetchall()
            return tuple(self._record(database, row) for row in rows)

    def _record(self, database: sqlite3.Connection, row: sqlite3.Row) -> RunRecord:
        status = row["status"]
        if status == "running":
            held = database.execute("SELECT * FROM leases WHERE thread_id = ?", (row["thread_id"],)).fetchone()
            status = "running" if held is not None and self._is_live(held) else "interrupted"
        return RunRecord(
            row["thread_id"], row["scenario"], status, row["mode"], row["created"], row["updated"], row["error"]
        )

    def _is_live(self, held: sqlite3.Row) -> bool:
        return held["expires"] > self._clock() and not Owner(held["host"], held["pid"], held["born"]).is_gone()

    def _check(self, database: sqlite3.Connection, lease: Lease) -> None:
        row = database.execute("SELECT token FROM leases WHERE thread_id = ?", (lease.thread_id,)).fetchone()
        if row is None or row["token"] != lease.token:
            raise LeaseLostError(f"Thread {lease.thread_id} was taken over by another process: this one stops.")

    def _expiry(self) -> float:
        return self._clock() + LEASE_SECONDS

    @contextmanager
    def _reading(self) -> Iterator[sqlite3.Connection]:
        # No write-ahead log: connections are short, and closing the last one would write it back every time.
        with closing(sqlite3.connect(self._path, timeout=PATIENCE_SECONDS, isolation_level=None)) as database:
            database.row_factory = sqlite3.Row
            yield database

    @contextmanager
    def _writing(self) -> Iterator[sqlite3.Connection]:
        with self._reading() as database:
            database.execute("BEGIN IMMEDIATE")
            yield database
            database.execute("COMMIT")
