"""Classical models of the library against the figures that they are known by.

A model that uses a construct which is not compiled yet is skipped, and says which construct that is.
"""

from collections.abc import Mapping
from math import exp, log, sqrt

import numpy as np
import pytest
from numpy.typing import NDArray

from sobremesa.mechanics import library
from sobremesa.mechanics.checking import check
from sobremesa.mechanics.diagnostics import DocumentError
from sobremesa.mechanics.document import Arm
from sobremesa.mechanics.engine import Engine
from sobremesa.mechanics.experiment import run_experiment
from sobremesa.mechanics.given import with_steps
from sobremesa.mechanics.kernel.engine import KernelEngine
from sobremesa.mechanics.mesa_engine import MesaEngine

Values = Mapping[str, NDArray[np.float64]]


def lived(
    name: str, replicates: int, steps: int | None = None, engine: Engine | None = None, **setting: bool | float
) -> Values:
    """The measures of a library model with some parameters set, each of shape (replicates, steps + 1)."""
    document = library.load(name)
    document = with_steps(document, steps) if steps else document
    experiment = document.experiment.model_copy(update={"arms": (Arm(name="a", set=setting),)})
    program = check(document.model_copy(update={"experiment": experiment}))
    try:
        ensemble = run_experiment(program, engine or MesaEngine(), 7, replicates)
    except DocumentError as error:
        if {diagnostic.code for diagnostic in error.diagnostics} == {"not_supported_yet"}:
            pytest.skip(str(error))
        raise
    assert ensemble.failed() == {}
    return ensemble.arms["a"].values


def final_size(r0: float, start: float) -> float:
    """Kermack & McKendrick 1927: z = 1 - (1 - start) exp(-r0 z), solved by iteration."""
    size = 1.0
    for _ in range(1000):
        size = 1 - (1 - start) * exp(-r0 * size)
    return size


@pytest.mark.slow
@pytest.mark.parametrize(("r0", "known", "slack"), [(1.5, 0.583, 0.04), (2.0, 0.797, 0.02), (3.0, 0.940, 0.01)])
def test_epidemic_ends_at_the_final_size_of_theory(r0: float, known: float, slack: float) -> None:
    assert final_size(r0, 0) == pytest.approx(known, abs=0.0006)
    values = lived("sir_mixed", 8, contacts=1, infection=r0 / 10)
    assert values["ever_infected"][:, -1].mean() == pytest.approx(final_size(r0, 10 / 2000), abs=slack)
    if r0 == 2:
        assert 1 - (1 + log(r0)) / r0 == pytest.approx(0.153, abs=0.001)
        assert values["infected"].max(axis=1).mean() == pytest.approx(0.163, abs=0.02)


@pytest.mark.slow
def test_no_outbreak_below_the_threshold() -> None:
    assert lived("sir_mixed", 4, contacts=1, infection=0.08)["ever_infected"][:, -1].max() < 0.1


@pytest.mark.slow
@pytest.mark.parametrize(("r0", "share"), [(1.5, 1 / 3), (2.0, 1 / 2), (3.0, 2 / 3)])
def test_endemic_share_is_one_minus_the_inverse_of_r0(r0: float, share: float) -> None:
    """The infection is kept at ten days; the share of theory is that of continuous time, so steps must be small."""
    values = lived("sis_mixed", 2, steps=600, infection=r0 * 0.02, recovery=0.02)
    assert values["infected"][:, 300:].mean() == pytest.approx(share, abs=0.02)


@pytest.mark.slow
def test_a_fifth_never_hears_the_rumour() -> None:
    """Sudbury 1985: x = exp(-2 (1 - x)) gives 0.203; that both stop is another reading, and gives 0.285."""
    never = lived("rumour", 3, people=5000)["never_heard"][:, -1].mean()
    assert never == pytest.approx(exp(-2 * (1 - 0.203)), abs=0.01)
    assert lived("rumour", 3, people=5000, both_stop=True)["never_heard"][:, -1].mean() == pytest.approx(
        0.285, abs=0.01
    )


@pytest.mark.parametrize(("second", "rioters"), [(1, 100), (2, 1)])
def test_one_threshold_decides_a_riot(second: int, rioters: int) -> None:
    assert (lived("riot", 1, second=second)["rioters"][:, -1] == rioters).all()


@pytest.mark.slow
@pytest.mark.parametrize(("tolerance", "camps"), [(0.5, {1}), (0.3, {1}), (0.2, {2}), (0.1, {4, 5})])
def test_camps_of_bounded_confidence(tolerance: float, camps: set[int]) -> None:
    assert set(lived("bounded_confidence", 2, tolerance=tolerance)["camps"][:, -1]) <= camps


