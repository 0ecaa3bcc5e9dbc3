"""An engine beside the reference: the same measures, state and errors, to the last bit."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

import numpy as np
from numpy.typing import NDArray

from reference.columns import columns
from reference.failing import Failure
from reference.levers import Reports
from reference.running import nobody, played
from reference.world import World
from sobremesa.mechanics.arms import arm_parameters, horizon, typed
from sobremesa.mechanics.column_names import measures
from sobremesa.mechanics.diagnostics import DocumentError
from sobremesa.mechanics.document import Arm
from sobremesa.mechanics.engine import Engine, LeverValue, RunError, Snapshot
from sobremesa.mechanics.ir import Program
from sobremesa.mechanics.levers import Look, compile_coupling, looking
from sobremesa.mechanics.living import lever_value, meetings, pilot_of
from sobremesa.mechanics.mesa_engine import MesaEngine


def compiled(program: Program) -> str | None:
    """What the Mesa engine says that it can't compile yet; None where it can."""
    try:
        MesaEngine().start(program, Arm(name="probe"), 1, [])
    except DocumentError as error:
        assert {diagnostic.code for diagnostic in error.diagnostics} == {"not_supported_yet"}
        return str(error)
    return None


def assert_same(
    program: Program,
    arm: Arm,
    steps: int,
    seed: int = 7,
    replicate: int = 1,
    engine: Engine | None = None,
    pause_at: int = 0,
    reports: Reports = nobody,
) -> Failure | None:
    """Both give the same measures at every step and the same state at the end, or fail alike and at the same place.

    They run so many steps, or as many as the arm has.

    The engine's run goes through a snapshot after `pause_at` steps, where that is not 0, and wherever parameters move.
    Returns how both failed.
    """
    steps = min(steps, horizon(program, arm))
    snapshot, found, error = lived(program, arm, steps, seed, replicate, engine or MesaEngine(), pause_at, reports)
    rows, failure, world = played(program, arm, seed, replicate, steps, reports)
    assert (error is None) == (failure is None), (error, failure)
    if error is not None and failure is not None:
        ours = (failure.code, failure.step, failure.rule, failure.agent)
        assert (error.code, error.step, error.rule, error.agent) == ours, (error, failure)
    for name in program.document.measures:
        expected = np.array([row[name] for row in rows], dtype=np.float64)
        differs = same_bits(np.array(found[name][: len(rows)]), expected)
        assert differs is None, (name, "step", differs, found[name], expected.tolist())
    if error is None:
        assert_same_state(snapshot, world)
    return failure


def lived(
    program: Program, arm: Arm, steps: int, seed: int, replicate: int, engine: Engine, pause_at: int, reports: Reports
) -> tuple[Snapshot, dict[str, list[float]], RunError | None]:
    """The engine's run: the snapshot at its end, what was measured, and why it failed if it did."""
    pilot = pilot_of(program, arm, ())
    talks = Talks(program, arm, reports) if program.levers and arm.personas != "off" else None
    stops = {stop for stop in (*pilot.stops(), *(talks.stops() if talks else ())) if stop < steps}
    snapshot = engine.start(program, arm, seed, [replicate])
    found: dict[str, list[float]] = {}
    held, moved = dict(arm_parameters(program, arm)), list[LeverValue]()
    for stop in sorted({*stops, min(pause_at, steps) or steps, steps}):
        snapshot, series = engine.advance(program, snapshot, stop - snapshot.step, moved)
        for name, values in series.values.items():
            found[name] = [*found.get(name, [])[:-1], *values[0].tolist()]
        if series.errors:
            return snapshot, found, series.errors[replicate]
        moved, measures = [], {name: values[-1] for name, values in found.items()}
        if stop not in stops or all(snapshot.stopped):
            continue
        try:
            for by in (talks, pilot):
                if by is not None and stop in by.stops():
                    moved += by.levers(stop, held, measures, looking(program, engine, snapshot))
        except (ArithmeticError, LookupError, ValueError) as problem:
            return snapshot, found, RunError("no_lever", stop, str(problem))
        held.update((one.moves, typed(program, one.moves, one.value)) for one in moved if one.who is None)
    return snapshot, found, None


class Talks:
    """A pilot that moves levers by reports, as a conversation does."""

    def __init__(self, program: Program, arm: Arm, reports: Reports) -> None:
        self._program, self._arm, self._reports = program, arm, reports
        self._rules = compile_coupling(program)

    def stops(self) -> Sequence[int]:
        return meetings(self._program, self._arm)

    def levers(
        self, step: int, held: Mapping[str, float], measures: Mapping[str, float], look: Look
    ) -> list[LeverValue]:
        now, moved = dict(held), list[LeverValue]()
        for lever in self._program.levers:
            if not self._arm.decides(lever.moves):
                value = self._rules.decide(lever, self._reports(step), now, measures, look)
                moved.append(lever_value(lever, value))
                if lever.field is None:
                    now[lever.moves] = value
        return moved


def assert_same_state(snapshot: Snapshot, world: World) -> None:
    """Every column of the snapshot holds what the reference holds."""
    expected = columns(world)
    for name, column in snapshot.columns.items():
        if name == "stopped_at" or measures(name):
            continue
        wanted = np.array(expected[name], dtype=column.dtype).reshape(column.shape)
        differs = same_bits(column, wanted)
        assert differs is None, (name, "row", differs, column.tolist(), wanted.tolist())
    assert {name: agents[0] for name, agents in snapshot.personas.items()} == world.personas


def same_bits(one: NDArray[Any], other: NDArray[Any]) -> int | None:
    """The first row in which two arrays differ in a bit (any NaN is like any other); None where they do not."""
    if one.tobytes() == other.tobytes():
        return None
    for place, (a, b) in enumerate(zip(one, other, strict=True)):
        unlike = np.atleast_1d(a) != np.atleast_1d(b)
        if np.issubdtype(one.dtype, np.floating):
            unlike |= np.signbit(a) != np.signbit(b)
            unlike &= ~(np.isnan(a) & np.isnan(b))
        if np.any(unlike):
            return place
    return None
