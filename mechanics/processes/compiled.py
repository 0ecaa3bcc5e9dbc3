"""A process as a class that can be run in this process. Only trees that our own emitter has built are compiled."""

from __future__ import annotations

import ast
from dataclasses import dataclass
from typing import Any

from sobremesa.mechanics.processes.emit import emit_process
from sobremesa.mechanics.processes.emit.names import Names, names_of
from sobremesa.mechanics.processes.program import ProcessProgram

_KEPT: dict[ProcessKey, Compiled] = {}
_MOST_KEPT = 32

ProcessKey = tuple[str, tuple[str, ...]]


@dataclass(frozen=True, slots=True)
class Compiled:
    """The class of a process, and what it calls things by."""

    model: type[Any]
    names: Names


def compiled(program: ProcessProgram) -> Compiled:
    """The process, compiled; one that was compiled lately is not compiled again."""
    key = program.sha256, tuple(sorted(step.path for entity in program.entities for step in entity.steps()))
    if key not in _KEPT:
        if len(_KEPT) >= _MOST_KEPT:
            _KEPT.pop(next(iter(_KEPT)))
        _KEPT[key] = _compile(program)
    return _KEPT[key]


def _compile(program: ProcessProgram) -> Compiled:
    names = names_of(program)
    tree: ast.Module = emit_process(program)
    space: dict[str, Any] = {"__name__": f"sobremesa.compiled.{program.document.process}"}
    exec(compile(tree, f"<process {program.document.process}>", "exec"), space)  # noqa: S102 - our own tree
    return Compiled(space[names.model], names)
