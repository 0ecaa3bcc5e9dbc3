"""Which identifiers a program uses for what its document names: none taken twice, none of Python's own."""

from __future__ import annotations

import builtins
import keyword
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from functools import cache

from sobremesa.mechanics.processes.program import Entity, ProcessProgram
from sobremesa.mechanics.processes.steps import Batch, Split

OWN = frozenset(("env", "draws", "self", "seed", "replicate", "math", "np", "simpy", "slice", "changes", "measure"))
"""What every program calls something by."""
LOCALS = frozenset((
    "env", "draw", "draws", "turn", "visit", "left", "start", "group", "number", "taken", "item", "route", "self",
    "server", "u", "servers", "holds", "down", "at",
))  # fmt: skip


@dataclass(frozen=True)
class Names:
    """Attributes of the model by (kind, name), classes and variables by the class of entities."""

    model: str
    members: Mapping[tuple[str, str], str]
    classes: Mapping[str, str]
    variables: Mapping[str, str]

    def member(self, kind: str, name: str) -> str:
        """The attribute of the model."""
        return self.members[kind, name]


def names_of(program: ProcessProgram) -> Names:
    """The names of a program."""
    taken = set(OWN)
    members: dict[tuple[str, str], str] = {}

    def take(kind: str, name: str, *wishes: str) -> None:
        members[kind, name] = _free([*wishes, f"{wishes[0]}_of_the_process"], taken)

    for parameter in sorted(program.document.parameters):
        take("parameter", parameter, parameter, f"{parameter}_")
    for kind, places in (
        ("table", program.tables), ("resource", [each.name for each in program.resources]),
        ("container", [each.name for each in program.containers]), ("store", [each.name for each in program.stores]),
    ):  # fmt: skip
        for place in sorted(places):
            take(kind, place, place, f"{place}_")
    for entity in program.entities:
        take("entities", entity.name, f"{entity.name}s", f"every_{entity.name}")
        take("arrivals", entity.name, f"{entity.name}_arrivals", f"arrivals_of_{entity.name}")
        take("rate", entity.name, f"{entity.name}_rate", f"rate_of_{entity.name}")
        take("route", entity.name, f"{entity.name}_route", f"route_of_{entity.name}")
        take("life", entity.name, f"{entity.name}_life", f"life_of_{entity.name}")
        for route, _ in entity.routes:
            take(f"route {entity.name}", route, f"{entity.name}_{route}", f"{entity.name}_route_{route}")
        for kind, name, wish in _gatherings(entity):
            take(kind, name, wish, f"{wish}_")
    for resource in program.resources:
        take("shifts", resource.name, f"{resource.name}_shifts", f"shifts_of_{resource.name}")
        take("breakdowns", resource.name, f"{resource.name}_breakdowns", f"breakdowns_of_{resource.name}")
    for word in ("adjust", "measures"):
        take("method", word, word, f"{word}_all")
    classes_taken = {"np", *copied_names()}
    model = _free([_camel(program.document.process), f"{_camel(program.document.process)}Process"], classes_taken)
    kinds = [each.name for each in program.entities]
    classes = {kind: _free([_camel(kind), f"{_camel(kind)}Entity"], classes_taken) for kind in kinds}
    variables = {kind: f"{kind}_" if _is_local(kind) else kind for kind in kinds}
    return Names(model, members, classes, variables)


def _gatherings(entity: Entity) -> Iterator[tuple[str, str, str]]:
    """Where batches come together, and the methods of the parts of splits: kind, name, and what they may be called."""
    for step in entity.steps():
        if isinstance(step, Batch):
            yield f"batch {entity.name}", str(step.number), f"{entity.name}_batch_{step.number}"
        if isinstance(step, Split):
            for part in range(len(step.parts)):
                wish = f"{entity.name}_part_{step.number}_{part + 1}"
                yield f"part {entity.name} {step.number}", str(part), wish


def _is_local(word: str) -> bool:
    """Whether routes may use the word for something else."""
    return word in LOCALS | taken_words() or word.startswith(("visit_", "turn_", "group_"))


@cache
def copied_names() -> frozenset[str]:
    """Every name that the modules define from which programs take what they call."""
    from sobremesa.mechanics.emit.splice import definitions
    from sobremesa.mechanics.processes.emit.modules import MODULES

    return frozenset(definitions(MODULES))


@cache
def taken_words() -> frozenset[str]:
    """What a local variable can't be called."""
    return frozenset({*dir(builtins), *keyword.kwlist, *copied_names(), "math", "np", "simpy"})


def _free(wishes: list[str], taken: set[str]) -> str:
    """The first wish that is free; it is taken then."""
    for wish in wishes:
        if wish not in taken and not keyword.iskeyword(wish) and wish not in dir(builtins):
            taken.add(wish)
            return wish
    return _free([f"{wishes[-1]}_"], taken)


def _camel(name: str) -> str:
    return "".join(part.capitalize() for part in name.split("_"))
