"""The answer in a word, for questions that a library model can answer outright: do they agree, does it spread?

Each verdict is a reading of findings by a rule that stands here, and nowhere else.
"""

from __future__ import annotations

from collections.abc import Callable

from sobremesa.mechanics.finding import Finding
from sobremesa.nodes.report import Sentence
from sobremesa.nodes.synthesis.evidence import Evidence

AGREEMENT, MOST, MAJORITY = 0.95, 0.75, 0.5

Reading = Callable[[Evidence, Finding], str | None]


def verdict(evidence: Evidence, headline: Finding) -> tuple[Sentence, ...]:
    """One short sentence that answers the question, or none where no rule does."""
    reading = READINGS.get((evidence.library or "", headline.measure))
    text = reading(evidence, headline) if reading is not None else None
    return (Sentence(text=text, evidence=(headline.id,)),) if text else ()


def _camps(evidence: Evidence, headline: Finding) -> str:
    low, high = interval(headline)
    if low >= AGREEMENT:
        return "They come to agree."
    if low >= MOST:
        return "Mostly they agree: one large camp forms, and a few stay apart from it."
    if low >= MAJORITY:
        return "They split unevenly: one camp holds a majority, and the others stay apart from it."
    if high < MAJORITY:
        return "They split into camps, none of which holds a majority."
    return "They split into camps; whether one of them holds a majority can't be told from these runs."


def _cascade(evidence: Evidence, headline: Finding) -> str | None:
    """Whether more communicate where frustration does not spread from one to another."""
    arms = evidence.document.experiment.arms if evidence.document else ()
    for arm in arms:
        if arm.without == ("emotional_contagion",):
            found = evidence.difference(headline.measure, headline.take, headline.arms[0], arm.name)
            if found is None or found.low is None or found.high is None:
                return None
            if found.low > 0:
                return "Frustration does spread: it silences people who have lost nothing themselves."
            return "Frustration does not spread far enough to be seen in who can communicate."
    return None


def _settling(evidence: Evidence, headline: Finding) -> str | None:
    """Whether the intervals of the price and of the price at which supply meets demand overlap."""
    meeting = evidence.level("clearing_price", "last", headline.arms[0])
    if meeting is None:
        return None
    (low, high), (floor, ceiling) = interval(headline), interval(meeting)
    near = low <= ceiling and floor <= high
    return f"The market settles {'near' if near else 'away from'} the price at which supply and demand meet."


def interval(finding: Finding) -> tuple[float, float]:
    """The bounds of a finding, or its value twice where it has none."""
    low = finding.value if finding.low is None else finding.low
    high = finding.value if finding.high is None else finding.high
    return low, high


READINGS: dict[tuple[str, str], Reading] = {
    ("opinion_dynamics", "largest_camp"): _camps,
    ("interface_failure", "communication_success"): _cascade,
    ("market", "price"): _settling,
}
