"""The whole program: its classes, and around them either imports or copies of what they call."""

from __future__ import annotations

import ast

from sobremesa.mechanics.emit.layout import Part, laid_out
from sobremesa.mechanics.emit.nodes import (
    Tree,
    assign,
    attribute,
    call,
    compare,
    constant,
    do,
    indented,
    name,
    subscript,
)
from sobremesa.mechanics.emit.splice import bases, copies, definitions, names_read
from sobremesa.mechanics.processes.emit.expressions import Scope, expression
from sobremesa.mechanics.processes.emit.model import entity_classes, model_class
from sobremesa.mechanics.processes.emit.modules import MODULES
from sobremesa.mechanics.processes.emit.names import names_of
from sobremesa.mechanics.processes.program import ProcessProgram
from sobremesa.mechanics.wording import humanised

COPIED = """What the process calls. Nothing below is about this process in particular: it is copied from
Sobremesa, so that this file runs by itself and gives the same numbers there and here."""
STANDARD = ("hashlib", "math")
FROM = {"bisect_right": "bisect", "accumulate": "itertools"}


def emit_process(program: ProcessProgram) -> ast.Module:
    """The program as a tree that imports our own functions; this is what is compiled and run."""
    names = names_of(program)
    classes = [*entity_classes(program, names), model_class(program, names, _class_doc(program))]
    wanted = names_read(classes)
    lines: list[ast.stmt] = [ast.Import([ast.alias(word)]) for word in ("math", "simpy") if word in wanted]
    known = definitions(MODULES)
    for module in MODULES:
        here = sorted(word for word in wanted & set(known) if known[word][0] == module)
        if here:
            lines.append(ast.ImportFrom(module, [ast.alias(word) for word in here], 0))
    body: list[ast.stmt] = [do(constant(_doc(program))), *lines, *classes]
    return ast.fix_missing_locations(ast.Module(body, []))


def process_source(program: ProcessProgram) -> str:
    """The program as a file that runs by itself with simpy and numpy (with scipy, where it draws gamma numbers)."""
    names = names_of(program)
    entities = entity_classes(program, names)
    model = model_class(program, names, _class_doc(program))
    run = _main(program)
    copied = copies([*entities, model, run], MODULES)
    first = [each for each in copied if isinstance(each, ast.ClassDef) and each.name in bases([*entities, *copied])]
    rest = [each for each in copied if each not in first]
    parts = [
        Part([do(constant(_summary(program))), *_outside([*copied, *entities, model])]),
        Part(first, "What the classes below are made from (copied, like all at the end of this file)."),
        Part(entities, "Who goes through the process."),
        Part([model], "The process: its parameters, who comes, what they do, and what is measured."),
        Part(rest, COPIED),
        Part([run]),
    ]
    return laid_out([part for part in parts if part.body])


def _outside(tree: list[ast.stmt]) -> list[ast.stmt]:
    """Imports of the standard library, of NumPy and of SimPy, for whatever the tree reads."""
    wanted = names_read(tree)
    lines: list[ast.stmt] = [ast.Import([ast.alias(word)]) for word in STANDARD if word in wanted]
    lines += [ast.ImportFrom(FROM[word], [ast.alias(word)], 0) for word in FROM if word in wanted]
    if "np" in wanted:
        lines.append(ast.Import([ast.alias("numpy", "np")]))
    lines.append(ast.Import([ast.alias("simpy")]))
    return lines


def _doc(program: ProcessProgram) -> str:
    return f"{humanised(program.document.process).capitalize()}.\n\n{program.document.purpose}\n"


def _class_doc(program: ProcessProgram) -> str:
    return indented(_doc(program).rstrip("\n").split("\n"))


def _summary(program: ProcessProgram) -> str:
    document = program.document
    lines = [f"Times are in {document.clock.unit}s."]
    for word, parameter in sorted(document.parameters.items()):
        said = parameter.why or parameter.cite or parameter.quote or ""
        words = said if isinstance(said, str) else "; ".join(said)
        lines.append(f"  {word}: {parameter.source}{f' ({words})' if words else ''}")
    return f"{_doc(program)}\n" + "\n".join(lines) + "\n"


def _main(program: ProcessProgram) -> ast.stmt:
    """Run the process for its time, and print what it measures."""
    names = names_of(program)
    model, end = name("model"), name("end")
    parameters = {names.member("parameter", word) for word in program.document.parameters}
    horizon = _of(expression(program.horizon, Scope(names)), parameters)
    start: Tree = constant(0)
    if program.warmup is not None:
        start = _of(expression(program.warmup, Scope(names)), parameters)
    window = ast.List([ast.Tuple([name("start"), end], ast.Load())], ast.Load())
    row = subscript(call(attribute(model, names.member("method", "measures")), window), constant(0))
    pair = ast.Tuple([ast.Name("each", ast.Store()), ast.Name("value", ast.Store())], ast.Store())
    lines: list[ast.stmt] = [
        assign(model, call(names.model)),
        assign(name("start"), start),
        assign(end, horizon),
        do(call(attribute(model, "env", "run"), until=end)),
        ast.For(pair, call(attribute(row, "items")), [do(call("print", name("each"), name("value")))], []),
    ]
    return ast.If(compare(name("__name__"), ast.Eq(), constant("__main__")), lines, [])


def _of(tree: Tree, parameters: set[str]) -> Tree:
    """An expression of a method as one outside: of the model, not of `self`."""
    for node in ast.walk(tree):
        if isinstance(node, ast.Attribute) and isinstance(node.value, ast.Name) and node.attr in parameters:
            node.value = ast.Name("model", ast.Load())
    return tree
