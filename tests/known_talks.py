"""Conversations whose laws are known: who moves whom, by how much, and what moves everyone."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from typing import Literal

import numpy as np
from numpy.typing import NDArray

from sobremesa.personas.card import Persona, PublicSide
from sobremesa.personas.utterance import SelfReport, Turn, Utterance

Floats = NDArray[np.float64]
Law = Literal["no change", "averaging", "holding on", "bounded confidence"]
WEIGHT, HELD, BOUND = 0.3, 0.3, 0.6


def people(number: int) -> tuple[Persona, ...]:
    """`p0`, `p1`, … who stand nowhere until they speak."""
    return tuple(Persona(id=f"p{n}", public=PublicSide(name=f"P{n}", role="guest")) for n in range(number))


def turns_of(stances: Floats, feelings: Floats | None = None, arm: str = "conversation") -> tuple[Turn, ...]:
    """One turn for each entry of (rounds, people), all of a round at once."""
    feelings = np.zeros_like(stances) if feelings is None else feelings
    return tuple(
        Turn(arm=arm, cycle=0, round=row + 1, utterance=said(f"p{one}", stances[row, one], feelings[row, one]))
        for row in range(len(stances))
        for one in range(stances.shape[1])
    )


def said(persona: str, stance: float, valence: float = 0.0, **more: object) -> Utterance:
    """An utterance that reports this stance and this valence."""
    report = SelfReport(
        emotion="calm", valence=float(valence), arousal=0.5, stance=float(stance), confidence=0.5, intention="",
        influenced_by=tuple(more.pop("influenced_by", ())),
    )  # fmt: skip
    return Utterance(persona=persona, thought="", speech="So I say.", report=report, **more)


def moved_by(
    random: np.random.Generator,
    rounds: int,
    weights: Floats,
    drift: Floats | None = None,
    noise: float = 0.08,
    near: Floats | None = None,
) -> Floats:
    """Stances (rounds, people): each is drawn to the others by `weights` (listener, speaker) and back to its start.

    They start anywhere from -0.6 to 0.6, or within 0.1 (a standard deviation) of `near`.
    """
    drift = np.zeros(rounds) if drift is None else drift
    if near is None:
        start = random.uniform(-0.6, 0.6, len(weights))
    else:
        start = np.clip(near + random.normal(0, 0.1, len(weights)), -1, 1)
    lived = [start]
    for number in range(1, rounds):
        now = lived[-1]
        drawn = (weights * (now[None, :] - now[:, None])).sum(axis=1) + 0.1 * (start - now)
        lived.append(np.clip(now + drawn + drift[number] + random.normal(0, noise, len(now)), -1, 1))
    return np.array(lived)


def sparse(random: np.random.Generator, number: int, edges: int, weight: float = 0.35) -> Floats:
    """Weights (listener, speaker) with as many edges of one weight, anywhere."""
    weights = np.zeros((number, number))
    places = [(i, j) for i in range(number) for j in range(number) if i != j]
    for place in random.choice(len(places), edges, replace=False):
        weights[places[place]] = weight
    return weights


def event(random: np.random.Generator, rounds: int) -> Floats:
    """What moves everyone alike for up to four rounds, by a twentieth of the scale in each."""
    drift = np.zeros(rounds)
    begins = random.integers(1, max(2, rounds - 4))
    drift[begins : begins + 4] = 0.1 * random.choice([-1, 1])
    return drift


def swell(random: np.random.Generator, rounds: int) -> Floats:
    """What moves everyone alike, up and down, without an end."""
    drift = np.zeros(rounds)
    for number in range(1, rounds):
        drift[number] = 0.7 * drift[number - 1] + random.normal(0, 0.1)
    return drift


DRIFTS: dict[str, Callable[[np.random.Generator, int], Floats]] = {
    "nothing": lambda _, rounds: np.zeros(rounds),
    "an event": event,
    "a swell": swell,
}


def lawful(random: np.random.Generator, law: Law, number: int, rounds: int, noise: float) -> Floats:
    """Stances (rounds, people) that follow a law, with weight 0.3, 0.3 of the start held on to, and a bound of 0.6."""
    start = random.uniform(-1, 1, number)
    lived = [start]
    for _ in range(rounds - 1):
        after = [_after(law, start, lived[-1], one) for one in range(number)]
        lived.append(np.clip(np.array(after) + random.normal(0, noise, number), -1, 1))
    return np.array(lived)


def _after(law: Law, start: Floats, now: Floats, one: int) -> float:
    bound = BOUND if law == "bounded confidence" else 2.0
    heard: Sequence[float] = [x for other, x in enumerate(now) if other != one and abs(x - now[one]) <= bound]
    if law == "no change" or not heard:
        return float(now[one])
    moved = float(now[one] + WEIGHT * (np.mean(heard) - now[one]))
    return HELD * float(start[one]) + (1 - HELD) * moved if law == "holding on" else moved
