"""How much another's words and mood weigh with someone, by what they are to each other.

Moods are caught from those whom one likes, and hardly from those whom one does not (U. Hess & A. Fischer, Emotional
mimicry as social regulation, Personality and Social Psychology Review 17, 2013); whose words weigh how much is a matter
of ties (N. E. Friedkin, A Structural Theory of Social Influence, 1998). The size is ours.
"""

from __future__ import annotations

from sobremesa.personas.card import Persona

REACH = 0.5
"""How far the warmest tie raises a weight of 1, and the coldest lowers it."""


def closeness(persona: Persona, other: str) -> float:
    """The weight of another (an id) with someone: 1 without a tie, up to 1.5 in warmth, down to 0.5 in hostility.

    >>> from sobremesa.personas.card import PublicSide, Tie
    >>> ann = Persona(id="ann", public=PublicSide(name="Ann", role="nurse"), ties=(Tie(to="bo", kind="ex", warmth=-1),))
    >>> closeness(ann, "bo"), closeness(ann, "cyd")
    (0.5, 1.0)
    """
    tie = persona.tie_to(other)
    return 1.0 if tie is None else 1.0 + REACH * tie.warmth
