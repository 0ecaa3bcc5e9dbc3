"""Nobody is the same on every day, and nobody is someone else."""

from statistics import fmean, pstdev

import pytest

from sobremesa.personas.card import BigFive, Persona, PublicSide
from sobremesa.personas.daily_form import OPINIONS_VARY, TRAITS_VARY, on_the_day
from sobremesa.personas.traits import FACTORS

DAYS = range(2_000)


def ann(stance: float | None, traits: BigFive | None = None) -> Persona:
    return Persona(id="ann", public=PublicSide(name="Ann", role="nurse"), traits=traits or BigFive(), stance=stance)


def test_a_day_is_the_same_however_often_it_is_lived() -> None:
    assert on_the_day(ann(0.4), 7) == on_the_day(ann(0.4), 7)
    assert on_the_day(ann(0.4), 7) != on_the_day(ann(0.4), 8)


def test_only_temper_and_opinion_vary() -> None:
    persona, then = ann(0.4), on_the_day(ann(0.4), 1)
    assert then.model_copy(update={"traits": persona.traits, "stance": persona.stance}) == persona


@pytest.mark.parametrize("factor", FACTORS)
def test_traits_vary_around_the_card(factor: str) -> None:
    lived = [getattr(on_the_day(ann(None), day).traits, factor) for day in DAYS]
    # Five standard errors of the mean, and of the standard deviation.
    assert fmean(lived) == pytest.approx(0.5, abs=5 * TRAITS_VARY / len(DAYS) ** 0.5)
    assert pstdev(lived) == pytest.approx(TRAITS_VARY, abs=5 * TRAITS_VARY / (2 * len(DAYS)) ** 0.5)


def test_weak_opinions_vary_most_and_strong_ones_not_at_all() -> None:
    spread = {
        stance: pstdev([on_the_day(ann(stance), day).stance or 0.0 for day in DAYS]) for stance in (0.3, 0.7, 1.0)
    }
    assert spread[1.0] == 0
    assert spread[0.7] == pytest.approx(0.3 * OPINIONS_VARY, rel=0.1)
    assert spread[0.3] > spread[0.7]


@pytest.mark.parametrize("stance", [-0.9, -0.05, 0.0, 0.05, 0.9])
def test_nobody_changes_sides_overnight(stance: float) -> None:
    assert all((on_the_day(ann(stance), day).stance or 0.0) * stance >= 0 for day in DAYS)


def test_numbers_stay_on_their_scales() -> None:
    ends = BigFive(openness=1, conscientiousness=0, extraversion=1, agreeableness=0, neuroticism=1)
    for day in DAYS:
        Persona.model_validate(on_the_day(ann(-1.0, ends), day).model_dump())


def test_who_has_no_opinion_has_none_on_any_day() -> None:
    assert on_the_day(ann(None), 3).stance is None
