"""A model that nobody vouches for goes through gates; what fails goes back once to the language model that wrote it."""

from __future__ import annotations

import asyncio
from collections.abc import Callable
from typing import TYPE_CHECKING

from sobremesa.mechanics.gates.gate import Gate
from sobremesa.nodes.interpreter import NoModel, Route, Translation

if TYPE_CHECKING:
    from sobremesa.mechanics.document import ModelDocument
    from sobremesa.nodes.contract import Request
    from sobremesa.nodes.interpreter import Interpreter

BACK = "Tests of the model found what follows. Change what is wrong with it, and nothing else.\n{problems}"

Checking = Callable[[Translation], Translation | NoModel]


async def gated(
    translation: Translation, request: Request, route: Route, interpreter: Interpreter | None, checked: Checking
) -> tuple[Translation, tuple[Gate, ...]]:
    """The model and what its gates say; nothing of a library model, which has its known answers.

    With an `interpreter` a model that fails is written anew once; the new one is taken where it checks (`checked`) and
    fails at less.
    """
    if translation.library is not None:
        return translation, ()
    gates = await asyncio.to_thread(gates_of, translation.document, request.scenario)
    wrong = [gate for gate in gates if gate.failed and not gate.doubt]
    if not wrong or interpreter is None:
        return translation, gates
    words = BACK.format(problems="\n".join(str(gate.diagnostic()) for gate in wrong))
    made = await interpreter.revise(request, route, translation.document, words)
    again = await asyncio.to_thread(checked, made) if isinstance(made, Translation) else made
    if isinstance(again, NoModel):
        return translation, gates
    later = await asyncio.to_thread(gates_of, again.document, request.scenario)
    if sum(gate.failed and not gate.doubt for gate in later) >= len(wrong):
        return translation, gates
    return translation.model_copy(update={"document": again.document}), later


def gates_of(document: ModelDocument, scenario: str) -> tuple[Gate, ...]:
    """What the gates say of a document that checks. They run on the kernel, whatever the experiment runs on."""
    from sobremesa.mechanics.checking import check
    from sobremesa.mechanics.gates.passing import passing
    from sobremesa.mechanics.kernel.engine import KernelEngine

    return passing(check(document), KernelEngine(), scenario)
