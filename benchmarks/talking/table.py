"""Who sits at the measured tables: members of a council, as cards, so that nobody has to be cast."""

from __future__ import annotations

from sobremesa.nodes.interpreter import Casting
from sobremesa.personas.card import Persona, PrivateSide, PublicSide

NAMES = ("Ada", "Ben", "Cleo", "Dov", "Edda", "Finn", "Gita", "Hugo", "Ines", "Jon")
STANCES = (-0.6, 0.1, 0.7)
"""Far enough apart for nobody to agree before the rounds are over."""


def council(members: int) -> Casting:
    """A table of so many."""
    return Casting(
        personas=tuple(_member(place) for place in range(members)),
        scene="They sit around the long table in the town hall. The old bridge has been closed since Monday.",
        question="the bridge should be pulled down",
    )


def _member(place: int) -> Persona:
    name = NAMES[place % len(NAMES)]
    return Persona(
        id=name.lower(),
        public=PublicSide(name=name, role="member of the council", manner="plain and short"),
        private=PrivateSide(
            goals=("to be heard before it is decided",),
            secrets=("I never read the report.",),
            fears=("losing my seat",),
        ),
        stance=STANCES[place % len(STANCES)],
    )
