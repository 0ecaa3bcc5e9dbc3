"""Rules for the scripted server: what a language model that can do every job of the loop would answer."""

from __future__ import annotations

import json
from collections.abc import Mapping
from typing import Any

from scripted_llm import Answer, Asked


def whole_loop(asked: Asked) -> Answer:
    """An object of whatever schema is asked for, and free text otherwise."""
    if asked.schema is None:
        return Answer("Some words.")
    return Answer(json.dumps(filled(asked.schema, asked.number), ensure_ascii=False))


def filled(schema: Mapping[str, Any], number: int) -> Any:
    """A value that a JSON schema allows; which one depends on `number`."""
    return _value(schema, schema.get("$defs", {}), number)


def _value(schema: Mapping[str, Any], defs: Mapping[str, Any], number: int) -> Any:
    if "$ref" in schema:
        return _value(defs[schema["$ref"].rpartition("/")[2]], defs, number)
    if "enum" in schema:
        return schema["enum"][number % len(schema["enum"])]
    if "anyOf" in schema:
        return _value(schema["anyOf"][0], defs, number)
    match schema["type"]:
        case "object":
            return {
                name: _value(part, defs, number // 7 + place)
                for place, (name, part) in enumerate(schema["properties"].items())
            }
        case "array":
            return [_value(schema["items"], defs, number + place) for place in range(max(1, schema.get("minItems", 1)))]
        case "boolean":
            return number % 2 == 1
        case "integer":
            return schema.get("minimum", 0)
        case "number":
            low, high = schema.get("minimum", 0.0), schema.get("maximum", 1.0)
            return round(low + (high - low) * (number % 101) / 100, 2)
    return f"some words, number {number % 1000}"[: schema.get("maxLength", 60)]
