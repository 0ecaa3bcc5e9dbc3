"""The Mesa engine beside the reference: the same measures, to the last bit."""

from __future__ import annotations

import math

from reference.running import run
from sobremesa.mechanics.diagnostics import DocumentError
from sobremesa.mechanics.document import Arm
from sobremesa.mechanics.ir import Program
from sobremesa.mechanics.mesa_engine import MesaEngine


def compiled(program: Program) -> str | None:
    """What the Mesa engine says that it can't compile yet; None where it can."""
    try:
        MesaEngine().start(program, Arm(name="probe"), 1, [])
    except DocumentError as error:
        assert {diagnostic.code for diagnostic in error.diagnostics} == {"not_supported_yet"}
        return str(error)
    return None


def assert_same(program: Program, arm: Arm, steps: int, seed: int = 7, replicate: int = 1) -> None:
    """Both give the same measures at every step, to the last bit, or fail in the same rule at the same step."""
    engine = MesaEngine()
    _, series = engine.advance(program, engine.start(program, arm, seed, [replicate]), steps)
    rows, failed_in = run(program, arm, seed, replicate, steps)
    error = series.errors.get(replicate)
    assert (error is None) == (failed_in is None), (error, failed_in)
    for step, row in enumerate(rows):
        for name, expected in row.items():
            if program.document.measures[name].at is None:
                found = float(series.values[name][0][step])
                assert found == expected or (math.isnan(found) and math.isnan(expected)), (step, name)
    if error is not None:
        assert failed_in in ("measures", error.rule)
        assert len(rows) == error.step