def test_averaging_ends_at_the_degree_weighted_mean_of_the_start() -> None:
    assert lived("degroot", 3)["off_theory"][:, -1] == pytest.approx(0, abs=1e-6)


@pytest.mark.slow
@pytest.mark.parametrize(("wanted", "alike"), [(0.3, 0.754), (0.4, 0.841), (0.5, 0.872)])
def test_neighbours_are_more_alike_than_anyone_wanted(wanted: float, alike: float) -> None:
    assert lived("segregation", 3, wanted=wanted)["alike"][:, -1].mean() == pytest.approx(alike, abs=0.02)


def gini_of_theory(units: int, rounds: int) -> float:
    """Gini's coefficient after so many rounds, in a crowd without bound, of whom each gets `units` at the start.

    Drăgulescu & Yakovenko 2000: wealth goes up at the rate at which others can give, and down at 1 for whoever has
    any; the share of people with each wealth follows from that, here by steps of a fifth of a round.
    """
    share = np.zeros(15 * units + 15)
    share[units] = 1
    for _ in range(5 * rounds):
        up, down = (1 - share[0]) * share, share.copy()
        up[-1] = down[0] = 0
        change = -up - down
        change[1:] += up[:-1]
        change[:-1] += down[1:]
        share += change / 5
    richer = 1 - np.cumsum(share)
    return float(1 - (richer**2).sum() / richer.sum())


@pytest.mark.slow
def test_money_passed_on_at_random_ends_unequal() -> None:
    """With u units each, shares fall geometrically in the end, and Gini's coefficient is (1 + u) / (1 + 2 u)."""
    assert gini_of_theory(1, 100) == pytest.approx(2 / 3, abs=1e-3)
    assert lived("wealth_exchange", 2, units=1)["inequality"][:, 100:].mean() == pytest.approx(0.667, abs=0.02)


@pytest.mark.slow
def test_inequality_grows_as_slowly_as_theory_says() -> None:
    """The more there is, the longer it takes, as the square of it: ten units each need a thousand rounds."""
    inequality = lived("wealth_exchange", 2, 1000, KernelEngine(), units=10)["inequality"].mean(axis=0)
    for rounds in (10, 50, 200, 1000):
        assert inequality[rounds] == pytest.approx(gini_of_theory(10, rounds), abs=0.02)
    assert inequality[-1] == pytest.approx(11 / 21, abs=0.02)


@pytest.mark.slow
def test_a_hundred_units_each_end_at_one_half_after_a_long_run() -> None:
    """After three thousand rounds theory is at 0.372, and at 0.501 only after sixty thousand."""
    inequality = lived("wealth_exchange", 2, 60_000, KernelEngine(), units=100)["inequality"].mean(axis=0)
    assert inequality[3_000] == pytest.approx(gini_of_theory(100, 3_000), abs=0.02)
    assert inequality[-1] == pytest.approx(101 / 201, abs=0.02)


@pytest.mark.slow
@pytest.mark.parametrize(("dawdle", "density", "known"), [(0.5, 0.5, 0.1464), (0.25, 0.3, 0.1959), (0.5, 0.2, 0.0877)])
def test_traffic_flows_as_the_exact_formula_says(dawdle: float, density: float, known: float) -> None:
    """Schadschneider & Schreckenberg 1993: q = (1 - sqrt(1 - 4 (1 - p) c (1 - c))) / 2."""
    assert (1 - sqrt(1 - 4 * (1 - dawdle) * density * (1 - density))) / 2 == pytest.approx(known, abs=5e-5)
    flow = lived("traffic", 2, dawdle=dawdle, cars=round(1000 * density))["flow"][:, 500:]
    assert flow.mean() == pytest.approx(known, abs=0.002)


@pytest.mark.parametrize(
    ("strangers", "distance", "clustering", "slack"),
    [(0, 50.45, 2 / 3, 0.001), (0.01, 9.6, 0.65, 0.02), (1, 3.27, 0.010, 0.005)],
)
def test_small_worlds(strangers: float, distance: float, clustering: float, slack: float) -> None:
    values = lived("small_world", 5, strangers=strangers)
    assert values["distance"][:, -1].mean() == pytest.approx(distance, rel=0.001 if strangers == 0 else 0.15)
    assert values["clustering"][:, -1].mean() == pytest.approx(clustering, abs=slack)
