"""The Mesa engine against the reference interpreter: the same bits, step by step."""

from __future__ import annotations

from pathlib import Path

import pytest
from reference import assert_same, compiled

from sobremesa.mechanics.checking import check
from sobremesa.mechanics.library import load
from sobremesa.mechanics.reading import read_document

DOCUMENTS = sorted((Path(__file__).parent / "documents").glob("*.yaml"))
SMALLER = {
    "interface_failure": {"people": 30},
    "opinion_dynamics": {"people": 30},
    "market": {"buyers": 12, "sellers": 8},
    "sir_grid": {"width": 8, "height": 7, "initial_infected": 3},
    "boids": {"birds": 15, "vision": 30},
    "sugarscape": {"traders": 40},
    "alliance_formation": {"people": 12},
}
"""Library models, at sizes that a tree walk can do."""


@pytest.mark.parametrize("name", SMALLER)
def test_a_library_model_means_the_same_to_both(name: str) -> None:
    document = load(name)
    parameters = {
        n: p.model_copy(update={"value": SMALLER[name].get(n, p.value)}) for n, p in document.parameters.items()
    }
    program = check(document.model_copy(update={"parameters": parameters}))
    for arm in document.experiment.arms[:2]:
        assert_same(program, arm, steps=6)


@pytest.mark.parametrize("path", DOCUMENTS, ids=lambda path: path.stem)
def test_a_document_means_the_same_to_both(path: Path) -> None:
    program = check(read_document(path.read_bytes()))
    if (reason := compiled(program)) is not None:
        pytest.skip(reason)
    assert_same(program, program.document.experiment.arms[0], steps=5)
