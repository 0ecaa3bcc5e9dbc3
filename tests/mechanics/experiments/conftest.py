"""A model whose answer is a formula plus noise, so that what is found about it is known beforehand."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import pytest

from sobremesa.mechanics.checking import check
from sobremesa.mechanics.document import ModelDocument
from sobremesa.mechanics.experiments.points import Bench
from sobremesa.mechanics.kernel.engine import KernelEngine

PARAMETERS = {name: {"value": 0.5, "low": 0, "high": 1} for name in ("a", "b", "c", "d", "e", "f")}


@pytest.fixture(scope="session")
def formula() -> Callable[..., Bench]:
    """A bench for `value: EXPRESSION + noise` (sd 1 × `noise`), over parameters a to f, each from 0 to 1."""
    engine = KernelEngine()

    def made(expression: str, noise: float = 0.0, seed: int = 0, **experiment: Any) -> Bench:
        plain = {
            "model": "formula",
            "purpose": "to have known answers",
            "clock": {"steps": 1},
            "parameters": {**PARAMETERS, "people": {"type": "int", "value": 1, "low": 1, "high": 100}},
            "globals": {"noise": {"start": f"normal(0, 1) * {noise}"}, "other": {"start": f"normal(0, 1) * {noise}"}},
            "agents": {"person": {"count": "people"}},
            "measures": {
                "value": {"value": f"{expression} + model.noise"},
                "second": {"value": "b + model.other"},
                "never": {"value": "False"},
            },
            "experiment": {"headline": {"measure": "value"}, **experiment},
        }
        return Bench(check(ModelDocument.model_validate(plain)), engine, seed)

    return made
