"""What the command line says that a model is known by is what stands in the documentation."""

from importlib.util import module_from_spec, spec_from_file_location
from pathlib import Path

from sobremesa.mechanics import library

DOCS = Path(__file__).parents[2] / "docs"


def test_it_is_what_the_documentation_says() -> None:
    spec = spec_from_file_location("known", DOCS / "known.py")
    assert spec is not None and spec.loader is not None
    module = module_from_spec(spec)
    spec.loader.exec_module(module)
    page = (DOCS / "library.md").read_text("utf-8")
    assert module.known(page) == module.KNOWN.read_text("utf-8"), "run: python docs/known.py"


def test_every_model_has_a_row() -> None:
    rows = {name: library.reputation(name) for name in library.documents()}
    assert [name for name, row in rows.items() if row.known is None] == []
    assert "0.754" in (rows["segregation"].known or "")
    assert rows["segregation"].after == "Schelling 1971"
