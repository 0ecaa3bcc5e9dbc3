"""How someone is on one day: the same person is not the same in every conversation.

Whoever is measured again and again varies around their traits nearly as much as people differ from each other
(W. Fleeson, Toward a structure- and process-integrated view of personality: traits as density distributions of states,
J. Personality and Social Psychology 80, 2001); and an opinion is drawn each time from what comes to mind, so that weak
ones vary most (J. Zaller & S. Feldman, A simple theory of the survey response, American J. Political Science 36, 1992).
The sizes are ours: a conversation is an average over many moments, and varies less than they do.
"""

from __future__ import annotations

from random import Random

from sobremesa.personas.card import BigFive, Persona
from sobremesa.personas.traits import FACTORS, LEAST, MOST

TRAITS_VARY = 0.1
"""Standard deviation of each factor from one conversation to another, on its scale of 0..1."""
OPINIONS_VARY = 0.1
"""That of a stance in the middle of its scale of -1..1; one at an end stays there."""


def on_the_day(persona: Persona, seed: int) -> Persona:
    """The persona as it is in the conversation of this seed; on which side it stands doesn't change."""
    draws = Random(f"day/{seed}/{persona.id}")
    traits = {name: _within(getattr(persona.traits, name) + draws.gauss(0, TRAITS_VARY)) for name in FACTORS}
    stance = persona.stance
    if stance is not None:
        moved = stance + draws.gauss(0, OPINIONS_VARY) * (1 - abs(stance))
        stance = moved if moved * stance >= 0 else 0.0
    return persona.model_copy(update={"traits": BigFive(**traits), "stance": stance})


def _within(value: float) -> float:
    return max(LEAST, min(MOST, value))
