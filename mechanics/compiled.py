"""A program of Mesa, compiled from its tree and ready to run in this process.

Only trees that our own emitter has built from a checked program are ever compiled.
"""

from __future__ import annotations

import ast
import copyreg
import multiprocessing
import sys
from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass
from typing import Any

from sobremesa.mechanics import ir
from sobremesa.mechanics.emit import emit
from sobremesa.mechanics.emit.functions import of_model
from sobremesa.mechanics.emit.names import Names, names_of
from sobremesa.mechanics.ir.facts import Facts, facts_of

_KEPT: dict[str, list[tuple[ir.Program, Compiled]]] = {}
_MOST_KEPT = 32


@dataclass(frozen=True, slots=True)
class Compiled:
    """The classes of a program. `model` records nothing by itself: its measures are read by whoever runs it."""

    program: ir.Program
    names: Names
    facts: Facts
    model: type[Any]
    classes: Mapping[str, type[Any]]
    """Type of agents, `cell` or `link` → class."""
    personas: Mapping[str, Callable[[Any], Any]]


def compiled(program: ir.Program) -> Compiled:
    """The program, compiled; a program that was compiled lately is not compiled again.

    Raises DocumentError (not_supported_yet) for what can't be compiled.
    """
    key = program.sha256
    for known, result in _KEPT.get(key, ()):
        if known is program or known == program:
            return result
    result = _compile(program)
    if len(_KEPT) >= _MOST_KEPT:
        _KEPT.pop(next(iter(_KEPT)))
    _KEPT.setdefault(key, []).append((program, result))
    return result


def _compile(program: ir.Program) -> Compiled:
    names = names_of(program)
    tree = emit(program)
    import_mesa()
    space = executed(tree, program)
    choices = {f"persona_{word}": choice for word, choice in program.personas.items()}
    classes = {kind: space[word] for kind, word in names.classes.items() if word in space}
    known = {names.classes[kind]: made for kind, made in classes.items()}
    personas = executed(of_model(program, choices, "personas"), program, known)
    return Compiled(
        program,
        names,
        facts_of(program),
        type(names.model, (space[names.model],), {"record": _record_nothing}),
        classes,
        {word: personas[f"persona_{word}"] for word in program.personas},
    )


def _record_nothing(_model: Any) -> None:
    """Whoever runs the model reads its measures."""


def executed(tree: ast.Module, program: ir.Program, known: Mapping[str, Any] | None = None) -> dict[str, Any]:
    """The names that a tree of our emitter defines; it may use those that are known."""
    space: dict[str, Any] = {"__name__": f"sobremesa.compiled.{program.document.model}", **(known or {})}
    exec(compile(tree, filename(program), "exec"), space)  # noqa: S102 - our own tree, from checked IR
    return space


def filename(program: ir.Program) -> str:
    """What tracebacks call the file that was never written."""
    return f"<{program.document.model}>"


def import_mesa() -> None:
    """Import Mesa, and put the multiprocessing start method of the host back, which Mesa changes."""
    if "mesa" in sys.modules:
        return
    before = multiprocessing.get_start_method(allow_none=True)
    import mesa  # noqa: F401

    multiprocessing.set_start_method(before, force=True)


def release(models: Iterable[Any]) -> None:
    """Let go of models that are done with.

    Mesa 3.3 keeps every model that ever numbered an agent; each grid has its own class of cells, kept for pickling.
    """
    counters = _counters()
    for model in models:
        counters.pop(model, None)
        if (grid := getattr(model, "grid", None)) is not None:
            copyreg.dispatch_table.pop(grid.cell_klass, None)


def abandon(code: Compiled) -> None:
    """Let go of the program's models wherever they are: a run of it was ended, and nobody knows them."""
    release(model for model in list(_counters()) if isinstance(model, code.model))


def _counters() -> dict[Any, Any]:
    """Mesa 3.3's counters of agents, by their models."""
    import mesa

    found: dict[Any, Any] = getattr(mesa.Agent, "_ids", {})
    return found
