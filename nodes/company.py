"""A whole cast as a language model gives it: the form that is asked for. The prompt says what each field means."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Annotated

from pydantic import BaseModel, ConfigDict, Field

from sobremesa.nodes.bounded import GivenAge, GivenShare, GivenSigned
from sobremesa.personas.card import BigFive, PrivateSide, Tie, Value

Line = Annotated[str, Field(max_length=400)]
Lines = Annotated[tuple[Line, ...], Field(max_length=4)]


class Bond(BaseModel):
    """A tie to another of the cast, who is called by name."""

    model_config = ConfigDict(frozen=True, extra="forbid")

    to: Annotated[str, Field(max_length=80)]
    kind: Annotated[str, Field(min_length=1, max_length=80)]
    warmth: GivenSigned


class Role(BaseModel):
    """One of the cast."""

    model_config = ConfigDict(frozen=True, extra="forbid")

    name: Annotated[str, Field(min_length=1, max_length=80)]
    role: Annotated[str, Field(min_length=1, max_length=120)]
    age: GivenAge
    manner: Annotated[str, Field(max_length=200)]
    goals: Lines
    secrets: Lines
    fears: Lines
    knows: Lines
    openness: GivenShare
    conscientiousness: GivenShare
    extraversion: GivenShare
    agreeableness: GivenShare
    neuroticism: GivenShare
    values: Annotated[tuple[Value, ...], Field(max_length=3)]
    ties: Annotated[tuple[Bond, ...], Field(max_length=6)]
    stance: GivenSigned

    @property
    def traits(self) -> BigFive:
        """The five factors."""
        return BigFive(
            openness=self.openness,
            conscientiousness=self.conscientiousness,
            extraversion=self.extraversion,
            agreeableness=self.agreeableness,
            neuroticism=self.neuroticism,
        )

    @property
    def private(self) -> PrivateSide:
        """What nobody else knows."""
        return PrivateSide(goals=self.goals, secrets=self.secrets, fears=self.fears, knows=self.knows)

    def ties_among(self, ids: Mapping[str, str], own: str) -> tuple[Tie, ...]:
        """The ties to those who are there, one each; `ids` are theirs by name in small letters, `own` is left out."""
        bonds = {ids.get(bond.to.strip().casefold()): bond for bond in reversed(self.ties)}
        return tuple(
            Tie(to=id_, kind=bond.kind.strip(), warmth=bond.warmth)
            for id_, bond in reversed(bonds.items())
            if id_ is not None and id_ != own
        )


class Company(BaseModel):
    """The cast, where they are, and what it is about."""

    model_config = ConfigDict(frozen=True, extra="forbid")

    scene: Annotated[str, Field(min_length=1, max_length=1_200)]
    question: Annotated[str, Field(min_length=1, max_length=300)]
    personas: Annotated[tuple[Role, ...], Field(min_length=1, max_length=50)]
