"""Classical models of the library against the figures that they are known by.

Where chance has a say, the whole 95% interval of the mean must lie within what is allowed, so that luck can't pass. The
kernel runs them: it gives the bits of Mesa, and enough replicates.
"""

from collections.abc import Mapping
from math import exp, log, sqrt

import numpy as np
import pytest
from numpy.typing import NDArray

from sobremesa.mechanics import library
from sobremesa.mechanics.checking import check
from sobremesa.mechanics.document import Arm
from sobremesa.mechanics.experiment import run_experiment
from sobremesa.mechanics.given import with_steps
from sobremesa.mechanics.kernel.engine import KernelEngine

Values = Mapping[str, NDArray[np.float64]]


def lived(name: str, replicates: int, steps: int | None = None, **setting: bool | float) -> Values:
    """The measures of a library model with some parameters set, each of shape (replicates, steps + 1)."""
    document = library.load(name)
    document = with_steps(document, steps) if steps else document
    experiment = document.experiment.model_copy(update={"arms": (Arm(name="a", set=setting),)})
    program = check(document.model_copy(update={"experiment": experiment}))
    ensemble = run_experiment(program, KernelEngine(), 7, replicates)
    assert ensemble.failed() == {}
    return ensemble.arms["a"].values


def surely(values: NDArray[np.float64], known: float, slack: float) -> bool:
    """Whether the 95% interval of the mean, of one value a replicate, lies within `slack` of the known figure."""
    half = 1.96 * values.std(ddof=1) / sqrt(len(values))
    return abs(values.mean() - known) + half <= slack


def final_size(r0: float, start: float) -> float:
    """Kermack & McKendrick 1927: z = 1 - (1 - start) exp(-r0 z), solved by iteration."""
    size = 1.0
    for _ in range(1000):
        size = 1 - (1 - start) * exp(-r0 * size)
    return size


@pytest.mark.parametrize(("r0", "known", "slack"), [(1.5, 0.583, 0.04), (2.0, 0.797, 0.02), (3.0, 0.940, 0.01)])
def test_epidemic_ends_at_the_final_size_of_theory(r0: float, known: float, slack: float) -> None:
    assert final_size(r0, 0) == pytest.approx(known, abs=0.0006)
    values = lived("sir_mixed", 200, contacts=1, infection=r0 / 10)
    reached = values["ever_infected"][:, -1]
    outbreak = reached > 0.1
    assert outbreak.mean() > 0.95
    assert surely(reached[outbreak], known, slack)
    assert surely(reached[outbreak], final_size(r0, 10 / 2000), slack)
    if r0 == 2:
        assert 1 - (1 + log(r0)) / r0 == pytest.approx(0.153, abs=0.001)
        assert surely(values["infected"].max(axis=1)[outbreak], 0.163, 0.02)


def test_no_outbreak_below_the_threshold() -> None:
    """In the mean each case infects 1 + 0.8 + 0.8² + … = 5 with itself, so that ten end near 50 of 2,000."""
    reached = lived("sir_mixed", 200, contacts=1, infection=0.08)["ever_infected"][:, -1]
    assert surely(reached, final_size(0.8, 10 / 2000), 0.005)
    assert np.quantile(reached, 0.95) < 0.1


@pytest.mark.parametrize(("r0", "share"), [(1.5, 1 / 3), (2.0, 1 / 2), (3.0, 2 / 3)])
def test_endemic_share_is_one_minus_the_inverse_of_r0(r0: float, share: float) -> None:
    """The share of theory is that of continuous time, so steps must be small, and many."""
    values = lived("sis_mixed", 100, steps=2000, infection=r0 * 0.02, recovery=0.02)
    assert surely(values["infected"][:, 1000:].mean(axis=1), share, 0.02)


def test_a_fifth_never_hears_the_rumour() -> None:
    """Sudbury 1985: x = exp(-2 (1 - x)) gives 0.203; that both stop is another reading, and gives 0.285."""
    assert exp(-2 * (1 - 0.203)) == pytest.approx(0.203, abs=0.001)
    assert surely(lived("rumour", 40, people=10_000)["never_heard"][:, -1], 0.203, 0.01)
    assert surely(lived("rumour", 40, people=10_000, both_stop=True)["never_heard"][:, -1], 0.285, 0.01)


