"""Two engines at the same run: equal to the last bit, or an error that names the first thing that differs.

The one whose speed is wanted has run an arm already. The other, which is the meaning, runs some of the replicates
again: the first, one later (which one, the seed decides), and those that failed. Both tell a digest of their whole
state after every step.
"""

from __future__ import annotations

import hashlib
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field, replace
from typing import Any

import numpy as np
from numpy.typing import NDArray

from sobremesa.errors import SobremesaError
from sobremesa.mechanics.arms import horizon
from sobremesa.mechanics.document import Arm
from sobremesa.mechanics.engine import LeverValue, Pause, RunError, Series, Snapshot, TracingEngine, unpaused
from sobremesa.mechanics.ensemble import Witnessed
from sobremesa.mechanics.ir import Program
from sobremesa.mechanics.living import Schedule, live
from sobremesa.mechanics.smaller import population, smaller

AGENT_STEPS = 100_000
"""How much the witness runs of one replicate, in turns: about a second. Of large populations, the first steps."""
FEW = 10_000
"""How many agents and cells it is shown where there are more than it could run a single step of."""
MOST_FAILED = 20
"""Failed replicates of an arm that are run again."""


class EnginesDifferError(SobremesaError):
    """Two engines disagree about a run: at least one of them is wrong, and no figure of the run is to be trusted."""


@dataclass(slots=True)
class _Traced:
    """An engine that remembers a digest of the state after each step of what it runs."""

    engine: TracingEngine
    digests: list[bytes] = field(default_factory=list)
    snapshot: Snapshot | None = None

    @property
    def name(self) -> str:
        return self.engine.name

    def batch(self, _program: Program, _arm: Arm) -> int:
        return 1

    def start(
        self, program: Program, arm: Arm, seed: int, replicates: Sequence[int], *, pause: Pause = unpaused
    ) -> Snapshot:
        self.snapshot = self.engine.start(program, arm, seed, replicates, pause=pause)
        return self.snapshot

    def advance(
        self,
        program: Program,
        snapshot: Snapshot,
        steps: int,
        levers: Sequence[LeverValue] = (),
        *,
        pause: Pause = unpaused,
    ) -> tuple[Snapshot, Series]:
        self.snapshot, series, digests = self.engine.trace(program, snapshot, steps, levers, pause=pause)
        self.digests += digests if not self.digests else digests[1:]
        return self.snapshot, series


@dataclass(frozen=True, slots=True)
class _Case:
    """One replicate of an arm, for both engines."""

    program: Program
    arm: Arm
    seed: int
    replicate: int
    schedule: Schedule
    pause: Pause

    def lived(self, engine: TracingEngine, steps: int) -> tuple[_Traced, Series]:
        traced, alone = _Traced(engine), [self.replicate]
        return traced, live(
            self.program, traced, self.arm, self.seed, alone, self.schedule, steps=steps, pause=self.pause
        )


