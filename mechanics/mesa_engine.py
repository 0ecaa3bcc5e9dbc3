"""The engine that is the meaning of the language: emitted Mesa programs, run in this process.

Between calls a model is only its columns: `advance` builds it again, steps it, and reads it back. Nothing is lost,
since no draw depends on an earlier one.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field, replace
from typing import Any, TypeVar

import numpy as np
from numpy.typing import NDArray

from sobremesa.mechanics import columns
from sobremesa.mechanics.arms import Parameters, arm_parameters, arm_program, horizon, moved
from sobremesa.mechanics.column_names import measure_of
from sobremesa.mechanics.compiled import Compiled, abandon, compiled, release
from sobremesa.mechanics.digest import digest_of
from sobremesa.mechanics.document import Arm
from sobremesa.mechanics.engine import (
    LeverValue,
    Pause,
    RunError,
    Series,
    Snapshot,
    SnapshotMismatchError,
    check_snapshot,
    latest,
    unpaused,
)
from sobremesa.mechanics.ir import Program
from sobremesa.mechanics.limits import Limits
from sobremesa.mechanics.mesa_run import FAILURES, RUNNING, Run, run_error
from sobremesa.mechanics.moved_fields import pushed
from sobremesa.mechanics.overseeing import EndedError, ThreadWatch, overseen
from sobremesa.mechanics.restoring import Restorer

NOBODY = -1
BATCH = 5
Result = TypeVar("Result")


@dataclass(frozen=True, slots=True)
class MesaEngine:
    """Runs programs on Mesa. Holds nothing between calls. Of the limits it heeds the time."""

    limits: Limits = field(default_factory=Limits)

    @property
    def name(self) -> str:
        """The word that snapshots carry."""
        return "mesa"

    def batch(self, _program: Program, _arm: Arm) -> int:
        """How many replicates are best run at a time."""
        return BATCH

    def start(
        self, program: Program, arm: Arm, seed: int, replicates: Sequence[int], *, pause: Pause = unpaused
    ) -> Snapshot:
        """Set the model up in each replicate: a snapshot at step 0.

        Raises DocumentError where the arm does not fit the program, or the program can't be compiled.
        """
        parameters, at_end = arm_parameters(program, arm), horizon(program, arm) <= 0

        def started(code: Compiled) -> Snapshot:
            runs, bound = [], []
            for replicate in replicates:
                run = _started(code, parameters, seed, replicate)
                bound.append(_bindings(run))
                if code.program.stop is not None:
                    run.measure(at_end)
                runs.append(run)
            personas = {word: tuple(each.get(word, NOBODY) for each in bound) for word in program.personas}
            indices, document = tuple(replicates), program.document.sha256
            empty = Snapshot(document, self.name, seed, arm, indices, 0, {}, (), personas=personas)
            return _taken(empty, runs, code)

        with self.limits.timed(pause) as watched:
            return _done(started, arm_program(program, arm), watched)

    def advance(
        self,
        program: Program,
        snapshot: Snapshot,
        steps: int,
        levers: Sequence[LeverValue] = (),
        *,
        pause: Pause = unpaused,
    ) -> tuple[Snapshot, Series]:
        """Run `steps` further steps with `levers` applied first; the series begins with the snapshot's own step.

        Raises SnapshotMismatchError when the snapshot belongs to another document; nothing is changed then.
        """
        return self._advanced(program, snapshot, steps, levers, pause)

    def trace(
        self,
        program: Program,
        snapshot: Snapshot,
        steps: int,
        levers: Sequence[LeverValue] = (),
        *,
        pause: Pause = unpaused,
    ) -> tuple[Snapshot, Series, list[bytes]]:
        """`advance` of a snapshot of one replicate; also a digest of its state as it was and after each step."""
        digests: list[bytes] = []

        def look(run: Run) -> None:
            digests.append(digest_of(columns.read([run.model], run.code)))

        later, series = self._advanced(program, snapshot, steps, levers, pause, look)
        return later, series, digests

    def _advanced(
        self,
        program: Program,
        snapshot: Snapshot,
        steps: int,
        levers: Sequence[LeverValue],
        pause: Pause,
        look: Callable[[Run], None] | None = None,
    ) -> tuple[Snapshot, Series]:
        """`advance`; `look` is called for the state as it was and after each step, replicate by replicate."""
        check_snapshot(snapshot, program)
        was = None
        if any(lever.who is not None for lever in levers):
            was = self._advanced(program, snapshot, 0, (), pause)[1]
            snapshot = pushed(program, snapshot, levers, lambda own, at, n: self._advanced(own, at, n, (), pause))
            levers = [lever for lever in levers if lever.who is None]

        def advanced(code: Compiled) -> tuple[Snapshot, Series]:
            later, series = self._run(program, code, snapshot, steps, levers, look or _unseen)
            for name, values in series.values.items():
                values[:, 0] = values[:, 0] if was is None else was.values[name][:, 0]
            return later, series

        with self.limits.timed(pause) as watched:
            return _done(advanced, arm_program(program, snapshot.arm), watched)

    def _run(
        self,
        program: Program,
        code: Compiled,
        snapshot: Snapshot,
        steps: int,
        levers: Sequence[LeverValue],
        look: Callable[[Run], None],
    ) -> tuple[Snapshot, Series]:
        arm, held = snapshot.arm, latest((*snapshot.levers, *levers))
        whole = [replicate not in snapshot.errors for replicate in snapshot.replicates]
        restorer = _restorer(code, snapshot, arm_parameters(program, arm), whole)
        before, after = moved(program, arm, snapshot.levers), moved(program, arm, held)
        end = horizon(program, arm)
        shape = len(snapshot.replicates), steps + 1
        values = {measure.name: np.full(shape, np.nan) for measure in code.program.measures}
        runs = []
        for place, replicate in enumerate(snapshot.replicates):
            run = _resumed(restorer, snapshot, place, replicate, code)
            _move(run, before)
            _note(run, values, place, 0, snapshot.step >= end)
            look(run)
            _move(run, after)
            for step in range(1, steps + 1):
                run.step()
                _note(run, values, place, step, snapshot.step + step >= end)
                look(run)
            runs.append(run)
        errors = {run.replicate: run.error for run in runs if run.error is not None}
        series = Series(snapshot.step, snapshot.replicates, values, errors)
        later = replace(snapshot, engine=self.name, step=snapshot.step + steps, levers=held)
        return _taken(later, runs, code), series


def _done(work: Callable[[Compiled], Result], program: Program, pause: Pause) -> Result:
    """Do it with the program's code, while `pause` allows."""

    def with_code(watch: ThreadWatch) -> Result:
        code = compiled(program)
        try:
            with watch:
                return work(code)
        except EndedError:
            abandon(code)
            raise

    return overseen(with_code, ThreadWatch(), pause)


