"""Would it come out again? The headline tried under perturbations, and what each assumption does to it."""

from __future__ import annotations

from collections.abc import Callable
from typing import TYPE_CHECKING, Any

from langgraph.runtime import Runtime

from sobremesa.mechanics.asked import scenario_arm
from sobremesa.mechanics.document import ModelDocument
from sobremesa.mechanics.documents import D
from sobremesa.mechanics.finding import Finding
from sobremesa.nodes.allowing import TimeIsOverError, allowing
from sobremesa.nodes.context import Context, Services, services_of
from sobremesa.nodes.contract import Request
from sobremesa.nodes.coupling import decisions_of, schedule
from sobremesa.nodes.engines import engine_for
from sobremesa.nodes.models import load_program
from sobremesa.nodes.progress import Progress, tell
from sobremesa.nodes.state import ScenarioState
from sobremesa.nodes.working import in_thread

if TYPE_CHECKING:
    from sobremesa.mechanics.documents import AnyProgram
    from sobremesa.mechanics.verdict import Verdict
    from sobremesa.mechanics.verdicts.judging import Judgement

ONE_TALK = "One conversation decided this: whether another would decide the same can't be told from it."
FIRST_TALK = "The first conversation decided this figure; what all of them decide is told apart, over conversations."
NO_TIME = "The seconds that were allowed were over before it could be tried again."
GIVEN = "Given what one conversation decided, and no more than that: "


async def judge(state: ScenarioState, runtime: Runtime[Context]) -> dict[str, Any]:
    """Write `verdicts` and `ledger`."""
    tell(runtime, Progress(node="judge"))
    services = services_of(runtime)

    def work(pause: Callable[[], None]) -> Judgement:
        def progress(done: int, total: int) -> None:
            tell(runtime, Progress(node="judge", done=done, total=total))

        return judged_in_time(state, services, progress, pause)

    judgement = await in_thread(work)
    return {
        "verdicts": [verdict.model_dump(mode="json") for verdict in judgement.verdicts],
        "ledger": [bearing.model_dump(mode="json") for bearing in judgement.ledger],
    }


def judged_in_time(
    state: ScenarioState, services: Services, progress: Callable[[int, int], None], pause: Callable[[], None]
) -> Judgement:
    """The verdicts; where the seconds that the caller allows are over before, that there is none."""
    from sobremesa.mechanics.verdict import Verdict
    from sobremesa.mechanics.verdicts.judging import Judgement, headlines

    try:
        with allowing(services, pause) as watch:
            return judged(state, services, progress, watch)
    except TimeIsOverError:
        findings = (Finding.model_validate(finding) for finding in state["findings"])
        arm = scenario_arm(load_program(services.artifacts, state["document"]).document)
        untried = (
            Verdict(finding=one.id, word="INCONCLUSIVE", reason=NO_TIME) for one in headlines(tuple(findings), arm.name)
        )
        return Judgement(tuple(untried))


def judged(
    state: ScenarioState, services: Services, progress: Callable[[int, int], None], pause: Callable[[], None]
) -> Judgement:
    """The verdicts on what was found about the scenario's own arm. Raises ArtifactMissingError."""
    from sobremesa.mechanics.verdicts.judging import Case, judge

    program = load_program(services.artifacts, state["document"])
    request = Request.model_validate(state["request"])
    findings = tuple(Finding.model_validate(finding) for finding in state["findings"])
    decisions, runs = decisions_of(state), state["ensemble"]["replicates"]
    arm = scenario_arm(program.document)
    if not any(decision.personas for decision in decisions):
        case = Case(program, request.seed, runs, findings, schedule(decisions))
        return judge(case, engine_for(program, services.engine), arm.name, progress, pause)
    alone = tuple(finding for finding in findings if finding.arms == (arm.name,))
    case = Case(only_arm(program, arm.name), request.seed, runs, alone, schedule(decisions))
    found = judge(case, engine_for(program, services.engine), arm.name, progress, pause)
    return of_a_talk(found, findings, arm.name, request.conversations or 1)


def only_arm(program: AnyProgram, name: str) -> AnyProgram:
    """The program with one arm: the others follow a rule in place of the talk, replicate by replicate.

    What else the experiment asks goes with them: a sweep may need an arm that is left out.
    """
    from sobremesa.mechanics.documents import checked
    from sobremesa.mechanics.verdicts.variant import unexplored

    def alone(document: D) -> D:
        asked = unexplored(document).experiment
        kept = tuple(arm for arm in asked.arms if arm.name == name)
        return document.model_copy(update={"experiment": asked.model_copy(update={"arms": kept})})

    document = program.document
    if isinstance(document, ModelDocument):
        return checked(alone(document))
    return checked(alone(document))


def of_a_talk(judgement: Judgement, findings: tuple[Finding, ...], arm: str, conversations: int = 1) -> Judgement:
    """Nothing that one conversation brought about is called robust; what it is compared with can't be judged at all."""
    from sobremesa.mechanics.verdict import Verdict
    from sobremesa.mechanics.verdicts.judging import Judgement, headlines

    reason = ONE_TALK if conversations == 1 else FIRST_TALK
    found = {verdict.finding: _given(verdict) for verdict in judgement.verdicts}
    verdicts = (
        found.get(finding.id) or Verdict(finding=finding.id, word="INCONCLUSIVE", reason=reason)
        for finding in headlines(findings, arm)
    )
    return Judgement(tuple(verdicts), judgement.ledger)


def _given(verdict: Verdict) -> Verdict:
    word = "INCONCLUSIVE" if verdict.word == "ROBUST" else verdict.word
    reason = f"{GIVEN}{verdict.reason[:1].lower()}{verdict.reason[1:]}"
    return verdict.model_copy(update={"word": word, "reason": reason})
