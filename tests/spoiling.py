"""Findings spoiled one number at a time: what tells the number must then fail the check that it passed."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import replace

from sobremesa.mechanics.finding import Finding
from sobremesa.mechanics.verdict import Trial, Verdict
from sobremesa.nodes.claims import Grounds, problems
from sobremesa.nodes.report import Sentence
from sobremesa.nodes.synthesis.evidence import Evidence
from sobremesa.nodes.synthesis.figures import decimals, scale_of
from sobremesa.nodes.synthesis.grounding import grounds
from sobremesa.nodes.synthesis.numerals import numerals
from sobremesa.nodes.synthesis.talk import is_talk
from sobremesa.nodes.synthesis.trials import verdict_key

FIELDS = ("value", "low", "high", "n")
FAR = 7.7
"""In units of the last place shown: further than rounding."""


def unnoticed(evidence: Evidence, written: Sequence[Sentence]) -> tuple[int, list[tuple[str, str, str]]]:
    """How often a number of a finding is told, and where it could be changed without the check's noticing."""
    ground, told, missed = grounds(evidence), 0, []
    for finding in evidence.findings:
        for name in FIELDS:
            if getattr(finding, name) is None:
                continue
            citing = [s for s in written if finding.id in s.evidence and tells(s, finding, name, cited(s, ground))]
            told += len(citing)
            if citing:
                moved = tuple(spoiled(one, name) if one.id == finding.id else one for one in evidence.findings)
                after = grounds(replace(evidence, findings=moved))
                missed += [(finding.id, name, s.text) for s in citing if not problems(s, after)]
    return told, missed


def unnoticed_trials(evidence: Evidence, written: Sequence[Sentence]) -> tuple[int, list[tuple[str, str, str]]]:
    """The same for the numbers that came out when findings were tried again."""
    ground, told, missed = grounds(evidence), 0, []
    found = {finding.id: finding for finding in evidence.findings}
    for verdict, trial in _trials(evidence):
        finding = found[verdict.finding].model_copy(update=trial.model_dump(include=set(FIELDS)))
        key = verdict_key(verdict.finding)
        citing = [s for s in written if key in s.evidence and tells(s, finding, "value", cited(s, ground))]
        told += len(citing)
        if citing:
            other = trial.model_copy(update={"value": spoiled(finding, "value").value})
            trials = tuple(other if one is trial else one for one in verdict.trials)
            verdicts = tuple(
                one.model_copy(update={"trials": trials}) if one is verdict else one for one in evidence.verdicts
            )
            after = grounds(replace(evidence, verdicts=verdicts))
            missed += [(key, trial.says, s.text) for s in citing if not problems(s, after)]
    return told, missed


def _trials(evidence: Evidence) -> Iterator[tuple[Verdict, Trial]]:
    for verdict in evidence.verdicts:
        yield from ((verdict, trial) for trial in verdict.trials if trial.value is not None)


def cited(sentence: Sentence, ground: Grounds) -> list[float]:
    """All numbers that a sentence may use freely."""
    return [figure.value for one in sentence.evidence for figure in ground.figures.get(one, ()) if not figure.nouns]


def tells(sentence: Sentence, finding: Finding, name: str, numbers: Sequence[float]) -> bool:
    """Whether the sentence holds a numeral that this number of this finding accounts for, and no other cited one."""
    number = float(getattr(finding, name))
    if name == "n":
        return re.search(rf"\b{finding.n} (?:pairs of )?runs", sentence.text) is not None
    others = [value for value in numbers if value != number]
    return numbers.count(number) == 1 and any(
        numeral.means(number) and not any(map(numeral.means, others)) for numeral in numerals(sentence.text)
    )


def spoiled(finding: Finding, name: str) -> Finding:
    """The finding with one number off by more than is shown of it."""
    if name == "n":
        return finding.model_copy(update={"n": finding.n + 7})
    scale = scale_of(finding.unit).factor
    bounds = (None if bound is None else bound * scale for bound in (finding.low, finding.high))
    places = 2 if is_talk(finding) else decimals(finding.value * scale, *bounds)
    return finding.model_copy(update={name: getattr(finding, name) + FAR * 10**-places / scale})
