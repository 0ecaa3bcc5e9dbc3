"""What is asked for, as it holds at a place: parameters, people and steps by their own names, or what is wrong."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator, Sequence
from typing import TYPE_CHECKING

from sobremesa.errors import BadRequestError
from sobremesa.mechanics.processes.program import ProcessProgram
from sobremesa.mechanics.values import Given, either_with_values
from sobremesa.nodes.ablation import RULE
from sobremesa.nodes.changes import Change, Line, changes_of, gone
from sobremesa.nodes.contract import Request
from sobremesa.nodes.coupling import plan_of, plans_of
from sobremesa.nodes.forking.fork import Fork, Spoken, spoken
from sobremesa.nodes.interpreter import Casting
from sobremesa.personas.english import listed

if TYPE_CHECKING:
    from sobremesa.mechanics.documents import AnyProgram, Document
    from sobremesa.nodes.state import ScenarioState
    from sobremesa.personas.card import Persona

WHY = "set in a fork of a run"


def changes_at(fork: Fork, state: ScenarioState, program: AnyProgram | None) -> tuple[Change, ...]:
    """The changes, at their place: one, unless values are set that hold in different arms.

    `program` is the state's own model, None where nothing but a talk is run. Raises BadRequestError (GivenValueError
    for a value) with one sentence about the first thing that can't be.
    """
    people = Casting.model_validate(state["casting"]).personas if state.get("casting") else ()
    place = _place(fork, state, program)
    if (fork.say or fork.remove) and not people:
        raise BadRequestError("Nobody talks in this run: only values can be set in a fork of it.")
    if fork.say or fork.remove:
        _refuse_last_cycle(fork, state, program)
    absent = gone(changes_of(state), place["cycle"], place["round"])
    there = tuple(persona for persona in people if persona.id not in absent)
    together: dict[tuple[str, ...], dict[str, bool | int | float]] = {}
    for name, value in values_of(fork, program).items():
        together.setdefault(arms_of(name, state, program, place["step"]), {})[name] = value
    values = [Change(**place, arms=arms, set=some) for arms, some in together.items()] or [Change(**place)]
    told = {"say": tuple(_lines(fork, there)), "remove": _removed(fork, there)}
    return (values[0].model_copy(update=told), *values[1:])


def _place(fork: Fork, state: ScenarioState, program: AnyProgram | None) -> dict[str, int]:
    if program is None:
        return {"cycle": 0, "round": fork.at, "step": 0}
    if state["route"]["mode"] == "hybrid":
        every = plan_of(program, Request.model_validate(state["request"])).every
        return {"cycle": fork.at, "round": 1, "step": (fork.at - 1) * every}
    from sobremesa.mechanics.arms import horizon
    from sobremesa.mechanics.asked import scenario_arm

    steps = horizon(program, scenario_arm(program.document))
    if fork.at > steps or (fork.at == steps and fork.set):
        last = steps - 1 if fork.set else steps
        raise BadRequestError(f"The run has {steps} steps: fork it at a step from 0 to {last}, not at {fork.at}.")
    return {"cycle": 0, "round": 0, "step": fork.at}


def _refuse_last_cycle(fork: Fork, state: ScenarioState, program: AnyProgram | None) -> None:
    if program is None or state["route"]["mode"] != "hybrid":
        return
    last = plan_of(program, Request.model_validate(state["request"])).cycles
    if fork.at >= last:
        raise BadRequestError(f"Nobody talks in cycle {last}, the last one: fork at an earlier cycle.")


def values_of(fork: Fork, program: AnyProgram | None) -> dict[str, bool | int | float]:
    """The values that are set, each of its parameter's own type. Raises GivenValueError."""
    if not fork.set:
        return {}
    if program is None:
        raise BadRequestError("No model is run here, so there is no parameter to set: fork it with say or remove.")
    document = document_of(fork, program)
    return {name: document.parameters[name].value for name in fork.set}


def document_of(fork: Fork, program: AnyProgram) -> Document:
    """The model with the values that are set, as it would be from the start. Raises GivenValueError."""
    return either_with_values(program.document, {name: Given(value, "given", WHY) for name, value in fork.set.items()})


