"""Did the talk matter? What the headline is without it, with seats exchanged, and over several conversations."""

from __future__ import annotations

from collections.abc import Iterator

from sobremesa.mechanics.finding import Finding
from sobremesa.nodes.ablation import OVER_TALKS, RULE
from sobremesa.nodes.report import Sentence
from sobremesa.nodes.synthesis.answering import contrasted
from sobremesa.nodes.synthesis.evidence import Evidence
from sobremesa.nodes.synthesis.figures import cell, steady, told_apart
from sobremesa.nodes.synthesis.phrases import noun_of
from sobremesa.nodes.talks import EXCHANGED


def mattered(evidence: Evidence) -> tuple[Sentence, ...]:
    """A paragraph on what the talk did to the headline; nothing where it decided nothing."""
    document = evidence.document
    if document is None or not evidence.decisions:
        return ()
    talk, headline = evidence.decisions[0].arm, document.experiment.headline
    pairs = [
        (finding, next(arm for arm in finding.arms if arm != talk))
        for finding in evidence.findings
        if (finding.measure, finding.take) == (headline.measure, headline.take)
        and len(finding.arms) == 2
        and talk in finding.arms
        and finding.form is None
    ]
    ruled = {RULE, *(arm.name for arm in document.experiment.arms if arm.personas == "off" and not arm.set)}
    told = [
        sentence
        for finding, other in pairs
        for sentence in (
            *(_against_the_rule(evidence, finding, talk, other) if other in ruled else ()),
            *(_exchanged(evidence, finding, talk, other) if other.endswith(EXCHANGED) else ()),
        )
    ]
    return tuple(one.model_copy(update={"paragraph": place == 0}) for place, one in enumerate(told))


def _against_the_rule(evidence: Evidence, finding: Finding, talk: str, rule: str) -> Iterator[Sentence]:
    what = noun_of(finding)
    there = evidence.level(finding.measure, finding.take, rule)
    if finding.value == 0 and steady(finding):
        text = f"The talk had no effect on {what}: with the rule in its place it is the same in every run."
        yield Sentence(text=text, evidence=(finding.id,))
    elif OVER_TALKS in finding.method:
        effect = evidence.difference(finding.measure, finding.take, rule, talk) or finding
        told = "" if told_apart(finding) else ": no effect that could be told from chance"
        text = f"Over {finding.n} conversations what the talk does to {what} is {cell(effect)} on average{told}."
        yield Sentence(text=text, evidence=(finding.id,))
    elif there is not None and not _is_an_arm(evidence, rule):
        difference = evidence.difference(finding.measure, finding.take, talk, rule)
        assert difference is not None
        text = f"With the rule deciding instead of the people (“{rule}”) {contrasted(there, difference)}"
        yield Sentence(text=f"{text} (one conversation, so no interval).", evidence=(there.id, difference.id))


def _is_an_arm(evidence: Evidence, name: str) -> bool:
    """Whether the document has an arm of this name: the answer has told of it by now."""
    return evidence.document is not None and name in {arm.name for arm in evidence.document.experiment.arms}


def _exchanged(evidence: Evidence, finding: Finding, talk: str, other: str) -> Iterator[Sentence]:
    there = evidence.level(finding.measure, finding.take, other)
    difference = evidence.difference(finding.measure, finding.take, talk, other)
    if finding.value == 0 and steady(finding):
        what = noun_of(finding)
        text = f"Who sits in whose place had no effect on {what}: with seats exchanged it is the same in every run."
        yield Sentence(text=text, evidence=(finding.id,))
    elif there is not None and difference is not None:
        text = f"With everyone in another's place (“{other}”) {contrasted(there, difference)}"
        yield Sentence(text=f"{text} (given what either talk decided).", evidence=(there.id, difference.id))
