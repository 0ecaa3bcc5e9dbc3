"""The engine's seam: snapshots that replay, levers, arms that share draws, processes that run side by side."""

from __future__ import annotations

from concurrent.futures import ProcessPoolExecutor
from dataclasses import replace
from multiprocessing import get_context
from pathlib import Path

import numpy as np
import pytest

from sobremesa.mechanics.document import Arm
from sobremesa.mechanics.engine import LeverValue, Series, SnapshotMismatchError
from sobremesa.mechanics.limits import Limits, RanTooLongError
from sobremesa.mechanics.processes.arms import arm_process
from sobremesa.mechanics.processes.checking import check_process
from sobremesa.mechanics.processes.compiled import compiled
from sobremesa.mechanics.processes.engine import SimpyEngine
from sobremesa.mechanics.processes.invariants import LittleLawError, check_little, check_queues
from sobremesa.mechanics.processes.program import ProcessProgram
from sobremesa.mechanics.processes.reading import read_process
from sobremesa.mechanics.processes.runtime.measures import Stays
from sobremesa.mechanics.snapshot import from_bytes, to_bytes

DESK = """
process: desk
purpose: customers queue for service
clock: {unit: minute, horizon: 600, slice: 20, warmup: 100}
parameters:
  desks: {type: int, value: 1, low: 1, high: 5, source: given}
  rate: {value: 0.9, low: 0, high: 5, source: given}
resources: {desk: {capacity: desks}}
entities:
  customer:
    arrive: {rate: rate}
    attributes: {size: "lognormal(1, 0.5)"}
    route:
      - {name: greeting, delay: "exponential(2)"}
      - {use: desk, for: "exponential(self.size)"}
measures: {wait: {value: waiting(desk)}, queue: {value: queue_length(desk)}, used: {value: utilisation(desk)}}
experiment:
  arms: [{name: one}, {name: two, set: {desks: 2}}, {name: abrupt, without: [greeting]}]
  headline: {measure: wait}
"""


def program(text: str = DESK) -> ProcessProgram:
    return check_process(read_process(text))


def whole(of: ProcessProgram, arm: Arm, replicates: tuple[int, ...] = (0, 1), steps: int = 30) -> Series:
    engine = SimpyEngine()
    return engine.advance(of, engine.start(of, arm, 7, replicates), steps)[1]


def test_a_run_in_parts_is_the_run_at_once() -> None:
    of, engine = program(), SimpyEngine()
    arm = of.document.experiment.arms[0]
    snapshot = engine.start(of, arm, 7, (0, 1))
    once = whole(of, arm)
    pieces = []
    for steps in (1, 12, 17):
        snapshot = from_bytes(to_bytes(snapshot))
        snapshot, series = engine.advance(of, snapshot, steps)
        pieces.append(series)
    assert snapshot.step == 30
    for name, values in once.values.items():
        joined = np.concatenate([pieces[0].values[name], *(piece.values[name][:, 1:] for piece in pieces[1:])], axis=1)
        np.testing.assert_array_equal(joined, values)


def test_levers_are_history_and_replayed() -> None:
    of, engine = program(), SimpyEngine()
    arm = of.document.experiment.arms[0]
    snapshot, _ = engine.advance(of, engine.start(of, arm, 7, (0,)), 10)
    more, series = engine.advance(of, snapshot, 10, [LeverValue("desks", 3.0)])
    assert [each.value for each in more.levers] == [3.0]
    _, later = engine.advance(of, from_bytes(to_bytes(more)), 10)
    plain = whole(of, arm, (0,))
    np.testing.assert_array_equal(plain.values["used.slice"][0, 1:11], engine_slices(of, arm, 10))
    assert series.values["queue.slice"][0, 1:].mean() < plain.values["queue.slice"][0, 11:21].mean()
    assert later.values["queue.slice"][0, 1:].mean() < plain.values["queue.slice"][0, 21:].mean()


def engine_slices(of: ProcessProgram, arm: Arm, steps: int) -> np.ndarray:
    return whole(of, arm, (0,), steps).values["used.slice"][0, 1:]


def test_a_rate_of_nothing_lets_nobody_come_until_it_changes() -> None:
    of, engine = program(), SimpyEngine()
    arm = Arm(name="shut", set={"desks": 2}, at=())
    snapshot, first = engine.advance(of, engine.start(of, arm, 7, (0,)), 10, [LeverValue("rate", 0.0)])
    assert first.values["queue.slice"][0, 1:].max() == 0
    _, then = engine.advance(of, snapshot, 10, [LeverValue("rate", 3.0)])
    assert then.values["used.slice"][0, -1] > 0.9


