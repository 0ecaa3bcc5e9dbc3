"""Answers by a language model: held to the record, sent back once, declined where nothing holds."""

import json
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

from handmade_runs import talk
from scripted_llm import Answer, ScriptedServer
from sobremesa.nodes.gateway import Gateway
from sobremesa.nodes.interview.answer import Found
from sobremesa.nodes.interview.record import record_of
from sobremesa.nodes.interview.told import told
from sobremesa.nodes.settings import Settings
from sobremesa.store.journal import Journal

Tell = Callable[..., Any]
GOOD = {"text": "In round 2 Vera said: “I was wrong to wait.”", "evidence": ["conversation/0/2/vera"]}
ACCOUNT = {"text": "By her own account Lou had moved Vera.", "evidence": ["conversation/0/2/vera"]}
MISQUOTED = {"text": "In round 2 Vera said: “I give in, then.”", "evidence": ["conversation/0/2/vera"]}
MISCOUNTED = {"text": "Her stance was +0.9 in round 2.", "evidence": ["conversation/0/2/vera"]}
ELSEWHERE = {"text": "In round 7 Vera said it.", "evidence": ["conversation/0/7/vera"]}
NOWHERE = {"text": "They talk.", "evidence": ["run"]}


@pytest.fixture
def tell(scripted: ScriptedServer, tmp_path: Path) -> Tell:
    async def tell(*drafts: dict[str, Any]) -> Found:
        answers = iter(drafts)
        scripted.rule = lambda asked: Answer(json.dumps({"answerable": True, "why_not": "", **next(answers)}))
        settings = Settings.from_env(scripted.environ(SOBREMESA_HOME=str(tmp_path)))
        gateway = Gateway(settings, Journal(settings.journal_path), "t asked")
        return await told("Why did Vera give in?", record_of(talk()), gateway, settings.model)

    return tell


async def test_what_holds_is_the_answer_in_one_call(tell: Tell, scripted: ScriptedServer) -> None:
    answer = await tell({"sentences": [GOOD, ACCOUNT]})
    assert [one.text for one in answer.sentences] == [GOOD["text"], ACCOUNT["text"]]
    assert (answer.declined, scripted.count) == (None, 1)
    assert "> Why did Vera give in?" in scripted.asked[0].question
    assert "> thinks: I keep this to myself." in scripted.asked[0].question


@pytest.mark.parametrize("wrong", [MISQUOTED, MISCOUNTED, ELSEWHERE, NOWHERE])
async def test_what_does_not_hold_goes_back_once_with_the_reason(
    tell: Tell, scripted: ScriptedServer, wrong: dict[str, Any]
) -> None:
    answer = await tell({"sentences": [wrong]}, {"sentences": [GOOD]})
    assert [one.text for one in answer.sentences] == [GOOD["text"]]
    assert scripted.count == 2
    assert wrong["text"] in scripted.asked[1].question


@pytest.mark.parametrize("wrong", [MISQUOTED, MISCOUNTED, ELSEWHERE, NOWHERE])
async def test_where_nothing_holds_the_answer_is_declined(tell: Tell, wrong: dict[str, Any]) -> None:
    answer = await tell({"sentences": [GOOD, wrong]}, {"sentences": [wrong]})
    assert answer.sentences == ()
    assert answer.declined is not None
    assert "Nothing that the language model said of it stands in the run's record" in answer.declined


async def test_what_still_does_not_hold_is_left_out_and_told(tell: Tell) -> None:
    answer = await tell({"sentences": [MISQUOTED]}, {"sentences": [GOOD, MISQUOTED]})
    assert [one.text for one in answer.sentences] == [GOOD["text"]]
    assert answer.notices == ("1 of its sentences was left out: they stand nowhere in the record.",)


async def test_a_model_may_decline(tell: Tell, scripted: ScriptedServer) -> None:
    answer = await tell({"answerable": False, "why_not": "Nobody speaks of the weather.", "sentences": []})
    assert answer.sentences == ()
    assert answer.declined is not None
    assert answer.declined.startswith("Nobody speaks of the weather. It holds what Vera, Lou and Sam said")
    assert scripted.count == 1
