"""A variant, run as often as asked, and its findings in the terms of the model that it varies."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field, replace

from sobremesa.mechanics.arms import arm_parameters, horizon
from sobremesa.mechanics.document import Arm, ModelDocument
from sobremesa.mechanics.documents import AnyProgram
from sobremesa.mechanics.engine import Engine, Pause, Series, unpaused
from sobremesa.mechanics.ensemble import Ensemble
from sobremesa.mechanics.finding import Finding
from sobremesa.mechanics.findings.differences import changes, differences
from sobremesa.mechanics.findings.levels import groups, levels
from sobremesa.mechanics.findings.question import Question, questions
from sobremesa.mechanics.ir import Aggregate, Cast, Expr, Grouping, Program
from sobremesa.mechanics.ir.sizes import sizes_of, value_of
from sobremesa.mechanics.living import Schedule, batches, live, stack
from sobremesa.mechanics.processes.analysis import settled_questions
from sobremesa.mechanics.processes.program import ProcessProgram
from sobremesa.mechanics.processes.traffic import visits_of
from sobremesa.mechanics.verdicts.variant import Variant

COUNTING = frozenset({"count", "sum", "largest_group", "largest_region", "regions"})
"""Measures that grow with how many there are, if nothing else changes."""
STEPS_OF_A_VISIT = 300
"""Steps of an agent on the kernel that take as long as a visit to a server on SimPy, about."""
STEP_COUNTING = frozenset({"when", "sum"})


@dataclass(slots=True)
class Rerun:
    """Runs one variant of a program; each call of `findings` runs what is missing of the replicates asked for.

    `schedule` is what was decided in a talk. Where only parameters and lengths differ, the program that is compiled
    already runs with arms that set them: the same bits, sooner.
    """

    variant: Variant
    program: AnyProgram
    arms: Mapping[str, Arm]
    engine: Engine
    schedule: Schedule = ()
    pause: Pause = unpaused
    _lived: dict[str, Series] = field(default_factory=dict)

    @classmethod
    def of(
        cls, base: AnyProgram, variant: Variant, engine: Engine, schedule: Schedule = (), pause: Pause = unpaused
    ) -> Rerun:
        """Ready to run."""
        program = variant.program
        arms = {arm.name: arm for arm in variant.document.experiment.arms}
        if isinstance(program, ProcessProgram) or isinstance(base, ProcessProgram):
            pass
        elif program is not base and _alike(program, base):
            arms = {name: _setting(program, arm) for name, arm in arms.items()}
            program = base
        later = tuple((arm, step * variant.steps, lever) for arm, step, lever in schedule)
        return cls(variant, program, arms, engine, later, pause)

    def agent_steps(self) -> float:
        """How much one replicate of all arms takes: agents times steps."""
        return sum(agent_steps(self.program, arm) for arm in self.arms.values())

    @property
    def failure(self) -> str | None:
        """What ended the first run of an arm of which no run is left; None where every arm has some."""
        for series in self._lived.values():
            if len(series.errors) == len(series.replicates):
                return series.errors[series.replicates[0]].message
        return None

    def findings(self, replicates: int) -> tuple[Finding, ...]:
        """The headline's findings over so many replicates, at least as many as the last time.

        Levels, differences, changes since the beginning whether or not there is one, and groups. What several tests
        share is the judge's business: no difference is `nothing` here for being one of many.
        Raises MemoryError or TimeoutError where the engine refuses it; what was run before is kept.
        """
        for name, arm in self.arms.items():
            self._live(name, arm, replicates)
        document = self.variant.document
        ensemble = Ensemble(document.sha256, self.engine.name, self.variant.seed, dict(self._lived))
        (asked,) = self._questions(ensemble)
        found = [*levels(asked), *differences(asked), *changes(asked), *groups(asked)]
        return tuple(self._as_before(finding) for finding in found)

    def _questions(self, ensemble: Ensemble) -> tuple[Question, ...]:
        """The headline's question alone; of a process without what has no long-run value."""
        document = self.variant.document
        update = {"experiment": document.experiment.model_copy(update={"also": ()})}
        if isinstance(self.program, ProcessProgram):
            return settled_questions(
                replace(self.program, document=self.program.document.model_copy(update=update)), ensemble
            )
        assert isinstance(document, ModelDocument)
        return questions(replace(self.program, document=document.model_copy(update=update)), ensemble)

    def _live(self, name: str, arm: Arm, replicates: int) -> None:
        first = len(self._lived[name].replicates) if name in self._lived else 0
        for batch in batches(self.program, self.engine, arm, range(first, replicates), self.schedule):
            lived = live(self.program, self.engine, arm, self.variant.seed, batch, self.schedule, pause=self.pause)
            self._lived[name] = stack([self._lived[name], lived]) if name in self._lived else lived

    def _as_before(self, finding: Finding) -> Finding:
        """The finding, with heads and steps counted as before the change."""
        factor = 1.0
        if finding.take in STEP_COUNTING:
            factor *= self.variant.steps
        if counts_heads(self.program, finding.measure) and finding.unit != "share" and finding.take != "when":
            factor *= self.variant.heads ** (2 if finding.take == "var" else 1)
        bounds = {
            "value": finding.value / factor,
            "low": None if finding.low is None else finding.low / factor,
            "high": None if finding.high is None else finding.high / factor,
        }
        return finding if factor == 1 else finding.model_copy(update=bounds)


def agent_steps(program: AnyProgram, arm: Arm) -> float:
    """What one replicate of an arm takes: agents times steps; where everything is in cells, those count.

    Of a process it is visits to servers, each as much as so many steps of an agent take on the kernel.
    """
    if isinstance(program, ProcessProgram):
        return max(1.0, visits_of(program, arm)) * STEPS_OF_A_VISIT
    sizes = sizes_of(program, arm)
    counts = [value_of(kind.count, sizes.values) or 0.0 for kind in program.agents]
    return max(1.0, sum(counts), sizes.cells) * horizon(program, arm)


def counts_heads(program: AnyProgram, measure: str) -> bool:
    """Whether a measure grows with how many there are: a count, a sum, a size."""
    if isinstance(program, ProcessProgram):
        return False
    value: Expr | None = next((one.value for one in program.measures if one.name == measure), None)
    while isinstance(value, Cast):
        value = value.value
    return isinstance(value, Aggregate | Grouping) and value.kind in COUNTING


def _alike(program: Program, base: Program) -> bool:
    """Whether two programs do the same but for parameters' values and the number of steps, and no lever moves."""
    same = replace(program, document=base.document, steps=base.steps, arm_steps=base.arm_steps)
    if base.stop is None:  # how often nothing is tested makes no difference
        same = replace(same, stop_every=base.stop_every)
    return same == base and not base.levers


def _setting(program: Program, arm: Arm) -> Arm:
    """The arm with all that the variant's document says of parameters and length written into it."""
    return arm.model_copy(update={"set": arm_parameters(program, arm), "steps": horizon(program, arm)})
