"""What may be asked of a model, and what is refused before anything runs."""

from __future__ import annotations

from collections.abc import Mapping
from pathlib import Path
from typing import Any

import pytest

import sobremesa
from sobremesa.errors import BadRequestError
from sobremesa.exploring import exploring
from sobremesa.mechanics import library
from sobremesa.mechanics.diagnostics import DocumentError

SWEEP = {"sweep": [{"parameter": "failed_share", "points": 3}]}


def test_a_name_a_file_and_a_document_are_the_same_model(tmp_path: Path) -> None:
    document = library.load("interface_failure")
    file = tmp_path / "model.yaml"
    file.write_bytes(document.canonical())
    requests = [exploring(model, SWEEP, 3, 5) for model in ("interface_failure", file, document)]
    assert requests[0] == requests[1] == requests[2]
    assert (requests[0].seed, requests[0].replicates, requests[0].mode) == (3, 5, "mechanics")


def test_a_scenario_is_left_to_be_read() -> None:
    request = exploring("100 people with neural interfaces. Some fail.", SWEEP, None, None)
    assert request.document is None
    assert request.experiment["sweep"] == SWEEP["sweep"]
    assert request.experiment["sensitivity"] is None


@pytest.mark.parametrize(
    ("asked", "words"),
    [
        ({"sweep": [{"parameter": "failed_shar"}]}, "did you mean `failed_share`?"),
        ({"sweep": [{"parameter": "failed_share", "to": 3}]}, "outside its bounds"),
        ({"sensitivity": {"parameters": ["nonsense"]}}, "there is no such parameter"),
        ({"calibrate": {"parameters": ["calming"], "targets": []}}, "a calibration needs one at least"),
        ({"calibrate": {"parameters": ["calming"], "targets": [{"measure": "frustrate", "value": 1}]}}, "did you mean"),
    ],
)
def test_what_can_not_be_asked_of_a_model_is_refused(asked: Mapping[str, Any], words: str) -> None:
    with pytest.raises(DocumentError, match=words):
        exploring("interface_failure", asked, None, None)


def test_models_that_are_not_there_are_named(tmp_path: Path) -> None:
    with pytest.raises(BadRequestError, match=r"did you mean interface_failure\?"):
        exploring("interface_failur", SWEEP, None, None)
    with pytest.raises(BadRequestError, match="can't be read"):
        exploring(tmp_path / "none.yaml", SWEEP, None, None)
    with pytest.raises(BadRequestError, match="A sweep needs a parameter"):
        sobremesa.sweep("interface_failure")
