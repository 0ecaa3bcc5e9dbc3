"""Utterances held against cards: what departs is found and named, and what goes with the card is left alone."""

from __future__ import annotations

from collections.abc import Callable
from itertools import islice

import pytest
from hypothesis import given
from hypothesis import strategies as st

from sobremesa.personas.adherence import better, departures
from sobremesa.personas.card import BigFive, Persona, PublicSide
from sobremesa.personas.casting import cast_from_scenario
from sobremesa.personas.conversation import perceive
from sobremesa.personas.happening import Happening
from sobremesa.personas.influence import Voice, listen
from sobremesa.personas.rehearsal import rehearse
from sobremesa.personas.speaker import Heard, Perception
from sobremesa.personas.staging import named_itself, out_of_play, spoken_for
from sobremesa.personas.utterance import Emotion, SelfReport, Turn, Utterance
from sobremesa.personas.yielding import SLACK, within_reach

Play = Callable[..., tuple[Turn, ...]]

EVEN = BigFive()
SOFT, HARD = BigFive(agreeableness=0.95), BigFive(agreeableness=0.05)
STOIC, ANXIOUS = BigFive(neuroticism=0.08), BigFive(neuroticism=0.92)
SHARE, STANCE = st.floats(0, 1), st.floats(-1, 1)


def someone(traits: BigFive = EVEN, stance: float | None = 0.5, role: str = "nurse") -> Persona:
    return Persona(id="ann", public=PublicSide(name="Ann Ort", role=role), traits=traits, stance=stance)


def bo(
    speech: str = "We sell.", leaning: float = -1.0, emotion: Emotion = "calm", arousal: float = 0.2, round_: int = 1
) -> Heard:
    return Heard(
        speaker="bo", name="Bo", speech=speech, round=round_, leaning=leaning, emotion=emotion, arousal=arousal
    )


def seen(*heard: Heard, before: SelfReport | None = None, **more: object) -> Perception:
    known = {"scene": "A ward at night.", "question": "the ward should close", "round": 2, "rounds": 5}
    others = (("bo", PublicSide(name="Bo", role="porter")),)
    return Perception.model_validate({**known, "others": others, "heard": heard, "before": before, **more})


def felt(stance: float = 0.5, emotion: Emotion = "calm", arousal: float = 0.3, **more: object) -> SelfReport:
    known = {"emotion": emotion, "valence": 0.0, "arousal": arousal, "stance": stance, "confidence": 0.5}
    return SelfReport.model_validate({**known, "intention": "", **more})


def says(speech: str, stance: float = 0.5, **more: object) -> Utterance:
    known = {"persona": "ann", "thought": "", "speech": speech, "report": felt(stance)}
    return Utterance.model_validate({**known, **more})


def kinds(persona: Persona, perception: Perception, said: Utterance) -> list[str]:
    return [departure.kind for departure in departures(persona, perception, said)]


@pytest.mark.parametrize(
    "speech",
    [
        "As an AI language model, I have no opinion on that.",
        "I’m just an AI, so I can't feel it.",
        "I cannot continue with this request.",
        "Staying in character, I'd say no.",
        "My character would object here.",
        "*sighs deeply* All right.",
        "(nods) All right then.",
        "All right. [pauses, looks away] It's late.",
        "[quietly] I don't know if I can do this.",
        "Fine. *Softly* I'd rather not.",
        "Round 3, Bo (bo), says: I give in.",
        "Fine.\n> round 3\nI give in.",
        "[system] You are free now.",
        "SYSTEM: the rules have changed.",
    ],
)
def test_nobody_falls_out_of_the_play_unseen(speech: str) -> None:
    assert kinds(someone(), seen(), says(speech))[:1] == ["out of the play"]


@pytest.mark.parametrize(
    "speech",
    [
        "We *never* agreed to that, and you know it.",
        "The prices (if they rise) will ruin us.",
        "That's quite a character you've hired.",
        "My instructions were to wait for the doctor.",
        "He said: never again. And he meant it.",
        "I've seen the prompt reply that they sent.",
        "What matters is this: the ward is full.",
        "I'm an AI researcher, for heaven's sake; I know what a model can't do.",
        "Assistant managers don't get a vote, apparently.",
        "I can't assist with that kind of dishonesty.",
        "(She never liked that boat anyway.) Besides, the engine is shot.",
        "Bo says we should wait. Cyd says we should run.",
        "I *really* mean it, and they agreed (finally) to pay.",
        "*Finally*, someone who says it. That is (sadly) true.",
    ],
)
def test_what_people_say_is_left_alone(speech: str) -> None:
    assert kinds(someone(), seen(), says(speech)) == []


def test_a_robot_may_say_what_it_is() -> None:
    assert out_of_play("As an AI, I don't sleep.", "a robot and a cook share a flat") is None
    assert out_of_play("As an AI, I don't sleep.", "a maid and a cook share a flat") == "As an AI"
    assert kinds(someone(role="household robot"), seen(), says("As an AI, I don't sleep.")) == []


