"""The headline along a parameter, with where it tips; over two, as a map; at other sizes, with whether they differ."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from typing import Literal

import numpy as np
from numpy.typing import NDArray

from sobremesa.mechanics.curve import Curve, Heat
from sobremesa.mechanics.document import Arm, Scale, Sweep
from sobremesa.mechanics.experiments.points import Bench
from sobremesa.mechanics.experiments.tipping import tipping

Array = NDArray[np.float64]
Step = Callable[[], None]
"""Called after each point."""


def unstepped() -> None:
    """Nobody counts."""


def swept_values(bench: Bench, sweep: Sweep) -> Array:
    """The values of a sweep, ascending; of a whole number each once."""
    values = np.linspace(sweep.start, sweep.to, sweep.points)
    if bench.program.document.parameters[sweep.parameter].type == "int":
        values = np.unique(np.round(values))
    return values


def swept(
    bench: Bench, arm: Arm, sweep: Sweep, replicates: Sequence[int], step: Step = unstepped
) -> tuple[Curve, Array]:
    """The headline along a parameter, and where it tips; and what each replicate gave, shape (values, replicates)."""
    values = swept_values(bench, sweep)
    samples = along(bench, arm, sweep.parameter, values, replicates, step)
    curve = _curve(bench, arm, "sweep", sweep.parameter, values, samples)
    return curve.model_copy(update={"bend": tipping(values, samples)}), samples


def scaled(
    bench: Bench, arm: Arm, scale: Scale, replicates: Sequence[int], step: Step = unstepped
) -> tuple[Curve, Array]:
    """The headline at each size; and what each replicate gave, shape (sizes, replicates)."""
    values = np.array(scale.values, dtype=np.float64)
    samples = along(bench, arm, scale.parameter, values, replicates, step)
    return _curve(bench, arm, "scale", scale.parameter, values, samples), samples


def mapped(
    bench: Bench, arm: Arm, first: Sweep, second: Sweep, replicates: Sequence[int], step: Step = unstepped
) -> Heat:
    """The headline's mean over two parameters."""
    rows, columns = swept_values(bench, first), swept_values(bench, second)
    means = []
    for row in rows:
        line = []
        for column in columns:
            line.append(_mean(bench.sample(arm, {first.parameter: row, second.parameter: column}, replicates)))
            step()
        means.append(tuple(line))
    return Heat(
        parameters=(first.parameter, second.parameter),
        arm=arm.name,
        measure=bench.headline.measure,
        take=bench.headline.take,
        unit=bench.unit,
        rows=tuple(rows.tolist()),
        columns=tuple(columns.tolist()),
        mean=tuple(means),
        n=len(replicates),
    )


def along(
    bench: Bench, arm: Arm, parameter: str, values: Array, replicates: Sequence[int], step: Step = unstepped
) -> Array:
    """The headline of each replicate at each value, shape (values, replicates)."""
    samples = []
    for value in values:
        samples.append(bench.sample(arm, {parameter: value}, replicates))
        step()
    return np.stack(samples)


def _curve(
    bench: Bench, arm: Arm, kind: Literal["sweep", "scale"], parameter: str, values: Array, samples: Array
) -> Curve:
    present = [sample[~np.isnan(sample)] for sample in samples]
    levels = [bench.level(there) if there.size else None for there in present]
    return Curve(
        kind=kind,
        parameter=parameter,
        parameter_unit=bench.program.document.parameters[parameter].unit,
        arm=arm.name,
        measure=bench.headline.measure,
        take=bench.headline.take,
        unit=bench.unit,
        values=tuple(values.tolist()),
        mean=tuple(level.value if level else None for level in levels),
        low=tuple(level.low if level else None for level in levels),
        high=tuple(level.high if level else None for level in levels),
        n=samples.shape[1],
    )


def _mean(sample: Array) -> float | None:
    there = sample[~np.isnan(sample)]
    return float(there.mean()) if there.size else None
