"""The moderator: gives the floor at every table, to all at once or to one after another, until each talk is over.

Talks stand side by side, each in its own round; what is due at any of them runs at the same time. Where calls at a time
are limited, a talk begins only when those before it leave some of them free: it would wait anyway, and a budget that
runs out then leaves whole conversations behind it, and not the beginnings of many. Where a talk stands is read off what
it has left in the state, so that there is no counter that could disagree with the transcript.
"""

from __future__ import annotations

import asyncio
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import Literal, TypeVar

from langgraph.runtime import Runtime
from langgraph.types import Command, Send

from sobremesa.nodes.asides import pauses, questions
from sobremesa.nodes.context import Context, services_of
from sobremesa.nodes.progress import Progress, tell
from sobremesa.nodes.state import Json, ScenarioState
from sobremesa.nodes.table import Table, floors, held, tables_of
from sobremesa.personas.ending import ending
from sobremesa.personas.happening import round_of_all
from sobremesa.personas.memory import Note
from sobremesa.personas.private_answer import PrivateAnswer, When
from sobremesa.personas.utterance import Turn

Kept = TypeVar("Kept", Turn, Note, PrivateAnswer)
Next = Literal["speak", "note", "private", "apply", "mask"]


@dataclass(frozen=True, slots=True)
class Left:
    """What one talk has left in the state so far."""

    turns: Sequence[Turn]
    notes: Sequence[Note]
    answers: Sequence[PrivateAnswer]

    @classmethod
    def of(cls, state: ScenarioState) -> Callable[[str], Left]:
        """What a state holds of each talk, by its name."""
        turns, notes, answers = (
            _by_arm(state["rounds"], Turn), _by_arm(state["notes"], Note), _by_arm(state["private"], PrivateAnswer),
        )  # fmt: skip
        return lambda arm: cls(turns.get(arm, ()), notes.get(arm, ()), answers.get(arm, ()))

    @property
    def begun(self) -> bool:
        """Whether anything has been said, to all or in private."""
        return bool(self.turns or self.answers)


def _by_arm(kept: Sequence[Json], kind: type[Kept]) -> dict[str, list[Kept]]:
    found: dict[str, list[Kept]] = {}
    for one in kept:
        found.setdefault(one["arm"], []).append(kind.model_validate(one))
    return found


async def converse(state: ScenarioState, runtime: Runtime[Context]) -> Command[Next]:
    """Send out what is due at each table; leave when nothing is due at any."""
    services = services_of(runtime)
    tables = await asyncio.to_thread(tables_of, state, services)
    left_by = Left.of(state)
    steps: list[Send] = []
    for table in tables:
        left = left_by(table.arm)
        if left.begun or services.at_once is None or len(steps) < services.at_once:
            steps += due(table, left, runtime)
    if steps:
        return Command(goto=steps)
    return Command(goto="apply" if tables[0].cycle else "mask")


def due(table: Table, left: Left, runtime: Runtime[Context]) -> list[Send]:
    """What happens next at a table, all of it at once; nothing when its talk is over.

    Each is asked in private before the first round and after the last; with a round begins the rewriting of notes that
    the round after it will read.
    """
    here = held(table, left.turns)
    spoken = max((turn.round for turn in here), default=0)
    next_floors = floors(table, spoken, left.turns, left.notes) if spoken else ()
    if next_floors:
        return [Send("speak", floor) for floor in next_floors]
    ended = over(table, spoken, here)
    if ended or not spoken:
        when: When = "after" if ended else "before"
        asked = questions(table, when, spoken, left.turns, left.notes, left.answers)
        if asked or ended:
            if asked:
                tell(runtime, Progress(node="private", arm=table.arm))
            return [Send("private", question) for question in asked]
    at = {"arm": table.arm, "cycle": table.cycle, "round": spoken + 1, "rounds": table.rounds}
    tell(runtime, Progress.model_validate({"node": "converse", **at}))
    return [
        *(Send("speak", floor) for floor in floors(table, spoken + 1, left.turns, left.notes)),
        *(Send("note", pause) for pause in pauses(table, spoken + 1, left.turns, left.notes)),
    ]


def over(table: Table, spoken: int, here: Sequence[Turn]) -> bool:
    """Whether a talk is over after round `spoken`: all were held, nobody can speak, or they are done.

    Nobody is done while something is still to happen before them, or just has.
    """
    latest = [turn for turn in here if turn.round == spoken]
    silenced = bool(latest) and all(turn.utterance.silence is not None for turn in latest)
    ended = ending(here)
    if spoken >= table.rounds or (silenced and ended is None):
        return True
    return ended is not None and not to_come(table, spoken)


def to_come(table: Table, spoken: int) -> bool:
    """Whether something happens in round `spoken` of a meeting, or in a later one."""
    now, last = (round_of_all(table.cycle, number, table.rounds) for number in (spoken, table.rounds))
    return any(now <= happening.round <= last for happening in table.happenings)
