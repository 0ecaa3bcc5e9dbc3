"""That a curve tips nowhere is told of smooth ones alone, and not where neighbouring points lie far apart."""

from __future__ import annotations

import pytest

from sobremesa.mechanics.curve import Curve
from sobremesa.report.sweeps import tips

STEP = (5.0, 19.0, 66.0, 88.0, 95.0, 98.0, 99.0, 100.0)
LINE = tuple(float(place) for place in range(8))


def curve(mean: tuple[float, ...], half_width: float) -> Curve:
    return Curve(
        kind="sweep", parameter="infection", parameter_unit=None, arm="scenario", measure="ill", take="last",
        values=tuple(float(place) for place in range(len(mean))), mean=mean,
        low=tuple(each - half_width for each in mean), high=tuple(each + half_width for each in mean), n=30,
    )  # fmt: skip


def test_a_step_that_stands_out_is_told() -> None:
    leaping = curve(STEP, 2.0)
    assert leaping.leap == (1.0, 2.0)
    assert not leaping.tells
    assert tips(leaping) == ("Between 1 and 2 it changes too fast to tell whether it tips: sweep that part by itself.")


@pytest.mark.parametrize(("mean", "half_width"), [(LINE, 0.1), (STEP, 40.0), ((3.0,) * 8, 0.0)])
def test_a_line_a_noisy_and_a_flat_curve_have_no_such_step(mean: tuple[float, ...], half_width: float) -> None:
    assert tips(curve(mean, half_width)) == "It tips nowhere along this range."
