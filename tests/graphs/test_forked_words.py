"""What a language model said before a run was forked, or said to the same after it, is not asked for again."""

import json
import re
from pathlib import Path
from typing import Any

import pytest

from scripted_llm import Answer, Asked, ScriptedServer
from scripted_rules import whole_loop
from sobremesa import acapsule, adiff, areplay, asimulate_scenario
from sobremesa.errors import BadRequestError
from sobremesa.graphs import forking
from sobremesa.graphs.driving import opened
from sobremesa.nodes.capsule.error import CapsuleError
from sobremesa.nodes.capsule.file import from_bytes, to_bytes
from sobremesa.nodes.forking.fork import read_fork
from sobremesa.nodes.progress import Progress
from sobremesa.nodes.settings import Settings

COUPLED = (
    "100 people with neural interfaces; 10% fail. Simulate how frustration spreads, and let an anxious nurse, "
    "a stoic engineer and a station chief talk as it happens; what they decide should change the repair rate."
)
CHARACTERS = "I have 3 characters: a stoic engineer, an artist and a trader. They hear that the reactor leaks."


@pytest.fixture
def settings(scripted: ScriptedServer, tmp_path: Path) -> Settings:
    return Settings.from_env(scripted.environ(SOBREMESA_HOME=str(tmp_path / "home")))


async def state_of(settings: Settings, thread: str) -> bytes:
    """A thread's whole state, as bytes."""
    async with opened(settings, thread) as kept:
        return json.dumps(dict(await kept.values()), sort_keys=True).encode()


def by_words(asked: Asked) -> Answer:
    """As endpoints do: whoever hears something else says something else."""
    answer = json.loads(whole_loop(asked).text) if asked.schema is not None else None
    if answer is None or "speech" not in answer:
        return whole_loop(asked)
    return Answer(json.dumps({**answer, "speech": f"{answer['speech']} ({asked.number})"}))


@pytest.mark.parametrize(("scenario", "places"), [(COUPLED, (1, 3)), (CHARACTERS, (1, 3))], ids=["coupled", "talk"])
async def test_without_a_change_nothing_is_asked_and_all_is_the_same(
    scripted: ScriptedServer, settings: Settings, scenario: str, places: tuple[int, ...]
) -> None:
    """The state is the same to the byte; so is what it says that it took, whoever paid for it."""
    scripted.rule = by_words
    talk = scenario == CHARACTERS
    fields: dict[str, Any] = {"rounds": 3, "masked": True} if talk else {"rounds": 1, "num_agents": 20}
    fields["replicates"] = 2
    result = await asimulate_scenario(scenario, **fields, thread_id="t", settings=settings)
    assert result.status == "done"
    asked, original = scripted.count, await state_of(settings, "t")
    for at in places:
        forked = await forking.fork("t", read_fork({"at": at}), settings, f"f{at}")
        assert (scripted.count, forked.cost) == (asked, result.cost)
        assert await state_of(settings, f"f{at}") == original
    await forking.fork(f"f{places[0]}", read_fork({"at": places[-1]}), settings, "g")
    assert scripted.count == asked
    assert await state_of(settings, "g") == original


async def test_only_what_is_put_in_other_words_is_asked(scripted: ScriptedServer, settings: Settings) -> None:
    scripted.rule = by_words
    await asimulate_scenario(CHARACTERS, rounds=3, thread_id="t", settings=settings)
    before = {asked.words for asked in scripted.asked}
    name = re.findall(r'"name": "([^"]+)"', (await state_of(settings, "t")).decode())[0]
    count = scripted.count
    forked = await forking.fork("t", read_fork({"at": 2, "say": [f"{name}: we leave, now"]}), settings, "f")
    asked = scripted.asked[count:]
    assert asked
    assert not before & {one.words for one in asked}
    spoken = [one for one in asked if "speech" in one.fields]
    assert len(spoken) == 3  # round 2 is as it was, and all hear of it in round 3
    assert all("we leave, now" in one.words for one in spoken)
    assert forked.cost.calls > len(asked)
    again = scripted.count
    same = await forking.fork("t", read_fork({"at": 2, "say": [f"{name}: we leave, now"]}), settings, "sibling")
    assert scripted.count == again + len(asked)  # a sibling is no ancestor
    assert same.report is not None
    assert forked.report is not None
    assert same.report.transcript == forked.report.transcript


