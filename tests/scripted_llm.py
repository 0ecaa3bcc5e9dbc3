"""An OpenAI-compatible server on loopback whose answers follow a rule, and whose faults are written down beforehand.

It streams, honours JSON schemas, reports usage in the last chunk where it is asked to, and counts. A **rule** makes
an `Answer` of what was `Asked`; `plan` holds answers (mostly faults) that come first, one a request.
"""

from __future__ import annotations

import hashlib
import json
import threading
import time
from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager, suppress
from dataclasses import dataclass, field
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from typing import Any

KEY = "sk-scripted"
PIECE = 24


@dataclass(frozen=True)
class Asked:
    """One request, as it came."""

    body: Mapping[str, Any]

    @property
    def schema(self) -> Mapping[str, Any] | None:
        """The JSON schema that the answer must match, asked for as one or as a grammar of llama.cpp."""
        if "grammar" in self.body:
            grammar: Mapping[str, Any] = json.loads(self.body["grammar"].partition("%json ")[2])
            return grammar
        wanted = self.body.get("response_format") or {}
        return wanted.get("json_schema", {}).get("schema")

    @property
    def fields(self) -> frozenset[str]:
        """The fields of the object that is asked for; none where free text is."""
        return frozenset((self.schema or {}).get("properties", {}))

    @property
    def words(self) -> str:
        """All messages together."""
        return "\n".join(message["content"] for message in self.body["messages"])

    @property
    def question(self) -> str:
        """The first message of the user."""
        return next(m["content"] for m in self.body["messages"] if m["role"] == "user")

    @property
    def number(self) -> int:
        """A number that depends on all that was asked, and on nothing else."""
        return int.from_bytes(hashlib.sha256(self.words.encode()).digest()[:6], "big")


@dataclass(frozen=True)
class Answer:
    """What the server does with a request.

    `delay` in seconds: before the first byte; `drip`: before every piece. `cut` is after how many pieces the stream
    breaks: with an error of the transport, or (`hang_up` False) as if it had ended. `raw` replaces the whole body.
    Status 0: it hangs up without a word.
    """

    text: str = ""
    finish: str = "stop"
    refusal: str | None = None
    status: int = 200
    headers: Mapping[str, str] = field(default_factory=dict)
    message: str = "scripted fault"
    code: str | None = None
    delay: float = 0.0
    drip: float = 0.0
    cut: int | None = None
    hang_up: bool = True
    usage: bool = True
    raw: str | None = None


Rule = Callable[[Asked], Answer]


@dataclass
class ScriptedServer:
    """The server as a test sees it: where it is, what it was asked, and what is planned."""

    rule: Rule
    name: str = "scripted"
    base_url: str = ""
    plan: list[Answer] = field(default_factory=list)
    asked: list[Asked] = field(default_factory=list)
    most_at_once: int = 0
    connections: int = 0
    _at_once: int = 0
    _lock: threading.Lock = field(default_factory=threading.Lock)

    @property
    def count(self) -> int:
        """How many requests have come."""
        return len(self.asked)

    def environ(self, **more: str) -> dict[str, str]:
        """The environment in which this server is the language model."""
        return {"OPENAI_API_KEY": KEY, "OPENAI_BASE_URL": self.base_url, "SOBREMESA_MODEL": "scripted", **more}

    @contextmanager
    def one_more(self, asked: Asked) -> Iterator[Answer]:
        """Count a request for as long as it is being answered."""
        with self._lock:
            self.asked.append(asked)
            self._at_once += 1
            self.most_at_once = max(self.most_at_once, self._at_once)
            planned = self.plan.pop(0) if self.plan else None
        try:
            yield planned or self.rule(asked)
        finally:
            with self._lock:
                self._at_once -= 1


@contextmanager
def serve(rule: Rule) -> Iterator[ScriptedServer]:
    """A running server that answers by `rule`."""
    server = ScriptedServer(rule)
    http = ThreadingHTTPServer(("127.0.0.1", 0), type("Handler", (_Handler,), {"scripted": server}))
    http.daemon_threads = True
    server.base_url = f"http://127.0.0.1:{http.server_port}/v1"
    thread = threading.Thread(target=http.serve_forever, kwargs={"poll_interval": 0.02}, daemon=True)
    thread.start()
    try:
        yield server
    finally:
        http.shutdown()
        http.server_close()
        thread.join()


