"""Who someone is. The public and the private side are different types, so that one can't pass for the other."""

from __future__ import annotations

from typing import Annotated, Literal

from pydantic import BaseModel, ConfigDict, Field

Share = Annotated[float, Field(ge=0, le=1)]
Signed = Annotated[float, Field(ge=-1, le=1)]
Id = Annotated[str, Field(pattern=r"^[a-z][a-z0-9_]*$", max_length=64)]
Age = Annotated[int, Field(ge=0, le=120)]

Value = Literal[
    "self_direction", "stimulation", "hedonism", "achievement", "power", "security", "conformity", "tradition",
    "benevolence", "universalism",
]  # fmt: skip
"""The ten basic values (Schwartz 1992)."""


class Card(BaseModel):
    """A part of a persona: frozen, and closed to keys that it does not know."""

    model_config = ConfigDict(frozen=True, extra="forbid")


class PublicSide(Card):
    """What everyone at the table knows of someone; `manner` is how they talk, `age` is in years."""

    name: str
    role: str
    manner: str = ""
    age: Age | None = None


class PrivateSide(Card):
    """What nobody else knows; rendered into no prompt but the persona's own.

    `secrets` are about the persona and kept on purpose; `knows` are facts that nobody else at the table has.
    """

    goals: tuple[str, ...] = ()
    secrets: tuple[str, ...] = ()
    fears: tuple[str, ...] = ()
    knows: tuple[str, ...] = ()


class BigFive(Card):
    """The five-factor traits, each in 0..1 with 0.5 as the population mean (Goldberg 1990; Costa & McCrae 1992)."""

    openness: Share = 0.5
    conscientiousness: Share = 0.5
    extraversion: Share = 0.5
    agreeableness: Share = 0.5
    neuroticism: Share = 0.5


class Tie(Card):
    """What binds a persona to another, seen from its own side: the other's id, what they are to it, and how warmly.

    `kind` is what the other is ("sister", "boss"); `warmth` runs from -1 (hostile) to 1 (close).
    """

    to: Id
    kind: str
    warmth: Signed = 0.0


class Persona(Card):
    """Someone who talks.

    `stance` is where they stand on the question before a word is said; None if not known. `values` are those that
    matter to them, the most important first. Of all this others know the public side alone.
    """

    id: Id
    public: PublicSide
    private: PrivateSide = PrivateSide()
    traits: BigFive = BigFive()
    values: tuple[Value, ...] = ()
    ties: tuple[Tie, ...] = ()
    stance: Signed | None = None

    def tie_to(self, other: str) -> Tie | None:
        """The tie to another persona, by its id; None where there is none."""
        return next((tie for tie in self.ties if tie.to == other), None)
