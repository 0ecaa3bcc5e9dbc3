"""Calls: functions of numbers, draws, and functions of places. Collections and aggregates have their own files."""

from __future__ import annotations

import ast
from collections.abc import Callable
from typing import Any, cast

from sobremesa.mechanics import ir
from sobremesa.mechanics.checking import aggregates, collections
from sobremesa.mechanics.checking.arguments import called, counted, layer_named, type_named
from sobremesa.mechanics.checking.collections import linked, network_around, placed
from sobremesa.mechanics.checking.expecting import lower_as, number
from sobremesa.mechanics.checking.mistakes import did_you_mean
from sobremesa.mechanics.checking.names import ACTIONS, DISTRIBUTIONS, FUNCTIONS, MATH, REAL_FUNCTIONS, WHOLE_FUNCTIONS
from sobremesa.mechanics.checking.scope import Scope
from sobremesa.mechanics.checking.types import BROKEN, UNKNOWN, widened, wider
from sobremesa.mechanics.document import Expression
from sobremesa.mechanics.ir import Scalar

_FOREIGN = {
    "len": "`count(C)`", "float": "leave it out: numbers widen by themselves", "bool": "compare: `… != 0`",
    "random": "`uniform(0, 1)`", "choice": "`one_of(C)`", "sorted": "`top(C, k, lambda c: key)`", "pow": "`x ** y`",
    "print": "a measure records what is to be seen", "bernoulli": "`chance(p)`", "avg": "`mean(…)`",
    "average": "`mean(…)`", "gauss": "`normal(mean, sd)`", "log10": "`log(x) / log(10)`", "ln": "`log(x)`",
    "enumerate": "`for i in range(n):`", "list": "leave it out", "set": "leave it out", "sigmoid": "`logistic(x)`",
}  # fmt: skip


def call(node: ast.Call, scope: Scope) -> ir.Expr:
    """Whatever is called by name; methods are not part of the language."""
    name = called(node)
    if not name:
        hint = "functions take what they work on: `degree(a)`, `count(C)`"
        if isinstance(node.func, ast.Attribute) and node.func.attr in FUNCTIONS:
            hint = f"write `{node.func.attr}(…)`"
        return scope.wrong(node, "not_in_language", "methods are not part of the language", hint=hint)
    if name in ("min", "max") and len(node.args) > 1:
        return _math(node, scope)
    for table in (aggregates.CALLS, collections.CALLS, _CALLS):
        if name in table:
            return table[name](node, scope)
    if name in MATH:
        return _math(node, scope)
    if name in ACTIONS:
        return scope.wrong(node, "action_in_expression", f"`{name}` is an action", hint="give it a line of its own")
    known = _FOREIGN.get(name)
    instead = f"write {known}" if known and known.startswith("`") else known or did_you_mean(name, FUNCTIONS)
    return scope.wrong(node, "unknown_function", f"there is no function `{name[:40]}`", hint=instead)


# ------------------------------------------------------------------------------------------- of numbers


def _math(node: ast.Call, scope: Scope) -> ir.Expr:
    name = called(node)
    least, most = {"atan2": (2, 2), "clip": (3, 3), "min": (2, 64), "max": (2, 64)}.get(name, (1, 1))
    form = {"clip": "clip(x, lo, hi)", "atan2": "atan2(y, x)"}.get(name, f"{name}(x)" if most == 1 else f"{name}(a, b)")
    if not counted(node, scope, form, least, most):
        return BROKEN
    arguments = [number(argument, scope, f"`{name}`") for argument in node.args]
    if any(argument.type == UNKNOWN for argument in arguments):
        return BROKEN
    if name in WHOLE_FUNCTIONS:
        whole = arguments[0].type is not Scalar.FLOAT
        return widened(arguments[0], Scalar.INT) if whole else ir.MathCall(name, tuple(arguments), Scalar.INT)
    kind = Scalar.FLOAT if name in REAL_FUNCTIONS else Scalar.INT
    for argument in arguments:
        kind = wider(kind, cast(Scalar, argument.type))
    return ir.MathCall(name, tuple(widened(argument, kind) for argument in arguments), kind)


# ------------------------------------------------------------------------------------------------ draws