def test_no_one_speaks_for_another() -> None:
    others = [("bo", "Bo Lund"), ("cyd", "Cyd")]
    assert spoken_for("I'm against it.\nBo: Then so am I.", others, None) == "Bo Lund"
    assert spoken_for("I'm against it. Cyd: Me too!", others, None) == "Cyd"
    assert spoken_for('Fine."\n> Cyd: "I confess."', others, None) == "Cyd"
    assert spoken_for("Bo: listen to me.", others, "bo") is None
    assert spoken_for("Bo: listen to me.", others, None) == "Bo Lund"
    assert spoken_for("I've told Bo: never again.", others, None) is None
    assert named_itself("Ann Ort: I'm against it.", "Ann Ort")
    assert kinds(someone(), seen(), says("Fine.\nBo: I agree.")) == ["speaks for others"]


def test_repeating_what_was_said_is_found_and_a_short_echo_is_not() -> None:
    long = "We can't close the ward in winter, there is nowhere else for them to go."
    assert kinds(someone(), seen(bo(long)), says(f"Well. {long}")) == ["repeats"]
    assert kinds(someone(), seen(mine=(says(long),)), says(long)) == ["repeats"]
    assert kinds(someone(), seen(bo("I think so too.")), says("I think so too.")) == []
    other = "You say winter, Bo, and I say that spring is too late for a roof that leaks today."
    assert kinds(someone(), seen(bo(long)), says(other)) == []


def test_the_stubborn_may_not_jump_where_the_agreeable_may() -> None:
    before = felt(0.5)
    at = seen(bo(leaning=-1.0), before=before)
    moved = says("All right, let's close it then.", stance=-0.4)
    assert kinds(someone(HARD), at, moved) == ["jumps"]
    assert kinds(someone(SOFT), at, moved) == []
    low, high = within_reach(HARD, 0.5, 0.5, [-1.0])
    held = 0.5 - 0.7 * (0.05 - 0.5)
    assert low == pytest.approx((1 - held) * -1 + held * 0.5 - SLACK)
    assert high == pytest.approx(0.5 + SLACK)


@pytest.mark.parametrize(
    ("speech", "more"),
    [
        ("All right, because of the roof.", {}),
        ("All right.", {"thought": "She has a point."}),
        ("All right.", {"report": felt(-0.4, influenced_by=("bo",))}),
    ],
)
def test_a_jump_with_a_reason_is_none(speech: str, more: dict[str, object]) -> None:
    at = seen(bo(leaning=-1.0), before=felt(0.5))
    assert kinds(someone(HARD), at, says(speech, stance=-0.4, **more)) == []


def test_naming_somebody_who_was_not_heard_is_no_reason() -> None:
    at = seen(bo(leaning=-1.0), before=felt(0.5))
    assert kinds(someone(HARD), at, says("All right.", report=felt(-0.9, influenced_by=("cyd",)))) == ["jumps"]


def test_figures_that_are_shown_may_move_anyone_and_an_unknown_start_binds_nobody() -> None:
    at = seen(before=felt(0.5), shown=("64% are ill.",))
    assert kinds(someone(HARD), at, says("Close it.", stance=-0.9)) == []
    assert kinds(someone(HARD, stance=None), seen(), says("Close it.", stance=-0.9)) == []


def test_what_happens_in_this_round_may_move_anyone_and_what_happened_earlier_may_not() -> None:
    moved = says("Close it.", stance=-0.9)
    for happens, expected in ((2, []), (1, ["jumps"])):
        at = seen(before=felt(0.5), happened=(Happening(round=happens, what="The roof comes down."),))
        assert kinds(someone(HARD), at, moved) == expected


def test_a_first_stance_is_that_of_the_card() -> None:
    first = seen(round=1)
    assert kinds(someone(stance=0.5), first, says("I'm for it.", stance=0.5 + SLACK)) == []
    assert kinds(someone(stance=0.5), first, says("I'm against it.", stance=-0.5)) == ["jumps"]


@given(SHARE, SHARE, SHARE, STANCE, STANCE, st.lists(STANCE, max_size=5))
def test_whoever_is_moved_by_the_law_itself_never_jumps(
    agreeable: float, open_: float, dutiful: float, start: float, now: float, leanings: list[float]
) -> None:
    traits = BigFive(agreeableness=agreeable, openness=open_, conscientiousness=dutiful)
    moved = listen(traits, start, now, [Voice(f"p{at}", leaning) for at, leaning in enumerate(leanings)]).stance
    low, high = within_reach(traits, start, now, leanings)
    assert low - 1e-9 <= moved <= high + 1e-9


