"""Assignments: to locals, fields, elements and globals, as the order of the rule allows."""

from __future__ import annotations

import ast
from collections.abc import Sequence
from dataclasses import replace

from sobremesa.mechanics import ir
from sobremesa.mechanics.checking.arguments import variable
from sobremesa.mechanics.checking.expecting import lower_as, may_be_none, mismatch
from sobremesa.mechanics.checking.expressions import OPERATORS, arithmetic
from sobremesa.mechanics.checking.flow import path_of
from sobremesa.mechanics.checking.scope import Scope, draws_within
from sobremesa.mechanics.checking.types import BROKEN, NOBODY, UNKNOWN, describe, fit, is_number, join, negated
from sobremesa.mechanics.checking.world import World
from sobremesa.mechanics.ir import Scalar


def declare(node: ast.AST, name: str, kind: ir.Type, scope: Scope) -> ir.Type:
    """Join `kind` into the type that the local has everywhere; what comes back is that type."""
    if isinstance(kind, ir.Vector):
        scope.wrong(node, "type_mismatch", "a local holds no vector", hint="read its elements where they are: `a.v[i]`")
        return UNKNOWN
    known = scope.locals.get(name)
    joined = kind if known is None else join(known, kind)
    if joined is None:
        found = f"{describe(known or UNKNOWN)}, and here {describe(kind)}"
        scope.wrong(node, "local_type", f"`{name}` has one type everywhere", None, found, "use a second local")
        return UNKNOWN
    scope.locals[name] = joined
    if known not in (None, joined):
        scope.widened = name
    return joined


def assign(node: ast.Assign, scope: Scope) -> Sequence[ir.Stmt]:
    """`target = value`."""
    target = node.targets[0]
    if len(node.targets) > 1 or isinstance(target, ast.Tuple | ast.List):
        scope.wrong(node, "not_in_language", "one target for each assignment", hint="write two lines")
        return []
    if isinstance(target, ast.Name):
        return _assign_local(node, target, node.value, scope)
    found = _target(target, scope)
    if found is None:
        return []
    if not _may_write(target, found, scope, deposits=False):
        return []
    value = lower_as(node.value, scope, as_written(found.type), f"`{ast.unparse(target)}`")
    return [*found.before, _set(node, found, value, scope)]


def augment(node: ast.AugAssign, scope: Scope) -> Sequence[ir.Stmt]:
    """`target += value` and its like: spelled out, or a deposit."""
    if type(node.op) not in (ast.Add, ast.Sub, ast.Mult, ast.Div):
        scope.wrong(node, "not_in_language", "`+=`, `-=`, `*=` and `/=` are all there are", hint="spell it out")
        return []
    if isinstance(node.target, ast.Name):
        read = ast.copy_location(ast.Name(node.target.id, ast.Load()), node.target)
        spelled = ast.copy_location(ast.BinOp(read, node.op, node.value), node)
        return _assign_local(node, node.target, spelled, scope)
    found = _target(node.target, scope)
    if found is None:
        return []
    if not is_number(found.type):
        mismatch(node.target, scope, Scalar.FLOAT, found.type, "arithmetic")
        return []
    additive = isinstance(node.op, ast.Add | ast.Sub)
    if not _may_write(node.target, found, scope, deposits=additive):
        return []
    amount = scope.lower(node.value, scope)
    if scope.order == "together" and not found.own:
        return [*found.before, _deposit(node, found, amount, scope)]
    value = arithmetic(node, OPERATORS[type(node.op)], (found.read(), node.target), (amount, node.value), scope)
    fitted = fit(value, found.type)
    if fitted is None:
        fitted = mismatch(node.value, scope, found.type, value.type, f"`{ast.unparse(node.target)}`")
    return [*found.before, _set(node, found, fitted, scope)]


# ----------------------------------------------------------------------------------------------- targets


class Target:
    """Where a write goes: `of.name` or `of.name[index]`; `of` None is the model. `before` must run first."""

    def __init__(self, of: ir.Expr | None, name: str, type_: ir.Type) -> None:
        self.of, self.name, self.type = of, name, type_
        self.whole = type_
        self.index: ir.Expr | None = None
        self.before: list[ir.Stmt] = []

    @property
    def own(self) -> bool:
        """Whether it is a field of `self`."""
        return isinstance(self.of, ir.SelfRead)

    @property
    def owner(self) -> str:
        """Whose field it is, as the world knows it."""
        return self.of.type.of if self.of is not None and isinstance(self.of.type, ir.Ref) else "model"

    def read(self) -> ir.Expr:
        """The value before the write."""
        whole: ir.Expr = (
            ir.GlobalRead(self.name, self.whole)
            if self.of is None
            else ir.FieldRead(self.of, self.name, self.whole, self.own)
        )
        return whole if self.index is None else ir.Index(whole, self.index, self.type)


def _target(node: ast.expr, scope: Scope) -> Target | None:
    match node:
        case ast.Attribute():
            return _field(node, scope)
        case ast.Subscript(value=ast.Attribute() as vector):
            return _element(node, vector, scope)
        case ast.Subscript(value=ast.Name(id=name)) if name in scope.world.tables:
            scope.wrong(node, "not_writable", f"the table `{name}` is constant", hint="a global or a vector can change")
        case _:
            scope.wrong(node, "not_writable", "this can't be assigned", "a local, `self.f`, `self.v[i]`, `model.f`")
    return None


