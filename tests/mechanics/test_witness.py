"""Two engines at one run: what is equal passes, and whatever differs is named: step, variable and whose it is."""

from __future__ import annotations

from collections.abc import Sequence
from concurrent.futures import Executor, ProcessPoolExecutor, ThreadPoolExecutor
from dataclasses import dataclass, replace
from multiprocessing import get_context

import numpy as np
import pytest

from sobremesa.mechanics.checking import check
from sobremesa.mechanics.document import Arm
from sobremesa.mechanics.engine import LeverValue, Pause, RunError, Series, Snapshot, TracingEngine, unpaused
from sobremesa.mechanics.ensemble import Ensemble
from sobremesa.mechanics.experiment import Means, run_experiment
from sobremesa.mechanics.ir import Program
from sobremesa.mechanics.kernel.engine import KernelEngine
from sobremesa.mechanics.living import live
from sobremesa.mechanics.mesa_engine import MesaEngine
from sobremesa.mechanics.reading import read_document
from sobremesa.mechanics.witness import AGENT_STEPS, FEW, EnginesDifferError, chosen_replicates, witnessed

GROWTH = """
model: growth
purpose: numbers grow until one of them is too large
clock: {steps: 12}
parameters: {people: {type: int, value: 4}, pace: {value: PACE}}
agents: {person: {count: people, state: {x: {type: float, start: "uniform(0, 1)"}, n: {type: int, start: 1}}}}
rules:
  - {name: grow, who: person, do: "self.x = self.x * pace + uniform(0, 0.1)"}
  - {name: count, who: person, when: "self.x > 1e30", do: "self.n = self.n // (1 - int(self.x > 2e30))"}
measures: {mean: {value: "mean(p.x for p in person)"}}
experiment: {arms: [{name: today}, {name: slow, set: {pace: 0.5}}], headline: {measure: mean}}
"""
KERNEL, MESA = KernelEngine(threads=1), MesaEngine()


def growth(pace: float = 1.1) -> Program:
    return check(read_document(GROWTH.replace("PACE", repr(pace))))


@dataclass
class Wrong:
    """The kernel, but that something is otherwise from a step on: `wrong` changes the program from then on."""

    changed: Program
    from_step: int
    name: str = "wrong"

    def batch(self, program: Program, arm: Arm) -> int:
        return 5

    def start(
        self, program: Program, arm: Arm, seed: int, replicates: Sequence[int], *, pause: Pause = unpaused
    ) -> Snapshot:
        return KERNEL.start(program, arm, seed, replicates, pause=pause)

    def advance(
        self,
        program: Program,
        snapshot: Snapshot,
        steps: int,
        levers: Sequence[LeverValue] = (),
        *,
        pause: Pause = unpaused,
    ) -> tuple[Snapshot, Series]:
        return self.trace(program, snapshot, steps, levers, pause=pause)[:2]

    def trace(
        self,
        program: Program,
        snapshot: Snapshot,
        steps: int,
        levers: Sequence[LeverValue] = (),
        *,
        pause: Pause = unpaused,
    ) -> tuple[Snapshot, Series, list[bytes]]:
        right = max(0, min(steps, self.from_step - 1 - snapshot.step))
        middle, first, before = KERNEL.trace(program, snapshot, right, levers, pause=pause)
        if right == steps:
            return middle, first, before
        other = replace(middle, document=self.changed.document.sha256)
        last, second, after = KERNEL.trace(self.changed, other, steps - right, pause=pause)
        values = {
            name: np.concatenate([rows, second.values[name][:, 1:]], axis=1) for name, rows in first.values.items()
        }
        errors = {**second.errors, **first.errors}
        series = Series(first.first_step, first.replicates, values, errors)
        return replace(last, document=snapshot.document), series, before + after[1:]


def compared(program: Program, engine: TracingEngine, arm: Arm, replicates: int = 6) -> None:
    series = live(program, engine, arm, 3, range(replicates))
    witnessed(program, engine, MESA, series, arm, 3)


def test_engines_that_agree_are_said_to() -> None:
    program = growth()
    ensemble = run_experiment(program, KERNEL, 3, 9, means=Means(witness=MESA))
    for proof in ensemble.witnessed.values():
        assert (proof.engine, proof.replicates[0], len(proof.replicates), proof.steps) == ("mesa", 0, 2, 12)
    assert Ensemble.from_bytes(ensemble.to_bytes()).witnessed == ensemble.witnessed


@pytest.mark.parametrize("step", [1, 7, 12])
@pytest.mark.parametrize(
    ("rule", "wrong", "variable"),
    [
        ("uniform(0, 0.1)", "uniform(0, 0.1) * (1 + 1e-12 * (self.id == 2))", "person.x of 2"),
        ("self.x * pace", "self.x * pace\\nself.n = self.n + int(self.id == 3)\\nself.x = self.x", "person.n of 3"),
    ],
)
def test_the_first_step_variable_and_agent_that_differ_are_named(
    step: int, rule: str, wrong: str, variable: str
) -> None:
    program = growth()
    text = GROWTH.replace("PACE", "1.1").replace(rule, wrong)
    engine = Wrong(check(read_document(text)), step)
    with pytest.raises(EnginesDifferError, match=rf"step {step} of replicate 0 in the arm 'today'.*{variable} is"):
        compared(program, engine, program.document.experiment.arms[0])


