"""What the kernel's engine does beside what all engines do: limits, portions, threads, the cache of code."""

from __future__ import annotations

import pickle
from dataclasses import replace
from pathlib import Path

import numpy as np
import pytest

from sobremesa.mechanics.checking import check
from sobremesa.mechanics.document import Arm
from sobremesa.mechanics.engine import LeverValue, RunError, SnapshotMismatchError
from sobremesa.mechanics.kernel import compiling, running
from sobremesa.mechanics.kernel.engine import KernelEngine
from sobremesa.mechanics.library import load
from sobremesa.mechanics.limits import Limits, RanTooLongError, TooLargeError, half_of_memory
from sobremesa.mechanics.overseeing import Watch
from sobremesa.mechanics.reading import validated
from sobremesa.mechanics.snapshot import from_bytes, to_bytes

SCENARIO = Arm(name="scenario")
TIES = {
    "model": "ties",
    "purpose": "six people in a ring, whose links have a weight",
    "clock": {"steps": 3},
    "agents": {"person": {"count": 6, "state": {"mood": {"start": "0.5"}}}},
    "space": {"kind": "network", "generator": "ring", "k": 2, "links": {"weight": {"start": "0.25"}}},
    "rules": [{"name": "rest", "who": "person", "do": "self.mood = self.mood / 2"}],
    "measures": {"mood": {"value": "mean(p.mood for p in person)"}},
    "experiment": {"headline": {"measure": "mood"}},
}


def test_what_would_not_fit_is_refused_before_it_starts_with_the_figure() -> None:
    program = check(load("interface_failure"))
    engine = KernelEngine(limits=Limits(memory=10**6))
    with pytest.raises(TooLargeError, match=r"1,000 runs of this model would take 0\.\d GB of memory, of 0\.0 GB"):
        engine.start(program, SCENARIO, 1, range(1000))
    engine.start(program, SCENARIO, 1, range(2))


def test_a_model_that_fits_no_machine_is_refused() -> None:
    program = check(load("interface_failure"))
    many = Arm(name="many", set={"people": 2**50})
    with pytest.raises(TooLargeError, match=r"[\d,]{6,}\.\d GB"):
        KernelEngine().start(program, many, 1, (0,))
    assert 10**8 < half_of_memory() < 10**15


def test_the_operators_limit_of_time_ends_a_run() -> None:
    program = check(load("interface_failure"))
    start = KernelEngine().start(program, SCENARIO, 1, range(8))
    with pytest.raises(RanTooLongError, match=r"more than 0\.01 s"):
        KernelEngine(limits=Limits(seconds=0.01)).advance(program, start, 10**5)


@pytest.mark.parametrize("portion", [1e-9, 1e-4, 1e9])
@pytest.mark.parametrize("threads", [1, 2, 5])
def test_portions_and_threads_change_nothing(portion: float, threads: int, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(running, "PORTION", portion)
    program = check(load("rumour"))
    whole = KernelEngine(threads=1)
    parts = KernelEngine(threads=threads)
    (expected, series), (found, again) = (
        engine.advance(program, engine.start(program, SCENARIO, 1, range(7)), 40) for engine in (whole, parts)
    )
    assert to_bytes(found) == to_bytes(expected)
    for name, values in series.values.items():
        np.testing.assert_array_equal(again.values[name], values)


@pytest.mark.parametrize("replicates", [1, 2, 5])
@pytest.mark.parametrize("steps", [1, 3, 8])
def test_every_step_of_every_replicate_is_made_once_and_in_turn(replicates: int, steps: int) -> None:
    done = np.zeros(replicates, dtype=int)

    def call(first: int, last: int, before: int, taken: int) -> None:
        assert np.all(done[first:last] == before)
        assert taken > 0
        done[first:last] += taken

    running.run_steps(call, replicates, steps, 1, Watch())
    assert done.tolist() == [steps] * replicates


def test_a_snapshot_goes_on_the_same_from_memory_from_bytes_and_twice() -> None:
    program, engine = check(load("wolf_sheep")), KernelEngine(threads=1)
    middle, _ = engine.advance(program, engine.start(program, SCENARIO, 1, (0, 3)), 4)
    stored, pickled = from_bytes(to_bytes(middle)), pickle.loads(pickle.dumps(middle))
    ends = [to_bytes(engine.advance(program, each, 3)[0]) for each in (middle, middle, stored, pickled)]
    assert ends == ends[:1] * 4
    with pytest.raises(ValueError, match="read-only"):
        middle.columns["wolf.energy"][0] = 9


def test_what_is_changed_in_a_snapshot_counts_though_it_is_still_in_memory() -> None:
    program, engine = check(load("wolf_sheep")), KernelEngine(threads=1)
    start = engine.start(program, SCENARIO, 1, (0,))
    columns = {**start.columns, "wolf.energy": start.columns["wolf.energy"] + 1.0}
    rich, other = replace(start, columns=columns), replace(start, seed=2)
    ends = [engine.advance(program, each, 2)[0] for each in (rich, other, start)]
    assert len({to_bytes(each) for each in ends}) == 3
    moved, _ = engine.advance(program, start, 1, [LeverValue("wolf_meal", 0.0)])
    assert moved.levers


def test_links_of_a_run_that_failed_are_refused() -> None:
    """It has no memory for any: they would be written where the others' addresses stand."""
    program, engine = check(validated(TIES)), KernelEngine(threads=1)
    start = engine.start(program, SCENARIO, 1, (0, 1))
    columns = dict(start.columns)
    for name in ("person.id", "person.mood", "space#degree", "space#neighbors"):
        columns[name] = columns[name][: len(columns[name]) // 2]
    columns["person#rows"] = np.array([6, 0])
    failed = replace(start, columns=columns, errors={1: RunError("failure", 0, "it failed")})
    with pytest.raises(SnapshotMismatchError):
        engine.advance(program, failed, 1)
    whole = {**columns, "link#rows": np.array([6, 0]), "link.weight": columns["link.weight"][:6]}
    assert engine.advance(program, replace(failed, columns=whole), 1)[0].errors.keys() == {1}


def test_compiled_code_is_kept_in_the_operators_folder_and_read_from_there(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(compiling, "_KEPT", {})
    program, engine = check(load("wealth_exchange")), KernelEngine(cache=tmp_path / "code")
    first = engine.advance(program, engine.start(program, SCENARIO, 1, (0,)), 2)[0]
    files = {file.name: file.stat().st_mtime_ns for file in (tmp_path / "code").iterdir()}
    assert files
    monkeypatch.setattr(compiling, "_KEPT", {})
    again = engine.advance(program, engine.start(program, SCENARIO, 1, (0,)), 2)[0]
    assert {file.name: file.stat().st_mtime_ns for file in (tmp_path / "code").iterdir()} == files
    assert to_bytes(again) == to_bytes(first)


def test_programs_compiled_lately_are_not_compiled_again() -> None:
    program = check(load("wealth_exchange"))
    assert compiling.kernel_of(program) is compiling.kernel_of(check(load("wealth_exchange")))
