"""How a coupled run is laid out: which talks are held beside the living world, how often, and who sits where.

The first talk is that of the arm in which the personas decide. Others are held beside it: further conversations of the
same people, which tell what another would have decided, and one in which everyone sits in another's place. Each has a
lived world of its own, the same one until somebody decides.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING

from sobremesa.mechanics.arithmetic import evaluate
from sobremesa.mechanics.arms import arm_parameters, horizon
from sobremesa.mechanics.asked import scenario_arm
from sobremesa.mechanics.diagnostics import Diagnostic, DocumentError, Place
from sobremesa.mechanics.document import Arm
from sobremesa.mechanics.experiment import conversing
from sobremesa.mechanics.living import meetings
from sobremesa.mechanics.processes.companion import talking_program
from sobremesa.nodes.rounds import rounds_asked
from sobremesa.nodes.talks import EXCHANGED, Talk, seed_of

if TYPE_CHECKING:
    from sobremesa.mechanics.documents import AnyProgram
    from sobremesa.nodes.contract import Request


@dataclass(frozen=True, slots=True)
class Plan:
    """A talk beside a living world: the arm that it belongs to, and a talk of `rounds` rounds after each of `meetings`.

    `talk` names it. `seats` says in whose place each persona sits: what they see and move is that place's.
    """

    arm: Arm
    talk: Talk
    seats: Mapping[str, str]
    steps: int
    every: int
    rounds: int
    meetings: tuple[int, ...]

    @property
    def name(self) -> str:
        """The talk's name: of the first, the arm's."""
        return self.talk.arm

    @property
    def cycles(self) -> int:
        """How many cycles there are: one more than talks, since nobody talks after the last."""
        return len(self.meetings) + 1

    def sitting(self, seats: Sequence[str]) -> tuple[str, ...]:
        """The personas in some places."""
        return tuple(persona for seat in seats for persona, place in self.seats.items() if place == seat)


def plan_of(program: AnyProgram, request: Request) -> Plan:
    """How a program's first talk is laid out. Raises DocumentError with what can't be run."""
    return plans_of(program, request, exchanged=False)[0]


def plans_of(program: AnyProgram, request: Request, *, exchanged: bool) -> tuple[Plan, ...]:
    """All talks of a coupled run, that of the arm first; `exchanged`: also one in which all sit in another's place.

    Raises DocumentError with what can't be run.
    """
    from sobremesa.mechanics.levers import compile_coupling

    coupling = program.document.coupling
    # Where nobody moves the model no arm talks, and people sit beside the one that stands for the question.
    arms = talking_arms(program) if request.moves else (scenario_arm(program.document),)
    problems = list(unsupported(program, arms))
    if problems or coupling is None:
        raise DocumentError(problems or [problem("coupling", "nothing couples the personas to the mechanics", "none")])
    compile_coupling(program)
    first, shuffled = arms[0], [arm for arm in arms if arm.personas == "shuffled"]
    talking = talking_program(program)
    people = (*talking.personas, *talking.groups)
    talks = [(first, Talk(first.name, request.seed, first.name), people)]
    for number in range(2, (request.conversations or 1) + 1):
        name = f"{first.name} ({number})"
        talks.append((first, Talk(name, seed_of(request.seed, number - 1), name), people))
    if len(people) > 1:
        turned = (*people[1:], people[0])
        if not shuffled and exchanged:
            talks.append((first, Talk(f"{first.name}, {EXCHANGED}", request.seed, first.name), turned))
        talks += [(arm, Talk(arm.name, request.seed, first.name), turned) for arm in shuffled]
    return tuple(
        _plan(program, request, arm, talk, dict(zip(people, places, strict=True))) for arm, talk, places in talks
    )


def _plan(program: AnyProgram, request: Request, arm: Arm, talk: Talk, seats: Mapping[str, str]) -> Plan:
    coupling = program.document.coupling
    assert coupling is not None
    values = arm_parameters(program, arm)
    steps, every = horizon(program, arm), int(evaluate(coupling.every, values))
    rounds = rounds_asked(request) or int(evaluate(coupling.rounds, values))
    if not 1 <= every < steps:
        message = f"they talk every {every} steps of a run of {steps}, so never: give more steps"
        raise DocumentError([problem("coupling.every", message, "never")])
    return Plan(arm, talk, seats, steps, every, rounds, tuple(meetings(program, arm)))


def talking_arms(program: AnyProgram) -> tuple[Arm, ...]:
    """The arms that hold a conversation of their own; those whose personas sit in each other's places last."""
    arms = [arm for arm in program.document.experiment.arms if conversing(program, arm)]
    return tuple(sorted(arms, key=lambda arm: arm.personas == "shuffled"))


def unsupported(program: AnyProgram, talking: Sequence[Arm]) -> Iterator[Diagnostic]:
    """What keeps a program from being lived in."""
    own = [arm for arm in talking if arm.personas != "shuffled"]
    if not program.levers:
        yield problem("coupling.levers", "the personas move nothing", "none")
    elif not own:
        yield problem("experiment.arms", "every arm holds what the levers move: nobody has a say", "idle")
    if len(own) > 1:
        names = ", ".join(arm.name for arm in own)
        yield problem("experiment.arms", f"several arms that talk ({names}) are not supported yet", "several")


def problem(path: str, message: str, code: str) -> Diagnostic:
    """A diagnostic about how a document is coupled."""
    return Diagnostic(f"coupling-{code}", Place(path), message)
