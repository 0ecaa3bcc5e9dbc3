"""Documents in which much happens at once in one place: the kernel against the reference interpreter, state and all."""

from __future__ import annotations

from pathlib import Path

import pytest
from reference import assert_same

from sobremesa.mechanics.checking import check
from sobremesa.mechanics.document import Arm
from sobremesa.mechanics.ir import Program
from sobremesa.mechanics.kernel.engine import KernelEngine
from sobremesa.mechanics.mesa_engine import MesaEngine
from sobremesa.mechanics.reading import read_document

FOLDER = Path(__file__).with_name("documents")
DOCUMENTS = sorted(path.stem for path in FOLDER.glob("*.yaml"))


def program_of(name: str) -> Program:
    return check(read_document((FOLDER / f"{name}.yaml").read_bytes()))


@pytest.mark.parametrize("name", DOCUMENTS)
@pytest.mark.parametrize("replicate", [0, 5])
def test_the_kernel_means_what_the_reference_means(name: str, replicate: int) -> None:
    """In one go, and through a snapshot in between."""
    program = program_of(name)
    for arm in program.document.experiment.arms:
        for pause_at in (0, 3):
            assert_same(program, arm, 8, 11 + replicate, replicate, KernelEngine(threads=1), pause_at)


@pytest.mark.parametrize("name", DOCUMENTS)
def test_the_kernel_does_as_mesa_does_for_longer(name: str) -> None:
    """Replicates together: rows, links and errors are each one's own."""
    program, kernel, mesa = program_of(name), KernelEngine(threads=1), MesaEngine()
    arm = Arm(name="probe")
    replicates = (0, 1, 2**40)
    ours, one = kernel.advance(program, kernel.start(program, arm, 3, replicates), 30)
    theirs, other = mesa.advance(program, mesa.start(program, arm, 3, replicates), 30)
    assert {r: (e.code, e.step, e.rule, e.agent) for r, e in one.errors.items()} == {
        r: (e.code, e.step, e.rule, e.agent) for r, e in other.errors.items()
    }
    assert set(ours.columns) == set(theirs.columns)
    for column, values in theirs.columns.items():
        assert ours.columns[column].tobytes() == values.tobytes(), column
        assert ours.columns[column].dtype == values.dtype, column


def test_limits_are_met() -> None:
    """The documents do reach what they are for."""
    program, kernel = program_of("limits"), KernelEngine(threads=1)
    for arm, rule in zip(program.document.experiment.arms, ("bear", "link_up"), strict=True):
        _, series = kernel.advance(program, kernel.start(program, arm, 3, range(8)), 40)
        assert rule in {error.rule for error in series.errors.values()}
        assert {error.code for error in series.errors.values()} == {"limit_reached"}
    crowd = program_of("crowd")
    snapshot = kernel.start(crowd, Arm(name="probe"), 3, [0])
    assert max(count for count in map(snapshot.columns["walker.cell"].tolist().count, range(6))) > 10


def test_a_snapshot_stays_as_it_is_while_its_run_goes_on() -> None:
    """Also where a single replicate's columns lie in memory as they are stored."""
    program, kernel = program_of("crowd"), KernelEngine(threads=1)
    snapshot = kernel.start(program, Arm(name="probe"), 3, [0])
    before = {name: column.copy() for name, column in snapshot.columns.items()}
    kernel.advance(program, snapshot, 5)
    assert all(snapshot.columns[name].tobytes() == column.tobytes() for name, column in before.items())
