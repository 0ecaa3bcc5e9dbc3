"""What verdicts and the ledger of assumptions carry as evidence: the numbers of their trials, and what was changed."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence

from sobremesa.mechanics.document import Parameter
from sobremesa.mechanics.finding import Finding
from sobremesa.mechanics.verdict import Bearing, Trial, Verdict
from sobremesa.nodes.claims import Figure
from sobremesa.nodes.synthesis.figures import is_share
from sobremesa.nodes.synthesis.wording import humanised, said_in_percent

MOST_IN_A_REASON = 3
"""Trials that the reason of a verdict names; the others it counts."""

Carried = tuple[str, tuple[Figure, ...], tuple[str, ...]]
"""An evidence id, its numbers, its words."""


def verdict_key(finding: str) -> str:
    """The evidence id of the verdict on a finding."""
    return f"verdict/{finding}"


def bearing_key(parameter: str) -> str:
    """The evidence id of an entry in the ledger."""
    return f"ledger/{parameter}"


def carried(
    verdicts: Sequence[Verdict],
    ledger: Sequence[Bearing],
    findings: Sequence[Finding],
    parameters: Mapping[str, Parameter],
) -> Iterator[Carried]:
    """Each verdict on a finding and each entry of the ledger."""
    found = {finding.id: finding for finding in findings}
    for verdict in verdicts:
        if verdict.finding in found:
            figures = (
                *_outcomes(verdict, found[verdict.finding]),
                *_changes(verdict, parameters),
                *(Figure(len(kind), nouns=("value",)) for kind in _kinds(verdict)),
                *(Figure(number, nouns=("other", "trial")) for number in _unnamed(verdict)),
            )
            says = (verdict.word, *(trial.says for trial in verdict.trials))
            yield verdict_key(verdict.finding), figures, says
    headline = next((one for one in findings if one.headline and one.kind == "level"), None)
    unit = headline.unit if headline is not None else None
    for bearing in ledger:
        share = _in_percent(parameters.get(bearing.parameter), bearing.unit)
        ends = (Figure(end, share=share) for end in (bearing.value, bearing.low, bearing.high))
        given = (_outcome(end, unit) for end in (bearing.at_low, bearing.at_high) if end is not None)
        yield bearing_key(bearing.parameter), (*ends, *given), (humanised(bearing.parameter), bearing.why)


def _outcomes(verdict: Verdict, finding: Finding) -> Iterator[Figure]:
    """What came out in each trial; of a difference as either arm sees it."""
    for trial in verdict.trials:
        for number in (trial.value, trial.low, trial.high):
            if number is not None:
                yield _outcome(number, finding.unit)
                if len(finding.arms) == 2:
                    yield _outcome(-number, finding.unit)


def _outcome(number: float, unit: str | None) -> Figure:
    return Figure(number, share=is_share(unit), percent=unit == "%")


def _changes(verdict: Verdict, parameters: Mapping[str, Parameter]) -> Iterator[Figure]:
    """To which values parameters were set."""
    for trial in verdict.trials:
        parameter = parameters.get(trial.parameter or "")
        share = _in_percent(parameter, parameter.unit if parameter is not None else None)
        yield from (Figure(value, share=share) for value in (trial.to, trial.base) if value is not None)


def _in_percent(parameter: Parameter | None, unit: str | None) -> bool:
    return is_share(unit) or (parameter is not None and said_in_percent(parameter))


def _unnamed(verdict: Verdict) -> Iterator[int]:
    """How many of the trials that moved the finding a reason does not name."""
    gone = sum(trial.held is False for trial in verdict.trials)
    shifted = sum(trial.shifted for trial in verdict.trials)
    yield (gone or shifted) - MOST_IN_A_REASON


def _kinds(verdict: Verdict) -> Iterator[list[Trial]]:
    """How many values of what was assumed it holds with, leave it open, were not tried."""
    values = [trial for trial in verdict.trials if trial.perturbation == "parameter"]
    yield [trial for trial in values if trial.held and not trial.shifted]
    yield [trial for trial in values if trial.held is None and trial.n]
    yield [trial for trial in values if not trial.n]
