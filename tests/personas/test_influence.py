"""Friedkin & Johnsen (1990): x' = (1 - s) W x + s x(0); bounded confidence after Deffuant et al. (2000)."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from sobremesa.personas.card import BigFive
from sobremesa.personas.influence import SELF_WEIGHT, Voice, confidence_bound, listen, stubbornness

share = st.floats(0, 1)
stance = st.floats(-1, 1)
people = st.builds(
    BigFive, openness=share, conscientiousness=share, extraversion=share, agreeableness=share, neuroticism=share
)


def test_one_step_is_the_equation() -> None:
    traits = BigFive()
    held = stubbornness(traits)
    moved = listen(traits, start=0.2, now=0.0, voices=[Voice("b", 0.6), Voice("c", -0.2)])
    mixed = SELF_WEIGHT * 0.0 + (1 - SELF_WEIGHT) * (0.6 - 0.2) / 2
    assert moved.stance == pytest.approx((1 - held) * mixed + held * 0.2)


@given(people, stance, stance, st.lists(st.builds(Voice, st.just("b"), stance, st.booleans()), max_size=6))
def test_a_stance_stays_between_those_that_are_mixed(
    traits: BigFive, start: float, now: float, voices: list[Voice]
) -> None:
    mixed = [start, now, *(voice.leaning for voice in voices)]
    assert min(mixed) - 1e-9 <= listen(traits, start, now, voices).stance <= max(mixed) + 1e-9


def test_the_agreeable_move_more_than_the_stubborn() -> None:
    voices = [Voice("b", 0.6)]
    soft = listen(BigFive(agreeableness=0.95), 0.0, 0.0, voices).stance
    hard = listen(BigFive(agreeableness=0.05), 0.0, 0.0, voices).stance
    assert soft > 2 * hard > 0


def test_who_is_too_far_away_is_not_listened_to() -> None:
    closed = BigFive(openness=0.05, agreeableness=0.05)
    beyond = -0.9 + confidence_bound(closed) + 0.05
    unmoved = listen(closed, -0.9, -0.9, [Voice("b", beyond)])
    assert unmoved.stance == pytest.approx(-0.9)
    assert unmoved.by == ()
    assert listen(closed, -0.9, -0.9, [Voice("b", beyond - 0.1)]).stance > -0.9


def test_being_addressed_weighs_more() -> None:
    spoken_to = listen(BigFive(), 0, 0, [Voice("b", 0.8, to_me=True), Voice("c", -0.8)])
    assert spoken_to.stance > 0
    assert spoken_to.by[0] == "b"


def test_pulls_that_nobody_would_notice_name_nobody() -> None:
    assert listen(BigFive(), 0.5, 0.5, [Voice("b", 0.51)]).by == ()
