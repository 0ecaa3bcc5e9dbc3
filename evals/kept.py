"""Scores on disk, one file a reader: what the page shows, and what the tests hold today's readings against."""

from __future__ import annotations

from pathlib import Path

from pydantic import TypeAdapter

from evals.experiment import Reader, Scores
from evals.outcome import played, unaided
from evals.record import recorded
from evals.scenario import Scenario, scenarios

RECORDED = Path(__file__).with_name("recorded")
KEPT = Path(__file__).with_name("scores")
LIBRARY = "library"
"""The reader that needs no language model."""

_SCORES = TypeAdapter(Scores)


def readers() -> tuple[str, ...]:
    """Who has read the scenarios: the library, and each language model whose answers are recorded."""
    return (LIBRARY, *sorted(file.stem for file in RECORDED.glob("*.jsonl")))


def reading(reader: str) -> tuple[tuple[Scenario, ...], Reader]:
    """The scenarios that somebody has read, in the order of the file, and their reading of each."""
    if reader == LIBRARY:
        return tuple(scenarios().values()), unaided
    attempts = recorded(RECORDED / f"{reader}.jsonl")
    there = {attempt.scenario for attempt in attempts}
    return tuple(one for one in scenarios().values() if one.id in there), lambda one: played(one, attempts)


def kept(reader: str) -> Scores:
    """The scores of a reader as they were last computed."""
    return _SCORES.validate_json((KEPT / f"{reader}.json").read_bytes())


def keep(reader: str, scores: Scores) -> None:
    """Put a reader's scores on disk."""
    KEPT.mkdir(exist_ok=True)
    (KEPT / f"{reader}.json").write_bytes(_SCORES.dump_json(scores, indent=1) + b"\n")
