"""docs/processes.md is true: its documents are checked and run, and no word of the language is missing."""

from __future__ import annotations

import re
from pathlib import Path

import numpy as np
import pytest

from sobremesa.mechanics.processes.arms import slices
from sobremesa.mechanics.processes.checking import check_process
from sobremesa.mechanics.processes.checking.calls import FUNCTIONS, STATES
from sobremesa.mechanics.processes.checking.measures import MEASURES
from sobremesa.mechanics.processes.checking.routes import OPTIONS
from sobremesa.mechanics.processes.distributions import DISTRIBUTIONS, EMPIRICAL
from sobremesa.mechanics.processes.engine import SimpyEngine
from sobremesa.mechanics.processes.reading import read_process

PAGE = (Path(__file__).parents[3] / "docs" / "processes.md").read_text()
DOCUMENTS = re.findall(r"^```yaml process\n(.*?)^```", PAGE, re.MULTILINE | re.DOTALL)


@pytest.mark.parametrize("text", DOCUMENTS, ids=lambda text: text.split()[1])
def test_its_documents_run_and_measure_everything(text: str) -> None:
    program, engine = check_process(read_process(text)), SimpyEngine()
    parameters = {name: each.value for name, each in program.document.parameters.items()}
    for arm in program.document.experiment.arms:
        steps = slices(program, arm, parameters | dict(arm.set))
        _, series = engine.advance(program, engine.start(program, arm, 1, (0,)), steps)
        assert not series.errors
        for measure in program.measures:
            assert np.isfinite(series.values[measure.name][0, -1]), measure.name


def test_there_are_documents() -> None:
    assert len(DOCUMENTS) == 3


@pytest.mark.parametrize("words", [FUNCTIONS, STATES, MEASURES, OPTIONS, DISTRIBUTIONS, (EMPIRICAL,)])
def test_no_word_is_missing(words: tuple[str, ...]) -> None:
    missing = [word for word in words if not re.search(rf"\b{word}\b", PAGE)]
    assert not missing


def test_every_option_of_a_step_is_told() -> None:
    options = {option for verb in OPTIONS.values() for option in verb}
    assert not [option for option in options if not re.search(rf"`?{option}\b", PAGE)]
