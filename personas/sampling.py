"""A sample of people before they have names and words: for each an age, an opinion, a role and five traits, as numbers.

The quotas are met to the unit (`quotas`); within an age band, an opinion or a level people lie evenly spread, and so do
the traits that no quota is about, over the quantiles of a normal distribution.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from random import Random
from statistics import NormalDist

from sobremesa.personas.card import Age, BigFive, Card, Signed
from sobremesa.personas.quotas import AGE, LEVELS, OPINION, OPINIONS, ROLE, Quota, ages_of
from sobremesa.personas.spreading import group_of, spread
from sobremesa.personas.traits import FACTORS, TRAITS_DEVIATE

LEAST, MOST = 0.03, 0.97
FITTING_AGES: Mapping[str, tuple[int, int]] = {
    "pupil": (6, 19), "schoolchild": (6, 15), "child": (4, 14), "teenager": (13, 19), "student": (16, 34),
    "apprentice": (16, 34), "pensioner": (60, 120), "retiree": (55, 120), "retired": (55, 120),
    "grandmother": (45, 120), "grandfather": (45, 120), "grandparent": (45, 120),
}  # fmt: skip
"""The ages that go with a role, where a role says something about age."""


class Profile(Card):
    """Someone as a sample wants them. `labels` are the caller's own dimensions; None is what no quota is about."""

    traits: BigFive
    age: Age | None = None
    stance: Signed | None = None
    opinion: str | None = None
    band: str | None = None
    role: str | None = None
    levels: tuple[tuple[str, str], ...] = ()
    labels: tuple[tuple[str, str], ...] = ()


def sample(quotas: Sequence[Quota], size: int, seed: int) -> tuple[Profile, ...]:
    """As many profiles as asked for, that meet every quota; the same seed gives the same ones."""
    counts = {quota.dimension: quota.counts(size) for quota in quotas}
    dimensions = {name: tuple(n for _, n in of) for name, of in counts.items()}
    strata = spread({**dict.fromkeys(FACTORS, ()), **dimensions}, size, f"sample/{seed}")
    people = []
    for place in range(size):
        labels = {name: of[group_of(strata[name][place], dimensions[name])][0] for name, of in counts.items()}
        within = {name: _within(strata[name][place], dimensions[name]) for name in counts}
        lots = Random(f"sample/{seed}/{place}")
        people.append(_profile(labels, within, {factor: strata[factor][place] for factor in FACTORS}, size, lots))
    return _with_fitting_ages(people)


def _within(stratum: int, sizes: Sequence[int]) -> float:
    """How far into its group a stratum lies, 0..1."""
    group = group_of(stratum, sizes)
    return (stratum - sum(sizes[:group]) + 0.5) / sizes[group]


def _profile(
    labels: Mapping[str, str], within: Mapping[str, float], strata: Mapping[str, int], size: int, lots: Random
) -> Profile:
    traits = {}
    for factor in FACTORS:
        shift = lots.uniform(-0.5, 0.5)
        if factor in labels:
            traits[factor] = _between(*LEVELS[labels[factor]], within[factor])
        else:
            quantile = (strata[factor] + 0.5 + shift) / size
            value = NormalDist(0.5, TRAITS_DEVIATE).inv_cdf(min(0.999, max(0.001, quantile)))
            traits[factor] = min(MOST, max(LEAST, value))
    low, high = ages_of(labels[AGE]) if AGE in labels else (0, 0)
    own = tuple((name, label) for name, label in labels.items() if name not in {AGE, OPINION, ROLE, *FACTORS})
    return Profile(
        traits=BigFive(**{factor: round(value, 3) for factor, value in traits.items()}),
        age=min(high, low + int(within[AGE] * (high - low + 1))) if AGE in labels else None,
        band=labels.get(AGE),
        opinion=labels.get(OPINION),
        stance=round(_between(*OPINIONS[labels[OPINION]], within[OPINION]), 2) if OPINION in labels else None,
        role=labels.get(ROLE),
        levels=tuple((factor, labels[factor]) for factor in FACTORS if factor in labels),
        labels=own,
    )


def _between(low: float, high: float, share: float) -> float:
    return low + (high - low) * share


def fits(role: str | None, age: int | None) -> bool:
    """Whether someone of this age can have this role, as far as the role says."""
    words = (role or "").lower().split()
    return age is None or all(
        low <= age <= high for word, (low, high) in FITTING_AGES.items() if word in words or f"{word}s" in words
    )


def _with_fitting_ages(people: Sequence[Profile]) -> tuple[Profile, ...]:
    """The same ages over the same people, exchanged where a role asks for another: the quotas stay met."""
    found = list(people)
    for place, someone in enumerate(found):
        if fits(someone.role, someone.age):
            continue
        for at, other in enumerate(found):
            if fits(someone.role, other.age) and (fits(other.role, someone.age) or not fits(other.role, other.age)):
                found[place] = someone.model_copy(update={"age": other.age, "band": other.band})
                found[at] = other.model_copy(update={"age": someone.age, "band": someone.band})
                break
    return tuple(found)
