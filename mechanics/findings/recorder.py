"""An engine that takes down the state at some steps while someone else drives it."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field

from sobremesa.mechanics.document import Arm
from sobremesa.mechanics.engine import Engine, LeverValue, Pause, Series, Snapshot, unpaused
from sobremesa.mechanics.ir import Program
from sobremesa.mechanics.living import join


@dataclass(slots=True)
class Recorder:
    """Runs as `engine` does; `snapshots` are those at `steps`, ascending, of the last run that was started."""

    engine: Engine
    steps: Sequence[int]
    snapshots: list[Snapshot] = field(default_factory=list)

    @property
    def name(self) -> str:
        """The word of the engine that runs."""
        return self.engine.name

    def batch(self, program: Program, arm: Arm) -> int:
        """How many replicates are best run at a time."""
        return self.engine.batch(program, arm)

    def start(
        self, program: Program, arm: Arm, seed: int, replicates: Sequence[int], *, pause: Pause = unpaused
    ) -> Snapshot:
        """Set the model up: a snapshot at step 0."""
        snapshot = self.engine.start(program, arm, seed, replicates, pause=pause)
        self.snapshots = [snapshot] if snapshot.step in self.steps else []
        return snapshot

    def advance(
        self,
        program: Program,
        snapshot: Snapshot,
        steps: int,
        levers: Sequence[LeverValue] = (),
        *,
        pause: Pause = unpaused,
    ) -> tuple[Snapshot, Series]:
        """Run `steps` further steps, stopping to look on the way."""
        begin, end = snapshot.step, snapshot.step + steps
        parts: list[Series] = []
        for stop in (*(step for step in self.steps if begin < step < end), end):
            snapshot, series = self.engine.advance(program, snapshot, stop - snapshot.step, levers, pause=pause)
            levers = ()
            parts.append(series)
            if stop in self.steps and stop > begin:
                self.snapshots.append(snapshot)
        return snapshot, join(parts)
