"""The model class: parameters as keyword arguments, set-up, `step`, and a method for each measure."""

from __future__ import annotations

import ast
import textwrap
from collections.abc import Sequence
from dataclasses import replace

from sobremesa.mechanics import ir
from sobremesa.mechanics.document import Parameter, Provenance
from sobremesa.mechanics.emit.dispatch import expression
from sobremesa.mechanics.emit.expressions import number
from sobremesa.mechanics.emit.fields import added_fields, start_of
from sobremesa.mechanics.emit.grid import find_neighbors, make_grid, make_plane, start_grid
from sobremesa.mechanics.emit.names import Names
from sobremesa.mechanics.emit.network import link_everyone, make_links
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
    loop,
    name,
)
from sobremesa.mechanics.emit.rules import EmittedRule
from sobremesa.mechanics.emit.scope import Scope
from sobremesa.mechanics.emit.state import state
from sobremesa.mechanics.ir.bounds import interval
from sobremesa.mechanics.ir.facts import at_once, watches_changes
from sobremesa.mechanics.ir.magnitude import surely_finite
from sobremesa.mechanics.ir.missing import may_miss
from sobremesa.mechanics.ir.walk import all_rules, every
from sobremesa.mechanics.wording import humanised


def model_class(
    base: Scope, setup: Sequence[EmittedRule], rules: Sequence[EmittedRule], methods: Sequence[ast.FunctionDef]
) -> ast.ClassDef:
    """The class of the model; `methods` are the rules of the model itself."""
    program, names = base.program, base.names
    body: list[ast.stmt] = [
        assign(name(names.members["table", word]), _table(table.values, program.tables[word]))
        for word, table in program.document.tables.items()
    ]
    body += added_fields(program, None, program.globals, base)
    if watches_changes(program):
        body.append(assign(name("before"), ast.Constant(None)))
    body += [_init(base, setup), *_spatial(base), _step(base, rules), _record(base)]
    if program.stop is not None:
        body.append(_finished(base))
    body += [*methods, *(_measure(measure, base) for measure in program.measures)]
    return class_(names.model, [attribute(name("mesa"), "Model")], body, _doc(base))


def _table(values: Sequence[float], kind: ir.Type) -> Tree:
    """The values as they are read: all of them are floats if one is, since a float has a zero of either sign."""
    return ast.Tuple([number(value, kind) for value in values], ast.Load())


def _init(base: Scope, setup: Sequence[EmittedRule]) -> ast.FunctionDef:
    program, names = base.program, base.names
    scope = replace(base, model=SELF, index=ast.Constant(0))
    words = [names.members["parameter", word] for word in program.parameters]
    defaults = [constant(_value(program, word)) for word in program.parameters]
    keywords = [ast.arg(word) for word in (*words, "seed", "replicate")]
    parameters = ast.arguments(
        [], [ast.arg("self")], None, keywords, [*defaults, ast.Constant(1), ast.Constant(0)], None, []
    )
    lines: list[ast.stmt] = [do(call(attribute(call("super"), "__init__"), rng=name("seed")))]
    lines += [assign(attribute(SELF, word), name(word)) for word in words]
    lines.append(assign(attribute(SELF, "draws"), call("Draws", name("seed"), name("replicate"))))
    lines += [*_kept_aside(base), *_globals(scope), *_space(scope), *_everyone(scope)]
    if base.facts.born:
        lines.append(do(call(attribute(SELF, "watch_births"))))
    lines += link_everyone(replace(scope, place="space"))
    if base.facts.around:
        lines.append(do(call(attribute(SELF, "find_neighbors"))))
    lines += [line for rule in setup for line in rule.lines]
    lines.append(assign(attribute(SELF, "datacollector"), _collector(base)))
    lines.append(do(call(attribute(SELF, "record"))))
    return function("__init__", parameters, lines)


def _kept_aside(base: Scope) -> list[ast.stmt]:
    """What rules in which all act together keep aside until their end."""
    return [assign(attribute(SELF, "pending"), call("Pending"))] if needs_pending(base.program) else []


def needs_pending(program: ir.Program) -> bool:
    """Whether anyone moves, dies or is born in a rule in which all act together."""
    bodies = [rule.body for rule in all_rules(program) if not at_once(rule)]
    acts = any(act.action in ("move_to", "die") for act in every(ir.Act, *bodies))
    return acts or next(every(ir.Create, *bodies), None) is not None


def _globals(scope: Scope) -> list[ast.stmt]:
    return [
        assign(scope.member("global", field.name), start_of(field, replace(scope, place=f"globals.{field.name}")))
        for field in scope.program.globals
    ]


def _space(scope: Scope) -> list[ast.stmt]:
    space = scope.program.space
    if isinstance(space, ir.Grid):
        return start_grid(space)
    return [do(call(attribute(SELF, "make_plane")))] if isinstance(space, ir.Plane) else []


def _everyone(scope: Scope) -> list[ast.stmt]:
    """The agents, type by type in the order of names."""
    lines: list[ast.stmt] = []
    for kind in sorted(scope.program.agents, key=lambda each: each.name):
        at = replace(scope, place=f"agents.{kind.name}.count")
        if scope.names.listed(kind.name):
            lines.append(assign(scope.listed(kind.name), ast.List([], ast.Load())))
        make = call(scope.names.classes[kind.name], SELF, name("number"))
        lines.append(loop("number", call("range", expression(kind.count, at)), [do(make)]))
        if interval(kind.count, scope.program)[0] < 1:
            lines.append(do(_even_if_empty(kind, scope)))
    return lines


