"""Other pasts of a speaker: how it might have gone with it, had its own surprises come at other times.

What the turns of a speaker owe to itself, to what it heard and to what moved all at once is fitted; what is left, its
own surprises, is shuffled over the turns of each conversation, and its course is lived through again. Such a past is
as smooth, as long and as drawn along by events as the real one, and tells a listener nothing: how closely it seems to
be followed all the same is chance. Permuting residuals under the hypothesis: D. Freedman & D. Lane, A nonstochastic
interpretation of reported significance levels, J. Business & Economic Statistics 1, 1983. How strongly somebody comes
back to where it was is underestimated from few turns (M. G. Kendall, Note on bias in the estimation of
autocorrelation, Biometrika 41, 1954) and is put right first, since smoother courses seem to be followed more often.

Of many conversations the other pasts are plainer: those that it had in other conversations. Who was heard is exchanged.
"""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np

from sobremesa.personas.course import Floats, Places, Talk
from sobremesa.personas.following import Steps, accounted

MOST_PERSISTENT = 0.98
SEED = 1983
"""The same turns always give the same answer."""


def pasts_of(persona: int, talks: Sequence[Talk], steps: Steps, number: int) -> Floats:
    """`number` other courses of the persona at this place: (number, all its turns), conversation after conversation."""
    random = np.random.default_rng((SEED, persona))
    if steps.many:
        return _exchanged([talk[persona].values for talk in talks], random, number)
    rest = [one for one in range(len(talks[0])) if one != persona]
    rows = np.arange(len(steps.change))
    if not len(rows):
        return np.tile(np.concatenate([talk[persona].values for talk in talks]), (number, 1))
    columns = accounted(steps, rest, rows)
    back, owed = _fitted(columns, steps, len(rows) / len(np.unique(steps.talk)))
    surprises = steps.change - owed - back * steps.before
    lived = []
    for place, talk in enumerate(talks):
        mine = np.flatnonzero(steps.talk == place)
        lived.append(_lived(talk[persona].values, back, owed[mine], surprises[mine], random, number))
    return np.concatenate(lived, axis=1)


def _exchanged(courses: Sequence[Floats], random: np.random.Generator, number: int) -> Floats:
    """The courses in other orders of the conversations in which it spoke; a shorter one stays where it ended."""
    spoken = [one for one in courses if len(one)]
    longest = max(map(len, spoken))
    filled = np.stack([np.pad(one, (0, longest - len(one)), mode="edge") for one in spoken])
    order = random.random((number, len(spoken))).argsort(axis=1)
    return np.concatenate([filled[order[:, place], : len(one)] for place, one in enumerate(spoken)], axis=1)


def _fitted(columns: Floats, steps: Steps, length: float) -> tuple[float, Floats]:
    """By how much of itself a step changes, put right, and what else it owes: (steps)."""
    parts = np.linalg.lstsq(columns, steps.change, rcond=None)[0]
    persistence = 1 + float(parts[0])
    persistence = max(-1.0, min(persistence + (1 + 3 * persistence) / length, MOST_PERSISTENT))
    others = columns[:, 1:]
    change = steps.change - (persistence - 1) * steps.before
    owed = others @ np.linalg.lstsq(others, change, rcond=None)[0]
    return persistence - 1, np.asarray(owed, dtype=np.float64)


def _lived(
    values: Floats, back: float, owed: Floats, surprises: Floats, random: np.random.Generator, number: int
) -> Floats:
    """A course lived through again (number, turns), from where it began."""
    pasts = np.empty((number, len(values)))
    pasts[:, :1] = values[:1]
    order: Places = random.random((number, len(surprises))).argsort(axis=1)
    for turn in range(1, len(values)):
        before = pasts[:, turn - 1]
        moved = before + back * before + owed[turn - 1] + surprises[order[:, turn - 1]]
        pasts[:, turn] = np.clip(moved, -1.0, 1.0)
    return pasts
