"""What a language model answers to a scenario is kept by scenario, node and attempt, and can be scored again."""

import json
from pathlib import Path

import pytest

from scripted_llm import Answer, ScriptedServer
from sobremesa.mechanics.library import load
from sobremesa.mechanics.writing import write_document
from sobremesa.nodes import model_prompts
from sobremesa.nodes.contract import Request
from sobremesa.nodes.gateway.recorded import NotRecordedError
from sobremesa.nodes.interpreter import Translation
from sobremesa.nodes.settings import Settings
from sobremesa.nodes.trial import Attempt, Trial, tried, tried_again
from sobremesa.store.journal import Journal

REQUEST = Request(scenario="100 people with neural interfaces. Interfaces fail at 10% rate.")
ROUTED = json.dumps({"mode": "mechanics", "confidence": 1, "reasons": ["many"], "phrases": []})


@pytest.fixture
def settings(scripted: ScriptedServer, tmp_path: Path) -> Settings:
    return Settings.from_env(scripted.environ(SOBREMESA_HOME=str(tmp_path)))


@pytest.fixture
async def trial(scripted: ScriptedServer, settings: Settings, tmp_path: Path) -> Trial:
    """One that took a repair."""
    good = write_document(load("interface_failure"))
    scripted.plan = [Answer(ROUTED), Answer(good.replace("self.frustration", "self.frustation", 1)), Answer(good)]
    return await tried("P01", REQUEST, settings, Journal(tmp_path / "then.sqlite"))


async def test_each_answer_is_kept_with_its_prompt_and_what_was_wrong_with_it(trial: Trial) -> None:
    assert isinstance(trial.translation, Translation)
    assert [(a.scenario, a.node, a.attempt) for a in trial.attempts] == [
        ("P01", "classify", 1),
        ("P01", "compile", 1),
        ("P01", "compile", 2),
    ]
    route, first, second = trial.attempts
    assert (route.diagnostics, second.diagnostics) == (None, None)
    assert "did you mean" in (first.diagnostics or "")
    assert len({attempt.prompt for attempt in trial.attempts}) == 3


async def test_a_recording_is_scored_without_an_endpoint(
    trial: Trial, scripted: ScriptedServer, settings: Settings, tmp_path: Path
) -> None:
    asked = scripted.count
    lines = [attempt.model_dump_json() for attempt in trial.attempts]
    attempts = [Attempt.model_validate_json(line) for line in lines]
    again = await tried_again("P01", REQUEST, settings, Journal(tmp_path / "now.sqlite"), attempts)
    assert again == trial
    anew = REQUEST.model_copy(update={"recompile": True})
    assert await tried_again("P01", anew, settings, Journal(tmp_path / "anew.sqlite"), attempts) == trial
    assert scripted.count == asked
    with pytest.raises(NotRecordedError):
        await tried_again("P02", REQUEST, settings, Journal(tmp_path / "other.sqlite"), attempts)


async def test_a_recording_outlives_an_edit_of_the_prompt_and_tells_of_it(
    trial: Trial, settings: Settings, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(model_prompts, "reference", lambda talking: "The language, in other words.")
    again = await tried_again("P01", REQUEST, settings, Journal(tmp_path / "now.sqlite"), trial.attempts)
    assert again.translation == trial.translation
    assert [call.node for call in again.reworded] == ["compile", "compile"]


async def test_a_route_that_leads_to_no_model_is_not_compiled(
    scripted: ScriptedServer, settings: Settings, tmp_path: Path
) -> None:
    scripted.plan = [Answer(ROUTED.replace("mechanics", "none"))]
    trial = await tried("P23", Request(scenario="Hello!"), settings, Journal(tmp_path / "then.sqlite"))
    assert trial.translation is None
    assert [attempt.node for attempt in trial.attempts] == ["classify"]
