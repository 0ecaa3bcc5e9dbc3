"""Where a run can be taken up again: the states of its history from which a cycle, a round or the mechanics begin.

A state that is about to live through a cycle, or to run a model, is taken as it stands. Conversations stand side by
side, each in a round of its own, so that no single state need hold all of them at the beginning of one round: the
state is put together from what each of them had left by then.
"""

from __future__ import annotations

from collections.abc import AsyncIterator, Mapping
from dataclasses import dataclass
from typing import Any, Literal

from sobremesa.errors import BadRequestError
from sobremesa.nodes.contract import Request
from sobremesa.nodes.talks import conversations

Values = Mapping[str, Any]
Goto = Literal["simulate", "converse"]
KEPT = ("rounds", "notes", "private")
"""What talks leave in the state, each entry under the name of its talk."""


@dataclass(frozen=True, slots=True)
class Past:
    """A state that a thread was in, and the steps that were due then."""

    values: Values
    due: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Place:
    """A state to go on from, and the step that is due."""

    values: Values
    goto: Goto


History = AsyncIterator[Past]
"""The states of a thread, the latest first."""


async def place_in(history: History, at: int, thread: str) -> Place:
    """The place `at` in the history of a thread.

    Raises BadRequestError where there is none: with how far the thread came, or that it did nothing.
    """
    latest = await anext(history, None)
    mode = None if latest is None else (latest.values.get("route") or {}).get("mode")
    if latest is None or mode is None:
        raise BadRequestError(f"Thread {thread} has done nothing yet that could be forked: sobremesa resume {thread}")
    if latest.values.get("report") and mode != "social" and latest.values.get("document") is None:
        mode = "none"
    match mode:
        case "hybrid":
            return await _cycle(latest, history, at, thread)
        case "mechanics":
            return await _start(latest, history, thread)
        case "social":
            return await _round(latest, history, at, thread)
    raise BadRequestError(f"Nothing was simulated in thread {thread}, so there is nothing to fork.")


async def _cycle(latest: Past, history: History, at: int, thread: str) -> Place:
    """The state before a cycle of a coupled run."""
    _refuse_outside("cycle", at, int(latest.values.get("cycle", 0)), thread)
    async for past in _all(latest, history):
        if "simulate" in past.due and past.values.get("cycle") == at - 1:
            return Place(past.values, "simulate")
    raise BadRequestError(_not_there("cycle", at, thread))


async def _start(latest: Past, history: History, thread: str) -> Place:
    """The state before the experiment of a model that runs alone."""
    async for past in _all(latest, history):
        if "simulate" in past.due:
            return Place(past.values, "simulate")
    raise BadRequestError(f"Thread {thread} has no model that could be run on: sobremesa resume {thread}")


async def _round(latest: Past, history: History, at: int, thread: str) -> Place:
    """The state before a round of every conversation."""
    request = Request.model_validate(latest.values["request"])
    arms = {talk.arm for talk in conversations(request)}
    _refuse_outside("round", at, max(_spoken(latest.values, arm) for arm in arms), thread)
    found: dict[str, Values] = {}
    async for past in _all(latest, history):
        if past.values.get("casting"):
            found = {arm: past.values for arm in arms if _spoken(past.values, arm) < at} | found
        if len(found) == len(arms):
            return Place(_together(found), "converse")
    raise BadRequestError(_not_there("round", at, thread))


async def _all(latest: Past, history: History) -> AsyncIterator[Past]:
    yield latest
    async for past in history:
        yield past


def _spoken(values: Values, arm: str) -> int:
    return max((turn["round"] for turn in values.get("rounds", ()) if turn["arm"] == arm), default=0)


def _together(found: Mapping[str, Values]) -> Values:
    """One state of what each conversation had left when it came to a round: nothing is held again yet.

    Whoever was asked in private before the first round has been asked.
    """
    base = min(found.values(), key=lambda values: len(values["rounds"]))
    kept = {
        name: [one for arm, values in sorted(found.items()) for one in values.get(name, ()) if one["arm"] == arm]
        for name in KEPT
    }
    return {**base, **kept, "unheard": None}


def _refuse_outside(what: str, at: int, last: int, thread: str) -> None:
    """Raises BadRequestError where a thread has not come to a place."""
    if last < 1:
        raise BadRequestError(f"Thread {thread} has come to no {what} yet: sobremesa resume {thread}")
    if not 1 <= at <= last:
        there = f"{what} 1" if last == 1 else f"{what}s 1 to {last}"
        raise BadRequestError(f"There is no {what} {at} in thread {thread}: it has come through {there}.")


def _not_there(what: str, at: int, thread: str) -> str:
    return (
        f"What thread {thread} was before {what} {at} is not kept in it: fork the thread that it was forked from. "
        f"Which that is: sobremesa tree {thread}"
    )


def lies_before(at: int, mode: str, node: str, turn: str) -> bool:
    """Whether a call of a language model was made on the way to the place `at`, by what the journal knows of it.

    A turn is known as `talk/cycle/round/persona`; what is no turn is a reading, which comes first, or the writer's.

    >>> [lies_before(2, "social", "speak", f"conversation/0/{spoken}/ann") for spoken in (1, 2)]
    [True, False]
    """
    if node == "synthesize":
        return False
    place = turn.rsplit("/", 3)[1:3]
    if len(place) < 2 or not all(part.isdecimal() for part in place):
        return True
    return int(place[0 if mode == "hybrid" else 1]) < at
