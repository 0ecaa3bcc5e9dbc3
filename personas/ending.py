"""Whether a talk is over before its rounds are: all agree, or nothing new has been said for two rounds.

*Agreed*: in the last two rounds everyone who has spoken so far stood on one side of the question, within a tenth of its
scale, and none of them in the middle; who was silent stands where they last stood. *Stuck*: for two rounds nobody's
stance moved, and what each of them said was said before, in nearly the same words (shared groups of three words; A. Z.
Broder, On the resemblance and containment of documents, 1997); or nobody had anything new to say.
"""

from __future__ import annotations

from collections.abc import Sequence
from itertools import groupby
from typing import Literal

from sobremesa.personas.utterance import NOTHING_NEW, Turn

Ending = Literal["agreed", "stuck"]

ROUNDS = 2
TOGETHER = 0.2
DECIDED = 0.25
UNMOVED = 0.02
SAID_BEFORE = 0.8
WORDS = 3


def ending(turns: Sequence[Turn]) -> Ending | None:
    """How the talk whose `turns` these are (one arm, one cycle, whole rounds) has come to an end; None if it has not.

    Turns in which nothing was said, for want of an answer, count for nothing.
    """
    spoken = sorted((turn for turn in turns if turn.utterance.speech), key=lambda turn: turn.order)
    rounds = [list(of_round) for _, of_round in groupby(spoken, key=lambda turn: turn.round)]
    if rounds and _fell_silent(turns):
        return "stuck"
    if len(rounds) < ROUNDS:
        return None
    if all(_agree(spoken, of_round[0].round) for of_round in rounds[-ROUNDS:]):
        return "agreed"
    earlier, latest = rounds[:-ROUNDS], rounds[-ROUNDS:]
    if earlier and all(_nothing_new(turn, spoken) for of_round in latest for turn in of_round):
        return "stuck"
    return None


def _fell_silent(turns: Sequence[Turn]) -> bool:
    """Whether in the last round all chose to say nothing."""
    last = max(turn.round for turn in turns)
    return all(turn.utterance.silence == NOTHING_NEW for turn in turns if turn.round == last)


def _agree(spoken: Sequence[Turn], round_: int) -> bool:
    """Whether all who have spoken by the end of a round stand together then."""
    last = {turn.utterance.persona: turn.utterance.report.stance for turn in spoken if turn.round <= round_}
    low, high = min(last.values()), max(last.values())
    return len(last) > 1 and high - low <= TOGETHER and (low >= DECIDED or high <= -DECIDED)


def _nothing_new(turn: Turn, spoken: Sequence[Turn]) -> bool:
    own = [said for said in spoken if said.utterance.persona == turn.utterance.persona and said.order < turn.order]
    if not own or abs(own[-1].utterance.report.stance - turn.utterance.report.stance) > UNMOVED:
        return False
    said_before = set().union(*(_groups(said.utterance.speech) for said in own))
    groups = _groups(turn.utterance.speech)
    return len(groups & said_before) >= SAID_BEFORE * len(groups)


def _groups(speech: str) -> set[tuple[str, ...]]:
    words = speech.casefold().split()
    return {tuple(words[at : at + WORDS]) for at in range(max(1, len(words) - WORDS + 1))}
