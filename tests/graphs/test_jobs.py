"""Runs as jobs: waited for as long as one likes, never run twice for a key, taken up again by whoever asks."""

import asyncio
import threading
from collections.abc import AsyncIterator, Callable
from contextlib import asynccontextmanager
from pathlib import Path

import pytest

from scripted_llm import Answer, Asked, ScriptedServer
from scripted_rules import whole_loop
from sobremesa.graphs import run
from sobremesa.graphs.jobs import Jobs, KeyReusedError, QueueFullError, thread_of
from sobremesa.nodes.contract import Budget, Request
from sobremesa.nodes.progress import Progress
from sobremesa.nodes.reply import read_reply
from sobremesa.nodes.settings import Settings
from sobremesa.store.runs import ThreadNotFoundError

TALK = Request(scenario="Two siblings argue about selling the boat.", mode="social", rounds=2, masked=False)
MECHANICS = Request(
    scenario="100 people with neural interfaces. Interfaces fail at 10% rate. People can see each other's emotional "
    "states. How frustrated do they get?",
    mode="mechanics",
    replicates=2,
    review=True,
)
LONG = 30.0


@asynccontextmanager
async def working(settings: Settings) -> AsyncIterator[Jobs]:
    jobs = Jobs(settings)
    try:
        yield jobs
    finally:
        await jobs.close()


@pytest.fixture
def held(scripted: ScriptedServer, tmp_path: Path) -> tuple[Settings, threading.Event]:
    """Settings with a language model that answers nothing before the event is set."""
    opened = threading.Event()

    def rule(asked: Asked) -> Answer:
        assert opened.wait(LONG)
        return whole_loop(asked)

    scripted.rule = rule
    return Settings.from_env(scripted.environ(SOBREMESA_HOME=str(tmp_path / "home"), SOBREMESA_RUNS="2")), opened


async def until(holds: Callable[[], object]) -> None:
    """Wait until something holds; the runner's own limit ends what never does."""
    while not holds():
        await asyncio.sleep(0.01)


def count(settings: Settings, status: str) -> int:
    return sum(record.status == status for record in run.threads(settings))


async def test_a_job_that_is_done_in_time_gives_what_a_run_gives(settings: Settings) -> None:
    steps: list[Progress] = []
    async with working(settings) as jobs:
        thread = await jobs.begin(TALK)
        result = await jobs.look(thread, LONG, steps.append)
    plain = await run.start(TALK, settings)
    assert result.status == "done"
    assert result.report == plain.report
    assert [step.node for step in steps][:2] == ["classify", "cast"]


async def test_when_the_wait_is_over_the_run_goes_on_and_says_how_far_it_is(
    held: tuple[Settings, threading.Event],
) -> None:
    settings, opened = held
    async with working(settings) as jobs:
        thread = await jobs.begin(TALK)
        first = await jobs.look(thread, 0.0)
        assert (first.status, first.thread_id) == ("running", thread)
        await until(lambda: count(settings, "running"))
        again = await jobs.look(thread, 0.1)
        assert again.status == "running"
        assert "is at work" in again.answer
        opened.set()
        assert (await jobs.look(thread, LONG)).status == "done"
        assert (await jobs.look(thread, 0.0)).status == "done"


async def test_so_many_runs_work_at_a_time_and_the_others_wait_their_turn(
    held: tuple[Settings, threading.Event],
) -> None:
    settings, opened = held
    async with working(settings) as jobs:
        threads = [await jobs.begin(TALK.model_copy(update={"seed": seed})) for seed in range(6)]
        await until(lambda: count(settings, "running") == 2)
        told = [(await jobs.look(thread, 0.0)).answer for thread in threads]
        assert sum("is at work" in answer for answer in told) == 2
        assert "number 1 of 4 in the queue" in told[2]
        assert "number 4 of 4 in the queue" in told[5]
        assert count(settings, "running") == 2
        opened.set()
        results = await asyncio.gather(*(jobs.look(thread, LONG) for thread in threads))
    assert {result.status for result in results} == {"done"}
    assert len({result.thread_id for result in results}) == 6


