"""The journal: every answer of a language model, kept before anyone sees it, and every request that was paid for.

An answered call is never made again: its **key** says on whose behalf, for what and with which prompt it was made.
A request is entered as a **reservation** before it is sent, and settled when its usage is known; one that was in
flight when the process died stays reserved, since it may have been paid for.
"""

from __future__ import annotations

import sqlite3
from collections.abc import Sequence
from contextlib import closing
from dataclasses import astuple, dataclass
from pathlib import Path
from typing import Any, Literal

from sobremesa.store.together import Together

PATIENCE_SECONDS = 30.0
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
        prompt_tokens INTEGER NOT NULL, completion_tokens INTEGER NOT NULL, usd REAL)""",
    "CREATE INDEX IF NOT EXISTS requests_of_thread ON requests (thread)",
)


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


@dataclass(frozen=True, slots=True)
class Bill:
    """What requests take. `usd` in US dollars; None: no price is known for some of it."""

    prompt_tokens: int = 0
    completion_tokens: int = 0
    usd: float | None = 0.0

    @property
    def tokens(self) -> int:
        """Tokens of prompts and answers together."""
        return self.prompt_tokens + self.completion_tokens


@dataclass(frozen=True, slots=True)
class Limits:
    """What a thread may take in all: requests sent, tokens of prompts and answers together, US dollars (None: any)."""

    calls: int
    tokens: int
    usd: float | None = None

    def broken_by(self, spent: Spent, bill: Bill) -> str | None:
        """Which limit one more request would break; `price` where a limit in dollars can't be held."""
        if spent.calls + 1 > self.calls:
            return "calls"
        if spent.bill.tokens + bill.tokens > self.tokens:
            return "tokens"
        if self.usd is None:
            return None
        if spent.bill.usd is None or bill.usd is None:
            return "price"
        return "usd" if spent.bill.usd + bill.usd > self.usd else None


@dataclass(frozen=True, slots=True)
class Spent:
    """What a thread has taken. `open` requests are in flight, or were at a kill: they count with their reservation.

    `stopped_by`: the limit that kept back a call which has not been answered since.
    """

    calls: int = 0
    bill: Bill = Bill()
    open: int = 0
    stopped_by: str | None = None


class Journal:
    """Answers and reservations in one SQLite file; every method is one transaction, safe between threads and processes.

    The file holds what personas keep to themselves: it is made readable for its owner only. Methods raise
    sqlite3.Error when the disk refuses; nothing is half written then.
    """

    def __init__(self, path: Path) -> None:
        self._path = path
        path.parent.mkdir(parents=True, exist_ok=True)
        path.touch(mode=0o600)
        with closing(sqlite3.connect(path, timeout=PATIENCE_SECONDS)) as database:
            database.execute("PRAGMA journal_mode = WAL")
        self._together = Together(self._connect)
        self._together.make(_prepare)

    def find(self, key: Key) -> Entry | None:
        """The answer to a call that was made before, or None."""
        with closing(self._connect()) as database:
            return _find(database, key)

    def reserve(self, thread: str, node: str, bill: Bill, limits: Limits) -> int | str:
        """Enter a request that is about to be sent, with the most that it can take.

        Returns its number, or the name of the limit that it would break (`calls`, `tokens`, `usd`, or `price` where
        dollars are limited and no price is known): nothing is entered then.
        """
        return self._together.make(lambda database: _reserve(database, thread, node, bill, limits))

    def answered(self, reservation: int, key: Key, entry: Entry, usd: float | None) -> Entry:
        """Keep an answer, and settle its request. Returns the answer that stands: the first under this key."""

        def kept(database: sqlite3.Connection) -> Entry:
            _keep(database, key, entry)
            _settle(database, reservation, Bill(entry.prompt_tokens, entry.completion_tokens, usd))
            return _find(database, key) or entry

        return self._together.make(kept)

    def keep(self, key: Key, entry: Entry) -> None:
        """Keep an answer that is settled already under another key too, unless one stands there."""
        self._together.make(lambda database: _keep(database, key, entry))

    def replace(self, key: Key, entry: Entry) -> None:
        """Keep an answer that is settled already under another key too, in place of any that stands there."""
        self._together.make(lambda database: _keep(database, key, entry, "REPLACE"))

    def give_up(self, key: Key, why: Unanswered) -> None:
        """Enter that a call was given up; made again and answered, it counts as answered."""
        given_up = (*astuple(key), *astuple(why))
        self._together.make(
            lambda database: database.execute(
                "INSERT OR REPLACE INTO unanswered VALUES (?, ?, ?, ?, ?, ?, ?, ?)", given_up
            )
        )

    def recorded(self, lineage: str) -> tuple[tuple[Key, Entry | Unanswered], ...]:
        """What came of each call of a lineage: the answers in the order in which they came, then what was given up."""
        of_lineage = "WHERE lineage = ? ORDER BY rowid"
        with closing(self._connect()) as database:
            answers = database.execute(f"SELECT * FROM answers {of_lineage}", (lineage,)).fetchall()
            given_up = database.execute(f"SELECT * FROM unanswered {of_lineage}", (lineage,)).fetchall()
        answered = {Key(*row[:6]): _entry(row[6:]) for row in answers}
        left = {Key(*row[:6]): Unanswered(*row[6:]) for row in given_up}
        return (*answered.items(), *((key, why) for key, why in left.items() if key not in answered))

    def failed(self, reservation: int, bill: Bill) -> None:
        """Settle a request that brought no answer, with what it may have taken."""
        self._together.make(lambda database: _settle(database, reservation, bill))

    def spent(self, thread: str) -> Spent:
        """What a thread has taken so far."""
        with closing(self._connect()) as database:
            return _spent(database, thread)

    def hold(self) -> sqlite3.Connection:
        """A connection to be closed when no more calls are made: while it is open, no other has to tidy up.

        Whoever closes the last connection to a file writes its log back to it, which takes longer than a transaction.
        """
        held = sqlite3.connect(self._path, timeout=PATIENCE_SECONDS, check_same_thread=False)
        held.execute("SELECT count(*) FROM sqlite_master").fetchone()
        return held

    def _connect(self) -> sqlite3.Connection:
        database = sqlite3.connect(self._path, timeout=PATIENCE_SECONDS, isolation_level=None)
        # An answer that was paid for survives a power cut.
        database.execute("PRAGMA synchronous = FULL")
        return database


