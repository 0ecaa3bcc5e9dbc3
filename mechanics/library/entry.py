"""What the library's index says of a model: when it fits a scenario, and which numbers it can take."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Literal

from pydantic import Field, model_validator

from sobremesa.mechanics.document import Name, Section

Kind = Literal["count", "share", "probability", "rate", "frequency", "duration", "amount", "range", "size"]
Stems = tuple[str, ...]
Value = bool | int | float

STEPS = "steps"
POPULATION = "population"


class Times(Section):
    """The number is multiplied by a parameter (or the population), and rounded: a share becomes a count."""

    times: Name


class Binding(Section):
    """A number that a scenario may state, and the parameter (or pair of parameters) it is the value of."""

    parameters: tuple[Name, ...] = Field(min_length=1, max_length=2)
    kind: Kind
    words: Stems = ()
    convert: Literal["inverse"] | Times | None = None
    also_set: Mapping[Name, Value] = {}
    reading: str | None = None

    @model_validator(mode="after")
    def _pairs_are_pairs(self) -> Binding:
        pair = self.kind in ("range", "size")
        if pair != (len(self.parameters) == 2):
            raise ValueError(f"a {self.kind} binds {'two parameters' if pair else 'one parameter'}: {self.parameters}")
        return self


class Phrase(Section):
    """Words without a number that decide something: what they set, and how they were understood."""

    words: Stems
    set: Mapping[Name, Value] = {}
    set_space: Mapping[str, str | bool | int | float] = {}
    reading: str


class Evidence(Section):
    """Groups of stems: a scenario must hold at least one stem of every group."""

    entities: tuple[Stems, ...]
    state: tuple[Stems, ...]
    mechanism: tuple[Stems, ...]


class Slots(Section):
    """Who the personas of a hybrid document are replaced by: all alike, or each by the words that find them.

    `any_matter`: what they talk about may be anything that a scenario puts to the vote.
    """

    shared: bool
    roles: tuple[Name, ...]
    words: Mapping[Name, Stems] = {}
    any_matter: bool = False


class Period(Section):
    """Words near which a period ("each week") says how often the personas talk."""

    words: Stems


class Entry(Section):
    """One model of the library, as the index describes it. The header of `index.yaml` explains each field."""

    name: Name
    title: str
    mode: Literal["mechanics", "hybrid"]
    hybrid: Name | None = None
    asks: Stems = ()
    evidence: Evidence
    unlike: Stems = ()
    bindings: tuple[Binding, ...] = ()
    phrases: tuple[Phrase, ...] = ()
    pace: Stems = ()
    answers: Mapping[Name, Stems] = {}
    every: Period | None = None
    slots: Slots | None = None


class Reputation(Section):
    """What a model is after (author and year), and the figures that it is known by."""

    after: str | None = None
    known: str | None = None
