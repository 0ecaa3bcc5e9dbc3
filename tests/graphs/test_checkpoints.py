"""Checkpoints: plain data on the disk, and nothing that a file names is imported from it."""

import json
import sqlite3
import stat
import subprocess
import sys
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import ormsgpack
import pytest
from langgraph.checkpoint.memory import InMemorySaver
from langgraph.checkpoint.serde.jsonplus import EXT_CONSTRUCTOR_SINGLE_ARG, JsonPlusSerializer

from sobremesa.graphs import run, sqlite_saver
from sobremesa.graphs.checkpoints import open_saver, strict_serializer
from sobremesa.graphs.driving import opened
from sobremesa.graphs.scenario import graph
from sobremesa.nodes.context import Context, Services
from sobremesa.nodes.contract import Request
from sobremesa.nodes.settings import Settings
from sobremesa.store.owner import Owner
from sobremesa.store.runs import LeaseLostError, RunTable

REQUEST = Request(scenario="Three people talk about a bridge.", rounds=2)


@dataclass
class Foreign:
    """A class that no checkpoint of ours holds."""

    value: int


def test_a_class_that_a_file_names_is_not_built() -> None:
    permissive = JsonPlusSerializer(allowed_msgpack_modules=True)
    kind, content = permissive.dumps_typed(Foreign(3))
    assert isinstance(permissive.loads_typed((kind, content)), Foreign)
    assert not isinstance(strict_serializer().loads_typed((kind, content)), Foreign)


def test_a_callable_that_a_file_names_is_not_called(tmp_path: Path) -> None:
    mark = tmp_path / "called"
    call = ormsgpack.packb(("os", "mkdir", str(mark)))
    content = ormsgpack.packb(ormsgpack.Ext(EXT_CONSTRUCTOR_SINGLE_ARG, call))
    strict_serializer().loads_typed(("msgpack", content))
    assert not mark.exists()


async def test_the_file_is_the_owners_alone_and_has_a_log_written_ahead(tmp_path: Path) -> None:
    path = tmp_path / "deep" / "checkpoints.sqlite"
    async with open_saver(Settings(home=path.parent), None) as saver:
        async with saver.conn.execute("PRAGMA journal_mode") as found:
            assert await found.fetchone() == ("wal",)
        async with saver.conn.execute("PRAGMA synchronous") as found:
            assert await found.fetchone() == (1,)
    if sys.platform != "win32":
        assert stat.S_IMODE(path.stat().st_mode) == 0o600


async def test_whoever_may_not_write_does_not(settings: Settings, social: Services) -> None:
    await run.start(REQUEST, settings, "t", social)
    old = run.run_table(settings).acquire("u")
    RunTable(settings.home / "runs.sqlite", lambda: 1e12, Owner("another-host", 1, "0")).acquire("u")
    with sqlite3.connect(settings.checkpoints_path) as database:
        before = database.execute("SELECT count(*) FROM checkpoints").fetchone()
        async with opened(settings, "u", old) as thread:
            with pytest.raises(LeaseLostError):
                await thread.advance(REQUEST.model_dump_json(), social, run.unwatched)
        assert database.execute("SELECT count(*) FROM checkpoints").fetchone() == before
    database.close()


async def test_every_value_of_the_state_is_json(settings: Settings, social: Services) -> None:
    await run.start(REQUEST, settings, "t", social)
    async with opened(settings, "t") as thread:
        values = dict(await thread.values())
    assert json.loads(json.dumps(values, allow_nan=False)) == values


async def test_a_second_question_on_a_thread_starts_afresh(social: Services) -> None:
    kept = graph.copy(update={"checkpointer": InMemorySaver(serde=strict_serializer())})
    config: Any = {"configurable": {"thread_id": "studio"}}

    async def ask(rounds: int) -> Any:
        fields = {"request": {"scenario": "Three people talk.", "rounds": rounds, "seed": rounds}}
        return await kept.ainvoke(fields, config, context=Context.of(social))

    await ask(3)
    alone = await graph.ainvoke(
        {"request": {"scenario": "Three people talk.", "rounds": 1, "seed": 1}}, context=Context.of(social)
    )
    assert await ask(1) == alone


def test_it_runs_where_only_listed_types_may_be_loaded(tmp_path: Path) -> None:
    code = """
import asyncio, sys
from pathlib import Path
from sobremesa.graphs import run, sqlite_saver
from sobremesa.nodes.contract import Request
from sobremesa.nodes.settings import Settings
settings = Settings(home=Path(sys.argv[1]))
request = Request(scenario="A stoic engineer and an anxious nurse talk about a power cut.", mode="social", rounds=1)
result = asyncio.run(run.start(request, settings, "t"))
print(result.status, asyncio.run(run.resume("t", settings)) == result)
"""
    environment = {"LANGGRAPH_STRICT_MSGPACK": "true", "PATH": ""}
    done = subprocess.run(
        [sys.executable, "-c", code, str(tmp_path)], capture_output=True, text=True, check=True, env=environment
    )
    assert done.stdout.split() == ["done", "True"]
    assert "Blocked" not in done.stderr


async def test_a_write_that_was_cancelled_midway_locks_nobody_out(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Whoever was cancelled holds on to the cursor (in a traceback, say), and would hold the lock with it."""
    monkeypatch.setattr(sqlite_saver, "PATIENCE_SECONDS", 0.2)
    settings = Settings(home=tmp_path)
    row = (
        "INSERT INTO writes (thread_id, checkpoint_id, task_id, idx, channel, type) VALUES ('t', 'c', 't', 0, 'c', 't')"
    )
    async with open_saver(settings, None) as saver:
        cut_off = await saver.conn.execute(f"{row} RETURNING idx")
    async with (
        open_saver(settings, None) as again,
        again.conn.execute(row),
        again.conn.execute("SELECT count(*) FROM writes") as found,
    ):
        assert await found.fetchone() == (1,)
    del cut_off
