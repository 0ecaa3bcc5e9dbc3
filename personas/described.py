"""Someone before they have a name and numbers: what words say of them, sorted."""

from __future__ import annotations

import re

from sobremesa.personas.card import Age, BigFive, Card, Value
from sobremesa.personas.private import PrivateNotes, read_private
from sobremesa.personas.siding import side_taken
from sobremesa.personas.traits import known_words
from sobremesa.personas.values import values_in


class Described(Card):
    """A role, trait words, and the caller's or the text's name; numbers only where a sample asks for certain ones.

    `owners` are the places at the table of those whose daughter, boss or tenant this is.
    """

    role: str
    manner: str = ""
    name: str | None = None
    key: str | None = None
    stance: float | None = None
    notes: PrivateNotes = PrivateNotes()
    age: Age | None = None
    traits: BigFive | None = None
    values: tuple[Value, ...] = ()
    owners: tuple[int, ...] = ()


def described(role: str, words: str, name: str | None) -> Described:
    """Trait words become manner; wishes, fears and secrets go to the private side."""
    role = re.sub(r"^(?:an?|the)\s+", "", role.strip(), flags=re.IGNORECASE) or role
    notes, manner = read_private(words)
    role_words = " ".join(word for word in role.split() if known_words(word))
    if not manner and role_words:
        manner = role_words
    return Described(
        role=role.strip(), manner=manner, name=name, notes=notes, stance=side_taken(role), values=values_in(words)
    )
