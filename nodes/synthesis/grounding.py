"""What a sentence of a report may count or quote: the figures and words that its evidence bears."""

from __future__ import annotations

from collections.abc import Iterator

from sobremesa.mechanics.curve import Curve
from sobremesa.mechanics.documents import Document, name_of, named_parts
from sobremesa.mechanics.finding import Finding
from sobremesa.mechanics.processes.document import ProcessDocument
from sobremesa.nodes.ablation import OVER_TALKS
from sobremesa.nodes.claims import RUN_NOUNS, Figure, Grounds, figures_of
from sobremesa.nodes.crowd import Crowd
from sobremesa.nodes.report import Decided
from sobremesa.nodes.sheet.casting import listed_in
from sobremesa.nodes.synthesis.conversations import count_of, is_counted, what_of
from sobremesa.nodes.synthesis.evidence import CROWD, Evidence, cross_key, decision_key, turn_key
from sobremesa.nodes.synthesis.figures import is_share
from sobremesa.nodes.synthesis.form_numbers import carried_by_forms
from sobremesa.nodes.synthesis.headcount import heads_of
from sobremesa.nodes.synthesis.moving import carried_by_moves
from sobremesa.nodes.synthesis.naming import lexicon
from sobremesa.nodes.synthesis.numerals import numerals
from sobremesa.nodes.synthesis.pointing import senses
from sobremesa.nodes.synthesis.talk import is_talk
from sobremesa.nodes.synthesis.trials import carried
from sobremesa.nodes.synthesis.wording import humanised, said_in_percent

CONVERSATION_NOUNS = ("conversation", "of")
"""Beside which words conversations are counted: `8 of 10 conversations`, `1 of 10`."""


def grounds(evidence: Evidence) -> Grounds:
    """What a sentence may count and quote, by the evidence that it cites."""
    figures: dict[str, tuple[Figure, ...]] = {f.id: _of_finding(f) for f in evidence.findings}
    for finding in filter(is_counted, evidence.findings):
        conversations = Figure(finding.n, nouns=CONVERSATION_NOUNS)
        figures[finding.id] = (*figures[finding.id], Figure(count_of(finding)), conversations)
    for cited, heads in heads_of(evidence.findings, evidence.request.scenario, evidence.document, evidence.library):
        figures[cited] = (*figures[cited], *heads)
    everyone = Figure(len(evidence.personas))
    words: dict[str, tuple[str, ...]] = {
        "scenario": (evidence.request.scenario, *_facts(evidence)),
        **{own: (each.public.name, each.public.role) for own, each in evidence.personas.items()},
    }
    if evidence.no_model is not None:
        words["refusal"] = evidence.no_model.missing
    figures["run"] = tuple(_counts(evidence))
    if evidence.document is not None:
        figures["document"] = tuple(_stated(evidence.document))
        words["document"] = tuple(_phrases(evidence))
    for turn in evidence.turns:
        key = turn_key(turn)
        report = turn.utterance.report
        told = (report.stance, report.valence, report.confidence, report.arousal)
        nouns = (Figure(turn.round, nouns=("round",)), Figure(turn.cycle, nouns=("cycle", "talk")))
        figures[key] = (*(Figure(number) for number in told), *nouns, everyone)
        words[key] = (turn.utterance.speech, turn.utterance.thought, report.intention)
    for decided in evidence.decisions:
        figures[decision_key(decided)] = (*_of_decision(decided, evidence), everyone)
    parameters = evidence.document.parameters if evidence.document is not None else {}
    for cited, numbers, texts in carried(evidence.verdicts, evidence.ledger, evidence.findings, parameters):
        figures[cited], words[cited] = numbers, texts
    for cited, numbers, texts in carried_by_forms(evidence.forms):
        figures[cited], words[cited] = numbers, texts
    pointed = senses(evidence.document, evidence.findings, evidence.decisions, evidence.turns)
    about = dict(_about(evidence))
    for cited, numbers, people, sense in carried_by_moves(evidence):
        figures[cited], about[cited], pointed[cited] = numbers, people, sense
    for cited, said in words.items():
        figures[cited] = (*figures.get(cited, ()), *(figure for text in said for figure in _said(text)))
    for cited, ends in _ends(evidence):
        figures[cited] = (*figures.get(cited, ()), *ends)
    names = frozenset(_names(evidence))
    return Grounds(
        figures=figures,
        words=words,
        names=names,
        senses=pointed,
        about=about,
        arms=frozenset(_arms(evidence)),
        people=frozenset(_name_of(evidence).values()),
        known=lexicon([*names, *(text for said in words.values() for text in said), *_asides(evidence)]),
    )


