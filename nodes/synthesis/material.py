"""All evidence of a run as text with ids, for a language model to write from."""

from __future__ import annotations

from collections.abc import Iterator

from sobremesa.mechanics.asked import scenario_arm
from sobremesa.mechanics.documents import Document
from sobremesa.mechanics.finding import Finding, headline_level
from sobremesa.mechanics.processes.document import ProcessDocument
from sobremesa.nodes.synthesis.answering import condition
from sobremesa.nodes.synthesis.conversations import in_words, is_counted, is_share_of, often
from sobremesa.nodes.synthesis.evidence import Evidence, decision_key, turn_key
from sobremesa.nodes.synthesis.figures import amount, cell, plain, plural, shown, span, steady
from sobremesa.nodes.synthesis.moves import lawful, moves
from sobremesa.nodes.synthesis.next_question import hanging
from sobremesa.nodes.synthesis.phrases import noun_of
from sobremesa.nodes.synthesis.question import question
from sobremesa.nodes.synthesis.quoting import telling_turns
from sobremesa.nodes.synthesis.standing import reasoned
from sobremesa.nodes.synthesis.talk import is_talk, signed, stance_with_interval
from sobremesa.nodes.synthesis.trials import bearing_key, verdict_key
from sobremesa.nodes.synthesis.wording import humanised, setting
from sobremesa.personas.prompting import load_prompt, one_line, quote
from sobremesa.personas.utterance import Turn

MOST_TURNS = 60
NONE = "none"


def material(evidence: Evidence) -> str:
    """The material, rendered into its prompt."""
    return load_prompt("sobremesa.nodes", "synthesize_material").render(
        question=question(evidence),
        scenario=quote(evidence.request.scenario),
        mode=evidence.route.mode,
        findings="\n".join(finding_line(finding) for finding in evidence.findings) or NONE,
        verdicts="\n".join(_verdicts(evidence)) or NONE,
        document="\n".join(_document(evidence)) or NONE,
        run="\n".join(_run(evidence)) or NONE,
        decisions="\n".join(_decisions(evidence)) or NONE,
        cast="\n".join(_cast(evidence)) or NONE,
        moves="\n".join(_moves(evidence)) or NONE,
        transcript="\n".join(_transcript(evidence)) or NONE,
    )


def finding_line(finding: Finding) -> str:
    """`f1: communication success in “scenario”: 85% [83%, 87%], 30 runs`."""
    if is_talk(finding):
        return f"{finding.id}: {_of_talk(finding)}"
    what = noun_of(finding)
    if len(finding.arms) == 2:
        where = f"difference “{finding.arms[1]}” minus “{finding.arms[0]}”"
    else:
        where = f"in “{finding.arms[0]}”"
    interval = " (the same in every run)" if steady(finding) else "" if finding.low is None else f" {span(finding)}"
    return f"{finding.id}: {what}, {where}: {cell(finding)}{interval}, {finding.n} runs"


def _of_talk(finding: Finding) -> str:
    """What a talk, or several, came to; personas go by their ids."""
    if is_share_of(finding):
        return f"{in_words(finding, {})} in {often(finding)} conversations: {shown(finding)}"
    if is_counted(finding):
        end = humanised(finding.measure)
        return f"{end} after the talk, on the mean of {finding.n} conversations: {stance_with_interval(finding)}"
    value = plain(finding.value, 2) if finding.measure.startswith("spread") else signed(finding.value)
    return f"{humanised(finding.measure)} {finding.take} the talk: {value}"


def _verdicts(evidence: Evidence) -> Iterator[str]:
    """What became of findings when they were tried again, and what each assumption does to the headline."""
    for verdict in evidence.verdicts:
        reason = one_line(reasoned(verdict, evidence).reason)
        yield f"{verdict_key(verdict.finding)} (on {verdict.finding}): {verdict.word}. {reason}"
    document = evidence.document
    headline = None if document is None else headline_level(evidence.findings, scenario_arm(document).name)
    if document is None or headline is None:
        return
    for bearing in evidence.ledger:
        told = one_line(hanging(bearing, headline, document.parameters[bearing.parameter]))
        yield f"{bearing_key(bearing.parameter)}: {humanised(bearing.parameter)} {told}"


