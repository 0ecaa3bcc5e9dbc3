"""Actions: what a turn does beside assigning: move, die, create, connect, disconnect, push."""

from __future__ import annotations

import ast
from collections.abc import Callable, Sequence

from sobremesa.mechanics import ir
from sobremesa.mechanics.checking.arguments import called, counted, layer_named, type_named
from sobremesa.mechanics.checking.collections import cell, linked, network_around
from sobremesa.mechanics.checking.expecting import lower_as, somebody
from sobremesa.mechanics.checking.mistakes import did_you_mean
from sobremesa.mechanics.checking.names import ACTIONS
from sobremesa.mechanics.checking.scope import Scope, draws_within
from sobremesa.mechanics.checking.types import UNKNOWN, describe
from sobremesa.mechanics.checking.writing import as_written, note_none

Statements = Sequence[ir.Stmt]


def act(node: ast.Call, scope: Scope) -> Statements:
    """An action on a line of its own."""
    name = called(node)
    if name in _ACTIONS:
        return _ACTIONS[name](node, scope)
    lowered = scope.lower(node, scope)
    if lowered.type != UNKNOWN:
        scope.wrong(
            node, "no_effect", "this line does nothing", hint=did_you_mean(name, ACTIONS) or "assign it: `x = …`"
        )
    return []


def _move(node: ast.Call, scope: Scope) -> Statements:
    if not counted(node, scope, "move_to(cell) or move_to(x, y)", 1, 2):
        return []
    if scope.me is None or scope.me.of not in scope.world.placed:
        hint = "give it a place: `place: random`" if scope.world.has_positions else "a grid or a plane has places"
        scope.wrong(node, "no_position", "whoever acts here has no position", hint=hint)
        return []
    if len(node.args) == 1 and not scope.world.has_cells:
        scope.wrong(node, "bad_arguments", "on a plane a place is two numbers", "`move_to(x, y)`")
        return []
    if len(node.args) == 1:
        arguments = (cell(node.args[0], scope, "`move_to`"),)
    else:
        arguments = tuple(lower_as(a, scope, scope.world.coordinate, "`move_to`") for a in node.args)  # type: ignore[assignment]
    scope.flow = scope.flow.write("cell")
    return [ir.Act("move_to", arguments, node.lineno)]


def _die(node: ast.Call, scope: Scope) -> Statements:
    if not counted(node, scope, "die() or die(other)", 0, 1):
        return []
    if not node.args:
        if scope.me is None or scope.me.of not in scope.world.types:
            scope.wrong(node, "no_self", "whoever acts here can't die", hint="`die(other)`")
            return []
        scope.world.learned.killed.add(scope.me.of)
        scope.flow = scope.flow.end()
        return [ir.Act("die", (), node.lineno)]
    if scope.order == "together":
        hint = "make the rule `order: one_by_one`"
        scope.wrong(node, "write_not_allowed", "a `together` rule can't end another's life", hint=hint)
        return []
    who = somebody(node.args[0], scope, "`die`")
    of = who.type.of if isinstance(who.type, ir.Ref) else ""
    if of not in scope.world.types:
        if who.type != UNKNOWN:
            scope.wrong(node, "type_mismatch", "only agents die", None, describe(who.type))
        return []
    scope.world.learned.killed.add(of)
    mortal = [
        name for name, kind in [*scope.locals.items(), *scope.inner] if isinstance(kind, ir.Ref) and kind.of == of
    ]
    scope.flow = scope.flow.death(mortal)
    return _end_of(who, node, scope)


def _end_of(who: ir.Expr, node: ast.Call, scope: Scope) -> Statements:
    """Another's death; where it may be the death of whoever acts, that ends the turn."""
    other = ir.Act("die", (who,), node.lineno)
    if scope.me is None or who.type != scope.me or (isinstance(who, ir.LocalRead) and who.name in scope.others_only):
        return [other]
    before: list[ir.Stmt] = []
    if draws_within(node):
        kept = f"_dying_{node.lineno}_{node.col_offset}"  # whoever was drawn is asked about, and dies
        before = [ir.SetLocal(kept, who, node.lineno)]
        who = ir.LocalRead(kept, who.type)
        other = ir.Act("die", (who,), node.lineno)
    is_self = ir.Compare(who, (("==", ir.SelfRead(scope.me)),))
    return [*before, ir.If(((is_self, (ir.Act("die", (), node.lineno),)),), (other,), node.lineno)]


