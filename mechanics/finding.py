"""What an experiment found, as typed data: never a sentence, and never by a language model.

What each kind means stands in the module of `mechanics.findings` that makes it. Beside the takes of outcomes:

    cluster       share of replicates in the upper group; lower group; upper group
    equilibrium   reached after; settled level
    oscillation   period; amplitude; share of replicates that oscillate
    cascade       share of replicates with an outbreak; size; reach; speed; size owed to a rule, to the network;
                  size held back by a rule, by the network
    polarisation  camps; share of replicates with several camps; bimodality; modularity of camps
    inequality    Gini coefficient; share held by the richest tenth
    synchrony     order parameter; mean pairwise correlation
    extinction    share of replicates that die out; median time to dying out
    survival      median lifetime; median time until met; median time until left
    form          the outcome's own, in another form of the model; change against the first form

`nothing` has the take of what was looked for and not found.
"""

from __future__ import annotations

from collections.abc import Iterable
from typing import Literal

from pydantic import BaseModel, ConfigDict

Kind = Literal[
    "level",
    "difference",
    "trend",
    "threshold",
    "smooth",
    "equilibrium",
    "oscillation",
    "cluster",
    "polarisation",
    "inequality",
    "cascade",
    "synchrony",
    "extinction",
    "survival",
    "scale",
    "influence",
    "calibrated",
    "form",
    "load",
    "unstable",
    "growth",
    "bottleneck",
    "onset",
    "marginal",
    "goal",
    "enough",
    "nothing",
]


def leaves_out_zero(low: float | None, high: float | None) -> bool:
    """Whether an interval holds no zero; one that is not known may hold it."""
    return low is not None and high is not None and (low > 0 or high < 0)


class Finding(BaseModel):
    """A number with its interval, and how it was got.

    `measure` is a measure of the document, or a variable of its state as `type.field`. `arms` holds one arm (level)
    or two (difference: the second minus the first). `low` and `high` bound the 95% interval and are None where there
    is none (n = 1). `n` counts replicates.
    `effect` is Cohen's d of a difference; `agreeing` of the n replicates moved in the direction that it has.
    `chance` is the p-value, where several were looked at corrected for how many: `method` says how.
    `through` is what was taken away to see whether the finding goes: a rule's name, or `network` where the network
    was rewired with the same degrees. The number is then with it minus without it.
    `form` is the other form of the model that the number is of, None for the model itself.
    `opposite`: what spreads is that the condition that the measure counts is not met.
    Kinds of a process alone stand in `mechanics.processes.analysis`; of load and unstable `measure` is a resource.
    Of an onset with a `parameter` the number is that parameter's value there (`mechanics.processes.onset`).
    A marginal number is what the outcome does from the number of servers before `at` to `at`. Of goal and enough `at`
    is what the measure should come to (`mechanics.processes.goals`).
    `parameter` is what was varied. The number is its value (threshold: where the outcome tips; calibrated: where the
    figures are met, of `measure` and `take` and of those in `also`) or what the outcome does along it (scale, and
    smooth, where it has no tipping point: at its largest value minus at its smallest; influence: over its range).
    """

    model_config = ConfigDict(frozen=True, extra="forbid")

    id: str
    kind: Kind
    measure: str
    take: str
    arms: tuple[str, ...]
    value: float
    low: float | None
    high: float | None
    n: int
    method: str
    unit: str | None = None
    headline: bool = False
    effect: float | None = None
    agreeing: int | None = None
    chance: float | None = None
    through: str | None = None
    parameter: str | None = None
    also: tuple[tuple[str, str], ...] = ()
    opposite: bool = False
    form: str | None = None
    at: float | None = None


def headline_level(findings: Iterable[Finding], arm: str | None) -> Finding | None:
    """The headline's level in an arm; None where there is none."""
    return next((one for one in findings if one.headline and one.kind == "level" and one.arms == (arm,)), None)
