"""What the tests of mechanics share: the reference interpreter, importable as `reference`."""

from __future__ import annotations

import importlib.util
import sys
from pathlib import Path

FOLDER = Path(__file__).with_name("reference")

if "reference" not in sys.modules:
    spec = importlib.util.spec_from_file_location(
        "reference", FOLDER / "__init__.py", submodule_search_locations=[str(FOLDER)]
    )
    assert spec is not None
    assert spec.loader is not None
    sys.modules["reference"] = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(sys.modules["reference"])
