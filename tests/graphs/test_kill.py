"""SIGKILL at random moments of conversations and hybrid runs, then resume: each finishes as if nothing had been.

A moment is drawn under a seed: the step after which the process dies, and a delay that leads into the next one.
"""

import json
import os
import random
import signal
import subprocess
import sys
import time
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest

from sobremesa.graphs import run
from sobremesa.graphs.driving import opened
from sobremesa.nodes.contract import Request
from sobremesa.nodes.progress import Progress
from sobremesa.nodes.report import Report
from sobremesa.nodes.settings import Settings

RUNNING = Path(__file__).with_name("running.py")
LONGEST_DELAY_SECONDS = 0.005
MOMENTS = 10
AT_ONCE = 2
REQUESTS = {
    "social": Request(
        scenario="A stoic engineer, an anxious nurse and a station chief talk about failing interfaces.",
        mode="social",
        rounds=4,
        seed=3,
    ),
    "long": Request(
        scenario="A stoic engineer, an anxious nurse, a blunt trader, an artist, a doctor and a station chief talk "
        "about failing interfaces. In round 3 the lights go out.",
        mode="social",
        rounds=7,
        masked=False,
        seed=3,
    ),
    "several": Request(
        scenario="A stoic engineer, an anxious nurse and a station chief talk about failing interfaces.",
        mode="social",
        rounds=4,
        replicates=3,
        masked=True,
        seed=3,
    ),
    "hybrid": Request(
        scenario="100 people with neural interfaces; 10% fail. Simulate how frustration spreads, and let an anxious "
        "nurse, a stoic engineer and a station chief talk as it happens; what they decide should change the repair "
        "rate.",
        mode="hybrid",
        num_agents=20,
        replicates=2,
        seed=3,
    ),
}

Unbroken = dict[str, tuple[Report, int, dict[str, Any]]]
KEPT = ("rounds", "notes", "private", "decisions")


@pytest.fixture(scope="module")
def unbroken() -> Unbroken:
    """Report, number of steps, and what is kept of each run when nothing happens to it; filled as it is asked for."""
    return {}


async def undisturbed(mode: str, known: Unbroken, home: Path) -> tuple[Report, int, dict[str, Any]]:
    if mode not in known:
        steps: list[Progress] = []
        result = await run.start(REQUESTS[mode], Settings(home=home), "t", watch=steps.append)
        assert result.report is not None
        known[mode] = result.report, len(steps), await kept(home)
    return known[mode]


@pytest.fixture(scope="module")
def nursery() -> Iterator[subprocess.Popen[str]]:
    """A process that begins others."""
    pipes = {"stdin": subprocess.PIPE, "stdout": subprocess.PIPE, "text": True}
    with subprocess.Popen([sys.executable, str(RUNNING)], **pipes) as process:
        yield process
        process.stdin.close()


def killed_after(steps: int, delay: float, home: Path, request: Request, nursery: subprocess.Popen[str]) -> None:
    """Run in a process of its own that is killed `delay` seconds after its `steps`-th step, or ends before."""
    nursery.stdin.write(json.dumps([{"SOBREMESA_HOME": str(home)}, "t", request.model_dump_json()]) + "\n")
    nursery.stdin.flush()
    number = int(nursery.stdout.readline())
    for _ in range(steps):
        assert nursery.stdout.readline() != "ended\n"
    time.sleep(delay)
    os.kill(number, signal.SIGKILL)
    while nursery.stdout.readline() != "ended\n":
        pass


async def kept(home: Path) -> dict[str, Any]:
    async with opened(Settings(home=home), "t") as thread:
        values = await thread.values()
    return {name: values.get(name, []) for name in KEPT}


def moments(mode: str) -> list[Any]:
    return [
        pytest.param(mode, n, id=f"{mode}-{n}", marks=[] if n < AT_ONCE else [pytest.mark.slow]) for n in range(MOMENTS)
    ]


@pytest.mark.parametrize(("mode", "moment"), [moment for mode in REQUESTS for moment in moments(mode)])
async def test_a_killed_run_finishes_when_it_is_resumed(
    mode: str, moment: int, unbroken: Unbroken, nursery: subprocess.Popen[str], tmp_path: Path
) -> None:
    expected, steps, state = await undisturbed(mode, unbroken, tmp_path / "undisturbed")
    chance = random.Random(f"{mode} {moment}")
    home = tmp_path / "home"
    step, delay = chance.randrange(1, steps - 2), chance.uniform(0, LONGEST_DELAY_SECONDS)
    killed_after(step, delay, home, REQUESTS[mode], nursery)
    before = await kept(home)
    assert run.run_table(Settings(home=home)).get("t").status == "interrupted"
    result = await run.resume("t", Settings(home=home))
    after = await kept(home)
    assert all(turn in after["rounds"] for turn in before["rounds"])
    assert after == state
    assert result.report == expected
    assert result.status == "done"
