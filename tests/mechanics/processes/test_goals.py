"""Goals: whether they are reached, with how many servers, and what is wrong with those that make no sense."""

from __future__ import annotations

import math

import numpy as np
import pytest

from sobremesa.mechanics.curve import Curve
from sobremesa.mechanics.diagnostics import DocumentError
from sobremesa.mechanics.processes.checking import check_process
from sobremesa.mechanics.processes.engine import SimpyEngine
from sobremesa.mechanics.processes.goals import aims, enough
from sobremesa.mechanics.processes.program import ProcessProgram
from sobremesa.mechanics.processes.reading import read_process
from sobremesa.mechanics.processes.sizing import chance_to_wait, mean_wait, served_within, servers_for

PUNCTUAL = """
process: punctual
purpose: Does anybody wait?
clock: {unit: minute, horizon: 400, warmup: 0}
parameters:
  patience: {value: 30, unit: second, source: assumed, why: "a test"}
  tills: {type: int, value: 1, source: assumed, why: "a test"}
resources: {till: {capacity: tills}}
entities: {customer: {arrive: {every: 5, size: 2}, route: [{use: till, for: 2}]}}
measures: {wait: {value: waiting(till), unit: minute}, soon: {value: "service_level(till, patience)", unit: share}}
goals: GOALS
experiment: {headline: {measure: wait}}
"""


def program_of(goals: str) -> ProcessProgram:
    return check_process(read_process(PUNCTUAL.replace("GOALS", goals)))


def margins(goals: str) -> list[float]:
    program, engine = program_of(goals), SimpyEngine()
    (arm,) = program.document.experiment.arms
    _, series = engine.advance(program, engine.start(program, arm, seed=1, replicates=[0, 1]), 50)
    return [finding.value for finding in aims(program, arm, series)]


def test_a_goal_is_held_against_what_comes_out_in_its_own_unit() -> None:
    # Two come at a time: one is served at once, the other waits for two minutes.
    wanted = "[{measure: wait, at_most: 1.5}, {measure: wait, at_most: patience}, {measure: soon, at_least: 0.5}]"
    assert margins(wanted) == pytest.approx([0.5, -0.5, 0.0])


@pytest.mark.parametrize(
    ("goal", "code"),
    [
        ("{measure: late, at_most: 1}", "unknown_measure"),
        ("{measure: wait}", "wrong_shape"),
        ("{measure: wait, at_most: 1, at_least: 2}", "wrong_shape"),
        ("{measure: soon, at_least: 80}", "out_of_bounds"),
        ("{measure: soon, at_least: patience}", "unit_mismatch"),
    ],
)
def test_goals_that_make_no_sense_are_refused(goal: str, code: str) -> None:
    with pytest.raises(DocumentError) as caught:
        program_of(f"[{goal}]")
    assert [diagnostic.code for diagnostic in caught.value.diagnostics] == [code]


@pytest.mark.parametrize(
    ("means", "least"),
    [((3.0, 1.0, 0.5), 2.0), ((3.0, 2.0, 1.9), None), ((math.nan, 1.0, 1.2), 2.0), ((1.0, 3.0, 1.0), 3.0)],
)
def test_enough_is_the_least_number_that_meets_a_goal(means: tuple[float, ...], least: float | None) -> None:
    program = program_of("[{measure: wait, at_most: 1.5}]")
    told = tuple(None if math.isnan(mean) else mean for mean in means)
    curve = Curve(kind="servers", parameter="tills", arm="scenario", measure="wait", take="last", values=(1, 2, 3),
                  mean=told, low=told, high=told, n=2)  # fmt: skip
    samples = np.array([[mean, mean] for mean in means])
    found = list(enough(program, program.document.experiment.arms[0], curve, samples))
    assert [finding.value for finding in found] == ([] if least is None else [least])


def test_what_theory_says_of_the_servers_needed() -> None:
    # One server is M/M/1; 10 erlang on 14 agents is a value of any table of Erlang's C.
    assert chance_to_wait(1, 0.5) == pytest.approx(0.5)
    assert mean_wait(1, 0.5) == pytest.approx(1.0)
    assert served_within(1, 0.5, math.log(2)) == pytest.approx(1 - 0.5 * 2**-0.5)
    assert chance_to_wait(14, 10) == pytest.approx(0.1741, abs=5e-5)
    assert servers_for(lambda servers: chance_to_wait(servers, 10) <= 0.2, 10) == 14
    assert chance_to_wait(2, 2) == 1
    assert mean_wait(2, 3) == math.inf
