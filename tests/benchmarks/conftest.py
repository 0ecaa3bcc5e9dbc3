"""The comparison with Mesa's examples, made importable by its name; the top of the repository stays off the path."""

from __future__ import annotations

import importlib.util
import sys
from pathlib import Path

NAME = "benchmarks.mesa_examples"
FOLDER = Path(__file__).parents[2] / "benchmarks" / "mesa_examples"

if NAME not in sys.modules:
    spec = importlib.util.spec_from_file_location(
        NAME, FOLDER / "__init__.py", submodule_search_locations=[str(FOLDER)]
    )
    assert spec is not None
    assert spec.loader is not None
    sys.modules[NAME] = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(sys.modules[NAME])
