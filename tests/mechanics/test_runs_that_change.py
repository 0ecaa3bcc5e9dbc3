"""What changes while a run looks at it: lists, limits, levers; and whole numbers that outgrow 64 bits."""

from __future__ import annotations

import pytest
from reference import assert_same

from sobremesa.mechanics.checking import check
from sobremesa.mechanics.engine import LeverValue
from sobremesa.mechanics.experiment import run_experiment
from sobremesa.mechanics.ir import Program
from sobremesa.mechanics.mesa_engine import MesaEngine
from sobremesa.mechanics.reading import read_document

HUNT = """
model: hunt
purpose: a hunter takes all that stand on one cell
space: {{kind: grid, width: 2, height: 2, torus: true}}
agents:
  hunter: {{count: 1, place: {{x: 0, y: 0}}}}
  sheep: {{count: 6, place: {{x: 0, y: 0}}}}
rules: [{{name: hunt, who: hunter, order: one_by_one, do: "{code}"}}]
measures: {{left: {{value: "count(sheep)"}}}}
experiment: {{headline: {{measure: left}}}}
"""
POWERS = """
model: powers
purpose: a whole number grows
agents: {person: {count: 2, state: {n: {type: int, start: 3}}}}
rules: [{name: grow, who: person, do: "self.n = self.n ** 2"}]
measures: {most: {value: "max(p.n for p in person)"}}
experiment: {headline: {measure: most}}
"""
GROWTH = """
model: growth
purpose: everyone has a child, up to a limit
clock: {steps: 4}
parameters: {room: {value: 4, low: 1, high: 100}}
agents: {person: {count: 1, max: "int(room)", state: {seen: {type: float, start: 0}}}}
rules: [{name: bear, who: person, do: "self.seen = room\\ncreate(person)"}]
measures: {people: {value: "count(person)"}}
experiment: {headline: {measure: people}}
"""
BLOCKS = """
model: blocks
purpose: a ring, or everyone with everyone of their kind
space: {kind: network, generator: ring, k: 2}
agents: {person: {count: 6, state: {kind: {type: label, of: [red, blue], start: red}}}}
rules: [{name: rest, who: person, do: "return"}]
measures: {links: {value: "mean(degree(p) for p in person)"}}
experiment:
  arms: [{name: ring}, {name: blocks, space: {generator: stochastic_block, by: kind, p_in: 1, p_out: 0}}]
  headline: {measure: links}
"""


def program_of(text: str) -> Program:
    return check(read_document(text))


@pytest.mark.parametrize(
    "code",
    [
        r"prey = on(self.cell, sheep)\nfor s in prey:\n    die(s)",
        r"for s in sheep if chance(2) else on(self.cell, sheep):\n    die(s)",
        r"prey = sheep if chance(2) else on(self.cell, sheep)\nfor s in prey:\n    die(s)",
    ],
)
def test_a_loop_goes_over_those_who_were_there_at_its_start(code: str) -> None:
    program = program_of(HUNT.format(code=code))
    arm = program.document.experiment.arms[0]
    engine = MesaEngine()
    _, series = engine.advance(program, engine.start(program, arm, 1, [0]), 1)
    assert series.values["left"].tolist() == [[6, 0]]
    assert_same(program, arm, 2)


def test_a_square_of_more_than_64_bits_ends_the_run() -> None:
    program = program_of(POWERS)
    arm = program.document.experiment.arms[0]
    engine = MesaEngine()
    _, series = engine.advance(program, engine.start(program, arm, 1, [0]), 7)
    assert series.values["most"][0][:6].tolist() == [3.0 ** (2**step) for step in range(6)]
    assert (series.errors[0].code, series.errors[0].step) == ("overflow", 6)
    assert_same(program, arm, 7)


def test_limits_read_at_the_start_stay_however_the_run_is_split() -> None:
    program = program_of(GROWTH)
    arm = program.document.experiment.arms[0]
    engine = MesaEngine()
    lever = [LeverValue("room", 100.0)]
    _, whole = engine.advance(program, engine.start(program, arm, 1, [0]), 4, lever)
    first, _ = engine.advance(program, engine.start(program, arm, 1, [0]), 1, lever)
    _, rest = engine.advance(program, first, 3)
    assert whole.values["people"][0][:3].tolist() == [1, 2, 4]
    assert whole.errors == rest.errors
    assert whole.errors[0].step == 3


def test_an_arm_may_put_blocks_in_the_place_of_another_network() -> None:
    program = program_of(BLOCKS)
    engine = MesaEngine()
    degrees = {}
    for arm in program.document.experiment.arms:
        _, series = engine.advance(program, engine.start(program, arm, 1, [0]), 0)
        degrees[arm.name] = series.values["links"].tolist()
    assert degrees == {"ring": [[2]], "blocks": [[5]]}


@pytest.mark.parametrize(
    "instead", ["high / 10", "best_of([i for i in range(3) if rate > 2], lambda i: i, ties=first)"]
)
def test_a_rule_of_levers_that_has_no_value_ends_its_replicate_and_not_the_experiment(instead: str) -> None:
    program = program_of(
        """
model: mute
purpose: the rule in the personas' place reads what is missing
clock: {steps: 4}
parameters: {rate: {value: 0.5, low: 0, high: 1}}
agents: {person: {count: 3, state: {f: {type: float, start: 0}}}}
rules: [{name: rise, who: person, do: "self.f += rate"}]
measures: {high: {value: "mean(p.f for p in person if p.f > 9)"}}
personas: {mayor: {agent: "one_of(person)", role: mayor}}
coupling:
  every: 2
  levers: [{name: calm, from: mayor, moves: rate, by: "0.5", low: 0, high: 1, instead: "INSTEAD"}]
experiment: {arms: [{name: quiet, personas: "off"}], headline: {measure: high}}
""".replace("INSTEAD", instead)
    )
    series = run_experiment(program, MesaEngine(), 1, 2).arms["quiet"]
    assert series.values["high"].shape == (2, 5)
    assert {index: (error.code, error.step) for index, error in series.errors.items()} == {
        0: ("no_lever", 2),
        1: ("no_lever", 2),
    }
