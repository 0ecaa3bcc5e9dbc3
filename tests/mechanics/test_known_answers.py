"""The library's models come out as theory and the literature say, on the engine that defines the language."""

from collections.abc import Mapping

import numpy as np
import pytest
from numpy.typing import NDArray

from sobremesa.mechanics import library
from sobremesa.mechanics.analysis import analyse
from sobremesa.mechanics.checking import check
from sobremesa.mechanics.document import Arm, Measure, ModelDocument
from sobremesa.mechanics.ensemble import Ensemble
from sobremesa.mechanics.experiment import run_experiment
from sobremesa.mechanics.finding import Finding
from sobremesa.mechanics.given import with_steps, with_values
from sobremesa.mechanics.mesa_engine import MesaEngine

Settings = Mapping[str, bool | int | float]
SEED = 11


def variant(
    name: str, *arms: Arm, measures: Mapping[str, str] | None = None, steps: int | None = None
) -> ModelDocument:
    """A library model with other arms, further measures, another length."""
    document = library.load(name)
    document = with_steps(document, steps) if steps else document
    update: dict[str, object] = {
        "measures": {**document.measures, **{n: Measure(value=v) for n, v in (measures or {}).items()}}
    }
    if arms:
        update["experiment"] = document.experiment.model_copy(update={"arms": arms, "sweep": ()})
    return document.model_copy(update=update)


def lived(document: ModelDocument, replicates: int, seed: int = SEED) -> Ensemble:
    ensemble = run_experiment(check(document), MesaEngine(), seed, replicates)
    assert ensemble.failed() == {}
    return ensemble


def last(ensemble: Ensemble, arm: str, measure: str) -> NDArray[np.float64]:
    return ensemble.arms[arm].values[measure][:, -1]


def by_kind(document: ModelDocument, ensemble: Ensemble, kind: str) -> list[Finding]:
    return [finding for finding in analyse(check(document), ensemble) if finding.kind == kind and finding.headline]


def assert_mean(sample: NDArray[np.float64], expected: float, slack: float = 0.005) -> None:
    """Within four standard errors, and what rounding of the expected figure leaves open."""
    error = sample.std(ddof=1) / np.sqrt(len(sample))
    assert abs(sample.mean() - expected) <= 4 * error + slack, f"{sample.mean():.4f} ± {error:.4f}, not {expected}"


# ------------------------------------------------------------------------------------- interface failure


@pytest.mark.parametrize(("failed", "contagion", "alone"), [(0.1, 0.85, 0.90), (0.2, 0.61, 0.81), (0.3, 0.30, 0.71)])
def test_failures_cascade_through_contagion(failed: float, contagion: float, alone: float) -> None:
    setting = {"failed_share": failed}
    arms = Arm(name="with", set=setting), Arm(name="without", set=setting, without=("emotional_contagion",))
    ensemble = lived(variant("interface_failure", *arms), 30)
    assert_mean(last(ensemble, "with", "communication_success"), contagion)
    assert_mean(last(ensemble, "without", "communication_success"), alone)


def test_repair_saves_communication() -> None:
    ensemble = lived(variant("interface_failure", Arm(name="repair", set={"repair_rate": 0.05})), 30)
    assert_mean(last(ensemble, "repair", "communication_success"), 0.95)


def test_scenario_finds_the_cascade_and_the_same_arm_twice_finds_nothing() -> None:
    document = library.load("interface_failure")
    ensemble = lived(document, 20)
    found = {finding.arms: finding for finding in by_kind(document, ensemble, "difference")}
    assert found["no failures", "scenario"].value < -0.05
    twice = variant("interface_failure", Arm(name="a"), Arm(name="b"))
    (nothing,) = (found for found in by_kind(twice, lived(twice, 5), "nothing") if found.arms == ("a", "b"))
    assert nothing.value == 0


# ------------------------------------------------------------------------------------------------ opinions


def test_who_listens_to_everyone_agrees_and_who_hears_only_the_like_minded_does_not() -> None:
    ensemble = lived(library.load("opinion_dynamics"), 10)
    everyone, like_minded = "everyone listens to all friends", "only the like-minded are heard"
    assert last(ensemble, everyone, "largest_camp").min() == 1
    assert last(ensemble, everyone, "camps") == pytest.approx(1)
    assert last(ensemble, like_minded, "largest_camp").mean() < 0.5
    assert last(ensemble, like_minded, "camps").mean() > 2
    assert last(ensemble, "scenario", "largest_camp").mean() > last(ensemble, like_minded, "largest_camp").mean()


def test_unbounded_confidence_is_degroots_consensus() -> None:
    """DeGroot 1974: agreement on the mean of the start, weighted by the number of friends."""
    weighted = "sum(count(neighbors(p)) * p.opinion for p in person) / sum(count(neighbors(p)) for p in person)"
    document = variant(
        "opinion_dynamics", Arm(name="a", set={"tolerance": 2}), measures={"weighted": weighted}, steps=800
    )
    values = lived(document, 3).arms["a"].values
    assert values["spread"][:, -1] == pytest.approx(0, abs=1e-6)
    assert values["weighted"] == pytest.approx(np.tile(values["weighted"][:, :1], 801), abs=1e-9)


def test_without_influence_no_opinion_changes() -> None:
    values = lived(variant("opinion_dynamics", Arm(name="a", set={"influence": 0}), steps=5), 2).arms["a"].values
    assert (values["spread"] == values["spread"][:, :1]).all()


# -------------------------------------------------------------------------------------------------- market

