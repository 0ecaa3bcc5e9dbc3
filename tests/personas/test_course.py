"""What each had heard by each of its turns: known answers for every way of taking turns."""

from __future__ import annotations

from known_talks import said
from sobremesa.personas.course import NOTHING, talk_of
from sobremesa.personas.utterance import Turn


def turn(persona: str, number: int, place: int = 1, **more: object) -> Turn:
    return Turn(arm="talk", cycle=0, round=number, turn=place, utterance=said(persona, 0.1 * number, **more))


def test_what_is_said_at_once_is_heard_a_round_later() -> None:
    ann, bo = talk_of(("ann", "bo"), [turn(who, n) for n in (1, 2, 3) for who in ("ann", "bo")], "stance")
    assert ann.heard.tolist() == [[NOTHING, 0], [NOTHING, 1]]
    assert bo.heard.tolist() == [[0, NOTHING], [1, NOTHING]]
    assert ann.beside[:, 1].tolist() == [1, 2]


def test_round_the_table_whoever_speaks_later_has_heard_this_round() -> None:
    turns = [turn(who, n, place) for n in (1, 2) for place, who in enumerate(("ann", "bo", "cy"), start=1)]
    ann, bo, cy = talk_of(("ann", "bo", "cy"), turns, "stance")
    assert ann.heard.tolist() == [[NOTHING, 0, 0]]
    assert bo.heard.tolist() == [[1, NOTHING, 0]]
    assert cy.heard.tolist() == [[1, 1, NOTHING]]


def test_a_whisper_reaches_one_and_the_silent_are_not_heard() -> None:
    turns = [turn("ann", 1, to="bo", whisper=True), turn("bo", 1), turn("cy", 1), turn("bo", 2), turn("cy", 2)]
    mute = turn("ann", 2)
    turns.append(mute.model_copy(update={"utterance": mute.utterance.model_copy(update={"speech": ""})}))
    turns += [turn("ann", 3), turn("bo", 3), turn("cy", 3)]
    ann, bo, cy = talk_of(("ann", "bo", "cy"), turns, "stance")
    assert bo.heard[:, 0].tolist() == [0, 0]
    assert cy.heard[:, 0].tolist() == [NOTHING, NOTHING]
    assert bo.beside[:, 0].tolist() == [NOTHING, 1]
    assert len(ann.values) == 2


def test_rounds_go_on_over_cycles() -> None:
    turns = [turn(who, n) for n in (1, 2) for who in ("ann", "bo")]
    later = [one.model_copy(update={"cycle": 1}) for one in turns]
    ann, _ = talk_of(("ann", "bo"), [*later, *turns], "feeling")
    assert ann.rounds.tolist() == [1, 2, 3]
    assert ann.heard[:, 1].tolist() == [0, 1, 2]
