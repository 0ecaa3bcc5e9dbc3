"""From whatever a caller sends to a Request, or one sentence that says what to change."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any, get_args

from pydantic import ValidationError
from pydantic_core import ErrorDetails

from sobremesa.errors import BadRequestError
from sobremesa.nodes.contract import (
    MAX_AGENTS,
    MAX_COUPLED_CONVERSATIONS,
    MAX_CROWD,
    MAX_DOCUMENT_CHARACTERS,
    MAX_EVENTS,
    MAX_FORMS,
    MAX_PERSONAS,
    MAX_QUOTAS,
    MAX_REPLICATES,
    MAX_ROUNDS,
    MAX_SCENARIO_CHARACTERS,
    MAX_SHEET_CHARACTERS,
    MAX_STEPS,
    Asked,
    Coupled,
    Mode,
    Request,
)
from sobremesa.nodes.given_model import route_of
from sobremesa.nodes.sanitise import sanitise_fields
from sobremesa.nodes.sheet.reading import read_sheet
from sobremesa.nodes.talks import conversations
from sobremesa.personas.quotas import read_quotas
from sobremesa.personas.turn_taking import TurnTaking

NO_SCENARIO = (
    "There is no scenario: say in a sentence or two who is involved and what happens, "
    "for example: 100 colleagues pass a rumour on; how many have heard it after a day?"
)

EXPECTED = {
    "scenario": f"a few sentences, at most {MAX_SCENARIO_CHARACTERS:,} characters",
    "mode": f"one of {', '.join(get_args(Mode))}",
    "context": "a mapping of names to facts",
    "num_agents": f"a whole number from 1 to {MAX_AGENTS:,}",
    "steps": f"a whole number from 1 to {MAX_STEPS:,}",
    "rounds": f"a whole number from 1 to {MAX_ROUNDS}",
    "events": f'at most {MAX_EVENTS} of {{"round": 1 to {MAX_ROUNDS}, "what": "…"}}, a change of place or time with '
    '"kind": "scene"',
    "turn_taking": f"one of {', '.join(get_args(TurnTaking))}",
    "agents": f'at most {MAX_PERSONAS} of {{"role": "…", "traits": "…"}}',
    "personas": f"cards, YAML or JSON, of at most {MAX_SHEET_CHARACTERS:,} characters",
    "quotas": f'at most {MAX_QUOTAS} of {{"age": {{"18-34": 3, "35-80": 2}}}}: by dimension, how many of which',
    "seed": "a whole number from 0 to 2^53 - 1",
    "replicates": f"a whole number from 1 to {MAX_REPLICATES:,}",
    "masked": "true or false",
    "coupled": f"one of {', '.join(get_args(Coupled))}",
    "conversations": f"a whole number from 1 to {MAX_COUPLED_CONVERSATIONS}",
    "exchanged": "true or false",
    "crowd": f"a whole number from 3 to {MAX_CROWD:,}",
    "document": f"a model document, YAML or JSON, of at most {MAX_DOCUMENT_CHARACTERS:,} characters",
    "recompile": "true or false",
    "model_forms": f"a whole number from 1 to {MAX_FORMS}",
    "review": "true or false",
    "experiment": f"a mapping with keys among {', '.join(get_args(Asked))}",
    "budget": 'the most that may be taken, {"calls": 100, "tokens": 200000, "usd": 1, "seconds": 60} or some of these',
}


def read_request(fields: Mapping[str, Any]) -> Request:
    """The request that `fields` describe, its text made safe.

    Raises BadRequestError with a sentence for each field to be changed (MistakenSheetError for personas), DocumentError
    where a document is given that is none.
    """
    given = {name: value for name, value in fields.items() if value is not None}
    scenario = given.get("scenario")
    if not isinstance(scenario, str) or not scenario.strip():
        raise BadRequestError(NO_SCENARIO, ("scenario",))
    if len(scenario) > MAX_SCENARIO_CHARACTERS:
        raise BadRequestError(
            f"The scenario has {len(scenario):,} characters, and at most {MAX_SCENARIO_CHARACTERS:,} fit: "
            "shorten it, or give the figures as context.",
            ("scenario",),
        )
    safe = sanitise_fields(given)
    if not safe["scenario"].strip():
        raise BadRequestError(NO_SCENARIO, ("scenario",))
    try:
        request = Request.model_validate(safe)
    except ValidationError as error:
        raise mistaken(error) from None
    if request.document is not None:
        route_of(request)
    if request.model_forms > 1 and (request.document is not None or request.mode in ("social", "hybrid")):
        why = "a model is given" if request.document is not None else "people talk"
        raise BadRequestError(f"model_forms asks for models of a scenario: leave it out where {why}.")
    if request.mode == "social":
        conversations(request)
    read_cast(request)
    return request


def read_cast(request: Request) -> None:
    """Raises BadRequestError where who is to talk is asked for in several ways, or in one that can't be taken."""
    asked = [name for name in ("agents", "personas", "quotas") if getattr(request, name)]
    if len(asked) > 1:
        raise BadRequestError(f"{' and '.join(asked)} each say who talks: give one of them.", tuple(asked))
    if request.personas is not None:
        read_sheet(request.personas)
    read_quotas(request.quotas)


def mistaken(error: ValidationError, expected: Mapping[str, str] = EXPECTED) -> BadRequestError:
    """What to change, a sentence a field; `expected` says what each may be."""
    problems = error.errors(include_url=False)
    names = tuple(dict.fromkeys(map(field_of, problems)))
    return BadRequestError(" ".join(sentence(problem, expected) for problem in problems), names)


def field_of(problem: ErrorDetails) -> str:
    """The name of the field at fault."""
    return str(problem["loc"][0]) if problem["loc"] else "request"


def sentence(problem: ErrorDetails, expected: Mapping[str, str] = EXPECTED) -> str:
    """What to change about one field."""
    name = field_of(problem)
    if name not in expected:
        return f"A request has no {name!r}: it knows {', '.join(expected)}."
    return f"{name} must be {expected[name]}, not {brief(problem['input'])}."


def brief(value: object) -> str:
    """A value as it can stand in a sentence."""
    shown = repr(value)
    return shown if len(shown) <= 60 else shown[:57] + "…"
