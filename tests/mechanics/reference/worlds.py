"""A run in four ways: at once, taken up again after every step, as a file of its own, and by the reference."""

from __future__ import annotations

import math
from collections.abc import Mapping
from typing import Any

import numpy as np

from reference.running import run
from sobremesa.mechanics.checking import check
from sobremesa.mechanics.document import Arm
from sobremesa.mechanics.emit import source
from sobremesa.mechanics.emit.names import names_of
from sobremesa.mechanics.engine import Series
from sobremesa.mechanics.ir import Program
from sobremesa.mechanics.mesa_engine import MesaEngine
from sobremesa.mechanics.reading import read_document
from sobremesa.mechanics.snapshot import from_bytes, to_bytes

ENGINE = MesaEngine()
ARM = Arm(name="scenario")
HEAD = """
model: world
purpose: a test
clock: {steps: 8}
experiment: {question: none, headline: {measure: m}}
"""


def program(text: str, head: str = HEAD) -> Program:
    return check(read_document(head + text))


def simulate(of: Program, steps: int = 4, replicates: tuple[int, ...] = (0,)) -> Series:
    """A run that is stored and taken up again after every step, and compared with the reference."""
    snapshot = ENGINE.start(of, ARM, 5, replicates)
    whole, series = ENGINE.advance(of, snapshot, steps)
    for _ in range(steps):
        snapshot, _ = ENGINE.advance(of, from_bytes(to_bytes(snapshot)), 1)
    assert to_bytes(snapshot) == to_bytes(whole)
    if not series.errors:
        compare_export(of, series, steps)
    for place, replicate in enumerate(replicates):
        rows, failed_in = run(of, ARM, 5, replicate, steps)
        error = series.errors.get(replicate)
        assert (failed_in is None) == (error is None), (failed_in, error)
        for step, row in enumerate(rows):
            for name, value in row.items():
                found = float(series.values[name][place, step])
                assert found == value or (math.isnan(found) and math.isnan(value)), (name, step)
    return series


def compare_export(of: Program, series: Series, steps: int) -> None:
    """The program as a file of its own measures the same."""
    space: dict[str, Any] = {"__name__": "exported"}
    exec(source(of), space)
    model = space[names_of(of).model](seed=5)
    while model.running and model.steps < steps:
        model.step()
    for name, values in model.datacollector.model_vars.items():
        np.testing.assert_array_equal(values, series.values[name][0, : len(values)], err_msg=name)


def measured(text: str, steps: int = 4, head: str = HEAD) -> Mapping[str, list[float]]:
    series = simulate(program(text, head), steps)
    assert not series.errors, series.errors
    return {name: values[0].tolist() for name, values in series.values.items()}
