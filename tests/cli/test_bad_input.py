"""Bad input gets one sentence on stderr and an exit code, never a traceback; nothing is started."""

import socket
import subprocess
from collections.abc import Callable
from pathlib import Path

import pytest

Command = Callable[..., subprocess.CompletedProcess[str]]

INTERFACES = (
    "100 people with neural interfaces. Interfaces fail at 10% rate. People can see each other's emotional states."
)


def said_once(stderr: str) -> str:
    assert "Traceback" not in stderr
    (line,) = [line for line in stderr.splitlines() if line.startswith("sobremesa: ")]
    return line


@pytest.mark.parametrize(
    ("arguments", "expected"),
    [
        (["", "--mode", "mechanics"], "There is no scenario"),
        (["x" * 30_000], "30,000 characters"),
        ([INTERFACES, "--mode", "magic"], "mode must be one of"),
        ([INTERFACES, "--agents", "0"], "num_agents must be"),
        ([INTERFACES, "--agents", "1000000000"], "num_agents must be"),
        ([INTERFACES, "--steps", "-5"], "steps must be"),
        ([INTERFACES, "--rounds", "0"], "rounds must be"),
        ([INTERFACES, "--context", "{not json"], "--context must be a JSON object"),
        ([INTERFACES, "--persona", ": "], "--persona must name a role"),
        ([INTERFACES, "--event", "the lights go out"], "--event must say in which round"),
        ([INTERFACES, "--scene", "4:"], "--scene must say in which round"),
        ([INTERFACES, "--event", "0: the lights go out"], "events must be at most 20 of"),
        ([INTERFACES, "--event", f"3: {'x' * 301}"], "events must be at most 20 of"),
        ([INTERFACES, "--context", "[1]"], "--context must be a JSON object"),
        ([INTERFACES, "--context", "@/nowhere/facts.json"], "--context must be a JSON object"),
        ([INTERFACES, "--thread", "$(../../etc/passwd)"], "A thread's name"),
    ],
)
def test_a_request_that_cannot_be_taken(within: Command, arguments: list[str], expected: str) -> None:
    done = within("run", *arguments)
    assert done.returncode == 2
    assert expected in said_once(done.stderr)
    assert within("threads").stdout == ""


def test_a_whole_process_ends_in_the_same_way(sobremesa: Command, within: Command) -> None:
    done = sobremesa("run", INTERFACES, "--mode", "magic")
    assert (done.returncode, done.stdout) == (2, "")
    assert "mode must be one of" in said_once(done.stderr)
    assert within("threads").stdout == ""


def test_a_thread_that_is_not_there(sobremesa: Command, within: Command) -> None:
    for run, command in ((sobremesa, "resume"), (within, "show")):
        done = run(command, "nobody")
        assert done.returncode == 2
        assert "nobody" in said_once(done.stderr)


def test_an_endpoint_that_is_down(sobremesa: Command) -> None:
    with socket.socket() as unused:
        unused.bind(("127.0.0.1", 0))
        port = unused.getsockname()[1]
    env = {
        "OPENAI_API_KEY": "k-secret-123",
        "OPENAI_BASE_URL": f"http://127.0.0.1:{port}/v1",
    }
    done = sobremesa("run", INTERFACES, env=env)
    assert done.returncode == 1
    assert "127.0.0.1" in said_once(done.stderr)
    assert "k-secret-123" not in done.stdout + done.stderr


def test_a_document_with_mistakes_lists_them_all(sobremesa: Command, tmp_path: Path) -> None:
    (tmp_path / "model.yaml").write_text("model: x\npurpose: y\nagents: {}\nmeasures: {}\nrulez: []\n")
    done = sobremesa("check", str(tmp_path / "model.yaml"))
    assert done.returncode == 2
    assert "Traceback" not in done.stderr
    assert "rulez" in done.stderr
    assert "experiment" in done.stderr


def test_a_file_that_cannot_be_read(sobremesa: Command, tmp_path: Path) -> None:
    done = sobremesa("check", str(tmp_path / "none.yaml"))
    assert done.returncode == 2
    assert "can't be read" in said_once(done.stderr)


def test_a_file_that_cannot_be_written_is_said_before_anything_runs(sobremesa: Command, tmp_path: Path) -> None:
    (tmp_path / "file").write_text("")
    done = sobremesa("run", INTERFACES, "--out", str(tmp_path / "file" / "report.md"))
    assert done.returncode == 2
    assert "can't be written" in said_once(done.stderr)
    assert sobremesa("threads").stdout == ""


def test_a_document_cannot_speak_to_the_terminal(sobremesa: Command, tmp_path: Path) -> None:
    document = tmp_path / "evil.yaml"
    document.write_text('"\\e]0;title\\a\\e[31mred": 3\n', encoding="utf-8")
    done = sobremesa("check", str(document))
    assert done.returncode == 2
    assert "U+001B" in done.stderr
    assert not {"\x1b", "\x07"} & set(done.stdout + done.stderr)


def test_a_model_that_is_neither_in_the_library_nor_a_file(sobremesa: Command) -> None:
    done = sobremesa("export", "nosuch")
    assert done.returncode == 2
    assert "neither a model 'nosuch' in the library nor a file" in said_once(done.stderr)
