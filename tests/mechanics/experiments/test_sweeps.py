"""Sweeps and scales, held to what is known: an epidemic needs more than one case from each, and a share has no size."""

from __future__ import annotations

from typing import Any

import numpy as np
import pytest

from sobremesa.mechanics import library
from sobremesa.mechanics.asked import free_arms
from sobremesa.mechanics.checking import check
from sobremesa.mechanics.document import ModelDocument, Scale, Sweep
from sobremesa.mechanics.experiments.points import Bench
from sobremesa.mechanics.experiments.sweeps import MORE, along, mapped, scaled, swept
from sobremesa.mechanics.kernel.engine import KernelEngine
from sobremesa.mechanics.statistics import proportion

ENGINE = KernelEngine()


def bench(document: ModelDocument, seed: int = 0) -> Bench:
    return Bench(check(document), ENGINE, seed)


def line(**experiment: Any) -> ModelDocument:
    """`total` is slope × people + shift + noise of mean 0."""
    plain = {
        "model": "line",
        "purpose": "to be swept",
        "clock": {"steps": 2},
        "parameters": {
            "slope": {"value": 1, "low": -10, "high": 10},
            "shift": {"value": 0, "low": -10, "high": 10},
            "people": {"type": "int", "value": 10, "low": 1, "high": 1000},
        },
        "globals": {"noise": {"start": "normal(0, 1)"}},
        "agents": {"person": {"count": "people"}},
        "measures": {"total": {"value": "slope * count(person) + shift + model.noise"}},
        "experiment": {"headline": {"measure": "total"}, **experiment},
    }
    return ModelDocument.model_validate(plain)


def sweep(parameter: str, start: float, to: float, points: int) -> Sweep:
    return Sweep.model_validate({"parameter": parameter, "from": start, "to": to, "points": points})


def test_an_epidemic_tips_where_each_case_infects_one_other() -> None:
    """Kermack & McKendrick (1927): with recovery 0.1 a day, at 10 contacts a day where 0.01 of them infect."""
    document = library.load("sir_mixed")
    arm = free_arms(document, ["infection"])[0]
    curve, _ = swept(bench(document), arm, sweep("infection", 0, 0.03, 13), range(20))
    assert curve.bend is not None
    assert curve.bend.low <= 0.01 <= curve.bend.high
    assert curve.bend.value == pytest.approx(0.01, abs=0.001)
    assert curve.mean[0] == pytest.approx(10 / 2000)
    assert curve.mean[-1] == pytest.approx(0.940, abs=0.01)


def test_frustration_tips_only_where_it_is_contagious() -> None:
    document = library.load("interface_failure")
    scenario, alone = free_arms(document, ["failed_share"])
    assert alone.without == ("emotional_contagion",)
    of = [swept(bench(document), arm, sweep("failed_share", 0, 1, 21), range(20))[0] for arm in (scenario, alone)]
    assert of[0].bend is not None
    assert 0.1 < of[0].bend.value < 0.4
    assert of[1].bend is None
    assert np.allclose(np.array(of[1].mean, dtype=float), 1 - np.array(of[1].values), atol=0.03)


def test_a_line_has_a_curve_with_intervals_and_no_tipping_point() -> None:
    curve, _ = swept(bench(line()), line().experiment.arms[0], sweep("slope", -1, 1, 9), range(40))
    assert curve.bend is None
    assert curve.values == tuple(np.linspace(-1, 1, 9))
    held = [low <= 10 * x <= high for x, low, high in zip(curve.values, curve.low, curve.high, strict=True)]  # type: ignore[operator]
    assert all(held) or not any(held)  # one draw of noise for all points: they are right or wrong together


def test_all_points_share_their_random_numbers() -> None:
    taken = along(bench(line()), line().experiment.arms[0], "shift", np.array([0.0, 1.0, 5.0]), range(6))
    assert taken - taken[0] == pytest.approx(np.array([0.0, 1.0, 5.0])[:, None] + np.zeros(6))
    assert np.ptp(taken[0]) > 0.1


def test_whole_numbers_are_swept_once_each() -> None:
    curve, _ = swept(bench(line()), line().experiment.arms[0], sweep("people", 1, 4, 20), range(3))
    assert curve.values == (1, 2, 3, 4)


