"""By how much a call overruns its deadline, whatever is wrong: `python -m benchmarks.deadlines [--seconds 2]`.

A server on loopback has one fault at a time, with every request; a call is made under the deadline, with real pauses
between tries. A fault that is over sooner has its own outcome, one that goes on ends at the deadline. Exits with 1
where one of them goes on for more than a second after it.
"""

from __future__ import annotations

import argparse
import asyncio
import sys
import tempfile
import time
from pathlib import Path

sys.path.append(str(Path(__file__).parents[1] / "tests"))

from scripted_faults import FAULTS, GOOD, question
from scripted_llm import ScriptedServer, serve
from sobremesa.nodes.gateway import Gateway, Outcome, OverBudget
from sobremesa.nodes.settings import Settings
from sobremesa.store.journal import Journal

ALLOWED = 1.0


def settings_of(server: ScriptedServer, home: str, seconds: float) -> Settings:
    return Settings.from_env(server.environ(SOBREMESA_HOME=home, SOBREMESA_DEADLINE=str(seconds)))


def timed(gateway: Gateway) -> tuple[Outcome[object], float]:
    begun = time.monotonic()
    outcome = asyncio.run(gateway.call(question()))
    return outcome, time.monotonic() - begun


def told(outcome: Outcome[object]) -> str:
    reason = getattr(outcome, "limit", None) or getattr(outcome, "kind", None)
    return type(outcome).__name__ + (f" ({reason})" if reason else "")


def main() -> int:
    options = argparse.ArgumentParser(description=__doc__)
    options.add_argument("--seconds", type=float, default=2.0, help="the deadline")
    deadline = options.parse_args().seconds
    worst = 0.0
    print(f"{'fault':<32} {'outcome':<28} requests  seconds  overrun")
    with tempfile.TemporaryDirectory() as home, serve(lambda asked: GOOD) as server:
        journal = Journal(Path(home) / "journal.sqlite")
        timed(Gateway(settings_of(server, home, 60), journal, "what is imported once"))
        for name, fault in FAULTS.items():
            server.rule, before = lambda asked, answer=fault.answer: answer, server.count
            outcome, seconds = timed(Gateway(settings_of(server, home, deadline), journal, name))
            assert isinstance(outcome, fault.outcome | OverBudget), name
            worst = max(worst, over := max(0.0, seconds - deadline))
            print(f"{name:<32} {told(outcome):<28} {server.count - before:>8} {seconds:>8.2f} {over:>8.2f}")
    print(f"\nthe deadline of {deadline:g} s is overrun by at most {worst:.2f} s; {ALLOWED:g} s are allowed")
    return int(worst > ALLOWED)


if __name__ == "__main__":
    sys.exit(main())
