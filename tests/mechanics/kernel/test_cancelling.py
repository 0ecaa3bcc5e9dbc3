"""Native code that is not wanted any more does little more: counted in turns, which no clock decides."""

from __future__ import annotations

import threading
from collections.abc import Iterator
from typing import Any

import numpy as np
import pytest

from sobremesa.mechanics.arms import arm_parameters
from sobremesa.mechanics.checking import check
from sobremesa.mechanics.document import Arm
from sobremesa.mechanics.kernel.capacity import capacity_of
from sobremesa.mechanics.kernel.compiling import Kernel, kernel_of
from sobremesa.mechanics.kernel.engine import KernelEngine
from sobremesa.mechanics.kernel.failures import Failure
from sobremesa.mechanics.kernel.generators import Drawing, csr
from sobremesa.mechanics.kernel.lowering.turns import STRIP_BITS
from sobremesa.mechanics.kernel.setting_up import fill
from sobremesa.mechanics.kernel.supporting import grown_networks, neighbours, plain_networks, random_networks
from sobremesa.mechanics.kernel.world import World
from sobremesa.mechanics.overseeing import EndedError
from sobremesa.mechanics.reading import read_document
from sobremesa.mechanics.snapshot import to_bytes

STRIP = 1 << STRIP_BITS
PEOPLE = 20_000
SCENARIO = Arm(name="scenario")
COUNTING = """
model: counting
purpose: everyone counts their turns
clock: {{steps: 10}}
parameters: {{people: {{type: int, value: {people}, low: 1, high: 1000000}}}}
agents:
  person:
    count: people
    state:
      turns: {{type: int, start: 0}}
      x: {{type: float, start: "{start}"}}
rules: [{rule}]
measures: {{people: {{value: count(person)}}}}
experiment: {{headline: {{measure: people}}}}
"""
RULES = {
    "together": "{name: count, who: person, do: 'self.turns += 1'}",
    "one_by_one": "{name: count, who: person, order: one_by_one, do: 'self.turns += 1'}",
    "at_random": "{name: count, who: person, order: at_random, do: 'self.turns += 1'}",
    "loops": "{name: count, who: model, do: 'for p in person:\\n    for q in person:\\n        q.turns += 1'}",
}


class Live:
    """One replicate of a model in memory, and its native code."""

    def __init__(self, rule: str, start: str = "0") -> None:
        document = COUNTING.format(people=PEOPLE, rule=rule.replace("\n", "\\n").replace("'", '"'), start=start)
        self.program = check(read_document(document))
        self.kernel: Kernel = kernel_of(self.program)
        self.kernel.finish()
        layout, parameters = self.kernel.layout, arm_parameters(self.program, SCENARIO)
        self.world = World(layout, capacity_of(layout, parameters), 1)
        fill(self.world, SCENARIO, parameters, 1, [0], 10**6)

    def done(self, name: str) -> int:
        """How much has been done: a sum over everyone."""
        return int(self.world.rows(self.kernel.layout.column(name), 0, PEOPLE).sum())

    def cancelled(self, work: Any, name: str) -> tuple[int, int]:
        """Begin, cancel in the middle: how much was done when it had been told, and in the end."""
        thread = threading.Thread(target=work)
        thread.start()
        while self.done(name) == 0:
            pass
        self.world.get("cancel")[:] = 1
        told = self.done(name)
        thread.join()
        return told, self.done(name)


@pytest.mark.parametrize("order", ["together", "one_by_one", "at_random"])
def test_turns_end_soon_after_the_word_was_given(order: str) -> None:
    live = Live(RULES[order])
    assert live.kernel.begin(live.world.header(0)) == 0
    out = np.zeros(10**6)
    told, done = live.cancelled(
        lambda: live.kernel.advance(live.world.header(0), 1, live.world.stride, 10**6, out.ctypes.data), "person.turns"
    )
    assert 0 < done <= told + STRIP
    # Between two steps it is no turn that ends, but the loop over steps.
    assert live.world.get("error")[0] == Failure.CANCELLED or done % PEOPLE == 0
    assert live.world.get("step")[0] < 10**6


