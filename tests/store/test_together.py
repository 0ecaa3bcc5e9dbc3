"""Transactions made as one: each is on the disk before it is said to be, and none is touched by another's failure."""

from __future__ import annotations

import threading
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from contextlib import AbstractContextManager

import pytest

from sobremesa.store.database import Connection, Database
from sobremesa.store.faults import StorageFullError, full
from sobremesa.store.together import Together


@pytest.fixture
def database(opening: Callable[[], Database]) -> Database:
    tables = opening()
    tables.prepare(["CREATE TABLE IF NOT EXISTS numbers (number INTEGER PRIMARY KEY)"], {})
    return tables


def numbers(database: Database) -> list[int]:
    with database.reading() as connection:
        return [row[0] for row in connection.execute("SELECT number FROM numbers ORDER BY number").fetchall()]


def insert(number: int) -> Callable[[Connection], int]:
    def work(connection: Connection) -> int:
        connection.execute("INSERT INTO numbers VALUES (?)", (number,))
        return number

    return work


def test_each_gets_its_own_result_after_it_is_kept(database: Database) -> None:
    together = Together(database)

    def kept(number: int) -> bool:
        return together.make(insert(number)) == number and number in numbers(database)

    with ThreadPoolExecutor(8) as pool:
        assert all(pool.map(kept, range(100)))
    assert numbers(database) == list(range(100))


def test_those_who_wait_are_made_in_one_transaction(database: Database, monkeypatch: pytest.MonkeyPatch) -> None:
    opened: list[AbstractContextManager[Connection]] = []
    first, waiting = threading.Event(), threading.Event()
    writing = database.writing

    def counted() -> AbstractContextManager[Connection]:
        opened.append(writing())
        return opened[-1]

    def slow(connection: Connection) -> None:
        first.set()
        assert waiting.wait(30)

    monkeypatch.setattr(database, "writing", counted)
    together = Together(database)
    with ThreadPoolExecutor(10) as pool:
        pool.submit(together.make, slow)
        assert first.wait(30)
        others = [pool.submit(together.make, insert(number)) for number in range(9)]
        while len(together._waiting) < 9:
            threading.Event().wait(0.001)
        waiting.set()
        assert [other.result() for other in others] == list(range(9))
    assert len(opened) == 2


def test_a_piece_of_work_that_fails_leaves_the_others_alone(database: Database) -> None:
    together = Together(database)
    together.make(insert(3))

    def tried(number: int) -> int | str:
        try:
            return together.make(insert(number))
        except database.refusals:
            return "there already"

    with ThreadPoolExecutor(8) as pool:
        assert list(pool.map(tried, range(6))) == [0, 1, 2, "there already", 4, 5]
    assert numbers(database) == list(range(6))


def test_a_disk_that_refuses_is_an_error_for_all_and_nothing_is_written(database: Database) -> None:
    together = Together(database)
    first, waiting = threading.Event(), threading.Event()

    def refused(connection: Connection) -> None:
        first.set()
        assert waiting.wait(30)
        insert(99)(connection)
        raise full("the tables")

    with ThreadPoolExecutor(4) as pool:
        alone = pool.submit(together.make, refused)
        assert first.wait(30)
        others = [pool.submit(together.make, work) for work in (insert(1), refused, insert(2))]
        while len(together._waiting) < 3:
            threading.Event().wait(0.001)
        waiting.set()
        for one in (alone, *others):
            with pytest.raises(StorageFullError):
                one.result()
    assert numbers(database) == []
