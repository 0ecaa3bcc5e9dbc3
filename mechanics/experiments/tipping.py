"""Where a curve tips, with an interval; or that it does not.

A curve tips where it leaves a plateau for a steeper course (an onset, which may level off again), or in the middle of
a step from one plateau to another. Both shapes have four figures; everything that is smooth all along (polynomials up
to the third degree, steps as wide as half of what was swept, courses without a plateau) stands against them. The
shape that fits best is found by trying all of a fine grid of them, each fitted by least squares, and must beat the
polynomials by Schwarz's criterion: by 6 at least, which Kass and Raftery (1995) call strong. The interval comes from
drawing the replicates again (Efron 1979), all points of the curve together, since they share their random numbers. Nine
in ten of these curves must tip too; but as luck counts twice in them, it is enough there that a shape fits best at all.
"""

from __future__ import annotations

from dataclasses import dataclass
from functools import lru_cache
from itertools import pairwise

import numpy as np
from numpy.typing import NDArray

from sobremesa.mechanics.curve import FEWEST_POINTS, FEWEST_REPLICATES, Bend

Array = NDArray[np.float64]

RESAMPLES = 200
STRONG = 6.0
FIGURES = 4
"""That a shape has: two levels, a place, and a rate or width."""
AGREEING = 0.9
"""The share of resamples that must tip too: ours. A place that one draw in ten of the same runs does not show is not
asserted; an interval of 95% of them could otherwise be made of half."""
WIDEST = 0.5
"""Of what was swept: a step from a tenth to nine tenths of the way that is wider is no tipping. Ours: it is most of the
curve that there is, and sweeping further would show whether it is a step at all."""
TENTH_TO_NINE_TENTHS = 2 * float(np.log(9))
STEEPEST = 20.0
"""How steep shapes may be: from one to the next of the two points that lie closest all but exp(-20) is done: a step."""
ROUNDING = 1e-12
"""Of the curve's variance: a misfit below is the arithmetic's."""
ALIKE = 1e-3
"""Shapes whose misfit differs by less than this part of the curve's variance can't be told apart. Ours: they lie three
hundredths of a standard deviation apart (the root of it), which is no more than a line's width in a plot."""


@dataclass(frozen=True, slots=True)
class Shapes:
    """Candidates along the points: `courses` (c, points), each of mean 0 and length 1; where each tips, if it does.

    `weights` (points,) are how much of the way each point stands for, 1 on average: where points lie close, to know a
    place better, they must not weigh more than the rest of the curve. All else here is weighted already.
    """

    courses: Array
    places: Array
    tips: NDArray[np.bool_]
    polynomials: Array
    weights: Array


def tipping(values: Array, samples: Array) -> Bend | None:
    """The tipping point of the means of `samples`, shape (points, replicates), at ascending `values`; or None.

    NaN counts as missing; points without any value are left out. Fewer than 7 points or 5 replicates tell nothing.
    """
    there = ~np.isnan(samples).all(axis=1)
    values, samples = values[there], samples[there]
    if len(values) < FEWEST_POINTS or samples.shape[1] < FEWEST_REPLICATES:
        return None
    means = _resampled(samples)
    if np.ptp(means[:, 0]) == 0:
        return None
    width = float(values[-1] - values[0])
    shapes = _shapes(tuple(((values - values[0]) / width).tolist()))
    low, high, tips = _fitted(shapes, means)
    if not tips[0] or tips.mean() < AGREEING:
        return None
    low, high = values[0] + width * low[tips], values[0] + width * high[tips]
    method = f"where the curve leaves a plateau or steps between two, fitted to {len(values)} points; 95% bootstrap"
    return Bend(
        value=float((low[0] + high[0]) / 2),
        low=float(min(np.quantile(low, 0.025), low[0])),
        high=float(max(np.quantile(high, 0.975), high[0])),
        method=f"{method} interval over {samples.shape[1]} replicates",
    )


def _resampled(samples: Array) -> Array:
    """Means at each point, shape (points, 1 + resamples), the first as it is."""
    n = samples.shape[1]
    weights = np.random.default_rng(0).multinomial(n, np.full(n, 1 / n), RESAMPLES).astype(float)
    weights = np.concatenate([np.ones((1, n)), weights]).T
    there = ~np.isnan(samples)
    with np.errstate(invalid="ignore"):
        means = np.where(there, samples, 0.0) @ weights / (there @ weights)
    filled: Array = np.where(np.isnan(means), means[:, :1], means)
    return filled


