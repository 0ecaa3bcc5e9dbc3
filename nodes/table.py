"""The table that people talk at: who sits there, for how many rounds, and what each of them is shown."""

from __future__ import annotations

import json
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field

from sobremesa.mechanics.processes.companion import talking_program
from sobremesa.nodes.changes import Change, changes_of, departures_of, gone, line_of
from sobremesa.nodes.context import Services
from sobremesa.nodes.contract import Fact, Request
from sobremesa.nodes.coupling import plans_of, told_of
from sobremesa.nodes.happenings import happenings_of
from sobremesa.nodes.interpreter import Casting
from sobremesa.nodes.models import load_program
from sobremesa.nodes.rounds import rounds_of_conversation
from sobremesa.nodes.simulate import exchanging
from sobremesa.nodes.speak import Floor
from sobremesa.nodes.state import Json, ScenarioState
from sobremesa.nodes.talks import Talk, conversations, replays
from sobremesa.personas.card import Persona
from sobremesa.personas.conversation import perceive
from sobremesa.personas.happening import Happening
from sobremesa.personas.memory import Note
from sobremesa.personas.turn_taking import TurnTaking, have_the_floor
from sobremesa.personas.utterance import Turn


@dataclass(frozen=True, slots=True)
class Table:
    """A talk, set. `cycle` is 0 without mechanics; `shown` holds a persona's sentences about the mechanics.

    The talk has `meetings`, one a cycle. `happenings` are what happens around it, whoever sits there; `changes` what a
    fork has other than the run that it is of.
    """

    casting: Casting
    talk: Talk
    rounds: int
    facts: tuple[str, ...]
    taking: TurnTaking
    cycle: int = 0
    shown: Mapping[str, tuple[str, ...]] = field(default_factory=dict)
    meetings: int = 1
    happenings: tuple[Happening, ...] = ()
    standing: frozenset[str] = frozenset()
    changes: tuple[Change, ...] = ()

    @property
    def opens(self) -> bool:
        """Whether this is the first meeting of the talk."""
        return self.cycle <= 1

    @property
    def closes(self) -> bool:
        """Whether this is the last meeting of the talk."""
        return max(self.cycle, 1) == self.meetings

    @property
    def arm(self) -> str:
        """The talk's name."""
        return self.talk.arm

    def speaking(self, spoken: int) -> tuple[Persona, ...]:
        """Who takes turns in a round: who is not heard is not asked to speak either, since nothing would come of it."""
        absent = gone(self.changes, self.cycle, spoken) | {self.talk.without}
        return tuple(persona for persona in self.casting.personas if persona.id not in absent)


def tables_of(state: ScenarioState, services: Services) -> tuple[Table, ...]:
    """The tables at which people talk now, side by side: of a coupled run those whose world goes on."""
    request = Request.model_validate(state["request"])
    casting = Casting.model_validate(state["casting"])
    facts = tuple(f"{name}: {in_words(value)}" for name, value in request.context.items())
    taking, changes = request.turn_taking, changes_of(state)
    if state["route"]["mode"] != "hybrid":
        rounds = rounds_of_conversation(request)
        around = happenings_of(request)
        talks = (*conversations(request), *replays(request, state["unheard"] or ()))
        around = (*around, *departures_of(changes, casting.personas, rounds))
        return tuple(Table(casting, talk, rounds, facts, taking, happenings=around, changes=changes) for talk in talks)
    program = load_program(services.artifacts, state["document"])
    around, groups = happenings_of(request), talking_program(program).groups
    return tuple(
        Table(
            casting=casting,
            talk=plan.talk,
            rounds=plan.rounds,
            facts=facts,
            taking=taking,
            cycle=state["cycle"],
            shown={
                persona.id: tuple(told.text for told in told_of(state["shown"][plan.name], persona.id) if told.text)
                for persona in casting.personas
            },
            meetings=plan.cycles - 1,
            happenings=(*around, *departures_of(changes, casting.personas, plan.rounds)),
            standing=frozenset(persona for persona, seat in plan.seats.items() if seat in groups),
            changes=changes,
        )
        for plan in plans_of(program, request, exchanged=exchanging(request, services))
        if plan.name in state["shown"]
    )


def in_words(fact: Fact) -> str:
    """A fact as it can be quoted."""
    return fact if isinstance(fact, str) else json.dumps(fact, ensure_ascii=False)


def held(table: Table, turns: Sequence[Turn]) -> list[Turn]:
    """The turns of this talk, of all that were spoken in the run."""
    return [turn for turn in turns if (turn.arm, turn.cycle) == (table.arm, table.cycle)]


def seen(
    table: Table, persona: Persona, turns: Sequence[Turn], notes: Sequence[Note], spoken: int, turn: int = 1
) -> Json:
    """What someone at the table knows before their turn in round `spoken`."""
    perception = perceive(
        persona,
        table.casting.personas,
        turns,
        arm=table.arm,
        cycle=table.cycle,
        round=spoken,
        rounds=table.rounds,
        scene=table.casting.scene,
        question=table.casting.question,
        facts=table.facts,
        shown=table.shown.get(persona.id, ()),
        happenings=table.happenings,
        notes=notes,
        seed=table.talk.seed,
        turn=turn,
        at_once=table.taking == "simultaneous",
        origin=table.talk.origin,
    )
    left = gone(table.changes, table.cycle, spoken)
    if left:
        others = tuple(other for other in perception.others if other[0] not in left)
        perception = perception.model_copy(update={"others": others})
    return perception.model_dump(mode="json")


def floors(table: Table, spoken: int, turns: Sequence[Turn], notes: Sequence[Note]) -> tuple[Floor, ...]:
    """The floors of those who speak next in round `spoken`, with all that was said before; none when it is over."""
    heard = [turn for turn in turns if turn.arm == table.arm]
    now = [turn for turn in held(table, heard) if turn.round == spoken]
    past = [turn for turn in held(table, heard) if turn.round < spoken]
    turn = 1 if table.taking == "simultaneous" else len(now) + 1
    return tuple(
        _floor(table, persona, seen(table, persona, heard, notes, spoken, turn), spoken, turn)
        for persona in have_the_floor(table.taking, table.speaking(spoken), past, now)
    )


def _floor(table: Table, persona: Persona, perception: Json, spoken: int, turn: int) -> Floor:
    floor = Floor(persona=persona.model_dump(mode="json"), perception=perception, arm=table.arm, turn=turn)
    line = line_of(table.changes, persona.id, table.cycle, spoken)
    if line is not None:
        floor["line"] = line.model_dump(mode="json")
    return floor
