"""What an experiment found, as typed data: never a sentence, and never by a language model."""

from __future__ import annotations

from typing import Literal

from pydantic import BaseModel, ConfigDict

Kind = Literal[
    "level", "difference", "trend", "threshold", "cluster", "cascade", "oscillation", "inequality", "nothing"
]


class Finding(BaseModel):
    """A number with its interval, and how it was got.

    `arms` holds one arm (level) or two (difference: the second minus the first). `low` and `high` bound the 95%
    interval and are None where there is none (n = 1). `n` counts replicates.
    `effect` is Cohen's d of a difference; `agreeing` of the n replicates moved in the direction that it has.
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
