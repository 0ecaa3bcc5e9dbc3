"""`sobremesa run` and `sobremesa resume`: a question, live progress, the report."""

from __future__ import annotations

import asyncio
import shlex
from collections.abc import Coroutine
from pathlib import Path
from typing import TYPE_CHECKING, Any, NoReturn

import typer

from sobremesa.cli import options, replying
from sobremesa.cli.console import must_be_writable, say, show_json, show_markdown, write
from sobremesa.cli.exits import BY_STATUS, INTERRUPTED, one_sentence
from sobremesa.cli.progress import watcher
from sobremesa.nodes.contract import Request, Result

if TYPE_CHECKING:
    from sobremesa.nodes.settings import Settings


def run(
    scenario: options.Scenario,
    mode: options.Mode = "auto",
    context: options.Facts = None,
    num_agents: options.NumAgents = None,
    steps: options.Steps = None,
    rounds: options.Rounds = None,
    turn_taking: options.TurnTaking = None,
    event: options.Events = None,
    scene: options.Scenes = None,
    persona: options.Personas = None,
    personas: options.Sheet = None,
    quota: options.Quotas = None,
    seed: options.Seed = 0,
    replicates: options.RunsOrTalks = None,
    masked: options.Masked = None,
    coupled: options.Coupled = None,
    conversations: options.Conversations = None,
    exchanged: options.Exchanged = None,
    crowd: options.Crowd = None,
    precision: options.Precision = None,
    model: options.Model = None,
    gguf: options.Gguf = None,
    recompile: options.Recompile = False,
    model_forms: options.ModelForms = 1,
    review: options.Review = False,
    thread: str | None = typer.Option(None, help="The name of the run, to resume or show it by."),
    dry_run: options.DryRun = False,
    latency: options.Latency = None,
    out: options.Out = None,
    as_json: options.AsJson = False,
) -> None:
    """Answer a question, from plain words to a report."""
    with one_sentence():
        from sobremesa.nodes.asking import read_request

        request = read_request(
            {
                "scenario": options.read_scenario(scenario),
                "mode": mode,
                "context": options.read_facts(context),
                "num_agents": num_agents,
                "steps": steps,
                "rounds": rounds,
                "turn_taking": turn_taking,
                "events": options.read_happenings(event, scene),
                "agents": options.read_personas(persona),
                "personas": options.read_sheet(personas),
                "quotas": options.read_quotas(quota),
                "seed": seed,
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
        if dry_run:
            estimated(request, options.read_settings(model, gguf), latency, as_json)
        must_be_writable(out)
        ran(request, model, thread, out, as_json, gguf)


def estimated(request: Request, settings: Settings, latency: str | None, as_json: bool) -> NoReturn:
    """Tell what a run would take of a language model, and end the process."""
    from sobremesa.graphs.estimating import estimate
    from sobremesa.report.estimate import render

    made = asyncio.run(estimate(request, settings, options.read_latency(latency)))
    if as_json:
        show_json(made.model_dump(mode="json"))
    else:
        show_markdown(render(made))
    raise typer.Exit(0)


def ran(
    request: Request,
    model: str | None,
    thread: str | None,
    out: Path | None,
    as_json: bool,
    gguf: Path | None = None,
) -> NoReturn:
    """Run a request to its end, tell how far it is, and deliver what comes out."""
    from sobremesa.graphs import run as runs

    settings = options.read_settings(model, gguf)
    name = thread or runs.new_thread_id()
    with watcher(as_json) as watch:
        result = interruptible(runs.start(request, settings, name, watch=watch), name, model, gguf)
    deliver(result, out, as_json)


def resume(
    thread: str,
    approve: replying.Approve = False,
    values: replying.Set = None,
    document: replying.Document = None,
    change: replying.Say = None,
    model: options.Model = None,
    gguf: options.Gguf = None,
    out: options.Out = None,
    as_json: options.AsJson = False,
) -> None:
    """Run an interrupted run on, from where it was; or reply to a model in review."""
    with one_sentence():
        from sobremesa.graphs import run as runs

        reply = replying.reply_of(approve, values, document, change)
        settings = options.read_settings(model, gguf)
        with watcher(as_json) as watch:
            result = interruptible(runs.resume(thread, settings, watch=watch, reply=reply), thread, model, gguf)
        deliver(result, out, as_json)


def interruptible(work: Coroutine[Any, Any, Result], thread: str, model: str | None, gguf: Path | None) -> Result:
    """What comes of work on a thread; interrupted, the process says how to go on with it, and ends."""
    try:
        return asyncio.run(work)
    except KeyboardInterrupt:
        # A thread goes on with the language model that it was begun with, or not at all.
        chosen = "" if model is None else f" --model {shlex.quote(model)}"
        chosen += "" if gguf is None else f" --gguf {shlex.quote(str(gguf))}"
        say(f"\nInterrupted; nothing finished is lost. To go on: sobremesa resume {thread}{chosen}")
        raise typer.Exit(INTERRUPTED) from None


def deliver(result: Result, out: Path | None, as_json: bool) -> NoReturn:
    """Give the result to whoever asked, and end the process with the code of its status."""
    from sobremesa.report.markdown import render
    from sobremesa.report.proposal import render as proposed
    from sobremesa.report.written import text_of

    if result.asked is not None and not as_json:
        show_markdown(proposed(result.asked, result.next_steps))
        raise typer.Exit(BY_STATUS[result.status])
    if out is not None and result.report is not None:
        write(out, text_of(result.report, out))
    if as_json:
        show_json(result.to_dict())
    elif out is not None or result.report is None:
        show_markdown(result.answer)
    else:
        show_markdown(render(result.report))
    if not as_json:
        say(f"\nThread {result.thread_id}: sobremesa show {result.thread_id}")
    raise typer.Exit(BY_STATUS[result.status])
