"""What was finished is never done again, whatever ended the run; and one run works on a thread at a time."""

import asyncio
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from dataclasses import replace

import pytest

from sobremesa.errors import BadRequestError
from sobremesa.graphs import run
from sobremesa.graphs.driving import Thread, opened
from sobremesa.nodes import loading
from sobremesa.nodes.context import Services
from sobremesa.nodes.contract import Request
from sobremesa.nodes.settings import Settings
from sobremesa.personas.card import Persona
from sobremesa.personas.speaker import Confided, Perception, Speaker
from sobremesa.personas.utterance import Utterance
from sobremesa.store.owner import Owner
from sobremesa.store.runs import LeaseLostError, RunTable, ThreadBusyError, ThreadNotFoundError

REQUEST = Request(scenario="Three people talk about a bridge.", rounds=3)
NAMES = ("ana", "bo", "cyd")
PLACES = {
    *(f"conversation/0/{spoken}/{who}" for spoken in (1, 2, 3) for who in NAMES),
    *(f"private conversation/0/{at}/{who}" for at in (0, 4) for who in NAMES),
}


class PowerCutError(Exception):
    """What ends a run in the middle."""


class Interrupted:
    """Speaks for another speaker until its turn at `place`; then `happens`, once."""

    def __init__(self, speaker: Speaker, place: str) -> None:
        self.speaker = speaker
        self.name = speaker.name
        self.place = place
        self.reached = asyncio.Event()
        self.go_on = asyncio.Event()
        self.error: Exception | None = None

    async def speak(self, persona: Persona, perception: Perception) -> Utterance:
        if perception.address == self.place:
            await asyncio.sleep(0)
            self.reached.set()
            if self.error is not None:
                raise self.error
            await self.go_on.wait()
        return await self.speaker.speak(persona, perception)

    async def confide(self, persona: Persona, perception: Perception) -> Confided:
        return await self.speaker.confide(persona, perception)

    async def note(self, persona: Persona, perception: Perception) -> str:
        return await self.speaker.note(persona, perception)


@asynccontextmanager
async def peek(settings: Settings) -> AsyncIterator[Thread]:
    async with opened(settings, "t") as thread:
        yield thread


async def unbroken(settings: Settings, services: Services) -> object:
    result = await run.start(REQUEST, settings, "unbroken", services)
    services.speaker.calls.clear()
    services.interpreter.calls.clear()
    assert result.report is not None
    return result.report.transcript


async def test_after_an_error_only_what_was_not_finished_is_done(settings: Settings, social: Services) -> None:
    expected = await unbroken(settings, social)
    broken = Interrupted(social.speaker, "conversation/0/2/bo")
    broken.error = PowerCutError()
    with pytest.raises(PowerCutError):
        await run.start(REQUEST, settings, "t", replace(social, speaker=broken))
    assert run.run_table(settings).get("t").status == "failed"
    result = await run.resume("t", settings, social)
    assert result.report is not None
    assert result.report.transcript == expected
    assert social.speaker.calls == dict.fromkeys(PLACES, 1)
    assert social.interpreter.calls == {"classify": 1, "cast": 1}


async def test_a_cancelled_run_can_be_resumed(settings: Settings, social: Services) -> None:
    expected = await unbroken(settings, social)
    slow = Interrupted(social.speaker, "conversation/0/2/bo")
    task = asyncio.create_task(run.start(REQUEST, settings, "t", replace(social, speaker=slow)))
    await slow.reached.wait()
    task.cancel()
    with pytest.raises(asyncio.CancelledError):
        await task
    shown = await run.show("t", settings)
    assert (shown.status, shown.mode) == ("interrupted", "social")
    assert shown.answer.endswith("To go on from there: sobremesa resume t")
    assert shown.next_steps == ("sobremesa resume t",)
    result = await run.resume("t", settings, social)
    assert result.report is not None
    assert result.report.transcript == expected
    assert max(social.speaker.calls.values()) <= 2
    assert social.speaker.calls["conversation/0/1/ana"] == 1


