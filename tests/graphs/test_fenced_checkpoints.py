"""Whoever lost the lease writes no checkpoint more, on both stores: also a process that stood still and wakes up."""

from __future__ import annotations

import asyncio
import os
import signal
import time
from pathlib import Path
from typing import Any

import pytest
from langgraph.checkpoint.base import empty_checkpoint

from nursery import Death, Nursery, stands_still
from postgres_server import PostgresServer
from sobremesa.graphs import run
from sobremesa.graphs.checkpoints import open_saver
from sobremesa.nodes.contract import Request
from sobremesa.nodes.keeping import databases_of
from sobremesa.nodes.settings import Settings
from sobremesa.store.database import Database
from sobremesa.store.leases import LEASE_SECONDS, Lease, LeaseLostError
from sobremesa.store.owner import Owner
from sobremesa.store.postgres import PostgresDatabase
from sobremesa.store.runs import RunTable

TALK = Request(
    scenario="A stoic engineer and an anxious nurse talk about a power cut.",
    mode="social",
    rounds=3,
    masked=False,
    seed=1,
)
PLACE: Any = {"configurable": {"thread_id": "t", "checkpoint_ns": ""}}


@pytest.fixture(params=["sqlite", "postgres"])
def environ(request: pytest.FixtureRequest, tmp_path: Path) -> dict[str, str]:
    """Where threads are kept."""
    home = {"SOBREMESA_HOME": str(tmp_path / "home")}
    if request.param == "sqlite":
        return home
    server: PostgresServer = request.getfixturevalue("postgres")
    return {**home, "SOBREMESA_DATABASE": server.new_database()}


def taken_over(settings: Settings) -> Lease:
    """The lease of the thread, as somebody on another host takes it when its holder has not renewed it for long."""
    url = settings.database_url
    where: Path | Database = settings.home / "runs.sqlite" if url is None else PostgresDatabase(url)
    later = RunTable(where, lambda: time.time() + 2 * LEASE_SECONDS, Owner("another-host", 1, "0"))
    lease = later.acquire("t")
    later.release(lease)
    return lease


def rows(settings: Settings) -> list[Any]:
    """All that is kept of checkpoints."""
    writes = "writes" if settings.database_url is None else "checkpoint_writes"
    with databases_of(settings)[0].reading() as connection:
        return [
            tuple(row)
            for table in ("checkpoints", writes)
            for row in connection.execute(f"SELECT * FROM {table} ORDER BY thread_id, checkpoint_id").fetchall()
        ]


async def test_neither_checkpoints_nor_writes_nor_removals_get_through(environ: dict[str, str]) -> None:
    settings = Settings.from_env(environ)
    lease = run.run_table(settings).acquire("t")
    async with open_saver(settings, lease) as saver:
        kept = await saver.aput(PLACE, empty_checkpoint(), {}, {})
        await saver.aput_writes(kept, [("channel", 1)], "task")
        before = rows(settings)
        assert len(before) == 2
        taken_over(settings)
        with pytest.raises(LeaseLostError):
            await saver.aput(kept, empty_checkpoint(), {}, {})
        with pytest.raises(LeaseLostError):
            await saver.aput_writes(kept, [("channel", 2)], "another task")
        with pytest.raises(LeaseLostError):
            await saver.adelete_thread("t")
        assert rows(settings) == before
        assert await saver.aget_tuple(PLACE) is not None


async def test_a_process_that_stood_still_writes_nothing_over_its_successors_work(
    environ: dict[str, str], nursery: Nursery
) -> None:
    settings = Settings.from_env(environ)
    stopped = Death("aput", checkpoints=6, before=True, by=signal.SIGSTOP)
    number = nursery.begin(environ, TALK.model_dump_json(), stopped)
    async with asyncio.timeout(60):
        while not stands_still(number):
            await asyncio.sleep(0.01)
    try:
        taken_over(settings)
        result = await run.resume("t", settings)
        assert result.status == "done"
        before = rows(settings)
    finally:
        os.kill(number, signal.SIGCONT)
    assert await asyncio.to_thread(nursery.status) not in (0, signal.SIGKILL)
    assert rows(settings) == before
    assert await run.show("t", settings) == result
    assert run.run_table(settings).get("t").status == "done"
