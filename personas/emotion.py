"""From an appraisal to a feeling, and from a feeling to its name.

Valence follows the appraised event times the reactivity of the person, decays, and is drawn towards what others show:

    v(t+1) = d · v(t) + (1 - d) · r± · g + k · mean_j a_j (v_j - v)

g is goal conduciveness; r⁻ grows with neuroticism and r⁺ with extraversion (Gross, Sutton & Ketelaar 1998; Gross & John
2003); k is susceptibility to emotional contagion (Hatfield, Cacioppo & Rapson 1994), which grows with emotionality and
concern for others (Doherty 1997). Arousal follows |r± · g| and the others' arousal. Names follow Ortony, Clore &
Collins (1988) by Scherer's checks (2001): conduciveness, coping potential, norms. The coefficients are ours.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from sobremesa.personas.appraisal import Appraisal
from sobremesa.personas.card import BigFive
from sobremesa.personas.utterance import Emotion

DECAY = 0.5
REST = 0.15
STIRS = 1.1
STIRRED = 0.38
"""An arousal from which a feeling takes its hot form: fear for sadness, anger for disappointment."""

VALENCE: dict[Emotion, float] = {
    "joy": 0.8, "hope": 0.5, "relief": 0.5, "pride": 0.6, "gratitude": 0.6, "interest": 0.3, "calm": 0.15,
    "surprise": 0.0, "distress": -0.7, "fear": -0.7, "disappointment": -0.4, "sadness": -0.6, "shame": -0.6,
    "guilt": -0.5, "anger": -0.6, "contempt": -0.5, "frustration": -0.5,
}  # fmt: skip
"""How an emotion looks to others, -1..1."""

DISTRESSED: frozenset[Emotion] = frozenset({"distress", "fear", "sadness", "shame", "guilt"})


@dataclass(frozen=True, slots=True)
class Feeling:
    """Valence in -1..1 and arousal in 0..1."""

    valence: float
    arousal: float


def at_rest(traits: BigFive) -> Feeling:
    """How someone is before anything happens: near the middle, a little by temperament."""
    return Feeling(0.2 * (traits.extraversion - traits.neuroticism), REST)


def negative_reactivity(traits: BigFive) -> float:
    """r⁻: how strongly something bad is felt; 0.2 (stoic) to 1.4 (anxious)."""
    return 0.15 + 1.25 * traits.neuroticism


def positive_reactivity(traits: BigFive) -> float:
    """r⁺: how strongly something good is felt."""
    return 0.4 + 0.8 * traits.extraversion


def susceptibility(traits: BigFive) -> float:
    """k: how much of others' emotion is caught, 0..0.8."""
    return 0.8 * traits.neuroticism * (0.5 + 0.5 * traits.agreeableness)


def feel(traits: BigFive, before: Feeling, appraisal: Appraisal, shown: Sequence[Feeling]) -> Feeling:
    """The feeling after an appraisal and among what others show (arousal weighs how visible it is)."""
    reaction = appraisal.conduciveness * (
        negative_reactivity(traits) if appraisal.conduciveness < 0 else positive_reactivity(traits)
    )
    valence = DECAY * before.valence + (1 - DECAY) * _within(reaction, -1, 1)
    arousal = DECAY * before.arousal + (1 - DECAY) * min(1.0, REST + STIRS * abs(reaction))
    if shown:
        pull = sum(other.arousal * (other.valence - valence) for other in shown) / len(shown)
        stir = sum(max(0.0, other.arousal - arousal) for other in shown) / len(shown)
        valence += susceptibility(traits) * pull
        arousal += susceptibility(traits) * stir
    return Feeling(_within(valence, -1, 1), _within(arousal, 0, 1))


def name_of(feeling: Feeling, before: Feeling, appraisal: Appraisal, traits: BigFive) -> Emotion:
    """The emotion that a feeling and its appraisal amount to."""
    if feeling.valence <= -0.12 and not (feeling.arousal < 0.36 and feeling.valence > -0.2):
        return _negative(feeling, appraisal, traits)
    if feeling.valence >= 0.12:
        return _positive(feeling, before, appraisal)
    if appraisal.novelty > 0.5 and feeling.arousal >= 0.35:
        return "surprise"
    if feeling.valence - before.valence > 0.15 and before.valence < -0.12:
        return "relief"
    return "interest" if traits.openness + traits.extraversion >= 1.05 else "calm"


def _negative(feeling: Feeling, appraisal: Appraisal, traits: BigFive) -> Emotion:
    """Coping first (little of it: fear, then sadness), then norms and who stands in the way."""
    stirred = feeling.arousal >= STIRRED
    # Quick anger is a side of neuroticism (angry hostility; Costa & McCrae 1992): the calm need more of a cause.
    provoked = feeling.arousal >= STIRRED + 0.3 * max(0.0, 0.5 - traits.neuroticism)
    if appraisal.hiding and appraisal.coping < 0.6:
        return "guilt" if traits.agreeableness >= 0.45 else "shame"
    if appraisal.opposed and traits.agreeableness < 0.35 and feeling.arousal >= 0.3 and appraisal.coping >= 0.3:
        return "anger"
    if appraisal.coping < 0.42:
        return "fear" if stirred else "sadness"
    if appraisal.norms < -0.4:
        if provoked:
            return "anger"
        return "contempt" if traits.agreeableness < 0.35 else "disappointment"
    if traits.agreeableness < 0.35 and feeling.arousal >= 0.3:
        return "frustration"
    if appraisal.opposed:
        return "frustration" if feeling.arousal >= 0.3 else "disappointment"
    if traits.conscientiousness >= 0.65:
        return "frustration" if stirred else "disappointment"
    if stirred:
        return "distress"
    return "sadness" if traits.extraversion < 0.5 else "disappointment"


def _positive(feeling: Feeling, before: Feeling, appraisal: Appraisal) -> Emotion:
    if before.valence < -0.05:
        return "relief"
    if appraisal.comforted and not appraisal.norms > 0.4:
        return "gratitude"
    if appraisal.norms > 0.4 and feeling.valence >= 0.2 and feeling.arousal < 0.6:
        return "pride"
    if feeling.arousal >= 0.5 and feeling.valence >= 0.35:
        return "joy"
    return "hope" if appraisal.open_end else "calm"


def _within(value: float, low: float, high: float) -> float:
    return max(low, min(high, value))
