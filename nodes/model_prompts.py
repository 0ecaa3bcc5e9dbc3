"""What a language model is told that reads a scenario: the language, the task, examples, and the scenario as data."""

from __future__ import annotations

import json
from collections.abc import Mapping, Sequence
from functools import cache
from importlib.resources import files
from typing import Any

from sobremesa.mechanics.documents import Document
from sobremesa.nodes.contract import Request
from sobremesa.nodes.examples import examples, process_examples
from sobremesa.nodes.gateway.estimate import estimate
from sobremesa.nodes.interpreter import Route, Taken
from sobremesa.nodes.sheet.casting import listed_in
from sobremesa.nodes.tongue import is_english
from sobremesa.personas.prompting import load_prompt, quote

PACKAGE = "sobremesa.nodes"
MOST_TOKENS_OF_A_PROMPT = 8_000

PEOPLE_TALK = "\n## Personas and coupling\n"
"""The heading of the last part of the language's reference."""

KINDS = {
    "mechanics": "Nobody talks in this run: write no `personas` and no `coupling`.",
    "hybrid": "People talk while it happens: write `personas` for those whom the scenario names, and a `coupling` "
    "whose levers are what they decide about.",
}

IN_ITS_LANGUAGE = (
    "Unless the scenario is English: purpose, question, every `why` and the assumptions are in its language, quotes "
    "its own words, names plain ASCII."
)


def prompts(request: Request, route: Route) -> tuple[str, str]:
    """What a language model is asked when it compiles: the language and the task; then examples and the scenario.

    Both together have fewer than MOST_TOKENS_OF_A_PROMPT, unless scenario and context alone take more: examples take
    the room that is left.
    """
    system = task(route)
    scenario = load_prompt(PACKAGE, "scenario")
    asked = {
        "scenario": quote(request.scenario),
        "context": facts(request.context),
        "kind": asked_for(request, route),
    }
    bare = scenario.render(examples="(none)", **asked)
    room = MOST_TOKENS_OF_A_PROMPT - estimate([("system", system), ("user", bare)])
    shown = process_examples if route.kind == "process" else examples
    return system, scenario.render(examples=shown(request.scenario, route, room), **asked)


def task(route: Route) -> str:
    """The language and what to do in it: that of models, or that of processes."""
    if route.kind == "process":
        return load_prompt(PACKAGE, "compile_process").render(reference=process_reference())
    return load_prompt(PACKAGE, "compile").render(reference=reference(talking=route.mode == "hybrid"))


def prompts_of_change(request: Request, route: Route, document: Document, words: str) -> tuple[str, str]:
    """What a language model is asked when a person wants its document changed: without examples, but for it."""
    from sobremesa.mechanics.writing import write_document

    system = task(route)
    scenario = load_prompt(PACKAGE, "scenario").render(
        examples="(none)",
        scenario=quote(request.scenario),
        context=facts(request.context),
        kind=asked_for(request, route),
    )
    change = load_prompt(PACKAGE, "revise").render(document=quote(write_document(document)), words=quote(words))
    return system, f"{scenario}\n\n{change}"


def prompts_of_form(request: Request, route: Route, taken: Sequence[Taken]) -> tuple[str, str]:
    """What a language model is asked when another form of a model is wanted: those that there are, as examples."""
    from sobremesa.mechanics.writing import write_document

    system = load_prompt(PACKAGE, "compile").render(reference=reference(talking=False))
    scenario = load_prompt(PACKAGE, "scenario").render(
        examples="(none)",
        scenario=quote(request.scenario),
        context=facts(request.context),
        kind=asked_for(request, route),
    )
    first = taken[0].name
    another = load_prompt(PACKAGE, "form").render(
        taken="\n\n".join(quote(write_document(form.document)) for form in taken),
        first=", in as many" if first is None else f": {first}",
    )
    return system, f"{scenario}\n\n{another}"


def asked_for(request: Request, route: Route) -> str:
    """Who talks in the model, in words; and in which language it is written for people, where that is not English."""
    kind = _asked_for(request, route)
    return kind if is_english(request.scenario) else f"{kind} {IN_ITS_LANGUAGE}".strip()


def _asked_for(request: Request, route: Route) -> str:
    agents = listed_in(request)
    if route.mode != "hybrid" or not agents:
        return KINDS.get(route.mode, "")
    listed = "\n".join(", ".join(part for part in (a.name, a.role, a.traits) if part) for a in agents)
    return f"{KINDS['hybrid']} These people are the personas, all of them and in this order:\n{quote(listed)}"


def facts(context: Mapping[str, Any]) -> str:
    """The caller's context as quoted lines."""
    return quote("\n".join(f"{name}: {json.dumps(fact, ensure_ascii=False)}" for name, fact in context.items()))


@cache
def reference(talking: bool) -> str:
    """The language in brief, with what is needed where people talk or without."""
    whole = files("sobremesa.mechanics").joinpath("reference.md").read_text("utf-8")
    return whole if talking else whole.partition(PEOPLE_TALK)[0]


@cache
def process_reference() -> str:
    """The language of processes in brief."""
    return files("sobremesa.mechanics.processes").joinpath("reference.md").read_text("utf-8")
