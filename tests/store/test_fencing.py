"""A writer who lost the lease writes nothing more, and of two who race one wins, on both stores."""

from __future__ import annotations

import subprocess
import sys
import threading
from collections.abc import Callable
from contextlib import ExitStack
from pathlib import Path

import pytest

from postgres_server import PostgresServer
from sobremesa.store import journal as journals
from sobremesa.store.database import Database
from sobremesa.store.journal import Entry, Journal, Key, Unanswered
from sobremesa.store.leases import Lease, LeaseLostError, fence
from sobremesa.store.owner import Owner
from sobremesa.store.postgres import PostgresDatabase
from sobremesa.store.runs import RunTable, ThreadBusyError
from sobremesa.store.spending import Bill, Limits

RACING = Path(__file__).with_name("racing.py")
THREADS = 1_000
FAR_FUTURE = 1e12
KEY = Key("t", "speak", "ann", "social/0/1/ann", "0" * 64)
ENTRY = Entry("Good evening.", "stop", "", "some-model", 30, 4)
LIMITS = Limits(calls=9, tokens=999)
Opened = tuple[RunTable, Callable[[Lease | None], Journal]]


@pytest.fixture(params=["sqlite", "postgres"])
def where(request: pytest.FixtureRequest, tmp_path: Path) -> str:
    """A folder for files, or the address of a database."""
    if request.param == "sqlite":
        return str(tmp_path)
    server: PostgresServer = request.getfixturevalue("postgres")
    return server.new_database()


@pytest.fixture
def opened(where: str) -> Opened:
    """The table of runs, and how a journal beside it is opened."""
    if where.startswith("postgresql:"):
        database = PostgresDatabase(where)
        return RunTable(database), lambda lease: Journal(database, lease)
    runs, calls = Path(where) / "runs.sqlite", Path(where) / "journal.sqlite"
    return RunTable(runs), lambda lease: Journal(journals.file_of(calls, runs), lease)


def overtaken(table: RunTable) -> Lease:
    """A lease that somebody else has taken since."""
    lease = table.acquire("t")
    RunTable(table._database, lambda: FAR_FUTURE, Owner("another-host", 1, "0")).acquire("t")
    return lease


def test_whoever_lost_the_lease_enters_nothing_in_the_journal(opened: Opened) -> None:
    table, open_ = opened
    lease = table.acquire("t")
    journal = open_(lease)
    number = journal.reserve(KEY, Bill(1, 1), LIMITS)
    assert isinstance(number, int)
    table.release(lease)
    overtaken(table)
    before = (journal.spent("t"), journal.recorded("t"))
    for writing in (
        lambda: journal.reserve(KEY, Bill(1, 1), LIMITS),
        lambda: journal.answered(number, KEY, ENTRY, 0.5),
        lambda: journal.keep(KEY, ENTRY),
        lambda: journal.replace(KEY, ENTRY),
        lambda: journal.give_up(KEY, Unanswered("budget", "calls")),
        lambda: journal.failed(number, Bill()),
    ):
        with pytest.raises(LeaseLostError, match="taken over"):
            writing()
    assert (journal.spent("t"), journal.recorded("t")) == before


def test_whoever_holds_the_lease_writes(opened: Opened) -> None:
    table, open_ = opened
    journal = open_(table.acquire("t"))
    journal.keep(KEY, ENTRY)
    assert open_(None).find(KEY) == ENTRY


def test_the_lease_can_not_be_taken_between_the_question_and_the_write(opened: Opened) -> None:
    """Whoever takes it over waits until a transaction that has shown its lease has ended."""
    table, open_ = opened
    old = table.acquire("t")
    thief = RunTable(table._database, lambda: FAR_FUTURE, Owner("another-host", 1, "0"))
    order: list[str] = []
    database: Database = open_(old)._database

    def steal() -> None:
        thief.acquire("t")
        order.append("taken")

    stealing = threading.Thread(target=steal)
    with database.writing() as connection:
        fence(connection, old)
        stealing.start()
        stealing.join(0.2)
        assert stealing.is_alive()
        order.append("written")
    stealing.join(30)
    assert order == ["written", "taken"]
    with pytest.raises(LeaseLostError), database.writing() as connection:
        fence(connection, old)


def test_of_two_processes_that_race_for_a_thousand_threads_one_gets_each(where: str, opened: Opened) -> None:
    command = [sys.executable, str(RACING), where, str(THREADS)]
    pipes = {"stdin": subprocess.PIPE, "stdout": subprocess.PIPE, "text": True}
    with ExitStack() as stack:
        racers = [stack.enter_context(subprocess.Popen([*command, first], **pipes)) for first in ("0", "5")]
        assert [racer.stdout.readline() for racer in racers] == ["ready\n"] * 2
        for racer in racers:
            racer.stdin.write("go\n")
            racer.stdin.flush()
        told = [racer.stdout.readline().split() for racer in racers]
        for racer in racers:
            racer.stdin.close()
    assert [len(words) for words in told] == [THREADS, THREADS]
    for mine, yours in zip(*told, strict=True):
        assert sorted((mine, yours)) == ["busy", "won"]
    table, _ = opened
    # Both have ended, and with them their leases.
    assert table.acquire("thread-0").token == 2
    with pytest.raises(ThreadBusyError):
        table.acquire("thread-0")
