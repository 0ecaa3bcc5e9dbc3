"""Without whom the conversations are held again: whoever's words were followed most, to see what they did.

In rehearsal this costs nothing, and is done unless the request says otherwise; a language model is asked for it only
where the request says so.
"""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING, Literal

from langgraph.runtime import Runtime
from langgraph.types import Command

from sobremesa.nodes.context import Context, services_of
from sobremesa.nodes.contract import Request
from sobremesa.nodes.interpreter import Casting
from sobremesa.nodes.progress import Progress, tell
from sobremesa.nodes.state import ScenarioState
from sobremesa.nodes.talks import conversations
from sobremesa.nodes.working import in_thread
from sobremesa.personas.outcome import outcome_of
from sobremesa.personas.utterance import Turn

if TYPE_CHECKING:
    from sobremesa.personas.card import Persona


async def mask(state: ScenarioState, runtime: Runtime[Context]) -> Command[Literal["converse", "synthesize"]]:
    """Write `unheard` after the conversations, and go back to hold them again; after that, on to the end."""
    if state["unheard"] is not None:
        return Command(goto="synthesize")
    request = Request.model_validate(state["request"])
    wanted = not services_of(runtime).language_model if request.masked is None else request.masked
    chosen: Sequence[str] = ()
    if wanted:
        tell(runtime, Progress(node="mask"))
        cast = Casting.model_validate(state["casting"]).personas
        turns = [Turn.model_validate(turn) for turn in state["rounds"]]
        chosen = await in_thread(lambda _: worth_it(request, cast, turns))
    return Command(update={"unheard": list(chosen)}, goto="converse" if chosen else "synthesize")


def worth_it(request: Request, cast: Sequence[Persona], turns: Sequence[Turn]) -> tuple[str, ...]:
    """The ids of those to be left out; nobody where a conversation broke off, since another would too."""
    from sobremesa.personas.masking import strongest
    from sobremesa.personas.who_moved import who_moved

    held = [[turn for turn in turns if turn.arm == talk.arm] for talk in conversations(request)]
    if any(outcome_of(cast, talk).broken for talk in held):
        return ()
    return strongest(who_moved(cast, turns))
