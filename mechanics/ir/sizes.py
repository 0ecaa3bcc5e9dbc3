"""How large things are: counts, sizes and options, computed for one arm; and collections, estimated."""

from __future__ import annotations

import math
import operator
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import Any

from sobremesa.mechanics import ir
from sobremesa.mechanics.document import Arm, ModelDocument
from sobremesa.mechanics.runtime.numbers import logistic

UNKNOWN_SIZE = 1_000.0
"""What a range over fields or locals without bounds is taken for."""
_COMPARISONS: Mapping[str, Callable[[Any, Any], bool]] = {
    "<": operator.lt, "<=": operator.le, ">": operator.gt, ">=": operator.ge, "==": operator.eq, "!=": operator.ne,
}  # fmt: skip


def constants(document: ModelDocument, parameters: Mapping[str, bool | int | float]) -> dict[str, float]:
    """All that sizes are computed from: parameters, and the elements of tables as `hourly[2]`."""
    values = {name: float(value) for name, value in parameters.items()}
    for name, table in document.tables.items():
        values |= {f"{name}[{place}]": float(value) for place, value in enumerate(table.values)}
    return values


def value_of(expr: ir.Expr | None, values: Mapping[str, float]) -> float | None:
    """An expression over `constants`, computed in floats; None where it reads more than that or has no value."""
    if expr is None:
        return None
    try:
        result = _value(expr, values)
    except (ArithmeticError, ValueError, KeyError):
        return None
    return result if result is not None and math.isfinite(result) else None


def _value(expr: ir.Expr, values: Mapping[str, float]) -> float | None:
    match expr:
        case ir.Const(value=bool() | int() | float() as value):
            return float(value)
        case ir.ParameterRead(name=name):
            return values[name]
        case ir.TableRead(name=name, index=index):
            place = _value(index, values)
            return None if place is None else values[f"{name}[{int(place)}]"]
        case ir.Cast(value=inner):
            return _value(inner, values)
        case ir.Unary(op=op, value=inner):
            found = _value(inner, values)
            return None if found is None else float(not found) if op == "not" else -found if op == "-" else found
        case ir.Compare() | ir.Membership() | ir.BoolOp():
            return _truth(expr, values)
        case ir.Choose(condition=condition, then=then, other=other):
            decided = _value(condition, values)
            return None if decided is None else _value(then if decided else other, values)
        case ir.Binary():
            left, right = _value(expr.left, values), _value(expr.right, values)
            return None if left is None or right is None else _binary(expr.op, left, right)
        case ir.MathCall(function=function, arguments=arguments):
            known = [a for a in (_value(argument, values) for argument in arguments) if a is not None]
            return _function(function, known) if len(known) == len(arguments) else None
    return None


def _truth(expr: ir.Compare | ir.Membership | ir.BoolOp, values: Mapping[str, float]) -> float | None:
    match expr:
        case ir.Compare(first=first, rest=rest):
            known = [_value(each, values) for each in (first, *(right for _, right in rest))]
            if None in known or not all(op in _COMPARISONS for op, _ in rest):
                return None
            return float(all(_COMPARISONS[op](a, b) for (op, _), a, b in zip(rest, known, known[1:], strict=False)))
        case ir.Membership(value=value, options=options, negated=negated):
            known = [_value(each, values) for each in (value, *options)]
            return None if None in known else float((known[0] in known[1:]) != negated)
        case ir.BoolOp(op=op, values=parts):
            for part in parts:
                found = _value(part, values)
                if found is None or bool(found) == (op == "or"):
                    return found
            return float(op == "and")
    return None


def _binary(op: str, left: float, right: float) -> float:
    match op:
        case "+":
            return left + right
        case "-":
            return left - right
        case "*":
            return left * right
        case "/":
            return left / right
        case "//":
            return left // right
        case "%":
            return left % right
    return left * left if right == 2 else float(math.pow(left, right))


def _function(name: str, known: list[float]) -> float:
    match name:
        case "min":
            return min(known)
        case "max":
            return max(known)
        case "clip":
            return max(known[1], min(known[0], known[2]))
        case "abs":
            return abs(known[0])
        case "round" | "int":
            return float(round(known[0]) if name == "round" else int(known[0]))
        case "logistic":
            return logistic(*known)
        case "pi":
            return math.pi
    return float(getattr(math, name)(*known))