def _element(node: ast.Subscript, vector: ast.Attribute, scope: Scope) -> Target | None:
    target = _field(vector, scope)
    if target is None:
        return None
    if not isinstance(target.type, ir.Vector):
        scope.wrong(node, "type_mismatch", "only vectors have elements", None, describe(target.type))
        return None
    read = scope.lower(node, scope)  # reads the index, and says what is wrong with it
    index = read.index if isinstance(read, ir.Index) else BROKEN
    if draws_within(node.slice):
        kept = f"_index_{node.lineno}_{node.col_offset}"  # drawn once, though an augmented write uses it twice
        target.before.append(ir.SetLocal(kept, index, node.lineno))
        index = ir.LocalRead(kept, Scalar.INT)
    target.index, target.type = index, target.type.item
    return target


def _field(node: ast.Attribute, scope: Scope) -> Target | None:
    if isinstance(node.value, ast.Name) and node.value.id == "model" and scope.inner_type("model") is None:
        read = scope.lower(node, scope)
        return Target(None, node.attr, scope.world.state["model"][node.attr]) if read.type != UNKNOWN else None
    of = scope.lower(node.value, scope)
    if of.type == UNKNOWN:
        return None
    if isinstance(of.type, ir.Ref) and of.type.optional:
        may_be_none(node.value, scope)
        return None
    owner = of.type.of if isinstance(of.type, ir.Ref) else ""
    if node.attr not in scope.world.state.get(owner, {}):
        _no_state(node, owner, scope)
        return None
    target = Target(of, node.attr, scope.world.state[owner][node.attr])
    if draws_within(node.value):
        kept = f"_agent_{node.lineno}_{node.col_offset}"
        target.before.append(ir.SetLocal(kept, of, node.lineno))
        target.of = ir.LocalRead(kept, of.type)
    return target


def _no_state(node: ast.Attribute, owner: str, scope: Scope) -> None:
    if scope.world.field(owner, node.attr) is None:
        scope.lower(node, scope)  # says that there is no such field
        return
    hint = "move with `move_to(…)`" if node.attr in ("x", "y", "cell") else None
    scope.wrong(node, "not_writable", f"`{node.attr}` can't be assigned", hint=hint)


# ------------------------------------------------------------------------------------------------- writes


def _may_write(node: ast.expr, target: Target, scope: Scope, deposits: bool) -> bool:
    if scope.order != "together" or target.own or deposits:
        return True
    whose = "model" if target.of is None else "another"
    hint = f"add to it (`{ast.unparse(node)} += …`), or make the rule `order: one_by_one`"
    scope.wrong(
        node, "write_not_allowed", f"a `together` rule can't set a field of {whose}", "a field of self", None, hint
    )
    return False


def _set(node: ast.stmt, target: Target, value: ir.Expr, scope: Scope) -> ir.SetField:
    note_none(target.owner, target.name, value.type, scope.world)
    scope.flow = scope.flow.write(target.name)
    path = path_of(node.targets[0] if isinstance(node, ast.Assign) else node.target)  # type: ignore[attr-defined]
    if path is not None and isinstance(value.type, ir.Ref) and not value.type.optional:
        scope.flow = scope.flow.knowing([path])
    return ir.SetField(target.of, target.name, value, node.lineno, target.index)


def as_written(kind: ir.Type) -> ir.Type:
    """What may be written into a field of this type: None goes into any reference."""
    return ir.Ref(kind.of, optional=True) if isinstance(kind, ir.Ref) else kind


def note_none(owner: str, name: str, value: ir.Type, world: World) -> None:
    """Learn that a reference field may become None."""
    if isinstance(value, ir.Ref) and value != UNKNOWN:
        world.note_reference(owner, name, value.optional or value.of == NOBODY)


def _deposit(node: ast.AugAssign, target: Target, amount: ir.Expr, scope: Scope) -> ir.Deposit:
    if isinstance(node.op, ast.Sub) and is_number(amount.type) and amount.type != UNKNOWN:
        amount = negated(amount)
    fitted = None if target.type is Scalar.BOOL else fit(amount, target.type)
    if fitted is None:
        fitted = mismatch(node.value, scope, target.type, amount.type, f"`{ast.unparse(node.target)}`")
    return ir.Deposit(target.of, target.name, fitted, node.lineno, target.index)


def _assign_local(node: ast.stmt, target: ast.Name, value: ast.expr, scope: Scope) -> Sequence[ir.Stmt]:
    name = target.id
    if name in scope.world.parameters:
        hint = "a global can change: `model.…`"
        scope.wrong(target, "parameter_written", f"the parameter `{name}` is constant", hint=hint)
        return []
    variable(target, scope)
    known = scope.locals.get(name)
    lowered = scope.lower(value, scope, known)
    joined = declare(target, name, lowered.type, scope)
    if isinstance(joined, ir.Ref) and joined != UNKNOWN and isinstance(lowered, ir.Const):
        lowered = replace(lowered, type=replace(joined, optional=True))
    somebody = isinstance(lowered.type, ir.Ref) and not lowered.type.optional
    scope.flow = scope.flow.assign(name, somebody)
    return [ir.SetLocal(name, fit(lowered, joined) or BROKEN, node.lineno)]
