"""Calls that take long: ninety seconds over the mod, and more than Letta's ten over the App Server, side by side."""

from __future__ import annotations

import asyncio
import json
import time
from collections.abc import AsyncIterator, Callable, Iterator, Mapping
from concurrent.futures import Future, ThreadPoolExecutor
from contextlib import asynccontextmanager
from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest
from websockets.asyncio.client import ClientConnection, connect

from letta_code import Conversation, LettaCode
from scripted_agent import MODEL, Call, Turn, following
from scripted_agent import Asked as AgentAsked
from scripted_llm import Answer, Asked, serve
from scripted_rules import whole_loop
from sobremesa.letta.attaching import AppServerError, attached, socket_url
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


@asynccontextmanager
async def app_server(letta: LettaCode) -> AsyncIterator[str]:
    """Letta's App Server on loopback, without the mod, whose tools would go before those from outside."""
    server = await asyncio.create_subprocess_exec(
        *(letta.program, "server", "--backend", "local", "--listen"),
        env={**letta.environ, "LETTA_DISABLE_MODS": "1"},
        cwd=letta.home,
        stdout=asyncio.subprocess.PIPE,
    )
    try:
        assert server.stdout is not None
        line = (await server.stdout.readline()).decode()
        assert line.startswith("Listening on "), line
        yield line.removeprefix("Listening on ").strip()
    finally:
        server.terminate()
        await server.wait()


async def told(socket: ClientConnection, wanted: Callable[[Mapping[str, Any]], bool]) -> Mapping[str, Any]:
    """The next message of the server that is wanted."""
    async for text in socket:
        message: Mapping[str, Any] = json.loads(text)
        if wanted(message):
            return message
    raise AssertionError("the server hung up")


@pytest.mark.usefixtures("under_way")
async def test_an_agent_elsewhere_waits_for_a_call_that_takes_long(letta: LettaCode) -> None:
    """The user talks to the agent over one connection, and we answer its calls over another."""
    asked: list[tuple[str, Mapping[str, Any]]] = []

    async def answer(tool: str, arguments: Mapping[str, Any]) -> str:
        asked.append((tool, arguments))
        await asyncio.sleep(LONG)
        return json.dumps({"status": "done", "answer": "42 of 100", "error": None})

    async with app_server(letta) as url, connect(socket_url(url)) as user:
        new = {
            "create_agent": {"body": {"name": "asker", "model": f"openai-compatible/{MODEL}"}},
            "create_conversation": {},
        }
        await user.send(json.dumps({"type": "runtime_start", "request_id": "new", **new}))
        runtime = (await told(user, lambda message: message.get("request_id") == "new"))["runtime"]
        place = runtime["agent_id"], runtime["conversation_id"]
        async with attached(url, *place, offered(), answer) as there:
            answering = asyncio.create_task(there.answering())
            message = {"kind": "create_message", "messages": [{"role": "user", "content": ELSEWHERE}]}
            await user.send(json.dumps({"type": "input", "runtime": runtime, "payload": message}))
            await asyncio.wait_for(told(user, lambda message: message["type"] == "turn_finished"), 120)
            answering.cancel()
    assert asked == [("simulate_scenario", REQUEST)]
    last = [asked for asked in letta.model.asked if ELSEWHERE in asked.words and asked.tools][-1]
    assert json.loads(last.returned[-1])["answer"] == "42 of 100"
    assert last.tools["simulate_scenario"]["parameters"] == offered()[0].parameters


async def test_a_server_that_hangs_up_or_knows_no_such_agent_is_an_error(letta: LettaCode) -> None:
    async def answer(*_: object) -> str:
        return "{}"

    async with app_server(letta) as url:
        with pytest.raises(AppServerError, match="did not take the tools"):
            async with attached(url, "agent-local-nobody", "nowhere", offered(), answer):
                pass
    with pytest.raises(AppServerError, match="There is no App Server"):
        async with attached(url, "agent", "conversation", offered(), answer):
            pass


def test_ninety_seconds_over_the_mod(under_way: Future[tuple[float, Conversation]], tmp_path: Path) -> None:
    seconds, talk = under_way.result()
    (result,) = talk.results
    assert seconds > 90
    assert result["status"] == "done", result
    assert result["cost"]["calls"] >= 9
    assert result["answer"][:100].replace('"', '\\"') in talk.said
