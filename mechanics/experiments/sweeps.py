"""The headline along a parameter, with where it tips; over two, as a map; at other sizes, with whether they differ."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from itertools import pairwise
from typing import Literal

import numpy as np
from numpy.typing import NDArray

from sobremesa.mechanics.curve import FEWEST_POINTS, FEWEST_REPLICATES, Curve, Heat
from sobremesa.mechanics.document import Arm, Scale, Sweep
from sobremesa.mechanics.experiments.points import Bench
from sobremesa.mechanics.experiments.tipping import tipping

Array = NDArray[np.float64]
Step = Callable[[], None]
"""Called after each point."""


A_TURN, TURNS = 4, 2
MORE = A_TURN * TURNS
"""Points that a sweep may have beside those asked for, where it changes fast: ours. Twice four narrow a step between
two points to about a twentieth of the way, and cost a third of the usual sweep; where a curve bends slowly, it is the
runs that are too few, and points don't help."""


def unstepped() -> None:
    """Nobody counts."""


def swept_values(bench: Bench, arm: Arm, sweep: Sweep) -> Array:
    """The values of a sweep in an arm, ascending, as runs there have them: each once."""
    return _held(bench, arm, sweep.parameter, np.linspace(sweep.start, sweep.to, sweep.points))


def _held(bench: Bench, arm: Arm, parameter: str, values: Array) -> Array:
    return np.unique([bench.held(arm, parameter, value) for value in values.tolist()])


def swept(
    bench: Bench, arm: Arm, sweep: Sweep, replicates: Sequence[int], step: Step = unstepped
) -> tuple[Curve, Array]:
    """The headline along a parameter, and where it tips; and what each replicate gave, shape (values, replicates).

    Where it tips, or changes too fast to tell, up to MORE points are put between, a few at a time.
    """
    values = swept_values(bench, arm, sweep)
    samples = along(bench, arm, sweep.parameter, values, replicates, step)
    curve = _tipping(bench, arm, sweep.parameter, values, samples)
    for _ in range(TURNS):
        between = np.setdiff1d(_held(bench, arm, sweep.parameter, _between(curve)), values)
        if not between.size:
            break
        samples = np.concatenate([samples, along(bench, arm, sweep.parameter, between, replicates, step)])
        values = np.concatenate([values, between])
        order = np.argsort(values)
        values, samples = values[order], samples[order]
        curve = _tipping(bench, arm, sweep.parameter, values, samples)
    return curve, samples


def _tipping(bench: Bench, arm: Arm, parameter: str, values: Array, samples: Array) -> Curve:
    curve = _curve(bench, arm, "sweep", parameter, values, samples)
    return curve.model_copy(update={"bend": tipping(values, samples)})


def _between(curve: Curve) -> Array:
    """Values in the gaps around the place where a curve tips, or leaps, the widest first; none if it does neither."""
    around = curve.leap if curve.bend is None else (curve.bend.low, curve.bend.high)
    if around is None or sum(mean is not None for mean in curve.mean) < FEWEST_POINTS or curve.n < FEWEST_REPLICATES:
        return np.empty(0)
    gaps = [gap for gap in pairwise(curve.values) if gap[1] > around[0] and gap[0] < around[1]]
    parts = [1] * len(gaps)
    for _ in range(A_TURN):
        widest = max(range(len(gaps)), key=lambda at: (gaps[at][1] - gaps[at][0]) / parts[at])
        parts[widest] += 1
    inside = [np.linspace(low, high, count + 1)[1:-1] for (low, high), count in zip(gaps, parts, strict=True)]
    return np.concatenate(inside)


def scaled(
    bench: Bench, arm: Arm, scale: Scale, replicates: Sequence[int], step: Step = unstepped
) -> tuple[Curve, Array]:
    """The headline at each size; and what each replicate gave, shape (sizes, replicates)."""
    values = _held(bench, arm, scale.parameter, np.array(scale.values, dtype=np.float64))
    samples = along(bench, arm, scale.parameter, values, replicates, step)
    return _curve(bench, arm, "scale", scale.parameter, values, samples), samples


def mapped(
    bench: Bench, arm: Arm, first: Sweep, second: Sweep, replicates: Sequence[int], step: Step = unstepped
) -> Heat:
    """The headline's mean over two parameters."""
    rows, columns = swept_values(bench, arm, first), swept_values(bench, arm, second)
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
