"""Processes written down in a few lines, run, and told as intervals."""

from __future__ import annotations

from collections.abc import Callable, Mapping

import numpy as np
import pytest
from numpy.typing import NDArray

from sobremesa.mechanics.document import Arm
from sobremesa.mechanics.engine import Series
from sobremesa.mechanics.processes.checking import check_process
from sobremesa.mechanics.processes.engine import SimpyEngine
from sobremesa.mechanics.processes.program import ProcessProgram
from sobremesa.mechanics.processes.reading import read_process

Sample = NDArray[np.float64]
Run = Callable[..., Mapping[str, Sample]]


def checked(text: str) -> ProcessProgram:
    """The checked program of a document."""
    return check_process(read_process(text))


def lived(program: ProcessProgram, replicates: int = 1, seed: int = 1, arm: Arm | None = None) -> Series:
    """All of a run, in so many replicates."""
    engine = SimpyEngine()
    arm = arm or program.document.experiment.arms[0]
    _, series = engine.advance(program, engine.start(program, arm, seed, range(replicates)), 50)
    assert not series.errors, series.errors
    return series


@pytest.fixture(scope="session")
def estimates() -> Run:
    """Every measure of a document, a value for each replicate; documents have 50 slices."""

    def run(text: str, replicates: int = 10, seed: int = 1) -> Mapping[str, Sample]:
        series = lived(checked(text), replicates, seed)
        return {name: values[:, -1] for name, values in series.values.items() if "." not in name}

    return run
