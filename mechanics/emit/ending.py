"""What a rule in which all act together ends with: deaths, state and deposits, moves, births, in this order.

Where that is no more than taking over what the acting type computed, a line of `Model.step` says so; else the model has
a method for it, which bears the rule's name.
"""

from __future__ import annotations

import ast

from sobremesa.mechanics import ir
from sobremesa.mechanics.emit.expressions import number
from sobremesa.mechanics.emit.nodes import (
    SELF,
    arguments,
    assign,
    attribute,
    binary,
    call,
    constant,
    do,
    function,
    name,
)
from sobremesa.mechanics.emit.scope import Scope, method_of_agent, method_of_model
from sobremesa.mechanics.emit.storing import bounded
from sobremesa.mechanics.emit.turns import everyone_who, let_all
from sobremesa.mechanics.ir.facts import acting, at_once, deposited, owner, pending_fields
from sobremesa.mechanics.ir.walk import every, fields_of
from sobremesa.mechanics.wording import humanised

Method = tuple[str, ast.FunctionDef]
"""The class in which it stands (`model`, a type, `cell`, `link`), and the method."""


def at_the_end(rule: ir.Rule, base: Scope) -> tuple[list[Method], list[ast.stmt]]:
    """The methods that end a rule, and the lines of `Model.step` that call them."""
    methods, settling = _settling(rule, base)
    before, after = _before(rule, base), _after(rule, base)
    if not before and not after and None not in deposited(rule):
        return methods, settling
    word, said = base.names.settling(rule), humanised(rule.name)
    whole = function(word, arguments("self"), [*before, *settling, *after], f"What {said} ends with.")
    return [*methods, ("model", whole)], [do(call(attribute(SELF, word)))]


def _before(rule: ir.Rule, base: Scope) -> list[ast.stmt]:
    """Claims are judged by the room from before the rule; then those die who are to."""
    lines: list[ast.stmt] = []
    if at_once(rule):
        return lines
    if _claims(rule) and isinstance(base.program.space, ir.Grid):
        site = constant(f"move:{rule.who}.{rule.name}#0")
        lines.append(do(call(attribute(SELF, "pending", "grant"), attribute(SELF, "draws"), site)))
    if any(act.action == "die" for act in every(ir.Act, rule.body)):
        lines.append(do(call(attribute(SELF, "pending", "bury"))))
    return lines


def _after(rule: ir.Rule, base: Scope) -> list[ast.stmt]:
    """Those move who may, and those are born who are to be."""
    lines: list[ast.stmt] = []
    if at_once(rule):
        return lines
    if _claims(rule) and isinstance(base.program.space, ir.Grid):
        lines.append(do(call(attribute(SELF, "pending", "move"))))
    elif _claims(rule):
        lines.append(do(call(attribute(SELF, "pending", "move_on_plane"), attribute(SELF, "plane"))))
    if next(every(ir.Create, rule.body), None) is not None:
        lines.append(do(call(attribute(SELF, "pending", "bear"), SELF)))
    return lines


def _claims(rule: ir.Rule) -> bool:
    return any(act.action == "move_to" for act in every(ir.Act, rule.body))


def _settling(rule: ir.Rule, base: Scope) -> tuple[list[Method], list[ast.stmt]]:
    """What takes over what was computed aside, and adds what was deposited: methods of agents, lines for the model."""
    pending, gifts, kind = pending_fields(rule), deposited(rule), owner(rule.who)
    methods: list[Method] = []
    lines: list[ast.stmt] = []
    for holder in dict.fromkeys([*gifts, *([kind] if pending else [])]):
        own, given = pending if holder == kind else (), gifts.get(holder, ())
        words = dict.fromkeys([*given, *own])
        body = [line for word in words for line in _settle(holder, word, word in own, word in given, base)]
        if holder is None:
            lines += body
            continue
        word, doc = base.names.settling(rule), f"Take over what {rule.name.replace('_', ' ')} has changed."
        methods.append((holder, function(word, arguments("self"), body, doc)))
        who = acting(holder)
        lines.append(let_all(who, everyone_who(who, base), word, base))
    return methods, lines


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
