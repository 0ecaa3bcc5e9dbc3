"""Code that is compiled quickly and code that is compiled thoroughly give the same state, to the last bit."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

import pytest

from sobremesa.mechanics import library
from sobremesa.mechanics.checking import check
from sobremesa.mechanics.digest import digest_of
from sobremesa.mechanics.kernel import compiling, jit
from sobremesa.mechanics.kernel.compiling import kernel_of
from sobremesa.mechanics.kernel.engine import KernelEngine
from sobremesa.mechanics.kernel.lowering.program import PARTS, lowered
from sobremesa.mechanics.kernel.translating import QUICK, THOROUGH

Write = Callable[[], str]


@pytest.fixture(autouse=True)
def _nothing_compiled(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(compiling, "_KEPT", {})  # what other tests have compiled


@pytest.mark.parametrize("name", library.documents())
def test_levels_agree(name: str, monkeypatch: pytest.MonkeyPatch) -> None:
    program, engine = check(library.load(name)), KernelEngine()
    arm = program.document.experiment.arms[0]

    def run() -> tuple[bytes, list[bytes]]:
        snapshot, series = engine.advance(program, engine.start(program, arm, 5, [0, 3]), 4)
        return digest_of(snapshot.columns), [values.tobytes() for values in series.values.values()]

    monkeypatch.setattr(compiling, "PATIENCE", 1e9)
    first = run()
    kernel_of(program).finish()
    assert run() == first


def test_code_that_has_run_for_long_is_made_better(monkeypatch: pytest.MonkeyPatch) -> None:
    levels = []

    def made(write: Write, name: Write, cache: Path | None, level: int) -> jit.Machine:
        levels.append(level)
        return jit.made(write, name, cache, level)

    monkeypatch.setattr(compiling, "made", made)
    monkeypatch.setattr(compiling, "PATIENCE", 0.0)
    program, engine = check(library.load("wealth_exchange")), KernelEngine()
    snapshot = engine.start(program, program.document.experiment.arms[0], 5, [0])
    engine.advance(program, snapshot, 1)
    engine.advance(program, snapshot, 1)
    kernel_of(program).finish()
    assert sorted(levels) == [QUICK] * len(PARTS) + [THOROUGH] * len(PARTS)


def test_thorough_code_holds_its_draws() -> None:
    program = check(library.load("sir_grid"))
    text = lowered(program, "running")
    assert "declare void @apart.philox_block(" in text
    inside = jit._with_draws(text)
    assert "declare void @apart.philox_block(" not in inside
    assert "define internal void @apart.philox_block(" in inside
    assert all("@apart.philox_block(" not in lowered(program, part) for part in PARTS if part == "restoring")
