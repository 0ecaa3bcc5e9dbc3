"""The model class: parameters as keyword arguments, set-up, `step`, and a method for each measure."""

from __future__ import annotations

import ast
from collections.abc import Sequence
from dataclasses import replace

from sobremesa.mechanics import ir
from sobremesa.mechanics.document import Provenance
from sobremesa.mechanics.emit.dispatch import expression
from sobremesa.mechanics.emit.fields import added_fields, start_of
from sobremesa.mechanics.emit.grid import find_neighbors, make_grid, start_grid
from sobremesa.mechanics.emit.network import link_agents
from sobremesa.mechanics.emit.nodes import (
    SELF,
    Tree,
    arguments,
    assign,
    attribute,
    binary,
    call,
    class_,
    compare,
    constant,
    do,
    function,
    indented,
    listing,
    name,
)
from sobremesa.mechanics.emit.rules import EmittedRule
from sobremesa.mechanics.emit.scope import Scope


def model_class(
    base: Scope, setup: Sequence[EmittedRule], rules: Sequence[EmittedRule], methods: Sequence[ast.FunctionDef]
) -> ast.ClassDef:
    """The class of the model; `methods` are the rules of the model itself."""
    program, names = base.program, base.names
    body: list[ast.stmt] = [
        assign(name(names.members["table", word]), _table(table.values))
        for word, table in program.document.tables.items()
    ]
    body += added_fields(program, None, program.globals, base)
    body += [_init(base, setup), *_spatial(base), _step(base, rules), _record(base)]
    if program.stop is not None:
        body.append(_finished(base))
    body += [*methods, *(_measure(measure, base) for measure in program.measures)]
    return class_(names.model, [attribute(name("mesa"), "Model")], body, _doc(base))


def _table(values: Sequence[float]) -> Tree:
    return ast.Tuple([constant(value) for value in values], ast.Load())


def _init(base: Scope, setup: Sequence[EmittedRule]) -> ast.FunctionDef:
    program, names = base.program, base.names
    words = [names.members["parameter", word] for word in program.parameters]
    defaults = [constant(_value(program, word)) for word in program.parameters]
    keywords = [ast.arg(word) for word in (*words, "seed", "replicate")]
    parameters = ast.arguments(
        [], [ast.arg("self")], None, keywords, [*defaults, ast.Constant(1), ast.Constant(0)], None, []
    )
    lines: list[ast.stmt] = [do(call(attribute(call("super"), "__init__"), rng=name("seed")))]
    lines += [assign(attribute(SELF, word), name(word)) for word in words]
    lines.append(assign(attribute(SELF, "draws"), call("Draws", name("seed"), name("replicate"))))
    for field in program.globals:
        at = replace(base, model=SELF, index=ast.Constant(0), place=f"globals.{field.name}")
        lines.append(assign(base_member("global", field.name, base), start_of(field, at)))
    if isinstance(program.space, ir.Grid):
        lines += start_grid(program.space)
    for kind in sorted(program.agents, key=lambda each: each.name):
        at = replace(base, model=SELF, index=ast.Constant(0), place=f"agents.{kind.name}.count")
        number = name("number")
        everyone = listing(
            call(names.classes[kind.name], SELF, number), "number", call("range", expression(kind.count, at))
        )
        lines.append(assign(base_member("type", kind.name, base), everyone))
    for network in (program.space, *program.layers):
        if isinstance(network, ir.Network):
            lines += link_agents(network, replace(base, model=SELF))
    if base.facts.around:
        lines.append(do(call(attribute(SELF, "find_neighbors"))))
    lines += [line for rule in setup for line in rule.lines]
    lines.append(assign(attribute(SELF, "datacollector"), _collector(base)))
    lines.append(do(call(attribute(SELF, "record"))))
    return function("__init__", parameters, lines)


def _spatial(base: Scope) -> list[ast.FunctionDef]:
    space = base.program.space
    return [make_grid(space, base), *find_neighbors(base)] if isinstance(space, ir.Grid) else []


