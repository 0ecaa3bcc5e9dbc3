"""How closely one persona's changes follow what another said: a regression, and what it gives for other pasts.

Each change y of listener i, from one of its turns to its next, is set against what it last heard of speaker j:

    y = p x_j + (a + b x_i + g mean_k x_k + h mean_k y_k) + error,      k: everyone else

p is the pull; a a constant for each conversation; b how i comes back by itself, or goes on; g what the others said;
h what the others do in the same round: an event that moves all alike is found there. Where h, on the mean of all pairs,
is over ALIKE, it is taken to be 1, since few others are a poor measure of what moves all; somebody whom all follow
alike is then not told from an event. Of MANY conversations a is instead a constant for each round, for what came up
in all of them, and a multiple of where i began: what sets one conversation apart from another then counts as something
heard. That the past of one helps to tell the next step of another, given its own, is Granger's idea (C. W. J. Granger,
Investigating causal relations by econometric models and cross-spectral methods, Econometrica 37, 1969).
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, fields

import numpy as np

from sobremesa.personas.course import NOTHING, Floats, Places, Talk

MANY = 7
"""Conversations of which each can be set against the others: there are thousands of ways to exchange them."""
FEWEST_LEFT = 3
"""Changes that have to be left over when everything is accounted for."""
ALIKE = 0.2
"""A share of what the others do from which all are taken to move alike."""
STILL = 0.01
"""What is left of words, or of changes, is nothing below this (root mean square): half a hundredth of the scale."""


@dataclass(frozen=True, slots=True)
class Steps:
    """All changes of one persona, of all conversations: (steps) and (steps, personas), NaN where nothing was heard.

    `source`: the place of what was heard among all that its speaker said, conversation after conversation. `many`:
    the conversations are enough to be set against each other.
    """

    before: Floats
    first: Floats
    change: Floats
    heard: Floats
    beside: Floats
    source: Places
    talk: Places
    round: Places
    many: bool


_ARRAYS = tuple(field.name for field in fields(Steps) if field.name != "many")


def steps_of(persona: int, talks: Sequence[Talk]) -> Steps:
    """The steps of the persona at this place."""
    said = np.zeros(len(talks[0]), dtype=np.int64)
    parts = []
    for number, talk in enumerate(talks):
        parts.append(_of_one(talk, persona, number, said))
        said = said + np.array([len(one.values) for one in talk])
    joined = {name: np.concatenate([getattr(part, name) for part in parts]) for name in _ARRAYS}
    return Steps(**joined, many=len(talks) >= MANY)


def _of_one(talk: Talk, persona: int, number: int, said: Places) -> Steps:
    """The steps in one conversation; `said`: how much each has said in those before."""
    own = talk[persona]
    heard, beside = np.full(own.heard.shape, np.nan), np.full(own.heard.shape, np.nan)
    for column, other in enumerate(talk):
        known, there = own.heard[:, column] != NOTHING, own.beside[:, column] > 0
        heard[known, column] = other.values[own.heard[known, column]]
        at = own.beside[there, column]
        beside[there, column] = other.values[at] - other.values[at - 1]
    source = np.where(own.heard == NOTHING, NOTHING, own.heard + said)
    changes = np.diff(own.values)
    first = np.repeat(own.values[:1], len(changes))
    place = np.full(len(changes), number)
    return Steps(own.values[:-1], first, changes, heard, beside, source, place, own.rounds, many=False)


def accounted(steps: Steps, personas: Sequence[int], rows: Places) -> Floats:
    """What else the changes in `rows` may come from: a matrix (rows, columns), of full rank or not; column 0 is where
    the listener stood before. `personas` are those whose words and changes count as the others'.
    """
    talks, rounds = steps.talk[rows], steps.round[rows]
    columns = [steps.before[rows]]
    if steps.many:
        columns += [steps.first[rows], *((rounds == one).astype(np.float64) for one in np.unique(rounds))]
    else:
        columns += [(talks == one).astype(np.float64) for one in np.unique(talks)]
    if personas:
        heard = _mean(steps.heard[rows][:, personas])
        columns.append(np.where(np.isnan(heard), steps.before[rows], heard))
        columns.append(np.nan_to_num(_mean(steps.beside[rows][:, personas])))
    return np.column_stack(columns)


def _mean(values: Floats) -> Floats:
    """The mean of each row over what is known; NaN where nothing is."""
    known = ~np.isnan(values)
    count = known.sum(axis=1)
    total = np.where(known, values, 0.0).sum(axis=1)
    return np.where(count > 0, total / np.maximum(count, 1), np.nan)


@dataclass(frozen=True, slots=True)
class Following:
    """The pull that is there, its standard error, its t, and the t of each other past (permutations)."""

    pull: float
    error: float
    t: float
    others: Floats


def all_move_alike(steps: Sequence[Steps]) -> bool:
    """Whether what the others do in a round tells so much of what one does that an event is at work.

    Many conversations have a constant for each round instead.
    """
    if steps[0].many:
        return False
    found = []
    for listener, own in enumerate(steps):
        for speaker in range(len(steps)):
            rows = np.flatnonzero(own.source[:, speaker] != NOTHING)
            if len(rows) >= FEWEST_LEFT:
                columns = accounted(own, _rest(len(steps), speaker, listener), rows)
                found.append(np.linalg.lstsq(columns, own.change[rows], rcond=None)[0][-1])
    return bool(found) and float(np.mean(found)) > ALIKE


def _rest(number: int, speaker: int, listener: int) -> list[int]:
    return [one for one in range(number) if one not in (speaker, listener)]


def following(steps: Steps, speaker: int, listener: int, pasts: Floats, alike: bool) -> Following | None:
    """How the listener's `steps` follow the speaker, and how they would follow each of its other `pasts`.

    `pasts` (permutations, all turns of the speaker); `alike`: all move alike. None where too few changes are left to
    tell, or nothing moves.
    """
    rows = np.flatnonzero(steps.source[:, speaker] != NOTHING)
    if len(rows) < FEWEST_LEFT:
        return None
    columns = accounted(steps, _rest(steps.heard.shape[1], speaker, listener), rows)
    change = steps.change[rows] - columns[:, -1] if alike else steps.change[rows]
    basis = _basis(columns[:, :-1] if alike else columns)
    left = len(rows) - basis.shape[1] - 1
    said = np.vstack([steps.heard[rows, speaker], pasts[:, steps.source[rows, speaker]]])
    said = said - said @ basis @ basis.T
    change = change - basis @ (basis.T @ change)
    size = np.einsum("pn,pn->p", said, said)
    if left < FEWEST_LEFT or min(size[0], change @ change) < len(rows) * STILL**2:
        return None
    size = np.maximum(size, np.finfo(float).tiny)
    pulls = said @ change / size
    missed = np.maximum(change @ change - pulls**2 * size, 0.0)
    errors = np.sqrt(np.maximum(missed / left / size, np.finfo(float).tiny))
    t = pulls / errors
    return Following(float(pulls[0]), float(errors[0]), float(t[0]), t[1:])


def _basis(columns: Floats) -> Floats:
    """Orthonormal columns that span the same."""
    left, sizes, _ = np.linalg.svd(columns, full_matrices=False)
    return np.asarray(left[:, sizes > 1e-9 * sizes[0]], dtype=np.float64)


def left_over(speakers: int, changes: Sequence[int]) -> int:
    """How many changes are left over, for as many `speakers` and as many `changes` in each conversation."""
    constants = len(changes) if len(changes) < MANY else 1 + max(changes)
    return sum(changes) - constants - (4 if speakers > 2 else 2)
