"""Experiments: every arm, every replicate, common random numbers, levers at their steps; and ensembles as bytes."""

from collections.abc import Sequence
from dataclasses import replace

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from sobremesa.mechanics import library
from sobremesa.mechanics.arms import horizon
from sobremesa.mechanics.document import Arm, ModelDocument
from sobremesa.mechanics.engine import Engine, LeverValue, Pause, RunError, Series, Snapshot, unpaused
from sobremesa.mechanics.ensemble import Ensemble, EnsembleFormatError
from sobremesa.mechanics.experiment import conversing, run_experiment
from sobremesa.mechanics.ir import Const, Lever, Program, Scalar

STEPS = 6


def program(*arms: Arm, levers: tuple[Lever, ...] = (), steps: int | str = STEPS) -> Program:
    document = library.load("interface_failure_talk")
    experiment = document.experiment.model_copy(update={"arms": arms})
    clock = document.clock.model_copy(update={"steps": steps})
    return bare(document.model_copy(update={"experiment": experiment, "clock": clock}), levers)


def bare(document: ModelDocument, levers: tuple[Lever, ...] = ()) -> Program:
    """A program as far as an experiment looks at it: the double below runs no rules."""
    zero = Const(0, Scalar.INT)
    return Program(document, zero, None, 1, {}, {}, (), (), None, (), (), (), (), {}, levers)


LEVER = Lever("effort", ("nurse",), "repair_rate", Const(0.0, Scalar.FLOAT), Const(0.0, Scalar.FLOAT),
              Const(1.0, Scalar.FLOAT), None)  # fmt: skip


class Ramp:
    """Measures `level`: it rises by repair_rate each step, from a start that only the seed and replicate decide."""

    name = "ramp"

    def __init__(self, fails_at: int | None = None) -> None:
        self.starts: list[tuple[str, tuple[int, ...]]] = []
        self.fails_at = fails_at

    def batch(self, program: Program, arm: Arm) -> int:
        return 5

    def start(
        self, program: Program, arm: Arm, seed: int, replicates: Sequence[int], *, pause: Pause = unpaused
    ) -> Snapshot:
        self.starts.append((arm.name, tuple(replicates)))
        levels = np.array([np.random.Generator(np.random.Philox(key=[seed, index])).random() for index in replicates])
        rate = arm.set.get("repair_rate", program.document.parameters["repair_rate"].value)
        levers = (LeverValue("repair_rate", float(rate)),)
        return Snapshot(program.document.sha256, self.name, seed, arm, tuple(replicates), 0, {"level": levels},
                        (False,) * len(replicates), levers)  # fmt: skip

    def advance(
        self,
        program: Program,
        snapshot: Snapshot,
        steps: int,
        levers: Sequence[LeverValue] = (),
        *,
        pause: Pause = unpaused,
    ) -> tuple[Snapshot, Series]:
        held = tuple(levers) or snapshot.levers
        path = snapshot.columns["level"].astype(np.float64)[:, None] + held[-1].value * np.arange(steps + 1)
        errors = {}
        if self.fails_at is not None and snapshot.step < self.fails_at <= snapshot.step + steps:
            errors = {1: RunError("zero_division", self.fails_at, "divided by zero", "ramp", 4)}
        end = replace(snapshot, step=snapshot.step + steps, columns={"level": path[:, -1]}, levers=held)
        return end, Series(snapshot.step, snapshot.replicates, {"level": path}, errors)


def run(
    engine: Engine, *arms: Arm, replicates: int = 7, schedule: Sequence[tuple[str, int, LeverValue]] = ()
) -> Ensemble:
    return run_experiment(program(*arms, levers=(LEVER,)), engine, 3, replicates, schedule)


def test_every_arm_has_every_replicate_in_order_and_begins_alike() -> None:
    ensemble = run(Ramp(), Arm(name="a"), Arm(name="b", set={"repair_rate": 0.5}))
    assert list(ensemble.arms) == ["a", "b"]
    for series in ensemble.arms.values():
        assert series.replicates == tuple(range(7))
        assert series.values["level"].shape == (7, STEPS + 1)
    first, second = (series.values["level"] for series in ensemble.arms.values())
    assert (first[:, 0] == second[:, 0]).all()
    assert second[:, -1] - second[:, 0] == pytest.approx(0.5 * STEPS)


def test_arms_may_have_steps_of_their_own() -> None:
    own = program(Arm(name="a"), Arm(name="b", steps=9), Arm(name="c", steps="friends * 2", set={"friends": 5}))
    assert [horizon(own, arm) for arm in own.document.experiment.arms] == [STEPS, 9, 10]
    ensemble = run_experiment(own, Ramp(), 0, 2)
    assert [series.values["level"].shape[1] - 1 for series in ensemble.arms.values()] == [STEPS, 9, 10]


