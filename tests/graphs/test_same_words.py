"""The same seed gives the same report of a talk in any process, however it keeps its sets of words."""

from __future__ import annotations

import os
import subprocess
import sys
from pathlib import Path

SCENARIO = (
    "5 people with different personalities react to interface failure. One is stoic, one anxious, one problem-solver, "
    "one social, one withdrawn."
)
PROGRAM = f"""
import hashlib, sys
from sobremesa import simulate_scenario
from sobremesa.nodes.settings import Settings

settings = Settings.from_env({{"SOBREMESA_HOME": sys.argv[1]}})
result = simulate_scenario({SCENARIO!r}, seed=4, rounds=3, thread_id="talk", settings=settings)
assert result.report.soundness and result.report.transcript
print(hashlib.sha256(result.report.model_dump_json().encode()).hexdigest())
"""


def test_the_same_seed_gives_the_same_report_in_any_process(tmp_path: Path) -> None:
    found = set()
    for hash_seed in ("1", "2"):
        command = [sys.executable, "-c", PROGRAM, str(tmp_path / hash_seed)]
        environ = {**os.environ, "PYTHONHASHSEED": hash_seed}
        found.add(subprocess.run(command, env=environ, check=True, capture_output=True, text=True).stdout)
    assert len(found) == 1
