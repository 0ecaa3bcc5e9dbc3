"""The library's documents that are nearest to a scenario: what a language model is shown of the language in use."""

from __future__ import annotations

from importlib.resources import files

from sobremesa.mechanics.library import entry, names
from sobremesa.nodes.interpreter import Route
from sobremesa.nodes.reading.fitting import fit
from sobremesa.nodes.reading.numbers import read_numbers
from sobremesa.nodes.reading.tokens import tokenise


def nearest(scenario: str, route: Route, number: int = 2) -> tuple[str, ...]:
    """Names of library models, the nearest first; with people who talk where the scenario has some."""
    text = tokenise(scenario)
    numbers = read_numbers(text)
    kind = "hybrid" if route.mode == "hybrid" else "mechanics"
    fits = [fit(text, numbers, entry(name)) for name in names() if entry(name).mode == kind]
    ranked = sorted(fits, key=lambda f: (len(f.against) - len(f.found) - f.asked, len(f.missing), f.entry.name))
    return tuple(f.entry.name for f in ranked[:number])


def shown(models: tuple[str, ...]) -> str:
    """The documents of library models as they were written, one after another."""
    folder = files("sobremesa.mechanics").joinpath("library")
    return "\n---\n".join(folder.joinpath(f"{name}.yaml").read_text("utf-8").strip() for name in models)
