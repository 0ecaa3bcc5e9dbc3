"""What matters to someone in life: the ten basic values, in words and from words.

Sources: S. H. Schwartz, Universals in the content and structure of values, Advances in Experimental Social Psychology
25, 1992; S. H. Schwartz & A. Bardi, Value hierarchies across cultures, J. Cross-Cultural Psychology 32, 2001;
S. Roccas, L. Sagiv, S. H. Schwartz & A. Knafo, The Big Five personality factors and personal values, Personality and
Social Psychology Bulletin 28, 2002; L. Parks-Leduc, G. Feldman & A. Bardi, Personality traits and personal values: a
meta-analysis, Personality and Social Psychology Review 19, 2015.
"""

from __future__ import annotations

import math
import re
from collections.abc import Mapping
from random import Random
from typing import get_args

from sobremesa.personas.card import BigFive, Value
from sobremesa.personas.traits import TRAITS_DEVIATE

MEANINGS: Mapping[Value, str] = {
    "self_direction": "to think and choose for yourself",
    "stimulation": "novelty and challenge",
    "hedonism": "pleasure",
    "achievement": "success, and that it is seen",
    "power": "standing, and a say over people and things",
    "security": "safety and order",
    "conformity": "to upset nobody and keep to the rules",
    "tradition": "the customs that were handed down",
    "benevolence": "the good of those who are near",
    "universalism": "justice for everyone, and for nature",
}
"""What each value seeks (after Schwartz 1992), as its owner could be told."""

WORDS: Mapping[Value, str] = {
    "self_direction": "independent freedom free-spirited freethinking self-reliant creativity autonomy curiosity",
    "stimulation": "adventurous adventure daring thrill thrills thrill-seeking novelty excitement",
    "hedonism": "pleasure pleasure-loving fun-loving hedonistic hedonist comfort enjoyment",
    "achievement": "ambitious ambition success career competitive achievement high-achieving",
    "power": "power power-hungry status prestige wealth authority domineering influence",
    "security": "security safety stability order health cautious",
    "conformity": "obedient obedience conformist politeness duty law-abiding respectful",
    "tradition": "tradition traditions traditional traditionalist devout religious religion pious faith customs",
    "benevolence": "family loyalty loyal friendship helpful kindness devoted honesty",
    "universalism": "justice equality fairness nature environment environmentalist peace tolerance idealistic",
}
"""Words by which a text says that a value matters to someone."""
_SOUGHT: Mapping[str, Value] = {word: value for value, words in WORDS.items() for word in words.split()}

LEANINGS: Mapping[Value, Mapping[str, float]] = {
    "self_direction": {"openness": 1.0},
    "stimulation": {"openness": 0.6, "extraversion": 0.6},
    "hedonism": {"extraversion": 0.5},
    "achievement": {"extraversion": 0.5, "conscientiousness": 0.5},
    "power": {"agreeableness": -1.0, "extraversion": 0.4},
    "security": {"conscientiousness": 0.6, "openness": -0.5},
    "conformity": {"conscientiousness": 0.5, "agreeableness": 0.5, "openness": -0.5},
    "tradition": {"agreeableness": 0.5, "openness": -0.6},
    "benevolence": {"agreeableness": 1.0},
    "universalism": {"openness": 0.6, "agreeableness": 0.6},
}
"""Which traits go with which value: the pairs and signs of Roccas et al. (2002) and Parks-Leduc et al. (2015); the
weights are ours."""
EVERYWHERE: Mapping[Value, float] = {
    "benevolence": 0.6, "self_direction": 0.6, "universalism": 0.6,
    "power": -0.6, "tradition": -0.6, "stimulation": -0.6,
}  # fmt: skip
"""What most people hold high, or low, in most countries (Schwartz & Bardi 2001); the size is ours."""
FROM_TRAITS = 0.5
"""How far values follow from traits: correlations are moderate (Parks-Leduc et al. 2015)."""
HELD = 2
"""How many values are drawn for someone."""


def values_in(words: str) -> tuple[Value, ...]:
    """The values that words about someone name, in their order.

    >>> values_in("devout, ambitious")
    ('tradition', 'achievement')
    """
    tokens = re.findall(r"[a-z]+(?:-[a-z]+)*", words.lower())
    sought = [
        _SOUGHT[token]
        for place, token in enumerate(tokens)
        if token in _SOUGHT and not (place and tokens[place - 1] in {"not", "never", "hardly", "no"})
    ]
    return tuple(dict.fromkeys(sought))


def drawn_values(traits: BigFive, lots: Random) -> tuple[Value, ...]:
    """The values that someone with these traits may hold highest, the most important first."""
    scores = {
        value: _score(value, traits) + (1 - FROM_TRAITS**2) ** 0.5 * lots.gauss(0, 1) for value in get_args(Value)
    }
    return tuple(sorted(scores, key=lambda value: -scores[value])[:HELD])


def _score(value: Value, traits: BigFive) -> float:
    """How high a value stands with someone, in standard deviations of a population, before chance."""
    leanings = LEANINGS[value]
    norm = math.hypot(*leanings.values())
    pull: float = sum(weight * (getattr(traits, factor) - 0.5) for factor, weight in leanings.items()) / norm
    return EVERYWHERE.get(value, 0.0) + FROM_TRAITS * pull / TRAITS_DEVIATE
