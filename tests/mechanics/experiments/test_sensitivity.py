"""Which parameter matters most, where it is known: in a sum of parameters with weights."""

from __future__ import annotations

from collections.abc import Callable

import pytest

from sobremesa.mechanics.experiments.exploration import Ranking
from sobremesa.mechanics.experiments.points import Bench
from sobremesa.mechanics.experiments.sensitivity import ranked, unstated

Formula = Callable[..., Bench]
LETTERS = ("a", "b", "c", "d", "e", "f")


def quiet(_done: int, _total: int) -> None:
    pass


def ranking(bench: Bench, *names: str, replicates: int = 2) -> Ranking:
    found = ranked(bench, bench.program.document.experiment.arms[0], names, range(replicates), quiet)
    assert found is not None
    return found


def test_few_parameters_of_a_sum_share_its_variance_by_the_squares_of_their_weights(formula: Formula) -> None:
    """Independent uniform parameters: the share of w is w² over the sum of squares; alone and in total the same."""
    found = ranking(formula("1 * a + 2 * b + 4 * c", noise=1), "a", "b", "c")
    assert found.method == "sobol"
    assert [each.parameter for each in found.influences] == ["c", "b", "a"]
    for each, share in zip(found.influences, (16 / 21, 4 / 21, 1 / 21), strict=True):
        assert each.strength == pytest.approx(share, abs=0.02)
        assert each.strength_low <= share <= each.strength_high
        assert each.alone == pytest.approx(share, abs=0.05)


def test_what_acts_only_together_is_seen_in_total_and_not_alone(formula: Formula) -> None:
    """(a − ½)(b − ½): all of the variance is in the interaction."""
    found = ranking(formula("(a - 0.5) * (b - 0.5)"), "a", "b")
    for each in found.influences:
        assert each.strength_low <= 1 <= each.strength_high
        assert each.strength > 0.5
        assert each.alone == pytest.approx(0, abs=0.15)


def test_many_parameters_of_a_sum_move_it_by_their_weights(formula: Formula) -> None:
    """Morris: the mean absolute effect of a weight over the range 0..1 is the weight."""
    found = ranking(formula("1 * a - 2 * b + 3 * c + 4 * d + 0 * e - 6 * f", noise=1), *LETTERS)
    assert found.method == "morris"
    assert [each.parameter for each in found.influences] == ["f", "d", "c", "b", "a", "e"]
    assert [each.strength for each in found.influences] == pytest.approx([6, 4, 3, 2, 1, 0])
    assert all(each.alone is None for each in found.influences)


def test_where_nothing_matters_all_strengths_are_zero(formula: Formula) -> None:
    assert [each.strength for each in ranking(formula("1"), "a", "b").influences] == [0, 0]


def test_where_there_is_no_value_there_is_no_ranking(formula: Formula) -> None:
    bench = formula("1", headline={"measure": "never", "take": "when"})
    assert ranked(bench, bench.program.document.experiment.arms[0], ["a"], range(2), quiet) is None


def test_the_same_is_found_again(formula: Formula) -> None:
    bench = formula("a * b", noise=1)
    assert ranking(bench, "a", "b") == ranking(bench, "a", "b")


def test_what_says_how_many_there_are_is_no_assumption_to_rank(formula: Formula) -> None:
    assert unstated(formula("1").program) == LETTERS
