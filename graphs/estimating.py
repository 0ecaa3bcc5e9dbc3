"""A dry run: the graph itself, with a gateway that asks nobody, on a clock that skips waiting.

Since the same steps put the same prompts together, whatever a run asks is counted: turns, notes, answers in private,
second drafts, other conversations. Models are computed small, so that there is something to write about; what takes
long and asks nobody is left out.
"""

from __future__ import annotations

import asyncio
import math
from collections.abc import Mapping
from dataclasses import dataclass, replace
from typing import TYPE_CHECKING, Any, Literal, get_args

from langgraph.types import Command

from sobremesa.graphs.driving import MAX_SUPERSTEPS
from sobremesa.graphs.outlook import Outlook, outlook_of
from sobremesa.graphs.scenario import assembled
from sobremesa.graphs.skipping import SkippingLoop
from sobremesa.mechanics.document import ModelDocument
from sobremesa.mechanics.writing import write_document
from sobremesa.nodes.context import Context
from sobremesa.nodes.contract import Request
from sobremesa.nodes.estimate import Asking, Estimate, Latency, Span
from sobremesa.nodes.gateway.guessing import GuessingGateway, Tally
from sobremesa.nodes.gateway.made_up import Author, Level
from sobremesa.nodes.interpreter import Route

if TYPE_CHECKING:
    from sobremesa.nodes.settings import Settings

LEVELS: tuple[Level, ...] = get_args(Level)
FEW_RUNS = 2
FEW_AGENTS = 200
MADE_UP_FORM = "form: {name: another form, first: the first form, ask: Which of them is it?}\n"
CITED = "run"
"""What a made-up sentence of a report rests on, so that it is not sent back."""
OUT_OF_PLAY = "As a language model, "
"""How a speech begins that is sent back."""
WITH_A_REASON = "I say so because "
"""How one begins that is not, wherever its speaker stood before."""


@dataclass(frozen=True, slots=True)
class Course:
    """One dry run."""

    tallies: dict[str, Tally]
    usd: float | None
    seconds: float


async def estimate(request: Request, settings: Settings, latency: Latency | None = None) -> Estimate:
    """What a run would take, without a call of a language model. Nothing is written.

    Raises BadRequestError where the run would.
    """
    request = request.model_copy(update={"review": False})
    outlook = await outlook_of(request)
    if not settings.uses_language_model:
        assumed = "No language model is in use: people are rehearsed, and nothing is asked."
        return Estimate(mode=outlook.route.mode, assumed=(assumed, *outlook.assumed))
    latency = latency or Latency()
    low, likely, high = [
        await asyncio.to_thread(dry_run, level, request, outlook, settings, latency) for level in LEVELS
    ]
    return summed(outlook, settings, latency, (low, likely, high))


def dry_run(level: Level, request: Request, outlook: Outlook, settings: Settings, latency: Latency) -> Course:
    """The whole run with answers of one length, in a loop of its own."""
    from sobremesa.nodes.keeping import journal_of

    fields: dict[str, Any] = {"mode": outlook.route.mode}
    openings = {"speech": OUT_OF_PLAY if level == "high" else WITH_A_REASON}
    if level != "high":
        fields["evidence"] = [CITED]
    author = Author(level, fields, openings, texts_of(request, outlook), outlook.people)
    gateway = GuessingGateway(settings, journal_of(settings), author, latency)
    with asyncio.Runner(loop_factory=SkippingLoop) as runner:
        seconds = runner.run(gone_through(small(request, outlook.route), gateway, settings))
    return Course(dict(gateway.tallies), gateway.usd, seconds)


def texts_of(request: Request, outlook: Outlook) -> Mapping[str, str]:
    """What a language model might write: the model, and other forms of it, in which a rule is one more time there."""
    texts, document = {"compile": outlook.document}, outlook.model
    for number in range(2, request.model_forms + 1):
        if isinstance(document, ModelDocument) and document.rules:
            again = document.rules[0].model_copy(update={"name": f"again_{number}"})
            document = document.model_copy(update={"rules": (*document.rules, again)})
            texts[f"form {number}"] = f"{MADE_UP_FORM}{write_document(document)}"
    return texts


