"""What is wrong with a sheet: one sentence for each mistake, with its place and what to change."""

from __future__ import annotations

import json
from collections.abc import Callable, Iterator, Sequence
from difflib import get_close_matches
from typing import get_args

from pydantic import BaseModel
from pydantic_core import ErrorDetails

from sobremesa.nodes.contract import MAX_PERSONAS
from sobremesa.nodes.sheet.places import Path
from sobremesa.nodes.sheet.shape import Entry, PrivateEntry, Sheet, TieEntry
from sobremesa.personas.card import BigFive, Value
from sobremesa.personas.ids import EVERYONE

KINDS = {
    "string_type": "must be text", "dict_type": "must be a mapping", "model_type": "must be a mapping",
    "tuple_type": "must be a list", "float_type": "must be a number", "int_type": "must be a whole number",
    "int_from_float": "must be a whole number", "string_too_short": "must not be empty",
    "string_pattern_mismatch": "must not be empty",
}  # fmt: skip
BOUNDS = {
    "age": "a whole number from 0 to 120",
    "stance": "a number from -1 to 1",
    "warmth": "a number from -1 to 1",
    **dict.fromkeys(BigFive.model_fields, "a number from 0 to 1"),
}


def of_shape(error: ErrorDetails) -> tuple[Path, str]:
    """The place of a mistake of shape, and the sentence that says what to change there."""
    path = tuple(part for part in error["loc"] if part != "[key]")
    if "[key]" in error["loc"]:
        return path, "an id is at most 64 of a-z, 0-9 and _, and begins with a letter."
    found = f", not {_brief(error['input'])}"
    name = path[-1] if path else ""
    match error["type"]:
        case "missing":
            return path[:-1], f"`{name}` is missing."
        case "extra_forbidden":
            keys = _keys(path[:-1])
            return path, f"there is no such key here{_meant(str(name), keys)}; there are {', '.join(keys)}."
        case "literal_error":
            known = get_args(Value)
            return path, f"must be one of {', '.join(known)}{found}{_meant(str(error['input']), known)}."
        case "too_short":
            return path, "there is nobody: give at least one persona."
        case "too_long" if path == ("personas",):
            return path, f"at most {MAX_PERSONAS} can talk, and there are {len(error['input'])}."
        case "too_long":
            return path, f"at most {error['ctx']['max_length']} lines fit, and there are {len(error['input'])}."
        case "string_too_long":
            return path, f"at most {error['ctx']['max_length']} characters fit, and there are {len(error['input'])}."
    if name in BOUNDS:
        return path, f"must be {BOUNDS[str(name)]}{found}."
    return path, f"{KINDS.get(error['type'], error['msg'])}{found}."


def of_meaning(sheet: Sheet) -> Iterator[tuple[Path, str]]:
    """What contradicts itself in a sheet whose shape is right."""
    for id_, entry in sheet.personas.items():
        place: Path = ("personas", id_)
        if id_ == EVERYONE:
            yield place, f"the id can't be {EVERYONE}: that is whom people speak to when they speak to all."
        for position, value in enumerate(entry.values):
            if value in entry.values[:position]:
                yield (*place, "values", position), f"{value} stands there twice."
        for other in entry.ties:
            if other == id_:
                yield (*place, "ties", other), "nobody is tied to themselves."
            elif other not in sheet.personas:
                close = _meant(other, list(sheet.personas))
                yield (*place, "ties", other), f"nobody of this cast has the id {other}{close}."


def _meant(word: str, known: Sequence[str]) -> str:
    """A hint at the word that is nearest, in brackets; nothing where none is near."""
    close = get_close_matches(word, known, 1, 0.55)
    return f" (did you mean {close[0]}?)" if close else ""


def _keys(path: Path) -> tuple[str, ...]:
    """The keys that the section at `path` knows."""
    sections: tuple[tuple[Callable[[Path], bool], type[BaseModel]], ...] = (
        (lambda at: not at, Sheet),
        (lambda at: len(at) == 2, Entry),
        (lambda at: at[-1:] == ("traits",), BigFive),
        (lambda at: at[-1:] == ("private",), PrivateEntry),
        (lambda at: len(at) == 4 and at[2] == "ties", TieEntry),
    )
    return next((tuple(model.model_fields) for matches, model in sections if matches(path)), ())


def _brief(value: object) -> str:
    text = json.dumps(value, ensure_ascii=False, default=str)
    return text if len(text) <= 60 else text[:57] + "…"
