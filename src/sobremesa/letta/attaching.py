"""The tools for an agent on another machine: we go to its App Server, and answer its calls from here.

`letta server --listen` on the agent's side speaks JSON over one WebSocket. We start its runtime for one agent and
conversation, give it the tools (`external_tools`), and answer each `external_tool_call_request`. The tools are there
for as long as the connection is.
"""

from __future__ import annotations

import asyncio
import json
from collections.abc import AsyncIterator, Awaitable, Callable, Mapping
from contextlib import asynccontextmanager
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any
from urllib.parse import urlsplit, urlunsplit

from sobremesa.errors import BadRequestError, SobremesaError
from sobremesa.letta.offer import Offered

if TYPE_CHECKING:
    from websockets.asyncio.client import ClientConnection

REQUEST = "sobremesa-offers"
TIMEOUT_MS = 120_000
"""A call waits for 45 seconds at most, and then hands back the run's thread; starting and telling take some, too."""
LARGEST_MESSAGE = 2**24

Answer = Callable[[str, Mapping[str, Any]], Awaitable[str]]
"""Answers a call of a tool: its name and arguments in, the result as JSON out."""


class AppServerError(SobremesaError):
    """The App Server can't be reached, would not have our tools, or hung up."""


@dataclass(frozen=True, slots=True)
class Runtime:
    """The agent and its conversation, as the App Server names them."""

    agent: str
    conversation: str


@dataclass(frozen=True, slots=True)
class Attached:
    """Tools that an agent has: `answering` ends when the connection does."""

    runtime: Runtime
    socket: ClientConnection
    answer: Answer

    async def answering(self) -> None:
        """Answer calls, side by side, until the server hangs up. Raises AppServerError then."""
        from websockets.exceptions import ConnectionClosed

        try:
            async with asyncio.TaskGroup() as calls:
                async for text in self.socket:
                    message = json.loads(text)
                    if message.get("type") == "external_tool_call_request":
                        calls.create_task(self._answered(message))
                raise ConnectionAbortedError  # nobody is left to be told what is still being computed
        except* (ConnectionClosed, ConnectionAbortedError):
            pass
        raise AppServerError("The App Server hung up: the agent has no tools of Sobremesa's any more.")

    async def _answered(self, request: Mapping[str, Any]) -> None:
        text = await self.answer(request["tool_name"], request["input"])
        content = {"content": [{"type": "text", "text": text}], "is_error": json.loads(text)["error"] is not None}
        reply = {"type": "external_tool_call_response", "request_id": request["request_id"], "result": content}
        await self.socket.send(json.dumps(reply))


@asynccontextmanager
async def attached(
    url: str, agent: str, conversation: str, tools: tuple[Offered, ...], answer: Answer, token: str | None = None
) -> AsyncIterator[Attached]:
    """Give `tools` to an agent of the App Server at `url`, in one conversation, for as long as this is open.

    `token` is what the server's `--ws-token-file` holds. Raises BadRequestError where `url` is no address of one,
    AppServerError where there is none or it does not take the tools.
    """
    from websockets.asyncio.client import connect
    from websockets.exceptions import InvalidHandshake

    headers = {"Authorization": f"Bearer {token}"} if token else None
    try:
        async with connect(socket_url(url), additional_headers=headers, max_size=LARGEST_MESSAGE) as socket:
            runtime = await _started(socket, agent, conversation, tools)
            yield Attached(runtime, socket, answer)
    except InvalidHandshake as refusal:
        raise AppServerError(f"The App Server at {url} turned us away: {refusal}.") from None
    except (OSError, TimeoutError):
        raise AppServerError(f"There is no App Server at {url}: `letta server --listen {url}` starts one.") from None


def socket_url(url: str) -> str:
    """The WebSocket of an App Server, from the address that it prints. Raises BadRequestError."""
    parts = urlsplit(url)
    scheme = {"http": "ws", "https": "wss", "ws": "ws", "wss": "wss"}.get(parts.scheme)
    if scheme is None or not parts.hostname:
        raise BadRequestError(f"An App Server's address looks like ws://127.0.0.1:4500, not like {url!r}.")
    return urlunsplit((scheme, parts.netloc, parts.path.rstrip("/") or "/ws", "", ""))


async def _started(socket: ClientConnection, agent: str, conversation: str, tools: tuple[Offered, ...]) -> Runtime:
    """The runtime with our tools in it. Raises AppServerError."""
    given = [
        # Left to itself the server would go on without an answer after ten seconds.
        {**_payload(tool), "auto_background": False, "timeout_ms": TIMEOUT_MS}
        for tool in tools
    ]
    asked = {
        "type": "runtime_start",
        "request_id": REQUEST,
        "agent_id": agent,
        "conversation_id": conversation,
        "external_tools": [{"tools": given}],
        "client_info": {"name": "sobremesa"},
    }
    await socket.send(json.dumps(asked))
    async for text in socket:
        message = json.loads(text)
        if message.get("request_id") == REQUEST:
            if not message.get("success"):
                raise AppServerError(f"The App Server did not take the tools: {message.get('error')}.")
            runtime = message["runtime"]
            return Runtime(runtime["agent_id"], runtime["conversation_id"])
    raise AppServerError("The App Server hung up before it took the tools.")


def _payload(tool: Offered) -> dict[str, Any]:
    return {"name": tool.name, "description": tool.description, "parameters": tool.parameters}
