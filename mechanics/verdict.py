"""What becomes of a finding when it is tested again, and what each assumption does to it: as typed data."""

from __future__ import annotations

from typing import Literal

from pydantic import BaseModel, ConfigDict

Word = Literal["ROBUST", "SHIFTED", "FRAGILE", "INCONCLUSIVE"]
"""It holds throughout; its size moves but not what it says; it goes or turns; the runs can't tell."""

Perturbation = Literal[
    "order",
    "merged",
    "split",
    "numbers",
    "network",
    "population",
    "space",
    "time_step",
    "parameter",
    "seed",
    "distribution",
    "arrivals",
    "warmup",
    "horizon",
]


class Trial(BaseModel):
    """The finding's number once more, under one perturbation; `says` in words what was changed.

    `held` is None where the trial could not be run, or its runs leave it open, and then `says` tells why. `shifted`:
    what the finding says holds, but its size is another. `parameter` is what was set `to` another value instead of
    `base`, if that is what was changed; `later`: until something else moves it.
    """

    model_config = ConfigDict(frozen=True, extra="forbid")

    perturbation: Perturbation
    says: str
    value: float | None
    low: float | None
    high: float | None
    n: int
    held: bool | None
    shifted: bool = False
    parameter: str | None = None
    to: float | None = None
    base: float | None = None
    later: bool = False


class Verdict(BaseModel):
    """The word on a finding (by its id), the trials behind it, and those that moved it, in their order."""

    model_config = ConfigDict(frozen=True, extra="forbid")

    finding: str
    word: Word
    reason: str
    trials: tuple[Trial, ...] = ()


class Bearing(BaseModel):
    """An entry of the assumption ledger: a parameter that was not stated, and what the headline does across its range.

    `low` and `high` are the ends that were tried: those of its range, but no further than half and twice the value
    (`verdicts.ends`). `at_low` and `at_high` are the headline's value there, None where that end was not tried;
    `swing` is the larger distance of the two from the value as assumed, None where neither was tried; `matters` is
    whether it is larger than chance makes it. `truth`: the parameter holds or does not, as 1 or 0.
    """

    model_config = ConfigDict(frozen=True, extra="forbid")

    parameter: str
    source: Literal["inferred", "literature", "assumed"]
    why: str
    unit: str | None
    value: float
    low: float
    high: float
    at_low: float | None
    at_high: float | None
    swing: float | None
    matters: bool
    truth: bool = False
