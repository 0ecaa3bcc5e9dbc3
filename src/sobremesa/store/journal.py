"""The journal: every answer of a language model, kept before anyone sees it, and every request that was paid for.

An answered call is never made again: its **key** says on whose behalf, for what and with which prompt it was made.
A request is entered as a **reservation** before it is sent, and settled when its usage is known; one that was in
flight when the process died stays reserved, since it may have been paid for.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import astuple, dataclass
from pathlib import Path
from typing import Any, TypeVar

from sobremesa.store.database import Connection, Database, Held
from sobremesa.store.leases import Lease, fence
from sobremesa.store.spending import Bill, Limits, Spent
from sobremesa.store.sqlite import SqliteFile
from sobremesa.store.together import Together

T = TypeVar("T")

BUDGET = "budget"
"""The kind of an unanswered call that was kept back by a limit; its words are the limit's name."""

SCHEMA = (
    """CREATE TABLE IF NOT EXISTS answers (
        lineage TEXT NOT NULL, node TEXT NOT NULL, persona TEXT NOT NULL, turn TEXT NOT NULL, prompt TEXT NOT NULL,
        attempt INTEGER NOT NULL, text TEXT NOT NULL, finish TEXT NOT NULL, refusal TEXT NOT NULL, model TEXT NOT NULL,
        prompt_tokens INTEGER NOT NULL, completion_tokens INTEGER NOT NULL, cached_tokens INTEGER NOT NULL,
        estimated INTEGER NOT NULL,
        PRIMARY KEY (lineage, node, persona, turn, prompt, attempt))""",
    """CREATE TABLE IF NOT EXISTS unanswered (
        lineage TEXT NOT NULL, node TEXT NOT NULL, persona TEXT NOT NULL, turn TEXT NOT NULL, prompt TEXT NOT NULL,
        attempt INTEGER NOT NULL, kind TEXT NOT NULL, words TEXT NOT NULL,
        PRIMARY KEY (lineage, node, persona, turn, prompt, attempt))""",
    """CREATE TABLE IF NOT EXISTS requests (
        id INTEGER PRIMARY KEY, thread TEXT NOT NULL, node TEXT NOT NULL, settled INTEGER NOT NULL,
        prompt_tokens INTEGER NOT NULL, completion_tokens INTEGER NOT NULL, usd REAL,
        persona TEXT, turn TEXT, prompt TEXT)""",
    "CREATE INDEX IF NOT EXISTS requests_of_thread ON requests (thread)",
)
LATER_COLUMNS = {"requests": {"usd": "REAL", "persona": "TEXT", "turn": "TEXT", "prompt": "TEXT"}}
"""Columns that files from before they were thought of lack."""
KEY = "lineage, node, persona, turn, prompt, attempt"
ENTRY = "text, finish, refusal, model, prompt_tokens, completion_tokens, cached_tokens, estimated"
KEEP = f"INSERT INTO answers ({KEY}, {ENTRY}) VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?) ON CONFLICT ({KEY}) DO "
OF_CALL = "(one.node, one.persona, one.turn, one.prompt) = (r.node, r.persona, r.turn, r.prompt)"
GONE_BY = " OR ".join(
    f"EXISTS (SELECT 1 FROM {table} AS one WHERE one.lineage = ? AND {OF_CALL})" for table in ("answers", "unanswered")
)
"""Whether a lineage holds what came of the call that a request `r` was made for."""
REPLACED = ", ".join(f"{column} = excluded.{column}" for column in ENTRY.split(", "))


@dataclass(frozen=True, slots=True)
class Key:
    """What is unique about a call. `turn` names the round and where it stands; `prompt` is the prompt's SHA-256."""

    lineage: str
    node: str
    persona: str
    turn: str
    prompt: str
    attempt: int = 1


@dataclass(frozen=True, slots=True)
class Entry:
    """An answer as it came: its text, why it ended (`stop`, `length`, …), and what it took."""

    text: str
    finish: str
    refusal: str
    model: str
    prompt_tokens: int
    completion_tokens: int
    cached_tokens: int = 0
    estimated: bool = False


@dataclass(frozen=True, slots=True)
class Unanswered:
    """Why a call was given up: BUDGET and the limit, or the kind of fault and what to do about it."""

    kind: str
    words: str


