"""What every engine must do alike: one suite that each of them runs, and equality of all of them to the last bit."""

from __future__ import annotations

import itertools
import math
from collections.abc import Callable
from dataclasses import replace
from functools import cache
from pathlib import Path
from typing import Any

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from sobremesa.mechanics.checking import check
from sobremesa.mechanics.column_names import measures
from sobremesa.mechanics.diagnostics import DocumentError
from sobremesa.mechanics.document import Arm
from sobremesa.mechanics.draws import Draws
from sobremesa.mechanics.engine import LeverValue, Series, Snapshot, SnapshotMismatchError, TracingEngine
from sobremesa.mechanics.experiment import run_experiment
from sobremesa.mechanics.ir import Program
from sobremesa.mechanics.kernel.engine import KernelEngine
from sobremesa.mechanics.library import documents, load
from sobremesa.mechanics.mesa_engine import MesaEngine
from sobremesa.mechanics.reading import read_document, validated
from sobremesa.mechanics.snapshot import from_bytes, to_bytes

FOLDER = Path(__file__).with_name("documents")
ENGINES: dict[str, TracingEngine] = {"mesa": MesaEngine(), "kernel": KernelEngine(threads=2)}
SCENARIO = Arm(name="scenario")
each_engine = pytest.mark.parametrize("engine", ENGINES.values(), ids=ENGINES)

WALK = """
model: walk
purpose: everyone walks to the right, and all is over once someone has gone far
clock: {steps: 9, stop: "count(p for p in person if p.x > far) > 0"}
parameters: {pace: {value: 0.25, source: given}, far: {value: 2, source: given}, people: {type: int, value: 3, low: 0}}
globals: {visits: {type: int, start: 0}, last: {type: ref, of: person, start: none}}
agents:
  person:
    count: people
    state: {x: {type: float, start: "self.id * 0.5"}, mood: {type: label, of: [calm, angry], start: calm}}
rules:
  - {name: go, who: person, do: "self.x += pace * (1 + chance(0.5))"}
  - {name: visit, who: person, when: "chance(0.3)", do: "model.visits += 1"}
  - {name: remember, who: model, do: "model.last = one_of(person)"}
measures:
  place: {value: "mean((p.x for p in person), default=0)"}
  visits: {value: model.visits}
  length: {value: step, at: end}
personas: {guide: {agent: "best_of(person, lambda p: p.x)", role: whoever is ahead}}
coupling:
  every: 3
  levers: [{name: hurry, from: guide, moves: pace, by: "report.stance", low: 0, high: 1, instead: "0.1 + visits / 10"}]
experiment:
  arms: [{name: scenario}, {name: alone, personas: "off"}, {name: blind, without: [visit]}]
  headline: {measure: place}
"""
LIFE = """
model: life
purpose: people are born, meet, part and die
clock: {steps: 8}
parameters: {people: {type: int, value: 12}, fatal: {value: 0.15, low: 0, high: 1}}
space: {kind: network, generator: erdos_renyi, degree: 3, max_degree: 40, links: {trust: {type: float, start: 0.5}}}
agents:
  person:
    count: people
    max: 60
    state:
      friend: {type: ref, of: person, start: none}
      views: {type: int, size: 3, start: "randint(0, 9)"}
      age: {type: int, start: 0}
rules:
  - {name: age, who: person, do: "self.age += 1\\npush(self.views, randint(0, 9))"}
  - {name: choose, who: person, order: one_by_one, do: "self.friend = one_of(others(person))"}
  - {name: meet, who: person, order: one_by_one, do: "f = self.friend\\nif f is not None:\\n    connect(self, f)"}
  - {name: trust, who: links, do: "self.trust = uniform(0, 1)"}
  - name: part
    who: person
    order: at_random
    do: |
      b = one_of(neighbors(self))
      if b is not None and link(self, b).trust < 0.2:
          disconnect(self, b)
  - {name: bear, who: person, when: "chance(0.2)", do: "create(person, age=self.age)"}
  - {name: die, who: person, when: "chance(fatal)", do: "die()"}
measures:
  people: {value: count(person)}
  links: {value: "count(links)"}
  trust: {value: "mean(l.trust for l in links)"}
  friends: {value: "count(p for p in person if p.friend is not None)"}
experiment: {headline: {measure: people}}
"""
DRAWS = """
model: draws
purpose: everyone draws at two sites
clock: {steps: 40}
agents:
  person:
    count: 37
    state: {a: {type: float, start: 0}, b: {type: float, start: 0}, c: {type: float, start: 0}}
rules:
  - {name: one, who: person, do: "self.a = uniform(0, 1)\\nself.b = uniform(0, 1)"}
  - {name: two, who: person, order: one_by_one, do: "self.c = uniform(0, 1)"}
measures: {a: {value: "mean(p.a for p in person)"}}
experiment: {headline: {measure: a}}
"""


