"""The checks of a talk on talks made by hand: alike or not, agreeing or not, true to their cards or not."""

from __future__ import annotations

from collections.abc import Callable

import pytest

from sobremesa.personas.assent import agrees, disagrees, only_agrees
from sobremesa.personas.card import Persona, PrivateSide, PublicSide
from sobremesa.personas.casting import Cast
from sobremesa.personas.material import lines, voice_lines
from sobremesa.personas.private_answer import PrivateAnswer
from sobremesa.personas.restraint import restraint
from sobremesa.personas.soundness import Soundness, soundness
from sobremesa.personas.traits import PROTOTYPES
from sobremesa.personas.utterance import Departure, Rewrite, SelfReport, Turn, Utterance
from sobremesa.personas.variety import variety

PlayScenario = Callable[..., tuple[Cast, tuple[Turn, ...]]]

CAST = tuple(
    Persona(
        id=name, public=PublicSide(name=name.title(), role="guest"), stance=stance, private=PrivateSide(secrets=kept)
    )
    for name, stance, kept in (("ann", 0.8, ("I sold the silver spoons",)), ("bo", -0.7, ()), ("cyd", 0.1, ()))
)


def turn(who: str, round_: int, speech: str, stance: float, to: str | None = None, **more: object) -> Turn:
    report = SelfReport(emotion="calm", valence=0, arousal=0.2, stance=stance, confidence=0.5, intention="")
    known = {"persona": who, "thought": "", "speech": speech, "report": report, "to": to}
    said = Utterance.model_validate({**known, **more})
    return Turn(arm="talk", cycle=0, round=round_, utterance=said)


FIRST = (
    turn("ann", 1, "The roof leaks and winter is near, so let us sell.", 0.8),
    turn("bo", 1, "Grandmother planted that orchard with her own hands.", -0.7),
    turn("cyd", 1, "My train leaves at seven, can we be brief?", 0.1),
)


def of(*turns: Turn) -> Soundness:
    (found,) = soundness(CAST, turns)
    return found


@pytest.mark.parametrize(
    "text",
    [
        "I agree with Bo.", "You're right, Ann.", "Exactly. That's how I see it.", "Good point, Cyd.",
        "I couldn't agree more.", "Ann is absolutely right about the roof.", "I’m with Bo.",
        "Yes, and we should hurry.",
        "That works for me.", "What Ann said.", "Agreed.", "I think so too.",
    ],
)  # fmt: skip
def test_words_of_agreement(text: str) -> None:
    assert agrees(text)
    assert not disagrees(text)
    assert only_agrees(text)


@pytest.mark.parametrize(
    "text",
    [
        "I disagree.", "I don't agree with you, Bo.", "No. Not with me.", "I see it differently.",
        "That's not right, Ann.",
        "You're wrong about the roof.", "I'm against it.", "I can't support that.", "How can you say that?",
        "I’m not convinced.", "I don't think so.", "Bo isn't right about this.", "I'm not with you there.",
    ],
)  # fmt: skip
def test_words_of_disagreement(text: str) -> None:
    assert disagrees(text)
    assert not only_agrees(text)


@pytest.mark.parametrize(
    "text", ["You're right, but winter is near.", "Agreed, unless it rains.", "You may be right. Why the roof, though?"]
)
def test_agreement_with_a_reservation_is_more_than_agreement(text: str) -> None:
    assert not only_agrees(text)


@pytest.mark.parametrize(
    "text", ["All right then.", "Turn right at the mill.", "The roof leaks.", "With my sister.", ""]
)
def test_words_that_only_look_like_it(text: str) -> None:
    assert not agrees(text)
    assert not disagrees(text)


def test_how_much_of_agreement_and_contradiction_words_show() -> None:
    """Held against sentences that were written to agree or to differ: much is missed, hardly anything is mistaken."""
    voices = sorted(set(PROTOTYPES))
    said = {
        move: [
            line.format_map({"other": "Ben", "point": "the debts", "topic": "the mill", "doing": "selling it"})
            for line in (*(one for voice in voices for one in voice_lines(voice, move)), *lines("points", move))
        ]
        for move in ("agree", "differ")
    }
    agreeing, differing = said["agree"], said["differ"]
    assert min(map(len, said.values())) > 50
    assert sum(map(agrees, agreeing)) >= len(agreeing) / 2
    assert sum(map(disagrees, differing)) >= len(differing) / 3
    mistaken = sum(map(disagrees, agreeing)) + sum(map(only_agrees, differing))
    assert mistaken <= (len(agreeing) + len(differing)) / 30


