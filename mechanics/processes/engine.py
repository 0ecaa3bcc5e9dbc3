"""The engine of processes: emitted SimPy programs, run in this process.

SimPy's generators can't be stored. So a snapshot holds what moved and when (its lever history), and each call runs
again from time 0: no draw depends on an earlier one, and the same history gives the same bits.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field, replace

import numpy as np
from numpy.typing import NDArray

from sobremesa.mechanics.arms import arm_parameters, typed
from sobremesa.mechanics.document import Arm
from sobremesa.mechanics.engine import (
    LeverValue,
    Pause,
    Series,
    Snapshot,
    SnapshotMismatchError,
    latest,
    unpaused,
)
from sobremesa.mechanics.limits import Limits
from sobremesa.mechanics.overseeing import ThreadWatch, overseen
from sobremesa.mechanics.processes.arms import (
    Parameters,
    arm_process,
    known_of,
    slice_length,
    slices,
    warmup_of,
)
from sobremesa.mechanics.processes.compiled import compiled
from sobremesa.mechanics.processes.evaluating import number
from sobremesa.mechanics.processes.program import ProcessProgram
from sobremesa.mechanics.processes.running import Course, Run, run_replicate, series_of
from sobremesa.mechanics.processes.traffic import arrival_rate

NAME = "simpy"
BATCH = 5
BYTES = 2_000
"""What an entity takes in memory, with its visits."""
STEP, PARAMETER, VALUE = "lever_step", "lever_parameter", "lever_value"
"""The columns of a snapshot: after which step a lever moved, which parameter (by its place in the order of names)."""


@dataclass(frozen=True, slots=True)
class SimpyEngine:
    """Runs processes on SimPy. Holds nothing between calls."""

    limits: Limits = field(default_factory=Limits)

    @property
    def name(self) -> str:
        """The word that snapshots carry."""
        return NAME

    def batch(self, _program: ProcessProgram, _arm: Arm) -> int:
        """How many replicates are best run at a time."""
        return BATCH

    def start(
        self, program: ProcessProgram, arm: Arm, seed: int, replicates: Sequence[int], *, pause: Pause = unpaused
    ) -> Snapshot:
        """A snapshot at time 0. Raises DocumentError where the arm does not fit the process, TooLargeError."""
        parameters = arm_parameters(program, arm)
        process, known = arm_process(program, arm), known_of(program, parameters)
        slices(program, arm, parameters)
        horizon = number(program.horizon, known)
        entities = sum((arrival_rate(process, each, known) or 0.0) * horizon for each in process.entities)
        self.limits.check_memory(int(entities * BYTES), "a run of this process")
        pause()
        columns: dict[str, NDArray[np.generic]] = {
            STEP: np.zeros(0, np.int64), PARAMETER: np.zeros(0, np.int64), VALUE: np.zeros(0, np.float64),
        }  # fmt: skip
        indices = tuple(replicates)
        return Snapshot(program.sha256, NAME, seed, arm, indices, 0, columns, (False,) * len(indices))

    def advance(
        self,
        program: ProcessProgram,
        snapshot: Snapshot,
        steps: int,
        levers: Sequence[LeverValue] = (),
        *,
        pause: Pause = unpaused,
    ) -> tuple[Snapshot, Series]:
        """Run `steps` further slices with `levers` applied first; the series begins with the snapshot's own step.

        Each replicate runs again from time 0. Raises SnapshotMismatchError when the snapshot belongs to another
        document; nothing is changed then.
        """
        if snapshot.engine != NAME or snapshot.document != program.sha256:
            raise SnapshotMismatchError("the snapshot was made by another kind of engine or from another document")
        columns = _with_levers(program, snapshot, levers)
        process = arm_process(program, snapshot.arm)
        course = _course(program, snapshot, columns, snapshot.step + steps)
        code = compiled(process)

        def work(watch: ThreadWatch) -> list[Run]:
            with watch:
                return [
                    run_replicate(process, code, course, snapshot.seed, replicate, snapshot.step, watch.look)
                    for replicate in snapshot.replicates
                ]

        with self.limits.timed(pause) as watched:
            runs = overseen(work, ThreadWatch(), watched)
        errors = {
            index: run.error for index, run in zip(snapshot.replicates, runs, strict=True) if run.error is not None
        }
        values = {name: np.array([run.values[name] for run in runs]) for name in series_of(program)}
        held = latest((*snapshot.levers, *levers))
        later = replace(snapshot, step=snapshot.step + steps, columns=columns, levers=held, errors=errors)
        return later, Series(snapshot.step, snapshot.replicates, values, errors)


def _with_levers(
    program: ProcessProgram, snapshot: Snapshot, levers: Sequence[LeverValue]
) -> dict[str, NDArray[np.generic]]:
    """The lever history, and what moves now. Raises SnapshotMismatchError for a lever on what is no parameter."""
    names = sorted(program.document.parameters)
    for lever in levers:
        if lever.moves not in names:
            raise SnapshotMismatchError(f"a lever on {lever.moves} can't be moved; levers of a process move parameters")
    added = {
        STEP: np.full(len(levers), snapshot.step, np.int64),
        PARAMETER: np.array([names.index(lever.moves) for lever in levers], np.int64),
        VALUE: np.array([lever.value for lever in levers], np.float64),
    }
    try:
        return {name: np.concatenate([snapshot.columns[name], added[name]]) for name in added}
    except LookupError as error:
        raise SnapshotMismatchError("the snapshot does not hold its lever history") from error


def _course(program: ProcessProgram, snapshot: Snapshot, columns: dict[str, NDArray[np.generic]], steps: int) -> Course:
    """When steps end, and what parameters hold after which."""
    arm = snapshot.arm
    start = arm_parameters(program, arm)
    whole, length = slices(program, arm, start), slice_length(program, start)
    horizon = number(program.horizon, known_of(program, start)) if arm.steps is None else whole * length
    ends = tuple(min(length * step, horizon) if step <= whole else length * step for step in range(1, steps + 1))
    names = sorted(program.document.parameters)
    changes: dict[int, Parameters] = {0: start}
    held = dict(start)
    history = zip(columns[STEP].tolist(), columns[PARAMETER].tolist(), columns[VALUE].tolist(), strict=True)
    for step, parameter, value in history:
        if not 0 <= parameter < len(names):
            raise SnapshotMismatchError("the snapshot's levers are of another document")
        word = names[parameter]
        if word not in arm.set or any(word in change.set for change in arm.at):
            held[word] = typed(program, word, value)
            changes[step] = dict(held)
    return Course(ends, changes, warmup_of(program, start), steps >= whole)