class Journal:
    """Answers and reservations in a file of SQLite's, or any database; every method is one transaction.

    Safe between threads and processes. It holds what personas keep to themselves: a file is made readable for its owner
    only. With a `lease` nothing is written any more once the thread is someone else's. Methods raise StorageError, and
    LeaseLostError where they write; nothing is half written then.
    """

    def __init__(self, where: Path | Database, lease: Lease | None = None) -> None:
        self._database = file_of(where) if isinstance(where, Path) else where
        self._lease = lease
        self._database.prepare(SCHEMA, LATER_COLUMNS)
        self._together = Together(self._database)

    def find(self, key: Key) -> Entry | None:
        """The answer to a call that was made before, or None."""
        with self._database.reading() as connection:
            return _find(connection, key)

    def reserve(self, key: Key, bill: Bill, limits: Limits) -> int | str:
        """Enter a request for a call that is about to be sent, with the most that it can take.

        Returns its number, or the name of the limit that it would break (`calls`, `tokens`, `usd`, or `price` where
        dollars are limited and no price is known): nothing is entered then.
        """
        return self._written(lambda connection: _reserve(connection, key, bill, limits))

    def answered(self, reservation: int, key: Key, entry: Entry, usd: float | None) -> Entry:
        """Keep an answer, and settle its request. Returns the answer that stands: the first under this key."""

        def kept(connection: Connection) -> Entry:
            _keep(connection, key, entry)
            _settle(connection, reservation, Bill(entry.prompt_tokens, entry.completion_tokens, usd))
            return _find(connection, key) or entry

        return self._written(kept)

    def keep(self, key: Key, entry: Entry) -> None:
        """Keep an answer that is settled already under another key too, unless one stands there."""
        self._written(lambda connection: _keep(connection, key, entry))

    def replace(self, key: Key, entry: Entry) -> None:
        """Keep an answer that is settled already under another key too, in place of any that stands there."""
        self._written(lambda connection: _keep(connection, key, entry, f"UPDATE SET {REPLACED}"))

    def give_up(self, key: Key, why: Unanswered) -> None:
        """Enter that a call was given up; made again and answered, it counts as answered."""
        given_up = (*astuple(key), *astuple(why))
        self._written(
            lambda connection: connection.execute(
                f"INSERT INTO unanswered ({KEY}, kind, words) VALUES (?, ?, ?, ?, ?, ?, ?, ?) "
                f"ON CONFLICT ({KEY}) DO UPDATE SET kind = excluded.kind, words = excluded.words",
                given_up,
            )
        )

    def given_up(self, key: Key) -> Unanswered | None:
        """Why a call was given up; None where it was not, or has been answered since."""
        with self._database.reading() as connection:
            row = connection.execute(
                f"SELECT kind, words FROM unanswered WHERE ({KEY}) = (?, ?, ?, ?, ?, ?)", astuple(key)
            ).fetchone()
            return None if row is None or _find(connection, key) is not None else Unanswered(*row)

    def recorded(self, lineage: str) -> tuple[tuple[Key, Entry | Unanswered], ...]:
        """What came of each call of a lineage: the answers in the order in which they came, then what was given up."""
        of_lineage = "WHERE lineage = ? ORDER BY rowid"
        with self._database.reading() as connection:
            answers = connection.execute(f"SELECT {KEY}, {ENTRY} FROM answers {of_lineage}", (lineage,)).fetchall()
            given_up = connection.execute(
                f"SELECT {KEY}, kind, words FROM unanswered {of_lineage}", (lineage,)
            ).fetchall()
        answered = {Key(*row[:6]): _entry(row[6:]) for row in answers}
        left = {Key(*row[:6]): Unanswered(*row[6:]) for row in given_up}
        return (*answered.items(), *((key, why) for key, why in left.items() if key not in answered))

    def failed(self, reservation: int, bill: Bill) -> None:
        """Settle a request that brought no answer, with what it may have taken."""
        self._written(lambda connection: _settle(connection, reservation, bill))

    def spent(self, thread: str, ancestors: Sequence[str] = ()) -> Spent:
        """What a thread has taken so far; and what those before it took for the answers that it goes by as well."""
        with self._database.reading() as connection:
            return _spent(connection, thread, ancestors)

    def forget(self, lineage: str) -> None:
        """Remove what came of a thread's own calls, and what they took; what threads share stays."""

        def forgotten(connection: Connection) -> None:
            for table, column in (("answers", "lineage"), ("unanswered", "lineage"), ("requests", "thread")):
                connection.execute(f"DELETE FROM {table} WHERE {column} = ?", (lineage,))

        self._written(forgotten)

    def hold(self) -> Held:
        """Something to be closed when no more calls are made: while it is open, they are cheaper.

        Whoever closes the last connection to a file writes its log back to it, which takes longer than a transaction.
        """
        return self._database.hold()

    def _written(self, work: Callable[[Connection], T]) -> T:
        def fenced(connection: Connection) -> T:
            fence(connection, self._lease)
            return work(connection)

        return self._together.make(fenced)


