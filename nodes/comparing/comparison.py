"""What tells two runs apart, as typed data."""

from __future__ import annotations

from pydantic import BaseModel, ConfigDict

from sobremesa.mechanics.finding import Finding


class Part(BaseModel):
    """A part of a comparison: frozen, and closed to keys that it does not know."""

    model_config = ConfigDict(frozen=True, extra="forbid")


class Contrast(Part):
    """An outcome in both runs, in the arm that stands for the question, replicate by replicate.

    `difference` is the second run's minus the first's, with its interval, told from chance or `nothing`; `pairs` holds
    each replicate's index and what both gave. Replicates with one index draw the same random numbers.
    """

    one: Finding
    other: Finding
    difference: Finding | None
    headline: bool
    pairs: tuple[tuple[int, float, float], ...] = ()


class Words(Part):
    """The first sentence that somebody says in either run and not in the other; None where they say no more there."""

    persona: str
    one: str | None
    other: str | None


class Parting(Part):
    """A round that is not the same in both runs: who (ids) says other words, who says the same and reports otherwise on
    themselves, and who speaks in one run only.

    `words` are those of the first who says others. It `follows` where the round before it is not the same either.
    """

    arm: str
    cycle: int
    round: int
    differ: tuple[str, ...] = ()
    otherwise: tuple[str, ...] = ()
    only_one: tuple[str, ...] = ()
    only_other: tuple[str, ...] = ()
    words: Words | None = None
    follows: bool = False


class Stance(Part):
    """Where somebody stands at the end: the mean of `n` pairs of talks, and the difference (other minus one).

    Its 95% interval is there from three pairs on.
    """

    persona: str
    one: float
    other: float
    difference: float
    n: int
    low: float | None = None
    high: float | None = None


class Choice(Part):
    """What a talk set a parameter to in each of the runs; None where it set nothing there."""

    arm: str
    cycle: int
    lever: str
    moves: str
    unit: str | None
    one: float | None
    other: float | None


class Comparison(Part):
    """Two runs. `related` says how one came of the other, `changed` what was changed on purpose, in sentences.

    `not_comparable` says what can't be held against each other, and why. `people` are names by id.
    """

    names: tuple[str, str]
    same: bool
    related: tuple[str, ...] = ()
    changed: tuple[str, ...] = ()
    contrasts: tuple[Contrast, ...] = ()
    partings: tuple[Parting, ...] = ()
    rounds: int = 0
    stances: tuple[Stance, ...] = ()
    choices: tuple[Choice, ...] = ()
    decided: int = 0
    not_comparable: tuple[str, ...] = ()
    people: dict[str, str] = {}
