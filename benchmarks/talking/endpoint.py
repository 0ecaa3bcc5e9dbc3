"""A language model on loopback that answers everything after the same time: what a talk costs without what it says.

    python -m benchmarks.talking.endpoint SECONDS

prints the port on which it listens, and ends with its standard input. Turns have 60 tokens, notes 120, by the rule of
`counting`; no two are alike, so that nobody is asked again for repeating themselves.
"""

from __future__ import annotations

import asyncio
import hashlib
import json
import random
import re
import sys
from collections.abc import Mapping
from typing import Any

SPEECH_CHARACTERS, NOTE_CHARACTERS, THOUGHT_CHARACTERS = 240, 480, 80
WORDS = (
    "bread", "rivers", "maybe", "slowly", "copper", "window", "seven", "tomorrow", "under", "garden", "letters",
    "north", "quiet", "paper", "harbour", "almost", "winter", "bridge", "counting", "lemon", "orchard", "ladder",
    "between", "station", "pocket", "thunder", "velvet", "island", "kettle", "marble", "feather", "lantern", "meadow",
    "barrel", "compass", "ribbon", "saddle", "tunnel", "whistle", "anchor", "basket", "candle", "drawer", "engine",
)  # fmt: skip


def answer(body: Mapping[str, Any]) -> str:
    """What the model says to a request: a turn, an answer in private, notes; nothing of use to any other."""
    words = "\n".join(message["content"] for message in body["messages"])
    fields = _fields(body)
    if "speech" in fields:
        return json.dumps(_turn(words))
    if fields >= {"answer", "stance"}:
        return json.dumps({"answer": _prose(words, 120), "stance": _stance(words), "confidence": 0.5})
    return _prose(words, NOTE_CHARACTERS) if not fields else "{}"


def _fields(body: Mapping[str, Any]) -> frozenset[str]:
    schema = (body.get("response_format") or {}).get("json_schema", {}).get("schema", {})
    return frozenset(schema.get("properties", {}))


def _prose(words: str, characters: int) -> str:
    draw = random.Random(hashlib.sha256(words.encode()).digest())
    text = "I would say"
    while len(text) < characters - 1:
        text += f" {draw.choice(WORDS)}"
    return f"{text[: characters - 1].rstrip()}.".ljust(characters, ".")


def _stance(words: str) -> float:
    stood = re.search(r"where you stood before a word was said: ([+-][0-9.]+)", words)
    return float(stood[1]) if stood else 0.0


def _turn(words: str) -> dict[str, Any]:
    return {
        "thought": _prose(f"{words} thought", THOUGHT_CHARACTERS), "speech": _prose(words, SPEECH_CHARACTERS),
        "to": "everyone", "whisper": False, "emotion": "calm", "valence": 0.1, "arousal": 0.2,
        "stance": _stance(words), "confidence": 0.5, "intention": "wait and see", "influenced_by": [],
    }  # fmt: skip


async def serve(seconds: float) -> None:
    """Answer each request after `seconds`, whatever else is asked meanwhile."""

    async def handle(reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        while head := await reader.readuntil(b"\r\n\r\n"):
            length = re.search(rb"content-length: (\d+)", head, re.IGNORECASE)
            body = json.loads(await reader.readexactly(int(length[1]) if length else 0))
            await asyncio.sleep(seconds)
            writer.write(_streamed(body, answer(body)))
            await writer.drain()

    async def forgiving(reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        try:
            await handle(reader, writer)
        except (asyncio.IncompleteReadError, ConnectionError):
            writer.close()

    server = await asyncio.start_server(forgiving, "127.0.0.1", 0)
    print(server.sockets[0].getsockname()[1], flush=True)
    await asyncio.to_thread(sys.stdin.read)


def _streamed(body: Mapping[str, Any], text: str) -> bytes:
    frame = {"id": "chatcmpl-0", "object": "chat.completion.chunk", "created": 0, "model": body["model"]}
    usage = {"prompt_tokens": 1, "completion_tokens": 1, "total_tokens": 2}
    chunks = [
        {**frame, "choices": [{"index": 0, "delta": {"role": "assistant", "content": text}, "finish_reason": None}]},
        {**frame, "choices": [{"index": 0, "delta": {}, "finish_reason": "stop"}]},
        {**frame, "choices": [], "usage": usage},
    ]
    content = "".join(f"data: {json.dumps(chunk)}\n\n" for chunk in chunks) + "data: [DONE]\n\n"
    head = f"HTTP/1.1 200 OK\r\nContent-Type: text/event-stream\r\nContent-Length: {len(content.encode())}\r\n\r\n"
    return (head + content).encode()


if __name__ == "__main__":
    asyncio.run(serve(float(sys.argv[1])))
