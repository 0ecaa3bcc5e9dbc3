"""A talk ends when all agree, or when nothing new is said; not before."""

from sobremesa.personas.ending import ending
from sobremesa.personas.utterance import NOTHING_NEW, SelfReport, Turn, Utterance

WHO = ("ana", "ben")

SPEECHES = (
    "We could close the bridge for a month and mend it properly.",
    "My shop lives from the people who walk over it every day.",
    "Then let us ask the town what a month without it would cost.",
    "A ferry would carry them over, and I know who owns one.",
)


def says(who: str, round_: int, speech: str, stance: float) -> Turn:
    report = SelfReport(emotion="calm", valence=0, arousal=0, stance=stance, confidence=0.5, intention="")
    said = Utterance(persona=who, thought="", speech=speech, report=report, silence=None if speech else "No words.")
    return Turn(arm="talk", cycle=0, round=round_, utterance=said)


def talk(*stances: tuple[float, float], speeches: tuple[str, ...] = SPEECHES) -> list[Turn]:
    """A talk of two, with their stances round by round."""
    return [
        says(who, number, f"{speeches[(number - 1) % len(speeches)]} I am {who}.", stance)
        for number, pair in enumerate(stances, 1)
        for who, stance in zip(("ana", "ben"), pair, strict=True)
    ]


def test_two_rounds_on_one_side_are_agreement() -> None:
    assert ending(talk((0.9, -0.5), (0.8, 0.7), (0.8, 0.75))) == "agreed"
    assert ending(talk((-0.5, -0.4), (-0.5, -0.5))) == "agreed"


def test_one_round_is_not_nor_is_the_middle_nor_are_two_sides() -> None:
    assert ending(talk((0.8, 0.7))) is None
    assert ending(talk((0.9, -0.5), (0.8, 0.7))) is None
    assert ending(talk((0.1, 0.2), (0.1, 0.2))) is None
    assert ending(talk((0.9, 0.3), (0.9, 0.3))) is None


def test_saying_the_same_for_two_rounds_is_being_stuck() -> None:
    again = (SPEECHES[0], SPEECHES[0], SPEECHES[0])
    assert ending(talk((0.9, -0.5), (0.9, -0.5), (0.9, -0.5), speeches=again)) == "stuck"
    assert ending(talk((0.9, -0.5), (0.9, -0.5), speeches=again)) is None


def test_new_words_or_a_stance_that_moves_keep_it_going() -> None:
    assert ending(talk((0.9, -0.5), (0.9, -0.5), (0.9, -0.5))) is None
    again = (SPEECHES[0], SPEECHES[0], SPEECHES[0])
    assert ending(talk((0.9, -0.5), (0.9, -0.4), (0.9, -0.3), speeches=again)) is None


def test_who_is_silent_stands_where_they_last_stood() -> None:
    against = says("cyd", 1, "Never, as long as I live here.", -0.9)
    assert ending([*talk((0.8, 0.7), (0.8, 0.7), (0.8, 0.75)), against]) is None
    assert (
        ending([*talk((0.8, 0.7), (0.8, 0.7), (0.8, 0.75)), against, says("cyd", 2, "All right then.", 0.7)])
        == "agreed"
    )


def test_a_round_in_which_all_choose_silence_is_being_stuck() -> None:
    def silence(why: str) -> list[Turn]:
        silent = says("ana", 2, "", 0.5).utterance.model_copy(update={"silence": why})
        return [Turn(arm="talk", cycle=0, round=2, utterance=silent.model_copy(update={"persona": who})) for who in WHO]

    assert ending([*talk((0.9, -0.5)), *silence(NOTHING_NEW)]) == "stuck"
    assert ending([*talk((0.9, -0.5)), *silence("The limit of calls is reached.")]) is None
    assert ending(silence(NOTHING_NEW)) is None


def test_silence_counts_for_nothing() -> None:
    silent = [says("cyd", number, "", 0.0) for number in (1, 2, 3)]
    assert ending([*talk((0.9, -0.5), (0.8, 0.7), (0.8, 0.75)), *silent]) == "agreed"
    assert ending(silent) is None
