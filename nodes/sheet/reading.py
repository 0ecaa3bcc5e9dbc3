"""Text → Sheet: strict, and with every mistake told at once, each in a sentence with its place."""

from __future__ import annotations

import json
from collections.abc import Sequence

from pydantic import ValidationError

from sobremesa.errors import BadRequestError
from sobremesa.mechanics.yaml12 import NotPlainError, Plain, load
from sobremesa.nodes.contract import MAX_SHEET_CHARACTERS
from sobremesa.nodes.sanitise import sanitise
from sobremesa.nodes.sheet.mistakes import of_meaning, of_shape
from sobremesa.nodes.sheet.places import Path, line_of, shown
from sobremesa.nodes.sheet.shape import Sheet

MOST_MISTAKES = 20


class MistakenSheetError(BadRequestError):
    """A sheet can't be taken as it stands; `mistakes` are sentences, each with the place of what is to be changed."""

    def __init__(self, mistakes: Sequence[str]) -> None:
        self.mistakes = tuple(mistakes)
        super().__init__("\n".join(["The personas can't be taken as they stand:", *(f"- {m}" for m in mistakes)]))


def read_sheet(text: str) -> Sheet:
    """The sheet that a text in YAML 1.2 or JSON holds: plain values only, without aliases, tags or duplicate keys.

    Raises MistakenSheetError with up to MOST_MISTAKES mistakes.
    """
    if len(text) > MAX_SHEET_CHARACTERS:
        raise MistakenSheetError([f"the file is too large: at most {MAX_SHEET_CHARACTERS:,} characters are read."])
    text = sanitise(text)
    plain = _plain(text)
    try:
        sheet = Sheet.model_validate_json(json.dumps(plain), strict=True)
    except ValidationError as error:
        found = [of_shape(problem) for problem in error.errors(include_url=False)]
    else:
        found = list(of_meaning(sheet))
        if not found:
            return sheet
    raise MistakenSheetError([_sentence(text, path, what) for path, what in dict(found[:MOST_MISTAKES]).items()])


def _plain(text: str) -> dict[str, Plain]:
    try:
        plain = load(text)
    except NotPlainError as error:
        place, hint = error.diagnostic.place, error.diagnostic.hint
        where = f"line {place.line}: " if place.line is not None else ""
        raise MistakenSheetError([f"{where}{error.diagnostic.message}{f' ({hint})' if hint else ''}."]) from None
    if not isinstance(plain, dict):
        raise MistakenSheetError(["the file must hold a mapping with `personas`, the cards by id."])
    return plain


def _sentence(text: str, path: Path, what: str) -> str:
    line = line_of(text, path)
    return f"{shown(path)}{f' (line {line})' if line is not None else ''}: {what}"
