"""From findings to the answer: the level in the scenario's own arm, then what the other arms say about why.

Every sentence is made from findings that exist, and cites them. A difference whose interval holds zero is told as no
difference. Nothing is said about replicates that did not finish but that they did not.
"""

from __future__ import annotations

from collections.abc import Iterator

from sobremesa.mechanics.asked import scenario_arm
from sobremesa.mechanics.document import Arm, Outcome, Parameter
from sobremesa.mechanics.documents import Document
from sobremesa.mechanics.finding import Finding, leaves_out_zero
from sobremesa.mechanics.processes.document import ProcessDocument
from sobremesa.mechanics.processes.marginal import counts_servers
from sobremesa.nodes.report import Sentence
from sobremesa.nodes.synthesis.evidence import Evidence
from sobremesa.nodes.synthesis.figures import cell, gap, plain, plural, range_of, shown, steady, told_apart
from sobremesa.nodes.synthesis.goals import goals, with_time
from sobremesa.nodes.synthesis.headcount import headcount
from sobremesa.nodes.synthesis.patterns import no_outbreak, patterns
from sobremesa.nodes.synthesis.phrases import of_outcome
from sobremesa.nodes.synthesis.queues import bottleneck, elsewhere_overloaded, loads, no_level, taking_off
from sobremesa.nodes.synthesis.queues import further as further_servers
from sobremesa.nodes.synthesis.verdicts import verdict
from sobremesa.nodes.synthesis.wording import change, humanised
from sobremesa.personas.english import capitalised, listed

ADDING = frozenset({"a", "an", "one", "another", "two", "three", "ten"})
"""How the name of an arm begins that adds something to what there is."""
MUCH = 0.25
"""A difference of this part of the headline changes the answer."""


def answer(evidence: Evidence) -> tuple[Sentence, ...]:
    """The headline in a few sentences. Raises nothing: a headline without a number is said to have none."""
    document = evidence.document
    if document is None:
        return ()
    arm, headline = scenario_arm(document), document.experiment.headline
    level = evidence.level(headline.measure, headline.take, arm.name)
    if level is None:
        told = (*no_level(evidence, headline, arm), *taking_off(evidence), *goals(evidence))
        return told or (_no_number(headline, arm),)
    opening = (*verdict(evidence, level), *no_outbreak(evidence))
    lead = _lead(evidence, level)
    contrasts = tuple(_contrasts(evidence, headline, level))
    after = (*_groups(evidence, level), *contrasts, *elsewhere_overloaded(evidence), *_turns_on(evidence, level))
    return (*opening, *bottleneck(evidence), lead, *taking_off(evidence), *goals(evidence), *after)


def details(evidence: Evidence) -> tuple[Sentence, ...]:
    """The further outcomes, each in the scenario's arm and against the arm that moves it most; then the patterns."""
    document = evidence.document
    if document is None:
        return ()
    arm = scenario_arm(document)
    further = (sentence for outcome in document.experiment.also for sentence in _detail(evidence, outcome, arm))
    return (*further, *patterns(evidence), *loads(evidence), *further_servers(evidence))


def _lead(evidence: Evidence, level: Finding) -> Sentence:
    clause, told_by = with_time(of_outcome(evidence.library, level.measure, level.take), evidence)
    clause = clause.format(shown(level))
    runs = _runs(level)
    if evidence.document is not None:
        counted = headcount(evidence.request.scenario, evidence.document, level, evidence.library)
        clause += "" if counted is None else f": {shown(counted[0])} of {plain(counted[1], 0)}"
    text = capitalised(f"{_when(evidence, level)}{clause}")
    return Sentence(text=f"{text} ({runs}).", evidence=(level.id, "run", *told_by))


def _groups(evidence: Evidence, level: Finding) -> Iterator[Sentence]:
    """Where the runs fall into two groups, their mean describes neither."""
    place = (level.measure, level.arms)
    found = {f.take: f for f in evidence.findings if f.kind == "cluster" and (f.measure, f.arms) == place}
    upper, lower = found.get("upper group"), found.get("lower group")
    if upper is not None and lower is not None:
        text = (
            f"The runs fall into two groups: {_group(upper)} end {_between(upper)}, {_group(lower)} {_between(lower)}"
        )
        yield Sentence(text=f"{text}; the mean describes neither.", evidence=(upper.id, lower.id))


def _group(group: Finding) -> str:
    return f"{group.n} {'run' if group.n == 1 else 'runs'}"


def _between(group: Finding) -> str:
    """The range of a group: for these findings `low` and `high` are the least and the greatest run."""
    low, high = range_of(group)
    return f"at {low}" if low == high else f"between {low} and {high}"


def _when(evidence: Evidence, level: Finding) -> str:
    """`after 50 hours, `: only for values at the end of a run of known length."""
    if level.take != "last" or evidence.document is None:
        return ""
    if isinstance(evidence.document, ProcessDocument):
        return ""
    if evidence.document.clock.stop is not None or evidence.steps is None:
        return "at the end, "
    return f"after {plain(evidence.steps, 0)} {plural(evidence.unit, evidence.steps)}, "