def arms_of(name: str, state: ScenarioState, program: AnyProgram | None, step: int) -> tuple[str, ...]:
    """The arms, and the talks beside them, in which a value holds from a later step on; none at the start, where the
    document holds it.

    An arm that holds its own value keeps it, and one in which a rule stands in for the people goes by its rule: it says
    what would be without them. Raises BadRequestError where the value is read only at the start, or would hold nowhere.
    """
    if program is None or not step:
        return ()
    if name in program.document.parameters and name not in read_late(program):
        at = 1 if program.levers else 0
        raise BadRequestError(
            f"{name} is read only while the world is set up, so a later value changes nothing: fork at {at}, where it "
            "begins."
        )
    ruled = name in {lever.moves for lever in program.levers if lever.instead is not None}
    experiment = program.document.experiment
    arms = [arm for arm in experiment.arms if not (arm.decides(name) or (ruled and arm.personas == "off"))]
    if not arms:
        raise BadRequestError(
            f"Every arm of the experiment holds its own {name}, or goes by a rule for it: there is nothing to set."
        )
    names = [arm.name for arm in arms]
    if state["route"]["mode"] == "hybrid":
        plans = plans_of(program, Request.model_validate(state["request"]), exchanged=True)
        names += [plan.name for plan in plans if plan.arm in arms]
        names += [] if ruled or RULE in {arm.name for arm in experiment.arms} else [RULE]
    return tuple(dict.fromkeys(names))


def read_late(program: AnyProgram) -> frozenset[str]:
    """The parameters that are read after the start: by rules, measures, the end, or who talks."""
    from sobremesa.mechanics import ir
    from sobremesa.mechanics.ir.walk import every

    if isinstance(program, ProcessProgram):
        return frozenset(program.document.parameters)
    late = (program.rules, program.measures, program.stop, program.levers, program.shown)
    return frozenset(read.name for read in every(ir.ParameterRead, *late))


def _lines(fork: Fork, people: Sequence[Persona]) -> Iterator[Line]:
    said: dict[str, Spoken] = {}
    for line in map(spoken, fork.say):
        persona = named(line.who, people)
        if persona.id in said:
            raise BadRequestError(f"{persona.public.name} is given two lines in one round: say both in one.")
        said[persona.id] = line
        yield Line(persona=persona.id, words=line.words, stance=line.stance)


def _removed(fork: Fork, people: Sequence[Persona]) -> tuple[str, ...]:
    left = tuple(dict.fromkeys(named(who, people).id for who in fork.remove))
    speaking = {named(spoken(line).who, people).id for line in fork.say}
    both = [persona.public.name for persona in people if persona.id in speaking.intersection(left)]
    if both:
        raise BadRequestError(f"{listed(both)} can't be removed and say something: choose one.")
    if left and len(left) == len(people):
        raise BadRequestError("Nobody would be left to talk.")
    return left


def named(who: str, people: Sequence[Persona]) -> Persona:
    """The one of the people whom a word stands for: an id, a name, a part of a name, or a role.

    Raises BadRequestError where it is nobody, or could be several.
    """
    for matches in _ways(_plain(who)):
        found = [persona for persona in people if matches(persona)]
        if len(found) == 1:
            return found[0]
        if found:
            raise BadRequestError(f"{who!r} could be {listed([_shown(one) for one in found])}: say which.")
    there = listed([_shown(one) for one in people])
    raise BadRequestError(f"Nobody here is called {who!r}: there are {there}.")


def _ways(wanted: str) -> tuple[Callable[[Persona], bool], ...]:
    """How a word can stand for someone, the surest first."""
    return (
        lambda persona: wanted == _plain(persona.id),
        lambda persona: wanted == _plain(persona.public.name),
        lambda persona: wanted in _plain(persona.public.name).split(),
        lambda persona: wanted == _plain(persona.public.role),
        lambda persona: wanted in _plain(persona.public.role).split(),
    )


def _plain(text: str) -> str:
    flat = " ".join(text.replace("_", " ").split()).casefold()
    return re.sub(r"^(?:the|an?) ", "", flat)


def _shown(persona: Persona) -> str:
    name, role = persona.public.name, persona.public.role
    return name if not role or _plain(role) == _plain(name) else f"{name} ({role})"
