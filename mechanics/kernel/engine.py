"""The engine for scale: programs as native code, the same as on Mesa to the last bit.

Between calls a model is only its columns, as with Mesa: `advance` puts them into memory, runs, and takes them out.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, field, replace
from pathlib import Path
from typing import TypeVar

import numpy as np
from numpy.typing import NDArray

from sobremesa.mechanics.arms import arm_parameters, arm_program, horizon, in_space, moved
from sobremesa.mechanics.column_names import measure_of
from sobremesa.mechanics.document import Arm
from sobremesa.mechanics.engine import LeverValue, Pause, Series, Snapshot, check_snapshot, latest, unpaused
from sobremesa.mechanics.ir import Program
from sobremesa.mechanics.ir.facts import facts_of
from sobremesa.mechanics.kernel.batch import Batch
from sobremesa.mechanics.kernel.capacity import capacity_of
from sobremesa.mechanics.kernel.compiling import kernel_of
from sobremesa.mechanics.kernel.failing import OutOfRoomError
from sobremesa.mechanics.kernel.held import HeldColumns, hold, taken_from
from sobremesa.mechanics.kernel.layout import layout_of
from sobremesa.mechanics.kernel.restoring import restore
from sobremesa.mechanics.kernel.running import processors
from sobremesa.mechanics.kernel.setting_up import fill, set_parameters
from sobremesa.mechanics.kernel.world import World, world_bytes
from sobremesa.mechanics.limits import Limits
from sobremesa.mechanics.moved_fields import pushed
from sobremesa.mechanics.overseeing import Watch, overseen

RUNNING = -1
Result = TypeVar("Result")
MORE_ROOM = 4
"""How many times as many rows are tried where rows run short."""
BATCH_BYTES = 2**28
"""How much memory the replicates of a batch may take together, where one takes less."""
BATCH_AGENT_STEPS = 10**7
"""How much a batch does at most, so that there is news of it several times a second."""


@dataclass(frozen=True, slots=True)
class _Terms:
    """On what terms something is done: with how many times as many rows as should do, and while it is wanted."""

    spare: int
    watch: Watch


@dataclass(frozen=True, slots=True)
class KernelEngine:
    """Runs programs as native code. `cache` is the operator's folder of compiled code; `threads` share replicates."""

    cache: Path | None = None
    threads: int = field(default_factory=processors)
    limits: Limits = field(default_factory=Limits)

    @property
    def name(self) -> str:
        """The word that snapshots carry."""
        return "kernel"

    def batch(self, program: Program, arm: Arm) -> int:
        """How many replicates are best run at a time."""
        layout = layout_of(in_space(program, arm))
        capacity = capacity_of(layout, arm_parameters(program, arm))
        by_memory = BATCH_BYTES // world_bytes(layout, capacity, 1)
        by_work = BATCH_AGENT_STEPS // max(sum(capacity.counts.values()) * horizon(program, arm), 1)
        return max(1, min(by_memory, by_work))

    def start(
        self, program: Program, arm: Arm, seed: int, replicates: Sequence[int], *, pause: Pause = unpaused
    ) -> Snapshot:
        """Set the model up in each replicate: a snapshot at step 0.

        Raises DocumentError where the arm does not fit the program or the program can't be compiled, TooLargeError
        where it would not fit in memory, RanTooLongError.
        """
        return self._done(lambda terms: self._started(program, arm, seed, replicates, terms), pause)

    def _started(self, program: Program, arm: Arm, seed: int, replicates: Sequence[int], terms: _Terms) -> Snapshot:
        parameters = arm_parameters(program, arm)
        batch = self._batch(program, arm, len(replicates), horizon(program, arm), terms)
        with batch.at_work(terms.watch):
            fill(batch.world, arm, parameters, seed, replicates, horizon(program, arm))
            batch.set_up(parameters)
            bound = batch.bind()
            if program.stop is not None:
                batch.observe()
            empty = Snapshot(program.document.sha256, self.name, seed, arm, tuple(replicates), 0, {}, ())
            return _taken(replace(empty, personas=bound), batch)

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

        Raises SnapshotMismatchError when the snapshot does not belong to the program, TooLargeError where the run
        would not fit in memory, RanTooLongError; nothing is changed then.
        """
        return self._done(lambda terms: self._advanced(program, snapshot, steps, levers, terms), pause)

    def _advanced(
        self, program: Program, snapshot: Snapshot, steps: int, levers: Sequence[LeverValue], terms: _Terms
    ) -> tuple[Snapshot, Series]:
        snapshot, levers, was = self._pushed(program, snapshot, levers, terms)
        with self._restored(program, snapshot, steps, levers, terms) as (batch, now):
            first = now if was is None else was
            values = np.concatenate([first[:, None], batch.advance(steps)], axis=1)
            return self._ended(program, snapshot, steps, levers, batch, values)

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
        return self._done(lambda terms: self._traced(program, snapshot, steps, levers, terms), pause)

    def _traced(
        self, program: Program, snapshot: Snapshot, steps: int, levers: Sequence[LeverValue], terms: _Terms
    ) -> tuple[Snapshot, Series, list[bytes]]:
        snapshot, levers, was = self._pushed(program, snapshot, levers, terms)
        with self._restored(program, snapshot, steps, levers, terms) as (batch, now):
            first = now if was is None else was
            values, digests = [first], [batch.digest(snapshot)]
            for _ in range(steps):
                values.append(batch.advance(1)[:, 0])
                digests.append(batch.digest(snapshot))
            return *self._ended(program, snapshot, steps, levers, batch, np.stack(values, axis=1)), digests

    def _pushed(
        self, program: Program, snapshot: Snapshot, levers: Sequence[LeverValue], terms: _Terms
    ) -> tuple[Snapshot, Sequence[LeverValue], NDArray[np.float64] | None]:
        """The snapshot with the fields moved, the levers on parameters, and what was measured before, if any moved."""
        if all(lever.who is None for lever in levers):
            return snapshot, levers, None
        check_snapshot(snapshot, program)
        with self._restored(program, snapshot, 0, (), terms) as (_, first):
            was = first.copy()
        later = pushed(program, snapshot, levers, lambda own, at, n: self._advanced(own, at, n, (), terms))
        return later, [lever for lever in levers if lever.who is None], was

    @contextmanager
    def _restored(
        self, program: Program, snapshot: Snapshot, steps: int, levers: Sequence[LeverValue], terms: _Terms
    ) -> Iterator[tuple[Batch, NDArray[np.float64]]]:
        """The snapshot's replicates, live, with the levers moved; and what was measured before they were."""
        check_snapshot(snapshot, program)
        arm, held = snapshot.arm, latest((*snapshot.levers, *levers))
        before, after = moved(program, arm, snapshot.levers), moved(program, arm, held)
        parameters, batch = arm_parameters(program, arm), taken_from(snapshot, in_space(program, arm))
        restored = batch is None
        if batch is None:
            batch = self._batch(program, arm, len(snapshot.replicates), steps, terms)
        with batch.at_work(terms.watch):
            if restored:
                fill(batch.world, arm, parameters, snapshot.seed, snapshot.replicates, horizon(program, arm))
                batch.last = restore(batch.kernel, batch.world, snapshot, batch.facts)
            set_parameters(batch.world, before)
            first = batch.observe()
            set_parameters(batch.world, after)
            yield batch, first

    def _done(self, work: Callable[[_Terms], Result], pause: Pause) -> Result:
        """Do it while `pause` allows; and again with more rows where so many come and go that they run short."""

        def with_room(watch: Watch) -> Result:
            spare = 1
            while True:
                try:
                    return work(_Terms(spare, watch))
                except OutOfRoomError:
                    spare *= MORE_ROOM

        with self.limits.timed(pause) as watched:
            return overseen(with_room, Watch(), watched)

    def _ended(
        self,
        program: Program,
        snapshot: Snapshot,
        steps: int,
        levers: Sequence[LeverValue],
        batch: Batch,
        values: NDArray[np.float64],
    ) -> tuple[Snapshot, Series]:
        held = latest((*snapshot.levers, *levers))
        later = _taken(replace(snapshot, engine=self.name, step=snapshot.step + steps, levers=held), batch)
        return later, _series(snapshot, later, values, program)

    def _batch(self, program: Program, arm: Arm, replicates: int, steps: int, terms: _Terms) -> Batch:
        """Memory for a batch, and code for it; `steps` are those that it will run."""
        layout = layout_of(in_space(program, arm))
        capacity = capacity_of(layout, arm_parameters(program, arm), terms.spare)
        measured = replicates * (steps + 1) * len(program.measures) * 16  # as it comes, and by measure
        needed = world_bytes(layout, capacity, replicates) + measured
        self.limits.check_memory(needed, f"{replicates:,} runs of this model")
        turns = sum(capacity.counts.values()) + capacity.rows.get("cell", 0)
        kernel = kernel_of(layout.program, self.cache, turns * steps * replicates)
        facts = facts_of(arm_program(program, arm)) if arm.without else kernel.layout.facts
        world = World(kernel.layout, capacity, replicates)
        return Batch(kernel, world, facts, self.threads)


