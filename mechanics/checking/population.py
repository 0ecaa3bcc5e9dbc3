"""Types of agents: how many, where, and their fields."""

from __future__ import annotations

from typing import Literal

from sobremesa.mechanics import ir
from sobremesa.mechanics.checking.fields import lower_fields
from sobremesa.mechanics.checking.reader import Reader
from sobremesa.mechanics.checking.scope import Sites
from sobremesa.mechanics.checking.settings import PLACE, START
from sobremesa.mechanics.document import AgentType
from sobremesa.mechanics.ir import Scalar
from sobremesa.mechanics.ir.sizes import constants, value_of

Place = Literal["random"] | tuple[ir.Expr, ir.Expr] | None


def lower_agents(reader: Reader, name: str, declared: AgentType) -> ir.Agents:
    """One type of agents."""
    path = f"agents.{name}"
    count = reader.constant(f"{path}.count", declared.count, Scalar.INT)
    if isinstance(declared.count, int) and declared.count < 0:
        reader.mistakes.add("out_of_bounds", f"{path}.count", "a count is 0 or more", found=str(declared.count))
    maximum = None if declared.max is None else reader.constant(f"{path}.max", declared.max, Scalar.INT)
    fields = lower_fields(reader, f"{path}.state", declared.state, name, "start", START)
    return ir.Agents(name, count, fields, maximum, _place(reader, path, name, declared))


def learn_least(reader: Reader) -> None:
    """Learn how many there are of each type in the smallest arm: whether collections may be empty depends on it."""
    document = reader.world.document
    values = constants(document, {word: parameter.value for word, parameter in document.parameters.items()})
    for name, declared in document.agents.items():
        count = reader.constant(f"agents.{name}.count", declared.count, Scalar.INT)
        counts = [value_of(count, {**values, **arm.set}) for arm in document.experiment.arms]
        known = [each for each in counts if each is not None]
        if known:
            reader.world.learned.least[name] = min(known)


def _place(reader: Reader, path: str, name: str, declared: AgentType) -> Place:
    place = declared.place
    if place is None:
        return "random" if reader.world.has_positions else None
    if not reader.world.has_positions:
        hint = "`space: {kind: grid, …}` or `{kind: plane, …}`"
        reader.mistakes.add("no_grid", f"{path}.place", "there is no space to be placed in", hint=hint)
        return None
    if place == "random":
        return "random"
    if isinstance(place, str) or set(place) != {"x", "y"}:
        reader.mistakes.add("wrong_shape", f"{path}.place", "a place has both coordinates", '{x: "…", y: "…"}')
        return None
    coordinate = reader.world.coordinate
    x, y = (
        reader.expression(f"{path}.place.{axis}", place[axis], PLACE, name, Sites("place", name, axis), coordinate)
        for axis in ("x", "y")
    )  # fmt: skip
    return x, y
