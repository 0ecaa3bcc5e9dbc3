"""What spreads from one to another: `cascade`, and `nothing` where it does not.

It is about the condition that a measure counts (`affected`), or its opposite where most meet it at the start, and only
where some rule looks at how others stand in it. Takes:
`size`, the largest share affected at once beyond those who were at the start; `share of replicates with an outbreak`,
one being a size of a tenth or more; `size owed to a rule` and `size owed to the network`, by ablation;
`reach`, links from those affected first to the furthest; `speed`, reach over the steps it took. Where nothing is owed
to either, only that is told. Where it would go further without the rule, or on another network, these hold it back:
`size held back by a rule`, `size held back by the network`, below 0, which asserts no cascade.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace

import numpy as np
from numpy.typing import NDArray

from sobremesa.mechanics.arms import arm_parameters
from sobremesa.mechanics.document import Arm
from sobremesa.mechanics.engine import Series
from sobremesa.mechanics.finding import Finding, Kind
from sobremesa.mechanics.findings.ablation import NETWORK, Ablated, ablations, meeting_rules, passed_on
from sobremesa.mechanics.findings.affected import Condition, condition_of
from sobremesa.mechanics.findings.differences import corrected
from sobremesa.mechanics.findings.distance import spread_over
from sobremesa.mechanics.findings.question import Question
from sobremesa.mechanics.findings.states import States
from sobremesa.mechanics.statistics import Estimate, Sample, difference, mean, proportion

OUTBREAK = 0.1
"""Of all agents: fewer that come to be affected are no outbreak. Ours: sizes fall into those that end at once and those
that do not (Bailey 1953), and a tenth lies between them but for what hardly spreads at all."""
RARE = 0.05
"""Of the replicates: what is not shown to come about in more of them is told as `nothing`, with its share. Ours: what
happens in fewer than one run of twenty is not what the model does; and that is the level at which all is tested."""
OUTBREAKS = "share of replicates with an outbreak"
OWED, HELD_BACK = "size owed to", "size held back by"
FEW = 0.5
"""At the start: what most meet is no condition that could spread; then it is the opposite that may."""


@dataclass(frozen=True, slots=True)
class _Spreading:
    """A condition in one arm, and whether it is the opposite that spreads."""

    question: Question
    condition: Condition
    arm: str
    opposite: bool

    def sizes(self, series: Series) -> NDArray[np.float64]:
        """The largest share affected at once, beyond those affected at the start; NaN where a replicate failed."""
        values = series.values[self.condition.measure]
        shares = 1 - values if self.opposite else values
        failed = np.array([index in series.errors for index in series.replicates])
        return np.where(failed, np.nan, np.nanmax(np.where(failed[:, None], 0, shares), axis=1) - shares[:, 0])

    def finding(self, kind: Kind, take: str, estimate: Estimate, unit: str | None) -> Finding:
        found = self.question.finding(kind, (self.arm,), estimate, take=take)
        return found.model_copy(update={"unit": unit, "opposite": self.opposite})


def cascades(asked: Sequence[Question], states: States) -> Iterator[Finding]:
    """What spreads in each arm: of all outcomes that are shares of agents of a type, the one that spreads furthest."""
    chosen: dict[str, list[_Spreading]] = {}
    for question in asked:
        condition = condition_of(states.program, question.outcome.measure)
        if condition is not None and condition.share:
            arms = [_spreading(question, condition, arm) for arm in question.series]
            if _furthest(arms) > _furthest(chosen.get(condition.kind, [])):
                chosen[condition.kind] = arms
    found = [finding for arms in chosen.values() for arm in arms for finding in _cascade(arm, states)]
    decided = corrected(found)
    owed = [finding for finding in decided if finding.kind == "cascade" and finding.through]
    spread = {(finding.measure, finding.arms) for finding in owed if finding.value > 0}
    for finding in decided:
        if finding in owed and finding.value < 0:
            yield finding.model_copy(update={"take": finding.take.replace(OWED, HELD_BACK)})
        elif finding.kind == "nothing" or (finding.measure, finding.arms) in spread:
            yield finding


def _spreading(question: Question, condition: Condition, arm: str) -> _Spreading:
    start = question.series[arm].values[condition.measure][:, 0]
    return _Spreading(question, condition, arm, bool(np.nanmean(np.append(start, FEW)) > FEW))


def _furthest(arms: Sequence[_Spreading]) -> float:
    """The largest mean size among arms; below any where there is none."""
    sizes = [spreading.sizes(spreading.question.series[spreading.arm]) for spreading in arms]
    return max((float(there.mean()) for each in sizes if (there := each[~np.isnan(each)]).size), default=-1.0)


def _cascade(spreading: _Spreading, states: States) -> Iterator[Finding]:
    series = spreading.question.series[spreading.arm]
    sizes = spreading.sizes(series)
    there = sizes[~np.isnan(sizes)]
    arm = states.arm(spreading.arm)
    if there.size == 0 or not _may_spread(spreading, states, arm):
        return
    outbreaks = proportion(int((there >= OUTBREAK).sum()), len(there))
    often = outbreaks.low is not None and outbreaks.low > RARE
    yield spreading.finding("cascade" if often else "nothing", OUTBREAKS, outbreaks, "share")
    if not often:
        return
    yield spreading.finding("cascade", "size", mean(there, (0, 1)), "share")
    for ablated in ablations(states, arm, series, spreading.sizes, spreading.condition.kind):
        if _both(ablated).any():
            yield _owed(spreading, ablated)
    yield from _reach(spreading, states)


def _may_spread(spreading: _Spreading, states: States, arm: Arm) -> bool:
    """Whether agents meet at all in this arm, and look at how others stand."""
    kind, fields = spreading.condition.kind, spreading.condition.fields
    return bool(meeting_rules(states.program, arm, kind)) and passed_on(states.program, arm, kind, fields)


def _owed(spreading: _Spreading, ablated: Ablated) -> Finding:
    """How much of the size goes with what is taken away. Whether it is more than chance, `corrected` decides."""
    both = _both(ablated)
    there, gone = ablated.there[both], ablated.gone[both]
    estimate = difference(there, gone, spreading.question.noise)
    take = f"{OWED} {'the network' if ablated.through == NETWORK else 'a rule'}"
    how = "on the network minus on one with the same degrees" if ablated.through == NETWORK else "with minus without it"
    found = spreading.finding("cascade", take, estimate, "share")
    return found.model_copy(
        update={
            "through": ablated.through,
            "method": f"{found.method} ({how})",
            "chance": spreading.question.chance(there - gone),
        }
    )


def _both(ablated: Ablated) -> NDArray[np.bool_]:
    there: NDArray[np.bool_] = ~np.isnan(ablated.there) & ~np.isnan(ablated.gone)
    return there


def _reach(spreading: _Spreading, states: States) -> Iterator[Finding]:
    """How far from where it began, and how fast, in the replicates that were followed step by step."""
    space = states.space(spreading.arm)
    parameters = arm_parameters(states.program, states.arm(spreading.arm))
    lives, unit = states.lives(spreading.arm), states.program.document.clock.unit
    reaches, speeds = [], []
    for life in lives:
        met = [spreading.condition.met(state, parameters) != spreading.opposite for state in life]
        spread = spread_over(space, spreading.condition.kind, life, met)
        if spread is not None and spread.steps:
            reaches.append(spread.reach)
            speeds.append(spread.reach / spread.steps)
    for take, values, word in (("reach", reaches, "links"), ("speed", speeds, f"links per {unit}")):
        if len(values) > 1:
            yield spreading.finding("cascade", take, _followed(values), word)


def _followed(values: Sequence[float]) -> Estimate:
    sample: Sample = np.array(values, dtype=np.float64)
    estimate = mean(sample)
    return replace(estimate, method=f"{estimate.method}; of replicates followed step by step")