def step_at(place: float) -> ModelDocument:
    document = line()
    value = f"(1 if slope > {place} else 0) + 0.01 * model.noise"
    measures = {"total": document.measures["total"].model_copy(update={"value": value})}
    return document.model_copy(update={"measures": measures})


@pytest.mark.parametrize("place", [0.311, 0.4707, 0.6812])
def test_points_are_put_where_a_curve_tips(place: float) -> None:
    """Between two of 11 points nobody knows where a step is: four points in the gap make it about a fifth, twice."""
    document = step_at(place)
    curve, samples = swept(bench(document), document.experiment.arms[0], sweep("slope", 0, 1, 11), range(10))
    assert curve.bend is not None
    assert curve.bend.low <= place <= curve.bend.high
    assert curve.bend.high - curve.bend.low <= 0.1 / 20
    assert set(np.linspace(0, 1, 11)) <= set(curve.values)
    assert list(curve.values) == sorted(set(curve.values))
    assert 11 < len(curve.values) == len(samples) <= 11 + MORE
    again = along(bench(document), document.experiment.arms[0], "slope", np.array(curve.values), range(10))
    assert np.array_equal(again, samples)


def test_where_nothing_changes_fast_there_are_the_points_asked_for() -> None:
    for points in (9, 21):
        curve, _ = swept(bench(line()), line().experiment.arms[0], sweep("slope", -1, 1, points), range(10))
        assert len(curve.values) == points


def test_friends_in_a_ring_are_swept_as_the_ring_has_them() -> None:
    document = line()
    plain = document.model_dump(by_alias=True, exclude_defaults=True)
    plain["parameters"]["friends"] = {"type": "int", "value": 4, "low": 2, "high": 20}
    plain["space"] = {"kind": "network", "generator": "ring", "k": "min(friends, people - 1)"}
    plain["measures"]["total"] = {"value": "mean(degree(p) for p in person)"}
    document = ModelDocument.model_validate(plain)
    curve, _ = swept(bench(document), document.experiment.arms[0], sweep("friends", 2, 12, 11), range(2))
    assert curve.values == curve.mean == (2, 4, 6, 8)


def test_a_map_has_the_first_parameter_in_its_rows() -> None:
    document = line(arms=[{"name": "still", "set": {"people": 5}}])
    heat = mapped(
        bench(document), document.experiment.arms[0], sweep("slope", 0, 2, 3), sweep("shift", 0, 4, 2), range(4)
    )
    grid = np.array(heat.mean, dtype=float)
    assert (heat.rows, heat.columns) == ((0, 1, 2), (0, 4))
    assert grid - grid[0, 0] == pytest.approx(np.array([[0, 4], [5, 9], [10, 14]]))


def test_a_scale_is_a_curve_over_sizes() -> None:
    document = line()
    curve, samples = scaled(bench(document), document.experiment.arms[0],
                            Scale(parameter="people", values=(10, 100)), range(5))  # fmt: skip
    assert curve.kind == "scale"
    assert curve.bend is None
    assert samples[1] - samples[0] == pytest.approx(np.full(5, 90.0))


def test_what_has_no_value_is_none_in_the_curve() -> None:
    document = line(headline={"measure": "happened", "take": "when"})
    document = ModelDocument.model_validate(
        document.model_dump(by_alias=True, exclude_defaults=True) | {"measures": {"happened": {"value": "slope > 0"}}}
    )
    curve, _ = swept(bench(document), document.experiment.arms[0], sweep("slope", -1, 1, 3), range(4))
    assert curve.mean == (None, None, 0)
    assert curve.low[0] is None


def test_answers_of_yes_or_no_are_shares_with_wilsons_interval() -> None:
    """A t interval of them would reach beyond 1, and where all say the same have no width."""
    document = line(headline={"measure": "above"})
    measures = {
        **document.measures,
        "above": document.measures["total"].model_copy(update={"value": "model.noise > 0"}),
    }
    asked = bench(document.model_copy(update={"measures": measures}))
    arm = free_arms(document, ["shift"])[0]
    curve, samples = swept(asked, arm, Sweep(parameter="shift", **{"from": 0, "to": 1, "points": 3}), range(12))
    level = proportion(int(samples[0].sum()), 12)
    assert 0 < level.value < 1
    assert (curve.mean[0], curve.low[0], curve.high[0]) == (level.value, level.low, level.high)
