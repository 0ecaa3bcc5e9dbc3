"""The moderator: gives the floor at every table, to all at once or to one after another, until each talk is over.

Talks stand side by side, each in its own round; what is due at any of them runs at the same time. Where a talk stands
is read off what it has left in the state, so that there is no counter that could disagree with the transcript.
"""

from __future__ import annotations

import asyncio
from collections.abc import Sequence
from typing import Literal

from langgraph.runtime import Runtime
from langgraph.types import Command, Send

from sobremesa.nodes.context import Context, services_of
from sobremesa.nodes.progress import Progress, tell
from sobremesa.nodes.state import ScenarioState
from sobremesa.nodes.table import Table, floors, held, tables_of
from sobremesa.personas.ending import ending
from sobremesa.personas.utterance import Turn

Next = Literal["speak", "apply", "synthesize"]


async def converse(state: ScenarioState, runtime: Runtime[Context]) -> Command[Next]:
    """Send out what is due at each table; leave when nothing is due at any."""
    tables = await asyncio.to_thread(tables_of, state, services_of(runtime))
    turns = [Turn.model_validate(turn) for turn in state["rounds"]]
    steps = [step for table in tables for step in due(table, turns, runtime)]
    if steps:
        return Command(goto=steps)
    return Command(goto="apply" if tables[0].cycle else "synthesize")


def due(table: Table, turns: Sequence[Turn], runtime: Runtime[Context]) -> list[Send]:
    """What happens next at a table, all of it at once; nothing when its talk is over."""
    here = held(table, turns)
    spoken = max((turn.round for turn in here), default=0)
    next_floors = floors(table, spoken, turns) if spoken else ()
    if not next_floors and not over(table, spoken, here):
        next_floors = floors(table, spoken + 1, turns)
        tell(
            runtime, Progress(node="converse", arm=table.arm, cycle=table.cycle, round=spoken + 1, rounds=table.rounds)
        )
    return [Send("speak", floor) for floor in next_floors]


def over(table: Table, spoken: int, here: Sequence[Turn]) -> bool:
    """Whether a talk is over after round `spoken`: all were held, nobody has anything to say, or they are done."""
    latest = [turn for turn in here if turn.round == spoken]
    silenced = bool(latest) and all(turn.utterance.silence is not None for turn in latest)
    return spoken >= table.rounds or silenced or ending(here) is not None
