"""Transactions that several threads ask for at the same moment, made as one: the disk is waited for once, not for each.

Whoever comes first makes those of all who wait by then; the others find theirs done. Nothing is said to be done before
it is on the disk, so that each is as durable as if it had been made alone.
"""

from __future__ import annotations

import sqlite3
import threading
from collections.abc import Callable, Sequence
from contextlib import closing
from dataclasses import dataclass, field
from typing import Any, TypeVar

T = TypeVar("T")


@dataclass(slots=True)
class _Asked:
    """A piece of work that waits, and what came of it; until it is on the disk, that is an error."""

    work: Callable[[sqlite3.Connection], Any]
    done: bool = False
    result: Any = None
    refused: Exception | None = None
    error: Exception | None = field(default_factory=lambda: sqlite3.OperationalError("the transaction was not made"))


class Together:
    """Makes transactions on connections that `connect` opens."""

    def __init__(self, connect: Callable[[], sqlite3.Connection]) -> None:
        self._connect = connect
        self._waiting: list[_Asked] = []
        self._listing = threading.Lock()
        self._writing = threading.Lock()

    def make(self, work: Callable[[sqlite3.Connection], T]) -> T:
        """The result of `work`, after it is on the disk. Raises what it raises; nothing of it is written then."""
        asked = _Asked(work)
        with self._listing:
            self._waiting.append(asked)
        with self._writing:
            if not asked.done:
                with self._listing:
                    batch, self._waiting = self._waiting, []
                self._commit(batch)
        if asked.error is not None:
            raise asked.error
        result: T = asked.result
        return result

    def _commit(self, batch: Sequence[_Asked]) -> None:
        try:
            with closing(self._connect()) as database:
                database.execute("BEGIN IMMEDIATE")
                for asked in batch:
                    _within(database, asked)
                database.execute("COMMIT")
            for asked in batch:
                asked.error = asked.refused
        except sqlite3.Error as error:
            for asked in batch:
                asked.error = error
        finally:
            for asked in batch:
                asked.done = True


def _within(database: sqlite3.Connection, asked: _Asked) -> None:
    """Do a piece of work in the open transaction; what fails leaves the others as they are."""
    database.execute("SAVEPOINT one")
    try:
        asked.result = asked.work(database)
    except (sqlite3.Error, TypeError, ValueError, OverflowError) as error:
        asked.refused = error
        database.execute("ROLLBACK TO one")
    database.execute("RELEASE one")
