"""Emitted programs behind the engine: same bits however a run is cut, stored, or exported."""

from __future__ import annotations

import ast
import math
import runpy
import subprocess
import sys
from dataclasses import replace
from pathlib import Path

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from sobremesa.mechanics.checking import check
from sobremesa.mechanics.diagnostics import DocumentError
from sobremesa.mechanics.document import Arm
from sobremesa.mechanics.emit import emit, source
from sobremesa.mechanics.engine import LeverValue, Series, Snapshot, SnapshotMismatchError
from sobremesa.mechanics.ir import Program
from sobremesa.mechanics.library import documents, load
from sobremesa.mechanics.mesa_engine import MesaEngine
from sobremesa.mechanics.reading import read_document
from sobremesa.mechanics.snapshot import from_bytes, to_bytes

ENGINE = MesaEngine()
SCENARIO = Arm(name="scenario")
WALK = """
model: walk
purpose: a test
clock: {steps: 6, stop: "count(p for p in person if p.x > 2) > 0"}
parameters:
  pace: {value: 1.0, source: given}
  people: {type: int, value: 3, low: 1, high: 100, source: given}
globals: {visits: {type: int, start: 0}}
agents:
  person:
    count: people
    state: {x: {type: float, start: 0, low: -5, high: 5}, mood: {type: label, of: [calm, angry], start: calm}}
rules:
  - {name: go, who: person, do: "self.x += pace * 0.5"}
  - {name: count_them, who: person, do: "model.visits += 1"}
measures:
  far: {value: "max((p.x for p in person), default=0)"}
  visits: {value: "model.visits"}
  calm: {value: "count(p for p in person if p.mood == \\"calm\\")"}
  length: {value: step, at: end}
experiment:
  question: none
  headline: {measure: far}
"""


def program(text: str) -> Program:
    return check(read_document(text))


def library(name: str) -> Program:
    return check(load(name))


def run(of: Program, arm: Arm, steps: int, replicates: tuple[int, ...] = (0, 1)) -> Series:
    return ENGINE.advance(of, ENGINE.start(of, arm, 1, replicates), steps)[1]


def same(one: Series, other: Series) -> None:
    assert one.values.keys() == other.values.keys()
    for measure in one.values:
        np.testing.assert_array_equal(one.values[measure], other.values[measure])


@pytest.mark.parametrize("name", documents())
def test_a_library_model_exported_runs_alone_with_the_same_bits(name: str, tmp_path: Path) -> None:
    of = library(name)
    file = tmp_path / "model.py"
    file.write_text(source(of), encoding="utf-8")
    steps = min(int(of.document.clock.steps) if not isinstance(of.document.clock.steps, str) else 9, 9)
    classes = [each for each in runpy.run_path(str(file)).values() if isinstance(each, type)]
    (made,) = (each for each in classes if "Model" in [base.__name__ for base in each.__bases__])
    model = made(seed=1, replicate=1)
    while model.running and model.steps < steps:
        model.step()
    ours = run(of, SCENARIO, steps, (1,))
    for measure, series in model.datacollector.model_vars.items():
        np.testing.assert_array_equal(
            np.array(series, dtype=float), ours.values[measure][0, : len(series)], err_msg=measure
        )
    each_step = {measure for measure, declared in of.document.measures.items() if declared.at is None}
    assert model.datacollector.model_vars.keys() == each_step


@pytest.mark.slow
def test_an_exported_file_prints_its_measures_and_warns_of_nothing(tmp_path: Path) -> None:
    file = tmp_path / "model.py"
    file.write_text(source(library("interface_failure")), encoding="utf-8")
    done = subprocess.run([sys.executable, "-W", "error", str(file)], capture_output=True, text=True, check=True)
    assert done.stdout.splitlines()[0].startswith("communication_success 0.")
    assert done.stderr == ""


@pytest.mark.parametrize("name", documents())
def test_an_exported_file_passes_ruff_and_says_what_the_tree_says(name: str, tmp_path: Path) -> None:
    of = library(name)
    text = source(of)
    file = tmp_path / "model.py"
    file.write_text(text, encoding="utf-8")
    checked = subprocess.run(
        [sys.executable, "-m", "ruff", "check", "--isolated", str(file)], capture_output=True, text=True, check=False
    )
    assert checked.returncode == 0, checked.stdout
    emitted = {each.name: ast.dump(each) for each in emit(of).body if isinstance(each, ast.ClassDef)}
    written = {each.name: ast.dump(each) for each in ast.parse(text).body if isinstance(each, ast.ClassDef)}
    assert emitted.items() <= written.items()


@settings(max_examples=25, deadline=None)
@given(
    name=st.sampled_from(["interface_failure", "market", "opinion_dynamics"]),
    cuts=st.lists(st.integers(0, 7), min_size=1, max_size=4),
    stored=st.booleans(),
)
def test_a_run_cut_into_pieces_is_the_same_run(name: str, cuts: list[int], stored: bool) -> None:
    of = library(name)
    start = ENGINE.start(of, SCENARIO, 3, (0, 4))
    whole, series = ENGINE.advance(of, start, sum(cuts))
    snapshot = start
    column = 0
    for steps in cuts:
        snapshot, part = ENGINE.advance(of, from_bytes(to_bytes(snapshot)) if stored else snapshot, steps)
        for measure, values in part.values.items():
            np.testing.assert_array_equal(values, series.values[measure][:, column : column + steps + 1])
        column += steps
    assert to_bytes(snapshot) == to_bytes(whole)


