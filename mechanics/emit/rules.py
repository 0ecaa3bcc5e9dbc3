"""A rule as a method of whoever acts, and as the lines of `Model.step` that let everyone act."""

from __future__ import annotations

import ast
from collections.abc import Sequence
from dataclasses import dataclass, replace

from sobremesa.mechanics import ir
from sobremesa.mechanics.emit.dispatch import expression
from sobremesa.mechanics.emit.expressions import number
from sobremesa.mechanics.emit.nodes import (
    SELF,
    Tree,
    arguments,
    assign,
    attribute,
    binary,
    branch,
    call,
    constant,
    do,
    function,
    name,
)
from sobremesa.mechanics.emit.scope import Scope, method_of_agent, method_of_model
from sobremesa.mechanics.emit.statements import block
from sobremesa.mechanics.emit.storing import bounded, kept
from sobremesa.mechanics.ir.facts import acting, at_once, deposited, own_writes, owner, pending_fields
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
    method = function(base.names.rule(rule), arguments("self", *turn, *shared.values()), _body(rule, scope), _doc(rule))
    settling = [(kind, settle) for kind, settle in _settling(rule, base)]
    outer = method_of_model(base.program, base.names, base.facts, base.place)
    before = [assign(name(shared[id(each)]), expression(each, outer)) for each in common]
    after = [_settle_line(rule, kind, base) for kind, _ in settling]
    lines = [*before, _turns(rule, base, list(shared.values())), *_at_the_end(rule, after, base)]
    return EmittedRule(((owner(rule.who), method), *settling), tuple(lines))


def _scope(rule: ir.Rule, base: Scope, shared: dict[int, str]) -> Scope:
    scope = replace(
        method_of_agent(base.program, base.names, base.facts, base.place),
        pending=frozenset(pending_fields(rule)),
        at_once=at_once(rule),
        hoisted=shared,
    )
    return replace(scope, index=name("turn")) if rule.order == "at_random" else scope


def _doc(rule: ir.Rule) -> str:
    how = {"together": "all act together", "one_by_one": "one by one, in random order", "at_random": "picked at random"}
    return f"{rule.name.replace('_', ' ').capitalize()} ({how[rule.order]})."


def _model_rule(rule: ir.Rule, base: Scope) -> EmittedRule:
    scope = method_of_model(base.program, base.names, base.facts, base.place)
    scope = replace(scope, at_once=True, me_is_model=True)
    body = block(rule.body, scope)
    if rule.when is not None:
        body = [branch(expression(rule.when, scope), body)]
    word = base.names.rule(rule)
    method = function(word, arguments("self"), body, f"{rule.name.replace('_', ' ').capitalize()}.")
    line = do(call("take_model_turn", SELF, attribute(name(base.names.model), word)))
    return EmittedRule((("model", method),), (line,))


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
    return [*(_as_it_is(kind, word, scope) for word in own_writes(rule) if word in fresh), *lines]


def _next(kind: str, word: str, scope: Scope) -> Tree:
    return attribute(SELF, f"next_{scope.names.fields[kind, word]}")


def _as_it_is(kind: str, word: str, scope: Scope) -> ast.stmt:
    value = attribute(SELF, scope.names.fields[kind, word])
    field = next(field for field in fields_of(scope.program, kind) if field.name == word)
    if isinstance(field.type, ir.Vector):
        value = call("list", value)
    return assign(_next(kind, word, scope), value)


def _turns(rule: ir.Rule, base: Scope, shared: list[str]) -> ast.stmt:
    """The line that lets everyone take a turn."""
    method = attribute(name(base.names.classes[owner(rule.who)]), base.names.rule(rule))
    everyone = expression(ir.Everyone(rule.who, ir.Collection(ir.Ref(owner(rule.who)))), replace(base, model=SELF))
    if rule.order == "together":
        return do(call(attribute(everyone, "do"), method, *map(name, shared)))
    if rule.order == "at_random":
        site = constant(f"pick:{rule.who}.{rule.name}#0")
        return do(call(attribute(everyone, "pick_do"), method, site))
    return do(call(attribute(everyone, "shuffle_do"), method, constant(f"order:{rule.who}.{rule.name}#0")))


