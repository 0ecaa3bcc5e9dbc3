"""Runs what an experiment asks beside its arms, and says once more in findings what came out."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass, field
from math import prod

import numpy as np
from numpy.typing import NDArray

from sobremesa.mechanics.asked import free_arms
from sobremesa.mechanics.curve import Curve, Heat
from sobremesa.mechanics.document import Arm, Experiment
from sobremesa.mechanics.experiments.calibration import calibrated
from sobremesa.mechanics.experiments.exploration import Calibrated, Exploration, Ranking
from sobremesa.mechanics.experiments.points import Bench
from sobremesa.mechanics.experiments.sensitivity import ranked, unstated
from sobremesa.mechanics.experiments.sweeps import MORE, mapped, scaled, swept, swept_values
from sobremesa.mechanics.experiments.telling import influences, sizes, tipping_points, values_found
from sobremesa.mechanics.finding import Finding
from sobremesa.mechanics.processes.document import ProcessDocument
from sobremesa.mechanics.processes.goals import enough
from sobremesa.mechanics.processes.marginal import counts_servers, marginal_values
from sobremesa.mechanics.processes.onset import counts_arrivals, onsets
from sobremesa.mechanics.processes.program import ProcessProgram

Tell = Callable[[str, int, int], None]
"""Called with what is being done, how much of it is done, and how much there is."""

MOST_OF_A_SETTING = 10
"""Replicates of each setting of a sensitivity analysis."""

NOTHING_TO_RANK = (
    "No parameter could be ranked: each was stated, says how many there are, has no range, or is set by every arm."
)
NOTHING_RANKED = "The parameters could not be ranked: no setting of them gave a number."
NOTHING_SOUGHT = "No values could be sought: too few of the runs gave all the figures that were wanted."


def untold(what: str, done: int, total: int) -> None:
    """Nobody listens."""


def asks(experiment: Experiment) -> bool:
    """Whether anything is asked beside the arms."""
    return bool(experiment.sweep) or any((experiment.scale, experiment.sensitivity, experiment.calibrate))


def explore(bench: Bench, replicates: int, tell: Tell = untold) -> Exploration:
    """All that is asked, over so many replicates. What can't be run at some values is left out there, and noted."""
    work = _Work(bench, range(replicates), tell)
    work.sweep()
    work.scale()
    ranking, met = work.ranking(), work.calibration()
    findings = (*work.findings, *(influences(ranking) if ranking else ()), *(values_found(met) if met else ()))
    return Exploration(
        curves=tuple(work.curves),
        heats=tuple(work.heats),
        ranking=ranking,
        calibrated=met,
        findings=tuple(each.model_copy(update={"id": f"e{number}"}) for number, each in enumerate(findings, start=1)),
        notes=(*work.notes, *bench.mishaps.notes()),
    )


@dataclass(slots=True)
class _Work:
    """What was found so far."""

    bench: Bench
    replicates: Sequence[int]
    tell: Tell
    curves: list[Curve] = field(default_factory=list)
    heats: list[Heat] = field(default_factory=list)
    findings: list[Finding] = field(default_factory=list)
    notes: list[str] = field(default_factory=list)

    @property
    def asked(self) -> Experiment:
        return self.bench.program.document.experiment

    def sweep(self) -> None:
        """A curve, or a map over two parameters, in each arm that leaves them free."""
        sweep = self.asked.sweep
        arms = free_arms(self.bench.program.document, [each.parameter for each in sweep]) if sweep else ()
        more = MORE if len(sweep) == 1 else 0
        if len(sweep) == 1 and self._counts_servers(sweep[0].parameter):
            arms, more = arms[:1], 0
        points = {arm.name: more + prod(len(swept_values(self.bench, arm, each)) for each in sweep) for arm in arms}
        step = self._counted("sweep", sum(points.values()))
        for arm in arms:
            if len(sweep) == 2:
                self.heats.append(mapped(self.bench, arm, *sweep, self.replicates, step))
                continue
            curve, samples = swept(self.bench, arm, sweep[0], self.replicates, step)
            for _ in range(points[arm.name] - len(curve.values)):
                step()
            found, told = self._along(arm, curve, samples)
            self.curves.append(found)
            self.findings += told

    def _along(self, arm: Arm, curve: Curve, samples: NDArray[np.float64]) -> tuple[Curve, Iterable[Finding]]:
        """Along servers what each brings, along arrivals where waiting takes off, along anything else where it tips."""
        program = self.bench.program
        if isinstance(program, ProcessProgram) and self._counts_servers(curve.parameter):
            told = (*marginal_values(curve, samples), *enough(program, arm, curve, samples))
            return curve.model_copy(update={"kind": "servers", "bend": None}), told
        if isinstance(program, ProcessProgram) and counts_arrivals(program.document, curve.parameter):
            return curve.model_copy(update={"kind": "arrivals", "bend": None}), onsets(program, arm, curve, samples)
        return curve, tipping_points(curve, samples)

    def _counts_servers(self, parameter: str) -> bool:
        document = self.bench.program.document
        return isinstance(document, ProcessDocument) and counts_servers(document, parameter)

    def scale(self) -> None:
        """The headline at each size, in each arm that leaves the size free."""
        scale = self.asked.scale
        if scale is None:
            return
        arms = free_arms(self.bench.program.document, [scale.parameter])
        step = self._counted("scale", len(arms) * len(scale.values))
        for arm in arms:
            curve, samples = scaled(self.bench, arm, scale, self.replicates, step)
            self.curves.append(curve)
            self.findings += sizes(curve, samples)

    def ranking(self) -> Ranking | None:
        """Which parameter matters most, in the arm that stands for the question."""
        asked = self.asked.sensitivity
        if asked is None:
            return None
        names = asked.parameters or unstated(self.bench.program)
        arms = free_arms(self.bench.program.document, names) if names else ()
        if not arms:
            self.notes.append(NOTHING_TO_RANK)
            return None
        few = self.replicates[:MOST_OF_A_SETTING]
        ranking = ranked(self.bench, arms[0], names, few, lambda done, total: self.tell("sensitivity", done, total))
        if ranking is None:
            self.notes.append(NOTHING_RANKED)
        return ranking

    def calibration(self) -> Calibrated | None:
        """The values that meet the figures, in the arm that stands for the question."""
        asked = self.asked.calibrate
        if asked is None:
            return None
        arm = free_arms(self.bench.program.document, asked.parameters)[0]
        met = calibrated(self.bench, arm, asked, lambda done, total: self.tell("calibrate", done, total))
        if met is None:
            self.notes.append(NOTHING_SOUGHT)
        return met

    def _counted(self, what: str, total: int) -> Callable[[], None]:
        """A function to be called after each point, which tells how many are done."""
        done = 0

        def step() -> None:
            nonlocal done
            done += 1
            self.tell(what, done, total)

        return step