def test_a_replicate_is_the_same_in_any_company() -> None:
    of = library("interface_failure")
    alone, together = run(of, SCENARIO, 5, (7,)), run(of, SCENARIO, 5, (2, 7))
    for measure, values in alone.values.items():
        np.testing.assert_array_equal(values[0], together.values[measure][1])
    assert any(np.any(values[0] != values[1]) for values in together.values.values())


def test_arms_set_parameters_and_switch_rules_off() -> None:
    of = library("interface_failure")
    healthy = run(of, Arm(name="none", set={"failed_share": 0}), 20)
    assert np.all(healthy.values["communication_success"] == 1.0)
    still = run(of, Arm(name="off", without=("frustration_builds", "emotional_contagion")), 20)
    assert np.all(still.values["frustration"] == 0.0)
    for arm in (Arm(name="a", set={"nothing": 1}), Arm(name="b", without=("nothing",))):
        with pytest.raises(DocumentError) as caught:
            ENGINE.start(of, arm, 1, (0,))
        assert caught.value.diagnostics[0].code == "arm_misfit"


def test_an_arm_may_have_another_space() -> None:
    of = library("opinion_dynamics")
    everyone = run(of, Arm(name="all", space={"generator": "complete", "k": None, "p": None}, set={"tolerance": 2}), 30)
    assert everyone.values["spread"][:, -1].max() < 1e-6


def test_switching_a_rule_off_leaves_other_draws_alone() -> None:
    of = library("market")
    whole, without = (ENGINE.start(of, arm, 1, (0,)) for arm in (SCENARIO, Arm(name="off", without=("trade",))))
    np.testing.assert_array_equal(whole.columns["buyer.valuation"], without.columns["buyer.valuation"])


def test_levers_move_parameters_from_then_on_and_arms_hold_theirs() -> None:
    of = program(WALK)
    start = ENGINE.start(of, SCENARIO, 1, (0,))
    moved, series = ENGINE.advance(of, start, 2, [LeverValue("pace", 0.2)])
    assert series.values["far"].tolist() == [[0.0, 0.1, 0.2]]
    assert moved.levers == (LeverValue("pace", 0.2),)
    assert ENGINE.advance(of, moved, 1)[1].values["far"][0, -1] == pytest.approx(0.3)
    held = ENGINE.start(of, Arm(name="held", set={"pace": 1}), 1, (0,))
    assert ENGINE.advance(of, held, 1, [LeverValue("pace", 0.2)])[1].values["far"][0, -1] == 0.5
    with pytest.raises(DocumentError, match="arm_misfit"):
        ENGINE.advance(of, start, 1, [LeverValue("self.x", 1.0, agent=0)])


def test_a_stopped_run_holds_its_last_values() -> None:
    of = program(WALK.replace("value: 1.0", "value: 2.0"))
    snapshot, series = ENGINE.advance(of, ENGINE.start(of, SCENARIO, 1, (0,)), 6)
    assert series.values["far"].tolist() == [[0.0, 1.0, 2.0, 3.0, 3.0, 3.0, 3.0]]
    assert series.values["visits"][0, -1] == 9.0
    assert snapshot.stopped == (True,)
    np.testing.assert_array_equal(series.values["length"], [[np.nan, np.nan, np.nan, 3.0, 3.0, 3.0, 3.0]])
    later, more = ENGINE.advance(of, snapshot, 2, [LeverValue("pace", 9.0)])
    assert more.values["far"].tolist() == [[3.0, 3.0, 3.0]]
    assert later.step == 8


def test_stop_every_looks_at_every_nth_step_and_stop_at_step_0() -> None:
    every = program(WALK.replace("value: 1.0", "value: 2.0").replace('> 0"}', '> 0", stop_every: 4}'))
    assert run(every, SCENARIO, 6, (0,)).values["far"].tolist() == [[0.0, 1.0, 2.0, 3.0, 4.0, 4.0, 4.0]]
    at_once = program(WALK.replace("p.x > 2", "p.x > -1"))
    assert ENGINE.start(at_once, SCENARIO, 1, (0,)).stopped == (True,)


def test_the_end_comes_when_the_arm_is_over() -> None:
    of = program(WALK.replace("value: 1.0", "value: 0.1"))
    assert run(of, SCENARIO, 6, (0,)).values["length"][0, -1] == 6.0
    assert math.isnan(run(of, Arm(name="long", steps=9), 6, (0,)).values["length"][0, -1])


