"""Rules for the scripted server: what a language model that can do every job of the loop would answer."""

from __future__ import annotations

import json
import re
from collections.abc import Mapping
from itertools import cycle
from typing import Any

from scripted_llm import Answer, Asked

MODELS = {"interface": "interface_failure", "buyers": "market", "opinion": "opinion_dynamics", "grid": "sir_grid"}
WITH_PEOPLE = {"interface": "interface_failure_talk", "opinion": "opinion_debate"}
TALK = re.compile(r"\b(?:talk as|debate|argue about)\b")
FEW = re.compile(r"\b(?:characters|personalities|siblings|founders|friends quarrel)\b")
WORDS = (
    "bread", "rivers", "maybe", "slowly", "copper", "window", "seven", "tomorrow",
    "under", "garden", "letters", "north", "quiet", "paper", "harbour", "almost",
)  # fmt: skip
NO_MODEL = "no_model:\n  understood: [something is asked]\n  missing: [a way to say it]\n"


def whole_loop(asked: Asked) -> Answer:
    """A route, a cast, a turn or a document, whichever the schema asks for; it depends on the words alone."""
    if asked.schema is None:
        return Answer(document(asked))
    answer = filled(asked.schema, asked.number)
    if "mode" in asked.fields:
        answer["mode"] = mode(quoted(asked.words))
    if "personas" in asked.fields:
        wanted = re.search(r"Cast exactly (?:these )?(\d+)", asked.words)
        answer["personas"] = [
            {
                **filled(asked.schema, asked.number + place)["personas"][0],
                "name": f"Person {place + 1}",
                "stance": stance,
            }
            for place, stance in zip(range(int(wanted[1]) if wanted else 3), cycle((-0.6, 0.1, 0.7)), strict=False)
        ]
    if "speech" in asked.fields:
        answer |= {"whisper": False, "speech": speech(asked.number), "to": "everyone", **in_character(asked)}
    return Answer(json.dumps(answer, ensure_ascii=False))


def speech(number: int) -> str:
    """A sentence that no other turn says, in the words of nobody's manner."""
    said = (WORDS[number // len(WORDS) ** place % len(WORDS)] for place in range(8))
    return f"I would say {' '.join(said)}."


def in_character(asked: Asked) -> dict[str, Any]:
    """A report that goes with any card: as calm as one may be, and where one stood before."""
    stood = re.search(r"where you stood before a word was said: ([+-][0-9.]+)", asked.words)
    stance = float(stood[1]) if stood else 0.0
    return {"emotion": "calm", "valence": 0.1, "arousal": 0.2, "stance": stance, "influenced_by": []}


def quoted(words: str) -> str:
    """All that was quoted as data."""
    return "\n".join(line[2:] for line in words.splitlines() if line.startswith("> "))


def mode(scenario: str) -> str:
    """The kind of simulation of a scenario that the tests use."""
    if TALK.search(scenario):
        return "hybrid"
    if FEW.search(scenario):
        return "social"
    return "mechanics" if any(word in scenario for word in MODELS) else "none"


def document(asked: Asked) -> str:
    """The library's document about the scenario's matter, or a refusal."""
    from sobremesa.mechanics.library import load
    from sobremesa.mechanics.writing import write_document

    models = WITH_PEOPLE if "write `personas` for" in asked.question else MODELS
    scenario = quoted(asked.question)
    return next((write_document(load(model)) for word, model in models.items() if word in scenario), NO_MODEL)


def filled(schema: Mapping[str, Any], number: int) -> Any:
    """A value that a JSON schema allows; which one depends on `number`."""
    return _value(schema, schema.get("$defs", {}), number)


def _value(schema: Mapping[str, Any], defs: Mapping[str, Any], number: int) -> Any:
    if "$ref" in schema:
        return _value(defs[schema["$ref"].rpartition("/")[2]], defs, number)
    if "enum" in schema:
        return schema["enum"][number % len(schema["enum"])]
    match schema["type"]:
        case "object":
            parts = enumerate(schema["properties"].items())
            return {name: _value(part, defs, number // 7 + place) for place, (name, part) in parts}
        case "array":
            return [_value(schema["items"], defs, number + place) for place in range(max(1, schema.get("minItems", 1)))]
        case "boolean":
            return number % 2 == 1
        case "integer":
            low, high = schema.get("minimum", 0), schema.get("maximum", 100)
            return low + number % (high - low + 1)
        case "number":
            low, high = schema.get("minimum", 0.0), schema.get("maximum", 1.0)
            return round(low + (high - low) * (number % 101) / 100, 2)
    return f"some words, number {number % 1000}"[: schema.get("maxLength", 60)]
