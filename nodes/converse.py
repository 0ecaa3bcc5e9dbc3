"""The moderator: gives the floor to every persona at once, a round at a time, until the talk is over."""

from __future__ import annotations

import asyncio
from typing import Literal

from langgraph.runtime import Runtime
from langgraph.types import Command, Send

from sobremesa.nodes.context import Context, services_of
from sobremesa.nodes.progress import Progress, tell
from sobremesa.nodes.state import ScenarioState
from sobremesa.nodes.table import floors, table_of
from sobremesa.personas.utterance import Turn

Next = Literal["speak", "apply", "synthesize"]


async def converse(state: ScenarioState, runtime: Runtime[Context]) -> Command[Next]:
    """Open the next round (`round`), or leave the table when all are spoken or nobody has anything to say."""
    table = await asyncio.to_thread(table_of, state, services_of(runtime))
    turns = [Turn.model_validate(turn) for turn in state["rounds"]]
    latest = [turn for turn in turns if (turn.arm, turn.cycle, turn.round) == (table.arm, table.cycle, state["round"])]
    silenced = bool(latest) and all(turn.utterance.silence is not None for turn in latest)
    if silenced or state["round"] >= table.rounds:
        return Command(update={"round": 0}, goto="apply" if table.cycle else "synthesize")
    spoken = state["round"] + 1
    tell(runtime, Progress(node="converse", arm=table.arm, cycle=table.cycle, round=spoken, rounds=table.rounds))
    return Command(update={"round": spoken}, goto=[Send("speak", floor) for floor in floors(table, spoken, turns)])