def _of_finding(finding: Finding) -> tuple[Figure, ...]:
    """Its numbers; and over how many conversations it was measured, if over several."""
    counted = (Figure(finding.n, nouns=CONVERSATION_NOUNS),) if OVER_TALKS in finding.method else ()
    return (*figures_of(finding), *counted)


def _ends(evidence: Evidence) -> Iterator[tuple[str, tuple[Figure, ...]]]:
    """What was varied for a finding, from where to where; the figures that values were sought for; rule and people."""
    if evidence.crowd is not None:
        yield CROWD, tuple(_of_crowd(evidence.crowd))
    for crossed in evidence.crossed:
        values = (crossed.rule, crossed.people, crossed.low, crossed.high)
        yield cross_key(crossed), tuple(Figure(value, share=is_share(crossed.unit)) for value in values)
    explored = evidence.explored
    for finding in explored.findings:
        for curve in explored.curves:
            if (curve.parameter, (curve.arm,)) == (finding.parameter, finding.arms):
                share = is_share(curve.parameter_unit)
                yield finding.id, tuple(Figure(value, share=share) for value in (curve.values[0], curve.values[-1]))
                if finding.kind == "enough":
                    yield finding.id, tuple(_along(curve))
        if finding.kind == "calibrated" and explored.calibrated is not None:
            for met in explored.calibrated.met:
                wanted = (met.wanted, met.value, met.low, met.high)
                yield finding.id, tuple(Figure(each, share=is_share(met.unit)) for each in wanted if each is not None)


def _along(curve: Curve) -> Iterator[Figure]:
    """All values of a curve, and the outcome at each."""
    yield from (Figure(value) for value in curve.values)
    for each in (*curve.mean, *curve.low, *curve.high):
        if each is not None:
            yield Figure(each, share=is_share(curve.unit))


def _of_crowd(crowd: Crowd) -> Iterator[Figure]:
    law = crowd.law
    told = (crowd.people, crowd.days, crowd.few, crowd.began, crowd.attention)
    for value in (*told, *((law.weight, law.held, law.bound) if law is not None else ())):
        if value is not None:
            yield Figure(value)
    if crowd.followed is not None:
        yield Figure(crowd.followed, share=True)


def _said(text: str) -> Iterator[Figure]:
    """The numbers that someone said: told again, they are theirs."""
    return (Figure(numeral.value, share=numeral.percent) for numeral in numerals(text))


def _of_decision(decided: Decided, evidence: Evidence) -> Iterator[Figure]:
    for number in (decided.before, decided.value, decided.low, decided.high, decided.instead):
        if number is not None:
            yield Figure(number, share=is_share(decided.unit))
    yield Figure(decided.cycle, nouns=("cycle", "talk"))
    yield Figure(decided.step, nouns=("step", evidence.unit.rpartition(" ")[2]))


def _stated(document: Document) -> Iterator[Figure]:
    for name, parameter in document.parameters.items():
        share = is_share(parameter.unit) or said_in_percent(parameter)
        yield Figure(float(parameter.value), share=share)
        for arm in document.experiment.arms:
            if name in arm.set:
                yield Figure(float(arm.set[name]), share=share)
    for agents in () if isinstance(document, ProcessDocument) else document.agents.values():
        if isinstance(agents.count, int):
            yield Figure(agents.count)