def _prepare(database: sqlite3.Connection) -> None:
    for statement in SCHEMA:
        database.execute(statement)
    if "usd" not in {row[1] for row in database.execute("PRAGMA table_info(requests)")}:
        database.execute("ALTER TABLE requests ADD COLUMN usd REAL")


def _reserve(database: sqlite3.Connection, thread: str, node: str, bill: Bill, limits: Limits) -> int | str:
    broken = limits.broken_by(_spent(database, thread), bill)
    if broken is not None:
        return broken
    row = database.execute(
        "INSERT INTO requests (thread, node, settled, prompt_tokens, completion_tokens, usd) "
        "VALUES (?, ?, 0, ?, ?, ?) RETURNING id",
        (thread, node, *astuple(bill)),
    ).fetchone()
    return int(row[0])


def _keep(
    database: sqlite3.Connection, key: Key, entry: Entry, otherwise: Literal["IGNORE", "REPLACE"] = "IGNORE"
) -> None:
    database.execute(
        f"INSERT OR {otherwise} INTO answers VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?)",
        (*astuple(key), *astuple(entry)),
    )


def _find(database: sqlite3.Connection, key: Key) -> Entry | None:
    row = database.execute(
        "SELECT text, finish, refusal, model, prompt_tokens, completion_tokens, cached_tokens, estimated "
        "FROM answers WHERE (lineage, node, persona, turn, prompt, attempt) = (?, ?, ?, ?, ?, ?)",
        astuple(key),
    ).fetchone()
    return None if row is None else _entry(row)


def _entry(row: Sequence[Any]) -> Entry:
    text, finish, refusal, model, prompt, completion, cached, estimated = row
    return Entry(text, finish, refusal, model, prompt, completion, cached, bool(estimated))


def _spent(database: sqlite3.Connection, thread: str) -> Spent:
    calls, prompt, completion, usd, unpriced, open_ = database.execute(
        "SELECT count(*), coalesce(sum(prompt_tokens), 0), coalesce(sum(completion_tokens), 0), "
        "coalesce(sum(usd), 0.0), count(*) - count(usd), coalesce(sum(1 - settled), 0) FROM requests WHERE thread = ?",
        (thread,),
    ).fetchone()
    return Spent(calls, Bill(prompt, completion, None if unpriced else usd), open_, _stopped_by(database, thread))


def _stopped_by(database: sqlite3.Connection, thread: str) -> str | None:
    row = database.execute(
        "SELECT words FROM unanswered AS u WHERE lineage = ? AND kind = ? AND NOT EXISTS (SELECT 1 FROM answers AS a "
        "WHERE (a.lineage, a.node, a.persona, a.turn, a.prompt, a.attempt) = "
        "(u.lineage, u.node, u.persona, u.turn, u.prompt, u.attempt)) ORDER BY rowid LIMIT 1",
        (thread, BUDGET),
    ).fetchone()
    return None if row is None else str(row[0])


def _settle(database: sqlite3.Connection, reservation: int, bill: Bill) -> None:
    database.execute(
        "UPDATE requests SET settled = 1, prompt_tokens = ?, completion_tokens = ?, usd = ? WHERE id = ?",
        (*astuple(bill), reservation),
    )
