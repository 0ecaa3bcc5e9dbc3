"""How a stance moves: the model of Friedkin & Johnsen (1990) within bounded confidence.

    x_i(t+1) = (1 - s_i) · Σ_j w_ij x_j(t) + s_i · x_i(0)

with s_i the stubbornness of i and w_ij its weights, which sum to 1; j weighs nothing where |x_j - x_i| is over the
confidence bound (Deffuant, Neau, Amblard & Weisbuch 2000). Sources: N. E. Friedkin & E. C. Johnsen, Social influence
and opinions, J. Mathematical Sociology 15, 1990; that agreeable people yield more and that openness widens what one
listens to is the usual reading of the factors (Graziano & Eisenberg 1997; McCrae 1996), the coefficients are ours.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from sobremesa.personas.card import BigFive

SELF_WEIGHT = 0.5
ADDRESSED = 2.0
"""How much more a voice weighs that speaks to me in person."""
NOTICED = 0.03


@dataclass(frozen=True, slots=True)
class Voice:
    """Someone heard: who, where they lean (-1..1), whether they spoke to the listener, and how close they are to it."""

    speaker: str
    leaning: float
    to_me: bool = False
    closeness: float = 1.0


@dataclass(frozen=True, slots=True)
class Moved:
    """A stance after listening, and whose words changed it by more than NOTICED, strongest first."""

    stance: float
    by: tuple[str, ...]


def stubbornness(traits: BigFive) -> float:
    """How strongly someone holds to where they began, 0.1..0.95."""
    held = 0.5 - 0.7 * (traits.agreeableness - 0.5) + 0.2 * (traits.conscientiousness - 0.5)
    return _within(held - 0.2 * (traits.openness - 0.5), 0.1, 0.95)


def confidence_bound(traits: BigFive) -> float:
    """How far from one's own a stance may be to be listened to, 0.4..2 (the whole scale)."""
    return _within(1.0 + 1.0 * (traits.openness - 0.5) + 0.8 * (traits.agreeableness - 0.5), 0.4, 2.0)


def listen(traits: BigFive, start: float, now: float, voices: Sequence[Voice]) -> Moved:
    """The stance after hearing `voices`, from `start` (before a word was said) and `now`; all in -1..1."""
    bound = confidence_bound(traits)
    near = [voice for voice in voices if abs(voice.leaning - now) <= bound]
    held = stubbornness(traits)
    if not near:
        return Moved((1 - held) * now + held * start, ())
    weights = [voice.closeness * (ADDRESSED if voice.to_me else 1.0) for voice in near]
    scale = (1 - SELF_WEIGHT) / sum(weights)
    pulls = [(1 - held) * weight * scale * (voice.leaning - now) for weight, voice in zip(weights, near, strict=True)]
    stance = (1 - held) * now + held * start + sum(pulls)
    strongest = sorted(zip(pulls, near, strict=True), key=lambda pull: -abs(pull[0]))
    by = tuple(voice.speaker for pull, voice in strongest if abs(pull) > NOTICED)
    return Moved(_within(stance, -1.0, 1.0), by)


def _within(value: float, low: float, high: float) -> float:
    return max(low, min(high, value))
