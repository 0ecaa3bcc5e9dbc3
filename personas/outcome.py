"""What came of a conversation: how it ended, where each stands, who gave most ground, who is left alone.

Computed from the turns of one conversation and nothing else, so that several conversations can be counted.
"""

from __future__ import annotations

from collections.abc import Sequence

from sobremesa.personas.card import Card, Persona, Signed
from sobremesa.personas.diagnostics import MOVED, Path, summarise
from sobremesa.personas.ending import Ending, ending
from sobremesa.personas.utterance import Turn

LEANS = 0.1
"""From this stance on somebody is for the statement, or against it; nearer to the middle they are undecided."""
FEWEST_FOR_ALONE = 3


class Outcome(Card):
    """How a conversation came out. `stances` are the last ones, by persona id, in the order of the cast.

    `ended`: how it was over before its rounds were. `broken`: in its last round nobody had a word, so that it has no
    end. `drift`: the change of the standard deviation of stances. `alone`: who stands against all the others.
    """

    arm: str
    rounds: int
    stances: dict[str, Signed]
    ended: Ending | None = None
    broken: bool = False
    drift: float | None = None
    gave_in: tuple[str, ...] = ()
    changed_sides: tuple[str, ...] = ()
    alone: str | None = None

    @property
    def majority(self) -> int:
        """1 where more than half of them are for the statement, -1 where against it, 0 where neither."""
        sides = [side_of(stance) for stance in self.stances.values()]
        return next((side for side in (1, -1) if 2 * sides.count(side) > len(sides)), 0)

    @property
    def agreed(self) -> bool:
        """Whether all of them stand on one side."""
        return len(self.stances) > 1 and {side_of(stance) for stance in self.stances.values()} in ({1}, {-1})

    @property
    def closer(self) -> bool:
        """Whether they end closer to each other than they began, by so much that it counts."""
        return self.drift is not None and self.drift <= -MOVED / 2

    @property
    def apart(self) -> bool:
        """Whether they end further from each other than they began, by so much that it counts."""
        return self.drift is not None and self.drift >= MOVED / 2


def outcome_of(cast: Sequence[Persona], turns: Sequence[Turn]) -> Outcome:
    """The outcome of the one conversation whose `turns` these are: of one arm and cycle, at least one of the cast."""
    (summary,) = summarise(cast, turns).arms
    rounds = max(turn.round for turn in turns)
    last = [turn.utterance for turn in turns if turn.round == rounds]
    stances = {path.persona: path.last for path in summary.paths if path.last is not None}
    ended = ending(turns)
    return Outcome(
        arm=summary.arm,
        rounds=rounds,
        stances=stances,
        ended=ended,
        broken=ended is None and all(utterance.silence is not None for utterance in last),
        drift=summary.drift if len(stances) > 1 else None,
        gave_in=summary.gave_in,
        changed_sides=tuple(path.persona for path in summary.paths if _changed_sides(path)),
        alone=_alone(stances),
    )


def side_of(stance: float) -> int:
    """1 for the statement, -1 against it, 0 undecided."""
    return 0 if abs(stance) < LEANS else 1 if stance > 0 else -1


def _changed_sides(path: Path) -> bool:
    if path.first is None or path.last is None:
        return False
    return side_of(path.first) * side_of(path.last) < 0


def _alone(stances: dict[str, float]) -> str | None:
    """Who stands on one side while everyone else, two at least, stands on the other."""
    if len(stances) < FEWEST_FOR_ALONE:
        return None
    for persona, stance in stances.items():
        others = {side_of(other) for who, other in stances.items() if who != persona}
        if side_of(stance) and others == {-side_of(stance)}:
            return persona
    return None