def _draw(node: ast.Call, scope: Scope) -> ir.Expr:
    name = called(node)
    wanted = DISTRIBUTIONS[name]
    if not counted(node, scope, f"{name}({', '.join(wanted)})", len(wanted), len(wanted)):
        return BROKEN
    if not scope.setting.draws or scope.sites is None:
        return scope.not_here(node, f"`{name}` (it draws)")
    taken = Scalar.INT if name == "randint" else Scalar.FLOAT
    arguments = tuple(lower_as(argument, scope, taken, f"`{name}`") for argument in node.args)
    result = {"chance": Scalar.BOOL, "randint": Scalar.INT, "poisson": Scalar.INT}.get(name, Scalar.FLOAT)
    first, last = _literal(arguments[0]), _literal(arguments[-1])
    if name == "randint" and first is not None and last is not None and first > last:
        return scope.wrong(node, "impossible_draw", "there is no number in this range", found=f"{first:g} to {last:g}")
    if name in ("normal", "exponential", "poisson") and last is not None and last < 0:
        what = "standard deviation" if name == "normal" else "mean"
        return scope.wrong(node, "impossible_draw", f"this {what} is below 0", "0 or more", f"{last:g}")
    return ir.Draw(cast(Any, name), arguments, scope.sites.site(node), result)


def _literal(value: ir.Expr) -> float | None:
    return value.value if isinstance(value, ir.Const) and isinstance(value.value, int | float) else None


# ----------------------------------------------------------------------------------------------- places


def _apart(node: ast.Call, scope: Scope) -> ir.Expr:
    name = called(node)
    if not counted(node, scope, f"{name}(a, b)", 2, 2):
        return BROKEN
    if not scope.setting.space:
        return scope.not_here(node, f"`{name}`")
    ends = tuple(placed(argument, scope, f"`{name}`") for argument in node.args)
    return ir.SpaceCall(name, ends, Scalar.FLOAT if name == "distance" else scope.world.coordinate)


def _at(node: ast.Call, scope: Scope) -> ir.Expr:
    if not counted(node, scope, "at(x, y)", 2, 2):
        return BROKEN
    space = scope.world.document.space
    if not scope.world.has_cells or space is None:
        return scope.wrong(node, "no_grid", "`at` needs a grid", hint="`space: {kind: grid, …}`")
    if not scope.setting.space:
        return scope.not_here(node, "`at`")
    where = tuple(lower_as(argument, scope, Scalar.INT, "`at`") for argument in node.args)
    sizes = [_in_every_arm("width", scope), _in_every_arm("height", scope)]
    inside = all(_inside(value, size) for value, each in zip(where, sizes, strict=True) for size in each)
    endless = all(torus is True for torus in _in_every_arm("torus", scope))
    return ir.SpaceCall("at", where, ir.Ref("cell", optional=not endless and not inside))


def _in_every_arm(option: str, scope: Scope) -> list[Expression | None]:
    """What an option of the space is, here and in the arms that replace it."""
    document = scope.world.document
    replaced = [arm.space[option] for arm in document.experiment.arms if arm.space and option in arm.space]
    return [getattr(document.space, option), *replaced]


def _inside(value: ir.Expr, size: object) -> bool:
    literal = _literal(value)
    return literal is not None and isinstance(size, int) and 0 <= literal < size


def _degree(node: ast.Call, scope: Scope) -> ir.Expr:
    if not counted(node, scope, "degree(a)", 1, 1, ("layer",)):
        return BROKEN
    layer, fine = layer_named(node, scope)
    of = network_around(node, layer, scope) if fine else None
    if of is None:
        return BROKEN
    return ir.SpaceCall("degree", (linked(node.args[0], of, scope, "`degree`"),), Scalar.INT, layer)


def _by_id(node: ast.Call, scope: Scope) -> ir.Expr:
    if not counted(node, scope, "by_id(person, i)", 2, 2):
        return BROKEN
    of = type_named(node.args[0], scope)
    index = lower_as(node.args[1], scope, Scalar.INT, "`by_id`")
    if of is None:
        return BROKEN
    if not scope.setting.agents:
        return scope.not_here(node, "`by_id`", "use a rule in `setup:`" if scope.setting.draws else None)
    return ir.SpaceCall("by_id", (index,), ir.Ref(of, optional=True))


def _link(node: ast.Call, scope: Scope) -> ir.Expr:
    if not counted(node, scope, "link(a, b)", 2, 2, ("layer",)):
        return BROKEN
    layer, fine = layer_named(node, scope)
    of = network_around(node, layer, scope) if fine else None
    if of is None:
        return BROKEN
    ends = tuple(linked(argument, of, scope, "`link`") for argument in node.args)
    return ir.SpaceCall("link", ends, ir.Ref("link" if layer is None else f"link:{layer}"), layer)


_CALLS: dict[str, Callable[[ast.Call, Scope], ir.Expr]] = {
    **dict.fromkeys(DISTRIBUTIONS, _draw),
    **dict.fromkeys(("distance", "dx", "dy"), _apart),
    "at": _at,
    "degree": _degree,
    "by_id": _by_id,
    "link": _link,
}
