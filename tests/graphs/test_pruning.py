"""What is pruned is gone with all that only it held; and nothing that a thread which is left needs is lost."""

from __future__ import annotations

import os
from collections.abc import Mapping
from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest

from postgres_server import PostgresServer
from scripted_llm import ScriptedServer
from sobremesa.errors import BadRequestError
from sobremesa.graphs import run
from sobremesa.graphs.capsules import record
from sobremesa.graphs.driving import opened
from sobremesa.graphs.forking import fork
from sobremesa.graphs.pruning import GRACE_SECONDS, Rule, chosen, marked, prune
from sobremesa.nodes.context import Services
from sobremesa.nodes.contract import Request
from sobremesa.nodes.forking.fork import Fork
from sobremesa.nodes.keeping import artifacts_of, journal_of
from sobremesa.nodes.settings import Settings
from sobremesa.store.files import FileArtifactStore
from sobremesa.store.postgres import PostgresDatabase
from sobremesa.store.sqlite import SqliteFile

DAY = 86_400.0
ALL = Rule(unfinished=True)
SPREAD = "100 people with neural interfaces; 10% fail. How does frustration spread?"
TALK = Request(scenario="Three people talk about a bridge.", mode="social", rounds=2)


@pytest.fixture(params=["sqlite", "postgres"])
def settings(request: pytest.FixtureRequest, tmp_path: Path) -> Settings:
    """Settings of either store."""
    if request.param == "sqlite":
        return Settings(home=tmp_path / "home")
    server: PostgresServer = request.getfixturevalue("postgres")
    return Settings.model_validate({"home": tmp_path / "home", "database": server.new_database()})


def age(settings: Settings, seconds: float, *threads: str) -> None:
    """Let time pass for some threads, or, where none is named, for artifacts."""
    if settings.database_url is None:
        runs: Any = SqliteFile(settings.home / "runs.sqlite", "the table of runs")
    else:
        runs = PostgresDatabase(settings.database_url)
    with runs.writing() as connection:
        for thread in threads:
            connection.execute("UPDATE runs SET updated = updated - ? WHERE thread_id = ?", (seconds, thread))
        if not threads and settings.database_url is not None:
            connection.execute("UPDATE artifacts SET touched = touched - ?", (seconds,))
    if not threads:
        for path in (settings.home / "artifacts").rglob("*/*"):
            os.utime(path, (path.stat().st_atime, path.stat().st_mtime - seconds))


async def all_of(settings: Settings, thread: str) -> Mapping[str, Any]:
    """All that can be told of a thread."""
    async with opened(settings, thread) as kept:
        past = [(place.values, place.due) async for place in kept.past()]
    return {"shown": await run.show(thread, settings), "past": past, "capsule": await record(thread, settings)}


async def test_what_is_left_is_whole_and_what_only_the_other_held_is_gone(settings: Settings) -> None:
    for name, agents in (("old", 40), ("new", 50)):
        request = Request(scenario=SPREAD, mode="mechanics", num_agents=agents, replicates=2, seed=1)
        await run.start(request, settings, name)
    before = await all_of(settings, "new")
    hashes = {"old", "new"}
    store = artifacts_of(settings)
    async with opened(settings, "old") as thread:
        theirs = set((await thread.values())["snapshots"].values()) | {(await thread.values())["ensemble"]["sha256"]}
    assert all(store.has(sha256) for sha256 in theirs)
    age(settings, 3 * DAY, "old")
    age(settings, 2 * GRACE_SECONDS)
    pruned = await prune(settings, Rule(older_than=2))
    assert [record.thread_id for record in pruned.threads] == ["old"]
    assert {record.thread_id for record in run.threads(settings)} == hashes - {"old"}
    assert pruned.artifacts > 0
    assert pruned.bytes > 0
    assert not any(store.has(sha256) for sha256 in theirs - marked(settings))
    assert theirs - marked(settings)
    async with opened(settings, "old") as thread:
        assert await thread.values() == {}
    assert await all_of(settings, "new") == before


async def test_a_thread_that_another_goes_on_from_stays_as_long_as_that_one(
    settings: Settings, social: Services
) -> None:
    social = replace(social, artifacts=artifacts_of(settings))
    await run.start(TALK, settings, "root", social)
    await fork("root", Fork.model_validate({"at": 2}), settings, "branch", social)
    await fork("branch", Fork.model_validate({"at": 2}), settings, "leaf", social)
    age(settings, 3 * DAY, "root", "branch")
    found = chosen(settings, Rule(older_than=2))
    assert [record.thread_id for record in found.threads] == []
    assert {record.thread_id for record in found.needed} == {"root", "branch"}
    assert (await prune(settings, Rule(older_than=2))).threads == ()
    assert len(run.threads(settings)) == 3
    pruned = await prune(settings, Rule())
    assert {record.thread_id for record in pruned.threads} == {"root", "branch", "leaf"}
    assert run.threads(settings) == ()


