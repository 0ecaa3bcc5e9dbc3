"""Recorded runs of every kind, played again with sockets forbidden: the same to the byte."""

import json
import socket
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any, NoReturn

import pytest

import sobremesa.personas.prompting
from scripted_llm import Answer, Asked, ScriptedServer
from scripted_rules import whole_loop
from sobremesa import BadRequestError, Settings, ThreadNotFoundError, asimulate_scenario
from sobremesa.graphs import run
from sobremesa.graphs.capsules import record, replay
from sobremesa.nodes.capsule.capsule import Capsule
from sobremesa.nodes.capsule.error import CapsuleError
from sobremesa.nodes.capsule.file import from_bytes, to_bytes
from sobremesa.nodes.capsule.replayed import Replayed
from sobremesa.nodes.contract import Request
from sobremesa.nodes.gateway.recorded import NotRecordedError
from sobremesa.nodes.progress import Progress
from sobremesa.report.written import text_of

INTERFACES = (
    "100 people with neural interfaces. Interfaces fail at 10% rate. People can see each other's emotional states."
)
CHARACTERS = "I have 3 characters: a stoic engineer, an artist and a trader. They hear that the reactor leaks."
COUPLED = (
    "100 people with neural interfaces; 10% fail. Simulate how frustration spreads, and let an anxious nurse, "
    "a stoic engineer and a station chief talk as it happens; what they decide should change the repair rate."
)
NOTHING = "A secret gets out among 10,000 employees. How many never learn it?"


def refuse(*_: Any, **__: Any) -> NoReturn:
    raise AssertionError("a connection was tried")


@contextmanager
def offline(monkeypatch: pytest.MonkeyPatch) -> Iterator[None]:
    with monkeypatch.context() as patched:
        for name in ("connect", "connect_ex"):
            patched.setattr(socket.socket, name, refuse)
        for name in ("create_connection", "getaddrinfo"):
            patched.setattr(socket, name, refuse)
        yield


