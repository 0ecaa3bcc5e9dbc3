"""Whole conversations with a language model on loopback that answers in one second: wall time, calls, prompt tokens.

    python -m benchmarks.talking [--seconds 1] [--runs 3]

Each row is a talk of so many personas and rounds, all of a round at once, in a process of its own and a fresh home. The
time of its rounds is from the opening of the first to the end of the last, that of the private answers from their being
asked to the last of them; the median of the runs. Prompt tokens are counted at the endpoint, of every call that the
conversation made (turns, rewrites, notes, private answers), beside those of the same turns and private questions with
the whole transcript in each; the bound of 40 % is held against those of the turns alone. Last, the mean prompt of a
turn in round 5 and in the last round.
"""

from __future__ import annotations

import argparse
import asyncio
import json
import os
import statistics
import subprocess
import sys
import tempfile
import time
from collections import Counter
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

from benchmarks.talking.counting import full_answers, full_turns, tokens
from benchmarks.talking.table import council

SCENARIO = "The council of a town talks about an old bridge."
TALKS = ((5, 5), (10, 10), (10, 20))
WITHIN = {(5, 5): 5.5, (10, 10): 11.0}
AT_MOST = 0.4
HEAD = (
    "talk", "rounds", "private", "calls", "prompt tokens", "full transcripts", "ratio", "to turns alone",
    "prompt in round 5, last",
)  # fmt: skip
KINDS = ("speak", "rewrite", "note", "private")


@contextmanager
def endpoint(seconds: float) -> Iterator[str]:
    """The address of an endpoint in a process of its own."""
    command = [sys.executable, "-m", "benchmarks.talking.endpoint", str(seconds)]
    with subprocess.Popen(command, stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True) as process:
        assert process.stdout is not None
        assert process.stdin is not None
        yield f"http://127.0.0.1:{int(process.stdout.readline())}/v1"
        process.stdin.close()


async def talk(address: str, home: Path, personas: int, rounds: int) -> dict[str, Any]:
    """One talk, and its figures."""
    from sobremesa.graphs import run
    from sobremesa.graphs.driving import opened
    from sobremesa.nodes.contract import Request
    from sobremesa.nodes.gateway.call import Call
    from sobremesa.nodes.gateway.wire import Wire
    from sobremesa.nodes.settings import Settings
    from sobremesa.nodes.sheet.writing import write_sheet
    from sobremesa.personas.utterance import Turn

    asked: list[tuple[str, str, int]] = []
    send = Wire.send

    async def counted(self: Wire, call: Call[Any], messages: Any, dialect: Any) -> Any:
        asked.append((call.node, call.turn, tokens(*(words for _, words in messages))))
        return await send(self, call, messages, dialect)

    Wire.send = counted  # type: ignore[method-assign]
    settings = Settings.from_env({"OPENAI_API_KEY": "-", "OPENAI_BASE_URL": address, "SOBREMESA_HOME": str(home)})
    casting = council(personas)
    request = Request(scenario=SCENARIO, mode="social", personas=write_sheet(casting), rounds=rounds)
    marks: list[tuple[str, float]] = []
    await run.start(request, settings, "talk", watch=lambda event: marks.append((event.node, time.perf_counter())))
    async with opened(settings, "talk") as thread:
        values = await thread.values()
    turns = [Turn.model_validate(turn) for turn in values["rounds"]]
    return {
        "personas": personas,
        "rounds": max(turn.round for turn in turns),
        **_times(marks),
        **_calls(asked, rounds),
        "full_turns": full_turns(casting, turns, rounds),
        "full_answers": full_answers(casting, turns, rounds),
    }


def _times(marks: list[tuple[str, float]]) -> dict[str, float]:
    """Seconds of all rounds, and of the private answers before and after, from the moments of a run's events."""
    at = {node: [moment for name, moment in marks if name == node] for node in ("private", "converse", "synthesize")}
    first, last = at["converse"][0], at["private"][-1]
    return {"wall": last - first, "before": first - at["private"][0], "after": at["synthesize"][0] - last}


def _calls(asked: list[tuple[str, str, int]], rounds: int) -> dict[str, Any]:
    of_talk = [one for one in asked if one[0] in KINDS]
    turns = [(int(turn.split("/")[2]), size) for node, turn, size in of_talk if node == "speak"]
    means = {n: statistics.fmean(size for at, size in turns if at == n) for n in (5, rounds)}
    return {
        "calls": dict(Counter(node for node, _, _ in of_talk)),
        "tokens": sum(size for _, _, size in of_talk),
        "prompt_5": means[5],
        "prompt_last": means[rounds],
    }


def measured(seconds: float, runs: int, personas: int, rounds: int) -> dict[str, Any]:
    """The figures of a talk, each in a process of its own; times are medians."""
    found = []
    for _ in range(runs):
        with endpoint(seconds) as address, tempfile.TemporaryDirectory() as home:
            command = [sys.executable, "-m", "benchmarks.talking", "--one", address, home, str(personas), str(rounds)]
            done = subprocess.run(command, check=True, capture_output=True, text=True, env=dict(os.environ))
            found.append(json.loads(done.stdout))
    return {**found[0], **{key: statistics.median(one[key] for one in found) for key in ("wall", "before", "after")}}


def row(figures: dict[str, Any]) -> str:
    """A row of the table."""
    calls = ", ".join(f"{count} {node}" for node, count in sorted(figures["calls"].items(), key=lambda one: -one[1]))
    full = figures["full_turns"] + figures["full_answers"]
    return (
        f"| {figures['personas']} × {figures['rounds']} | {figures['wall']:.2f} s | {figures['before']:.2f} s, "
        f"{figures['after']:.2f} s | {calls} | {figures['tokens']:,} | {full:,} | {figures['tokens'] / full:.1%} "
        f"| {figures['tokens'] / figures['full_turns']:.1%} "
        f"| {figures['prompt_5']:,.0f}, {figures['prompt_last']:,.0f} |"
    )


def main() -> int:
    """Measure, print, and fail where a bound is not kept."""
    parser = argparse.ArgumentParser()
    parser.add_argument("--seconds", type=float, default=1.0)
    parser.add_argument("--runs", type=int, default=3)
    parser.add_argument("--one", nargs=4, help=argparse.SUPPRESS)
    arguments = parser.parse_args()
    if arguments.one:
        address, home, personas, rounds = arguments.one
        print(json.dumps(asyncio.run(talk(address, Path(home), int(personas), int(rounds)))))
        return 0
    print(f"| {' | '.join(HEAD)} |\n|{'---|' * len(HEAD)}")
    kept = True
    for personas, rounds in TALKS:
        figures = measured(arguments.seconds, arguments.runs, personas, rounds)
        print(row(figures), flush=True)
        within = WITHIN.get((personas, rounds))
        kept &= within is None or figures["wall"] < within * arguments.seconds
        kept &= (personas, rounds) != (10, 20) or figures["tokens"] <= AT_MOST * figures["full_turns"]
    print("Every bound is kept." if kept else "A bound is not kept.")
    return 0 if kept else 1


if __name__ == "__main__":
    sys.exit(main())
