"""Which way each piece of evidence points, and what alone makes the difference that it shows."""

from __future__ import annotations

from collections.abc import Iterable

from sobremesa.mechanics.document import Arm
from sobremesa.mechanics.documents import Document
from sobremesa.mechanics.finding import Finding
from sobremesa.mechanics.wording import humanised
from sobremesa.nodes.report import Decided
from sobremesa.nodes.synthesis.figures import told_apart
from sobremesa.nodes.synthesis.senses import LINKS, Sense, stems
from sobremesa.personas.utterance import Turn

CHANGING = ("difference", "trend", "nothing", "scale", "smooth", "growth", "marginal")
NETWORK = "network"


def senses(
    document: Document | None,
    findings: Iterable[Finding],
    decisions: Iterable[Decided],
    turns: Iterable[Turn],
) -> dict[str, Sense]:
    """The sense of findings, decisions and turns, by their evidence ids.

    A turn bears no cause: that somebody names another as who moved them is their account, and no more.
    """
    found = {finding.id: sense_of(finding, document) for finding in findings}
    for one in decisions:
        key = f"decision/{one.arm}/{one.cycle}/{one.lever}"
        found[key] = Sense(direction=_sign(one.value - one.before), told=True)
    for turn in turns:
        key = f"{turn.arm}/{turn.cycle}/{turn.round}/{turn.utterance.persona}"
        found[key] = Sense(told=True)
    return found


def sense_of(finding: Finding, document: Document | None) -> Sense:
    """A difference points from its first arm to its second, a trend from the start to the end, a level nowhere."""
    directed = finding.kind in CHANGING or finding.through is not None
    told = told_apart(finding) if directed else True
    return Sense(
        arms=finding.arms,
        direction=_sign(finding.value) if directed else 0,
        told=told,
        causes=_causes(finding, document) if told else frozenset(),
    )


def _causes(finding: Finding, document: Document | None) -> frozenset[str]:
    """What was taken away, or the one thing in which two arms differ; nothing where they differ in several."""
    if finding.through is not None:
        return stems(LINKS if finding.through == NETWORK else [humanised(finding.through)])
    if document is None or len(finding.arms) != 2:
        return frozenset()
    arms = {arm.name: arm for arm in document.experiment.arms}
    if not arms.keys() >= set(finding.arms):
        return frozenset()
    changed = _changed(arms[finding.arms[0]], arms[finding.arms[1]])
    return stems([humanised(name) for name in changed]) if len(changed) == 1 else frozenset()


def _changed(one: Arm, other: Arm) -> set[str]:
    """The rules and parameters in which two arms differ; another space or length counts as one thing more."""
    rules = set(one.without) ^ set(other.without)
    settings = {name for name in {**one.set, **other.set} if one.set.get(name) != other.set.get(name)}
    if one.at != other.at:
        settings |= {name for change in (*one.at, *other.at) for name in change.set}
    rest = {
        word
        for word, differ in (
            ("space", one.space != other.space),
            ("steps", one.steps != other.steps),
            ("people who talk", one.personas != other.personas),
        )
        if differ
    }
    return rules | settings | rest


def _sign(value: float) -> int:
    return (value > 0) - (value < 0)
