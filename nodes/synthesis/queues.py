"""What is found about queues, in sentences: whether they settle, how busy servers are, where the bottleneck is, what
each further server brings."""

from __future__ import annotations

from collections.abc import Iterator

from sobremesa.mechanics.asked import scenario_arm
from sobremesa.mechanics.document import Arm, Outcome
from sobremesa.mechanics.finding import Finding
from sobremesa.mechanics.processes.analysis import BUSIEST
from sobremesa.mechanics.processes.document import ProcessDocument
from sobremesa.mechanics.processes.onset import LIMIT, TAKES_OFF
from sobremesa.nodes.report import Sentence
from sobremesa.nodes.synthesis.evidence import Evidence
from sobremesa.nodes.synthesis.figures import cell, shown, told_apart, trimmed
from sobremesa.nodes.synthesis.phrases import noun
from sobremesa.nodes.synthesis.wording import humanised
from sobremesa.personas.english import capitalised, listed

MOST_FURTHER = 3


def overloaded(evidence: Evidence) -> tuple[Sentence, ...]:
    """That a queue never settles, in the arm that stands for the question, how fast it grows, and where it does."""
    arm = _own(evidence)
    if arm is None:
        return ()
    return tuple(_unstable(evidence, arm.name))


def bottleneck(evidence: Evidence) -> tuple[Sentence, ...]:
    """Where the bottleneck is, and where it goes in the arms in which it is elsewhere."""
    arm = _own(evidence)
    found = [each for each in evidence.findings if each.kind == "bottleneck"]
    own = next((each for each in found if arm is not None and each.arms == (arm.name,)), None)
    if own is None:
        return ()
    text = f"The bottleneck is the {humanised(own.measure)}: it is the busiest in {_runs(own)}."
    told = [Sentence(text=text, evidence=(own.id,))]
    moved = [each for each in found if each.measure != own.measure]
    if moved:
        where = listed([f"the {humanised(each.measure)} in “{each.arms[0]}”" for each in moved])
        told.append(Sentence(text=f"It moves to {where}.", evidence=tuple(each.id for each in moved)))
    return tuple(told)


def no_level(evidence: Evidence, headline: Outcome, arm: Arm) -> tuple[Sentence, ...]:
    """What is said in the place of a headline that has no long-run value: in the arms that have one, what it is."""
    told = list(overloaded(evidence))
    for other in evidence.document.experiment.arms if evidence.document is not None else ():
        level = evidence.level(headline.measure, headline.take, other.name)
        if other.name == arm.name:
            continue
        if level is not None:
            text = f"In “{other.name}” it settles: {noun(headline.measure, headline.take)} is then {shown(level)}."
            told.append(Sentence(text=text, evidence=(level.id, "document")))
        else:
            told += list(_unstable(evidence, other.name, f"In “{other.name}” too, "))[:1]
    return tuple(told)


def elsewhere_overloaded(evidence: Evidence) -> tuple[Sentence, ...]:
    """The other arms in which a queue never settles, so that there is nothing to compare."""
    arm = _own(evidence)
    if arm is None or evidence.document is None:
        return ()
    others = [each.name for each in evidence.document.experiment.arms if each.name != arm.name]
    return tuple(one for name in others for one in list(_unstable(evidence, name, f"In “{name}” "))[:1])


def loads(evidence: Evidence) -> tuple[Sentence, ...]:
    """How much work comes in for each resource, against what it can do."""
    arm = _own(evidence)
    found = [
        each
        for each in evidence.findings
        if (each.kind, each.take) == ("load", "load") and arm is not None and each.arms == (arm.name,)
    ]
    if not found:
        return ()
    told = listed([f"{cell(each)} for the {humanised(each.measure)}" for each in found])
    settling = ", so that queues settle" if all(each.value < 1 for each in found) else ""
    text = f"The work that comes in, over what the servers can do, is {told}{settling}."
    return (Sentence(text=text, evidence=tuple(each.id for each in found)),)


def further(evidence: Evidence) -> tuple[Sentence, ...]:
    """What each further server brings, up to where it brings next to nothing."""
    arm = _own(evidence)
    found = [
        each
        for each in evidence.explored.findings
        if each.kind == "marginal" and arm is not None and each.arms == (arm.name,)
    ]
    if not found:
        return ()
    parts = [_brought(each, first=not place) for place, each in enumerate(found[:MOST_FURTHER])]
    text = f"{capitalised(humanised(found[0].parameter or ''))} one by one: {'; '.join(parts)}."
    return (Sentence(text=text, evidence=tuple(each.id for each in found[:MOST_FURTHER]), paragraph=True),)


def taking_off(evidence: Evidence) -> tuple[Sentence, ...]:
    """At which rate of arrivals waiting takes off, and from which on nothing settles, where that was asked."""
    arm = _own(evidence)
    found = {
        each.take: each
        for each in evidence.explored.findings
        if each.kind == "onset" and arm is not None and each.arms == (arm.name,)
    }
    told = []
    if (onset := found.get(TAKES_OFF)) is not None:
        text = f"Waiting takes off at about {shown(onset)}: there the wait is as long as the service itself."
        told.append(Sentence(text=text, evidence=(onset.id,)))
    if (limit := found.get(LIMIT)) is not None:
        text = f"At {cell(limit)} the servers have no time left, and from there on the line has no average."
        told.append(Sentence(text=text, evidence=(limit.id,)))
    return tuple(told)


def _brought(finding: Finding, *, first: bool) -> str:
    at = finding.at or 0.0
    step = f"from {trimmed(at - 1)} to {trimmed(at)}"
    outcome = f" the {humanised(finding.measure)} changes by" if first else ""
    if not told_apart(finding) and finding.value != 0:
        return f"{step} nothing that these runs can tell"
    sign = "+" if finding.value > 0 else ""
    return f"{step}{outcome} {sign}{shown(finding)}"


def _unstable(evidence: Evidence, arm: str, where: str = "") -> Iterator[Sentence]:
    for each in evidence.findings:
        if each.kind != "unstable" or each.arms != (arm,):
            continue
        resource = humanised(each.measure)
        text = f"{where}the line never settles: work comes in for the {resource} at {cell(each)} of what it can do"
        grown = next((one for one in evidence.findings if one.kind == "growth" and one.arms == (arm,)), None)
        speed = "" if grown is None else f", by {shown(grown)}"
        text += f", so the queue grows{speed}, for as long as one looks, and has no average"
        yield Sentence(text=f"{capitalised(text)}.", evidence=tuple(one.id for one in (each, grown) if one is not None))


def _runs(finding: Finding) -> str:
    if finding.take == BUSIEST and finding.value == 1:
        return f"all {finding.n} runs" if finding.n > 1 else "the only run"
    return f"{shown(finding)} of the runs"


def _own(evidence: Evidence) -> Arm | None:
    if not isinstance(evidence.document, ProcessDocument):
        return None
    return scenario_arm(evidence.document)