def file_of(path: Path, beside: Path | None = None) -> SqliteFile:
    """The journal's file. `beside`: the one with the leases, which a journal that is given one goes by."""
    return SqliteFile(path, "the journal", ahead=True, beside=beside)


def _reserve(connection: Connection, key: Key, bill: Bill, limits: Limits) -> int | str:
    # Two who reckon at once must not both find that there is enough.
    connection.lock(key.lineage)
    broken = limits.broken_by(_spent(connection, key.lineage), bill)
    if broken is not None:
        return broken
    row = connection.execute(
        "INSERT INTO requests (thread, node, persona, turn, prompt, settled, prompt_tokens, completion_tokens, usd) "
        "VALUES (?, ?, ?, ?, ?, 0, ?, ?, ?) RETURNING id",
        (key.lineage, key.node, key.persona, key.turn, key.prompt, *astuple(bill)),
    ).fetchone()
    return int(row[0])


def _keep(connection: Connection, key: Key, entry: Entry, otherwise: str = "NOTHING") -> None:
    connection.execute(KEEP + otherwise, (*astuple(key), *astuple(entry)[:-1], int(entry.estimated)))


def _find(connection: Connection, key: Key) -> Entry | None:
    row = connection.execute(
        f"SELECT {ENTRY} FROM answers WHERE ({KEY}) = (?, ?, ?, ?, ?, ?)",
        astuple(key),
    ).fetchone()
    return None if row is None else _entry(row)


def _entry(row: Sequence[Any]) -> Entry:
    text, finish, refusal, model, prompt, completion, cached, estimated = row
    return Entry(text, finish, refusal, model, prompt, completion, cached, bool(estimated))


def _spent(connection: Connection, thread: str, ancestors: Sequence[str] = ()) -> Spent:
    counted, values = "thread = ?", (thread, *ancestors)
    if ancestors:
        counted += f" OR (thread IN ({', '.join('?' for _ in ancestors)}) AND ({GONE_BY}))"
        values = (*values, thread, thread)
    calls, prompt, completion, usd, unpriced, open_ = connection.execute(
        "SELECT count(*), coalesce(sum(prompt_tokens), 0), coalesce(sum(completion_tokens), 0), "
        f"coalesce(sum(usd), 0.0), count(*) - count(usd), coalesce(sum(1 - settled), 0) FROM requests AS r "
        f"WHERE {counted}",
        values,
    ).fetchone()
    # A sum of whole numbers is no whole number to every database.
    bill = Bill(int(prompt), int(completion), None if unpriced else usd)
    return Spent(calls, bill, int(open_), _stopped_by(connection, thread))


def _stopped_by(connection: Connection, thread: str) -> str | None:
    row = connection.execute(
        "SELECT words FROM unanswered AS u WHERE lineage = ? AND kind = ? AND NOT EXISTS (SELECT 1 FROM answers AS a "
        "WHERE (a.lineage, a.node, a.persona, a.turn, a.prompt, a.attempt) = "
        "(u.lineage, u.node, u.persona, u.turn, u.prompt, u.attempt)) ORDER BY rowid LIMIT 1",
        (thread, BUDGET),
    ).fetchone()
    return None if row is None else str(row[0])


def _settle(connection: Connection, reservation: int, bill: Bill) -> None:
    connection.execute(
        "UPDATE requests SET settled = 1, prompt_tokens = ?, completion_tokens = ?, usd = ? WHERE id = ?",
        (*astuple(bill), reservation),
    )
