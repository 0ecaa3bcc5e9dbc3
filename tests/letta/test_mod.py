"""The mod by itself, in the Node that Letta Code brings: what it starts, what it makes of answers, when it stops."""

from __future__ import annotations

import json
import subprocess
import sys
from importlib.util import find_spec
from pathlib import Path
from typing import Any

import pytest

from letta_agents import letta_program
from sobremesa.letta.mod import mod_text
from sobremesa.letta.offer import Offered

TOOL = Offered("simulate_scenario", "Asks.", {"type": "object", "properties": {}})
HOST = """
import activate from "./sobremesa.mjs";
const tools = [];
const register = (tool) => { tools.push(tool); return () => tools.pop(); };
const letta = {capabilities: {tools: TOOLS}, tools: {register}};
const undo = activate(letta);
if (TOOLS) {
  const stopping = new AbortController();
  const heard = [];
  if (STOP_AFTER) setTimeout(() => stopping.abort(), STOP_AFTER);
  const context = {args: ARGS, signal: stopping.signal, onOutput: (piece) => heard.push(piece)};
  const answered = await tools[0].run(context);
  undo();
  console.log(JSON.stringify({answered, heard: heard.join(""), left: tools.length, named: tools[0]?.name}));
} else {
  console.log(JSON.stringify({undo: undo === undefined, left: tools.length}));
}
"""


def node() -> Path:
    """The Node that the wheel of Letta Code brings."""
    letta_program()
    found = find_spec("letta_code")
    if found is None or found.origin is None:
        pytest.skip("Letta Code is not PyPI's here, and brings no Node")
    return Path(found.origin).parent / "_payload" / "bin" / "node"


def run(
    folder: Path,
    program: str,
    arguments: dict[str, Any],
    stop_after: int = 0,
    tools: bool = True,
    python: str = sys.executable,
) -> Any:
    """What the host heard, where a tool is answered by `program` (Python) and stopped after so many milliseconds."""
    script = folder / "program.py"
    script.write_text(program, "utf-8")
    (folder / "sobremesa.mjs").write_text(mod_text([TOOL], [python, str(script), "call"]), "utf-8")
    host = HOST.replace("ARGS", json.dumps(arguments)).replace("STOP_AFTER", str(stop_after))
    (folder / "host.mjs").write_text(host.replace("TOOLS", json.dumps(tools)), "utf-8")
    ended = subprocess.run([node(), "host.mjs"], cwd=folder, capture_output=True, text=True, timeout=60, check=True)
    return json.loads(ended.stdout)


READ = "import json, sys\nname, asked = sys.argv[2], json.load(sys.stdin)\n"
ANSWER = READ + "print('working', file=sys.stderr)\nprint(json.dumps({'name': name, 'asked': asked, 'error': None}))\n"


def test_a_call_goes_to_the_program_and_comes_back(tmp_path: Path) -> None:
    arguments = {"scenario": '“quotes” "and" \\n\n\u2028 🙂', "wait": 1}
    heard = run(tmp_path, ANSWER, arguments)
    assert json.loads(heard["answered"]["content"]) == {"name": TOOL.name, "asked": arguments, "error": None}
    assert heard["answered"]["status"] == "success"
    assert heard["heard"].strip() == "working"
    assert heard["left"] == 0  # it takes its tools back when it is unloaded


def test_a_run_that_goes_on_is_followed_unless_the_agent_says_how_long_it_waits(tmp_path: Path) -> None:
    program = READ + (
        "status = 'running' if name != 'get_simulation' else 'done'\n"
        "print(json.dumps({'name': name, 'asked': asked, 'status': status, 'thread_id': 'abc', 'error': None}))\n"
    )
    followed = json.loads(run(tmp_path, program, {"scenario": "x"})["answered"]["content"])
    assert (followed["name"], followed["asked"], followed["status"]) == ("get_simulation", {"thread_id": "abc"}, "done")
    handed_back = json.loads(run(tmp_path, program, {"scenario": "x", "wait": 5})["answered"]["content"])
    assert (handed_back["name"], handed_back["status"]) == (TOOL.name, "running")


@pytest.mark.parametrize(
    ("program", "said"),
    [
        ('print(\'{"error": {"message": "no"}}\')', '"message": "no"'),
        ("import sys\nsys.exit('it broke')", "it broke"),
        ("import sys\nsys.exit(3)", "Sobremesa ended with code 3"),
        ("print('Traceback')", "did not answer in JSON: Traceback"),
    ],
    ids=["an error", "words", "silence", "no JSON"],
)
def test_what_goes_wrong_is_an_error_of_the_call(tmp_path: Path, program: str, said: str) -> None:
    answered = run(tmp_path, program, {})["answered"]
    assert answered["status"] == "error"
    assert said in answered["content"]
    assert ("sobremesa letta doctor" in answered["content"]) is not program.startswith("print('{")


def test_a_program_that_is_not_there_is_an_error(tmp_path: Path) -> None:
    answered = run(tmp_path, "", {}, python="/there/is/no/such/python")["answered"]
    assert answered["status"] == "error"
    assert "/there/is/no/such/python can't be started" in answered["content"]


def test_an_agent_that_is_interrupted_stops_the_program(tmp_path: Path) -> None:
    program = (
        "import pathlib, signal, sys, time\n"
        "def end(*_):\n    pathlib.Path('ended').touch()\n    sys.exit(1)\n"
        "signal.signal(signal.SIGTERM, end)\npathlib.Path('begun').touch()\ntime.sleep(60)\n"
    )
    assert run(tmp_path, program, {}, stop_after=1000)["answered"]["status"] == "error"
    assert (tmp_path / "begun").exists()
    assert (tmp_path / "ended").exists()


def test_a_host_without_tools_is_left_alone(tmp_path: Path) -> None:
    assert run(tmp_path, "", {}, tools=False) == {"undo": True, "left": 0}