async def test_a_key_is_run_once_whoever_sends_it_and_however_often(
    held: tuple[Settings, threading.Event], scripted: ScriptedServer
) -> None:
    settings, opened = held
    async with working(settings) as one, working(settings) as other:
        threads = await asyncio.gather(*(jobs.begin(TALK, "mine") for jobs in (one, other, one, other)))
        assert set(threads) == {thread_of("mine")}
        opened.set()
        first, second = await asyncio.gather(one.look(threads[0], LONG), other.look(threads[0], LONG))
        asked = scripted.count
        assert first.report == second.report
        assert first.status == "done"
        assert await one.begin(TALK, "mine") == threads[0]
        assert (await one.look(threads[0], LONG)).report == first.report
        with pytest.raises(KeyReusedError, match="another request"):
            await one.begin(TALK.model_copy(update={"seed": 1}), "mine")
        with pytest.raises(KeyReusedError):
            await other.begin(TALK.model_copy(update={"budget": Budget(calls=5)}), "mine")
    assert scripted.count == asked
    assert len(run.threads(settings)) == 1


async def test_what_a_process_left_behind_is_taken_up_by_whoever_asks(
    held: tuple[Settings, threading.Event], scripted: ScriptedServer
) -> None:
    settings, opened = held
    async with working(settings) as jobs:
        begun, queued = await jobs.begin(TALK), await jobs.begin(TALK.model_copy(update={"seed": 1}))
        await until(lambda: scripted.count)
        left = await jobs.close()
        assert set(left) == {begun, queued}
    opened.set()
    assert count(settings, "interrupted") == 2
    async with working(settings) as later:
        assert (await later.look(begun, LONG)).status == "done"
        assert (await later.look(queued, LONG)).status == "done"


async def test_a_caller_who_goes_away_ends_nothing(held: tuple[Settings, threading.Event]) -> None:
    settings, opened = held
    async with working(settings) as jobs:
        thread = await jobs.begin(TALK)
        looking = asyncio.create_task(jobs.look(thread, LONG))
        await until(lambda: count(settings, "running"))
        looking.cancel()
        await asyncio.wait({looking})
        opened.set()
        assert (await jobs.look(thread, LONG)).status == "done"


async def test_a_run_that_failed_goes_on_when_the_same_key_comes_again(
    settings: Settings, monkeypatch: pytest.MonkeyPatch
) -> None:
    broken = settings.model_copy(update={"max_memory": 1e-9})
    request = MECHANICS.model_copy(update={"review": False})
    async with working(broken) as jobs:
        thread = await jobs.begin(request, "again")
        with pytest.raises(Exception, match="memory"):
            await jobs.look(thread, LONG)
        failed = await jobs.look(thread, LONG)
        assert failed.status == "failed"
        assert "memory" in failed.answer
    async with working(settings) as jobs:
        assert await jobs.begin(request, "again") == thread
        assert (await jobs.look(thread, LONG)).status == "done"


async def test_a_model_in_review_waits_for_its_reply(settings: Settings) -> None:
    async with working(settings) as jobs:
        thread = await jobs.begin(MECHANICS)
        assert (await jobs.look(thread, LONG)).asked is not None
    async with working(settings) as jobs:
        again = await jobs.look(thread, LONG)
        assert again.status == "needs_input"
        done = await jobs.look(thread, LONG, reply=read_reply({"approve": True}))
        assert done.status == "done"


async def test_a_budget_of_the_caller_ends_a_run_with_what_there_is(scripted: ScriptedServer, tmp_path: Path) -> None:
    settings = Settings.from_env(scripted.environ(SOBREMESA_HOME=str(tmp_path / "home")))
    async with working(settings) as jobs:
        thread = await jobs.begin(TALK.model_copy(update={"budget": Budget(calls=3)}))
        result = await jobs.look(thread, LONG)
    assert result.status == "partial"
    assert result.cost.calls == scripted.count == 3
    assert result.answer


async def test_an_unknown_thread_and_a_full_house_are_errors(
    held: tuple[Settings, threading.Event], monkeypatch: pytest.MonkeyPatch
) -> None:
    settings, _ = held
    monkeypatch.setattr("sobremesa.graphs.jobs.MOST_JOBS", 1)
    async with working(settings) as jobs:
        with pytest.raises(ThreadNotFoundError):
            await jobs.look("nowhere", 0.0)
        await jobs.begin(TALK)
        with pytest.raises(QueueFullError, match="call again later"):
            await jobs.begin(TALK)
        assert len(run.threads(settings)) == 1
