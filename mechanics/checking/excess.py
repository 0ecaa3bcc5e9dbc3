"""How many of each thing a document may hold: more than anyone reads is refused before it is read."""

from __future__ import annotations

from collections.abc import Iterator, Mapping

from sobremesa.mechanics.checking.mistakes import Mistakes
from sobremesa.mechanics.document import ModelDocument, StateVariable

MOST_OF: Mapping[str, int] = {
    "parameters": 300, "tables": 100, "globals": 100, "layers": 20, "agents": 40, "setup": 100, "rules": 200,
    "measures": 200, "experiment.arms": 40, "personas": 50, "coupling.levers": 50, "coupling.show": 100,
    "assumptions": 1000,
}  # fmt: skip
MOST_FIELDS = 200
"""Fields of agents, cells and links, all together."""


def refuse_excess(document: ModelDocument) -> None:
    """Raises DocumentError (too_many) with everything of which there is too much."""
    mistakes = Mistakes()
    amounts = dict(_amounts(document))
    for path, most in MOST_OF.items():
        if amounts.get(path, 0) > most:
            _add(path, path.rpartition(".")[2], most, amounts[path], mistakes)
    fields = sum(map(len, _fields(document)))
    if fields > MOST_FIELDS:
        _add("document", "fields", MOST_FIELDS, fields, mistakes)
    mistakes.raise_any()


def _add(path: str, what: str, most: int, found: int, mistakes: Mistakes) -> None:
    mistakes.add("too_many", path, f"there are too many {what}", f"at most {most:,}", f"{found:,}")


def _amounts(document: ModelDocument) -> Iterator[tuple[str, int]]:
    for section in ("parameters", "tables", "globals", "layers", "agents", "setup", "rules", "measures", "personas"):
        yield section, len(getattr(document, section))
    yield "assumptions", len(document.assumptions)
    yield "experiment.arms", len(document.experiment.arms)
    if document.coupling is not None:
        yield "coupling.levers", len(document.coupling.levers)
        yield "coupling.show", len(document.coupling.show)


def _fields(document: ModelDocument) -> Iterator[Mapping[str, StateVariable]]:
    yield from (agents.state for agents in document.agents.values())
    spaces = [*document.layers.values(), *([document.space] if document.space is not None else [])]
    for space in spaces:
        yield from (space.cells, space.links)
