"""Who moved whom, as typed data: what is measured from the turns, and beside it what each says of themselves.

A pull is not a cause. It says that one's stance, or feeling, followed another's a turn later, more closely than chance,
what the others said and what moved everyone alike would make it. Whether it would go away without that person is
another question: `masking` answers it, by holding the conversation again.
"""

from __future__ import annotations

from typing import Literal

from sobremesa.personas.card import Card

Channel = Literal["stance", "feeling"]
Untold = Literal["too few speak", "nobody moves", "too few rounds"]
LEVEL = 0.05
"""At most one conversation in twenty without any influence is said to hold one."""


class Pull(Card):
    """How far `listener` follows `speaker`: its change in one turn for each unit that the speaker's last word, as the
    listener heard it, stood further up; all else that is accounted for the same. 0.2: a fifth of the way.

    `low` and `high` bound the 95% permutation interval of this pull alone, `chance` is its p-value, corrected for all
    pulls that were looked at. `told`: told from chance. `steps` counts the changes that it rests on. All but `steps`
    are None where there are too few of them.
    """

    channel: Channel
    speaker: str
    listener: str
    steps: int
    pull: float | None = None
    low: float | None = None
    high: float | None = None
    chance: float | None = None

    @property
    def told(self) -> bool:
        """Whether it is told from chance."""
        return self.chance is not None and self.chance <= LEVEL


class Claim(Card):
    """How many of the listener's `turns` name the speaker as who moved them."""

    speaker: str
    listener: str
    named: int
    turns: int


class WhoMoved(Card):
    """What one talk shows, or several talks of the same people. `rounds` is that of the longest.

    `untold` says why nothing can be told (`nobody moves`: not by enough that their own habits would not account for);
    where rounds are too few, `needed` is how many it takes at the least. `pulls` are ordered: those told first, and
    from the strongest; `claims` from the most often made.
    """

    arms: tuple[str, ...]
    rounds: int
    pulls: tuple[Pull, ...] = ()
    claims: tuple[Claim, ...] = ()
    untold: Untold | None = None
    needed: int | None = None

    @property
    def told(self) -> tuple[Pull, ...]:
        """The pulls that are told from chance."""
        return tuple(pull for pull in self.pulls if pull.told)
