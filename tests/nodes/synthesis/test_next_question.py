"""What hangs on an assumption, in words that fit a number and a switch."""

from __future__ import annotations

import pytest

from handmade_runs import level
from sobremesa.mechanics.document import Parameter
from sobremesa.mechanics.verdict import Bearing
from sobremesa.nodes.synthesis.next_question import hanging

LEVEL = level("never_heard", "scenario", (0.2, 0.19, 0.21), "share")


def bearing(value: float, low: float, high: float, at_low: float, at_high: float, *, truth: bool) -> Bearing:
    return Bearing(
        parameter="guess", source="literature", why="someone says so", unit=None, value=value, low=low, high=high,
        at_low=at_low, at_high=at_high, swing=0.1, matters=True, truth=truth,
    )  # fmt: skip


@pytest.mark.parametrize(
    ("value", "ends", "told"),
    [
        (0.5, (0.25, 1), "was taken to be 0.5: never heard is then 20%; at 0.25 it would be 30%, at 1 it would be 10%"),
        (False, (0, 1), "was taken not to hold: never heard is then 20%; if it does, it would be 10%"),
        (True, (0, 1), "was taken to hold: never heard is then 20%; if it does not, it would be 30%"),
    ],
)
def test_what_hangs_on_an_assumption(value: bool | float, ends: tuple[float, float], told: str) -> None:
    truth = isinstance(value, bool)
    parameter = Parameter.model_validate({"value": value, "type": "bool" if truth else "float"})
    assert hanging(bearing(float(value), *ends, 0.3, 0.1, truth=truth), LEVEL, parameter) == told