def _taken(snapshot: Snapshot, batch: Batch) -> Snapshot:
    """The snapshot of a batch, filled in."""
    errors = {replicate: error for replicate, error in zip(snapshot.replicates, batch.errors(), strict=True) if error}
    errors |= snapshot.errors
    whole = [replicate not in errors for replicate in snapshot.replicates]
    held = HeldColumns(batch.columns(errors, snapshot.replicates))
    held["stopped_at"] = np.where(whole, batch.world.get("stopped_at"), RUNNING)
    for place, measure in enumerate(batch.world.layout.program.measures):
        held[measure_of(measure.name)] = np.where(held["stopped_at"] == RUNNING, np.nan, batch.last[:, place])
    stopped = tuple((held["stopped_at"] != RUNNING).tolist())
    later = replace(snapshot, columns=held, stopped=stopped, errors=errors)
    hold(later, batch)
    return later


def _series(snapshot: Snapshot, later: Snapshot, values: NDArray[np.float64], program: Program) -> Series:
    """What was measured: nothing from the step on at which a replicate failed."""
    for place, replicate in enumerate(snapshot.replicates):
        if replicate in later.errors:
            values[place, max(0, later.errors[replicate].step - snapshot.step) :] = np.nan
    named = {measure.name: np.ascontiguousarray(values[:, :, k]) for k, measure in enumerate(program.measures)}
    return Series(snapshot.step, snapshot.replicates, named, later.errors)
