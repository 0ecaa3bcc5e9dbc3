"""An interpreter that lets a language model read: which kind of question, which model, who talks.

What it writes is checked before anyone believes it. Where it gives nothing that checks, the library reads instead,
and says so. Readings belong to no thread: the same scenario, context, model and prompts give the same answer again.
"""

from __future__ import annotations

import asyncio
from collections.abc import Sequence
from dataclasses import replace
from typing import Annotated, Literal, TypeVar

from pydantic import BaseModel, ConfigDict, Field

from sobremesa.mechanics.document import ModelDocument
from sobremesa.mechanics.documents import Document
from sobremesa.mechanics.given import GivenValueError, with_population, with_steps
from sobremesa.nodes.bounded import GivenShare
from sobremesa.nodes.contract import Request
from sobremesa.nodes.forms.reading import read_form
from sobremesa.nodes.gateway import Answered, Call, Gateway, JsonForm, TextForm
from sobremesa.nodes.gateway.call import MAX_REPAIRS
from sobremesa.nodes.gateway.failure import Failure, raise_if_final, sentence
from sobremesa.nodes.gateway.form import Form
from sobremesa.nodes.given_people import talked_over
from sobremesa.nodes.interpreter import Casting, Formed, NoForm, NoModel, Route, Taken, Translation
from sobremesa.nodes.library_interpreter import LibraryInterpreter
from sobremesa.nodes.model_casting import CastForm
from sobremesa.nodes.model_prompts import PACKAGE, facts, prompts, prompts_of_change, prompts_of_form
from sobremesa.nodes.quotes import unread
from sobremesa.nodes.reading.processes.givens import no_agents, with_horizon
from sobremesa.nodes.reading.router import with_kind
from sobremesa.nodes.reading.tokens import tokenise
from sobremesa.nodes.settings import Settings
from sobremesa.nodes.translating import read_answer
from sobremesa.nodes.wanted import MOST_UNASKED, Wanted
from sobremesa.personas.prompting import load_prompt, quote

T = TypeVar("T")

MAX_TOKENS_OF_A_ROUTE = 2_000
MAX_TOKENS_OF_A_DOCUMENT = 12_000
MAX_TOKENS_OF_A_CAST = 16_000
MAX_TOKENS_OF_A_CARD = 600

Phrase = Annotated[str, Field(max_length=300)]


class Routed(BaseModel):
    """A route, as the language model gives it."""

    model_config = ConfigDict(frozen=True, extra="forbid")

    mode: Literal["mechanics", "social", "hybrid", "none"]
    confidence: GivenShare
    reasons: Annotated[tuple[Phrase, ...], Field(min_length=1, max_length=5)]
    phrases: Annotated[tuple[Phrase, ...], Field(max_length=10)]


