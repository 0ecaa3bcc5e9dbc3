"""An experiment: every arm over the same replicates, under common random numbers.

Replicate i of every arm draws the same random numbers at the same places, so differences between arms are
differences of the arms. With a witness some replicates of each arm also run on a second engine, and what both make of
them is compared to the last bit.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from concurrent.futures import FIRST_COMPLETED, Executor, Future, wait
from dataclasses import dataclass

from sobremesa.mechanics.document import Arm
from sobremesa.mechanics.documents import AnyProgram
from sobremesa.mechanics.engine import Engine, Pause, Series, TracingEngine, unpaused
from sobremesa.mechanics.ensemble import Ensemble, EnsembleFormatError
from sobremesa.mechanics.limits import Limits
from sobremesa.mechanics.living import Schedule, batches, live, stack
from sobremesa.mechanics.processes.program import ProcessProgram
from sobremesa.mechanics.witness import witnessed

__all__ = ["Ensemble", "EnsembleFormatError", "conversing", "run_experiment"]

LOOK_UP = 0.1
"""Seconds between two looks at whether to go on, while others work."""

Progress = Callable[[str, int, int], None]
"""Called with the arm, and the replicates done and in all (over all arms). What it raises ends the experiment."""


@dataclass(frozen=True, slots=True)
class Means:
    """What an experiment may use beside its engine.

    `witness` runs the first replicate of each arm again, a later one and those that failed; the engine must then be
    able to tell its state step by step. `executor` runs batches of replicates: threads, processes, or whatever else
    takes tasks that can be pickled. `allowed` holds the seconds after which no more runs are made (`run_in_time`).
    """

    witness: TracingEngine | None = None
    executor: Executor | None = None
    allowed: Limits | None = None


NOTHING_ELSE = Means()


def run_experiment(
    program: AnyProgram,
    engine: Engine,
    seed: int,
    replicates: int,
    schedule: Schedule = (),
    progress: Progress | None = None,
    pause: Pause = unpaused,
    means: Means = NOTHING_ELSE,
) -> Ensemble:
    """Run every arm `replicates` times and return all that was measured.

    `pause` is called several times a second; what it raises ends the experiment. A replicate that stops with an error
    is no exception: it stands in its arm's `errors`.

    Raises DocumentError where an arm does not fit the program, EnginesDifferError where the witness disagrees.
    """
    runs = all_arms(program, engine, seed, range(replicates), schedule, progress, pause, means)
    return attested(program, engine, seed, runs, schedule, pause, means)


def all_arms(
    program: AnyProgram,
    engine: Engine,
    seed: int,
    replicates: Sequence[int],
    schedule: Schedule = (),
    progress: Progress | None = None,
    pause: Pause = unpaused,
    means: Means = NOTHING_ELSE,
) -> dict[str, Series]:
    """These replicates of every arm, by the arm's name."""
    arms = program.document.experiment.arms
    done, runs = 0, {}
    for arm in arms:
        pieces: dict[int, Series] = {}
        parts = batches(program, engine, arm, replicates, schedule)
        for batch, series in _lived(program, engine, arm, seed, parts, schedule, pause, means.executor):
            pieces[batch[0]] = series
            done += len(batch)
            if progress is not None:
                progress(arm.name, done, len(replicates) * len(arms))
        runs[arm.name] = stack([pieces[first] for first in sorted(pieces)])
    return runs


def attested(
    program: AnyProgram,
    engine: Engine,
    seed: int,
    runs: dict[str, Series],
    schedule: Schedule = (),
    pause: Pause = unpaused,
    means: Means = NOTHING_ELSE,
) -> Ensemble:
    """What was measured, as an ensemble, after the witness has run its part of every arm too."""
    proofs = {}
    if means.witness is not None and not isinstance(program, ProcessProgram):
        assert isinstance(engine, TracingEngine)
        for arm in program.document.experiment.arms:
            proofs[arm.name] = witnessed(program, engine, means.witness, runs[arm.name], arm, seed, schedule, pause)
    return Ensemble(program.document.sha256, engine.name, seed, runs, proofs)


def _lived(
    program: AnyProgram,
    engine: Engine,
    arm: Arm,
    seed: int,
    parts: Sequence[Sequence[int]],
    schedule: Schedule,
    pause: Pause,
    executor: Executor | None,
) -> Iterator[tuple[Sequence[int], Series]]:
    """Every batch and what was measured in it, as soon as it is done."""
    if executor is None:
        for batch in parts:
            yield batch, live(program, engine, arm, seed, batch, schedule, pause=pause)
        return
    tasks = {executor.submit(live, program, engine, arm, seed, batch, schedule): batch for batch in parts}
    left: set[Future[Series]] = set(tasks)
    try:
        while left:
            done, left = wait(left, LOOK_UP, FIRST_COMPLETED)
            for task in done:
                yield tasks[task], task.result()
            pause()
    finally:
        for task in left:
            task.cancel()


def conversing(program: AnyProgram, arm: Arm) -> bool:
    """Whether the arm holds a conversation of its own: its personas are on, and move something that it leaves free."""
    return arm.personas != "off" and any(not arm.decides(lever.moves) for lever in program.levers)
