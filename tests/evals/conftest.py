"""The package at the top of the repository, made importable by its name; the top itself stays off the path."""

from __future__ import annotations

import importlib.util
import sys
from pathlib import Path

FOLDER = Path(__file__).parents[2] / "evals"

if "evals" not in sys.modules:
    spec = importlib.util.spec_from_file_location(
        "evals", FOLDER / "__init__.py", submodule_search_locations=[str(FOLDER)]
    )
    assert spec is not None
    assert spec.loader is not None
    sys.modules["evals"] = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(sys.modules["evals"])
