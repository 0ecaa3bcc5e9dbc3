from __future__ import annotations

import pytest

from sobremesa.personas.card import Persona, PublicSide
from sobremesa.personas.traits import FACTORS, PROTOTYPES, SAMPLED_MANNERS, lexicon, traits_from, voice_of

# Saucier (1994), the forty mini-markers that the lexicon must hold, by factor and pole.
MINI_MARKERS = {
    ("extraversion", 1): "talkative extraverted bold energetic",
    ("extraversion", -1): "shy quiet bashful withdrawn",
    ("agreeableness", 1): "sympathetic warm kind cooperative",
    ("agreeableness", -1): "cold unsympathetic rude harsh",
    ("conscientiousness", 1): "organized efficient systematic practical",
    ("conscientiousness", -1): "disorganized sloppy inefficient careless",
    ("neuroticism", 1): "moody jealous temperamental envious touchy fretful",
    ("neuroticism", -1): "relaxed unenvious",
    ("openness", 1): "creative imaginative philosophical intellectual complex deep",
    ("openness", -1): "uncreative unintellectual",
}


@pytest.mark.parametrize(("factor", "sign"), MINI_MARKERS)
def test_mini_markers_load_on_their_factor_alone(factor: str, sign: int) -> None:
    for word in MINI_MARKERS[factor, sign].split():
        traits = traits_from(word)
        assert (getattr(traits, factor) - 0.5) * sign > 0.3, word
        strongest = max(FACTORS, key=lambda name: abs(getattr(traits, name) - 0.5))
        assert strongest == factor, word


def test_negation_and_degree() -> None:
    assert traits_from("not anxious").neuroticism < 0.5 < traits_from("slightly anxious").neuroticism
    assert traits_from("a bit anxious") == traits_from("slightly anxious")
    for words in ("not very anxious", "not at all anxious", "never really anxious", "isn't anxious"):
        assert traits_from(words) == traits_from("not anxious")
    assert traits_from("not only anxious") == traits_from("anxious")
    assert traits_from("slightly anxious").neuroticism < traits_from("anxious").neuroticism
    assert traits_from("anxious").neuroticism < traits_from("very anxious").neuroticism


def test_words_that_say_nothing_leave_the_population_mean() -> None:
    assert traits_from("left-handed and from Lyon") == traits_from("")


def test_every_sampled_manner_speaks_in_its_own_voice() -> None:
    for voice, manner in SAMPLED_MANNERS.items():
        side = PublicSide(name="A", role="person", manner=manner)
        assert voice_of(Persona(id="a", public=side, traits=PROTOTYPES[voice])) == voice


def test_without_words_the_numbers_choose_the_voice() -> None:
    for voice, traits in PROTOTYPES.items():
        assert voice_of(Persona(id="a", public=PublicSide(name="A", role="person"), traits=traits)) == voice


def test_the_lexicon_is_large_and_bounded() -> None:
    assert len(lexicon()) > 250
    assert all(-1 <= loading <= 1 for loadings in lexicon().values() for loading in loadings.values())
