"""Whether what the scenario wants is reached, by how much it is missed, and with how many servers it would be."""

from __future__ import annotations

from collections.abc import Iterator

from sobremesa.mechanics.asked import scenario_arm
from sobremesa.mechanics.curve import Curve
from sobremesa.mechanics.finding import Finding
from sobremesa.mechanics.processes.document import Goal, ProcessDocument
from sobremesa.nodes.report import Sentence
from sobremesa.nodes.synthesis.evidence import Evidence
from sobremesa.nodes.synthesis.figures import amount, gap, shown, steady, trimmed
from sobremesa.nodes.synthesis.wording import humanised
from sobremesa.personas.english import capitalised, singular_of

AIMED_AT = "the time that is aimed at"
NEARLY_ALL = 0.99


def goals(evidence: Evidence) -> tuple[Sentence, ...]:
    """Each goal in the arm that stands for the question: met, missed or open; then what would meet the headline's."""
    document = evidence.document
    if not isinstance(document, ProcessDocument):
        return ()
    return tuple(one for goal in document.goals for one in _told(evidence, document, goal))


def _told(evidence: Evidence, document: ProcessDocument, goal: Goal) -> Iterator[Sentence]:
    arm = scenario_arm(document).name
    margin, unstable = (_own(evidence, kind, arm) for kind in ("goal", "unstable"))
    if margin is not None and margin.measure == goal.measure:
        yield Sentence(text=_fate(margin, goal), evidence=(margin.id, "document"))
    elif unstable is not None:
        yield Sentence(text="So the goal is missed.", evidence=(unstable.id,))
    yield from _servers(evidence, document, goal, arm)


def _own(evidence: Evidence, kind: str, arm: str) -> Finding | None:
    return next((one for one in evidence.findings if (one.kind, one.arms) == (kind, (arm,))), None)


def _fate(margin: Finding, goal: Goal) -> str:
    """`The goal, at least 80%, is missed by 12.1 percentage points [11.0, 13.2].`"""
    bound = "at least " if goal.at_least is not None else "at most "
    aim = f"the goal, {'' if _is_all(margin) else bound}{amount(margin.at or 0.0, margin.unit)},"
    if margin.value == 0 and steady(margin):
        return f"{capitalised(aim)} is met in every run."
    if (margin.value if margin.low is None else margin.low) >= 0:
        return f"{capitalised(aim)} is met, with {gap(margin)} to spare."
    if (margin.value if margin.high is None else margin.high) < 0:
        return f"{capitalised(aim)} is missed by {gap(margin)}."
    return f"Whether {aim} is met, these runs can't tell."


def _is_all(finding: Finding) -> bool:
    """Whether it is wanted of all."""
    return finding.at == 1 and finding.unit == "share"


def _servers(evidence: Evidence, document: ProcessDocument, goal: Goal, arm: str) -> Iterator[Sentence]:
    """With how many servers the goal is reached, from the curve over their number; nothing where that tells no more."""
    explored = evidence.explored
    own = [one for one in explored.curves if (one.kind, one.arm, one.measure) == ("servers", arm, goal.measure)]
    cited = [one for one in explored.findings if (one.measure, one.arms) == (goal.measure, (arm,))]
    if not own or not cited:
        return
    curve, servers = own[0], humanised(own[0].parameter)
    least = next((one for one in cited if one.kind == "enough"), None)
    if least is None:
        text = f"None of the numbers of {servers} that were tried meets it, {trimmed(curve.values[-1])} at most."
        yield Sentence(text=text, evidence=(cited[-1].id,))
        return
    there, level = float(document.parameters[curve.parameter].value), _level(least, curve, least.value)
    if level is None or (least.value == there and there == curve.values[0]):
        return
    enough = f"{trimmed(least.value)} {servers if least.value != 1 else singular_of(servers)}"
    opening = f"With {enough} it would be met" if least.value > there else f"It would still be met with {enough}"
    if least.value == there:
        opening = "It takes as many as there are"
    yield Sentence(text=f"{opening}: {shown(level)}{_fewer(least, curve, goal, there)}.", evidence=(least.id,))


def _fewer(least: Finding, curve: Curve, goal: Goal, there: float) -> str:
    """What one server fewer gives; where all are to be served, with how many it is nearly all."""
    if _is_all(_level(least, curve, least.value) or least):
        levels = [(servers, _level(least, curve, servers)) for servers in curve.values if servers < least.value]
        nearly = next(((servers, level) for servers, level in levels if level and level.value >= NEARLY_ALL), None)
        return "" if nearly is None else f" in every run; {shown(nearly[1])} with {trimmed(nearly[0])}"
    fewer, wanted = _level(least, curve, least.value - 1), least.at or 0.0
    if fewer is None or least.value - 1 == there:
        return ""
    low, high = (fewer.value if bound is None else bound for bound in (fewer.low, fewer.high))
    if high < wanted if goal.at_least is not None else low > wanted:
        return f", against {shown(fewer)} with {trimmed(least.value - 1)}"
    return f"; whether {trimmed(least.value - 1)} would do, these runs can't tell: {shown(fewer)}"


def _level(least: Finding, curve: Curve, servers: float) -> Finding | None:
    """The outcome with so many servers; None where that was not tried or has no average."""
    if servers not in curve.values:
        return None
    place = curve.values.index(servers)
    value = curve.mean[place]
    if value is None:
        return None
    numbers = {"value": value, "low": curve.low[place], "high": curve.high[place], "n": curve.n, "unit": curve.unit}
    return least.model_copy(update={"kind": "level", **numbers})


def with_time(clause: str, evidence: Evidence) -> tuple[str, tuple[str, ...]]:
    """A clause that names the time within which somebody is served, where it is about that; and what bears the time."""
    target = evidence.document.parameters.get("target") if isinstance(evidence.document, ProcessDocument) else None
    if target is None or AIMED_AT not in clause:
        return clause, ()
    return clause.replace(AIMED_AT, amount(float(target.value), target.unit)), ("document",)