async def test_a_finished_run_gives_its_result_again_for_nothing(settings: Settings, social: Services) -> None:
    first = await run.start(REQUEST, settings, "t", social)
    social.speaker.calls.clear()
    assert await run.resume("t", settings, social) == first
    assert await run.show("t", settings) == first
    assert not social.speaker.calls


async def test_the_loser_is_told_that_the_thread_is_busy(settings: Settings, social: Services) -> None:
    slow = Interrupted(social.speaker, "conversation/0/2/bo")
    task = asyncio.create_task(run.start(REQUEST, settings, "t", replace(social, speaker=slow)))
    await slow.reached.wait()
    with pytest.raises(ThreadBusyError):
        await run.resume("t", settings, social)
    with pytest.raises(ThreadBusyError):
        await run.start(REQUEST, settings, "t", social)
    assert (await run.show("t", settings)).status == "running"
    slow.go_on.set()
    assert (await task).status == "done"


async def test_whoever_lost_the_lease_writes_no_checkpoint(settings: Settings, social: Services) -> None:
    slow = Interrupted(social.speaker, "conversation/0/2/bo")
    task = asyncio.create_task(run.start(REQUEST, settings, "t", replace(social, speaker=slow)))
    await slow.reached.wait()
    far_future = RunTable(settings.home / "runs.sqlite", lambda: 1e12, Owner("another-host", 1, "0"))
    far_future.acquire("t")
    async with peek(settings) as thread:
        before = await thread.values()
    slow.go_on.set()
    with pytest.raises(LeaseLostError):
        await task
    async with peek(settings) as thread:
        assert await thread.values() == before


async def test_a_run_killed_before_its_first_checkpoint_begins_again(settings: Settings, social: Services) -> None:
    table = run.run_table(settings)
    lease = table.acquire("t")
    table.open(lease, REQUEST.scenario, REQUEST.model_dump_json())
    table.release(lease)
    result = await run.resume("t", settings, social)
    assert result.status == "done"


async def test_a_name_is_used_once(settings: Settings, social: Services) -> None:
    await run.start(REQUEST, settings, "t", social)
    with pytest.raises(BadRequestError, match="already"):
        await run.start(REQUEST, settings, "t", social)


@pytest.mark.parametrize("name", ["x" * 101, "a\nb", "\x1b[1m"])
async def test_a_name_stands_unquoted_in_a_command(settings: Settings, social: Services, name: str) -> None:
    with pytest.raises(BadRequestError, match="letters, digits"):
        await run.start(REQUEST, settings, name, social)


async def test_an_unknown_thread_is_not_found(settings: Settings, social: Services) -> None:
    with pytest.raises(ThreadNotFoundError):
        await run.resume("t", settings, social)
    with pytest.raises(ThreadNotFoundError):
        await run.show("t", settings)


async def test_a_state_of_another_version_is_refused(
    settings: Settings, social: Services, monkeypatch: pytest.MonkeyPatch
) -> None:
    await run.start(REQUEST, settings, "t", social)
    monkeypatch.setattr(loading, "SCHEMA_VERSION", loading.SCHEMA_VERSION + 1)
    with pytest.raises(loading.StateVersionError, match="version"):
        await run.resume("t", settings, social)


async def test_another_speaker_does_not_go_on(settings: Settings, social: Services) -> None:
    broken = Interrupted(social.speaker, "conversation/0/2/bo")
    broken.error = PowerCutError()
    with pytest.raises(PowerCutError):
        await run.start(REQUEST, settings, "t", replace(social, speaker=broken))
    other = Interrupted(social.speaker, "nowhere")
    other.name = "gpt"
    with pytest.raises(BadRequestError, match="its speaker was hashing, and now is gpt"):
        await run.resume("t", settings, replace(social, speaker=other))
    assert (await run.resume("t", settings, social)).status == "done"


async def test_threads_are_listed_with_how_they_stand(settings: Settings, social: Services) -> None:
    await run.start(REQUEST, settings, "t", social)
    (record,) = run.threads(settings)
    assert (record.thread_id, record.status, record.mode) == ("t", "done", "social")
    assert record.scenario == REQUEST.scenario
