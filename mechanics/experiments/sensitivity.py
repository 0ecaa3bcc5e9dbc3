"""Which parameter matters most: the headline across all ranges at once, by the methods of Sobol or Morris (SALib).

Sobol (2001), with the estimators of Saltelli et al. (2010), where parameters are few: shares of the variance. Morris
(1991), with the mean of absolute effects (Campolongo et al. 2007), where they are many: it takes fewer runs, and ranks.
All settings are run over the same replicates, so that luck does not pass for an effect.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from typing import Any, Literal

import numpy as np
from numpy.typing import NDArray

from sobremesa.mechanics.checking.levers import parameters_of_sizes
from sobremesa.mechanics.document import Arm
from sobremesa.mechanics.documents import AnyProgram
from sobremesa.mechanics.experiments.exploration import Influence, Ranking
from sobremesa.mechanics.experiments.points import Bench
from sobremesa.mechanics.processes.program import ProcessProgram

Array = NDArray[np.float64]
Tell = Callable[[int, int], None]

FEW = 4
"""Parameters for which Sobol's method is affordable."""
SOBOL_BASE = 256
TRAJECTORIES = 30
LEVELS = 4
RESAMPLES = 200
SEED = 1
"""SALib takes a seed of 0 for none."""
COUNTING = ("agents.", "clock.", "coupling.")
SIDES = (".width", ".height")


def unstated(program: AnyProgram) -> tuple[str, ...]:
    """The parameters that nobody stated and that have a range; those that say how many there are left out."""
    sizes = {} if isinstance(program, ProcessProgram) else parameters_of_sizes(program)
    step = None if isinstance(program, ProcessProgram) else program.document.clock.dt
    counting = {name for name, path in sizes.items() if path.startswith(COUNTING) or path.endswith(SIDES)}
    return tuple(
        name
        for name, parameter in program.document.parameters.items()
        if parameter.source not in ("stated", "given") and parameter.type != "bool" and name not in counting
        and parameter.low is not None and parameter.high is not None and parameter.low < parameter.high
        and name != step
    )  # fmt: skip


def ranked(bench: Bench, arm: Arm, parameters: Sequence[str], replicates: Sequence[int], tell: Tell) -> Ranking | None:
    """The parameters (one at least, each with a range), by what they decide; None where no setting has a value."""
    declared = bench.program.document.parameters
    problem: dict[str, Any] = {
        "num_vars": len(parameters),
        "names": list(parameters),
        "bounds": [[declared[name].low, declared[name].high] for name in parameters],
    }
    method: Literal["sobol", "morris"] = "sobol" if len(parameters) <= FEW else "morris"
    settings = _settings(problem, method)
    results = np.empty(len(settings))
    for place, setting in enumerate(settings):
        sample = bench.sample(arm, dict(zip(parameters, setting.tolist(), strict=True)), replicates)
        there = sample[~np.isnan(sample)]
        results[place] = there.mean() if there.size else np.nan
        tell(place + 1, len(settings))
    settings, results = _whole(settings, results, len(parameters) + (2 if method == "sobol" else 1))
    if not len(results):
        return None
    found = _strengths(problem, method, settings, results)
    influences = [
        Influence(
            parameter=name,
            unit=declared[name].unit,
            low=bench.held(arm, name, problem["bounds"][place][0]),
            high=bench.held(arm, name, problem["bounds"][place][1]),
            strength=float(strength),
            strength_low=max(0.0, float(strength - reach)),
            strength_high=float(strength + reach),
            alone=None if alone is None else float(alone),
        )
        for place, (name, (strength, reach, alone)) in enumerate(zip(parameters, found, strict=True))
    ]
    return Ranking(
        method=method,
        arm=arm.name,
        measure=bench.headline.measure,
        take=bench.headline.take,
        unit=bench.unit,
        influences=tuple(sorted(influences, key=lambda each: -each.strength)),
        points=len(results),
        n=len(replicates),
    )


def _settings(problem: dict[str, Any], method: str) -> Array:
    from SALib.sample import morris, sobol

    if method == "sobol":
        settings: Array = sobol.sample(problem, SOBOL_BASE, calc_second_order=False, seed=SEED)
    else:
        settings = morris.sample(problem, TRAJECTORIES, num_levels=LEVELS, seed=SEED)
    return settings


def _whole(settings: Array, results: Array, size: int) -> tuple[Array, Array]:
    """The settings and results of those blocks (what belongs together, of `size`) that have all values."""
    kept = ~np.isnan(results).reshape(-1, size).any(axis=1)
    rows = np.repeat(kept, size)
    return settings[rows], results[rows]


def _strengths(problem: dict[str, Any], method: str, settings: Array, results: Array) -> list[tuple[Any, Any, Any]]:
    """Per parameter: strength, half of its 95% interval, and what it decides alone."""
    from SALib.analyze import morris, sobol

    count = problem["num_vars"]
    if np.ptp(results) == 0:
        return [(0.0, 0.0, 0.0 if method == "sobol" else None)] * count
    if method == "sobol":
        found = sobol.analyze(problem, results, calc_second_order=False, num_resamples=RESAMPLES, seed=SEED)
        return list(zip(found["ST"], found["ST_conf"], found["S1"], strict=True))
    found = morris.analyze(problem, settings, results, num_resamples=RESAMPLES, num_levels=LEVELS, seed=SEED)
    return list(zip(found["mu_star"], found["mu_star_conf"], [None] * count, strict=True))
