"""Tools for an agent of an App Server: given, answered, refused; by the command itself, with a token."""

from __future__ import annotations

import asyncio
import json
import sys
from pathlib import Path

import pytest
from websockets.asyncio.client import connect
from websockets.asyncio.server import ServerConnection, serve

from letta_agents import LettaCode, app_server, prompted, started
from scripted_agent import Call, following
from sobremesa.errors import BadRequestError
from sobremesa.letta.attaching import AppServerError, attached, socket_url
from sobremesa.letta.offer import offered

SMALL = {
    "scenario": "100 people with neural interfaces. Interfaces fail at 10% rate. People can see each other's emotional "
    "states.",
    "num_agents": 20,
    "steps": 5,
    "replicates": 2,
}


async def nothing(*_: object) -> str:
    return "{}"


@pytest.mark.parametrize(
    ("address", "socket"),
    [
        ("ws://127.0.0.1:4500", "ws://127.0.0.1:4500/ws"),
        ("https://agents.example/", "wss://agents.example/ws"),
        ("ws://127.0.0.1:4500/ws?channel=control", "ws://127.0.0.1:4500/ws"),
    ],
)
def test_an_address_leads_to_the_socket(address: str, socket: str) -> None:
    assert socket_url(address) == socket


@pytest.mark.parametrize("address", ["127.0.0.1:4500", "ws://", "file:///etc", ""])
def test_what_is_no_address_is_refused(address: str) -> None:
    with pytest.raises(BadRequestError, match=r"looks like ws://127\.0\.0\.1:4500"):
        socket_url(address)


async def test_the_command_answers_an_agent_behind_a_token(letta: LettaCode, tmp_path: Path) -> None:
    token = tmp_path / "token"
    token.write_text("a long and secret token\n")
    letta.model.script = following(Call("simulate_mechanics", SMALL), "Good.")
    words = ("--ws-auth", "capability-token", "--ws-token-file", str(token))
    async with app_server(letta, *words) as url:
        with pytest.raises(AppServerError, match="turned us away"):
            async with attached(url, "agent", "conversation", offered(), nothing):
                pass
        bearer = {"Authorization": f"Bearer {token.read_text().strip()}"}
        async with connect(socket_url(url), additional_headers=bearer) as user:
            runtime = await started(user, "asker")
            place = ("--agent", runtime["agent_id"], "--conversation", runtime["conversation_id"])
            attaching = await asyncio.create_subprocess_exec(
                *(sys.executable, "-m", "sobremesa", "letta", "attach", url, *place, "--token-file", str(token)),
                env=dict(letta.environ),
                stderr=asyncio.subprocess.PIPE,
            )
            assert attaching.stderr is not None
            assert "has the tools" in (await attaching.stderr.readline()).decode()
            await prompted(user, runtime, "What if?")
        result = json.loads([asked for asked in letta.model.asked if asked.tools][-1].returned[-1])
        assert (result["status"], result["mode"]) == ("done", "mechanics")
    # The server is gone now, and the command says so.
    said = (await attaching.communicate())[1].decode()
    assert attaching.returncode == 1
    assert "The App Server hung up" in said


async def test_a_call_ends_when_the_server_does() -> None:
    """A server that asks, and hangs up before it is answered."""
    begun, ended = asyncio.Event(), asyncio.Event()

    async def serve_once(socket: ServerConnection) -> None:
        asked = json.loads(await socket.recv())
        runtime = {"agent_id": asked["agent_id"], "conversation_id": asked["conversation_id"]}
        started_well = {"type": "runtime_start_response", "request_id": asked["request_id"], "success": True}
        await socket.send(json.dumps({**started_well, "runtime": runtime}))
        request = {
            "type": "external_tool_call_request",
            "request_id": "1",
            "tool_name": "simulate_scenario",
            "input": {},
        }
        await socket.send(json.dumps(request))
        await begun.wait()

    async def answer(*_: object) -> str:
        begun.set()
        try:
            await asyncio.Event().wait()
        finally:
            ended.set()
        raise AssertionError

    async with serve(serve_once, "127.0.0.1", 0) as server:
        port = server.sockets[0].getsockname()[1]
        async with attached(f"ws://127.0.0.1:{port}", "agent", "talk", offered(), answer) as there:
            assert (there.runtime.agent, there.runtime.conversation) == ("agent", "talk")
            with pytest.raises(AppServerError, match="hung up"):
                await there.answering()
    assert ended.is_set()


async def test_an_agent_or_a_server_that_is_not_there_is_an_error(letta: LettaCode) -> None:
    async with app_server(letta) as url:
        with pytest.raises(AppServerError, match="did not take the tools"):
            async with attached(url, "agent-local-nobody", "nowhere", offered(), nothing):
                pass
    with pytest.raises(AppServerError, match="There is no App Server"):
        async with attached(url, "agent", "conversation", offered(), nothing):
            pass
