"""One arm, lived through in some replicates: whoever moves its levers stops it at some steps, and lets it go on.

Where personas talk, what they decided in the one lived world is a schedule, and all replicates of that arm follow it;
where an arm switches them off, the rule that they replace decides in each replicate from that replicate's own measures.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import TYPE_CHECKING, Protocol

import numpy as np

from sobremesa.mechanics.arithmetic import evaluate
from sobremesa.mechanics.arms import arm_parameters, horizon, interventions, typed
from sobremesa.mechanics.document import Arm
from sobremesa.mechanics.documents import AnyProgram
from sobremesa.mechanics.engine import Engine, LeverValue, Pause, RunError, Series, unpaused

if TYPE_CHECKING:
    from sobremesa.mechanics import ir
    from sobremesa.mechanics.levers import Look

Schedule = Sequence[tuple[str, int, LeverValue]]
"""What was decided: the arm, the step after which it holds, and the lever's value."""

Held = Mapping[str, bool | int | float]
"""What each parameter holds at the moment."""


class Pilot(Protocol):
    """Moves the levers of an arm while it is lived."""

    @property
    def batch(self) -> int | None:
        """The most replicates that can be lived at once; None: any number."""

    def stops(self) -> Sequence[int]:
        """The steps after which levers move, ascending."""

    def levers(self, step: int, held: Held, measures: Mapping[str, float], look: Look) -> Sequence[LeverValue]:
        """The levers that move after a step, given what parameters hold and what the first replicate measured.

        `look` tells what else there is to see in it.
        """


class _Decided:
    """Follows what was decided in the lived world."""

    batch = None

    def __init__(self, moves: Mapping[int, Sequence[LeverValue]]) -> None:
        self._moves = moves

    def stops(self) -> Sequence[int]:
        return sorted(self._moves)

    def levers(self, step: int, held: Held, measures: Mapping[str, float], look: Look) -> Sequence[LeverValue]:
        return self._moves.get(step, ())


class _Ruled:
    """Applies the rules that the personas replace. Each replicate has its own measures, hence its own levers."""

    batch = 1

    def __init__(self, program: AnyProgram, arm: Arm) -> None:
        from sobremesa.mechanics.levers import compile_coupling

        self._free = [lever for lever in program.levers if not arm.decides(lever.moves)]
        self._rules = compile_coupling(program)
        self._talks = meetings(program, arm)
        values = arm_parameters(program, arm)
        self._delays = {lever.name: self._rules.delay(lever, values) for lever in self._free}
        self._due: dict[int, list[LeverValue]] = {}
        moves = {talk + delay for talk in self._talks for delay in (0, *self._delays.values())}
        self._stops = sorted(step for step in moves if step < horizon(program, arm))

    def stops(self) -> Sequence[int]:
        return self._stops

    def levers(self, step: int, held: Held, measures: Mapping[str, float], look: Look) -> Sequence[LeverValue]:
        if step in self._talks:
            self._decide(step, dict(held), measures, look)
        return self._due.pop(step, ())

    def _decide(self, step: int, now: dict[str, bool | int | float], measures: Mapping[str, float], look: Look) -> None:
        for lever in self._free:
            value = self._rules.instead(lever, now, measures, look)
            if value is None:
                continue
            delay = self._delays[lever.name]
            if lever.field is None and delay == 0:
                now[lever.moves] = value
            self._due.setdefault(step + delay, []).append(lever_value(lever, value))


def lever_value(lever: ir.Lever, value: float) -> LeverValue:
    """What a lever tells the engine to move."""
    return LeverValue(lever.moves, value, who=None if lever.field is None else lever.sources[0])


def meetings(program: AnyProgram, arm: Arm) -> range:
    """The steps after which the personas talk in an arm; none after the last."""
    coupling = program.document.coupling
    if coupling is None:
        return range(0)
    values, end = arm_parameters(program, arm), horizon(program, arm)
    every = int(evaluate(coupling.every, values))
    if every <= 0:
        return range(0)
    most = end if coupling.cycles is None else every * int(evaluate(coupling.cycles, values)) + 1
    return range(every, min(end, most), every)