@cache
def program(name: str) -> Program:
    own = {"walk": WALK, "life": LIFE, "draws": DRAWS}
    if name in own:
        return check(read_document(own[name]))
    return check(load(name))


def of(name: str, snapshot: Snapshot) -> Snapshot:
    """The snapshot as if this engine had taken it, with errors that are compared by their address only."""
    errors = {replicate: replace(error, message="") for replicate, error in snapshot.errors.items()}
    return replace(snapshot, engine=name, errors=errors)


def assert_same(ours: Snapshot, theirs: Snapshot) -> None:
    for name, column in theirs.columns.items():
        np.testing.assert_array_equal(ours.columns[name], column, err_msg=name)
    assert to_bytes(of("x", ours)) == to_bytes(of("x", theirs))


def assert_same_series(ours: Series, theirs: Series) -> None:
    assert list(ours.values) == list(theirs.values)
    for name, values in theirs.values.items():
        np.testing.assert_array_equal(ours.values[name], values, err_msg=name)
    assert {r: (e.code, e.step, e.rule, e.agent) for r, e in ours.errors.items()} == {
        r: (e.code, e.step, e.rule, e.agent) for r, e in theirs.errors.items()
    }


def assert_equal_engines(of_program: Program, arm: Arm, seed: int, replicates: tuple[int, ...], steps: int) -> None:
    """The same start, the same run, the same end; and each goes on where the other stopped."""
    (mesa, first), (kernel, second) = (
        (engine, engine.start(of_program, arm, seed, replicates)) for engine in ENGINES.values()
    )
    assert_same(second, first)
    (first, expected), (second, found) = (
        engine.advance(of_program, start, steps) for engine, start in ((mesa, first), (kernel, second))
    )
    assert_same_series(found, expected)
    assert_same(second, first)
    (crossed, _), (back, _) = mesa.advance(of_program, second, 2), kernel.advance(of_program, first, 2)
    assert_same(back, crossed)


FIRST_ARMS = [(name, 0) for name in documents()]
OTHER_ARMS = [(name, place) for name in documents() for place in range(1, len(load(name).experiment.arms))]


@pytest.mark.parametrize(("name", "place"), FIRST_ARMS)
def test_library_models_are_the_same_on_all_engines(name: str, place: int) -> None:
    assert_equal_engines(program(name), program(name).document.experiment.arms[place], 11, (0, 6), 3)


@pytest.mark.slow
@pytest.mark.parametrize(("name", "place"), OTHER_ARMS)
def test_arms_of_library_models_are_the_same_on_all_engines(name: str, place: int) -> None:
    assert_equal_engines(program(name), program(name).document.experiment.arms[place], 12, (3,), 5)


@pytest.mark.parametrize("name", sorted(file.stem for file in FOLDER.glob("*.yaml")))
def test_documents_of_all_kinds_are_the_same_on_all_engines(name: str) -> None:
    of_program = check(read_document((FOLDER / f"{name}.yaml").read_text("utf-8")))
    for arm in of_program.document.experiment.arms:
        assert_equal_engines(of_program, arm, 2**53 - 1, (0, 2**64 - 1), 6)


@pytest.mark.parametrize("arm", [0, 1, 2])
@pytest.mark.parametrize("name", ["walk", "life"])
def test_runs_that_stop_and_populations_that_change_are_the_same_on_all_engines(name: str, arm: int) -> None:
    arms = program(name).document.experiment.arms
    assert_equal_engines(program(name), arms[min(arm, len(arms) - 1)], arm, tuple(range(20)), 9)


