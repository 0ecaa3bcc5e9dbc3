"""What happens around a talk while it goes on: an event ("the lights go out"), or a scene (another place or time)."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Annotated, Literal

from pydantic import Field

from sobremesa.personas.card import Card

MAX_ROUND = 100
LONGEST = 300


class Happening(Card):
    """Something that everyone perceives from `round` on; rounds are counted from 1, through all meetings of a talk."""

    round: Annotated[int, Field(ge=1, le=MAX_ROUND)]
    what: Annotated[str, Field(min_length=1, max_length=LONGEST)]
    kind: Literal["event", "scene"] = "event"


def round_of_all(cycle: int, spoken: int, rounds: int) -> int:
    """The number of a round among those of all meetings; `cycle` is 0 where there is one meeting only.

    >>> round_of_all(0, 3, 5), round_of_all(2, 1, 5)
    (3, 6)
    """
    return (max(cycle, 1) - 1) * rounds + spoken


def happened_by(happenings: Sequence[Happening], now: int) -> tuple[Happening, ...]:
    """What has happened by round `now`, in its order."""
    return tuple(sorted((one for one in happenings if one.round <= now), key=lambda one: one.round))
