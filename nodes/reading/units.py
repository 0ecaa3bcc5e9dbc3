"""Times in one unit as times in another: durations, periods, rates and chances."""

from __future__ import annotations

import math

SECONDS = {
    "second": 1.0, "half second": 0.5, "minute": 60.0, "hour": 3600.0, "shift": 28_800.0, "day": 86_400.0,
    "week": 604_800.0, "fortnight": 1_209_600.0, "month": 2_629_800.0, "year": 31_557_600.0, "decade": 315_576_000.0,
    "generation": 788_940_000.0,
}  # fmt: skip
"""A month is a twelfth and a generation 25 times a year of 365.25 days; a shift is eight hours."""

ROUNDS = frozenset({"step", "round", "turn", "tick"})
"""Units that only count steps."""


def ratio(unit: str, clock: str) -> float | None:
    """How many units of the clock one unit is; None where they can't be compared.

    A clock that counts rounds takes any unit as one round: that is a reading, for the caller to tell.
    """
    if unit == clock or unit in ROUNDS or clock in ROUNDS:
        return 1.0
    if unit not in SECONDS or clock not in SECONDS:
        return None
    return SECONDS[unit] / SECONDS[clock]


def chance_per(chance: float, steps: float) -> float:
    """A chance per `steps` steps of the clock as one per step: 1 - (1 - p)^(1 / steps)."""
    return 1.0 - math.pow(1.0 - chance, 1.0 / steps)
