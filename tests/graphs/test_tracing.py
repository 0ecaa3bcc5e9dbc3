"""LangSmith on loopback: what it is told when it is asked for, and that nobody calls it when it is not.

The same runs show that no key gets into what a run leaves: files, output, logs, traces.
"""

import json
import os
import subprocess
import sys
import threading
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path
from typing import Any

import pytest

from scripted_llm import KEY, Answer, Asked, ScriptedServer
from scripted_rules import whole_loop

PEOPLE = ("baker", "nurse")
LANGSMITH_KEY = "lsv2-canary"
STEPS = {"scenario", "entry", "classify", "cast", "converse", "speak", "synthesize"}
LIMITS = {
    "size_limit": 100,
    "size_limit_bytes": 20_971_520,
    "scale_up_nthreads_limit": 4,
    "scale_up_qsize_trigger": 1_000,
}
INFO = {"version": "0.12", "batch_ingest_config": {"use_multipart_endpoint": False, **LIMITS}}


@dataclass
class LangSmith:
    """What was sent to it: runs by id, each with its later parts merged in; and whatever else, as it came."""

    endpoint: str = ""
    requests: int = 0
    runs: dict[str, dict[str, Any]] = field(default_factory=dict)
    received: str = ""

    def take(self, content: str) -> None:
        self.received += content
        batch = json.loads(content)
        for run in (*batch.get("post", ()), *batch.get("patch", ())):
            known = self.runs.setdefault(run["id"], {})
            known |= {name: part for name, part in run.items() if part is not None}

    def of_kind(self, kind: str) -> list[dict[str, Any]]:
        return [run for run in self.runs.values() if run["run_type"] == kind]


class _Handler(BaseHTTPRequestHandler):
    langsmith: LangSmith
    protocol_version = "HTTP/1.1"

    def log_message(self, *_: Any) -> None:
        pass

    def do_GET(self) -> None:
        self._reply(INFO)

    def do_POST(self) -> None:
        self.langsmith.take(self.rfile.read(int(self.headers["Content-Length"])).decode())
        self._reply({})

    def _reply(self, fields: Mapping[str, Any]) -> None:
        self.langsmith.requests += 1
        content = json.dumps(fields).encode()
        self.send_response(200)
        self.send_header("Content-Type", "application/json")
        self.send_header("Content-Length", str(len(content)))
        self.end_headers()
        self.wfile.write(content)


@pytest.fixture
def langsmith() -> Iterator[LangSmith]:
    told = LangSmith()
    http = ThreadingHTTPServer(("127.0.0.1", 0), type("Handler", (_Handler,), {"langsmith": told}))
    told.endpoint = f"http://127.0.0.1:{http.server_port}"
    thread = threading.Thread(target=http.serve_forever, kwargs={"poll_interval": 0.02}, daemon=True)
    thread.start()
    yield told
    http.shutdown()
    http.server_close()
    thread.join()


def with_secrets(asked: Asked) -> Answer:
    """Each of the cast has a secret of its own."""
    answer = json.loads(whole_loop(asked).text)
    for place, person in enumerate(answer.get("personas", ())):
        person |= {"secrets": [f"SECRET-{place + 1}"]}
    return Answer(json.dumps(answer))


def ran(scripted: ScriptedServer, langsmith: LangSmith, home: Path, **more: str) -> subprocess.CompletedProcess[str]:
    """A conversation from the command line, in an environment that has LangSmith's endpoint and key."""
    scripted.rule = with_secrets
    environ = {
        **os.environ,
        **scripted.environ(SOBREMESA_HOME=str(home)),
        "LANGSMITH_ENDPOINT": langsmith.endpoint,
        "LANGSMITH_API_KEY": LANGSMITH_KEY,
        "OPENAI_LOG": "debug",
        **more,
    }
    people = [part for role in PEOPLE for part in ("--persona", role)]
    scenario = "Two neighbours talk about whether the old cinema should be pulled down."
    command = [
        sys.executable,
        "-m",
        "sobremesa",
        "run",
        scenario,
        "--mode",
        "social",
        "--rounds",
        "1",
        *people,
        "--json",
    ]
    return subprocess.run(command, env=environ, capture_output=True, text=True, check=False)


