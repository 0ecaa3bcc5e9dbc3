"""What can't go on says so: draws and places outside their domain, in the engine and in the reference alike."""

from __future__ import annotations

import math

import pytest
from reference import run

from sobremesa.mechanics.checking import check
from sobremesa.mechanics.document import Arm
from sobremesa.mechanics.ir import Program
from sobremesa.mechanics.kernel.engine import KernelEngine
from sobremesa.mechanics.mesa_engine import MesaEngine
from sobremesa.mechanics.reading import read_document

ENGINE = MesaEngine()
KERNEL = KernelEngine()
ARM = Arm(name="scenario")
MODEL = """
model: outside
purpose: something is asked for that there is not
clock: {{steps: 3}}
parameters: {{least: {{type: int, value: 3, low: -9, high: 9}}, spread: {{value: -0.5, low: -1, high: 1}}}}
space: {{kind: grid, width: {side}, height: {side}, torus: {torus}, neighborhood: {shape}}}
agents: {{person: {{count: 2, place: random, state: {{n: {{type: int, start: 0}}, z: {{type: float, start: 0}}}}}}}}
rules:
  - {{name: wait, who: person, do: "self.n += 1"}}
  - {{name: ask, who: person, when: "step == 2", do: "{code}"}}
measures: {{n: {{value: "sum(p.n for p in person)"}}}}
experiment: {{headline: {{measure: n}}}}
"""


def program(code: str, side: int = 3, torus: str = "false", shape: str = "moore") -> Program:
    return check(read_document(MODEL.format(code=code, side=side, torus=torus, shape=shape)))


def outcome(of: Program) -> tuple[str, str | None] | None:
    """The code and rule of Mesa's error (None of a run that ends well), where the kernel and the reference agree."""
    _, series = ENGINE.advance(of, ENGINE.start(of, ARM, 1, (0,)), 3)
    rows, failure = run(of, ARM, 1, 0, 3)
    error = series.errors.get(0)
    assert (failure and (failure.code, failure.rule)) == (error and (error.code, error.rule))
    assert len(rows) == (error.step if error else 4)
    _, native = KERNEL.advance(of, KERNEL.start(of, ARM, 1, (0,)), 3)
    other = native.errors.get(0)
    assert (other and (other.code, other.rule, other.agent)) == (error and (error.code, error.rule, error.agent))
    return (error.code, error.rule) if error else None


@pytest.mark.parametrize(
    "code",
    [
        "self.n = randint(least, 2)",
        "self.z = normal(0, spread)",
        "self.z = exponential(spread)",
        "self.n = poisson(spread)",
        "self.n = poisson(2000000 * abs(spread) + 1)",
        "self.z = log(spread)",
        "self.z = sqrt(spread)",
    ],
)
def test_what_lies_outside_a_domain_ends_the_run(code: str) -> None:
    assert outcome(program(code)) == ("domain", "ask")


@pytest.mark.parametrize(
    "code",
    [
        "self.n = randint(least, 3)",
        "self.z = normal(1, spread + 0.5)",
        "self.z = exponential(0)",
        "self.n = poisson(0)",
    ],
)
def test_the_edge_of_a_domain_is_within_it(code: str) -> None:
    assert outcome(program(code)) is None


@pytest.mark.parametrize("torus", ["true", "false"])
@pytest.mark.parametrize("shape", ["moore", "von_neumann", "hex"])
@pytest.mark.parametrize("code", ["move_to(one_of(cells_near(self)))", "self.n = count(cells_near(self, least))"])
def test_a_grid_of_one_cell_has_no_cells_near(code: str, shape: str, torus: str) -> None:
    assert outcome(program(code, 1, torus, shape)) == ("domain", "ask")
    assert outcome(program(code, 2, torus, shape)) is None


def test_nobody_stands_around_on_a_grid_of_one_cell() -> None:
    assert outcome(program("self.n = count(neighbors(self))", 1)) is None


LARGE = """
model: large
purpose: whole numbers that floats can't hold
clock: {steps: 1}
agents: {person: {count: 5, state: {n: {type: int, start: "9007199254740993 * (self.id + 1) + self.id % 2"}}}}
rules: [{name: wait, who: person, do: "return"}]
measures:
  middle: {value: "median(p.n for p in person)"}
  between: {value: "median(p.n for p in person if p.id > 0)"}
  unequal: {value: "gini(p.n for p in person)"}
  average: {value: "mean(p.n for p in person)"}
  spread: {value: "std(p.n for p in person)"}
  whole: {value: "sum(p.n for p in person)"}
experiment: {headline: {measure: middle}}
"""


def test_statistics_of_large_whole_numbers_are_those_of_floats() -> None:
    of = check(read_document(LARGE))
    _, series = ENGINE.advance(of, ENGINE.start(of, ARM, 1, (0,)), 1)
    rows, failed_in = run(of, ARM, 1, 0, 1)
    assert failed_in is None
    for name, value in rows[0].items():
        assert float(series.values[name][0, 0]) == value, name
    numbers = [float(9007199254740993 * (i + 1) + i % 2) for i in range(5)]
    assert rows[0]["middle"] == numbers[2]
    assert rows[0]["between"] == (numbers[2] + numbers[3]) / 2
    assert math.isclose(rows[0]["unequal"], 4 / 15, rel_tol=1e-12)
