"""With a key, scenarios become a dataset of LangSmith, and readings an experiment on it."""

from __future__ import annotations

import json
import threading
import uuid
from collections.abc import Iterator
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from typing import Any

import pytest
from evals.evaluators import routing
from evals.experiment import DATASET, uploaded
from evals.outcome import unaided
from evals.scenario import scenarios

NOW = "2026-01-01T00:00:00+00:00"
OWNER, KEPT = str(uuid.UUID(int=1)), str(uuid.UUID(int=2))


class LangSmith(ThreadingHTTPServer):
    """As much of the service as an experiment needs, in memory."""

    daemon_threads = True

    def __init__(self) -> None:
        super().__init__(("127.0.0.1", 0), _Handler)
        self.made = 0
        self.examples: list[dict[str, Any]] = []
        self.session: dict[str, Any] = {}
        self.feedback: list[dict[str, Any]] = []

    @property
    def dataset(self) -> dict[str, Any]:
        times = {"created_at": NOW, "modified_at": NOW, "last_session_start_time": None}
        counts = {"example_count": len(self.examples), "session_count": 0}
        return {"id": KEPT, "name": DATASET, "tenant_id": OWNER, "data_type": "kv", **counts, **times}

    def posted(self, path: str, body: bytes) -> Any:
        if path.startswith("/datasets"):
            self.made += 1
            return self.dataset
        if "examples" in path:
            new = [{"id": str(uuid.uuid4()), "dataset_id": KEPT, "created_at": NOW, **one} for one in json.loads(body)]
            self.examples += new
            return new
        if path.startswith("/sessions"):
            given = json.loads(body)
            self.session = {"id": given["id"], "name": given["name"], "start_time": NOW, "tenant_id": OWNER}
            return {**self.session, "reference_dataset_id": KEPT}
        if path.startswith("/feedback"):
            self.feedback.append(json.loads(body))
        return {}

    def got(self, path: str) -> Any:
        if path.startswith("/datasets?"):
            return [self.dataset] * bool(self.made)
        if path.startswith("/datasets/"):
            return self.dataset
        if path.startswith("/examples"):
            return self.examples
        return [] if path.startswith("/sessions") else {}


class _Handler(BaseHTTPRequestHandler):
    server: LangSmith
    protocol_version = "HTTP/1.1"

    def log_message(self, *_: Any) -> None:
        pass

    def do_GET(self) -> None:
        self._answer(self.server.got(self.path))

    def do_POST(self) -> None:
        self._answer(self.server.posted(self.path, self.rfile.read(int(self.headers["Content-Length"]))))

    def do_PATCH(self) -> None:
        self.rfile.read(int(self.headers["Content-Length"]))
        self._answer({**self.server.session, "reference_dataset_id": KEPT})

    def _answer(self, plain: Any) -> None:
        content = json.dumps(plain).encode()
        self.send_response(200)
        self.send_header("Content-Type", "application/json")
        self.send_header("Content-Length", str(len(content)))
        self.end_headers()
        self.wfile.write(content)


@pytest.fixture
def langsmith(monkeypatch: pytest.MonkeyPatch) -> Iterator[LangSmith]:
    server = LangSmith()
    thread = threading.Thread(target=server.serve_forever, kwargs={"poll_interval": 0.02}, daemon=True)
    thread.start()
    monkeypatch.setenv("LANGSMITH_ENDPOINT", f"http://127.0.0.1:{server.server_port}")
    monkeypatch.setenv("LANGSMITH_API_KEY", "a key of no worth")
    yield server
    server.shutdown()
    server.server_close()
    thread.join()


def test_scenarios_and_scores_are_uploaded_and_a_scenario_only_once(langsmith: LangSmith) -> None:
    greeting, code = scenarios()["P23"], scenarios()["P24"]
    assert uploaded([greeting], unaided, [routing], "library")["P23"]["routing"].score == 1
    assert langsmith.session["name"].startswith("library")
    assert [one["inputs"] for one in langsmith.examples] == [{"id": "P23", "text": "Hello!"}]
    assert [(one["key"], one["score"]) for one in langsmith.feedback] == [("routing", 1)]
    assert list(uploaded([greeting, code], unaided, [routing], "library")) == ["P23", "P24"]
    assert [one["inputs"]["id"] for one in langsmith.examples] == ["P23", "P24"]
    assert langsmith.made == 1
