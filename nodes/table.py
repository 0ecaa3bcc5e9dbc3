"""The table that people talk at: who sits there, for how many rounds, and what each of them is shown."""

from __future__ import annotations

import json
import math
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field

from sobremesa.nodes.context import Services
from sobremesa.nodes.contract import Fact, Request
from sobremesa.nodes.coupling import decisions_of, parameters, plan_of, shown
from sobremesa.nodes.interpreter import Casting
from sobremesa.nodes.models import load_program
from sobremesa.nodes.rounds import rounds_of_conversation
from sobremesa.nodes.speak import Floor
from sobremesa.nodes.state import ScenarioState
from sobremesa.personas.conversation import perceive
from sobremesa.personas.turn_taking import TurnTaking, have_the_floor
from sobremesa.personas.utterance import Turn

CONVERSATION = "conversation"


@dataclass(frozen=True, slots=True)
class Table:
    """A talk. `cycle` is 0 without mechanics; `shown` holds a persona's sentences about the mechanics."""

    casting: Casting
    seed: int
    rounds: int
    facts: tuple[str, ...]
    taking: TurnTaking
    arm: str = CONVERSATION
    cycle: int = 0
    shown: Mapping[str, tuple[str, ...]] = field(default_factory=dict)


def table_of(state: ScenarioState, services: Services) -> Table:
    """The table as it is set now."""
    request = Request.model_validate(state["request"])
    casting = Casting.model_validate(state["casting"])
    facts = tuple(f"{name}: {in_words(value)}" for name, value in request.context.items())
    if state["route"]["mode"] != "hybrid":
        return Table(casting, request.seed, rounds_of_conversation(request), facts, request.turn_taking)
    program = load_program(services.artifacts, state["document"])
    plan = plan_of(program, request)
    values = parameters(program, plan.arm, decisions_of(state))
    measures = restored(state["measures"][plan.arm.name])
    sentences = {persona.id: shown(program, persona.id, values, measures) for persona in casting.personas}
    taking = request.turn_taking
    return Table(casting, request.seed, plan.rounds, facts, taking, plan.arm.name, state["cycle"], sentences)


def in_words(fact: Fact) -> str:
    """A fact as it can be quoted."""
    return fact if isinstance(fact, str) else json.dumps(fact, ensure_ascii=False)


def restored(measures: Mapping[str, float | None]) -> dict[str, float]:
    """Measures as the mechanics know them: a missing one is NaN again."""
    return {name: math.nan if value is None else value for name, value in measures.items()}


def held(table: Table, turns: Sequence[Turn]) -> list[Turn]:
    """The turns of this talk, of all that were spoken in the run."""
    return [turn for turn in turns if (turn.arm, turn.cycle) == (table.arm, table.cycle)]


def floors(table: Table, spoken: int, turns: Sequence[Turn]) -> tuple[Floor, ...]:
    """The floors of those who speak next in round `spoken`, with all that was said before; none when it is over."""
    personas = table.casting.personas
    now = [turn for turn in held(table, turns) if turn.round == spoken]
    past = [turn for turn in held(table, turns) if turn.round < spoken]
    at_once = table.taking == "simultaneous"
    turn = 1 if at_once else len(now) + 1
    return tuple(
        Floor(
            persona=persona.model_dump(mode="json"),
            perception=perceive(
                persona,
                personas,
                turns,
                arm=table.arm,
                cycle=table.cycle,
                round=spoken,
                rounds=table.rounds,
                scene=table.casting.scene,
                question=table.casting.question,
                facts=table.facts,
                shown=table.shown.get(persona.id, ()),
                seed=table.seed,
                turn=turn,
                at_once=at_once,
            ).model_dump(mode="json"),
            arm=table.arm,
            turn=turn,
        )
        for persona in have_the_floor(table.taking, personas, past, now)
    )
