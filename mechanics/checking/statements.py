"""Statements of a rule: branches, loops, jumps. Assignments are in `writing`, actions in `actions`.

A body is read knowing at each point which locals are set and which references are somebody (`flow`).
"""

from __future__ import annotations

import ast
from collections.abc import Sequence
from dataclasses import replace
from typing import Literal

from sobremesa.mechanics import ir
from sobremesa.mechanics.checking.actions import act
from sobremesa.mechanics.checking.arguments import variable
from sobremesa.mechanics.checking.collections import collection, item
from sobremesa.mechanics.checking.expecting import lower_as
from sobremesa.mechanics.checking.flow import Flow, tested
from sobremesa.mechanics.checking.mistakes import Mistakes
from sobremesa.mechanics.checking.scope import Scope
from sobremesa.mechanics.checking.writing import assign, augment, declare
from sobremesa.mechanics.ir import Scalar

MOST_WIDENINGS = 5
"""How often a rule is read for the types of locals that are set from one another."""


def body(statements: Sequence[ast.stmt], scope: Scope) -> tuple[ir.Stmt, ...]:
    """A block, statement by statement; `scope.flow` is left as it is at its end."""
    lowered: list[ir.Stmt] = []
    for statement in statements:
        if scope.flow.ended:
            scope.wrong(statement, "unreachable", "no turn gets to this line", hint="leave it out, or move it up")
            break
        lowered.extend(_statement(statement, scope))
    return tuple(lowered)


def _statement(node: ast.stmt, scope: Scope) -> Sequence[ir.Stmt]:
    match node:
        case ast.Assign():
            return assign(node, scope)
        case ast.AugAssign():
            return augment(node, scope)
        case ast.If():
            return [_branch(node, scope)]
        case ast.For():
            return [_loop(node, scope)]
        case ast.Expr(value=ast.Call() as call):
            return act(call, scope)
        case ast.Expr():
            scope.wrong(node, "no_effect", "this line does nothing", hint="assign it: `x = …`")
            return []
        case ast.Break() | ast.Continue() | ast.Return():
            return [_jump(node, scope)]
    return []  # outside the grammar: told when it was parsed


def _jump(node: ast.stmt, scope: Scope) -> ir.Jump:
    kind: Literal["break", "continue", "return"]
    kind = "break" if isinstance(node, ast.Break) else "continue" if isinstance(node, ast.Continue) else "return"
    if kind != "return" and not scope.loops:
        scope.wrong(node, "no_loop", f"`{kind}` stands in no loop", hint="`return` ends the turn")
    scope.flow = scope.flow.end() if kind == "return" else scope.flow.jump(out=kind == "break")
    return ir.Jump(kind, node.lineno)


def _branch(node: ast.If, scope: Scope) -> ir.If:
    """An `elif` is an `else` that holds one `if`: the arms are laid side by side."""
    arms: list[tuple[ir.Expr, tuple[ir.Stmt, ...]]] = []
    after: Flow | None = None
    rest: Sequence[ast.stmt] = [node]
    while len(rest) == 1 and isinstance(branch := rest[0], ast.If):
        condition = lower_as(branch.test, scope, Scalar.BOOL, "a condition")
        before = scope.flow
        scope.flow = before.knowing(tested(branch.test, True))
        arms.append((condition, body(branch.body, scope)))
        after = scope.flow if after is None else after.merge(scope.flow)
        scope.flow = before.knowing(tested(branch.test, False))
        rest = branch.orelse
    otherwise = body(rest, scope)
    scope.flow = scope.flow if after is None else after.merge(scope.flow)
    return ir.If(tuple(arms), otherwise, node.lineno)


def _loop(node: ast.For, scope: Scope) -> ir.For:
    source = collection(node.iter, scope)
    name = variable(node.target, scope)
    declare(node.target, name, item(source), scope)
    changes = scope.changed_by(node)
    if name in changes.names:
        scope.wrong(
            node.target, "loop_variable", f"`{name}` is the loop's: the loop can't assign it", hint="use another local"
        )
    entry = scope.flow
    for changed in changes.names:
        entry = entry.doubt(changed)
    for field in changes.fields:
        entry = entry.write(field)
    entry = entry.death(()) if changes.kills else entry
    return ir.For(name, source, _rounds(node, name, entry, scope), node.lineno)


def _rounds(node: ast.For, name: str, entry: Flow, scope: Scope) -> tuple[ir.Stmt, ...]:
    """The loop's body. Where a round leaves locals in doubt with which the next one begins, the rule is read again."""
    scope.loops += 1
    lost = entry.lost | scope.doubts.get(node, frozenset())
    scope.flow = Flow(entry.assigned, entry.known, lost).assign(name, somebody=True)
    lowered = body(node.body, scope)
    after = scope.flow
    again = after.again if after.ended else after.again | after.lost
    if not again <= lost:
        scope.doubts[node] = lost | again
        scope.settled = False
    scope.loops -= 1
    scope.flow = replace(entry, lost=lost | again | after.out)
    return lowered


def locals_settled(statements: Sequence[ast.stmt], scope: Scope) -> tuple[ir.Stmt, ...]:
    """A rule's body, read until nothing more is learned of its locals; mistakes count in the last reading only."""
    start, mistakes, widenings = scope.flow, scope.mistakes, 0
    while True:
        scope.mistakes = Mistakes()
        scope.flow, scope.loops, scope.widened, scope.settled = start, 0, None, True
        lowered = body(statements, scope)
        if scope.widened is None and scope.settled:
            break
        widenings += scope.widened is not None
        if widenings == MOST_WIDENINGS:
            message = f"the type of `{scope.widened}` hangs on too long a chain of locals"
            scope.wrong(statements[0], "local_type", message, hint="start it with what it becomes: `0.0`, not `0`")
            break
    mistakes.extend(scope.mistakes)
    scope.mistakes = mistakes
    return lowered
