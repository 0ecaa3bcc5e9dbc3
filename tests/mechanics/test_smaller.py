"""Arms with fewer agents."""

from __future__ import annotations

import pytest

from sobremesa.mechanics.checking import check
from sobremesa.mechanics.document import Arm
from sobremesa.mechanics.ir import Program
from sobremesa.mechanics.library import load
from sobremesa.mechanics.smaller import population, smaller


def library(name: str) -> Program:
    return check(load(name))


@pytest.mark.parametrize(
    ("name", "large"),
    [
        ("interface_failure", {"people": 1_000_000}),
        ("sir_grid", {"width": 1_000, "height": 1_000}),
        ("wolf_sheep", {"side": 500, "first_sheep": 60_000, "first_wolves": 30_000}),
        ("wealth_exchange", {"people": 1_000_000}),
    ],
)
def test_every_number_and_side_is_less_by_the_same_factor(name: str, large: dict[str, float]) -> None:
    program = library(name)
    arm = Arm(name="large", set={**large}, without=())
    less = smaller(program, arm, 10_000)
    before, after = population(program, arm), population(program, less)
    assert before > 100_000
    assert after == pytest.approx(10_000, rel=0.02)
    assert less.name == arm.name
    shares = {word: less.set[word] / value for word, value in large.items()}
    sides = {word: share for word, share in shares.items() if word in ("side", "width", "height")}
    for word, share in shares.items():
        expected = (after / before) ** (0.5 if word in sides else 1.0)
        assert share == pytest.approx(expected, rel=0.05)


def test_an_arm_whose_numbers_are_fixed_is_given_as_it_is() -> None:
    program = library("traffic")
    arm = Arm(name="as it is")
    if not smaller(program, arm, 1).set:
        assert smaller(program, arm, 1) is arm
    for word, value in smaller(program, arm, 1).set.items():
        low = program.document.parameters[word].low
        assert low is None or value >= low
