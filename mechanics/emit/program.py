"""The whole program: its classes, and around them either imports or copies of what they call."""

from __future__ import annotations

import ast
from collections.abc import Sequence
from dataclasses import replace

from sobremesa.mechanics import ir
from sobremesa.mechanics.emit import actions as _actions  # noqa: F401 - registers its statements
from sobremesa.mechanics.emit import collections as _collections  # noqa: F401 - registers its expressions
from sobremesa.mechanics.emit import conditions as _conditions  # noqa: F401 - registers its expressions
from sobremesa.mechanics.emit import expressions as _expressions  # noqa: F401 - registers its expressions
from sobremesa.mechanics.emit.agents import agent_class
from sobremesa.mechanics.emit.dispatch import expression
from sobremesa.mechanics.emit.grid import cell_class, has_cell_class
from sobremesa.mechanics.emit.layout import Part, laid_out
from sobremesa.mechanics.emit.model import model_class, provenances
from sobremesa.mechanics.emit.names import names_of
from sobremesa.mechanics.emit.network import link_class
from sobremesa.mechanics.emit.nodes import assign, attribute, call, compare, constant, do, name
from sobremesa.mechanics.emit.rules import EmittedRule, emit_rule
from sobremesa.mechanics.emit.scope import Scope, function_of
from sobremesa.mechanics.emit.splice import bases, copies, imports, outside
from sobremesa.mechanics.ir.facts import facts_of, network_word, networks
from sobremesa.mechanics.wording import humanised

COPIED = """What the rules call. Nothing below is about this model in particular: it is copied from Sobremesa, so that
this file runs by itself and gives the same numbers there and here."""


def emit(program: ir.Program) -> ast.Module:
    """The program as a tree that imports our own functions; this is what is compiled and run.

    Raises DocumentError (not_supported_yet) for what can't be compiled.
    """
    classes = _classes(program)
    body: list[ast.stmt] = [do(constant(_doc(program))), *imports(classes), *classes]
    return ast.fix_missing_locations(ast.Module(body, []))


def source(program: ir.Program) -> str:
    """The program as a file that runs by itself with mesa, numpy and networkx.

    Raises DocumentError (not_supported_yet) for what can't be compiled.
    """
    *agents, model = _classes(program)
    run = _main(program)
    copied = copies([*agents, model, run])
    first = [each for each in copied if isinstance(each, ast.ClassDef) and each.name in bases(agents)]
    parts = [
        Part([do(constant(_summary(program))), *outside([*copied, *agents, model])]),
        Part(first, "What the classes below are made from (copied, like all at the end of this file)."),
        Part(agents, "Who acts: their state, and a method for each rule."),
        Part([model], "The model: its parameters, its schedule, and what is measured."),
        Part([each for each in copied if each not in first], COPIED),
        Part([run]),
    ]
    return laid_out(parts, provenances(program, names_of(program)))


def scope_of(program: ir.Program) -> Scope:
    """The scope from which those of methods are made."""
    return function_of(program, names_of(program), facts_of(program), "rules")


def _classes(program: ir.Program) -> list[ast.stmt]:
    base = scope_of(program)
    setup = _rules(program.setup, "setup", base)
    rules = _rules(program.rules, "rules", base)
    methods = [method for rule in (*setup, *rules) for method in rule.methods]
    classes: list[ast.stmt] = []
    if isinstance(program.space, ir.Grid) and has_cell_class(program):
        classes.append(cell_class(program.space, [method for owner, method in methods if owner == "cell"], base))
    classes += [
        link_class(network, [method for owner, method in methods if owner == word], base)
        for network in networks(program)
        if (word := network_word("link", network.layer)) in base.facts.linked
    ]
    classes += [
        agent_class(kind, [method for owner, method in methods if owner == kind.name], base) for kind in program.agents
    ]
    return [*classes, model_class(base, setup, rules, [method for owner, method in methods if owner == "model"])]


def _rules(rules: Sequence[ir.Rule], section: str, base: Scope) -> list[EmittedRule]:
    return [emit_rule(rule, replace(base, place=f"{section}[{number}]")) for number, rule in enumerate(rules)]


def title(program: ir.Program) -> str:
    """What the model is called, in words."""
    return humanised(program.document.model).capitalize()


def _summary(program: ir.Program) -> str:
    """What the file says of itself: its title, and the first elements of an ODD summary."""
    from sobremesa.mechanics.odd import as_docstring  # it walks the IR with a part of this package

    return f"{title(program)}.\n\n{as_docstring(program)}\n"


def _doc(program: ir.Program) -> str:
    return f"{title(program)}.\n\n{program.document.purpose}\n"


def _main(program: ir.Program) -> ast.stmt:
    """Run the model for its time, and print what it measures."""
    base = scope_of(program)
    model = name("model")
    scope = replace(base, model=model, place="clock.steps")
    ahead = compare(attribute(model, "steps"), ast.Lt(), expression(program.steps, scope))
    lines: list[ast.stmt] = [
        assign(model, call(base.names.model)),
        ast.While(
            ast.BoolOp(ast.And(), [attribute(model, "running"), ahead]), [do(call(attribute(model, "step")))], []
        ),
    ]
    for measure in program.measures:
        value = call(attribute(model, base.names.members["measure", measure.name]))
        lines.append(do(call("print", constant(measure.name), value)))
    guard = compare(name("__name__"), ast.Eq(), constant("__main__"))
    return ast.If(guard, lines, [])
