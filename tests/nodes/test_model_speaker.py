"""A language model's turn: typed, addressed to someone who is there, and never guessed where none came."""

import json
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

from scripted_llm import Answer, ScriptedServer
from sobremesa.nodes.gateway import Gateway
from sobremesa.nodes.gateway.failure import LanguageModelError
from sobremesa.nodes.model_speaker import ModelSpeaker
from sobremesa.nodes.settings import Settings
from sobremesa.personas.card import Persona, PublicSide
from sobremesa.personas.speaker import Perception, SpeakerFailedError
from sobremesa.store.journal import Journal

ANN = Persona(id="ann", public=PublicSide(name="Ann Ort", role="nurse"))
PERCEPTION = Perception(
    scene="A ward at night.",
    question="The ward closes.",
    others=(("bo", PublicSide(name="Bo", role="porter")), ("cyd", PublicSide(name="Cyd", role="doctor"))),
    rounds=2,
    address="/0/1/ann",
)
SPOKEN: dict[str, Any] = {
    "thought": "Not again.",
    "speech": "We can't close it in winter.",
    "to": "cyd",
    "whisper": False,
    "emotion": "anger",
    "valence": -0.6,
    "arousal": 0.7,
    "stance": -1.3,
    "confidence": 0.8,
    "intention": "call the union",
    "influenced_by": ["Bo", "nobody"],
}


@pytest.fixture
def make(scripted: ScriptedServer, tmp_path: Path) -> Callable[..., ModelSpeaker]:
    def make(**environ: str) -> ModelSpeaker:
        settings = Settings.from_env(scripted.environ(SOBREMESA_HOME=str(tmp_path), **environ))
        return ModelSpeaker(Gateway(settings, Journal(settings.journal_path), "thread"), settings)

    return make


async def test_a_turn_is_read_field_by_field(make: Callable[..., ModelSpeaker], scripted: ScriptedServer) -> None:
    scripted.rule = lambda asked: Answer(json.dumps(SPOKEN))
    utterance = await make().speak(ANN, PERCEPTION)
    assert (utterance.persona, utterance.to, utterance.whisper) == ("ann", "cyd", False)
    assert utterance.speech == SPOKEN["speech"]
    assert utterance.report.stance == -1
    assert utterance.report.influenced_by == ("bo",)
    assert utterance.silence is None
    properties = (scripted.asked[0].schema or {})["properties"]
    assert properties["to"]["enum"] == ["everyone", "bo", "cyd"]
    assert "frustration" in properties["emotion"]["enum"]


async def test_a_turn_is_asked_for_once(make: Callable[..., ModelSpeaker], scripted: ScriptedServer) -> None:
    assert await make().speak(ANN, PERCEPTION) == await make().speak(ANN, PERCEPTION)
    assert scripted.count == 1
    await make().speak(ANN, PERCEPTION.model_copy(update={"address": "/0/2/ann"}))
    assert scripted.count == 2


async def test_a_whisper_to_nobody_is_not_made_public(
    make: Callable[..., ModelSpeaker], scripted: ScriptedServer
) -> None:
    astray = Answer(json.dumps({**SPOKEN, "to": "everyone", "whisper": True}))
    scripted.plan = [astray]
    scripted.rule = lambda asked: Answer(json.dumps({**SPOKEN, "to": "Bo", "whisper": True}))
    utterance = await make().speak(ANN, PERCEPTION)
    assert (utterance.to, utterance.whisper) == ("bo", True)
    scripted.rule = lambda asked: astray
    with pytest.raises(SpeakerFailedError, match="whisper"):
        await make().speak(ANN, PERCEPTION.model_copy(update={"address": "/0/2/ann"}))


@pytest.mark.parametrize(
    ("answer", "said"),
    [
        (Answer(refusal="I won't play that."), "declined: I won't play that."),
        (Answer("{", finish="length"), "length limit"),
        (Answer("no"), "even after two repairs"),
    ],
)
async def test_where_there_is_no_turn_a_sentence_says_why(
    make: Callable[..., ModelSpeaker], scripted: ScriptedServer, answer: Answer, said: str
) -> None:
    scripted.rule = lambda asked: answer
    with pytest.raises(SpeakerFailedError, match=said):
        await make().speak(ANN, PERCEPTION)


async def test_a_spent_budget_silences(make: Callable[..., ModelSpeaker], scripted: ScriptedServer) -> None:
    with pytest.raises(SpeakerFailedError, match="SOBREMESA_MAX_TOKENS"):
        await make(SOBREMESA_MAX_TOKENS="10").speak(ANN, PERCEPTION)
    assert scripted.count == 0


@pytest.mark.parametrize("environ", [{"OPENAI_API_KEY": "sk-wrong"}, {"OPENAI_BASE_URL": "http://127.0.0.1:9/v1"}])
async def test_an_endpoint_that_cannot_be_asked_stops_the_run(
    make: Callable[..., ModelSpeaker], environ: dict[str, str]
) -> None:
    with pytest.raises(LanguageModelError, match="OPENAI_"):
        await make(**environ).speak(ANN, PERCEPTION)


@pytest.mark.parametrize(
    ("answer", "environ", "said"),
    [
        (Answer(status=503, headers={"Retry-After": "4000"}), {}, "wait for 4000 s, and resume"),
        (Answer(json.dumps(SPOKEN), delay=5), {"SOBREMESA_TIMEOUT": "0.5"}, "SOBREMESA_TIMEOUT"),
    ],
)
async def test_an_endpoint_that_stays_unwell_stops_the_run_and_is_no_silence(
    make: Callable[..., ModelSpeaker], scripted: ScriptedServer, answer: Answer, environ: dict[str, str], said: str
) -> None:
    scripted.rule = lambda asked: answer
    with pytest.raises(LanguageModelError, match=said):
        await make(**environ).speak(ANN, PERCEPTION)


async def test_a_speech_of_spaces_is_asked_for_again(
    make: Callable[..., ModelSpeaker], scripted: ScriptedServer
) -> None:
    scripted.plan = [Answer(json.dumps({**SPOKEN, "speech": " \n "}))]
    scripted.rule = lambda asked: Answer(json.dumps(SPOKEN))
    assert (await make().speak(ANN, PERCEPTION)).speech == SPOKEN["speech"]
    assert scripted.count == 2
