"""How often a language model is asked for a talk, counted before it is held: at most, since a talk may end early.

Turns that are sent back to be written once more (one in each turn at most) are not counted here, nor are repairs.
"""

from __future__ import annotations

from dataclasses import dataclass

from sobremesa.nodes.contract import Request
from sobremesa.nodes.rounds import rounds_of_conversation
from sobremesa.nodes.talks import conversations, replays
from sobremesa.personas.masking import MOST_MASKED
from sobremesa.personas.memory import is_due


@dataclass(frozen=True, slots=True)
class Calls:
    """Calls for turns, for notes, and for answers in private."""

    turns: int = 0
    notes: int = 0
    answers: int = 0

    @property
    def all(self) -> int:
        """All of them."""
        return self.turns + self.notes + self.answers

    def __add__(self, other: Calls) -> Calls:
        """Those of two talks."""
        return Calls(self.turns + other.turns, self.notes + other.notes, self.answers + other.answers)

    def __mul__(self, number: int) -> Calls:
        """Those of so many talks."""
        return Calls(self.turns * number, self.notes * number, self.answers * number)


def of_conversations(request: Request, people: int) -> Calls:
    """Those of all conversations that a request asks for, held by so many people, and of those held again.

    Who is not heard in them is not asked either. Without a word on it, a language model holds none again.

    >>> of_conversations(Request(scenario="They talk.", rounds=2, replicates=10), people=3)
    Calls(turns=60, notes=0, answers=60)
    """
    rounds, held = rounds_of_conversation(request), len(conversations(request))
    found = of_talk(people, rounds) * held
    if request.masked:
        anyone = tuple(map(str, range(min(people, MOST_MASKED))))
        found += of_talk(people, rounds, unheard=1) * len(replays(request, anyone))
    return found


def of_talk(seats: int, rounds: int, meetings: int = 1, unheard: int = 0) -> Calls:
    """Those of one talk over all its meetings, each of so many rounds; `unheard` of the seats are not asked."""
    speaking, length = seats - unheard, rounds * meetings
    notes = sorted((_notes(seat, seats, length) for seat in range(seats)), reverse=True)
    return Calls(speaking * length, sum(notes[:speaking]), 2 * speaking)


def _notes(seat: int, seats: int, length: int) -> int:
    """How often someone rewrites their notes in a talk of so many rounds."""
    noted = written = 0
    for past in range(1, length):
        # While the last round is spoken nobody does: nothing would be read from it.
        if past + 1 < length and is_due(seat, seats, past, noted):
            noted, written = past, written + 1
    return written
