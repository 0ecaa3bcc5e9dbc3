"""What a persona remembers: the last turns word for word, and what came before in notes of its own.

Notes are rewritten every few rounds, from the notes so far and what was said since, while the next round speaks: they
are there for the round after it. So a prompt holds at most one set of notes and a handful of rounds, however long the
talk is. Seats take turns at writing, so that a table's prompts are as long in one round as in the next.
"""

from __future__ import annotations

from collections.abc import Iterable

from sobremesa.personas.card import Card

TURNS_IN_MIND = 20
"""Turns of all at the table after which notes are due."""
FEWEST_ROUNDS = 2
NOTE_CHARACTERS = 700

Place = tuple[int, int]
"""A cycle and a round."""

BEFORE: Place = (-1, -1)


class Note(Card):
    """What a persona has written down of a talk: all until the end of `round` in `cycle`, in its own words."""

    arm: str
    cycle: int
    round: int
    persona: str
    text: str

    @property
    def through(self) -> Place:
        """The last round that it covers."""
        return (self.cycle, self.round)


def pace(seats: int) -> int:
    """After how many rounds those at a table of so many seats rewrite their notes.

    >>> [pace(seats) for seats in (2, 3, 5, 10, 50)]
    [10, 6, 4, 2, 2]
    """
    return max(FEWEST_ROUNDS, TURNS_IN_MIND // max(1, seats))


def is_due(seat: int, seats: int, past: int, noted: int) -> bool:
    """Whether the one at `seat` (from 0) rewrites notes that cover `noted` of the `past` rounds."""
    every = pace(seats)
    return past - noted >= every and (past + seat) % every == 0


def latest_note(notes: Iterable[Note], arm: str, persona: str) -> Note | None:
    """The note that stands for someone in a talk; None if there is none yet."""
    own = (note for note in notes if (note.arm, note.persona) == (arm, persona))
    return max(own, key=lambda note: note.through, default=None)


def shortened(text: str) -> str:
    """Notes on one line and within NOTE_CHARACTERS, cut between words."""
    flat = " ".join(text.split())
    if len(flat) <= NOTE_CHARACTERS:
        return flat
    return flat[: NOTE_CHARACTERS - 1].rsplit(" ", 1)[0] + "…"
