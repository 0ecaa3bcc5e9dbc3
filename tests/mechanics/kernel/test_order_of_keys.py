"""Documents that differ in the order of their keys alone have one hash, and columns of their own."""

from __future__ import annotations

from pathlib import Path

import numpy as np

from sobremesa.mechanics import library
from sobremesa.mechanics.checking import check
from sobremesa.mechanics.document import ModelDocument
from sobremesa.mechanics.kernel import compiling
from sobremesa.mechanics.kernel.engine import KernelEngine
from sobremesa.mechanics.living import live


def test_kept_machine_code_measures_what_each_document_calls_it(tmp_path: Path) -> None:
    written = library.load("wolf_sheep")
    ordered = ModelDocument.model_validate_json(written.canonical())
    assert list(written.measures) != list(ordered.measures)
    assert written.sha256 == ordered.sha256
    taken = []
    for document in (written, ordered):
        program = check(document)
        compiling._KEPT.clear()
        taken.append(live(program, KernelEngine(cache=tmp_path), document.experiment.arms[0], 1, range(3), steps=2))
    for name in written.measures:
        assert np.array_equal(taken[0].values[name], taken[1].values[name]), name
