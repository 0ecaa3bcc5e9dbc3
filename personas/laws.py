"""Which law a conversation followed: four laws fitted to the changes of stance, and compared (`law` has their forms).

Each is fitted by least squares. They are compared by what they miss in rounds that they were not fitted to (leaving out
one round at a time, or a twentieth of them where there are more), and by Akaike's criterion. A law is followed where it
is clearly better than no change in both, better than every law of as few parameters or fewer, and no law of more is
clearly better.
"""

from __future__ import annotations

import math
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass

import numpy as np

from sobremesa.personas.card import Persona
from sobremesa.personas.course import NOTHING, Course, Floats, Places, Talk, talk_of
from sobremesa.personas.law import Fit, Law, LawName
from sobremesa.personas.utterance import Turn

CLEAR = 4.0
"""A difference of Akaike's criterion that is clear: odds of 7 to 1 (Burnham & Anderson 2002, section 2.6)."""
FEWEST_STEPS, FEWEST_ROUNDS = 12, 4
"""Changes, and rounds with changes, below which nothing is fitted."""
PARAMETERS: dict[LawName, int] = {"no change": 0, "averaging": 1, "holding on": 2, "bounded confidence": 2}
FOLDS = 20
WIDEST = 2.0
STILL = 1e-4


@dataclass(frozen=True, slots=True)
class Observed:
    """All changes of stance: (steps), and what was heard before each, (steps, personas), NaN where nothing was.

    `round` numbers the rounds, those of different conversations apart.
    """

    before: Floats
    after: Floats
    start: Floats
    heard: Floats
    round: Places

    def of(self, rows: Places) -> Observed:
        """Some of the changes."""
        return Observed(self.before[rows], self.after[rows], self.start[rows], self.heard[rows], self.round[rows])


def laws(cast: Sequence[Persona], turns: Iterable[Turn]) -> Law | None:
    """The laws fitted to `turns` among `cast`; each arm is one conversation. None where there is too little to fit."""
    known = {persona.id: persona for persona in cast}
    ordered = [turn for turn in sorted(turns, key=lambda turn: turn.order) if turn.utterance.persona in known]
    speaking = sorted({turn.utterance.persona for turn in ordered if turn.utterance.speech})
    arms = tuple(dict.fromkeys(turn.arm for turn in ordered))
    talks = [talk_of(speaking, [turn for turn in ordered if turn.arm == arm], "stance") for arm in arms]
    parts = [_observed(talk, [known[one].stance for one in speaking], n) for n, talk in enumerate(talks)]
    if not parts or len(speaking) < 2:
        return None
    seen = Observed(*(np.concatenate([getattr(part, name) for part in parts]) for name in Observed.__slots__))
    if len(seen.before) < FEWEST_STEPS or len(np.unique(seen.round)) < FEWEST_ROUNDS or _all_still(seen):
        return None
    missed = {law: _held_out(law, seen) for law in PARAMETERS}
    fits = sorted((_fit(law, seen, missed[law]) for law in PARAMETERS), key=lambda fit: fit.aicc)
    return Law(arms=arms, steps=len(seen.before), fits=tuple(fits), followed=_followed(fits, missed, seen.round))


def _observed(talk: Talk, starts: Sequence[float | None], number: int) -> Observed:
    courses = [course for course in talk if len(course.values) > 1]
    return Observed(
        before=_joined([course.values[:-1] for course in courses]),
        after=_joined([course.values[1:] for course in courses]),
        start=_joined(
            [
                np.full(len(course.values) - 1, course.values[0] if start is None else start)
                for course, start in zip(talk, starts, strict=True)
                if len(course.values) > 1
            ]
        ),
        heard=np.concatenate([np.empty((0, len(talk))), *(_heard(course, talk) for course in courses)]),
        round=_joined([course.rounds + number * 10_000 for course in courses]).astype(np.int64),
    )


def _joined(parts: Sequence[Floats | Places]) -> Floats:
    return np.concatenate([np.empty(0), *parts])


def _heard(course: Course, talk: Talk) -> Floats:
    heard = np.full(course.heard.shape, np.nan)
    for column, other in enumerate(talk):
        known = course.heard[:, column] != NOTHING
        heard[known, column] = other.values[course.heard[known, column]]
    return heard


def _all_still(seen: Observed) -> bool:
    return bool(np.max(np.abs(seen.after - seen.before)) < STILL)


def _fit(law: LawName, seen: Observed, held_out: Floats) -> Fit:
    """A law fitted to all that was observed; `held_out` is what it misses by at steps that it was not fitted to."""
    found = _fitted(law, seen)
    missed = float(np.sum((seen.after - _next(found, seen)) ** 2))
    n, parameters = len(seen.after), PARAMETERS[law] + 1
    aicc = n * math.log(max(missed, n * STILL**2) / n) + 2 * parameters * n / (n - parameters - 1)
    error = math.sqrt(float(np.mean(held_out**2)))
    weight, held, bound = found
    return Fit(law=law, error=round(error, 6), aicc=round(aicc, 4), weight=weight, held=held, bound=bound)