BAD_DEALS = {
    "dear": "count(b for b in buyer if b.bought and b.paid > b.valuation)",
    "below_cost": "count(s for s in seller if s.price < s.cost)",
    "bought": "count(b for b in buyer if b.bought)",
}


def test_market_settles_where_supply_meets_demand() -> None:
    ensemble = lived(variant("market", measures=BAD_DEALS), 10)
    values = ensemble.arms["scenario"].values
    assert values["clearing_price"].mean() == pytest.approx(100, abs=4)
    assert values["price"][:, -1].mean() == pytest.approx(values["clearing_price"].mean(), rel=0.05)
    assert (values["price_spread"][:, -1] < values["price_spread"][:, 0] / 5).all()
    assert values["gain_realised"][:, -1].mean() > 0.9


@pytest.mark.parametrize("arm", ["scenario", "each trades only once"])
def test_trades_lie_between_cost_and_valuation_and_nobody_trades_twice(arm: str) -> None:
    values = (
        lived(variant("market", Arm(name=arm, set={"repeated_days": arm == "scenario"}), measures=BAD_DEALS), 5)
        .arms[arm]
        .values
    )
    assert not values["dear"].any()
    assert not values["below_cost"].any()
    assert (values["bought"] == values["trades"]).all()
    assert values["trades"].max() <= 50
    assert (values["price_spread"][:, -1] < values["price_spread"][:, 0]).all()
    assert values["gain_realised"].max() <= 1 + 1e-9
    assert values["gain_realised"][:, -1].mean() > 0.85


def test_the_best_possible_gain_is_that_of_the_best_matching() -> None:
    """The most eager buyer with the cheapest seller, and so on, as long as both gain."""
    of_one = {f"v{i}": f"sum(b.valuation for b in buyer if b.id == {i})" for i in range(6)}
    of_one |= {f"c{i}": f"sum(s.cost for s in seller if s.id == {i})" for i in range(5)}
    setting = {"buyers": 6, "sellers": 5, "cost_high": 140}
    document = variant("market", Arm(name="a", set=setting), measures={**of_one, "best": "model.best_gain"}, steps=1)
    values = lived(document, 20).arms["a"].values
    wishes = -np.sort(-np.stack([values[f"v{i}"][:, 0] for i in range(6)]), axis=0)[:5]
    costs = np.sort(np.stack([values[f"c{i}"][:, 0] for i in range(5)]), axis=0)
    assert values["best"][:, 0] == pytest.approx(np.maximum(wishes - costs, 0).sum(axis=0))


# ------------------------------------------------------------------------------------------ disease on a grid


def small_grid(**setting: bool | float) -> Mapping[str, NDArray[np.float64]]:
    arm = Arm(name="a", set={"width": 12, "height": 12, "initial_infected": 3, **setting})
    return lived(variant("sir_grid", arm), 3).arms["a"].values


def test_without_transmission_nobody_else_falls_ill() -> None:
    values = small_grid(infection=0)
    assert (values["ever_infected"] == 3 / 144).all()
    assert (values["duration"][:, -1] == 10).all()


def test_certain_transmission_reaches_everyone_at_one_cell_a_day() -> None:
    values = small_grid(infection=1, initial_infected=1)
    assert (values["ever_infected"][:, -1] == 1).all()
    assert values["ever_infected"][:, :4] == pytest.approx(np.tile([1, 9, 25, 49], (3, 1)) / 144)


def test_recovery_at_a_rate_takes_as_long_on_average_as_a_fixed_time() -> None:
    fixed, rate = (small_grid(infection=0, initial_infected=144, fixed_length=fixed) for fixed in (True, False))
    assert fixed["infected"].sum(axis=1) == pytest.approx(10)
    assert rate["infected"].sum(axis=1).mean() == pytest.approx(10, abs=1.5)


def test_vaccination_protects_more_than_the_vaccinated() -> None:
    arms = (
        Arm(name="none", set={"width": 25, "height": 25}),
        Arm(name="half", set={"width": 25, "height": 25, "vaccinated": 0.5}),
    )
    ensemble = lived(variant("sir_grid", *arms), 5)
    assert last(ensemble, "none", "ever_infected").mean() > 0.95
    assert last(ensemble, "half", "ever_infected").mean() < 0.5


# ------------------------------------------------------------------------------------------------- hybrids


@pytest.mark.parametrize("name", ["interface_failure_talk", "opinion_debate"])
def test_hybrid_runs_in_all_arms_without_a_talk(name: str) -> None:
    ensemble = lived(library.load(name), 3)
    ruled, talk, nothing = ensemble.arms
    headline = library.load(name).experiment.headline.measure
    assert (last(ensemble, ruled, headline) == last(ensemble, talk, headline)).all()
    assert (last(ensemble, ruled, headline) != last(ensemble, nothing, headline)).any()


def test_rule_in_place_of_the_personas_follows_each_replicates_own_measures() -> None:
    document = library.load("interface_failure_talk")
    assert document.coupling is not None
    lever = document.coupling.levers[0].model_copy(update={"instead": "0.05 if broken > 0.08 else 0.0"})
    coupling = document.coupling.model_copy(update={"levers": (lever,)})
    document = with_values(
        document.model_copy(update={"coupling": coupling}), {"repair_rate": (0.0, "given", "none at first")}
    )
    broken = lived(document, 12).arms["standing rule"].values["broken"]
    for start in range(12, 48, 12):
        repaired = (np.diff(broken[:, start : start + 13]) < 0).any(axis=1)
        assert not repaired[broken[:, start] <= 0.08].any()
        assert repaired[broken[:, start] > 0.08].all()
