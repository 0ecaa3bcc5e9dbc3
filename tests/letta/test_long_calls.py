"""Calls that take long: ninety seconds over the mod, and more than Letta's ten over the App Server, side by side."""

from __future__ import annotations

import asyncio
import json
import time
from collections.abc import Iterator, Mapping
from concurrent.futures import Future, ThreadPoolExecutor
from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest
from websockets.asyncio.client import connect

from letta_agents import Conversation, LettaCode, app_server, prompted, started
from scripted_agent import Asked as AgentAsked
from scripted_agent import Call, Turn, following
from scripted_llm import Answer, Asked, serve
from scripted_rules import whole_loop
from sobremesa.letta.attaching import attached, socket_url
from sobremesa.letta.offer import offered

ASKED = {
    "scenario": "Three founders quarrel about selling the company. Who gives in?",
    "rounds": 2,
    "turn_taking": "round_robin",
    "seed": 3,
}
SLOW = 8.0
"""Seconds that Sobremesa's language model takes for an answer: turns come one after another, at least nine of them."""
LONG = 12.0
"""Longer than Letta lets a call from outside take before it goes on without an answer, if that is not asked for."""


LONG_PROMPT, ELSEWHERE = "Who gives in?", "What if, from elsewhere?"
REQUEST = {"scenario": "What if?"}
SCRIPTS = {
    LONG_PROMPT: following(Call("simulate_interactions", ASKED), lambda text: f"It says: {text}"),
    ELSEWHERE: following(Call("simulate_scenario", REQUEST), lambda text: f"It says: {text}"),
}


def either(asked: AgentAsked) -> Turn:
    """One model for both agents of this file: it goes by what each was told first."""
    return next(script for prompt, script in SCRIPTS.items() if prompt in asked.words)(asked)


def slowly(asked: Asked) -> Answer:
    return replace(whole_loop(asked), delay=SLOW)


@pytest.fixture(scope="module")
def under_way(letta: LettaCode) -> Iterator[Future[tuple[float, Conversation]]]:
    """A conversation of ninety seconds, which goes on while other tests of this file run."""
    with serve(slowly) as model, ThreadPoolExecutor(1) as aside:
        slow = replace(letta, environ={**letta.environ, **model.environ()})

        def ask() -> tuple[float, Conversation]:
            begun = time.monotonic()
            talk = slow.asks(either, prompt=LONG_PROMPT)
            return time.monotonic() - begun, talk

        yield aside.submit(ask)


@pytest.mark.usefixtures("under_way")
async def test_an_agent_elsewhere_waits_for_a_call_that_takes_long(letta: LettaCode) -> None:
    """The user talks to the agent over one connection, and we answer its calls over another."""
    asked: list[tuple[str, Mapping[str, Any]]] = []

    async def answer(tool: str, arguments: Mapping[str, Any]) -> str:
        asked.append((tool, arguments))
        await asyncio.sleep(LONG)
        return json.dumps({"status": "done", "answer": "42 of 100", "error": None})

    async with app_server(letta) as url, connect(socket_url(url)) as user:
        runtime = await started(user, "asker")
        place = runtime["agent_id"], runtime["conversation_id"]
        async with attached(url, *place, offered(), answer) as there:
            answering = asyncio.create_task(there.answering())
            await prompted(user, runtime, ELSEWHERE)
            answering.cancel()
    assert asked == [("simulate_scenario", REQUEST)]
    last = [asked for asked in letta.model.asked if ELSEWHERE in asked.words and asked.tools][-1]
    assert json.loads(last.returned[-1])["answer"] == "42 of 100"
    assert last.tools["simulate_scenario"]["parameters"] == offered()[0].parameters


def test_ninety_seconds_over_the_mod(under_way: Future[tuple[float, Conversation]], tmp_path: Path) -> None:
    seconds, talk = under_way.result()
    (result,) = talk.results
    assert seconds > 90
    assert result["status"] == "done", result
    assert result["cost"]["calls"] >= 9
    assert result["answer"][:100].replace('"', '\\"') in talk.said