def test_a_single_turn_that_goes_round_and_round_ends_after_a_round() -> None:
    live = Live(RULES["loops"])
    assert live.kernel.begin(live.world.header(0)) == 0
    out = np.zeros(10**6)
    told, done = live.cancelled(
        lambda: live.kernel.advance(live.world.header(0), 1, live.world.stride, 10**6, out.ctypes.data), "person.turns"
    )
    assert 0 < done <= told + PEOPLE
    assert live.world.get("step")[0] == 1


def test_a_set_up_ends_soon_after_the_word_was_given() -> None:
    live = Live(RULES["together"], start="1 + 0 * sum(exp(k / 1000) for k in range(2000))")
    told, done = live.cancelled(lambda: live.kernel.begin(live.world.header(0)), "person.x")
    assert 0 < done <= told + STRIP < PEOPLE
    assert live.world.get("error")[0] == Failure.CANCELLED


class Flag(list[int]):
    """A flag that is raised when it is looked at for the nth time."""

    def __init__(self, times: int) -> None:
        super().__init__([0])
        self._looks: Iterator[int] = iter([0] * (times - 1))

    def __getitem__(self, _place: Any) -> Any:
        return next(self._looks, 1)


@pytest.mark.parametrize("looks", [1, 2, 3])
def test_generators_look_at_the_flag_at_every_strip(looks: int) -> None:
    n, words, pairs = 5000, (11, 12), [0] * 60_000
    links = grown_networks.link_by_links(n, 2, pairs, [0, 0], Flag(looks), words[0], 1, 0)
    assert links == 2 * (looks * grown_networks.STRIP - 2)
    ends, degrees = [0] * n, [0] * n
    grown_networks.link_small_world(n, 1, 1.0, ends, degrees, Flag(looks), *words, 1, 0)
    stayed = [a for a in range(n) if ends[a] == (a + 1) % n]
    assert n - len(stayed) >= (looks - 1) * grown_networks.STRIP - 5
    assert stayed[-1] == n - 1
    assert n - len(stayed) <= (looks - 1) * grown_networks.STRIP
    links = random_networks.link_by_chance(n, 0.01, 0, pairs, 30_000, Flag(looks), words[0], 1, 0)
    assert links == (looks - 1) * random_networks.STRIP
    assert plain_networks.link_complete(50, pairs, Flag(looks)) == sum(49 - a for a in range(looks - 1))
    circle, indptr, sources, indices = [0, 1, 1, 2, 2, 3, 0, 3], [0] * 5, [0] * 5, [-1] * 8
    neighbours.count_neighbours(circle, 4, 4, 0, indptr, sources)
    neighbours.list_neighbours(circle, 4, 4, 0, indptr, sources, [0] * 8, indices, Flag(looks))
    assert (-1 in indices) == (looks < 3)


def test_a_network_whose_flag_is_up_is_not_drawn() -> None:
    options: dict[str, dict[str, float]] = {
        "complete": {},
        "ring": {"k": 4},
        "lattice": {"width": 5, "height": 4},
        "erdos_renyi": {"p": 0.2},
        "random_regular": {"degree": 3},
        "watts_strogatz": {"k": 4, "p": 0.3},
        "barabasi_albert": {"m": 2},
    }
    raised = np.ones(1, dtype=np.int64)
    for generator, told in options.items():
        with pytest.raises(EndedError):
            csr(Drawing(generator, 20, told, "network:space.test", 1, 0, cancel=raised))


class StoppedError(Exception):
    """Raised by whoever does not want to wait any more."""


@pytest.mark.parametrize("threads", [1, 3])
@pytest.mark.parametrize("looks", [1, 2, 3])
def test_an_engine_that_was_stopped_does_the_same_afterwards(threads: int, looks: int) -> None:
    program = Live(RULES["together"]).program
    engine, left = KernelEngine(threads=threads), looks

    def pause() -> None:
        nonlocal left
        left -= 1
        if left == 0:
            raise StoppedError

    start = engine.start(program, SCENARIO, 1, range(4))
    with pytest.raises(StoppedError):
        engine.advance(program, start, 10**5, pause=pause)
    again = engine.advance(program, start, 3)[0]
    expected = engine.advance(program, engine.start(program, SCENARIO, 1, range(4)), 3)[0]
    assert to_bytes(again) == to_bytes(expected)
