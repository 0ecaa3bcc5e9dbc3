"""Going on from a place in a run, on the command line."""

import json
import subprocess
from collections.abc import Callable

Command = Callable[..., subprocess.CompletedProcess[str]]

FOUNDERS = "Three founders quarrel about selling the company. What conflicts arise, and who gives in?"


def test_a_run_is_forked_without_a_change_and_with_one(within: Command) -> None:
    first = within("run", FOUNDERS, "--rounds", "3", "--thread", "first", "--json")
    assert first.returncode == 0, first.stderr
    same = within("fork", "first", "--at", "2", "--thread", "same", "--json")
    assert same.returncode == 0, same.stderr
    assert json.loads(same.stdout)["report"] == json.loads(first.stdout)["report"]
    told = within("fork", "first", "--at", "3")
    assert "Nothing is changed, so this is first again" in told.stderr
    assert "--set NAME=VALUE" in told.stderr
    who = next(iter(json.loads(first.stdout)["report"]["cast"].values()))["name"]
    other = within("fork", "first", "--at", "2", "--say", f"{who} (-1): never", "--thread", "other", "--json")
    assert "Nothing is changed" not in other.stderr
    report = json.loads(other.stdout)["report"]
    assert "never" in {turn["utterance"]["speech"] for turn in report["transcript"] if turn["round"] == 2}
    assert any(f"{who} was made to say “never”" in notice for notice in report["notices"])


def test_what_can_not_be_forked_is_said_in_a_sentence(within: Command) -> None:
    nobody = within("fork", "nobody", "--at", "1")
    assert (nobody.returncode, "There is no thread 'nobody' here" in nobody.stderr) == (2, True)
    value = within("fork", "nobody", "--at", "1", "--set", "rate")
    assert (value.returncode, "--set must be NAME=VALUE" in value.stderr) == (2, True)
    line = within("fork", "nobody", "--at", "1", "--say", "hello")
    assert (line.returncode, 'say must be "NAME: words"' in line.stderr) == (2, True)
