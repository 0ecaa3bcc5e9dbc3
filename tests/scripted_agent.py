"""A language model for somebody else's agent: it follows a script of tool calls and sentences, over the real wire.

It speaks OpenAI's chat completions, streaming and not, lists itself as the model `scripted`, and remembers what it was
asked: the tools it was offered, and what each tool returned.
"""

from __future__ import annotations

import json
import threading
from collections.abc import Callable, Iterator, Mapping, Sequence
from contextlib import contextmanager, suppress
from dataclasses import dataclass, field
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from typing import Any

MODEL = "scripted"


@dataclass(frozen=True)
class Call:
    """The model calls a tool."""

    tool: str
    arguments: Mapping[str, Any]


Turn = Call | str
"""What the model does next: calls a tool, or says something, which ends the turn."""


@dataclass(frozen=True)
class Asked:
    """One request to the model, as it came."""

    body: Mapping[str, Any]

    @property
    def tools(self) -> dict[str, Any]:
        """The tools that the model was offered, by name."""
        return {tool["function"]["name"]: tool["function"] for tool in self.body.get("tools", ())}

    @property
    def words(self) -> str:
        """Everything that the model was told, as one text."""
        return "\n".join(_text(message.get("content")) for message in self.body["messages"])

    @property
    def question(self) -> str:
        """The last that the user said: what stands in no tag."""
        said = [part for message in self.body["messages"] if message["role"] == "user" for part in _parts(message)]
        return next(part for part in reversed(said) if not part.lstrip().startswith("<"))

    @property
    def returned(self) -> list[str]:
        """What the tools have returned, in the order in which they were called."""
        return [_text(message["content"]) for message in self.body["messages"] if message["role"] == "tool"]


Script = Callable[[Asked], Turn]


@dataclass
class Agent:
    """The model as a test sees it."""

    script: Script
    base_url: str = ""
    asked: list[Asked] = field(default_factory=list)

    @property
    def talking(self) -> list[Asked]:
        """The requests of the agent's own turns: those in which it may call tools."""
        return [asked for asked in self.asked if asked.tools]


def following(*turns: Turn | Callable[[str], Turn]) -> Script:
    """One turn after another, by how many tools have returned; a function makes its turn of the last return."""

    def script(asked: Asked) -> Turn:
        returned = asked.returned
        turn = turns[min(len(returned), len(turns) - 1)]
        return turn(returned[-1]) if callable(turn) else turn

    return script


@contextmanager
def serve(script: Script) -> Iterator[Agent]:
    """A running model that follows a script."""
    agent = Agent(script)
    http = ThreadingHTTPServer(("127.0.0.1", 0), type("Handler", (_Handler,), {"agent": agent}))
    http.daemon_threads = True
    agent.base_url = f"http://127.0.0.1:{http.server_port}/v1"
    thread = threading.Thread(target=http.serve_forever, kwargs={"poll_interval": 0.02}, daemon=True)
    thread.start()
    try:
        yield agent
    finally:
        http.shutdown()
        http.server_close()
        thread.join()


class _Handler(BaseHTTPRequestHandler):
    agent: Agent
    protocol_version = "HTTP/1.1"

    def log_message(self, *_: Any) -> None:
        pass

    def handle(self) -> None:
        with suppress(ConnectionError):
            super().handle()

    def do_GET(self) -> None:
        self._whole({"object": "list", "data": [{"id": MODEL, "object": "model", "owned_by": "tests"}]})

    def do_POST(self) -> None:
        body = json.loads(self.rfile.read(int(self.headers["Content-Length"])))
        asked = Asked(body)
        self.agent.asked.append(asked)
        turn, number = self._turn(asked), len(asked.returned)
        if body.get("stream"):
            self._stream(turn, number)
        else:
            choice = {
                "index": 0,
                "message": {"role": "assistant", **_said(turn, number)},
                "finish_reason": _finish(turn),
            }
            self._whole({"id": "said", "object": "chat.completion", "created": 0, "model": MODEL, "choices": [choice]})

    def _turn(self, asked: Asked) -> Turn:
        if not asked.tools:
            return "A title"
        try:
            return self.agent.script(asked)
        except Exception as error:  # noqa: BLE001 - a script that breaks ends the talk, and the test finds its words
            return f"The script broke: {error!r} after {asked.returned[-1:]}"

    def _stream(self, turn: Turn, number: int) -> None:
        self.send_response(200)
        self.send_header("Content-Type", "text/event-stream")
        self.send_header("Connection", "close")
        self.end_headers()
        for delta, finish in (({"role": "assistant", **_said(turn, number)}, None), ({}, _finish(turn))):
            choice = {"index": 0, "delta": delta, "finish_reason": finish}
            chunk = {"id": "said", "object": "chat.completion.chunk", "created": 0, "model": MODEL, "choices": [choice]}
            self.wfile.write(f"data: {json.dumps(chunk)}\n\n".encode())
        usage = {"prompt_tokens": 1, "completion_tokens": 1, "total_tokens": 2}
        last = {"id": "said", "object": "chat.completion.chunk", "created": 0, "model": MODEL, "choices": []}
        self.wfile.write(f"data: {json.dumps({**last, 'usage': usage})}\n\ndata: [DONE]\n\n".encode())
        self.close_connection = True

    def _whole(self, answer: Mapping[str, Any]) -> None:
        content = json.dumps(answer).encode()
        self.send_response(200)
        self.send_header("Content-Type", "application/json")
        self.send_header("Content-Length", str(len(content)))
        self.end_headers()
        self.wfile.write(content)


def _said(turn: Turn, number: int) -> dict[str, Any]:
    if isinstance(turn, str):
        return {"content": turn}
    called = {"name": turn.tool, "arguments": json.dumps(turn.arguments)}
    return {
        "content": None,
        "tool_calls": [{"index": 0, "id": f"call-{number}", "type": "function", "function": called}],
    }


def _finish(turn: Turn) -> str:
    return "stop" if isinstance(turn, str) else "tool_calls"


def _text(content: str | Sequence[Mapping[str, Any]] | None) -> str:
    if isinstance(content, str):
        return content
    return "".join(part.get("text", "") for part in content or ())


def _parts(message: Mapping[str, Any]) -> list[str]:
    content = message["content"]
    return [content] if isinstance(content, str) else [part.get("text", "") for part in content]
