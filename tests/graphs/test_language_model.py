"""The whole loop with a language model: a scripted server on loopback, in all three modes, with faults and kills."""

import json
import os
import random
import re
import signal
import subprocess
import sys
import threading
import time
from collections import Counter
from pathlib import Path
from typing import Any

import pytest

from scripted_llm import Answer, Asked, ScriptedServer
from scripted_rules import speech, whole_loop
from sobremesa import asimulate_scenario
from sobremesa.errors import BadRequestError
from sobremesa.graphs import run
from sobremesa.nodes.gateway.failure import LanguageModelError
from sobremesa.nodes.settings import Settings

INTERFACES = (
    "100 people with neural interfaces. Interfaces fail at 10% rate. People can see each other's emotional states."
)
CHARACTERS = "I have 3 characters: a stoic engineer, an artist and a trader. They hear that the reactor leaks."
COUPLED = (
    "100 people with neural interfaces; 10% fail. Simulate how frustration spreads, and let an anxious nurse, "
    "a stoic engineer and a station chief talk as it happens; what they decide should change the repair rate."
)


@pytest.fixture
def settings(scripted: ScriptedServer, tmp_path: Path) -> Settings:
    return Settings.from_env(scripted.environ(SOBREMESA_HOME=str(tmp_path / "home")))


def spoken(server: ScriptedServer) -> list[Asked]:
    return [asked for asked in server.asked if "speech" in asked.fields]


async def test_mechanics(scripted: ScriptedServer, settings: Settings) -> None:
    result = await asimulate_scenario(INTERFACES, seed=1, replicates=5, settings=settings)
    assert (result.status, result.mode) == ("done", "mechanics")
    assert {arm for finding in result.findings for arm in finding.arms} == {"no failures", "scenario", "no contagion"}
    assert result.cost.calls == scripted.count
    assert result.report is not None
    assert result.report.method.interpreter == "scripted"
    assert re.fullmatch("[0-9a-f]{12}", result.report.method.versions["prompts"])


async def test_social(scripted: ScriptedServer, settings: Settings) -> None:
    together = threading.Barrier(3)

    def rule(asked: Asked) -> Answer:
        if "speech" in asked.fields:
            # No turn is answered before all three of its round are asked for.
            together.wait(timeout=30)
        return whole_loop(asked)

    scripted.rule = rule
    result = await asimulate_scenario(CHARACTERS, rounds=2, settings=settings)
    assert (result.status, result.mode) == ("done", "social")
    assert result.report is not None
    assert len(result.report.transcript) == len(spoken(scripted)) == 6
    assert result.report.method.speaker == "scripted"
    answers = [json.loads(whole_loop(asked).text)["speech"] for asked in spoken(scripted)]
    assert sorted(turn.utterance.speech for turn in result.report.transcript) == sorted(answers)
    assert result.cost.prompt_tokens > 0
    assert scripted.most_at_once == 3