class ModelInterpreter:
    """Reads scenarios with a language model, and with the library where that gives nothing that can be used.

    Every method raises LanguageModelError where no language model can be asked: a wrong key, no endpoint.
    """

    def __init__(self, gateway: Gateway, settings: Settings) -> None:
        self._gateway = gateway
        self._model = settings.model_for_reading
        self._library = LibraryInterpreter()

    @property
    def name(self) -> str:
        """The name of the language model."""
        return self._model

    @property
    def form_of_route(self) -> JsonForm[Routed]:
        """What the answer must be when it classifies."""
        return JsonForm(Routed)

    def form_of_document(
        self, request: Request, route: Route, known: Document | None = None
    ) -> TextForm[Document | NoModel]:
        """What the answer must be when it compiles: a document that checks against this request and what is `known`."""
        return TextForm(lambda text: read_answer(text, request, route, known))

    async def classify(self, request: Request) -> Route:
        """Which kind of simulation; a mode given by the caller wins, and costs no call."""
        if request.mode != "auto":
            asked = Route(mode=request.mode, confidence=1.0, reasons=(f"The caller asked for {request.mode}.",))
            return with_kind(asked, tokenise(request.scenario))
        words = load_prompt(PACKAGE, "classify").render(
            scenario=quote(request.scenario), context=facts(request.context)
        )
        outcome = await self._gateway.call(
            self._call("classify", words, "Which mode?", self.form_of_route, MAX_TOKENS_OF_A_ROUTE)
        )
        if isinstance(outcome, Answered):
            routed = outcome.value
            phrases = tuple(phrase for phrase in routed.phrases if phrase in request.scenario)
            read = Route(mode=routed.mode, confidence=routed.confidence, reasons=routed.reasons, phrases=phrases)
            return talked_over(with_kind(read, tokenise(request.scenario)), request)
        route = await self._library.classify(request)
        return route.model_copy(update={"reasons": (_instead(outcome, "The words alone decided."), *route.reasons)})

    async def compile(self, request: Request, route: Route) -> Translation | NoModel:
        """The scenario as a document that checks, with the caller's steps and population; or why there is none."""
        system, user = await asyncio.to_thread(prompts, request, route)
        form = self.form_of_document(request, route)
        call = self._call("compile", system, user, form, MAX_TOKENS_OF_A_DOCUMENT)
        outcome = await self._gateway.call(replace(call, anew=request.recompile))
        if not isinstance(outcome, Answered):
            return await self._from_library(outcome, request, route)
        if isinstance(outcome.value, NoModel):
            return outcome.value
        left = (
            f"“{words}” of the text stands nowhere in the model." for words in unread(outcome.value, request.scenario)
        )
        made, repairs = as_asked(outcome.value, request), outcome.attempts - 1
        return Translation(document=made, notes=tuple(left), repairs=repairs)

    async def revise(self, request: Request, route: Route, document: Document, words: str) -> Translation | NoModel:
        """The document changed as a person asked for in words; or, under `missing`, why there is none."""
        # What the person says is the caller's word too: a figure of it may be called given.
        heard = request.model_copy(update={"context": {**request.context, "review": words}})
        return await self._changed(request, route, document, words, self.form_of_document(heard, route, document))

    async def mend(
        self, request: Request, route: Route, document: Document, problems: str, repairs: int
    ) -> Translation | NoModel:
        """The document without what tests of it found wrong; or, under `missing`, why there is none."""
        form = self.form_of_document(request, route, document)
        return await self._changed(request, route, document, problems, form, repairs)

    async def _changed(
        self,
        request: Request,
        route: Route,
        document: Document,
        words: str,
        form: TextForm[Document | NoModel],
        repairs: int = MAX_REPAIRS,
    ) -> Translation | NoModel:
        system, user = await asyncio.to_thread(prompts_of_change, request, route, document, words)
        call = self._call("compile", system, user, form, MAX_TOKENS_OF_A_DOCUMENT)
        outcome = await self._gateway.call(replace(call, repairs=repairs))
        if not isinstance(outcome, Answered):
            return NoModel(understood=(), missing=(_instead(outcome, "The model stays as it was."),), advice=())
        return outcome.value if isinstance(outcome.value, NoModel) else Translation(document=outcome.value)

    async def another(self, request: Request, route: Route, taken: Sequence[Taken]) -> Formed | NoForm:
        """Another form of the model, written by the language model; where the first is the library's, maybe by it."""
        system, user = await asyncio.to_thread(prompts_of_form, request, route, taken)
        form = TextForm(lambda text: read_form(text, request, route, taken))
        call = self._call(f"form {len(taken) + 1}", system, user, form, MAX_TOKENS_OF_A_DOCUMENT)
        outcome = await self._gateway.call(replace(call, anew=request.recompile))
        if isinstance(outcome, Answered):
            made, repairs = outcome.value, outcome.attempts - 1
            if isinstance(made, NoForm):
                return made
            return made.model_copy(update={"document": as_model(made.document, request), "repairs": repairs})
        if taken[0].library is None:
            return NoForm(why=_instead(outcome, "No other form was written."))
        found = await self._library.another(request, route, taken)
        if isinstance(found, Formed):
            return found
        return NoForm(why=_instead(outcome, found.why))

    async def cast(self, request: Request, route: Route, document: Document | None) -> Casting:
        """Who talks: the document's personas, the caller's list, or whoever the scenario names."""
        wanted = Wanted.of(request, document)
        words = load_prompt(PACKAGE, "cast").render(
            scenario=quote(request.scenario),
            context=facts(request.context),
            wanted=wanted.sentence,
            question=wanted.about,
        )
        cards = 1 + (wanted.count or MOST_UNASKED)  # the scene takes about as much as one of them
        most_tokens = min(MAX_TOKENS_OF_A_CAST, MAX_TOKENS_OF_A_CARD * cards)
        # The seed is part of the key and not of the prompt: another seed, another cast from the same words.
        outcome = await self._gateway.call(
            self._call("cast", words, "Who is there?", CastForm(wanted), most_tokens, f"seed {request.seed}")
        )
        if isinstance(outcome, Answered):
            return outcome.value
        casting = await self._library.cast(request, route, document)
        return casting.model_copy(update={"notes": (_instead(outcome, "The words alone cast."), *casting.notes)})

    async def _from_library(self, failure: Failure, request: Request, route: Route) -> Translation | NoModel:
        found = await self._library.compile(request, route)
        if isinstance(found, Translation):
            note = _instead(failure, f"The library model {found.library} fits and was taken.")
            return found.model_copy(update={"instead": note})
        return found.model_copy(update={"missing": (_instead(failure, "No library model fits."), *found.missing)})

    def _call(self, node: str, system: str, user: str, form: Form[T], max_tokens: int, turn: str = "") -> Call[T]:
        return Call(node, self._model, system, user, form, turn=turn, max_tokens=max_tokens, shared=True)


def _instead(failure: Failure, what: str) -> str:
    """What happened, and what was done about it. Raises LanguageModelError where nothing can be."""
    raise_if_final(failure)
    return f"{sentence(failure)} {what}"


def as_asked(document: Document, request: Request) -> Document:
    """The document with the caller's steps and number of agents. Raises GivenValueError for what it can't take."""
    if isinstance(document, ModelDocument):
        return as_model(document, request)
    if request.num_agents is not None:
        raise GivenValueError(no_agents(document))
    return document if request.steps is None else with_horizon(document, request.steps)


def as_model(document: ModelDocument, request: Request) -> ModelDocument:
    """`as_asked` of a model."""
    if request.num_agents is not None:
        document = with_population(document, request.num_agents)
    return document if request.steps is None else with_steps(document, request.steps)
