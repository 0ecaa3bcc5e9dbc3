"""What goes on beside the turns of a talk: who is asked in private, and who rewrites their notes, and when."""

from __future__ import annotations

from collections.abc import Sequence

from sobremesa.nodes.note import Pause
from sobremesa.nodes.private import Question
from sobremesa.nodes.table import Table, seen
from sobremesa.personas.memory import Note, is_due, latest_note
from sobremesa.personas.private_answer import PrivateAnswer, When
from sobremesa.personas.utterance import Turn


def questions(
    table: Table, when: When, spoken: int, turns: Sequence[Turn], notes: Sequence[Note], given: Sequence[PrivateAnswer]
) -> tuple[Question, ...]:
    """The questions in private before the first meeting of a talk, or after the last; none where all have answered.

    Who stands for many is not asked: there is nobody in particular who would think otherwise than they say.
    """
    if not (table.opens if when == "before" else table.closes):
        return ()
    answered = {answer.persona for answer in given if (answer.arm, answer.when) == (table.arm, when)}
    at = 0 if when == "before" else spoken + 1
    return tuple(
        Question(
            persona=persona.model_dump(mode="json"),
            perception=seen(table, persona, turns, notes, at),
            arm=table.arm,
            when=when,
        )
        for persona in table.speaking(at)
        if persona.id not in answered and persona.id not in table.standing
    )


def pauses(table: Table, spoken: int, turns: Sequence[Turn], notes: Sequence[Note]) -> tuple[Pause, ...]:
    """Whoever rewrites their notes while round `spoken` is spoken; nobody in the last round of all."""
    if table.closes and spoken >= table.rounds:
        return ()
    places = sorted({(turn.cycle, turn.round) for turn in turns if turn.arm == table.arm})
    personas, there = table.casting.personas, table.speaking(spoken)
    found: list[Pause] = []
    for seat, persona in enumerate(personas):
        note = latest_note(notes, table.arm, persona.id)
        noted = 0 if note is None else sum(place <= note.through for place in places)
        if persona in there and is_due(seat, len(personas), len(places), noted):
            cycle, last = places[-1]
            perception = seen(table, persona, turns, notes, spoken)
            card = persona.model_dump(mode="json")
            found.append(Pause(persona=card, perception=perception, arm=table.arm, cycle=cycle, round=last))
    return tuple(found)
