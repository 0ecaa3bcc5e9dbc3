"""Collections: who is in them, filters over them, and orders of them."""

from __future__ import annotations

import ast
import math
from collections.abc import Callable, Iterator
from contextlib import contextmanager

from sobremesa.mechanics import ir
from sobremesa.mechanics.checking.arguments import (
    called,
    counted,
    key_of,
    keyword,
    lambda_body,
    layer_named,
    type_named,
    variable,
)
from sobremesa.mechanics.checking.expecting import lower_as, mismatch, somebody
from sobremesa.mechanics.checking.flow import tested
from sobremesa.mechanics.checking.scope import Scope
from sobremesa.mechanics.checking.types import BROKEN, UNKNOWN, describe
from sobremesa.mechanics.ir import Scalar

Member = Scalar | ir.Label | ir.Ref

NO_ITEM = ir.Collection(UNKNOWN, never_empty=True)


def collection(node: ast.expr, scope: Scope) -> ir.Expr:
    """A collection; the values of a vector are one. The type of what comes back is always a Collection."""
    value = scope.lower(node, scope)
    if isinstance(value.type, ir.Collection):
        return value
    if isinstance(value.type, ir.Vector):
        return ir.VectorValues(value, ir.Collection(value.type.item, never_empty=True))
    if value.type != UNKNOWN:
        hint = "for a condition over members: `any(… for x in C)`"
        scope.wrong(node, "type_mismatch", "a collection stands here", None, describe(value.type), hint)
    return ir.Const(None, NO_ITEM)


def item(of: ir.Expr) -> Member:
    """The type of a collection's members."""
    return of.type.item if isinstance(of.type, ir.Collection) else UNKNOWN


def never_empty(of: ir.Expr) -> bool:
    """Whether a collection surely has a member."""
    return isinstance(of.type, ir.Collection) and of.type.never_empty


@contextmanager
def members(node: ast.ListComp | ast.GeneratorExp, scope: Scope) -> Iterator[tuple[str, ir.Expr, ir.Expr | None]]:
    """Inside: the variable of `… for variable in source if condition` is known, and so is what the condition tests."""
    generator = node.generators[0]
    source = collection(generator.iter, scope)
    name = variable(generator.target, scope)
    with scope.variable(name, of=item(source)):
        conditions, paths = [], frozenset[str]()
        for test in generator.ifs:
            with scope.assuming(paths):
                conditions.append(lower_as(test, scope, Scalar.BOOL, "a filter"))
            paths |= tested(test, True)
        condition = ir.BoolOp("and", tuple(conditions)) if len(conditions) > 1 else None
        with scope.assuming(paths):
            yield name, source, condition or (conditions[0] if conditions else None)


def filtered(node: ast.ListComp | ast.GeneratorExp, scope: Scope) -> ir.Expr:
    """`[x for x in source if condition]`; without a condition, the source itself."""
    with members(node, scope) as (name, source, condition):
        if not (isinstance(node.elt, ast.Name) and node.elt.id == name):
            hint = f"a filter keeps members: `[{name} for {name} in …]`; values of them stand inside `sum`, `mean`, …"
            return scope.wrong(node.elt, "not_in_language", "only the member itself can stand here", hint=hint)
    if condition is None:
        return source
    return ir.Filtered(name, source, condition, ir.Collection(item(source)))


def everyone(node: ast.Name, name: str, scope: Scope) -> ir.Expr:
    """All agents of a type, `cells`, `empty_cells` or `links`."""
    world, setting = scope.world, scope.setting
    if name in world.types:
        if not setting.agents:
            return scope.not_here(node, f"the agents of `{name}`", "use a rule in `setup:`" if setting.draws else None)
        return ir.Everyone(name, ir.Collection(ir.Ref(name), world.learned.always(name, 1)))
    if name == "links":
        if not setting.network:
            return scope.not_here(node, "`links`")
        owner = the_links(node, scope)
        return BROKEN if owner is None else ir.Everyone(owner.replace("link", "links", 1), ir.Collection(ir.Ref(owner)))
    if not world.has_cells:
        return scope.wrong(node, "no_grid", f"`{name}` needs a grid", hint="`space: {kind: grid, …}`")
    if not setting.space or (name == "empty_cells" and not setting.agents):
        return scope.not_here(node, f"`{name}`")
    return ir.Everyone(name, ir.Collection(ir.Ref("cell"), name == "cells"))


def the_links(node: ast.AST, scope: Scope) -> str | None:
    """The owner of `links`: of the space, or of the only layer."""
    networks = scope.world.networks
    if "link" in networks:
        return "link"
    if len(networks) == 1:
        return next(iter(networks))
    scope.wrong(node, "no_network", "`links` needs a network", hint="`space: {kind: network, …}`, or one layer")
    return None