def _runs(level: Finding) -> str:
    if level.n == 1:
        return "1 run, so no interval"
    if steady(level):
        return f"the same in all {level.n} runs"
    return f"mean of {level.n} runs; in brackets its 95% interval"


def _contrasts(evidence: Evidence, outcome: Outcome, level: Finding) -> Iterator[Sentence]:
    """What each other arm says; their number of runs only where it is not the scenario's."""
    document = evidence.document
    if document is None:
        return
    for other in document.experiment.arms:
        difference = evidence.difference(outcome.measure, outcome.take, level.arms[0], other.name)
        there = evidence.level(outcome.measure, outcome.take, other.name)
        if difference is not None and there is not None:
            text = f"{condition(other, document)} {contrasted(there, difference)}{_note(difference, level)}."
            yield Sentence(text=text, evidence=(there.id, difference.id, "document"))


def contrasted(there: Finding, difference: Finding) -> str:
    """An outcome in another arm, as a clause: `difference` is the other arm minus the scenario's."""
    if difference.value == 0 and steady(difference):
        return f"it would be the same in every run, {cell(there)}"
    if told_apart(difference):
        return f"it would be {shown(there)}: {gap(difference)} {_direction(difference)}"
    found = f"{shown(there)}, {gap(difference)} {_direction(difference)}"
    if leaves_out_zero(difference.low, difference.high):
        return f"it would be {found}, not told from chance among so many comparisons"
    return f"there is no difference to be seen: it is {found}"


def _turns_on(evidence: Evidence, level: Finding) -> Iterator[Sentence]:
    """Which figures that nobody gave the headline hangs on, as far as the arms that set them to another value show."""
    document = evidence.document
    if document is None:
        return
    names: dict[str, None] = {}
    cited = [level.id, "document"]
    for arm in document.experiment.arms:
        difference = evidence.difference(level.measure, level.take, level.arms[0], arm.name)
        if difference is None or arm.without or arm.space or not _matters(difference, level):
            continue
        if isinstance(document, ProcessDocument) and any(counts_servers(document, name) for name in arm.set):
            continue  # what the question asks to try
        guessed = [name for name, value in arm.set.items() if _guessed(document.parameters[name], value)]
        if guessed and len(guessed) == len(arm.set):
            names |= dict.fromkeys(guessed)
            cited.append(difference.id)
    if names:
        figures = listed([f"the {humanised(name)}" for name in names])
        yield Sentence(text=f"It turns on {figures}, which the text does not give.", evidence=tuple(cited))


def _matters(difference: Finding, level: Finding) -> bool:
    """Whether a difference is one, and large beside the headline itself."""
    return told_apart(difference) and abs(difference.value) >= MUCH * abs(level.value)


def _guessed(parameter: Parameter, other: bool | int | float) -> bool:
    """Whether an arm tries another value for a figure of ours; 0 and switches leave something out instead."""
    amounts = not isinstance(other, bool) and bool(other) and bool(parameter.value)
    return amounts and parameter.source not in ("stated", "given")


def _note(difference: Finding, level: Finding) -> str:
    if difference.low is None and difference.n > 1:
        return " (one conversation, so no interval)"
    return "" if difference.n == level.n else f" ({difference.n} pairs of runs)"


def _direction(difference: Finding) -> str:
    return "more" if difference.value >= 0 else "less"


def condition(arm: Arm, document: Document) -> str:
    """The opening of a sentence about an arm: `Without emotional contagion (“no contagion”)`."""
    if arm.without and not (arm.set or arm.space) and arm.personas == "on":
        rules = " and ".join(humanised(rule) for rule in arm.without)
        return f"Without {rules} (“{arm.name}”)"
    if isinstance(document, ProcessDocument) and arm.name.split(" ")[0].lower() in ADDING:
        return f"In “{arm.name}”"
    changed = change(arm, document)
    return f"With {changed} (“{arm.name}”)" if changed else f"In “{arm.name}”"


def _detail(evidence: Evidence, outcome: Outcome, arm: Arm) -> Iterator[Sentence]:
    level = evidence.level(outcome.measure, outcome.take, arm.name)
    if level is None:
        return
    clause, told_by = with_time(of_outcome(evidence.library, level.measure, level.take), evidence)
    clause = clause.format(shown(level))
    others, cited = [], [level.id, *told_by]
    for other in evidence.document.experiment.arms if evidence.document else ():
        difference = evidence.difference(outcome.measure, outcome.take, arm.name, other.name)
        there = evidence.level(outcome.measure, outcome.take, other.name)
        if difference is not None and there is not None and told_apart(difference):
            others.append(f"{shown(there)} in “{other.name}”")
            cited += [there.id, difference.id]
    against = f", against {' and '.join(others)}" if others else ""
    yield Sentence(text=f"{capitalised(clause)}{against}.", evidence=tuple(cited))


def _no_number(headline: Outcome, arm: Arm) -> Sentence:
    text = f"The runs of “{arm.name}” gave no number for {humanised(headline.measure)}."
    return Sentence(text=text, evidence=("document",))