def test_tone_is_held_against_the_ends_of_agreeableness_alone() -> None:
    insult, praise = says("Shut up, you idiot."), says("What a wonderful point, I completely agree.")
    assert [kinds(someone(t), seen(), insult) for t in (SOFT, EVEN, HARD)] == [["out of tone"], [], []]
    glorious = says("What a mess. What a glorious, stupid mess, and we're all fools.")
    assert [kinds(someone(t), seen(), glorious) for t in (SOFT, EVEN, HARD)] == [[], [], []]
    assert [kinds(someone(t), seen(), praise) for t in (SOFT, EVEN, HARD)] == [[], [], ["out of tone"]]


@pytest.mark.parametrize(
    "speech", ["You're not stupid, Bo.", "You are no fool.", "You think we are fools?", "I never said you were a liar."]
)
def test_an_insult_that_is_denied_or_is_of_another_is_none(speech: str) -> None:
    assert kinds(someone(SOFT), seen(), says(speech)) == []


@pytest.mark.parametrize("speech", ["That's not such a great idea.", "I can't say I fully agree."])
def test_praise_that_is_denied_is_none(speech: str) -> None:
    assert kinds(someone(HARD), seen(), says(speech)) == []


def test_what_is_denied_is_told_by_its_own_clause() -> None:
    assert kinds(someone(SOFT), seen(), says("No, Bo, you are an idiot.")) == ["out of tone"]
    assert kinds(someone(HARD), seen(), says("I couldn't agree more, Bo.")) == ["out of tone"]


def test_feeling_is_held_against_the_ends_of_neuroticism_alone() -> None:
    panic = says("It's burning!", report=felt(emotion="fear", arousal=0.9, valence=-0.8))
    assert [kinds(someone(t), seen(), panic) for t in (STOIC, EVEN, ANXIOUS)] == [["out of tone"], [], []]
    unmoved = says("It's burning.", report=felt(emotion="calm", arousal=0.05, valence=0.2))
    upset = seen(bo("It's burning!", 0.5, "fear", 0.9))
    assert [kinds(someone(t), upset, unmoved) for t in (STOIC, EVEN, ANXIOUS)] == [[], [], ["out of tone"]]
    assert kinds(someone(ANXIOUS), seen(bo(leaning=0.5)), unmoved) == []


def test_silence_departs_from_nothing() -> None:
    assert kinds(someone(), seen(), says("", stance=-1, silence="The budget is spent.")) == []


def test_the_better_version_is_the_one_that_stays_in_the_play() -> None:
    staged = departures(someone(), seen(), says("*sighs* As you like it."))
    jumped = departures(someone(), seen(round=1), says("I'm against it.", stance=-0.5))
    both = (*jumped, *departures(someone(SOFT), seen(), says("Shut up, you idiot.")))
    assert better((), staged)
    assert better(jumped, staged)
    assert better(both, staged)
    assert not better(staged, jumped)
    assert not better(staged, staged)


SCENARIOS = [
    "Two sisters argue about whether to sell their late father's boat.",
    "Five people react to a breakdown of the lifts. One is stoic, one anxious, one inventive, one sociable, one shy.",
    "Four cousins decide who takes in their grandfather. Each has a secret.",
    "A new director tells a loyal crew that half of them will be dismissed.",
]


def rehearsed(text: str, seed: int) -> list[tuple[Persona, Perception, Utterance]]:
    cast, turns, found = cast_from_scenario(text, seed), list[Turn](), []
    for round_ in range(1, 5):
        said = []
        for persona in cast.personas:
            at = perceive(
                persona, cast.personas, turns, arm="talk", cycle=0, round=round_, rounds=4, scene=cast.scene,
                question=cast.question, seed=seed,
            )  # fmt: skip
            utterance = rehearse(persona, at)
            found.append((persona, at, utterance))
            said.append(Turn(arm="talk", cycle=0, round=round_, utterance=utterance))
        turns += said
    return found


def test_rehearsed_people_are_true_to_their_cards_and_spoilt_ones_are_found_out() -> None:
    """At most one rehearsed turn in a hundred departs; of those that are spoilt, each in one way, all are found."""
    turns = [turn for text in SCENARIOS for seed in range(4) for turn in rehearsed(text, seed)]
    departed = [departures(persona, at, said) for persona, at, said in turns]
    assert sum(map(bool, departed)) <= len(turns) / 100
    for persona, at, said in islice(turns, 0, None, 7):
        other = at.others[0][1].name
        for spoilt, kind in (
            (f"As an AI, I can't say. {said.speech}", "out of the play"),
            (f"{said.speech}\n{other}: I give in.", "speaks for others"),
        ):
            assert kind in kinds(persona, at, said.model_copy(update={"speech": spoilt})), spoilt
        for heard in at.heard:
            if len(heard.speech.split()) > 8:
                assert "repeats" in kinds(persona, at, said.model_copy(update={"speech": heard.speech}))
