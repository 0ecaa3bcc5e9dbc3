"""Tables in a file of SQLite's."""

from __future__ import annotations

import random
import sqlite3
import time
from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager
from functools import cache
from pathlib import Path

from sobremesa.store.database import Connection
from sobremesa.store.faults import storing

PATIENCE_SECONDS = 30.0
LONGEST_PAUSE_SECONDS = 0.002


@cache
def plain(statement: str) -> str:
    """A statement as SQLite takes it: who writes has locked the whole file."""
    return statement.removesuffix(" FOR SHARE").removesuffix(" FOR UPDATE")


class SqliteFile:
    """A `Database` in one file, readable for its owner only. Connections are short.

    `ahead`: with a write-ahead log, which is one wait for the disk a transaction rather than several, as long as
    somebody holds the file open; whoever closes it last writes the log back. `beside`: another file whose tables can be
    read, and are locked, in the same transactions.
    """

    refusals = (sqlite3.IntegrityError, sqlite3.ProgrammingError, TypeError, ValueError, OverflowError)

    def __init__(self, path: Path, what: str, *, ahead: bool = False, beside: Path | None = None) -> None:
        self._path = path
        self._what = what
        self._beside = beside
        with storing(what):
            path.parent.mkdir(parents=True, exist_ok=True)
            path.touch(mode=0o600)
            if ahead:
                with _closing(sqlite3.connect(path, timeout=PATIENCE_SECONDS)) as raw:
                    raw.execute("PRAGMA journal_mode = WAL")

    def prepare(self, schema: Sequence[str], later: Mapping[str, Mapping[str, str]]) -> None:
        """Make what is missing of tables and their columns."""
        with self.writing() as connection:
            for statement in schema:
                connection.execute(statement)
            for table, columns in later.items():
                there = {row[1] for row in connection.execute(f"PRAGMA table_info({table})").fetchall()}
                for column in columns.keys() - there:
                    connection.execute(f"ALTER TABLE {table} ADD COLUMN {column} {columns[column]}")

    @contextmanager
    def reading(self) -> Iterator[Connection]:
        """A connection to read with."""
        with storing(self._what), _closing(self._connect()) as raw:
            yield Connection(raw, plain, _is_locked)

    @contextmanager
    def writing(self) -> Iterator[Connection]:
        """One transaction."""
        with storing(self._what), _closing(self._connect()) as raw:
            _begin(raw)
            yield Connection(raw, plain, _is_locked)
            raw.execute("COMMIT")

    def compact(self) -> None:
        """Give back the room of what was removed, if nobody else is at work there."""
        with storing(self._what), _closing(sqlite3.connect(self._path, timeout=0, isolation_level=None)) as raw:
            try:
                raw.execute("VACUUM")
            except sqlite3.OperationalError as error:
                if error.sqlite_errorcode & 0xFF != sqlite3.SQLITE_BUSY:
                    raise

    def hold(self) -> sqlite3.Connection:
        """A connection that keeps the log from being written back each time another is closed."""
        with storing(self._what):
            held = sqlite3.connect(self._path, timeout=PATIENCE_SECONDS, check_same_thread=False)
            held.execute("SELECT count(*) FROM sqlite_master").fetchone()
            return held

    def now(self, connection: Connection) -> float:
        """The time on this machine, which all who share the file have."""
        return time.time()

    def _connect(self) -> sqlite3.Connection:
        raw = sqlite3.connect(self._path, timeout=PATIENCE_SECONDS, isolation_level=None)
        # What was paid for, or promised to one of several, survives a power cut.
        raw.execute("PRAGMA synchronous = FULL")
        if self._beside is not None:
            raw.execute("ATTACH ? AS beside", (str(self._beside),))
        return raw


def _begin(raw: sqlite3.Connection) -> None:
    """Begin to write. The file beside is locked too: what is read there holds until the end.

    SQLite's own waiting asks ever more seldom: whoever waits so starves beside another who writes without pause.
    """
    raw.execute("PRAGMA busy_timeout = 0")
    end = time.monotonic() + PATIENCE_SECONDS
    while True:
        try:
            raw.execute("BEGIN IMMEDIATE")
            break
        except sqlite3.OperationalError as error:
            if error.sqlite_errorcode & 0xFF != sqlite3.SQLITE_BUSY or time.monotonic() > end:
                raise
            time.sleep(random.uniform(0, LONGEST_PAUSE_SECONDS))
    raw.execute(f"PRAGMA busy_timeout = {round(1000 * PATIENCE_SECONDS)}")


def _is_locked(name: str) -> None:
    """Nobody else writes while somebody does."""


@contextmanager
def _closing(raw: sqlite3.Connection) -> Iterator[sqlite3.Connection]:
    try:
        yield raw
    finally:
        raw.close()