def small(request: Request, route: Route) -> Request:
    """The request with as much to compute as is needed to write about it, and all of its talk."""
    if route.mode == "social":
        return request
    agents = None if request.num_agents is None else min(request.num_agents, FEW_AGENTS)
    return request.model_copy(update={"replicates": FEW_RUNS, "num_agents": agents, "experiment": {}})


async def gone_through(request: Request, gateway: GuessingGateway, settings: Settings) -> float:
    """Seconds that the run has waited for answers. LangSmith is told nothing of it."""
    from langsmith import tracing_context

    from sobremesa.nodes.assembly import build_services

    graph = assembled({"judge": left_out, "explore": left_out, "contrast": not_run})
    services = replace(build_services(settings, "", gateway), witness=None)
    question: Any = {"request": request.model_dump(mode="json")}
    loop = asyncio.get_running_loop()
    begun = loop.time()
    with tracing_context(enabled=False):
        await graph.ainvoke(question, {"recursion_limit": MAX_SUPERSTEPS}, context=Context.of(services))
    return loop.time() - begun


async def left_out(state: Any, runtime: Any) -> dict[str, Any]:
    """A step that asks nobody and would take long."""
    return {}


async def not_run(state: Any, runtime: Any) -> Command[Literal["synthesize"]]:
    """Other forms of the model: they are asked for, and computing them asks nobody."""
    return Command(goto="synthesize")


def summed(outlook: Outlook, settings: Settings, latency: Latency, courses: tuple[Course, Course, Course]) -> Estimate:
    """Three dry runs, from the least to the most, as one estimate."""
    nodes = dict.fromkeys(node for course in courses for node in course.tallies)
    asking = tuple(
        Asking(
            node=node,
            calls=_span([_of(course, node).calls for course in courses]),
            prompt_tokens=_span([_of(course, node).prompt_tokens for course in courses]),
            completion_tokens=_span([_of(course, node).completion_tokens for course in courses]),
        )
        for node in nodes
    )
    usd = [course.usd for course in courses if course.usd is not None]
    whole = Estimate(
        mode=outlook.route.mode,
        models=tuple(dict.fromkeys((settings.model_for_reading, settings.model_for_speaking, settings.model))),
        calls=_total([one.calls for one in asking]),
        prompt_tokens=_total([one.prompt_tokens for one in asking]),
        completion_tokens=_total([one.completion_tokens for one in asking]),
        usd=_span(usd) if len(usd) == len(courses) else None,
        seconds=_span([course.seconds for course in courses]),
        latency=latency,
        asking=asking,
        assumed=outlook.assumed,
    )
    return whole.model_copy(update={"limits": tuple(_limits(whole, settings))})


def _of(course: Course, node: str) -> Tally:
    return course.tallies.get(node, Tally())


def _span(figures: list[Any]) -> Span:
    low, likely, high = sorted(figures)
    return Span(low=low, likely=likely, high=high)


def _total(spans: list[Span]) -> Span:
    return Span(
        low=sum(span.low for span in spans),
        likely=sum(span.likely for span in spans),
        high=sum(span.high for span in spans),
    )


def _limits(whole: Estimate, settings: Settings) -> list[str]:
    """The limits that the likely run would reach, as the variables are called that set them."""
    tokens = whole.prompt_tokens.likely + whole.completion_tokens.likely
    usd = math.inf if whole.usd is None else whole.usd.likely  # what has no price is not asked for under such a limit
    reached = {
        "SOBREMESA_MAX_CALLS": whole.calls.likely > settings.max_calls,
        "SOBREMESA_MAX_TOKENS": tokens > settings.max_tokens,
        "SOBREMESA_MAX_USD": settings.max_usd is not None and usd > settings.max_usd,
        "SOBREMESA_DEADLINE": whole.seconds.likely > settings.deadline,
    }
    return [name for name, is_reached in reached.items() if is_reached]