def _at_the_end(rule: ir.Rule, settling: Sequence[ast.stmt], base: Scope) -> list[ast.stmt]:
    """What a together rule ends with: deaths, then state and deposits, then moves, then births."""
    if at_once(rule):
        return list(settling)
    acts = {act.action for act in every(ir.Act, rule.body)}
    pending = attribute(SELF, "pending")
    claims, on_grid = "move_to" in acts, isinstance(base.program.space, ir.Grid)
    lines: list[ast.stmt] = []
    if claims and on_grid:
        site = constant(f"move:{rule.who}.{rule.name}#0")
        lines.append(do(call(attribute(pending, "grant"), attribute(SELF, "draws"), site)))
    if "die" in acts:
        lines.append(do(call(attribute(pending, "bury"))))
    lines += settling
    if claims and on_grid:
        lines.append(do(call(attribute(pending, "move"))))
    elif claims:
        lines.append(do(call(attribute(pending, "move_on_plane"), attribute(SELF, "plane"))))
    if next(every(ir.Create, rule.body), None) is not None:
        lines.append(do(call(attribute(pending, "bear"), SELF, constant(base.names.rule(rule)))))
    return lines


def _settling(rule: ir.Rule, base: Scope) -> list[tuple[str, ast.FunctionDef]]:
    """Methods that take over what was computed aside, and add what was deposited, at the end of the rule."""
    pending, gifts, kind = pending_fields(rule), deposited(rule), owner(rule.who)
    holders = dict.fromkeys([*gifts, *([kind] if pending else [])])
    methods = []
    for holder in holders:
        words = dict.fromkeys([*gifts.get(holder, ()), *(pending if holder == kind else ())])
        body = [
            line
            for word in words
            for line in _settle(holder, word, word in pending and holder == kind, word in gifts.get(holder, ()), base)
        ]
        doc = f"Take over what {rule.name.replace('_', ' ')} has changed."
        methods.append((holder or "model", function(settle_name(rule, base), arguments("self"), body, doc)))
    return methods


def settle_name(rule: ir.Rule, base: Scope) -> str:
    """The method that ends a together rule."""
    return f"settle_{base.names.rule(rule)}"


def _settle(holder: str | None, word: str, pending: bool, gift: bool, base: Scope) -> list[ast.stmt]:
    if holder is None:
        identifier = base.names.members["global", word]
        field = next(field for field in base.program.globals if field.name == word)
    else:
        identifier = base.names.fields[holder, word]
        field = next(field for field in fields_of(base.program, holder) if field.name == word)
    now = attribute(SELF, f"next_{identifier}" if pending else identifier)
    target = attribute(SELF, identifier)
    if not gift:
        return [assign(target, now)]
    scope = method_of_model(base.program, base.names, base.facts, base.place)
    scope = scope if holder is None else method_of_agent(base.program, base.names, base.facts, base.place)
    added = attribute(SELF, f"added_{identifier}")
    if isinstance(field.type, ir.Vector):
        whole = bounded(binary(name("old"), ast.Add(), name("more")), field, scope)
        nothing = binary(ast.List([number(0, field.type.item)], ast.Load()), ast.Mult(), constant(field.type.size))
        given = ast.BoolOp(ast.Or(), [added, nothing])
        pairs = ast.Tuple([ast.Name("old", ast.Store()), ast.Name("more", ast.Store())], ast.Store())
        both = ast.comprehension(pairs, call("zip", now, given, strict=ast.Constant(True)), [], 0)
        return [assign(target, ast.ListComp(whole, [both])), assign(added, ast.Constant(None))]
    zero = constant(0 if field.type is ir.Scalar.INT else 0.0)
    return [assign(target, bounded(binary(now, ast.Add(), added), field, scope)), assign(added, zero)]


def _settle_line(rule: ir.Rule, kind: str, base: Scope) -> ast.stmt:
    word = settle_name(rule, base)
    if kind == "model":
        return do(call("take_model_turn", SELF, attribute(name(base.names.model), word)))
    everyone = expression(ir.Everyone(acting(kind), ir.Collection(ir.Ref(kind))), replace(base, model=SELF))
    return do(call(attribute(everyone, "do"), attribute(name(base.names.classes[kind]), word)))