def _fitted(shapes: Shapes, means: Array) -> tuple[Array, Array, NDArray[np.bool_]]:
    """For each column of means, the first as they are: the range of places at which it tips, and whether it does."""
    count = len(means)
    noise = float(shapes.weights @ means.var(axis=1, ddof=1)) + ROUNDING * float(means[:, 0].var())
    centered = (means - shapes.weights @ means / count) * np.sqrt(shapes.weights)[:, None]
    total = (centered**2).sum(axis=0)
    misfit = np.maximum(total - (shapes.courses @ centered) ** 2, 0.0)
    best = misfit.min(axis=0)
    possible = (misfit <= best + ALIKE * total) & shapes.tips[:, None]
    low = np.where(possible, shapes.places[:, None], np.inf).min(axis=0)
    high = np.where(possible, shapes.places[:, None], -np.inf).max(axis=0)
    rival = np.min([_smooth(shapes.polynomials[:degree], centered, noise) for degree in (1, 2, 3)], axis=0)
    margin = rival - _criterion(best, noise, count, FIGURES)
    needed = np.where(np.arange(means.shape[1]) == 0, STRONG, 0.0)
    return low, high, shapes.tips[misfit.argmin(axis=0)] & (margin >= needed)


def _smooth(basis: Array, centered: Array, noise: float) -> Array:
    """The criterion of a polynomial; `basis` is orthonormal, without the constant."""
    misfit = ((centered - basis.T @ (basis @ centered)) ** 2).sum(axis=0)
    return _criterion(misfit, noise, centered.shape[0], 1 + len(basis))


def _criterion(misfit: Array, noise: float, points: int, figures: int) -> Array:
    """Schwarz's criterion, where a misfit can't be told from none below what noise gives."""
    criterion: Array = points * np.log((misfit + noise) / points) + figures * np.log(points)
    return criterion


@lru_cache(maxsize=16)
def _shapes(points: tuple[float, ...]) -> Shapes:
    """All candidates at points from 0 to 1."""
    u = np.array(points)
    places = np.concatenate([*(np.linspace(low, high, 11)[:-1] for low, high in pairwise(points)), [1.0]])
    gap = float(np.diff(u).min())
    enough = (u[1] - 1e-9 <= places) & (places <= u[-2] + 1e-9)
    along = np.maximum((u - places[:, None])[:, None] * np.array([1.0, -1.0])[:, None], 0.0)
    rates, widths = np.geomspace(0.5, STEEPEST / gap, 20), np.geomspace(gap / STEEPEST, 0.5, 20)
    onsets = np.concatenate([along[:, :, None], -np.expm1(-rates[:, None] * along[:, :, None])], axis=2)
    beyond = np.count_nonzero(along > 1e-9, axis=2)
    onset = np.broadcast_to((enough[:, None] & (beyond >= 2) & (beyond <= len(u) - 2))[..., None], onsets.shape[:3])
    steps = 1 / (1 + np.exp(-np.clip((u - places[:, None])[:, None] / widths[:, None], -700, 700)))
    step = enough[:, None] & (TENTH_TO_NINE_TENTHS * widths <= WIDEST)
    table = np.concatenate([onsets.reshape(-1, len(u)), steps.reshape(-1, len(u))])
    where = np.concatenate([np.repeat(places, onset[0].size), np.repeat(places, len(widths))])
    tips = np.concatenate([onset.ravel(), step.ravel()])
    weights = _weights(u)
    table = (table - (table @ weights / len(u))[:, None]) * np.sqrt(weights)
    length = np.linalg.norm(table, axis=1)
    kept = length > 1e-9
    powers = np.vander(2 * u - 1, 4, increasing=True)
    basis = np.linalg.qr(powers * np.sqrt(weights)[:, None])[0].T[1:]
    return Shapes(table[kept] / length[kept, None], where[kept], tips[kept], basis, weights)


def _weights(points: Array) -> Array:
    """How much of the way each point stands for: half of what lies on either side, at the ends all on the one."""
    gaps = np.diff(points)
    around = np.concatenate([gaps[:1], (gaps[:-1] + gaps[1:]) / 2, gaps[-1:]])
    weights: Array = around / around.mean()
    return weights
