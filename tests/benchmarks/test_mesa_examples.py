"""The library beside Mesa's own examples: a few seeds of what the command compares over hundreds."""

from __future__ import annotations

import re
from dataclasses import replace
from math import sqrt
from statistics import NormalDist

import numpy as np
import pytest
from benchmarks.mesa_examples.comparison import Comparison, catalogue
from benchmarks.mesa_examples.ours import DocumentRuns
from benchmarks.mesa_examples.page import PAGE, filled
from benchmarks.mesa_examples.result import Result, kept, result
from benchmarks.mesa_examples.running import compared, sampled
from benchmarks.mesa_examples.verdict import BOUND, Z, equality, equivalence

from sobremesa.mechanics import library

EXACT = [name for name, comparison in catalogue().items() if comparison.exact]
DRAWN = [name for name, comparison in catalogue().items() if not comparison.exact and not comparison.differs]
SEEDS = 10


# --------------------------------------------------------------------------------------------- the verdict


def test_the_interval_is_that_of_two_tests_at_five_per_cent() -> None:
    assert pytest.approx(NormalDist().inv_cdf(0.95)) == Z
    assert BOUND == 0.3


@pytest.mark.parametrize(("shift", "same"), [(0, True), (0.15, True), (0.25, False), (0.5, False), (-0.5, False)])
def test_a_difference_is_the_same_only_where_its_whole_interval_is_within_the_bound(shift: float, same: bool) -> None:
    sample = np.linspace(-1, 1, 500)
    row = equivalence("m", 1, sample, sample + shift * sample.std(ddof=1))
    assert row.d == pytest.approx(shift)
    assert row.high - row.low == pytest.approx(2 * Z * sqrt(2 / 500), rel=0.05)
    assert row.same is same


def test_too_few_runs_show_nothing() -> None:
    sample = np.linspace(-1, 1, 20)
    assert not equivalence("m", 1, sample, sample).same


def test_samples_without_spread_are_the_same_only_where_they_are_equal() -> None:
    ones = np.ones(5)
    assert equivalence("m", 1, ones, ones).same
    assert not equivalence("m", 1, ones, ones + 1e-9).same


def test_equality_counts_what_differs() -> None:
    grid = np.zeros((3, 2, 2))
    other = grid.copy()
    other[1, 0, 1] = 1
    assert equality("m", 0, grid, grid).same
    assert equality("m", 0, grid, other).d == 1


# ------------------------------------------------------------------------------------------- the examples


@pytest.mark.slow
@pytest.mark.filterwarnings("ignore:Random number generator not specified")
@pytest.mark.parametrize("name", EXACT)
def test_what_draws_nothing_goes_exactly_as_in_mesas_own_code(name: str) -> None:
    assert [row.d for row in compared(catalogue()[name], 2)] == [0.0] * sum(map(len, catalogue()[name].times.values()))


@pytest.mark.slow
@pytest.mark.parametrize("name", DRAWN)
def test_what_is_drawn_goes_as_in_mesas_own_code(name: str) -> None:
    """Means within 4.5 standard errors; the command asks for more, of more runs."""
    assert far_apart(catalogue()[name], SEEDS) == {}


@pytest.mark.slow
def test_another_order_of_turns_is_told_apart() -> None:
    """Who has caught the virus in this step passes it on in Mesa's example, and not in NetLogo's model."""
    comparison = catalogue()["virus_as_shipped"]
    runs = comparison.ours
    assert isinstance(runs, DocumentRuns)
    all_at_once = DocumentRuns(runs.name, runs.steps, {**runs.setting, "in_turn": False})
    assert ("infected", 2) in far_apart(replace(comparison, ours=all_at_once), 300)


def far_apart(comparison: Comparison, seeds: int) -> dict[tuple[str, int], float]:
    """Measures at steps whose means are more than 4.5 standard errors apart, and how many."""
    theirs, ours = (sampled(comparison, side, seeds, 1) for side in ("theirs", "ours"))
    found = {}
    for measure, steps in comparison.times.items():
        for place, step in enumerate(steps):
            one, other = theirs[measure][:, place], ours[measure][:, place]
            error = sqrt((one.var(ddof=1) + other.var(ddof=1)) / seeds)
            difference = abs(float(one.mean() - other.mean()))
            if difference > 4.5 * error + 1e-12:
                found[measure, step] = difference / error if error else difference
    return found


# -------------------------------------------------------------------------------------------- the results


def test_documents_and_names_are_there() -> None:
    for name, comparison in catalogue().items():
        assert comparison.name == name
        assert comparison.document in library.documents()


@pytest.mark.parametrize("found", kept(), ids=lambda found: found.name)
def test_results_are_of_the_comparisons_as_they_stand(found: Result) -> None:
    """A result whose setting, steps or measures are no longer those of the comparison must be computed again."""
    comparison = catalogue()[found.name]
    assert found == result(comparison, found.seeds, found.rows, found.mesa)
    asked = [(measure, step) for measure, steps in comparison.times.items() for step in steps]
    assert [(row.measure, row.step) for row in found.rows] == asked
    assert found.seeds >= comparison.seeds
    assert found.same or found.differs


def test_the_page_says_what_was_found() -> None:
    """If it fails: python -m benchmarks.mesa_examples.page."""
    text = PAGE.read_text("utf-8")
    assert text == filled(text, kept())
    assert {found.name for found in kept()} <= set(re.findall(r"<code>(\w+)</code>", text))


def test_the_page_names_every_document() -> None:
    assert set(library.documents()) <= set(re.findall(r"^\| `(\w+)` \|", PAGE.read_text("utf-8"), re.MULTILINE))
