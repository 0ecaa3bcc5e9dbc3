"""Several conversations of one cast, counted: in how many of them each outcome came up, and where each ended.

A share has Wilson's interval, a mean stance Student's. Both are about the conversations that these speakers hold, with
these cards; a conversation that broke off has no outcome, and is left out.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping, Sequence

import numpy as np

from sobremesa.mechanics.finding import Finding
from sobremesa.mechanics.statistics import mean, proportion
from sobremesa.nodes.talks import CONVERSATION
from sobremesa.personas.card import Persona
from sobremesa.personas.outcome import Outcome

SHARE = "share of conversations"
MEAN = "mean of conversations"
STANCES = (-1.0, 1.0)

OF_ALL: Mapping[str, Callable[[Outcome], bool]] = {
    "in favour": lambda outcome: outcome.majority > 0,
    "against": lambda outcome: outcome.majority < 0,
    "divided": lambda outcome: outcome.majority == 0,
    "agreed": lambda outcome: outcome.agreed,
    "closer": lambda outcome: outcome.closer,
    "apart": lambda outcome: outcome.apart,
    "stuck": lambda outcome: outcome.ended == "stuck",
}
"""What may come up in a conversation, of all of them together."""
OF_ONE: Mapping[str, Callable[[Outcome, str], bool]] = {
    "gave in": lambda outcome, persona: persona in outcome.gave_in,
    "changed sides": lambda outcome, persona: persona in outcome.changed_sides,
    "alone": lambda outcome, persona: outcome.alone == persona,
}
"""What may come up, of one of them."""
WORDS: Mapping[str, str] = {
    "in favour": "most of them end in favour",
    "against": "most of them end against it",
    "divided": "they end divided",
    "agreed": "all of them end on one side",
    "closer": "they come closer to each other",
    "apart": "they drift apart",
    "stuck": "they end with nothing new to say",
    "gave in": "{} gives most ground",
    "changed sides": "{} changes sides",
    "alone": "{} is left alone on one side",
}
ALWAYS = frozenset({"in favour", "against", "divided", "agreed"})
"""What is told also where it never came up: that is an answer."""
FEWEST = 2


def findings(cast: Mapping[str, Persona], outcomes: Sequence[Outcome]) -> tuple[Finding, ...]:
    """The share of each outcome, and everyone's mean stance in the end; none of a single conversation."""
    whole = [outcome for outcome in outcomes if not outcome.broken]
    return tuple(_found(cast, whole)) if len(whole) >= FEWEST else ()


def _found(cast: Mapping[str, Persona], outcomes: Sequence[Outcome]) -> Iterator[Finding]:
    for what, came_up in OF_ALL.items():
        hits = sum(map(came_up, outcomes))
        if hits or what in ALWAYS:
            yield _share(what, "", hits, len(outcomes))
    for what, came_up_for in OF_ONE.items():
        for persona in cast:
            hits = sum(came_up_for(outcome, persona) for outcome in outcomes)
            if hits:
                yield _share(what, persona, hits, len(outcomes))
    for persona in cast:
        ends = [outcome.stances[persona] for outcome in outcomes if persona in outcome.stances]
        if len(ends) >= FEWEST:
            yield _mean(persona, ends)


def _share(what: str, persona: str, hits: int, number: int) -> Finding:
    estimate = proportion(hits, number)
    return Finding(
        id=outcome_id(what, persona),
        kind="level",
        measure=f"{what.replace(' ', '_')}{'_' if persona else ''}{persona}",
        take=SHARE,
        arms=(CONVERSATION,),
        value=estimate.value,
        low=estimate.low,
        high=estimate.high,
        n=number,
        method="share of conversations, 95% Wilson interval",
        unit="share",
    )


def _mean(persona: str, ends: Sequence[float]) -> Finding:
    estimate = mean(np.array(ends), STANCES)
    return Finding(
        id=outcome_id("after", persona),
        kind="level",
        measure=f"stance_of_{persona}",
        take=MEAN,
        arms=(CONVERSATION,),
        value=estimate.value,
        low=estimate.low,
        high=estimate.high,
        n=estimate.n,
        method=f"last stance of each conversation; {estimate.method.replace('replicate', 'conversation')}",
    )


def outcome_id(what: str, persona: str = "") -> str:
    """The id of the finding in how many conversations something came up, or where a persona ends on the mean."""
    return f"talk//{what}/{persona}"


def is_counted(finding: Finding) -> bool:
    """Whether a finding is about several conversations."""
    return finding.id.startswith("talk//")


def is_share_of(finding: Finding) -> bool:
    """Whether a finding says in how many conversations something came up."""
    return is_counted(finding) and finding.take == SHARE


def what_of(finding: Finding) -> tuple[str, str]:
    """What came up, and whom it is about (empty: all of them)."""
    _, _, what, persona = finding.id.split("/", 3)
    return what, persona


def count_of(finding: Finding) -> int:
    """In how many of the `n` conversations it came up."""
    return round(finding.value * finding.n)


def often(finding: Finding) -> str:
    """How often it came up: `8 of 10`, `all 10`, `none of 10`."""
    count = count_of(finding)
    return f"all {finding.n}" if count == finding.n else f"{count or 'none'} of {finding.n}"


def in_words(finding: Finding, names: Mapping[str, str]) -> str:
    """What came up, as a clause; `names` of personas, by id."""
    what, persona = what_of(finding)
    return WORDS[what].format(names.get(persona, persona))
