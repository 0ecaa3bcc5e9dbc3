"""Code that is compiled quickly and code that is compiled thoroughly give the same state, to the last bit."""

from __future__ import annotations

import pytest

from sobremesa.mechanics import library
from sobremesa.mechanics.checking import check
from sobremesa.mechanics.digest import digest_of
from sobremesa.mechanics.kernel import compiling
from sobremesa.mechanics.kernel.compiling import QUICK_WORK, kernel_of
from sobremesa.mechanics.kernel.engine import KernelEngine


@pytest.mark.parametrize("name", ["degroot", "market", "rumour", "segregation", "sir_grid", "wolf_sheep"])
def test_levels_agree(name, tmp_path, monkeypatch):
    monkeypatch.setattr(compiling, "_KEPT", {})  # what other tests have compiled
    program, engine = check(library.load(name)), KernelEngine(cache=tmp_path)
    arm = program.document.experiment.arms[0]

    def run() -> tuple[bytes, list[bytes]]:
        snapshot, series = engine.advance(program, engine.start(program, arm, 5, [0, 3]), 4)
        return digest_of(snapshot.columns), [values.tobytes() for values in series.values.values()]

    quick = kernel_of(program, tmp_path)
    first = run()
    thorough = kernel_of(program, tmp_path, QUICK_WORK + 1)
    assert thorough is not quick
    assert run() == first
