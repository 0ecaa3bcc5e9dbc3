"""What happens in few runs happens alike on Mesa, in the kernel and in the reference: values, errors, their places."""

from __future__ import annotations

import math
from typing import Any

import numpy as np
import pytest
from reference import run

from sobremesa.mechanics.checking import check
from sobremesa.mechanics.document import Arm, ModelDocument
from sobremesa.mechanics.kernel.engine import KernelEngine
from sobremesa.mechanics.mesa_engine import MesaEngine

ARM = Arm(name="scenario")
STATE: dict[str, Any] = {
    "n": {"type": "int", "start": 0},
    "z": {"start": 0},
    "views": {"type": "int", "size": 2, "start": 0},
}
NETWORK = {"kind": "network", "generator": "ring", "k": 2, "links": {"trust": {"start": 1}}}
GRID = {"kind": "grid", "width": 2, "height": 2, "capacity": 1}


def lived(do: str = "self.n += 1", steps: int = 2, **sections: Any) -> tuple[list[float], tuple[Any, ...] | None]:
    """The measure at every step, and the code, step, rule and agent of the error, where all three agree."""
    rule = {"name": "r", "who": "person", "do": do} | sections.pop("rule", {})
    plain: dict[str, Any] = {
        "model": "rare",
        "purpose": "something that seldom happens",
        "clock": {"steps": steps},
        "agents": {"person": {"count": sections.pop("count", 3), "state": STATE}},
        "rules": [rule],
        "measures": {"m": {"value": sections.pop("measure", "sum(p.n + p.z for p in person)")}},
        "experiment": {"headline": {"measure": "m"}},
    }
    program = check(ModelDocument.model_validate(plain | sections))
    rows, failure = run(program, ARM, 1, 0, steps)
    told = failure and (failure.code, failure.step, failure.rule, failure.agent)
    for engine in (MesaEngine(), KernelEngine()):
        _, series = engine.advance(program, engine.start(program, ARM, 1, (0,)), steps)
        error = series.errors.get(0)
        assert (error and (error.code, error.step, error.rule, error.agent)) == told, engine.name
        values = series.values["m"][0][: len(rows)]
        assert np.array_equal(values, [row["m"] for row in rows], equal_nan=True), engine.name
    return [row["m"] for row in rows], told


def test_the_number_pi_and_signs() -> None:
    values, error = lived("self.z = +pi * -(+self.n) + -(-2)\nself.n += 1", rule={"order": "one_by_one"})
    assert error is None
    assert values == pytest.approx([0.0, 3 * (1 + 2), 3 * (2 + 2 - math.pi)])


@pytest.mark.parametrize(
    ("count", "expected"),
    [
        ("sizes[0]", 4),
        ("sizes[most - 2] + 1", 6),
        ("round(10 * logistic(rate - 0.5)) if most in (3, 4) else 1", 5),
        ("int(abs(-2 * sin(rate)) + cos(0) + tan(0) + tanh(0) + atan2(0, 1) + pi)", 5),
        ("2 if most not in (1, 2) and not rate > 1 else 9", 2),
        ("ceil(most / 2) + floor(rate) + most % 2", 3),
    ],
)
def test_a_count_may_be_computed_from_parameters_and_tables(count: str, expected: int) -> None:
    told = {"parameters": {"rate": {"value": 0.5}, "most": {"type": "int", "value": 3}}}
    values, error = lived(count=count, measure="count(person)", tables={"sizes": {"values": [4, 5]}}, **told)
    assert (values, error) == ([float(expected)] * 3, None)


def test_a_lone_agent_has_no_other() -> None:
    code = "t = one_of(others(person))\nif t is None:\n    self.n += 1"
    assert lived(code, count=1) == ([0.0, 1.0, 2.0], None)
    assert lived(code, count=2) == ([0.0, 0.0, 0.0], None)


def test_nobody_is_drawn_where_all_weigh_nothing() -> None:
    code = "t = one_of(others(person), weight=lambda p: p.z)\nif t is None:\n    self.n += 1"
    assert lived(code) == ([0.0, 3.0, 6.0], None)