async def test_a_fork_of_a_changed_run_finds_what_was_said_before_the_change(
    scripted: ScriptedServer, settings: Settings
) -> None:
    """A line that puts things back as they were is answered from the first run, two forks up."""
    scripted.rule = by_words
    first = await asimulate_scenario(CHARACTERS, rounds=3, thread_id="t", settings=settings)
    assert first.report is not None
    (said,) = [t for t in first.report.transcript if t.round == 2][:1]
    name = first.report.cast[said.utterance.persona].name
    await forking.fork("t", read_fork({"at": 2, "say": [f"{name}: we leave, now"]}), settings, "f")
    count = scripted.count
    back = f"{name} ({said.utterance.report.stance:+.2f}): {said.utterance.speech}"
    again = await forking.fork("f", read_fork({"at": 2, "say": [back]}), settings, "g")
    assert again.report is not None
    assert not [one for one in scripted.asked[count:] if "speech" in one.fields and f"for {name}" in one.words]
    theirs = [t for t in again.report.transcript if t.round == 3 and t.utterance.persona != said.utterance.persona]
    assert theirs == [t for t in first.report.transcript if t in theirs]


async def test_a_run_by_a_language_model_is_not_forked_without_one(
    scripted: ScriptedServer, settings: Settings
) -> None:
    await asimulate_scenario(CHARACTERS, rounds=2, thread_id="t", settings=settings)
    with pytest.raises(BadRequestError, match="its speaker was scripted, and now is rehearsal"):
        await forking.fork("t", read_fork({"at": 2}), Settings(home=settings.home), "f")


@pytest.mark.parametrize("changed", [False, True])
async def test_a_fork_is_recorded_and_played_again(scripted: ScriptedServer, settings: Settings, changed: bool) -> None:
    """With a change by way of the runs that it comes of, one of which was killed before its end."""
    scripted.rule = by_words
    await asimulate_scenario(CHARACTERS, rounds=4, thread_id="t", settings=settings)
    name = re.findall(r'"name": "([^"]+)"', (await state_of(settings, "t")).decode())[0]

    def kill(event: Progress) -> None:
        if event.node == "speak" and event.round == 4:
            raise KeyboardInterrupt

    asked = read_fork({"at": 2, "say": [f"{name}: we leave, now"]} if changed else {"at": 2})
    with pytest.raises(KeyboardInterrupt):
        await forking.fork("t", asked, settings, "f", watch=kill)
    await forking.fork("f", read_fork({"at": 3, "remove": [name]} if changed else {"at": 3}), settings, "g")
    count = scripted.count
    recorded = from_bytes(to_bytes(await acapsule("g", settings=settings)))
    assert len(recorded.forks) == (2 if changed else 0)
    replayed = await areplay(recorded, settings=settings)
    assert replayed.same, replayed.text
    assert scripted.count == count
    assert (await adiff("t", "g", settings=settings)).same != changed


async def test_a_capsule_of_a_fork_that_is_no_fork_is_refused(settings: Settings) -> None:
    plain = Settings(home=settings.home)
    await asimulate_scenario(CHARACTERS, rounds=2, thread_id="t", settings=plain)
    await forking.fork("t", read_fork({"at": 2, "remove": ["engineer"]}), plain, "f")
    recorded = await acapsule("f", settings=plain)
    assert (await areplay(recorded, settings=plain)).same
    astray = recorded.model_copy(update={"forks": (read_fork({"at": 9, "remove": ["engineer"]}),)})
    with pytest.raises(CapsuleError, match="holds a fork that can't be made: There is no round 9"):
        await areplay(astray, settings=plain)
    with pytest.raises(BadRequestError, match="There is a thread f already"):
        await areplay(recorded, thread_id="f", settings=plain)
