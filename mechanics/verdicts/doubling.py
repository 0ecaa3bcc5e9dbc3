"""Twice as many, as densely: what a model says of a hundred should not hang on there being a hundred.

On a grid or plane the area grows with the number; in a network everyone keeps as many links.
"""

from __future__ import annotations

from collections.abc import Mapping
from math import sqrt

from sobremesa.mechanics.arithmetic import NotArithmeticError, evaluate
from sobremesa.mechanics.document import AgentType, Arm, Expression, ModelDocument, Parameter, Space
from sobremesa.mechanics.ir import Program
from sobremesa.mechanics.verdicts.code import names_in
from sobremesa.mechanics.verdicts.variant import Variant, accepted

FACTOR = 2
CHANCES = ("p", "p_in", "p_out")
"""Options that say how likely any two are to be linked: half as likely among twice as many."""
SIDES = ("width", "height")


def doubled(program: Program, seed: int) -> tuple[Variant, ...]:
    """Twice as many agents of each type in twice the room; none where the document does not say how many there are.

    Where width and height are one and the same number, it grows by the root of 2, and the agents as the area did.
    """
    document = program.document
    spaces = [space for space in (document.space, *document.layers.values()) if space is not None]
    if any(space.generator == "given" for space in spaces) or any(_sized(arm) for arm in document.experiment.arms):
        return ()
    try:
        counts = _counts(document)
        changed, factor = _roomier(document)
        changed = _peopled(changed, counts, factor)
        after = _counts(changed)
    except NotArithmeticError:
        return ()
    program_then = accepted(changed) if sum(counts.values()) else None
    if program_then is None:
        return ()
    before, now = sum(counts.values()), sum(after.values())
    area = "" if document.space is None or document.space.kind == "network" else f" on {_times(factor)} the area"
    says = f"{_times(now / before)} as many ({now:,.0f} instead of {before:,.0f}){area}"
    full = bool(area) and all(_is_area(document, agents) for agents in document.agents.values())
    return (Variant("space" if full else "population", says, program_then, seed, heads=now / before),)


def _times(factor: float) -> str:
    return "twice" if factor == FACTOR else f"{factor:.2f} times"


def _sized(arm: Arm) -> bool:
    """Whether the arm has a space of a size of its own."""
    return bool(set(arm.space or {}) & {*SIDES, *CHANCES, "edges", "generator"})


def _counts(document: ModelDocument) -> dict[str, float]:
    values = {name: parameter.value for name, parameter in document.parameters.items()}
    return {name: evaluate(kind.count, values) for name, kind in document.agents.items()}


def _is_area(document: ModelDocument, agents: AgentType) -> bool:
    space = document.space
    return space is not None and bool(names_in(agents.count) & (names_in(space.width) | names_in(space.height)))


def _roomier(document: ModelDocument) -> tuple[ModelDocument, float]:
    """The document with twice the area and with half the chance of a link; and by how much the area grew."""
    factor: float = FACTOR
    space = document.space
    if space is not None and (space.kind != "network" or space.generator == "lattice"):
        assert space.width is not None
        if space.width == space.height and isinstance(space.width, str) and space.width in document.parameters:
            side = document.parameters[space.width].value
            longer = round(side * sqrt(FACTOR)) if document.parameters[space.width].type == "int" else side * sqrt(2)
            document, factor = _set(document, space.width, longer), (longer / side) ** 2
        else:
            document, width = _times_as_much(document, space.width, FACTOR)
            document = document.model_copy(update={"space": space.model_copy(update={"width": width})})
    update: dict[str, object] = {"layers": {name: _sparser(layer) for name, layer in document.layers.items()}}
    if document.space is not None:
        update["space"] = _sparser(document.space)
    return document.model_copy(update=update), factor


def _sparser(space: Space) -> Space:
    if space.generator not in ("erdos_renyi", "stochastic_block"):
        return space
    halves = {key: f"({getattr(space, key)}) / {FACTOR}" for key in CHANCES if getattr(space, key) is not None}
    return space.model_copy(update=halves)


def _peopled(document: ModelDocument, before: Mapping[str, float], factor: float) -> ModelDocument:
    """Each type `factor` times as numerous, unless it has grown with the area or with another type."""
    for name, kind in document.agents.items():
        if before[name] and abs(_counts(document)[name] / before[name] - factor) > 1 / before[name]:
            document, count = _times_as_much(document, kind.count, factor)
            document = _with_agents(document, name, {"count": count})
    for name, kind in document.agents.items():
        if kind.max is not None and not names_in(kind.max):
            document = _with_agents(document, name, {"max": f"round({factor!r} * ({kind.max}))"})
    return document


def _with_agents(document: ModelDocument, name: str, update: Mapping[str, object]) -> ModelDocument:
    agents = {**document.agents, name: document.agents[name].model_copy(update=dict(update))}
    return document.model_copy(update={"agents": agents})


def _times_as_much(document: ModelDocument, size: Expression, factor: float) -> tuple[ModelDocument, Expression]:
    """A size times a factor: in its parameter, where it is one, so that whatever else reads it grows too."""
    if isinstance(size, str) and size in document.parameters:
        parameter = document.parameters[size]
        larger = parameter.value * factor
        return _set(document, size, round(larger) if parameter.type == "int" else larger, factor), size
    if isinstance(size, str):
        return document, f"round({factor!r} * ({size}))"
    return document, round(size * factor) if isinstance(size, int) else size * factor


def _set(document: ModelDocument, name: str, value: float, factor: float | None = None) -> ModelDocument:
    """A parameter at another value, and as many times as much in every arm that sets it."""
    old = document.parameters[name]
    times = value / old.value if factor is None else factor
    arms = []
    for arm in document.experiment.arms:
        own = {word: _typed(old, held * times) if word == name else held for word, held in arm.set.items()}
        arms.append(arm.model_copy(update={"set": own}))
    experiment = document.experiment.model_copy(update={"arms": tuple(arms)})
    parameters = {**document.parameters, name: old.model_copy(update={"value": value, "high": None})}
    return document.model_copy(update={"parameters": parameters, "experiment": experiment})


def _typed(parameter: Parameter, value: float) -> int | float:
    return round(value) if parameter.type == "int" else value
