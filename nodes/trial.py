"""A scenario put to a language model with each of its answers kept, so that they can be scored, and scored again.

`tried` asks an endpoint, `tried_again` asks a recording: the answers are found by scenario, node and attempt, so that a
recording outlives an edit of the prompts, and what has been reworded since is told.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from typing import TYPE_CHECKING, Literal

from pydantic import BaseModel, ConfigDict

from sobremesa.nodes.contract import Request
from sobremesa.nodes.gateway import Gateway, MistakenAnswerError
from sobremesa.nodes.gateway.recorded import Recorded, Reworded
from sobremesa.nodes.interpreter import NoModel, Route, Translation
from sobremesa.nodes.model_interpreter import ModelInterpreter
from sobremesa.nodes.report import Spending
from sobremesa.store.journal import Entry, Key

if TYPE_CHECKING:
    from sobremesa.nodes.settings import Settings
    from sobremesa.store.journal import Journal

CLASSIFY: Literal["classify"] = "classify"
COMPILE: Literal["compile"] = "compile"


class Attempt(BaseModel):
    """One answer of a language model: to a scenario, in a node, the first time or as a repair (`attempt` from 1).

    `prompt` is the SHA-256 of all that shaped the answer, as it was then. `diagnostics` is what was sent back; None:
    the answer could be read.
    """

    model_config = ConfigDict(frozen=True, extra="forbid")

    scenario: str
    node: Literal["classify", "compile"]
    attempt: int
    model: str
    prompt: str
    answer: str
    finish: str = "stop"
    refusal: str = ""
    prompt_tokens: int = 0
    completion_tokens: int = 0
    diagnostics: str | None = None


@dataclass(frozen=True, slots=True)
class Trial:
    """What became of a scenario. `translation` None: its route leads to no model. `reworded`: prompts changed since."""

    route: Route
    translation: Translation | NoModel | None
    attempts: tuple[Attempt, ...]
    reworded: tuple[Reworded, ...] = ()


async def tried(scenario: str, request: Request, settings: Settings, journal: Journal) -> Trial:
    """Classify and compile a request with the settings' endpoint; `scenario` is the name it is recorded under.

    A trial that was cut short goes on from its journal; what a journal holds of other trials is used too, so give each
    its own where the same scenario is asked several times. Raises LanguageModelError where nothing can be asked.
    """
    gateway = Gateway(settings, journal, scenario)
    return await _trial(scenario, request, ModelInterpreter(gateway, settings), journal)


async def tried_again(
    scenario: str, request: Request, settings: Settings, journal: Journal, attempts: Iterable[Attempt]
) -> Trial:
    """The same from recorded attempts, without an endpoint; those of other scenarios are passed over.

    Use an empty journal. Raises NotRecordedError where it comes to an answer that was not recorded.
    """
    from sobremesa.nodes.gateway.replaying import ReplayGateway

    recorded = Recorded(_call(one) for one in attempts if one.scenario == scenario)
    gateway = ReplayGateway(settings, journal, scenario, recorded, Spending())
    trial = await _trial(scenario, request, ModelInterpreter(gateway, settings), journal)
    return Trial(trial.route, trial.translation, trial.attempts, recorded.reworded)


async def _trial(scenario: str, request: Request, interpreter: ModelInterpreter, journal: Journal) -> Trial:
    route = await interpreter.classify(request)
    translation = await interpreter.compile(request, route) if route.mode in ("mechanics", "hybrid") else None
    attempts = tuple(_attempts(scenario, request, route, interpreter, journal))
    return Trial(route, translation, attempts)


def _attempts(
    scenario: str, request: Request, route: Route, interpreter: ModelInterpreter, journal: Journal
) -> Iterator[Attempt]:
    answers = [(key, entry) for key, entry in journal.recorded(scenario) if isinstance(entry, Entry)]
    for node in (CLASSIFY, COMPILE):
        of_node = ((key, entry) for key, entry in answers if key.node == node)
        for number, (key, entry) in enumerate(of_node, 1):
            yield Attempt(
                scenario=scenario,
                node=node,
                attempt=number,
                model=entry.model,
                prompt=key.prompt,
                answer=entry.text,
                finish=entry.finish,
                refusal=entry.refusal,
                prompt_tokens=entry.prompt_tokens,
                completion_tokens=entry.completion_tokens,
                diagnostics=_diagnostics(node, entry, request, route, interpreter),
            )


def _diagnostics(node: str, entry: Entry, request: Request, route: Route, interpreter: ModelInterpreter) -> str | None:
    if entry.refusal:
        return f"declined: {entry.refusal}"
    if entry.finish != "stop":
        return f"ended by {entry.finish}"
    form = interpreter.form_of_route if node == CLASSIFY else interpreter.form_of_document(request, route)
    try:
        form.read(entry.text)
    except MistakenAnswerError as error:
        return str(error)
    return None


def _call(attempt: Attempt) -> tuple[Key, Entry]:
    key = Key(attempt.scenario, attempt.node, "", "", attempt.prompt)
    tokens = (attempt.prompt_tokens, attempt.completion_tokens)
    return key, Entry(attempt.answer, attempt.finish, attempt.refusal, attempt.model, *tokens)
