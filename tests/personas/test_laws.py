"""Stances that follow a law are found to follow it."""

from __future__ import annotations

from collections import Counter

import numpy as np
import pytest

from known_talks import BOUND, HELD, WEIGHT, Law, lawful, people, turns_of
from sobremesa.personas.laws import laws

NOISE = 0.03


@pytest.mark.slow
@pytest.mark.parametrize(
    ("law", "at_least"), [("no change", 90), ("averaging", 95), ("holding on", 95), ("bounded confidence", 75)]
)
def test_the_law_that_was_followed_is_found(law: Law, at_least: int) -> None:
    found = Counter[str]()
    for seed in range(100):
        fitted = laws(people(5), turns_of(lawful(np.random.default_rng(seed), law, 5, 10, NOISE)))
        assert fitted is not None
        found[fitted.followed or "not clear"] += 1
    assert found[law] >= at_least, found


def test_the_parameters_come_near_those_that_made_the_stances() -> None:
    fits = {}
    for law in ("averaging", "holding on", "bounded confidence"):
        fitted = laws(people(6), turns_of(lawful(np.random.default_rng(4), law, 6, 30, 0.02)))
        assert fitted is not None
        fits[law] = next(fit for fit in fitted.fits if fit.law == law)
    assert fits["averaging"].weight == pytest.approx(WEIGHT, abs=0.05)
    assert fits["holding on"].held == pytest.approx(HELD, abs=0.05)
    assert fits["holding on"].weight == pytest.approx(WEIGHT, abs=0.08)
    assert fits["bounded confidence"].bound == pytest.approx(BOUND, abs=0.15)


def test_without_noise_a_law_misses_nothing() -> None:
    fitted = laws(people(4), turns_of(lawful(np.random.default_rng(1), "holding on", 4, 8, 0.0)))
    assert fitted is not None
    assert fitted.followed == "holding on"
    assert fitted.fits[0].error < 1e-5


def test_too_little_is_not_fitted() -> None:
    assert laws(people(3), turns_of(lawful(np.random.default_rng(1), "averaging", 3, 4, NOISE))) is None
    assert laws(people(1), turns_of(np.linspace(0, 1, 40)[:, None])) is None
    assert laws(people(3), turns_of(np.tile([0.1, 0.5, -0.3], (30, 1)))) is None


def test_several_conversations_are_fitted_together() -> None:
    turns = [
        turn
        for seed in range(5)
        for turn in turns_of(lawful(np.random.default_rng(seed), "averaging", 3, 5, NOISE), arm=f"talk {seed}")
    ]
    fitted = laws(people(3), turns)
    assert fitted is not None
    assert (fitted.steps, fitted.followed) == (5 * 3 * 4, "averaging")
