"""A client over stdio: the SDK's own, and one that looks at every byte."""

import asyncio
import json
import os
import signal
import subprocess
import sys
from collections.abc import Callable
from contextlib import AbstractAsyncContextManager
from typing import Any

import pytest
from jsonschema import Draft202012Validator
from mcp import MCPError
from mcp.client.client import Client

from sobremesa.doors.contract import result_schema
from sobremesa.doors.desk import Desk
from sobremesa.doors.mcp.server import server_of
from sobremesa.doors.tool import TOOLS
from sobremesa.graphs import run
from sobremesa.nodes.settings import Settings

TALK = {"scenario": "Two siblings argue about selling the boat. 🛶", "rounds": 1, "masked": False}
Stdio = Callable[..., AbstractAsyncContextManager[Client]]
COMMAND = [sys.executable, "-m", "sobremesa", "mcp"]
WHO = {"clientInfo": {"name": "test", "version": "1"}}
LONG = 60.0
SCHEMA = Draft202012Validator(result_schema())


async def test_everything_that_is_offered_works(stdio: Stdio, held: Any) -> None:
    told: list[tuple[float, str | None]] = []

    async def hear(progress: float, total: float | None, message: str | None) -> None:
        told.append((progress, message))

    async with stdio(held) as client:
        listed = (await client.list_tools()).tools
        assert {tool.name: tool.input_schema for tool in listed} == {tool.name: tool.input_schema() for tool in TOOLS}
        done = await client.call_tool("simulate_interactions", TALK, progress_callback=hear)
        assert not done.is_error
        result = done.structured_content
        SCHEMA.validate(result)
        assert result["status"] == "done"
        assert json.loads(done.content[0].text)["answer"] == result["answer"]
        assert [number for number, _ in told] == list(range(1, len(told) + 1))
        assert (told[0][1], told[-1][1]) == ("Reading the question", "Writing the report")
        asked = await client.call_tool("get_simulation", {"thread_id": result["thread_id"], "page": 1})
        report = await client.read_resource(f"run://{result['thread_id']}/report")
        assert report.contents[0].text.startswith(asked.structured_content["page"]["text"])
        names = json.loads((await client.read_resource("library://models")).contents[0].text)
        model = await client.read_resource(f"library://models/{next(iter(names))}")
        assert model.contents[0].text.startswith("model:")
        assert "together" in (await client.read_resource("language://reference")).contents[0].text
        for name, arguments in (("what_if", {"question": "Who wins?"}), ("explain", {"thread_id": "t"})):
            prompt = await client.get_prompt(name, arguments)
            assert next(iter(arguments.values())) in prompt.messages[0].content.text


@pytest.mark.parametrize("mode", ["auto", "legacy"])
async def test_what_is_wrong_is_told_to_the_model_and_what_is_not_there_to_the_client(held: Any, mode: str) -> None:
    async with Desk.opened(held.settings) as desk, Client(server_of(desk, held.settings), mode=mode) as client:
        wrong = await client.call_tool("simulate_interactions", {**TALK, "rounds": "many", "home": "/elsewhere"})
        assert wrong.is_error
        assert wrong.structured_content["error"]["kind"] == "bad_request"
        SCHEMA.validate(wrong.structured_content)
        assert not run.threads(held.settings)
        for uri in ("run://nowhere/report", "library://models/nothing"):
            with pytest.raises(MCPError, match="no"):
                await client.read_resource(uri)


async def test_a_run_outlives_its_client_and_its_server(stdio: Stdio, held: Any) -> None:
    held.opened.clear()
    async with stdio(held) as client:
        begun = await client.call_tool("simulate_interactions", {**TALK, "wait": 0.1})
        assert begun.structured_content["status"] == "running"
    held.opened.set()
    thread = begun.structured_content["thread_id"]
    async with asyncio.timeout(LONG):
        while run.run_table(held.settings).get(thread).status != "done":
            await asyncio.sleep(0.05)


async def test_stdout_holds_the_protocol_alone_and_a_killed_server_leaves_a_run_that_goes_on(held: Any) -> None:
    held.opened.clear()
    asked = {"name": "simulate_interactions", "arguments": {**TALK, "wait": 0}}
    messages = [
        {"method": "initialize", "id": 1, "params": {"protocolVersion": "2025-06-18", "capabilities": {}, **WHO}},
        {"method": "notifications/initialized"},
        {"method": "tools/call", "id": 2, "params": asked},
        {"method": "tools/call", "id": 3, "params": {"name": "simulate_scenario", "arguments": {"scenario": ""}}},
        {"method": "tools/list", "id": 4, "params": {}},
        {"method": "nonsense", "id": 5},
    ]
    with subprocess.Popen(
        COMMAND, env=held.environ, stdin=subprocess.PIPE, stdout=subprocess.PIPE, stderr=subprocess.PIPE
    ) as server:
        assert server.stdin is not None
        assert server.stdout is not None
        server.stdin.write(b"this is no JSON\n")
        for message in messages:
            server.stdin.write(json.dumps({"jsonrpc": "2.0", **message}).encode() + b"\n")
        server.stdin.flush()
        answers: dict[Any, Any] = {}
        while set(answers) < {1, 2, 3, 4, 5}:
            line = json.loads(await asyncio.to_thread(server.stdout.readline))
            assert line["jsonrpc"] == "2.0"
            answers[line.get("id")] = line
        thread = answers[2]["result"]["structuredContent"]["thread_id"]
        async with asyncio.timeout(LONG):
            while not held.scripted.count:
                await asyncio.sleep(0.01)
        os.kill(server.pid, signal.SIGKILL)
        assert not server.stdout.read()
    assert answers[3]["result"]["isError"]
    assert "error" in answers[5]
    held.opened.set()
    assert run.run_table(held.settings).get(thread).status == "interrupted"
    async with Desk.opened(Settings.from_env(held.environ)) as desk:
        done = await desk.call("get_simulation", {"thread_id": thread})
    assert done.status == "done"
