"""What talks need of a process: its personas, levers and sentences, checked as those of a model are.

A coupling reads parameters and measures alone, and these a model can have as well. So a process is given a companion:
a model that is never run, with the same names, whose coupling the checker of models reads.
"""

from __future__ import annotations

from functools import lru_cache

from sobremesa.mechanics.diagnostics import Diagnostic, DocumentError, Place
from sobremesa.mechanics.document import AgentType, Arm, Clock, Measure, ModelDocument
from sobremesa.mechanics.ir import Program
from sobremesa.mechanics.processes.document import ProcessDocument
from sobremesa.mechanics.processes.program import ProcessProgram

ENOUGH = 1_000_000
"""Steps of the companion's clock: how many slices the process has is the process's to say."""
SOMEONE = "someone_who_talks"


def talking_program(program: Program | ProcessProgram) -> Program:
    """The program whose coupling is read: a model's own, or a process's companion. Raises DocumentError."""
    return companion(program.document) if isinstance(program, ProcessProgram) else program


@lru_cache(maxsize=8)
def companion(document: ProcessDocument) -> Program:
    """The companion of a process, checked. Raises DocumentError with what is wrong about its coupling."""
    from sobremesa.mechanics.checking import check

    experiment = document.experiment.model_copy(
        update={
            "arms": tuple(_plain(arm) for arm in document.experiment.arms),
            "also": (),
            "sweep": (),
            "scale": None,
            "sensitivity": None,
            "calibrate": None,
        }
    )
    model = ModelDocument(
        model=document.process,
        purpose=document.purpose,
        clock=Clock(steps=ENOUGH),
        parameters=document.parameters,
        agents={SOMEONE: AgentType(count=max(1, len(document.personas)))},
        measures={name: Measure(value=0.0, unit=measure.unit) for name, measure in document.measures.items()},
        personas=document.personas,
        coupling=document.coupling,
        experiment=experiment,
    )
    try:
        return check(model)
    except DocumentError as error:
        raise DocumentError([_placed(each) for each in error.diagnostics]) from None


def _plain(arm: Arm) -> Arm:
    return arm.model_copy(update={"without": (), "steps": None})


def _placed(diagnostic: Diagnostic) -> Diagnostic:
    if diagnostic.place.path.startswith(("coupling", "personas", "experiment.arms")):
        return diagnostic
    return Diagnostic("coupling_misfit", Place("coupling"), str(diagnostic))
