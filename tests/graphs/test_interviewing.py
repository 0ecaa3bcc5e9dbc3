"""A run by a language model, asked about: in one call, once, and at no cost to the run."""

import json
from pathlib import Path

import pytest

from scripted_llm import Answer, Asked, ScriptedServer
from scripted_rules import whole_loop
from sobremesa import aask, asimulate_scenario
from sobremesa.graphs import run
from sobremesa.graphs.interviewing import interviews_of
from sobremesa.graphs.pruning import remove
from sobremesa.nodes.keeping import journal_of
from sobremesa.nodes.settings import Settings

CHARACTERS = "I have 3 characters: a stoic engineer, an artist and a trader. They hear that the reactor leaks."


@pytest.fixture
def settings(scripted: ScriptedServer, tmp_path: Path) -> Settings:
    return Settings.from_env(scripted.environ(SOBREMESA_HOME=str(tmp_path / "home")))


async def test_it_is_asked_once_from_its_record_and_charged_to_nobody(
    scripted: ScriptedServer, settings: Settings
) -> None:
    result = await asimulate_scenario(CHARACTERS, rounds=2, thread_id="t", settings=settings)
    assert result.report is not None
    turn = result.report.transcript[0]
    name, key = result.report.cast[turn.utterance.persona].name, f"conversation/0/1/{turn.utterance.persona}"
    sentence = {"text": f"In round 1 {name} said: “{turn.utterance.speech}”", "evidence": [key]}

    def rule(asked: Asked) -> Answer:
        if "answerable" not in asked.fields:
            return whole_loop(asked)
        return Answer(json.dumps({"answerable": True, "why_not": "", "sentences": [sentence]}))

    scripted.rule = rule
    count = scripted.count
    answer = await aask("t", "What was said first?", settings=settings)
    assert [(one.text, one.places) for one in answer.sentences] == [(sentence["text"], (f"round 1, {name}",))]
    assert (answer.by, answer.declined, scripted.count) == ("scripted", None, count + 1)
    assert "What was said first?" in scripted.asked[-1].question
    assert await aask("t", "What was said first?", settings=settings) == answer
    assert scripted.count == count + 1
    assert (await run.show("t", settings)).cost == result.cost
    kept = journal_of(settings).recorded(interviews_of("t"))
    assert [key.node for key, _ in kept] == ["ask"]
    extracts = await aask("t", "What was said first?", settings=Settings(home=settings.home))
    assert extracts.by == "extracts"
    assert not any("rehearsed" in notice for notice in extracts.notices)
    await remove(settings, "t")
    assert journal_of(settings).recorded(interviews_of("t")) == ()
