"""A model in a file behind a counter, on loopback: `python -m benchmarks.peers.counting FILE`.

Prints its port, forwards what it is sent, and prints its figures when its input is closed: calls, tokens in and out as
llama.cpp counts them, and seconds from the first request to the end of the last answer. An answer that is bound to no
form is cut at `LONGEST` tokens, for all tools alike: so small a model goes on without end.
"""

from __future__ import annotations

import json
import sys
import threading
import time
from dataclasses import asdict, dataclass
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path
from typing import Any
from urllib.error import HTTPError
from urllib.request import ProxyHandler, Request, build_opener

from sobremesa.nodes.gateway.local import Local, served

LONGEST = 200
AT_ONCE = 4


@dataclass
class Figures:
    """What was counted so far; `begun` and `ended` are moments."""

    calls: int = 0
    failed: int = 0
    prompt_tokens: int = 0
    completion_tokens: int = 0
    begun: float = 0.0
    ended: float = 0.0


def held(body: dict[str, Any]) -> dict[str, Any]:
    """The request with an end, and with usage where it is streamed."""
    if "grammar" not in body and "response_format" not in body:
        asked = body.pop("max_completion_tokens", None) or body.get("max_tokens") or LONGEST
        body["max_tokens"] = min(asked, LONGEST)
    if body.get("stream"):
        body["stream_options"] = {"include_usage": True}
    return body


def usage_of(answer: bytes) -> dict[str, int]:
    """The usage in an answer, or in the last piece of a stream that has one."""
    found: dict[str, int] = {}
    for line in answer.decode(errors="replace").splitlines():
        text = line.removeprefix("data: ")
        if text.startswith("{"):
            found = json.loads(text).get("usage") or found
    return found


def counter(local: Local, figures: Figures) -> type[BaseHTTPRequestHandler]:
    """What handles requests."""
    counting = threading.Lock()
    direct = build_opener(ProxyHandler({}))

    class Counter(BaseHTTPRequestHandler):
        server_version, sys_version = "llama.cpp", ""

        def version_string(self) -> str:
            return "llama.cpp"

        def log_message(self, *words: object) -> None:
            pass

        def do_POST(self) -> None:
            with counting:
                figures.begun = figures.begun or time.perf_counter()
            body = held(json.loads(self.rfile.read(int(self.headers["Content-Length"]))))
            headers = {"Content-Type": "application/json", "Authorization": f"Bearer {local.key}"}
            address = local.address.removesuffix("/v1") + self.path
            try:
                with direct.open(Request(address, json.dumps(body).encode(), headers)) as answered:
                    status, kind, answer = 200, answered.headers["Content-Type"], answered.read()
            except HTTPError as error:
                with error:
                    status, kind, answer = error.code, "application/json", error.read()
            usage = usage_of(answer)
            with counting:
                figures.calls += 1
                figures.failed += status != 200
                figures.prompt_tokens += usage.get("prompt_tokens", 0)
                figures.completion_tokens += usage.get("completion_tokens", 0)
                figures.ended = time.perf_counter()
            self.send_response(status)
            self.send_header("Content-Type", kind)
            self.send_header("Content-Length", str(len(answer)))
            self.end_headers()
            self.wfile.write(answer)

    return Counter


def main() -> None:
    figures = Figures()
    server = ThreadingHTTPServer(("127.0.0.1", 0), counter(served(Path(sys.argv[1]), AT_ONCE), figures))
    threading.Thread(target=server.serve_forever, daemon=True).start()
    print(server.server_address[1], flush=True)
    sys.stdin.read()
    server.shutdown()
    print(json.dumps(asdict(figures)))


if __name__ == "__main__":
    main()
