"""The four tools: what each is called, what it says of itself, and what it takes."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from pydantic import BaseModel

from sobremesa.errors import BadRequestError
from sobremesa.nodes.calls import Call, Inquiry
from sobremesa.nodes.contract import Mode

GET = "get_simulation"
WAITING = ("budget", "wait", "idempotency_key")


@dataclass(frozen=True, slots=True)
class Tool:
    """A tool of the contract. It takes these `fields` of `takes`; `mode` is set for the caller where it is not None."""

    name: str
    title: str
    description: str
    takes: type[BaseModel]
    fields: tuple[str, ...]
    mode: Mode | None = None

    def input_schema(self) -> dict[str, Any]:
        """What the tool takes, as a JSON schema that stands by itself: no references, nothing that is not listed."""
        whole = self.takes.model_json_schema()
        properties = {name: plain(whole["properties"][name], whole.get("$defs", {})) for name in self.fields}
        needed = [name for name in whole.get("required", ()) if name in self.fields]
        return {"type": "object", "properties": properties, "required": needed, "additionalProperties": False}

    def taken(self, arguments: Mapping[str, Any]) -> dict[str, Any]:
        """The arguments as fields of the contract. Raises BadRequestError for what the tool does not take."""
        unknown = tuple(name for name in arguments if name not in self.fields)
        if unknown:
            raise BadRequestError(
                f"{self.name} has no {', '.join(map(repr, unknown))[:200]}: it takes {', '.join(self.fields)}.", unknown
            )
        return dict(arguments) if self.mode is None else {**arguments, "mode": self.mode}


TOOLS = (
    Tool(
        "simulate_scenario",
        "Simulate a what-if question about people",
        'Answers a "what if…" question about a group of people by simulating it: computes an agent-based model, lets '
        "personas talk it out, or couples the two, whichever the question needs. Use it where the answer depends on "
        "many people acting on each other and can't be looked up. Gives a short answer with numbers and intervals, a "
        "verdict on whether it would come out again, and what was assumed. May take minutes: after `wait` seconds it "
        f"gives a thread_id with status running; call {GET} with it.",
        Call,
        tuple(Call.model_fields),
    ),
    Tool(
        "simulate_mechanics",
        "Compute a model of many people",
        "Computes an agent-based model of the scenario (opinions, rumours, epidemics, markets, frustration that "
        "spreads) over many runs: numbers with intervals, tipping points, what the answer hangs on. Nobody talks. "
        f"After `wait` seconds it gives a thread_id with status running; call {GET} with it.",
        Call,
        (
            *("scenario", "context", "num_agents", "steps", "seed", "replicates"),
            *("document", "recompile", "model_forms", "review", "experiment", *WAITING),
        ),
        "mechanics",
    ),
    Tool(
        "simulate_interactions",
        "Let personas talk it out",
        "Lets a few personas talk about the scenario, round by round: who says what, who moves whom, whether they "
        "agree. "
        f"After `wait` seconds it gives a thread_id with status running; call {GET} with it.",
        Call,
        (
            *("scenario", "context", "num_agents", "agents", "personas", "quotas", "rounds", "turn_taking", "events"),
            *("seed", "replicates", "masked", "crowd", "review", *WAITING),
        ),
        "social",
    ),
    Tool(
        GET,
        "Ask after a simulation",
        "Waits for a simulation that another call began and gives its result; gives its whole report page by page; "
        "replies to one that waits for a word (status needs_input). A run that was cut off goes on.",
        Inquiry,
        tuple(Inquiry.model_fields),
    ),
)


def tool_of(name: str) -> Tool:
    """The tool of a name. Raises BadRequestError."""
    for tool in TOOLS:
        if tool.name == name:
            return tool
    raise BadRequestError(f"There is no tool {name[:80]!r}: there are {', '.join(tool.name for tool in TOOLS)}.")


def plain(schema: Any, definitions: Mapping[str, Any]) -> Any:
    """A JSON schema with its references filled in, and without titles and nulls: what is left out is not given."""
    if isinstance(schema, list):
        return [plain(part, definitions) for part in schema]
    if not isinstance(schema, dict):
        return schema
    if "$ref" in schema:
        named = definitions[schema["$ref"].rpartition("/")[2]]
        return plain({**named, **{key: value for key, value in schema.items() if key != "$ref"}}, definitions)
    choices = [choice for choice in schema.get("anyOf", ()) if choice != {"type": "null"}]
    if len(choices) == 1:
        rest = {key: value for key, value in schema.items() if key not in ("anyOf", "default")}
        return plain({**choices[0], **rest}, definitions)
    return {
        key: _properties(value, definitions) if key == "properties" else plain(value, definitions)
        for key, value in schema.items()
        if not (key == "title" and isinstance(value, str)) and not (key == "default" and value is None)
    }


def _properties(properties: Mapping[str, Any], definitions: Mapping[str, Any]) -> dict[str, Any]:
    return {name: plain(schema, definitions) for name, schema in properties.items()}
