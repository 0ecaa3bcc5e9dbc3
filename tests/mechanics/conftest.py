"""What the tests of mechanics share: `reference`, `generated` (packages), `fuzz` and `effort` (modules), by name."""

from __future__ import annotations

import importlib.util
import sys
from pathlib import Path

FOLDER = Path(__file__).parent


def known(name: str, path: Path) -> None:
    """Let tests import this folder (or file) of ours by its name."""
    folders = [str(path.parent)] if path.name == "__init__.py" else None
    spec = importlib.util.spec_from_file_location(name, path, submodule_search_locations=folders)
    assert spec is not None
    assert spec.loader is not None
    sys.modules[name] = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(sys.modules[name])


for _name, _path in {
    "reference": FOLDER / "reference" / "__init__.py",
    "generated": FOLDER / "generated" / "__init__.py",
    "fuzz": FOLDER / "fuzz.py",
    "effort": FOLDER / "effort.py",
}.items():
    if _name not in sys.modules:
        known(_name, _path)
