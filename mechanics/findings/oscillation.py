"""Whether a measure goes up and down in a rhythm: `oscillation`, with the takes `period`, `amplitude` and `share of
replicates that oscillate`.

Each replicate by itself, since their phases differ: the largest peak of its spectrum, of at least three periods, is
held against noise that remembers its last step (Torrence & Compo 1998), and must hold most of the variance. It is told
where most replicates oscillate (the 95% interval of their share lies above one half).
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from math import exp

import numpy as np
from numpy.typing import NDArray

from sobremesa.mechanics.finding import Finding
from sobremesa.mechanics.findings.question import Question
from sobremesa.mechanics.statistics import Estimate, mean, proportion

FEWEST_STEPS = 30
FEWEST_PERIODS = 3
SHARE_OF_VARIANCE = 0.4
CHANCE = 0.05
MOST_BOUNCING = 0.5
"""Noise does not go up and down more than this: what does is a rhythm of two steps."""
FINENESS = 20
"""Frequencies tried between two of the spectrum."""
METHOD = "largest peak of the spectrum against noise with memory of one step, in each replicate"


@dataclass(frozen=True, slots=True)
class Rhythm:
    """The period, in steps, and the amplitude (half of the way from top to bottom) of one series."""

    period: float
    amplitude: float


def oscillations(question: Question, unit: str) -> Iterator[Finding]:
    """In each arm whether the outcome's measure oscillates. `unit` is that of a step."""
    for arm in question.series:
        rows = question.lived(arm)
        if not rows.size or np.isnan(rows).any() or rows.shape[1] < FEWEST_STEPS:
            continue
        found = [rhythm for row in rows if (rhythm := rhythm_of(row)) is not None]
        share = proportion(len(found), len(rows))
        if share.low is None or share.low <= 0.5:
            continue
        periods = mean(np.array([rhythm.period for rhythm in found]))
        amplitudes = mean(np.array([rhythm.amplitude for rhythm in found]))
        yield _told(question, arm, "period", periods, unit)
        yield _told(question, arm, "amplitude", amplitudes, question.unit)
        yield _told(question, arm, "share of replicates that oscillate", share, "share")


def _told(question: Question, arm: str, take: str, estimate: Estimate, unit: str | None) -> Finding:
    found = question.finding("oscillation", (arm,), estimate, take=take)
    return found.model_copy(update={"unit": unit, "method": f"{METHOD}; {estimate.method}"})


def rhythm_of(row: NDArray[np.float64]) -> Rhythm | None:
    """The rhythm of a series (its first third left out, as it may be on its way); None where there is none."""
    series = row[len(row) // 3 :]
    length = len(series)
    times = np.linspace(-1, 1, length)
    series = series - np.polynomial.polynomial.polyval(times, np.polynomial.polynomial.polyfit(times, series, 2))
    variance = float(series @ series) / length
    if variance <= (1e-9 * float(np.abs(row).max(initial=0))) ** 2:
        return None
    power = np.abs(np.fft.rfft(series))[1:] ** 2 * 2 / length**2
    memory = max(-MOST_BOUNCING, float(series[1:] @ series[:-1]) / float(series @ series))
    waves = np.arange(1, len(power) + 1)
    noise = 1 / (1 + memory**2 - 2 * memory * np.cos(2 * np.pi * waves / length))
    if length % 2 == 0:
        power[-1], noise[-1] = power[-1] / 2, noise[-1] / 2  # up, down, up: there is no other phase
    raised = power / (noise / noise.sum() * variance)
    raised[: FEWEST_PERIODS - 1] = 0
    peak = int(raised.argmax())
    around = slice(max(peak - 1, 0), peak + 2)
    if 1 - (1 - exp(-float(raised[peak]))) ** len(power) >= CHANCE:
        return None
    if power[around].sum() < SHARE_OF_VARIANCE * variance:
        return None
    return _fitted(series, peak + 1)


def _fitted(series: NDArray[np.float64], wave: int) -> Rhythm:
    """The sine that fits best around a frequency of the spectrum."""
    waves = np.minimum(np.linspace(wave - 1, wave + 1, 2 * FINENESS + 1), len(series) / 2)
    angles = 2 * np.pi * np.outer(waves, np.arange(len(series))) / len(series)
    power = np.abs(np.exp(-1j * angles) @ series)
    best = int(power.argmax())
    phases = 1 if 2 * waves[best] == len(series) else 2
    return Rhythm(len(series) / float(waves[best]), phases * float(power[best]) / len(series))
