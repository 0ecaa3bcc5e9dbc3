"""What it means that a finding holds, is shifted, or goes, when it is tested again.

A finding claims something, and that is what is tested:

* a **difference** or a **trend** claims its direction. It holds where the interval found again leaves 0 out on the
  same side. It is shifted where besides less than half or more than twice of it is left, beyond chance. It goes where
  it turns round beyond chance, or where its interval reaches 0 (or a tenth of it) and leaves out half of it.
* **nothing** claims that there is no difference. It goes where there is one beyond chance, beyond the interval found
  first, and large enough to matter.
* a **level** (any other number) claims its size. It is shifted where it moves beyond chance by more than a twentieth of
  the scale (a share: 5 points; else a tenth of the number or of the spread of replicates, if that is larger), and
  goes where it moves by five times as much.
* two **groups** of outcomes claim that there are two: they go where runs enough to see the smaller one show none.

What comes out the same to the last figure holds, however wide its interval is: the change touched nothing.

Everything else leaves it open: the runs can't tell. Error rates: "beyond chance" is told at a level of 5% divided by
the number of looks at all trials and their parts (Bonferroni), so that of findings that no perturbation touches at most
1 in 20 is called SHIFTED or FRAGILE; a difference that is gone is still taken to hold in 1 of 40 trials. A difference
that was found with a p-value of 5%, and is as large as it seemed, is seen again in four times as many runs with a
probability of 97%.
"""

from __future__ import annotations

from dataclasses import dataclass
from enum import Enum

from sobremesa.mechanics.finding import Finding
from sobremesa.mechanics.statistics import UPPER

SHARE, PART = 0.05, 0.1
"""How far a level may move: of a share, and of any other number."""
LARGE = 5.0
"""Times as far, and it says something else."""
HALF, TWICE, TENTH = 0.5, 2.0, 0.1
FEWEST_FOR_GROUPS = 40
SMALLEST_GROUP = 0.2
"""Of this share a group is missed among so many runs once in thousands."""

DIRECTED = frozenset({"difference", "trend"})
COMPARED = frozenset({"difference", "trend", "nothing"})
"""These say of the same thing that there is something, or nothing."""


class Standing(Enum):
    """How a finding stands after a trial."""

    HOLDS = "holds"
    SHIFTED = "shifted"
    GOES = "goes"
    OPEN = "open"


@dataclass(frozen=True, slots=True)
class Bar:
    """How much it takes: `level` is what a level may move, `trials` how many tests share one error rate.

    These are all looks at all changes, and at the parts of each.
    """

    level: float
    trials: int = 1


def level_bar(level: Finding | None, finding: Finding) -> float:
    """What may be added to or taken from a number without its saying something else.

    `level` is the level that a difference is one of; its size is the scale. A number without spread or size has none.
    """
    if finding.unit == "share":
        return SHARE
    told = level or finding
    return PART * max(abs(told.value), spread(told))


def spread(finding: Finding) -> float:
    """About the standard deviation of replicates, from the interval of their mean; 0 where there is none."""
    if finding.kind != "level":
        return 0.0
    return float(reach(finding) * finding.n**0.5 / _quantile(UPPER, finding.n))


def standing(finding: Finding, again: Finding | None, runs: int, bar: Bar) -> Standing:
    """How `finding` stands, found `again` over `runs` replicates; None: nothing of its kind was found in them."""
    if finding.low is None or (again is not None and again.low is None):
        return Standing.OPEN
    if again is not None and _figures(again) == _figures(finding):
        return Standing.HOLDS
    if finding.kind == "cluster":
        return _of_groups(finding, again, runs, bar)
    if again is None:
        return Standing.OPEN
    if finding.kind in DIRECTED:
        return _of_direction(finding, again, bar)
    if finding.kind == "nothing":
        return _of_nothing(finding, again, bar)
    return _of_level(finding, again, bar)


def can_be_told(finding: Finding, bar: Bar) -> bool:
    """Whether runs enough of a variant would tell how `finding` stands: not where its own interval is too wide."""
    numbers = finding.kind not in DIRECTED and finding.kind not in ("nothing", "cluster")
    return not numbers or reach(finding, bar.trials) <= LARGE * bar.level


def _figures(finding: Finding) -> tuple[float, float | None, float | None, int]:
    return finding.value, finding.low, finding.high, finding.n


def _of_direction(finding: Finding, again: Finding, bar: Bar) -> Standing:
    sign = 1.0 if finding.value > 0 else -1.0
    before, now = abs(finding.value), sign * again.value
    likely, sure = reach(again), reach(again, bar.trials)
    if now + sure < TENTH * before:
        return Standing.GOES
    if now - likely <= 0:
        return Standing.GOES if now + sure < HALF * before else Standing.OPEN
    beyond_chance = abs(now - before) > _both(finding, again, bar)
    return Standing.SHIFTED if beyond_chance and not HALF * before <= now <= TWICE * before else Standing.HOLDS


def _of_nothing(finding: Finding, again: Finding, bar: Bar) -> Standing:
    assert finding.low is not None
    assert finding.high is not None
    size = abs(again.value)
    left_open = max(abs(finding.low), abs(finding.high))
    if size > reach(again, bar.trials) and size > left_open and size > bar.level:
        return Standing.GOES
    return Standing.OPEN if reach(again) > LARGE * bar.level else Standing.HOLDS


def _of_level(finding: Finding, again: Finding, bar: Bar) -> Standing:
    moved, chance = abs(again.value - finding.value), _both(finding, again, bar)
    if moved > chance and moved > bar.level:
        return Standing.GOES if moved > LARGE * bar.level else Standing.SHIFTED
    return Standing.OPEN if chance > LARGE * bar.level else Standing.HOLDS


def _of_groups(finding: Finding, again: Finding | None, runs: int, bar: Bar) -> Standing:
    if again is not None:
        return _of_level(finding, again, bar)
    seen = min(finding.value, 1 - finding.value) >= SMALLEST_GROUP and runs >= FEWEST_FOR_GROUPS
    return Standing.GOES if seen else Standing.OPEN


def reach(finding: Finding, trials: int = 1) -> float:
    """Half the width of the interval at 95%, or of one that fails in 5% of as many trials together.

    The longer half, where bounds of the possible cut the other one off.
    """
    if finding.low is None or finding.high is None:
        return 0.0
    half = max(finding.high - finding.value, finding.value - finding.low)
    if trials == 1:
        return half
    return half * _quantile(1 - (1 - UPPER) / trials, finding.n) / _quantile(UPPER, finding.n)


def _both(finding: Finding, again: Finding, bar: Bar) -> float:
    """How far two numbers may lie apart by chance. Common random numbers make it less: then this is too careful."""
    return float((reach(finding, bar.trials) ** 2 + reach(again, bar.trials) ** 2) ** 0.5)


def _quantile(probability: float, n: int) -> float:
    from scipy.special import stdtrit

    return float(stdtrit(max(n - 1, 1), probability))
