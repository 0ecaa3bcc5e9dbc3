"""What an expression is worth, node by node."""

from __future__ import annotations

import math
from typing import Any

from reference.turn import Turn, whole
from reference.world import Thing
from sobremesa.mechanics import ir
from sobremesa.mechanics.ir import Scalar
from sobremesa.mechanics.ir.walk import every


def evaluate(expr: ir.Expr, turn: Turn) -> Any:
    """The value of an expression in a turn.

    A reference to someone who died is None (rule 18). But `self`, a link, and its ends stay whom they meant until the
    turn ends, and so does a local of which the checker is sure: it was taken from such an end.
    """
    value = _value(expr, turn)
    gone = isinstance(value, Thing) and not value.alive and not value.kind.startswith("link") and not _stays(expr)
    return None if gone else value


def _stays(expr: ir.Expr) -> bool:
    match expr:
        case ir.SelfRead():
            return True
        case ir.LocalRead(type=ir.Ref() as kind):
            return not kind.optional
        case ir.FieldRead():
            return isinstance(expr.of.type, ir.Ref) and expr.of.type.of.startswith("link")
    return False


def _value(expr: ir.Expr, turn: Turn) -> Any:  # noqa: C901, PLR0912 - one case for each node of the language
    world = turn.world
    match expr:
        case ir.Const():
            return expr.value
        case ir.ParameterRead():
            value = world.parameters[expr.name]
            return float(value) if expr.type is Scalar.FLOAT else value
        case ir.TableRead():
            table = world.program.document.tables[expr.name].values
            value = _element(table, evaluate(expr.index, turn))
            return float(value) if expr.type is Scalar.FLOAT else value
        case ir.GlobalRead():
            return world.model.values[expr.name]
        case ir.LocalRead():
            return turn.locals[expr.name]
        case ir.SelfRead():
            return turn.me
        case ir.FieldRead():
            return _field(evaluate(expr.of, turn), expr, turn)
        case ir.Index():
            return _element(evaluate(expr.of, turn), evaluate(expr.index, turn))
        case ir.StepRead():
            return world.step
        case ir.MeasureRead():
            return world.measures[expr.name]
        case ir.ReportRead():
            return world.report[expr.name]
        case ir.Cast():
            value = evaluate(expr.value, turn)
            return float(value) if expr.type is Scalar.FLOAT else int(value)
        case ir.Unary():
            value = evaluate(expr.value, turn)
            return not value if expr.op == "not" else whole(-value) if expr.op == "-" else value
        case ir.Binary():
            return _binary(expr, evaluate(expr.left, turn), evaluate(expr.right, turn))
        case ir.Compare():
            return _compare(expr, turn)
        case ir.Membership():
            value = finite(evaluate(expr.value, turn))
            options = [evaluate(option, turn) for option in expr.options]
            return any(value == option for option in options) != expr.negated
        case ir.BoolOp(op="and"):
            return all(evaluate(value, turn) for value in expr.values)
        case ir.BoolOp():
            return any(evaluate(value, turn) for value in expr.values)
        case ir.Choose():
            return evaluate(expr.then if evaluate(expr.condition, turn) else expr.other, turn)
        case ir.MathCall():
            return whole(_math(expr.function, [evaluate(argument, turn) for argument in expr.arguments]))
        case ir.SpaceCall():
            return _space(expr, [evaluate(argument, turn) for argument in expr.arguments], turn)
        case ir.Draw():
            arguments = [evaluate(argument, turn) for argument in expr.arguments]
            return world.draws.draw(expr.distribution, arguments, expr.site, turn.index)
        case ir.Aggregate():
            return _aggregate(expr, turn)
        case ir.OneOf() | ir.BestOf():
            chosen = _one_of(expr, turn) if isinstance(expr, ir.OneOf) else _best_of(expr, turn)
            if chosen is None and not isinstance(expr.type, ir.Ref):
                raise LookupError("no number to choose from")
            return chosen
        case ir.Grouping():
            return _grouping(expr, turn)
        case ir.Unchanged():
            return world.before == world.state()
    return members(expr, turn)


def finite(value: Any) -> Any:
    """What is put in order: numbers only, and no infinite ones (rule 21)."""
    if isinstance(value, float) and not math.isfinite(value):
        raise OverflowError(value)
    return value