def test_what_an_arm_sets_no_lever_moves() -> None:
    of, engine = program(), SimpyEngine()
    arm = of.document.experiment.arms[1]
    _, moved = engine.advance(of, engine.start(of, arm, 7, (0,)), 30, [LeverValue("desks", 1.0)])
    np.testing.assert_array_equal(moved.values["wait"], whole(of, arm, (0,)).values["wait"])


def arrivals(of: ProcessProgram, arm: Arm) -> list[tuple[float, float]]:
    parameters = {name: each.value for name, each in of.document.parameters.items()} | dict(arm.set)
    model = compiled(arm_process(of, arm)).model(**parameters, seed=3)
    model.env.run(until=300)
    return [(each.arrived, each.size) for each in model.customers]


def test_arms_share_their_arrivals_and_what_is_drawn_with_them() -> None:
    of = program()
    one, two, abrupt = (arrivals(of, arm) for arm in of.document.experiment.arms)
    assert one == two == abrupt
    assert len(one) > 200


def test_a_step_left_out_leaves_the_other_draws_alone() -> None:
    of = program()
    arms = of.document.experiment.arms
    services = []
    for arm in (arms[0], arms[2]):
        model = compiled(arm_process(of, arm)).model(seed=3)
        model.env.run(until=300)
        done = {v.entity.id: v.ended - v.began for v in model.desk.visits if v.ended < 300}
        services.append(done)
    shared = sorted(services[0].keys() & services[1].keys())
    assert len(shared) > 150
    assert [round(services[0][i], 9) for i in shared] == [round(services[1][i], 9) for i in shared]


def test_the_order_of_keys_carries_no_meaning() -> None:
    text = (Path(__file__).parent / "documents" / "bakery.yaml").read_text()
    document = read_process(text)
    turned = document.model_copy(
        update={
            key: dict(reversed(list(getattr(document, key).items())))
            for key in ("parameters", "tables", "resources", "containers", "stores", "entities", "measures")
        }
    )
    assert turned.sha256 == document.sha256
    arm = document.experiment.arms[0]
    first, second = whole(check_process(document), arm, (0,), 20), whole(check_process(turned), arm, (0,), 20)
    for name, values in first.values.items():
        np.testing.assert_array_equal(values, second.values[name])


def test_replicates_run_in_other_processes_to_the_same_bits() -> None:
    of = program()
    arm = of.document.experiment.arms[0]
    with ProcessPoolExecutor(1, get_context("spawn")) as pool:
        there = pool.submit(whole, of, arm).result()
    here = whole(of, arm)
    np.testing.assert_array_equal(here.values["wait"], there.values["wait"])


def test_a_snapshot_of_another_document_is_refused() -> None:
    of, other = program(), program(DESK.replace("600", "500"))
    engine = SimpyEngine()
    snapshot = engine.start(of, of.document.experiment.arms[0], 7, (0,))
    with pytest.raises(SnapshotMismatchError):
        engine.advance(other, snapshot, 1)
    with pytest.raises(SnapshotMismatchError):
        engine.advance(of, replace(snapshot, columns={}), 1)
    with pytest.raises(SnapshotMismatchError):
        engine.advance(of, snapshot, 1, [LeverValue("nothing", 1.0)])


def test_what_goes_wrong_in_a_run_stands_in_its_series() -> None:
    of = program(DESK.replace('"lognormal(1, 0.5)"', '"1 * minute / (2 - min(now // (100 * minute), 2))"'))
    series = whole(of, of.document.experiment.arms[0], (0,))
    assert series.errors[0].code == "zero_division"
    assert series.errors[0].step == 11
    assert np.isnan(series.values["wait"]).all()


def test_the_operators_seconds_end_a_run() -> None:
    of = program(DESK.replace("horizon: 600", "horizon: 60000").replace("slice: 20", "slice: 2000"))
    engine = SimpyEngine(Limits(seconds=0.05))
    with pytest.raises(RanTooLongError):
        engine.advance(of, engine.start(of, of.document.experiment.arms[0], 7, (0,)), 30)


def test_records_that_contradict_simpy_or_each_other_are_an_error_of_ours() -> None:
    of = program()
    model = compiled(of).model(rate=2.0)
    model.env.run(until=100)
    resources, entities = {"desk": "desk"}, {"customer": Stays(model.customers)}
    check_queues(model, resources, 100)
    check_little(model, resources, entities, 100)
    model.desk.visits.pop()
    model.desk.lines = {}
    with pytest.raises(LittleLawError, match="by SimPy's"):
        check_queues(model, resources, 100)
    entities["customer"].times[0, 1] = -1.0
    with pytest.raises(LittleLawError, match="Little's law does not hold"):
        check_little(model, resources, entities, 100)
