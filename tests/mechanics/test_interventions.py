"""Arms whose parameters change at a step: the same as a lever that moves, on both engines, from the first step on."""

from __future__ import annotations

from typing import Any

import numpy as np
import pytest

from sobremesa.mechanics.checking import check
from sobremesa.mechanics.document import ModelDocument
from sobremesa.mechanics.engine import Engine
from sobremesa.mechanics.ir import Program
from sobremesa.mechanics.kernel.engine import KernelEngine
from sobremesa.mechanics.living import live
from sobremesa.mechanics.mesa_engine import MesaEngine

ENGINES = (KernelEngine(), MesaEngine())


def counting(**arm: Any) -> Program:
    """A sum that grows by `pace` each step, so that each value shows when a pace held."""
    document = {
        "model": "counting",
        "purpose": "to count",
        "clock": {"steps": 6},
        "parameters": {"pace": {"value": 1, "low": 0, "high": 100}},
        "globals": {"sum": {"start": 0}},
        "agents": {"person": {"count": 2}},
        "rules": [{"name": "grow", "who": "model", "do": "model.sum += pace"}],
        "measures": {"total": {"value": "model.sum"}},
        "experiment": {"arms": [{"name": "changed", **arm}], "headline": {"measure": "total"}},
    }
    return check(ModelDocument.model_validate(document))


def course(engine: Engine, program: Program) -> list[float]:
    (arm,) = program.document.experiment.arms
    series = live(program, engine, arm, 1, [0, 1])
    assert not series.errors
    np.testing.assert_array_equal(series.values["total"][0], series.values["total"][1])
    return [float(value) for value in series.values["total"][0]]


@pytest.mark.parametrize("engine", ENGINES, ids=lambda engine: engine.name)
def test_the_rules_of_the_step_see_the_new_value(engine: Engine) -> None:
    assert course(engine, counting(at=[{"step": 3, "set": {"pace": 10}}])) == [0, 1, 2, 12, 22, 32, 42]


@pytest.mark.parametrize("engine", ENGINES, ids=lambda engine: engine.name)
def test_what_an_arm_sets_holds_until_it_changes(engine: Engine) -> None:
    arm = {"set": {"pace": 5}, "at": [{"step": 2, "set": {"pace": 0}}, {"step": 6, "set": {"pace": 100}}]}
    assert course(engine, counting(**arm)) == [0, 5, 5, 5, 5, 5, 105]


@pytest.mark.parametrize("engine", ENGINES, ids=lambda engine: engine.name)
def test_rules_in_the_place_of_personas_see_whole_numbers_as_such_and_rest_once_a_run_has_stopped(
    engine: Engine,
) -> None:
    """The sum is 5.25 after three steps, where the run stops; a further turn of the lever would divide by zero."""
    program = check(
        ModelDocument.model_validate({
            "model": "counting", "purpose": "to count",
            "clock": {"steps": 6, "stop": "model.sum > 4"},
            "parameters": {"pace": {"value": 1, "low": 0, "high": 100}, "few": {"type": "int", "value": 1}},
            "globals": {"sum": {"start": 0}},
            "agents": {"person": {"count": 2}},
            "rules": [{"name": "grow", "who": "model", "do": "model.sum += pace"}],
            "measures": {"total": {"value": "model.sum"}},
            "personas": {"mayor": {"agent": "one_of(person)", "role": "a mayor"}},
            "coupling": {"every": 1, "levers": [{
                "name": "push", "from": "mayor", "moves": "pace", "by": "1", "low": 0, "high": 9,
                "instead": "sum(i + 1 for i in range(few)) / (5 - total) + 0 / (5.25 - total)",
            }]},
            "experiment": {
                "arms": [{"name": "changed", "personas": "off", "at": [{"step": 2, "set": {"few": 5}}]}],
                "headline": {"measure": "total"},
            },
        })
    )  # fmt: skip
    assert course(engine, program) == [0, 1, 1.25, 5.25, 5.25, 5.25, 5.25]


@pytest.mark.parametrize("engine", ENGINES, ids=lambda engine: engine.name)
def test_the_first_step_can_be_the_one(engine: Engine) -> None:
    assert course(engine, counting(at=[{"step": 1, "set": {"pace": 2}}])) == [0, 2, 4, 6, 8, 10, 12]
