"""The Python face: ask a question about a group of people, get a typed result.

Each function has an async twin (`asimulate_scenario`, …). What is not given is taken from the context, then the text,
then the model document, then the defaults: 50 steps and 5 rounds.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

from sobremesa.cards import Cards, text_of
from sobremesa.graphs import run
from sobremesa.graphs.scenario import build_graph
from sobremesa.mechanics.documents import Document
from sobremesa.nodes.asking import read_request
from sobremesa.nodes.assembly import build_services
from sobremesa.nodes.cast import cast_of
from sobremesa.nodes.contract import Request, Result
from sobremesa.nodes.interpreter import Casting, Interpreter, NoModel, Route, Translation
from sobremesa.nodes.settings import Settings
from sobremesa.synchronous import synchronous

__all__ = [
    "acast",
    "aclassify",
    "acompile",
    "asimulate_interactions",
    "asimulate_mechanics",
    "asimulate_scenario",
    "build_graph",
    "cast",
    "classify",
    "compile",
    "simulate_interactions",
    "simulate_mechanics",
    "simulate_scenario",
]

Agents = Sequence[Mapping[str, str]]
Events = Sequence[Mapping[str, Any]]
Facts = Mapping[str, Any]
Quotas = Mapping[str, Mapping[str, float]]


async def asimulate_scenario(
    scenario: str,
    mode: str = "auto",
    context: Facts | None = None,
    num_agents: int | None = None,
    steps: int | None = None,
    rounds: int | None = None,
    seed: int | None = None,
    *,
    agents: Agents | None = None,
    personas: Cards | None = None,
    quotas: Quotas | None = None,
    turn_taking: str | None = None,
    events: Events | None = None,
    replicates: int | None = None,
    precision: float | None = None,
    masked: bool | None = None,
    coupled: str | None = None,
    conversations: int | None = None,
    exchanged: bool | None = None,
    crowd: int | None = None,
    recompile: bool = False,
    model_forms: int = 1,
    review: bool = False,
    thread_id: str | None = None,
    settings: Settings | None = None,
) -> Result:
    """Answer a what-if question about a group of people.

    Args:
        scenario: who is involved and what happens, in plain words.
        mode: `auto`, `mechanics` (a model that is computed), `social` (personas who talk) or `hybrid` (both, coupled).
        context: facts by name; numbers bind parameters of the model, the rest is quoted to the personas.
        num_agents: how many agents (all types in proportion); in social mode, how many personas.
        steps: how many steps of the model's clock.
        rounds: how many rounds the personas talk.
        seed: 0 to 2^53 - 1 (0 if not given); the same seed gives the same bits.
        agents: personas, each `{"role": "anxious person", "traits": "worries aloud"}`.
        personas: who talks, as cards: a file (`Path`), its text (YAML or JSON), or what `cast` gave.
        quotas: a sample of people: by dimension how many of which, `{"age": {"18-34": 3, "35-80": 2}}`.
        turn_taking: `simultaneous` (all at once, if not given), `round_robin`, or `urgency` (spoken to, first to go).
        events: what happens around a talk, each `{"round": 3, "what": "the lights go out"}`; with `"kind": "scene"`
            another place or time.
        replicates: how many runs of each arm (30 if not given); where people talk without a model, also where mode
            `auto` finds that they do, how many conversations (1).
        precision: more runs are made until the headline's 95% interval reaches no further to either side, in its unit.
        masked: conversations are held again without the one or two who moved the others most, to see what they did.
            If not given, only in rehearsal, where it costs nothing.
        coupled: where people and a model act on each other: `both` (if not given), `see` (they move nothing), `move`
            (they see nothing), or `apart`: each by itself, and held against the other.
        conversations: how many are held beside a model (1), each in a world of its own, for an interval on what talk
            does.
        exchanged: one more is held beside the model in which everyone sits in another's place. If not given, only in
            rehearsal.
        crowd: how far as many people would follow those who talk, if they moved by the law that these follow.
        recompile: a language model is asked for the model anew, though it has written one for this scenario before.
        model_forms: 2 or 3: models that differ in structure and all fit the text are run side by side, as many as there
            are up to this; the answer says whether it depends on which one it is.
        review: the model is shown before it runs: the result has status `needs_input`, and `resume` replies.
        thread_id: the name of the run, to resume or show it by; a new one if not given.
        settings: language model, home and limits; those of the environment if not given.

    Returns:
        The answer with its findings, assumptions, report and `thread_id`. A scenario for which there is no model
        is a result too (status `no_model`), and says what is missing.

    Raises:
        BadRequestError: an argument can't be taken as it stands; nothing was started.
        ThreadBusyError: another process runs this thread.
        SobremesaError: whatever else ended the run; the thread can be resumed.
    """
    request = read_request(
        {
            "scenario": scenario,
            "mode": mode,
            "context": context,
            "num_agents": num_agents,
            "steps": steps,
            "rounds": rounds,
            "seed": seed,
            "agents": agents,
            "personas": text_of(personas),
            "quotas": quotas,
            "turn_taking": turn_taking,
            "events": events,
            "replicates": replicates,
            "masked": masked,
            "coupled": coupled,
            "conversations": conversations,
            "exchanged": exchanged,
            "crowd": crowd,
            "recompile": recompile,
            "model_forms": model_forms,
            "review": review,
            "experiment": None if precision is None else {"precision": precision},
        }
    )
    return await run.start(request, settings or Settings.from_env(), thread_id)


async def asimulate_mechanics(
    scenario: str,
    context: Facts | None = None,
    steps: int | None = None,
    num_agents: int | None = None,
    seed: int | None = None,
    *,
    replicates: int | None = None,
    precision: float | None = None,
    thread_id: str | None = None,
    settings: Settings | None = None,
) -> Result:
    """Compute what happens: `asimulate_scenario` in mode `mechanics`."""
    return await asimulate_scenario(
        scenario,
        "mechanics",
        context,
        num_agents,
        steps,
        seed=seed,
        replicates=replicates,
        precision=precision,
        thread_id=thread_id,
        settings=settings,
    )


async def asimulate_interactions(
    scenario: str,
    agents: Agents | None = None,
    rounds: int | None = None,
    context: Facts | None = None,
    seed: int | None = None,
    *,
    personas: Cards | None = None,
    quotas: Quotas | None = None,
    turn_taking: str | None = None,
    events: Events | None = None,
    replicates: int | None = None,
    masked: bool | None = None,
    thread_id: str | None = None,
    settings: Settings | None = None,
) -> Result:
    """Let people talk it out: `asimulate_scenario` in mode `social`."""
    return await asimulate_scenario(
        scenario,
        "social",
        context,
        rounds=rounds,
        seed=seed,
        agents=agents,
        personas=personas,
        quotas=quotas,
        turn_taking=turn_taking,
        events=events,
        replicates=replicates,
        masked=masked,
        thread_id=thread_id,
        settings=settings,
    )


async def aclassify(scenario: str, *, settings: Settings | None = None, **fields: Any) -> Route:
    """Only the first step: which kind of simulation answers the question, and why. `fields` are those of a request."""
    request = _request(scenario, fields)
    return await _interpreter(settings).classify(request)


async def acompile(scenario: str, *, settings: Settings | None = None, **fields: Any) -> Translation | NoModel:
    """Only the second step: the scenario as a model document, or what is missing for one."""
    request, interpreter = _request(scenario, fields), _interpreter(settings)
    return await interpreter.compile(request, await interpreter.classify(request))


async def acast(scenario: str, *, settings: Settings | None = None, **fields: Any) -> Casting:
    """Only the casting: who talks, where, and about which question. What it gives can be changed, and run with."""
    fields = {**fields, "personas": text_of(fields.get("personas"))}
    request, interpreter = _request(scenario, fields), _interpreter(settings)
    route = await interpreter.classify(request)
    document: Document | None = None
    if route.mode == "hybrid":
        translation = await interpreter.compile(request, route)
        document = translation.document if isinstance(translation, Translation) else None
    return await cast_of(interpreter, request, route, document)


def _request(scenario: str, fields: Mapping[str, Any]) -> Request:
    return read_request({"scenario": scenario, **fields})


def _interpreter(settings: Settings | None) -> Interpreter:
    # A step alone belongs to no run: under a name of its own, its calls count against nobody else's limits.
    return build_services(settings or Settings.from_env(), run.new_thread_id()).interpreter


simulate_scenario = synchronous(asimulate_scenario)
simulate_mechanics = synchronous(asimulate_mechanics)
simulate_interactions = synchronous(asimulate_interactions)
classify = synchronous(aclassify)
compile = synchronous(acompile)  # noqa: A001 - the field's word, and the command's
cast = synchronous(acast)
