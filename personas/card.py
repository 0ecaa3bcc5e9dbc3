"""Who someone is. The public and the private side are different types, so that one can't pass for the other."""

from __future__ import annotations

from typing import Annotated

from pydantic import BaseModel, ConfigDict, Field

Share = Annotated[float, Field(ge=0, le=1)]
Signed = Annotated[float, Field(ge=-1, le=1)]


class Card(BaseModel):
    """A part of a persona: frozen, and closed to keys that it does not know."""

    model_config = ConfigDict(frozen=True, extra="forbid")


class PublicSide(Card):
    """What everyone at the table knows of someone."""

    name: str
    role: str
    manner: str = ""


class PrivateSide(Card):
    """What only the persona knows; rendered into no prompt but its own."""

    goals: tuple[str, ...] = ()
    secrets: tuple[str, ...] = ()
    fears: tuple[str, ...] = ()


class BigFive(Card):
    """The five-factor traits, each in 0..1 with 0.5 as the population mean (Goldberg 1990; Costa & McCrae 1992)."""

    openness: Share = 0.5
    conscientiousness: Share = 0.5
    extraversion: Share = 0.5
    agreeableness: Share = 0.5
    neuroticism: Share = 0.5


class Persona(Card):
    """Someone who talks. `stance` is where they stand on the question before a word is said; None if not known."""

    id: Annotated[str, Field(pattern=r"^[a-z][a-z0-9_]*$", max_length=64)]
    public: PublicSide
    private: PrivateSide = PrivateSide()
    traits: BigFive = BigFive()
    stance: Signed | None = None
