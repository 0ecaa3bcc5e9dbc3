"""What is measured: one call each, of a closed list."""

from __future__ import annotations

import ast
from collections.abc import Mapping
from dataclasses import dataclass

from sobremesa.mechanics.checking.mistakes import did_you_mean
from sobremesa.mechanics.checking.syntax import Code, parse_expression
from sobremesa.mechanics.processes.checking.reader import Owner, Reader
from sobremesa.mechanics.processes.checking.scope import PARAMETERS_ONLY
from sobremesa.mechanics.processes.expressions import Expr
from sobremesa.mechanics.processes.program import Measure


@dataclass(frozen=True, slots=True)
class Measured:
    """Of what kinds of place it can be asked, whether it takes a time or a part, and whether a class may be named."""

    of: tuple[str, ...]
    argument: str | None = None
    by_class: bool = False


MEASURES: Mapping[str, Measured] = {
    "waiting": Measured(("resource", "entity"), by_class=True),
    "longest_waiting": Measured(("resource",), by_class=True),
    "waiting_percentile": Measured(("resource",), "part", by_class=True),
    "share_waiting": Measured(("resource",), by_class=True),
    "service_level": Measured(("resource",), "time", by_class=True),
    "queue_length": Measured(("resource",), by_class=True),
    "longest_queue": Measured(("resource",)),
    "busy": Measured(("resource",), by_class=True),
    "utilisation": Measured(("resource",)),
    "time_in_system": Measured(("entity",)),
    "time_in_system_percentile": Measured(("entity",), "part"),
    "number_in_system": Measured(("entity",)),
    "throughput": Measured(("entity", "resource")),
    "blocked": Measured(("resource",), by_class=True),
    "reneged": Measured(("resource",), by_class=True),
    "balked": Measured(("entity",)),
    "lost": Measured(("entity",)),
    "level": Measured(("container",)),
    "stock": Measured(("store",)),
}
"""The functions of measures."""


def lower_measures(reader: Reader) -> tuple[Measure, ...]:
    """The measures, by name."""
    declared = reader.names.document.measures
    found = [_measure(reader, name, declared[name].value, declared[name].unit) for name in sorted(declared)]
    return tuple(measure for measure in found if measure is not None)


def _measure(reader: Reader, name: str, text: str, unit: str | None) -> Measure | None:
    path = f"measures.{name}.value"
    code = Code(path, text)
    tree, _ = parse_expression(code, reader.mistakes)
    if tree is None:
        return None
    if not isinstance(tree, ast.Call) or not isinstance(tree.func, ast.Name) or tree.keywords:
        expected = ", ".join(sorted(MEASURES))
        reader.mistakes.add("bad_measure", code.place(tree), "a measure is one call", f"one of {expected}")
        return None
    word = tree.func.id
    if word not in MEASURES:
        expected = ", ".join(sorted(MEASURES))
        hint = did_you_mean(word, MEASURES)
        reader.mistakes.add("bad_measure", code.place(tree), f"nothing is measured as `{word}`", expected, hint=hint)
        return None
    measured = MEASURES[word]
    wanted = 1 + (measured.argument is not None)
    if not wanted <= len(tree.args) <= wanted + measured.by_class:
        expected = _signature(word)
        reader.mistakes.add("bad_arguments", code.place(tree), f"`{word}` takes other arguments", expected)
        return None
    of = _place(reader, code, tree.args[0], measured.of)
    argument = None if measured.argument is None else _argument(reader, path, tree.args[1], measured.argument)
    entity = _place(reader, code, tree.args[wanted], ("entity",)) if len(tree.args) > wanted else None
    return None if of is None else Measure(name, word, of, entity, argument, unit)


def _signature(word: str) -> str:
    measured = MEASURES[word]
    of = " or ".join("class" if kind == "entity" else kind for kind in measured.of)
    parts = [of, *([measured.argument] if measured.argument else []), *(["class?"] if measured.by_class else [])]
    return f"{word}({', '.join(parts)})"


def _place(reader: Reader, code: Code, node: ast.expr, kinds: tuple[str, ...]) -> str | None:
    name = node.id if isinstance(node, ast.Name) else ""
    if reader.names.places.get(name) in kinds:
        return name
    known = sorted(each for each, place in reader.names.places.items() if place in kinds)
    what = " or ".join("class" if kind == "entity" else kind for kind in kinds)
    expected = ", ".join(known) or f"a {what}, of which there is none"
    hint = did_you_mean(name, known)
    message = f"there is no {what} `{ast.unparse(node)[:40]}`"
    reader.mistakes.add("unknown_place", code.place(node), message, expected, hint=hint)
    return None


def _argument(reader: Reader, path: str, node: ast.expr, kind: str) -> Expr:
    text = ast.unparse(node)
    if kind == "time":
        return reader.time(path, text)

    return reader.share(path, text, PARAMETERS_ONLY, Owner("model", {}))
