"""Patterns in the scenario's own arm, in sentences: what spreads, lasts, dies out, divides, keeps time; or does not.

A pattern that was looked for and not found is told too, where the question is about it.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence

from sobremesa.mechanics.asked import scenario_arm
from sobremesa.mechanics.finding import Finding
from sobremesa.nodes.report import Sentence
from sobremesa.nodes.synthesis.evidence import Evidence
from sobremesa.nodes.synthesis.figures import cell, gap, shown, span, steady, told_apart
from sobremesa.nodes.synthesis.wording import humanised
from sobremesa.personas.english import capitalised, is_plural, listed

OUTBREAKS = "share of replicates with an outbreak"
NETWORK = "network"
OF_QUEUES = ("load", "unstable", "growth", "bottleneck", "onset", "goal")
"""Told in `queues` and `goals`."""
RARE = 0.05
"""Of the runs: where more have an outbreak, and it is not told from chance, nothing denies it either."""

Telling = Callable[[Sequence[Finding]], Iterator[Sentence]]


def no_outbreak(evidence: Evidence) -> tuple[Sentence, ...]:
    """That nothing breaks out, where that was looked for and hardly ever or never comes about; or that it is open."""
    missing = [each for each in _own(evidence) if each.take == OUTBREAKS and each.kind == "nothing"]
    found = any(each.kind == "cascade" and each.take == OUTBREAKS for each in _own(evidence))
    return tuple(_missing(each) for each in missing[:1] if not found)


def patterns(evidence: Evidence) -> tuple[Sentence, ...]:
    """Everything else of the scenario's own arm, one pattern after the other."""
    own = _own(evidence)
    return tuple(sentence for tell in TELLINGS for sentence in tell(own))


def _own(evidence: Evidence) -> list[Finding]:
    """The findings about patterns in the arm that stands for the question; none without a document."""
    if evidence.document is None:
        return []
    arms = (scenario_arm(evidence.document).name,)
    return [each for each in evidence.findings if each.arms == arms and each.kind not in ("level", "trend", *OF_QUEUES)]


def _missing(finding: Finding) -> Sentence:
    if finding.value == 0:
        runs = f"none of the {finding.n} runs has one" if finding.n > 1 else "the only run has none"
        text = f"There is no outbreak: {runs} (95% interval of the share that has: {span(finding)})."
    elif finding.value <= RARE:
        text = f"There is no outbreak to speak of: {shown(finding)} of the runs have one."
    else:
        text = f"Whether outbreaks are rare, these runs can't tell: {shown(finding)} of them have one."
    return Sentence(text=text, evidence=(finding.id,))


def _spread(own: Sequence[Finding]) -> Iterator[Sentence]:
    """How much of the spreading goes with a rule or the network; that it is held back; or that nothing shows it."""
    owed = [each for each in own if each.through is not None]
    told = [each for each in owed if each.kind == "cascade" and told_apart(each)]
    spreading = [each for each in told if each.value > 0]
    if spreading:
        count = "do not count" if spreading[0].opposite else "count"
        about = f"the share of those who {count} as {humanised(spreading[0].measure)}"
        parts = [f"{gap(each)} larger {_against(each)}" for each in spreading]
        text = f"It spreads from one to another: at its peak {about} is {listed(parts)}."
        yield Sentence(text=text, evidence=tuple(each.id for each in spreading), paragraph=True)
    for each in told:
        if each.value < 0:
            text = f"{_what(each)} holds it back: at its peak the share is {gap(each)} smaller {_against(each)}."
            yield Sentence(text=capitalised(text), evidence=(each.id,))
    if not told and owed:
        least = max(owed, key=lambda each: abs(each.value))
        text = f"Nothing shows that it spreads from one to another: {_against(least)} it comes to as much, "
        text += f"within {gap(least)}." if not steady(least) else "in every run."
        yield Sentence(text=text, evidence=(least.id,), paragraph=True)
    found = {each.take: each for each in own if each.kind == "cascade"}
    if spreading and "reach" in found and "speed" in found:
        reach, speed = found["reach"], found["speed"]
        text = f"It comes as far as {shown(reach)} from where it began, at {shown(speed)}."
        yield Sentence(text=text, evidence=(reach.id, speed.id))


def _against(finding: Finding) -> str:
    """`than without emotional contagion`, of what the number is held against."""
    if finding.through == NETWORK:
        return "than if everyone had as many links, to others at random"
    return f"than without the rule “{humanised(finding.through or '')}”"


def _what(finding: Finding) -> str:
    return "who is linked with whom" if finding.through == NETWORK else humanised(finding.through or "")


