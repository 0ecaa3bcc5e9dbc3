"""`sobremesa capsule`, `replay` and `diff`, each at least once as a whole process."""

import json
import subprocess
import sys
import threading
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path

import pytest

from scripted_llm import ScriptedServer
from sobremesa import Settings, capsule, simulate_mechanics, simulate_scenario
from sobremesa.nodes.capsule.file import read_capsule

Command = Callable[..., subprocess.CompletedProcess[str]]

CHARACTERS = "Three founders quarrel about selling the company. What conflicts arise, and who gives in?"
WITHOUT_PEOPLE = "A secret gets out among 10,000 employees. How many never learn it?"

WITHOUT_SOCKETS = """
import socket

def refuse(*_, **__):
    raise AssertionError("a connection was tried")

for name in ("connect", "connect_ex"):
    setattr(socket.socket, name, refuse)
socket.create_connection = socket.getaddrinfo = refuse

from sobremesa.cli import main
main()
"""


@pytest.fixture
def home(environment: dict[str, str]) -> Settings:
    """The home that the commands use."""
    return Settings(home=Path(environment["SOBREMESA_HOME"]))


@pytest.fixture
def talk(home: Settings, tmp_path: Path) -> Path:
    """The capsule of a talk in rehearsal, whose thread is called `talk`."""
    path = tmp_path / "talk.capsule"
    simulate_scenario(CHARACTERS, rounds=1, thread_id="talk", settings=home)
    capsule("talk", path, settings=home)
    return path


def test_whoever_records_a_run_is_told_what_the_file_holds(
    within: Command, environment: dict[str, str], home: Settings, talk: Path
) -> None:
    command = [sys.executable, "-m", "sobremesa", "capsule", "talk"]
    done = subprocess.run(command, env=environment, cwd=talk.parent, capture_output=True, text=True, check=True)
    assert "Written to talk.capsule: " in done.stderr
    assert "what its personas keep to themselves" in done.stderr
    simulate_mechanics(WITHOUT_PEOPLE, thread_id="sums", settings=home)
    done_within = within("capsule", "sums", "-o", str(talk.with_name("sums.capsule")))
    assert "Written to" in done_within.stderr
    assert "personas" not in done_within.stderr


def test_a_capsule_is_played_again_without_a_home_a_key_and_a_socket(
    environment: dict[str, str], scripted: ScriptedServer, tmp_path: Path
) -> None:
    path = tmp_path / "played.capsule"
    with_model = Settings.from_env({**environment, **scripted.environ()})
    simulate_scenario(CHARACTERS, rounds=1, thread_id="played", settings=with_model)
    capsule("played", path, settings=with_model)
    asked = scripted.count
    elsewhere = {**environment, "SOBREMESA_HOME": str(tmp_path / "elsewhere")}
    command = [sys.executable, "-c", WITHOUT_SOCKETS, "replay", str(path), "--json"]
    done = subprocess.run(command, env=elsewhere, capture_output=True, text=True, check=False, timeout=120)
    assert done.returncode == 0, done.stderr
    told = json.loads(done.stdout)
    assert (told["same"], told["calls"], told["recorded_sha256"]) == (True, asked, told["sha256"])
    assert scripted.count == asked
    assert not (tmp_path / "elsewhere").exists()


def test_a_replay_can_be_kept_and_its_report_written(sobremesa: Command, within: Command, talk: Path) -> None:
    out = talk.with_name("again.json")
    done = sobremesa("replay", str(talk), "--thread", "again", "-o", str(out))
    assert (done.returncode, "the same to the byte" in done.stdout) == (0, True)
    assert out.read_bytes() == read_capsule(talk).report.encode()
    assert within("show", "again").returncode == 0


@contextmanager
def counting() -> Iterator[tuple[str, list[str]]]:
    """A server that counts what comes."""
    came: list[str] = []

    class Handler(BaseHTTPRequestHandler):
        def log_message(self, *_: object) -> None:
            pass

        def do_POST(self) -> None:  # all that the client of LangSmith posts
            came.append(self.path)
            self.rfile.read(int(self.headers.get("Content-Length", 0)))
            self.send_response(202)
            self.send_header("Content-Length", "0")
            self.end_headers()

    server = ThreadingHTTPServer(("127.0.0.1", 0), Handler)
    server.daemon_threads = True
    thread = threading.Thread(target=server.serve_forever, kwargs={"poll_interval": 0.02}, daemon=True)
    thread.start()
    try:
        yield f"http://127.0.0.1:{server.server_port}", came
    finally:
        server.shutdown()
        server.server_close()
        thread.join()


def test_a_replay_is_not_traced_where_runs_are(sobremesa: Command, talk: Path) -> None:
    with counting() as (url, came):
        traced = {"LANGSMITH_TRACING": "true", "LANGSMITH_API_KEY": "key", "LANGSMITH_ENDPOINT": url}
        assert sobremesa("replay", str(talk), env=traced).returncode == 0
        assert came == []
        assert sobremesa("run", CHARACTERS, "--rounds", "1", env=traced).returncode == 0
        assert came


def test_diff_ends_as_diff_does(sobremesa: Command, within: Command, home: Settings, talk: Path) -> None:
    simulate_scenario(CHARACTERS, rounds=1, seed=2, thread_id="other", settings=home)
    same = within("diff", "talk", str(talk))
    assert (same.returncode, same.stdout.startswith("talk and talk.capsule are the same")) == (0, True)
    other = sobremesa("diff", str(talk), "other", "--json")
    told = json.loads(other.stdout)
    assert (other.returncode, told["kind"], told["key"]) == (1, "request", "seed")
    assert told["text"].startswith("talk.capsule and other part at the request's seed: 0 in talk.capsule, 2 in other.")
    for missing in ("nobody", "nothing.capsule"):
        assert within("diff", "talk", missing).returncode == 2


def test_a_file_that_is_none_is_refused_with_one_sentence(sobremesa: Command, within: Command, talk: Path) -> None:
    spoiled = talk.with_name("spoiled.capsule")
    for content, said, run in (
        (b"nonsense", "This is no capsule", sobremesa),
        (talk.read_bytes()[:-9], "cut short", within),
    ):
        spoiled.write_bytes(content)
        done = run("replay", str(spoiled))
        assert (done.returncode, len(done.stderr.splitlines()), said in done.stderr) == (2, 1, True)
    nowhere = within("capsule", "talk", "-o", str(talk.parent / "talk.capsule" / "x"))
    assert (nowhere.returncode, len(nowhere.stderr.splitlines())) == (2, 1)
