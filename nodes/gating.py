"""A model that nobody vouches for goes through gates; what fails goes back once to the language model that wrote it."""

from __future__ import annotations

import asyncio
from collections.abc import Callable
from functools import partial
from typing import TYPE_CHECKING

from sobremesa.mechanics.gates.gate import Gate
from sobremesa.mechanics.processes.document import ProcessDocument
from sobremesa.nodes.engines import engine_for
from sobremesa.nodes.gateway.call import MAX_REPAIRS
from sobremesa.nodes.interpreter import NoModel, Route, Translation
from sobremesa.nodes.working import in_thread

if TYPE_CHECKING:
    from sobremesa.mechanics.documents import Document
    from sobremesa.mechanics.engine import Engine, Pause
    from sobremesa.nodes.contract import Request
    from sobremesa.nodes.interpreter import Interpreter

BACK = "Tests of the model found what follows. Change what is wrong with it, and nothing else.\n{problems}"

Checking = Callable[[Translation], Translation | NoModel]


async def gated(
    translation: Translation,
    request: Request,
    route: Route,
    interpreter: Interpreter | None,
    checked: Checking,
    engine: Engine,
) -> tuple[Translation, tuple[Gate, ...]]:
    """The model and what its gates say; nothing of a library model as it stands, which has its known answers.

    With an `interpreter` a model that fails is written anew once, where not all repairs have been used up before; the
    new one is taken where it checks (`checked`) and fails at less. `engine` is the run's, whose limits hold for gates.
    """
    if translation.library is not None and not translation.changes:
        return translation, ()
    gates = await _gates(translation.document, request, engine)
    wrong = [gate for gate in gates if gate.wrong]
    left = MAX_REPAIRS - translation.repairs
    if not wrong or interpreter is None or not left:
        return translation, gates
    words = BACK.format(problems="\n".join(str(gate.diagnostic()) for gate in wrong))
    made = await interpreter.mend(request, route, translation.document, words, left - 1)
    again = await asyncio.to_thread(checked, made) if isinstance(made, Translation) else made
    if isinstance(again, NoModel):
        return translation, gates
    later = await _gates(again.document, request, engine)
    if sum(gate.wrong for gate in later) >= len(wrong):
        return translation, gates
    return translation.model_copy(update={"document": again.document}), later


async def _gates(document: Document, request: Request, engine: Engine) -> tuple[Gate, ...]:
    return await in_thread(partial(gates_of, document, request.scenario, engine))


def gates_of(document: Document, scenario: str, engine: Engine, pause: Pause) -> tuple[Gate, ...]:
    """What the gates say of a document that checks. Models run on the kernel for it, whatever the experiment runs on.

    Raises what the kernel raises at the operator's limits: TooLargeError, RanTooLongError.
    """
    if isinstance(document, ProcessDocument):
        from sobremesa.mechanics.gates.waiting import waiting
        from sobremesa.mechanics.processes.checking import check_process

        program = check_process(document)
        return waiting(program, engine_for(program, engine), pause)
    from sobremesa.mechanics.checking import check
    from sobremesa.mechanics.gates.passing import passing
    from sobremesa.mechanics.kernel.engine import KernelEngine

    kernel = engine if isinstance(engine, KernelEngine) else KernelEngine()
    return passing(check(document), kernel, scenario, pause)
