"""Keep what a language model answers to the scenarios: `python -m evals.record --endpoint URL --model NAME -o FILE`.

Several scenarios are read side by side, each with a journal of its own, so that no answer is taken for another's. A
scenario's attempts are appended to the file once it is through; those that are in the file already are passed over, so
that a recording which was cut short goes on. The key is OPENAI_API_KEY; endpoints that ask for none need none.
"""

from __future__ import annotations

import argparse
import asyncio
import os
import sys
import tempfile
from collections.abc import Iterable, Sequence
from pathlib import Path

from pydantic import SecretStr

from evals.scenario import Scenario, chosen
from sobremesa.nodes.gateway.failure import LanguageModelError
from sobremesa.nodes.settings import Settings
from sobremesa.nodes.trial import Attempt, Trial, tried
from sobremesa.store.journal import Journal

AT_ONCE, TIMEOUT, REQUESTS = 8, 880.0, 6
"""Scenarios side by side; seconds for a request; requests of a scenario at most, two readings and their repairs."""


def main(arguments: Sequence[str] | None = None) -> int:
    """Record; 1 where a scenario could not be."""
    parser = argparse.ArgumentParser(prog="python -m evals.record", description=__doc__)
    parser.add_argument("--endpoint", required=True, help="an OpenAI-compatible endpoint: http://127.0.0.1:8080/v1")
    parser.add_argument("--model", required=True, help="the name of the language model")
    parser.add_argument("--only", help="ids of scenarios: P01,P05,K04")
    parser.add_argument("--at-once", type=int, default=AT_ONCE, help="scenarios side by side (%(default)s)")
    parser.add_argument("--timeout", type=float, default=TIMEOUT, help="seconds for a request (%(default)s)")
    parser.add_argument("-o", dest="file", type=Path, required=True, help="the file to which attempts are appended")
    given = parser.parse_args(arguments)
    wanted = [one for one in chosen(given.only) if one.id not in {a.scenario for a in recorded(given.file)}]
    with tempfile.TemporaryDirectory() as home:
        settings = Settings(
            api_key=SecretStr(os.environ.get("OPENAI_API_KEY", "none")),
            base_url=given.endpoint,
            model=given.model,
            home=Path(home),
            timeout=given.timeout,
            deadline=REQUESTS * given.timeout,
        )
        lost = asyncio.run(record(wanted, settings, given.file, given.at_once))
    return 1 if lost else 0


def recorded(file: Path) -> tuple[Attempt, ...]:
    """The attempts in a file; none where it is not there yet."""
    lines = file.read_text("utf-8").splitlines() if file.exists() else ()
    return tuple(map(Attempt.model_validate_json, lines))


async def record(wanted: Iterable[Scenario], settings: Settings, file: Path, at_once: int) -> tuple[str, ...]:
    """Append each scenario's attempts to the file; the ids of those that could not be read are returned."""
    room = asyncio.Semaphore(at_once)

    async def one(scenario: Scenario) -> str | None:
        async with room:
            journal = Journal(settings.home / f"{scenario.id}.sqlite")
            try:
                trial = await tried(scenario.id, scenario.request, settings, journal)
            except LanguageModelError as error:
                sys.stderr.write(f"{scenario.id}: {error}\n")
                return scenario.id
        if not whole(trial):
            sys.stderr.write(f"{scenario.id}: no answer\n")
            return scenario.id
        append(file, trial.attempts)
        sys.stderr.write(f"{scenario.id}: {trial.route.mode}, {len(trial.attempts)} answers\n")
        return None

    lost = await asyncio.gather(*map(one, wanted))
    return tuple(identifier for identifier in lost if identifier is not None)


def whole(trial: Trial) -> bool:
    """Whether every question was answered at all, if only by something that could not be used."""
    asked = ("classify",) if trial.translation is None else ("classify", "compile")
    return {attempt.node for attempt in trial.attempts} == set(asked)


def append(file: Path, attempts: Iterable[Attempt]) -> None:
    """Add attempts at the end of a file, all in one write."""
    file.parent.mkdir(parents=True, exist_ok=True)
    with file.open("a", encoding="utf-8") as kept:
        kept.write("".join(f"{attempt.model_dump_json()}\n" for attempt in attempts))


if __name__ == "__main__":
    sys.exit(main())
