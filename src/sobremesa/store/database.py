"""Tables, wherever they are kept: in a file of SQLite's, or on a Postgres server. Both speak the same statements here.

Statements are written with `?` for values, and say ` FOR SHARE` or ` FOR UPDATE` where a row must stay as it was read
until the transaction ends. SQLite, which lets one write at a time, leaves the latter away.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping, Sequence
from contextlib import AbstractContextManager
from typing import Any, Protocol

TABLE = re.compile(r"CREATE TABLE IF NOT EXISTS (\w+)")


class Rows(Protocol):
    """What a statement gives: rows as tuples."""

    @property
    def rowcount(self) -> int:
        """How many rows were changed."""

    def fetchone(self) -> Any:
        """The next row, or None."""

    def fetchall(self) -> Sequence[Any]:
        """All other rows."""


class Speaking(Protocol):
    """A connection of either kind, as its library gives it."""

    def execute(self, statement: Any, values: Any = (), /) -> Any:
        """Execute one statement."""


class Connection:
    """One connection, which takes statements in the words of this module."""

    def __init__(self, raw: Speaking, translated: Callable[[str], str], locked: Callable[[str], None]) -> None:
        self._raw = raw
        self._translated = translated
        self.lock = locked
        """Wait until nobody else is in a transaction that has locked this name."""

    def execute(self, statement: str, values: Sequence[Any] = ()) -> Rows:
        """Execute one statement."""
        rows: Rows = self._raw.execute(self._translated(statement), tuple(values))
        return rows


class Held(Protocol):
    """Something that is open until it is closed."""

    def close(self) -> None:
        """Close it."""


class Database(Protocol):
    """Where tables are kept. Safe for several threads and processes at once. Everything may raise StorageError."""

    @property
    def refusals(self) -> tuple[type[Exception], ...]:
        """What is raised where one statement can't be done, and others can."""

    def prepare(self, schema: Sequence[str], later: Mapping[str, Mapping[str, str]]) -> None:
        """Make what is missing of tables; each statement begins with CREATE and says IF NOT EXISTS.

        `later`: for a table the columns, with their types, that were thought of when there were such tables already.
        """

    def reading(self) -> AbstractContextManager[Connection]:
        """A connection to read with."""

    def writing(self) -> AbstractContextManager[Connection]:
        """One transaction: it is on the disk at the end, or, where an error leaves it, has not been."""

    def compact(self) -> None:
        """Give back the room of what was removed, if nobody else is at work there."""

    def hold(self) -> Held:
        """While this is open, connections are cheaper."""

    def now(self, connection: Connection) -> float:
        """Seconds since 1970 by the clock that all who share the tables go by."""


def tables_of(schema: Sequence[str]) -> list[str]:
    """The names of the tables that statements make."""
    return [found[1] for statement in schema if (found := TABLE.match(statement))]
