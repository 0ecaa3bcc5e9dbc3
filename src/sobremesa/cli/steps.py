"""`sobremesa classify`, `compile` and `cast`: one step of the loop alone."""

from __future__ import annotations

import typer

from sobremesa.cli import options
from sobremesa.cli.console import must_be_writable, say, show_json, write
from sobremesa.cli.exits import BY_STATUS, one_sentence


def classify(scenario: options.Scenario, mode: options.Mode = "auto", as_json: options.AsJson = False) -> None:
    """Which kind of simulation answers the question, and which words decided."""
    with one_sentence():
        from sobremesa import api

        route = api.classify(options.read_scenario(scenario), mode=mode)
        if as_json:
            show_json(route.model_dump(mode="json"))
            return
        typer.echo(f"{route.mode} (confidence {route.confidence:.2f})")
        for reason in route.reasons:
            typer.echo(f"- {reason}")


def compile_(
    scenario: options.Scenario,
    mode: options.Mode = "auto",
    context: options.Facts = None,
    num_agents: options.NumAgents = None,
    steps: options.Steps = None,
    recompile: options.Recompile = False,
    out: options.Out = None,
    as_json: options.AsJson = False,
) -> None:
    """The scenario as a model document, or what is missing for one."""
    with one_sentence():
        from sobremesa import api
        from sobremesa.mechanics.writing import write_document
        from sobremesa.nodes.interpreter import NoModel

        facts = options.read_facts(context)
        made = api.compile(
            options.read_scenario(scenario),
            mode=mode,
            context=facts,
            num_agents=num_agents,
            steps=steps,
            recompile=recompile,
        )
        if as_json:
            show_json(made.model_dump(mode="json"))
        elif isinstance(made, NoModel):
            for line in (*made.understood, *made.missing, *made.advice):
                say(line)
        elif out is not None:
            write(out, write_document(made.document))
        else:
            typer.echo(write_document(made.document))
        if isinstance(made, NoModel):
            raise typer.Exit(BY_STATUS["no_model"])


def cast(
    scenario: options.Scenario,
    mode: options.Mode = "social",
    context: options.Facts = None,
    num_agents: options.NumAgents = None,
    persona: options.Personas = None,
    personas: options.Sheet = None,
    quota: options.Quotas = None,
    seed: options.Seed = 0,
    model: options.Model = None,
    gguf: options.Gguf = None,
    out: options.Out = None,
    as_json: options.AsJson = False,
) -> None:
    """Who would talk, where, and about which question: cards in YAML, to change and to run with `--personas`."""
    with one_sentence():
        from sobremesa import api
        from sobremesa.nodes.sheet.writing import write_sheet

        fields = {
            "mode": mode,
            "context": options.read_facts(context),
            "num_agents": num_agents,
            "agents": options.read_personas(persona),
            "personas": options.read_sheet(personas),
            "quotas": options.read_quotas(quota),
            "seed": seed,
        }
        must_be_writable(out)
        casting = api.cast(options.read_scenario(scenario), settings=options.read_settings(model, gguf), **fields)
        if as_json:
            show_json(casting.model_dump(mode="json"))
        elif out is not None:
            write(out, write_sheet(casting))
        else:
            typer.echo(write_sheet(casting))
