"""Findings say what an ensemble shows, no more, and count what they rest on."""

from collections.abc import Mapping

import numpy as np
import pytest
from numpy.typing import NDArray

from sobremesa.mechanics import ir, library
from sobremesa.mechanics.analysis import analyse
from sobremesa.mechanics.document import Arm, Experiment, Measure, Outcome
from sobremesa.mechanics.engine import RunError, Series
from sobremesa.mechanics.ensemble import Ensemble
from sobremesa.mechanics.finding import Finding, Kind
from sobremesa.mechanics.ir import Cast, Const, Program, Scalar

Values = NDArray[np.float64]


def found(
    arms: Mapping[str, Values],
    take: str = "last",
    *,
    unit: str | None = None,
    start: int = 0,
    failed: Mapping[str, tuple[int, ...]] | None = None,
    yes_or_no: bool = False,
) -> tuple[Finding, ...]:
    """The findings about a measure `m`, given its values (replicates, steps + 1) in each arm."""
    outcome = Outcome.model_validate({"measure": "m", "take": take, "from": start})
    experiment = Experiment(arms=tuple(Arm(name=name) for name in arms), headline=outcome)
    document = library.load("interface_failure").model_copy(
        update={"measures": {"m": Measure(value=0, unit=unit)}, "experiment": experiment}
    )
    zero = Const(0, Scalar.INT)
    measure = ir.Measure("m", Cast(Const(True, Scalar.BOOL), Scalar.FLOAT) if yes_or_no else zero, unit)
    program = Program(document, zero, None, 1, {}, {}, (), (), None, (), (), (), (measure,), {})
    series = {}
    for name, values in arms.items():
        errors = {index: RunError("overflow", 1, "too large") for index in (failed or {}).get(name, ())}
        series[name] = Series(0, tuple(range(len(values))), {"m": np.asarray(values, dtype=np.float64)}, errors)
    return analyse(program, Ensemble(document.sha256, "none", 0, series))


def only(findings: tuple[Finding, ...], kind: str) -> Finding:
    (finding,) = [finding for finding in findings if finding.kind == kind]
    return finding


def ends(*values: float) -> Values:
    """Series of one step that end in these values and begin at 0."""
    return np.array([[0.0, value] for value in values])


RISING = np.array([[0.0, 1.0, 2.0, 4.0], [0.0, 2.0, 2.0, 6.0]])


@pytest.mark.parametrize(
    ("take", "start", "value"),
    [("last", 0, 5), ("mean", 0, 2.125), ("mean", 2, 3.5), ("max", 0, 5), ("min", 1, 1.5), ("sum", 0, 8.5),
     ("var", 2, 2.5), ("when", 0, 1), ("when", 2, 2), ("last", 99, 5)],
)  # fmt: skip
def test_outcomes_take_what_they_say(take: str, start: int, value: float) -> None:
    assert only(found({"a": RISING}, take, start=start), "level").value == pytest.approx(value)


def test_level_and_difference_stand_with_their_arms_sizes_and_ids() -> None:
    findings = found({"base": ends(1, 2, 3), "more": ends(2, 3.1, 4)}, unit="people")
    assert [finding.kind for finding in findings][:3] == ["level", "level", "difference"]
    assert [finding.id for finding in findings] == [f"f{n + 1}" for n in range(len(findings))]
    difference = only(findings, "difference")
    assert difference.arms == ("base", "more")
    assert difference.value == pytest.approx(3.1 / 3)
    assert (difference.n, difference.agreeing, difference.unit, difference.headline) == (3, 3, "people", True)
    assert difference.effect is not None
    assert difference.effect == pytest.approx(1.0, abs=0.05)
    assert all(Finding.model_validate_json(finding.model_dump_json()) == finding for finding in findings)


def test_equal_arms_are_the_finding_nothing() -> None:
    findings = found({"a": ends(1, 2, 3), "b": ends(1, 2, 3)})
    nothing = only(tuple(finding for finding in findings if len(finding.arms) == 2), "nothing")
    assert (nothing.value, nothing.low, nothing.high, nothing.agreeing) == (0, 0, 0, 0)


def test_false_alarms_stay_below_the_level_and_planted_differences_are_found() -> None:
    rng = np.random.default_rng(18)

    def compared(n: int, shift: float) -> set[Kind]:
        arms = {"a": rng.normal(5, 1, (n, 1)), "b": rng.normal(5 + shift, 1, (n, 1))}
        return {finding.kind for finding in found(arms)} & {"difference", "nothing"}

    alike = [compared(30, 0) for _ in range(200)]
    assert sum(kinds == {"difference"} for kinds in alike) <= 18
    assert all(len(kinds) == 1 for kinds in alike)
    assert sum(compared(35, 1) == {"difference"} for _ in range(100)) >= 95