def witnessed(
    program: Program,
    engine: TracingEngine,
    witness: TracingEngine,
    series: Series,
    arm: Arm,
    seed: int,
    schedule: Schedule = (),
    pause: Pause = unpaused,
) -> Witnessed:
    """Run some replicates of an arm, which `engine` has run as `series`, on `witness` too: which ones, and how far.

    Raises EnginesDifferError where they are not the same.
    """
    chosen, shown = chosen_replicates(series, arm, seed), _affordable(program, arm)
    people, fewer = population(program, shown), shown is not arm
    steps = min(horizon(program, arm), max(1, AGENT_STEPS // max(people, 1)))
    for replicate in chosen:
        case = _Case(program, shown, seed, replicate, schedule, pause)
        ours, measured = case.lived(engine, steps)
        theirs, expected = case.lived(witness, steps)
        _compare(case, (ours, measured), (theirs, expected))
        if fewer:
            case = replace(case, arm=arm)
            _, measured = case.lived(engine, 1)
        _same_again(case, series, measured, 1 if fewer else steps)
    return Witnessed(witness.name, chosen, steps, people if fewer else None)


def chosen_replicates(series: Series, arm: Arm, seed: int) -> tuple[int, ...]:
    """The first, a later one, and those that failed."""
    found = dict.fromkeys(series.replicates[:1])
    if later := series.replicates[1:]:
        word = hashlib.sha256(f"witness:{seed}:{arm.name}".encode()).digest()
        found[later[int.from_bytes(word[:8], "little") % len(later)]] = None
    found |= dict.fromkeys(sorted(series.errors)[:MOST_FAILED])
    return tuple(found)


def _affordable(program: Program, arm: Arm) -> Arm:
    """What the witness is shown: the arm, or one with fewer agents where a single step of it would be too much."""
    return arm if population(program, arm) <= AGENT_STEPS else smaller(program, arm, FEW)


Lived = tuple[_Traced, Series]


def _compare(case: _Case, ours: Lived, theirs: Lived) -> None:
    """Raise EnginesDifferError at the first step at which state, measures or errors differ."""
    ends = [next(iter(series.errors.values()), None) for _, series in (ours, theirs)]
    for step in range(len(theirs[0].digests)):
        if ours[0].digests[step] != theirs[0].digests[step]:
            raise _differ(case, step, _state_difference(case, ours[0].engine, theirs[0].engine, step))
        for name, values in theirs[1].values.items():
            a, b = (float(each[0][step]) for each in (ours[1].values[name], values))
            if a != b and not (np.isnan(a) and np.isnan(b)):
                raise _differ(case, step, _told(f"the measure {name}", a, b, ours[0], theirs[0]))
    if _address(ends[0]) != _address(ends[1]):
        step = min(error.step for error in ends if error is not None)
        raise _differ(case, step, _told("what ended the run", _address(ends[0]), _address(ends[1]), ours[0], theirs[0]))


def _same_again(case: _Case, series: Series, measured: Series, steps: int) -> None:
    """Alone and step by step a replicate must be what it was in company."""
    place = series.replicates.index(case.replicate)
    for name, values in measured.values.items():
        before, now = series.values[name][place, : steps + 1], values[0]
        unlike = np.flatnonzero((before != now) & ~(np.isnan(before) & np.isnan(now)))
        if unlike.size:
            step = int(unlike[0])
            what = f"the measure {name} is {now[step]!r} alone and {before[step]!r} among other replicates"
            raise _differ(case, step, what)


def _address(error: RunError | None) -> tuple[str, int, str | None, int | None] | None:
    return None if error is None else (error.code, error.step, error.rule, error.agent)


def _differ(case: _Case, step: int, what: str) -> EnginesDifferError:
    where = f"step {step} of replicate {case.replicate} in the arm {case.arm.name!r}, seed {case.seed}"
    return EnginesDifferError(
        f"The engines do not agree at {where}: {what}. This is a bug in Sobremesa; please report it with the document."
    )


def _told(what: str, ours: object, theirs: object, one: _Traced, other: _Traced) -> str:
    return f"{what} is {ours!r} on {one.name} and {theirs!r} on {other.name}"


def _state_difference(case: _Case, engine: TracingEngine, witness: TracingEngine, step: int) -> str:
    """The first variable that differs, and whose."""
    (ours, _), (theirs, _) = case.lived(engine, step), case.lived(witness, step)
    assert ours.snapshot is not None
    assert theirs.snapshot is not None
    mine, others = ours.snapshot.columns, theirs.snapshot.columns
    for name, expected in others.items():
        found = mine.get(name)
        if found is None or found.shape != expected.shape or found.dtype != expected.dtype:
            return f"{name} has not as many values on both"
        unlike = np.flatnonzero((_bits(found) != _bits(expected)).reshape(len(expected), -1).any(axis=1))
        if unlike.size:
            row = int(unlike[0])
            return _told(
                f"{name}{_whose(name, row, others)}", found[row].tolist(), expected[row].tolist(), ours, theirs
            )
    return "the order of the state"


def _bits(column: NDArray[Any]) -> NDArray[Any]:
    return column.view(np.int64) if column.dtype.kind == "f" else column


def _whose(name: str, row: int, columns: Mapping[str, NDArray[Any]]) -> str:
    ids = columns.get(f"{name.split('.', maxsplit=1)[0]}.id")
    return f" of {int(ids[row])}" if ids is not None and row < len(ids) else f" [{row}]"
