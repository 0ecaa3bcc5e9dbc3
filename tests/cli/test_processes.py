"""The commands, of processes."""

import json
import subprocess
from collections.abc import Callable
from pathlib import Path

Command = Callable[..., subprocess.CompletedProcess[str]]


def test_the_library_shows_processes_that_check_with_their_load(sobremesa: Command, tmp_path: Path) -> None:
    assert {"counter", "open_desks"} <= set(json.loads(sobremesa("library", "--json").stdout))
    shown = tmp_path / "shown.yaml"
    shown.write_text(sobremesa("library", "show", "counter", "--document").stdout.replace("value: 40", "value: 80"))
    checked = sobremesa("check", str(shown))
    assert checked.returncode == 0, checked.stderr
    assert "in “scenario”: server: load 133.3%; unstable" in checked.stdout
    told = sobremesa("library", "show", "counter").stdout
    assert "Erlang" in told and "## Known by" in told and "poisson process" in told.lower()


def test_a_process_is_exported_as_a_program_for_simpy(sobremesa: Command, tmp_path: Path) -> None:
    out = tmp_path / "counter.py"
    assert sobremesa("export", "counter", "--out", str(out)).returncode == 0
    assert "import simpy" in out.read_text()
    refused = sobremesa("export", "counter", "--app", "--out", str(out))
    assert refused.returncode != 0
    assert "a process runs on SimPy" in refused.stderr


def test_servers_are_swept_and_a_number_of_agents_is_refused(sobremesa: Command) -> None:
    swept = sobremesa(
        "sweep", "counter", "--parameter", "servers", "--from", "1", "--to", "2", "--points", "2", "--replicates", "2",
        "--json",
    )  # fmt: skip
    assert swept.returncode == 0, swept.stderr
    report = json.loads(swept.stdout)["report"]
    assert [finding["at"] for finding in report["findings"] if finding["kind"] == "marginal"] == [2.0]
    question = "40 customers an hour queue at one till, and each takes a minute to serve. How long is the queue?"
    refused = sobremesa("run", question, "--agents", "50", "--replicates", "2")
    assert "num_agents has no meaning for a process" in refused.stdout + refused.stderr
