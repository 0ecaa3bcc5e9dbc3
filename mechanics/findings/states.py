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
from sobremesa.mechanics.column_names import degree_of, neighbors_of, rows_of
from sobremesa.mechanics.document import Arm
from sobremesa.mechanics.engine import Engine, Pause, Series, Snapshot, unpaused
from sobremesa.mechanics.findings.recorder import Recorder
from sobremesa.mechanics.ir import Grid, Network, Program
from sobremesa.mechanics.ir.facts import network_word, networks
from sobremesa.mechanics.living import Schedule, batches, live, pilot_of, stack

BYTES = 2**25
"""What the states of an arm may take."""
AGENT_STEPS = 10**7
"""What is lived again of an arm, at most: some tenths of a second on the kernel."""
FOLLOWED = 10
"""Replicates of an arm that are followed step by step, at most."""
REPEATED = 60
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
    """One replicate before its first step: bytes of its state, and how many agents there are (None: not told)."""

    size: int
    agents: int | None


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
            self._final[arm] = tuple(life[-1] for life in self._lived(arm, number, ()))
        return self._final[arm]

    def lives(self, arm: str) -> tuple[Life, ...]:
        """The first few replicates, at the start and then every few steps (`every`), the last included."""
        if arm not in self._lives:
            number = self._affordable(arm, min(self.replicates, FOLLOWED), MOMENTS)
            steps = range(0, horizon(self.program, self.arm(arm)), self.every(arm))
            self._lives[arm] = self._lived(arm, number, steps)
        return self._lives[arm]

    def moments(self, arm: str, steps: Sequence[int]) -> Life:
        """The first replicate at some steps and at the last; nothing where it failed or takes too much."""
        lives = self._lived(arm, self._affordable(arm, 1, len(steps) + 1), steps)
        return lives[0] if lives else ()

    def every(self, arm: str) -> int:
        """Steps between two moments of a life."""
        return max(1, -(-horizon(self.program, self.arm(arm)) // MOMENTS))

    def horizon(self, arm: str) -> int:
        """How many steps an arm runs."""
        return horizon(self.program, self.arm(arm))

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
        return min(self.replicates, REPEATED, self._lived_through(arm))

    def _affordable(self, name: str, wanted: int, moments: int) -> int:
        """How many replicates the limits allow."""
        arm = self.arm(name)
        size = self._begin(arm).size * moments
        return min(wanted, BYTES // max(size, 1), self._lived_through(arm))

    def _lived_through(self, arm: Arm) -> int:
        """How many replicates make `AGENT_STEPS`; none on an engine whose snapshots do not tell who there is.

        Where each must be lived alone (a rule decides in each from its own measures) that takes longer: few.
        """
        agents = self._begin(arm).agents
        if agents is None:
            return 0
        number = AGENT_STEPS // max(agents * horizon(self.program, arm), 1)
        return number if pilot_of(self.program, arm, self.schedule).batch is None else min(number, FOLLOWED)

    def _begin(self, arm: Arm) -> _Begin:
        """What one replicate holds before its first step. Arms that differ in rules alone begin alike."""
        key = arm.model_copy(update={"without": ()}).model_dump_json()
        if key not in self._begins:
            first = self.engine.start(self.program, arm, self.seed, [0], pause=self.pause)
            rows = [first.columns.get(rows_of(kind.name)) for kind in self.program.agents]
            counts = [int(each.sum()) for each in rows if each is not None]
            agents = sum(counts) if len(counts) == len(rows) else None
            self._begins[key] = _Begin(sum(column.nbytes for column in first.columns.values()), agents)
        return self._begins[key]

    def _lived(self, name: str, number: int, steps: Sequence[int]) -> tuple[Life, ...]:
        """The first `number` replicates of an arm, at some steps and at the last."""
        arm = self.arm(name)
        taken_at = tuple(sorted({*steps, horizon(self.program, arm)}))
        taken: dict[int, dict[int, State]] = {}
        batch = pilot_of(self.program, arm, self.schedule).batch or max(number, 1)
        for first in range(0, number, batch):
            recorder = Recorder(self.engine, taken_at)
            part = range(first, min(first + batch, number))
            live(self.program, recorder, arm, self.seed, part, self.schedule, pause=self.pause)
            for snapshot in recorder.snapshots:
                for state in split(self.space(name), snapshot):
                    taken.setdefault(state.replicate, {})[state.step] = state
        ended = {replicate for replicate, life in taken.items() if horizon(self.program, arm) in life}
        return tuple(tuple(taken[replicate].values()) for replicate in sorted(ended))


def split(program: Program, snapshot: Snapshot) -> tuple[State, ...]:
    """A snapshot as one state a replicate, without those that failed. `program` is that of the arm's space."""
    sound = [replicate not in snapshot.errors for replicate in snapshot.replicates]
    sizes = _sizes(program, snapshot, np.array(sound))
    whole = np.ones(len(sound), dtype=np.int64)
    ends = {name: np.cumsum(sizes.get(name.split(".")[0], whole)) for name in snapshot.columns}
    for network in networks(program):
        owners = np.concatenate([[0], np.cumsum(sizes[network.of])])
        degrees = np.concatenate([[0], np.cumsum(snapshot.columns[degree_of(network.layer)])])
        ends[degree_of(network.layer)], ends[neighbors_of(network.layer)] = owners[1:], degrees[owners[1:]]
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
    sizes = {kind.name: snapshot.columns[rows_of(kind.name)].astype(np.int64) for kind in program.agents}
    for network in networks(program):
        if network.links:
            word = network_word("link", network.layer)
            sizes[word] = snapshot.columns[rows_of(word)].astype(np.int64)
    if isinstance(program.space, Grid) and program.space.cells:
        cells = len(snapshot.columns[f"cell.{program.space.cells[0].name}"])
        sizes["cell"] = np.where(sound, cells // max(int(sound.sum()), 1), 0)
    return sizes


def links(state: State, network: Network) -> NDArray[np.int64]:
    """The links of a network as places of its agents in their columns, (m, 2): each undirected one from both ends."""
    ids = state.columns[f"{network.of}.id"].astype(np.int64)
    degrees = state.columns[degree_of(network.layer)].astype(np.int64)
    others = np.searchsorted(ids, state.columns[neighbors_of(network.layer)].astype(np.int64))
    return np.stack([np.repeat(np.arange(len(ids)), degrees), others], axis=1)