def _ends(own: Sequence[Finding]) -> Iterator[Sentence]:
    """What dies out, how often and when; that what could die does not."""
    for finding in own:
        if finding.take != "share of replicates that die out":
            continue
        name = humanised(finding.measure)
        goes = "come" if is_plural(name) else "comes"
        if finding.kind == "nothing":
            often = "in none of the runs" if finding.value == 0 else f"in hardly any of the runs, {shown(finding)}"
            yield Sentence(text=capitalised(f"{name} {goes} to nothing {often}."), evidence=(finding.id,))
            continue
        when = _same(own, finding, "median time to dying out")
        text = f"{name} {goes} to nothing in {shown(finding)} of the runs"
        text += f", after a median of {shown(when)}" if when else ""
        yield Sentence(text=capitalised(f"{text}."), evidence=tuple(each.id for each in (finding, when) if each))


def _lasts(own: Sequence[Finding]) -> Iterator[Sentence]:
    """How long lives and states last."""
    for finding in own:
        if finding.kind != "survival":
            continue
        name, time = humanised(finding.measure), shown(finding)
        after = f"after a median of {time}."
        text = {
            "median lifetime": f"The median lifetime of those counted as {name} is {time}.",
            "median time until met": f"Those who do not count as {name} at first come to {after}",
            "median time until left": f"Those who count as {name} at first no longer do {after}",
        }[finding.take]
        yield Sentence(text=text, evidence=(finding.id,))


def _camps(own: Sequence[Finding]) -> Iterator[Sentence]:
    """Whether there are camps, how many, and whether they follow the network."""
    for finding in own:
        if finding.take != "share of replicates with several camps":
            continue
        name = _field(finding)
        if finding.kind == "nothing":
            often = "in none of the runs" if finding.value == 0 else f"in {shown(finding)} of the runs only"
            yield Sentence(text=f"By {name} they fall into several camps {often}.", evidence=(finding.id,))
            continue
        camps = _same(own, finding, "camps")
        text = f"By {name} they fall into several camps in {shown(finding)} of the runs"
        text += f", {shown(camps)} on average" if camps else ""
        yield Sentence(text=f"{text}.", evidence=tuple(each.id for each in (finding, camps) if each))
        along = _same(own, finding, "modularity of camps")
        if along is not None:
            follow = "Camps follow the network" if along.kind != "nothing" else "Camps do not follow the network"
            yield Sentence(text=f"{follow} (modularity {shown(along)}).", evidence=(along.id,))


def _unequal(own: Sequence[Finding]) -> Iterator[Sentence]:
    """How unequally something is held."""
    for finding in own:
        if finding.take != "share held by the richest tenth":
            continue
        gini = _same(own, finding, "Gini coefficient")
        text = f"The richest tenth hold {shown(finding)} of all {_field(finding)}"
        text += f"; the Gini coefficient is {shown(gini)}" if gini else ""
        yield Sentence(text=f"{text}.", evidence=tuple(each.id for each in (finding, gini) if each))


def _together(own: Sequence[Finding]) -> Iterator[Sentence]:
    """Whether they keep time with each other."""
    for finding in own:
        if finding.take in ("order parameter", "mean pairwise correlation"):
            do = "keep" if finding.kind == "synchrony" else "do not keep"
            text = f"They {do} time with each other: the {finding.take} of {_field(finding)} is {shown(finding)}."
            yield Sentence(text=text, evidence=(finding.id,))


def _rhythm(own: Sequence[Finding]) -> Iterator[Sentence]:
    """The period and size of each rhythm."""
    for finding in own:
        size = _same(own, finding, "amplitude")
        if finding.kind == "oscillation" and finding.take == "period" and size is not None:
            name = humanised(finding.measure)
            goes = "go" if is_plural(name) else "goes"
            text = f"{name} {goes} up and down once in {shown(finding)}, by {shown(size)} either way."
            yield Sentence(text=capitalised(text), evidence=(finding.id, size.id))


def _settles(own: Sequence[Finding]) -> Iterator[Sentence]:
    """Where and when the headline settles."""
    for finding in own:
        level = _same(own, finding, "settled level")
        if finding.headline and finding.take == "reached after" and level is not None:
            name = humanised(finding.measure)
            settle = "settle" if is_plural(name) else "settles"
            text = f"{name} {settle} at {shown(level)}, after {cell(finding)}."
            yield Sentence(text=capitalised(text), evidence=(finding.id, level.id))


def _same(own: Sequence[Finding], finding: Finding, take: str) -> Finding | None:
    """Another take of the same measure."""
    return next((each for each in own if (each.measure, each.take) == (finding.measure, take)), None)


def _field(finding: Finding) -> str:
    """`opinion` of `person.opinion`."""
    return humanised(finding.measure.rpartition(".")[2])


TELLINGS: tuple[Telling, ...] = (_spread, _ends, _lasts, _camps, _unequal, _together, _rhythm, _settles)
