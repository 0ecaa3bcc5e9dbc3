"""Which values words name, and how values go with traits, as the literature has it."""

from __future__ import annotations

from random import Random
from statistics import correlation
from typing import get_args

import pytest

from sobremesa.personas.card import Value
from sobremesa.personas.casting import cast_from_agents
from sobremesa.personas.sampling import sample
from sobremesa.personas.traits import FACTORS
from sobremesa.personas.values import LEANINGS, MEANINGS, WORDS, drawn_values, values_in

PEOPLE = [person.traits for seed in range(40) for person in sample((), 50, seed)]
HELD = [drawn_values(traits, Random(place)) for place, traits in enumerate(PEOPLE)]


def _goes_with(value: Value, factor: str) -> float:
    return correlation([getattr(traits, factor) for traits in PEOPLE], [float(value in held) for held in HELD])


@pytest.mark.parametrize("value", get_args(Value))
def test_values_are_held_more_by_those_whose_traits_lean_to_them(value: Value) -> None:
    found = {factor: _goes_with(value, factor) for factor in LEANINGS[value]}
    assert all(found[factor] * leaning > 0 for factor, leaning in LEANINGS[value].items())
    strongest = max(LEANINGS[value], key=lambda factor: abs(LEANINGS[value][factor]))
    assert abs(found[strongest]) > 4 / len(PEOPLE) ** 0.5  # four standard errors


def test_the_strongest_pairs_are_those_of_the_meta_analyses() -> None:
    # Roccas et al. 2002; Parks-Leduc et al. 2015: openness goes with self-direction, agreeableness with benevolence.
    assert max(FACTORS, key=lambda factor: _goes_with("self_direction", factor)) == "openness"
    assert max(FACTORS, key=lambda factor: _goes_with("benevolence", factor)) == "agreeableness"
    assert min(FACTORS, key=lambda factor: _goes_with("power", factor)) == "agreeableness"


def test_what_most_people_hold_high_comes_up_most_often() -> None:
    # Schwartz & Bardi 2001: benevolence, self-direction and universalism first; power, tradition and stimulation last.
    often = sorted(get_args(Value), key=lambda value: -sum(value in held for held in HELD))
    assert set(often[:3]) == {"benevolence", "self_direction", "universalism"}
    assert set(often[-3:]) == {"power", "tradition", "stimulation"}


def test_words_name_values_in_their_order() -> None:
    assert values_in("devout and ambitious, loves nature") == ("tradition", "achievement", "universalism")
    assert values_in("not ambitious, never loyal") == ()
    assert values_in("") == ()


def test_no_word_stands_for_two_values() -> None:
    words = [word for listed in WORDS.values() for word in listed.split()]
    assert len(words) == len(set(words))
    assert set(WORDS) == set(MEANINGS) == set(LEANINGS) == set(get_args(Value))


def test_a_caller_s_words_put_values_on_the_card() -> None:
    (someone,) = cast_from_agents([("farmer", "devout, stubborn", None)], 0)
    assert someone.values == ("tradition",)
