"""A small model, run, and everything that is found in it."""

from collections.abc import Callable
from typing import Any

import pytest

from sobremesa.mechanics.analysis import analyse
from sobremesa.mechanics.checking import check
from sobremesa.mechanics.experiment import run_experiment
from sobremesa.mechanics.finding import Finding
from sobremesa.mechanics.findings.states import States
from sobremesa.mechanics.kernel.engine import KernelEngine
from sobremesa.mechanics.reading import read_document

Look = Callable[..., tuple[Finding, ...]]


@pytest.fixture(scope="session")
def look() -> Look:
    """Findings of a document (its text), for a seed and a number of replicates."""
    engine, programs = KernelEngine(), dict[str, Any]()

    def found(text: str, seed: int = 0, replicates: int = 20) -> tuple[Finding, ...]:
        if text not in programs:
            programs[text] = check(read_document(text))
        program = programs[text]
        ensemble = run_experiment(program, engine, seed, replicates)
        return analyse(program, ensemble, States(program, engine, seed, replicates))

    return found