def test_who_agrees_aloud_with_someone_they_stand_apart_from_keeps_something_back() -> None:
    told = (
        *FIRST,
        turn("bo", 2, "You're right, Ann.", -0.7, "ann"),
        turn("ann", 2, "You're right, Cyd.", 0.8, "cyd", thought="I don't agree at all."),
        turn("cyd", 2, "I disagree, Bo.", 0.1, "bo"),
    )
    found = restraint(told)
    assert (found.spoken, found.only_agreeing, found.occasions, found.kept_back) == (6, 2, 3, 2)
    close = restraint((*FIRST, turn("cyd", 2, "You're right, Ann.", 0.6, "ann")))
    assert (close.only_agreeing, close.occasions, close.kept_back) == (1, 0, 0)


def test_what_is_said_at_the_same_moment_is_no_occasion() -> None:
    assert restraint([turn("ann", 1, "Sell.", 0.8), turn("bo", 1, "You're right.", -0.7, "ann")]).occasions == 0


def test_saying_the_same_is_seen() -> None:
    same = [turn(who, 2, "The roof leaks and winter is near, so let us sell.", 0.8) for who in ("ann", "bo", "cyd")]
    found = of(*FIRST, *same)
    assert found.variety.alike_first == 0
    assert found.variety.alike_last == pytest.approx(1)
    assert found.variety.parts == 3
    assert (found.variety.parts_first, found.variety.parts_last) == (3, 1)
    assert found.spread_last == 0
    fresh = variety(CAST, FIRST, [0.8, -0.7, 0.1], [0.8, -0.7, 0.1])
    assert fresh.distinct == 1
    assert (found.variety.distinct or 1) < 0.7


def test_departures_rewrites_and_silence_are_counted() -> None:
    jumps = Departure(kind="jumps", reason="The stance goes.")
    tone = Departure(kind="out of tone", reason="The tone.")
    found = of(
        *FIRST,
        turn("ann", 2, "Fine.", -0.9, departures=(jumps, tone), rewrite=Rewrite(reasons=("It goes.",), kept="first")),
        turn("bo", 2, "Never mind.", -0.7, rewrite=Rewrite(reasons=("It went.",), kept="second")),
        turn("cyd", 2, "", 0.1, silence="had nothing new to say"),
    )
    assert (found.spoken, found.silent, found.true_to_card) == (5, 1, 4)
    assert {one.kind: one.turns for one in found.departed} == {"jumps": 1, "out of tone": 1}
    assert (found.sent_back, found.improved) == (2, 1)


def test_secrets_are_counted_where_they_can_be_traced() -> None:
    assert (of(*FIRST).secrets, of(*FIRST).slips) == (1, ())
    (slip,) = of(*FIRST, turn("bo", 2, "Who sold the silver spoons?", -0.7)).slips
    assert (slip.owner, slip.by, slip.how) == ("ann", "bo", "leaked")


def test_each_talk_is_looked_at_by_itself() -> None:
    other = [one.model_copy(update={"arm": "another"}) for one in FIRST]
    assert [found.arm for found in soundness(CAST, [*FIRST, *other])] == ["another", "talk"]
    assert soundness(CAST, []) == ()


def test_rehearsed_people_keep_apart_and_their_secrets_to_themselves(play_scenario: PlayScenario) -> None:
    for seed in range(5):
        cast, turns = play_scenario("Four siblings decide who takes in their mother. Each has a secret.", seed, 5)
        (found,) = soundness(cast.personas, turns, f"{cast.scene} {cast.question}")
        assert found.slips == ()
        assert found.secrets >= 2
        assert found.restraint.only_agreeing < found.spoken / 3
        assert (found.variety.alike_last or 0) < 0.25
        assert (found.variety.distinct or 0) > 0.8


def test_an_answer_in_private_is_held_against_the_last_word() -> None:
    def answer(persona: str, stance: float, when: str = "after", arm: str = "talk") -> PrivateAnswer:
        said = {"answer": "Between us.", "stance": stance, "confidence": 0.5}
        return PrivateAnswer.model_validate({"arm": arm, "when": when, "persona": persona, "said": said})

    answers = [
        answer("ann", 0.1), answer("bo", -0.6), answer("ann", -1, when="before"), answer("cyd", -1, arm="another"),
        PrivateAnswer(arm="talk", when="after", persona="cyd", silence="The budget is spent."),
    ]  # fmt: skip
    (found,) = soundness(CAST, FIRST, answers=answers)
    assert [(one.persona, one.aloud, one.private, one.elsewhere) for one in found.candour] == [
        ("ann", 0.8, 0.1, True),
        ("bo", -0.7, -0.6, False),
    ]
