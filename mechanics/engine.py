"""The seam between a checked model and whatever runs it.

An engine is told *what* to run (a program, an arm, a seed, replicate indices) and answers with values that
can be stored: a snapshot between calls, a series for what was measured. It holds no live model between calls.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from typing import Protocol

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
    """A lever that has moved: a parameter's new value, or a field (`moves` is `self.f`) of one agent."""

    moves: str
    value: float
    agent: int | None = None


@dataclass(frozen=True, slots=True)
class Series:
    """Measures over time. `values[m]` has shape (replicates, steps + 1): step `first_step` and every later one."""

    first_step: int
    replicates: tuple[int, ...]
    values: Mapping[str, NDArray[np.float64]]
    errors: Mapping[int, RunError] = field(default_factory=dict)

    def last(self) -> dict[str, NDArray[np.float64]]:
        """Each measure's last value, shape (replicates,)."""
        return {name: series[:, -1] for name, series in self.values.items()}


@dataclass(frozen=True, slots=True)
class Snapshot:
    """A model at rest between two steps, as plain data.

    `columns` holds the state, one array a variable; its keys and layout are the engine's own. `levers` are the
    values that hold from here on. `personas` binds a persona to its agent's id, per replicate.
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


class Engine(Protocol):
    """Runs programs. Same program, arm, seed and replicate: same bits, on every engine."""

    @property
    def name(self) -> str:
        """A short word for reports and snapshots: `mesa`, `kernel`, `simpy`."""

    def start(self, program: Program, arm: Arm, seed: int, replicates: Sequence[int]) -> Snapshot:
        """Set the model up: a snapshot at step 0. Raises DocumentError where the arm does not fit the program."""

    def advance(
        self, program: Program, snapshot: Snapshot, steps: int, levers: Sequence[LeverValue] = ()
    ) -> tuple[Snapshot, Series]:
        """Run `steps` further steps with `levers` applied first; the series begins with the snapshot's own step.

        Raises SnapshotMismatchError when the snapshot belongs to another document or engine; nothing is changed then.
        An error inside a replicate is no exception: it stands in `Series.errors`, and its later values are NaN.
        """


class SnapshotMismatchError(SobremesaError, ValueError):
    """A snapshot was given to a program or an engine that did not make it."""
