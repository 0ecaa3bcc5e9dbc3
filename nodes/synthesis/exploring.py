"""What was found beside the arms, in sentences: where it tips, whether size changes it, what matters, what fits."""

from __future__ import annotations

from collections.abc import Iterator

from sobremesa.mechanics.asked import scenario_arm
from sobremesa.mechanics.experiments.exploration import Met, Precision, Sought
from sobremesa.mechanics.finding import Finding
from sobremesa.nodes.report import Sentence
from sobremesa.nodes.synthesis.answering import condition
from sobremesa.nodes.synthesis.evidence import Evidence
from sobremesa.nodes.synthesis.figures import amount, gap, scale_of, shown, told_apart, trimmed, with_unit
from sobremesa.nodes.synthesis.phrases import noun
from sobremesa.nodes.synthesis.wording import humanised
from sobremesa.personas.english import capitalised, listed, with_article

MOST_RANKED = 3


def explored(evidence: Evidence) -> tuple[Sentence, ...]:
    """A sentence or two for each thing that was asked."""
    return (*_tipping(evidence), *_sizes(evidence), *_ranked(evidence), *_met(evidence))


def narrowed(precision: Precision) -> str:
    """How narrow the headline's interval was wanted, and what became of it."""
    wanted = within(precision.wanted, precision.unit)
    runs = f"{precision.replicates:,} runs of each arm"
    if precision.reached and precision.half_width is not None:
        return f"{runs}, until the headline's 95% interval was within {wanted} everywhere"
    if precision.half_width is None:
        return f"{runs}; the headline has no interval to be brought within {wanted}"
    reached = within(precision.half_width, precision.unit)
    return (
        f"{runs}, which is all that may be spent: the headline's 95% interval was wanted within {wanted}, and is "
        f"within {reached} in “{precision.arm}”"
    )


def within(half_width: float, unit: str | None) -> str:
    """Half of an interval: `±1 percentage point`."""
    scale = scale_of(unit, gap=True)
    value = half_width * scale.factor
    number = trimmed(float(f"{value:.3g}"))
    written = f"±{with_unit(number, value, scale)}"
    return written.removesuffix("s") if number == "1" else written


def _tipping(evidence: Evidence) -> Iterator[Sentence]:
    """Where the headline tips in the scenario's own arm, then in the others that leave the parameter free."""
    found = [each for each in evidence.explored.findings if each.kind in ("threshold", "smooth")]
    for place, finding in enumerate(found):
        parameter, cited = humanised(finding.parameter or ""), (finding.id, "document")
        outcome = noun(finding.measure, finding.take) if place == 0 else "it"
        where = capitalised(f"{_condition(finding, evidence)}{outcome}")
        if finding.kind == "threshold":
            yield Sentence(text=f"{where} tips at {with_article(parameter)} of {shown(finding)}.", evidence=cited)
        elif finding.value == 0 and finding.low == finding.high:
            yield Sentence(text=f"{where} does not change along the {parameter}.", evidence=cited)
        else:
            yield Sentence(text=f"{where} has no tipping point along the {parameter}.", evidence=cited)


def _condition(finding: Finding, evidence: Evidence) -> str:
    """`without emotional contagion (“no contagion”) `; nothing in the scenario's own arm."""
    if evidence.document is None or finding.arms == (scenario_arm(evidence.document).name,):
        return ""
    arms = [arm for arm in evidence.document.experiment.arms if (arm.name,) == finding.arms]
    return f"{condition(arms[0], evidence.document)} " if arms else ""


def _sizes(evidence: Evidence) -> Iterator[Sentence]:
    """Whether the number of them changes the headline, in the scenario's own arm."""
    for finding in evidence.explored.findings:
        curve = next((c for c in evidence.explored.curves if c.kind == "scale" and (c.arm,) == finding.arms), None)
        if finding.kind != "scale" or curve is None or _condition(finding, evidence):
            continue
        ends = f"{trimmed(curve.values[-1])} instead of {trimmed(curve.values[0])} {humanised(curve.parameter)}"
        outcome = f"the {noun(finding.measure, finding.take)}"
        if finding.value == 0 and finding.low == finding.high:
            text = f"With {ends} {outcome} is the same"
        elif told_apart(finding):
            text = f"With {ends} {outcome} is {gap(finding)} {'more' if finding.value > 0 else 'less'}"
        else:
            text = f"With {ends} there is no difference to be seen in {outcome}: it changes by {shown(finding)}"
        yield Sentence(text=f"{text}.", evidence=(finding.id,))


def _ranked(evidence: Evidence) -> Iterator[Sentence]:
    """Which parameters matter most to the headline."""
    ranking = evidence.explored.ranking
    found = [each for each in evidence.explored.findings if each.kind == "influence"]
    if ranking is None or not found:
        return
    outcome = f"the {noun(ranking.measure, ranking.take)}"
    telling = [each for each in found if each.low is not None and each.low > 0]
    if not telling:
        names = listed([f"the {humanised(each.parameter or '')}" for each in found])
        text = f"Across their ranges, nothing shows that {outcome} hangs on any of {names}."
        yield Sentence(text=text, evidence=tuple(each.id for each in found))
        return
    first, *others = (f"the {humanised(each.parameter or '')} ({shown(each)})" for each in telling[:MOST_RANKED])
    after = f", then {listed(others)}" if others else ""
    text = f"Across their ranges, {first} matters most to {outcome}{after}."
    yield Sentence(text=text, evidence=tuple(each.id for each in telling[:MOST_RANKED]))


def _met(evidence: Evidence) -> Iterator[Sentence]:
    """Which values meet the figures that were given, and whether they do."""
    found = evidence.explored.calibrated
    if found is None:
        return
    cited = {each.parameter: each.id for each in evidence.explored.findings if each.kind == "calibrated"}
    wanted = listed([f"{noun(each.measure, each.take)} of {amount(each.wanted, each.unit)}" for each in found.met])
    known = [each for each in found.sought if each.informed]
    evidence_of = tuple(cited[each.parameter] for each in found.sought)
    if known:
        values = listed([_value(each) for each in known])
        yield Sentence(text=f"For {wanted} the model needs {values}.", evidence=evidence_of)
    vague = [each for each in found.sought if not each.informed]
    if vague:
        names = listed([f"the {humanised(each.parameter)}" for each in vague])
        yield Sentence(text=f"The figures do not narrow {names} down.", evidence=evidence_of)
    for each in found.met:
        if not each.met:
            yield Sentence(text=_missed(each), evidence=evidence_of)


def _value(sought: Sought) -> str:
    low, high = amount(sought.low, sought.unit), amount(sought.high, sought.unit)
    return f"{with_article(humanised(sought.parameter))} of {amount(sought.value, sought.unit)} [{low}, {high}]"


def _missed(met: Met) -> str:
    outcome, wanted = noun(met.measure, met.take), amount(met.wanted, met.unit)
    if met.value is None or met.low is None or met.high is None:
        return f"Even there the model gives no number for the {outcome}."
    between = f"between {amount(met.low, met.unit)} and {amount(met.high, met.unit)}"
    return f"Even there the model misses the {outcome} of {wanted}: nearly all of its runs give {between}."
