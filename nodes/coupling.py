"""Where mechanics and personas meet, and nowhere else: what they see of the world, and what their words move in it."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager
from statistics import fmean
from typing import TYPE_CHECKING, Any

from pydantic import BaseModel, ConfigDict

from sobremesa.mechanics.arms import arm_parameters
from sobremesa.mechanics.diagnostics import DocumentError
from sobremesa.mechanics.document import Arm
from sobremesa.mechanics.engine import LeverValue
from sobremesa.mechanics.processes.companion import talking_program
from sobremesa.nodes.changes import changes_of
from sobremesa.nodes.plans import Plan, plan_of, plans_of, problem, talking_arms, unsupported
from sobremesa.personas.utterance import Turn

if TYPE_CHECKING:
    from sobremesa.mechanics.documents import AnyProgram, Document
    from sobremesa.mechanics.levers import Look, Told
    from sobremesa.nodes.state import Json, ScenarioState

__all__ = ["Decision", "Plan", "plan_of", "plans_of", "talking_arms", "unsupported"]

REPORTED = ("stance", "valence", "confidence", "arousal")


class Decision(BaseModel):
    """A lever that a talk has moved: from `before` to `value`, from `step` on.

    `arm` is the talk's name, which is that of its arm for the first. `moves` is a parameter, or a field (`self.f`,
    `group.f`) of `who`. `choice` is what the value is called where the lever has choices.
    """

    model_config = ConfigDict(frozen=True, extra="forbid")

    cycle: int
    step: int
    arm: str
    lever: str
    moves: str
    personas: tuple[str, ...]
    before: float
    value: float
    who: str | None = None
    choice: str | None = None

    @property
    def lever_value(self) -> LeverValue:
        """What the engine is told."""
        return LeverValue(self.moves, self.value, who=self.who)


def opening_stances(document: Document) -> dict[str, float]:
    """Where those begin whose stance alone sets a parameter: there it stands before anyone has talked."""
    levers = () if document.coupling is None else document.coupling.levers
    return {
        lever.source: float(document.parameters[lever.moves].value)
        for lever in levers
        if isinstance(lever.source, str) and lever.by == "report.stance" and lever.moves in document.parameters
    }


def parameters(program: AnyProgram, arm: Arm, decisions: Sequence[Decision] = ()) -> dict[str, bool | int | float]:
    """What holds in an arm after `decisions`: the document's values, the arm's, and where the levers stand."""
    moved = {decision.moves: decision.value for decision in decisions if decision.who is None}
    return {**arm_parameters(program, arm), **moved}


def in_force(plan: Plan, cycle: int, decisions: Sequence[Decision]) -> list[Decision]:
    """What a talk has decided and what has moved by the end of a cycle: a lever may move with a delay."""
    now = min(cycle * plan.every, plan.steps)
    return sorted((d for d in decisions if d.arm == plan.name and d.step <= now), key=lambda decision: decision.step)


def reports_of(turns: Sequence[Turn], personas: Sequence[str]) -> dict[str, dict[str, float]]:
    """What each of `personas` reported in `turns`; who was silent counts as the mean of the others.

    Empty where nobody spoke.
    """
    spoken = {
        turn.utterance.persona: {name: getattr(turn.utterance.report, name) for name in REPORTED}
        for turn in turns
        if turn.utterance.persona in personas and turn.utterance.silence is None
    }
    if not spoken:
        return {}
    mean = {name: fmean(report[name] for report in spoken.values()) for name in REPORTED}
    return {persona: spoken.get(persona, mean) for persona in personas}


def decide(
    program: AnyProgram,
    plan: Plan,
    cycle: int,
    last_round: Sequence[Turn],
    measures: Mapping[str, float],
    earlier: Sequence[Decision],
    look: Look,
) -> tuple[Decision, ...]:
    """What the talk after a cycle moves, lever by lever in the document's order; those before are seen by those after.

    A lever whose personas have all been silent, or whose agent has died, stays where it is. Raises DocumentError where
    a lever's `by` has no value in this world.
    """
    from sobremesa.mechanics.levers import compile_coupling
    from sobremesa.mechanics.sights import UnseenError

    functions = compile_coupling(program)
    values = parameters(program, plan.arm, in_force(plan, cycle, earlier))
    decisions = []
    for lever in talking_program(program).levers:
        sitting = plan.sitting(lever.sources)
        said = reports_of(last_round, sitting)
        if plan.arm.decides(lever.moves) or not said:
            continue
        reports = {plan.seats[persona]: report for persona, report in said.items()}
        with computed(f"coupling.levers.{lever.name}.by"):
            try:
                value = functions.decide(lever, reports, values, measures, look)
                before = functions.standing(lever, values, look)
            except UnseenError:
                continue
        delay = functions.delay(lever, values)
        decisions.append(
            Decision(
                cycle=cycle,
                step=cycle * plan.every + delay,
                arm=plan.name,
                lever=lever.name,
                moves=lever.moves,
                personas=sitting,
                before=before,
                value=value,
                who=None if lever.field is None else lever.sources[0],
                choice=next((name for name, choice in lever.choices if choice == value), None),
            )
        )
        if lever.field is None and delay == 0:
            values[lever.moves] = value
    return tuple(decisions)


def shown(
    program: AnyProgram,
    plan: Plan,
    persona: str,
    values: Mapping[str, float],
    measures: Mapping[str, float],
    look: Look,
    before: Sequence[Told] = (),
) -> tuple[Told, ...]:
    """The sentences that a persona is shown before a talk, with the figures of its world, and what has changed in them.

    Raises DocumentError where one of the figures has no value in this world.
    """
    from sobremesa.mechanics.levers import compile_coupling

    functions = compile_coupling(program)
    with computed("coupling.show"):
        return tuple(functions.shown(plan.seats[persona], values, measures, look, before))


def ended(
    program: AnyProgram,
    plan: Plan,
    last_round: Sequence[Turn],
    values: Mapping[str, float],
    measures: Mapping[str, float],
    look: Look,
) -> bool:
    """Whether what the talks were to lead to is reached, after one whose last round this is.

    Raises DocumentError where that has no value in this world.
    """
    from sobremesa.mechanics.levers import compile_coupling

    reports = reports_of(last_round, tuple(plan.seats))
    if talking_program(program).until is None or not reports:
        return False
    with computed("coupling.until"):
        return compile_coupling(program).ends(reports, values, measures, look)


@contextmanager
def computed(path: str) -> Iterator[None]:
    """What has no value (a division by zero, a logarithm of nothing, a choice from none) is the document's mistake."""
    try:
        yield
    except (ArithmeticError, LookupError, ValueError) as error:
        message = f"this has no value in the world as it is: {error}"
        raise DocumentError([problem(path, message, "value")]) from None