class _Intervened:
    """Another pilot, and what the arm itself sets from a step on."""

    def __init__(self, pilot: Pilot, changes: Mapping[int, Sequence[LeverValue]]) -> None:
        self._pilot = pilot
        self._changes = changes

    @property
    def batch(self) -> int | None:
        return self._pilot.batch

    def stops(self) -> Sequence[int]:
        return sorted({*self._pilot.stops(), *self._changes})

    def levers(self, step: int, held: Held, measures: Mapping[str, float], look: Look) -> Sequence[LeverValue]:
        moved = self._pilot.levers(step, held, measures, look) if step in self._pilot.stops() else ()
        return [*moved, *self._changes.get(step, ())]


def pilot_of(program: AnyProgram, arm: Arm, schedule: Schedule) -> Pilot:
    """Who moves the levers of an arm; what is scheduled for one that follows a rule comes after the rule."""
    changes = interventions(arm)
    moves: dict[int, list[LeverValue]] = {}
    for name, step, lever in schedule:
        if name == arm.name:
            moves.setdefault(step, []).append(lever)
    pilot: Pilot = _Decided(moves)
    if arm.personas == "off" and program.levers:
        pilot = _Ruled(program, arm)
        changes = {step: [*changes.get(step, ()), *moves.get(step, ())] for step in {*changes, *moves}}
    return _Intervened(pilot, changes) if changes else pilot


def batches(
    program: AnyProgram, engine: Engine, arm: Arm, replicates: Sequence[int], schedule: Schedule = ()
) -> list[Sequence[int]]:
    """The replicates in portions that can be lived at once, as large as the engine and the arm's pilot take them."""
    most, alone = engine.batch(program, arm), pilot_of(program, arm, schedule).batch
    size = most if alone is None else min(alone, most)
    return [replicates[first : first + size] for first in range(0, len(replicates), size)]


def live(
    program: AnyProgram,
    engine: Engine,
    arm: Arm,
    seed: int,
    replicates: Sequence[int],
    schedule: Schedule = (),
    *,
    steps: int | None = None,
    pause: Pause = unpaused,
) -> Series:
    """Live through an arm under a schedule, for all of its steps or the first `steps` of them.

    At most as many replicates as `batches` puts together. Raises DocumentError where the arm does not fit the program.
    """
    from sobremesa.mechanics.levers import looking

    pilot, whole = pilot_of(program, arm, schedule), horizon(program, arm)
    end = whole if steps is None else min(whole, steps)
    snapshot = engine.start(program, arm, seed, replicates, pause=pause)
    series: list[Series] = []
    held = arm_parameters(program, arm)
    levers: Sequence[LeverValue] = ()
    for stop in (*(step for step in pilot.stops() if step < end), end):
        snapshot, lived = engine.advance(program, snapshot, stop - snapshot.step, levers, pause=pause)
        series.append(lived)
        if len(lived.errors) == len(replicates) or all(snapshot.stopped) or stop == end:
            levers = ()
            continue
        measured = {name: float(values[0]) for name, values in lived.last().items()}
        try:
            levers = pilot.levers(stop, held, measured, looking(program, engine, snapshot))
        except (ArithmeticError, LookupError, ValueError) as problem:
            series.append(_ended(lived, RunError("no_lever", stop, f"{problem} (step {stop}, coupling)"), end))
            break
        held.update((one.moves, typed(program, one.moves, one.value)) for one in levers if one.who is None)
    return join(series)


def _ended(lived: Series, error: RunError, end: int) -> Series:
    """What follows a series whose levers have no value: nothing, and the reason."""
    first = lived.first_step + next(iter(lived.values.values())).shape[1] - 1
    nothing = np.full((len(lived.replicates), end - first + 1), np.nan)
    return Series(first, lived.replicates, dict.fromkeys(lived.values, nothing), dict.fromkeys(lived.replicates, error))


def join(series: Sequence[Series]) -> Series:
    """Consecutive series as one: each begins with the step at which the one before it ended."""
    first = series[0]
    values = {
        name: np.concatenate([first.values[name], *(later.values[name][:, 1:] for later in series[1:])], axis=1)
        for name in first.values
    }
    errors = {index: error for part in reversed(series) for index, error in part.errors.items()}
    return Series(first.first_step, first.replicates, values, errors)


def stack(batches: Sequence[Series]) -> Series:
    """Batches of replicates as one."""
    first = batches[0]
    return Series(
        first.first_step,
        tuple(index for batch in batches for index in batch.replicates),
        {name: np.concatenate([batch.values[name] for batch in batches]) for name in first.values},
        {index: error for batch in batches for index, error in batch.errors.items()},
    )