def _unseen(_: Run) -> None:
    """Nobody wants to see the run between two steps."""


def _started(code: Compiled, parameters: Parameters, seed: int, replicate: int) -> Run:
    words = {code.names.members["parameter", word]: value for word, value in parameters.items()}
    run = Run(replicate, None, code)
    try:
        run.model = code.model(**words, seed=seed, replicate=replicate)
    except FAILURES as problem:
        run.error = run_error(problem, "setup", 0, code)
    return run


def _bindings(run: Run) -> Mapping[str, int]:
    """Each persona's agent, chosen once, after setup."""
    found = {}
    for word, choose in run.code.personas.items():
        if run.model is None:
            break
        try:
            agent = choose(run.model)
        except FAILURES as problem:
            run.fail(problem, f"personas.{word}", 0)
        else:
            found[word] = NOBODY if agent is None else agent.id
    return found


def _restorer(code: Compiled, snapshot: Snapshot, parameters: Parameters, whole: Sequence[bool]) -> Restorer:
    """What builds models from the snapshot. Raises SnapshotMismatchError where its columns do not fit each other."""
    try:
        restorer = Restorer(code, snapshot, parameters, whole)
        restorer.check()
    except (LookupError, ValueError, TypeError, OverflowError) as error:
        raise SnapshotMismatchError("the snapshot's columns do not belong together") from error
    return restorer


def _resumed(restorer: Restorer, snapshot: Snapshot, place: int, replicate: int, code: Compiled) -> Run:
    """A replicate, live again. Raises SnapshotMismatchError where the snapshot lacks what the program has."""
    run = Run(replicate, None, code)
    run.error = snapshot.errors.get(replicate)
    try:
        run.stopped_at = int(snapshot.columns["stopped_at"][place])
        if run.stopped_at != RUNNING:
            last = {measure.name: snapshot.columns[measure_of(measure.name)] for measure in code.program.measures}
            run.last = {word: float(column[place]) for word, column in last.items()}
        if run.error is None:
            step = snapshot.step if run.stopped_at == RUNNING else run.stopped_at
            run.model = restorer.model(place, snapshot.seed, replicate, step)
    except (LookupError, ValueError, TypeError, OverflowError, StopIteration) as error:
        raise SnapshotMismatchError("the snapshot does not hold the state that the document describes") from error
    return run


def _note(run: Run, values: Mapping[str, NDArray[np.float64]], place: int, column: int, at_end: bool) -> None:
    for word, value in run.measure(at_end).items():
        values[word][place, column] = value


def _move(run: Run, parameters: Parameters) -> None:
    if run.model is not None:
        for word, value in parameters.items():
            setattr(run.model, run.code.names.members["parameter", word], value)


def _taken(snapshot: Snapshot, runs: Sequence[Run], code: Compiled) -> Snapshot:
    """The snapshot of live runs, filled in."""
    held: dict[str, NDArray[Any]] = dict(columns.read([run.model for run in runs], code))
    held["stopped_at"] = np.array([run.stopped_at for run in runs], dtype=np.int64)
    for measure in code.program.measures:
        last = [run.last.get(measure.name, np.nan) for run in runs]
        held[measure_of(measure.name)] = np.array(last, dtype=np.float64)
    release(run.model for run in runs)
    errors: dict[int, RunError] = {run.replicate: run.error for run in runs if run.error is not None}
    stopped = tuple(run.stopped_at != RUNNING for run in runs)
    return replace(snapshot, columns=held, stopped=stopped, errors=errors)
