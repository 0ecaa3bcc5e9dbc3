"""A lease is renewed as long as a run works, also where the disk refuses for a moment."""

from __future__ import annotations

import asyncio
import threading
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

import pytest

from sobremesa.graphs import leasing
from sobremesa.graphs.leasing import Recorded, leased
from sobremesa.store.faults import locked
from sobremesa.store.runs import Lease, RunTable


class Locked(RunTable):
    """A table whose file is locked at the first renewal."""

    renewals = 0

    def renew(self, lease: Lease) -> None:
        self.renewals += 1
        if self.renewals == 1:
            raise locked("the table of runs")
        super().renew(lease)


def test_whatever_an_error_says_can_be_kept(tmp_path: Path) -> None:
    table = RunTable(tmp_path / "runs.sqlite")
    lease = table.acquire("t")
    table.open(lease, "A question.", "{}")
    with pytest.raises(ValueError, match="NUL"), Recorded(table, lease):
        raise ValueError("a NUL \x00, an escape \x1b[31m, a half \ud800")
    assert table.get("t").error == "ValueError: a NUL , an escape , a half \ufffd. This is a bug."


async def test_a_locked_file_ends_neither_the_lease_nor_its_renewal(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(leasing, "LEASE_SECONDS", 0.0)
    table = Locked(tmp_path / "runs.sqlite")
    async with leased(table, "thread") as lease:
        async with asyncio.timeout(30):
            while table.renewals < 3:
                await asyncio.sleep(0)
        table.check(lease)
    table.acquire("thread")


async def test_a_lease_is_renewed_though_every_thread_computes(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(leasing, "LEASE_SECONDS", 0.0)
    table, done, renewed = RunTable(tmp_path / "runs.sqlite"), threading.Event(), asyncio.Event()
    loop = asyncio.get_running_loop()
    monkeypatch.setattr(table, "renew", lambda lease: loop.call_soon_threadsafe(renewed.set))
    loop.set_default_executor(ThreadPoolExecutor(1))
    computing = asyncio.create_task(asyncio.to_thread(done.wait, 60))
    async with leased(table, "thread"), asyncio.timeout(30):
        await renewed.wait()
    assert not computing.done()
    done.set()
    assert await computing