def network_around(node: ast.Call, layer: str | None, scope: Scope) -> str | None:
    """The type that a network (None: the space) links; a mistake where there is no such network."""
    if not scope.setting.network:
        scope.not_here(node, f"`{called(node)}`", "use a rule in `setup:`" if scope.setting.draws else None)
        return None
    owner = "link" if layer is None else f"link:{layer}"
    network = scope.world.networks.get(owner)
    if network is None:
        hint = "anyone can meet anyone here: `others(…)`" if scope.world.document.space is None else "`layer=…`"
        scope.wrong(node, "no_network", f"`{called(node)}` needs a network", hint=hint)
        return None
    return scope.world.linked_type(network)


def linked(node: ast.expr, of: str | None, scope: Scope, what: str) -> ir.Expr:
    """An agent of the type that the network links."""
    center = somebody(node, scope, what)
    if of is not None and center.type not in (UNKNOWN, ir.Ref(of)):
        return mismatch(node, scope, ir.Ref(of), center.type, what)
    return center


def _others(node: ast.Call, scope: Scope) -> ir.Expr:
    if not counted(node, scope, "others(person)", 1, 1):
        return BROKEN
    of = type_named(node.args[0], scope)
    if of is None:
        return BROKEN
    if not scope.setting.agents:
        return scope.not_here(node, "`others`", "use a rule in `setup:`" if scope.setting.draws else None)
    if scope.me is None or scope.me.of != of:
        return scope.wrong(node, "no_self", f"self is no {of} here", hint=f"all of them are `{of}`")
    return ir.Others(of, ir.Collection(ir.Ref(of), scope.world.learned.always(of, 2)))


def _neighbors(node: ast.Call, scope: Scope) -> ir.Expr:
    incoming = called(node) == "in_neighbors"
    form = (
        "in_neighbors(self)" if incoming else "neighbors(self), neighbors(self, r, type) or neighbors(self, layer=name)"
    )
    if not counted(node, scope, form, 1, 1 if incoming else 3, ("layer",)):
        return BROKEN
    layer, fine = layer_named(node, scope)
    if not fine:
        return BROKEN
    if layer is None and not incoming and scope.world.has_positions:
        return _within(node, scope)
    of = network_around(node, layer, scope)
    if of is None:
        return BROKEN
    if len(node.args) > 1:
        return scope.wrong(node, "bad_arguments", "neighbours on a network are the linked agents", "`neighbors(self)`")
    center = linked(node.args[0], of, scope, f"`{called(node)}`")
    directed = scope.world.networks["link" if layer is None else f"link:{layer}"].directed
    return ir.Neighbors(center, ir.Collection(ir.Ref(of)), layer=layer, incoming=incoming and directed)


def _within(node: ast.Call, scope: Scope) -> ir.Expr:
    """Agents within a radius, on a grid or plane."""
    world = scope.world
    if not scope.setting.agents:
        return scope.not_here(node, "`neighbors`", "use a rule in `setup:`" if scope.setting.draws else None)
    center = placed(node.args[0], scope, "`neighbors`")
    of: str | None
    if len(node.args) == 3:
        of = type_named(node.args[2], scope)
    elif len(world.placed) == 1:
        of = world.placed[0]
    else:
        hint = "`neighbors(self, 1, type)`"
        return scope.wrong(
            node, "bad_arguments", "there are several types: say which", ", ".join(world.placed), hint=hint
        )
    if len(node.args) == 1 and not world.has_cells:
        return scope.wrong(node, "bad_arguments", "on a plane the radius is needed", "`neighbors(self, r)`")
    radius: ir.Expr = ir.Const(1, Scalar.INT)
    if len(node.args) > 1:
        radius = lower_as(node.args[1], scope, world.coordinate, "a radius")
    return BROKEN if of is None else ir.Neighbors(center, ir.Collection(ir.Ref(of)), radius, of)


def placed(node: ast.expr, scope: Scope, what: str) -> ir.Expr:
    """An agent or cell that has a position."""
    value = somebody(node, scope, what)
    if not isinstance(value.type, ir.Ref) or value.type == UNKNOWN:
        return value
    if value.type.of == "cell" or value.type.of in scope.world.placed:
        return value
    hint = (
        f"give {value.type.of} a place: `place: random`"
        if scope.world.has_positions
        else "a grid or a plane has places"
    )
    return scope.wrong(node, "no_position", f"a {value.type.of} has no position", hint=hint)


