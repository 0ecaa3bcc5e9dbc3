"""The library of processes: waiting lines that are known to be right, and an index that says what each is about."""

from __future__ import annotations

from functools import cache
from importlib.resources import files

import yaml

from sobremesa.mechanics.library import UnknownModelError
from sobremesa.mechanics.library.entry import Reputation
from sobremesa.mechanics.processes.document import ProcessDocument
from sobremesa.mechanics.processes.library.entry import ProcessEntry
from sobremesa.mechanics.processes.reading import read_process

__all__ = ["ProcessEntry", "documents", "entry", "load", "names", "reputation", "text"]

INDEX = "index"
KNOWN = "known"
SUFFIX = ".yaml"


def names() -> tuple[str, ...]:
    """The processes that scenarios are matched with, in alphabetical order."""
    return tuple(sorted(_index()))


def documents() -> tuple[str, ...]:
    """All processes, in alphabetical order: also those that the index does not match with scenarios."""
    folder = files("sobremesa.mechanics.processes").joinpath("library")
    stems = (file.name.removesuffix(SUFFIX) for file in folder.iterdir() if file.name.endswith(SUFFIX))
    return tuple(sorted(stem for stem in stems if stem not in (INDEX, KNOWN)))


def entry(name: str) -> ProcessEntry:
    """What the index says of a process. Raises UnknownModelError."""
    try:
        return _index()[name]
    except KeyError:
        raise _unknown(name) from None


@cache
def load(name: str) -> ProcessDocument:
    """The process, with the library's own values. Raises UnknownModelError."""
    return read_process(text(name))


def reputation(name: str) -> Reputation:
    """What the process is after, and known by; empty where neither is said. Raises UnknownModelError."""
    if name not in documents():
        raise _unknown(name)
    return Reputation.model_validate(yaml.safe_load(_text(KNOWN)).get(name, {}))


def text(name: str) -> str:
    """The process as it is written. Raises UnknownModelError."""
    if name not in documents():
        raise _unknown(name)
    return _text(name)


def _unknown(name: str) -> UnknownModelError:
    return UnknownModelError(f"There is no library process {name!r}; there are {', '.join(documents())}.")


@cache
def _index() -> dict[str, ProcessEntry]:
    return {
        name: ProcessEntry.model_validate({"name": name, **fields})
        for name, fields in yaml.safe_load(_text(INDEX)).items()
    }


def _text(name: str) -> str:
    return files("sobremesa.mechanics.processes").joinpath("library", name + SUFFIX).read_text("utf-8")
