"""A run error names the rule and the agent at whose turn it arose, which programs of Mesa do not say themselves."""

from __future__ import annotations

import pytest

from sobremesa.mechanics.checking import check
from sobremesa.mechanics.document import Arm
from sobremesa.mechanics.engine import RunError
from sobremesa.mechanics.kernel.engine import KernelEngine
from sobremesa.mechanics.mesa_engine import MesaEngine
from sobremesa.mechanics.reading import read_document

MODEL = """
model: failing
purpose: something goes wrong at the turn of the third
clock: {{steps: 3}}
parameters: {{nought: {{type: int, value: 0, low: 0, high: 1}}}}
globals: {{whole: {{type: int, start: 1}}}}
space: {{kind: grid, width: 2, height: 2, torus: false, cells: {{grass: {{type: int, start: 0}}}}}}
agents:
  person:
    count: 4
    max: 100
    place: {{x: "self.id % 2", y: "self.id // 2"}}
    state: {{n: {{type: int, start: 0}}, z: {{type: int, start: "1 // (4 + nought - self.id) if self.id > 3 else 0"}}}}
rules:
  - {{name: wait, who: person, do: "self.n += 1"}}
  - {{name: go_wrong, {rule}}}
measures: {{n: {{value: "sum(p.n for p in person)"}}}}
experiment: {{headline: {{measure: n}}}}
"""
LARGE = "9223372036854775807"
CASES = {
    "in its own turn": ('who: person, when: "step == 2", do: "self.n = 1 // (2 - self.id)"', 2),
    "in its condition": ('who: person, when: "1 // (2 - self.id) > 5", do: "return"', 2),
    "within a choice": ('who: person, do: "self.n = sum(1 // (2 - p.id - self.id) for p in others(person))"', 0),
    "one by one": ('who: person, order: one_by_one, when: "step == 2", do: "self.n = 1 // (2 - self.id)"', 2),
    "at a pick": ('who: person, order: at_random, do: "self.n = 1 // (nought - nought)"', None),
    "of a cell": ('who: cells, do: "self.grass = 1 // (2 - self.id)"', 2),
    "of the model": ('who: model, do: "model.whole = 1 // nought"', None),
    "of what others added": (
        f'who: person, when: "self.id == 0", do: "for p in [p for p in person if p.id == 2]:\\n  p.n += {LARGE}"',
        2,
    ),
    "of what was added to the model": (f'who: person, when: "self.id == 3", do: "model.whole += {LARGE}"', None),
    "of a birth": ('who: person, when: "self.id == 2", do: "create(person)"', 2),
}


def error(engine: MesaEngine | KernelEngine, rule: str) -> RunError:
    """What ends the first replicate."""
    program, arm = check(read_document(MODEL.format(rule=rule))), Arm(name="scenario")
    _, series = engine.advance(program, engine.start(program, arm, 1, (0,)), 3)
    return series.errors[0]


@pytest.mark.parametrize("case", CASES)
def test_the_rule_and_the_agent_are_named(case: str) -> None:
    rule, agent = CASES[case]
    found = error(MesaEngine(), rule)
    assert found.rule == "go_wrong"
    assert found.agent == agent or case == "at a pick"
    assert f"(step {found.step}, go_wrong" in found.message
    native = error(KernelEngine(), rule)
    assert (native.code, native.step, native.rule, native.agent) == (found.code, found.step, found.rule, found.agent)


def test_outside_of_rules_nobody_is_named() -> None:
    program = check(read_document(MODEL.format(rule='who: person, do: "return"').replace("else 0", "else 1 // nought")))
    found = MesaEngine().start(program, Arm(name="scenario"), 1, (0,)).errors[0]
    assert (found.rule, found.agent, found.step) == ("setup", None, 0)
