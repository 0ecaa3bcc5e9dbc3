"""The contract for programs: versioned, as one JSON object."""

from __future__ import annotations

from typing import Any

from sobremesa.doors.tool import TOOLS
from sobremesa.nodes.contract import CONTRACT_VERSION, Result

LEFT_OUT = ("report",)
"""Of a result: it stays behind the door, and comes in pages."""
NEVER_GIVEN = "interrupted"
"""A status that no door gives: whoever asks after such a run has it go on."""


def contract() -> dict[str, Any]:
    """Version, tools with what they take, and what every one of them gives."""
    return {
        "version": CONTRACT_VERSION,
        "tools": [
            {
                "name": tool.name,
                "title": tool.title,
                "description": tool.description,
                "input_schema": tool.input_schema(),
            }
            for tool in TOOLS
        ],
        "result": result_schema(),
    }


def result_schema() -> dict[str, Any]:
    """What every tool gives, as a JSON schema."""
    whole = Result.model_json_schema()
    definitions = whole["$defs"]
    properties = {
        name: nullable(schema, definitions) for name, schema in whole["properties"].items() if name not in LEFT_OUT
    }
    properties["status"]["enum"] = [each for each in properties["status"]["enum"] if each != NEVER_GIVEN]
    return {"type": "object", "properties": properties, "required": whole["required"], "additionalProperties": False}


def nullable(schema: Any, definitions: dict[str, Any]) -> Any:
    """A JSON schema with its references filled in; what may be null is told, since results hold nulls."""
    if isinstance(schema, list):
        return [nullable(part, definitions) for part in schema]
    if not isinstance(schema, dict):
        return schema
    if "$ref" in schema:
        named = definitions[schema["$ref"].rpartition("/")[2]]
        return nullable({**named, **{key: value for key, value in schema.items() if key != "$ref"}}, definitions)
    return {
        key: {name: nullable(part, definitions) for name, part in value.items()}
        if key == "properties"
        else nullable(value, definitions)
        for key, value in schema.items()
        if not (key == "title" and isinstance(value, str))
    }
