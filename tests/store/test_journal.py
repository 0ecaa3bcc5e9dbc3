"""What was answered stays answered, and what was paid for stays counted: also between processes, and after a kill."""

import sqlite3
import stat
import subprocess
import sys
from concurrent.futures import ThreadPoolExecutor
from contextlib import closing
from pathlib import Path

import pytest

from sobremesa.store.database import Database
from sobremesa.store.journal import Entry, Journal, Key
from sobremesa.store.spending import Bill, Limits, Spent

KEY = Key("thread", "speak", "ann", "social/0/1/ann", "0" * 64)
ENTRY = Entry("Good evening.", "stop", "", "some-model", prompt_tokens=30, completion_tokens=4, cached_tokens=8)
BILL = Bill(prompt_tokens=40, completion_tokens=100, usd=0.5)
AMPLE = Limits(calls=1_000, tokens=1_000_000)


@pytest.fixture
def journal(database: Database) -> Journal:
    return Journal(database)


def reserve(journal: Journal, bill: Bill = BILL, limits: Limits = AMPLE) -> int:
    number = journal.reserve(KEY, bill, limits)
    assert isinstance(number, int)
    return number


def test_an_answer_is_found_under_its_whole_key_and_under_no_other(journal: Journal) -> None:
    assert journal.find(KEY) is None
    journal.answered(reserve(journal), KEY, ENTRY, 0.25)
    assert journal.find(KEY) == ENTRY
    others = [
        Key("fork", KEY.node, KEY.persona, KEY.turn, KEY.prompt),
        Key(KEY.lineage, "cast", KEY.persona, KEY.turn, KEY.prompt),
        Key(KEY.lineage, KEY.node, "bob", KEY.turn, KEY.prompt),
        Key(KEY.lineage, KEY.node, KEY.persona, "social/0/2/ann", KEY.prompt),
        Key(KEY.lineage, KEY.node, KEY.persona, KEY.turn, "1" * 64),
        Key(KEY.lineage, KEY.node, KEY.persona, KEY.turn, KEY.prompt, attempt=2),
    ]
    assert [journal.find(other) for other in others] == [None] * len(others)


def test_the_first_answer_stands(journal: Journal) -> None:
    later = Entry("Good night.", "stop", "", "some-model", 30, 4)
    journal.answered(reserve(journal), KEY, ENTRY, 0.25)
    assert journal.answered(reserve(journal), KEY, later, 0.25) == ENTRY
    assert journal.find(KEY) == ENTRY
    assert journal.spent("thread").calls == 2


def test_spending_is_what_was_reserved_until_it_is_settled(journal: Journal) -> None:
    first, second = reserve(journal), reserve(journal)
    assert journal.spent("thread") == Spent(calls=2, bill=Bill(80, 200, 1.0), open=2)
    journal.answered(first, KEY, ENTRY, 0.25)
    journal.failed(second, Bill(prompt_tokens=7, usd=0.125))
    assert journal.spent("thread") == Spent(calls=2, bill=Bill(37, 4, 0.375), open=0)
    assert journal.spent("another thread").calls == 0


def test_a_reservation_that_would_break_a_limit_is_not_entered(journal: Journal) -> None:
    reserve(journal)
    assert journal.reserve(KEY, BILL, Limits(calls=1, tokens=10_000)) == "calls"
    assert journal.reserve(KEY, BILL, Limits(calls=9, tokens=279)) == "tokens"
    assert journal.spent("thread").calls == 1
    assert journal.reserve(KEY, BILL, Limits(calls=9, tokens=280, usd=0.99)) == "usd"
    assert isinstance(journal.reserve(KEY, BILL, Limits(calls=2, tokens=280, usd=1.0)), int)


def test_a_limit_in_dollars_is_not_held_against_what_has_no_price(journal: Journal) -> None:
    unpriced = Bill(1, 1, usd=None)
    assert journal.reserve(KEY, unpriced, Limits(calls=9, tokens=99, usd=1.0)) == "price"
    reserve(journal, unpriced)
    reserve(journal)
    assert journal.spent("thread").bill.usd is None


def test_two_at_once_never_reserve_more_than_the_limit(journal: Journal) -> None:
    limits = Limits(calls=10, tokens=1_000_000)
    with ThreadPoolExecutor(4) as pool:
        given = list(pool.map(lambda _: journal.reserve(KEY, Bill(1, 1), limits), range(30)))
    assert sum(isinstance(number, int) for number in given) == 10
    assert journal.spent("thread").calls == 10


def test_what_was_in_flight_at_a_kill_stays_spent(tmp_path: Path) -> None:
    path = tmp_path / "journal.sqlite"
    code = (
        "import os, signal, sys; from pathlib import Path; from sobremesa.store.journal import *\n"
        f"journal = Journal(Path({str(path)!r}))\n"
        f"journal.answered(journal.reserve({KEY!r}, Bill(5, 5), Limits(9, 999)), {KEY!r}, {ENTRY!r}, 0.25)\n"
        f"journal.reserve({KEY!r}, Bill(40, 100), Limits(9, 999))\n"
        "os.kill(os.getpid(), signal.SIGKILL)"
    )
    subprocess.run([sys.executable, "-c", code], check=False, timeout=60)
    journal = Journal(path)
    assert journal.find(KEY) == ENTRY
    spent = journal.spent("thread")
    assert (spent.calls, spent.bill.tokens, spent.open) == (2, 34 + 140, 1)


@pytest.mark.skipif(sys.platform == "win32", reason="Windows keeps rights elsewhere")
def test_only_its_owner_can_read_it(tmp_path: Path) -> None:
    Journal(tmp_path / "journal.sqlite")
    assert stat.S_IMODE((tmp_path / "journal.sqlite").stat().st_mode) == 0o600


def test_two_processes_share_one_budget(tmp_path: Path) -> None:
    path = tmp_path / "journal.sqlite"
    Journal(path)
    code = (
        "from pathlib import Path; from sobremesa.store.journal import *\n"
        f"journal = Journal(Path({str(path)!r}))\n"
        f"print(sum(isinstance(journal.reserve({KEY!r}, Bill(1, 1), Limits(25, 999)), int) for _ in range(20)))"
    )
    running = [subprocess.Popen([sys.executable, "-c", code], stdout=subprocess.PIPE, text=True) for _ in range(2)]
    given = [int(process.communicate(timeout=60)[0]) for process in running]
    assert sum(given) == 25
    assert Journal(path).spent(KEY.lineage).calls == 25


def test_a_journal_from_before_prices_is_read_on(tmp_path: Path) -> None:
    path = tmp_path / "journal.sqlite"
    with closing(sqlite3.connect(path)) as database:
        database.execute(
            "CREATE TABLE requests (id INTEGER PRIMARY KEY, thread TEXT NOT NULL, node TEXT NOT NULL, "
            "settled INTEGER NOT NULL, prompt_tokens INTEGER NOT NULL, completion_tokens INTEGER NOT NULL)"
        )
        database.execute("INSERT INTO requests VALUES (1, 'thread', 'speak', 1, 7, 3)")
        database.commit()
    assert Journal(path).spent("thread") == Spent(calls=1, bill=Bill(7, 3, None))