# ---------------------------------------------------------------------------------------- what each must do


@each_engine
@settings(max_examples=15, deadline=None)
@given(
    cuts=st.lists(st.integers(0, 4), min_size=1, max_size=4),
    stored=st.booleans(),
    name=st.sampled_from(["walk", "life"]),
)
def test_a_run_cut_into_pieces_is_the_same_run(engine: TracingEngine, cuts: list[int], stored: bool, name: str) -> None:
    start = engine.start(program(name), SCENARIO, 3, (0, 4, 9))
    whole, series = engine.advance(program(name), start, sum(cuts))
    snapshot, column = start, 0
    for steps in cuts:
        snapshot, part = engine.advance(program(name), from_bytes(to_bytes(snapshot)) if stored else snapshot, steps)
        for measure, values in part.values.items():
            np.testing.assert_array_equal(values, series.values[measure][:, column : column + steps + 1])
        column += steps
    assert to_bytes(snapshot) == to_bytes(whole)


@each_engine
def test_engines_take_turns_in_one_run(engine: TracingEngine) -> None:
    whole, _ = engine.advance(program("life"), engine.start(program("life"), SCENARIO, 5, (1, 2)), 6)
    snapshot = ENGINES["mesa"].start(program("life"), SCENARIO, 5, (1, 2))
    for turn in (*ENGINES.values(), *ENGINES.values(), *ENGINES.values()):
        snapshot, _ = turn.advance(program("life"), from_bytes(to_bytes(snapshot)), 1)
    assert_same(snapshot, whole)


@each_engine
def test_a_replicate_is_the_same_in_any_company(engine: TracingEngine) -> None:
    alone = engine.advance(program("life"), engine.start(program("life"), SCENARIO, 1, (7,)), 8)[1]
    company = engine.advance(program("life"), engine.start(program("life"), SCENARIO, 1, tuple(range(9))), 8)[1]
    for measure, values in alone.values.items():
        np.testing.assert_array_equal(values[0], company.values[measure][7])
    assert any(np.any(values[0] != values[7]) for values in company.values.values())


@each_engine
def test_what_a_stopped_run_measured_last_holds_to_the_end(engine: TracingEngine) -> None:
    later, series = engine.advance(program("walk"), engine.start(program("walk"), SCENARIO, 1, tuple(range(30))), 9)
    stopped = later.columns["stopped_at"]
    assert len(set(stopped.tolist())) > 1
    for place in np.flatnonzero(stopped >= 0).tolist():
        step = int(stopped[place])
        row = series.values["place"][place]
        assert np.all(row[step:] == row[step])
        assert np.all(np.isnan(series.values["length"][place][:step]))
        assert np.all(series.values["length"][place][step:] == step)


@each_engine
def test_levers_move_parameters_from_then_on(engine: TracingEngine) -> None:
    start = engine.start(program("walk"), SCENARIO, 1, (0,))
    moved, still = engine.advance(program("walk"), start, 2, [LeverValue("pace", 0.0)])
    assert np.all(np.diff(still.values["place"]) == 0)
    _, later = engine.advance(program("walk"), from_bytes(to_bytes(moved)), 2)
    assert np.all(np.diff(later.values["place"]) == 0)
    _, again = engine.advance(program("walk"), moved, 2, [LeverValue("pace", 0.5)])
    assert np.all(np.diff(again.values["place"]) > 0)


@each_engine
def test_nobody_at_all_can_be_run(engine: TracingEngine) -> None:
    empty = engine.start(program("walk"), SCENARIO, 1, ())
    assert engine.advance(program("walk"), empty, 3)[1].values["place"].shape == (0, 4)
    _, series = engine.advance(
        program("walk"), engine.start(program("walk"), Arm(name="a", set={"people": 0}), 1, (0,)), 3
    )
    assert series.values["place"].tolist() == [[0.0] * 4]