class Recording:
    """Runs a question, takes its capsule through its bytes, and plays it where there is no key and no network."""

    def __init__(self, settings: Settings, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
        self.settings = settings
        self._elsewhere = tmp_path / "elsewhere"
        self._monkeypatch = monkeypatch

    async def of(self, scenario: str, **fields: Any) -> Capsule:
        await asimulate_scenario(scenario, seed=1, thread_id="recorded", settings=self.settings, **fields)
        return await self.again()

    async def again(self) -> Capsule:
        return from_bytes(to_bytes(await record("recorded", self.settings)))

    async def played(self, capsule: Capsule) -> Replayed:
        with offline(self._monkeypatch):
            replayed = await replay(capsule, Settings(home=self._elsewhere))
        assert not self._elsewhere.exists()
        return replayed


@pytest.fixture
def plain(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Recording:
    return Recording(Settings(home=tmp_path / "home"), tmp_path, monkeypatch)


@pytest.fixture
def with_model(scripted: ScriptedServer, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Recording:
    environ = scripted.environ(SOBREMESA_HOME=str(tmp_path / "home"), SOBREMESA_PRICE="1/2")
    return Recording(Settings.from_env(environ), tmp_path, monkeypatch)


@pytest.mark.parametrize(
    ("scenario", "fields", "mode"),
    [
        (INTERFACES, {"replicates": 2}, "mechanics"),
        (CHARACTERS, {"rounds": 2}, "social"),
        (COUPLED, {"replicates": 2}, "hybrid"),
        (NOTHING, {}, "mechanics"),
    ],
)
async def test_a_run_without_a_language_model(
    plain: Recording, scenario: str, fields: dict[str, Any], mode: str
) -> None:
    capsule = await plain.of(scenario, **fields)
    assert (capsule.calls, capsule.uses_language_model) == ((), False)
    replayed = await plain.played(capsule)
    assert replayed.result.mode == mode
    assert (replayed.same, replayed.difference.same) == (True, True), replayed.text
    assert "the same to the byte" in replayed.text


@pytest.mark.parametrize(
    ("scenario", "fields"),
    [
        (INTERFACES, {"replicates": 2}),
        (CHARACTERS, {"rounds": 2}),
        (CHARACTERS, {"rounds": 2, "replicates": 2, "masked": True}),
        (COUPLED, {"replicates": 2}),
    ],
)
async def test_a_run_with_a_language_model(
    with_model: Recording, scripted: ScriptedServer, scenario: str, fields: dict[str, Any]
) -> None:
    capsule = await with_model.of(scenario, **fields)
    asked = scripted.count
    assert len(capsule.calls) == asked == capsule.spending.calls
    replayed = await with_model.played(capsule)
    assert scripted.count == asked
    assert replayed.same, replayed.text
    assert (replayed.calls, replayed.reworded, replayed.unasked) == (asked, 0, 0)
    assert replayed.result.cost == capsule.spending
    assert f"All {asked} calls were answered from the recording." in replayed.text


async def test_nothing_is_said_to_be_spent_while_it_is_played_again(with_model: Recording) -> None:
    capsule, events = await with_model.of(CHARACTERS, rounds=1), list[Progress]()
    await replay(capsule, with_model.settings, "kept", events.append)
    assert {event.node for event in events} >= {"classify", "speak", "synthesize"}
    assert [event for event in events if event.spending is not None] == []


async def test_the_bytes_are_those_of_the_report_that_is_written(plain: Recording) -> None:
    capsule = await plain.of(CHARACTERS, rounds=1)
    shown = await run.show("recorded", plain.settings)
    assert shown.report is not None
    assert capsule.report == text_of(shown.report, Path("report.json"))


async def test_one_thread_gives_one_capsule(with_model: Recording) -> None:
    first = to_bytes(await with_model.of(CHARACTERS, rounds=1))
    assert to_bytes(await with_model.again()) == first


async def test_answers_that_another_thread_was_given_are_recorded_too(
    with_model: Recording, scripted: ScriptedServer
) -> None:
    await asimulate_scenario(CHARACTERS, rounds=1, seed=1, thread_id="before", settings=with_model.settings)
    asked = scripted.count
    capsule = await with_model.of(CHARACTERS, rounds=1)
    assert scripted.count - asked == len(capsule.calls) - 2  # route and cast were read before
    assert (await with_model.played(capsule)).same


async def test_repairs_refusals_and_cut_answers_are_played_again(
    with_model: Recording, scripted: ScriptedServer
) -> None:
    def rule(asked: Asked) -> Answer:
        if "speech" in asked.fields and "Round 1 of 2" in asked.question:
            number = asked.words.split("Who you are.")[1]
            if "Person 1" in number:
                return Answer(refusal="I can't play that.")
            if "Person 2" in number:
                return Answer('{"speech": "cut', finish="length")
            if len(asked.body["messages"]) == 2:
                return Answer("no object")
        return whole_loop(asked)

    scripted.rule = rule
    capsule = await with_model.of(CHARACTERS, rounds=2)
    silences = [turn["utterance"]["silence"] for turn in json.loads(capsule.report)["transcript"]]
    assert len([silence for silence in silences if silence]) == 2
    places = [(call.node, call.persona, call.turn) for call in capsule.calls]
    assert len(set(places)) < len(places)
    replayed = await with_model.played(capsule)
    assert replayed.same, replayed.text


async def test_a_run_that_a_limit_ended_ends_the_same_way(with_model: Recording, scripted: ScriptedServer) -> None:
    with_model.settings = with_model.settings.model_copy(update={"max_calls": 6, "concurrency": 1})
    capsule = await with_model.of(CHARACTERS, rounds=3)
    assert json.loads(capsule.report)["status"] == "partial"
    given_up = [call for call in capsule.calls if call.given_up is not None]
    assert given_up
    assert {call.given_up.kind for call in given_up if call.given_up is not None} == {"budget"}
    replayed = await with_model.played(capsule)
    assert replayed.same, replayed.text


async def test_answers_outlive_an_edit_of_the_prompts_which_is_told(
    with_model: Recording, monkeypatch: pytest.MonkeyPatch
) -> None:
    capsule = await with_model.of(CHARACTERS, rounds=2)
    sobremesa.personas.prompting.load_prompt.cache_clear()
    original = Path.read_bytes

    def edited(path: Path) -> bytes:
        content = original(path)
        return content + b"\nSpeak plainly.\n" if path.name == "table.md" else content

    monkeypatch.setattr(Path, "read_bytes", edited)
    try:
        replayed = await with_model.played(capsule)
    finally:
        monkeypatch.undo()
        sobremesa.personas.prompting.load_prompt.cache_clear()
    spoken = [call for call in capsule.calls if call.persona]
    assert replayed.reworded == len(spoken) > 0
    assert replayed.prompts == ("personas/table",)
    assert "in the files: personas/table" in replayed.text


async def test_a_call_that_was_not_recorded_is_named(with_model: Recording) -> None:
    capsule = await with_model.of(CHARACTERS, rounds=2)
    lost = next(call for call in reversed(capsule.calls) if call.node == "speak")
    rest = tuple(call for call in capsule.calls if call is not lost)
    with pytest.raises(NotRecordedError, match=f"the call speak of {lost.persona} at {lost.turn}:"):
        await with_model.played(capsule.model_copy(update={"calls": rest}))


async def test_another_answer_is_told_by_the_turn_that_it_changes(with_model: Recording) -> None:
    capsule = await with_model.of(CHARACTERS, rounds=2)
    sent_back = {call.turn for call in capsule.calls if call.node == "rewrite"}
    speaking = [(i, call) for i, call in enumerate(capsule.calls) if call.node == "speak"]
    place, call = next((i, call) for i, call in speaking if call.turn not in sent_back)
    assert call.answer is not None
    text = json.dumps({**json.loads(call.answer.text), "intention": "to change my mind"})
    other = call.model_copy(update={"answer": call.answer.model_copy(update={"text": text})})
    calls = (*capsule.calls[:place], other, *capsule.calls[place + 1 :])
    replayed = await with_model.played(capsule.model_copy(update={"calls": calls}))
    assert not replayed.same
    assert replayed.difference.kind == "turn"
    assert replayed.difference.key == call.turn
    assert "to change my mind" in replayed.text


async def test_a_replay_can_be_kept_shown_and_recorded_again(with_model: Recording, scripted: ScriptedServer) -> None:
    capsule = await with_model.of(CHARACTERS, rounds=1)
    asked = scripted.count
    await replay(capsule, with_model.settings, "kept")
    assert (await run.show("kept", with_model.settings)).status == "done"
    again = await record("kept", with_model.settings)
    # Calls of one round are answered in any order.
    assert set(again.calls) == set(capsule.calls)
    assert again.model_copy(update={"calls": capsule.calls}) == capsule
    with pytest.raises(BadRequestError, match="kept already"):
        await replay(capsule, with_model.settings, "kept")
    assert scripted.count == asked


async def test_what_a_capsule_says_is_no_answer_to_anybody_elses_question(
    with_model: Recording, scripted: ScriptedServer, tmp_path: Path
) -> None:
    capsule = await with_model.of(CHARACTERS, rounds=1)
    elsewhere = with_model.settings.model_copy(update={"home": tmp_path / "other"})
    await replay(capsule, elsewhere, "kept")
    asked = scripted.count
    await asimulate_scenario(CHARACTERS, rounds=1, seed=1, settings=elsewhere)
    assert scripted.count - asked == len(capsule.calls)


async def test_parts_that_are_not_here_are_named(plain: Recording) -> None:
    capsule = await plain.of(CHARACTERS, rounds=1)
    services = capsule.services.model_copy(update={"speaker": "an oracle"})
    with pytest.raises(CapsuleError, match="its speaker was an oracle, and this Sobremesa has rehearsal"):
        await plain.played(capsule.model_copy(update={"services": services}))


async def test_another_program_or_platform_is_told(plain: Recording) -> None:
    capsule = await plain.of(CHARACTERS, rounds=1)
    other = capsule.written_by.model_copy(update={"sobremesa": "0.0.9", "machine": "riscv64"})
    report = capsule.report.replace('"seed": 1', '"seed": 1.5')
    changed = capsule.model_copy(update={"written_by": other, "report": report})
    replayed = await plain.played(changed)
    assert not replayed.same
    assert replayed.difference.kind == "report"
    assert "It was recorded by Sobremesa 0.0.9" in replayed.text
    assert "riscv64" in replayed.text


async def test_only_a_run_with_a_report_is_recorded(plain: Recording) -> None:
    with pytest.raises(ThreadNotFoundError):
        await record("nobody", plain.settings)
    table = run.run_table(plain.settings)
    lease = table.acquire("begun")
    table.open(lease, CHARACTERS, Request(scenario=CHARACTERS).model_dump_json())
    with pytest.raises(BadRequestError, match="has no report yet; to go on with it: sobremesa resume begun"):
        await record("begun", plain.settings)
