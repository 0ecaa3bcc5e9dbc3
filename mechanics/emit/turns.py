"""Who acts when: the lines of `Model.step` that let everyone take a turn, in the words of Mesa's AgentSet."""

from __future__ import annotations

import ast
from collections.abc import Sequence
from dataclasses import replace

from sobremesa.mechanics import ir
from sobremesa.mechanics.emit.dispatch import expression
from sobremesa.mechanics.emit.nodes import SELF, Tree, attribute, branch, call, constant, do, loop, name
from sobremesa.mechanics.emit.scope import Scope
from sobremesa.mechanics.ir.facts import at_once, owner
from sobremesa.mechanics.ir.walk import every


def turns(rule: ir.Rule, base: Scope, shared: Sequence[str]) -> ast.stmt:
    """The line that lets everyone take a turn; `shared` are locals that are handed to each."""
    word, everyone = base.names.rule(rule), everyone_who(rule.who, base)
    draws = attribute(SELF, "draws")
    if rule.order == "at_random":
        site = constant(f"pick:{rule.who}.{rule.name}#0")
        both = ast.Tuple([ast.Name("turn", ast.Store()), ast.Name("one", ast.Store())], ast.Store())
        turn = do(call(attribute(name("one"), word), name("turn")))
        return ast.For(both, call(attribute(draws, "picks"), site, everyone), [turn], [])
    if rule.order == "one_by_one":
        order = call(attribute(draws, "order"), constant(f"order:{rule.who}.{rule.name}#0"))
        if _is_type(rule.who, base):
            everyone = call(attribute(everyone, "sort"), order, ascending=constant(True))
        else:
            everyone = call("sorted", everyone, key=order)
    return let_all(rule.who, everyone, word, base, shared)


def let_all(who: str, everyone: Tree, method: str, base: Scope, shared: Sequence[str] = ()) -> ast.stmt:
    """Let each of them act; cells and links are no agents, and have no set that could."""
    if _is_type(who, base):
        return do(call(attribute(everyone, "do"), constant(method), *map(name, shared)))
    one = "cell" if who == "cells" else "link"
    return loop(one, everyone, [do(call(attribute(name(one), method), *map(name, shared)))])


def everyone_who(who: str, base: Scope) -> Tree:
    """All who act in a rule of this `who`, as the model has them."""
    return expression(ir.Everyone(who, ir.Collection(ir.Ref(owner(who)))), replace(base, model=SELF))


def unless_dead(rule: ir.Rule) -> list[ast.stmt]:
    """The line by which those lose their turn who have died (links: were cut) earlier in the same rule, if any can."""
    if not at_once(rule):
        return []
    cut = owner(rule.who).startswith("link")
    for act in every(ir.Act, rule.body):
        others = [argument.type.of for argument in act.arguments if isinstance(argument.type, ir.Ref)]
        own = not others and rule.order == "at_random"
        if (act.action == "die" and (cut or own or rule.who in others)) or (act.action == "disconnect" and cut):
            return [branch(ast.UnaryOp(ast.Not(), attribute(SELF, "alive")), [ast.Return(None)])]
    return []


def _is_type(who: str, base: Scope) -> bool:
    return any(kind.name == who for kind in base.program.agents)
