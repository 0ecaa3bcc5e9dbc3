"""The states behind an ensemble: what everyone's variables were, at the end and on the way there.

A run is a function of its seed, so states are not kept: whoever asks for them has some replicates lived again, with
the state taken down every few steps, or with something changed (a rule less, another network). Limits of memory and
work bound how many.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field

import numpy as np
from numpy.typing import NDArray

from sobremesa.mechanics.arms import horizon, in_space
from sobremesa.mechanics.document import Arm
from sobremesa.mechanics.engine import Engine, LeverValue, Pause, Series, Snapshot, unpaused
from sobremesa.mechanics.ir import Grid, Network, Program
from sobremesa.mechanics.ir.facts import network_word, networks
from sobremesa.mechanics.living import Schedule, batches, join, live, pilot_of, stack

BYTES = 2**25
"""What the states of an arm may take."""
AGENT_STEPS = 10**7
"""What is lived again of an arm, at most: some tenths of a second on the kernel."""
FOLLOWED = 10
"""Replicates of an arm that are followed step by step, at most."""
REPEATED = 100
"""Replicates of an arm that are lived again, at most: to their end, or with something changed."""
MOMENTS = 100
"""Moments at which they are looked at, at most."""

Columns = Mapping[str, NDArray[np.generic]]


@dataclass(frozen=True, slots=True)
class State:
    """One replicate at one moment. `columns` are named as in snapshots, and hold this replicate alone."""

    replicate: int
    step: int
    columns: Columns


Life = tuple[State, ...]
"""One replicate at several moments, ascending."""


@dataclass(frozen=True, slots=True)
class _Begin:
    """One replicate before its first step: bytes of its state, and how many agents (and links) there are."""

    size: int
    agents: int


@dataclass(slots=True)
class States:
    """The states of an experiment's arms, by the arm's name; each is lived again once, when first asked for.

    `schedule` and `seed` are those of the ensemble, `replicates` how many it has.
    """

    program: Program
    engine: Engine
    seed: int
    replicates: int
    schedule: Schedule = ()
    pause: Pause = unpaused
    _final: dict[str, tuple[State, ...]] = field(default_factory=dict)
    _lives: dict[str, tuple[Life, ...]] = field(default_factory=dict)
    _begins: dict[str, _Begin] = field(default_factory=dict)

    def final(self, arm: str) -> tuple[State, ...]:
        """The last states, one a replicate: of all replicates, or of the first `REPEATED`, or as the limits allow.

        A replicate that failed has none.
        """
        if arm not in self._final:
            number = self._affordable(arm, min(self.replicates, REPEATED), 1)
            self._final[arm] = tuple(life[-1] for life in self._lived(arm, number, None))
        return self._final[arm]

    def lives(self, arm: str) -> tuple[Life, ...]:
        """The first few replicates, at the start and then every few steps (`every`), the last included."""
        if arm not in self._lives:
            number = self._affordable(arm, min(self.replicates, FOLLOWED), MOMENTS)
            self._lives[arm] = self._lived(arm, number, self.every(arm))
        return self._lives[arm]

    def every(self, arm: str) -> int:
        """Steps between two moments of a life."""
        return max(1, -(-horizon(self.program, self.arm(arm)) // MOMENTS))

    def arm(self, name: str) -> Arm:
        """The arm of this name."""
        return next(arm for arm in self.program.document.experiment.arms if arm.name == name)

    def space(self, arm: str) -> Program:
        """The program in the space of an arm: what its columns are of."""
        return in_space(self.program, self.arm(arm))

    def again(self, arm: Arm, engine: Engine | None = None) -> Series:
        """The measures of an arm that is not in the document, or on another engine.

        Same seed, and the same replicates, of many the first (`repeated`).
        """
        used = engine or self.engine
        parts = batches(self.program, used, arm, range(self.repeated(arm)), self.schedule)
        return stack(
            [live(self.program, used, arm, self.seed, part, self.schedule, pause=self.pause) for part in parts]
        )

    def repeated(self, arm: Arm) -> int:
        """How many replicates of an arm are run again with something changed."""
        return min(
            self.replicates, REPEATED, AGENT_STEPS // max(self._begin(arm).agents * horizon(self.program, arm), 1)
        )

    def _affordable(self, name: str, wanted: int, moments: int) -> int:
        """How many replicates the limits allow."""
        arm = self.arm(name)
        size = self._begin(arm).size * moments
        return min(wanted, BYTES // max(size, 1), self._lived_through(arm))

    def _lived_through(self, arm: Arm) -> int:
        """How many replicates make `AGENT_STEPS`."""
        return AGENT_STEPS // max(self._begin(arm).agents * horizon(self.program, arm), 1)

    def _begin(self, arm: Arm) -> _Begin:
        """What one replicate holds before its first step. Arms that differ in rules alone begin alike."""
        key = arm.model_copy(update={"without": ()}).model_dump_json()
        if key not in self._begins:
            first = self.engine.start(self.program, arm, self.seed, [0], pause=self.pause)
            agents = sum(int(column.sum()) for name, column in first.columns.items() if name.endswith(".rows"))
            self._begins[key] = _Begin(sum(column.nbytes for column in first.columns.values()), agents)
        return self._begins[key]

    def _lived(self, name: str, number: int, every: int | None) -> tuple[Life, ...]:
        """The first `number` replicates of an arm: at the end, or also at the start and every so many steps."""
        arm = self.arm(name)
        taken: dict[int, dict[int, State]] = {}
        batch = pilot_of(self.program, arm, self.schedule).batch or max(number, 1)
        for first in range(0, number, batch):
            recorder = _Recorder(self.engine, every)
            part = range(first, min(first + batch, number))
            live(self.program, recorder, arm, self.seed, part, self.schedule, pause=self.pause)
            for snapshot in recorder.snapshots:
                for state in split(self.space(name), snapshot):
                    taken.setdefault(state.replicate, {})[state.step] = state
        ended = {replicate for replicate, life in taken.items() if horizon(self.program, arm) in life}
        return tuple(tuple(taken[replicate].values()) for replicate in sorted(ended))


@dataclass(slots=True)
class _Recorder:
    """An engine that remembers snapshots: the last one, or one every so many steps."""

    engine: Engine
    every: int | None
    snapshots: list[Snapshot] = field(default_factory=list)

    @property
    def name(self) -> str:
        return self.engine.name

    def batch(self, program: Program, arm: Arm) -> int:
        return self.engine.batch(program, arm)

    def start(
        self, program: Program, arm: Arm, seed: int, replicates: Sequence[int], *, pause: Pause = unpaused
    ) -> Snapshot:
        snapshot = self.engine.start(program, arm, seed, replicates, pause=pause)
        self.snapshots = [snapshot]
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
        if self.every is None:
            snapshot, series = self.engine.advance(program, snapshot, steps, levers, pause=pause)
            self.snapshots = [snapshot]
            return snapshot, series
        parts: list[Series] = []
        end = snapshot.step + steps
        while snapshot.step < end or not parts:
            stride = min(self.every - snapshot.step % self.every, end - snapshot.step)
            snapshot, series = self.engine.advance(program, snapshot, stride, levers, pause=pause)
            levers = ()
            self.snapshots.append(snapshot)
            parts.append(series)
        return snapshot, join(parts)


def split(program: Program, snapshot: Snapshot) -> tuple[State, ...]:
    """A snapshot as one state a replicate, without those that failed. `program` is that of the arm's space."""
    sound = [replicate not in snapshot.errors for replicate in snapshot.replicates]
    sizes = _sizes(program, snapshot, np.array(sound))
    whole = np.ones(len(sound), dtype=np.int64)
    ends = {name: np.cumsum(sizes.get(name.split(".")[0], whole)) for name in snapshot.columns}
    for network in networks(program):
        key = network.layer or "space"
        owners = np.concatenate([[0], np.cumsum(sizes[network.of])])
        degrees = np.concatenate([[0], np.cumsum(snapshot.columns[f"{key}.degree"])])
        ends[f"{key}.degree"], ends[f"{key}.neighbors"] = owners[1:], degrees[owners[1:]]
    for name in snapshot.columns:
        if name.endswith((".rows", ".next")):
            ends[name] = np.cumsum(whole)
    return tuple(
        State(
            replicate,
            snapshot.step,
            {
                n: column[(ends[n][place - 1] if place else 0) : ends[n][place]]
                for n, column in snapshot.columns.items()
            },
        )
        for place, replicate in enumerate(snapshot.replicates)
        if sound[place]
    )