def test_what_was_decided_holds_from_its_step_on_in_all_replicates_of_its_arm_alone() -> None:
    schedule = [("talk", 2, LeverValue("repair_rate", 1.0)), ("talk", 4, LeverValue("repair_rate", 0.0))]
    ensemble = run(Ramp(), Arm(name="rest", set={"repair_rate": 0.0}), Arm(name="talk"), schedule=schedule)
    rest, talk = (np.diff(series.values["level"]) for series in ensemble.arms.values())
    assert rest == pytest.approx(0)
    assert talk == pytest.approx(np.tile([0.02, 0.02, 1, 1, 0, 0], (7, 1)))


def test_decisions_after_the_end_change_nothing() -> None:
    schedule = [("a", STEPS, LeverValue("repair_rate", 1.0)), ("a", STEPS + 3, LeverValue("repair_rate", 1.0))]
    assert run(Ramp(), Arm(name="a"), schedule=schedule).to_bytes() == run(Ramp(), Arm(name="a")).to_bytes()


def test_arm_converses_only_where_a_lever_is_free_and_the_personas_are_on() -> None:
    later = Arm.model_validate({"name": "held later", "at": [{"step": 3, "set": {"repair_rate": 0.1}}]})
    arms = (Arm(name="on"), Arm(name="off", personas="off"), Arm(name="held", set={"repair_rate": 0.0}), later)
    assert [conversing(program(*arms, levers=(LEVER,)), arm) for arm in arms] == [True, False, False, False]
    assert not conversing(program(*arms), arms[0])


def test_progress_counts_replicates_over_all_arms_and_can_end_the_experiment() -> None:
    told: list[tuple[str, int, int]] = []
    run_experiment(program(Arm(name="a"), Arm(name="b")), Ramp(), 0, 7, progress=lambda *event: told.append(event))
    assert [done for _, done, _ in told] == sorted({done for _, done, _ in told})
    assert told[-1] == ("b", 14, 14)
    assert [arm for arm, _, _ in told] == sorted(arm for arm, _, _ in told)

    engine = Ramp()

    def stop(arm: str, done: int, total: int) -> None:
        raise InterruptedError

    with pytest.raises(InterruptedError):
        run_experiment(program(Arm(name="a"), Arm(name="b")), engine, 0, 100, progress=stop)
    assert len(engine.starts) == 1


def test_failed_replicate_is_told_with_its_first_error() -> None:
    ensemble = run(Ramp(fails_at=3), Arm(name="a"), schedule=[("a", 2, LeverValue("repair_rate", 1.0))])
    assert ensemble.failed() == {"a": 1}
    assert ensemble.arms["a"].errors[1].step == 3
    assert Ensemble.from_bytes(ensemble.to_bytes()).arms["a"].errors == ensemble.arms["a"].errors


def test_same_experiment_gives_the_same_bytes_and_they_read_back() -> None:
    first, second = (run(Ramp(), Arm(name="ä"), Arm(name="b")) for _ in range(2))
    assert first.to_bytes() == second.to_bytes()
    back = Ensemble.from_bytes(first.to_bytes())
    assert (back.document, back.engine, back.seed, list(back.arms)) == (first.document, "ramp", 3, ["ä", "b"])
    assert back.arms["b"].values["level"] == pytest.approx(first.arms["b"].values["level"], abs=0)
    assert back.to_bytes() == first.to_bytes()


def test_missing_values_read_back_as_missing() -> None:
    values = np.array([[np.nan, 1.0], [2.0, -np.nan]])
    ensemble = Ensemble("0" * 64, "x", 1, {"a": Series(0, (0, 1), {"m": values})})
    back = Ensemble.from_bytes(ensemble.to_bytes()).arms["a"].values["m"]
    assert np.isnan(back).tolist() == [[True, False], [False, True]]


@given(cut=st.integers(0, 10_000), junk=st.binary(max_size=40))
def test_damaged_bytes_are_refused(cut: int, junk: bytes) -> None:
    whole = Ensemble("0" * 64, "x", 1, {"a": Series(0, (0,), {"m": np.zeros((1, 3))})}).to_bytes()
    damaged = whole[:cut] + junk
    if len(damaged) != len(whole):
        with pytest.raises(EnsembleFormatError):
            Ensemble.from_bytes(damaged)


def test_no_pickle_is_read() -> None:
    with pytest.raises(EnsembleFormatError, match="not an ensemble"):
        Ensemble.from_bytes(b"\x80\x04.")
