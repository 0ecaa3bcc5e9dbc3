"""The moderator: gives the floor to all at once or to one after another, a round at a time, until the talk is over."""

from __future__ import annotations

import asyncio
from collections.abc import Sequence
from typing import Literal

from langgraph.runtime import Runtime
from langgraph.types import Command, Send

from sobremesa.nodes.context import Context, services_of
from sobremesa.nodes.progress import Progress, tell
from sobremesa.nodes.state import ScenarioState
from sobremesa.nodes.table import Table, floors, held, table_of
from sobremesa.personas.ending import ending
from sobremesa.personas.utterance import Turn

Next = Literal["speak", "apply", "synthesize"]


async def converse(state: ScenarioState, runtime: Runtime[Context]) -> Command[Next]:
    """Give the floor to whoever speaks next, opening the next round (`round`) where one is over, or leave the table."""
    table = await asyncio.to_thread(table_of, state, services_of(runtime))
    turns = [Turn.model_validate(turn) for turn in state["rounds"]]
    spoken = state["round"]
    next_floors = floors(table, spoken, turns) if spoken else ()
    if not next_floors:
        if over(table, spoken, turns):
            return Command(update={"round": 0}, goto="apply" if table.cycle else "synthesize")
        spoken += 1
        next_floors = floors(table, spoken, turns)
        tell(runtime, Progress(node="converse", arm=table.arm, cycle=table.cycle, round=spoken, rounds=table.rounds))
    return Command(update={"round": spoken}, goto=[Send("speak", floor) for floor in next_floors])


def over(table: Table, spoken: int, turns: Sequence[Turn]) -> bool:
    """Whether the talk is over after round `spoken`: all were held, nobody has anything to say, or they are done."""
    here = held(table, turns)
    latest = [turn for turn in here if turn.round == spoken]
    silenced = bool(latest) and all(turn.utterance.silence is not None for turn in latest)
    return spoken >= table.rounds or silenced or ending(here) is not None
