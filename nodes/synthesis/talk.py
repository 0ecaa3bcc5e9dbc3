"""What a conversation leaves as findings: where each stood before and after, and how far apart they were.

One conversation is one observation: n is 1, and there is no interval.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from functools import lru_cache

from sobremesa.mechanics.finding import Finding
from sobremesa.nodes.synthesis.figures import plain
from sobremesa.personas.card import Persona
from sobremesa.personas.diagnostics import ArmSummary, summarise
from sobremesa.personas.utterance import Turn

METHOD = "self-reports of one conversation; one observation, so no interval"
ENDS = ("before", "after")


@lru_cache(maxsize=2)
def summary(cast: tuple[Persona, ...], turns: tuple[Turn, ...]) -> tuple[ArmSummary, ...]:
    """The figures of each conversation, computed once for all who tell of it."""
    return summarise(cast, turns).arms


def findings(cast: Mapping[str, Persona], turns: Sequence[Turn]) -> tuple[Finding, ...]:
    """Stances before and after, their mean and their spread (standard deviation), for each arm that talks."""
    return tuple(finding for arm in summary(tuple(cast.values()), tuple(turns)) for finding in _of_arm(arm))


def _of_arm(summary: ArmSummary) -> Iterator[Finding]:
    arm = summary.arm
    for path in summary.paths:
        for when, stance in zip(ENDS, (path.first, path.last), strict=True):
            if stance is not None:
                yield _finding(stance_id(arm, path.persona, when), f"stance_of_{path.persona}", when, arm, stance)
    spreads, means = (summary.spread_first, summary.spread_last), (summary.mean_first, summary.mean_last)
    for when, spread, mean in zip(ENDS, spreads, means, strict=True):
        if len(summary.paths) > 1 and spread is not None and mean is not None:
            yield _finding(spread_id(arm, when), "spread_of_stances", when, arm, spread)
            yield _finding(mean_id(arm, when), "mean_stance", when, arm, mean)


def stance_id(arm: str, persona: str, when: str) -> str:
    """The id of the finding where a persona stood."""
    return f"talk/{arm}/{persona}/{when}"


def spread_id(arm: str, when: str) -> str:
    """The id of the finding how far apart all stood (standard deviation)."""
    return f"talk/{arm}//spread/{when}"


def mean_id(arm: str, when: str) -> str:
    """The id of the finding where all stood on average."""
    return f"talk/{arm}//mean/{when}"


def signed(value: float) -> str:
    """A stance between −1 and +1 with its sign: `+0.40`, `−0.10`, `0.00`."""
    text = plain(value, 2)
    return f"+{text}" if value > 0 and text != "0.00" else text


def stance_with_interval(finding: Finding) -> str:
    """A stance with its 95% interval: `+0.31 [+0.22, +0.40]`; alone where it has none, or no spread."""
    if finding.low is None or finding.high is None or finding.low == finding.high:
        return signed(finding.value)
    return f"{signed(finding.value)} [{signed(finding.low)}, {signed(finding.high)}]"


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
