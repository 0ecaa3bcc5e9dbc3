"""`sobremesa threads --prune`: told first, done only with --yes, and what a fork goes on from stays."""

from __future__ import annotations

import asyncio
import json
import subprocess
from collections.abc import Callable

import pytest

from sobremesa.graphs import run
from sobremesa.graphs.forking import fork
from sobremesa.nodes.contract import Request
from sobremesa.nodes.forking.fork import Fork
from sobremesa.nodes.settings import Settings

Command = Callable[..., subprocess.CompletedProcess[str]]
TALK = Request(
    scenario="A stoic engineer and an anxious nurse talk about a power cut.",
    mode="social",
    rounds=2,
    masked=False,
    seed=1,
)


@pytest.fixture
def talks(environment: dict[str, str]) -> None:
    """Two runs, and a fork of the first."""
    settings = Settings.from_env(environment)
    for name in ("first", "second"):
        asyncio.run(run.start(TALK, settings, name))
    asyncio.run(fork("first", Fork(at=2), settings, "branch"))


def listed(within: Command) -> set[str]:
    return {record["thread_id"] for record in json.loads(within("threads", "--json").stdout)}


def test_what_would_go_is_told_and_goes_only_with_yes(talks: None, within: Command) -> None:
    told = within("threads", "--prune", "--keep", "1")
    assert told.returncode == 0
    assert [line.split()[0] for line in told.stdout.splitlines()] == ["second"]
    assert "first stays: another run goes on from it." in told.stderr
    assert "Nothing was removed yet: add --yes." in told.stderr
    assert listed(within) == {"first", "second", "branch"}
    done = within("threads", "--prune", "--keep", "1", "--yes")
    assert (done.returncode, done.stdout) == (0, told.stdout)
    assert "1 removed" in done.stderr
    assert listed(within) == {"first", "branch"}
    assert within("show", "first").returncode == within("show", "branch").returncode == 0
    assert within("show", "second").returncode == 2


def test_programs_are_told_as_json(talks: None, within: Command) -> None:
    told = json.loads(within("threads", "--prune", "--json").stdout)
    assert told["removed"] is False
    assert {record["thread_id"] for record in told["threads"]} == {"first", "second", "branch"}
    done = json.loads(within("threads", "--prune", "--yes", "--json").stdout)
    assert (done["removed"], len(done["threads"]), done["needed"]) == (True, 3, [])
    assert listed(within) == set()


@pytest.mark.parametrize(
    "words", [("--yes",), ("--keep", "3"), ("--prune", "--keep", "-1"), ("--prune", "--older-than", "nan")]
)
def test_what_makes_no_sense_is_refused(words: tuple[str, ...], within: Command) -> None:
    refused = within("threads", *words)
    assert (refused.returncode, refused.stdout) == (2, "")
    assert refused.stderr.startswith("sobremesa: ")
