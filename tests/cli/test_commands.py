"""Each command, as a whole process."""

import json
import os
import re
import signal
import subprocess
import sys
import time
from collections.abc import Callable
from pathlib import Path

import pytest

Command = Callable[..., subprocess.CompletedProcess[str]]


INTERFACES = (
    "100 people with neural interfaces. Interfaces fail at 10% rate. People can see each other's emotional states."
)
CHARACTERS = "Three founders quarrel about selling the company. What conflicts arise, and who gives in?"


def test_a_run_is_reported_shown_and_listed(sobremesa: Command, tmp_path: Path) -> None:
    out = tmp_path / "reports" / "report.md"
    done = sobremesa("run", INTERFACES, "--seed", "1", "--thread", "first", "--out", str(out), "--replicates", "20")
    assert done.returncode == 0, done.stderr
    report = out.read_text()
    assert INTERFACES.split(".", maxsplit=1)[0] in report
    assert "No language model was used" in report
    listed = json.loads(sobremesa("threads", "--json").stdout)
    assert [(run["thread_id"], run["status"], run["mode"]) for run in listed] == [("first", "done", "mechanics")]
    assert sobremesa("show", "first").stdout.strip() == report.strip()


def test_the_same_seed_gives_the_same_bits(sobremesa: Command) -> None:
    results = []
    for thread in ("thread-a", "thread-b"):
        done = sobremesa("run", INTERFACES, "--mode", "mechanics", "--seed", "1", "--thread", thread, "--json")
        assert done.returncode == 0, done.stderr
        results.append(re.sub(rf"\b{thread}\b", "THREAD", done.stdout))
    assert results[0] == results[1]
    findings = json.loads(results[0])["findings"]
    arms = {arm for finding in findings for arm in finding["arms"]}
    assert len(arms) == 3
    compared = [finding for finding in findings if finding["kind"] in ("level", "difference", "nothing")]
    assert min(finding["n"] for finding in compared) >= 20


def test_json_is_all_that_stands_on_stdout(sobremesa: Command) -> None:
    done = sobremesa("run", CHARACTERS, "--rounds", "2", "--json")
    assert done.returncode == 0, done.stderr
    result = json.loads(done.stdout)
    assert (result["status"], result["mode"]) == ("done", "social")
    assert len(result["report"]["transcript"]) == 6


def test_several_conversations_are_counted_and_the_command_asks_for_them_again(sobremesa: Command) -> None:
    done = sobremesa("run", CHARACTERS, "--rounds", "3", "--replicates", "4", "--no-masked", "--json")
    assert done.returncode == 0, done.stderr
    report = json.loads(done.stdout)["report"]
    held = [f"conversation {number}" for number in (2, 3, 4)]
    assert [outcome["arm"] for outcome in report["outcomes"]] == ["conversation", *held]
    assert {turn["arm"] for turn in report["further"]} == set(held)
    assert "4 conversations" in " ".join(sentence["text"] for sentence in report["answer"])
    assert report["method"]["command"].endswith("--replicates 4 --no-masked")


def test_no_model_has_an_exit_code_of_its_own(sobremesa: Command) -> None:
    done = sobremesa("run", "A secret gets out among 10,000 employees. How many never learn it?")
    assert done.returncode == 3
    assert "OPENAI_API_KEY" in done.stdout


def test_a_scenario_can_come_from_stdin(sobremesa: Command) -> None:
    done = sobremesa("classify", "-", stdin=CHARACTERS)
    assert done.stdout.startswith("social")


def test_steps_alone(sobremesa: Command, tmp_path: Path) -> None:
    assert sobremesa("classify", INTERFACES, "--json").stdout.startswith("{")
    written = tmp_path / "model.yaml"
    assert sobremesa("compile", INTERFACES, "--out", str(written)).returncode == 0
    checked = sobremesa("check", str(written))
    assert checked.returncode == 0, checked.stderr
    cast = json.loads(sobremesa("cast", CHARACTERS, "--json").stdout)
    assert len(cast["personas"]) == 3


def test_the_library_shows_documents_that_check(sobremesa: Command, tmp_path: Path) -> None:
    names = json.loads(sobremesa("library", "--json").stdout)
    assert "interface_failure" in names
    shown = tmp_path / "shown.yaml"
    shown.write_text(sobremesa("library", "show", "interface_failure", "--document").stdout)
    assert sobremesa("check", str(shown)).returncode == 0
    assert sobremesa("library", "show", "nothing").returncode == 2


