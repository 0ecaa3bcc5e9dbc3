"""Quotas are met to the unit, whatever the seed and however many there are of them."""

from __future__ import annotations

from collections import Counter
from statistics import NormalDist, fmean, stdev

from hypothesis import given, settings
from hypothesis import strategies as st

from sobremesa.personas.quotas import OPINIONS, ages_of, apportion, read_quotas
from sobremesa.personas.sampling import fits, sample
from sobremesa.personas.traits import FACTORS, TRAITS_DEVIATE

SHARES = {
    "age": ("18-34", "35-59", "60+"),
    "opinion": ("for", "undecided", "against"),
    "role": ("baker", "nurse", "pensioner", "student"),
    "neuroticism": ("low", "average", "high"),
    "home": ("owner", "tenant"),
}


@st.composite
def quotas(draw: st.DrawFn) -> dict[str, dict[str, float]]:
    chosen = draw(st.lists(st.sampled_from(sorted(SHARES)), max_size=5, unique=True))
    weights = st.integers(0, 5)
    found = {name: {label: float(draw(weights)) for label in SHARES[name]} for name in chosen}
    return {name: shares for name, shares in found.items() if sum(shares.values())}


@settings(max_examples=40, deadline=None)
@given(quotas(), st.integers(1, 40), st.integers(0, 2**53 - 1))
def test_every_quota_is_met_to_the_unit(asked: dict[str, dict[str, float]], size: int, seed: int) -> None:
    people = sample(read_quotas(asked), size, seed)
    assert len(people) == size
    for name, shares in asked.items():
        due = {label: n for label, n in zip(shares, apportion(list(shares.values()), size), strict=True) if n}
        match name:
            case "age":
                ages = [person.age for person in people]
                found = Counter(
                    label for age in ages for label in shares if age and ages_of(label)[0] <= age <= ages_of(label)[1]
                )
            case "opinion":
                found = Counter(
                    label for p in people for label, (low, high) in OPINIONS.items() if low <= (p.stance or 0) <= high
                )
            case "role":
                found = Counter(person.role for person in people)
            case "neuroticism":
                found = Counter(
                    "low" if p.traits.neuroticism < 0.4 else "high" if p.traits.neuroticism > 0.6 else "average"
                    for p in people
                )
            case _:
                found = Counter(dict(person.labels)[name] for person in people)
        assert found == due


def test_one_seed_one_sample() -> None:
    asked = read_quotas({"age": {"18-34": 1, "60+": 1}})
    assert sample(asked, 9, 4) == sample(asked, 9, 4)
    assert sample(asked, 9, 4) != sample(asked, 9, 5)


def test_traits_fill_every_quantile_of_a_population_once() -> None:
    for seed in range(5):
        people = sample((), 20, seed)
        for factor in FACTORS:
            values = [getattr(person.traits, factor) for person in people]
            quantiles = sorted(int(NormalDist(0.5, TRAITS_DEVIATE).cdf(value) * 20) for value in values)
            # Figures are rounded to three places, which may carry one over an edge.
            assert all(abs(found - due) <= 1 for due, found in enumerate(quantiles))
            assert abs(fmean(values) - 0.5) < 0.02
            assert 0.12 < stdev(values) < 0.2


def test_no_two_dimensions_go_together() -> None:
    asked = read_quotas({"age": {"18-34": 1, "35-59": 1, "60+": 1}, "opinion": {"for": 1, "against": 1}})
    for seed in range(10):
        crossed = Counter((person.band, person.opinion) for person in sample(asked, 12, seed))
        assert set(crossed.values()) == {2}


def test_ages_are_spread_within_their_band() -> None:
    ages = sorted(person.age or 0 for person in sample(read_quotas({"age": {"20-39": 1}}), 10, 0))
    assert ages == [21, 23, 25, 27, 29, 31, 33, 35, 37, 39]


def test_a_student_is_not_seventy_where_the_quotas_leave_a_choice() -> None:
    asked = read_quotas({"age": {"18-34": 3, "60+": 3}, "role": {"student": 2, "pensioner": 3, "baker": 1}})
    for seed in range(20):
        people = sample(asked, 6, seed)
        assert all(fits(person.role, person.age) for person in people)
        assert Counter(person.band for person in people) == {"18-34": 3, "60+": 3}


def test_where_no_age_fits_the_quotas_come_first() -> None:
    people = sample(read_quotas({"age": {"60+": 1}, "role": {"student": 1}}), 3, 0)
    assert [person.role for person in people] == ["student"] * 3
    assert not any(fits(person.role, person.age) for person in people)