def test_an_error_stands_in_the_series_with_its_step_rule_and_agent() -> None:
    broken = WALK.replace('do: "self.x += pace * 0.5"', 'do: "self.x = 1 / (self.id - 2 + (0 if step == 3 else 9))"')
    of = program(broken)
    snapshot, series = ENGINE.advance(of, ENGINE.start(of, SCENARIO, 1, (0, 1)), 5)
    error = series.errors[1]
    assert (error.code, error.step, error.rule, error.agent) == ("zero_division", 3, "go", 2)
    far = series.values["far"]
    assert np.all(np.isfinite(far[:, :3])) and np.all(np.isnan(far[:, 3:]))
    again, more = ENGINE.advance(of, from_bytes(to_bytes(snapshot)), 2)
    assert more.errors == series.errors == again.errors
    assert np.all(np.isnan(more.values["far"]))


@pytest.mark.parametrize(
    ("code", "line"),
    [
        ("overflow", "self.x = exp(800 + self.id)"),
        ("overflow", "self.y = 1e300 * (self.y + 1e300)"),
        ("domain", "self.x = log(-1 - self.id)"),
        ("domain", "self.x = sqrt(-1 - self.id)"),
        ("overflow", "self.n = (self.n + 9000000000000000000) + 9000000000000000000"),
        ("index", "self.x = odds[self.id - 1]"),
        ("index", "self.x = odds[self.id + 2]"),
    ],
)
def test_what_stops_a_run(code: str, line: str) -> None:
    text = WALK.replace('do: "self.x += pace * 0.5"', f'do: "{line}"')
    text = text.replace("globals:", "tables: {odds: {values: [1, 2], source: given}}\nglobals:")
    text = text.replace("mood:", "y: {type: float}, n: {type: int}, mood:")
    error = run(program(text), SCENARIO, 2, (0,)).errors[0]
    assert (error.code, error.step, error.rule, error.agent) == (code, 1, "go", 0)


def test_personas_are_bound_once_after_setup() -> None:
    of = library("interface_failure_talk")
    start = ENGINE.start(of, SCENARIO, 1, (0, 1, 2))
    assert set(start.personas) == {"nurse", "engineer", "chief"}
    assert all(len(who) == 3 and all(0 <= agent < 100 for agent in who) for who in start.personas.values())
    degrees = start.columns["space#degree"].reshape(3, 100)
    for replicate, chief in enumerate(start.personas["chief"]):
        assert degrees[replicate, chief] == degrees[replicate].max()
    assert ENGINE.advance(of, start, 3)[0].personas == start.personas


def test_a_snapshot_belongs_to_its_document_and_to_engines_that_run_rules() -> None:
    one, other = program(WALK), library("market")
    snapshot = ENGINE.start(one, SCENARIO, 1, (0,))
    with pytest.raises(SnapshotMismatchError):
        ENGINE.advance(other, snapshot, 1)
    fields = {name: getattr(snapshot, name) for name in Snapshot.__dataclass_fields__}
    with pytest.raises(SnapshotMismatchError):
        ENGINE.advance(one, Snapshot(**{**fields, "engine": "simpy"}), 1)


@pytest.mark.parametrize(
    "name", ["person#rows", "person.x", "person.mood", "stopped_at", "measure#far", "model.visits"]
)
def test_a_snapshot_that_lacks_a_part_is_refused(name: str) -> None:
    of = program(WALK.replace("value: 1.0", "value: 9.0"))
    snapshot = ENGINE.advance(of, ENGINE.start(of, SCENARIO, 1, (0, 1)), 2)[0]
    for column in (None, snapshot.columns[name][:1], np.zeros((0,)), np.full(2, 2**40)):
        columns = {key: value for key, value in snapshot.columns.items() if key != name}
        if column is not None:
            columns[name] = column
        fields = {each: getattr(snapshot, each) for each in Snapshot.__dataclass_fields__} | {"columns": columns}
        if column is None or len(column) < 2 or name in ("person#rows", "person.mood"):
            with pytest.raises(SnapshotMismatchError):
                ENGINE.advance(of, Snapshot(**fields), 1)


@pytest.mark.parametrize(("name", "value"), [("person.mood", -1), ("person.mood", 99), ("person.x", np.nan)])
def test_a_snapshot_that_holds_what_no_run_leaves_behind_is_refused(name: str, value: float) -> None:
    of = program(WALK.replace("value: 1.0", "value: 9.0"))
    snapshot = ENGINE.start(of, SCENARIO, 1, (0, 1))
    column = snapshot.columns[name].copy()
    column[-1] = value
    with pytest.raises(SnapshotMismatchError):
        ENGINE.advance(of, replace(snapshot, columns={**snapshot.columns, name: column}), 1)


def test_importing_mesa_leaves_the_start_method_alone() -> None:
    code = (
        "import multiprocessing as m; m.set_start_method('fork'); from sobremesa.mechanics.compiled import import_mesa;"
        "import_mesa(); import sys; print(m.get_start_method(allow_none=True), 'mesa' in sys.modules)"
    )
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True)
    assert done.stdout.split() == ["fork", "True"]
    unset = code.replace("m.set_start_method('fork');", "")
    done = subprocess.run([sys.executable, "-c", unset], capture_output=True, text=True, check=True)
    assert done.stdout.split() == ["None", "True"]
