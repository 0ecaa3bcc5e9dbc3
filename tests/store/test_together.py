"""Transactions made as one: each is on the disk before it is said to be, and none is touched by another's failure."""

from __future__ import annotations

import sqlite3
import threading
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from contextlib import closing
from pathlib import Path

import pytest

from sobremesa.store.together import Together

Connect = Callable[[], sqlite3.Connection]


@pytest.fixture
def connect(tmp_path: Path) -> Connect:
    def connect() -> sqlite3.Connection:
        return sqlite3.connect(tmp_path / "file.sqlite", isolation_level=None)

    with closing(connect()) as database:
        database.execute("PRAGMA journal_mode = WAL")
        database.execute("CREATE TABLE numbers (number INTEGER PRIMARY KEY)")
    return connect


def numbers(connect: Connect) -> list[int]:
    with closing(connect()) as database:
        return [row[0] for row in database.execute("SELECT number FROM numbers ORDER BY number")]


def insert(number: int) -> Callable[[sqlite3.Connection], int]:
    def work(database: sqlite3.Connection) -> int:
        database.execute("INSERT INTO numbers VALUES (?)", (number,))
        return number

    return work


def test_each_gets_its_own_result_after_it_is_kept(connect: Connect) -> None:
    together = Together(connect)

    def kept(number: int) -> bool:
        return together.make(insert(number)) == number and number in numbers(connect)

    with ThreadPoolExecutor(8) as pool:
        assert all(pool.map(kept, range(100)))
    assert numbers(connect) == list(range(100))


def test_those_who_wait_are_made_in_one_transaction(connect: Connect) -> None:
    opened: list[sqlite3.Connection] = []
    first, waiting = threading.Event(), threading.Event()

    def counted() -> sqlite3.Connection:
        opened.append(connect())
        return opened[-1]

    def slow(database: sqlite3.Connection) -> None:
        first.set()
        assert waiting.wait(30)

    together = Together(counted)
    with ThreadPoolExecutor(10) as pool:
        pool.submit(together.make, slow)
        assert first.wait(30)
        others = [pool.submit(together.make, insert(number)) for number in range(9)]
        while len(together._waiting) < 9:
            threading.Event().wait(0.001)
        waiting.set()
        assert [other.result() for other in others] == list(range(9))
    assert len(opened) == 2


def test_a_piece_of_work_that_fails_leaves_the_others_alone(connect: Connect) -> None:
    together = Together(connect)
    together.make(insert(3))

    def tried(number: int) -> int | str:
        try:
            return together.make(insert(number))
        except sqlite3.IntegrityError:
            return "there already"

    with ThreadPoolExecutor(8) as pool:
        assert list(pool.map(tried, range(6))) == [0, 1, 2, "there already", 4, 5]
    assert numbers(connect) == list(range(6))


def test_a_disk_that_refuses_is_an_error_for_all_and_nothing_is_written(connect: Connect) -> None:
    def refuses() -> sqlite3.Connection:
        raise sqlite3.OperationalError("disk I/O error")

    with pytest.raises(sqlite3.OperationalError, match="disk"):
        Together(refuses).make(insert(1))
    assert numbers(connect) == []