def _on_cell(node: ast.Call, scope: Scope) -> ir.Expr:
    here = called(node) == "here"
    if not counted(node, scope, "here(type)" if here else "on(cell, type)", *((1, 1) if here else (2, 2))):
        return BROKEN
    if not scope.world.has_cells:
        return scope.wrong(node, "no_grid", f"`{called(node)}` needs a grid", hint="`space: {kind: grid, …}`")
    if not scope.setting.agents:
        return scope.not_here(node, f"`{called(node)}`")
    of = type_named(node.args[-1], scope)
    if here and (scope.me is None or scope.me.of not in scope.world.placed):
        return scope.wrong(node, "no_position", "self is in no cell", hint="`on(cell, type)`")
    center = None if here else cell(node.args[0], scope, "`on`")
    return BROKEN if of is None else ir.OnCell(center, of, ir.Collection(ir.Ref(of)))


def cell(node: ast.expr, scope: Scope, what: str) -> ir.Expr:
    """A cell that is surely not None."""
    value = somebody(node, scope, what)
    if value.type in (UNKNOWN, ir.Ref("cell")):
        return value
    return mismatch(node, scope, ir.Ref("cell"), value.type, what)


def _cells_near(node: ast.Call, scope: Scope) -> ir.Expr:
    if not counted(
        node, scope, "cells_near(self), cells_near(self, r) or cells_near(self, r, shape=cross)", 1, 2, ("shape",)
    ):
        return BROKEN
    space = scope.world.document.space
    if not scope.world.has_cells or space is None:
        return scope.wrong(node, "no_grid", "`cells_near` needs a grid", hint="`space: {kind: grid, …}`")
    if not scope.setting.space:
        return scope.not_here(node, "`cells_near`")
    center = placed(node.args[0], scope, "`cells_near`")
    radius = lower_as(node.args[1], scope, Scalar.INT, "a radius") if len(node.args) > 1 else ir.Const(1, Scalar.INT)
    named = keyword(node, "shape")
    shape = ast.unparse(named) if named is not None else space.neighborhood or "moore"
    if shape not in ("moore", "von_neumann", "cross", "hex"):
        return scope.wrong(node, "bad_arguments", f"`{shape[:40]}` is no shape", "moore, von_neumann, cross")
    surely = _whole(radius) >= 1
    return ir.CellsNear(center, radius, shape, ir.Collection(ir.Ref("cell"), surely))  # type: ignore[arg-type]


def _range(node: ast.Call, scope: Scope) -> ir.Expr:
    if not counted(node, scope, "range(n) or range(a, b)", 1, 2):
        return BROKEN
    bounds = [lower_as(argument, scope, Scalar.INT, "`range`") for argument in node.args]
    start: ir.Expr = bounds[0] if len(bounds) == 2 else ir.Const(0, Scalar.INT)
    stop = bounds[-1]
    surely = _whole(start) < _whole(stop)
    return ir.IntRange(start, stop, ir.Collection(Scalar.INT, surely))


def _whole(bound: ir.Expr) -> float:
    """A literal bound; what is not known compares as false."""
    return bound.value if isinstance(bound, ir.Const) and isinstance(bound.value, int) else math.nan


def _ordered(node: ast.Call, scope: Scope) -> ir.Expr:
    """`top(C, k, lambda c: key)`, `sample(C, k)`, `shuffled(C)`."""
    kind = called(node)
    form = {"top": "top(C, k, lambda c: key)", "sample": "sample(C, k)", "shuffled": "shuffled(C)"}[kind]
    arity = {"top": 3, "sample": 2, "shuffled": 1}[kind]
    if not counted(node, scope, form, arity, arity):
        return BROKEN
    if kind != "top" and not scope.setting.draws:
        return scope.not_here(node, f"`{kind}` (it draws)")
    source = collection(node.args[0], scope)
    amount = lower_as(node.args[1], scope, Scalar.INT, f"`{kind}`") if arity > 1 else None
    kept = ir.Collection(item(source), never_empty(source) and kind == "shuffled")
    if kind == "top":
        with lambda_body(node.args[2], scope, item(source), form) as (names, body):
            key = key_of(body, scope)
        return ir.Ordered("top", source, amount, kept, names[0], key)
    site = scope.sites.site(node) if scope.sites is not None else None
    return ir.Ordered("sample" if kind == "sample" else "shuffled", source, amount, kept, site=site)


CALLS: dict[str, Callable[[ast.Call, Scope], ir.Expr]] = {
    "others": _others, "neighbors": _neighbors, "in_neighbors": _neighbors, "here": _on_cell, "on": _on_cell,
    "cells_near": _cells_near, "range": _range, "top": _ordered, "sample": _ordered, "shuffled": _ordered,
}  # fmt: skip
