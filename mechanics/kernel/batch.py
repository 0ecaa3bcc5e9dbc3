"""A batch of replicates while it is live: native functions over a world, and what comes of them."""

from __future__ import annotations

from collections.abc import Container, Iterator, Mapping, Sequence
from contextlib import contextmanager

import numpy as np
from numpy.typing import NDArray

from sobremesa.mechanics.columns import Columns
from sobremesa.mechanics.digest import digest_of
from sobremesa.mechanics.engine import RunError, Snapshot
from sobremesa.mechanics.ir.facts import Facts, networks
from sobremesa.mechanics.kernel.capacity import Parameters
from sobremesa.mechanics.kernel.columns import read
from sobremesa.mechanics.kernel.compiling import Kernel
from sobremesa.mechanics.kernel.drawing import options_of
from sobremesa.mechanics.kernel.failing import run_error
from sobremesa.mechanics.kernel.running import run_steps
from sobremesa.mechanics.kernel.setting_up import set_up
from sobremesa.mechanics.kernel.world import World
from sobremesa.mechanics.overseeing import Watch

Floats = NDArray[np.float64]
RUNNING = -1
NOBODY = -1


class Batch:
    """Replicates in memory."""

    def __init__(self, kernel: Kernel, world: World, facts: Facts, threads: int) -> None:
        """`facts` are those of the arm's program."""
        self.kernel, self.world, self.facts = kernel, world, facts
        self._threads, self._watch = threads, Watch()
        self._measures = len(world.layout.program.measures)
        self.last = np.full((world.count, self._measures), np.nan)
        """What a run measured when it stopped, shape (replicates, measures); NaN while it goes on."""

    @contextmanager
    def at_work(self, watch: Watch) -> Iterator[None]:
        """While something is done; afterwards native code has given back what it took from the system."""
        self._watch = watch
        watch.tell(self.world.get("cancel"))
        try:
            yield
        finally:
            for place in np.flatnonzero(self.world.get("arena") | self.world.get("pending")).tolist():
                self.kernel.release(self.world.header(place))

    @property
    def live(self) -> NDArray[np.bool_]:
        """Which replicates go on."""
        live: NDArray[np.bool_] = (self.world.get("error") == 0) & (self.world.get("stopped_at") == RUNNING)
        return live

    def errors(self) -> list[RunError | None]:
        """What ended each replicate. Raises EndedError where that was our own doing."""
        return [run_error(self.world, place) for place in range(self.world.count)]

    def columns(self, failed: Container[int], replicates: Sequence[int]) -> Columns:
        """The state as in a snapshot; those who failed before or meanwhile have no rows."""
        sound = (self.world.get("error") == 0).tolist()
        whole = [fine and replicate not in failed for fine, replicate in zip(sound, replicates, strict=True)]
        return read(self.world, self.facts, whole)

    def digest(self, snapshot: Snapshot) -> bytes:
        """A digest of the state; `snapshot` is what the batch was restored from."""
        return digest_of(self.columns(snapshot.errors, snapshot.replicates))

    def set_up(self, parameters: Parameters) -> None:
        """Bring all replicates to step 0. Raises DocumentError where an option of a network has no value."""
        program = self.world.layout.program
        options = [options_of(network, program.document, parameters) for network in networks(program)]

        def call(first: int, last: int, _done: int, _steps: int) -> None:
            for place in range(first, last):
                set_up(self.kernel, self.world, options, place)

        run_steps(call, self.world.count, 1, self._threads, self._watch)

    def bind(self) -> Mapping[str, tuple[int, ...]]:
        """The agent of each persona in every replicate, by id; -1 is nobody."""
        words = tuple(self.world.layout.program.personas)
        chosen = np.full((self.world.count, len(words)), NOBODY, dtype=np.int64)
        for place in np.flatnonzero(self.live).tolist() if words else ():
            self.kernel.bind(self.world.header(place), chosen[place].ctypes.data)
        return {word: tuple(chosen[:, k].tolist()) for k, word in enumerate(words)}

    def observe(self) -> Floats:
        """What is measured now, shape (replicates, measures); what a run that has stopped measured last."""
        values, live = self.last.copy(), self.live
        for place in np.flatnonzero(live).tolist():
            self.kernel.observe(self.world.header(place), values[place].ctypes.data)
        over = live & (self.world.get("stopped_at") != RUNNING)
        self.last[over] = values[over]
        return values

    def advance(self, steps: int) -> Floats:
        """Run on: what was measured after each step, shape (replicates, steps, measures). Rows of failures are void."""
        world, values = self.world, np.full((self.world.count, steps, self._measures), np.nan)

        def call(first: int, last: int, done: int, taken: int) -> None:
            out = values[first:last] if taken == steps else np.full((last - first, taken, self._measures), np.nan)
            self.kernel.advance(world.header(first), last - first, world.stride, taken, out.ctypes.data)
            if taken < steps:
                values[first:last, done : done + taken] = out

        over, begun = ~self.live, world.get("step").copy()
        run_steps(call, world.count, steps, self._threads, self._watch)
        values[over] = self.last[over][:, None]
        for place in np.flatnonzero((world.get("stopped_at") != RUNNING) & ~over):
            row = int(world.get("stopped_at")[place] - begun[place]) - 1
            self.last[place] = values[place, row]
            values[place, row:] = self.last[place]
        return values
