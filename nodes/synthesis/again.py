"""The command line that computes the same again."""

from __future__ import annotations

import json
import shlex
from collections.abc import Iterator, Mapping
from typing import Any

from sobremesa.mechanics.documents import Document
from sobremesa.nodes.contract import Request

OF_A_RUN = ("num_agents", "steps", "rounds", "context", "agents", "personas", "quotas", "events")
"""What `sobremesa run` takes, and the commands that explore a model don't."""


FILE = ".gguf"
"""How a file with a language model ends; only `sobremesa run` takes one."""


def command(
    request: Request,
    replicated: bool,
    model: str | None = None,
    document: Document | None = None,
    language_model: str | None = None,
) -> str | None:
    """The command that asks the same with the same seed; `replicated`: a model is run; `model`: one that was given.

    `document` is what was run, `language_model` the name of that which had a part: of a file where it ends in .gguf.
    None where no command asks this: the request came from a program. A file of personas is called FILE.
    """
    asked: dict[str, Any] = {key: value for key, value in request.experiment.items() if value}
    if request.document is None and not set(asked) - {"precision"}:
        parts = ["run", request.scenario, "--mode", request.mode]
        parts += ["--precision", f"{asked['precision']}"] if asked else []
    else:
        exploring = _exploring(request, asked, model, document)
        if exploring is None or (language_model or "").endswith(FILE):
            return None
        parts = exploring
    parts = ["sobremesa", *parts, "--seed", str(request.seed)]
    if language_model is not None:
        parts += ["--gguf" if language_model.endswith(FILE) else "--model", language_model]
    numbers = {"--agents": request.num_agents, "--steps": request.steps, "--rounds": request.rounds}
    for flag, value in numbers.items():
        if value is not None:
            parts += [flag, str(value)]
    if replicated or request.replicates is not None:
        parts += ["--replicates", str(request.runs)]
    if request.model_forms > 1:
        parts += ["--model-forms", str(request.model_forms)]
    if request.masked is not None:
        parts.append("--masked" if request.masked else "--no-masked")
    parts += _beside(request)
    if request.context:
        parts += ["--context", json.dumps(request.context, ensure_ascii=False)]
    return shlex.join([*parts, *_talk(request)])


def _beside(request: Request) -> Iterator[str]:
    """How people and a model are held beside each other."""
    if request.coupled != "both":
        yield from ("--coupled", request.coupled)
    if request.conversations is not None:
        yield from ("--conversations", str(request.conversations))
    if request.exchanged is not None:
        yield "--exchanged" if request.exchanged else "--no-exchanged"
    if request.crowd is not None:
        yield from ("--crowd", str(request.crowd))


def _talk(request: Request) -> Iterator[str]:
    """What is said about a talk: who is there, who speaks when, what happens."""
    if request.turn_taking != "simultaneous":
        yield from ("--turn-taking", request.turn_taking)
    for happening in request.events:
        yield from (f"--{happening.kind}", f"{happening.round}: {happening.what}")
    for agent in request.agents:
        yield from ("--persona", f"{agent.role}: {agent.traits}" if agent.traits else agent.role)
    if request.personas is not None:
        yield from ("--personas", "FILE")
    for dimension, shares in request.quotas.items():
        yield from ("--quota", f"{dimension}: {', '.join(f'{label} {share:g}' for label, share in shares.items())}")


def _exploring(
    request: Request, asked: Mapping[str, Any], model: str | None, document: Document | None
) -> list[str] | None:
    """The command that explores a model, one for each thing that can be asked; None where it asks another, or two."""
    of = request.scenario if request.document is None else model
    if len(asked) != 1 or of is None or any(getattr(request, field) for field in OF_A_RUN):
        return None
    ((key, value),) = asked.items()
    if key == "sweep" and document is not None and len({frozenset(each) for each in value}) > 1:
        # ends are given on a command line for all parameters or for none
        value = [each.model_dump(mode="json", by_alias=True) for each in document.experiment.sweep]
    flags: Mapping[str, Any] = {
        "sweep": _sweep, "scale": _scale, "sensitivity": _sensitivity, "calibrate": _calibration,
    }  # fmt: skip
    return [key, of, *flags[key](value)] if key in flags else None


def _sweep(sweeps: list[dict[str, Any]]) -> Iterator[str]:
    for each in sweeps:
        yield from ("--parameter", each["parameter"])
        for end in ("from", "to", "points"):
            if end in each:
                yield from (f"--{end}", f"{each[end]}")


def _scale(asked: dict[str, Any]) -> Iterator[str]:
    if "parameter" in asked:
        yield from ("--parameter", asked["parameter"])
    for size in asked["values"]:
        yield from ("--size", f"{size}")


def _sensitivity(asked: dict[str, Any]) -> Iterator[str]:
    for name in asked.get("parameters", ()):
        yield from ("--parameter", name)


def _calibration(asked: dict[str, Any]) -> Iterator[str]:
    for name in asked["parameters"]:
        yield from ("--parameter", name)
    for target in asked["targets"]:
        take = f":{target['take']}" if target.get("take", "last") != "last" else ""
        yield from ("--target", f"{target['measure']}{take}={target['value']}")
