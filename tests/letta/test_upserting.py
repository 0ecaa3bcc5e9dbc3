"""The tools as source and schema: what the client sends, and what the source does where the server runs it."""

from __future__ import annotations

import ast
import json
import subprocess
import sys
import threading
from http.server import BaseHTTPRequestHandler, HTTPServer
from pathlib import Path
from typing import Any

import pytest
from letta_client import Letta

from letta_agents import quiet
from sobremesa.letta.offer import offered
from sobremesa.letta.upserting import RETURN_CHARACTERS, upserts

UPSERTS = {upsert["json_schema"]["name"]: upsert for upsert in upserts()}


@pytest.mark.parametrize("name", UPSERTS)
def test_the_source_is_one_the_server_takes(name: str) -> None:
    """A plain function with a docstring and one plain type for each parameter, all of which the schema knows."""
    (function,) = ast.parse(UPSERTS[name]["source_code"]).body
    assert isinstance(function, ast.FunctionDef)
    assert function.name == name
    assert ast.get_docstring(function, clean=False) == UPSERTS[name]["json_schema"]["description"]
    parameters = UPSERTS[name]["json_schema"]["parameters"]
    assert {argument.arg for argument in function.args.args} == set(parameters["properties"])
    assert all(isinstance(argument.annotation, ast.Name) for argument in function.args.args)
    needed = [argument.arg for argument in function.args.args][: -len(function.args.defaults)]
    assert needed == parameters["required"]
    assert ast.unparse(function.returns or ast.Constant(None)) == "str"


def test_the_source_run_by_itself_gives_a_result_as_json(tmp_path: Path) -> None:
    """As the server does it: the source in a file, called with arguments by name, in a process of its own."""
    script = tmp_path / "tool.py"
    call = f"print(get_simulation(**{ {'thread_id': 'nobody', 'wait': 0}!r}))"
    script.write_text(UPSERTS["get_simulation"]["source_code"] + call)
    ended = subprocess.run([sys.executable, script], env=quiet(tmp_path), capture_output=True, text=True, check=True)
    assert json.loads(ended.stdout)["error"]["kind"] == "not_found"


def test_the_client_takes_them_as_they_are() -> None:
    """The real client, to a server on loopback that keeps what it is sent."""
    sent: list[tuple[str, dict[str, Any]]] = []

    class Server(BaseHTTPRequestHandler):
        def log_message(self, *_: Any) -> None:
            pass

        def do_PUT(self) -> None:
            sent.append((self.path, json.loads(self.rfile.read(int(self.headers["Content-Length"])))))
            content = json.dumps({"id": "tool-1", "name": sent[-1][1]["json_schema"]["name"]}).encode()
            self.send_response(200)
            self.send_header("Content-Type", "application/json")
            self.send_header("Content-Length", str(len(content)))
            self.end_headers()
            self.wfile.write(content)

    server = HTTPServer(("127.0.0.1", 0), Server)
    thread = threading.Thread(target=server.serve_forever, kwargs={"poll_interval": 0.02}, daemon=True)
    thread.start()
    try:
        with Letta(base_url=f"http://127.0.0.1:{server.server_port}", api_key="none") as client:
            for upsert in upserts():
                assert client.tools.upsert(**upsert).name == upsert["json_schema"]["name"]
    finally:
        server.shutdown()
        server.server_close()
        thread.join()
    assert [body["json_schema"]["name"] for _, body in sent] == [tool.name for tool in offered()]
    assert {path for path, _ in sent} == {"/v1/tools/"}
    assert {body["return_char_limit"] for _, body in sent} == {RETURN_CHARACTERS}