async def test_the_rule_says_which(settings: Settings, social: Services) -> None:
    for name in ("a", "b", "c"):
        await run.start(TALK, settings, name, social)
    table = run.run_table(settings)
    stopped = table.acquire("b")
    table.update(stopped, "failed", error="The endpoint is down.")
    table.release(stopped)
    age(settings, 3 * DAY, "a")

    def of(rule: Rule) -> set[str]:
        return {record.thread_id for record in chosen(settings, rule).threads}

    assert of(Rule()) == {"a", "c"}
    assert of(ALL) == {"a", "b", "c"}
    assert of(Rule(older_than=2)) == {"a"}
    assert of(Rule(older_than=4)) == set()
    assert of(Rule(keep=1, unfinished=True)) == {"a", "c"}
    assert of(Rule(keep=2)) == {"a"}
    for mistaken in ({"keep": -1}, {"older_than": -1.0}, {"older_than": float("nan")}):
        with pytest.raises(BadRequestError, match="0 or more"):
            Rule(**mistaken)


async def test_what_is_being_run_stays_and_nothing_is_swept_beside_it(settings: Settings, social: Services) -> None:
    for name in ("done", "busy"):
        await run.start(TALK, settings, name, social)
    orphan = artifacts_of(settings).put(b"nobody names it")
    age(settings, 2 * GRACE_SECONDS)
    table = run.run_table(settings)
    lease = table.acquire("busy")
    pruned = await prune(settings, ALL)
    assert [record.thread_id for record in pruned.threads] == ["done"]
    assert pruned.artifacts == 0
    assert artifacts_of(settings).has(orphan)
    table.release(lease)
    pruned = await prune(settings, ALL)
    assert [record.thread_id for record in pruned.threads] == ["busy"]
    assert not artifacts_of(settings).has(orphan)


async def test_what_only_a_server_knows_keeps_its_artifacts(settings: Settings) -> None:
    request = Request(scenario=SPREAD, mode="mechanics", num_agents=40, replicates=2, seed=1)
    await run.start(request, settings, "t")
    table = run.run_table(settings)
    lease = table.acquire("t")
    table.remove(lease)
    table.release(lease)
    age(settings, 2 * GRACE_SECONDS)
    assert run.threads(settings) == ()
    assert (await prune(settings, ALL)).artifacts == 0
    async with opened(settings, "t") as thread:
        values = await thread.values()
    assert artifacts_of(settings).has(values["document"])
    assert artifacts_of(settings).has(values["ensemble"]["sha256"])


async def test_what_was_put_a_moment_ago_is_not_swept(settings: Settings, social: Services) -> None:
    await run.start(TALK, settings, "t", social)
    store = artifacts_of(settings)
    old, again = store.put(b"put long ago"), store.put(b"put again just now")
    age(settings, 2 * GRACE_SECONDS)
    store.put(b"put again just now")
    young = store.put(b"put just now")
    assert (await prune(settings, Rule(keep=9))).artifacts == 1
    assert (store.has(old), store.has(again), store.has(young)) == (False, True, True)


async def test_the_journal_forgets_a_thread_and_nobody_elses_answers(
    scripted: ScriptedServer, settings: Settings
) -> None:
    environ = {**scripted.environ(SOBREMESA_HOME=str(settings.home))}
    if settings.database_url is not None:
        environ["SOBREMESA_DATABASE"] = settings.database_url
    settings = Settings.from_env(environ)
    request = Request(scenario="Three founders quarrel: characters all of them.", mode="social", rounds=1, seed=1)
    for name in ("gone", "left"):
        await run.start(request, settings, name)
    age(settings, DAY, "gone")
    kept = journal_of(settings).recorded("left")
    shared = journal_of(settings).recorded("*")
    assert kept
    await prune(settings, Rule(keep=1))
    journal = journal_of(settings)
    assert (journal.recorded("gone"), journal.spent("gone").calls) == ((), 0)
    assert (journal.recorded("left"), journal.recorded("*")) == (kept, shared)


async def test_a_pruning_that_was_killed_is_finished_by_the_next(
    settings: Settings, social: Services, monkeypatch: pytest.MonkeyPatch
) -> None:
    await run.start(TALK, settings, "t", social)

    class PowerCutError(Exception):
        pass

    def cut(*_: object) -> None:
        raise PowerCutError

    with monkeypatch.context() as patch:
        patch.setattr("sobremesa.store.journal.Journal.forget", cut)
        with pytest.raises(PowerCutError):
            await prune(settings, Rule())
    assert [record.thread_id for record in run.threads(settings)] == ["t"]
    assert [record.thread_id for record in (await prune(settings, Rule())).threads] == ["t"]
    assert run.threads(settings) == ()


async def test_where_nothing_was_run_nothing_is_pruned(settings: Settings) -> None:
    assert (await prune(settings, ALL)).threads == ()


def test_a_file_that_is_put_again_while_it_is_swept_stays(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    store = FileArtifactStore(tmp_path)
    sha256 = store.put(b"wanted again")
    path = tmp_path / sha256[:2] / sha256[2:]
    os.utime(path, (1.0, 1.0))
    replaced = Path.replace

    def put_meanwhile(self: Path, target: Path) -> Path:
        if self == path:
            store.put(b"wanted again")
        return replaced(self, target)

    monkeypatch.setattr(Path, "replace", put_meanwhile)
    assert store.sweep(set(), before=1_000.0) == (0, 0)
    assert store.get(sha256) == b"wanted again"
