"""Cards as callers of the Python face give them: a file, its text, or a cast that was made before."""

from __future__ import annotations

from pathlib import Path

from sobremesa.errors import BadRequestError
from sobremesa.nodes.interpreter import Casting
from sobremesa.nodes.sheet.writing import write_sheet

Cards = Path | str | Casting


def text_of(cards: Cards | None) -> str | None:
    """The cards as a sheet's text; None where there are none. Raises BadRequestError where a file can't be read."""
    if cards is None or isinstance(cards, str):
        return cards
    if isinstance(cards, Casting):
        return write_sheet(cards)
    try:
        return cards.read_text(encoding="utf-8-sig")
    except OSError as error:
        raise BadRequestError(f"{cards} can't be read: {error.strerror}.") from None
    except UnicodeError:
        raise BadRequestError(f"{cards} is not UTF-8 text.") from None