@each_engine
def test_arms_that_do_not_fit_are_refused(engine: TracingEngine) -> None:
    for arm in (Arm(name="a", set={"nothing": 1}), Arm(name="b", without=("nothing",)), Arm(name="c", space={"k": 2})):
        with pytest.raises(DocumentError):
            engine.start(program("walk"), arm, 1, (0,))


@each_engine
@pytest.mark.parametrize("name", ["life", "walk"])
def test_a_snapshot_that_lacks_a_part_is_refused(engine: TracingEngine, name: str) -> None:
    snapshot = engine.advance(program(name), engine.start(program(name), SCENARIO, 1, (0, 1)), 2)[0]
    for column in snapshot.columns:
        lacking = replace(snapshot, columns={word: held for word, held in snapshot.columns.items() if word != column})
        if not measures(column):
            with pytest.raises(SnapshotMismatchError):
                engine.advance(program(name), lacking, 1)


BOUNDED: dict[str, Any] = {
    "model": "bounded",
    "purpose": "fields that have bounds",
    "clock": {"steps": 3},
    "parameters": {"most": {"value": 2.0}, "few": {"type": "int", "value": 1}},
    "globals": {"price": {"type": "float", "start": 1, "low": 0, "high": "2 * most"}},
    "agents": {
        "person": {
            "count": 3,
            "state": {
                "joy": {"type": "float", "start": "most", "low": 0, "high": "most"},
                "coins": {"type": "int", "start": 2, "low": "few"},
                "views": {"type": "float", "size": 2, "start": 0.5, "low": -1, "high": 1},
            },
        }
    },
    "rules": [{"name": "gain", "who": "person", "do": "self.joy += 1\nself.coins -= 5"}],
    "measures": {"joy": {"value": "mean(p.joy for p in person)"}},
    "experiment": {"headline": {"measure": "joy"}},
}


@each_engine
@pytest.mark.parametrize(
    ("column", "value"),
    [
        ("person.joy", math.nan), ("person.joy", math.inf), ("person.joy", 2.1), ("person.joy", -0.1),
        ("person.coins", 0), ("person.views", 1.5), ("person.views", math.nan), ("model.price", 4.5),
        ("model.price", -math.inf),
    ],
)  # fmt: skip
def test_a_snapshot_that_holds_what_no_run_leaves_is_refused(engine: TracingEngine, column: str, value: float) -> None:
    program = check(validated(BOUNDED))
    snapshot = engine.advance(program, engine.start(program, SCENARIO, 1, (0, 1)), 1)[0]
    assert engine.advance(program, snapshot, 1)[1].errors == {}
    changed = snapshot.columns[column].copy()
    changed.reshape(-1)[-1] = value
    with pytest.raises(SnapshotMismatchError):
        engine.advance(program, replace(snapshot, columns={**snapshot.columns, column: changed}), 1)


@each_engine
def test_bounds_that_were_others_before_refuse_nothing(engine: TracingEngine) -> None:
    """What the arm raises at a step may have been less when the value was written."""
    program = check(validated(BOUNDED))
    arm = Arm.model_validate({"name": "a", "set": {"most": 5.0}, "at": [{"step": 2, "set": {"most": 1.0}}]})
    start = engine.start(program, arm, 1, (0,))
    assert start.columns["person.joy"].tolist() == [5.0] * 3
    later, _ = engine.advance(program, start, 1, [LeverValue("most", 1.0)])
    assert engine.advance(program, later, 1)[1].errors == {}


@settings(max_examples=60, deadline=None)
@given(data=st.data())
def test_the_kernel_survives_any_snapshot(data: st.DataObject) -> None:
    engine = ENGINES["kernel"]
    name = data.draw(st.sampled_from(["life", "walk", "wolf_sheep", "boids"]))
    snapshot = engine.advance(program(name), engine.start(program(name), SCENARIO, 1, (0, 1)), 1)[0]
    word = data.draw(st.sampled_from(sorted(snapshot.columns)))
    column = snapshot.columns[word].copy()
    if column.size:
        place = data.draw(st.integers(0, column.size - 1))
        value = data.draw(st.sampled_from([-(2**63), -2, -1, 0, 1, 3, 2**31, 2**62]))
        flat = column.reshape(-1)
        flat[place] = np.array([value]).astype(column.dtype)[0]
    changed = replace(snapshot, columns={**snapshot.columns, word: column})
    try:
        later, _ = engine.advance(program(name), changed, 3)
    except SnapshotMismatchError:
        return
    assert to_bytes(engine.advance(program(name), changed, 3)[0]) == to_bytes(later)