def test_the_library_says_what_a_model_is_where_it_comes_from_and_what_it_is_known_by(sobremesa: Command) -> None:
    shown = sobremesa("library", "show", "segregation").stdout
    headings = [line.removeprefix("## ") for line in shown.splitlines() if line.startswith("## ")]
    assert headings[0] == "1. Purpose and patterns" and headings[-2:] == ["Sources", "Known by"]
    assert "Schelling 1971" in shown and "0.754" in shown
    assert "sobremesa library show segregation --document" in shown


def test_an_exported_program_runs_by_itself_and_gives_the_same_bits(sobremesa: Command, tmp_path: Path) -> None:
    program = tmp_path / "model.py"
    assert sobremesa("export", "interface_failure", "--out", str(program)).returncode == 0
    lines = program.read_text().splitlines()
    assert not [line for line in lines if "import" in line and "sobremesa" in line]
    run = subprocess.run([sys.executable, str(program)], capture_output=True, text=True, check=True, cwd=tmp_path)
    printed = dict(line.split() for line in run.stdout.splitlines())
    ran = sobremesa("run", INTERFACES, "--seed", "1", "--replicates", "1", "--json")
    levels = {
        (finding["measure"], finding["arms"][0]): finding["value"]
        for finding in json.loads(ran.stdout)["findings"]
        if finding["kind"] == "level" and finding["take"] == "last"
    }
    for measure in ("communication_success", "frustrated", "frustration"):
        assert float(printed[measure]) == levels[measure, "scenario"]


def test_a_page_is_written_beside_the_model(sobremesa: Command, tmp_path: Path) -> None:
    for name, page in (("model.py", "app.py"), ("wolves.py", "wolves_app.py")):
        assert sobremesa("export", "wolf_sheep", "--out", str(tmp_path / name), "--app").returncode == 0
        assert f"from {name.removesuffix('.py')} import Sheep, Wolf, WolfSheep" in (tmp_path / page).read_text()
    for out in ([], ["--out", str(tmp_path / "my model.py")], ["--out", str(tmp_path / "class.py")]):
        refused = sobremesa("export", "wolf_sheep", "--app", *out)
        assert refused.returncode == 2
        assert "model.py" in refused.stderr
    assert sorted(each.name for each in tmp_path.iterdir()) == ["app.py", "model.py", "wolves.py", "wolves_app.py"]


def test_llm_says_that_there_is_none_and_how_to_set_one(sobremesa: Command) -> None:
    done = sobremesa("llm")
    assert done.returncode == 0
    assert "OPENAI_API_KEY" in done.stdout
    with_key = sobremesa("llm", env={"OPENAI_API_KEY": "k-secret-123"})
    assert "k-secret-123" not in with_key.stdout + with_key.stderr


def heeding_ctrl_c() -> None:
    """Tests that run in the background of a shell are started deaf to SIGINT, and so would be what they start."""
    signal.signal(signal.SIGINT, signal.SIG_DFL)


@pytest.mark.skipif(sys.platform == "win32", reason="POSIX signals")
def test_ctrl_c_leaves_a_thread_that_can_be_resumed(sobremesa: Command, environment: dict[str, str]) -> None:
    command = [sys.executable, "-m", "sobremesa", "run", INTERFACES, "--replicates", "2000", "--thread", "long"]
    command += ["--model", "some model"]
    running = subprocess.Popen(
        command,
        env=environment,
        stdout=subprocess.PIPE,
        stderr=subprocess.PIPE,
        text=True,
        preexec_fn=heeding_ctrl_c,  # noqa: PLW1509 - it does nothing that a thread could be in the middle of
    )
    assert running.stderr is not None
    for line in running.stderr:
        if line.startswith("Computing"):
            break
    time.sleep(0.3)
    os.kill(running.pid, signal.SIGINT)
    _, stderr = running.communicate(timeout=30)
    assert running.returncode == 130
    assert "sobremesa resume long --model 'some model'" in stderr
    assert "Traceback" not in stderr
    (listed,) = json.loads(sobremesa("threads", "--json").stdout)
    assert listed["status"] != "done"