@pytest.mark.parametrize(("second", "rioters"), [(1, 100), (2, 1)])
def test_one_threshold_decides_a_riot(second: int, rioters: int) -> None:
    assert (lived("riot", 1, second=second)["rioters"][:, -1] == rioters).all()


@pytest.mark.parametrize(("tolerance", "camps"), [(0.5, {1}), (0.3, {1}), (0.2, {2}), (0.1, {4, 5})])
def test_camps_of_bounded_confidence(tolerance: float, camps: set[int]) -> None:
    found = lived("bounded_confidence", 40, tolerance=tolerance)["camps"][:, -1]
    assert np.isin(found, list(camps)).mean() >= 0.9


def test_averaging_ends_at_the_degree_weighted_mean_of_the_start() -> None:
    assert lived("degroot", 20)["off_theory"][:, -1] == pytest.approx(0, abs=1e-6)


@pytest.mark.parametrize(("wanted", "alike"), [(0.3, 0.754), (0.4, 0.841), (0.5, 0.872)])
def test_neighbours_are_more_alike_than_anyone_wanted(wanted: float, alike: float) -> None:
    assert surely(lived("segregation", 40, wanted=wanted)["alike"][:, -1], alike, 0.02)


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


def test_money_passed_on_at_random_ends_unequal() -> None:
    """With u units each, shares fall geometrically in the end, and Gini's coefficient is (1 + u) / (1 + 2 u)."""
    assert gini_of_theory(1, 100) == pytest.approx(2 / 3, abs=1e-3)
    assert surely(lived("wealth_exchange", 40, units=1)["inequality"][:, 100:].mean(axis=1), 0.667, 0.02)


def test_inequality_grows_as_slowly_as_theory_says() -> None:
    """The more there is, the longer it takes, as the square of it: ten units each need a thousand rounds."""
    inequality = lived("wealth_exchange", 2, 1000, units=10)["inequality"].mean(axis=0)
    for rounds in (10, 50, 200, 1000):
        assert inequality[rounds] == pytest.approx(gini_of_theory(10, rounds), abs=0.02)
    assert inequality[-1] == pytest.approx(11 / 21, abs=0.02)


@pytest.mark.slow
def test_a_hundred_units_each_end_at_one_half_after_a_long_run() -> None:
    """After three thousand rounds theory is at 0.372, and at 0.501 only after sixty thousand."""
    inequality = lived("wealth_exchange", 2, 60_000, units=100)["inequality"].mean(axis=0)
    assert inequality[3_000] == pytest.approx(gini_of_theory(100, 3_000), abs=0.02)
    assert inequality[-1] == pytest.approx(101 / 201, abs=0.02)


@pytest.mark.parametrize(("dawdle", "density", "known"), [(0.5, 0.5, 0.1464), (0.25, 0.3, 0.1959), (0.5, 0.2, 0.0877)])
def test_traffic_flows_as_the_exact_formula_says(dawdle: float, density: float, known: float) -> None:
    """Schadschneider & Schreckenberg 1993: q = (1 - sqrt(1 - 4 (1 - p) c (1 - c))) / 2."""
    assert (1 - sqrt(1 - 4 * (1 - dawdle) * density * (1 - density))) / 2 == pytest.approx(known, abs=5e-5)
    flow = lived("traffic", 40, dawdle=dawdle, cars=round(1000 * density))["flow"][:, 500:]
    assert surely(flow.mean(axis=1), known, 0.002)


@pytest.mark.parametrize(
    ("strangers", "distance", "clustering", "slack"),
    [(0, 50.45, 2 / 3, 0.001), (0.01, 9.6, 0.65, 0.02), (1, 3.27, 0.010, 0.005)],
)
def test_small_worlds(strangers: float, distance: float, clustering: float, slack: float) -> None:
    values = lived("small_world", 40, strangers=strangers)
    assert surely(values["distance"][:, -1], distance, 0.05 if strangers == 0 else 0.1 * distance)
    assert surely(values["clustering"][:, -1], clustering, slack)
