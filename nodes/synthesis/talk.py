"""What a conversation leaves as findings: where each stood before and after, and how far apart they were.

One conversation is one observation: n is 1, and there is no interval.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from statistics import fmean, pstdev
from typing import Literal

from sobremesa.mechanics.finding import Finding
from sobremesa.personas.card import Persona
from sobremesa.personas.utterance import Turn

End = Literal["before", "after"]
METHOD = "self-reports of one conversation; one observation, so no interval"


@dataclass(frozen=True, slots=True)
class Path:
    """One persona's way through a conversation: its turns in order, and the stance it came with."""

    persona: str
    turns: tuple[Turn, ...]
    before: float

    @property
    def after(self) -> float:
        """The stance that the last turn reports."""
        return self.turns[-1].utterance.report.stance

    @property
    def moved(self) -> float:
        """How far the stance went, with its sign."""
        return self.after - self.before


def arms_of(turns: Sequence[Turn]) -> tuple[str, ...]:
    """The arms in which people talk, in the order of the transcript."""
    return tuple(dict.fromkeys(turn.arm for turn in turns))


def paths(cast: Mapping[str, Persona], turns: Sequence[Turn], arm: str) -> tuple[Path, ...]:
    """One path for everyone who said something in this arm, in the order of the cast."""
    found = []
    for persona in cast.values():
        own = [t for t in turns if t.arm == arm and t.utterance.persona == persona.id and t.utterance.silence is None]
        if own:
            own.sort(key=lambda turn: (turn.cycle, turn.round))
            came_with = persona.stance if persona.stance is not None else own[0].utterance.report.stance
            found.append(Path(persona.id, tuple(own), came_with))
    return tuple(found)


def findings(cast: Mapping[str, Persona], turns: Sequence[Turn]) -> tuple[Finding, ...]:
    """Stances before and after, their mean and their spread, for each arm that talks."""
    return tuple(finding for arm in arms_of(turns) for finding in _of_arm(paths(cast, turns, arm), arm))


def _of_arm(ways: Sequence[Path], arm: str) -> Iterator[Finding]:
    ends: tuple[End, End] = ("before", "after")
    for way in ways:
        for when in ends:
            value = way.before if when == "before" else way.after
            yield _finding(stance_id(arm, way.persona, when), f"stance_of_{way.persona}", when, arm, value)
    for when in ends:
        stances = [way.before if when == "before" else way.after for way in ways]
        if len(stances) > 1:
            yield _finding(spread_id(arm, when), "spread_of_stances", when, arm, pstdev(stances))
            yield _finding(mean_id(arm, when), "mean_stance", when, arm, fmean(stances))


def stance_id(arm: str, persona: str, when: str) -> str:
    """The id of the finding where a persona stood."""
    return f"talk/{arm}/{persona}/{when}"


def spread_id(arm: str, when: str) -> str:
    """The id of the finding how far apart all stood (standard deviation)."""
    return f"talk/{arm}//spread/{when}"


def mean_id(arm: str, when: str) -> str:
    """The id of the finding where all stood on average."""
    return f"talk/{arm}//mean/{when}"


def is_talk(finding: Finding) -> bool:
    """Whether a finding is about a conversation."""
    return finding.id.startswith("talk/")


def _finding(id_: str, measure: str, take: str, arm: str, value: float) -> Finding:
    return Finding(
        id=id_,
        kind="level",
        measure=measure,
        take=take,
        arms=(arm,),
        value=value,
        low=None,
        high=None,
        n=1,
        method=METHOD,
    )
