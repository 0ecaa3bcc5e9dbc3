"""An engine beside the reference: the same measures, state and errors, to the last bit."""

from __future__ import annotations

from typing import Any

import numpy as np
from numpy.typing import NDArray

from reference.columns import columns
from reference.failing import Failure
from reference.running import played
from reference.world import World
from sobremesa.mechanics.diagnostics import DocumentError
from sobremesa.mechanics.document import Arm
from sobremesa.mechanics.engine import Engine, Snapshot
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


def assert_same(
    program: Program,
    arm: Arm,
    steps: int,
    seed: int = 7,
    replicate: int = 1,
    engine: Engine | None = None,
    pause_at: int = 0,
) -> Failure | None:
    """Both give the same measures at every step and the same state at the end, or fail alike and at the same place.

    The engine's run goes through a snapshot after `pause_at` steps, where that is not 0. Returns how both failed.
    """
    engine = engine or MesaEngine()
    snapshot = engine.start(program, arm, seed, [replicate])
    found: dict[str, list[float]] = {}
    for length in [pause_at, steps - pause_at] if 0 < pause_at < steps else [steps]:
        snapshot, series = engine.advance(program, snapshot, length)
        for name, values in series.values.items():
            found[name] = [*found.get(name, [])[:-1], *values[0].tolist()]
    rows, failure, world = played(program, arm, seed, replicate, steps)
    error = series.errors.get(replicate)
    assert (error is None) == (failure is None), (error, failure)
    if error is not None and failure is not None:
        ours = (failure.code, failure.step, failure.rule, failure.agent)
        assert (error.code, error.step, error.rule, error.agent) == ours, (error, failure)
    for name in program.document.measures:
        expected = np.array([row[name] for row in rows], dtype=np.float64)
        differs = same_bits(np.array(found[name][: len(rows)]), expected)
        assert differs is None, (name, "step", differs, found[name], expected.tolist())
    if error is None:
        assert_same_state(snapshot, world)
    return failure


def assert_same_state(snapshot: Snapshot, world: World) -> None:
    """Every column of the snapshot holds what the reference holds."""
    expected = columns(world)
    for name, column in snapshot.columns.items():
        if name == "stopped_at" or name.startswith("measure."):
            continue
        wanted = np.array(expected[name], dtype=column.dtype).reshape(column.shape)
        differs = same_bits(column, wanted)
        assert differs is None, (name, "row", differs, column.tolist(), wanted.tolist())


def same_bits(one: NDArray[Any], other: NDArray[Any]) -> int | None:
    """The first row in which two arrays differ in a bit (any NaN is like any other); None where they do not."""
    if one.tobytes() == other.tobytes():
        return None
    for place, (a, b) in enumerate(zip(one, other, strict=True)):
        unlike = np.atleast_1d(a) != np.atleast_1d(b)
        if np.issubdtype(one.dtype, np.floating):
            unlike |= np.signbit(a) != np.signbit(b)
            unlike &= ~(np.isnan(a) & np.isnan(b))
        if np.any(unlike):
            return place
    return None