def _counts(evidence: Evidence) -> Iterator[Figure]:
    """Counts of the run, each only beside the word that it counts."""
    unit = evidence.unit.rpartition(" ")[2]
    if evidence.steps is not None:
        yield Figure(evidence.steps, nouns=(unit, "step"))
    yield Figure(len({turn.round for turn in evidence.turns}), nouns=("round",))
    cycles = len({turn.cycle for turn in evidence.turns})
    yield Figure(cycles, nouns=("cycle", "time", "meeting"))
    yield Figure(cycles + 1, nouns=("cycle",))  # nobody talks after the last
    yield Figure(len(evidence.turns), nouns=("turn", "utterance"))
    yield Figure(len(evidence.personas))
    yield Figure(evidence.replicates, nouns=("planned", "asked"))
    for errors in evidence.failed.values():
        yield Figure(len(errors), nouns=RUN_NOUNS)
    yield Figure(sum(map(len, evidence.failed.values())), nouns=RUN_NOUNS)


def _facts(evidence: Evidence) -> Iterator[str]:
    for value in evidence.request.context.values():
        if isinstance(value, str):
            yield value
    for agent in listed_in(evidence.request):
        yield from (agent.role, agent.traits)
    for happening in evidence.request.events:
        yield happening.what


def _name_of(evidence: Evidence) -> dict[str, str]:
    return {persona.id: persona.public.name for persona in evidence.personas.values()}


def _about(evidence: Evidence) -> Iterator[tuple[str, frozenset[str]]]:
    """Whom each turn, decision and finding of a talk is about; what is about all of them, about each."""
    named = _name_of(evidence)
    yield from ((own, frozenset([name])) for own, name in named.items())
    for turn in evidence.turns:
        said = turn.utterance
        who = (said.persona, said.to or "", *said.report.influenced_by)
        yield turn_key(turn), frozenset(named[one] for one in who if one in named)
    for decided in evidence.decisions:
        yield decision_key(decided), frozenset(named[one] for one in decided.by if one in named)
    for crossed in evidence.crossed:
        yield cross_key(crossed), frozenset(named[one] for one in crossed.personas if one in named)
    for finding in filter(is_talk, evidence.findings):
        own = what_of(finding)[1] if is_counted(finding) else finding.measure.rpartition("stance_of_")[2]
        yield finding.id, frozenset([named[own]] if own in named else named.values())


def _asides(evidence: Evidence) -> Iterator[str]:
    """What else a sentence may draw its words from: what the model is made of, how it was read, where they talk."""
    yield from evidence.notes
    yield from (finding.take for finding in evidence.findings)
    yield evidence.library or ""
    if evidence.document is not None:
        yield name_of(evidence.document)
    if evidence.casting is not None:
        yield evidence.casting.scene
        yield from (persona.public.manner for persona in evidence.personas.values())


def _phrases(evidence: Evidence) -> Iterator[str]:
    document = evidence.document
    if document is None:
        return
    yield from (document.purpose, document.experiment.question, *document.assumptions)
    if document.coupling is not None and document.coupling.stance:
        yield document.coupling.stance


def _arms(evidence: Evidence) -> Iterator[str]:
    """Arms of the experiment, and talks that were held beside."""
    if evidence.document is not None:
        yield from (arm.name for arm in evidence.document.experiment.arms)
    for finding in evidence.findings:
        if finding.id.startswith(("beside", "crowd")):
            yield from finding.arms


def _names(evidence: Evidence) -> Iterator[str]:
    """Names that stand for themselves wherever they appear: arms, units, the people, the statement they talk about."""
    yield from _arms(evidence)
    if evidence.document is not None:
        yield from (humanised(name) for name in evidence.document.parameters)
        yield from (measure.unit for measure in evidence.document.measures.values() if measure.unit)
        yield from (parameter.unit for parameter in evidence.document.parameters.values() if parameter.unit)
        yield from map(humanised, named_parts(evidence.document))
        yield from (humanised(name) for name in evidence.document.measures)
    for decided in evidence.decisions:
        yield humanised(decided.moves)
        yield from (word for word in (decided.choice,) if word)
    for persona in evidence.personas.values():
        yield from (persona.public.name, persona.public.role)
    if evidence.casting is not None:
        yield evidence.casting.question
