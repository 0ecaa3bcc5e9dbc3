"""What each reported in a conversation, turn by turn, and what it had heard by then: turns as arrays.

Only turns that were spoken count: who fell silent reported nothing of its own. A whisper reaches its addressee alone.
"""

from __future__ import annotations

from bisect import bisect_left
from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from sobremesa.personas.pull import Channel
from sobremesa.personas.utterance import SelfReport, Turn

Floats = NDArray[np.float64]
Places = NDArray[np.int64]
NOTHING = -1
"""Stands where a turn would, if there were one."""


@dataclass(frozen=True, slots=True)
class Course:
    """How it went with one persona in one conversation.

    `values` (turns): what it reported, -1..1. `heard` (turns - 1, personas): by each turn but its first, the last turn
    of each that had reached it, counted among the turns of whoever spoke. `beside` (turns - 1, personas): the turn that
    each took in the same round. `rounds` (turns - 1): which round of the conversation that was, from 0.
    """

    values: Floats
    heard: Places
    beside: Places
    rounds: Places


Talk = tuple[Course, ...]
"""One conversation: a course for each persona, in the order in which they were asked for."""


def talk_of(personas: Sequence[str], turns: Sequence[Turn], channel: Channel) -> Talk:
    """The courses of `personas` through the `turns` of one conversation."""
    spoken = [_spoken(one, turns) for one in personas]
    numbers = {place: n for n, place in enumerate(sorted({(turn.cycle, turn.round) for turn in turns}))}
    return tuple(_course(spoken, own, channel, numbers) for own in spoken)


def _spoken(persona: str, turns: Sequence[Turn]) -> list[Turn]:
    said = [turn for turn in turns if turn.utterance.persona == persona and turn.utterance.speech]
    return sorted(said, key=lambda turn: turn.order)


def _course(
    spoken: Sequence[Sequence[Turn]], own: Sequence[Turn], channel: Channel, numbers: dict[tuple[int, int], int]
) -> Course:
    later = own[1:]
    shape = (len(later), len(spoken))
    heard, beside = (np.full(shape, NOTHING, dtype=np.int64) for _ in range(2))
    for column, other in enumerate(spoken):
        if other is own:
            continue
        reaching = [n for n, turn in enumerate(other) if _reaches(turn, own)]
        places = [_place(other[n]) for n in reaching]
        same = {(turn.cycle, turn.round): n for n, turn in enumerate(other)}
        for row, turn in enumerate(later):
            before = bisect_left(places, _place(turn))
            heard[row, column] = reaching[before - 1] if before else NOTHING
            beside[row, column] = same.get((turn.cycle, turn.round), NOTHING)
    rounds = [numbers[turn.cycle, turn.round] for turn in later]
    values = [_value(turn.utterance.report, channel) for turn in own]
    return Course(np.array(values, dtype=np.float64), heard, beside, np.array(rounds, dtype=np.int64))


def _reaches(turn: Turn, own: Sequence[Turn]) -> bool:
    return not turn.utterance.whisper or (bool(own) and turn.utterance.to == own[0].utterance.persona)


def _place(turn: Turn) -> tuple[int, int, int]:
    return turn.cycle, turn.round, turn.turn


def _value(report: SelfReport, channel: Channel) -> float:
    return report.stance if channel == "stance" else report.valence
