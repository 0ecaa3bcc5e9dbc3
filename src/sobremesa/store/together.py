"""Transactions that several threads ask for at the same moment, made as one: the disk is waited for once, not for each.

Whoever comes first makes those of all who wait by then; the others find theirs done. Nothing is said to be done before
it is on the disk, so that each is as durable as if it had been made alone.
"""

from __future__ import annotations

import threading
from collections.abc import Callable, Sequence
from dataclasses import dataclass, field
from typing import Any, TypeVar

from sobremesa.store.database import Connection, Database
from sobremesa.store.faults import StorageError
from sobremesa.store.leases import LeaseLostError

T = TypeVar("T")


@dataclass(slots=True)
class _Asked:
    """A piece of work that waits, and what came of it; until it is on the disk, that is an error."""

    work: Callable[[Connection], Any]
    done: bool = False
    result: Any = None
    refused: Exception | None = None
    error: Exception | None = field(default_factory=lambda: StorageError("The transaction was not made."))


class Together:
    """Makes transactions in one database."""

    def __init__(self, database: Database) -> None:
        self._database = database
        self._waiting: list[_Asked] = []
        self._listing = threading.Lock()
        self._writing = threading.Lock()

    def make(self, work: Callable[[Connection], T]) -> T:
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
            with self._database.writing() as connection:
                refusals: tuple[type[Exception], ...] = (LeaseLostError, *self._database.refusals)
                for asked in batch:
                    _within(connection, asked, refusals)
            for asked in batch:
                asked.error = asked.refused
        except StorageError as error:
            for asked in batch:
                asked.error = error
        finally:
            for asked in batch:
                asked.done = True


def _within(connection: Connection, asked: _Asked, refusals: tuple[type[Exception], ...]) -> None:
    """Do a piece of work in the open transaction; what is refused to it leaves the others as they are."""
    connection.execute("SAVEPOINT one")
    try:
        asked.result = asked.work(connection)
    except refusals as error:
        asked.refused = error
        connection.execute("ROLLBACK TO SAVEPOINT one")
    connection.execute("RELEASE SAVEPOINT one")