def test_a_link_is_drawn_from_all_links() -> None:
    code = "l = one_of(links)\nif l is not None:\n    l.trust += 1"
    measure = "sum(l.trust for l in links)"
    assert lived(code, space=NETWORK, measure=measure, rule={"who": "model"}) == ([3.0, 4.0, 5.0], None)
    nobody = NETWORK | {"generator": "given", "edges": []}
    del nobody["k"]
    assert lived(code, space=nobody, measure=measure, rule={"who": "model"}, count=1) == ([0.0, 0.0, 0.0], None)


def test_adding_beyond_the_end_of_anothers_vector_is_an_error() -> None:
    code = "for p in others(person):\n    p.views[self.n] += 1\nself.n += 1"
    values, error = lived(code, 4, measure="sum(sum(p.views) for p in person)")
    assert values == [0.0, 6.0, 12.0]
    assert error == ("index", 3, "r", 0)


def test_sums_of_deposits_take_64_bits() -> None:
    code = "for p in others(person):\n    p.views[0] += 9223372036854775807"
    assert lived(code)[1] == ("overflow", 1, "r", 1)


def test_nobody_can_be_put_where_a_cell_is_full() -> None:
    """The checker can't tell: where they stand is drawn, or computed for each."""
    agents = {"person": {"count": 2, "state": STATE, "place": {"x": "0 * self.id", "y": "0"}}}
    values, error = lived(space=GRID, agents=agents)
    assert (values, error) == ([], ("domain", 0, "setup", 1)) or error[:2] == ("domain", 0)


def test_nobody_goes_where_there_is_no_place() -> None:
    code = "self.n += 1\nif self.n == 2:\n    move_to(1e308 * 10 * self.n, 1)"
    plane = {"kind": "plane", "width": 5, "height": 5, "torus": True}
    values, error = lived(code, space=plane)
    assert values == [0.0, 3.0]
    assert error is not None
    assert error[:3] == ("overflow", 2, "r")


def test_a_measure_that_is_no_number_any_more_ends_the_run() -> None:
    measure = "mean((1e308 * (1 + p.n) for p in person if p.n >= 0))"
    values, error = lived(measure=measure)
    assert len(values) < 3
    assert error is not None
    assert error[0] == "overflow"


def test_a_missing_measure_is_missing_and_no_error() -> None:
    values, error = lived(measure="max(p.z for p in person if p.n > 1)")
    assert np.array_equal(values, [math.nan, math.nan, 0.0], equal_nan=True)
    assert error is None


def with_mayor(agent: str, **sections: Any) -> Any:
    plain: dict[str, Any] = {
        "model": "rare",
        "purpose": "a persona who can't be chosen",
        "clock": {"steps": 2},
        "agents": {"person": {"count": 3, "state": STATE}},
        "rules": [{"name": "r", "who": "person", "do": "self.n += 1"}],
        "measures": {"m": {"value": "sum(p.n for p in person)"}},
        "personas": {"mayor": {"agent": agent, "role": "the mayor"}},
        "coupling": {"every": 1},
        "experiment": {"headline": {"measure": "m"}},
    }
    return check(ModelDocument.model_validate(plain | sections))


@pytest.mark.parametrize("engine", [MesaEngine(), KernelEngine()], ids=["mesa", "kernel"])
def test_a_persona_who_cannot_be_chosen_is_an_error_of_its_own(engine: Any) -> None:
    program = with_mayor("best_of(person, lambda p: 1 / p.z)")
    _, series = engine.advance(program, engine.start(program, ARM, 1, (0, 1)), 2)
    assert {(error.code, error.rule, error.step) for error in series.errors.values()} == {
        ("zero_division", "personas.mayor", 0)
    }
    assert sorted(series.errors) == [0, 1]


@pytest.mark.parametrize("engine", [MesaEngine(), KernelEngine()], ids=["mesa", "kernel"])
def test_nobody_is_chosen_in_a_world_that_was_not_set_up(engine: Any) -> None:
    setup = [{"name": "begin", "who": "person", "do": "self.n = 1 // self.n"}]
    program = with_mayor("best_of(person, lambda p: p.z)", setup=setup)
    _, series = engine.advance(program, engine.start(program, ARM, 1, (0,)), 2)
    assert (series.errors[0].code, series.errors[0].rule, series.errors[0].step) == ("zero_division", "begin", 0)