# -------------------------------------------------------------------------------------------------- streams


def drawn(engine: TracingEngine, replicates: int) -> np.ndarray[tuple[int, ...], np.dtype[np.float64]]:
    """Every draw of a run, shape (replicates, steps, agents, sites)."""
    snapshot, steps = engine.start(program("draws"), SCENARIO, 9, tuple(range(replicates))), []
    for _ in range(40):
        snapshot, _ = engine.advance(program("draws"), snapshot, 1)
        sites = [snapshot.columns[f"person.{site}"].reshape(replicates, -1) for site in "abc"]
        steps.append(np.stack(sites, axis=-1))
    return np.stack(steps, axis=1)


def test_draws_are_those_of_the_contract() -> None:
    found = drawn(ENGINES["kernel"], 2)
    for replicate, step, agent in itertools.product(range(2), range(40), range(37)):
        draws = Draws(9, replicate)
        draws.begin(step + 1)
        expected = [draws.uniform01(f"rule:person.{site}", agent) for site in ("one#0", "one#1", "two#0")]
        assert found[replicate, step, agent].tolist() == expected


@pytest.mark.parametrize("order", list(itertools.permutations(range(4))), ids=str)
@pytest.mark.parametrize("statistic", ["runs", "pairs", "spectrum"])
def test_streams_interleaved_in_any_order_look_independent(order: tuple[int, ...], statistic: str) -> None:
    """Key schedules have passed every test along one axis, and given agent 1 a zero at each step."""
    stream = np.transpose(_draws(), order).reshape(-1)
    assert STATISTICS[statistic](stream) < 4.5


@cache
def _draws() -> np.ndarray[tuple[int, ...], np.dtype[np.float64]]:
    return drawn(ENGINES["kernel"], 24)


def _runs(stream: np.ndarray[tuple[int, ...], np.dtype[np.float64]]) -> float:
    """Standard errors between the number of rises and its expectation (n - 1) / 2; the variance is (n + 1) / 12."""
    n = len(stream)
    return float(abs(np.count_nonzero(np.diff(stream) > 0) - (n - 1) / 2) / np.sqrt((n + 1) / 12))


def _pairs(stream: np.ndarray[tuple[int, ...], np.dtype[np.float64]]) -> float:
    """Chi-square of consecutive pairs on a 16 by 16 board, as standard errors."""
    pairs = np.floor(stream[: len(stream) // 2 * 2].reshape(-1, 2) * 16).astype(int)
    counts = np.bincount(pairs[:, 0] * 16 + pairs[:, 1], minlength=256)
    expected = len(pairs) / 256
    return float(abs(((counts - expected) ** 2 / expected).sum() - 255) / np.sqrt(2 * 255))


def _spectrum(stream: np.ndarray[tuple[int, ...], np.dtype[np.float64]]) -> float:
    """The largest of the autocorrelations at lags up to 200, as standard errors (less what 200 of them reach)."""
    centred = stream - 0.5
    lags = [float(centred[lag:] @ centred[:-lag]) for lag in range(1, 201)]
    return float(max(map(abs, lags)) * 12 / np.sqrt(len(stream))) - 0.5


STATISTICS: dict[str, Callable[[np.ndarray[tuple[int, ...], np.dtype[np.float64]]], float]] = {
    "runs": _runs,
    "pairs": _pairs,
    "spectrum": _spectrum,
}


# ----------------------------------------------------------------------------------------------- experiments


@pytest.mark.parametrize("name", ["walk", "life"])
def test_experiments_are_the_same_on_all_engines(name: str) -> None:
    one, other = (run_experiment(program(name), engine, 4, 7) for engine in ENGINES.values())
    for arm, series in one.arms.items():
        assert_same_series(other.arms[arm], series)
