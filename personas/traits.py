"""From trait words to the five factors as numbers, and to a way of talking.

The lexicon (`traits.yaml`) holds the unipolar markers of Goldberg (1992), with Saucier's mini-markers (1994) as its
strong words, and words near to them. A factor is 0.5 plus 0.6 times the sum of its loadings, within 0.05..0.95.

Sources: L. R. Goldberg, The development of markers for the Big-Five factor structure, Psychological Assessment 4,
1992; G. Saucier, Mini-markers: a brief version of Goldberg's unipolar Big-Five markers, J. Personality Assessment 63,
1994.
"""

from __future__ import annotations

import re
from collections import defaultdict
from collections.abc import Mapping, Sequence
from functools import cache
from importlib.resources import files
from typing import Any

from sobremesa.personas.card import BigFive, Persona

FACTORS = ("openness", "conscientiousness", "extraversion", "agreeableness", "neuroticism")
STRENGTH = {"strong_high": 0.7, "high": 0.6, "low": -0.6, "strong_low": -0.7}
LEAST, MOST, SPREAD = 0.05, 0.95, 0.6
HEDGES = {"very": 1.3, "extremely": 1.5, "deeply": 1.3, "rather": 0.8, "somewhat": 0.6, "slightly": 0.5, "bit": 0.5}
"""Words of degree, right before a trait word; of `a bit` the last."""
NEGATIONS = frozenset({"not", "never", "hardly"})
BETWEEN = frozenset({*HEDGES, "really", "particularly", "especially", "so", "too", "all", "at", "a"})
"""What can stand between a negation and the word that it turns round: `not at all anxious`."""

TRAITS_DEVIATE = 0.16
"""Standard deviation of a trait over a population whose mean is 0.5, so that 95 % lie in 0.19..0.81; ours."""

PROTOTYPES: Mapping[str, BigFive] = {
    "stoic": BigFive(extraversion=0.25, neuroticism=0.08),
    "anxious": BigFive(neuroticism=0.9, extraversion=0.45),
    "solver": BigFive(conscientiousness=0.85, openness=0.8, neuroticism=0.35),
    "warm": BigFive(extraversion=0.85, agreeableness=0.75),
    "withdrawn": BigFive(extraversion=0.12, neuroticism=0.55),
    "empathetic": BigFive(agreeableness=0.88, openness=0.7, neuroticism=0.55),
    "pragmatic": BigFive(conscientiousness=0.82, openness=0.3, neuroticism=0.35),
    "blunt": BigFive(agreeableness=0.15, extraversion=0.65),
    "hopeful": BigFive(extraversion=0.72, neuroticism=0.2, agreeableness=0.6),
    "doubting": BigFive(agreeableness=0.25, openness=0.65, extraversion=0.4),
    "plain": BigFive(),
}
"""Where each way of talking is at home, for those whose words name none; and whom to sample to fill a table."""

SAMPLED_MANNERS = {
    "stoic": "calm", "anxious": "anxious", "solver": "analytical", "warm": "sociable", "withdrawn": "reserved",
    "empathetic": "empathetic", "pragmatic": "practical", "blunt": "blunt", "hopeful": "optimistic",
    "doubting": "sceptical",
}  # fmt: skip


def traits_from(words: str) -> BigFive:
    """The five factors of someone described in `words`; 0.5 where nothing in the words speaks of a factor."""
    sums: dict[str, float] = defaultdict(float)
    for word, weight in known_words(words):
        for factor, loading in lexicon()[word].items():
            sums[factor] += weight * loading
    return BigFive(**{factor: _within(0.5 + SPREAD * sums[factor]) for factor in FACTORS if factor in sums})


def known_words(words: str) -> list[tuple[str, float]]:
    """The trait words in a description with their weight: `very` strengthens, `not` and `not very` turn round."""
    tokens = re.findall(r"[a-z]+(?:-[a-z]+)*", _in_lexicon_words(words))
    return [(token, _weight(tokens[:place])) for place, token in enumerate(tokens) if token in lexicon()]


def _weight(before: Sequence[str]) -> float:
    """How a trait word counts after these words."""
    leading = next((word for word in reversed(before) if word not in BETWEEN), "")
    if leading in NEGATIONS:
        return -1.0
    return HEDGES.get(before[-1], 1.0) if before else 1.0


def _in_lexicon_words(words: str) -> str:
    """The description in small letters, with phrases that stand for one trait written as the word for it."""
    lower = (
        re.sub(r"n['’]t\b", " not", words.lower())
        .replace("problem solv", "problem-solv")
        .replace("level headed", "level-headed")
    )
    return re.sub(r"\bavoids? (?:every |all |any )?conflicts?\b", "conflict-averse", lower)


def is_trait(word: str) -> bool:
    """Whether the lexicon knows a word."""
    return word.lower() in lexicon()


def voice_of(persona: Persona) -> str:
    """The way of talking that someone's manner names, else the one whose prototype is nearest to the traits."""
    voices = _voices()
    for word, weight in known_words(persona.public.manner):
        if word in voices and weight > 0:
            return voices[word]
    return min(PROTOTYPES, key=lambda voice: distance(persona.traits, PROTOTYPES[voice]))


def distance(one: BigFive, other: BigFive) -> float:
    """How far two personalities lie apart: Euclidean over the five factors, 0..√5."""
    return float(sum((getattr(one, factor) - getattr(other, factor)) ** 2 for factor in FACTORS) ** 0.5)


@cache
def lexicon() -> Mapping[str, Mapping[str, float]]:
    """Each known word with its loadings by factor."""
    loadings: dict[str, dict[str, float]] = defaultdict(dict)
    source = _source()
    for section in ("near", "markers"):
        for factor, groups in source[section].items():
            for group, words in groups.items():
                for word in words.split():
                    loadings[word][factor] = STRENGTH[group]
    return dict(loadings)


@cache
def _voices() -> Mapping[str, str]:
    return {word: voice for voice, words in _source()["voices"].items() for word in words.split()}


@cache
def _source() -> Mapping[str, Any]:
    import yaml

    text = (files("sobremesa.personas") / "traits.yaml").read_text(encoding="utf-8")
    source: Mapping[str, Any] = yaml.safe_load(text)
    return source


def _within(value: float) -> float:
    return round(min(MOST, max(LEAST, value)), 3)
