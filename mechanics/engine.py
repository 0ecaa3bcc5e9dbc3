"""The seam between a checked model and whatever runs it.

An engine is told *what* to run (a program, an arm, a seed, replicate indices) and answers with values that
can be stored: a snapshot between calls, a series for what was measured. It holds no live model between calls.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any, Protocol, TypeAlias, runtime_checkable

import numpy as np
from numpy.typing import NDArray

from sobremesa.errors import SobremesaError
from sobremesa.mechanics.document import Arm
from sobremesa.mechanics.ir import Program


@dataclass(frozen=True, slots=True)
class RunError:
    """Why a replicate stopped: the kind of error, the step, and the rule and agent it happened at."""

    code: str
    step: int
    message: str
    rule: str | None = None
    agent: int | None = None


@dataclass(frozen=True, slots=True)
class LeverValue:
    """A lever that has moved: a parameter's new value, or that of a field.

    A field is that of the agent that the persona `who` is (`moves` is `self.f`), or of all for whom `who` stands
    (`group.f`).
    """

    moves: str
    value: float
    agent: int | None = None
    who: str | None = None


@dataclass(frozen=True, slots=True)
class Series:
    """Measures over time. `values[m]` has shape (replicates, steps + 1): step `first_step` and every later one."""

    first_step: int
    replicates: tuple[int, ...]
    values: Mapping[str, NDArray[np.float64]]
    errors: Mapping[int, RunError] = field(default_factory=dict)

    @property
    def steps(self) -> int:
        """How many steps were made."""
        return int(next(iter(self.values.values())).shape[1]) - 1

    def last(self) -> dict[str, NDArray[np.float64]]:
        """Each measure's last value, shape (replicates,)."""
        return {name: series[:, -1] for name, series in self.values.items()}


@dataclass(frozen=True, slots=True)
class Snapshot:
    """A model at rest between two steps, as plain data.

    `columns` holds the state, one array a variable. Engines that run rules all write the same (`mechanics.columns`), so
    each can go on from where another stopped; `engine` says who took it. `levers` are the values that hold from here
    on. `personas` binds a persona to its agent's id, per replicate.
    """

    document: str
    engine: str
    seed: int
    arm: Arm
    replicates: tuple[int, ...]
    step: int
    columns: Mapping[str, NDArray[np.generic]]
    stopped: tuple[bool, ...]
    levers: tuple[LeverValue, ...] = ()
    personas: Mapping[str, tuple[int, ...]] = field(default_factory=dict)
    errors: Mapping[int, RunError] = field(default_factory=dict)


Pause = Callable[[], None]
"""Called now and then while an engine works. What it raises ends the work, and leaves nothing behind."""


def unpaused() -> None:
    """Go on."""


Runnable: TypeAlias = Any
"""A checked program, of the kind that the engine runs: an `ir.Program`, or a `ProcessProgram` on SimPy."""


class Engine(Protocol):
    """Runs programs. Same program, arm, seed and replicate: same bits, on every engine."""

    @property
    def name(self) -> str:
        """A short word for reports and snapshots: `mesa`, `kernel`, `simpy`."""

    def batch(self, program: Runnable, arm: Arm) -> int:
        """How many replicates are best run at a time: what fits in memory, and is done soon enough to tell of it."""

    def start(
        self, program: Runnable, arm: Arm, seed: int, replicates: Sequence[int], *, pause: Pause = unpaused
    ) -> Snapshot:
        """Set the model up: a snapshot at step 0. Raises DocumentError where the arm does not fit the program."""

    def advance(
        self,
        program: Runnable,
        snapshot: Snapshot,
        steps: int,
        levers: Sequence[LeverValue] = (),
        *,
        pause: Pause = unpaused,
    ) -> tuple[Snapshot, Series]:
        """Run `steps` further steps with `levers` applied first; the series begins with the snapshot's own step.

        Raises SnapshotMismatchError when the snapshot belongs to another document, or holds what the program does
        not; nothing is changed then.
        An error inside a replicate is no exception: it stands in `Series.errors`, and its later values are NaN.
        """


@runtime_checkable
class TracingEngine(Engine, Protocol):
    """An engine that can tell the state after every step."""

    def trace(
        self,
        program: Runnable,
        snapshot: Snapshot,
        steps: int,
        levers: Sequence[LeverValue] = (),
        *,
        pause: Pause = unpaused,
    ) -> tuple[Snapshot, Series, list[bytes]]:
        """`advance` of a snapshot of one replicate; also a digest of its state as it was and after each step."""


IDENTICAL = frozenset({"mesa", "kernel"})
"""Engines that agree to the last bit, and go on from each other's snapshots."""


def check_snapshot(snapshot: Snapshot, program: Program) -> None:
    """Raise SnapshotMismatchError unless the snapshot is of this program, taken by an engine that runs rules."""
    if snapshot.engine not in IDENTICAL or snapshot.document != program.sha256:
        raise SnapshotMismatchError("the snapshot was made by another kind of engine or from another document")


def latest(levers: Sequence[LeverValue]) -> tuple[LeverValue, ...]:
    """The last value of each parameter that was moved, in the order of first moves; what fields hold is state."""
    return tuple({(lever.moves, lever.agent): lever for lever in levers if lever.who is None}.values())


class SnapshotMismatchError(SobremesaError, ValueError):
    """A snapshot was given to a program or an engine that did not make it."""