def test_changes_since_the_start_are_of_the_same_family_as_differences() -> None:
    """Twelve arms that drift by chance alone: 66 differences and 12 trends, of which one is false once in 20 times."""
    rng = np.random.default_rng(4)

    def told(arms: int) -> bool:
        drifting = {str(arm): rng.normal(0, 1, (20, 2)) for arm in range(arms)}
        return any(finding.kind in ("trend", "difference") for finding in found(drifting))

    assert sum(told(12) for _ in range(100)) <= 12
    rising = found({"a": rng.normal(0, 1, (20, 2)) + np.array([0, 2]), "b": rng.normal(0, 1, (20, 2))})
    assert [finding.arms for finding in rising if finding.kind == "trend"] == [("a",)]
    (still,) = [finding for finding in rising if finding.take == "change" and finding.arms == ("b",)]
    assert still.kind == "nothing"


def test_failed_and_missing_replicates_do_not_count_and_are_told() -> None:
    arms = {"a": ends(1, 2, 99, 4), "b": ends(2, 3, 5, np.nan)}
    findings = found(arms, failed={"a": (2,)})
    levels = {finding.arms[0]: finding for finding in findings if finding.kind == "level"}
    assert (levels["a"].n, levels["b"].n) == (3, 3)
    assert levels["a"].value == pytest.approx(7 / 3)
    assert "1 of 4 left out" in levels["a"].method
    difference = only(findings, "difference")
    assert (difference.n, difference.value) == (2, 1)
    assert "2 of 4 left out" in difference.method


def test_arm_that_failed_throughout_has_no_finding() -> None:
    findings = found({"a": ends(1, 2), "b": ends(1, 2)}, failed={"b": (0, 1)})
    assert {finding.arms for finding in findings if finding.kind != "trend"} == {("a",)}
    assert found({"a": ends(np.nan, np.nan)}) == ()


def test_what_did_not_happen_is_not_a_time() -> None:
    level = only(found({"a": np.array([[0.0, 0, 1], [0.0, 0, 0], [0.0, 1, 1]])}, "when", unit="share"), "level")
    assert (level.value, level.n, level.unit) == (1.5, 2, None)
    assert "1 of 3 left out (it did not happen" in level.method


def test_single_replicate_gives_numbers_without_intervals() -> None:
    findings = found({"a": ends(1), "b": ends(3)})
    assert [finding.kind for finding in findings] == ["level", "level", "difference"]
    assert all(finding.low is None and finding.high is None and finding.n == 1 for finding in findings)


def test_change_over_time_is_a_trend_only_where_it_is_sure() -> None:
    rng = np.random.default_rng(2)
    fall = np.linspace(0.9, 0.8, 11) + rng.normal(0, 0.005, (30, 11))
    noise = rng.normal(0.5, 0.2, (30, 11))
    findings = found({"falls": fall, "wavers": noise}, unit="share")
    trend = only(findings, "trend")
    assert (trend.arms, trend.take) == (("falls",), "change")
    assert trend.value == pytest.approx(-0.1, abs=0.01)
    assert not [f for f in found({"falls": fall}, "mean") if f.kind == "trend"]


def test_trend_begins_where_the_measure_begins() -> None:
    values = np.array([[np.nan, 5.0, 4.0], [np.nan, 5.5, 4.0], [np.nan, 5.0, 3.9]])
    assert only(found({"a": values}), "trend").value == pytest.approx((-1 - 1.5 - 1.1) / 3)


def test_outbreaks_and_their_absence_are_told_apart() -> None:
    rng = np.random.default_rng(7)
    values = np.concatenate([rng.uniform(0, 0.02, 10), rng.normal(0.8, 0.02, 20)])[:, None]
    clusters = {finding.take: finding for finding in found({"a": values}, unit="share") if finding.kind == "cluster"}
    share = clusters["share of replicates in the upper group"]
    assert share.value == pytest.approx(2 / 3)
    assert share.n == 30
    assert clusters["upper group"].value == pytest.approx(0.8, abs=0.02)
    assert clusters["lower group"].n == 10
    assert clusters["lower group"].high is not None
    assert clusters["lower group"].high < 0.02


def test_shares_keep_their_bounds_and_differences_of_shares_do_not_need_them() -> None:
    findings = found({"a": ends(0.99, 1.0, 0.9), "b": ends(0.01, 0.0, 0.1)}, unit="share")
    assert all((f.low or 0) >= 0 and (f.high or 0) <= 1 for f in findings if f.kind == "level")
    assert only(findings, "difference").value < 0


def test_yes_or_no_is_a_share_of_replicates_and_a_share_of_people_is_not() -> None:
    always = {"a": ends(1, 1, 1, 1)}
    yes = only(found(always, yes_or_no=True), "level")
    assert yes.low is not None
    assert (yes.low < 1, yes.high) == (True, 1)
    people = only(found(always, unit="share"), "level")
    assert (people.low, people.high, people.method) == (1, 1, "the same in every replicate")
