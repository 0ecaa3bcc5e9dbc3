"""What a sweep gives: an outcome along one parameter, or over two of them."""

from __future__ import annotations

from itertools import pairwise
from typing import Literal

from pydantic import BaseModel, ConfigDict

FEWEST_POINTS = 7
FEWEST_REPLICATES = 5
"""That are needed to tell where a curve tips, or that it does not."""
LEAP = 0.25
"""The part of all change that neighbouring points may lie apart, for a curve to be told smooth; the figure is ours."""


class Bend(BaseModel):
    """Where a curve tips: the parameter's value there, its 95% interval, and how it was found."""

    model_config = ConfigDict(frozen=True, extra="forbid")

    value: float
    low: float
    high: float
    method: str


class Curve(BaseModel):
    """An outcome along a parameter: its mean over `n` replicates with the 95% interval, at each of `values`.

    Shapes: `values`, `mean`, `low`, `high` (k,). `kind` is `scale` where the parameter says how many there are.
    None where no replicate has a value. `bend` is None where the curve has no place at which it tips, and where there
    is too little of it to tell.
    """

    model_config = ConfigDict(frozen=True, extra="forbid")

    kind: Literal["sweep", "scale", "servers", "arrivals"]
    parameter: str
    parameter_unit: str | None = None
    arm: str
    measure: str
    take: str
    unit: str | None = None
    values: tuple[float, ...]
    mean: tuple[float | None, ...]
    low: tuple[float | None, ...]
    high: tuple[float | None, ...]
    n: int
    bend: Bend | None = None

    @property
    def tells(self) -> bool:
        """Whether points and replicates are enough, and the points close enough, to tell that it tips nowhere."""
        points = sum(mean is not None for mean in self.mean)
        enough = points >= FEWEST_POINTS and self.n >= FEWEST_REPLICATES
        return self.kind == "sweep" and enough and self.leap is None

    @property
    def leap(self) -> tuple[float, float] | None:
        """The neighbouring values between which it changes most, if by LEAP of all change and more than chance does."""
        points = [
            (mean, low, high, value)
            for mean, low, high, value in zip(self.mean, self.low, self.high, self.values, strict=True)
            if mean is not None and low is not None and high is not None
        ]
        means = [point[0] for point in points]
        steps = [(abs(after[0] - before[0]), before, after) for before, after in pairwise(points)]
        if not steps:
            return None
        step, before, after = max(steps)
        apart = before[1] > after[2] or after[1] > before[2]
        return (before[3], after[3]) if apart and step >= LEAP * (max(means) - min(means)) else None


class Heat(BaseModel):
    """An outcome over two parameters: `mean[i][j]` at `rows[i]` of the first and `columns[j]` of the second."""

    model_config = ConfigDict(frozen=True, extra="forbid")

    parameters: tuple[str, str]
    arm: str
    measure: str
    take: str
    unit: str | None = None
    rows: tuple[float, ...]
    columns: tuple[float, ...]
    mean: tuple[tuple[float | None, ...], ...]
    n: int
