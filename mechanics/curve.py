"""What a sweep gives: an outcome along one parameter, or over two of them."""

from __future__ import annotations

from typing import Literal

from pydantic import BaseModel, ConfigDict


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
    None where no replicate has a value. `bend` is None where the curve has no place at which it tips.
    """

    model_config = ConfigDict(frozen=True, extra="forbid")

    kind: Literal["sweep", "scale"]
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
