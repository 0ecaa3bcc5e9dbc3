"""What is easily got wrong on the way from the IR to machine code: both engines must give the same bits and errors."""

from __future__ import annotations

import numpy as np
import pytest

from sobremesa.mechanics.checking import check
from sobremesa.mechanics.document import Arm
from sobremesa.mechanics.ir import Program
from sobremesa.mechanics.kernel.engine import KernelEngine
from sobremesa.mechanics.kernel.layout import Layout
from sobremesa.mechanics.kernel.lowering.program import PARTS, lowered
from sobremesa.mechanics.mesa_engine import MesaEngine
from sobremesa.mechanics.reading import read_document

LARGEST = 2**63 - 1
EDGE = LARGEST + 1
WHOLES = [
    *(
        (7, 2),
        (-7, 2),
        (7, -2),
        (-7, -2),
        (0, 5),
        (5, 0),
        (0, 0),
        (-1, 3),
        (2, 62),
        (2, 63),
        (-2, 63),
        (3, 40),
        (10, -1),
    ),
    *((LARGEST, 1), (LARGEST, -1), (-LARGEST, 2), (-LARGEST, -1), (-EDGE, -1), (-EDGE, 1)),
]
REALS = [
    *((7.5, 2.0), (-7.5, 2.0), (7.5, -2.0), (-0.0, 3.0), (0.0, -3.0), (1e308, 10.0), (-1e308, 1e-3), (2.0, 0.5)),
    *((-2.0, 0.5), (-2.0, 3.0), (0.0, -1.0), (0.5, 0.0), (2.5, 1.0), (3.5, 1.0), (-0.5, 1.0), (1e19, 1.0)),
    *((5e-324, 2.0), (710.0, 1.0), (-750.0, 1.0), (1e300, 1e300), (0.1, 0.1), (-1e-17, 1.0)),
]
OF_WHOLES = [
    *("a + b", "a - b", "a * b", "a // b", "a % b", "a / b", "a ** b", "-a", "abs(a)", "a ** 2"),
    "min(a, b) + max(a, b)",
]
OF_REALS = [
    *("x + y", "x / y", "x // y", "x % y", "x ** y", "x ** 3", "sqrt(x)", "exp(x)", "log(x)", "sin(x * y)", "tan(x)"),
    *("tanh(x)", "atan2(x, y)", "logistic(x)", "round(x)", "floor(x)", "ceil(x)", "int(x * y)", "clip(x, y, 1)"),
    *("min(x, y, -x)", "max(-x, x)"),
]


def program_of(rules: str, state: str = "v: {start: 0}", people: int = 40) -> Program:
    """A document in which people have numbers and may look at each other."""
    text = f"""
model: small
purpose: to be the same twice
clock: {{steps: 4}}
parameters:
  a: {{type: int, value: 1}}
  b: {{type: int, value: 1}}
  x: {{value: 1.0}}
  y: {{value: 1.0}}
globals: {{whole: {{type: int, start: 0}}, real: {{start: 0}}}}
agents: {{person: {{count: {people}, state: {{{state}}}}}}}
rules:
{rules}
measures: {{v: {{value: "sum(p.v for p in person)"}}}}
experiment: {{arms: [{{name: first}}], headline: {{measure: v}}}}
"""
    return check(read_document(text))


def rule(body: str, order: str = "together", who: str = "person") -> str:
    lines = "\n".join("      " + line for line in body.strip().split("\n"))
    return f"  - name: act\n    who: {who}\n    order: {order}\n    do: |\n{lines}"


def assert_alike(program: Program, arm: Arm, steps: int = 3) -> str | None:
    """Both engines give the same values, state and errors; the code of the error, if there is one."""
    found = []
    for engine in (MesaEngine(), KernelEngine(threads=1)):
        snapshot, series = engine.advance(program, engine.start(program, arm, 7, [0, 3]), steps)
        errors = {replicate: (e.code, e.step, e.rule, e.agent) for replicate, e in series.errors.items()}
        arrays = {**series.values, **snapshot.columns}
        found.append((errors, {name: (array.dtype, array.tobytes()) for name, array in arrays.items()}))
    (errors, state), (other_errors, other_state) = found
    assert errors == other_errors
    assert state == other_state
    return errors[0][0] if errors else None


@pytest.mark.parametrize("expression", OF_WHOLES)
def test_arithmetic_on_whole_numbers_is_that_of_python_within_64_bits(expression: str) -> None:
    kind = "real" if "/" in expression and "//" not in expression else "whole"
    program = program_of(rule(f"model.{kind} = {expression}", who="model"))
    codes = {assert_alike(program, Arm(name="first", set={"a": a, "b": b}), 1) for a, b in WHOLES}
    assert codes <= {None, "zero_division", "overflow", "domain"}


@pytest.mark.parametrize("expression", OF_REALS)
def test_arithmetic_on_floats_is_that_of_python(expression: str) -> None:
    whole = expression.split("(", maxsplit=1)[0] in ("round", "floor", "ceil", "int")
    program = program_of(rule(f"model.{'whole' if whole else 'real'} = {expression}", who="model"))
    codes = {assert_alike(program, Arm(name="first", set={"x": x, "y": y}), 1) for x, y in REALS}
    assert codes <= {None, "zero_division", "overflow", "domain"}


