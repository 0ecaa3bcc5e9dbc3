"""Whether a measure goes up and down in a rhythm: `oscillation`, with the takes `period`, `amplitude` and `share of
replicates that oscillate`.

Each replicate by itself, since their phases differ: the largest peak of its spectrum, of at least three periods, is
held against noise that remembers its last step (Torrence & Compo 1998), and must hold two fifths of the variance. It is
told where most replicates oscillate (the 95% interval of their share lies above one half).
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from sobremesa.mechanics.finding import Finding
from sobremesa.mechanics.findings.question import Question
from sobremesa.mechanics.statistics import Estimate, mean, proportion

FEWEST_STEPS = 30
"""Ours: without their first third they leave a spectrum of ten waves, enough to tell the largest from the rest."""
FEWEST_PERIODS = 3
"""Ours: what rises and falls once or twice may be a parabola's rest, or two accidents."""
SHARE_OF_VARIANCE = 0.4
"""Ours: a peak may be no accident and yet say little; with less than this most of what is seen is something else."""
CHANCE = 0.05
"""The level of all tests here, of the largest of all waves together."""
MOST_BOUNCING = 0.5
"""Noise does not go up and down more than this (its memory of one step is above -0.5): ours. What does is a rhythm of
two steps, and must not be explained away as noise that remembers."""
FINENESS = 20
"""Frequencies tried between two of the spectrum."""
METHOD = "largest peak of the spectrum against noise with memory of one step, in each replicate"


@dataclass(frozen=True, slots=True)
class Rhythms:
    """Periods, in steps, and amplitudes (half of the way from top to bottom), shape (series,); NaN: no rhythm."""

    periods: NDArray[np.float64]
    amplitudes: NDArray[np.float64]


def oscillations(question: Question, unit: str) -> Iterator[Finding]:
    """In each arm whether the outcome's measure oscillates. `unit` is that of a step."""
    for arm in question.series:
        rows = question.lived(arm)
        if not rows.size or np.isnan(rows).any() or rows.shape[1] < FEWEST_STEPS:
            continue
        found = rhythms_of(rows)
        there = ~np.isnan(found.periods)
        share = proportion(int(there.sum()), len(rows))
        if share.low is None or share.low <= 0.5:
            continue
        periods, amplitudes = mean(found.periods[there]), mean(found.amplitudes[there])
        yield _told(question, arm, "period", periods, unit)
        yield _told(question, arm, "amplitude", amplitudes, question.unit)
        yield _told(question, arm, "share of replicates that oscillate", share, "share")


def _told(question: Question, arm: str, take: str, estimate: Estimate, unit: str | None) -> Finding:
    found = question.finding("oscillation", (arm,), estimate, take=take)
    return found.model_copy(update={"unit": unit, "method": f"{METHOD}; {estimate.method}"})


def rhythms_of(rows: NDArray[np.float64]) -> Rhythms:
    """The rhythm of each row (series, steps), its first third left out, as it may be on its way."""
    series = _without_trend(rows[:, rows.shape[1] // 3 :])
    length = series.shape[1]
    squares = (series**2).sum(axis=1)
    moving = squares / length > (1e-9 * np.abs(rows).max(axis=1, initial=0)) ** 2
    power = np.abs(np.fft.rfft(series, axis=1))[:, 1:] ** 2 * 2 / length**2
    variance = np.where(moving, squares / length, 1.0)[:, None]
    follows = (series[:, 1:] * series[:, :-1]).sum(axis=1)
    memory = np.maximum(-MOST_BOUNCING, follows / (variance[:, 0] * length))[:, None]
    waves = np.arange(1, power.shape[1] + 1)
    noise = 1 / (1 + memory**2 - 2 * memory * np.cos(2 * np.pi * waves / length))
    if length % 2 == 0:
        power[:, -1], noise[:, -1] = power[:, -1] / 2, noise[:, -1] / 2  # up, down, up: there is no other phase
    raised = power / (noise / noise.sum(axis=1, keepdims=True) * variance)
    raised[:, : FEWEST_PERIODS - 1] = 0
    peaks = raised.argmax(axis=1)
    high = raised[np.arange(len(rows)), peaks]
    surprising = 1 - (1 - np.exp(-high)) ** power.shape[1] < CHANCE
    beside = np.abs(waves - 1 - peaks[:, None]) <= 1
    strong = (power * beside).sum(axis=1) >= SHARE_OF_VARIANCE * variance[:, 0]
    periods, amplitudes = np.full((2, len(rows)), np.nan)
    for place in np.flatnonzero(moving & surprising & strong):
        periods[place], amplitudes[place] = _fitted(series[place], int(peaks[place]) + 1)
    return Rhythms(periods, amplitudes)


def _without_trend(series: NDArray[np.float64]) -> NDArray[np.float64]:
    """What is left of each row (series, steps) when the parabola that fits it best is taken away."""
    basis = np.linalg.qr(np.vander(np.linspace(-1, 1, series.shape[1]), 3))[0]
    left: NDArray[np.float64] = series - (series @ basis) @ basis.T
    return left


def _fitted(series: NDArray[np.float64], wave: int) -> tuple[float, float]:
    """Period and amplitude of the sine that fits best around a frequency of the spectrum."""
    waves = np.minimum(np.linspace(wave - 1, wave + 1, 2 * FINENESS + 1), len(series) / 2)
    angles = 2 * np.pi * np.outer(waves, np.arange(len(series))) / len(series)
    power = np.abs(np.exp(-1j * angles) @ series)
    best = int(power.argmax())
    phases = 1 if 2 * waves[best] == len(series) else 2
    return len(series) / float(waves[best]), phases * float(power[best]) / len(series)
