"""The model library: documents that are known to be right, and an index that says what each is about."""

from __future__ import annotations

from functools import cache
from importlib.resources import files

import yaml

from sobremesa.errors import SobremesaError
from sobremesa.mechanics.document import ModelDocument
from sobremesa.mechanics.library.entry import Entry
from sobremesa.mechanics.reading import read_document

__all__ = ["Entry", "UnknownModelError", "entry", "load", "names"]

INDEX = "index"


class UnknownModelError(SobremesaError, KeyError):
    """The library has no model of this name; the message lists those it has."""

    def __str__(self) -> str:
        return str(self.args[0])


def names() -> tuple[str, ...]:
    """The names of all models, in alphabetical order."""
    return tuple(sorted(_index()))


def entry(name: str) -> Entry:
    """What the index says of a model. Raises UnknownModelError."""
    try:
        return _index()[name]
    except KeyError:
        raise UnknownModelError(f"There is no library model {name!r}; there are {', '.join(names())}.") from None


@cache
def load(name: str) -> ModelDocument:
    """The model's document, with the library's own values. Raises UnknownModelError."""
    return read_document(_text(entry(name).name))


@cache
def _index() -> dict[str, Entry]:
    models = yaml.safe_load(_text(INDEX))
    return {name: Entry.model_validate({"name": name, **fields}) for name, fields in models.items()}


def _text(name: str) -> str:
    return files("sobremesa.mechanics").joinpath("library", f"{name}.yaml").read_text("utf-8")
