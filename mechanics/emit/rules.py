"""A rule as a method of whoever acts, and as the lines of `Model.step` that let everyone act and end it."""

from __future__ import annotations

import ast
from dataclasses import dataclass, replace

from sobremesa.mechanics import ir
from sobremesa.mechanics.emit.dispatch import expression
from sobremesa.mechanics.emit.ending import at_the_end
from sobremesa.mechanics.emit.nodes import (
    SELF,
    Tree,
    arguments,
    assign,
    attribute,
    branch,
    call,
    do,
    function,
    name,
    without_last_return,
)
from sobremesa.mechanics.emit.scope import Scope, method_of_agent, method_of_model
from sobremesa.mechanics.emit.statements import block
from sobremesa.mechanics.emit.storing import kept
from sobremesa.mechanics.emit.turns import turns, unless_dead
from sobremesa.mechanics.ir.facts import at_once, own_writes, owner, pending_fields
from sobremesa.mechanics.ir.hoisting import hoistable
from sobremesa.mechanics.ir.walk import every, fields_of


@dataclass(frozen=True, slots=True)
class EmittedRule:
    """The methods of a rule by the class they stand in (`model`, a type, `cell`, `link`), and its lines in `step`."""

    methods: tuple[tuple[str, ast.FunctionDef], ...]
    lines: tuple[ast.stmt, ...]


def emit_rule(rule: ir.Rule, base: Scope) -> EmittedRule:
    """The rule, compiled. Raises DocumentError (not_supported_yet) for what can't be."""
    if rule.who == "model":
        return _model_rule(rule, base)
    common = [] if at_once(rule) else hoistable(rule, base.program)
    shared = {id(each): f"common_{i}" for i, each in enumerate(common, 1)}
    scope = _scope(rule, base, shared)
    turn = ["turn"] if rule.order == "at_random" else []
    body = without_last_return(_body(rule, scope))
    method = function(base.names.rule(rule), arguments("self", *turn, *shared.values()), body, _doc(rule))
    outer = method_of_model(base.program, base.names, base.facts, base.place)
    before = [assign(name(shared[id(each)]), expression(each, outer)) for each in common]
    ending, after = at_the_end(rule, base)
    lines = [*before, turns(rule, base, list(shared.values())), *after]
    return EmittedRule(((owner(rule.who), method), *ending), tuple(lines))


def _scope(rule: ir.Rule, base: Scope, shared: dict[int, str]) -> Scope:
    scope = replace(
        method_of_agent(base.program, base.names, base.facts, base.place),
        pending=frozenset(pending_fields(rule)),
        unread=_unread(rule),
        at_once=at_once(rule),
        hoisted=shared,
    )
    return replace(scope, index=name("turn")) if rule.order == "at_random" else scope


def _unread(rule: ir.Rule) -> frozenset[str]:
    written = {each.name for each in every(ir.SetLocal, rule.body)}
    return frozenset(written - {each.name for each in every(ir.LocalRead, rule.body)})


def _doc(rule: ir.Rule) -> str:
    how = {"together": "all act together", "one_by_one": "one by one, in random order", "at_random": "picked at random"}
    return f"{rule.name.replace('_', ' ').capitalize()} ({how[rule.order]})."


def _model_rule(rule: ir.Rule, base: Scope) -> EmittedRule:
    scope = method_of_model(base.program, base.names, base.facts, base.place)
    scope = replace(scope, unread=_unread(rule), at_once=True, me_is_model=True)
    body = block(rule.body, scope)
    if rule.when is not None:
        body = [branch(expression(rule.when, scope), body)]
    word = base.names.rule(rule)
    method = function(word, arguments("self"), body, f"{rule.name.replace('_', ' ').capitalize()}.")
    return EmittedRule((("model", method),), (do(call(attribute(SELF, word))),))


def _body(rule: ir.Rule, scope: Scope) -> list[ast.stmt]:
    """`when`, then the statements; pending fields start as they are, unless the first lines set them anyway."""
    kind = owner(rule.who)
    fresh, rest = set(scope.pending), list(rule.body)
    lines: list[ast.stmt] = []
    while rule.when is None and rest and isinstance(rest[0], ir.SetField) and rest[0].index is None:
        first = rest[0]
        if not isinstance(first.of, ir.SelfRead) or first.name not in fresh:
            break
        field = next(field for field in fields_of(scope.program, kind) if field.name == first.name)
        value = kept(first.value, field, replace(scope, pending=scope.pending - fresh))
        lines.append(assign(_next(kind, first.name, scope), value))
        fresh.remove(first.name)
        rest.pop(0)
    if rest:
        lines += block(rest, scope)
    if rule.when is not None:
        lines = [branch(expression(rule.when, scope), lines)]
    return [*unless_dead(rule), *(_as_it_is(kind, word, scope) for word in own_writes(rule) if word in fresh), *lines]


def _next(kind: str, word: str, scope: Scope) -> Tree:
    return attribute(SELF, f"next_{scope.names.fields[kind, word]}")


def _as_it_is(kind: str, word: str, scope: Scope) -> ast.stmt:
    value = attribute(SELF, scope.names.fields[kind, word])
    field = next(field for field in fields_of(scope.program, kind) if field.name == word)
    if isinstance(field.type, ir.Vector):
        value = call("list", value)
    return assign(_next(kind, word, scope), value)
