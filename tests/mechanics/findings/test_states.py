"""States lived again are those of the runs that the ensemble holds."""

import numpy as np
import pytest

from sobremesa.mechanics import ir, library
from sobremesa.mechanics.checking import check
from sobremesa.mechanics.experiment import run_experiment
from sobremesa.mechanics.findings import states as limits
from sobremesa.mechanics.findings.states import State, States, links
from sobremesa.mechanics.kernel.engine import KernelEngine
from sobremesa.mechanics.reading import read_document

ENGINE = KernelEngine()


def asked(name: str, replicates: int = 4) -> States:
    return States(check(library.load(name)), ENGINE, 3, replicates)


def frustration(state: State) -> float:
    return float(state.columns["person.frustration"].mean())


def test_final_states_are_those_that_were_measured() -> None:
    states = asked("interface_failure")
    ensemble = run_experiment(states.program, ENGINE, 3, 4)
    for arm, series in ensemble.arms.items():
        measured = series.values["frustration"][:, -1]
        assert [frustration(state) for state in states.final(arm)] == pytest.approx(measured.tolist())


def test_lives_follow_the_run_step_by_step() -> None:
    states = asked("interface_failure")
    measured = run_experiment(states.program, ENGINE, 3, 4).arms["scenario"].values["frustration"]
    for row, life in zip(measured, states.lives("scenario"), strict=True):
        assert [state.step for state in life] == list(range(51))
        assert [frustration(state) for state in life] == pytest.approx(row.tolist())


def test_what_is_lived_again_under_another_arm_is_paired() -> None:
    states = asked("interface_failure")
    arm = states.arm("scenario")
    assert np.array_equal(
        states.again(arm).values["frustration"],
        run_experiment(states.program, ENGINE, 3, 4).arms["scenario"].values["frustration"],
    )


def test_links_lead_to_places_of_agents() -> None:
    states = asked("interface_failure", 1)
    state = states.final("scenario")[0]
    assert isinstance(states.program.space, ir.Network)
    ends = links(state, states.program.space)
    assert len(ends) == 600
    assert {tuple(end) for end in ends.tolist()} == {(b, a) for a, b in ends.tolist()}


def test_populations_that_change_are_split_where_they_end() -> None:
    states = asked("wolf_sheep", 3)
    arm = states.program.document.experiment.arms[0].name
    for state in states.final(arm):
        for kind in ("wolf", "sheep"):
            assert len(state.columns[f"{kind}.id"]) == int(state.columns[f"{kind}#rows"][0])
            assert np.all(np.diff(state.columns[f"{kind}.id"]) > 0)


def test_fields_are_split_by_who_has_them_whatever_they_are_called() -> None:
    """As many come in each step as chance has it, so that replicates differ in how many there are."""
    text = """
model: growth
purpose: newcomers differ
clock: {steps: 4}
agents: {person: {count: 3, max: 99, state: {rows: {start: "self.id"}, next: {type: int, start: 7}}}}
rules: [{name: come, who: person, when: chance(0.5), do: "create(person)"}]
measures: {many: {value: count(person)}}
experiment: {arms: [{name: a}], headline: {measure: many}}
"""
    states = States(check(read_document(text)), ENGINE, 3, 4)
    lived = states.final("a")
    sizes = [len(state.columns["person.id"]) for state in lived]
    assert len(set(sizes)) > 1
    for size, state in zip(sizes, lived, strict=True):
        assert state.columns["person.rows"].tolist() == list(range(size))
        assert state.columns["person.next"].tolist() == [7] * size


def test_too_large_a_model_is_not_lived_again(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(limits, "AGENT_STEPS", 10_000)
    states = asked("interface_failure")
    assert len(states.final("scenario")) == 2
    monkeypatch.setattr(limits, "AGENT_STEPS", 100)
    assert asked("interface_failure").final("scenario") == ()
