"""What came up in how many of several conversations, in sentences; then the first of them is told."""

from __future__ import annotations

from collections.abc import Iterator

from sobremesa.mechanics.finding import Finding
from sobremesa.nodes.report import Sentence
from sobremesa.nodes.synthesis.conversations import OF_ONE, WORDS, is_counted, often, outcome_id, what_of
from sobremesa.nodes.synthesis.evidence import Evidence
from sobremesa.nodes.synthesis.figures import shown
from sobremesa.nodes.synthesis.talk import stance_with_interval
from sobremesa.nodes.synthesis.yes_or_no import yes_or_no
from sobremesa.personas.english import capitalised, listed

FEW = 6
MOST_NAMED = 3
ENDS = ("in favour", "against", "divided")


def counted(evidence: Evidence) -> tuple[Sentence, ...]:
    """The answer to a yes or a no, if one is asked for, and what came up how often; nothing of one conversation."""
    answered = yes_or_no(evidence)
    told = frozenset(cited for sentence in answered for cited in sentence.evidence)
    found = {finding.id: finding for finding in evidence.findings if is_counted(finding)}
    if not found:
        return answered
    of_all = [*_ends(evidence, found, told), *_once(found, ("agreed", "stuck", "closer", "apart"), told)]
    first = Sentence(text="The first of them went like this.", evidence=("run",), paragraph=True)
    return (*answered, *of_all, *_of_each(evidence, found), *_means(evidence, found), first)


def _ends(evidence: Evidence, found: dict[str, Finding], told: frozenset[str]) -> Iterator[Sentence]:
    """`In 7 of 10 conversations (70% [40%, 89%]) most of them end in favour of “…”; in 3 of 10 they end divided.`"""
    ends = [found[outcome_id(what)] for what in ENDS]
    if told.intersection(finding.id for finding in ends):
        return
    parts: list[str] = []
    for finding in sorted(ends, key=lambda finding: -finding.value):
        if finding.value:
            conversations = "" if parts else f"conversations ({shown(finding)}) "
            parts.append(f"in {often(finding)} {conversations}{WORDS[what_of(finding)[0]]}")
    about = f" (on “{evidence.casting.question}”)" if evidence.casting else ""
    cited = tuple(finding.id for finding in ends if finding.value)
    yield Sentence(text=f"{capitalised('; '.join(parts))}{about}.", evidence=cited)


def _once(found: dict[str, Finding], outcomes: tuple[str, ...], told: frozenset[str]) -> Iterator[Sentence]:
    for what in outcomes:
        finding = found.get(outcome_id(what))
        if finding is not None and finding.value and finding.id not in told:
            text = f"In {often(finding)} conversations ({shown(finding)}) {WORDS[what]}."
            yield Sentence(text=text, evidence=(finding.id,))


def _of_each(evidence: Evidence, found: dict[str, Finding]) -> Iterator[Sentence]:
    """`Ann gives most ground in 7 of 10 conversations (70% [40%, 89%]), Bo in 2 of 10.`"""
    for what in OF_ONE:
        named = [finding for finding in found.values() if what_of(finding)[0] == what]
        named = sorted(named, key=lambda finding: -finding.value)[:MOST_NAMED]
        if named:
            names = [evidence.personas[what_of(finding)[1]].public.name for finding in named]
            times = [f"in {often(finding)}" for finding in named]
            first = f"{WORDS[what].format(names[0])} {times[0]} conversations ({shown(named[0])})"
            others = [f"{name} {time}" for name, time in zip(names[1:], times[1:], strict=True)]
            yield Sentence(text=f"{', '.join([first, *others])}.", evidence=tuple(finding.id for finding in named))


def _means(evidence: Evidence, found: dict[str, Finding]) -> Iterator[Sentence]:
    """`On the mean of 10 conversations Ann ends at +0.31 [+0.22, +0.40] and Bo at −0.10 [−0.20, 0.00].`"""
    means = {what_of(finding)[1]: finding for finding in found.values() if what_of(finding)[0] == "after"}
    if means and len(means) <= FEW:
        names = [evidence.personas[who].public.name for who in means]
        verbs = ["ends at", *["at"] * (len(means) - 1)]
        ends = map(stance_with_interval, means.values())
        told = listed([" ".join(words) for words in zip(names, verbs, ends, strict=True)])
        number = max(finding.n for finding in means.values())
        yield Sentence(
            text=f"On the mean of {number} conversations {told}.", evidence=tuple(one.id for one in means.values())
        )