def _document(evidence: Evidence) -> Iterator[str]:
    document = evidence.document
    if document is None:
        return
    yield f"purpose: {one_line(document.purpose)}"
    yield f"the arm that stands for the scenario: “{scenario_arm(document).name}”"
    for arm in document.experiment.arms:
        yield f"arm: {condition(arm, document)}"
    for name, parameter in document.parameters.items():
        yield f"parameter: {humanised(name)} = {setting(parameter.value, parameter)} ({parameter.source})"
    yield from happening(document)
    for reading in document.assumptions:
        yield f"taken as: {one_line(reading)}"


def happening(document: Document) -> Iterator[str]:
    """What goes on in it, as lines."""
    if isinstance(document, ProcessDocument):
        yield from (f"those who come: {humanised(name)}" for name in document.entities)
        yield from (f"what they wait for: {humanised(name)}" for name in document.resources)
        return
    yield from (f"each {document.clock.unit}: {humanised(rule.name)}" for rule in document.rules)


def _run(evidence: Evidence) -> Iterator[str]:
    if evidence.document is not None and evidence.steps is not None:
        yield f"{plain(evidence.steps, 0)} {plural(evidence.unit, evidence.steps)}"
    for arm, errors in evidence.failed.items():
        yield f"{len(errors)} runs of “{arm}” failed and are left out"
    if evidence.turns:
        rounds = len({turn.round for turn in evidence.turns})
        cycles = len({turn.cycle for turn in evidence.turns if turn.cycle})
        yield f"{len(evidence.personas)} people, {rounds} rounds" + (f" in each of {cycles} talks" if cycles else "")


def _decisions(evidence: Evidence) -> Iterator[str]:
    for one in evidence.decisions:
        rule = "" if one.instead is None else f"; the rule would set {amount(one.instead, one.unit)}"
        yield (
            f"{decision_key(one)}: after {evidence.unit} {one.step}, {humanised(one.moves)} from "
            f"{amount(one.before, one.unit)} to {amount(one.value, one.unit)}{rule}"
        )


def _cast(evidence: Evidence) -> Iterator[str]:
    if evidence.casting is None:
        return
    yield f"they talk about: “{one_line(evidence.casting.question)}” (stance −1 against, +1 for)"
    for persona in evidence.personas.values():
        yield f"{persona.id}: {one_line(persona.public.name)}, {one_line(persona.public.role)}"


def _moves(evidence: Evidence) -> Iterator[str]:
    for sentence in (*moves(evidence), *lawful(evidence)):
        yield f"{', '.join(sentence.evidence)}: {one_line(sentence.text)}"


def _transcript(evidence: Evidence) -> Iterator[str]:
    for turn in _kept(evidence):
        said, report = turn.utterance, turn.utterance.report
        if said.silence is not None:
            continue
        to = f" to {said.to}" if said.to else ""
        yield f"{turn_key(turn)}{to}, feels {report.emotion}, stance {signed(report.stance)}:"
        yield quote(one_line(said.speech))


def _kept(evidence: Evidence) -> list[Turn]:
    """All turns where they are few; else those in which most happened, and as many of the last as fit."""
    turns = sorted(evidence.turns, key=lambda turn: turn.key)
    if len(turns) <= MOST_TURNS:
        return turns
    telling = {turn.key for turn in telling_turns(evidence).values()}
    latest = sorted(turns, key=lambda turn: (turn.cycle, turn.round))[-(MOST_TURNS - len(telling)) :]
    return [turn for turn in turns if turn.key in telling or turn in latest]
