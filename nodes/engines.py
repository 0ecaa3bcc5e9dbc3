"""Which engine runs a program: the run's own, or SimPy for a process."""

from __future__ import annotations

from typing import TYPE_CHECKING, Protocol, runtime_checkable

from sobremesa.mechanics.processes.program import ProcessProgram

if TYPE_CHECKING:
    from sobremesa.mechanics.documents import AnyProgram
    from sobremesa.mechanics.engine import Engine
    from sobremesa.mechanics.limits import Limits


@runtime_checkable
class Limited(Protocol):
    """An engine that keeps to limits."""

    @property
    def limits(self) -> Limits:
        """What it may take of the machine."""


def engine_for(program: AnyProgram, engine: Engine) -> Engine:
    """The engine that can run this program. `engine` is the run's, which runs models, and whose limits hold."""
    if not isinstance(program, ProcessProgram):
        return engine
    from sobremesa.mechanics.processes.engine import SimpyEngine

    return SimpyEngine(engine.limits) if isinstance(engine, Limited) else SimpyEngine()
