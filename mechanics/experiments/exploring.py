"""Runs what an experiment asks beside its arms, and says once more in findings what came out."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import replace

import numpy as np
from numpy.typing import NDArray

from sobremesa.mechanics.asked import free_arms
from sobremesa.mechanics.curve import Curve, Heat
from sobremesa.mechanics.document import Experiment
from sobremesa.mechanics.experiments.calibration import calibrated
from sobremesa.mechanics.experiments.exploration import Calibrated, Exploration, Met, Ranking
from sobremesa.mechanics.experiments.points import Bench
from sobremesa.mechanics.experiments.sensitivity import ranked, unstated
from sobremesa.mechanics.experiments.sweeps import mapped, scaled, swept
from sobremesa.mechanics.finding import Finding, Kind
from sobremesa.mechanics.statistics import Estimate, difference

Array = NDArray[np.float64]
Tell = Callable[[str, int, int], None]
"""Called with what is being done, and how far it is."""

ROUNDING = 1e-12
MOST_OF_A_SETTING = 10
"""Replicates of each setting of a sensitivity analysis."""


def untold(what: str, done: int, total: int) -> None:
    """Nobody listens."""


def asks(experiment: Experiment) -> bool:
    """Whether anything is asked beside the arms."""
    return bool(experiment.sweep) or any((experiment.scale, experiment.sensitivity, experiment.calibrate))


def explore(bench: Bench, replicates: int, tell: Tell = untold) -> Exploration:
    """All that is asked, over so many replicates. Raises DocumentError where a value doesn't fit the model."""
    found = _swept(bench, replicates, tell)
    curves, scales = _scaled(bench, replicates, tell)
    ranking, met = _ranked(bench, replicates, tell), _met(bench, tell)
    findings = (
        *(_threshold(curve) for curve in found if isinstance(curve, Curve) and curve.bend is not None),
        *scales,
        *(_influences(ranking) if ranking else ()),
        *(_calibrated(met) if met else ()),
    )
    return Exploration(
        curves=(*(each for each in found if isinstance(each, Curve)), *curves),
        heats=tuple(each for each in found if isinstance(each, Heat)),
        ranking=ranking,
        calibrated=met,
        findings=tuple(each.model_copy(update={"id": f"e{number}"}) for number, each in enumerate(findings, start=1)),
    )


def _swept(bench: Bench, replicates: int, tell: Tell) -> list[Curve | Heat]:
    sweep = bench.program.document.experiment.sweep
    arms = free_arms(bench.program.document, [each.parameter for each in sweep]) if sweep else ()
    found: list[Curve | Heat] = []
    for arm in arms:
        tell("sweep", len(found), len(arms))
        whole = range(replicates)
        found.append(mapped(bench, arm, *sweep, whole) if len(sweep) == 2 else swept(bench, arm, sweep[0], whole))
    return found


def _scaled(bench: Bench, replicates: int, tell: Tell) -> tuple[list[Curve], list[Finding]]:
    scale = bench.program.document.experiment.scale
    curves: list[Curve] = []
    findings: list[Finding] = []
    arms = free_arms(bench.program.document, [scale.parameter]) if scale is not None else ()
    for arm in arms:
        assert scale is not None
        tell("scale", len(curves), len(arms))
        curve, samples = scaled(bench, arm, scale, range(replicates))
        curves.append(curve)
        findings += _scale(curve, samples)
    return curves, findings


def _ranked(bench: Bench, replicates: int, tell: Tell) -> Ranking | None:
    asked = bench.program.document.experiment.sensitivity
    names = () if asked is None else asked.parameters or unstated(bench.program)
    arms = free_arms(bench.program.document, names) if names else ()
    if not arms:
        return None
    few = range(min(replicates, MOST_OF_A_SETTING))
    return ranked(bench, arms[0], names, few, lambda done, total: tell("sensitivity", done, total))


def _met(bench: Bench, tell: Tell) -> Calibrated | None:
    asked = bench.program.document.experiment.calibrate
    if asked is None:
        return None
    arm = free_arms(bench.program.document, asked.parameters)[0]
    return calibrated(bench, arm, asked, lambda done, total: tell("calibrate", done, total))


def _threshold(curve: Curve) -> Finding:
    assert curve.bend is not None
    bend = Estimate(curve.bend.value, curve.bend.low, curve.bend.high, curve.n, curve.bend.method)
    return _finding("threshold", curve, curve.parameter, bend, curve.parameter_unit)


def _scale(curve: Curve, samples: Array) -> Iterator[Finding]:
    """What the headline does from the smallest size to the largest."""
    both = samples[:, ~np.isnan(samples[[0, -1]]).any(axis=0)]
    if both.shape[1]:
        estimate = difference(both[-1], both[0], ROUNDING * float(np.abs(both).max()))
        sizes = f"at {curve.values[-1]:,.0f} minus at {curve.values[0]:,.0f}"
        yield _finding(
            "scale", curve, curve.parameter, replace(estimate, method=f"{sizes}: {estimate.method}"), curve.unit
        )


def _influences(ranking: Ranking) -> Iterator[Finding]:
    methods = {
        "sobol": "Sobol's total index, the share of the variance across all ranges that goes with the parameter",
        "morris": "Morris's mean absolute effect of the whole range",
    }
    method = f"{methods[ranking.method]}; {ranking.points} settings, 95% bootstrap interval"
    unit = "share" if ranking.method == "sobol" else ranking.unit
    for each in ranking.influences:
        estimate = Estimate(each.strength, each.strength_low, each.strength_high, ranking.n, method)
        yield _finding("influence", ranking, each.parameter, estimate, unit)


def _calibrated(found: Calibrated) -> Iterator[Finding]:
    method = f"approximate Bayesian computation with regression, {found.runs} runs; 95% of what could have given it"
    for each in found.sought:
        estimate = Estimate(each.value, each.low, each.high, found.runs, method)
        yield _finding("calibrated", found.met[0], each.parameter, estimate, each.unit).model_copy(
            update={"arms": (found.arm,)}
        )


def _finding(kind: Kind, of: Curve | Ranking | Met, parameter: str, estimate: Estimate, unit: str | None) -> Finding:
    return Finding(
        id="",
        kind=kind,
        measure=of.measure,
        take=of.take,
        arms=() if isinstance(of, Met) else (of.arm,),
        value=estimate.value,
        low=estimate.low,
        high=estimate.high,
        n=estimate.n,
        method=estimate.method,
        unit=unit,
        parameter=parameter,
    )
