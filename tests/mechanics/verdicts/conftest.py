"""The judge over a model that is read in `ward`, which the tests here import by that name."""

from __future__ import annotations

import importlib.util
import sys
from pathlib import Path

import pytest

from sobremesa.mechanics.document import ModelDocument
from sobremesa.mechanics.kernel.engine import KernelEngine

if "ward" not in sys.modules:
    spec = importlib.util.spec_from_file_location("ward", Path(__file__).with_name("ward.py"))
    assert spec is not None
    assert spec.loader is not None
    sys.modules["ward"] = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(sys.modules["ward"])

from ward import Judged, Judges, judged


@pytest.fixture(scope="session")
def tried() -> Judges:
    """Run a document, and judge what its headline shows; programs that were compiled once stay so."""
    engine = KernelEngine()

    def on_the_kernel(document: ModelDocument, seed: int = 1, replicates: int = 30) -> Judged:
        return judged(engine, document, seed, replicates)

    return on_the_kernel