@dataclass(frozen=True, slots=True)
class Sizes:
    """The sizes of one arm. `values` are its parameters, `population` agents by type (at most), `cells` on the grid."""

    program: ir.Program
    arm: Arm
    values: Mapping[str, float]
    highs: Mapping[str, float]
    population: Mapping[str, float]
    steps: float

    @property
    def space(self) -> ir.Network | ir.Grid | ir.Plane | None:
        """The arm's space."""
        return self.program.arm_spaces.get(self.arm.name, self.program.space)

    @property
    def cells(self) -> float:
        """Cells of the grid; the area of the plane; 1 without either."""
        if not isinstance(self.space, ir.Grid | ir.Plane):
            return 1.0
        return (value_of(self.space.width, self.values) or 1.0) * (value_of(self.space.height, self.values) or 1.0)

    def of(self, source: ir.Expr) -> float:
        """About how many members a collection has."""
        match source:
            case ir.Everyone(of="cells" | "empty_cells"):
                return self.cells
            case ir.Everyone(of=of) if of.startswith("links"):
                return sum(self.population.values()) * 4
            case ir.Everyone(of=of) | ir.Others(of=of):
                return self.population.get(of, 0.0)
            case ir.Neighbors():
                return self._neighbors(source)
            case ir.OnCell(of=of):
                return 1 + self.population.get(of, 0.0) / self.cells
            case ir.CellsNear(radius=radius):
                return min(self.cells, (2 * self.bound(radius) + 1) ** 2)
            case ir.IntRange(start=start, stop=stop):
                return max(0.0, self.bound(stop) - (value_of(start, self.values) or 0.0))
            case ir.VectorValues(of=of):
                return float(of.type.size) if isinstance(of.type, ir.Vector) else 1.0
            case ir.Ordered(kind="top" | "sample", amount=amount) if amount is not None:
                return min(self.of(source.source), self.bound(amount))
            case ir.Ordered() | ir.Filtered():
                return self.of(source.source)
        return max(10.0, *self.population.values()) if isinstance(source, ir.LocalRead) else 1.0

    def bound(self, expr: ir.Expr) -> float:
        """The most that an int may come to: parameters and fields at their `high`, sizes for counts."""
        known = value_of(self._high(expr) if isinstance(expr, ir.FieldRead) else expr, self.highs)
        if known is not None:
            return known
        return self.of(expr.source) if isinstance(expr, ir.Aggregate) and expr.kind == "count" else UNKNOWN_SIZE

    def _high(self, read: ir.FieldRead) -> ir.Expr | None:
        """The bound that clamps a field of an agent or a cell, where it has one."""
        declared = {("cell", field.name): field for field in getattr(self.program.space, "cells", ())}
        declared |= {(agents.name, field.name): field for agents in self.program.agents for field in agents.fields}
        field = declared.get((read.of.type.of, read.name)) if isinstance(read.of.type, ir.Ref) else None
        return field.high if field else None

    def _neighbors(self, source: ir.Neighbors) -> float:
        space = self.space
        if source.radius is not None and isinstance(space, ir.Grid | ir.Plane):
            radius = self.bound(source.radius)
            around = (2 * radius + 1) ** 2 if isinstance(space, ir.Grid) else math.pi * radius**2
            return max(1.0, self.population.get(source.of or "", 0.0) * min(1.0, around / self.cells))
        network = space if source.layer is None else next(
            (layer for layer in self.program.layers if layer.layer == source.layer), None
        )  # fmt: skip
        return self.degree(network) if isinstance(network, ir.Network) else 1.0

    def degree(self, network: ir.Network) -> float:
        """About how many neighbours an agent has."""
        most = max(1.0, self.population.get(network.of, 1.0) - 1)
        options = {key: value_of(option, self.values) or 0.0 for key, option in network.options.items()}
        match network.generator:
            case "watts_strogatz" | "ring":
                guess = options.get("k", 2.0)
            case "barabasi_albert":
                guess = 2 * options.get("m", 1.0)
            case "lattice":
                guess = 4.0
            case "erdos_renyi" | "random_regular":
                guess = options.get("degree", options.get("p", 1.0) * most)
            case "stochastic_block":
                guess = most * max(options.get("p_in", 1.0), options.get("p_out", 0.0))
            case "given":
                guess = 2 * len(network.edges) / (most + 1)
            case _:
                guess = most
        return max(1.0, min(most, guess))


def sizes_of(program: ir.Program, arm: Arm) -> Sizes:
    """The sizes of an arm."""
    parameters = program.document.parameters
    values = constants(program.document, {name: arm.set.get(name, each.value) for name, each in parameters.items()})
    highs = values | {
        name: max(values[name], float(parameter.high))
        for name, parameter in parameters.items()
        if name not in arm.set and parameter.high is not None
    }
    population = {
        agents.name: max(value_of(agents.count, values) or 0.0, value_of(agents.maximum, values) or 0.0)
        for agents in program.agents
    }
    steps = value_of(program.arm_steps.get(arm.name, program.steps), values)
    return Sizes(program, arm, values, highs, population, math.nan if steps is None else steps)
