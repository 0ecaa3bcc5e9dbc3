"""What measures do over time: a rhythm or a settling is told where it has been planted, and hardly ever elsewhere."""

from collections.abc import Callable

import numpy as np
import pytest
from numpy.typing import NDArray

from sobremesa.mechanics.finding import Finding
from sobremesa.mechanics.findings.equilibrium import settled
from sobremesa.mechanics.findings.oscillation import rhythms_of

Look = Callable[..., tuple[Finding, ...]]
Rows = NDArray[np.float64]

MODEL = """
model: course
purpose: a measure with this course
clock: {{steps: 120, unit: day}}
globals: {{noise: {{type: float, start: 0}}}}
agents: {{someone: {{count: 1}}}}
rules: [{{name: shake, who: model, do: "model.noise = {memory} * model.noise + normal(0, 0.2)"}}]
measures: {{m: {{value: "{course} + model.noise", unit: points}}}}
experiment: {{headline: {{measure: m}}}}
"""


def found(look: Look, course: str, kind: str, memory: float = 0) -> dict[str, Finding]:
    findings = look(MODEL.format(course=course, memory=memory), replicates=15)
    return {finding.take: finding for finding in findings if finding.kind == kind}


def noise(memory: float, rows: int, length: int, seed: int = 0) -> Rows:
    chance = np.random.default_rng(seed)
    series = np.zeros((rows, length))
    for step in range(1, length):
        series[:, step] = memory * series[:, step - 1] + chance.normal(size=rows)
    return series


def test_a_planted_rhythm_is_told_with_its_period_and_amplitude(look: Look) -> None:
    told = found(look, "3 + sin(2 * pi * step / 12.5)", "oscillation")
    period, amplitude = told["period"], told["amplitude"]
    assert period.low is not None
    assert period.high is not None
    assert period.value == pytest.approx(12.5, abs=0.2)
    assert (period.unit, amplitude.unit) == ("day", "points")
    assert amplitude.value == pytest.approx(1, abs=0.05)
    assert told["share of replicates that oscillate"].value == 1
    assert not found(look, "3 + sin(2 * pi * step / 12.5)", "equilibrium")


@pytest.mark.parametrize("course", ["0", "step / 20", "1 / (1 + exp((20 - step) / 4))", "(step / 60 - 1) ** 2"])
@pytest.mark.parametrize("memory", [0, 0.8])
def test_no_rhythm_is_told_of_noise_trends_and_approaches(look: Look, course: str, memory: float) -> None:
    assert not found(look, course, "oscillation", memory)


@pytest.mark.parametrize("memory", [-0.5, 0, 0.5, 0.9, 1])
@pytest.mark.parametrize("length", [50, 150])
def test_hardly_any_noise_seems_to_have_a_rhythm(memory: float, length: int) -> None:
    """A test of 5% in each series: more than 43 of 500 come about once in 1,000 times."""
    assert int(np.isfinite(rhythms_of(noise(memory, 500, length)).periods).sum()) <= 43


def test_up_and_down_is_a_rhythm_of_two() -> None:
    found = rhythms_of(np.array([np.where(np.arange(60) % 2, 5.0, 1.0), np.ones(60)]))
    assert (found.periods[0], found.amplitudes[0]) == pytest.approx((2, 2), rel=0.01)
    assert np.isnan(found.periods[1])


def test_an_approach_settles_where_it_was_planted_to(look: Look) -> None:
    """It is within a twentieth of the way after log(20) times 8 steps, 24."""
    told = found(look, "5 - 4 * exp(-step / 8)", "equilibrium")
    when, level = told["reached after"], told["settled level"]
    assert when.low is not None
    assert when.high is not None
    assert when.low <= 24 <= when.high
    assert when.high - when.low < 15
    assert level.low is not None
    assert level.high is not None
    assert level.low <= 5 <= level.high
    assert (when.unit, level.unit) == ("day", "points")


@pytest.mark.parametrize("course", ["0", "step / 20", "sqrt(step)", "exp(step / 60)"])
@pytest.mark.parametrize("memory", [0, 0.8, 1])
def test_what_goes_on_or_never_moved_has_not_settled(look: Look, course: str, memory: float) -> None:
    assert not found(look, course, "equilibrium", memory)


def test_walks_at_random_hardly_ever_settle() -> None:
    """At most 5%: of 300 experiments more than 27 once in 1,000 times."""
    assert sum(settled(noise(1, 20, 100, seed)) is not None for seed in range(300)) <= 27


def test_what_stops_has_settled() -> None:
    rows = np.minimum(np.arange(60), 20)[None, :].repeat(8, axis=0).astype(float)
    found = settled(rows)
    assert found is not None
    assert (found.step, found.low, found.high) == (19, 19, 19)  # within a twentieth of the way