def test_powers_that_are_the_same_for_all_are_those_of_each() -> None:
    program = program_of(rule("self.v = (x - 0.5) ** (self.id - a)"), people=30)
    assert assert_alike(program, Arm(name="first", set={"x": 1.4, "a": 9})) is None
    assert assert_alike(program, Arm(name="first", set={"x": 0.5, "a": 0})) is None
    assert assert_alike(program, Arm(name="first", set={"x": 0.5, "a": 3})) == "zero_division"
    assert assert_alike(program, Arm(name="first", set={"x": 1e300, "a": 0})) == "overflow"


@pytest.mark.parametrize("order", ["together", "one_by_one", "at_random"])
def test_a_choice_from_nobody_counts_as_a_visit(order: str) -> None:
    body = """
for i in range(5):
    t = one_of([p for p in person if p.id < i - 2])
    u = one_of([p for p in person if p.id < i - 1], weight=lambda p: p.id)
    if t is not None and u is not None:
        self.v += t.id + 0.5 * u.id
"""
    assert assert_alike(program_of(rule(body, order)), Arm(name="first")) is None


def test_a_number_chosen_from_none_ends_the_run() -> None:
    program = program_of(rule("self.v = one_of([i for i in range(a) if i > 2])"))
    assert assert_alike(program, Arm(name="first", set={"a": 5})) is None
    assert assert_alike(program, Arm(name="first", set={"a": 2})) == "missing"


@pytest.mark.parametrize("order", ["together", "one_by_one", "at_random"])
def test_lists_of_any_length_stay_what_they_were_while_others_are_made(order: str) -> None:
    body = """
xs = [p for p in person if p.id % 2 == self.id % 2]
for i in range(3):
    ys = [p for p in xs if p.id != i]
    xs = [p for p in ys if count(q for q in xs if q.id < p.id) != i]
    self.v += count(xs) + 0.001 * sum(p.id for p in ys)
"""
    assert assert_alike(program_of(rule(body, order), people=90), Arm(name="first")) is None


@pytest.mark.parametrize("order", ["together", "one_by_one", "at_random"])
def test_orders_and_ties_are_the_same(order: str) -> None:
    body = """
self.v = best_of(others(person), lambda p: (p.w % 3, p.w % 2)).id
for p in top(person, 5, lambda p: (-(p.w % 4), p.u)):
    self.v += 0.1 * p.id
for p in sample(person, 20):
    self.v = 0.5 * self.v + p.id
self.u = median(p.u for p in shuffled(person)) + gini(p.w for p in person) + std(p.u for p in person)
"""
    state = 'v: {start: 0}, w: {type: int, start: "randint(0, 9)"}, u: {start: "normal(0, 1) * randint(0, 1)"}'
    assert assert_alike(program_of(rule(body, order), state), Arm(name="first")) is None


def test_what_others_read_meanwhile_is_from_before_the_rule_also_in_vectors() -> None:
    body = """
push(self.past, self.past[0] + poisson(2))
self.past[2] = sum(sum(p.past) for p in person if p.id < 3)
self.v = mean(p.v for p in person) + self.past[1]
"""
    state = 'v: {start: "exponential(2)", low: 0, high: 50}, past: {size: 4, start: "uniform(0, 1)"}'
    assert assert_alike(program_of(rule(body), state), Arm(name="first")) is None


@pytest.mark.parametrize("write", ["self.past[1] = 0.5", "push(self.past, 3)"])
@pytest.mark.parametrize("order", ["together", "one_by_one", "at_random"])
def test_a_loop_over_a_vector_goes_over_what_was_there_at_its_start(write: str, order: str) -> None:
    body = f"""
for z in self.past:
    self.v += z
    {write}
for p in person:
    for z in p.past:
        self.past[2] = z
        self.v += z
"""
    state = 'v: {start: 0}, past: {size: 3, start: "uniform(0, 1)"}'
    assert assert_alike(program_of(rule(body, order), state), Arm(name="first")) is None


def test_deposits_settle_in_order_and_are_clamped_once() -> None:
    body = """
for p in sample(person, 3):
    p.v += self.v - 1.1
    p.past[self.id % 2] += 0.3
    model.real += 0.1
    model.whole += self.id
self.v *= 0.9
"""
    state = 'v: {start: "uniform(-1, 1)", low: -2, high: 2}, past: {size: 2, start: 0, high: 1}'
    assert assert_alike(program_of(rule(body), state), Arm(name="first"), 4) is None


def test_the_first_error_in_the_order_of_turns_is_told_with_whose_turn_it_was() -> None:
    program = program_of(rule("self.v = 1 / (self.id - a)", "one_by_one"))
    assert assert_alike(program, Arm(name="first", set={"a": 17})) == "zero_division"


def test_places_of_errors_are_those_of_the_program() -> None:
    program = program_of(rule("self.v += 1"))
    assert Layout(program).places == ("setup", "act", "v", "stop")


def test_a_program_is_the_same_text_every_time() -> None:
    for part in PARTS:
        once, again = (lowered(program_of(rule("self.v += chance(0.5)")), part) for _ in range(2))
        assert once == again
        assert np.frombuffer(once.encode(), dtype=np.uint8).max() < 128
