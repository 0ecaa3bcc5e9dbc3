"""The model library: documents that are known to be right, and an index that says what each is about."""

from __future__ import annotations

import json
from functools import cache
from importlib.resources import files
from importlib.resources.abc import Traversable

import yaml

from sobremesa.errors import SobremesaError
from sobremesa.mechanics.document import ModelDocument
from sobremesa.mechanics.library.entry import Entry, Reputation
from sobremesa.mechanics.library.form import LibraryForm, LibraryForms
from sobremesa.mechanics.reading import read_document

__all__ = [
    "Entry",
    "LibraryForm",
    "LibraryForms",
    "Reputation",
    "UnknownModelError",
    "documents",
    "entry",
    "forms",
    "load",
    "names",
    "reputation",
]

INDEX = "index"
KNOWN = "known"
FORMS = "forms"
SUFFIX = ".yaml"


class UnknownModelError(SobremesaError, KeyError):
    """The library has no model of this name; the message lists those it has."""

    def __str__(self) -> str:
        return str(self.args[0])


def names() -> tuple[str, ...]:
    """The models that scenarios are matched with, in alphabetical order."""
    return tuple(sorted(_index()))


def documents() -> tuple[str, ...]:
    """All models, in alphabetical order: also those that the index does not match with scenarios."""
    stems = (file.name.removesuffix(SUFFIX) for file in _folder().iterdir() if file.name.endswith(SUFFIX))
    return tuple(sorted(stem for stem in stems if stem not in (INDEX, KNOWN, FORMS)))


def reputation(name: str) -> Reputation:
    """What the model is after, and known by; empty where neither is said. Raises UnknownModelError."""
    if name not in documents():
        raise _unknown(name, documents())
    return Reputation.model_validate(_known().get(name, {}))


def entry(name: str) -> Entry:
    """What the index says of a model. Raises UnknownModelError."""
    try:
        return _index()[name]
    except KeyError:
        raise _unknown(name, names()) from None


def forms(name: str) -> LibraryForms | None:
    """The other forms of a model; None where the library knows none."""
    return _forms().get(name)


@cache
def load(name: str) -> ModelDocument:
    """The model's document, with the library's own values. Raises UnknownModelError."""
    if name not in documents():
        raise _unknown(name, documents())
    return read_document(_text(name))


def _unknown(name: str, known: tuple[str, ...]) -> UnknownModelError:
    return UnknownModelError(f"There is no library model {name!r}; there are {', '.join(known)}.")


@cache
def _index() -> dict[str, Entry]:
    models = yaml.safe_load(_text(INDEX))
    return {name: Entry.model_validate({"name": name, **fields}) for name, fields in models.items()}


@cache
def _forms() -> dict[str, LibraryForms]:
    models = yaml.safe_load(_text(FORMS))
    return {name: LibraryForms.model_validate_json(json.dumps(fields)) for name, fields in models.items()}


@cache
def _known() -> dict[str, dict[str, str]]:
    models: dict[str, dict[str, str]] = yaml.safe_load(_text(KNOWN))
    return models


def _text(name: str) -> str:
    return _folder().joinpath(name + SUFFIX).read_text("utf-8")


def _folder() -> Traversable:
    return files("sobremesa.mechanics").joinpath("library")
