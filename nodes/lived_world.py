"""The worlds that the personas live in: replicate 0 of the arm that talks, a cycle at a time, one for each talk."""

from __future__ import annotations

import math
from collections.abc import Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING

from sobremesa.nodes.coupling import Decision, Plan
from sobremesa.nodes.engines import engine_for

if TYPE_CHECKING:
    from sobremesa.mechanics.documents import AnyProgram
    from sobremesa.mechanics.levers import Look
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
    program: AnyProgram,
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

    engine = engine_for(program, services.engine)
    if before is None:
        snapshot = engine.start(program, plan.arm, seed, (REPLICATE,))
    else:
        snapshot = from_bytes(services.artifacts.get(before))
    end = min(cycle * plan.every, plan.steps)
    own = [decision for decision in decisions if decision.arm == plan.name]
    failed = False
    for stop in sorted({d.step for d in own if snapshot.step < d.step < end} | {end}):
        moved = [decision.lever_value for decision in own if decision.step == snapshot.step]
        snapshot, series = engine.advance(program, snapshot, stop - snapshot.step, moved)
        failed = failed or bool(series.errors)
    measures = {name: finite(float(values[0])) for name, values in series.last().items()}
    return Lived(
        snapshot=services.artifacts.put(to_bytes(snapshot)),
        measures=measures,
        goes_on=not snapshot.stopped[0] and not failed,
    )


def view(services: Services, program: AnyProgram, snapshot: str) -> Look:
    """Looks at a lived world, which is read only when somebody does. Raises ArtifactMissingError then."""
    from sobremesa.mechanics.levers import looking
    from sobremesa.mechanics.snapshot import from_bytes

    looks: list[Look] = []

    def look(lookout: object, parameters: object) -> object:
        if not looks:
            looks.append(
                looking(program, engine_for(program, services.engine), from_bytes(services.artifacts.get(snapshot)))
            )
        return looks[0](lookout, parameters)  # type: ignore[arg-type]

    return look  # type: ignore[return-value]


def finite(value: float) -> float | None:
    """A measure as a checkpoint can hold it: NaN, which is a missing one, becomes None."""
    return value if math.isfinite(value) else None


def restored(measures: dict[str, float | None]) -> dict[str, float]:
    """Measures as the mechanics know them: a missing one is NaN again."""
    return {name: math.nan if value is None else value for name, value in measures.items()}
