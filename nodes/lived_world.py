"""The one world that the personas live in: replicate 0 of the arm that talks, a cycle at a time."""

from __future__ import annotations

import math
from collections.abc import Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING

from sobremesa.nodes.coupling import Decision, Plan, lever_values

if TYPE_CHECKING:
    from sobremesa.mechanics import ir
    from sobremesa.nodes.context import Services

REPLICATE = 0


@dataclass(frozen=True, slots=True)
class Lived:
    """The world after a cycle: its snapshot (hash), its measures (None where one is missing), whether it goes on."""

    snapshot: str
    measures: dict[str, float | None]
    goes_on: bool


def live(
    services: Services,
    program: ir.Program,
    plan: Plan,
    seed: int,
    before: str | None,
    decisions: Sequence[Decision],
    cycle: int,
) -> Lived:
    """Live through `cycle` (from 1), from the snapshot `before` it (None: the world begins), under what was decided.

    Raises ArtifactMissingError, SnapshotMismatchError.
    """
    from sobremesa.mechanics.snapshot import from_bytes, to_bytes

    engine = services.engine
    if before is None:
        snapshot = engine.start(program, plan.arm, seed, (REPLICATE,))
    else:
        snapshot = from_bytes(services.artifacts.get(before))
    steps = min(plan.every, plan.steps - snapshot.step)
    here = [decision for decision in decisions if decision.arm == plan.arm.name]
    snapshot, series = engine.advance(program, snapshot, steps, lever_values(here, cycle - 1))
    measures = {name: finite(float(values[0])) for name, values in series.last().items()}
    return Lived(
        snapshot=services.artifacts.put(to_bytes(snapshot)),
        measures=measures,
        goes_on=not snapshot.stopped[0] and not series.errors,
    )


def finite(value: float) -> float | None:
    """A measure as a checkpoint can hold it: NaN, which is a missing one, becomes None."""
    return value if math.isfinite(value) else None
