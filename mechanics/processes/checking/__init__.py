"""From a process document to a checked program: every mistake is found at once, and nothing is ever evaluated.

Read in this order: `scope` (what is declared, and what code may see), `expressions` with `calls`, `reader` (times,
rates, counts, conditions), `places`, `routes` with `held`, `entities`, `measures`, `goals`, `experiment`, and
`feasible` (each arm on its own: whether it can run, and what it would cost). This file puts them together.
"""

from __future__ import annotations

from dataclasses import replace

from sobremesa.mechanics.checking.mistakes import Mistakes
from sobremesa.mechanics.processes.checking.declarations import check_declarations, refuse_excess
from sobremesa.mechanics.processes.checking.entities import lower_entities
from sobremesa.mechanics.processes.checking.experiment import check_experiment
from sobremesa.mechanics.processes.checking.feasible import check_feasible
from sobremesa.mechanics.processes.checking.goals import lower_goals
from sobremesa.mechanics.processes.checking.measures import lower_measures
from sobremesa.mechanics.processes.checking.places import lower_containers, lower_resources, lower_stores
from sobremesa.mechanics.processes.checking.reader import Reader
from sobremesa.mechanics.processes.checking.scope import Names
from sobremesa.mechanics.processes.document import ProcessDocument
from sobremesa.mechanics.processes.expressions import LITERAL, Constant, Expr
from sobremesa.mechanics.processes.program import ProcessProgram

__all__ = ["check_process"]


def check_process(document: ProcessDocument) -> ProcessProgram:
    """Lower a process document to a checked program. Raises DocumentError with every mistake that was found."""
    refuse_excess(document)
    mistakes = Mistakes()
    check_declarations(document, mistakes)
    names = Names(document)
    reader = Reader(names, mistakes)
    clock = document.clock
    program = ProcessProgram(
        document=document,
        horizon=reader.time("clock.horizon", clock.horizon),
        slice=None if clock.slice is None else reader.time("clock.slice", clock.slice),
        warmup=_warmup(reader),
        factors=names.factors,
        tables={
            name: tuple(float(value) * names.table_factors[name] for value in table.values)
            for name, table in sorted(document.tables.items())
        },
        resources=lower_resources(reader),
        containers=lower_containers(reader),
        stores=lower_stores(reader),
        entities=lower_entities(reader),
        measures=lower_measures(reader),
        goals=lower_goals(reader),
    )
    check_experiment(document, program.names, mistakes)
    if not mistakes:
        check_feasible(program, mistakes)
    mistakes.raise_any()
    return program if document.coupling is None else _coupled(program)


def _coupled(program: ProcessProgram) -> ProcessProgram:
    """The program with what talks move and show. Raises DocumentError with what is wrong about the coupling."""
    from sobremesa.mechanics.processes.companion import companion

    talking = companion(program.document)
    return replace(program, levers=talking.levers, shown=talking.shown, personas=talking.personas)


def _warmup(reader: Reader) -> Expr | None:
    """What is left out at the start; None where MSER-5 finds it, as in a steady state of which nothing is said."""
    clock = reader.names.document.clock
    if clock.state == "terminating":
        if clock.warmup not in (None, 0):
            message = "a process that begins empty and ends has no warm-up"
            reader.mistakes.add("unknown_option", "clock.warmup", message, "nothing, or state: steady")
        return Constant(0, LITERAL)
    return None if clock.warmup in (None, "auto") else reader.time("clock.warmup", clock.warmup or 0)