def _create(node: ast.Call, scope: Scope) -> Statements:
    if not node.args or len(node.args) > 1:
        scope.wrong(node, "bad_arguments", "`create` takes a type, then fields by name", "`create(type, f=e, …)`")
        return []
    of = type_named(node.args[0], scope)
    if of is None:
        return []
    if scope.world.document.agents[of].max is None:
        hint = f"`max:` under agents.{of} says how many may live at once"
        scope.wrong(node, "max_missing", f"`{of}` is created by a rule, and has no `max`", hint=hint)
    values = [pair for keyword in node.keywords if keyword.arg != "at" for pair in _value(keyword, of, node, scope)]
    given = next((keyword.value for keyword in node.keywords if keyword.arg == "at"), None)
    where = None if given is None else cell(given, scope, "`at=`")
    if of in scope.world.placed and where is None and not _has_place(scope):
        scope.wrong(node, "no_position", f"where is the new {of}?", "a creator with a place, or `at=cell`")
    return [ir.Create(of, tuple(values), where, node.lineno)]


def _has_place(scope: Scope) -> bool:
    return scope.me is not None and (scope.me.of in scope.world.placed or scope.me.of == "cell")


def _value(keyword: ast.keyword, of: str, node: ast.Call, scope: Scope) -> Sequence[tuple[str, ir.Expr]]:
    fields = scope.world.state[of]
    name = keyword.arg or "**"
    if name not in fields:
        hint = did_you_mean(name, fields)
        scope.wrong(
            keyword.value, "unknown_field", f"a {of} has no `{name}`", ", ".join(sorted(fields)) or None, hint=hint
        )
        return []
    value = lower_as(keyword.value, scope, as_written(fields[name]), f"`{name}=`")
    note_none(of, name, value.type, scope.world)
    return [(name, value)]


def _connect(node: ast.Call, scope: Scope) -> Statements:
    name = called(node)
    if not counted(node, scope, f"{name}(a, b)", 2, 2, ("layer",)):
        return []
    if scope.order == "together":
        hint = "make the rule `order: one_by_one`"
        scope.wrong(node, "write_not_allowed", f"a `together` rule can't {name}", hint=hint)
        return []
    layer, fine = layer_named(node, scope)
    of = network_around(node, layer, scope) if fine else None
    if of is None:
        return []
    network = scope.world.networks["link" if layer is None else f"link:{layer}"]
    if name == "connect" and network.max_degree is None:
        where = "space" if layer is None else f"layers.{layer}"
        hint = f"`max_degree:` under {where} says how many links an agent may have"
        scope.wrong(node, "max_missing", "`connect` needs a network with `max_degree`", hint=hint)
    ends = tuple(linked(argument, of, scope, f"`{name}`") for argument in node.args)
    return [ir.Act(name, ends, node.lineno, layer)]  # type: ignore[arg-type]


def _push(node: ast.Call, scope: Scope) -> Statements:
    if not counted(node, scope, "push(v, x)", 2, 2):
        return []
    vector = scope.lower(node.args[0], scope)
    if not isinstance(vector.type, ir.Vector):
        if vector.type != UNKNOWN:
            scope.wrong(node, "type_mismatch", "`push` takes a vector", "`push(self.v, x)`", describe(vector.type))
        return []
    own = isinstance(vector, ir.FieldRead) and vector.own
    if scope.order == "together" and not own:
        hint = "make the rule `order: one_by_one`"
        scope.wrong(
            node, "write_not_allowed", "a `together` rule can push to its own vectors only", "self.v", hint=hint
        )
        return []
    return [ir.Act("push", (vector, lower_as(node.args[1], scope, vector.type.item, "`push`")), node.lineno)]


_ACTIONS: dict[str, Callable[[ast.Call, Scope], Statements]] = {
    "move_to": _move, "die": _die, "create": _create, "connect": _connect, "disconnect": _connect, "push": _push,
}  # fmt: skip