def _sizes(program: Program, snapshot: Snapshot, sound: NDArray[np.bool_]) -> dict[str, NDArray[np.int64]]:
    """How many rows each replicate has, of each type, of the links of each network, and of cells."""
    sizes = {kind.name: snapshot.columns[f"{kind.name}.rows"].astype(np.int64) for kind in program.agents}
    for network in networks(program):
        if network.links:
            word = network_word("link", network.layer)
            sizes[word] = snapshot.columns[f"{word}.rows"].astype(np.int64)
    if isinstance(program.space, Grid) and program.space.cells:
        cells = len(snapshot.columns[f"cell.{program.space.cells[0].name}"])
        sizes["cell"] = np.where(sound, cells // max(int(sound.sum()), 1), 0)
    return sizes


def links(state: State, network: Network) -> NDArray[np.int64]:
    """The links of a network as places of its agents in their columns, (m, 2): each undirected one from both ends."""
    key = network.layer or "space"
    ids = state.columns[f"{network.of}.id"].astype(np.int64)
    degrees = state.columns[f"{key}.degree"].astype(np.int64)
    others = np.searchsorted(ids, state.columns[f"{key}.neighbors"].astype(np.int64))
    return np.stack([np.repeat(np.arange(len(ids)), degrees), others], axis=1)