class _Handler(BaseHTTPRequestHandler):
    scripted: ScriptedServer
    protocol_version = "HTTP/1.1"

    def log_message(self, *_: Any) -> None:
        pass

    def version_string(self) -> str:
        return self.scripted.name

    def handle(self) -> None:
        self.scripted.connections += 1
        # Clients of these tests are killed at any moment.
        with suppress(ConnectionError):
            super().handle()

    def do_POST(self) -> None:
        content = self.rfile.read(int(self.headers["Content-Length"]))
        if not content:
            return
        body = json.loads(content)
        if self.headers.get("Authorization") != f"Bearer {KEY}":
            self._error(Answer(status=401, message=f"Incorrect API key: {self.headers.get('Authorization')}"))
            return
        with self.scripted.one_more(Asked(body)) as answer:
            self._answer(body, answer)

    def _answer(self, body: Mapping[str, Any], answer: Answer) -> None:
        time.sleep(answer.delay)
        if answer.status == 0:
            self.close_connection = True
        elif answer.raw is not None:
            self._whole(answer.status, answer.raw.encode(), "text/html", answer.headers)
        elif answer.status != 200:
            self._error(answer)
        elif body.get("stream"):
            self._stream(body, answer)
        else:
            message = {"role": "assistant", "content": answer.text, "refusal": answer.refusal}
            choice = {"index": 0, "message": message, "finish_reason": answer.finish}
            whole = {**_frame(body, "chat.completion"), "choices": [choice], "usage": _usage(body, answer)}
            self._whole(200, json.dumps(whole).encode(), "application/json", answer.headers)

    def _stream(self, body: Mapping[str, Any], answer: Answer) -> None:
        self.send_response(200)
        self.send_header("Content-Type", "text/event-stream")
        self.send_header("Transfer-Encoding", "chunked")
        self.end_headers()
        for count, chunk in enumerate(_chunks(body, answer)):
            if answer.cut is not None and count >= answer.cut:
                if answer.hang_up:
                    self.close_connection = True
                    return
                break
            time.sleep(answer.drip)
            self._piece(f"data: {chunk}\n\n")
        self._piece("")

    def _piece(self, text: str) -> None:
        content = text.encode()
        self.wfile.write(f"{len(content):x}\r\n".encode() + content + b"\r\n")
        self.wfile.flush()

    def _error(self, answer: Answer) -> None:
        error = {"message": answer.message, "type": "scripted", "code": answer.code}
        self._whole(answer.status, json.dumps({"error": error}).encode(), "application/json", answer.headers)

    def _whole(self, status: int, content: bytes, kind: str, headers: Mapping[str, str]) -> None:
        self.send_response(status)
        for name, value in {"Content-Type": kind, "Content-Length": str(len(content)), **headers}.items():
            self.send_header(name, value)
        self.end_headers()
        self.wfile.write(content)


def _chunks(body: Mapping[str, Any], answer: Answer) -> Iterator[str]:
    def chunk(delta: Mapping[str, Any], finish: str | None = None, usage: Any = None) -> str:
        choices = [] if usage else [{"index": 0, "delta": delta, "finish_reason": finish}]
        return json.dumps({**_frame(body, "chat.completion.chunk"), "choices": choices, "usage": usage})

    yield chunk({"role": "assistant", "content": ""})
    if answer.refusal is not None:
        yield chunk({"refusal": answer.refusal})
    for start in range(0, len(answer.text), PIECE):
        yield chunk({"content": answer.text[start : start + PIECE]})
    yield chunk({}, answer.finish)
    if answer.usage and (body.get("stream_options") or {}).get("include_usage"):
        yield chunk({}, usage=_usage(body, answer))
    yield "[DONE]"


def _frame(body: Mapping[str, Any], kind: str) -> dict[str, Any]:
    return {"id": "chatcmpl-scripted", "object": kind, "created": 0, "model": body["model"]}


def _usage(body: Mapping[str, Any], answer: Answer) -> dict[str, Any]:
    prompt = sum(len(message["content"]) for message in body["messages"]) // 4
    completion = len(answer.text) // 4 + 1
    return {"prompt_tokens": prompt, "completion_tokens": completion, "total_tokens": prompt + completion}
