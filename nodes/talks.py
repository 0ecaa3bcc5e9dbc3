"""Which talks are held side by side: conversations of one cast, and each of them once more without someone.

Conversations differ by their seeds and by the names of their turns, nothing else. One that is held again without a
persona draws and asks at the addresses of the one that it repeats: both are alike, to the byte, until that persona
would have been heard, so whatever differs then is that persona's doing.
"""

from __future__ import annotations

import hashlib
import re
from collections.abc import Sequence
from dataclasses import dataclass

from sobremesa.errors import BadRequestError
from sobremesa.nodes.contract import MAX_CONVERSATIONS, Request

CONVERSATION = "conversation"
EXCHANGED = "seats exchanged"
NUMBERED = re.compile(r" \(\d+\)\Z")
MOST_PAIRS = 10
"""Of more conversations the first ten are held again: enough for an interval on what somebody's words do."""


@dataclass(frozen=True, slots=True)
class Talk:
    """A talk without mechanics. `arm` names it in the transcript, `origin` is the talk at whose addresses it draws and
    asks (its own name, as a rule), `without` the persona that sits there and is not heard.
    """

    arm: str
    seed: int
    origin: str
    without: str | None = None


def conversations(request: Request) -> tuple[Talk, ...]:
    """The conversations that are asked for: as many as there are replicates, one if none are given.

    The first has the seed of the request. Raises BadRequestError where more are asked for than can be held.

    >>> [talk.arm for talk in conversations(Request(scenario="They talk.", replicates=2))]
    ['conversation', 'conversation 2']
    """
    number = request.replicates or 1
    if number > MAX_CONVERSATIONS:
        raise BadRequestError(f"replicates: at most {MAX_CONVERSATIONS} conversations can be held, not {number:,}.")
    names = (CONVERSATION, *(f"{CONVERSATION} {each}" for each in range(2, number + 1)))
    return tuple(Talk(name, seed_of(request.seed, each), name) for each, name in enumerate(names))


def replays(request: Request, without: Sequence[str]) -> tuple[Talk, ...]:
    """The conversations once more without each of the personas; of many the first ten.

    >>> [talk.arm for talk in replays(Request(scenario="They talk."), ("ann",))]
    ['conversation without ann']
    """
    first = conversations(request)[:MOST_PAIRS]
    return tuple(Talk(f"{talk.arm} without {one}", talk.seed, talk.origin, one) for one in without for talk in first)


def is_further(arm: str) -> bool:
    """Whether a talk stands beside the first conversation, which alone is told word for word.

    >>> [is_further(arm) for arm in ("conversation", "conversation 2", "conversation without ann")]
    [False, True, True]
    >>> [is_further(arm) for arm in ("they talk", "they talk (2)", "they talk, seats exchanged")]
    [False, True, True]
    """
    beside = arm.endswith(f", {EXCHANGED}") or NUMBERED.search(arm) is not None
    return arm.startswith(f"{CONVERSATION} ") or beside


def is_replay(arm: str) -> bool:
    """Whether a talk is a conversation that is held again without someone.

    >>> [is_replay(arm) for arm in ("conversation 2", "conversation 2 without ann", "a day without rain")]
    [False, True, False]
    """
    return arm.startswith(CONVERSATION) and " without " in arm


def seed_of(seed: int, index: int) -> int:
    """The seed of a conversation: that of the request for the first (0), one drawn from it for the others."""
    if index == 0:
        return seed
    digest = hashlib.sha256(f"conversation/{seed}/{index}".encode()).digest()
    return int.from_bytes(digest[:8], "little") >> 11
