"""What a sheet holds: cards by id, where they are, and what it is about. Only the role of each has to be given."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Annotated

from pydantic import Field

from sobremesa.nodes.contract import MAX_PERSONAS, MAX_SCENARIO_CHARACTERS
from sobremesa.personas.card import Age, BigFive, Card, Id, PrivateSide, Signed, Value
from sobremesa.personas.names import is_name

MAX_WORDS = 2_000
"""Characters of what is said of someone, as in a caller's list."""

Line = Annotated[str, Field(min_length=1, max_length=MAX_WORDS, pattern=r"\S")]
Lines = Annotated[tuple[Line, ...], Field(max_length=12)]


class PrivateEntry(Card):
    """What nobody else knows."""

    goals: Lines = ()
    secrets: Lines = ()
    fears: Lines = ()
    knows: Lines = ()

    def side(self) -> PrivateSide:
        """The same, as a persona holds it."""
        return PrivateSide(goals=self.goals, secrets=self.secrets, fears=self.fears, knows=self.knows)


class TieEntry(Card):
    """A tie to the one under whose id it stands."""

    kind: Annotated[str, Field(min_length=1, max_length=80, pattern=r"\S")]
    warmth: Signed = 0.0


class Entry(Card):
    """One card. With `traits` it is complete: what else is left out is empty. Without, the rest is cast."""

    role: Annotated[str, Field(min_length=1, max_length=200, pattern=r"\S")]
    name: Annotated[str, Field(min_length=1, max_length=80, pattern=r"\S")] | None = None
    age: Age | None = None
    manner: Annotated[str, Field(max_length=MAX_WORDS)] = ""
    traits: BigFive | None = None
    values: tuple[Value, ...] = ()
    stance: Signed | None = None
    private: PrivateEntry | None = None
    ties: Mapping[Id, TieEntry] = Field(default_factory=dict)


class Sheet(Card):
    """A cast in a file. `scene` and `question` are read from the scenario where they are not given.

    Who has no name takes the id for one if it is a given name; else a name is cast too.
    """

    scene: Annotated[str, Field(max_length=MAX_SCENARIO_CHARACTERS)] = ""
    question: Annotated[str, Field(max_length=MAX_WORDS)] = ""
    personas: Annotated[Mapping[Id, Entry], Field(min_length=1, max_length=MAX_PERSONAS)]

    @property
    def complete(self) -> bool:
        """Whether nothing is left to be cast."""
        whole = all(entry.traits is not None and self.name_of(id_) for id_, entry in self.personas.items())
        return whole and bool(self.scene and self.question)

    def name_of(self, id_: str) -> str | None:
        """The name of someone; None where it has to be cast."""
        called = id_.capitalize()
        return self.personas[id_].name or (called if is_name(called) else None)