async def test_several_conversations_are_asked_for_one_by_one(scripted: ScriptedServer, settings: Settings) -> None:
    times = random.Random(0)

    def rule(asked: Asked) -> Answer:
        """As endpoints do: never twice the same words."""
        answer = whole_loop(asked)
        if "speech" not in asked.fields:
            return answer
        return Answer(json.dumps({**json.loads(answer.text), "speech": speech(times.getrandbits(32))}))

    scripted.rule = rule
    result = await asimulate_scenario(CHARACTERS, rounds=2, replicates=3, settings=settings)
    assert result.report is not None
    turns = [*result.report.transcript, *result.report.further]
    assert len(turns) == len(spoken(scripted)) == 18
    # Nothing has been heard in the first round: the same is asked in each conversation, and something else answered.
    firsts = Counter(asked.question for asked in spoken(scripted) if "Round 1 of 2" in asked.question)
    assert set(firsts.values()) == {9 // len(firsts)}
    assert len({turn.utterance.speech for turn in turns}) == 18
    assert "3 conversations" in result.answer


async def test_what_is_the_same_without_someone_is_not_asked_for_again(
    scripted: ScriptedServer, settings: Settings
) -> None:
    def rule(asked: Asked) -> Answer:
        answer = whole_loop(asked)
        if "speech" not in asked.fields:
            return answer
        return Answer(json.dumps({**json.loads(answer.text), "influenced_by": ["person_1"]}))

    scripted.rule = rule
    result = await asimulate_scenario(CHARACTERS, rounds=3, masked=True, settings=settings)
    assert result.report is not None
    again = [turn for turn in result.report.further if turn.arm == "conversation without person_1"]
    assert [turn.utterance.persona for turn in again] == ["person_2", "person_3"] * 3
    first = {turn.key[2:]: turn.utterance for turn in result.report.transcript if turn.round == 1}
    assert all(first[turn.key[2:]] == turn.utterance for turn in again if turn.round == 1)
    # Nine turns, and in each conversation without someone two who speak in two more rounds.
    others = {turn.arm for turn in result.report.further}
    assert len(spoken(scripted)) == 9 + 4 * len(others)


async def test_hybrid(scripted: ScriptedServer, settings: Settings) -> None:
    result = await asimulate_scenario(COUPLED, seed=1, replicates=5, settings=settings)
    assert (result.status, result.mode) == ("done", "hybrid")
    assert result.report is not None
    # 48 hours, a talk of two rounds after every 12 but the last: three cycles of three people.
    assert len(result.report.transcript) == len(spoken(scripted)) == 18
    assert [decision.cycle for decision in result.report.decisions] == [1, 2, 3]
    assert all("of the interfaces are broken" in asked.question for asked in spoken(scripted))


async def test_the_same_question_again_asks_only_what_belongs_to_the_thread(
    scripted: ScriptedServer, settings: Settings
) -> None:
    first = await asimulate_scenario(CHARACTERS, rounds=1, settings=settings)
    once = scripted.count
    second = await asimulate_scenario(CHARACTERS, rounds=1, settings=settings)
    assert first.report is not None
    assert second.report is not None
    assert first.report.transcript == second.report.transcript
    # Route and cast are readings of the text; turns (and the report's words) are the thread's own.
    assert scripted.count - once == once - 2


async def test_a_wrong_key_stops_with_a_sentence_and_the_right_one_goes_on(
    scripted: ScriptedServer, settings: Settings
) -> None:
    wrong = Settings.from_env(scripted.environ(SOBREMESA_HOME=str(settings.home), OPENAI_API_KEY="sk-wrong"))
    with pytest.raises(LanguageModelError, match="OPENAI_API_KEY"):
        await asimulate_scenario(CHARACTERS, rounds=1, thread_id="mended", settings=wrong)
    assert scripted.count == 0
    result = await run.resume("mended", settings)
    assert result.status == "done"


async def test_another_writer_does_not_finish_what_one_began(scripted: ScriptedServer, settings: Settings) -> None:
    kept = {"SOBREMESA_MODEL_COMPILE": "scripted", "SOBREMESA_MODEL_SPEAK": "scripted"}
    home = str(settings.home)
    other = Settings.from_env(scripted.environ(SOBREMESA_HOME=home, SOBREMESA_MODEL="another", **kept))
    scripted.rule = lambda asked: Answer(status=401) if "speech" in asked.fields else whole_loop(asked)
    one_by_one = settings.model_copy(update={"concurrency": 1})
    with pytest.raises(LanguageModelError):
        await asimulate_scenario(CHARACTERS, rounds=1, thread_id="written", settings=one_by_one)
    scripted.rule = whole_loop
    with pytest.raises(BadRequestError, match="go on: its writer was scripted, and now is another\\. Resume"):
        await run.resume("written", other)


@pytest.mark.parametrize("step", ["mode", "speech"])
async def test_an_overloaded_endpoint_stops_the_run_which_can_be_resumed(
    scripted: ScriptedServer, settings: Settings, step: str
) -> None:
    def rule(asked: Asked) -> Answer:
        busy = step in asked.fields
        return Answer(status=503, headers={"Retry-After": "4000"}) if busy else whole_loop(asked)

    scripted.rule = rule
    one_by_one = settings.model_copy(update={"concurrency": 1})
    with pytest.raises(LanguageModelError, match="and resume"):
        await asimulate_scenario(CHARACTERS, rounds=1, thread_id="busy", settings=one_by_one)
    scripted.rule = whole_loop
    result = await run.resume("busy", settings)
    assert result.status == "done"
    assert result.report is not None
    assert not any(turn.utterance.silence for turn in result.report.transcript)


async def test_a_turn_that_is_refused_is_a_silence_and_the_talk_goes_on(
    scripted: ScriptedServer, settings: Settings
) -> None:
    def rule(asked: Asked) -> Answer:
        first = "speech" in asked.fields and "Round 1 of 2" in asked.question
        return (
            Answer(refusal="I can't play that.")
            if first and "Person 1" in asked.words.split("Who you are.")[1]
            else whole_loop(asked)
        )

    scripted.rule = rule
    result = await asimulate_scenario(CHARACTERS, rounds=2, settings=settings)
    assert result.report is not None
    silences = [turn.utterance.silence for turn in result.report.transcript]
    assert [silence for silence in silences if silence] == ["The language model declined: I can't play that."]
    assert len(silences) == 6


KILLED = """
import asyncio, sys
from sobremesa import asimulate_scenario
number = int(sys.argv[2])
asyncio.run(asimulate_scenario(sys.argv[1], rounds=3, replicates=number, seed=1, thread_id="killed"))
"""


# Five conversations ask the same of different people: what is asked twice is told apart in one alone.
@pytest.mark.parametrize(("scenario", "replicates", "requests"), [(CHARACTERS, 1, 9), (COUPLED, 5, 12)])
async def test_a_killed_run_pays_for_no_answer_twice(
    scripted: ScriptedServer, settings: Settings, scenario: str, replicates: int, requests: int
) -> None:
    scripted.rule = lambda asked: Answer(whole_loop(asked).text, delay=0.05)
    environ = {**os.environ, **scripted.environ(SOBREMESA_HOME=str(settings.home))}
    process = subprocess.Popen([sys.executable, "-c", KILLED, scenario, str(replicates)], env=environ)
    while scripted.count < requests and process.poll() is None:
        time.sleep(0.005)
    process.send_signal(signal.SIGKILL)
    process.wait()
    assert process.returncode == -signal.SIGKILL
    result = await run.resume("killed", settings)
    assert result.status == "done"
    asked: Counter[str] = Counter(json.dumps(a.body, sort_keys=True) for a in scripted.asked)
    repeated = sum(asked.values()) - len(asked)
    assert repeated <= 3
    # What was reserved at the kill counts, whether or not the request had left.
    assert scripted.count <= result.cost.calls <= scripted.count + 3


async def test_several_conversations_that_are_killed_are_finished_and_pay_only_for_what_was_under_way(
    scripted: ScriptedServer, settings: Settings, tmp_path: Path
) -> None:
    elsewhere = settings.model_copy(update={"home": tmp_path / "undisturbed"})
    undisturbed = await asimulate_scenario(CHARACTERS, rounds=3, replicates=4, seed=1, settings=elsewhere)
    needed = scripted.count
    scripted.rule = lambda asked: Answer(whole_loop(asked).text, delay=0.05)
    environ = {**os.environ, **scripted.environ(SOBREMESA_HOME=str(settings.home))}
    process = subprocess.Popen([sys.executable, "-c", KILLED, CHARACTERS, "4"], env=environ)
    while scripted.count < needed + 25 and process.poll() is None:
        time.sleep(0.005)
    process.send_signal(signal.SIGKILL)
    process.wait()
    assert process.returncode == -signal.SIGKILL
    result = await run.resume("killed", settings)
    assert scripted.count - needed <= needed + settings.concurrency
    assert result.report is not None and undisturbed.report is not None
    assert result.report.transcript == undisturbed.report.transcript
    assert result.report.further == undisturbed.report.further


async def test_no_persona_reads_what_another_keeps_to_itself(scripted: ScriptedServer, settings: Settings) -> None:
    def rule(asked: Asked) -> Answer:
        answer: dict[str, Any] = json.loads(whole_loop(asked).text)
        for place, person in enumerate(answer.get("personas", ())):
            person |= {"secrets": [f"CANARY-{place + 1}"]}
        if "speech" in asked.fields:
            owner = asked.words.split("CANARY-")[1][0]
            answer |= {"thought": f"THOUGHT-{owner}", "intention": f"PLAN-{owner}"}
        return Answer(json.dumps(answer))

    scripted.rule = rule
    await asimulate_scenario(CHARACTERS, rounds=3, settings=settings)
    assert len(spoken(scripted)) == 9
    for asked in spoken(scripted):
        owner = asked.words.split("CANARY-")[1][0]
        others = {"1", "2", "3"} - {owner}
        assert not any(f"{kind}-{other}" in asked.words for kind in ("CANARY", "THOUGHT", "PLAN") for other in others)
