"""The last step: from findings and transcript to the report, checked sentence by sentence."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING, Any

from sobremesa.mechanics.asked import scenario_arm
from sobremesa.nodes.claims import Grounds, strike
from sobremesa.nodes.context import Context, Services, services_of
from sobremesa.nodes.crowd import crowd_of
from sobremesa.nodes.gateway.failure import stopped_by
from sobremesa.nodes.progress import Progress, tell
from sobremesa.nodes.report import Report, Sentence
from sobremesa.nodes.state import ScenarioState
from sobremesa.nodes.synthesis.answering import answer, details
from sobremesa.nodes.synthesis.assumptions import ledger
from sobremesa.nodes.synthesis.crossed import cross_examined
from sobremesa.nodes.synthesis.deciding import course, decided
from sobremesa.nodes.synthesis.evidence import Evidence
from sobremesa.nodes.synthesis.exploring import explored
from sobremesa.nodes.synthesis.following import followed
from sobremesa.nodes.synthesis.form_numbers import form_findings
from sobremesa.nodes.synthesis.forms import forms_told, shown_forms
from sobremesa.nodes.synthesis.gathering import gather
from sobremesa.nodes.synthesis.grounding import grounds
from sobremesa.nodes.synthesis.happened import happened, happenings_told
from sobremesa.nodes.synthesis.making import method
from sobremesa.nodes.synthesis.mattered import mattered
from sobremesa.nodes.synthesis.moves import lawful, moves
from sobremesa.nodes.synthesis.moving import fitted, measured
from sobremesa.nodes.synthesis.next_question import ask_next
from sobremesa.nodes.synthesis.nothing import advice, missing, nothing_answered, status, understood
from sobremesa.nodes.synthesis.notices import notices
from sobremesa.nodes.synthesis.privately import privately
from sobremesa.nodes.synthesis.question import question
from sobremesa.nodes.synthesis.recurring import counted
from sobremesa.nodes.synthesis.sound import checked, warnings
from sobremesa.nodes.synthesis.standing import reasoned, stood
from sobremesa.nodes.synthesis.telling import positions, quotations, reaction, story
from sobremesa.nodes.synthesis.writing import Prose
from sobremesa.nodes.synthesis.yes_or_no import YES_OR_NO, yes_or_no
from sobremesa.nodes.tongue import grounds_for, is_english
from sobremesa.nodes.working import in_thread

if TYPE_CHECKING:
    from langgraph.runtime import Runtime


async def synthesize(state: ScenarioState, runtime: Runtime[Context]) -> dict[str, Any]:
    """Write `report` and `spend`."""
    tell(runtime, Progress(node="synthesize"))
    services = services_of(runtime)
    evidence = await in_thread(lambda _: with_crowd(gather(state, services), services))
    prose = await in_thread(lambda _: plain_prose(evidence))
    if services.writer is not None and (evidence.findings or evidence.turns):
        prose = answered(await services.writer.write(evidence, grounds(evidence), prose), evidence)
    prose = headed(prose, evidence)
    spending = services.spending()
    evidence = replace(evidence, spending=spending, stopped=stopped_by(spending) or evidence.stopped)
    report = await in_thread(lambda _: report_of(evidence, prose))
    return {"report": report.model_dump(mode="json"), "spend": report.spending.model_dump(mode="json")}


def with_crowd(evidence: Evidence, services: Services) -> Evidence:
    """The same with what a crowd would do that moves by the law of the talk, where that is asked for."""
    if evidence.request.crowd is None or not evidence.turns:
        return evidence
    last = {
        turn.utterance.persona: turn.utterance.report.stance for turn in sorted(evidence.turns, key=lambda t: t.order)
    }
    law = next(iter(fitted(evidence)), None)
    crowd = crowd_of(evidence.request.crowd, law, tuple(last.values()), evidence.request.seed, services.engine)
    return replace(evidence, crowd=crowd, findings=(*evidence.findings, *crowd.findings))


def plain_prose(evidence: Evidence) -> Prose:
    """Answer and narrative without a language model."""
    match evidence.route.mode:
        case "mechanics" if evidence.document is not None:
            return Prose((*answer(evidence), *_begun_anew(explored(evidence)), *stood(evidence)), details(evidence))
        case "social":
            moved = _begun_anew(moves(evidence))
            said = (*counted(evidence), *reaction(evidence), *privately(evidence), *moved, *followed(evidence))
            return Prose(said, (*happenings_told(evidence), *story(evidence), *lawful(evidence)))
        case "hybrid" if evidence.document is not None:
            talks = course(evidence)
            told = frozenset(cited for sentence in talks for cited in sentence.evidence)
            said = (
                *decided(evidence),
                *answer(evidence),
                *mattered(evidence),
                *cross_examined(evidence),
                *followed(evidence),
            )
            said = (*said, *_begun_anew(explored(evidence)), *stood(evidence))
            stances = (*positions(evidence), *privately(evidence), *_begun_anew(moves(evidence)))
            people = (*stances, *story(evidence, told), *lawful(evidence))
            return Prose(said, (*details(evidence), *happenings_told(evidence), *talks, *people))
    return Prose(nothing_answered(evidence))


def answered(prose: Prose, evidence: Evidence) -> Prose:
    """The same with yes or no in front, where that was asked and its first sentence says neither."""
    said = prose.answer[:1]
    english = is_english(evidence.request.scenario) or is_english(" ".join(sentence.text for sentence in said))
    if evidence.route.mode != "social" or not english or any(YES_OR_NO.search(sentence.text) for sentence in said):
        return prose
    return replace(prose, answer=(*yes_or_no(evidence), *prose.answer))


def headed(prose: Prose, evidence: Evidence) -> Prose:
    """The same, and before it whether the answer depends on the form of the model, where several were run."""
    told = forms_told(evidence)
    return replace(prose, answer=(*told, *_begun_anew(prose.answer))) if told else prose


def _begun_anew(sentences: tuple[Sentence, ...]) -> tuple[Sentence, ...]:
    """The sentences as a paragraph of their own."""
    return (*(one.model_copy(update={"paragraph": True}) for one in sentences[:1]), *sentences[1:])


def report_of(evidence: Evidence, prose: Prose) -> Report:
    """The report. A sentence that its evidence does not bear is struck, and the reader told so."""
    ground: Grounds = grounds(evidence)
    scenario = evidence.request.scenario
    answered, struck_of_answer = strike(prose.answer, grounds_for(prose.answer, ground, scenario))
    narrated, struck_of_story = strike(prose.narrative, grounds_for(prose.narrative, ground, scenario))
    struck = (*struck_of_answer, *struck_of_story)
    talks = checked(evidence)
    left_out = (f"Left out, since it traces to no finding (this is a bug, please report it): {s}" for s in struck)
    return Report(
        scenario=evidence.request.scenario,
        question=question(evidence),
        mode=evidence.route.mode,
        notices=(*notices(evidence), *warnings(talks, evidence), *prose.notices, *left_out),
        answer=answered,
        findings=(*evidence.findings, *form_findings(evidence.forms)),
        narrative=narrated,
        quotations=quotations(evidence),
        assumptions=ledger(evidence),
        gates=evidence.gates,
        forms=shown_forms(evidence),
        cast={persona.id: persona.public for persona in evidence.personas.values()},
        transcript=evidence.turns,
        further=evidence.further,
        private=tuple(answer for answer in evidence.private if answer.arm in {turn.arm for turn in evidence.turns}),
        happened=happened(evidence),
        outcomes=evidence.outcomes,
        soundness=talks,
        moved=measured(evidence),
        laws=fitted(evidence),
        masked=evidence.masked,
        decisions=evidence.decisions,
        courses=evidence.courses,
        spreads=evidence.spreads,
        curves=evidence.explored.curves,
        heats=evidence.explored.heats,
        ranking=evidence.explored.ranking,
        calibrated=evidence.explored.calibrated,
        precision=evidence.precision,
        pictures=evidence.pictures,
        verdicts=tuple(reasoned(verdict, evidence) for verdict in evidence.verdicts),
        ledger=evidence.ledger,
        ask_next=ask_next(evidence),
        description=evidence.description,
        arm=scenario_arm(evidence.document).name if evidence.document else None,
        status=status(evidence),
        understood=understood(evidence),
        missing=missing(evidence),
        advice=advice(evidence),
        spending=evidence.spending,
        method=method(evidence),
    )
