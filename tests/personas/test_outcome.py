"""What came of a conversation, by hand."""

import pytest

from sobremesa.personas.card import Persona, PublicSide
from sobremesa.personas.outcome import Outcome, outcome_of, side_of
from sobremesa.personas.utterance import SelfReport, Turn, Utterance

STARTS = {"ann": -0.6, "bo": 0.5, "cy": 0.7}
CAST = tuple(Persona(id=one, public=PublicSide(name=one, role="x"), stance=at) for one, at in STARTS.items())


def said(persona: str, number: int, stance: float, speech: str = "I say {} to it.", silence: str | None = None) -> Turn:
    report = SelfReport(emotion="calm", valence=0, arousal=0, stance=stance, confidence=1, intention="")
    words = "" if silence else speech.format(f"{persona} {number}")
    return Turn(
        arm="conversation 3",
        cycle=0,
        round=number,
        utterance=Utterance(persona=persona, thought="", speech=words, report=report, silence=silence),
    )


def ends(ann: float, bo: float, cy: float) -> Outcome:
    return outcome_of(CAST, [said("ann", 1, ann), said("bo", 1, bo), said("cy", 1, cy)])


def test_where_each_stands_in_the_end() -> None:
    outcome = outcome_of(CAST, [said("ann", 1, -0.5), said("bo", 1, 0.4), said("ann", 2, -0.2), said("bo", 2, 0.3)])
    assert (outcome.arm, outcome.rounds, outcome.stances) == ("conversation 3", 2, {"ann": -0.2, "bo": 0.3})


@pytest.mark.parametrize(
    ("stances", "majority", "agreed", "alone"),
    [
        ((0.3, 0.5, 0.7), 1, True, None),
        ((-0.3, -0.5, -0.7), -1, True, None),
        ((-0.3, 0.5, 0.7), 1, False, "ann"),
        ((-0.3, -0.5, 0.7), -1, False, "cy"),
        ((0.05, 0.5, 0.7), 1, False, None),
        ((0.05, -0.05, 0.7), 0, False, None),
        ((0.0, -0.4, 0.7), 0, False, None),
    ],
)
def test_sides(stances: tuple[float, float, float], majority: int, agreed: bool, alone: str | None) -> None:
    outcome = ends(*stances)
    assert (outcome.majority, outcome.agreed, outcome.alone) == (majority, agreed, alone)


def test_half_is_no_majority_and_of_two_nobody_is_left_alone() -> None:
    outcome = outcome_of(CAST, [said("ann", 1, -0.5), said("bo", 1, 0.5)])
    assert (outcome.majority, outcome.alone) == (0, None)


def test_who_gave_most_ground_and_who_changed_sides() -> None:
    outcome = ends(0.3, 0.5, 0.7)
    assert (outcome.gave_in, outcome.changed_sides) == (("ann",), ("ann",))
    assert outcome.closer and not outcome.apart


def test_from_the_middle_nobody_changes_sides() -> None:
    undecided = (CAST[0].model_copy(update={"stance": -0.05}), *CAST[1:])
    outcome = outcome_of(undecided, [said("ann", 1, 0.6), said("bo", 1, 0.5), said("cy", 1, 0.7)])
    assert outcome.changed_sides == ()


def test_drifting_apart() -> None:
    outcome = ends(-0.9, 0.8, 0.9)
    assert outcome.apart and not outcome.closer


def test_a_conversation_that_ends_in_silence_is_broken() -> None:
    spent = "The budget is spent."
    turns = [said("ann", 1, -0.5), said("bo", 1, 0.4), *(said(one, 2, 0, silence=spent) for one in ("ann", "bo"))]
    assert outcome_of(CAST, turns).broken
    assert not outcome_of(CAST, [*turns[:-1], said("bo", 2, 0.4)]).broken
    assert outcome_of(CAST, turns).stances == {"ann": -0.5, "bo": 0.4}


def test_agreement_and_a_dead_end_are_told_apart() -> None:
    agreed = [said(one, number, 0.6) for number in (1, 2) for one in STARTS]
    assert outcome_of(CAST, agreed).ended == "agreed"
    same = [
        said(one, number, at, speech="Never, and that is that.") for number in (1, 2, 3) for one, at in STARTS.items()
    ]
    assert outcome_of(CAST, same).ended == "stuck"


@pytest.mark.parametrize(("stance", "side"), [(0.1, 1), (0.099, 0), (-0.099, 0), (-0.1, -1)])
def test_leaning(stance: float, side: int) -> None:
    assert side_of(stance) == side