def _value(program: ir.Program, word: str) -> float:
    value = program.document.parameters[word].value
    return float(value) if program.parameters[word] is ir.Scalar.FLOAT else value


def base_member(kind: str, word: str, base: Scope) -> Tree:
    """An attribute of the model, within its own methods."""
    return attribute(SELF, base.names.members[kind, word])


def _collector(base: Scope) -> Tree:
    measures = [measure for measure in base.program.measures if not measure.at_end]
    keys: list[Tree | None] = [constant(measure.name) for measure in measures]
    values = [attribute(name(base.names.model), base.names.members["measure", measure.name]) for measure in measures]
    return call(attribute(name("mesa"), "DataCollector"), model_reporters=ast.Dict(keys, values))


def _step(base: Scope, rules: Sequence[EmittedRule]) -> ast.FunctionDef:
    lines: list[ast.stmt] = [do(call(attribute(SELF, "draws", "begin"), attribute(SELF, "steps")))]
    lines += [line for rule in rules for line in rule.lines]
    lines.append(do(call(attribute(SELF, "record"))))
    unit = base.program.document.clock.unit
    return function("step", arguments("self"), lines, f"One {unit}: every rule in turn, then the measures.")


def _record(base: Scope) -> ast.FunctionDef:
    lines: list[ast.stmt] = [do(call(attribute(SELF, "datacollector", "collect"), SELF))]
    doc = "Collect the measures."
    if base.program.stop is not None:
        lines.append(assign(attribute(SELF, "running"), ast.UnaryOp(ast.Not(), call(attribute(SELF, "finished")))))
        doc = "Collect the measures, and see whether the run is over."
    return function("record", arguments("self"), lines, doc)


def _finished(base: Scope) -> ast.FunctionDef:
    program = base.program
    assert program.stop is not None
    over = expression(program.stop, replace(base, model=SELF, index=ast.Constant(0), place="clock.stop", measured=True))
    if program.stop_every > 1:
        turn = binary(attribute(SELF, "steps"), ast.Mod(), ast.Constant(program.stop_every))
        over = ast.BoolOp(ast.And(), [compare(turn, ast.Eq(), ast.Constant(0)), over])
    return function("finished", arguments("self"), [ast.Return(over)], "Whether the run is over before its time.")


def _measure(measure: ir.Measure, base: Scope) -> ast.FunctionDef:
    at = replace(base, model=SELF, index=ast.Constant(0), place=f"measures.{measure.name}", measured=True)
    words = measure.name.replace("_", " ").capitalize()
    notes = "; ".join([*([measure.unit] if measure.unit else []), *(["at the end"] if measure.at_end else [])])
    doc = f"{words} ({notes})." if notes else f"{words}."
    identifier = base.names.members["measure", measure.name]
    return function(identifier, arguments("self"), [ast.Return(expression(measure.value, at))], doc)


def _doc(base: Scope) -> str:
    document = base.program.document
    lines = [document.purpose, "", "Args:"]
    for word, parameter in document.parameters.items():
        unit = f" ({parameter.unit})" if parameter.unit else ""
        lines.append(f"    {base.names.members['parameter', word]}: {provenance(parameter)}{unit}")
    lines.append("    seed: names the random numbers, with the replicate; below 2**53")
    lines.append("    replicate: which of several runs under this seed")
    if document.assumptions:
        lines += ["", "It is assumed that", *(f"    {each}" for each in document.assumptions)]
    return indented(lines)


def provenance(origin: Provenance) -> str:
    """Where a figure comes from, in a few words."""
    quotes = (origin.quote,) if isinstance(origin.quote, str) else origin.quote or ()
    words = [f'"{quote}"' for quote in quotes] + [each for each in (origin.why, origin.cite) if each]
    return f"{origin.source}: {'; '.join(words)}" if words else origin.source
