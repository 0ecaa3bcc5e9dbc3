"""One run a thread: the lease, its fencing token, and the table of runs."""

import subprocess
import sys
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor

import pytest

from sobremesa.store.database import Database
from sobremesa.store.owner import Owner
from sobremesa.store.runs import LEASE_SECONDS, LeaseLostError, RunTable, ThreadBusyError, ThreadNotFoundError

ELSEWHERE = Owner("another-host", 1, "0")


class Clock:
    """Time that passes when a test says so."""

    def __init__(self) -> None:
        self.now = 1000.0

    def __call__(self) -> float:
        return self.now


@pytest.fixture
def clock() -> Clock:
    return Clock()


@pytest.fixture
def table(opening: Callable[[], Database], clock: Clock) -> RunTable:
    return RunTable(opening(), clock)


@pytest.fixture
def elsewhere(opening: Callable[[], Database], clock: Clock) -> RunTable:
    """The same table, as a process on another host sees it."""
    return RunTable(opening(), clock, ELSEWHERE)


def test_the_second_is_told_that_the_thread_is_busy(table: RunTable, elsewhere: RunTable) -> None:
    lease = elsewhere.acquire("t")
    with pytest.raises(ThreadBusyError, match="process 1 on another-host"):
        table.acquire("t")
    elsewhere.release(lease)
    assert table.acquire("t").token == lease.token + 1


def test_other_threads_are_free(table: RunTable) -> None:
    table.acquire("t")
    table.acquire("u")


def test_a_lease_that_is_not_renewed_runs_out(table: RunTable, elsewhere: RunTable, clock: Clock) -> None:
    lost = elsewhere.acquire("t")
    clock.now += LEASE_SECONDS - 1
    elsewhere.renew(lost)
    clock.now += LEASE_SECONDS - 1
    with pytest.raises(ThreadBusyError):
        table.acquire("t")
    clock.now += 1
    table.acquire("t")
    with pytest.raises(LeaseLostError):
        elsewhere.renew(lost)


def test_a_lease_that_was_given_back_is_not_renewed(table: RunTable, elsewhere: RunTable) -> None:
    lease = elsewhere.acquire("t")
    elsewhere.release(lease)
    elsewhere.renew(lease)
    table.acquire("t")


def test_whoever_lost_the_lease_writes_nothing(table: RunTable, elsewhere: RunTable, clock: Clock) -> None:
    old = elsewhere.acquire("t")
    elsewhere.open(old, "A question.", "{}")
    clock.now += LEASE_SECONDS
    new = table.acquire("t")
    with pytest.raises(LeaseLostError):
        elsewhere.update(old, "done")
    with pytest.raises(LeaseLostError):
        elsewhere.check(old)
    elsewhere.release(old)
    table.check(new)
    assert table.get("t").status == "running"


def test_the_lease_of_a_process_that_has_ended_is_free_at_once(database: Database, clock: Clock) -> None:
    code = "import sys; from sobremesa.store.owner import Owner; me = Owner.me(); print(me.host, me.pid, me.born)"
    host, pid, born = subprocess.run(
        [sys.executable, "-c", code], check=True, capture_output=True, text=True
    ).stdout.split()
    gone = Owner(host, int(pid), born)
    assert gone.is_gone()
    RunTable(database, clock, gone).acquire("t")
    RunTable(database, clock).acquire("t")


def test_this_process_is_there_and_another_with_its_number_is_not() -> None:
    me = Owner.me()
    assert not me.is_gone()
    assert Owner(me.host, me.pid, "an earlier birth").is_gone()
    assert not Owner("another-host", me.pid, "an earlier birth").is_gone()


def test_of_many_at_once_one_gets_the_lease(table: RunTable) -> None:
    def take(_: int) -> bool:
        try:
            table.acquire("t")
        except ThreadBusyError:
            return False
        return True

    with ThreadPoolExecutor(8) as pool:
        assert sum(pool.map(take, range(32))) == 1


def test_a_run_that_nobody_holds_any_more_was_interrupted(table: RunTable) -> None:
    lease = table.acquire("t")
    table.open(lease, "A   long\nquestion.", '{"scenario": "A"}')
    assert table.get("t").status == "running"
    assert table.get("t").scenario == "A long question."
    assert table.request("t") == '{"scenario": "A"}'
    table.release(lease)
    assert table.get("t").status == "interrupted"


def test_how_a_run_ended_is_kept(table: RunTable, clock: Clock) -> None:
    lease = table.acquire("t")
    table.open(lease, "A question.", "{}")
    clock.now += 5
    table.update(lease, "failed", "social", "The endpoint is down.")
    record = table.get("t")
    assert (record.status, record.mode, record.error) == ("failed", "social", "The endpoint is down.")
    assert (record.created, record.updated) == (1000.0, 1005.0)
    table.update(lease, "done")
    assert (table.get("t").mode, table.get("t").error) == ("social", None)


def test_the_latest_run_is_listed_first(table: RunTable, clock: Clock) -> None:
    for name in ("a", "b", "c"):
        clock.now += 1
        table.open(table.acquire(name), f"About {name}.", "{}")
    assert [record.thread_id for record in table.list()] == ["c", "b", "a"]


def test_an_unknown_thread_is_not_found(table: RunTable) -> None:
    assert table.find("t") is None
    with pytest.raises(ThreadNotFoundError, match="'t'"):
        table.get("t")
    with pytest.raises(ThreadNotFoundError, match="'t'"):
        table.request("t")


def test_without_a_clock_of_ones_own_the_lease_goes_by_that_of_the_database(database: Database) -> None:
    table = RunTable(database)
    RunTable(database, owner=ELSEWHERE).acquire("t")
    with pytest.raises(ThreadBusyError):
        table.acquire("t")
    RunTable(database, lambda: 0.0, ELSEWHERE).acquire("u")  # it ran out in 1970
    table.acquire("u")