Found = tuple[float | None, float | None, float | None]


def _held_out(law: LawName, seen: Observed) -> Floats:
    """What a law misses by at each step, fitted to the other rounds (steps)."""
    missed = np.empty(len(seen.after))
    part = np.searchsorted(np.unique(seen.round), seen.round) % FOLDS
    for one in np.unique(part):
        rows, rest = np.flatnonzero(part == one), np.flatnonzero(part != one)
        held = seen.of(rows)
        missed[rows] = held.after - _next(_fitted(law, seen.of(rest)), held)
    return missed


def _fitted(law: LawName, seen: Observed) -> Found:
    """The weight, how much of the start is held on to, and the bound of confidence: None where a law has none."""
    if law == "no change":
        return None, None, None
    if law == "averaging":
        return _weight(seen, _pull(seen, WIDEST)), None, None
    if law == "bounded confidence":
        return _bounded(seen)
    from scipy.optimize import lsq_linear

    pull = _pull(seen, WIDEST)
    columns = np.column_stack([seen.start - seen.before, pull])
    # x' - x = s (x0 - x) + (1 - s) w (m - x): linear in s and in (1 - s) w
    held, rest = lsq_linear(columns, seen.after - seen.before, bounds=(0.0, 1.0)).x
    return _share(rest / (1 - held) if held < 1 else 0.0), _share(held), None


def _bounded(seen: Observed) -> Found:
    """The bound lies between two distances that occur: each is tried (least squares has no slope there)."""
    apart = np.unique(np.round(np.abs(seen.heard - seen.before[:, None]), 4))
    apart = apart[~np.isnan(apart)]
    tried = np.unique(np.quantile(apart, np.linspace(0.02, 1.0, 50))) if len(apart) > 50 else apart
    best, least = (0.0, WIDEST), math.inf
    for bound in tried:
        pull = _pull(seen, float(bound) + 5e-5)
        weight = _weight(seen, pull)
        missed = float(np.sum((seen.after - seen.before - weight * pull) ** 2))
        if missed < least:
            best, least = (weight, float(bound)), missed
    return best[0], None, round(best[1], 4)


def _pull(seen: Observed, bound: float) -> Floats:
    """From each stance to the mean of those heard within the bound (steps); 0 where there is none."""
    away = seen.heard - seen.before[:, None]
    near = np.abs(np.nan_to_num(away, nan=np.inf)) <= bound
    count = near.sum(axis=1)
    return np.asarray(np.where(near, away, 0.0).sum(axis=1) / np.maximum(count, 1), dtype=np.float64)


def _weight(seen: Observed, pull: Floats) -> float:
    size = float(pull @ pull)
    return _share(float(pull @ (seen.after - seen.before)) / size) if size > 0 else 0.0


def _share(value: float) -> float:
    return round(min(1.0, max(0.0, float(value))), 6)


def _next(found: Found, seen: Observed) -> Floats:
    """The stance after each step, as a law has it."""
    weight, held, bound = found
    if weight is None:
        return seen.before
    moved = seen.before + weight * _pull(seen, WIDEST if bound is None else bound + 5e-5)
    return moved if held is None else held * seen.start + (1 - held) * moved


def _followed(fits: Sequence[Fit], missed: Mapping[LawName, Floats], rounds: Places) -> LawName | None:
    """The simplest law that none beats clearly, where it clearly beats no change and all that are as simple."""
    simplest = sorted(fits, key=lambda fit: (PARAMETERS[fit.law], fit.aicc))
    chosen = simplest[0]
    for fit in simplest[1:]:
        if PARAMETERS[fit.law] > PARAMETERS[chosen.law] and fit.aicc < chosen.aicc - CLEAR:
            chosen = fit
    rivals = [fit for fit in fits if fit is not chosen and PARAMETERS[fit.law] <= PARAMETERS[chosen.law]]
    if any(fit.aicc < chosen.aicc + CLEAR for fit in rivals):
        return None
    if chosen.law == "no change":
        return chosen.law
    return chosen.law if _misses_less(missed[chosen.law], missed["no change"], rounds) else None


def _misses_less(one: Floats, other: Floats, rounds: Places) -> bool:
    """Whether squared errors are smaller by more than their standard error over rounds."""
    gain = np.array([np.mean(other[rounds == place] ** 2 - one[rounds == place] ** 2) for place in np.unique(rounds)])
    return bool(gain.mean() > gain.std(ddof=1) / math.sqrt(len(gain)))
