"""What talks need of a process: its personas, levers and sentences, checked as those of a model are.

A coupling reads parameters and measures alone, and these a model can have as well. So a process is given a companion:
a model that is never run, with the same names, whose coupling the checker of models reads.
"""

from __future__ import annotations

from functools import lru_cache

from sobremesa.mechanics.diagnostics import Diagnostic, DocumentError, Place
from sobremesa.mechanics.document import (
    AgentType,
    Arm,
    Clock,
    Measure,
    ModelDocument,
    Parameter,
    PersonaRole,
    Rule,
    StateVariable,
)
from sobremesa.mechanics.ir import Program
from sobremesa.mechanics.processes.document import ProcessDocument
from sobremesa.mechanics.processes.program import ProcessProgram

ENOUGH = 1_000_000
"""Steps of the companion's clock: how many slices the process has is the process's to say."""
SOMEONE, HELD = "someone_who_talks", "what_they_move"


def talking_program(program: Program | ProcessProgram) -> Program:
    """The program whose coupling is read: a model's own, or a process's companion. Raises DocumentError."""
    return companion(program.document) if isinstance(program, ProcessProgram) else program


def companion(document: ProcessDocument) -> Program:
    """The companion of a process, checked. Raises DocumentError with what is wrong about its coupling."""
    return _companion(document.canonical())


@lru_cache(maxsize=8)
def _companion(canonical: bytes) -> Program:
    from sobremesa.mechanics.checking import check

    document = ProcessDocument.model_validate_json(canonical)
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
        parameters={name: _movable(parameter) for name, parameter in document.parameters.items()},
        agents={SOMEONE: AgentType(count=max(1, len(document.personas)), state={HELD: StateVariable()})},
        rules=(Rule(name="whatever_they_move", who=SOMEONE, do=f"self.{HELD} = {_moved(document)}"),),
        measures={name: Measure(value=0.0, unit=measure.unit) for name, measure in document.measures.items()},
        personas={
            name: PersonaRole(agent=f"by_id({SOMEONE}, {number})", role=persona.role)
            for number, (name, persona) in enumerate(document.personas.items())
        },
        coupling=document.coupling,
        experiment=experiment,
    )
    try:
        return check(model)
    except DocumentError as error:
        raise DocumentError([_placed(each) for each in error.diagnostics]) from None


def _moved(document: ProcessDocument) -> str:
    """Whatever levers move, added up: in a model a rule has to read it, in a process the resources do."""
    levers = () if document.coupling is None else document.coupling.levers
    numbers = [lever.moves for lever in levers if lever.moves in document.parameters]
    return " + ".join(["0.0", *(name for name in numbers if document.parameters[name].type != "bool")])


def _movable(parameter: Parameter) -> Parameter:
    """A count as a number: levers of a process move servers, of which there are whole ones only."""
    return parameter.model_copy(update={"type": "float"}) if parameter.type == "int" else parameter


def _plain(arm: Arm) -> Arm:
    return arm.model_copy(update={"without": (), "steps": None})


def _placed(diagnostic: Diagnostic) -> Diagnostic:
    if diagnostic.place.path.startswith(("coupling", "personas", "experiment.arms")):
        return diagnostic
    return Diagnostic("coupling_misfit", Place("coupling"), str(diagnostic))
