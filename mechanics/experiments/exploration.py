"""What was found beside the arms: curves, maps, which parameter matters, which values meet given figures."""

from __future__ import annotations

from typing import Literal

from pydantic import BaseModel, ConfigDict

from sobremesa.mechanics.curve import Curve, Heat
from sobremesa.mechanics.finding import Finding


class Part(BaseModel):
    """A part of what was found: frozen, and closed to keys that it does not know."""

    model_config = ConfigDict(frozen=True, extra="forbid")


class Precision(Part):
    """How far the headline's 95% interval was narrowed: `half_width` is half of it in `arm`, where it is widest.

    `reached`: that is at most what was `wanted`, in the headline's unit, after `replicates` runs of each arm; else
    these are as many as may be made, and `half_width` is None where fewer than two of them have a value.
    """

    wanted: float
    half_width: float | None
    arm: str
    unit: str | None
    replicates: int
    reached: bool


class Influence(Part):
    """How much a parameter decides across its range, `low` to `high`; `strength` has a 95% interval.

    By Sobol's method the strength is the share of the headline's variance that would go with the parameter (its total
    index), and `alone` what it decides by itself; by Morris's, how far the headline moves across the whole range, in
    its own unit, and `alone` is None.
    """

    parameter: str
    unit: str | None
    low: float
    high: float
    strength: float
    strength_low: float
    strength_high: float
    alone: float | None = None


class Ranking(Part):
    """Parameters by what they decide, the strongest first; `points` settings were tried, each over `n` replicates."""

    method: Literal["sobol", "morris"]
    arm: str
    measure: str
    take: str
    unit: str | None
    influences: tuple[Influence, ...]
    points: int
    n: int


class Sought(Part):
    """A parameter's value that meets the figures, with the interval that holds 95% of those that do.

    `informed` is False where that is no narrower than what was known before, its whole range.
    """

    parameter: str
    unit: str | None
    value: float
    low: float
    high: float
    informed: bool


class Met(Part):
    """A figure that was wanted, and what the model gives at the values found: the mean, and what 95% of `n` runs give.

    `met`: the figure lies among these.
    """

    measure: str
    take: str
    unit: str | None
    wanted: float
    value: float | None
    low: float | None
    high: float | None
    n: int
    met: bool


class Calibrated(Part):
    """The values that meet the figures, and how well; `runs` were made to find them."""

    arm: str
    sought: tuple[Sought, ...]
    met: tuple[Met, ...]
    runs: int


class Exploration(Part):
    """All that was found beside the arms; `findings` says it once more in figures, for sentences to rest on.

    `notes` says what was asked for and could not be run, and why.
    """

    curves: tuple[Curve, ...] = ()
    heats: tuple[Heat, ...] = ()
    ranking: Ranking | None = None
    calibrated: Calibrated | None = None
    findings: tuple[Finding, ...] = ()
    notes: tuple[str, ...] = ()
