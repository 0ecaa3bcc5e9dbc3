"""Alliances. Mesa's example has no measures but the network that it draws: its sizes are compared, over all seeds.

From the same people the first round is also equal person by person; what comes later depends on draws.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable
from importlib.metadata import version
from typing import Any

import numpy as np
from benchmarks.mesa_examples.comparison import Comparison, Series, Values
from benchmarks.mesa_examples.ours import DocumentRuns
from benchmarks.mesa_examples.theirs import built, read

STEPS = 8
TIMES = (1, 2, 4, 8)
ELDER = tuple(map(int, version("mesa").split(".")[:2])) >= (3, 5)
"""Which of two alliances whose members agree takes on what they agreed: the elder, or one of them by chance."""
OURS = DocumentRuns("alliance_formation", STEPS, {"elder": ELDER})
ROUND = DocumentRuns("alliance_formation", 1, {"elder": ELDER})


def members(model: Any) -> list[int]:
    """How many members each alliance has."""
    allied = Counter(actor.meta_agent for actor in model.agents if hasattr(actor, "meta_agent"))
    return [allied[actor] for actor in model.agents if actor.level > 0]


READING: dict[str, Callable[[Any], Any]] = {
    "alliances": lambda model: len(members(model)),
    "first": lambda model: sum(actor.level == 1 for actor in model.agents),
    "levels": lambda model: max(actor.level for actor in model.agents),
    "allied": lambda model: (people(model) >= 0).mean(),
    "largest": lambda model: max(members(model), default=0),
    "power": lambda model: max(actor.power for actor in model.agents),
}


def people(model: Any) -> Values:
    """Which alliance each person is in, numbered like actors in order of birth from 0; -1 is none."""
    persons = [actor for actor in model.agents if actor.level == 0]
    return np.array([actor.meta_agent.unique_id - 1 if hasattr(actor, "meta_agent") else -1 for actor in persons])


def theirs(seed: int) -> Series:
    from mesa.examples.advanced.alliance_formation.model import MultiLevelAllianceModel

    return read(built(MultiLevelAllianceModel, seed), READING, STEPS)


def theirs_from_our_people(seed: int) -> Series:
    from mesa.examples.advanced.alliance_formation.model import MultiLevelAllianceModel

    model, columns = built(MultiLevelAllianceModel, seed), ROUND.start(seed).columns
    for person, power, position in zip(model.agents, columns["actor.power"], columns["actor.position"], strict=True):
        person.power, person.position = float(power), float(position)
    return read(model, {"alliance": people}, 1)


def our_people(replicate: int) -> Series:
    columns = [snapshot.columns for snapshot in ROUND.snapshots(replicate, (0, 1)).values()]
    return {"alliance": [held["actor.alliance"][held["actor.level"] == 0] for held in columns]}


COMPARISONS = (
    Comparison(
        name="alliance_formation",
        example="MultiLevelAllianceModel",
        document="alliance_formation",
        setting="as Mesa ships it",
        times=dict.fromkeys(READING, TIMES),
        theirs=theirs,
        ours=OURS,
    ),
    Comparison(
        name="alliance_formation_round",
        example="MultiLevelAllianceModel",
        document="alliance_formation",
        setting="who is in which alliance after the first round, from the same people",
        times={"alliance": (1,)},
        theirs=theirs_from_our_people,
        ours=our_people,
        exact=True,
    ),
)
