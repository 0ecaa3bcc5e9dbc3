"""What was answered in a run that is over, found again by whom it was for, whatever the prompts say by now.

A call is known by its node, its persona and its turn; within these, by its prompt; and where a prompt has been
reworded since, by its place among the calls there (a question first, then its repairs). So an answer outlives an edit
of the prompt that asked for it, and which prompts have changed is told.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass

from sobremesa.errors import SobremesaError
from sobremesa.store.journal import Entry, Key, Unanswered

Place = tuple[str, str, str]
"""Node, persona, turn."""


class NotRecordedError(SobremesaError, LookupError):
    """A recorded run is played again, and asks for what it did not ask then."""


@dataclass(frozen=True, slots=True)
class Reworded:
    """A call that is made in other words than it was recorded with. Both prompts by their SHA-256."""

    node: str
    persona: str
    turn: str
    then: str
    now: str


class Recorded:
    """The calls of one run, in the order in which they were answered; each is told as often as it is asked for."""

    def __init__(self, calls: Iterable[tuple[Key, Entry | Unanswered]]) -> None:
        self._places: dict[Place, dict[str, Entry | Unanswered]] = {}
        for key, outcome in calls:
            self._places.setdefault(_place(key), {})[key.prompt] = outcome
        self._told: dict[Place, dict[str, str]] = {}  # the prompt of now → the prompt of then

    def find(self, key: Key) -> Entry | Unanswered:
        """What came of this call. Raises NotRecordedError."""
        there, told = self._places.get(_place(key), {}), self._told.setdefault(_place(key), {})
        then = told.get(key.prompt) or (key.prompt if key.prompt in there else None)
        if then is None:
            then = next((prompt for prompt in there if prompt not in told.values()), None)
        if then is None:
            raise NotRecordedError(_sentence(key))
        told[key.prompt] = then
        return there[then]

    @property
    def reworded(self) -> tuple[Reworded, ...]:
        """The calls that were made in other words than they were recorded with."""
        pairs = [(place, then, now) for place, told in self._told.items() for now, then in told.items()]
        return tuple(Reworded(*place, then, now) for place, then, now in pairs if then != now)

    @property
    def asked(self) -> int:
        """How many calls were made so far."""
        return sum(map(len, self._told.values()))

    @property
    def unasked(self) -> tuple[Place, ...]:
        """Where calls stand that nobody has made so far."""
        return tuple(
            place
            for place, there in self._places.items()
            for prompt in there
            if prompt not in self._told.get(place, {}).values()
        )


def _place(key: Key) -> Place:
    return (key.node, key.persona, key.turn)


def _sentence(key: Key) -> str:
    of = f" of {key.persona}" if key.persona else ""
    at = f" at {key.turn}" if key.turn else ""
    return (
        f"The recording holds no answer to the call {key.node}{of}{at}: this version of Sobremesa asks for what the "
        "one that recorded it did not, so it can't be played again here."
    )