def test_measures_that_differ_are_named() -> None:
    program = growth()
    engine = Wrong(check(read_document(GROWTH.replace("PACE", "1.1").replace("mean(p.x", "max(p.x"))), 4)
    with pytest.raises(EnginesDifferError, match=r"step 4 .*the measure mean is .* on wrong and .* on mesa"):
        compared(program, engine, program.document.experiment.arms[0])


def test_a_replicate_that_was_otherwise_in_company_is_found() -> None:
    program = growth()
    arm = program.document.experiment.arms[0]
    series = live(program, KERNEL, arm, 3, range(4))
    series.values["mean"][0, 5] = np.nextafter(series.values["mean"][0, 5], 9.0)
    with pytest.raises(EnginesDifferError, match=r"step 5 of replicate 0 .*among other replicates"):
        witnessed(program, KERNEL, MESA, series, arm, 3)


def test_those_that_failed_are_run_again_too() -> None:
    program = growth(1e9)
    arm = program.document.experiment.arms[0]
    series = live(program, KERNEL, arm, 3, range(4))
    assert set(series.errors) == {0, 1, 2, 3}
    assert {error.code for error in series.errors.values()} == {"zero_division"}
    assert witnessed(program, KERNEL, MESA, series, arm, 3).replicates == tuple(chosen_replicates(series, arm, 3))
    assert set(chosen_replicates(series, arm, 3)) == {0, 1, 2, 3}


def test_a_failure_at_another_place_is_named() -> None:
    program = growth(1e9)
    arm = program.document.experiment.arms[0]
    series = live(program, KERNEL, arm, 3, range(1))
    (error,) = series.errors.values()

    class Elsewhere(Wrong):
        def trace(self, *arguments: object, **named: object) -> tuple[Snapshot, Series, list[bytes]]:
            snapshot, lived, digests = KERNEL.trace(*arguments, **named)  # type: ignore[arg-type]
            errors = {index: replace(each, agent=(each.agent or 0) + 1) for index, each in lived.errors.items()}
            return snapshot, replace(lived, errors=errors), digests

    assert isinstance(error, RunError)
    with pytest.raises(EnginesDifferError, match=rf"step {error.step} .*what ended the run"):
        witnessed(program, Elsewhere(program, 99), MESA, series, arm, 3)


def test_large_populations_are_compared_in_their_first_steps() -> None:
    program = growth()
    arm = Arm(name="many", set={"people": AGENT_STEPS // 3})
    series = live(program, KERNEL, arm, 3, range(1))
    assert witnessed(program, KERNEL, MESA, series, arm, 3).steps == 3


def test_of_populations_too_large_for_a_single_step_fewer_agents_are_compared() -> None:
    program = growth()
    arm = Arm(name="many", set={"people": 2 * AGENT_STEPS})
    series = live(program, KERNEL, arm, 3, range(2))
    proof = witnessed(program, KERNEL, MESA, series, arm, 3)
    assert (proof.replicates, proof.steps, proof.population) == ((0, 1), AGENT_STEPS // FEW, FEW)
    wrong = Wrong(growth(1.2), 4)
    with pytest.raises(EnginesDifferError, match=r"step 4 of replicate 0 in the arm 'many'"):
        witnessed(program, wrong, MESA, live(program, wrong, arm, 3, range(2)), arm, 3)


@pytest.mark.parametrize("kind", ["threads", "processes"])
def test_executors_run_replicates_and_change_nothing(kind: str) -> None:
    program = growth()
    pool: Executor = (
        ThreadPoolExecutor(2) if kind == "threads" else ProcessPoolExecutor(2, mp_context=get_context("spawn"))
    )
    told: list[int] = []
    with pool:
        spread = run_experiment(
            program, MESA, 3, 12, progress=lambda _arm, done, _all: told.append(done), means=Means(executor=pool)
        )
    assert spread.to_bytes() == run_experiment(program, MESA, 3, 12).to_bytes()
    assert told == sorted(told)
    assert told[-1] == 24


@pytest.mark.parametrize("kind", ["threads", "processes"])
def test_kernels_run_on_executors(kind: str) -> None:
    program = growth()
    pool: Executor = (
        ThreadPoolExecutor(2) if kind == "threads" else ProcessPoolExecutor(1, mp_context=get_context("spawn"))
    )
    with pool:
        spread = run_experiment(program, KernelEngine(threads=1), 3, 5, means=Means(executor=pool))
    assert spread.to_bytes() == run_experiment(program, KERNEL, 3, 5).to_bytes()


def test_what_the_watcher_raises_ends_an_experiment_on_an_executor() -> None:
    class StoppedError(Exception):
        pass

    def stop() -> None:
        raise StoppedError

    with ThreadPoolExecutor(1) as pool, pytest.raises(StoppedError):
        run_experiment(growth(), MESA, 3, 50, pause=stop, means=Means(executor=pool))
