"""Where mechanics and personas meet, and nowhere else: when they talk, what they see, what their words move."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from math import ceil
from statistics import fmean
from typing import TYPE_CHECKING, Any

from pydantic import BaseModel, ConfigDict

from sobremesa.mechanics.arithmetic import evaluate
from sobremesa.mechanics.arms import arm_parameters, horizon
from sobremesa.mechanics.diagnostics import Diagnostic, DocumentError, Place
from sobremesa.mechanics.document import Arm, ModelDocument
from sobremesa.mechanics.engine import LeverValue
from sobremesa.mechanics.experiment import conversing
from sobremesa.nodes.changes import changes_of
from sobremesa.nodes.rounds import rounds_asked
from sobremesa.personas.utterance import Turn

if TYPE_CHECKING:
    from sobremesa.mechanics import ir
    from sobremesa.nodes.contract import Request
    from sobremesa.nodes.state import ScenarioState

REPORTED = ("stance", "valence", "confidence", "arousal")


class Decision(BaseModel):
    """A lever that a talk has moved: from `before` to `value`, from `step` on, in the arm that holds the talk."""

    model_config = ConfigDict(frozen=True, extra="forbid")

    cycle: int
    step: int
    arm: str
    lever: str
    moves: str
    personas: tuple[str, ...]
    before: float
    value: float


@dataclass(frozen=True, slots=True)
class Plan:
    """A hybrid run: the arm that talks, its steps, and a talk of `rounds` rounds after every `every` steps.

    There are `cycles` cycles, and no talk after the last.
    """

    arm: Arm
    steps: int
    every: int
    rounds: int
    cycles: int


def plan_of(program: ir.Program, request: Request) -> Plan:
    """How a program's talks are laid out. Raises DocumentError with what can't be run."""
    from sobremesa.mechanics.levers import compile_coupling

    coupling = program.document.coupling
    arms = talking_arms(program)
    problems = list(unsupported(program, arms))
    if problems or coupling is None:
        raise DocumentError(problems or [problem("coupling", "nothing couples the personas to the mechanics", "none")])
    arm = arms[0]
    values = arm_parameters(program, arm)
    steps = horizon(program, arm)
    every = int(evaluate(coupling.every, values))
    rounds = rounds_asked(request) or int(evaluate(coupling.rounds, values))
    if not 1 <= every < steps:
        message = f"they talk every {every} steps of a run of {steps}, so never: give more steps"
        raise DocumentError([problem("coupling.every", message, "never")])
    compile_coupling(program)
    return Plan(arm, steps, every, rounds, ceil(steps / every))


def talking_arms(program: ir.Program) -> tuple[Arm, ...]:
    """The arms that hold a conversation of their own."""
    return tuple(arm for arm in program.document.experiment.arms if conversing(program, arm))


def unsupported(program: ir.Program, talking: Sequence[Arm]) -> Iterator[Diagnostic]:
    """What keeps a program from being lived in."""
    if not program.levers:
        yield problem("coupling.levers", "the personas move nothing", "none")
    elif not talking:
        yield problem("experiment.arms", "every arm holds what the levers move: nobody has a say", "idle")
    if len(talking) > 1:
        names = ", ".join(arm.name for arm in talking)
        yield problem("experiment.arms", f"several arms that talk ({names}) are not supported yet", "several")
    for arm in program.document.experiment.arms:
        if arm.personas == "shuffled":
            yield problem("experiment.arms", f"shuffled personas ({arm.name}) are not supported yet", "shuffled")


def opening_stances(document: ModelDocument) -> dict[str, float]:
    """Where those begin whose stance alone sets a parameter: there it stands before anyone has talked."""
    levers = () if document.coupling is None else document.coupling.levers
    return {
        lever.source: float(document.parameters[lever.moves].value)
        for lever in levers
        if isinstance(lever.source, str) and lever.by == "report.stance" and lever.moves in document.parameters
    }


def problem(path: str, message: str, code: str) -> Diagnostic:
    """A diagnostic about how a document is coupled."""
    return Diagnostic(f"coupling-{code}", Place(path), message)


def parameters(program: ir.Program, arm: Arm, decisions: Sequence[Decision] = ()) -> dict[str, bool | int | float]:
    """What holds in an arm after `decisions`: the document's values, the arm's, and where the levers stand."""
    return {**arm_parameters(program, arm), **{decision.moves: decision.value for decision in decisions}}


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
    program: ir.Program,
    plan: Plan,
    cycle: int,
    last_round: Sequence[Turn],
    measures: Mapping[str, float],
    earlier: Sequence[Decision],
) -> tuple[Decision, ...]:
    """What the talk after a cycle moves, lever by lever in the document's order; those before are seen by those after.

    A lever whose personas have all been silent stays where it is. Raises DocumentError where a lever's `by` has no
    value in this world.
    """
    from sobremesa.mechanics.levers import compile_coupling

    functions = compile_coupling(program)
    values = parameters(program, plan.arm, earlier)
    decisions = []
    for lever in program.levers:
        reports = reports_of(last_round, lever.sources)
        if lever.moves in plan.arm.set or not reports:
            continue
        with computed(f"coupling.levers.{lever.name}.by"):
            value = functions.decide(lever.name, reports, values, measures)
        decisions.append(
            Decision(
                cycle=cycle,
                step=cycle * plan.every,
                arm=plan.arm.name,
                lever=lever.name,
                moves=lever.moves,
                personas=lever.sources,
                before=values[lever.moves],
                value=value,
            )
        )
        values[lever.moves] = value
    return tuple(decisions)


def shown(
    program: ir.Program, persona: str, values: Mapping[str, float], measures: Mapping[str, float]
) -> tuple[str, ...]:
    """The sentences that a persona is shown before a talk, with the figures of its world filled in.

    Raises DocumentError where one of the figures has no value in this world.
    """
    from sobremesa.mechanics.levers import compile_coupling

    functions = compile_coupling(program)
    with computed("coupling.show"):
        return tuple(functions.shown(persona, values, measures))


@contextmanager
def computed(path: str) -> Iterator[None]:
    """What has no value (a division by zero, a logarithm of nothing, a choice from none) is the document's mistake."""
    try:
        yield
    except (ArithmeticError, LookupError, ValueError) as error:
        message = f"this has no value in the world as it is: {error}"
        raise DocumentError([problem(path, message, "value")]) from None


def lever_values(decisions: Sequence[Decision], cycle: int) -> tuple[LeverValue, ...]:
    """The levers as the talk after `cycle` left them, for the engine."""
    return tuple(LeverValue(decision.moves, decision.value) for decision in decisions if decision.cycle == cycle)


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
    """Every decision as (arm, step, value): what the whole ensemble of that arm is run under."""
    return tuple((d.arm, d.step, LeverValue(d.moves, d.value)) for d in decisions)