def _even_if_empty(kind: ir.Agents, scope: Scope) -> Tree:
    """Mesa has a set of the agents of a type only once there is one."""
    nobody = call("AgentSet", ast.List([], ast.Load()), random=attribute(SELF, "random"))
    sets = attribute(SELF, "agents_by_type", "setdefault")
    return call(sets, name(scope.names.classes[kind.name]), nobody)


def watch_births(base: Scope) -> list[ast.FunctionDef]:
    """The method that keeps count of the types that may be born."""
    if not base.facts.born:
        return []
    keys: list[Tree | None] = []
    values: list[Tree] = []
    for kind in base.program.agents:
        if kind.name in base.facts.born and kind.maximum is not None:
            scope = replace(base, model=SELF, index=ast.Constant(0), place=f"agents.{kind.name}.max")
            keys.append(name(base.names.classes[kind.name]))
            values.append(call("Register", expression(kind.maximum, scope), call("len", scope.everyone(kind.name))))
    line = assign(attribute(SELF, "register"), ast.Dict(keys, values))
    return [function("watch_births", arguments("self"), [line], "Keep count of those who may be born.")]


def _spatial(base: Scope) -> list[ast.FunctionDef]:
    space = base.program.space
    made = [make_grid(space, base)] if isinstance(space, ir.Grid) else []
    made += [make_plane(space, base)] if isinstance(space, ir.Plane) else []
    return [*made, *watch_births(base), *make_links(base), *find_neighbors(base), *state(base)]


def _value(program: ir.Program, word: str) -> float:
    value = program.document.parameters[word].value
    return float(value) if program.parameters[word] is ir.Scalar.FLOAT else value


def _collector(base: Scope) -> Tree:
    measures = [measure for measure in base.program.measures if not measure.at_end]
    keys: list[Tree | None] = [constant(measure.name) for measure in measures]
    values = [attribute(name(base.names.model), base.names.members["measure", measure.name]) for measure in measures]
    return call(attribute(name("mesa"), "DataCollector"), model_reporters=ast.Dict(keys, values))


def _step(base: Scope, rules: Sequence[EmittedRule]) -> ast.FunctionDef:
    lines: list[ast.stmt] = [do(call(attribute(SELF, "draws", "begin"), attribute(SELF, "steps")))]
    if watches_changes(base.program):
        lines.append(assign(attribute(SELF, "before"), call(attribute(SELF, "state"))))
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
    words = humanised(measure.name).capitalize()
    notes = "; ".join([*([measure.unit] if measure.unit else []), *(["at the end"] if measure.at_end else [])])
    doc = f"{words} ({notes})." if notes else f"{words}."
    identifier = base.names.members["measure", measure.name]
    return function(identifier, arguments("self"), [ast.Return(_measured(measure.value, at))], doc)


def _measured(value: ir.Expr, scope: Scope) -> Tree:
    """What is measured is a finite number; or missing, where something of nobody in it has no default."""
    tree = expression(value, scope)
    if surely_finite(value, scope.program):
        return tree
    return call("finite_or_missing" if may_miss(value) else "finite", tree)


def _doc(base: Scope) -> str:
    document = base.program.document
    lines = [document.purpose, "", "Args:"]
    for word, parameter in document.parameters.items():
        lines.append(f"    {base.names.members['parameter', word]}: {_described(parameter)}")
    lines.append("    seed: names the random numbers, with the replicate; below 2**53")
    lines.append("    replicate: which of several runs under this seed")
    if document.assumptions:
        listed = [
            textwrap.wrap(each, 88, initial_indent="    ", subsequent_indent="      ") for each in document.assumptions
        ]
        lines += ["", "It is assumed that", *(line for each in listed for line in each)]
    return indented(lines)


def _described(parameter: Parameter) -> str:
    """What a parameter may be: its type, bounds and unit."""
    kind = {"bool": "true or false", "int": "a whole number", "float": "a number"}[parameter.type]
    low = "" if parameter.low is None else f" from {_plain(parameter.low)}"
    high = "" if parameter.high is None else f" up to {_plain(parameter.high)}"
    return f"{kind}{low}{high}{f' ({parameter.unit})' if parameter.unit else ''}"


def _plain(value: float) -> str:
    """A whole number with all its digits."""
    return f"{int(value):,}" if value == int(value) and abs(value) < 1e15 else f"{value:g}"


def provenances(program: ir.Program, names: Names) -> dict[str, str]:
    """Where the value of each parameter comes from, by the keyword argument that it is."""
    parameters = program.document.parameters
    return {names.members["parameter", word]: provenance(parameters[word]) for word in program.parameters}


def provenance(origin: Provenance) -> str:
    """Where a figure comes from, in a few words."""
    quotes = (origin.quote,) if isinstance(origin.quote, str) else origin.quote or ()
    words = [f'"{quote}"' for quote in quotes] + [each for each in (origin.why, origin.cite) if each]
    return f"{origin.source}: {'; '.join(words)}" if words else origin.source