def left_behind(done: subprocess.CompletedProcess[str], langsmith: LangSmith, home: Path) -> str:
    """All that a run leaves: its output, its files, its traces."""
    files = (path.read_bytes().decode("utf-8", "replace") for path in home.rglob("*") if path.is_file())
    return "\n".join((done.stdout, done.stderr, langsmith.received, *files))


def test_without_its_variable_nobody_calls_langsmith(
    scripted: ScriptedServer, langsmith: LangSmith, tmp_path: Path
) -> None:
    done = ran(scripted, langsmith, tmp_path)
    assert done.returncode == 0
    assert langsmith.requests == 0
    assert KEY not in left_behind(done, langsmith, tmp_path)


def test_traces_hold_steps_tokens_and_prompts_and_no_private_side_beside_them(
    scripted: ScriptedServer, langsmith: LangSmith, tmp_path: Path
) -> None:
    done = ran(scripted, langsmith, tmp_path, LANGSMITH_TRACING="true")
    assert done.returncode == 0
    assert {run["name"] for run in langsmith.of_kind("chain")} >= STEPS
    assert not any("SECRET-" in json.dumps(run) for run in langsmith.of_kind("chain"))
    asked = langsmith.of_kind("llm")
    usage = [run["outputs"]["generations"][0][0]["message"]["kwargs"]["usage_metadata"] for run in asked]
    cost = json.loads(done.stdout)["cost"]
    assert len(asked) == cost["calls"] == scripted.count
    assert sum(used["input_tokens"] for used in usage) == cost["prompt_tokens"]
    assert sum(used["output_tokens"] for used in usage) == cost["completion_tokens"]
    prompts = [json.dumps(run["inputs"]) for run in asked]
    # Each secret goes where its owner's prompts go, and no prompt holds two.
    assert all(any(f"SECRET-{place}" in prompt for prompt in prompts) for place in (1, 2))
    assert not any("SECRET-1" in prompt and "SECRET-2" in prompt for prompt in prompts)
    left = left_behind(done, langsmith, tmp_path)
    assert KEY not in left
    assert LANGSMITH_KEY not in left


def test_what_langsmiths_own_variables_hide_is_not_told(
    scripted: ScriptedServer, langsmith: LangSmith, tmp_path: Path
) -> None:
    hidden = {"LANGSMITH_HIDE_INPUTS": "true", "LANGSMITH_HIDE_OUTPUTS": "true"}
    done = ran(scripted, langsmith, tmp_path, LANGSMITH_TRACING="true", **hidden)
    assert done.returncode == 0
    assert len(langsmith.of_kind("llm")) == scripted.count
    assert "SECRET-" not in langsmith.received
    assert "cinema" not in langsmith.received


@pytest.mark.parametrize(
    ("canary", "environ"),
    [
        ("sk-canary-4711", {"OPENAI_API_KEY": "sk-canary-4711"}),
        ("pw-canary-4711", {"OPENAI_BASE_URL": "{scheme}://someone:pw-canary-4711@{rest}"}),
    ],
    ids=["a key that is sent back", "a password in the address"],
)
def test_no_credential_is_in_what_a_failed_run_leaves(
    scripted: ScriptedServer, langsmith: LangSmith, tmp_path: Path, canary: str, environ: dict[str, str]
) -> None:
    scheme, _, rest = scripted.base_url.partition("://")
    given = {name: text.format(scheme=scheme, rest=rest) for name, text in environ.items()}
    done = ran(scripted, langsmith, tmp_path, LANGSMITH_TRACING="true", **given)
    assert done.returncode == 1
    assert "see whether OPENAI_API_KEY is right" in done.stderr
    assert any(run.get("error") for run in langsmith.of_kind("llm"))
    assert canary not in left_behind(done, langsmith, tmp_path)
