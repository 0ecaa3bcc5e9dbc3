"""What is measured, as a method that gives all measures of a window of time."""

from __future__ import annotations

import ast
from collections.abc import Mapping

from sobremesa.mechanics.emit.nodes import SELF, Tree, arguments, assign, attribute, call, constant, function, name
from sobremesa.mechanics.processes.emit.expressions import Scope, expression
from sobremesa.mechanics.processes.emit.names import Names
from sobremesa.mechanics.processes.program import Measure, ProcessProgram

OF_CLASS: Mapping[str, str] = {"throughput": "throughput_of"}
"""Measures whose function has another name where they are of a class."""
AMOUNTS = frozenset(("level", "stock"))
Tables = dict[tuple[str, str | None], tuple[str, Tree]]
"""Of a place and a class: the variable that holds their records as arrays, and what makes it."""


def measure_method(program: ProcessProgram, names: Names) -> ast.stmt:
    """`measures(windows)`: for each window (start, end) of time, every measure by its name."""
    tables: Tables = {}
    values = [_value(measure, program, names, tables) for measure in program.measures]
    setup: list[ast.stmt] = [assign(name(word), tree) for word, tree in tables.values()]
    row = ast.Dict([constant(measure.name) for measure in program.measures], values)
    window = ast.Tuple([ast.Name("start", ast.Store()), ast.Name("end", ast.Store())], ast.Store())
    rows = ast.ListComp(row, [ast.comprehension(window, name("windows"), [], 0)])
    doc = "Every measure by its name, for each window (start, end) of time."
    word = names.member("method", "measures")
    return function(word, arguments("self", "windows"), [*setup, ast.Return(rows)], doc)


def _value(measure: Measure, program: ProcessProgram, names: Names, tables: Tables) -> Tree:
    window = [name("start"), name("end")]
    scope = Scope(names)
    resources = {each.name for each in program.resources}
    argument = [] if measure.argument is None else [expression(measure.argument, scope)]
    if measure.function in AMOUNTS:
        kind = "container" if measure.function == "level" else "store"
        return call("amount", attribute(SELF, names.member(kind, measure.of)), *window)
    if measure.of not in resources:
        return _of_class(measure, names, tables, argument, window)
    servers = attribute(SELF, names.member("resource", measure.of))
    kinds = [] if measure.entity is None else [name(names.classes[measure.entity])]
    word = _table(tables, "line", measure, call("line_of", servers, *kinds))
    beside = [servers] if measure.function == "utilisation" else []
    return call(measure.function, name(word), *beside, *argument, *window)


def _of_class(measure: Measure, names: Names, tables: Tables, argument: list[Tree], window: list[ast.Name]) -> Tree:
    word = _table(tables, "stays", measure, call("Stays", attribute(SELF, names.member("entities", measure.of))))
    if measure.function == "balked":
        return call("gone", name(word), constant("balked"), *window)
    function_ = OF_CLASS.get(measure.function, measure.function)
    return call(function_, name(word), *argument, *window)


def _table(tables: Tables, kind: str, measure: Measure, tree: Tree) -> str:
    """The variable with the records that a measure is about."""
    key = measure.of, measure.entity
    if key not in tables:
        word = f"{kind}_at_{measure.of}" + ("" if measure.entity is None else f"_of_{measure.entity}")
        while word in {known for known, _ in tables.values()}:
            word += "_"
        tables[key] = word, tree
    return tables[key][0]