def may_miss(expr: ir.Expr) -> bool:
    """Whether an aggregate in a measure may be of nobody, and has no default."""
    for aggregate in every(ir.Aggregate, expr):
        sure = isinstance(aggregate.source.type, ir.Collection) and aggregate.source.type.never_empty
        if aggregate.kind in ("count", "sum", "any", "all") or aggregate.default is not None:
            continue
        if aggregate.condition is not None or not sure:
            return True
    return False


def _element(values: Any, index: int) -> Any:
    if not 0 <= index < len(values):
        raise IndexError(index)
    return values[index]


def _field(of: Thing, expr: ir.FieldRead, turn: Turn) -> Any:
    world = turn.world
    if expr.own and expr.name in turn.pending:
        return turn.pending[expr.name]
    if expr.name == "id":
        return of.id
    if expr.name == "free":
        return world.free(of)
    if expr.name in ("x", "y") and expr.name not in of.values:
        return of.values["cell"].values[expr.name]
    return of.values[expr.name]


def _literal(expr: ir.Expr) -> object:
    """What stands there as a number; None of anything else."""
    while isinstance(expr, ir.Cast):
        expr = expr.value
    return expr.value if isinstance(expr, ir.Const) else None


def _binary(expr: ir.Binary, left: Any, right: Any) -> Any:
    match expr.op:
        case "+":
            return whole(left + right)
        case "-":
            return whole(left - right)
        case "*":
            return whole(left * right)
        case "/":
            return left / right
        case "//":
            return whole(left // right)
        case "%":
            return left % right
    if _literal(expr.right) == 2:
        return whole(left * left)  # rule 22: of a 2 that is written there, not of one that is computed
    if expr.type is Scalar.INT:
        return _whole_power(left, right)
    power = left**right
    if isinstance(power, complex):
        raise ValueError("no real number")
    return power


def _whole_power(base: int, exponent: int) -> int:
    if exponent < 0:
        raise ValueError("an int to a negative power")
    if abs(base) > 1 and exponent > 64:
        raise OverflowError(base, exponent)
    return int(whole(base ** (exponent if abs(base) > 1 else exponent % 2 + 2 * (exponent > 1))))


def _compare(expr: ir.Compare, turn: Turn) -> bool:
    left = evaluate(expr.first, turn)
    for op, right_expr in expr.rest:
        right = evaluate(right_expr, turn)
        holds = {
            "<": lambda a, b: a < b, "<=": lambda a, b: a <= b, ">": lambda a, b: a > b, ">=": lambda a, b: a >= b,
            "==": lambda a, b: a == b, "!=": lambda a, b: a != b, "is": lambda a, b: a is b,
            "is not": lambda a, b: a is not b,
        }[op](left, right)  # fmt: skip
        if not holds:
            return False
        left = right
    return True


def _math(name: str, values: list[Any]) -> Any:
    match name, values:
        case "min", _:
            return min(values)
        case "max", _:
            return max(values)
        case "clip", [x, low, high]:
            return low if x < low else high if x > high else x
        case "logistic", [x]:
            return 1 / (1 + math.exp(-x)) if x >= 0 else math.exp(x) / (1 + math.exp(x))
        case (("abs" | "round" | "int"), [x]):
            return {"abs": abs, "round": round, "int": int}[name](x)
    return getattr(math, name)(*values)


def _space(expr: ir.SpaceCall, values: list[Any], turn: Turn) -> Any:
    world = turn.world
    match expr.function, values:
        case "distance", [a, b]:
            dx, dy = world.way(a, b, "x"), world.way(a, b, "y")
            return math.sqrt(dx * dx + dy * dy)
        case (("dx" | "dy"), [a, b]):
            return world.way(a, b, expr.function[1])
        case "at", [x, y]:
            return world.at(x, y)
        case "degree", [a]:
            return len(world.neighbors(a, expr.layer, incoming=False))
        case "by_id", [number]:
            assert isinstance(expr.type, ir.Ref)
            return next((agent for agent in world.agents[expr.type.of] if agent.id == number), None)
        case "link", [a, b]:
            net = world.nets[expr.layer]
            return net.links[net.key(a.id, b.id)]
    raise AssertionError(expr.function)


# ------------------------------------------------------------------------------------------- collections


def members(expr: ir.Expr, turn: Turn) -> list[Any]:
    """The members of a collection, in the order of rule 15; the dead are nobody's members."""
    return [m for m in _members(expr, turn) if not isinstance(m, Thing) or m.alive]


def _members(expr: ir.Expr, turn: Turn) -> list[Any]:  # noqa: C901, PLR0912 - one case for each collection
    world = turn.world
    match expr:
        case ir.Everyone(of="cells"):
            return list(world.cells)
        case ir.Everyone(of="empty_cells"):
            return [cell for cell in world.cells if not any(world.on(cell, kind) for kind in world.agents)]
        case ir.Everyone() if expr.of.startswith("links"):
            links = world.nets[expr.of[6:] or None].links
            return [links[ends] for ends in sorted(links)]
        case ir.Everyone():
            return list(world.agents[expr.of])
        case ir.Others():
            return [agent for agent in world.agents[expr.of] if agent is not turn.me]
        case ir.Neighbors(radius=None):
            return world.neighbors(evaluate(expr.center, turn), expr.layer, expr.incoming)
        case ir.Neighbors():
            return _around(expr, turn)
        case ir.OnCell():
            cell = turn.me.values["cell"] if expr.center is None else evaluate(expr.center, turn)  # type: ignore[union-attr]
            return [agent for agent in world.on(cell, expr.of) if expr.center is not None or agent is not turn.me]
        case ir.CellsNear():
            center, radius = evaluate(expr.center, turn), evaluate(expr.radius, turn)
            found = world.cells_near(center, radius, expr.shape)
            if radius > 0 and not found:
                raise ValueError("a grid of one cell has no cells near it")
            return found
        case ir.IntRange():
            return list(range(evaluate(expr.start, turn), evaluate(expr.stop, turn)))
        case ir.VectorValues():
            return list(evaluate(expr.of, turn))
        case ir.Filtered():
            return [m for m in members(expr.source, turn) if with_member(expr.condition, expr.variable, m, turn)]
        case ir.Ordered():
            return _ordered(expr, turn)
    return list(evaluate(expr, turn))


def with_member(expr: ir.Expr, variable: str, member: Any, turn: Turn) -> Any:
    """The value of an expression in which a variable stands for a member."""
    outer = turn.locals
    turn.locals = {**outer, variable: member}
    value = evaluate(expr, turn)
    turn.locals = outer
    return value


def _around(expr: ir.Neighbors, turn: Turn) -> list[Thing]:
    world, center = turn.world, evaluate(expr.center, turn)
    radius = evaluate(expr.radius, turn)  # type: ignore[arg-type]
    assert expr.of is not None
    if isinstance(world.program.space, ir.Grid):
        cells = world.cells_near(center, radius, world.program.space.neighborhood)
        return [agent for cell in cells for agent in world.on(cell, expr.of)]
    near = ir.SpaceCall("distance", (), Scalar.FLOAT)
    return [a for a in world.agents[expr.of] if a is not center and _space(near, [center, a], turn) <= radius]


def _ordered(expr: ir.Ordered, turn: Turn) -> list[Any]:
    found = members(expr.source, turn)
    if expr.kind == "top":
        keys = [tuple(finite(with_member(key, expr.variable or "", m, turn)) for key in expr.key) for m in found]
        places = sorted(range(len(found)), key=lambda place: keys[place], reverse=True)
    else:
        assert expr.site is not None
        words = [turn.world.draws.word(expr.site, turn.index) for _ in found]
        places = sorted(range(len(found)), key=lambda place: words[place])
    amount = len(found) if expr.amount is None else max(0, evaluate(expr.amount, turn))
    return [found[place] for place in places][:amount]


def _aggregate(expr: ir.Aggregate, turn: Turn) -> Any:
    values = []
    for member in members(expr.source, turn):
        if expr.condition is not None and not with_member(expr.condition, expr.variable, member, turn):
            continue
        value = member if expr.value is None else with_member(expr.value, expr.variable, member, turn)
        values.append(finite(value) if expr.kind in ("min", "max", "median", "gini") else value)
        if (expr.kind, value) in (("any", True), ("all", False)):
            break
    if expr.kind in ("any", "all"):
        return {"any": any, "all": all}[expr.kind](values)
    if expr.kind in ("count", "sum"):
        return len(values) if expr.kind == "count" else _sum(values, 0 if expr.type is Scalar.INT else 0.0)
    default = math.nan if expr.default is None else evaluate(expr.default, turn)  # worked out in any case
    return _statistic(expr.kind, values) if values else default


def _sum(values: list[Any], zero: Any = 0.0) -> Any:
    for value in values:
        zero = whole(zero + value)
    return zero


def _statistic(kind: str, values: list[Any]) -> Any:
    n, ordered = len(values), sorted(values)
    match kind:
        case "min" | "max":
            return min(values) if kind == "min" else max(values)
        case "mean":
            return _sum(values) / n
        case "median":
            return ordered[n // 2] if n % 2 else (ordered[n // 2 - 1] + ordered[n // 2]) / 2
        case "std":
            mean = _sum(values) / n
            return math.sqrt(_sum([(v - mean) * (v - mean) for v in values]) / n)
    total = _sum(ordered)
    return 0.0 if total == 0 else _sum([(2 * i - n - 1) * v for i, v in enumerate(ordered, 1)]) / (n * total)


def _grouping(expr: ir.Grouping, turn: Turn) -> int:
    """How many clusters of numbers or regions of neighbours, or the size of the largest."""
    if expr.kind.endswith(("region", "regions")):
        sizes = _regions(expr, turn)
    else:
        found = members(expr.source, turn)
        numbers = sorted(finite(with_member(expr.value, expr.variables[0], m, turn)) for m in found)
        gap, least = evaluate(expr.gap, turn), evaluate(expr.least, turn)  # type: ignore[arg-type]
        starts = [i for i, number in enumerate(numbers) if i == 0 or number - numbers[i - 1] > gap]
        ends = [*starts[1:], len(numbers)]
        sizes = [end - start for start, end in zip(starts, ends, strict=False) if end - start >= least]
    return max(sizes, default=0) if expr.kind.startswith("largest") else len(sizes)


def _regions(expr: ir.Grouping, turn: Turn) -> list[int]:
    """Merge the groups of any two neighbours that agree, until nothing merges."""
    found = members(expr.source, turn)
    region = {id(member): {id(member)} for member in found}
    for a in found:
        for b in _neighbors_of(a, turn):
            if id(b) in region:
                with_a = {**turn.locals, expr.variables[0]: a}
                if with_member(expr.value, expr.variables[1], b, Turn(turn.world, locals=with_a)):
                    merged = region[id(a)] | region[id(b)]
                    region.update(dict.fromkeys(merged, merged))
    return [len(members_of) for members_of in {id(group): group for group in region.values()}.values()]


def _neighbors_of(one: Thing, turn: Turn) -> list[Thing]:
    world = turn.world
    if not isinstance(world.program.space, ir.Grid):
        return world.neighbors(one, None, incoming=False)
    cells = world.cells_near(one, 1, world.program.space.neighborhood)
    return cells if one.kind == "cell" else [agent for cell in cells for agent in world.on(cell, one.kind)]


def _one_of(expr: ir.OneOf, turn: Turn) -> Any:
    found, draws = members(expr.source, turn), turn.world.draws
    if expr.weight is None:
        return draws.pick(found, expr.site, turn.index) if found else draws.passed(expr.site, turn.index)
    reached = []
    for member in found:
        reached.append((reached[-1] if reached else 0.0) + with_member(expr.weight, expr.variable or "", member, turn))
    if not reached or reached[-1] == 0:
        return draws.passed(expr.site, turn.index)
    mark = draws.uniform(expr.site, turn.index) * reached[-1]
    return next((m for m, upto in zip(found, reached, strict=True) if upto > mark), None)


def _best_of(expr: ir.BestOf, turn: Turn) -> Any:
    found = members(expr.source, turn)
    keys = [tuple(finite(with_member(key, expr.variable, member, turn)) for key in expr.key) for member in found]
    best = [member for member, key in zip(found, keys, strict=True) if key == max(keys)]
    if len(best) < 2 or expr.site is None:
        return best[0] if best else None
    return turn.world.draws.pick(best, expr.site, turn.index)
