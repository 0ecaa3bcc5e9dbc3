"""SIGKILL at random moments of conversations and hybrid runs, then resume: each finishes as if nothing had been.

A moment is drawn under a seed: the step after which the process dies, and a delay that leads into the next one.
"""

import random
import time
from pathlib import Path
from typing import Any

import pytest

from nursery import Nursery, kill
from sobremesa.graphs import run
from sobremesa.graphs.driving import opened
from sobremesa.nodes.contract import Request
from sobremesa.nodes.progress import Progress
from sobremesa.nodes.report import Report
from sobremesa.nodes.settings import Settings

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


def killed_after(steps: int, delay: float, home: Path, request: Request, nursery: Nursery) -> None:
    """Run in a process of its own that is killed `delay` seconds after its `steps`-th step, or ends before."""
    number = nursery.begin({"SOBREMESA_HOME": str(home)}, request.model_dump_json())
    nursery.steps(steps)
    time.sleep(delay)
    kill(number)
    nursery.ended()


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
    mode: str, moment: int, unbroken: Unbroken, nursery: Nursery, tmp_path: Path
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