def last_round(state: ScenarioState, plan: Plan, cycle: int) -> list[Turn]:
    """What was said in the last round of a talk after a cycle; nothing where there was none."""
    turns = [turn for turn in state["rounds"] if (turn["arm"], turn["cycle"]) == (plan.name, cycle)]
    last = max((turn["round"] for turn in turns), default=0)
    return [Turn.model_validate(turn) for turn in turns if turn["round"] == last]


def told_of(shown: Mapping[str, Sequence[Json]], persona: str) -> list[Told]:
    """What a persona is shown, as the state holds it."""
    from sobremesa.mechanics.levers import Told

    return [Told(one["text"], tuple(one["values"])) for one in shown.get(persona, ())]


def decisions_of(state: ScenarioState) -> list[Decision]:
    """What the talks have decided so far, and what a fork has set (nobody's decision), in the order of their steps."""
    decided = [Decision.model_validate(decision) for decision in state.get("decisions", [])]
    return sorted([*decided, *_set_by_forks(state)], key=lambda decision: decision.step)


def _set_by_forks(state: ScenarioState) -> Iterator[Decision]:
    for change in changes_of(state):
        at: dict[str, Any] = {"cycle": max(0, change.cycle - 1), "step": change.step, "lever": "", "personas": ()}
        for arm in change.arms:
            for name, value in change.set.items():
                yield Decision(**at, arm=arm, moves=name, before=value, value=value)


def schedule(decisions: Sequence[Decision]) -> tuple[tuple[str, int, LeverValue], ...]:
    """Every decision as (talk, step, value): what the whole ensemble of that arm is run under."""
    return tuple((d.arm, d.step, d.lever_value) for d in decisions)
