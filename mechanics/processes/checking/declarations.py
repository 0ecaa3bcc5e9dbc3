"""Names of a process, and how many of each thing it may hold, before any code is read."""

from __future__ import annotations

from collections.abc import Iterator

from sobremesa.mechanics.checking.declarations import check_parameters, check_unique
from sobremesa.mechanics.checking.mistakes import Mistakes
from sobremesa.mechanics.checking.names import is_reserved
from sobremesa.mechanics.processes.document import ProcessDocument, Step
from sobremesa.mechanics.processes.program import SECONDS

WORDS = {*SECONDS, "now", "self", "model"}
"""What no parameter, table, resource, container, store or class may be called. (Functions are another room.)"""
MOST_OF = {
    "parameters": 300, "tables": 100, "resources": 50, "containers": 50, "stores": 50, "entities": 30,
    "measures": 200, "assumptions": 1000,
}  # fmt: skip
MOST_STEPS = 300
MOST_ARMS = 40


def check_declarations(document: ProcessDocument, mistakes: Mistakes) -> None:
    """One room of names, shared with the language's own words; parameters with the evidence that they promise."""
    taken: dict[str, str] = {}
    for section in ("parameters", "tables", "resources", "containers", "stores", "entities"):
        for name in getattr(document, section):
            path = f"{section}.{name}"
            if name in WORDS or is_reserved(name):
                mistakes.add("name_taken", path, f"`{name}` is a word of the language", hint="call it something else")
            elif name in taken:
                mistakes.add("name_taken", path, f"`{name}` already names something", found=f"{taken[name]}.{name}")
            taken[name] = section
    for name in document.entities:
        attributes = document.entities[name].attributes
        for word in sorted(attributes):
            if is_reserved(word):
                mistakes.add("name_taken", f"entities.{name}.attributes.{word}", f"`{word}` is a word of Python")
    if document.coupling is not None:
        for name in sorted(document.measures.keys() & (document.parameters.keys() | document.tables.keys())):
            mistakes.add("name_taken", f"measures.{name}", f"`{name}` is a parameter too: levers read both by name")
    check_unique(_named(document), "step", mistakes)
    check_parameters(document, mistakes)


def refuse_excess(document: ProcessDocument) -> None:
    """Raises DocumentError (too_many) with everything of which there is too much."""
    mistakes = Mistakes()
    amounts = {section: len(getattr(document, section)) for section in MOST_OF}
    for section, most in MOST_OF.items():
        _check_amount(section, section, amounts[section], most, mistakes)
    _check_amount("entities", "steps", sum(1 for _ in steps_of(document)), MOST_STEPS, mistakes)
    _check_amount("experiment.arms", "arms", len(document.experiment.arms), MOST_ARMS, mistakes)
    mistakes.raise_any()


def _check_amount(path: str, what: str, found: int, most: int, mistakes: Mistakes) -> None:
    if found > most:
        mistakes.add("too_many", path, f"there are too many {what}", f"at most {most:,}", f"{found:,}")


def steps_of(document: ProcessDocument) -> Iterator[tuple[str, Step]]:
    """Every step, with its place."""
    for name, entity in document.entities.items():
        yield from _within(f"entities.{name}.route", entity.route)
        for route, steps in entity.routes.items():
            yield from _within(f"entities.{name}.routes.{route}", steps)


def _within(path: str, steps: tuple[Step, ...]) -> Iterator[tuple[str, Step]]:
    for place, step in enumerate(steps):
        here = f"{path}[{place}]"
        yield here, step
        for key in ("do", "otherwise", "loop"):
            yield from _within(f"{here}.{key}", getattr(step, key) or ())
        for number, way in enumerate(step.branch or ()):
            yield from _within(f"{here}.branch[{number}].route", way.route)
        for number, part in enumerate(step.split or ()):
            yield from _within(f"{here}.split[{number}]", part)


def _named(document: ProcessDocument) -> Iterator[tuple[str, str]]:
    for path, step in steps_of(document):
        if step.name is not None:
            yield f"{path}.name", step.name
